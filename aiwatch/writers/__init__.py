"""Writers: a briefing in, text or bytes out; one format a module, loaded when it is needed."""

from importlib import import_module
from pathlib import PurePath
from types import ModuleType

from aiwatch.domain.errors import InvalidInput
from aiwatch.extras import needing

BRIEFINGS = {
    "markdown": "aiwatch.writers.markdown",
    "text": "aiwatch.writers.text",
    "html": "aiwatch.writers.html",
    "eml": "aiwatch.writers.eml",
    "docx": "aiwatch.writers.docx",
    "json": "aiwatch.writers.json",
}
"""The module of each format of a briefing; it has `write(briefing) -> str`, or `-> bytes` if the
format is in `BINARY`."""

BINARY = frozenset({"docx"})
"""The formats that are no text."""

LIBRARIES = {"docx": ("Word files", "python-docx")}
"""What needs a library that is not installed with aiwatch, by format: what it writes, and the
library."""

RECORDS = {
    "json": "aiwatch.writers.json",
    "jsonl": "aiwatch.writers.jsonl",
    "csv": "aiwatch.writers.csv",
}
"""The module of each format of records; it has `records(developments) -> str`."""

REFERENCES = {
    "ris": "aiwatch.writers.ris",
    "csl": "aiwatch.writers.csl",
}
"""The module of each format of references, in which a development's sources stand and little else;
it has `records(developments) -> str`."""

GRAPHICS = {
    "text": "aiwatch.writers.graphics_text",
    "json": "aiwatch.writers.graphics_json",
    "csv": "aiwatch.writers.graphics_csv",
    "svg": "aiwatch.writers.graphics_svg",
    "html": "aiwatch.writers.graphics_html",
}
"""The module of each format of the graphics dashboard; it has `write(graphics, title) -> str`, for
svg `charts(graphics)`, which yields name and content of a file for each chart."""

ENDINGS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".eml": "eml",
    ".docx": "docx",
    ".csl.json": "csl",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".ris": "ris",
    ".svg": "svg",
}
"""The format that a file's ending names, the first that fits."""


def format_of(file: str, formats: list[str]) -> str:
    """Return the one of `formats` that the ending of `file` names; raises InvalidInput."""
    name = PurePath(file).name.lower()
    format = next((format for ending, format in ENDINGS.items() if name.endswith(ending)), "")
    if format not in formats:
        endings = ", ".join(end for end, name in ENDINGS.items() if name in formats)
        raise InvalidInput(
            f"The ending of {file} names no format here. Use {endings}, or say it with -f."
        )
    return format


def ending_of(format: str) -> str:
    """Return the usual ending of a file in `format`."""
    return next(ending for ending, name in ENDINGS.items() if name == format)


def writer(format: str, registry: dict[str, str]) -> ModuleType:
    """Return the module that writes `format`; raises InvalidInput naming those there are, and
    AiwatchError with the command that installs a library it lacks."""
    if format not in registry:
        raise InvalidInput(f"No format {format!r}. Formats: {', '.join(registry)}.")
    if format not in LIBRARIES:
        return import_module(registry[format])
    what, library = LIBRARIES[format]
    with needing(library, what):
        return import_module(registry[format])

"""Sources as references in RIS, which Zotero, EndNote, Mendeley and Citavi take in.

The tags are those that Zotero has for a page of the web: T2 is the site's name, and so the
publisher's. A value has one line; the paragraphs of a text are joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aiwatch.domain.development import Development
from aiwatch.writers.references import Reference, references


def records(developments: Iterable[Development]) -> str:
    """Return the sources of `developments` as RIS in UTF-8, lines ending in CRLF."""
    lines = (line for each in references(developments) for line in _lines(each))
    return "".join(f"{line}\r\n" for line in lines)


def _lines(reference: Reference) -> Iterator[str]:
    yield "TY  - ELEC"
    day = reference.published
    fields = [
        ("ID", reference.name),
        ("TI", reference.title),
        ("ST", reference.short_title),
        ("T2", reference.publisher),
        ("PY", f"{day.year:04}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}/" if day else ""),
        ("UR", reference.url),
        ("LA", reference.language),
        ("AB", " ".join(reference.abstract.split("\n\n"))),
        *(("KW", tag) for tag in reference.tags),
        ("AV", reference.archived),
    ]
    yield from (f"{tag}  - {value}" for tag, value in fields if value)
    yield "ER  - "
    yield ""

"""The archive's settings: `aiwatch.toml` read into a frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from aiwatch.config_mail import MAIL, Mail, read_mail
from aiwatch.config_web import WEB, Web, read_web
from aiwatch.domain.errors import InvalidInput, NotFound
from aiwatch.domain.text import clean

FILE = "aiwatch.toml"
SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}

STARTER = """\
# Settings of this aiwatch archive. Every key is optional; what stands here are examples.

# title = "AI watch"          # of the briefings
# default_section = "tech"    # for `aiwatch add` without --section
# day_first = true            # read 05/04/2025 as 5 April; without it such a date is refused

# The sections of a briefing, in order: a short key for the command line, and the title.
# [sections]
# tech = "Tech progress"
# domestic = "Domestic dynamics"

# How severe a rule of `aiwatch check` is: "error", "warning" or "off". All: aiwatch check --rules
# [check]
# draft = "error"             # TODO, XXX, ?? and other draft marks
# no-headline = "warning"     # no headline where most others of the section have one

# Hosts that are not public and may be asked for pages all the same: names, addresses, networks.
# [web]
# allow = ["intranet.example", "10.0.0.0/8"]

# Where `aiwatch brief -f eml` sends a briefing; --to, --cc, --from and --subject beat it.
# [mail]
# to = "desk@example.org, Lin Wei <lin@example.org>"
# from = "AI watch <watch@example.org>"
"""


@dataclass(frozen=True)
class Config:
    """The settings. `sections` is key to title, in the order of a briefing; `day_first` says how
    05/04/2025 is read (None: it is refused); `maps` are mappings for `import`, by name, field to
    column; `set_here` names the keys the file sets, `unknown`
    those of others in it, with the place of each; `removed` counts the control characters taken out
    of its texts."""

    title: str = "AI watch"
    sections: Mapping[str, str] = field(default_factory=lambda: dict(SECTIONS))
    default_section: str = ""
    day_first: bool | None = None
    mail: Mail = field(default_factory=Mail)
    check: Mapping[str, str] = field(default_factory=dict)
    web: Web = field(default_factory=Web)
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    set_here: frozenset[str] = frozenset()
    unknown: Mapping[str, str] = field(default_factory=dict)
    removed: int = 0


def load(folder: Path) -> Config:
    """Return the settings of the archive in `folder`.

    Raises NotFound if it has none, InvalidInput naming the key that cannot be right.
    """
    path = folder / FILE
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"No archive at {folder}. Make one: aiwatch init {folder}") from None
    except OSError as error:
        raise InvalidInput(f"Cannot read {path}: {error.strerror}.") from None
    return parse(data, path)


def parse(data: bytes, path: Path) -> Config:
    """Return the settings of a file's bytes; `path` is the file's, for messages.

    Raises InvalidInput naming the key that cannot be right.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(f"{path}: It is not UTF-8; save it as UTF-8.") from None
    found, removed = _cleaned(_settings(text, path))
    file = _File(path, text)
    sections = _sections(found, file)
    default_section = _of(str, found, "default_section", "", file)
    if default_section and default_section not in sections:
        raise file.refusal(
            f"default_section is {default_section!r}, which is no section. "
            f"Sections: {', '.join(sections)}.",
            "default_section",
        )
    unknown = {key: file.spot(key) for key in found if key not in KEYS}
    mail = read_mail(found.get("mail", {}), file.refusal)
    unknown |= {
        f"mail.{key}": file.spot(key, "mail") for key in found.get("mail", {}) if key not in MAIL
    }
    web = read_web(found.get("web", {}), file.refusal)
    unknown |= {
        f"web.{key}": file.spot(key, "web") for key in found.get("web", {}) if key not in WEB
    }
    return Config(
        title=_of(str, found, "title", "AI watch", file),
        sections=sections,
        default_section=default_section,
        day_first=_of(bool, found, "day_first", None, file),
        set_here=frozenset(found) & frozenset(KEYS),
        mail=mail,
        check=_check(found, file),
        web=web,
        maps=_maps(found, file),
        unknown=unknown,
        removed=removed,
    )


def _check(found: Mapping[str, Any], file: "_File") -> dict[str, str]:
    if "check" not in found:
        return {}
    from aiwatch.config_check import read_check

    return read_check(found["check"], file.refusal)


def _maps(found: Mapping[str, Any], file: "_File") -> dict[str, dict[str, str]]:
    if "maps" not in found:
        return {}
    from aiwatch.config_maps import read_maps

    return read_maps(found["maps"], file.refusal)


def _settings(text: str, path: Path) -> dict[str, Any]:
    if all(line.startswith("#") or not line.strip() for line in text.split("\n")):
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        from aiwatch.config_trouble import explained

        raise InvalidInput(f"{path}{explained(text, error)}") from None


class _File(NamedTuple):
    """The file that is read, for telling where in it something is wrong."""

    path: Path
    text: str

    def spot(self, name: str, heading: str = "") -> str:
        from aiwatch.config_trouble import spot

        return spot(self.text.replace("\r\n", "\n"), name, heading)

    def refusal(self, what: str, name: str, heading: str = "") -> InvalidInput:
        """Return the error that tells `what` is wrong with the setting `name`, and where."""
        spot = self.spot(name, heading)
        return InvalidInput(f"{self.path}{f', {spot}' if spot else ''}: {what}")


KEYS = ("title", "default_section", "day_first", "sections", "mail", "check", "web", "maps")
TABLES = ("sections", "mail", "check", "web", "maps")
"""Those of them that are tables, whose settings are called `mail.to` and the like."""

NAMES = (*KEYS, *(f"mail.{key}" for key in MAIL), *(f"web.{key}" for key in WEB))
"""What another setting may have been meant to be called."""


def _cleaned(value: Any) -> tuple[Any, int]:
    """Return `value` with its texts as `clean` has them, and how many characters went."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        parts = [_cleaned(inner) for inner in value]
        return [part for part, _ in parts], sum(removed for _, removed in parts)
    if not isinstance(value, dict):
        return value, 0
    pairs = [(clean(key), _cleaned(inner)) for key, inner in value.items()]
    removed = sum(in_key + in_value for (_, in_key), (_, in_value) in pairs)
    return {key: inner for (key, _), (inner, _) in pairs}, removed


def _of(kind: type, found: Mapping[str, Any], key: str, default: Any, file: _File) -> Any:
    value = found.get(key, default)
    if key in found and not isinstance(value, kind):
        wanted = "a text in quotes" if kind is str else "true or false, without quotes"
        raise file.refusal(f"{key} is {wanted}, not {_as_written(value)}.", key)
    if isinstance(value, str) and "\n" in value:
        raise file.refusal(f"{key} is one line.", key)
    return value


def _as_written(value: Any) -> str:
    """Return a value about as its file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)


def _sections(found: Mapping[str, Any], file: _File) -> dict[str, str]:
    sections = found.get("sections", SECTIONS)
    example = 'tech = "Tech progress"'
    if not isinstance(sections, dict) or not sections:
        raise file.refusal(f"Below [sections] stand lines such as  {example}", "sections")
    for key, title in sections.items():
        if key in KEYS and key not in ("mail", "check", "web", "maps"):
            what = f"{key} stands below [sections], which makes it a section; move it above."
            raise file.refusal(what, key, "sections")
        if not isinstance(title, str) or not title.strip() or "\n" in title:
            what = f"A section has a title of one line, in quotes, such as  {example}"
            raise file.refusal(what, key, "sections")
    return {key: title.strip() for key, title in sections.items()}

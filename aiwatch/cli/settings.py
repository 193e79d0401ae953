"""The settings: config shows where each comes from, and changes those of aiwatch.toml."""

import os
import re
import shlex
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from aiwatch import config as file
from aiwatch.cli import options
from aiwatch.cli.editor import editor
from aiwatch.cli.shell import (
    USER_VARIABLES,
    Session,
    cleaned,
    data_folder,
    nearest,
    session,
    user_name,
)
from aiwatch.cli.streams import answer, on_terminal, say
from aiwatch.config_mail import MAIL
from aiwatch.config_web import WEB
from aiwatch.domain.errors import AiwatchError, InvalidInput, NotFound
from aiwatch.domain.selection import Selection
from aiwatch.domain.text import fold, visible

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Look after the archive")

ELSEWHERE = {
    "archive": "--archive or AIWATCH_ARCHIVE",
    "editor": "VISUAL or EDITOR",
    "user": "LOGNAME",
    "today": "AIWATCH_TODAY",
}
"""What is shown and not set in the file, and what sets it."""

UNSET = {
    "default_section": "none: add asks for --section",
    "day_first": "not set: 05/04/2025 is refused",
    "mail.to": "none: a mail is a draft",
    "mail.from": "none: sendmail knows",
    "mail.subject": "none: the title and the day",
    "web.allow": "none: only public hosts are asked",
}


class Row(NamedTuple):
    """A setting, its value as text (empty if it has none) and where that comes from."""

    key: str
    value: str
    origin: str


@app.command()
def config(
    context: typer.Context,
    key: Annotated[
        str | None,
        typer.Argument(
            metavar="KEY",
            autocompletion=options.offers("settings"),
            help="One setting: title, default_section, day_first, sections.robots, mail.to …",
        ),
    ] = None,
    value: Annotated[
        str | None,
        typer.Argument(
            metavar="VALUE",
            autocompletion=options.offers("setting_values"),
            help="What it is to be from now on.",
        ),
    ] = None,
    unset: Annotated[
        bool, typer.Option("--unset", help="Go back to the default of KEY, or take out a section.")
    ] = False,
) -> None:
    """Show the settings and where they come from, or change one.

    They are kept in the archive's aiwatch.toml; its comments and layout stay.

    Example: aiwatch config sections.robots "Robotics"
    """
    desk = session(context)
    if key is None:
        if unset:
            raise InvalidInput("--unset needs the setting's name: aiwatch config --unset title")
        _show(rows(desk))
        return
    key = cleaned(key, "The setting").strip()
    if not (unset and key in desk.config.unknown):
        key = _known(desk, key, new=value is not None)
    if not unset and value is None:
        _show_one(desk, key)
    elif key in ELSEWHERE:
        raise InvalidInput(f"{key} does not stand in {file.FILE}; it is set by {ELSEWHERE[key]}.")
    elif unset and value is not None:
        raise InvalidInput("Give a value or --unset, not both.")
    else:
        _change(desk, key, None if value is None else _read(desk, key, value))


def rows(desk: Session) -> list[Row]:
    """Return every setting there is."""
    found = desk.config
    shown = [Row("archive", str(desk.root), _place(desk))]
    for key in keys(found):
        name = key.partition(".")[0]
        in_part = name in ("mail", "web")
        is_set = value_of(found, key) if in_part else name in found.set_here
        origin = file.FILE if is_set else "default"
        shown.append(Row(key, value_of(found, key), origin))
    try:
        shown.append(Row("editor", *editor()))
    except AiwatchError:
        shown.append(Row("editor", "", "default"))
    who = next((name for name in USER_VARIABLES if os.environ.get(name)), "the system")
    shown.append(Row("user", user_name(), who))
    if os.environ.get("AIWATCH_TODAY"):
        shown.append(Row("today", os.environ["AIWATCH_TODAY"], "AIWATCH_TODAY"))
    return shown


def keys(found: file.Config) -> list[str]:
    """Return the settings of the file, each section one, each key below [mail] and [web], each
    rule of the check that is set, and each mapping that is kept."""
    single = [key for key in file.KEYS if key not in file.TABLES]
    mail = (f"mail.{key}" for key in MAIL)
    rules = (f"check.{rule}" for rule in found.check)
    web = (f"web.{key}" for key in WEB)
    maps = (f"maps.{name}" for name in found.maps)
    sections = (f"sections.{key}" for key in found.sections)
    return [*single, *sections, *mail, *web, *rules, *maps]


def value_of(found: file.Config, key: str) -> str:
    """Return the value of `key` as text, empty if it has none."""
    if key.startswith("sections."):
        return found.sections.get(key.removeprefix("sections."), "")
    if key.startswith("check."):
        return found.check.get(key.removeprefix("check."), "")
    if key.startswith("mail."):
        return found.mail.value(key.removeprefix("mail."))
    if key == "web.allow":
        return ", ".join(found.web.allow)
    if key == "web":
        return f"allow\t{', '.join(found.web.allow)}" if found.web.allow else ""
    if key.startswith("maps."):
        pairs = found.maps.get(key.removeprefix("maps."), {})
        return ", ".join(f"{name}={column}" for name, column in pairs.items())
    if key == "maps":
        return "\n".join(f"{name}\t{value_of(found, f'maps.{name}')}" for name in found.maps)
    if key == "mail":
        rows = ((name, found.mail.value(name)) for name in MAIL)
        return "\n".join(f"{name}\t{value}" for name, value in rows if value)
    value = getattr(found, key)
    if key in ("sections", "check"):
        return "\n".join(f"{name}\t{title}" for name, title in value.items())
    return str(value or "") if value not in (True, False) else str(value).lower()


def _place(desk: Session) -> str:
    if desk.where:
        return "--archive"
    if os.environ.get("AIWATCH_ARCHIVE"):
        return "AIWATCH_ARCHIVE"
    with suppress(NotFound):
        return "your data folder" if desk.root == data_folder() else "found"
    return "found"


def _show(shown: list[Row]) -> None:
    shown = [
        Row(visible(key), visible(value) or UNSET.get(key, "none"), origin)
        for key, value, origin in shown
    ]
    if not on_terminal():
        answer("".join("\t".join(row) + "\n" for row in shown))
        return
    from aiwatch.writers.cells import display_width, pad

    keys = max(display_width(row.key) for row in shown)
    values = min(60, max(display_width(row.value) for row in shown))
    for key, value, origin in shown:
        answer(f"{pad(key, keys)}  {pad(value, values)}  {origin}\n")


def _show_one(desk: Session, key: str) -> None:
    value = value_of(desk.config, key) if key not in ELSEWHERE else ""
    for row in rows(desk):
        if row.key == key:
            value = row.value
    if not value:
        say(f"{key} is {UNSET.get(key, 'not set')}.")
    answer(f"{visible(value) if on_terminal() else value}\n")


def _known(desk: Session, told: str, *, new: bool) -> str:
    """Return the setting that is meant; a section only has to be there if it is not `new`.

    Raises InvalidInput, naming what is near.
    """
    name, _, section = told.partition(".")
    section = section.strip()
    if name == "sections" and section:
        same = (key for key in desk.config.sections if fold(key) == fold(section))
        return f"sections.{next(same, section if new else desk.section(section))}"
    if name == "check" and section:
        return f"check.{_rule(section)}"
    if name == "maps" and section in desk.config.maps:
        return told
    below = {"mail": MAIL, "web": WEB}.get(name, ())
    if told in file.KEYS or told in ELSEWHERE or section in below:
        return told
    single = [key for key in file.KEYS if key not in file.TABLES]
    names = [*single, "sections.KEY", *(f"mail.{key}" for key in MAIL)]
    names += [*(f"web.{key}" for key in WEB), "check.RULE"]
    hint = nearest(told, [*keys(desk.config), *ELSEWHERE])
    raise InvalidInput(f"No setting {told!r}. Settings: {', '.join(names)}.{hint}")


def _rule(told: str) -> str:
    from aiwatch.config_check import no_rule
    from aiwatch.domain.editorial import RULES

    if told not in RULES:
        raise InvalidInput(no_rule(told))
    return told


def _severity(rule: str, told: str) -> str:
    from aiwatch.config_check import no_severity
    from aiwatch.domain.editorial import SEVERITIES

    if told not in SEVERITIES:
        raise InvalidInput(no_severity(rule, told))
    return told


def _read(desk: Session, key: str, told: str) -> str | bool:
    """Return the value that `told` is for `key`; raises InvalidInput for none that can be."""
    value = cleaned(told, "The value").strip()
    if key == "sections":
        raise InvalidInput("Set one section: aiwatch config sections.KEY TITLE")
    if key == "mail":
        raise InvalidInput("Set one of its settings: aiwatch config mail.to desk@example.org")
    if key == "web":
        raise InvalidInput("Set its setting: aiwatch config web.allow intranet.example")
    if key == "maps" or key.startswith("maps."):
        raise InvalidInput("A mapping is kept by an import: --map text=COLUMN --save-map NAME")
    if key == "check":
        raise InvalidInput("Set one rule: aiwatch config check.RULE off")
    if key.startswith("check."):
        return _severity(key.removeprefix("check."), value.lower())
    if not value:
        raise InvalidInput(f"The value is empty. Back to the default: aiwatch config --unset {key}")
    if key == "default_section":
        return desk.section(value)
    if key == "day_first":
        if value.lower() not in ("true", "false"):
            raise InvalidInput(f"day_first is true or false, not {told!r}.")
        return value.lower() == "true"
    return value


def _change(desk: Session, key: str, value: str | bool | None) -> None:
    """Set `key`, or take it out for None, and tell what that did."""
    from aiwatch.archive.commit import commit, locked
    from aiwatch.archive.disk import Disk
    from aiwatch.config_change import changed

    path, disk = desk.root / file.FILE, Disk()
    place = path.resolve()
    try:
        with locked(disk, desk.root, f"aiwatch config ({user_name()})"):
            data = disk.read(path)
            before = file.parse(data, path)
            if _stays(before, key, value):
                return
            new = changed(data, key, value)
            after = _checked(new, value)
            commit(disk, place.parent, {place.name: new})
    except OSError as error:
        raise AiwatchError(f"Cannot write {path}: {error.strerror or error}.") from error
    _tell(desk, key, before, after)


def _checked(data: bytes, value: str | bool | None) -> file.Config:
    """Return the settings of the file's bytes as they would be. Raises InvalidInput if they cannot
    be so, of a `value` with what is wrong with it, not where in a file that nobody has seen."""
    try:
        return file.parse(data, Path(file.FILE))
    except InvalidInput as error:
        if value is None:
            raise InvalidInput(f"Nothing was changed, as then {error}") from None
        what = re.sub(rf"^{re.escape(file.FILE)}(?:, line \d+, column \d+)?: ", "", str(error))
        raise InvalidInput(f"Nothing was changed: {what}") from None


def _stays(before: file.Config, key: str, value: str | bool | None) -> bool:
    """Tell, also the user, whether there is nothing to change."""
    old = value_of(before, key) if key not in before.unknown else ""
    if value is None:
        in_table = key.startswith(("sections.", "mail.", "check.", "web.", "maps."))
        there = key in before.unknown or (bool(old) if in_table else key in before.set_here)
        if not there:
            say(f"{key} is not set in {file.FILE}; nothing was changed.")
        return not there
    if old == (value if isinstance(value, str) else str(value).lower()):
        say(f"{key} is {old!r} already; nothing was changed.")
        return True
    return False


def _tell(desk: Session, key: str, before: file.Config, after: file.Config) -> None:
    if key in before.unknown:
        say(f"{key} was taken out of {file.FILE}.")
        return
    old, new = (
        value_of(found, key).replace("\n", ", ").replace("\t", " = ") for found in (before, after)
    )
    if new:
        say(f"{key} is now {new!r}" + (f"; it was {old!r}." if old else "."))
        if key == "web.allow" and not set(before.web.allow) <= set(after.web.allow):
            both = ",".join(dict.fromkeys((*before.web.allow, *after.web.allow)))
            say(f"Several are separated by commas: aiwatch config web.allow {shlex.quote(both)}")
    else:
        say(f"{key} was taken out; it was {old!r}.")
    for gone in [section for section in before.sections if section not in after.sections]:
        left = len(desk.archive.select(Selection(sections=(gone,))))
        if left:
            say(
                f"{left} development{'s are' if left != 1 else ' is'} still in {gone}: briefings "
                f"put {'them' if left != 1 else 'it'} last, under its key. Bring the section "
                f"back: aiwatch config {shlex.join([f'sections.{gone}', before.sections[gone]])}"
            )

"""What every command needs from the outside: the clock, the environment and the archive. Nothing
else reads them."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from aiwatch import config
from aiwatch.archive import Archive, Change, Stamp, open_archive
from aiwatch.cli.streams import say
from aiwatch.domain.addresses import without_credentials
from aiwatch.domain.dates import Period, is_relative, read_day, read_period, show_day
from aiwatch.domain.development import Development, read_language
from aiwatch.domain.errors import AiwatchError, InvalidInput, NotFound
from aiwatch.domain.selection import BASES, Selection
from aiwatch.domain.text import clean, counted, fold, visible

if TYPE_CHECKING:
    from aiwatch.archive.inbox import Inbox
    from aiwatch.domain.publishers import Register
    from aiwatch.web.client import Client


def decode_text(data: bytes, what: str) -> str:
    """Return `data` as text, telling in which encoding if that was not sure; raises InvalidInput,
    naming `what`, as `readers.decode`."""
    from aiwatch.readers.decoding import decode

    text, taken_as = decode(data, what)
    if taken_as:
        say(f"{what}: Read as {taken_as}.")
    return text


def cleaned(text: str, what: str) -> str:
    """Return typed text as developments hold it, telling what was taken out."""
    text, removed = clean(text, what)
    if removed:
        say(taken_out(what, removed))
    return text


def nearest(wanted: str, names: Iterable[str]) -> str:
    """Return the question whether one of `names`, which is like `wanted`, was meant, with a space
    before it; empty if none is."""
    from difflib import get_close_matches

    close = get_close_matches(wanted, list(names), 1)
    return f" Did you mean {close[0]}?" if close else ""


def taken_out(what: str, number: int) -> str:
    """Return the sentence that tells how many control characters were taken out of `what`."""
    return f"{what}: {counted(number, 'control character')} taken out."


def is_last(since: str | None) -> bool:
    """Tell whether what --since was told is the end of the last issue."""
    return since is not None and since.strip().lower() == "last"


class Clock(NamedTuple):
    """The one look at the clock a command takes; AIWATCH_TODAY sets it."""

    now: datetime
    today: date

    @classmethod
    def read(cls) -> "Clock":
        """Raises InvalidInput if AIWATCH_TODAY is neither a day nor an instant."""
        told = os.environ.get("AIWATCH_TODAY", "").strip()
        if not told:
            now = datetime.now().astimezone()
            return cls(now.astimezone(UTC).replace(microsecond=0), now.date())
        try:
            if len(told) == 10:
                today = date.fromisoformat(told)
                return cls(datetime.combine(today, time(12)).astimezone(UTC), today)
            now = datetime.fromisoformat(told)
            return cls(now.astimezone(UTC), now.date())
        except ValueError:
            raise InvalidInput(
                f"AIWATCH_TODAY is {told!r}; set it to a day such as 2025-05-19."
            ) from None


def find_archive(given: str | None) -> Path:
    """Return where the archive is: as given, AIWATCH_ARCHIVE, the nearest folder upward with an
    aiwatch.toml, else the user's data folder."""
    told = given or os.environ.get("AIWATCH_ARCHIVE")
    if told:
        if "\x00" in told:
            raise InvalidInput("The archive's folder cannot have a NUL in its name.")
        return Path(told).expanduser() if told.startswith("~") else Path(told)
    try:
        here = Path.cwd()
    except FileNotFoundError:
        here = Path("/")
    for folder in (here, *here.parents):
        if (folder / config.FILE).is_file():
            return folder
    return data_folder()


def data_folder() -> Path:
    """Return the platform's folder for the user's own archive; raises NotFound without a home."""
    from platformdirs import user_data_dir

    try:
        return Path(user_data_dir("aiwatch", appauthor=False))
    except RuntimeError:
        raise NotFound("There is no home folder; say where the archive is: --archive") from None


@dataclass
class Session:
    """One command's view of the world: where the archive is (`where`, if the command line says
    it), what time it is, and under which stamp it has `begun` a change."""

    where: str | None = None
    begun: Stamp | None = None

    @cached_property
    def clock(self) -> Clock:
        return Clock.read()

    @cached_property
    def root(self) -> Path:
        return find_archive(self.where)

    @cached_property
    def config(self) -> config.Config:
        if not (self.root / config.FILE).is_file():
            at = "" if self.root == Path() else f" at {self.root}"
            told = self.where or os.environ.get("AIWATCH_ARCHIVE")
            raise NotFound(f"No archive{at}. Make one: aiwatch init{f' {self.root}' * bool(told)}")
        settings = config.load(self.root)
        for key, spot in settings.unknown.items():
            at = f", {spot}" if spot else ""
            what = f"This version does not know the setting {key!r}; it is left alone."
            say(f"{config.FILE}{at}: {what}{nearest(key, config.NAMES)}")
        if settings.removed:
            say(taken_out("aiwatch.toml", settings.removed))
        return settings

    @cached_property
    def archive(self) -> Archive:
        self.config  # noqa: B018 - an archive that is not there is told before anything else
        return open_archive(self.root)

    @cached_property
    def inbox(self) -> "Inbox":
        from aiwatch.archive.inbox import Inbox

        self.config  # noqa: B018 - an archive that is not there is told before anything else
        return Inbox(self.root)

    @cached_property
    def register(self) -> "Register":
        """The publisher register with the archive's own publishers. Raises InvalidInput, with the
        line, for a publishers.csv that cannot be right."""
        from aiwatch.register import OWN, register, register_with

        own = self.own_publishers()
        if not own.strip():
            return register()
        from aiwatch.domain.own_publishers import read_own

        try:
            return register_with(read_own(own, register()))
        except InvalidInput as error:
            raise InvalidInput(f"{self.root / OWN}, {error}") from None

    @cached_property
    def client(self) -> "Client":
        """What asks for pages, as the archive's settings allow."""
        from aiwatch import __version__
        from aiwatch.web.client import Client

        return Client(self.config.web.allow, agent=f"aiwatch/{__version__}")

    def own_publishers(self) -> str:
        """Return the text of the archive's publishers.csv, empty if there is none."""
        from aiwatch.register import OWN, decoded

        path = self.root / OWN
        try:
            return decoded(path.read_bytes(), path)
        except (FileNotFoundError, NotADirectoryError):
            return ""
        except OSError as error:
            raise AiwatchError(f"Cannot read {path}: {error.strerror}.") from None

    def stamp(self, command: str) -> Stamp:
        """Return who changes the archive now, with which command."""
        self.begun = Stamp(command, self.clock.now, user_name())
        return self.begun

    def made(self) -> Change | None:
        """Return the change that this command has made; None if it has made none, as far as the
        archive can tell."""
        if self.begun is None:
            return None
        try:
            return self.archive.made(self.begun)
        except (AiwatchError, OSError):
            return None

    def section(self, told: str) -> str:
        """Return the key of the section called `told`, by key or title; raises InvalidInput."""
        wanted = fold(told.strip())
        for key, title in self.config.sections.items():
            if wanted in (fold(key), fold(title)):
                return key
        hint = nearest(wanted, map(fold, self.config.sections))
        raise InvalidInput(
            f"No section {told!r}. Sections: {', '.join(self.config.sections)}.{hint}"
        )

    def day(self, told: str) -> date:
        """Return the day that `told` names, telling which one a relative date meant."""
        told = cleaned(told, "The date")
        day = read_day(told, self.clock.today, self.config.day_first)
        if is_relative(told):
            say(f"{told} = {show_day(day)}")
        return day

    def period(self, option: str, told: str | None) -> Period | None:
        """Return the period that the option's text names; of a relative one, the day that the
        option takes is told."""
        if told is None:
            return None
        told = cleaned(told, f"The date of {option}")
        if is_last(told):
            raise InvalidInput(
                f"{option} {told}: only brief and check can begin after the last issue, with "
                "--since last. Write a day, such as monday, or a period, such as 'last week'."
            )
        period = read_period(told, self.clock.today, self.config.day_first)
        if is_relative(told):
            say(f"{option} {told} = {show_day(getattr(period, option.removeprefix('--')))}")
        return period

    def selection(self, given: Mapping[str, Any], *, after_last: bool = False) -> Selection:
        """Return what the filters among a command's parameters choose; raises InvalidInput for
        one that cannot be. `after_last` lets `--since last` pass, as no first day: the command
        finds out itself where the last issue ended."""
        if given["by"] not in BASES:
            raise InvalidInput(f"No --by {given['by']!r}. Count by: {', '.join(BASES)}.")
        is_after_last = after_last and is_last(given["since"])
        first = None if is_after_last else self.period("--since", given["since"])
        last = self.period("--until", given["until"])
        if first and last and first.since > last.until:
            raise InvalidInput(
                f"--since {show_day(first.since)} is after --until {show_day(last.until)}."
            )
        return Selection(
            since=first.since if first else None,
            until=last.until if last else None,
            sections=tuple(self.section(told) for told in given["section"] or ()),
            tags=tuple(cleaned(told, "The tag") for told in given["tag"] or ()),
            publishers=tuple(cleaned(told, "The publisher") for told in given["publisher"] or ()),
            languages=tuple(read_language(told) for told in given["lang"] or ()),
            match=cleaned(given["match"] or "", "The search"),
            by=given["by"],
        )


def session(context: typer.Context) -> Session:
    """Return the session of a command's `context`."""
    found: Session = context.find_root().obj[0]
    return found


def program() -> str:
    """Return how the user can call aiwatch: by its name if the path has it, else as just now."""
    from shutil import which

    called = sys.argv[0]
    return "aiwatch" if which("aiwatch") or Path(called).stem != "aiwatch" else called


USER_VARIABLES = ("LOGNAME", "USER", "USERNAME")


def user_name() -> str:
    """Return who is at the keyboard, an empty string where the system does not know."""
    for name in USER_VARIABLES:
        if os.environ.get(name):
            return clean(os.environ[name].encode("utf-8", "replace").decode())[0]
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except (ImportError, KeyError, AttributeError):
        return ""


def told(development: Development, sections: Iterable[tuple[str, str]]) -> str:
    """Return what was understood of a development: `Domestic dynamics, 12 May 2025, CN Xinhua`."""
    from aiwatch.domain.development import language_label

    titles = dict(sections)
    parts = [titles.get(development.section, development.section), show_day(development.date)]
    for source in development.sources:
        name = source.publisher or without_credentials(source.url)
        parts.append(f"{language_label(source.language)} {name}".strip() or "an unnamed source")
    if not development.sources:
        parts.append("no source")
    return ", ".join(parts)


def ask(question: str, default: str = "", end: str = ": ") -> str:
    """Ask for one line on stderr, the question followed by `end`, and return it, `default` for an
    empty one.

    Raises typer.Abort at the end of input.
    """
    shown = f" [{visible(default)}]" if default else ""
    sys.stderr.write(f"{visible(question)}{shown}{end}")
    sys.stderr.flush()
    try:
        line = sys.stdin.readline()
    except UnicodeDecodeError:
        raise InvalidInput("What was typed is not valid in the terminal's encoding.") from None
    if not line:
        raise typer.Abort
    return line.strip() or default

"""What `import` takes in: files read, what was not understood told, what is there left out."""

import shlex
from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from aiwatch.archive import Archive, Desk
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, cleaned, taken_out
from aiwatch.cli.streams import read_stdin, say
from aiwatch.cli.suggestions import known_register
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.development import Development, Source
from aiwatch.domain.duplicates import CORRECTED, Known, identities, unknown_sources
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.domain.source_note import write_note
from aiwatch.domain.text import counted
from aiwatch.extras import needing
from aiwatch.readers import LIBRARIES, Conventions, Reading, identify, read


def contents_of(files: list[str]) -> list[tuple[str, bytes]]:
    """Return the name and content of each of `files`, `-` being stdin; raises InvalidInput."""
    return [(name, read_stdin() if name == "-" else _file(name)) for name in files]


def readings_of(
    desk_session: Session,
    contents: Iterable[tuple[str, bytes]],
    format: str | None,
    mapped: list[str],
    day: str | None,
    columns: Mapping[str, str] | None = None,
    encoding: str = "",
) -> list[Reading]:
    """Return what files say, by name and content, telling what was not understood. `mapped` are
    `[TITLE=]KEY`s, `columns` fields by the names of columns, `encoding` is that of their text if it
    is said.

    Raises InvalidInput, naming the file, for what cannot be read, and AiwatchError for what needs a
    library that is not there.
    """
    conventions = _conventions(desk_session, mapped, day, columns or {})
    readings = []
    for name, data in contents:
        what = "stdin" if name == "-" else name
        try:
            told = "" if name == "-" else name
            is_a = format or identify(told, data, encoding)
            with needing(*LIBRARIES[is_a]) if is_a in LIBRARIES else nullcontext():
                reading = read(is_a, data, conventions, encoding)
        except InvalidInput as error:
            raise InvalidInput(f"{what}: {error} Nothing was imported.") from None
        _tell(reading, what)
        if not reading.developments:
            say(_nothing(what, is_a, conventions))
        readings.append(reading)
    return readings


def _conventions(
    desk_session: Session, mapped: list[str], day: str | None, columns: Mapping[str, str]
) -> Conventions:
    titles: dict[str, str] = {}
    everything = ""
    for told_section in mapped:
        title, equals, key = cleaned(told_section, "The section").rpartition("=")
        if equals:
            titles[title] = desk_session.section(key)
        else:
            everything = desk_session.section(key)
    return Conventions(
        sections=desk_session.config.sections,
        today=desk_session.clock.today,
        section_map=titles,
        section=everything,
        date=desk_session.day(day) if day is not None else None,
        day_first=desk_session.config.day_first,
        columns={column: field for field, column in columns.items()},
        complete=lambda clipping: _completed(desk_session, clipping).in_its_language(),
        publishers_in=partial(_publishers_in, desk_session),
        day_in=partial(_day_in, desk_session),
    )


def _completed(desk_session: Session, clipping: Clipping) -> Clipping:
    """Return `clipping` with the publisher and language that its address tells, where it has none
    of its own."""
    if not clipping.url or (clipping.publisher and clipping.language):
        return clipping
    from aiwatch.domain.address_reading import read_address

    told = read_address(clipping.url, known_register(desk_session))
    publisher = told.publisher.printed if told.publisher else ""
    return replace(
        clipping,
        publisher=clipping.publisher or publisher,
        language=clipping.language or told.language,
    )


def _publishers_in(desk_session: Session, name: str) -> tuple[str, ...]:
    from aiwatch.domain.joint_publishers import publishers_in

    return publishers_in(name, known_register(desk_session))


def _day_in(desk_session: Session, url: str) -> date | None:
    from aiwatch.domain.address_reading import read_address

    return read_address(url, known_register(desk_session)).day


def _file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except FileNotFoundError:
        raise InvalidInput(f"There is no file {name}.") from None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"Cannot read {name}: {getattr(error, 'strerror', error)}.") from None


MOST_TOLD = 50
"""So much is told of one file line by line; the rest is counted."""


def _tell(reading: Reading, what: str) -> None:
    if reading.removed:
        say(taken_out(what, reading.removed))
    for remark in reading.remarks[:MOST_TOLD]:
        say(f"{what}: {remark}")
    if len(reading.remarks) > MOST_TOLD:
        say(f"{what}: … and {len(reading.remarks) - MOST_TOLD:,} more such remarks.")
    for line in reading.unread[:MOST_TOLD]:
        say(f"{what}, line {line.line}, not taken: {line.text}")
    if len(reading.unread) > MOST_TOLD:
        first = reading.unread[MOST_TOLD].line
        more = f"{len(reading.unread) - MOST_TOLD:,} more lines not taken"
        say(f"{what}: … and {more}, from line {first} on.")


def _nothing(what: str, format: str, conventions: Conventions) -> str:
    """Return what is told of a file with nothing to take in."""
    told = f"{what}: Nothing was read as a development."
    if format not in _BRIEFINGS:
        return told
    return (
        f"{told} Items stand under a section's title: {', '.join(conventions.sections.values())}."
    )


_BRIEFINGS = ("markdown", "text", "docx")


def overview_of(readings: list[Reading], *, wanted: bool) -> str:
    """Return the text before the first sections if it is wanted, else tell that it is there."""
    found = "\n\n".join(reading.overview for reading in readings if reading.overview.strip())
    if found and not wanted:
        count = counted(len(found.split()), "word")
        say(
            f"The text before the first section was not taken ({count}); "
            "--overview takes it as the archive's overview."
        )
    return f"{found.strip()}\n" if found and wanted else ""


def places_of(readings: list[Reading], files: list[str]) -> dict[int, str]:
    """Return where each development of `readings` was read, by its identity: `line 14`, with its
    file if there are several."""
    places = {}
    for reading, file in zip(readings, files, strict=True):
        of_file = f"{file}, " if len(files) > 1 else ""
        for development, line in zip(reading.developments, reading.lines, strict=True):
            places[id(development)] = f"{of_file}line {line}"
    return places


def fresh(
    developments: list[Development],
    archive: Desk | Archive,
    progress: Progress,
    places: Mapping[int, str],
) -> tuple[list[Development], int, list[Development]]:
    """Return those of `developments` that are not certainly there, and how many are: the same id,
    the same text on the same day, or the same text from the same source. A different text under
    an id that is there is told, and so is a source that is not there; `places` says where each was
    read. Return, too, what is there within CORRECTED days of them."""
    if not developments:
        return [], 0, []
    days = [development.date for development in developments]
    progress.phase("Comparing")
    # A date may have been corrected since; then text and source still tell that it is there.
    there = archive.select(
        Selection(since=min(days) - timedelta(CORRECTED), until=max(days) + timedelta(CORRECTED))
    )
    known_texts = Known(there)
    by_id = {id: each for each in there for id in (each.id, *each.merged)}
    ids = archive.ids() if any(development.id for development in developments) else frozenset()
    fresh, other, sourced = [], list[str](), list[str]()
    for development in progress.each("Comparing", developments):
        if development.id in ids:
            known = by_id.get(development.id)
            is_merged = known is not None and development.id in known.merged
            same_text = known and identities(development)[0] in identities(known)
            if not (same_text or is_merged):
                other.append(development.id)
            continue
        known = known_texts.same(development)
        if known is None:
            fresh.append(development)
            known_texts.add(development)
        elif sources := unknown_sources(development, known):
            sourced.append(_sourced(places[id(development)], known, sources))
    for told in sourced[:MOST_TOLD]:
        say(told)
    if len(sourced) > MOST_TOLD:
        say(f"… and {len(sourced) - MOST_TOLD:,} more whose other source was not taken.")
    for own in other[:MOST_TOLD]:
        say(f"{own} is there with another text or date; left as it is.")
    if len(other) > MOST_TOLD:
        say(f"… and {len(other) - MOST_TOLD:,} more with another text or date, left as they are.")
    return fresh, len(developments) - len(fresh), there


def _sourced(place: str, known: Development, sources: tuple[Source, ...]) -> str:
    """Return what is told of a development that is there already, but from other `sources`."""
    note = write_note(sources)
    if not known.id:
        told = f"{place} has the text of another one in the files, but another source"
        return f"{told}: {note} It is not taken; importing again tells how to add it."
    cure = f"aiwatch edit {known.id} --add-source {shlex.quote(note)}"
    return f"{place} is there already, but from another source. To add that: {cure}"

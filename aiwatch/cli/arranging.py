"""Arranging a briefing by hand: its items as a list that the editor opens, and what was made of it.

The list, which `arrangement` writes and `arranged` reads: a section is a line `[key] Title`, an
item below it a line that begins with its id. What follows a key or an id is for the reader; blank
lines and those that begin with `#` mean nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import typer

from aiwatch.archive import Archive, Desk
from aiwatch.cli.composing import Compose, figures, some_of
from aiwatch.cli.editor import edited, editor
from aiwatch.cli.shell import Session
from aiwatch.cli.streams import can_ask, once_more, say
from aiwatch.domain.briefing import Briefing, BriefingSection
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.writers.cells import truncate
from aiwatch.writers.summary import one_line, summary

_WIDTH = 66  # of what is told of an item, so that a line fits into 80 columns

_INSTRUCTIONS = """
# Put the lines in the order of the briefing. Move one under another section, and its item
# stands there in this briefing; delete it, and its item is left out of this briefing.
# The archive stays as it is. With no item left, nothing is written.
"""


def arrangement(briefing: Briefing, sections: Mapping[str, str]) -> str:
    """Return the list of the items of `briefing`; of `sections` (key to title), those that it has
    nothing in are listed, too, so that items can be moved there."""
    blocks = [
        _listed(section.key, section.title, section.developments) for section in briefing.sections
    ]
    there = {section.key for section in briefing.sections}
    blocks += [_listed(key, title, ()) for key, title in sections.items() if key not in there]
    return "\n".join(blocks) + _INSTRUCTIONS


def _listed(key: str, title: str, developments: Iterable[Development]) -> str:
    lines = [f"[{one_line(key)}] {one_line(title)}"]
    lines += [f"{item.id}  {truncate(summary(item), _WIDTH)}" for item in developments]
    return "\n".join(lines) + "\n"


def arranged(briefing: Briefing, text: str, sections: Mapping[str, str]) -> Briefing:
    """Return `briefing` with its items as the list `text` has them, and with the figures of those.

    Raises InvalidInput, naming the line, for an item or a section that is not there, for one that
    stands twice, and for an item above all sections.
    """
    titles = dict(sections) | {section.key: section.title for section in briefing.sections}
    items = {item.id: item for item in briefing.developments}
    groups: dict[str, list[Development]] = {}
    place: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        key = _section_of(words, titles, number) if words.startswith("[") else None
        name = f"[{key}]" if key is not None else words.split()[0]
        if name in place:
            raise InvalidInput(f"Line {number}: {name} stands in line {place[name]} already.")
        place[name] = number
        if key is not None:
            groups[key] = []
        elif name not in items:
            raise InvalidInput(
                f"Line {number}: no item {name[:60]!r} in this briefing. An item's line begins "
                "with its id, such as 2505-k7fq3m."
            )
        elif not groups:
            first = next(iter(titles))
            raise InvalidInput(f"Line {number}: no section above {name}. Write one: [{first}]")
        else:
            groups[next(reversed(groups))].append(items[name])
    made = tuple(
        BriefingSection(key, titles[key], tuple(group)) for key, group in groups.items() if group
    )
    return _with_sections(briefing, made, sections)


def _section_of(line: str, titles: Mapping[str, str], number: int) -> str:
    """Return the key of the section that `line` begins with."""
    found = [key for key in titles if line.startswith(f"[{one_line(key)}]")]
    if not found:
        keys = ", ".join(f"[{one_line(key)}]" for key in titles)
        raise InvalidInput(f"Line {number}: no section {line[:60]!r}. Sections: {keys}.")
    return max(found, key=len)


def _with_sections(
    briefing: Briefing, made: tuple[BriefingSection, ...], sections: Mapping[str, str]
) -> Briefing:
    counted = [
        replace(item, section=section.key) for section in made for item in section.developments
    ]
    dashboard = briefing.dashboard
    if dashboard and briefing.period:
        chosen = briefing.selection or Selection()
        dashboard = figures(counted, sections, chosen, briefing.period, briefing.day)
    late = briefing.late & {item.id for item in counted}
    return replace(briefing, sections=made, dashboard=dashboard, late=late)


@contextmanager
def arranging(desk: Session, compose: Compose) -> Iterator[Compose]:
    """Open the items of what `compose` makes of the archive in the editor, and give what composes
    the briefing as it was arranged.

    That raises AiwatchError if an item of the list has changed since. An error within says in
    which file the list is kept. Raises InvalidInput if there is nobody to arrange anything; raises
    as `edited`.
    """
    if editor()[1] == "default" and not can_ask():
        raise InvalidInput("--arrange opens an editor, and there is no terminal; set EDITOR.")
    shown = compose(desk.archive)
    if not shown.count:
        yield lambda there: shown if there is desk.archive else compose(there)
        return
    sections = desk.config.sections

    def understood(saved: str) -> tuple[str, Briefing]:
        result = arranged(shown, saved, sections)
        if not result.count:
            raise typer.Abort
        return saved, result

    (text, result), kept = edited(arrangement(shown, sections), "arrange", understood)
    _tell(shown, result)

    def again(there: Archive | Desk) -> Briefing:
        if there is desk.archive:
            return result
        with once_more():
            present = compose(there)
        _compare(shown, present)
        return arranged(present, text, sections)

    try:
        yield again
    except AiwatchError as error:
        raise type(error)(f"{error} The list is kept in {kept}") from error
    except BrokenPipeError:
        _remove(kept)
        raise
    _remove(kept)


def _remove(kept: Path) -> None:
    kept.unlink(missing_ok=True)


def _placed(briefing: Briefing) -> dict[str, tuple[Development, str]]:
    """Return the items of `briefing`, each with the key of the section it stands in, by id."""
    return {
        item.id: (item, section.key)
        for section in briefing.sections
        for item in section.developments
    }


def _tell(before: Briefing, after: Briefing) -> None:
    """Tell which items were left out, and which were moved to another section."""
    old, new = _placed(before), _placed(after)
    left_out = [id for id in old if id not in new]
    if left_out:
        say(f"Left out: {some_of(left_out)}")
    for section in after.sections:
        moved = [item.id for item in section.developments if old[item.id][1] != section.key]
        if moved:
            say(f"In this briefing under {section.title}: {some_of(moved)}")


def _compare(shown: Briefing, present: Briefing) -> None:
    """Tell what `present` has that was not `shown`. Raises AiwatchError if what was is not there as
    it was."""
    old, new = _placed(shown), _placed(present)
    changed = [id for id in old if old[id] != new.get(id)]
    if changed:
        raise AiwatchError(
            f"Changed while the list was open: {some_of(changed)}. Nothing was published; arrange "
            "the briefing again."
        )
    came = [id for id in new if id not in old]
    if came:
        say(f"Left out, as it came while the list was open: {some_of(came)}")

"""The form of a development that `add --edit` and `edit` open in the editor.

A head of `Name: value` lines, a blank line, then the text with its source note. Lines that begin
with `#` above the head are instructions. A head's value goes on in lines that begin with a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import typer

from aiwatch.cli.fields import Given, read_rank
from aiwatch.cli.shell import Session, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.development import Development, Source, join_tags, split_tags
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import protect, read_note, unprotect, write_note
from aiwatch.domain.text import tidy

_HEAD = re.compile(r"(Section|Date|Headline|Tags|Rank|Comment|Archived \d+):[ \t]*(.*)")
_NAMES = ("Section", "Date", "Headline", "Tags", "Rank", "Comment")
ARCHIVED = "A source's archived copy has a line in the head, such as Archived 1: https://…"
"""What the instructions of a form say of what no note has."""

UNSAVED = "Not saved, so nothing was logged."
"""What is said of a form that was left without saving it."""


def write_form(
    instructions: str,
    *,
    section: str,
    day: str,
    headline: str = "",
    tags: tuple[str, ...] = (),
    rank: int | None = None,
    comment: str = "",
    text: str = "",
    sources: tuple[Source, ...] = (),
) -> str:
    """Return the form, its instructions on top as `#` lines."""
    head = {
        "Section": section,
        "Date": day,
        "Headline": headline,
        "Tags": join_tags(tags, "; "),
        "Rank": "" if rank is None else str(rank),
        "Comment": comment.replace("\n", "\n  "),
    }
    for number, source in enumerate(sources, 1):
        if source.archived:
            head[f"Archived {number}"] = source.archived
    lines = [f"# {line}".rstrip() for line in instructions.split("\n")]
    lines += [f"{name}: {value}".rstrip() for name, value in head.items()]
    # A text that ends like a note must not be read as one.
    shown = protect(text) if read_note(text).sources else text
    body = f"{shown}\n\n{write_note(sources)}" if sources else shown
    return "\n".join(lines) + f"\n\n{body}\n"


def form_of(development: Development, instructions: str) -> str:
    """Return the form of `development`."""
    return write_form(
        instructions,
        section=development.section,
        day=development.date.isoformat(),
        headline=development.headline,
        tags=development.tags,
        rank=development.rank,
        comment=development.comment,
        text=development.text,
        sources=development.sources,
    )


def read_form(desk: Session, saved: str) -> Filled:
    """Return the form as it was `saved`, having said what was not understood of its note. Raises
    typer.Abort for an empty one, InvalidInput as `Filled`."""
    filled = Filled(cleaned(saved, "The text"), desk.config.day_first)
    if filled.is_empty:
        raise typer.Abort
    for remark in filled.remarks:
        say(remark)
    return filled


class Filled:
    """A form as it was saved: `head` by name, the text without its note, the sources, and what
    was not understood of the note."""

    def __init__(self, form: str, day_first: bool | None) -> None:
        """Raises InvalidInput for a line of the head that is none."""
        lines = form.split("\n")
        while lines and (lines[0].startswith("#") or not lines[0].strip()):
            lines.pop(0)
        self.head: dict[str, str] = dict.fromkeys(_NAMES, "")
        name = ""
        while lines and lines[0].strip():
            line = lines.pop(0)
            found = _HEAD.fullmatch(line.rstrip())
            if found:
                name = found[1]
                self.head[name] = found[2].strip()
            elif name and line[:1].isspace():
                self.head[name] += "\n" + line.strip()
            else:
                raise InvalidInput(
                    f"The line {line[:60]!r} is none of the head's; a blank line goes before the "
                    f"text, and the head has: {', '.join(_NAMES)}, Archived 1."
                )
        note = read_note(tidy("\n".join(lines)), day_first)
        self.text = unprotect(note.text)
        self.remarks = note.remarks
        self.sources = tuple(
            replace(source, archived=self.head.get(f"Archived {number}", ""))
            for number, source in enumerate(note.sources, 1)
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written: neither text nor source."""
        return not self.text and not self.sources

    def section(self, sections: Iterable[str], usual: str = "") -> str:
        """Return the section, the `usual` one if it was left empty. Raises InvalidInput, naming the
        keys of `sections`, if there is none."""
        found = self.head["Section"] or usual
        if not found:
            raise InvalidInput(f"No section. Write one behind Section: {' or '.join(sections)}.")
        return found

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags, as `split_tags` reads them."""
        return split_tags(self.head["Tags"])

    def given(self, desk: Session) -> Given:
        """Return what it says of a new development, as the options of `add` would. Raises
        InvalidInput as `section`."""
        return Given(
            section=self.section(desk.config.sections, desk.config.default_section),
            headline=self.head["Headline"],
            date=self.head["Date"] or None,
            tag=[self.head["Tags"]],
            rank=self.head["Rank"],
            comment=self.head["Comment"],
        )

    def onto(self, desk: Session, development: Development) -> Development:
        """Return `development` with what the form says; what a form does not show stays. Raises
        InvalidInput for a section, a date or a rank that is none."""
        kept = {source_key(old): old.unknown for old in development.sources}
        return replace(
            development,
            section=desk.section(self.section(desk.config.sections)),
            date=desk.day(self.head["Date"]),
            rank=read_rank(self.head["Rank"]),
            headline=self.head["Headline"],
            comment=self.head["Comment"],
            tags=self.tags,
            text=self.text,
            sources=tuple(replace(s, unknown=kept.get(source_key(s), {})) for s in self.sources),
        )


def source_key(source: Source) -> tuple[str, str]:
    """Return what tells a source from the others of its development."""
    return source.url, source.publisher

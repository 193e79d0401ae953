"""What `edit` makes of a development: by options, or in the editor."""

from dataclasses import replace
from pathlib import Path

import typer

from aiwatch.cli.editor import edited
from aiwatch.cli.fields import Given, read_rank, read_tags, typed_sources
from aiwatch.cli.form import Filled, form_of
from aiwatch.cli.shell import Session, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.development import Development, Source
from aiwatch.domain.source_note import read_note
from aiwatch.domain.text import tidy

_FIELDS = ("section", "headline", "text", "date", "sources", "tags", "rank", "comment")


def changed_fields(old: Development, new: Development) -> str:
    """Return which fields an edit changed, with the old and new value of the short ones."""
    changed = []
    for name in _FIELDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            short = name in ("section", "date", "rank")
            changed.append(f"{name} {before or 'none'} → {after or 'none'}" if short else name)
    return ", ".join(changed)


def by_options(
    desk: Session, old: Development, given: Given, text: str | None, added: list[str]
) -> Development:
    """Return `old` with a new `text`, what the options give and the sources `added` as notes; an
    empty option empties its field. Raises InvalidInput for what cannot be right."""
    new = old
    day = desk.day(given.date) if given.date is not None else None
    if text is not None:
        note = read_note(tidy(cleaned(text, "The text")), desk.config.day_first)
        for remark in note.remarks:
            say(remark)
        new = replace(new, text=note.text, sources=note.sources or new.sources)
    if given.section is not None:
        new = replace(new, section=desk.section(given.section))
    if day:
        new = replace(new, date=day)
    if given.headline is not None:
        new = replace(new, headline=tidy(cleaned(given.headline, "The headline")))
    if given.comment is not None:
        new = replace(new, comment=cleaned(given.comment, "The comment").strip())
    if given.tag is not None:
        new = replace(new, tags=read_tags(given.tag))
    if given.rank is not None:
        new = replace(new, rank=read_rank(given.rank))
    fields = given.source()
    if fields:
        first = new.sources[0] if new.sources else Source(published=day, **fields)  # type: ignore[arg-type]
        changed = replace(first, **fields)  # type: ignore[arg-type]
        new = replace(new, sources=(changed, *new.sources[1:]))
    for note_text in added:
        sources = typed_sources(cleaned(note_text, "The source"), desk.config.day_first)
        new = replace(new, sources=(*new.sources, *sources))
    return new


_INSTRUCTIONS = """\
{id}, logged {logged}. The head, a blank line, then the text with its source note.
Sections: {sections}. Save an empty text to change nothing."""


def in_editor(desk: Session, old: Development) -> tuple[Development, Path]:
    """Return `old` as saved in the editor, and the file that the form is in. Raises as `edited`."""

    instructions = _INSTRUCTIONS.format(
        id=old.id,
        logged=old.logged.astimezone().strftime("%Y-%m-%d %H:%M") if old.logged else "",
        sections=", ".join(desk.config.sections),
    )

    def build(saved: str) -> Development:
        filled = Filled(cleaned(saved, "The text"), desk.config.day_first)
        if filled.is_empty:
            raise typer.Abort
        for remark in filled.remarks:
            say(remark)
        return filled.onto(
            old,
            section=desk.section(filled.head["Section"]),
            day=desk.day(filled.head["Date"]),
            rank=read_rank(filled.head["Rank"]),
        )

    return edited(form_of(old, instructions), old.id, build)

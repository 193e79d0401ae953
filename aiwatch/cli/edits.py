"""What `edit` makes of a development: by options, or in the editor."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import typer

from aiwatch.cli.editor import edited
from aiwatch.cli.fields import Given, read_rank, read_tags, typed_sources
from aiwatch.cli.form import ARCHIVED, Filled, form_of
from aiwatch.cli.shell import Session, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.development import Development, Source, language_label
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import read_note, source_parts
from aiwatch.domain.text import fold, tidy


class Amendments(NamedTuple):
    """What is added to a development's tags and sources and taken off them; None is what was not
    given. Sources are added as notes, and removed by their number, from 1."""

    add_tag: list[str] | None = None
    remove_tag: list[str] | None = None
    add_source: list[str] | None = None
    remove_source: list[str] | None = None

    def __bool__(self) -> bool:
        return any(self)


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
    desk: Session, old: Development, given: Given, text: str | None, amendments: Amendments
) -> Development:
    """Return `old` with a new `text`, what the options give and the `amendments`; an empty option
    empties its field. Raises InvalidInput for what cannot be right."""
    new = replace(old, sources=_remaining(old, amendments.remove_source or []))
    day = desk.day(given.date) if given.date is not None else None
    if text is not None:
        note = read_note(tidy(cleaned(text, "The text")), desk.config.day_first)
        for remark in note.remarks:
            say(remark)
        new = replace(new, text=note.text, sources=_noted(new.sources, note.sources))
    if given.section is not None:
        new = replace(new, section=desk.section(given.section))
    if day:
        new = replace(new, date=day)
    if given.headline is not None:
        new = replace(new, headline=tidy(cleaned(given.headline, "The headline")))
    if given.comment is not None:
        new = replace(new, comment=cleaned(given.comment, "The comment").strip())
    new = replace(new, tags=_tags(old, given.tag, amendments))
    if given.rank is not None:
        new = replace(new, rank=read_rank(given.rank))
    fields = given.source()
    if fields:
        first = new.sources[0] if new.sources else Source(published=day, **fields)  # type: ignore[arg-type]
        changed = replace(first, **fields)  # type: ignore[arg-type]
        new = replace(new, sources=(changed, *new.sources[1:]))
    for note_text in amendments.add_source or ():
        sources = typed_sources(cleaned(note_text, "The source"), desk.config.day_first)
        new = replace(new, sources=(*new.sources, *sources))
    return new


def _noted(old: tuple[Source, ...], noted: tuple[Source, ...]) -> tuple[Source, ...]:
    """Return the sources of a new text's note, or the `old` ones if it has none. What the note says
    nothing of stays as it was with the same source before; which of the `old` ones has no
    counterpart is told."""
    left, found = dict(zip(numbered(old), old, strict=True)), []
    for source in noted:
        for number, before in left.items():
            if _is_same(before, source):
                del left[number]
                source = replace(
                    source,
                    language=source.language or before.language,
                    url=source.url or before.url,
                    title=source.title or before.title,
                    archived=before.archived,
                    unknown=before.unknown,
                )
                break
        found.append(source)
    if not found:
        return old
    for number in left:
        say(f"Source taken off: {numbered(old)[number]}.")
    return tuple(found)


def _is_same(old: Source, noted: Source) -> bool:
    """Tell whether `noted` is the `old` source: at its address, or, where the note gives none, by
    its publisher and date."""
    if noted.url and old.url:
        return noted.url == old.url
    names = fold(old.publisher.strip()), fold(noted.publisher.strip())
    return names[0] == names[1] != "" and noted.published == old.published


def _tags(old: Development, instead: list[str] | None, amendments: Amendments) -> tuple[str, ...]:
    """Return the tags after an edit, telling which ones of `old` were replaced by those given
    `instead`. Raises InvalidInput for one that is to be taken off and not there."""
    tags = old.tags if instead is None else read_tags([tag for tag in instead if tag])
    replaced = [tag for tag in old.tags if tag not in tags]
    if replaced:
        hint = " --add-tag keeps those that are there." * bool(tags)
        say(f"Tag{'s' * (len(replaced) > 1)} taken off: {', '.join(replaced)}.{hint}")
    for told in amendments.remove_tag or ():
        left = tuple(tag for tag in tags if fold(tag) != fold(told.strip()))
        if left == tags:
            there = f"Its tags: {', '.join(tags)}." if tags else "It has none."
            raise InvalidInput(f"{old.id} has no tag {told!r}. {there}")
        tags = left
    added = read_tags(amendments.add_tag or [])
    return (*tags, *(tag for tag in added if tag not in tags))


def numbered(sources: tuple[Source, ...]) -> dict[str, str]:
    """Return each of `sources` in a few words, such as `EN Sina, April 30, 2025`, by its number."""
    found = {}
    for number, source in enumerate(sources, 1):
        parts = source_parts(source)
        who = f"{language_label(source.language)} {parts.name}".strip()
        found[str(number)] = ", ".join(filter(None, (who, parts.day)))
    return found


def _remaining(old: Development, numbers: list[str]) -> tuple[Source, ...]:
    """Return the sources of `old` without those that have one of the `numbers`, telling which these
    are. Raises InvalidInput, naming the sources, for what is no number of one."""
    there, gone = numbered(old.sources), dict.fromkeys(number.strip() for number in numbers)
    for number in gone:
        if number not in there:
            names = "; ".join(" ".join(source) for source in there.items())
            hint = f"Its sources by number: {names}." if names else "It has none."
            raise InvalidInput(f"{old.id} has no source {number!r}. {hint}")
        say(f"Source taken off: {there[number]}.")
    kept = zip(there, old.sources, strict=True)
    return tuple(source for number, source in kept if number not in gone)


_INSTRUCTIONS = """\
{id}, logged {logged}. The head, a blank line, then the text with its source note.
Sections: {sections}. Save an empty text to change nothing.
{archived}"""


def in_editor(desk: Session, old: Development) -> tuple[Development, Path]:
    """Return `old` as saved in the editor, and the file that the form is in. Raises as `edited`."""

    instructions = _INSTRUCTIONS.format(
        id=old.id,
        logged=old.logged.astimezone().strftime("%Y-%m-%d %H:%M") if old.logged else "",
        sections=", ".join(desk.config.sections),
        archived=ARCHIVED,
    )

    def build(saved: str) -> Development:
        filled = Filled(cleaned(saved, "The text"), desk.config.day_first)
        if filled.is_empty:
            raise typer.Abort
        for remark in filled.remarks:
            say(remark)
        return filled.onto(
            old,
            section=desk.section(filled.section(desk.config.sections)),
            day=desk.day(filled.head["Date"]),
            rank=read_rank(filled.head["Rank"]),
        )

    return edited(form_of(old, instructions), old.id, build)

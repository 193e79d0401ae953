"""The questions that `add` asks at a terminal, each again until its answer is understood."""

import re
from collections.abc import Callable
from typing import TypeVar

from aiwatch.cli.fields import Given, build, read_tags, typed_sources
from aiwatch.cli.shell import Session, ask, cleaned
from aiwatch.cli.streams import say
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.source_note import read_note
from aiwatch.domain.text import tidy

Answer = TypeVar("Answer")


def from_questions(desk: Session, given: Given) -> Development:
    """Ask for what the options left open and return the development; raises typer.Abort at the
    end of input."""
    keys = desk.config.sections
    day_first = desk.config.day_first
    section = given.section and desk.section(given.section)
    if not section:
        usual = desk.config.default_section or next(iter(keys))
        section = _answered(f"Section ({', '.join(keys)})", usual, desk.section)
    say("Text, ended by an empty line (a source note at its end is understood):")
    lines: list[str] = []
    while line := ask(">", end=" "):
        lines.append(line)
    note = read_note(tidy(cleaned("\n".join(lines), "The text")), day_first)
    for remark in note.remarks:
        say(remark)
    sources = note.sources
    if not sources and not given.has_source:
        question = "Source, such as (EN): Sina, April 30, 2025 (empty: none)"
        sources = _answered(question, "", lambda typed: typed_sources(typed, day_first))
    if given.date is not None:
        day = desk.day(given.date)
    else:
        usual_day = next((s.published for s in sources[:1] if s.published), desk.clock.today)
        day = _answered("Date", usual_day.isoformat(), desk.day)
    headline = given.headline if given.headline is not None else ask("Headline")
    tags = given.tag
    if not tags:
        tags = list(_answered("Tags (a, b)", "", _split_tags))
    return build(
        desk,
        note.text,
        sources,
        given._replace(section=section, date=day.isoformat(), headline=headline, tag=tags),
    )


def _answered(question: str, usual: str, understand: Callable[[str], Answer]) -> Answer:
    """Ask until the answer is understood; what is wrong with one is told."""
    while True:
        try:
            return understand(cleaned(ask(question, usual), "The answer"))
        except InvalidInput as error:
            say(str(error))


def _split_tags(typed: str) -> tuple[str, ...]:
    return read_tags([tag for tag in re.split("[,，]", typed) if tag.strip()])

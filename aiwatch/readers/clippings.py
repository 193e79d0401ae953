"""Clippings from a file as developments: what reference lists, bookmarks and weeklies have in
common."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from aiwatch.domain.clipping import Clipping, without_stop
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source, is_id
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import plain_of
from aiwatch.domain.note_parts import tag_language
from aiwatch.domain.published_day import published_day
from aiwatch.domain.text import clean
from aiwatch.readers import Conventions, Reading, Unread

_MOST_LINES = 5
_OWN = re.compile(r"(?P<development>.{11})-[1-9][0-9]{0,2}")
_SEPARATORS = re.compile("[\x85\u2028\u2029]")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Found:
    """A clipping as it stands in a file: its line, and what the file says besides.

    `titles` are those it stands under, the nearest last; one of them may name its section. `said`
    is what the file says of its day without giving one. `archived` is a copy of the page. `name`
    is how the file calls it: an export of ours has the development's id there, and the number of
    its source; it has the title as the short one, too, where it is no original title, with the
    full stop that the headline has.
    """

    line: int
    clipping: Clipping
    tags: tuple[str, ...] = ()
    comment: str = ""
    titles: tuple[str, ...] = ()
    said: str = ""
    archived: str = ""
    name: str = ""
    short_title: str = ""

    @property
    def development(self) -> str:
        """The id of the development that this is a source of, empty if it is no export of ours."""
        own = _OWN.fullmatch(self.name)
        return own["development"] if own and is_id(own["development"]) else ""

    @property
    def tells_headline(self) -> bool:
        """Whether its title is not the original one, but what we made of a development."""
        title, short = self.clipping.title, self.short_title
        return bool(self.development) and title in (short, without_stop(short))

    def source(self) -> Source:
        """Return it as a source, with its title if that is the original one."""
        title = "" if self.tells_headline else self.clipping.title
        return replace(self.clipping, title=title).source()


def read_clippings(
    found: Iterable[Found],
    conventions: Conventions,
    *,
    overview: str = "",
    unread: Sequence[Unread] = (),
    remarks: Sequence[str] = (),
    removed: int = 0,
) -> Reading:
    """Return the developments of what was `found`, completed by the conventions; what is of one
    development of ours becomes one again.

    Raises InvalidInput, naming the lines of all at once, for what has no date or no section, and
    for what cannot be a development.
    """
    whole = [replace(each, clipping=conventions.complete(each.clipping)) for each in found]
    stories = list(_stories(whole))
    heads = [story[0] for story in stories]
    sections = _sections(heads, conventions)
    undated = [head for head in heads if not head.clipping.published]
    if undated and conventions.date is None:
        where = few(_told(each, conventions) for each in undated)
        raise InvalidInput(f"No date on {where}. Give --date DAY for all that have none.")
    developments = []
    for story, section in zip(stories, sections, strict=True):
        try:
            developments.append(_development(story, section, conventions.date))
        except InvalidInput as error:
            raise InvalidInput(f"Line {story[0].line}: {error}") from None
    if conventions.date and (others := [head for head in undated if head.said]):
        where = few(_told(each, conventions) for each in others)
        remarks = [*remarks, f"Dated {show_day(conventions.date)}: {where}."]
    return Reading(
        tuple(developments),
        tuple(head.line for head in heads),
        overview,
        tuple(unread),
        tuple(remarks),
        removed,
    )


def without_html(found: Iterable[Found]) -> tuple[list[Found], list[str]]:
    """Return `found`, the texts that others keep as HTML as plain ones, and what is told of it."""
    plain, lines = [], list[str]()
    for each in found:
        shown = each if each.development else _plain(each)
        lines += [f"{each.line}"] * (shown != each)
        plain.append(shown)
    return plain, [f"HTML became plain text on {few(lines)}."] if lines else []


def _plain(found: Found) -> Found:
    clipping = found.clipping
    clipping = replace(
        clipping,
        title=one_line(plain_of(clipping.title)),
        summary=plain_of(clipping.summary),
        publisher=one_line(plain_of(clipping.publisher)),
    )
    return replace(found, clipping=clipping, comment=plain_of(found.comment))


def by_line(told: Iterable[tuple[int, str]]) -> list[str]:
    """Return remarks, each told with a line, so that the same one of many lines is one."""
    lines: dict[str, list[str]] = {}
    for line, remark in told:
        lines.setdefault(remark, []).append(f"{line}")
    return [f"{few(at).capitalize()}: {remark}" for remark, at in lines.items()]


def one_by_one(text: str) -> tuple[str, int]:
    """Return `text`, a file, as `clean` has it, its lines those that an editor counts, and how many
    characters went."""
    return clean(_SEPARATORS.sub(" ", text), "The file")


def _stories(found: list[Found]) -> Iterable[list[Found]]:
    """Return `found`, those together that an export of ours made of one development."""
    stories: dict[object, list[Found]] = {}
    for place, each in enumerate(found):
        key = (each.development, each.clipping.summary) if each.development else place
        stories.setdefault(key, []).append(each)
    return stories.values()


def _development(story: list[Found], section: str, day: date | None) -> Development:
    head = story[0]
    told = next((each.short_title for each in story if each.tells_headline), "")
    # The original title of a page is the headline of others' references, never of our own.
    is_ours = bool(head.development and head.clipping.summary)
    clipping = replace(head.clipping, title=told if is_ours else head.clipping.title)
    made = clipping.development(section, head.clipping.published or day, head.tags)
    if told and made.headline:
        made = replace(made, headline=clipping.title)
    sources = (replace(each.source(), archived=each.archived) for each in story)
    return replace(made, comment=head.comment, sources=tuple(sources))


def _sections(found: list[Found], conventions: Conventions) -> list[str]:
    """Return the section of each of `found`: that which the nearest title names, else that of the
    conventions."""
    sections, unknown = [], dict[str, int]()
    for each in found:
        named = filter(None, map(conventions.key, reversed(each.titles)))
        section = next(named, "") or conventions.section
        if not section and not each.titles:
            keys = ", ".join(f"{key} ({title})" for key, title in conventions.sections.items())
            raise InvalidInput(
                f"Line {each.line}: nothing says its section. Give --section KEY, one of: {keys}."
            )
        if not section:
            unknown.setdefault(each.titles[-1], each.line)
        sections.append(section)
    if unknown:
        raise conventions.unknown(unknown)
    return sections


def few(lines: Iterable[str]) -> str:
    """Return `lines`, which may have words behind them, as a sentence names them: all, or the
    first ones and how many more there are."""
    all_lines = list(lines)
    shown = all_lines[:_MOST_LINES]
    if more := len(all_lines) - len(shown):
        shown.append(f"{more} more")
    named = " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
    return f"line{'s' * (len(all_lines) > 1)} {named}"


def _told(found: Found, conventions: Conventions) -> str:
    """Return the line of `found`, and what the file or the address says of its day."""
    in_address = conventions.day_in(found.clipping.url)
    said = f"its address says {show_day(in_address)}" if in_address else found.said
    return f"{found.line} ({said})" if said else f"{found.line}"


def day_told(text: str, day_first: bool | None) -> date | None:
    """Return the day that `text` names, None for a month, a year and what is no date at all.
    Raises InvalidInput for what looks like a day and is none, or could be two."""
    try:
        return published_day(text, None, day_first)
    except InvalidInput:
        if len(_NUMBER.findall(text)) >= 3:
            raise
        return None


def language_told(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the language that `text` (`zh-CN`, `en_US`, `Chinese`, `中文`) names, and the remark
    on it if it names none we know."""
    name = text.strip()
    with suppress(InvalidInput):
        return tag_language(name), ()
    return "", (f"{name!r} is no language that is known; it is left out.",) if name else ()


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return `words` as tags, each once; `;` and line breaks separate them."""
    tags = (" ".join(tag.split()) for word in words for tag in re.split("[;；\n]", word))
    return tuple(dict.fromkeys(filter(None, tags)))


def one_line(text: str) -> str:
    """Return `text` on one line, single spaces in it."""
    return " ".join(text.split())

"""The entries of a feed as feedparser has them, made clippings: plain texts, whole addresses, days
by our own grammar."""

import html
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urljoin

from aiwatch.domain.addresses import is_page, is_web
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.duplicates import canonical_address
from aiwatch.domain.entry import OWN, Entry
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_text import html_text
from aiwatch.domain.note_parts import tag_language
from aiwatch.domain.published_day import published_day
from aiwatch.domain.script import is_chinese
from aiwatch.domain.text import LONGEST, clean, first_sentence, paragraphs, shortened, tidy

Parsed = dict[str, Any]
"""A feed or entry as feedparser has it."""


_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_GLOBAL = re.compile(r"(?:urn|tag):", re.IGNORECASE)


LONGEST_TITLE = 1000
"""The most characters of a title that are taken."""

_MIDNIGHT_IN_CHINA = re.compile(
    r"16:00(?::00(?:\.0+)?)?\s*(?:GMT|UTC?|Z|[+-]00:?00)$", re.IGNORECASE
)
"""What programs that write all times in GMT make of a page in Chinese that tells its day only."""

_FIRST_DAY = date(1990, 1, 1)
"""Before it there was no web: 1 January 1970 is what a program writes that knows no date."""


@dataclass(frozen=True)
class FeedReading:
    """What a feed says: its title, the address of its site, its language (ISO 639-1), its entries
    in its own order, the line each begins on (0 where that is not known), and what is to be told
    of it."""

    title: str
    site: str
    language: str
    entries: tuple[Entry, ...]
    lines: tuple[int, ...]
    problems: tuple[str, ...]


class FeedReader:
    """Reads the entries of one feed, which was had from `url`, as feedparser has them. After
    `today` none can have been published, but for the zones."""

    def __init__(
        self, feed: Parsed, url: str, day_first: bool | None, today: date | None = None
    ) -> None:
        self.url, self.day_first = url, day_first
        self.last_day = today + timedelta(1) if today else date.max
        self.title = _one_line(_text_of(feed, "title"))
        self.site = ""
        self.repeated: frozenset[str] = frozenset()
        self.site = self.address(_value(feed, "link"))
        self.language = _language(_value(feed, "language"))

    def reading(self, found: list[Parsed], lines: list[int], told: tuple[str, ...]) -> FeedReading:
        problems = list(told)
        if lines and len(lines) != len(found):
            raise InvalidInput(
                f"Only {len(found)} of its {len(lines)} entries can be read; none was taken."
            )
        ids = Counter(_value(entry, "id") for entry in found)
        self.repeated = frozenset(own for own, number in ids.items() if number > 1)
        entries, kept = [], []
        for number, entry in enumerate(found, 1):
            line = lines[number - 1] if lines else 0
            one = self.entry(entry, f"Entry {number}", problems)
            if one is None:
                problems.append(f"Entry {number} has neither title, text nor address.")
                continue
            entries.append(one)
            kept.append(line)
        return FeedReading(
            self.title, self.site, self.language, tuple(entries), tuple(kept), tuple(problems)
        )

    def entry(self, entry: Parsed, what: str, problems: list[str]) -> Entry | None:
        title = _one_line(_text_of(entry, "title"))
        if len(title) > LONGEST_TITLE:
            title = shortened(title, LONGEST_TITLE)
            problems.append(f"{what}: only the beginning of its title was taken.")
        # Without a type of its own the summary is feedparser's copy of the content.
        told_summary = _text_of(entry, "summary") if "summary_detail" in entry else ""
        summary = told_summary or _content(entry)
        if len(summary) > LONGEST:
            summary = summary[:LONGEST].rpartition("\n\n")[0] or summary[:LONGEST]
            problems.append(
                f"{what}: only the beginning of its text was taken, {LONGEST:,} characters at most."
            )
        told = _value(entry, "link")
        if not dict.get(entry, "links"):  # it is made of the id
            told = _value(entry, "id") if is_page(_value(entry, "id")) else ""
        link = self.address(told)
        if told and not link:
            shown = "" if "@" in told else f" {told[:60]!r}"
            problems.append(f"{what}: its address{shown} is none of the web; left out.")
        if not (title or summary or link):
            return None
        published, undated = self._day(entry, is_chinese(title or summary))
        clipping = Clipping(
            title=title,
            summary=summary,
            url=link,
            publisher=_one_line(_source(entry)),
            language=_language(_language_of(entry)),
            published=published,
        )
        return Entry(
            key=self._key(entry, clipping),
            clipping=clipping,
            feed=self.url,
            feed_title=self.title,
            undated=undated,
        )

    def address(self, told: str) -> str:
        """Return the address `told` as one of the web, relative ones as from the feed's; empty if
        it is none."""
        if not told:
            return ""
        try:
            url = urljoin(self.url if is_web(self.url) else self.site, told)
        except ValueError:
            return ""
        url = url.replace(" ", "%20")
        return url if is_page(url) else ""

    def _day(self, entry: Parsed, in_chinese: bool) -> tuple[date | None, str]:
        # The day of the last change is taken only where no other is told.
        told = _value(entry, "published") or _value(entry, "created") or _value(entry, "updated")
        told = _one_line(told)
        if not told:
            return None, ""
        try:
            day = published_day(told, None, self.day_first)
        except InvalidInput:
            return None, told
        if in_chinese and _MIDNIGHT_IN_CHINA.search(told) and day < date.max:
            day += timedelta(1)
        return (day, "") if _FIRST_DAY <= day <= self.last_day else (None, told)

    def _key(self, entry: Parsed, clipping: Clipping) -> str:
        own = _one_line(_value(entry, "id"))
        if own in self.repeated:
            own = ""  # an id of many is none
        if is_web(own):
            return canonical_address(own)
        if _GLOBAL.match(own):
            return own
        if own:
            return f"{OWN}{own}"
        if clipping.url:
            return canonical_address(clipping.url)
        day = clipping.published.isoformat() if clipping.published else ""
        return f"{clipping.title or first_sentence(clipping.summary)} {day}".strip()


def _value(found: Parsed, name: str) -> str:
    """Return what stands under `name` itself; feedparser would answer with something like it."""
    value = dict.get(found, name)
    return clean(value)[0].strip() if isinstance(value, str) else ""


def _text_of(found: Parsed, name: str) -> str:
    """Return the plain text of the title or summary `name`, by the type it has."""
    detail = dict.get(found, f"{name}_detail")
    return _plain(_value(found, name), detail.get("type", "") if detail else "")


def _content(entry: Parsed) -> str:
    contents = dict.get(entry, "content") or []
    for content in contents:
        if text := _plain(_value(content, "value"), _value(content, "type")):
            return text
    return ""


def _plain(text: str, type: str) -> str:
    if "html" in type:
        # No more than a development can hold is worth reading, and markup is a part of it.
        return html_text(text[: 5 * LONGEST])
    # Many write `AT&amp;amp;T` in what should be plain.
    text = _REFERENCE.sub(lambda found: html.unescape(found[0]), text)
    return tidy(clean(text)[0])


def _source(entry: Parsed) -> str:
    source = dict.get(entry, "source")
    return _value(source, "title") if source else ""


def _language_of(entry: Parsed) -> str:
    if told := _value(entry, "language"):
        return told
    detail = dict.get(entry, "title_detail")
    return _value(detail, "language") if detail else ""


def _language(told: str) -> str:
    """Return the ISO 639-1 code of a language tag such as `zh-CN`; empty if it is none."""
    try:
        return tag_language(told)
    except InvalidInput:
        return ""


def _one_line(text: str) -> str:
    return " ".join(paragraphs(text))

"""What a reader of a page sees: its text by paragraphs, without what stands around it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from aiwatch.domain.html_tokens import RAW, Token, attributes, unescaped
from aiwatch.domain.patterns import pattern

ENOUGH = 80
"""A part of a page with fewer characters is not what it is about."""

_MUCH_MORE = 3

BLOCKS = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol option p"
    " pre section summary table tbody tfoot thead tr ul".split()
)
# Hidden only until a script has run.
_WHOLE = frozenset(("html", "body"))
_CELLS = frozenset(("td", "th"))
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = frozenset("noscript template svg math object video audio canvas select datalist".split())
_AROUND = frozenset("nav header footer aside form menu dialog button".split())
_CLOSED_BY_ITSELF = frozenset("p li dt dd tr td th option".split())
# What stands below an article, and is another each day.
_BELOW = pattern(
    r"related(?:[-_][\w-]+)?|(?:comments?|disqus)(?:[-_](?:list|area|section|thread))?",
    re.IGNORECASE,
)
_BOXES = frozenset(("div", "section", "ul", "ol"))
# How sites of Chinese offices, and WeChat, call the part that is the article.
_ARTICLE_IDS = frozenset("js_content ucap-content zoom detailcontent articlecontent".split())
_ARTICLE_CLASSES = frozenset("trs_editor trs_ueditor article-body article-content".split())


class _Part(NamedTuple):
    """A part of a page: how sure it is the article (0 most), its paragraphs from `start` on."""

    rank: int
    start: int
    end: int


def text_of(page: Sequence[Token]) -> str:
    """Return the visible text of a page's tokens, its paragraphs separated by a blank line: that of
    its article, where one can be told, else without navigation, heads and feet."""
    paragraphs, parts = _read(page, _UNSEEN | _AROUND)
    found = _article(paragraphs, parts)
    if not found:
        # Some sites have all of a page in a form.
        everything, parts = _read(page, (_UNSEEN | _AROUND) - {"form"})
        found = _article(everything, parts)
        if not found and sum(map(len, paragraphs)) < ENOUGH <= sum(map(len, everything)):
            paragraphs = everything
    return "\n\n".join(found or paragraphs)


def _article(paragraphs: Sequence[str], parts: Iterable[_Part]) -> list[str]:
    """Return those of `paragraphs` that are the article: all parts that are surely of it, else the
    longest of those that may be it; none where there is none."""
    lengths = list(accumulate(map(len, paragraphs), initial=0))
    sure: list[str] = []
    longest: dict[int, tuple[int, _Part]] = {}
    end = 0
    for part in sorted(parts, key=lambda each: (each.start, -each.end)):
        if part.rank == 0 and part.start >= end:  # else it is within the last one
            sure += paragraphs[part.start : part.end]
            end = part.end
        length = lengths[part.end] - lengths[part.start]
        if length >= max(ENOUGH, longest.get(part.rank, (0, part))[0] + 1):
            longest[part.rank] = length, part
    if sum(map(len, sure)) >= ENOUGH:
        return sure
    ranks = sorted(longest.keys() - {0})
    # What is called an article may point to another page, within the one that is about this.
    if len(ranks) > 1 and longest[ranks[1]][0] > _MUCH_MORE * longest[ranks[0]][0]:
        ranks.pop(0)
    if not ranks:
        return []
    _, best = longest[ranks[0]]
    return list(paragraphs[best.start : best.end])


def _read(page: Iterable[Token], skipped: frozenset[str]) -> tuple[list[str], list[_Part]]:
    """Return the paragraphs of a page without the elements that are `skipped` or hidden, and the
    parts of it that may be its article."""
    paragraphs: list[str] = []
    parts: list[_Part] = []
    pieces: list[str] = []
    depths: Counter[str] = Counter()
    opened: list[tuple[str, int, int, int]] = []
    skipping, depth = "", 0

    def end_paragraph() -> None:
        if pieces and (paragraph := " ".join(unescaped("".join(pieces)).split())):
            paragraphs.append(paragraph)
        pieces.clear()

    for kind, name, content, _ in page:
        if skipping:
            if skipping in _CLOSED_BY_ITSELF and name in BLOCKS and kind != "raw":
                skipping = ""
            else:
                if name == skipping:
                    depth += {"open": 1, "close": -1}.get(kind, 0)
                skipping = skipping if depth else ""
                continue
        if kind == "text":
            pieces.append(content)
            continue
        if kind == "raw":
            continue
        if name in BLOCKS:
            end_paragraph()
        elif name in _CELLS:
            pieces.append(" ")
        if name in VOID or name in RAW:
            continue
        if kind == "open":
            given = attributes(content) if content.strip(" /\n\t") else {}
            if name in skipped or (name not in _WHOLE and _is_unread(name, given)):
                skipping, depth = name, 1
                continue
            depths[name] += 1
            rank = _rank(name, given)
            if rank is not None:
                end_paragraph()
                opened.append((name, depths[name], rank, len(paragraphs)))
        elif depths[name]:
            if opened and opened[-1][:2] == (name, depths[name]):
                end_paragraph()
                _, _, rank, start = opened.pop()
                parts.append(_Part(rank, start, len(paragraphs)))
            depths[name] -= 1
    end_paragraph()
    parts += [_Part(rank, start, len(paragraphs)) for _, _, rank, start in opened]
    return paragraphs, parts


def _is_unread(name: str, given: dict[str, str]) -> bool:
    """Tell whether an element is hidden, or not of the page's own text."""
    if not given:
        return False
    called = f"{given.get('id', '')} {given.get('class', '')}" if name in _BOXES else ""
    if any(map(_BELOW.fullmatch, called.split())):
        return True
    style = given.get("style", "").replace(" ", "").lower()
    hidden = given.get("hidden", "no").lower() not in ("no", "until-found")
    return hidden or given.get("aria-hidden", "").lower() == "true" or "display:none" in style


def _rank(name: str, given: dict[str, str]) -> int | None:
    """Return how sure it is that an element is the article, 0 most; None if it is no such part."""
    if (
        given.get("itemprop", "").lower() == "articlebody"
        or given.get("id", "").lower() in _ARTICLE_IDS
        or not _ARTICLE_CLASSES.isdisjoint(given.get("class", "").lower().split())
    ):
        return 0
    if name == "article":
        return 1
    if name == "main" or given.get("role", "").lower() == "main":
        return 2
    return None

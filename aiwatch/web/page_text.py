"""What a reader of a page sees: its text by paragraphs, without what stands around it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from aiwatch.web.markup import RAW, Token, attributes, unescaped

ENOUGH = 80
"""A part of a page with fewer characters is not what it is about."""

BLOCKS = frozenset(
    "address article aside blockquote body br center dd details dialog div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol option p"
    " pre section summary table tbody tfoot thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_UNSEEN = frozenset("noscript template svg math object video audio canvas select datalist".split())
_AROUND = frozenset("nav header footer aside form menu dialog button".split())
_CLOSED_BY_ITSELF = frozenset("p li dt dd tr td th option".split())
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
    lengths = list(accumulate(map(len, paragraphs), initial=0))
    by_rank: dict[int, tuple[int, _Part]] = {}
    for part in parts:
        length = lengths[part.end] - lengths[part.start]
        if length >= max(ENOUGH, by_rank.get(part.rank, (0, part))[0] + 1):
            by_rank[part.rank] = length, part
    if by_rank:
        _, best = by_rank[min(by_rank)]
        paragraphs = paragraphs[best.start : best.end]
    elif lengths[-1] < ENOUGH:
        # Some sites have all of a page in a form.
        everything, _ = _read(page, (_UNSEEN | _AROUND) - {"form"})
        paragraphs = everything if sum(map(len, everything)) >= ENOUGH else paragraphs
    return "\n\n".join(paragraphs)


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

    for kind, name, content in page:
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
            if name in skipped or _is_hidden(given):
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


def _is_hidden(given: dict[str, str]) -> bool:
    if not given:
        return False
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

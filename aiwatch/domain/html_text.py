"""What HTML says, as plain text: paragraphs, no markup."""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence

from aiwatch.domain.html_tokens import Token, tokens, unescaped
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import clean, paragraphs, tidy

_PARAGRAPHS = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
_BETWEEN = dict.fromkeys(_PARAGRAPHS, "\n\n") | {"br": "\n", "td": " ", "th": " "}
_UNREAD = frozenset("script style template noscript iframe object svg math head select".split())
_SPACES = pattern(" {2,}")
_REFERENCE = pattern(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_COMMON = (
    "a abbr b big blockquote center cite code dd del div dl dt em figcaption figure font h1 h2 h3"
    " h4 h5 h6 i ins li mark ol p pre s sec section small span strong sub sup table tbody td th"
    " title tr u ul"
)
_TAG = pattern(
    rf"<(?P<end>/?)(?:jats:)?(?P<tag>{_COMMON.replace(' ', '|')})(?:\s[^<>]*+)?>", re.IGNORECASE
)
_ALONE = pattern(r"<(?:[bh]r\s*+/?|(?P<picture>img\s[^<>]*+))>", re.IGNORECASE)


def html_text(markup: str) -> str:
    """Return what a reader sees of the fragment `markup`: its blocks as paragraphs, its character
    references as characters; scripts, styles, pictures and comments are left out."""
    text, _ = clean("".join(_pieces(list(tokens(markup, is_page=False)))))
    return tidy(_SPACES.sub(" ", text))


def plain_of(text: str) -> str:
    """Return `text`, which may be HTML although nothing says so: what `html_text` makes of it if it
    plainly is, else itself, its character references as characters.

    It is HTML if a common element begins and ends in it, or a line break or picture stands in it;
    what only speaks of a tag, or has `<` as a sign, is none.
    """
    if "<" not in text and "&" not in text:
        return text
    if not _is_html(text):
        read = _REFERENCE.sub(lambda found: unescaped(found[0]), text)
        if read == text:
            return text
        text = clean(read.replace("\xa0", " "))[0].strip()
        if not _is_html(text):
            return text
    tags = {found["tag"].lower() for found in _TAG.finditer(text)}
    if _stands_alone(text) or not tags.isdisjoint(_PARAGRAPHS):
        return html_text(text)
    # Without blocks its paragraphs are those of a plain text.
    return "\n\n".join(filter(None, map(html_text, paragraphs(text))))


def _is_html(text: str) -> bool:
    begun: set[str] = set()
    for found in _TAG.finditer(text):
        if found["end"] and found["tag"].lower() in begun:
            return True
        begun.add(found["tag"].lower())
    return _stands_alone(text)


def _stands_alone(text: str) -> bool:
    """Tell whether a line break, or a picture whose address is quoted, stands in `text`."""
    return any(not found["picture"] or '="' in found["picture"] for found in _ALONE.finditer(text))


def _pieces(fragment: Sequence[Token]) -> Iterator[str]:
    ends: defaultdict[str, list[int]] = defaultdict(list)
    for place, (kind, name, *_) in enumerate(fragment):
        if kind == "close" and name in _UNREAD:
            ends[name].append(place)
    seen_from = 0
    for place, (kind, name, content, _) in enumerate(fragment):
        if place < seen_from:
            continue
        if kind == "text" or (kind == "raw" and name not in _UNREAD):
            yield _text(content)
            continue
        # Journals name the elements of an abstract so.
        yield _BETWEEN.get(name.removeprefix("jats:"), "")
        if kind == "open" and name in _UNREAD and not content.endswith("/"):
            # What has no end hides nothing: what follows must not get lost.
            closing = bisect(ends[name], place)
            seen_from = ends[name][closing] if closing < len(ends[name]) else place


def _text(piece: str) -> str:
    """Return the text `piece` with its white space as one space, its references as characters."""
    return unescaped(" ".join(f"x{piece}x".split())[1:-1]).replace("\xa0", " ")

"""What HTML says, as plain text: paragraphs, no markup.

Not by html.parser, which takes minutes for 100 KB of `<a <a <a` and gives up on `<![`: here no
piece is looked at more than twice.
"""

import html
import re
from collections.abc import Iterator

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import clean, paragraphs, tidy

_PARAGRAPHS = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
_BETWEEN = dict.fromkeys(_PARAGRAPHS, "\n\n") | {"br": "\n", "td": " ", "th": " "}
_UNREAD = frozenset("script style template noscript iframe object svg math head select".split())
_PROGRAM = frozenset({"script", "style"})
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
_NAME = pattern(r"<(?P<end>/?)(?P<tag>[A-Za-z][^\s/>]*+)")
_REST = pattern(r"(?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+>")


def html_text(markup: str) -> str:
    """Return what a reader sees of the fragment `markup`: its blocks as paragraphs, its character
    references as characters; scripts, styles, pictures and comments are left out."""
    text, _ = clean("".join(_pieces(markup)))
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
        unescaped = _REFERENCE.sub(lambda found: html.unescape(found[0]), text)
        if unescaped == text:
            return text
        text = clean(unescaped.replace("\xa0", " "))[0].strip()
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


def _pieces(markup: str) -> Iterator[str]:
    place, quotes_close = 0, True
    unclosed: set[str] = set()
    while True:
        start = markup.find("<", place)
        close = markup.find(">", start) if start >= 0 else -1
        if close < 0:
            yield _text(markup[place:])
            return
        yield _text(markup[place:start])
        if markup.startswith(("<!", "<?"), start):
            place = close + 1
            if markup.startswith("<!--", start):
                end = markup.find("-->", start + 2)
                place = end + 3 if end >= 0 else len(markup)
            continue
        name = _NAME.match(markup, start)
        if not name:
            yield "<"
            place = start + 1
            continue
        whole = _REST.match(markup, name.end()) if quotes_close else None
        quotes_close = whole is not None
        place = whole.end() if whole else close + 1
        tag = name["tag"].lower().removeprefix("jats:")  # as journals name those of an abstract
        yield _BETWEEN.get(tag, "")
        # `<script/>` begins nothing here, unlike in a browser: what follows must not get lost.
        if tag in _UNREAD - unclosed and not name["end"] and markup[place - 2] != "/":
            ends = re.compile(f"</{tag}", re.IGNORECASE).search(markup, place)
            if ends:
                place = ends.start()
            elif tag in _PROGRAM:
                return
            else:
                unclosed.add(tag)


def _text(piece: str) -> str:
    """Return the text `piece` with its white space as one space, its references as characters."""
    return html.unescape(" ".join(f"x{piece}x".split())[1:-1]).replace("\xa0", " ")

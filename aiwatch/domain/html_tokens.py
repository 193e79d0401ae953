"""HTML cut into tags and text, whatever it is like: in one pass, in time that grows as it does.

Not by html.parser, which takes minutes for 100 KB of `<a <a <a`.
"""

from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from aiwatch.domain.patterns import pattern

_SIGN = pattern(r"<(?=/?[A-Za-z]|[!?])")
_NAME = pattern(r"(/?)([A-Za-z][^\s/>]*)")
# A quote counts only behind an equals sign, as in browsers; nothing is tried twice.
_REST = pattern(r"""(?:[^>=]++|=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])))*+>""")
_ATTRIBUTE = pattern(
    r"""([^\s"'<>/=][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+"""
)
RAW = frozenset("script style title textarea xmp iframe noembed noframes".split())
"""The elements that have text alone in them, no tags."""

_PROGRAMS = frozenset(("script", "style"))
_ENDS = {name: pattern(rf"(?i)</{name}(?=[\s/>])[^>]*>?") for name in RAW}


class Token(NamedTuple):
    """A piece of a page. `kind` is `text`, `open`, `close` or `raw`, what stands in an element of
    RAW; `name` is the element's, `content` the text, of `open` what stands behind the name; `start`
    is where it begins."""

    kind: str
    name: str
    content: str
    start: int


def tokens(html: str, *, is_page: bool = True) -> Iterator[Token]:
    """Yield the pieces of `html` as they stand there; comments and declarations are left out. What
    is not closed at the end is as if it were.

    In what is no whole page, as feeds have it, nothing gets lost that browsers would hide: an
    element may close itself, as in XHTML, and a tag that the end cuts off is text, as is what
    stands behind an element of RAW without an end, unless it is a program.
    """
    at, end = 0, len(html)
    closed_quotes = True
    endless: set[str] = set()
    while at < end:
        next_sign = _SIGN.search(html, at)
        sign = next_sign.start() if next_sign else end
        if sign > at:
            yield Token("text", "", html[at:sign], at)
        if sign == end:
            return
        if not is_page and html.find(">", sign) < 0:
            yield Token("text", "", html[sign:], sign)
            return
        if html.startswith(("<!", "<?"), sign):
            closing = "-->" if html.startswith("<!--", sign) else ">"
            after = html.find(closing, sign + 2)
            at = after + len(closing) if after >= 0 else end
            continue
        found = _NAME.match(html, sign + 1)
        assert found  # as the sign was found
        name = found[2].lower()
        rest = _REST.match(html, found.end()) if closed_quotes else None
        if rest:
            at = rest.end()
        else:
            # A quote that is never closed: from here on quotes mean nothing.
            closed_quotes = False
            after = html.find(">", found.end())
            at = after + 1 if after >= 0 else end
        if found[1]:
            yield Token("close", name, "", sign)
            continue
        yield Token("open", name, html[found.end() : at - 1], sign)
        if name in RAW and (is_page or not (name in endless or html[at - 2] == "/")):
            closing_tag = _ENDS[name].search(html, at)
            if not (closing_tag or is_page or name in _PROGRAMS):
                endless.add(name)
                continue
            yield Token("raw", name, html[at : closing_tag.start() if closing_tag else end], at)
            at = closing_tag.end() if closing_tag else end


def attributes(content: str) -> dict[str, str]:
    """Return the attributes of an `open` token, by name in lower case; of two the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(content):
        found.setdefault(name.lower(), unescaped(double or single or bare))
    return found


def unescaped(text: str) -> str:
    """Return `text` with the characters that its references stand for."""
    if "&" not in text:
        return text
    try:
        return unescape(text)
    except ValueError:  # a number of more digits than Python reads
        return text

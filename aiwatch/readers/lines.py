"""The lines of a briefing, Markdown or plain text, and what each looks like."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aiwatch.readers.inline import plain

BOLD, BARE = 7, 8
"""The levels of titles that are no headings: a line all in bold, and any other line."""

# Zero-width characters at a line's edge are remains of a web page, not text.
_ZERO_WIDTH = "\u200b\u200e\u200f\u2060\ufeff"
_INDENT = re.compile(rf"[\s{_ZERO_WIDTH}]*+")
_QUOTE = re.compile(r" {0,3}>(?: ?>)* ?")
_HEADING = re.compile(r"(#{1,6})(?=\s|\Z)")
_BOLD = re.compile(r"(\*\*|__)(?!\s)(?P<title>(?:\\.|(?!\1)[^\\])++)\1\s*(?P<colon>[:：]?)")
_RULE = re.compile(r"([-*_=~─━═—–])(?:\s*\1){2,}")
_FENCE = re.compile(r"(?:`{3,}|~{3,})[^`]*")
_BULLET = re.compile(
    r"(?P<marker>[-*+–]|(?P<number>\d{1,3})[.)])(?:\s+(?P<content>.*)|\Z)"
    r"|(?P<sign>[•●▪◦‣○■·∙]|(?P<count>\d{1,3})[、．])\s*(?P<rest>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its number, its text without the space around it, and how far it is indented.

    `level` is 1 to 6 for a heading, BOLD for a line all in bold, else 0, and `title` its words.
    `marker` is a bullet's sign (`1.` counts as `1`, with `number` 1), `content` what follows it.
    `rule` tells a line of dashes or the like, or a code fence..
    """

    number: int
    raw: str
    text: str
    indent: int
    level: int = 0
    title: str = ""
    marker: str = ""
    content: str = ""
    count: int = 0
    rule: bool = False


def read_lines(text: str, *, quotes: bool) -> list[Line]:
    """Return the lines of `text`; `quotes` takes the `>` off quoted ones, as in Markdown."""
    lines = [_line(number, raw, quotes) for number, raw in enumerate(text.split("\n"), 1)]
    return list(_underlined(lines))


def _line(number: int, raw: str, quotes: bool) -> Line:
    quote = _QUOTE.match(raw) if quotes else None
    found = _INDENT.match(raw, quote.end() if quote else 0)
    assert found is not None
    indent = sum(2 if character == "\u3000" else 1 for character in found[0])
    text = _strip_end(raw[found.end() :])
    if not text:
        return Line(number, raw, "", indent)
    if _RULE.fullmatch(text) or _FENCE.fullmatch(text):
        return Line(number, raw, text, indent, rule=True)
    if heading := _HEADING.match(text):
        title = text[heading.end() :].strip()
        words = title.rstrip("#")
        title = words.strip() if not words or words[-1].isspace() else title
        level = len(heading[1])
        return Line(number, raw, text, indent, level=level, title=plain(title)[0])
    if bold := _BOLD.fullmatch(text):
        return Line(number, raw, text, indent, level=BOLD, title=plain(bold["title"])[0].strip())
    if bullet := _BULLET.fullmatch(text):
        digits = bullet["number"] or bullet["count"]
        return Line(
            number,
            raw,
            text,
            indent,
            marker="1" if digits else bullet["marker"] or bullet["sign"],
            content=bullet["content"] or bullet["rest"] or "",
            count=int(digits or 0),
        )
    return Line(number, raw, text, indent)


def _strip_end(text: str) -> str:
    while text and (text[-1].isspace() or text[-1] in _ZERO_WIDTH):
        text = text.rstrip().rstrip(_ZERO_WIDTH)
    return text


def _underlined(lines: list[Line]) -> Iterator[Line]:
    """Yield `lines` with each that stands alone over `===` or `---` as the heading it is."""
    above_is_text = False
    for index, line in enumerate(lines):
        below = lines[index + 1].text if index + 1 < len(lines) and lines[index + 1].rule else ""
        alone = line.text and not (line.rule or line.marker or line.level or above_is_text)
        if alone and below and set(below) in ({"="}, {"-"}):
            level = 1 if below[0] == "=" else 2
            title = plain(line.text)[0]
            yield Line(line.number, line.raw, line.text, line.indent, level=level, title=title)
        else:
            yield line
        above_is_text = bool(line.text) and not line.rule and not line.level

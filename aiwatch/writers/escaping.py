"""What in a text Markdown would take for markup, and the backslashes that prevent it.

The rules are CommonMark 0.31.2 with the strikethrough and task lists of GitHub's Markdown and
pandoc's math, subscripts, superscripts and fancy lists. A character is escaped only where one of
them would act on it, so that prose such as `5 * 3`, `snake_case`, `$5` or `[2025]` stays clean.
"""

import re
from collections.abc import Iterator

from aiwatch.domain.markup import REFERENCE, flanking
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import holds_any

_SPECIAL = "\\`*_~^$<&["
_ALWAYS = pattern(r"[\\`]|<(?=/[A-Za-z]|[!?])")
# What may be a tag or an address, if a bracket comes after it, or a value in quotes, which may
# hold one that stands in the note.
_ANGLE = pattern(r"<(?=[A-Za-z][A-Za-z0-9.+-]*(?:[\s/>:]|$)|[^\s<>]*@)")
_ANGLE_ENDS = pattern(r">|=\s*[\"']")
_RUN = pattern(r"(\*+|_+|~+)")
_ASTERISK = pattern(r"(?<!\s)\*|\*(?!\s)")
_LINK = pattern(r"\][(\[{]")
_SUPERSCRIPT = pattern(r"\^(?=\[|[^\s^]+\^)")
_MATH_OPENS = pattern(r"\$(?=\S)")
_MATH_CLOSES = pattern(r"(?<=\S)\$(?![0-9])")

# What makes the first line of a paragraph something else; the group is where the backslash goes.
_START = pattern(
    r"(?P<heading>#{1,6}(?=\s|$)|\#\.(?=\s))"
    r"|(?P<bullet>[-+*:~|](?=\s|$)|[>|]|:::|~~~)"
    r"|(?P<html><(?=[A-Za-z/!?]))"
    r"|(?P<rule>([-*_])(?:[ \t]*\5){2,}[ \t]*$)"
    r"|(?P<bracket>\[(?=[ xX]\]\s|.*\]:))"
    r"|(?P<numbered>\((?=(?:[0-9]+|[ivxlcdm]+|[IVXLCDM]+|[A-Za-z]|@[\w-]*)\)(?:\s|$)))"
    r"|(?:[0-9]+|[ivxlcdm]+|[IVXLCDM]{2,}|[a-z])(?P<number>[.)](?=\s|$))"
    r"|[A-Z](?P<letter>\)(?=\s|$)|\.(?=\s\s))"
)


def escape(text: str, *, start: bool = True, links: bool = False, bold: bool = False) -> str:
    """Return `text`, one paragraph on one line, as Markdown that renders as exactly that text.

    `start` tells that it begins a paragraph, where more can be markup than within one. `links`
    asks to escape every opening bracket, because what a bracket means depends on what stands
    around the text. `bold` tells that the text will stand between `**` and `**`.
    """
    marked = set(_inline(text, links=links, bold=bold)) if holds_any(text, _SPECIAL) else set()
    if bold:
        marked.update(found.start() for found in _ASTERISK.finditer(text))
    if start and (found := _START.match(text)):
        name = found.lastgroup
        assert name is not None
        marked.add(found.start(name))
    if not marked:
        return text
    parts, last = [], 0
    for position in sorted(marked):
        parts += [text[last:position], "\\"]
        last = position
    return "".join([*parts, text[last:]])


def _inline(text: str, *, links: bool, bold: bool) -> Iterator[int]:
    """Yield the positions within `text` that need a backslash anywhere in a paragraph."""
    yield from (found.start() for found in _ALWAYS.finditer(text))
    ends = [found.start() for found in _ANGLE_ENDS.finditer(text)] if "<" in text else []
    if ends:
        yield from (found.start() for found in _ANGLE.finditer(text, 0, ends[-1] + 1))
    yield from (found.start() for found in REFERENCE.finditer(text))
    if links or _LINK.search(text) or (bold and not _is_closed(text)):
        yield from (found.start() for found in re.finditer(r"\[", text))
    yield from (found.start() for found in _SUPERSCRIPT.finditer(text))
    yield from _emphasis(text)
    yield from _math(text)


def _is_closed(text: str) -> bool:
    """Tell whether each bracket in `text` has its fellow, so that none makes a link with one in
    what follows."""
    depth = 0
    for bracket in re.findall(r"[\[\]]", text):
        depth += 1 if bracket == "[" else -1
        if depth < 0:
            return False
    return depth == 0


def _emphasis(text: str) -> Iterator[int]:
    """Yield the positions of delimiters that have a partner: one that could open emphasis has
    one after it that could close it, or the other way round."""
    runs: dict[str, list[tuple[int, int, bool, bool]]] = {}
    for found in _RUN.finditer(text):
        start, end = found.span()
        newer = flanking(text, start, end)
        older = flanking(text, start, end, symbols=False)
        opens, closes = newer[0] or older[0], newer[1] or older[1]
        if opens or closes:
            runs.setdefault(text[start], []).append((start, end, opens, closes))
    for same in runs.values():
        first_opener = next((start for start, _, opens, _ in same if opens), None)
        last_closer = next((start for start, _, _, closes in reversed(same) if closes), None)
        if first_opener is None or last_closer is None:
            continue
        for start, end, opens, closes in same:
            if (opens and start < last_closer) or (closes and start > first_opener):
                yield from range(start, end)


def _math(text: str) -> Iterator[int]:
    """Yield the positions of dollar signs that pandoc would read as formulas: `$` before a
    character, and a later one after a character and not before a digit."""
    opener = _MATH_OPENS.search(text)
    if not opener:
        return
    closers = [found.start() for found in _MATH_CLOSES.finditer(text, opener.end())]
    if closers:
        yield from (f.start() for f in _MATH_OPENS.finditer(text) if f.start() <= closers[-1])
        yield from closers

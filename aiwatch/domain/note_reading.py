"""Reading source notes: the tolerant half of `source_note`, which describes the grammar.

A note is found by its brackets and its label alone; what is in it is read afterwards.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from aiwatch.domain.development import Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.markup import ESCAPABLE
from aiwatch.domain.note_parts import label_language, masked, read_source
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import holds_any


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What `read_note` read: the text without its note, the note's sources in order, and a
    sentence for each note that stays in the text. `problem` is a sentence that says why a note at
    the end, which was meant as the source, could not be understood; empty if there is none."""

    text: str
    sources: tuple[Source, ...]
    remarks: tuple[str, ...]
    problem: str = field(default="", compare=False)


OPENING, CLOSING = "(（【［", ")）】］"
"""The brackets that may stand around a note and within it; `[` and `]` may only around it."""

BRACKET = pattern(rf"\\[{ESCAPABLE}]|(?P<opening>[{OPENING}])|(?P<closing>[{CLOSING}])")
_BRACKET_OR_SQUARE = pattern(rf"{BRACKET.pattern}|\[")
_PROTECTED = {"(": r"\(", "[": r"\["} | {sign: f"&#{ord(sign)};" for sign in OPENING[1:]}
_BLANK_LINE = pattern(r"\n[^\S\n]*+\n")
_END = pattern(r"(?P<marks>[*_]{0,3}+)\s*+[.。．｡]?[\s\u200b\ufeff]*+")
_BETWEEN = pattern(r"(?P<marks>[*_]{0,3}+)\s*+[.。．｡,，;；、]?\s*+")
_LABEL = pattern(
    r"\s*+[*_]{0,3}+(?:sources?"
    r"|(?P<chinese>(?:消息|信息|资料|資料|新闻|新聞|文章|数据)?(?:来源|來源)|出处|出處))"
    r"[*_]{0,3}+\s*+(?:[(（\[](?P<language>[^()（）\[\]\n]{1,30})[)）\]]\s*+)?"
    r"(?P<colon>[*_]{0,3}+[:：∶][*_]{0,3}+)?\s*+",
    re.IGNORECASE,
)
# No link of Markdown, inline or by reference; within, only inline links have such brackets.
_SQUARE = pattern(r"(?<!\\)\[(?:[^\[\]\\]|\\.|\[[^\[\]\n]*+\](?=\())++\](?![(\[:])", re.DOTALL)
_HAN = pattern("[\u3400-\u9fff]")
_KANA_OR_HANGUL = pattern("[\u3040-\u30ff\u1100-\u11ff\uac00-\ud7af]")


def read_note(text: str, day_first: bool | None = None) -> NoteReading:
    """Return `text` without the source notes that end it, and what they say.

    `text` is raw, as typed or as Markdown; what remains of it is untouched, escapes included, but
    for trailing space. `day_first` decides which day `05/04/2025` is (None: neither, and the note
    stays). Raises nothing: a note that cannot be understood stays in the text, with a remark.
    """
    notes, unclosed = _find(text)
    sources: tuple[Source, ...] = ()
    remarks: list[str] = []
    problem = ""
    end, pattern = len(text), _END
    while notes:
        opening, closing = notes[-1]
        after = pattern.fullmatch(text, closing + 1, end)
        start = opening - len(after["marks"]) if after else -1
        if not after or start < 0 or text[start:opening] != after["marks"]:
            break
        notes.pop()
        try:
            sources = (*_read(text[opening + 1 : closing], day_first), *sources)
        except InvalidInput as error:
            problem = str(error)
            remarks.append(f"{_excerpt(text[opening : closing + 1])} stays in the text: {problem}")
            break
        end, pattern = start, _BETWEEN
    middle = [
        f"{_excerpt(text[opening : closing + 1])} stays in the text: A source note is read "
        "only at the end."
        for opening, closing in notes
    ]
    if unclosed is not None:
        never_closed = "Its bracket never closes."
        remarks.append(f"{_excerpt(text[unclosed:end])} stays in the text: {never_closed}")
        problem = problem or never_closed
    return NoteReading(text[:end].rstrip(), sources, (*middle, *remarks), problem)


def protect(text: str) -> str:
    """Return `text`, which is Markdown, so escaped that `read_note` finds no note at its end."""
    if not holds_any(text, f"{CLOSING}]"):
        return text
    notes, _ = _find(text)
    if not notes or not _BETWEEN.fullmatch(text, notes[-1][1] + 1):
        return text

    def escape(bracket: re.Match[str]) -> str:
        # One before another would open the note instead, once the other is escaped.
        opens = bracket["opening"] or bracket[0] == "["
        if not opens or not _label(text, bracket.end()):
            return bracket[0]
        return _PROTECTED[bracket[0]]

    return _BRACKET_OR_SQUARE.sub(escape, text)


def unprotect(text: str) -> str:
    """Return `text` as it was before `protect`; what that did not make stays as it is."""
    bare = text
    for bracket, protected in _PROTECTED.items():
        bare = bare.replace(protected, bracket)
    return bare if protect(bare) == text else text


def note_start(text: str) -> int:
    """Return where the last note that ends `text` opens, be it understood or not; -1 if none
    ends it."""
    notes, _ = _find(text)
    ended = notes and _END.fullmatch(text, notes[-1][1] + 1)
    return notes[-1][0] if ended else -1


def _find(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Return where notes open and close, outermost ones only, and where one never closes."""
    open_brackets: list[tuple[int, bool]] = []
    pairs = []
    for bracket in BRACKET.finditer(text):
        if bracket["opening"]:
            open_brackets.append((bracket.start(), _label(text, bracket.end()) is not None))
        elif bracket["closing"] and open_brackets:
            opening, labelled = open_brackets.pop()
            if labelled:
                pairs.append((opening, bracket.start()))
    notes: list[tuple[int, int]] = []
    for opening, closing in sorted(pairs):
        if not notes or opening > notes[-1][1]:
            notes.append((opening, closing))
    if "[" in text:
        notes = sorted([*notes, *_squares(text, notes)])
    return notes, next((opening for opening, labelled in open_brackets if labelled), None)


def _squares(text: str, notes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield where notes in square brackets open and close, between the `notes` in others."""
    starts = [0, *(closing + 1 for _, closing in notes)]
    ends = [*(opening for opening, _ in notes), len(text)]
    for start, end in zip(starts, ends, strict=True):
        for square in _SQUARE.finditer(text, start, end):
            if _label(text, square.start() + 1):
                yield square.start(), square.end() - 1


def _label(text: str, start: int = 0) -> re.Match[str] | None:
    """Return the label at `start`. Without a colon it is one only with `(EN)` or the like: a
    bracket may well begin with "source code"."""
    label = _LABEL.match(text, start)
    if label and (label["colon"] or re.fullmatch("[A-Z]{2}", label["language"] or "")):
        return label
    return None


def _read(inside: str, day_first: bool | None) -> Iterator[Source]:
    """Yield the sources of a note, given without its brackets. Raises InvalidInput."""
    if _BLANK_LINE.search(inside):
        raise InvalidInput("A blank line is in it.")
    if marks := re.fullmatch(r"\s*+([*_]{1,3}+)([^*_]*+)\1\s*+", inside):
        inside = marks[2]
    language = ""
    chinese = False
    count = 0
    for part in _split(inside):
        label = _label(part)
        if label:
            language = label_language(label["language"]) if label["language"] else ""
            chinese = label["chinese"] is not None
            part = part[label.end() :]
        if part.strip():
            count += 1
            own = bool(label and language)
            source = read_source(part, language, day_first, own=own)
            if not label and not source.publisher and not source.url:
                raise InvalidInput("It names nobody after a semicolon.")
            if chinese and not source.language and _is_chinese(source.publisher):
                source = replace(source, language="zh")
            yield source
    if not count:
        raise InvalidInput("It names no source.")


def _is_chinese(name: str) -> bool:
    return bool(_HAN.search(name)) and not _KANA_OR_HANGUL.search(name)


def _split(inside: str) -> Iterator[str]:
    """Yield the parts between semicolons outside brackets, quotes, links and addresses."""
    mask, _ = masked(inside)
    start = depth = 0
    for mark in re.finditer(rf"[;；{OPENING}{CLOSING}]", mask):
        if mark[0] in OPENING:
            depth += 1
        elif mark[0] in CLOSING:
            depth -= 1
        elif depth == 0:
            yield inside[start : mark.start()]
            start = mark.end()
    yield inside[start:]


def _excerpt(note: str) -> str:
    words = " ".join(note[:200].split())
    return f"The note {words if len(words) <= 80 else words[:79] + '…'}"

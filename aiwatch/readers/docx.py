"""An earlier briefing as a Word document, ours or another's.

It is put into Markdown, which the Markdown reader reads: headings are titles, paragraphs of lists
items, a bold beginning is a headline, a link keeps its address. Where there are neither lists nor
source notes, each paragraph under a section's title is an item. A line is a paragraph here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from aiwatch.domain.addresses import is_web
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.markup import REFERENCE
from aiwatch.domain.source_note import note_start, protect, told_sources, write_note
from aiwatch.domain.text import clean, join_lines
from aiwatch.readers import Conventions, Reading, Unread, markdown
from aiwatch.readers.changes import on_lines
from aiwatch.readers.word_file import Paragraph, Run, Table, blocks
from aiwatch.readers.word_note import LINK, NOTE, own_sources, tooltip_title

_LINE = re.compile(r"(?<=\b[Ll]ine )\d+")
_ACTIVE = re.compile(r"[\\`*_<&~]|\](?=[(]|\Z)")
_START = re.compile(r"\s*(?P<number>\d+)?(?P<sign>(?(number)[.)]|[#+\-=>|:]))")
_TYPED_BULLET = re.compile(r"\s*(?:[•●▪◦‣○■·∙]\s*|[*–-]\s+|\d{1,3}(?:[.)]\s+|[、．]\s*))(?=\S)")
_LONGEST_TITLE = 80
_LATE = "LateMark"
_GENERATED = ("toc ", "toc heading")


def read(data: bytes, conventions: Conventions) -> Reading:
    """Return what the Word document `data` says. Raises InvalidInput, naming the paragraph as a
    line, for a title of no section, an item without a date, and what is no Word document."""
    page = _Page(conventions)
    removed = 0
    there = blocks(data)
    page.in_noted = set(_in_noted(there))
    page.has_items = any(map(_is_item, there))
    page.has_titles = any(page.names_section(block) for block in there)
    for number, block in enumerate(there, 1):
        removed += page.add(number, block)
    try:
        reading = markdown.read(page.markdown, conventions)
    except InvalidInput as error:
        raise InvalidInput(page.numbered(str(error))) from None
    starts = [page.origin[line - 1] for line in reading.lines]
    ends = [*starts, len(there) + 1][1:]
    developments = []
    for development, start, end in zip(reading.developments, starts, ends, strict=True):
        sources = list(development.sources)
        for number, index, copy in page.archived:
            if start <= number < end and index < len(sources):
                sources[index] = replace(sources[index], archived=copy)
        developments.append(replace(development, sources=tuple(sources)))
    unread = dict.fromkeys(page.origin[line.line - 1] for line in reading.unread)
    tracked = [
        n for n, block in enumerate(there, 1) if isinstance(block, Paragraph) and block.tracked
    ]
    if tracked:
        page.asides.append(f"Tracked changes count as accepted{on_lines([*map(str, tracked)])}.")
    return replace(
        reading,
        developments=tuple(developments),
        lines=tuple(starts),
        unread=tuple(Unread(number, clean(_told(there[number - 1]))[0]) for number in unread),
        remarks=(*map(page.numbered, reading.remarks), *page.asides),
        removed=reading.removed + removed,
    )


def _in_noted(there: list[Paragraph | Table]) -> Iterator[int]:
    """Yield the numbers of the paragraphs of items that end in a note of ours: nothing else in them
    is a note, whatever it looks like."""
    noted = False
    for number, block in reversed(list(enumerate(there, 1))):
        if isinstance(block, Table):
            noted = False
            continue
        noted = noted or any(run.style == NOTE for run in block.runs)
        if noted:
            yield number
        noted = noted and block.goes_on


def _is_item(block: Paragraph | Table) -> bool:
    if isinstance(block, Table):
        return False
    return block.bullet >= 0 or bool(_typed(block)[0]) or _note(block) >= 0


def _typed(block: Paragraph) -> tuple[str, str]:
    """Return the bullet or number that was typed at the start of `block`, and the text behind."""
    found = _TYPED_BULLET.match(block.text)
    return block.text[: found.end() if found else 0], block.text[found.end() if found else 0 :]


def _told(block: Paragraph | Table) -> str:
    if isinstance(block, Paragraph):
        return " ".join(block.text.split())
    first = next(filter(any, block.rows), [])
    return f"a table of {len(block.rows)} rows: {' | '.join(first)}"


def _note(block: Paragraph) -> int:
    """Return where in the words of `block` its source note begins, -1 if it has none."""
    position = 0
    for run in block.runs:
        if run.style in (NOTE, LINK):
            return position
        position += len(run.words)
    text = block.text.rstrip()
    return note_start(text) if text.endswith((")", "）", "]", "】")) else -1


@dataclass
class _Page:
    """The Markdown of a document as it grows. `origin` is the number of the paragraph on each of
    its lines, `archived` are copies of pages: the paragraph, the number of the source in its note,
    the address."""

    conventions: Conventions
    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    archived: list[tuple[int, int, str]] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    title: str = ""
    in_noted: set[int] = field(default_factory=set)
    has_items: bool = False
    has_titles: bool = False

    @property
    def markdown(self) -> str:
        return "\n".join(self.lines)

    def numbered(self, message: str) -> str:
        """Return `message` with the numbers of paragraphs instead of lines."""
        return _LINE.sub(lambda line: str(self.origin[int(line[0]) - 1]), message)

    def add(self, number: int, block: Paragraph | Table) -> int:
        """Add the `block`, and return how many control characters were taken out of it."""
        if isinstance(block, Table):
            rows = [f"| {' | '.join(map(_escape, row))} |" for row in block.rows]
            rule = f"|{' --- |' * len(block.rows[0])}" if rows else ""
            self._put(number, [*rows[:1], *[rule] * bool(rows), *rows[1:]])
            return 0
        removed = 0
        for place, run in enumerate(block.runs):
            words, count = clean(run.words, "The file")
            tooltip = join_lines(clean(run.tooltip, "The file")[0])
            block.runs[place] = run._replace(words=words, tooltip=tooltip)
            removed += count
        for aside in filter(None, block.asides):
            told = "a footnote or text box is not taken"
            self.asides.append(f"Line {number}: {told}: {clean(aside)[0][:200]}")
        if not block.style.startswith(_GENERATED):
            self._put(number, [self._line(number, block)])
        return removed

    def names_section(self, block: Paragraph | Table) -> bool:
        """Tell whether `block` is the title of a section."""
        if isinstance(block, Table) or block.bullet >= 0 or block.goes_on:
            return False
        return bool(self.conventions.key(_typed(block)[1].strip()))

    def _put(self, number: int, lines: Iterable[str]) -> None:
        for line in (*lines, ""):
            self.lines.append(line)
            self.origin.append(number)

    def _line(self, number: int, block: Paragraph) -> str:
        text = join_lines(block.text)
        if not text:
            return ""
        if block.level >= 0:
            self.title = text
            return f"{'#' * min(block.level + 1, 6)} {_escape(text)}"
        if block.style == "subtitle":
            return f"*{text}*"
        if self._is_title(block, text):
            self.title = text
            return f"**{_escape(text)}**"
        if block.bullet < 0 and not block.goes_on and (sign := _typed(block)[0]):
            block.runs, block.bullet = _split(block.runs, len(sign))[1], 0
        words = join_lines(self._words(number, block))
        if block.bullet >= 0 and self.title == "Silences":
            return words  # as a dashboard in Markdown has them, which is no list of items
        if block.bullet >= 0:
            return f"{'  ' * block.bullet}- {_start(words)}"
        if block.goes_on:
            return f"  {_start(words)}"
        title, section = self.conventions.key(self.title), self.conventions.section
        is_linked = any(is_web(run.url) for run in block.runs)
        is_item = (title if self.has_titles else section) and (is_linked or not self.has_items)
        return f"{'- ' * bool(is_item)}{_start(words)}"

    def _is_title(self, block: Paragraph, text: str) -> bool:
        """Tell whether `block` is a title that is no heading: it names a section, or is short and
        all in bold."""
        if block.bullet >= 0 or block.goes_on or _note(block) >= 0:
            return False
        is_bold = all(run.bold for run in block.runs if run.words.strip())
        return self.names_section(block) or (is_bold and len(text) <= _LONGEST_TITLE)

    def _words(self, number: int, block: Paragraph) -> str:
        """Return the words of `block` as Markdown, a bold beginning as its headline, and its note
        as it stands."""
        is_ours = number in self.in_noted
        at_end = any(run.style == NOTE for run in block.runs) or not is_ours
        before, note = _split(block.runs, _note(block) if at_end else -1)
        late = "".join(run.words for run in before if run.style == _LATE).strip()
        before = [run for run in before if run.style != _LATE]
        lead = []
        for run in before:
            if not run.bold and run.words.strip():
                break
            lead.append(run)
        rest = before[len(lead) :]
        words = "".join(map(_linked, rest))
        headline = "".join(run.words for run in lead).strip()
        if headline and words:
            words = f"**{_escape(headline)}** {words.lstrip()}"
        else:
            words = "".join(map(_linked, before))
        words = protect(words) if is_ours else words
        mark = f"*{late}:* " if late else ""
        return f"{mark}{words.strip()} {self._note(number, note)}".strip()

    def _note(self, number: int, runs: list[Run]) -> str:
        """Return the note `runs` as Markdown; the copies of pages in one of our own are kept apart,
        since a note has no place for them."""
        if sources := own_sources(runs):
            self.archived += (
                (number, index, source.archived)
                for index, source in enumerate(told_sources(sources))
                if source.archived
            )
            return write_note(sources)
        return "".join(_linked(run) if run.url else _literal(run.words) for run in runs)


def _split(runs: list[Run], position: int) -> tuple[list[Run], list[Run]]:
    """Return the `runs` before `position` in their words, and those from there on."""
    if position < 0:
        return runs, []
    before, after = [], []
    for run in runs:
        cut = max(0, min(position, len(run.words)))
        position -= len(run.words)
        before += [run._replace(words=run.words[:cut])] if cut else []
        after += [run._replace(words=run.words[cut:])] if cut < len(run.words) else []
    return before, after


def _linked(run: Run) -> str:
    words = _escape(run.words)
    if not is_web(run.url) and not run.url.startswith("mailto:"):
        return words
    bare = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", words.strip())
    if not bare:
        return words
    address = re.sub(r"[<>\\\s]", lambda sign: f"%{ord(sign[0]):02X}", run.url)
    title = _escape(tooltip_title(run)).replace('"', r"\"")
    hint = f' "{title}"' if title else ""
    return words.replace(words.strip(), f"[{bare}](<{address}>{hint})", 1)


def _literal(words: str) -> str:
    """Return `words` of a note so that what would be an escape or a reference is none."""
    return re.sub(rf"\\|&(?={REFERENCE.pattern[1:]})", r"\\\g<0>", words)


def _escape(words: str) -> str:
    """Return `words` as Markdown that shows them, wherever in a line they stand."""
    return _ACTIVE.sub(r"\\\g<0>", words)


def _start(words: str) -> str:
    """Return `words`, which begin a line, so that they begin nothing else."""
    found = _START.match(words)
    return f"{words[: found.start('sign')]}\\{words[found.start('sign') :]}" if found else words

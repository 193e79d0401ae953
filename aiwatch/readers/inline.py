"""Markdown within a paragraph, made plain: emphasis, code, links, escapes (CommonMark 0.31.2).

HTML, footnotes, reference links and everything else stay as they are written.
"""

import re
from dataclasses import dataclass

from aiwatch.domain.markup import ESCAPABLE, REFERENCE, flanking

_ACTIVE = re.compile(r"[\\`*_\[<&]")
_TOKEN = re.compile(
    rf"\\(?P<escaped>[{ESCAPABLE}])"
    r"|(?P<code>`+)"
    rf"|(?P<reference>{REFERENCE.pattern})"
    r"|<(?P<address>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f\x7f]*)>"
    r"|(?P<opening>!?\[)|(?P<closing>\])"
    r"|(?P<run>\*+|_+)"
)
_TARGET = re.compile(
    r"\(\s*+(?:<(?P<angled>(?:\\.|[^<>\\\n])*+)>"
    r"|(?P<plain>(?:\\.|[^\s()<>\\]|\((?:\\.|[^\s()<>\\])*+\))*+))"
    r"""(?:\s++(?:"(?:\\.|[^"\\])*+"|'(?:\\.|[^'\\])*+'|\((?:\\.|[^()\\])*+\)))?\s*+\)"""
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or an image of a text: the words it stood on, and its address."""

    words: str
    address: str
    image: bool = False


@dataclass(slots=True)
class _Run:
    """A run of `*` or `_`: where it stands in the pieces, and how many are left of it."""

    index: int
    character: str
    length: int
    left: int
    opens: bool
    closes: bool


def plain(markdown: str) -> tuple[str, tuple[Link, ...]]:
    """Return the text that `markdown`, one paragraph, shows, and the links and images in it.

    A link becomes its words, an image its description, `<https://…>` the address itself.
    """
    if not _ACTIVE.search(markdown):
        return markdown, ()
    return _Inline(markdown).read()


def unescape(markdown: str) -> str:
    """Return `markdown` with backslash escapes and character references read, and nothing else."""
    pattern = rf"\\(?P<escaped>[{ESCAPABLE}])|(?P<reference>{REFERENCE.pattern})"
    return re.sub(pattern, lambda m: m["escaped"] or _character(m["reference"]), markdown)


def _character(reference: str) -> str:
    from html import unescape as character
    from html.entities import html5

    return character(reference) if reference[1] == "#" or reference[1:] in html5 else reference


class _Inline:
    """Reads one paragraph; `pieces` are what its text will be joined from."""

    def __init__(self, markdown: str) -> None:
        self.markdown = markdown
        self.pieces: list[str] = []
        self.links: list[Link] = []
        self.runs: list[_Run] = []
        self.brackets: list[tuple[int, int, bool]] = []
        self.inactive = 0
        self.lacking: set[int] = set()

    def read(self) -> tuple[str, tuple[Link, ...]]:
        markdown, position = self.markdown, 0
        while token := _TOKEN.search(markdown, position):
            if token.start() > position:
                self.pieces.append(markdown[position : token.start()])
            position = self._take(token)
        self.pieces.append(markdown[position:])
        self._match_runs(0)
        return "".join(self.pieces), tuple(self.links)

    def _take(self, token: re.Match[str]) -> int:
        """Read `token` and return where to go on."""
        end = token.end()
        if token["code"]:
            return self._code(token)
        if token["closing"]:
            return self._close(end)
        if token["run"]:
            self._run(token)
            return end
        if token["opening"]:
            self.brackets.append((len(self.pieces), len(self.runs), token[0] == "!["))
        text = token[0]
        if token["escaped"]:
            text = token["escaped"]
        elif token["reference"]:
            text = _character(text)
        elif token["address"]:
            text = token["address"]
            self.links.append(Link(text, text))
        self.pieces.append(text)
        return end

    def _code(self, token: re.Match[str]) -> int:
        """Read the code span that opens at `token`, or the backticks as text."""
        length, start = len(token[0]), token.end()
        if length not in self.lacking:
            for fence in re.finditer("`+", self.markdown[start:]):
                if len(fence[0]) == length:
                    code = self.markdown[start : start + fence.start()]
                    if code.strip(" ") and code[0] == code[-1] == " ":
                        code = code[1:-1]
                    self.pieces.append(code)
                    return start + fence.end()
            self.lacking.add(length)
        self.pieces.append(token[0])
        return start

    def _run(self, token: re.Match[str]) -> None:
        opens, closes = flanking(self.markdown, *token.span())
        length = len(token[0])
        self.runs.append(_Run(len(self.pieces), token[0][0], length, length, opens, closes))
        self.pieces.append(token[0])

    def _close(self, end: int) -> int:
        """Read the link or image that a `]` before `end` closes, or the bracket as text."""
        if self.brackets:
            index, runs, image = self.brackets.pop()
            active = image or len(self.brackets) >= self.inactive
            target = _TARGET.match(self.markdown, end) if active else None
            if target:
                self._match_runs(runs)
                self.pieces[index] = ""
                words = "".join(self.pieces[index:])
                address = unescape(target["angled"] or target["plain"] or "")
                self.links.append(Link(words, address, image))
                if not image:
                    self.inactive = len(self.brackets)
                return target.end()
            self.inactive = min(self.inactive, len(self.brackets))
        self.pieces.append("]")
        return end

    def _match_runs(self, bottom: int) -> None:
        """Take out the delimiters above `bottom` that make emphasis."""
        runs = self.runs
        floor: dict[tuple[str, bool, int], int] = {}
        current = bottom
        while current < len(runs):
            closer = runs[current]
            kind = (closer.character, closer.opens, closer.length % 3)
            opener = self._opener(current, floor.get(kind, bottom)) if closer.closes else None
            if opener is None:
                if closer.closes:
                    floor[kind] = current
                current += 1
                continue
            used = 2 if min(runs[opener].left, closer.left) >= 2 else 1
            runs[opener].left -= used
            closer.left -= used
            for index in range(opener + 1, current):
                runs[index].opens = runs[index].closes = False
            if not closer.left:
                current += 1
        for run in runs[bottom:]:
            self.pieces[run.index] = run.character * run.left
        del runs[bottom:]

    def _opener(self, current: int, floor: int) -> int | None:
        """Return the nearest run below `current` that the closer there can close."""
        closer = self.runs[current]
        for index in range(current - 1, floor - 1, -1):
            run = self.runs[index]
            if run.character != closer.character or not run.opens or not run.left:
                continue
            both = closer.opens or run.closes
            if (
                not both
                or (run.length + closer.length) % 3
                or not (run.length % 3 or closer.length % 3)
            ):
                return index
        return None

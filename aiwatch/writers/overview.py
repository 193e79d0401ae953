"""The overview, which is Markdown, as blocks of plain words for text and terminal."""

import re
from dataclasses import dataclass

from aiwatch.domain.text import join_lines, visible

_HEADING = re.compile(r" {0,3}#{1,6}(?:\s+(?P<words>.*))?")
_UNDERLINE = re.compile(r" {0,3}(?:={2,}|-{2,})\s*")
_ITEM = re.compile(r"\s*(?P<marker>[-*+•]|\d{1,9}[.)])\s+(?P<words>.*)")
_LINK = re.compile(r"!?\[(?P<words>[^\[\]]*)\]\(<?(?P<url>[^()\s<>]*)>?(?:\s+\"[^\"]*\")?\)")
_STRONG = re.compile(r"(?<!\\)(\*\*|__)(?=\S)(?P<words>(?:(?!\1).)+)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\\\w*])([*_])(?=[^\s*_])(?P<words>[^*_]*)(?<=\S)\1(?![\w*])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the overview; `kind` is `heading`, `item` (with its `marker`) or `text`."""

    kind: str
    words: str
    marker: str = ""


def overview_blocks(markdown: str) -> list[Block]:
    """Return the blocks of `markdown`, hidden characters made visible: emphasis is left out, a
    link becomes its words and its address; anything else stands as it was written."""
    blocks: list[Block] = []
    pending: list[str] = []
    marker = ""

    def close(kind: str = "text") -> None:
        nonlocal marker
        words = plain_words(join_lines("\n".join(pending)))
        if words:
            blocks.append(Block("item" if marker else kind, words, marker))
        pending.clear()
        marker = ""

    for line in visible(markdown.replace("\r\n", "\n").expandtabs(4)).split("\n"):
        if heading := _HEADING.fullmatch(line):
            close()
            pending.append((heading["words"] or "").rstrip("# "))
            close("heading")
        elif not line.strip():
            close()
        elif pending and not marker and len(pending) == 1 and _UNDERLINE.fullmatch(line):
            close("heading")
        elif item := _ITEM.fullmatch(line):
            close()
            marker = item["marker"] if item["marker"][0].isdigit() else "-"
            pending.append(item["words"])
        else:
            pending.append(line)
    close()
    return blocks


def plain_words(markdown: str) -> str:
    """Return a paragraph of Markdown without emphasis, its links as words and address."""
    words = _LINK.sub(lambda link: _link(link["words"], link["url"]), markdown)
    words = _EMPHASIS.sub(r"\g<words>", _STRONG.sub(r"\g<words>", words))
    return _ESCAPE.sub(r"\1", words).strip()


def _link(words: str, url: str) -> str:
    if not url or url.startswith("#"):
        return words
    return f"{words} <{url}>" if words and words != url else f"<{url}>"

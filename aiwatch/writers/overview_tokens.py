"""The overview, which is Markdown, as tokens of what HTML and Word make of it."""

from collections.abc import Callable, Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from aiwatch.domain.text import visible

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
"""What reads it: CommonMark with GitHub's tables; HTML is the text it is typed as."""


def overview_tokens(markdown: str, target: Callable[[str], str]) -> list[Token]:
    """Return the tokens of `markdown`, hidden characters made visible. Each link leads to where
    `target`, which is given its address, has it lead; if that is nowhere, the address stands behind
    the words instead, unless these are the address or it leads to a heading."""
    tokens = PARSER.parse(visible(markdown.replace("\r\n", "\n").expandtabs(4)))
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children, target))
    return tokens


def _linked(tokens: Iterable[Token], target: Callable[[str], str]) -> Iterator[Token]:
    address = live = said = ""
    for token in tokens:
        if token.type == "link_open":
            address = str(token.attrs["href"])
            if live := target(address):
                token.attrs["href"] = live
                yield token
        elif token.type != "link_close":
            said = token.content
            yield token
        elif live:
            yield token
        elif address not in ("", said) and address[0] != "#":
            yield Token("text", "", 0, content=f" <{address}>")

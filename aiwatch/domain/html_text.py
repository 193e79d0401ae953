"""What HTML says, as plain text: paragraphs, no markup."""

from html.parser import HTMLParser

from aiwatch.domain.text import clean, tidy

_PARAGRAPHS = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
_UNREAD = frozenset("script style template noscript iframe object svg math head select".split())
_APART = frozenset("td th".split())


def html_text(html: str) -> str:
    """Return what a reader sees of the fragment `html`: its blocks as paragraphs, its character
    references as characters; scripts, styles, pictures and comments are left out."""
    reading = _Text()
    reading.feed(html)
    reading.close()
    return tidy(clean("".join(reading.pieces))[0])


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.unread = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if self.unread:
            self.depth += tag == self.unread
        elif tag in _UNREAD:
            self.unread, self.depth = tag, 1
        else:
            self._break(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        # `<script/>` begins nothing here, unlike in a browser: what follows must not get lost.
        if not self.unread:
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.unread:
            self.depth -= tag == self.unread
            if not self.depth:
                self.unread = ""
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.pieces.append(" ".join(f"x{data}x".split())[1:-1])

    def _break(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self.pieces.append("\n\n")
        elif tag == "br":
            self.pieces.append("\n")
        elif tag in _APART:
            self.pieces.append(" ")

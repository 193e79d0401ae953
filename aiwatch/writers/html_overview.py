"""The overview, which is Markdown, as HTML below the title of a briefing."""

from collections.abc import Mapping, Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup

from aiwatch.writers.hypertext import address, words
from aiwatch.writers.overview_tokens import PARSER, overview_tokens

_STYLES = {
    "h3": "margin:20px 0 6px;font-size:17px",
    "h4": "margin:16px 0 6px;font-size:16px",
    "h5": "margin:16px 0 6px;font-size:16px",
    "h6": "margin:16px 0 6px;font-size:16px",
    "p": "margin:0 0 12px",
    "ul": "margin:0 0 12px;padding-left:22px",
    "ol": "margin:0 0 12px;padding-left:22px",
    "blockquote": "margin:0 0 12px;padding-left:14px;border-left:3px solid #c9c4ba",
    "hr": "border:0;border-top:1px solid #c9c4ba;margin:16px 0",
    "table": "margin:0 0 12px;border-collapse:collapse",
    "th": "padding:4px 12px 4px 0;text-align:left;border-bottom:1px solid #c9c4ba",
    "td": "padding:4px 12px 4px 0;border-bottom:1px solid #c9c4ba",
    "a": "color:#0b5c7a",
    "pre": "margin:0 0 12px;white-space:pre-wrap;font-size:14px",
}


def overview_html(markdown: str, *, styled: bool = True) -> Markup:
    """Return `markdown` as HTML: its headings from h3 on, HTML in it as the text it is, only http,
    https and mailto addresses as links, a picture as its words, linked to where it is. Not
    `styled` it is for a page with a style sheet, and has no style attributes."""
    styles = _STYLES if styled else {}
    tokens = overview_tokens(markdown, address)
    _lower_headings(tokens)
    for token in tokens:
        for element in (token, *(token.children or ())):
            element.attrs.pop("style", None)  # the alignment of a table's cells
            if element.nesting >= 0 and element.tag in styles:
                element.attrSet("style", styles[element.tag])
    return Markup(_Renderer(styles).render(tokens, PARSER.options, {}))


class _Renderer(RendererHTML):
    """What writes each kind of token, by its name; those not here are written as is usual. `styles`
    are those of tags."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        super().__init__()
        self.styles = styles

    def text(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        return str(words(tokens[idx].content))

    def image(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        shown, source = tokens[idx].content, str(tokens[idx].attrs["src"])
        is_linked = sum(token.nesting for token in tokens[:idx] if token.tag == "a")
        if is_linked or not source:
            return str(words(shown or source))
        if live := address(source):
            link = Markup('<a href="{}"{}>{}</a>')
            return link.format(live, self._style("a"), words(shown or source))
        return str(words(f"{shown} <{source}>".strip()))

    def fence(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        return f"<pre{self._style('pre')}><code>{words(tokens[idx].content)}</code></pre>\n"

    def code_block(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        return self.fence(tokens, idx)

    def _style(self, tag: str) -> Markup:
        return Markup(' style="{}"').format(self.styles[tag]) if tag in self.styles else Markup()


def _lower_headings(tokens: list[Token]) -> None:
    """Put the headings below those of the sections, which are h2."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    lower = max(0, 3 - min((int(heading.tag[1]) for heading in headings), default=3))
    for heading in headings:
        heading.tag = f"h{min(int(heading.tag[1]) + lower, 6)}"

"""The overview, which is Markdown, as HTML below the title of a briefing."""

from collections.abc import Sequence

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
}
_CODE = "margin:0 0 12px;white-space:pre-wrap;font-size:14px"


def overview_html(markdown: str) -> Markup:
    """Return `markdown` as HTML: its headings from h3 on, HTML in it as the text it is, only http,
    https and mailto addresses as links, a picture as its words, linked to where it is."""
    tokens = overview_tokens(markdown, address)
    _lower_headings(tokens)
    for token in tokens:
        for styled in (token, *(token.children or ())):
            if styled.nesting >= 0 and styled.tag in _STYLES:
                styled.attrSet("style", _STYLES[styled.tag])
    return Markup(_Renderer().render(tokens, PARSER.options, {}))


class _Renderer(RendererHTML):
    """What writes each kind of token, by its name; those not here are written as is usual."""

    def text(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        return str(words(tokens[idx].content))

    def image(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        shown, source = tokens[idx].content, str(tokens[idx].attrs["src"])
        is_linked = sum(token.nesting for token in tokens[:idx] if token.tag == "a")
        if is_linked or not source:
            return str(words(shown or source))
        if live := address(source):
            link = Markup('<a href="{}" style="{}">{}</a>')
            return link.format(live, _STYLES["a"], words(shown or source))
        return str(words(f"{shown} <{source}>".strip()))

    def fence(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        return f'<pre style="{_CODE}"><code>{words(tokens[idx].content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], idx: int, *others: object) -> str:
        return self.fence(tokens, idx)


def _lower_headings(tokens: list[Token]) -> None:
    """Put the headings below those of the sections, which are h2."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    lower = max(0, 3 - min((int(heading.tag[1]) for heading in headings), default=3))
    for heading in headings:
        heading.tag = f"h{min(int(heading.tag[1]) + lower, 6)}"

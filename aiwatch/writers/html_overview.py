"""The overview, which is Markdown, as HTML below the title of a briefing."""

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from aiwatch.domain.text import visible
from aiwatch.writers.hypertext import address, words

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


def overview_html(markdown: str, *, styled: bool = True) -> Markup:
    """Return `markdown` as HTML: its headings from h3 on, HTML in it as the text it is, only http,
    https and mailto addresses as links, a picture as its words, linked to where it is. Not
    `styled` it is for a page with a style sheet, and has no style attributes."""
    reading = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    code = _styled_code if styled else _code
    for name, rule in (("text", _text), ("fence", code), ("code_block", code)):
        reading.add_render_rule(name, rule)
    tokens = reading.parse(visible(markdown.replace("\r\n", "\n").expandtabs(4)))
    _lower_headings(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_linked(token.children))
        for element in (token, *(token.children or ())):
            _style(element, styled)
    return Markup(reading.renderer.render(tokens, reading.options, {}))


def _text(_: object, tokens: list[Token], index: int, *others: object) -> str:
    return str(words(tokens[index].content))


def _code(_: object, tokens: list[Token], index: int, *others: object) -> str:
    return f"<pre><code>{words(tokens[index].content)}</code></pre>\n"


def _styled_code(_: object, tokens: list[Token], index: int, *others: object) -> str:
    return f'<pre style="{_CODE}"><code>{words(tokens[index].content)}</code></pre>\n'


def _style(token: Token, styled: bool) -> None:
    """Give `token` its style; take off the one that a table's cells have."""
    if styled and token.nesting >= 0 and token.tag in _STYLES:
        token.attrSet("style", _STYLES[token.tag])
    elif not styled:
        token.attrs.pop("style", None)


def _lower_headings(tokens: list[Token]) -> None:
    """Put the headings below those of the sections, which are h2."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    lower = max(0, 3 - min((int(heading.tag[1]) for heading in headings), default=3))
    for heading in headings:
        heading.tag = f"h{min(int(heading.tag[1]) + lower, 6)}"


def _linked(tokens: Iterable[Token]) -> Iterable[Token]:
    """Yield `tokens`, links that are none to us as their words and address, pictures as links."""
    targets: list[tuple[str, bool]] = []
    for token in tokens:
        if token.type == "image":
            target = str(token.attrs.get("src", ""))
            linked = any(is_live for _, is_live in targets)
            yield from _link("" if linked else target, token.content or target)
        elif token.type == "link_open":
            target = str(token.attrs.get("href", ""))
            live = address(target)
            targets.append((target, bool(live)))
            if live:
                token.attrs = {"href": live}
                yield token
        elif token.type == "link_close":
            target, is_live = targets.pop()
            if is_live:
                yield token
            elif not target.startswith("#"):
                yield _plain(f" <{target}>")
        else:
            yield token


def _link(target: str, shown: str) -> Iterable[Token]:
    if live := address(target):
        yield Token("link_open", "a", 1, attrs={"href": live})
        yield _plain(shown)
        yield Token("link_close", "a", -1)
    elif not target:
        yield _plain(shown)
    else:
        yield _plain(f"{shown} <{target}>" if shown != target else f"<{target}>")


def _plain(text: str) -> Token:
    return Token("text", "", 0, content=text)

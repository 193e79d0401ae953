"""Addresses in the overview that a reader's browser would run, not open.

The overview is Markdown of the desk's own, maybe taken from a web page by `import --overview`; its
links stay. A link, an image or a tag with a `javascript:`, `vbscript:` or `data:` address becomes
the text it is typed as (pictures as `data:image/png` and the like may stay, as browsers show them
and no more), and so do the tags that GitHub's Markdown filters.
"""

import re

from aiwatch.domain.markup import ESCAPABLE

_PLACE = re.compile(
    r"(?<=\])(?=[(:]\s*<?(?P<target>[^\s<>]{0,200}))"  # [words](target) and [name]: target
    r"|(?P<tag></?(?P<name>[A-Za-z]+)(?:\"[^\"]*\"|'[^']*'|[^'\"<>])*+)"
)
_RUNS = re.compile(
    r"(?<![a-z0-9])(?:javascript|vbscript|data(?!:image/(?:gif|jpeg|png|webp)[;,])):"
)
_ESCAPED = re.compile(rf"\\([{ESCAPABLE}])")
_SPACE = re.compile(r"[\x00-\x20]")
_FILTERED = frozenset(
    "title textarea style xmp iframe noembed noframes script plaintext".split()  # GFM, section 6.11
)


def without_dangerous_links(markdown: str) -> str:
    """Return `markdown` with what leads to an address that runs something shown as text."""
    if "]" not in markdown and "<" not in markdown:
        return markdown
    return _PLACE.sub(_defused, markdown)


def _defused(found: re.Match[str]) -> str:
    if found["tag"]:
        shown = found["name"].lower() in _FILTERED or _RUNS.search(_plain(found["tag"]))
        return f"&lt;{found[0][1:]}" if shown else found[0]
    return "\\" if _RUNS.match(_plain(found["target"])) else ""


def _plain(address: str) -> str:
    """Return `address` as a browser reads it: escapes and references read, spaces left out."""
    if "\\" in address or "&" in address:
        from html import unescape

        address = unescape(_ESCAPED.sub(r"\1", address))
    return _SPACE.sub("", address).lower()

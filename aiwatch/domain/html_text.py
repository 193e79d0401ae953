"""What HTML says, as plain text: paragraphs, no markup."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Sequence

from aiwatch.domain.html_tokens import Token, tokens, unescaped
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import clean, tidy

_PARAGRAPHS = frozenset(
    "address article aside blockquote center dd details div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul".split()
)
_BETWEEN = dict.fromkeys(_PARAGRAPHS, "\n\n") | {"br": "\n", "td": " ", "th": " "}
_UNREAD = frozenset("script style template noscript iframe object svg math head select".split())
_SPACES = pattern(" {2,}")


def html_text(markup: str) -> str:
    """Return what a reader sees of the fragment `markup`: its blocks as paragraphs, its character
    references as characters; scripts, styles, pictures and comments are left out."""
    text, _ = clean("".join(_pieces(list(tokens(markup, is_page=False)))))
    return tidy(_SPACES.sub(" ", text))


def _pieces(fragment: Sequence[Token]) -> Iterator[str]:
    ends: defaultdict[str, list[int]] = defaultdict(list)
    for place, (kind, name, *_) in enumerate(fragment):
        if kind == "close" and name in _UNREAD:
            ends[name].append(place)
    seen_from = 0
    for place, (kind, name, content, _) in enumerate(fragment):
        if place < seen_from:
            continue
        if kind == "text" or (kind == "raw" and name not in _UNREAD):
            yield _text(content)
            continue
        yield _BETWEEN.get(name, "")
        if kind == "open" and name in _UNREAD and not content.endswith("/"):
            # What has no end hides nothing: what follows must not get lost.
            closing = bisect(ends[name], place)
            seen_from = ends[name][closing] if closing < len(ends[name]) else place


def _text(piece: str) -> str:
    """Return the text `piece` with its white space as one space, its references as characters."""
    return unescaped(" ".join(f"x{piece}x".split())[1:-1]).replace("\xa0", " ")

"""A briefing in Markdown, ours or another's."""

import re

from aiwatch.readers import Conventions, Reading, weekly
from aiwatch.readers.briefing import Words, read_briefing
from aiwatch.readers.inline import Link, plain
from aiwatch.readers.parts import late_mark

# A bold run that begins an item and is followed by a space and more is its headline.
_HEADLINE = re.compile(r"\*\*(?=[^\s*])(?P<words>(?:\\.|(?!\*\*)[^\\])++)\*\*[ ]+(?=\S)", re.DOTALL)


def read(text: str, conventions: Conventions) -> Reading:
    """Return what the Markdown `text` says: emphasis and code become plain text, a link its words,
    and its address the source of an item that has none. Raises InvalidInput as `read_briefing`.

    A list of links without source notes is a weekly, which `weekly.read` reads."""
    if weekly.is_weekly(text):
        return weekly.read(text, conventions)
    return read_briefing(text, conventions, _words, markdown=True)


def _words(raw: str) -> Words:
    headline, links = "", list[Link]()
    raw, day = late_mark(raw, markdown=True)
    if found := _HEADLINE.match(raw):
        # The words in bold are read as they stand there: a sign of reference counts for its end.
        shown, inside = plain(found[0].rstrip() + " x")
        headline = shown.removesuffix(" x")
        links += inside
        raw = raw[found.end() :]
    paragraphs = []
    for paragraph in raw.split("\n\n"):
        shown, inside = plain(paragraph)
        paragraphs.append(shown)
        links += inside
    return Words(
        headline.strip(),
        "\n\n".join(paragraphs).strip(),
        tuple(link.address for link in links if not link.image),
        tuple(f"the image {link.address} is not kept." for link in links if link.image),
        day,
    )

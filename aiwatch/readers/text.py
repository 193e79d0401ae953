"""A briefing as plain text, such as a web page copied from a browser."""

from aiwatch.readers import Conventions, Reading
from aiwatch.readers.briefing import Words, read_briefing
from aiwatch.readers.parts import late_mark


def read(text: str, conventions: Conventions) -> Reading:
    """Return what the plain `text` says; its words are taken as they stand. Raises InvalidInput
    as `read_briefing`."""
    return read_briefing(text, conventions, _words, markdown=False)


def _words(raw: str) -> Words:
    words, day = late_mark(raw, markdown=False)
    return Words("", words, day=day)

"""A briefing as plain text, such as a web page copied from a browser."""

from aiwatch.readers import Conventions, Reading
from aiwatch.readers.briefing import Words, read_briefing


def read(text: str, conventions: Conventions) -> Reading:
    """Return what the plain `text` says; its words are taken as they stand. Raises InvalidInput
    as `read_briefing`."""
    return read_briefing(text, conventions, lambda raw: Words("", raw), markdown=False)

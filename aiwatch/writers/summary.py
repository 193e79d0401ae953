"""A development in a line: what happened."""

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.development import Development
from aiwatch.domain.text import first_sentence, visible


def summary(development: Development) -> str:
    """Return one line that tells what happened: the headline, else the first sentence, with
    hidden characters made visible."""
    headline = visible(development.headline).strip()
    return one_line(headline or first_sentence(visible(development.text).strip()).strip())


def takeaways(briefing: Briefing) -> list[str]:
    """Return what each development of `briefing` comes to, in its order."""
    return [summary(item) for item in briefing.developments]


def heading(words: str) -> str:
    """Return the words of a heading or a label as they are shown: on one line, single spaces
    between them, hidden characters made visible."""
    return " ".join(visible(words).split())


def one_line(text: str, start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` on one line, hidden characters made visible."""
    return visible(text, start, end).replace("\n\n", " ").replace("\n", " ")

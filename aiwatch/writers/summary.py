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
    return [summary(item) for section in briefing.sections for item in section.developments]


def one_line(text: str, start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` on one line, hidden characters made visible."""
    return visible(text, start, end).replace("\n\n", " ").replace("\n", " ")

"""A development in a line: what happened."""

from aiwatch.domain.development import Development
from aiwatch.domain.text import first_sentence, visible


def summary(development: Development) -> str:
    """Return one line that tells what happened: the headline, else the first sentence, with
    hidden characters made visible."""
    return visible(development.headline.strip() or first_sentence(development.text).strip())

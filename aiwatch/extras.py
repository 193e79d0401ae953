"""Libraries that are not installed with aiwatch: what needs one, and how a missing one is told."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiwatch.domain.errors import AiwatchError


@contextmanager
def needing(library: str, what: str) -> Iterator[None]:
    """Import `library`, as it is called at the package index, within: raises AiwatchError, telling
    that `what` (`Word files`) need it and the command that installs it, if it is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("aiwatch"):
            raise
        raise AiwatchError(
            f"{what} need {library}, which is not installed. Install it: {installing(library)}"
        ) from None


def installing(library: str) -> str:
    """Return the command that installs `library` where this program runs; uv makes environments
    without pip."""
    import sys
    from importlib.util import find_spec
    from shlex import quote

    if find_spec("pip"):
        return f"{quote(sys.executable)} -m pip install {library}"
    return f"uv pip install --python {quote(sys.executable)} {library}"

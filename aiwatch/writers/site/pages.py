"""The pages of the site, one after another."""

from collections.abc import Iterator

from aiwatch.writers.site import Site


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield each page and asset: its path in the folder and its bytes."""
    yield from ()

"""A page of the site from its template in `templates/site`."""

from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from aiwatch.domain.text import visible
from aiwatch.writers.hypertext import words
from aiwatch.writers.site import Site
from aiwatch.writers.site.catalogue import Catalogue
from aiwatch.writers.site.metadata import Metadata


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("aiwatch", "templates/site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(
    template: str,
    site: Site,
    found: Catalogue,
    path: str,
    window_title: str,
    metadata: Metadata,
    /,
    **filled: Any,
) -> bytes:
    """Return a page: `path` is its own in the folder, `window_title` is plain text, `metadata` is
    what others read of it; the template is `filled` with the rest."""
    name = visible(" ".join(site.title.split()))
    html = (
        _environment()
        .get_template(template)
        .render(
            site_title=words(name),
            window_title=f"{window_title} – {name}" if window_title else name,
            metadata=metadata,
            path=path,
            root="../" * path.count("/"),
            has_tags=bool(found.tags),
            has_issues=bool(site.issues),
            **filled,
        )
    )
    return f"{html}\n".encode()


def asset(name: str) -> bytes:
    """Return the file `name` of the assets, as it stands."""
    return (files("aiwatch") / "templates" / "site" / "assets" / name).read_bytes()

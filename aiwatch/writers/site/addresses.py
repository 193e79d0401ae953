"""Addresses on the web of a site's pages."""

from urllib.parse import quote


def absolute(base: str, path: str) -> str:
    """Return the address of the file `path` of a site whose base address is `base`, that of the
    site itself for `index.html` and for ""; "" if the base is not known."""
    if not base:
        return ""
    return f"{base.rstrip('/')}/{quote('' if path == 'index.html' else path)}"

"""The developments of a site as CSV and JSON, which `aiwatch import` reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from aiwatch.domain.development import Development, Source
from aiwatch.writers import csv, json

if TYPE_CHECKING:
    from aiwatch.writers.site import Site


def developments_csv(site: Site) -> bytes:
    """Return all developments of `site` as CSV, newest first."""
    return csv.records(_public(site)).encode("utf-8")


def developments_json(site: Site) -> bytes:
    """Return all developments of `site` as a JSON array of records, newest first."""
    return json.records(_public(site)).encode("utf-8")


def public(development: Development) -> Development:
    """Return `development` without what is for the desk: the comment, who logged it, and the fields
    of other programs, of which nobody knows whether they were meant for the world."""
    sources = tuple(map(_public_source, development.sources))
    return replace(development, comment="", by="", unknown={}, sources=sources)


def _public_source(source: Source) -> Source:
    return replace(source, unknown={}) if source.unknown else source


def _public(site: Site) -> Iterator[Development]:
    return map(public, site.developments)

"""The sources of a development as its printed note tells them."""

from __future__ import annotations

from dataclasses import replace

from aiwatch.domain.development import Development, Source
from aiwatch.domain.text import fold


def noted_sources(development: Development) -> tuple[Source, ...]:
    """Return the sources of `development`, without an original title that a reader has just read:
    one that is its headline or its text, but for case, spaces and a full stop at the end. Where
    there is no publisher the title stands for that, and stays.

    Not for Markdown, which is read back with all titles; Word keeps them as tooltips.
    """
    if not any(source.title and source.publisher for source in development.sources):
        return development.sources
    read = {_bare(development.headline), _bare(development.text)}
    return tuple(
        replace(source, title="") if source.publisher and _bare(source.title) in read else source
        for source in development.sources
    )


def _bare(words: str) -> str:
    return "".join(fold(words).split()).rstrip(".。．")

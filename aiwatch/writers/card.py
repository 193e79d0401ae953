"""One development with all its fields, as plain lines for pipes and files."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from aiwatch.archive.record import to_json
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source
from aiwatch.domain.source_note import label
from aiwatch.domain.text import visible


def write(
    development: Development,
    sections: Mapping[str, str],
    issues: Sequence[int] = (),
    evidence: Sequence[tuple[str, datetime]] = (),
) -> str:
    """Return `development` as `name: value` lines, its text behind them; `sections` gives titles
    by key, `issues` are the numbers of those that told of it, `evidence` where the texts of its
    pages are kept, each with when it was got. Instants are shown in local time."""
    head = "".join(
        f"{visible(name)}: {visible(value)}".replace("\n", "\n  ") + "\n"
        for name, value in _fields(development, sections, issues, evidence)
    )
    return f"{head}\n{visible(development.text)}\n"


def _fields(
    development: Development,
    sections: Mapping[str, str],
    issues: Sequence[int],
    evidence: Sequence[tuple[str, datetime]],
) -> Iterator[tuple[str, str]]:
    yield "id", development.id
    yield "date", development.date.isoformat()
    yield "section", sections.get(development.section, development.section)
    if development.headline:
        yield "headline", development.headline
    for source in development.sources:
        yield "source", _source(source)
        for name in ("title", "url", "archived"):
            if getattr(source, name):
                yield f"  {name}", getattr(source, name)
    if development.tags:
        yield "tags", ", ".join(development.tags)
    if development.rank is not None:
        yield "rank", str(development.rank)
    if development.comment:
        yield "comment", development.comment
    if development.logged:
        yield "logged", f"{development.logged.astimezone():%Y-%m-%d %H:%M}"
    if development.edited and development.edited != development.logged:
        yield "edited", f"{development.edited.astimezone():%Y-%m-%d %H:%M}"
    if development.by:
        yield "by", development.by
    if issues:
        yield "issues", ", ".join(map(str, issues))
    for path, at in evidence:
        yield "evidence", f"{path}, {at.astimezone():%Y-%m-%d %H:%M}"
    for name, value in development.unknown.items():
        yield name, value if isinstance(value, str) else to_json(value)


def _source(source: Source) -> str:
    language = label(source).removeprefix("Source").strip(" ()")
    day = show_day(source.published) if source.published else ""
    return ", ".join(part for part in (language, source.publisher, day) if part)

"""Merging: one development made of two that tell the same story, with nothing lost."""

from dataclasses import fields, replace
from datetime import date

from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development, Source, language_label
from aiwatch.domain.duplicates import canonical_address
from aiwatch.domain.text import fold


def merged(keep: Development, other: Development) -> Development:
    """Return `keep`, its headline, text, date and section as they are, with the sources and tags of
    `other` beside its own, each once; what else `other` says stands in the comment, and its id,
    with those merged into it, in `merged`."""
    sources = list(keep.sources)
    for source in other.sources:
        same = next((i for i, own in enumerate(sources) if _is_same(own, source)), None)
        if same is None:
            sources.append(source)
        else:
            sources[same] = filled(sources[same], source)
    known = {fold(tag) for tag in keep.tags}
    unknown = {**other.unknown, **keep.unknown}
    ids = dict.fromkeys((*keep.merged, other.id, *other.merged))
    return replace(
        keep,
        sources=tuple(sources),
        tags=(*keep.tags, *(tag for tag in other.tags if fold(tag) not in known)),
        rank=keep.rank if keep.rank is not None else other.rank,
        comment="\n\n".join(filter(None, (keep.comment, _rest(keep, other)))),
        merged=tuple(id for id in ids if id != keep.id),
        unknown=unknown,
    )


def _is_same(own: Source, source: Source) -> bool:
    """Tell whether the two are one source: at one address; where one has none, by publisher, day
    and language."""
    if own.url and source.url:
        return canonical_address(own.url) == canonical_address(source.url)
    names = fold(own.publisher.strip()), fold(source.publisher.strip())
    days = own.published, source.published
    languages = {own.language, source.language} - {""}
    return names[0] == names[1] != "" and days[0] == days[1] and len(languages) < 2


def filled(own: Source, source: Source) -> Source:
    """Return `own` with what it lacks and `source` has."""
    names = [each.name for each in fields(Source) if each.name != "unknown"]
    lacking = {name: getattr(source, name) for name in names if not getattr(own, name)}
    return replace(own, **lacking, unknown={**source.unknown, **own.unknown})


def _rest(keep: Development, other: Development) -> str:
    """Return what `other` says that would be lost, for the comment."""
    said = [
        f"section {other.section}" * (other.section != keep.section),
        f"rank {other.rank}" * (keep.rank is not None and other.rank not in (None, keep.rank)),
        *(
            f"{name}: {value}"
            for name, value in other.unknown.items()
            if keep.unknown.get(name, value) != value
        ),
        *_differing(keep.sources, other.sources),
    ]
    head = ", ".join((f"Merged: {other.id}", show_day(other.date), *filter(None, said)))
    told = [
        other.headline.strip() if fold(other.headline) != fold(keep.headline) else "",
        other.text if fold(other.text) != fold(keep.text) else "",
        other.comment if other.comment not in keep.comment else "",
    ]
    return "\n\n".join((head, *filter(None, told)))


def _differing(ours: tuple[Source, ...], theirs: tuple[Source, ...]) -> list[str]:
    """Return what sources of both say differently, so that only ours stays among the sources."""
    told = []
    for source in theirs:
        own = next((each for each in ours if _is_same(each, source)), None)
        if own and (said := differing(own, source)):
            told.append(f"its source gives {', '.join(said)}")
    return told


_NAMES = {
    "language": "the language",
    "publisher": "the publisher",
    "published": "the day",
    "url": "the address",
    "title": "the title",
    "archived": "the archived copy",
}


def differing(own: Source, source: Source) -> list[str]:
    """Return what `source` says otherwise than `own`, such as `the day as 12 May 2025`."""
    told = []
    for field, name in _NAMES.items():
        said, have = getattr(source, field), getattr(own, field)
        if said and have and said != have:
            shown = language_label(said) if field == "language" else said
            told.append(f"{name} as {show_day(said) if isinstance(said, date) else shown}")
    return told

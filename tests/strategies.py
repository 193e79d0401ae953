"""What hypothesis makes up: texts that look like markup, and developments."""

import string
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from aiwatch.domain.briefing import Briefing, BriefingSection
from aiwatch.domain.corrections import Correction
from aiwatch.domain.dashboard import Bar, Dashboard, Figure, Silence
from aiwatch.domain.dates import Period
from aiwatch.domain.development import ID_ALPHABET, Development, Source
from aiwatch.domain.selection import Selection
from aiwatch.domain.text import clean, tidy, visible

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics"}

_BITS = [
    *(
        "*",
        "**",
        "***",
        "_",
        "__",
        "~~",
        "`",
        "``",
        "~~~",
        "#",
        "# ",
        "## ",
        "- ",
        "+ ",
        "> ",
        "| ",
    ),
    *(
        "1. ",
        "1) ",
        "(1) ",
        "• ",
        "– ",
        "· ",
        "---",
        "===",
        "[",
        "]",
        "](",
        "](x)",
        "![",
        "]: ",
        "(",
    ),
    *(
        ")",
        "（",
        "）",
        "<",
        ">",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<http://x.y>",
        "https://a.b/c_d_e?f=g&h",
    ),
    *(
        "javascript:alert(1)",
        "&amp;",
        "&lt;",
        "&#42;",
        "&",
        ";",
        "\\",
        "\\*",
        "$",
        "^",
        "~",
        "'",
        '"',
    ),
    *(
        "=",
        "+",
        "-",
        "@",
        ":",
        "：",
        "，",
        "。",
        "《办法》",
        "中国",
        "文本",
        "字",
        "a",
        "b",
        "word",
        "AI",
    ),
    *(" ", "  ", "\u00a0", "\u3000", ".", ",", "!", "é", "e", "😀", "👩‍💻", "3.5-turbo", "C++"),
    *(
        "(Source: ",
        "(Source (EN): Sina, May 5, 2025)",
        "（来源：新华社，2025年5月12日）",
        "[Source: ",
        "[source: Xinhua, May 12, 2025]",
        "; ",
        "snake_case",
    ),
]


def _is_clean(text: str) -> bool:
    return clean(text) == (text, 0) and visible(text) == text


def lines(min_size: int = 1) -> st.SearchStrategy[str]:
    """One line of clean text, without space around it."""
    bits = st.lists(st.sampled_from(_BITS), max_size=12).map("".join)
    texts = st.one_of(
        bits, bits, st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
    )
    stripped = texts.map(lambda text: clean(text)[0].replace("\n", " ").strip())
    return stripped.filter(lambda text: len(text) >= min_size and _is_clean(text))


def texts() -> st.SearchStrategy[str]:
    """One to three paragraphs."""
    made = st.lists(lines(), min_size=1, max_size=3).map("\n\n".join)
    return made.filter(lambda text: tidy(text) == text)


def days() -> st.SearchStrategy[date]:
    return st.dates(date(1990, 1, 1), date(2030, 12, 31))


def addresses() -> st.SearchStrategy[str]:
    ends = st.text(string.ascii_letters + string.digits + "/?&=_-~().,;%#", max_size=20)
    return ends.map(lambda end: f"https://example.com/{end}")


def sources(**given: Any) -> st.SearchStrategy[Source]:
    """Sources as a note can carry them; `given` adds strategies for the other fields."""
    words = lines(0).map(lambda text: text[:40].strip()).filter(_is_clean)
    return (
        st.builds(
            dict,
            language=st.sampled_from(["", "en", "zh", "ja", "fr"]),
            publisher=st.one_of(st.sampled_from(["Sina", "State Council", "新华社"]), words),
            published=st.none() | days(),
            url=st.just("") | addresses(),
            title=st.just("") | words,
            **given,
        )
        .filter(
            lambda fields: any(fields[name] for name in ("publisher", "published", "url", "title"))
        )
        .map(lambda fields: Source(**fields))
    )


def _json() -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers(-99, 99) | lines(0)
    return st.recursive(
        scalars,
        lambda some: st.lists(some, max_size=2) | st.dictionaries(lines(), some, max_size=2),
        max_leaves=4,
    )


def unknown() -> st.SearchStrategy[dict[str, Any]]:
    """Fields of other programs."""
    names = lines().map(lambda name: f"u {name}")
    return st.dictionaries(names, _json(), max_size=2)


def developments() -> st.SearchStrategy[Development]:
    """Developments with everything a record can carry."""
    instants = st.none() | st.datetimes(
        datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)
    ).map(lambda instant: instant.replace(microsecond=0))
    ids = st.text(ID_ALPHABET, min_size=6, max_size=6).map(lambda end: f"2505-{end}")
    tags = lines().map(lambda tag: tag.replace(";", ",")).filter(lambda tag: tag == tag.strip())
    return st.builds(
        Development,
        section=st.sampled_from(list(SECTIONS)),
        text=texts(),
        date=days(),
        id=st.just("") | ids,
        headline=st.just("") | lines(),
        sources=st.lists(
            sources(archived=st.just("") | addresses(), unknown=unknown()), max_size=3
        ).map(tuple),
        tags=st.lists(tags, max_size=3).map(tuple),
        rank=st.none() | st.integers(-3, 99),
        comment=lines(0),
        logged=instants,
        edited=instants,
        by=lines(0),
        unknown=unknown(),
    )


def noted_developments() -> st.SearchStrategy[Development]:
    """Developments whose all a briefing carries: no rank, the date their first source's."""

    def make(fields: dict[str, Any]) -> Development:
        first, *others = fields["sources"]
        dated = Source(first.language, first.publisher, fields["date"], first.url, first.title)
        return Development(
            section=fields["section"],
            headline=fields["headline"],
            text=fields["text"],
            date=fields["date"],
            sources=(dated, *others),
        )

    return st.fixed_dictionaries(
        {
            "section": st.sampled_from(list(SECTIONS)),
            "headline": st.just("") | lines(),
            "text": texts(),
            "date": days(),
            "sources": st.lists(sources(), min_size=1, max_size=3),
        }
    ).map(make)


def briefings() -> st.SearchStrategy[Briefing]:
    """Issues with everything a briefing can have, in any order."""
    lists = st.lists(lines(), max_size=2).map(tuple)
    counts = st.integers(0, 9999)
    selections = st.builds(
        Selection,
        since=st.none() | days(),
        until=st.none() | days(),
        sections=lists,
        tags=lists,
        publishers=lists,
        languages=lists,
        match=lines(0),
        by=st.sampled_from(["date", "published", "logged"]),
    )
    series = st.lists(lines(0), min_size=1, max_size=2).map(tuple)

    def figures_of(series: tuple[str, ...]) -> st.SearchStrategy[Figure]:
        numbers = st.tuples(*(counts for _ in series))
        bars = st.lists(st.builds(Bar, lines(), numbers), max_size=2).map(tuple)
        return st.builds(Figure, lines(), st.just(series), bars)

    silences = st.lists(st.builds(Silence, lines(), st.none() | counts), max_size=2).map(tuple)
    figures = st.lists(series.flatmap(figures_of), max_size=2).map(tuple)
    some = st.lists(developments(), max_size=3).map(tuple)
    corrections = st.builds(Correction, counts, developments(), st.none() | developments())
    return st.builds(
        Briefing,
        title=lines(),
        day=days(),
        period=st.none() | st.tuples(days(), days()).map(lambda pair: Period(*sorted(pair))),
        sections=st.lists(st.builds(BriefingSection, lines(), lines(), some), max_size=2).map(
            tuple
        ),
        overview=st.just("") | texts().map(lambda text: f"{text}\r\n\u200b\ttext\n"),
        number=st.integers(1, 12345),
        takeaways=st.booleans(),
        contents=st.booleans(),
        dashboard=st.none() | st.builds(Dashboard, figures, silences),
        corrections=st.lists(corrections, max_size=2).map(tuple),
        late=st.frozensets(st.sampled_from(["2504-b9wj6c", "2505-k7fq3m"])),
        selection=st.none() | selections,
    )

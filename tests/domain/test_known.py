"""What is certainly there already."""

from datetime import date

from aiwatch.domain.development import Development, Source
from aiwatch.domain.duplicates import Known, unknown_sources

DAY = date(2025, 5, 12)


def of(headline: str, url: str, text: str = "Read more", publisher: str = "") -> Development:
    source = Source(url=url, publisher=publisher, published=DAY)
    return Development(section="tech", text=text, date=DAY, headline=headline, sources=(source,))


def test_headline_and_page_tell_stories_of_one_text_apart() -> None:
    a, b, c = (of(name, f"https://x.org/{name}") for name in "ABC")
    known = Known([a, b])
    assert (known.same(a), known.same(b), known.same(c)) == (a, b, None)
    assert known.same(of("B", "https://x.org/other")) == b
    assert known.same(of("other", "http://x.org/B?utm_source=x")) == b
    assert known.same(of("", "https://x.org/other")) == a
    assert known.same(of("other", "https://x.org/other", "another text")) is None
    known.add(bare := of("", "https://x.org/4"))
    assert known.same(c) == bare


def test_sources_that_are_not_there_are_known_by_page_and_else_by_publisher() -> None:
    there = of("", "https://x.org/1", publisher="Xinhua")
    assert not unknown_sources(of("", "http://x.org/1", publisher="Other"), there)
    assert unknown_sources(of("", "https://x.org/2", publisher="Xinhua"), there)
    assert not unknown_sources(of("", "", publisher="XINHUA"), there)
    assert unknown_sources(of("", "", publisher="CCTV"), there)

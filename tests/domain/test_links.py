"""Links: what an answer says of a source, and what an editor is to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from aiwatch.domain.copy import CitedSource
from aiwatch.domain.development import Development, Source
from aiwatch.domain.editorial import Finding
from aiwatch.domain.links import Kept, Look, link_findings, unanswered

NOW = datetime(2025, 5, 19, 12, tzinfo=UTC)
URL = "https://news.example/2025/05/a.html"


def finding(
    look: Look, kept: Kept | None = None, *, archived: str = "", number: int = 1
) -> Finding | None:
    source = Source(publisher="Sina", url=look.url, archived=archived)
    sources = (Source(publisher="Other"),) * (number - 1) + (source,)
    development = Development("tech", "Text.", date(2025, 5, 12), "2505-k7fq3m", sources=sources)
    cited = CitedSource(development, number, source)
    found = link_findings([cited], {look.url: look}, {look.url: kept} if kept else {})
    return found[0] if found else None


def look(status: int = 200, to: str = "", url: str = URL, **fields: object) -> Look:
    return replace(Look(url, NOW, status, to=to), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("came", "rule", "severity", "words"),
    [
        (look(404), "dead-link", "error", f"The source is gone (404, not found): {URL}"),
        (look(410), "dead-link", "error", "is gone (410, gone)"),
        (look(404, "https://b.example/x"), "dead-link", "error", "is gone (404"),
        (look(0, no_host=True, why="No host."), "dead-link", "error", "and its host with it"),
        (look(200, "https://news.example/"), "dead-link", "warning", "may be gone"),
        (look(200, "https://news.example/index.html"), "dead-link", "warning", "may be gone"),
        (look(200, "https://www.other.example"), "dead-link", "warning", "may be gone"),
        (look(200, "https://news.example/", permanent=True), "dead-link", "warning", "may be gone"),
        (look(200, "https://news.example/", url="https://news.example/?id=5"), "dead-link",
         "warning", "may be gone"),
        (look(200, "https://news.example/error/404.html"), "dead-link", "warning", "may be gone"),
        (look(200, "https://b.example/a.html", permanent=True), "moved-link", "warning",
         "has moved for good"),
        (look(403), "unasked-link", "warning", "answers 403, which says nothing of the page."),
        (look(429), "unasked-link", "warning", "answers 429"),
        (look(451), "unasked-link", "warning", "answers 451"),
        (look(500), "unasked-link", "warning", "answers 500"),
        (look(302), "unasked-link", "warning", "answers 302"),
        (look(0, why="It is late."), "unasked-link", "warning", "looked at now: It is late."),
        (look(0, why="It is private.", refused=True), "unasked-link", "warning",
         "was not looked at: It is private."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_link_is_told(
    came: Look, rule: str, severity: str, words: str
) -> None:
    found = finding(came)
    assert found
    assert (found.id, found.rule, found.severity) == ("2505-k7fq3m", rule, severity)
    assert words in found.message


@pytest.mark.parametrize(
    "came",
    [
        look(200),
        look(206),
        look(200, "https://b.example/a.html"),  # not for good
        look(200, "http://m.news.example/2025/05/a.html#top", permanent=True),  # the same page
        look(200, "https://news.example/", url="https://news.example/index.html"),
        look(200, "https://www.news.example/", url="http://news.example", permanent=True),
        look(200, "https://news.example/?id=5", url="https://news.example/id/5"),
        look(200, "https://b.example/on/404", url="https://a.example/on/404"),
    ],
)
def test_what_is_right_is_not_told(came: Look) -> None:
    assert finding(came) is None


def test_each_finding_says_what_to_do() -> None:
    def remedy(came: Look, archived: str = "", number: int = 1) -> str:
        found = finding(came, archived=archived, number=number)
        assert found
        return found.remedy

    copy = "https://web.archive.org/web/20250513/https://news.example/a?b&c"
    assert remedy(look(200, "https://b.example/a b", permanent=True)) == (
        "aiwatch edit 2505-k7fq3m --url 'https://b.example/a b'"
    )
    assert remedy(look(404, sought=True, copy=copy)) == (
        "The Wayback Machine has a copy. Record that copy: "
        f"aiwatch edit 2505-k7fq3m --archived '{copy}'"
    )
    assert f"Add a line “Archived 2: {copy}” to the head" in remedy(
        look(404, sought=True, copy=copy), number=2
    )
    assert "has no copy. Look for another address: aiwatch edit" in remedy(look(404, sought=True))
    assert remedy(look(404)) == f"Look for a copy at https://web.archive.org/web/*/{URL}"
    assert "secret" not in remedy(look(404, url="https://lin:secret@news.example/a"))


def test_a_dead_page_with_an_archived_copy_is_no_error() -> None:
    found = finding(look(404), archived="https://web.archive.org/x")
    assert found
    assert (found.severity, found.remedy) == ("warning", "Readers have its archived copy.")


def test_a_changed_page_is_told_by_what_was_kept_before_the_look() -> None:
    kept = Kept("a" * 64, NOW - timedelta(days=3), "evidence/2505-222222")
    found = finding(look(sha256="b" * 64), kept)
    assert found
    assert found.rule == "changed-page"
    assert "has another text than on 16 May 2025" in found.message
    assert finding(look(sha256="a" * 64), kept) is None
    assert finding(look(), kept) is None
    later = Kept("a" * 64, NOW + timedelta(seconds=1), "evidence/2505-222222")
    assert finding(look(sha256="b" * 64), later) is None


def test_errors_stand_first_in_each_development() -> None:
    sources = tuple(Source(url=f"https://a.example/{n}") for n in range(3))
    one = Development("tech", "One.", date(2025, 5, 12), "2505-222222", sources=sources)
    two = replace(one, id="2505-333333")
    cited = [
        CitedSource(each, n, source) for each in (one, two) for n, source in enumerate(sources)
    ]
    looks = {
        s.url: look(status, url=s.url) for s, status in zip(sources, (500, 404, 500), strict=True)
    }
    found = link_findings(cited, looks, {})
    assert [(each.id[-1], each.severity) for each in found] == [
        ("2", "error"), ("2", "warning"), ("2", "warning"),
        ("3", "error"), ("3", "warning"), ("3", "warning"),
    ]  # fmt: skip


def test_an_answer_holds_for_a_day_and_none_for_an_hour() -> None:
    def holds(came: Look, **since: int) -> bool:
        return came.is_fresh(NOW + timedelta(**since))

    for came in (look(), look(404)):
        assert holds(came)
        assert holds(came, hours=23)
        assert not holds(came, hours=24)
        assert not holds(came, hours=-1)  # noted by a clock that was ahead
    for came in (look(500), look(0, why="x"), look(0, no_host=True)):
        assert holds(came, minutes=59)
        assert not holds(came, minutes=60)


def test_no_answer_at_all_may_be_no_network() -> None:
    gone, silent = look(0, no_host=True), look(0, why="Silence.")
    assert unanswered([gone, silent])
    assert not unanswered([gone, look()])
    assert unanswered([gone, look(0, refused=True)])
    assert not unanswered([look(0, refused=True)])
    assert not unanswered([])


def test_a_page_that_bars_programs_is_not_asked_again() -> None:
    for status, remedy in ((403, "Look at it yourself"), (503, "Ask again in an hour")):
        found = finding(look(status))
        assert found
        assert remedy in found.remedy


def test_a_door_is_not_where_a_page_moved() -> None:
    for to in (
        "https://news.example/login?next=/a",
        "https://news.example/captcha.html",
        "https://passport.news.example/x",
    ):
        found = finding(look(to=to, permanent=True))
        assert found
        assert (found.rule, "--url" in found.remedy) == ("unasked-link", False)
        assert "has to log in or prove to be human" in found.message


def test_a_page_about_doors_is_none() -> None:
    found = finding(look(to="https://news.example/2025/consent-decree.html", permanent=True))
    assert found
    assert found.rule == "moved-link"


def test_where_several_pages_moved_to_none_of_them_is() -> None:
    looks = [look(to="https://news.example/new", permanent=True)]
    looks.append(replace(looks[0], url="https://news.example/b"))
    made = [Source(publisher="Sina", url=one.url) for one in looks]
    development = Development(
        "tech", "Text.", date(2025, 5, 12), "2505-k7fq3m", sources=tuple(made)
    )
    sources = [CitedSource(development, number, one) for number, one in enumerate(made, 1)]
    found = link_findings(sources, {one.url: one for one in looks}, {})
    assert [(each.rule, each.severity) for each in found] == [("dead-link", "warning")] * 2
    assert "as another page does" in found[0].message
    (found,) = link_findings(sources[:1], {looks[0].url: looks[0]}, {})
    assert found.rule == "moved-link"

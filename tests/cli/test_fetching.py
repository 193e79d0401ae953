"""add --fetch and --evidence: pages served on the loopback, filled in, kept, and told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest

from aiwatch.archive.evidence import evidence_of
from aiwatch.cli import capture, fetching, run, suggestions
from aiwatch.cli.shell import Session
from aiwatch.web.client import Answer
from tests.web.server import Reply, Site, redirect, serving

PAGES = Path(__file__).parent.parent / "golden" / "pages"
CAC = "https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm"
WECHAT = "https://mp.weixin.qq.com/s/uYYvMPVqXz5IMcQpBKzKZg"


def page(name: str) -> Reply:
    return Reply((PAGES / f"{name}.html").read_bytes(), headers={"Content-Type": "text/html"})


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    pages: dict[str, Reply | list[Reply]] = {
        f"/{path.stem}": page(path.stem) for path in PAGES.glob("*.html")
    }
    pages["/report.pdf"] = Reply(b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    pages["/led"] = redirect("/news")
    with serving(pages) as running:
        yield running


@dataclass
class Done:
    code: int
    out: str
    err: str

    @property
    def id(self) -> str:
        assert self.code == 0, self.err
        return self.out.strip()


Call = Callable[..., Done]


@pytest.fixture
def call(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    (archive / "aiwatch.toml").write_text('[web]\nallow = ["127.0.0.1"]\n', "utf-8")
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("LOGNAME", "lin")

    def call(*arguments: str) -> Done:
        code = run(list(arguments))
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return call


@pytest.fixture
def record(call: Call) -> Callable[[Done], dict]:
    return lambda done: json.loads(call("show", done.id, "--json").out)[0]


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let any address answer with a page of these bytes, without a network."""

    def answer(data: str | bytes, final: str = "") -> None:
        body = data.encode() if isinstance(data, str) else data

        class Client:
            def get(self, url: str) -> Answer:
                return Answer(final or url, 200, {"content-type": "text/html"}, body)

        monkeypatch.setattr(Session, "client", Client())

    return answer


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let somebody sit at the terminal and type these lines."""

    def type_(*lines: str) -> None:
        monkeypatch.setattr(sys, "stdin", StringIO("".join(f"{line}\n" for line in lines)))
        for module in (capture, fetching, suggestions):
            monkeypatch.setattr(module, "can_ask", lambda: True)

    return type_


# What is filled in.


def test_an_address_alone_becomes_a_development(call: Call, record, site: Site) -> None:
    url = site.url("/news")
    done = call("add", "--fetch", "-s", "tech", url)
    assert done.err == (
        "From the page: title “Beijing chipmaker unveils 3nm & 5nm roadmap” (og:title), publisher "
        "The Daily Example (JSON-LD), language EN (JSON-LD), date 12 May 2025 (JSON-LD).\n"
        "Tech progress, 12 May 2025, EN The Daily Example\n"
    )
    found = record(done)
    assert found["headline"] == "Beijing chipmaker unveils 3nm & 5nm roadmap."
    assert found["text"] == "The company said its roadmap would “not depend” on imports."
    assert found["date"] == "2025-05-12"
    assert found["sources"] == [
        {
            "lang": "en",
            "publisher": "The Daily Example",
            "published": "2025-05-12",
            "url": url,
            "title": "Beijing chipmaker unveils 3nm & 5nm roadmap",
            "archived": "",
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("-p", "Us"), ("Us", "en", "2025-05-12", "2025-05-12")),
        (("-l", "zh"), ("The Daily Example", "zh", "2025-05-12", "2025-05-12")),
        (("-d", "2025-05-02"), ("The Daily Example", "en", "2025-05-12", "2025-05-02")),
        (("--title", "Mine"), ("The Daily Example", "en", "2025-05-12", "2025-05-12")),
    ],
)
def test_what_the_user_gave_stays(
    call: Call, record, site: Site, arguments: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    done = call("add", "Mine.", "-s", "tech", "--fetch", "-u", site.url("/news"), *arguments)
    found = record(done)
    (source,) = found["sources"]
    assert (found["text"], found["headline"]) == ("Mine.", "")
    title = "Mine" if "--title" in arguments else "Beijing chipmaker unveils 3nm & 5nm roadmap"
    assert source["title"] == title
    told = source["publisher"], source["lang"], source["published"], found["date"]
    assert told == expected
    assert "as you gave it" not in done.err


def test_the_day_of_a_note_stays_and_the_page_is_told(call: Call, record, site: Site) -> None:
    note = f"Mine. (Source (EN): [Sina](<{site.url('/news')}>), May 2, 2025)"
    done = call("add", note, "-s", "tech", "--fetch")
    (source,) = record(done)["sources"]
    assert (source["publisher"], source["published"]) == ("Sina", "2025-05-02")
    assert "The page is of 12 May 2025 (JSON-LD); 2 May 2025 stays, as you gave it.\n" in done.err


def test_the_register_beats_the_page_and_the_address_its_language(
    call: Call, record, everywhere
) -> None:
    everywhere('<title>标题</title><meta property="og:site_name" content="网信网"><html lang="ja">')
    done = call("add", "Labels.", "-s", "tech", "--fetch", "-u", CAC)
    (source,) = record(done)["sources"]
    assert source["publisher"] == "Cyberspace Administration of China"
    assert source["published"] == "2025-03-14"
    assert "publisher Cyberspace Administration of China (cac.gov.cn)" in done.err
    assert "date 14 March 2025 (the address, posting date)" in done.err
    url = "https://www.mfa.gov.cn/eng/zy/gb/202405/t20240531_11367503.html"
    (source,) = record(call("add", "Text.", "-s", "tech", "--fetch", "-u", url))["sources"]
    assert source["lang"] == "en"


def test_at_a_platform_the_account_is_the_publisher(call: Call, record, everywhere) -> None:
    everywhere((PAGES / "wechat.html").read_bytes())
    done = call("add", "--fetch", "-s", "tech", WECHAT)
    (source,) = record(done)["sources"]
    assert source["publisher"] == "中国信通院CAICT"
    assert "(the account, js_name)" in done.err
    author = '<meta name="author" content="Jeffrey"><meta property="og:site_name" content="{}">'
    everywhere("<title>T</title>" + author.format("GitHub"))
    url = "https://github.com/a/b"
    (source,) = record(call("add", "Two.", "-s", "tech", "--fetch", "-u", url))["sources"]
    assert source["publisher"] == "Jeffrey"
    everywhere("<title>T</title>" + author.format("ChinAI Newsletter"))
    url = "https://example.substack.com/p/a"
    (source,) = record(call("add", "Three.", "-s", "tech", "--fetch", "-u", url))["sources"]
    assert source["publisher"] == "ChinAI Newsletter"


def test_whom_a_text_is_from_is_told(call: Call, everywhere) -> None:
    everywhere('<title>A</title><meta name="ContentSource" content="来源：新华社">')
    done = call("add", "Text.", "-s", "tech", "--fetch", "-u", CAC)
    assert "The page gives 新华社 as the source of its text.\n" in done.err
    everywhere('<title>B</title><meta name="ContentSource" content="国家网信办">')
    done = call("add", "Other.", "-s", "tech", "--fetch", "-u", CAC.replace("1743", "1744"))
    assert "source of its text" not in done.err


def test_where_an_address_leads_is_told_and_tells_the_publisher(
    call: Call, record, site: Site, everywhere
) -> None:
    done = call("add", "One.", "-s", "tech", "--fetch", "-u", site.url("/led"))
    assert record(done)["sources"][0]["url"] == site.url("/led")
    assert f"The address led to {site.url('/news')}; it is kept as given.\n" in done.err
    everywhere("<title>T</title>", final=CAC)
    done = call("add", "Two.", "-s", "tech", "--fetch", "-u", "https://short.example/x")
    (source,) = record(done)["sources"]
    assert source["publisher"] == "Cyberspace Administration of China"


def test_an_address_without_its_scheme_is_asked_for(call: Call, record, everywhere) -> None:
    everywhere("<title>T</title>")
    done = call("add", "www.cac.gov.cn/2025-03/14/c_1743654684782215.htm", "--fetch", "-s", "tech")
    assert record(done)["sources"][0]["url"] == CAC


# Days that differ are none.


def test_days_that_differ_are_refused_not_guessed(call: Call, record, site: Site) -> None:
    url = site.url("/two-days")
    done = call("add", "Mine.", "-s", "tech", "--fetch", "-u", url)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(
        "aiwatch: Several days are told, so none is taken: 10 May 2025 (JSON-LD), 12 May 2025 "
        "(article:published_time). Give it with --date.\n"
    )
    done = call("add", "Mine.", "-s", "tech", "--fetch", "-u", url, "-d", "2025-05-11")
    found = record(done)
    assert found["date"] == found["sources"][0]["published"] == "2025-05-11"
    assert "(article:published_time). The source is dated 11 May 2025, as --date says." in done.err


def test_the_day_of_page_and_address_must_be_the_same(call: Call, record, everywhere) -> None:
    dated = '<title>T</title><meta name="PubDate" content="2025-03-{} 09:00">'
    everywhere(dated.format(15))
    done = call("add", "Mine.", "-s", "tech", "--fetch", "-u", CAC)
    assert done.code == 2
    assert "15 March 2025 (PubDate), 14 March 2025 (the address, posting date)" in done.err
    everywhere(dated.format(14))
    done = call("add", "Mine.", "-s", "tech", "--fetch", "-u", CAC)
    assert record(done)["date"] == "2025-03-14"
    assert "date 14 March 2025 (PubDate; the address, posting date)" in done.err


def test_a_day_to_come_and_a_missing_one_are_no_days(call: Call, record, everywhere) -> None:
    url = "https://a.example/x"
    everywhere('<title>T</title><meta name="PubDate" content="2025-06-01">')
    done = call("add", "--fetch", "-s", "tech", url)
    assert done.code == 2
    assert "1 June 2025, is after today" in done.err
    everywhere("<title>T</title>")
    done = call("add", "--fetch", "-s", "tech", url)
    assert (done.code, done.err.splitlines()[-1]) == (
        2,
        "aiwatch: There is no date. Give it with --date.",
    )
    # With a text of one's own it is as without a page: today.
    done = call("add", "Mine.", "--fetch", "-s", "tech", "-u", url)
    assert record(done)["date"] == "2025-05-19"
    assert "No date is told; today's is taken, --date says another.\n" in done.err
    assert "The page does not tell when it was published.\n" in done.err


# Pages that cannot be had.


def test_a_text_is_logged_though_its_page_cannot_be_had(call: Call, record, site: Site) -> None:
    url = site.url("/gone")
    done = call("add", "Mine.", "-s", "tech", "--evidence", "-u", url)
    assert (record(done)["text"], record(done)["sources"][0]["url"]) == ("Mine.", url)
    assert done.err.startswith(
        f"{url} could not be had: the server said 404 (Not Found). It goes on without what the "
        "page says. No evidence is kept of it.\n"
    )


def test_a_cure_that_is_a_command_ends_its_line(call: Call, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text("", "utf-8")
    done = call("add", "Mine.", "-s", "tech", "--fetch", "-u", "http://127.0.0.1:9/a")
    assert done.code == 0
    cure, gone_on = done.err.splitlines()[:2]
    assert cure.endswith("aiwatch config web.allow 127.0.0.1")
    assert gone_on == "It goes on without what the page says."


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://2130706433/x", "ftp://a.b/c"])
def test_what_is_no_web_address_is_not_fetched(call: Call, address: str) -> None:
    done = call("add", "--fetch", "-s", "tech", address)
    assert (done.code, done.out) == (2, "")
    assert f"'{address}' is no web address: https:// or http:// and a host" in done.err


def test_words_outside_of_the_text_show_no_password(call: Call) -> None:
    done = call("add", "--fetch", "https://u:secret@news.example/", "-s", "tech", "Words.")
    assert done.code == 2
    assert "put all of it in quotes" in done.err
    assert "secret" not in done.err


def test_without_a_text_nothing_is_logged(call: Call, site: Site) -> None:
    for path, code, told in (
        ("/gone", 1, "404 (Not Found)"),
        ("/report.pdf", 2, "No text. The page is a PDF, whose title is not read"),
        ("/bare", 2, "No text. The page says nothing of itself"),
    ):
        done = call("add", "--fetch", "-s", "tech", site.url(path))
        assert (done.code, done.out) == (code, "")
        assert told in done.err
    assert call("list").out == ""


def test_a_host_that_is_not_public_is_refused(call: Call, archive: Path, site: Site) -> None:
    (archive / "aiwatch.toml").write_text("", "utf-8")
    asked = len(site.asked)
    assert call("add", "--fetch", "-s", "tech", site.url("/news")).code == 1
    assert len(site.asked) == asked


def test_a_pdf_is_logged_with_the_title_that_is_given(call: Call, record, site: Site) -> None:
    url = site.url("/report.pdf")
    done = call("add", "A report.", "-s", "tech", "--fetch", "-u", url, "-p", "Us", "-l", "en")
    assert "The page is a PDF, whose title is not read; give it with --title.\n" in done.err
    assert record(done)["sources"][0]["title"] == ""


def test_without_fetch_nothing_is_asked_for(call: Call, site: Site) -> None:
    asked = len(site.asked)
    call("add", "Mine.", "-s", "tech", "-u", site.url("/news"))
    done = call("add", site.url("/news"), "-s", "tech")
    assert done.code == 2
    assert done.err.endswith(f"let the page say it: aiwatch add --fetch {site.url('/news')}\n")
    assert len(site.asked) == asked


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Mine.",), "No address to fetch. Give it with --url."),
        (("Mine.", "-u", "mailto:a@b.example"), "is no web address"),
        (("https://a.example/x", "-u", "https://a.example/y"), "Two addresses"),
    ],
)
def test_what_cannot_be_asked_for_is_told(call: Call, arguments: tuple[str, ...], told) -> None:
    done = call("add", "--fetch", "-s", "tech", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


# At a terminal and in the editor.


def test_what_the_page_says_is_the_usual_answer(call: Call, record, site: Site, typed) -> None:
    typed("", "", "", "", "", "")
    done = call("add", "--fetch", site.url("/news"))
    found = record(done)
    assert found["text"] == "The company said its roadmap would “not depend” on imports."
    assert found["headline"] == "Beijing chipmaker unveils 3nm & 5nm roadmap."
    assert found["date"] == found["sources"][0]["published"] == "2025-05-12"
    assert found["sources"][0]["url"] == site.url("/news")
    assert "Source [(EN): The Daily Example, May 12, 2025]: " in done.err


def test_what_is_typed_takes_its_place(call: Call, record, site: Site, typed) -> None:
    typed(
        *(site.url("/news"), "domestic", "My words.", ""),
        *("(EN): Daily, May 13, 2025", "2025-05-14", "Mine", "chips"),
    )
    found = record(call("add", "--fetch"))
    assert (found["text"], found["headline"], found["date"]) == ("My words.", "Mine", "2025-05-14")
    (source,) = found["sources"]
    assert (source["publisher"], source["published"]) == ("Daily", "2025-05-13")
    assert source["url"] == site.url("/news")
    assert source["title"] == "Beijing chipmaker unveils 3nm & 5nm roadmap"


def test_in_doubt_a_day_has_to_be_typed(call: Call, record, site: Site, typed) -> None:
    typed("", "", "", "", "2025-05-11", "", "")
    done = call("add", "--fetch", site.url("/two-days"))
    assert record(done)["date"] == "2025-05-11"
    assert "Several days are told" in done.err
    assert "\nDate: " in done.err


def test_somebody_can_still_type_what_a_page_would_have_said(
    call: Call, record, site: Site, typed
) -> None:
    typed("", "Mine.", "", "Us", "", "", "", "")
    found = record(call("add", "--fetch", site.url("/gone")))
    assert found["text"] == "Mine."


def test_the_form_is_filled(
    call: Call, record, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving = tmp_path / "editor.sh"
    saving.write_text(f'#!/bin/sh\ncp -t {tmp_path} "$1"\ntouch "$1"\n', "utf-8")
    saving.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(saving))
    found = record(call("add", "--fetch", "--edit", "-s", "tech", site.url("/news")))
    assert found["headline"] == "Beijing chipmaker unveils 3nm & 5nm roadmap."
    assert found["sources"][0]["publisher"] == "The Daily Example"
    call("add", "--fetch", "--edit", "--force", "-s", "tech", site.url("/two-days"))
    forms = [path.read_text("utf-8") for path in sorted(tmp_path.glob("aiwatch-add-*.md"))]
    assert [("\n# Several days are told" in form) for form in forms].count(True) == 1


def test_a_form_tells_why_its_page_could_not_be_had(
    call: Call, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", f"cp -t {tmp_path}")
    done = call("add", "--fetch", "--edit", "-s", "tech", site.url("/gone"))
    assert (done.code, done.err.splitlines()[-1]) == (
        1,
        "aiwatch: Not saved, so nothing was logged.",
    )
    (form,) = tmp_path.glob("aiwatch-add-*.md")
    assert "404 (Not Found). It goes on without what the page says.\n" in form.read_text("utf-8")


def test_no_section_is_chosen_for_somebody_whom_a_page_is_shown(
    call: Call, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saving = tmp_path / "editor.sh"
    saving.write_text(f'#!/bin/sh\ncp -t {tmp_path} "$1"\ntouch "$1"\n', "utf-8")
    saving.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(saving))
    done = call("add", "--fetch", "--edit", site.url("/news"))
    assert (done.code, done.out) == (2, "")
    assert "No section. Write one behind Section: tech or domestic." in done.err
    (form,) = tmp_path.glob("aiwatch-add-*.md")
    assert "\nSection:\n" in form.read_text("utf-8")


# Evidence.


def test_evidence_is_kept_and_shown(call: Call, archive: Path, site: Site) -> None:
    done = call("add", "--evidence", "-s", "tech", site.url("/led"))
    (kept,) = evidence_of(archive, done.id)
    assert kept.path == f"evidence/{done.id}/2025-05-19T120000Z.txt"
    assert (kept.url, kept.final) == (site.url("/led"), site.url("/news"))
    assert kept.at == datetime(2025, 5, 19, 12, tzinfo=UTC)
    assert kept.sha256 == sha256((PAGES / "news.html").read_bytes()).hexdigest()
    text = (archive / kept.path).read_bytes()
    assert text.startswith("BEIJING — A chipmaker".encode())
    assert kept.text_sha256 == sha256(text).hexdigest()
    assert kept.content_type == "text/html"
    assert f"Evidence: {kept.path}, with 2025-05-19T120000Z.json beside it.\n" in done.err
    assert f"evidence: {kept.path}, 2025-05-19 12:00\n" in call("show", "last").out
    assert call("doctor").code == 0


def test_evidence_at_a_terminal(call: Call, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from aiwatch.cli import look

    call("add", "--evidence", "-s", "tech", site.url("/news"))
    monkeypatch.setattr(look, "on_terminal", lambda: True)
    shown = " ".join(call("show", "last").out.split())
    assert "Evidence evidence/2505-" in shown
    assert ".txt, 19 May 2025, 12:00" in shown


def test_undo_leaves_evidence_and_redo_finds_it(call: Call, archive: Path, site: Site) -> None:
    done = call("add", "--evidence", "-s", "tech", site.url("/news"))
    undone = call("undo")
    assert undone.err.endswith(f"The evidence in evidence/{done.id} stays.\n")
    assert len(evidence_of(archive, done.id)) == 1
    assert call("doctor").code == 0
    assert call("redo").code == 0
    assert "evidence: " in call("show", done.id).out


def test_evidence_of_what_is_logged_already(call: Call, archive: Path, site: Site) -> None:
    done = call("add", "Mine.", "-s", "tech", "-u", site.url("/news"))
    before = call("show", done.id, "--json").out
    for _ in range(2):
        assert call("edit", done.id, "--evidence").id == done.id
    names = [kept.path.rpartition("/")[2] for kept in evidence_of(archive, done.id)]
    assert names == ["2025-05-19T120000Z.txt", "2025-05-19T120000Z-2.txt"]
    assert call("show", done.id, "--json").out == before
    # There is nothing in it to take back: undo passes on to what was logged.
    assert f"Taken back: add {done.id}" in call("undo").err
    call("redo")
    call("edit", done.id, "--evidence", "--headline", "New")
    assert "Taken back: edit" in call("undo").err
    assert len(evidence_of(archive, done.id)) == 3
    assert call("doctor").code == 0


def test_evidence_of_each_source(call: Call, archive: Path, site: Site) -> None:
    sources = "; ".join(
        f"Source (EN): [{name}](<{site.url(path)}>), May 12, 2025"
        for name, path in (("A", "/news"), ("B", "/blog"), ("C", "/gone"))
    )
    done = call("add", f"Mine. ({sources})", "-s", "tech")
    changed = call("edit", done.id, "--evidence")
    kept = {each.url: each.path for each in evidence_of(archive, done.id)}
    assert kept.keys() == {site.url("/news"), site.url("/blog")}
    assert (archive / kept[site.url("/blog")]).read_text("utf-8").startswith("My notes")
    assert "404 (Not Found). No evidence is kept of it." in changed.err


def test_evidence_that_cannot_be_had(call: Call, archive: Path, site: Site) -> None:
    call("add", "Mine.", "-s", "tech")
    assert "no source with an address" in call("edit", "last", "--evidence").err
    done = call("add", "Another.", "-s", "tech", "-u", site.url("/gone"))
    failed = call("edit", "last", "--evidence")
    assert (failed.code, "404" in failed.err) == (1, True)
    changed = call("edit", "last", "--evidence", "--headline", "Kept")
    assert changed.id == done.id
    assert "No evidence is kept of it." in changed.err
    assert "headline: Kept" in call("show", "last").out
    assert not (archive / "evidence").exists()


def test_a_page_without_text_is_kept_by_its_checksum(call: Call, archive: Path, site: Site) -> None:
    url = site.url("/report.pdf")
    done = call("add", "A report.", "-s", "tech", "--evidence", "-u", url, "-p", "Us")
    (kept,) = evidence_of(archive, done.id)
    assert kept.sha256 == sha256(b"%PDF-1.7").hexdigest()
    assert (archive / kept.path).read_bytes() == b""
    assert "alone, for the page has no text that could be read." in done.err


def test_a_repeated_story_keeps_no_evidence(call: Call, archive: Path, site: Site) -> None:
    call("add", "--fetch", "-s", "tech", site.url("/news"))
    done = call("add", "--evidence", "-s", "tech", site.url("/news"))
    assert done.code == 4
    assert "Evidence" not in done.err
    (id,) = (line.split("\t")[0] for line in call("list").out.splitlines())
    assert done.err.endswith(f", or keep the page of that one: aiwatch edit {id} --evidence\n")
    assert not (archive / "evidence").exists()


@pytest.mark.parametrize(
    ("name", "damage", "told"),
    [
        ("txt", lambda path: path.write_bytes(b"other"), "not the text that was kept"),
        ("txt", lambda path: path.unlink(), "The text that was kept is missing"),
        ("json", lambda path: path.write_bytes(b"{}"), "is not what was written"),
        ("json", lambda path: path.write_bytes(b"[" * 5000), "is not what was written"),
    ],
)
def test_doctor_sees_evidence_that_was_changed(
    call: Call, archive: Path, site: Site, name: str, damage, told: str
) -> None:
    done = call("add", "--evidence", "-s", "tech", site.url("/news"))
    file = archive / evidence_of(archive, done.id)[0].path
    damage(file.with_suffix(f".{name}"))
    found = call("doctor")
    assert found.code == 5
    assert told in " ".join((found.out + found.err).split())
    assert call("show", done.id).code == 0

"""check --links: over a real server on the loopback, as a user sees it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from aiwatch import __version__
from aiwatch.archive import Stamp, open_archive
from aiwatch.archive.evidence import Evidence
from aiwatch.cli import run
from aiwatch.domain.development import Development, Source
from aiwatch.web import asking, client, wayback
from tests.web.server import Reply, Site, redirect, serving

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def site(archive: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(asking, "PAUSE", 0)
    (archive / "aiwatch.toml").write_text('[web]\nallow = ["127.0.0.1"]\n', "utf-8")
    with serving({"/": Reply(b"home"), "/ok": Reply(b"fine")}) as site:
        monkeypatch.setattr(wayback, "AVAILABILITY", site.url("/available"))
        yield site


@pytest.fixture
def call(
    archive: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    monkeypatch.setenv("AIWATCH_ARCHIVE", str(archive))
    monkeypatch.setenv("AIWATCH_TODAY", "2025-05-19")

    def call(*arguments: str, now: str = "2025-05-19T08:00:00Z") -> tuple[int, str, str]:
        monkeypatch.setenv("AIWATCH_TODAY", now)
        code = run(list(arguments))
        return code, *capsys.readouterr()

    return call


def log(archive: Path, *urls: str) -> list[str]:
    """Log a development for each of `urls`, and return the ids."""
    found = [
        Development(
            "tech",
            f"What happened {n}.",
            date(2025, 5, 12),
            rank=n,
            sources=(Source("en", "Sina", date(2025, 5, 12), url),),
        )
        for n, url in enumerate(urls, 1)
    ]
    with open_archive(archive).desk(Stamp("add", datetime(2025, 5, 18, tzinfo=UTC), "lin")) as desk:
        return [each.id for each in desk.log(found)]


def test_each_kind_is_told_with_what_to_do(site: Site, archive: Path, call: Call) -> None:
    site.pages |= {
        "/gone": Reply(b"", 404),
        "/moved": redirect("/elsewhere", 301),
        "/elsewhere": Reply(b"there"),
        "/deep/page": redirect("/"),
        "/wall": Reply(b"", 403),
    }
    paths = ("/ok", "/gone", "/moved", "/deep/page", "/wall")
    ids = log(archive, *map(site.url, paths), "mailto:desk@example.org", "no address")
    site.pages["/available?url=" + _quoted(site.url("/gone")) + "&timestamp=20250512"] = copy()
    code, out, err = call("check", "--links")
    assert code == 4
    rows = [line.split("\t") for line in out.splitlines()]
    assert [row[:3] for row in rows] == [
        [ids[1], "error", "dead-link"],
        [ids[2], "warning", "moved-link"],
        [ids[3], "warning", "dead-link"],
        [ids[4], "warning", "unasked-link"],
    ]
    assert rows[0][4].endswith(f"aiwatch edit {ids[1]} --archived {COPY}")
    assert rows[1][4] == f"aiwatch edit {ids[2]} --url {site.url('/elsewhere')}"
    assert "1 error and 3 warnings in 7 developments." in err
    # The copy of the other page could not be asked for.
    assert "could not be asked for copies. The Wayback Machine answers 404." in err
    assert {asked.headers["user-agent"] for asked in site.asked} == {f"aiwatch/{__version__}"}
    assert json.loads(call("check", "--links", "--json")[1])[0]["rule"] == "dead-link"


COPY = "https://web.archive.org/web/20250513/https://news.example/a"


def copy() -> Reply:
    told = {"archived_snapshots": {"closest": {"url": COPY, "status": "200"}}}
    return Reply(json.dumps(told).encode())


def _quoted(url: str) -> str:
    return url.replace(":", "%3A").replace("/", "%2F")


def test_what_is_told_to_be_done_mends_it(site: Site, archive: Path, call: Call) -> None:
    site.pages |= {"/gone": Reply(b"", 410), "/moved": redirect("/ok", 308)}
    site.pages["/available?url=" + _quoted(site.url("/gone")) + "&timestamp=20250512"] = copy()
    log(archive, site.url("/gone"), site.url("/moved"))
    code, out, _ = call("check", "--links")
    assert code == 4
    for row in out.splitlines():
        command = row[row.rindex("aiwatch edit ") :]
        assert call(*shlex.split(command)[1:])[0] == 0
    gone, moved = _all(archive)
    assert (gone.sources[0].archived, moved.sources[0].url) == (COPY, site.url("/ok"))
    code, out, _ = call("check", "--links")
    assert code == 0
    assert "Readers have its archived copy." in out
    assert out.count("\n") == 1


def _all(archive: Path) -> list[Development]:
    from aiwatch.domain.selection import Selection

    return sorted(open_archive(archive).select(Selection()), key=lambda each: each.rank or 0)


def test_what_was_asked_is_asked_again_after_a_day(site: Site, archive: Path, call: Call) -> None:
    site.pages["/busy"] = Reply(b"", 500)
    log(archive, site.url("/ok"), site.url("/ok"), site.url("/busy"))
    call("check", "--links")
    assert sorted(site.paths()) == ["/busy", "/ok"]
    site.asked.clear()
    _, out, err = call("check", "--links")
    assert site.paths() == []
    assert "unasked-link" in out
    assert "2 of 2 addresses were asked within the last day and are not asked again; " in err
    call("check", "--links", now="2025-05-19T09:30:00Z")
    assert site.paths() == ["/busy"]
    call("check", "--links", "--again")
    assert sorted(site.paths()) == ["/busy", "/busy", "/ok"]
    site.asked.clear()
    call("check", "--links", now="2025-05-20T08:00:01Z")
    assert sorted(site.paths()) == ["/busy", "/ok"]
    assert call("check", "--again")[0] == 2


def test_an_interruption_loses_nothing(
    site: Site, archive: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    log(archive, *(site.url(f"/{n}") for n in range(3)))

    def at_work(looks: Callable[..., Iterator[object]]) -> Callable[..., Iterator[object]]:
        def some(*arguments: object) -> Iterator[object]:
            coming = looks(*arguments)
            yield next(coming)
            raise KeyboardInterrupt

        return some

    with monkeypatch.context() as patch:
        patch.setattr(asking, "looks", at_work(asking.looks))
        code, _, err = call("check", "--links")
    assert code == 130
    assert "2 of 3 addresses are still to be asked; run it again for them." in err
    there = {"/0", "/1", "/2"}
    site.asked.clear()
    call("check", "--links")
    assert len(there.intersection(site.paths())) == 2


def test_a_page_that_changed_since_it_was_kept_is_told(
    site: Site, archive: Path, call: Call
) -> None:
    page = "<html><body><article><p>{}</p></article></body></html>"
    text = "The regulator published its measures on labelling, in force from September 1."
    headers = {"Content-Type": "text/html; charset=utf-8"}
    site.pages["/page"] = Reply(page.format(text).encode(), headers=headers)
    site.pages["/file"] = Reply(b"%PDF-1.4 one", headers={"Content-Type": "application/pdf"})
    ids = log(archive, site.url("/page"), site.url("/file"))
    at = datetime(2025, 5, 16, tzinfo=UTC)
    with open_archive(archive).desk(Stamp("add", at, "lin")) as desk:
        for id, path, kept in ((ids[0], "/page", text), (ids[1], "/file", "")):
            body = site.pages[path].body  # type: ignore[union-attr]
            desk.keep(id, Evidence(site.url(path), sha256(body).hexdigest(), at), kept)
    code, out, err = call("check", "--links")
    assert (code, out) == (0, ""), err
    site.pages["/page"] = Reply(page.format(text + " More.").encode(), headers=headers)
    site.pages["/file"] = Reply(b"%PDF-1.4 two", headers={"Content-Type": "application/pdf"})
    real = site.pages["/page"]
    site.pages["/page"] = Reply(b"<html><title>Just a moment...</title><p>1", headers=headers)
    code, out, _ = call("check", "--links", "--again")
    assert out.count("\twarning\tchanged-page\t") == 1  # a test for robots is no other text
    site.pages["/page"] = real
    code, out, _ = call("check", "--links", "--again")
    assert code == 0
    assert out.count("\twarning\tchanged-page\t") == 2
    assert "has another text than on 16 May 2025, when it was kept" in out
    command = f"aiwatch edit {ids[0]} --evidence"
    assert command in out
    # What was kept of one that is merged into another is known of that.
    assert call("merge", other := log(archive, site.url("/page"))[0], ids[0])[0] == 0
    told = call("check", "--links", "--again")[1]
    assert f"is in evidence/{ids[0]}/. Keep the new one, too: aiwatch edit {other} " in told
    assert call("undo")[0] == 0
    assert call("remove", other)[0] == 0
    assert call(*command.split()[1:])[0] == 0
    _, out, _ = call("check", "--links", "--again")
    assert out.count("\tchanged-page\t") == 1


def test_what_was_found_dead_is_told_again_without_a_network(
    site: Site, archive: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    log(archive, site.url("/gone"))
    assert "dead-link" in call("check", "--links")[1]
    log(archive, "https://a.example/1")

    def getaddrinfo(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    code, out, err = call("check", "--links")
    assert (code, out.count("dead-link"), "a.example" in out) == (4, 1, False)
    assert "No page is dead for that. What was found before:" in err


def test_without_a_network_nothing_is_dead(
    site: Site, archive: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def getaddrinfo(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "x")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    log(archive, "https://a.example/1", "https://b.example/2")
    code, out, err = call("check", "--links")
    assert (code, out) == (1, "")
    assert err.count("\n") <= 2
    assert "Nobody at all answers; is there a network?" in err
    assert not (archive / "links").exists()


@pytest.mark.parametrize("public", [False, True])
def test_what_answers_here_is_no_network(
    site: Site, archive: Path, call: Call, monkeypatch: pytest.MonkeyPatch, public: bool
) -> None:
    import socket

    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: object, **more: object) -> object:
        if public and host == "news.example":
            return real("93.184.216.34", *rest, **more)  # type: ignore[arg-type]
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "x")
        return real(host, *rest, **more)  # type: ignore[arg-type]

    def connected(*_: object) -> object:
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(wayback, "AVAILABILITY", "https://archive.example/")
    if public:
        real_connected = client.connected_to
        monkeypatch.setattr(
            client,
            "connected_to",
            lambda found, *rest: (
                real_connected(found, *rest) if found == ["127.0.0.1"] else connected()
            ),
        )
    gone, *_ = log(archive, "https://ministry.example/1", site.url("/ok"))
    if public:
        log(archive, "https://news.example/1")
    code, out, err = call("check", "--links")
    if public:
        assert code == 4
        assert f"{gone}\terror\tdead-link\t" in out
        return
    assert (code, err.count("network")) == (0, 0)
    assert out == (
        f"{gone}\twarning\tunasked-link\tThe source could not be looked at now: "
        "There seems to be no network.\t"
        "Ask again once there is one: aiwatch check --links\n"
    )
    assert "ministry" not in (archive / "links" / "checked.jsonl").read_text("utf-8")


def test_one_host_that_is_gone_is_told(
    site: Site, archive: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    real = socket.getaddrinfo

    def getaddrinfo(host: str, *rest: object, **more: object) -> object:
        if host == "gone.example":
            raise socket.gaierror(socket.EAI_NONAME, "x")
        return real(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    log(archive, "https://gone.example/1")
    code, out, _ = call("check", "--links")
    assert code == 4
    assert "is gone, and its host with it" in out


def test_notes_that_cannot_be_written_stop_nothing(site: Site, archive: Path, call: Call) -> None:
    (archive / "links").write_text("in the way", "utf-8")
    log(archive, site.url("/ok"), site.url("/gone"))
    code, out, err = call("check", "--links")
    assert code == 4
    assert "dead-link" in out
    assert err.count("What was asked cannot be noted") == 1


def test_a_private_address_is_not_asked(site: Site, archive: Path, call: Call) -> None:
    (archive / "aiwatch.toml").write_text("", "utf-8")
    log(archive, site.url("/ok"))
    code, out, _ = call("check", "--links")
    assert code == 0
    assert "was not looked at: " in out
    assert "If it is to be: aiwatch config web.allow 127.0.0.1" in out
    assert site.paths() == []


def test_an_archived_copy_is_recorded_by_an_option(archive: Path, call: Call) -> None:
    (id,) = log(archive, "https://a.example/1")
    code, out, _ = call("edit", id, "--archived", COPY)
    assert (code, out) == (0, f"{id}\n")
    assert _all(archive)[0].sources[0].archived == COPY
    assert (
        "'copy' is no web address and will be no link; it is kept as it is."
        in call("edit", id, "--archived", "copy")[2]
    )
    call("edit", id, "--archived", "")
    assert _all(archive)[0].sources[0].archived == ""

"""Asking for many addresses: politely, and what of it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import pairwise

import pytest

from aiwatch.domain.errors import Unreachable
from aiwatch.domain.links import Look
from aiwatch.web import asking, wayback
from aiwatch.web.client import Answer, Client
from tests.web.server import Reply, Site, redirect, serving
from tests.web.test_guard import answering

NOW = datetime(2025, 5, 19, tzinfo=UTC)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(asking, "PAUSE", 0.02)
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(["127.0.0.1"], seconds=5)


def asked(client: Client, *addresses: str) -> dict[str, Look]:
    return {look.url: look for look in asking.looks(client, addresses, NOW, {})}


def test_what_came_is_told(site: Site, client: Client) -> None:
    site.pages |= {
        "/a": Reply(b"a"),
        "/b": redirect("/c", 301),
        "/c": Reply(b"c", endless=True),
        "/d": redirect("/d"),
    }
    urls = [site.url(path) for path in ("/a", "/b", "/d", "/gone")]
    private = "http://127.0.0.2/"
    found = asked(client, *urls, private, "http://[")
    a, b, d, gone = (found[url] for url in urls)
    assert a == Look(urls[0], NOW, 200)
    assert b == Look(urls[1], NOW, 200, to=site.url("/c"), permanent=True)
    assert (d.status, d.why) == (0, f"{urls[2]} is redirected in a circle; it may want a browser.")
    assert gone == Look(urls[3], NOW, 404)
    assert found[private].refused
    assert found["http://["].refused


def test_no_such_host_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    answering(monkeypatch, socket.gaierror(socket.EAI_NONAME, "x"))
    found = asked(client, "https://gone.example/")["https://gone.example/"]
    assert found.no_host
    assert found.why.startswith("There is no host gone.example. Is it spelled right")


def test_a_host_is_asked_for_one_page_at_a_time_with_a_pause(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.1"])
    site.pages |= {f"/{n}": Reply(b"x", first=0.02) for n in range(4)}
    urls = [site.url(f"/{n}", host) for n in range(4) for host in ("a.example", "www.a.example")]
    client = Client(["a.example", "www.a.example"])
    assert len(asked(client, *urls)) == 8
    times = [each.at for each in site.asked]
    assert all(after - before >= 0.04 for before, after in pairwise(times))


def test_several_hosts_are_asked_at_once(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.1"])
    hosts = [f"{letter}.example" for letter in "abcd"]
    # Each is answered only when all have asked.
    site.pages["/"] = Reply(b"x")
    reply = site.reply

    def together(path: str) -> Reply:
        for _ in range(500):
            if len(site.asked) >= len(hosts):
                return reply(path)
            time.sleep(0.01)
        return Reply(b"alone", 500)

    monkeypatch.setattr(site, "reply", together)
    found = asked(Client(hosts), *(site.url("/", host) for host in hosts))
    assert {look.status for look in found.values()} == {200}


@pytest.mark.parametrize("status", [429, 503])
def test_a_host_that_asks_for_patience_is_asked_once_more(
    status: int, site: Site, client: Client
) -> None:
    site.pages["/a"] = [Reply(b"", status, {"Retry-After": "0"}), Reply(b"a")]
    assert asked(client, site.url("/a"))[site.url("/a")].status == 200
    site.pages["/b"] = [
        Reply(b"", status, {
            "Date": "Mon, 19 May 2025 08:00:00 GMT", "Retry-After": "Mon, 19 May 2025 07:59:00 GMT",
        }),
        Reply(b"b"),
    ]  # fmt: skip
    assert asked(client, site.url("/b"))[site.url("/b")].status == 200


@pytest.mark.parametrize(
    "headers",
    [{"Retry-After": "3600"}, {}, {"Retry-After": "soon"},
     {"Retry-After": "Mon, 19 May 2025 09:00:00 GMT"},
     {"Retry-After": "Mon, 19 May 2025 09:00:00 GMT", "Date": "Mon, 19 May 2025 08:00:00 GMT"}],
)  # fmt: skip
def test_a_host_that_wants_no_more_is_left_alone(
    headers: dict[str, str], site: Site, client: Client
) -> None:
    site.pages |= {"/a": Reply(b"", 429, headers), "/b": Reply(b"b")}
    found = asked(client, site.url("/a"), site.url("/b"))
    assert site.paths() == ["/a"]
    assert found[site.url("/a")].status == 429
    assert "asked too much, and was left alone" in found[site.url("/b")].why


def test_a_server_that_fails_does_not_end_its_host(site: Site, client: Client) -> None:
    site.pages |= {"/a": Reply(b"", 503), "/b": Reply(b"b")}
    found = asked(client, site.url("/a"), site.url("/b"))
    assert [look.status for look in found.values()] == [503, 200]


def test_of_pages_that_are_kept_the_text_is_read(site: Site, client: Client) -> None:
    def text_sum(answer: Answer) -> str:
        return sha256(answer.body).hexdigest()

    site.pages |= {"/a": Reply(b"a"), "/gone": Reply(b"not here", 404)}
    urls = [site.url("/a"), site.url("/gone")]
    found = asking.looks(client, urls, NOW, dict.fromkeys(urls, text_sum))
    assert [look.sha256 for look in found] == [sha256(b"a").hexdigest(), ""]


def test_when_no_more_is_taken_no_more_is_asked(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PAUSE", 60)
    before = set(threading.enumerate())
    coming = asking.looks(client, [site.url("/a"), site.url("/b")], NOW, {})
    next(coming)
    coming.close()  # type: ignore[attr-defined]
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive()
    assert site.paths() == ["/a"]


def test_an_error_of_ours_does_not_hang(site: Site, client: Client) -> None:
    def broken(answer: Answer) -> str:
        raise ZeroDivisionError

    site.pages["/a"] = Reply(b"a")
    with pytest.raises(ZeroDivisionError):
        list(asking.looks(client, [site.url("/a")], NOW, {site.url("/a"): broken}))


COPY = "http://web.archive.org/web/20250513/https://news.example/a"


@pytest.mark.parametrize(
    ("closest", "copy"),
    [
        ({"url": COPY, "status": "200"}, COPY.replace("http:", "https:", 1)),
        ({"url": COPY, "status": "404"}, ""),
        ({"url": "javascript:x", "status": "200"}, ""),
        ({"url": 5, "status": "200"}, ""),
        ({"url": f"{COPY}\u202e", "status": "200"}, ""),
        ({"url": f"{COPY}\nx", "status": "200"}, ""),
        (None, ""),
    ],
)
def test_the_wayback_machine_is_asked_for_the_nearest_copy(
    closest: object, copy: str, site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wayback, "AVAILABILITY", site.url("/available"))
    path = "/available?url=https%3A%2F%2Fnews.example%2Fa%3Fb%26c&timestamp=20250512"
    told = {"archived_snapshots": {"closest": closest} if closest else {}}
    site.pages[path] = Reply(json.dumps(told).encode())
    assert wayback.nearest_copy(client, "https://news.example/a?b&c", date(2025, 5, 12)) == copy


@pytest.mark.parametrize(
    "reply", [Reply(b"[]"), Reply(b"{}"), Reply(b'{"archived_snapshots": 1}'), Reply(b"", 503)]
)
def test_what_the_wayback_machine_does_not_tell_is_an_error(
    reply: Reply, site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wayback, "AVAILABILITY", site.url("/available"))
    site.pages["/available?url=x&timestamp=20250512"] = reply
    with pytest.raises(Unreachable, match="Wayback Machine"):
        wayback.nearest_copy(client, "x", date(2025, 5, 12))

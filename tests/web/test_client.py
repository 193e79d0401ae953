"""The client, and a server that misbehaves in every way."""

from __future__ import annotations

import gzip
import socket
import ssl
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from aiwatch.domain.errors import Unreachable
from aiwatch.web.client import Client
from aiwatch.web.guard import NotAllowed
from tests.web.server import CERTIFICATE, Reply, Site, redirect, serving
from tests.web.test_guard import answering

SECONDS = 0.4
"""Time for what never ends; a page that is to come gets all that it needs."""


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.pages.clear()
    running.asked.clear()
    return running


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(["127.0.0.1"], agent="aiwatch/1.2", most_bytes=1_000_000)


@pytest.fixture(scope="module")
def hasty() -> Client:
    return Client(["127.0.0.1"], seconds=SECONDS, most_bytes=1_000_000)


def gzipped(data: bytes) -> bytes:
    """Return `data` as gzip without a time, which names of tests would have in them."""
    return gzip.compress(data, mtime=0)


def refusal(client: Client, url: str) -> str:
    with pytest.raises(Unreachable) as error:
        client.get(url)
    told = str(error.value)
    assert "\n" not in told
    assert told.endswith((".", "]"))
    return told


def test_a_page_comes_as_it_is(site: Site, client: Client) -> None:
    site.pages["/a?b=%E4%B8%AD"] = Reply("中文".encode(), headers={"ETag": '"1"', "X-Two": "2"})
    answer = client.get(site.url("/a?b=中#part"), {"If-None-Match": '"0"'})
    assert (answer.status, answer.body.decode()) == (200, "中文")
    assert (answer.url, answer.hops, answer.permanent) == (site.url("/a?b=中#part"), (), False)
    assert (answer.headers["etag"], answer.headers["x-two"]) == ('"1"', "2")
    (asked,) = site.asked
    assert asked.headers["host"] == f"127.0.0.1:{site.port}"
    assert asked.headers["user-agent"] == "aiwatch/1.2"
    assert asked.headers["if-none-match"] == '"0"'
    assert "cookie" not in asked.headers


@pytest.mark.parametrize("status", [204, 304, 404, 410, 429, 500, 503])
def test_every_status_is_an_answer(status: int, site: Site, client: Client) -> None:
    body = b"" if status in (204, 304) else b"why"
    headers = {"Retry-After": "7"} | ({} if body else {"Content-Length": ""})
    site.pages["/"] = Reply(body, status, headers)
    answer = client.get(site.url())
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (status, body, "7")


def test_only_the_head_is_asked_for(site: Site, client: Client) -> None:
    site.pages["/"] = Reply(b"body", headers={"ETag": "x"})
    site.pages["/zip"] = Reply(gzip.compress(b"body"), headers={"Content-Encoding": "gzip"})
    assert client.head(site.url("/zip")).body == b""
    answer = client.head(site.url())
    assert (answer.status, answer.body, answer.headers["etag"]) == (200, b"", "x")
    assert {asked.method for asked in site.asked} == {"HEAD"}


def test_of_a_page_without_end_the_status_can_be_had(site: Site, client: Client) -> None:
    site.pages |= {"/": redirect("/a"), "/a": Reply(b"x", endless=True)}
    answer = client.peek(site.url())
    assert (answer.status, answer.url, answer.body) == (200, site.url("/a"), b"")
    assert {asked.method for asked in site.asked} == {"GET"}


def deflated(data: bytes, bits: int) -> bytes:
    pressing = zlib.compressobj(wbits=bits)
    return pressing.compress(data) + pressing.flush()


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("gzip", gzipped(b"page" * 99)),
        ("x-gzip", gzipped(b"page") + gzipped(b"page" * 98) + b"\0\0"),
        ("deflate", deflated(b"page" * 99, 15)),
        ("deflate", deflated(b"page" * 99, -15)),
        ("identity", b"page" * 99),
        ("gzip, deflate", deflated(gzipped(b"page" * 99), 15)),
        ("GZIP,", gzipped(b"page" * 99)),
    ],
)
def test_a_compressed_page_is_read(encoding: str, data: bytes, site: Site, client: Client) -> None:
    site.pages["/"] = Reply(data, headers={"Content-Encoding": encoding})
    assert client.get(site.url()).body == b"page" * 99


def test_a_page_in_chunks_is_read(site: Site, client: Client) -> None:
    begin = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n"
    site.pages["/"] = Reply(raw=begin + b"1;x=y\r\ns\r\n0\r\n\r\n")
    assert client.get(site.url()).body == b"pages"
    site.pages["/"] = Reply(raw=begin)
    assert "broke off before its end" in refusal(client, site.url())
    site.pages["/"] = Reply(raw=begin + b"zz\r\n")
    assert "broke off before its end" in refusal(client, site.url())


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_bomb_is_refused_without_its_size_in_memory(
    layers: int, site: Site, client: Client
) -> None:
    data = gzip.compress(bytes(200_000_000), 1) if layers == 1 else b"\0" * 200_000_000
    for _ in range(layers if layers > 1 else 0):
        data = gzip.compress(data, 1)
    site.pages["/"] = Reply(data, headers={"Content-Encoding": ", ".join(["gzip"] * layers)})
    tracemalloc.start()
    try:
        assert "is longer than 1,000,000 bytes and was not taken" in refusal(client, site.url())
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "data", "words"),
    [
        ("gzip", b"no gzip", "what it is compressed as is not gzip"),
        ("deflate", b"\xff\xff\xff", "what it is compressed as is not deflate"),
        ("gzip", gzipped(b"page" * 999)[:-9], "its end is missing"),
        ("br", b"x", "it is compressed as br, which was not asked for"),
        (", ".join(["gzip"] * 4), b"x", "it is compressed 4 times over"),
    ],
)
def test_what_cannot_be_decompressed_is_no_page(
    encoding: str, data: bytes, words: str, site: Site, client: Client
) -> None:
    site.pages["/"] = Reply(data, headers={"Content-Encoding": encoding})
    assert words in refusal(client, site.url())


def test_a_body_without_end_is_refused(site: Site, client: Client) -> None:
    site.pages["/"] = Reply(endless=True)
    assert "is longer than 1,000,000 bytes" in refusal(client, site.url())
    site.pages["/"] = Reply(b"x" * 1_000_001)
    assert "is longer than 1,000,000 bytes" in refusal(client, site.url())
    site.pages["/"] = Reply(b"x" * 1_000_000)
    assert len(client.get(site.url()).body) == 1_000_000


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b"page", first=60),
        Reply(b"page" * 50, pause=0.02),
        Reply(b"x" * 500, headers={"Content-Length": ""}, pause=0.02),
        Reply(raw=b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 900, pause=0.02),
        Reply(raw=b"HTTP/1.1 100 Continue\r\n\r\n" * 40, pause=0.02),
        Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 99,
              pause=0.02),
    ],
    ids=["silent", "drip", "body without length", "header", "continue", "chunks"],
)  # fmt: skip
def test_all_ends_in_time(reply: Reply, site: Site, hasty: Client) -> None:
    site.pages["/"] = reply
    told = refusal(hasty, site.url())
    assert told == f"{site.url()} has not answered whole within {SECONDS} seconds."


def test_redirects_do_not_make_the_time_longer(site: Site, hasty: Client) -> None:
    for number in range(4):
        site.pages[f"/{number}"] = Reply(
            status=302, headers={"Location": f"/{number + 1}"}, first=SECONDS / 3
        )
    assert "has not answered whole" in refusal(hasty, site.url("/0"))
    assert "/4" not in site.paths()


def test_a_name_server_that_is_silent_ends_in_time(
    hasty: Client, monkeypatch: pytest.MonkeyPatch, site: Site
) -> None:
    from threading import Event

    done = Event()

    def getaddrinfo(*_: object, **__: object) -> object:
        done.wait(60)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert "has not answered whole" in refusal(hasty, "https://slow.example/")
    done.set()


def test_a_handshake_that_hangs_ends_in_time(site: Site, hasty: Client) -> None:
    site.pages["/"] = Reply()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"
        assert "has not answered whole" in refusal(hasty, url)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", "broke off before its end"),
        (b"", "the connection was closed without an answer"),
        (b"\x16\x03garbage\r\n\r\n", "what came is no answer of a web server"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "what came is no answer of a web server"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000, "what came is no answer of a web server"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 300, "what came is no answer of a web server"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "what came is no answer of a web server"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 7\r\n\r\nshort", "no answer of a web server"),
    ],
    ids=["short", "nothing", "TLS", "SSH", "long header", "many headers", "status", "lengths"],
)
def test_what_is_no_answer_is_an_error(raw: bytes, words: str, site: Site, client: Client) -> None:
    site.pages["/"] = Reply(raw=raw)
    assert words in refusal(client, site.url())


def test_nothing_there_is_told(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "connection refused" in refusal(client, f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("statuses", "permanent"), [([301, 308], True), ([301, 302], False), ([303, 307], False)]
)
def test_redirects_are_followed(
    statuses: list[int], permanent: bool, site: Site, client: Client
) -> None:
    site.pages["/a/b"] = redirect("../c?d=中 1", statuses[0])
    site.pages["/c?d=%E4%B8%AD%201"] = redirect(site.url("/e#f"), statuses[1])
    site.pages["/e"] = Reply(b"there")
    answer = client.get(site.url("/a/b"), {"If-None-Match": "x"})
    assert (answer.url, answer.body) == (site.url("/e#f"), b"there")
    assert answer.hops == (site.url("/a/b"), site.url("/c?d=中%201"))
    assert answer.permanent is permanent
    assert [asked.headers["if-none-match"] for asked in site.asked] == ["x"] * 3


def test_a_redirects_own_page_is_not_read(site: Site, client: Client) -> None:
    site.pages["/"] = Reply(status=302, headers={"Location": "/b"}, endless=True)
    site.pages["/b"] = Reply(b"there")
    assert client.get(site.url()).body == b"there"
    site.pages["/"] = Reply(b"nowhere", 302)
    assert client.get(site.url()).status == 302


def test_five_redirects_are_followed_and_no_more(site: Site, client: Client) -> None:
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(6)}
    site.pages["/6"] = Reply(b"there")
    assert client.get(site.url("/1")).body == b"there"
    assert "is redirected more than 5 times" in refusal(client, site.url("/0"))


def test_a_circle_is_told(site: Site, client: Client) -> None:
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a"), "/c": redirect("/c")}
    assert "/a is redirected in a circle" in refusal(client, site.url("/a"))
    assert site.paths() == ["/a", "/b"]
    assert "/c is redirected in a circle" in refusal(client, site.url("/c"))


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("file:///etc/passwd", "file:///etc/passwd is not asked for: only http and https"),
        ("ftp://a.example/", "ftp://a.example/ is not asked for"),
        ("javascript:alert(1)", "is not asked for"),
        ("http://127.2:{port}/secret", "leads to an address that is not public"),
        ("http://0x7f000002:{port}/secret", "leads to an address that is not public"),
        ("http://[::ffff:127.0.0.2]/secret", "not public"),
        ("http://169.254.169.254/latest/", "not public"),
        ("http://lin:secret@a.example/", "has a user name or password in it"),
        ("http://[::1", "redirects to what is no address"),
    ],
)
def test_each_redirect_is_checked(location: str, words: str, site: Site, client: Client) -> None:
    site.pages["/"] = redirect(location.format(port=site.port))
    with pytest.raises(NotAllowed) as error:
        client.get(site.url())
    assert words in str(error.value)
    assert "secret@" not in str(error.value)
    # Who is asked for the address must be named, and nobody invited to allow what a page wants.
    assert str(error.value).startswith(f"{site.url()} ")
    assert "allow = " not in str(error.value)
    assert "web.allow" not in str(error.value)
    assert site.paths() == ["/"]


def test_a_redirect_to_no_host_says_nothing_of_the_first(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = redirect("http://a.invalid/")
    answering(monkeypatch, ["127.0.0.1"], socket.gaierror(socket.EAI_NONAME, "unknown"))
    with pytest.raises(Unreachable, match=r"is redirected, .*There is no host a\.invalid") as error:
        client.get(site.url())
    assert type(error.value) is Unreachable


def test_a_redirect_in_gbk_goes_back_as_it_came(site: Site, client: Client) -> None:
    site.pages["/"] = Reply(
        raw="HTTP/1.1 302 Found\r\nLocation: /新闻\r\n\r\n".encode("gbk"),
    )
    site.pages["/%D0%C2%CE%C5"] = Reply(b"there")
    assert client.get(site.url()).body == b"there"


def test_a_host_is_looked_up_once_and_connected_to_as_checked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/"] = Reply(b"there")
    asked = answering(monkeypatch, ["127.0.0.1"], ["127.0.0.9"])
    assert Client(["127.0.0.1"]).get(site.url(host="news.example")).body == b"there"
    assert asked == ["news.example"]
    assert site.asked[0].headers["host"] == f"news.example:{site.port}"


def test_the_proxies_of_the_environment_are_not_asked(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1/")
    site.pages["/"] = Reply(b"there")
    assert client.get(site.url()).body == b"there"


@pytest.fixture(scope="module")
def secure() -> Iterator[Site]:
    with serving({"/": Reply(b"there"), "/http": redirect("http://127.0.0.1:1/x")}, tls=True) as on:
        yield on


def test_a_certificate_that_signs_itself_is_refused(secure: Site, client: Client) -> None:
    assert "does not prove that it is that host: " in refusal(client, secure.url())
    assert secure.paths() == []


def trusting(monkeypatch: pytest.MonkeyPatch) -> Client:
    client = Client(["127.0.0.1"])
    monkeypatch.setattr(client, "_trust", ssl.create_default_context(cafile=str(CERTIFICATE)))
    return client


def test_the_name_is_verified_although_a_number_is_connected_to(
    secure: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = trusting(monkeypatch)
    assert "does not prove that it is that host" in refusal(client, secure.url())
    answering(monkeypatch, ["127.0.0.1"])
    assert client.get(secure.url(host="desk.example")).body == b"there"
    told = refusal(client, secure.url(host="news.example"))
    assert "does not prove that it is that host: Hostname mismatch" in told


def test_what_was_encrypted_does_not_become_open(
    secure: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.1"])
    told = refusal(trusting(monkeypatch), secure.url("/http", host="desk.example"))
    assert "redirects to http://127.0.0.1:1/x, which is not encrypted" in told


def test_a_server_without_encryption_is_told(site: Site, client: Client) -> None:
    site.pages["/"] = Reply(b"there")
    told = refusal(client, site.url().replace("http:", "https:"))
    assert "no encrypted connection came about" in told

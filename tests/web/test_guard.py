"""The guard: what is an address, and whose may be asked."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiwatch.domain.addresses import without_credentials
from aiwatch.domain.errors import Unreachable
from aiwatch.web.guard import Guard, NotAllowed, UnknownHost, read_target, told

NOT_PUBLIC = """
127.0.0.1 127.1 127.0.1 2130706433 0x7f.1 0x7f000001 0177.0.0.1 017700000001 127.0.0.1.
１２７.0.0.1 127。0。0。1 127．0．0．1 ⑫⑦.0.0.1 [::1] [0:0:0:0:0:0:0:1] [::ffff:127.0.0.1]
[::ffff:7f00:1] [::127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b:1::7f00:1] [2002:7f00:1::1]
[2002:c0a8:101::1] [2001:0:7f00:1::1] [::] 0 0.0.0.0 0.1.2.3 10.1.2.3 172.16.0.1 192.168.1.1
100.64.0.1 100.100.100.200 169.254.169.254 169.254.1.1 168.63.129.16 192.0.0.192 192.0.2.1
198.18.0.1 224.0.0.1 239.1.1.1 255.255.255.255 240.0.0.1 [fd00:ec2::254] [fc00::1] [fe80::1]
[fec0::1] [ff02::1] [2001:db8::1] metadata.google.internal METADATA.google.internal.
metadata。google。internal
""".split()


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_a_host_that_is_not_public_is_refused_in_every_spelling(host: str) -> None:
    url = f"http://{host}/latest/meta-data"
    with pytest.raises(NotAllowed, match="not public, and is not asked"):
        Guard().addresses(read_target(url), url, 5)


PUBLIC = "93.184.216.34 0x08080808 [2606:4700::1111] [64:ff9b::8.8.8.8] [2002:808:808::1]".split()


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_one_is_not(host: str) -> None:
    url = f"https://{host}/"
    assert len(Guard().addresses(read_target(url), url, 5)) == 1


def answering(monkeypatch: pytest.MonkeyPatch, *answers: list[str] | Exception) -> list[str]:
    """Let the system's name resolution give `answers`, one after another; return what is asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        answer = answers[min(len(asked), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in answer]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_one_address_that_is_not_public_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(NotAllowed, match=r"news\.example, which is 10\.0\.0\.1, an address that"):
        Guard().addresses(read_target("https://news.example/"), "https://news.example/", 5)


def test_a_proxy_that_makes_up_addresses_is_allowed_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, ["198.18.0.7"])
    target = read_target("https://news.example/")
    with pytest.raises(NotAllowed, match=r"made up by a proxy .* config web.allow 198.18.0.0/15"):
        Guard().addresses(target, "https://news.example/", 5)
    assert Guard(["198.18.0.0/15"]).addresses(target, "", 5) == ["198.18.0.7"]


@pytest.mark.parametrize(
    "allowed",
    ["127.0.0.1", "127.0.0.0/8", "127.0.0.5/8", "intranet.example", " Intranet.Example. "],
)
def test_what_the_settings_allow_may_be_asked(
    allowed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, ["127.0.0.1"])
    target = read_target("http://INTRANET.example/")
    assert Guard([allowed]).addresses(target, "", 5) == ["127.0.0.1"]
    with pytest.raises(NotAllowed, match=r"config web.allow intranet.example"):
        Guard(["127.0.0.2", "example", "10.0.0.0/8"]).addresses(target, "", 5)


def test_what_is_said_to_be_allowed_by_its_number_is() -> None:
    for host in ("[::ffff:127.0.0.1]", "127.1", "2130706433"):
        target = read_target(f"http://{host}/")
        with pytest.raises(NotAllowed) as error:
            Guard().addresses(target, "x", 5)
        told_host = str(error.value).rpartition("web.allow ")[2]
        assert Guard([told_host]).addresses(target, "x", 5)


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[::ffff:169.254.169.254]", "100.100.100.200", "metadata.goog"]
)
def test_nobody_is_told_how_to_open_where_clouds_keep_secrets(host: str) -> None:
    with pytest.raises(NotAllowed, match=r"not public, and is not asked\.$"):
        Guard().addresses(read_target(f"http://{host}/"), f"http://{host}/", 5)


def test_no_host_is_told_from_a_name_server_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    target = read_target("https://gone.example/")
    answering(monkeypatch, socket.gaierror(socket.EAI_NONAME, "Name or service not known"))
    with pytest.raises(UnknownHost, match=r"There is no host gone\.example\."):
        Guard().addresses(target, "", 5)
    answering(monkeypatch, socket.gaierror(socket.EAI_AGAIN, "Temporary failure"))
    with pytest.raises(Unreachable, match="could not be found out: Temporary failure") as error:
        Guard().addresses(target, "", 5)
    assert type(error.value) is Unreachable


def test_what_is_allowed_opens_no_tunnel_to_another() -> None:
    url = "http://[2001:0:7f00:1::f5ff:fffd]/"  # Teredo: by 127.0.0.1, to 10.0.0.2
    with pytest.raises(NotAllowed):
        Guard(["127.0.0.1"]).addresses(read_target(url), url, 5)
    assert Guard(["127.0.0.1", "10.0.0.0/8"]).addresses(read_target(url), url, 5)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("file:///etc/passwd", "only http and https addresses are"),
        ("ftp://a.example/x", "only http and https addresses are"),
        ("javascript:alert(1)", "only http and https addresses are"),
        ("www.news.cn/a", "only http and https addresses are"),
        ("http://a.example/\r\nHost: b.example", "a line break or control character"),
        ("http://a.example/\x00", "a line break or control character"),
        ("http://a.example/\u2028x", "a line break or control character"),
        ("http://lin:secret@a.example/", "a user name or password in it"),
        ("http://a.example\\@127.0.0.1/", "a user name or password in it"),
        ("http:///x", "there can be no host ''"),
        ("http://", "there can be no host ''"),
        ("http://a..example/", "there can be no host"),
        ("http://a b.example/", "there can be no host"),
        ("http://a\u200b.example/", "there can be no host 'a⟨U\\+200B⟩.example'"),
        ("http://1.2.3.4.5/", "there can be no host"),
        ("http://256.1.1.1/", "there can be no host"),
        ("http://a.example.09/", "there can be no host"),
        ("http://[fe80::1%25eth0]/", "there can be no host"),
        ("http://[::1/", "is no web address"),
        ("http://a.example:99999/", "is no web address"),
        ("http://a.example:x/", "is no web address"),
        ("http://a.example:0/", "there is no port 0"),
        (f"http://{'a' * 64}.example/", "there can be no host"),
        ("http://a.example/\ud800", "is no web address"),
    ],
)
def test_what_cannot_be_asked_for_is_told(url: str, words: str) -> None:
    with pytest.raises(NotAllowed, match=words) as error:
        read_target(url)
    assert "secret" not in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("HTTPS://WWW.News.cn", "https://www.news.cn", "/"),
        ("https://例え。jp/新闻 1?q=中&a=%E4", "https://xn--r8jz45g.jp",
         "/%E6%96%B0%E9%97%BB%201?q=%E4%B8%AD&a=%E4"),
        ("http://faß.de:8080/a#part", "http://xn--fa-hia.de:8080", "/a"),
        ("http://a.example.:80/?b[]=1", "http://a.example", "/?b[]=1"),
        ("https://[2606:4700::1]:443/x", "https://[2606:4700::1]", "/x"),
        (" https://a_b.example/c%2Fd ", "https://a_b.example", "/c%2Fd"),
    ],
)  # fmt: skip
def test_an_address_is_written_as_the_network_wants_it(url: str, origin: str, path: str) -> None:
    # By IDNA 2008 faß.de and fass.de are two hosts.
    assert (read_target(url).origin, read_target(url).path) == (origin, path)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://lin:secret@a.example/b@c", "https://a.example/b@c"),
        ("https://lin@a.example", "https://a.example"),
        ("//lin:secret@a.example", "//a.example"),
        ("https://lin:sec/ret@a.example/", "https://a.example/"),
        ("https://web.archive.org/web/2025/https://lin:secret@a.example/",
         "https://web.archive.org/web/2025/https://a.example/"),
        ("https://medium.com//@lin", "https://medium.com//@lin"),
        ("https://a.example:80/@lin", "https://a.example:80/@lin"),
        ("https://a.example/?to=lin@b.example", "https://a.example/?to=lin@b.example"),
    ],
)  # fmt: skip
def test_credentials_are_never_shown(url: str, shown: str) -> None:
    assert without_credentials(url) == shown
    assert told(url) == shown


@given(st.text() | st.from_regex(r"https?://[^\s]{0,20}(?:/.{0,20})?"))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        target = read_target(text)
    except NotAllowed:
        return
    written = target.origin + target.path
    assert written.isascii()
    assert written.isprintable()
    assert " " not in written
    assert read_target(written) == target


def test_a_message_shows_no_endless_and_no_hidden_address() -> None:
    assert len(told("https://a.example/" + "x" * 5000)) == 200
    assert "\u202e" not in told("https://a.example/\u202e")

"""Which addresses may be asked: web addresses of hosts that are public or allowed."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.parse import quote, urlsplit

from aiwatch.domain.addresses import without_credentials
from aiwatch.domain.errors import Unreachable
from aiwatch.domain.text import visible

Address = IPv4Address | IPv6Address

_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*"
    r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")
# What IDNA 2008 keeps and the older rules of Python's codec would make another host of.
_KEPT_LETTERS = re.compile("[ßς]")
_DOTS = re.compile("[.\u3002\uff0e\uff61]")

# Where clouds tell the secrets of a machine, beside link-local addresses.
_METADATA_NAMES = frozenset(("metadata.google.internal", "metadata.goog"))
_METADATA = frozenset(map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192")))
_IPV4_INSIDE = tuple(map(ip_network, ("64:ff9b::/96", "::/96")))
_NOT_PUBLIC = tuple(map(ip_network, ("64:ff9b:1::/48", "fec0::/10", "100.64.0.0/10", "0.0.0.0/8")))

# Proxies that stand in for name servers answer from this network, for every host.
_MADE_UP = ip_network("198.18.0.0/15")


class UnknownHost(Unreachable):
    """There is no such host, as far as the name servers know."""


class NotAllowed(Unreachable):
    """An address that must not be asked: the `refusal`, and maybe the `cure` that allows it."""

    def __init__(self, refusal: str, cure: str = "") -> None:
        super().__init__(f"{refusal} {cure}".rstrip())
        self.refusal = refusal


@dataclass(frozen=True)
class Target:
    """What is asked: the scheme, the host as ASCII in lower case (an IPv6 address without its
    brackets), the port, and the path with the query, percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """The address without its path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = f":{self.port}" * (self.port != _PORTS[self.scheme])
        return f"{self.scheme}://{host}{port}"


def read_target(url: str) -> Target:
    """Return what to ask for the page at `url`, an address as typed or as a redirect names it.

    Raises NotAllowed for what is not http or https, has a user's name in it, or is no address.
    """
    shown = told(url)
    if _CONTROL.search(url.strip()):
        raise NotAllowed(f"{shown} has a line break or control character in it.")
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~|[]^\\")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=~|[]^\\?`{}")
    except ValueError:  # also UnicodeEncodeError
        raise NotAllowed(f"{shown} is no web address.") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise NotAllowed(f"{shown} is not asked for: only http and https addresses are.")
    if "@" in parts.netloc:
        raise NotAllowed(
            f"{shown} has a user name or password in it, and those are not sent; take out what "
            "stands before the @."
        )
    if port == 0:
        raise NotAllowed(f"{shown} is no web address: there is no port 0.")
    ascii_host = _ascii(host)
    if ascii_host is None:
        raise NotAllowed(f"{shown} is no web address: there can be no host {visible(host)!r}.")
    return Target(scheme, ascii_host, port or _PORTS[scheme], path + f"?{query}" * bool(query))


def told(url: str) -> str:
    """Return how `url` is shown in a message: without credentials, and not endless."""
    shown = visible(without_credentials(" ".join(url.split())))
    return shown if len(shown) <= 200 else f"{shown[:199]}…"


def _ascii(host: str) -> str | None:
    """Return `host` by IDNA, a number as the IP address that it spells; None if it cannot be."""
    if ":" in host:
        try:
            return str(IPv6Address(host)) if "%" not in host else None
        except ValueError:
            return None
    if visible(host) != host:
        return None
    try:
        labels = [_ascii_label(label) for label in _DOTS.split(host)]
    except UnicodeError:
        return None
    if len(labels) > 1 and not labels[-1]:
        labels.pop()  # the root
    name = ".".join(labels)
    if labels and _NUMBER.fullmatch(labels[-1]):
        return _spelled(labels)
    return name if _NAME.fullmatch(name) else None


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label.lower()
    if _KEPT_LETTERS.search(label):
        return "xn--" + label.lower().encode("punycode").decode("ascii")
    return label.encode("idna").decode("ascii").lower()


def _spelled(parts: Sequence[str]) -> str | None:
    """Return the IPv4 address that 1 to 4 numbers spell, decimal, octal or hexadecimal, the last of
    them filling what is left, as inet_aton(3) reads it; None if they spell none."""
    try:
        numbers = [
            int(part[2:] or "0", 16)
            if part.startswith("0x")
            else int(part, 8 if part.startswith("0") else 10)
            for part in parts
        ]
    except ValueError:
        return None
    *first, last = numbers
    if len(numbers) > 4 or any(number > 255 for number in first) or last >= 256 ** (4 - len(first)):
        return None
    return str(IPv4Address(sum(n << 8 * (3 - i) for i, n in enumerate(first)) + last))


class Guard:
    """Says which hosts may be asked. `allowed` are IP addresses, networks (`10.0.0.0/8`) and names
    of hosts that may be although they are not public."""

    def __init__(self, allowed: Sequence[str] = ()) -> None:
        self._names: set[str] = set()
        self._networks = []
        self.met_public = False
        """Whether the name of a public host was found, so that there is a network beyond ours."""
        for each in allowed:
            try:
                self._networks.append(ip_network(each.strip("[] "), strict=False))
            except ValueError:
                self._names.add(_ascii(each.strip()) or each)

    def addresses(self, target: Target, url: str, seconds: float) -> list[str]:
        """Return the IP addresses of the target's host, each of which may be asked, in the order of
        the system's preference.

        It is asked for once, so that what is checked is what is connected to. Raises UnknownHost,
        NotAllowed if one of them is not public, TimeoutError after `seconds`.
        """
        if target.host in _METADATA_NAMES and target.host not in self._names:
            raise self._refusal(target, url, target.host)
        found = resolved(target.host, target.port, seconds)
        for each in found:
            if not self._may_be_asked(target.host, ip_address(each.partition("%")[0])):
                raise self._refusal(target, url, each)
        if not _is_literal(target.host) and any(map(_is_public, map(ip_address, found))):
            self.met_public = True
        return found

    def _may_be_asked(self, host: str, address: Address) -> bool:
        return (
            host in self._names
            or self._is_allowed(address)
            or all(_is_public(each) or self._is_allowed(each) for each in _meant(address))
        )

    def _is_allowed(self, address: Address) -> bool:
        return any(address in network for network in self._networks)

    def _refusal(self, target: Target, url: str, address: str) -> NotAllowed:
        host = target.host
        same = host == address or _is_literal(host)
        leads = "an address" if same else f"{host}, which is {address}, an address"
        if not same and ip_address(address.partition("%")[0]) in _MADE_UP:
            leads += " made up by a proxy on this machine,"
            host = str(_MADE_UP)
        refusal = f"{told(url)} leads to {leads} that is not public, and is not asked."
        if _has_secrets(address):
            return NotAllowed(refusal)
        return NotAllowed(refusal, f"If it is to be: aiwatch config web.allow {host}")


def resolved(host: str, port: int, seconds: float) -> list[str]:
    """Return the IP addresses of `host`. Raises UnknownHost if there is none, TimeoutError if they
    are not known within `seconds`; the system's call has no end of its own."""
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except Exception as error:
            answers.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0))
    except Empty:
        raise TimeoutError from None
    unknown = f"There is no host {host}. Is it spelled right, and is there a network?"
    if isinstance(found, UnicodeError) or found == []:
        raise UnknownHost(unknown)
    if isinstance(found, socket.gaierror):
        if found.errno in _NO_HOST:
            raise UnknownHost(unknown)
        raise Unreachable(f"Where {host} is could not be found out: {found.strerror}.")
    if isinstance(found, Exception):
        raise Unreachable(f"Where {host} is could not be found out: {found}.")
    return found


_NO_HOST = frozenset(
    getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)
)


def _meant(address: Address) -> list[Address]:
    """Return `address`, or the IPv4 addresses that an IPv6 one carries: mapped, 6to4, Teredo,
    NAT64."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.sixtofour:
        return [address.sixtofour]
    if address.teredo:
        return list(address.teredo)
    if any(address in network for network in _IPV4_INSIDE) and int(address) > 1:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    return [address]


def _is_literal(host: str) -> bool:
    """Tell whether `host` is an IP address, not a name."""
    return ":" in host or _NUMBER.fullmatch(host.rpartition(".")[2]) is not None


def _has_secrets(address: str) -> bool:
    """Tell whether clouds keep secrets there: nobody is told how to open that, for who sends an
    analyst there means harm."""
    if address in _METADATA_NAMES:
        return True
    meant = _meant(ip_address(address.partition("%")[0]))
    return any(each.is_link_local or each in _METADATA for each in meant)


def _is_public(address: Address) -> bool:
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_unspecified)
        and address not in _METADATA
        and not any(address in network for network in _NOT_PUBLIC)
    )

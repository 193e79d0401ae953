"""The one client of the web: what is asked, how long, how much, and of whom."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin

import urllib3
from urllib3.connection import HTTPConnection

from aiwatch.domain.errors import Unreachable
from aiwatch.web.connection import Deadline, Plain, Secure, connected_to, trust
from aiwatch.web.decompression import NotReadable, TooLong, decompressed, encodings_of
from aiwatch.web.guard import Guard, NotAllowed, Target, UnknownHost, read_target, told

MOST_REDIRECTS = 5
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_FOR_GOOD = frozenset((301, 308))
_PIECE = 1 << 16
_FOLD = re.compile(r"\s*[\r\n]+\s*")


@dataclass(frozen=True)
class Answer:
    """What a server answered: `url` is where it ended, `status` any of HTTP's, the names of
    `headers` are in lower case, `body` is decompressed. `hops` are the addresses that sent it on,
    in order, `permanent` whether all of them did so for good."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[str, ...] = ()
    permanent: bool = False

    @property
    def is_page(self) -> bool:
        """Whether what was asked for came."""
        return 200 <= self.status < 300

    @property
    def status_words(self) -> str:
        """The status as it is told: `404 (Not Found)`."""
        try:
            return f"{self.status} ({HTTPStatus(self.status).phrase})"
        except ValueError:
            return str(self.status)


class Client:
    """Asks for pages, carefully.

    - http and https only. Certificates are verified against the system's trust store.
    - `seconds` is all the time that a page may take, redirects and name resolution with it.
    - `most_bytes` is the most that a body may be, decompressed; it is counted while it comes.
    - Hosts that are not public are refused, on each of at most MOST_REDIRECTS redirects, unless
      `allowed` (see `guard.Guard`). A host is looked up once, and what was checked is what is
      connected to, so no second answer of a name server can lead elsewhere.
    - A redirect from https to http is refused: what comes then could be anybody's, and would
      stand in the archive as that publisher's. Who wants it nevertheless asks for the http address.
    - No cookies, no credentials, no proxy: a proxy would look up the host itself, and what was
      checked here would say nothing. What the environment says of proxies is therefore not read.

    `agent` is how it introduces itself. A client may be used by several threads at once.
    """

    def __init__(
        self,
        allowed: Sequence[str] = (),
        *,
        seconds: float = 20,
        most_bytes: int = 10_000_000,
        agent: str = "aiwatch",
    ) -> None:
        self.seconds, self.most_bytes, self.agent = seconds, most_bytes, agent
        self._guard = Guard(allowed)
        self._trust = trust()

    @property
    def met_public(self) -> bool:
        """Whether the name of a public host was found, whatever that host answered."""
        return self._guard.met_public

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return the answer for the page at `url`, whatever its status; `headers` are sent beside
        the client's own.

        Raises Unreachable, with the reason in words, if it could not be had whole or must not be
        asked for: UnknownHost and NotAllowed of `guard` among them.
        """
        return self._follow("GET", url, headers or {})

    def head(self, url: str) -> Answer:
        """Return the answer for `url` without its body, as `get` does; many servers answer this
        otherwise than what is read."""
        return self._follow("HEAD", url, {})

    def peek(self, url: str) -> Answer:
        """Return the answer for `url` as `get` does, but hang up before the body, however long that
        may be."""
        return self._follow("GET", url, {}, body=False)

    def _follow(
        self, method: str, url: str, headers: Mapping[str, str], *, body: bool = True
    ) -> Answer:
        deadline = Deadline(self.seconds)
        hops: list[str] = []
        permanent = True
        while True:
            try:
                target = read_target(url)
                answer = self._ask(method, target, url, headers, deadline, body=body)
            except (NotAllowed, UnknownHost) as error:
                if not hops:
                    raise
                raise _sent_wrong(error, hops) from None
            location = answer.headers.get("location", "").strip()
            if answer.status not in _REDIRECTS or not location:
                return replace(answer, hops=tuple(hops), permanent=bool(hops) and permanent)
            hops.append(url)
            permanent = permanent and answer.status in _FOR_GOOD
            url = _next(url, location)
            if url in hops:
                raise Unreachable(
                    f"{told(hops[0])} is redirected in a circle; it may want a browser."
                )
            if len(hops) > MOST_REDIRECTS:
                raise Unreachable(
                    f"{told(hops[0])} is redirected more than {MOST_REDIRECTS} times."
                )
            if target.scheme == "https" and url.lower().startswith("http:"):
                raise NotAllowed(
                    f"{told(hops[-1])} redirects to {told(url)}, which is not encrypted, and that "
                    "is not followed; give that address itself if you want it."
                )

    def _ask(
        self,
        method: str,
        target: Target,
        url: str,
        headers: Mapping[str, str],
        until: Deadline,
        *,
        body: bool,
    ) -> Answer:
        try:
            with self._connection(target, url, until) as connection:
                sent = {"User-Agent": self.agent, "Accept-Encoding": "gzip, deflate"}
                sent |= {"Accept": "*/*", "Connection": "close", **headers}
                connection.request(
                    method, target.path, headers=sent, preload_content=False, decode_content=False
                )
                with closing(connection.getresponse()) as response:
                    found = _headers(response)
                    redirected = response.status in _REDIRECTS and "location" in found
                    data = self._body(response, found) if body and not redirected else b""
            if until.passed():
                raise TimeoutError
        except Unreachable:
            raise
        except (urllib3.exceptions.HTTPError, http.client.HTTPException, OSError, ValueError) as no:
            raise Unreachable(self._reason(no, url, until)) from no
        except TooLong:
            raise Unreachable(
                f"{told(url)} is longer than {self.most_bytes:,} bytes and was not taken."
            ) from None
        except NotReadable as error:
            raise Unreachable(f"{told(url)} cannot be read: {error}.") from None
        return Answer(url, response.status, found, data)

    def _body(self, response: urllib3.BaseHTTPResponse, headers: Mapping[str, str]) -> bytes:
        encodings = encodings_of(headers.get("content-encoding", ""))
        pieces = response.stream(_PIECE, decode_content=False)
        return decompressed(pieces, encodings, self.most_bytes)

    def _reason(self, error: Exception, url: str, until: Deadline) -> str:
        """Return the sentence that tells why `url` could not be had."""
        shown = told(url)
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, ssl.SSLCertVerificationError):
            cause = cause.__cause__ or cause.__context__
        if until.passed() or isinstance(error, TimeoutError):
            return f"{shown} has not answered whole within {self.seconds:g} seconds."
        if cause is not None:
            why = getattr(cause, "verify_message", "") or str(cause)
            return f"{shown} does not prove that it is that host: {why.rstrip('.')}."
        if isinstance(error, ssl.SSLError):
            return f"{shown}: no encrypted connection came about ({error.reason or error})."
        if isinstance(error, ConnectionRefusedError):
            return f"{shown}: nothing answers there (connection refused)."
        if isinstance(error, urllib3.exceptions.ProtocolError | http.client.IncompleteRead):
            return f"{shown} broke off before its end."
        if isinstance(error, http.client.RemoteDisconnected | ConnectionError):
            return f"{shown}: the connection was closed without an answer."
        if isinstance(error, OSError):
            return f"{shown}: no connection came about ({error.strerror or error})."
        return f"{shown}: what came is no answer of a web server."

    @contextmanager
    def _connection(self, target: Target, url: str, until: Deadline) -> Iterator[HTTPConnection]:
        """Connect to an address of the target's host that was checked; all ends with `until`."""
        addresses = self._guard.addresses(target, url, until.left())
        connected = connected_to(addresses, target.port, until)
        connection: Plain | Secure
        if target.scheme == "https":
            connection = Secure(target.host, target.port, ssl_context=self._trust)
        else:
            connection = Plain(target.host, target.port)
        connection.connected = connected
        with until.shutting(connected):
            try:
                connection.connect()
                yield connection
            finally:
                connection.close()
                # An answer that urllib3 gave up on may still hold the socket open.
                if (handle := connected.detach()) >= 0:
                    socket.close(handle)


def _headers(response: urllib3.BaseHTTPResponse) -> dict[str, str]:
    return {
        name.lower(): _FOLD.sub(" ", ", ".join(response.headers.getlist(name)))
        for name in response.headers
    }


def _sent_wrong(error: Unreachable, hops: Sequence[str]) -> Unreachable:
    """Return the error for a page that sends on to where `error` is in the way. How to allow it is
    not told: it is not the user who wants to go there. And that there is no such host says nothing
    of the host that was asked for."""
    why = error.refusal if isinstance(error, NotAllowed) else str(error)
    whole = f"{told(hops[0])} is redirected, and that is not followed: {why}"
    return NotAllowed(whole) if isinstance(error, NotAllowed) else Unreachable(whole)


def _next(url: str, location: str) -> str:
    """Return the address that `location` leads to from `url` (RFC 9110, 10.2.2): it may be
    relative, and keeps the fragment if it has none. Bytes beyond ASCII are UTF-8, or go back as
    they came; spaces, which no address has, are encoded."""
    with suppress(UnicodeError):
        sent = location.encode("latin-1")
        try:
            location = sent.decode("utf-8")
        except UnicodeError:
            location = "".join(f"%{byte:02X}" if byte > 0x7F else chr(byte) for byte in sent)
    location = location.replace(" ", "%20")
    try:
        found, fragment = urldefrag(urljoin(url, location))
        fragment = fragment or urldefrag(url).fragment
    except ValueError:
        raise NotAllowed(f"{told(url)} redirects to what is no address.") from None
    return found + f"#{fragment}" * bool(fragment)

"""A web server on the loopback that misbehaves as it is told."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import chain, repeat
from pathlib import Path
from threading import Event, Lock, Thread

CERTIFICATE = Path(__file__).parent / "certificate.pem"
"""A certificate that signs itself, for `desk.example`, with its key."""


@dataclass(frozen=True)
class Reply:
    """What the server answers: a page with its headers, or the bytes of `raw`. It waits `first`
    seconds before it begins, and sends a byte at a time, `pause` seconds apart, if there is
    a pause. The Content-Length is the right one unless `headers` say else; a header
    without a value is left out. An `endless` answer never stops."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    first: float = 0
    pause: float = 0
    endless: bool = False

    def pieces(self, *, head: bool = False) -> Iterable[bytes]:
        """Return what is sent, in the pieces it is sent in."""
        data = self.raw
        if data is None:
            headers = {"Content-Length": str(len(self.body)), **self.headers}
            if self.endless:
                del headers["Content-Length"]
            lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
            lines += [f"{name}: {value}" for name, value in headers.items() if value]
            data = "\r\n".join([*lines, "", ""]).encode() + (b"" if head else self.body)
        if self.endless:
            return chain([data], repeat(b"x" * 65536))
        if self.pause:
            return (data[at : at + 1] for at in range(len(data)))
        return [data]


def redirect(to: str, status: int = 302) -> Reply:
    """Return an answer that sends on to the address `to`."""
    return Reply(status=status, headers={"Location": to})


@dataclass(frozen=True)
class Asked:
    """A request as it came: method, path with query, headers (names in lower case), and when, by a
    clock that only goes forward."""

    method: str
    path: str
    headers: Mapping[str, str]
    at: float


class Site:
    """What a running server has: `pages` by path, which may be changed at any time (a list is
    answered one after another, the last for good), and what was `asked`."""

    def __init__(self, scheme: str, port: int) -> None:
        self.scheme, self.port = scheme, port
        self.pages: dict[str, Reply | list[Reply]] = {}
        self.asked: list[Asked] = []
        self.closing = Event()
        self.lock = Lock()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def reply(self, path: str) -> Reply:
        with self.lock:
            found = self.pages.get(path, Reply(b"Not here", 404))
            if isinstance(found, list):
                return found.pop(0) if len(found) > 1 else found[0]
            return found


@contextmanager
def serving(
    pages: Mapping[str, Reply | list[Reply]] | None = None, *, tls: bool = False
) -> Iterator[Site]:
    """Run a server with `pages` on 127.0.0.1 while the block runs."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)
    site = Site("https" if tls else "http", listening.getsockname()[1])
    site.pages.update(pages or {})
    context = None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
    threads: list[Thread] = []

    def accept() -> None:
        while not site.closing.is_set():
            try:
                connection, _ = listening.accept()
            except TimeoutError:
                continue
            thread = Thread(target=_serve, args=(site, connection, context), daemon=True)
            threads.append(thread)
            thread.start()

    accepting = Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield site
    finally:
        site.closing.set()
        for thread in (accepting, *threads):
            thread.join(10)
        listening.close()


def _serve(site: Site, connection: socket.socket, context: ssl.SSLContext | None) -> None:
    connection.settimeout(5)
    with suppress(OSError), connection:
        if context:
            connection = context.wrap_socket(connection, server_side=True)
        with connection:
            if asked := _read(connection):
                site.asked.append(asked)
                reply = site.reply(asked.path)
                if not site.closing.wait(reply.first):
                    _send(site, connection, reply, head=asked.method == "HEAD")


def _send(site: Site, connection: socket.socket, reply: Reply, *, head: bool) -> None:
    for piece in reply.pieces(head=head):
        connection.sendall(piece)
        if site.closing.wait(reply.pause):
            return


def _read(connection: socket.socket) -> Asked | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece or piece.startswith(b"\x16"):  # TLS, which is spoken by one side only
            return None
        data += piece
    first, *lines = data.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in lines)
    return Asked(method, path, {name.lower(): value for name, value in pairs}, time.monotonic())

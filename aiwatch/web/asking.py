"""Asking for many addresses: several hosts at once, each of them one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from queue import Empty, SimpleQueue
from threading import Event, Thread

from aiwatch.domain.errors import Unreachable
from aiwatch.domain.links import Look
from aiwatch.web.client import Answer, Client
from aiwatch.web.guard import NotAllowed, UnknownHost, read_target

HOSTS_AT_ONCE = 8
PAUSE = 1.0
"""Seconds between two requests to one host."""

MOST_WAIT = 30.0
"""The most seconds that a host which asks for patience is waited for."""

Fingerprint = Callable[[Answer], str]
"""Returns the SHA-256 of the text of a page."""


def looks(
    client: Client, addresses: Sequence[str], now: datetime, read: Mapping[str, Fingerprint]
) -> Iterator[Look]:
    """Yield what came of asking for each of `addresses`, as it comes; `now` is when that is.

    Of those that are in `read` the page is read, too. A host that says that it is asked too much
    is waited for once, for MOST_WAIT seconds at most, else left alone with the rest. When no more
    are taken, no more are asked for.
    """
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(_host(address), []).append(address)
    waiting: SimpleQueue[list[str]] = SimpleQueue()
    for group in hosts.values():
        waiting.put(group)
    found: SimpleQueue[Look | Exception] = SimpleQueue()
    stopped = Event()

    def work() -> None:
        try:
            while not stopped.is_set():
                for look in _of_host(client, waiting.get_nowait(), now, read, stopped):
                    found.put(look)
        except Empty:
            pass
        except Exception as error:
            found.put(error)

    for _ in range(min(HOSTS_AT_ONCE, len(hosts))):
        Thread(target=work, daemon=True).start()
    try:
        for _ in addresses:
            yield _next(found)
    finally:
        stopped.set()


def _next(found: SimpleQueue[Look | Exception]) -> Look:
    while True:
        try:
            look = found.get(timeout=0.2)  # Ctrl-C ends no wait without an end on Windows
        except Empty:
            continue
        if isinstance(look, Exception):
            raise look
        return look


def _of_host(
    client: Client,
    addresses: Sequence[str],
    now: datetime,
    read: Mapping[str, Fingerprint],
    stopped: Event,
) -> Iterator[Look]:
    patience: float | None = 0.0
    for number, address in enumerate(addresses):
        if patience is None:
            why = "Its host says that it is asked too much, and was left alone."
            yield Look(address, now, why=why)
            continue
        if number and stopped.wait(PAUSE):
            return
        look, patience = _look(client, address, now, read.get(address))
        if patience:
            if stopped.wait(max(patience, PAUSE)):
                return
            look, patience = _look(client, address, now, read.get(address))
            patience = None if patience else 0.0
        yield look


def _look(
    client: Client, address: str, now: datetime, fingerprint: Fingerprint | None
) -> tuple[Look, float | None]:
    """Return what came of asking for `address`, and how many seconds to wait before asking again:
    0 if nothing was said of that, None if that is too long."""
    look = Look(address, now)
    try:
        answer = client.get(address) if fingerprint else client.peek(address)
    except UnknownHost as error:
        return replace(look, why=str(error), no_host=True), 0.0
    except Unreachable as error:
        return replace(look, why=str(error), refused=isinstance(error, NotAllowed)), 0.0
    look = replace(
        look,
        status=answer.status,
        to=answer.url if answer.hops else "",
        permanent=answer.permanent,
        sha256=fingerprint(answer) if fingerprint and answer.status == 200 else "",
    )
    return look, _patience(answer)


def _patience(answer: Answer) -> float | None:
    """Return how many seconds `answer` asks to be left alone (Retry-After, RFC 9110, 10.2.3): 0 if
    it does not, None if too long or for nobody knows how long."""
    told = answer.headers.get("retry-after", "").strip()
    if answer.status not in (429, 503) or (answer.status == 503 and not told):
        return 0.0
    if told.isascii() and told.isdecimal():
        seconds = float(told[:9])
    else:
        try:
            until = parsedate_to_datetime(told)
            seconds = (until - parsedate_to_datetime(answer.headers["date"])).total_seconds()
        except (ValueError, TypeError, KeyError):
            return None
    return max(seconds, 0.01) if seconds <= MOST_WAIT else None


def _host(address: str) -> str:
    try:
        return read_target(address).host.removeprefix("www.")
    except Unreachable:
        return ""

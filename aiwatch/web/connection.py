"""A connection over a socket that was checked, its end in time, and whom it trusts."""

import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Timer

from urllib3.connection import HTTPConnection, HTTPSConnection


class Plain(HTTPConnection):
    """A connection over a socket that is there already; host and TLS name stay the URL's."""

    connected: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.connected


class Secure(HTTPSConnection):
    """As `Plain`, with TLS."""

    connected: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.connected


class Deadline:
    """When all must be done, in `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Return how many seconds are left; raises TimeoutError if none are."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def passed(self) -> bool:
        """Tell whether it is over."""
        return time.monotonic() >= self._end

    @contextmanager
    def shutting(self, connected: socket.socket) -> Iterator[None]:
        """Shut the connection when time is up, whoever reads from it then: a time limit on single
        reads would not stop a server that sends a byte a second."""
        # TLS takes the socket over; a duplicate stays ours.
        handle = connected.dup()

        def shut() -> None:
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

        timer = Timer(max(self._end - time.monotonic(), 0), shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
            handle.close()


def connected_to(addresses: Sequence[str], port: int, until: Deadline) -> socket.socket:
    """Return a socket connected to the first of `addresses` that answers; each gets its share of
    the time that is left. Raises OSError of the last one."""
    for number, address in enumerate(addresses):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            connected.settimeout(until.left() / (len(addresses) - number))
            connected.connect((address, port))
            connected.settimeout(until.left())
        except OSError as error:
            connected.close()
            failed = error
        else:
            return connected
    raise failed


def trust() -> ssl.SSLContext:
    """Return what certificates are verified with: the system's trust store, where Python can ask
    it; else those that OpenSSL knows."""
    try:
        import truststore
    except ImportError:
        return ssl.create_default_context()
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

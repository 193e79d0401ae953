"""A mail server on the loopback, and a program that stands in for `sendmail -t`.

As a program (`python mail_server.py PORT`) it reads a message from stdin as sendmail does, up to a
line with a lone dot, takes the recipients from its fields, and hands it to the server at PORT.
"""

from __future__ import annotations

import asyncio
import smtplib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.utils import getaddresses
from typing import Any


@dataclass
class Received:
    """A message as the server got it: the envelope's sender and recipients, and the bytes."""

    sender: str
    recipients: list[str]
    data: bytes


@dataclass
class Server:
    """A running server: where it listens, and what it has `received`."""

    port: int = 0
    received: list[Received] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(
            Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content)
        )
        return "250 Taken"


@contextmanager
def mail_server() -> Iterator[Server]:
    """Run a server that takes 7-bit mail as RFC 5321 has it, while the block runs."""
    from aiosmtpd.smtp import SMTP

    found = Server()
    ready, done = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        loops.append(loop)
        listening = await loop.create_server(
            lambda: SMTP(found, hostname="mail.example", loop=loop), "127.0.0.1", 0
        )
        found.port = listening.sockets[0].getsockname()[1]
        ready.set()
        async with listening:
            await done.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield found
    finally:
        loops[0].call_soon_threadsafe(done.set)
        thread.join(10)


def send(port: int) -> None:
    """Send the message on stdin, as `sendmail -t` does."""
    lines: list[bytes] = []
    for line in sys.stdin.buffer:
        if line == b".\n":
            break
        lines.append(line)
    data = b"".join(lines)
    head = message_from_bytes(data)
    fields = [str(head[name]) for name in ("To", "Cc") if head[name]]
    recipients = [address for _, address in getaddresses(fields)]
    (_, sender) = getaddresses([str(head["From"] or "nobody@example.org")])[0]
    with smtplib.SMTP("127.0.0.1", port) as client:
        # As text: its line ends become those of the network.
        client.sendmail(sender, recipients, data.decode("ascii"))


if __name__ == "__main__":
    send(int(sys.argv[1]))

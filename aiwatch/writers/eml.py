"""A briefing as a complete mail message (RFC 5322, MIME): as text and as HTML, the Markdown
attached.

The same briefing and envelope give the same bytes. Whatever carries mail takes them as they are:
all is ASCII in lines of less than 80 characters (the attachment's name beyond ASCII and a long
address may take more, below the 998 that are allowed), and no line of the briefing is one that a
mail program on the way would obey or change (a lone dot, `From `, spaces at its end). Lines end in
`\\n`, which `sendmail -t` takes and turns into what the network wants.
"""

import re
from binascii import a2b_base64, a2b_qp, b2a_base64, b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.generator import Generator
from email.message import Message
from email.utils import format_datetime
from hashlib import sha256
from io import StringIO
from typing import TypeAlias

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.dates import show_day
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.issue import issue_name
from aiwatch.domain.mailbox import Mailbox
from aiwatch.writers import html, markdown, text
from aiwatch.writers.header_fields import (
    attachment_field,
    mailbox_field,
    shown,
    subject_field,
)

_Message: TypeAlias = "Message[str, str]"

_MESSAGE_ID = re.compile(r"<[\w.+-]+@[\w.-]+>", re.ASCII)
_NEW_FIELD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|\n(?! \S)")
"""What would end a field, or be obeyed in it."""

_GROWTH = 77 / 57
"""How many bytes base64 makes of one, with its line ends; quoted-printable makes three of each that
is not ASCII."""

_ASCII = bytes(range(128))
_LINE = 76
"""The most characters of an encoded line (RFC 2045, section 6.7 and 6.8)."""

_LONGEST_TITLE = 40
"""How many characters of a title the attachment's name has."""


@dataclass(frozen=True)
class Envelope:
    """What a message says of itself: whom it is for and from, its subject (empty: the usual one),
    when it was written, and its Message-ID. What is empty or None is left out.

    Raises InvalidInput for a date without a zone and what is no Message-ID.
    """

    to: tuple[Mailbox, ...] = ()
    cc: tuple[Mailbox, ...] = ()
    sender: Mailbox | None = None
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""

    def __post_init__(self) -> None:
        if self.date is not None and self.date.utcoffset() is None:
            raise InvalidInput("The date of a message has a zone.")
        if self.message_id and not _MESSAGE_ID.fullmatch(self.message_id):
            raise InvalidInput(f"{self.message_id!r} is no Message-ID such as <a1@example.org>.")


def write(briefing: Briefing, envelope: Envelope | None = None) -> str:
    """Return `briefing` as a message in ASCII, ending in a line break; without an `envelope` it has
    the usual subject only.

    One without recipients is marked as a draft (`X-Unsent`), for a mail program to address it.
    """
    envelope = envelope or Envelope()
    plain = _part("plain", text.write(briefing))
    page = _part("html", html.write(briefing))
    source = _part("markdown", markdown.write(briefing))
    source["Content-Disposition"] = attachment_field(attachment_name(briefing))
    payloads = "".join(str(part.get_payload()) for part in (plain, page, source))
    mark = sha256(f"{envelope.message_id}\n{payloads}".encode()).hexdigest()[:20]
    # Of its policies the oldest, which is the usual one here, takes fields as they are; the newer
    # ones would decode, fold and encode what we have encoded, as each version of Python does it.
    message = Message()
    for name, value in _fields(briefing, envelope).items():
        if not value.isascii() or _NEW_FIELD.search(value):
            raise ValueError(f"not the value of a header field: {value!r}")
        if value:
            message[name] = value
    both = Message()
    _fill(both, "alternative", mark, plain, page)
    _fill(message, "mixed", mark, both, source)
    whole = StringIO()
    _AsItIs(whole, mangle_from_=False, maxheaderlen=0).flatten(message)
    return whole.getvalue()


class _AsItIs(Generator):
    """The library's generator, but it does not look for other line ends: ours are what it would
    make of them. That took an eighth of the time of a long message."""

    def _write_lines(self, lines: str) -> None:
        self.write(lines)


def _fields(briefing: Briefing, envelope: Envelope) -> dict[str, str]:
    """Return the fields of the message itself by name, some of them empty."""
    return {
        "From": mailbox_field([envelope.sender] if envelope.sender else []),
        "To": mailbox_field(envelope.to),
        "Cc": mailbox_field(envelope.cc),
        "Subject": subject_field(envelope.subject or usual_subject(briefing)),
        "Date": format_datetime(envelope.date) if envelope.date else "",
        "Message-ID": envelope.message_id,
        "X-Unsent": "" if envelope.to or envelope.cc else "1",
        "MIME-Version": "1.0",
    }


def _part(kind: str, words: str) -> _Message:
    part = Message()
    encoding, payload = _encoded(words.encode())
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload)
    return part


def _encoded(data: bytes) -> tuple[str, str]:
    """Return the transfer encoding that makes about the least of `data`, and what it makes."""
    if len(data) + 2 * len(data.translate(None, _ASCII)) <= _GROWTH * len(data):
        quoted = b2a_qp(data).decode()
        # Mailboxes of the old form put a sign before such a line.
        if "\nFrom " not in f"\n{quoted}":
            return "quoted-printable", quoted
    flat = b2a_base64(data, newline=False).decode()
    lines = [flat[place : place + _LINE] for place in range(0, len(flat), _LINE)]
    return "base64", "\n".join([*lines, ""])


def _fill(message: _Message, kind: str, mark: str, *parts: _Message) -> None:
    """Make `message` one of several `parts`. No line of an encoded part can be its boundary: `=_`
    stands in neither encoding (RFC 2045, section 6.7)."""
    message["Content-Type"] = f'multipart/{kind}; boundary="=_{kind[0]}{mark}"'
    for part in parts:
        message.attach(part)


def html_of(message: str) -> str:
    """Return the HTML in a `message` that `write` has written."""
    # In no text of a part can this stand: its = would be encoded. A parser would take as long as
    # all the rest.
    part = message.partition('Content-Type: text/html; charset="utf-8"\n')[2]
    head, _, body = part.partition("\n\n")
    data = body.partition("\n--=_a")[0].encode()
    return (a2b_base64(data) if "base64" in head else a2b_qp(data)).decode()


def usual_subject(briefing: Briefing) -> str:
    """Return the subject of a message that is given none: `AI watch, issue 12, 19 May 2025`."""
    number = f", issue {briefing.number}" if briefing.number is not None else ""
    return f"{' '.join(briefing.title.split())}{number}, {show_day(briefing.day)}"


def attachment_name(briefing: Briefing) -> str:
    """Return the name of the attached file, one that every system takes: `AI watch
    2025-05-19.md`."""
    title = re.sub(r'[<>:"/\\|?*]', "-", shown(briefing.title))[:_LONGEST_TITLE].strip(" .")
    day = briefing.day.isoformat()
    dated = day if briefing.number is None else issue_name(briefing.number, day)
    return f"{title} {dated}.md".strip()

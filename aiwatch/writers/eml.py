"""A briefing as a complete mail message (RFC 5322, MIME): as text and as HTML, the Markdown
attached.

The same briefing and envelope give the same bytes. Whatever carries mail takes them as they are:
all is ASCII in lines of less than 80 characters, and no line of the briefing is one that a mail
program on the way would obey or change (a lone dot, `From `, spaces at its end). Lines end in
`\\n`, which `sendmail -t` takes and turns into what the network wants.
"""

import re
from base64 import decodebytes, encodebytes
from binascii import a2b_qp, b2a_qp
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.policy import Compat32
from email.utils import format_datetime
from hashlib import sha256
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
_GROWTH = 77 / 57
"""How many bytes base64 makes of one, with its line ends."""

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


class _AsWritten(Compat32):
    """A policy that takes the fields as they are: we have encoded and folded them."""

    def fold(self, name: str, value: str) -> str:
        """Raises ValueError for a value in which a field of its own begins."""
        if not value.isascii() or _NEW_FIELD.search(value):
            raise ValueError(f"not a header field: {value!r}")
        return f"{name}: {value}\n"


_AS_WRITTEN = _AsWritten(mangle_from_=False)
_NEW_FIELD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]|\n(?! \S)")


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
    message = Message(_AS_WRITTEN)
    for name, value in _fields(briefing, envelope).items():
        if value:
            message[name] = value
    both = Message(_AS_WRITTEN)
    _fill(both, "alternative", mark, plain, page)
    _fill(message, "mixed", mark, both, source)
    return message.as_string()


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
    part = Message(_AS_WRITTEN)
    encoding, payload = _encoded(words.encode())
    part["Content-Type"] = f'text/{kind}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = encoding
    part.set_payload(payload)
    return part


def _encoded(data: bytes) -> tuple[str, str]:
    """Return the transfer encoding that makes the least of `data`, and what it makes."""
    quoted = b2a_qp(data)
    # Mailboxes of the old form put a sign before such a line.
    if len(quoted) > len(data) * _GROWTH or b"\nFrom " in b"\n" + quoted:
        return "base64", encodebytes(data).decode()
    return "quoted-printable", quoted.decode()


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
    return (decodebytes(data) if "base64" in head else a2b_qp(data)).decode()


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

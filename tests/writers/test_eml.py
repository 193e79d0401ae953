"""A briefing as a mail: read back by Python's parsers it is what it was, whatever is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any

import pytest
from conftest import Hostile

from aiwatch.domain.briefing import Briefing
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.mailbox import Mailbox, read_mailboxes
from aiwatch.domain.text import visible
from aiwatch.writers import html, markdown, text
from aiwatch.writers.eml import Envelope, attachment_name, html_of, write
from aiwatch.writers.header_fields import shown
from briefings import NAMES, brief_of, development, read_briefing

ENVELOPE = Envelope(
    to=read_mailboxes('Lin Wei <lin@example.org>, "王伟" <w@example.org>'),
    cc=read_mailboxes("desk@example.org"),
    sender=Mailbox("AI 观察", "watch@example.org"),
    date=datetime(2025, 5, 19, 12, tzinfo=UTC),
    message_id="<0123456789abcdef@example.org>",
)
FIELDS = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
NASTY = [
    "=?utf-8?q?a=0D=0ABcc:_e?=",
    "=?utf-8?b?YQ0KQmNjOiBl?=",
    "a\r\nBcc: e@example.org",
    "a\r\n\r\nA body.",
    "a\nBcc: e@example.org",
    "a\rBcc: e@example.org",
    "a\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029Bcc: e",
    'a" <e@example.org>, "b',
    "a\\",
    'a\\"b',
    "a, b; c: d (e) <f@example.org> [g] @h",
    "  two  spaces  ",
    "x" * 2000,
    "清" * 500,
    "=?",
    "?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0D=3D0ABcc=3A=5Fe=3F=3D?=",
    "\udc0d\udc0aBcc: e",
    "a\u202eb\u200bc",
    "😀" * 60,
]


def parsed(message: str) -> EmailMessage:
    found = message_from_string(message, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def parts(message: str) -> list[EmailMessage]:
    """Return the text, the HTML and the attachment, where a message is built as it should be."""
    mixed = parsed(message)
    both, attached = mixed.iter_parts()
    plain, page = both.iter_parts()
    assert [part.get_content_type() for part in (mixed, both, plain, page, attached)] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/markdown",
    ]
    assert not [part.defects for part in mixed.walk() if part.defects]
    return [plain, page, attached]


def check_carried(message: str, briefing: Briefing) -> None:
    """Assert that `message` can be sent as it is and holds all of `briefing`."""
    assert message.isascii()
    assert message.endswith("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f]", message)
    lines = message.split("\n")
    assert max(map(len, lines)) <= 998
    assert not [line for line in lines if line == "." or line.startswith("From ")]
    plain, page, attached = parts(message)
    assert plain.get_content() == text.write(briefing)
    assert page.get_content() == html.write(briefing) == html_of(message)
    assert attached.get_content() == markdown.write(briefing)
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_filename() == attachment_name(briefing)
    assert {part.get_content_charset() for part in (plain, page, attached)} == {"utf-8"}


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str, golden: Callable[[str, str], None]) -> None:
    briefing = read_briefing(name)
    message = write(briefing, ENVELOPE)
    golden(f"eml/{name}.eml", message)
    check_carried(message, briefing)


def test_the_head_of_a_message() -> None:
    head, _, _ = write(brief_of(development(), number=12), ENVELOPE).partition("\n\n")
    assert head.split("\n")[:-1] == [
        "From: =?utf-8?b?QUkg6KeC5a+f?= <watch@example.org>",
        "To: Lin Wei <lin@example.org>,",
        " =?utf-8?b?546L5Lyf?= <w@example.org>",
        "Cc: desk@example.org",
        "Subject: AI watch, issue 12, 19 May 2025",
        "Date: Mon, 19 May 2025 12:00:00 +0000",
        "Message-ID: <0123456789abcdef@example.org>",
        "MIME-Version: 1.0",
    ]
    assert re.fullmatch(
        r'Content-Type: multipart/mixed; boundary="=_m[0-9a-f]{20}"', head.split("\n")[-1]
    )


def test_without_recipients_it_is_a_draft() -> None:
    draft = parsed(write(brief_of()))
    assert draft.keys() == ["Subject", "X-Unsent", "MIME-Version", "Content-Type"]
    assert (draft["Subject"], draft["X-Unsent"]) == ("AI watch, 19 May 2025", "1")
    assert "X-Unsent" not in parsed(write(brief_of(), Envelope(cc=ENVELOPE.cc)))


def test_the_same_gives_the_same_and_another_other_boundaries() -> None:
    one, again = (write(brief_of(development()), ENVELOPE) for _ in range(2))
    assert one == again
    others = [
        write(brief_of(development("Another.")), ENVELOPE),
        write(brief_of(development()), replace(ENVELOPE, message_id="<other@example.org>")),
    ]
    boundaries = [parsed(message).get_boundary() for message in (one, *others)]
    assert len(set(boundaries)) == 3


def test_a_boundary_in_the_text_ends_nothing() -> None:
    boundary = parsed(write(brief_of(development()), ENVELOPE)).get_boundary()
    nasty = f"--{boundary}\n\n--=_m\n\n.\n\nFrom here on\n\n--=_a{boundary}--\n\nEnd =_m."
    briefing = brief_of(development(nasty, headline=f"--{boundary}"))
    check_carried(write(briefing, ENVELOPE), briefing)


def header_of(message: Message[Any, Any], name: str) -> str:
    """Return what a mail program that decodes a header itself would show of it."""
    value = re.sub(r"\n(?=[ \t])", "", str(message[name]))
    return str(make_header(decode_header(value)))


def readings(message: str) -> list[Message[Any, Any]]:
    """Return what the parsers of Python make of `message`, also as it comes over the network."""
    data = message.encode()
    wire = data.replace(b"\n", b"\r\n")
    return [
        message_from_string(message, policy=policy.default),
        message_from_string(message),
        message_from_bytes(data, policy=policy.SMTP),
        BytesParser(policy=policy.default).parsebytes(wire),
        BytesParser(policy=policy.compat32).parsebytes(wire),
    ]


def dense(words: str) -> str:
    return "".join(words.split())


def check_fields(message: str, subject: str, names: list[str]) -> None:
    """Assert that each parser finds our fields and no other, with what they were given."""
    for reading in readings(message):
        assert reading.keys() == FIELDS
        assert not [part.defects for part in reading.walk() if part.defects]
        if isinstance(reading, EmailMessage):
            assert reading["Subject"] == subject
            assert not reading["Subject"].defects
            # CPython 3.11 puts a space between two encoded words of a name.
            found_names = [dense(box.display_name) for box in reading["To"].addresses]
            assert found_names == [dense(name) for name in names]
            assert [box.addr_spec for box in reading["To"].addresses] == [
                f"{number}@example.org" for number in range(len(names))
            ]
        else:
            assert header_of(reading, "Subject") == subject
            found = getaddresses([str(reading["To"])])
            assert [address for _, address in found] == [
                f"{number}@example.org" for number in range(len(names))
            ]
            assert [str(make_header(decode_header(name))) for name, _ in found] == names


def test_no_text_makes_a_field_of_its_own(hostile: list[Hostile]) -> None:
    for given in [*NASTY, *(item.text for item in hostile)]:
        to = tuple(Mailbox(given, f"{number}@example.org") for number in range(3))
        envelope = replace(ENVELOPE, to=to, sender=Mailbox(given, "a@example.org"), subject=given)
        briefing = brief_of(development(), title=given)
        message = write(briefing, envelope)
        check_fields(message, shown(given), [shown(given)] * 3)
        name = parts(message)[-1].get_filename()
        assert name == attachment_name(briefing)
        assert not re.search(r'[\x00-\x1f/\\:*?"<>|]', name)
        for line in message.split("\n"):
            assert len(line) <= (76 if "=?" in line else 998)


def test_line_ends_and_controls_are_seen_where_they_stood() -> None:
    message = write(brief_of(), replace(ENVELOPE, subject="a\r\nBcc: \x1b[31me\u202e"))
    assert parsed(message)["Subject"] == "a␍␊Bcc: ␛[31me⟨U+202E⟩"


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [
        ("AI watch", None, "AI watch 2025-05-19.md"),
        ("AI watch", 12, "AI watch 012-2025-05-19.md"),
        ("中国人工智能观察", None, "中国人工智能观察 2025-05-19.md"),
        ("../../etc/passwd", None, "-..-etc-passwd 2025-05-19.md"),
        ('a"b\\c\r\n:d', None, "a-b-c␍␊-d 2025-05-19.md"),
        ("", None, "2025-05-19.md"),
        ("😀" * 100, None, "😀" * 40 + " 2025-05-19.md"),
    ],
)
def test_the_attached_file_has_a_name_for_every_system(
    title: str, number: int | None, name: str
) -> None:
    briefing = brief_of(title=title, number=number)
    for reading in readings(write(briefing, ENVELOPE)):
        names = [part.get_filename() for part in reading.walk() if part.get_filename()]
        assert names == [name]


def test_chinese_and_english_take_the_encoding_that_is_shorter() -> None:
    for words, encoding in (("清朗行动。" * 300, "base64"), ("Quiet. " * 300, "quoted-printable")):
        plain = parts(write(brief_of(development(words)), ENVELOPE))[0]
        assert plain["Content-Transfer-Encoding"] == encoding


def test_what_is_no_envelope_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Envelope(date=datetime(2025, 5, 19))
    for wrong in ("a@example.org", "<a>", "<a@b>\nBcc: e", "<a b@c>", "<=?utf-8?q?a?=@b>"):
        with pytest.raises(InvalidInput):
            Envelope(message_id=wrong)


def test_everything_hidden_is_visible_in_each_part(hostile: list[Hostile]) -> None:
    items = [development(item.text, headline=" ".join(item.text.split())) for item in hostile]
    briefing = brief_of(*items)
    message = write(briefing, ENVELOPE)
    check_carried(message, briefing)
    for part in parts(message):
        assert visible(part.get_content()) == part.get_content()

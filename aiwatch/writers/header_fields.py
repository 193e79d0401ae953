"""The header fields of a mail: any text in, lines out that mail programs read as that text.

What a field is to show is never left to a parser of header fields: those decode what looks like an
encoded word, and then obey what comes out, such as a line end. Whatever is not plain is encoded
here, after control characters were made visible.
"""

import re
from collections.abc import Iterable
from email.header import Header
from urllib.parse import quote

from aiwatch.domain.mailbox import Mailbox
from aiwatch.domain.text import visible

_LINE = 76
"""The most characters of a line with encoded words (RFC 2047, section 2)."""

_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(?: [\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)


def shown(text: str) -> str:
    """Return `text` on one line, what nobody could see in it as visible tokens."""
    return visible(text).replace("\n", "\u240a").strip()


def subject_field(text: str) -> str:
    """Return the value of a `Subject` field that shows `text`."""
    text = shown(text)
    room = _LINE - len("Subject: ")
    if _is_plain(text, _PLAIN) and len(text) <= room:
        return text
    return _encoded(text, len("Subject: "))


def mailbox_field(mailboxes: Iterable[Mailbox]) -> str:
    """Return the value of a field such as `To`, each mailbox on a line of its own."""
    return ",\n ".join(map(_mailbox, mailboxes))


def attachment_field(name: str) -> str:
    """Return the value of the `Content-Disposition` of an attachment called `name`, which has
    neither quotes nor backslashes; beyond ASCII in the form of RFC 2231."""
    if _is_plain(name, _PLAIN):
        return f'attachment;\n filename="{name}"'
    return f"attachment;\n filename*=utf-8''{quote(name, safe='')}"


def _mailbox(mailbox: Mailbox) -> str:
    name = shown(mailbox.name)
    if not name:
        return mailbox.address
    if _is_plain(name, _PLAIN) and len(name) < _LINE // 2:
        if not _ATOMS.fullmatch(name):
            name = '"{}"'.format(re.sub(r'(["\\])', r"\\\1", name))
    else:
        name = _encoded(name, len("From: "))
    last = name.rpartition("\n")[2]
    fold = "" if len(last) + len(mailbox.address) + len("From:  <>,") <= _LINE else "\n"
    return f"{name}{fold} <{mailbox.address}>"


def _is_plain(text: str, pattern: re.Pattern[str]) -> bool:
    return "=?" not in text and pattern.fullmatch(text) is not None


def _encoded(text: str, before: int) -> str:
    """Return `text` as encoded words (RFC 2047), a line each; `before` is how many characters stand
    before the first."""
    return Header(text, "utf-8", maxlinelen=_LINE - before).encode(linesep="\n") if text else ""

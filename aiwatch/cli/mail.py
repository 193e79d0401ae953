"""Addressing a briefing that goes out as a mail: by the options, else by the archive's settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from aiwatch.cli.shell import Session, cleaned
from aiwatch.domain.errors import InvalidInput

if TYPE_CHECKING:
    from datetime import datetime

    from aiwatch.domain.briefing import Briefing
    from aiwatch.domain.mailbox import Mailbox
    from aiwatch.writers.eml import Envelope

NOWHERE = "aiwatch.invalid"
"""The domain of a Message-ID where the sender's is not known: never this machine's name."""


class MailOptions(NamedTuple):
    """The options --to, --cc, --from and --subject, as they were given."""

    to: list[str] | None = None
    cc: list[str] | None = None
    sender: str | None = None
    subject: str | None = None


class Addressing(NamedTuple):
    """Whom a mail is for and from, its subject, if it was told one, and when it is written."""

    to: tuple[Mailbox, ...]
    cc: tuple[Mailbox, ...]
    sender: Mailbox | None
    subject: str
    now: datetime


def addressing(desk: Session, formats: list[str], given: MailOptions) -> Addressing | None:
    """Return where a briefing in `formats` goes, None if none of them is a mail.

    Raises InvalidInput for what is no address, and for options that other formats have no use for.
    """
    if "eml" not in formats:
        if any(value is not None for value in given):
            raise InvalidInput(
                "--to, --cc, --from and --subject are for a mail; add -f eml, or -o FILE.eml."
            )
        return None
    usual = desk.config.mail
    senders = _mailboxes("--from", None if given.sender is None else [given.sender], usual.sender)
    if len(senders) > 1:
        raise InvalidInput(f"--from is one address, not {len(senders)}.")
    subject = usual.subject if given.subject is None else cleaned(given.subject, "The subject")
    return Addressing(
        to=_mailboxes("--to", given.to, usual.to),
        cc=_mailboxes("--cc", given.cc, usual.cc),
        sender=senders[0] if senders else None,
        subject=" ".join(subject.split()),
        now=desk.clock.now,
    )


def _mailboxes(option: str, given: list[str] | None, usual: str) -> tuple[Mailbox, ...]:
    """Return the mailboxes that the option was given, the `usual` ones if it was not."""
    from aiwatch.domain.mailbox import read_mailboxes

    if given is None:
        return read_mailboxes(usual) if usual else ()
    found: dict[Mailbox, None] = {}
    for text in given:
        text = cleaned(text, f"The value of {option}")
        try:
            found |= dict.fromkeys(read_mailboxes(text))
        except InvalidInput as error:
            raise InvalidInput(f"{option}: {error}") from None
    return tuple(found)


def envelope(briefing: Briefing, address: Addressing) -> Envelope:
    """Return the envelope of `briefing` as a mail.

    Its Message-ID is made of what is in it and the time, so that what is sent twice is known for
    one.
    """
    from aiwatch.writers.eml import Envelope

    domain = address.sender.domain if address.sender else NOWHERE
    return Envelope(
        to=address.to,
        cc=address.cc,
        sender=address.sender,
        subject=address.subject,
        date=address.now,
        message_id=f"<{_mark(briefing, address)}@{domain}>",
    )


def _mark(briefing: Briefing, address: Addressing) -> str:
    """Return letters and digits that another briefing, or one to others, would not have."""
    from hashlib import sha256

    # The order of a set differs from run to run.
    told = [repr(address), repr(replace(briefing, sections=(), late=frozenset()))]
    for section in briefing.sections:
        told.append(section.title)
        for item in section.developments:
            told += (item.id, str(item.edited), str(item.id in briefing.late), item.text)
    return sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:32]

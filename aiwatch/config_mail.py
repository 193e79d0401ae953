"""The settings below [mail] of `aiwatch.toml`: where a briefing goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiwatch.domain.errors import InvalidInput

if TYPE_CHECKING:
    from aiwatch.config_trouble import Refusal

MAIL = {"to": "to", "cc": "cc", "from": "sender", "subject": "subject"}
"""The keys, and the field of `Mail` that each is."""


@dataclass(frozen=True)
class Mail:
    """Where a briefing goes as a mail, as typed and valid: lists of mailboxes, the sender's, and a
    subject; empty for what the file does not set."""

    to: str = ""
    cc: str = ""
    sender: str = ""
    subject: str = ""

    def value(self, key: str) -> str:
        """Return what `key` is set to, empty if it is not."""
        return str(getattr(self, MAIL[key]))


def read_mail(table: Any, refusal: Refusal) -> Mail:
    """Return the settings of `table`; raises InvalidInput, as `refusal` makes it."""
    if not isinstance(table, Mapping):
        raise refusal('Below [mail] stand lines such as  to = "desk@example.org"', "mail", "")
    given = {MAIL[key]: _read(key, value, refusal) for key, value in table.items() if key in MAIL}
    return Mail(**given)


def _read(key: str, value: Any, refusal: Refusal) -> str:
    several = key in ("to", "cc")
    parts = value if several and isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        kind = "a text in quotes, or a list of such texts" if several else "a text in quotes"
        raise refusal(f"{key} is {kind}.", key, "mail")
    text = ", ".join(parts).strip()
    if "\n" in text:
        raise refusal(f"{key} is one line.", key, "mail")
    if key == "subject" or not text:
        return text
    from aiwatch.domain.mailbox import read_mailboxes

    try:
        number = len(read_mailboxes(text))
    except InvalidInput as error:
        raise refusal(str(error), key, "mail") from None
    if number > 1 and not several:
        raise refusal("from is one address.", key, "mail")
    return text

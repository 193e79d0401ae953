"""Mailboxes: whom a mail comes from and goes to."""

import re
from dataclasses import dataclass

from aiwatch.domain.errors import InvalidInput

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253

_ENTRY = re.compile(
    r"""\s*(?:(?:"(?P<quoted>(?:[^"\\]|\\.)*)"\s*|(?P<bare>[^"<>,;@\\]*))<(?P<angled>[^<>,;"]*)>"""
    r"""|(?P<address>[^\s<>,;"]+))\s*(?:,\s*|\Z)""",
    re.DOTALL,
)
_EXAMPLE = "Write lin@example.org or Lin Wei <lin@example.org>, several with commas between them."


@dataclass(frozen=True)
class Mailbox:
    """A `name`, any text or none, and an `address` (RFC 5321, in ASCII).

    Raises InvalidInput, naming the address, if mail could not be sent to it.
    """

    name: str
    address: str

    def __post_init__(self) -> None:
        local, at, domain = self.address.rpartition("@")
        if not at:
            raise InvalidInput(f"{self.address!r} is no mail address: it has no @. {_EXAMPLE}")
        # What looks encoded would be decoded by those who read it.
        if "=?" in local or not _LOCAL.fullmatch(local) or len(local) > _LONGEST_LOCAL:
            raise InvalidInput(
                f"{self.address!r} is no mail address: before the @ stand up to 64 letters from "
                "a to z, digits, dots and the like."
            )
        if not _DOMAIN.fullmatch(domain) or len(domain) > _LONGEST_DOMAIN:
            raise InvalidInput(
                f"{self.address!r} is no mail address: behind the @ stands a domain such as "
                "example.org."
            )

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def read_mailboxes(text: str) -> tuple[Mailbox, ...]:
    """Return the mailboxes that `text` lists, commas between them: `lin@example.org`, `Lin Wei
    <lin@example.org>` or `"Wei, Lin" <lin@example.org>`. A domain in other letters becomes its
    form in ASCII (RFC 3490).

    Raises InvalidInput, naming what is none.
    """
    found: list[Mailbox] = []
    place = 0
    while place < len(text.rstrip()):
        entry = _ENTRY.match(text, place)
        if entry is None:
            wrong = text[place:].partition(",")[0].strip() or ","
            raise InvalidInput(f"{wrong!r} is no mail address. {_EXAMPLE}")
        name = entry["bare"] or ""
        if entry["quoted"] is not None:
            name = re.sub(r"(?s)\\(.)", r"\1", entry["quoted"])
        address = entry["address"] or entry["angled"] or ""
        found.append(Mailbox(name.strip(), _in_ascii(address.strip())))
        place = entry.end()
    if not found:
        raise InvalidInput(f"There is no mail address in {text!r}. {_EXAMPLE}")
    return tuple(found)


def _in_ascii(address: str) -> str:
    """Return `address` with its domain in ASCII, unless that would be another domain."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        coded = domain.encode("idna").decode("ascii")
        same = coded.encode("ascii").decode("idna") == domain.lower()
    except UnicodeError:
        same = False
    if not same:
        raise InvalidInput(
            f"{address!r} is no mail address: its domain has no form in ASCII that is certain; "
            "give it as xn--…"
        )
    return f"{local}{at}{coded}"

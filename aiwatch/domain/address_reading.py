"""What an address tells by itself, without the network: publisher, language, day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from aiwatch.domain.addresses import (
    host_of,
    is_live,
    is_web,
    is_web_address,
    lacks_scheme,
    language_told,
    original_address,
    unwrapped,
)
from aiwatch.domain.publishers import DatedAddress, Platform, Publisher, Register

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_POSTED_WITHIN = timedelta(31)
"""How long after the upload that an address tells a page may be posted."""


@dataclass(frozen=True, slots=True)
class AddressReading:
    """What an address tells.

    `host` is what it was read for, empty if it is no address of a host of the web. `publisher` is
    None at a `platform`, too. `language` is ISO 639-1, `in_address` whether the address itself says
    so and not the register. `day` is only a suggestion: `gives` says what day it is, such as
    `posting date`, `from_path` the piece of the path that it stands in.
    """

    host: str = ""
    publisher: Publisher | None = None
    platform: Platform | None = None
    language: str = ""
    in_address: bool = False
    day: date | None = None
    gives: str = ""
    from_path: str = ""


def read_address(url: str, register: Register) -> AddressReading:
    """Return what `url`, with `https://` before it where it lacks that, or the address that it is
    an archived copy of, tells by `register`."""
    url = url.strip()
    if lacks_scheme(url):
        url = f"https://{url}"
    url = unwrapped(original_address(url))
    if not (is_web(url) and is_web_address(url) and is_live(url)):
        return AddressReading()
    host = host_of(url)
    if not _HOST.fullmatch(host):
        return AddressReading()
    told = language_told(url)
    platform = register.platform_at(host)
    day, gives, from_path = _day(url, host, register)
    return AddressReading(
        host=host,
        publisher=register.publisher_at(host),
        platform=platform,
        language=told or register.language_at(url),
        in_address=bool(told),
        day=day,
        gives=gives,
        from_path=from_path,
    )


def _day(url: str, host: str, register: Register) -> tuple[date | None, str, str]:
    """Return the day in the path of `url`, what day it is, and the piece of the path that tells
    it; None if its host's addresses carry none that is sure."""
    path = re.split("[?#]", url.partition("://")[2], maxsplit=1)[0]
    path = path[path.find("/") :] if "/" in path else ""
    for address in _ways(host, register):
        found = re.search(address.expression, path) if address.expression else None
        day = _day_of(found) if found else None
        if found and day:
            # `folder = posting day; stamp = upload moment`, `posting date (may be a re-post …)`
            gives = address.gives.partition(";")[0].partition(" (")[0]
            return day, gives.rpartition(" = ")[2], found[0]
    return None, "", ""


def _ways(host: str, register: Register) -> Iterator[DatedAddress]:
    labels = host.split(".")
    for start in range(len(labels)):
        yield from register.dated.get(".".join(labels[start:]), ())


def _day_of(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    try:
        if "stamp" not in parts:
            return date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
        stamp = parts["stamp"]
        uploaded = date(int(stamp[:4]), int(stamp[4:6]), int(stamp[6:]))
        for year in (uploaded.year, uploaded.year + 1):
            posted = date(year, int(parts["m"]), int(parts["d"]))
            if uploaded <= posted <= uploaded + _POSTED_WITHIN:
                return posted
    except ValueError:
        pass
    return None

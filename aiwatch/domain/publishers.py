"""The publisher register: who publishes where, and which hosts do not tell."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from aiwatch.domain.addresses import host_of, language_told, original_address
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import fold

GOVERNMENT = frozenset(
    {"government", "regulator", "ministry", "legislature", "court", "local government"}
)
"""The kinds of publisher that are part of a government."""

_OFTEN_TWO_LANGUAGES = frozenset({"company", "think tank", "association"})
"""The kinds whose sites often have two languages; those of others have one where the address tells
no other."""

_DOCUMENT = pattern(r"(?i)\.(?:pdf|docx?|pptx?|xlsx?)(?:$|[?#])")
_PLAIN_LABELS = frozenset({"www", "m", "mobile", "wap"})
_BRACKETS = pattern(r"\s*[(（](?P<inside>[^()（）]*)[)）]")

_Entry = TypeVar("_Entry", "Publisher", "Platform")


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes at `domain` and below it: names, the usual language (ISO 639-1) and the kind,
    such as `regulator` or `state media`."""

    domain: str
    name: str
    short: str
    chinese: str
    language: str
    kind: str

    @property
    def printed(self) -> str:
        """The name as a source note has it: `State Council (English portal)` without brackets."""
        return _BRACKETS.sub("", self.name) or self.name

    @property
    def is_government(self) -> bool:
        """Whether it is part of a government."""
        return self.kind in GOVERNMENT or is_government_host(self.domain)


@dataclass(frozen=True, slots=True)
class Platform:
    """A place where others publish: its name, and its `role`: `publisher` if it is rightly named
    as one all the same, `archive` if it keeps copies of pages, else empty."""

    domain: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class DatedAddress:
    """How addresses of `host` and below carry a day: `gives` says what day it is, such as `posting
    date`, `expression` finds it in the path, as the groups y, m and d, or m and d with `stamp`, an
    earlier day (YYYYMMDD); empty for addresses that carry none."""

    host: str
    gives: str
    expression: str


@dataclass(frozen=True)
class Register:
    """The register: publishers and platforms by domain and by folded name, each of the publishers'
    names as it is spelled by the folded one, and which addresses carry a day, by host."""

    publishers: Mapping[str, Publisher] = field(default_factory=dict)
    platforms: Mapping[str, Platform] = field(default_factory=dict)
    publisher_names: Mapping[str, Publisher] = field(default_factory=dict)
    platform_names: Mapping[str, Platform] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    dated: Mapping[str, tuple[DatedAddress, ...]] = field(default_factory=dict)

    def publisher_at(self, host: str) -> Publisher | None:
        """Return who publishes at `host`, by its longest suffix; None at a platform, too."""
        publisher, platform = _longest(self.publishers, host), _longest(self.platforms, host)
        if publisher and platform and len(platform.domain) > len(publisher.domain):
            return None
        return publisher

    def platform_at(self, host: str) -> Platform | None:
        """Return the platform that `host` belongs to, None where a publisher of its own is."""
        return None if self.publisher_at(host) else _longest(self.platforms, host)

    def publisher_named(self, name: str) -> Publisher | None:
        """Return the publisher called `name`, in English, short, in Chinese or by a variant."""
        return self.publisher_names.get(key_of(name))

    def platform_named(self, name: str) -> Platform | None:
        """Return the platform called `name`."""
        return self.platform_names.get(key_of(name))

    def language_at(self, url: str) -> str:
        """Return the language (ISO 639-1) that pages such as `url` have: as its host or path tells,
        else that of its publisher; empty where that is not sure."""
        url = original_address(url)
        if told := language_told(url):
            return told
        host = host_of(url)
        publisher = self.publisher_at(host)
        if publisher is None or publisher.kind in _OFTEN_TWO_LANGUAGES or _DOCUMENT.search(url):
            return ""
        # cn.chinadaily.com.cn: below an English address much may be Chinese.
        below = host.removesuffix(publisher.domain).rstrip(".").split(".")
        if publisher.language != "zh" and not _PLAIN_LABELS.issuperset(filter(None, below)):
            return ""
        return publisher.language


def read_register(
    publishers: str,
    platforms: str,
    variants: str = "",
    dates: str = "",
    *,
    own: Iterable[Publisher] = (),
) -> Register:
    """Return the register that four CSV texts with a header describe: publishers (domain, name_en,
    abbrev, name_zh, lang, kind), platforms (domain, name, also, role), variants of the publishers'
    names (canonical_en, variant) and addresses with a day (host, gives, expression).

    Publishers of the user's `own` come first, and take the place of those at the same domain.
    """
    known: dict[str, Publisher] = {publisher.domain: publisher for publisher in own}
    replaced: list[Publisher] = []
    for row in _rows(publishers):
        publisher = Publisher(
            row["domain"], row["name_en"], row["abbrev"], row["name_zh"], row["lang"], row["kind"]
        )
        if known.setdefault(publisher.domain, publisher) is not publisher:
            replaced.append(publisher)
    places: dict[str, Platform] = {}
    place_names: dict[str, Platform] = {}
    for row in _rows(platforms):
        platform = Platform(row["domain"], row["name"], row["role"])
        places[platform.domain] = platform
        for name in (platform.name, platform.domain, *row["also"].split(";")):
            place_names.setdefault(key_of(name), platform)
    names: dict[str, Publisher] = {}
    spellings: dict[str, str] = {}

    def name_it(name: str, publisher: Publisher) -> None:
        key = key_of(name)
        names.setdefault(key, publisher)
        spellings.setdefault(key, name)

    # A full name before one that is left when its brackets are taken off: Global Times (Chinese).
    for spelled in (_full_names, _bare_names):
        for publisher in known.values():
            for name in spelled(publisher):
                name_it(name, publisher)
        for publisher in replaced:
            for name in spelled(publisher):
                name_it(name, known[publisher.domain])
    for row in _rows(variants):
        if publisher_named := names.get(key_of(row["canonical_en"])):
            name_it(row["variant"], publisher_named)
    for folded in (names, place_names, spellings):
        folded.pop("", None)
    dated: dict[str, tuple[DatedAddress, ...]] = {}
    for row in _rows(dates):
        address = DatedAddress(row["host"], row["gives"], row["expression"])
        dated[address.host] = (*dated.get(address.host, ()), address)
    return Register(known, places, names, place_names, spellings, dated)


def is_government_host(host: str) -> bool:
    """Tell whether `host` is a Chinese government's."""
    return host == "gov.cn" or host.endswith(".gov.cn")


def key_of(name: str) -> str:
    """Return `name` for comparing: without regard to case, width, spaces and a leading `the`."""
    return " ".join(fold(name).split()).removeprefix("the ")


def _rows(text: str) -> Iterator[dict[str, str]]:
    return csv.DictReader(text.splitlines())


def _full_names(publisher: Publisher) -> tuple[str, ...]:
    return publisher.name, publisher.short, publisher.chinese


def _bare_names(publisher: Publisher) -> Iterator[str]:
    if "(" not in publisher.name and "（" not in publisher.chinese:
        return
    for name in (publisher.name, publisher.chinese):
        yield _BRACKETS.sub("", name)
    for found in _BRACKETS.finditer(publisher.chinese):
        yield found["inside"]


def _longest(entries: Mapping[str, _Entry], host: str) -> _Entry | None:
    """Return the entry of the longest domain that `host` is or is below."""
    labels = host.split(".")
    for start in range(len(labels)):
        domain = ".".join(labels[start:])
        if found := entries.get(domain) or (entries.get(f"www.{domain}") if not start else None):
            return found
    return None

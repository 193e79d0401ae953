"""Duplicates: whether a development tells a story that is already logged."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from aiwatch.domain.addresses import unwrapped, without_tracking
from aiwatch.domain.development import Development, Source
from aiwatch.domain.patterns import pattern
from aiwatch.domain.stories import Wording
from aiwatch.domain.text import fold

TEXT_DAYS = 14
"""Nearly the same text within these days is the same story."""

CORRECTED = 92
"""Within so many days a development with the same text and source is the same, redated."""

_VARIANT = pattern(r"_(?:pc|mobile)(?=\.s?html?$)", re.IGNORECASE)
# Folders of columns, lists and home pages, alone or below each other.
_MANY = pattern(
    r"(?:home|main|list|more|node|col|channel|column|category|categories|section|tags?"
    r"|topics?|search|author)(?:[-_]?\d+)*(?:\.(?:s?html?|php|aspx?|jsp))?"
    r"|(?:s?html?|php|jsp|aspx?)"
    r"|en|eng|english|zh|zh-cn|cn|chinese|www|web|mobile|m|pc|site|portal|pub|n\d?|rss|feed"
    r"|news|xw|xwdt|gzdt|tzgg|zwgk|zcfg|zhengce|yaowen|dongtai|zixun|xinwen|latest|live|newsroom|blog|posts"
    r"|press|press-?releases?|media|tech|technology|it|ai|artificial-intelligence|sci|science"
    r"|zuixin|information|sci-?tech|kj|keji|business|finance|economy|china|world|global|politics|policy|opinion|digital"
)
_INDEX = pattern(r"(?:\w*index|default|home)(?:[-_]?\d+)*(?:\.(?:s?html?|php|aspx?|jsp))?")
_STORY = pattern(r"\d|[-_].*[-_]")
_ACCOUNT = pattern(r"[a-z@]+[-_]?[a-z]*")
_LABEL = pattern(r"tags?|topics?|category|columns?|channels?|authors?|search|users?")


class Likeness(NamedTuple):
    """An earlier development that another one repeats, and what shows it: `address` or `text`;
    `share` is how much of the text is the same, 0 if it is little."""

    development: Development
    by: str
    share: float = 0.0


def canonical_address(url: str) -> str:
    """Return `url` for comparing: without scheme, `www.` and `m.`, fragment, tracking parameters,
    default port, `_pc` or `_mobile` and trailing slash, its host in lower case.

    A fragment that names a page, as `#/detail?id=5` does, stays.
    """
    rest = url.strip()
    if "/WZWSRE" in rest:
        rest = unwrapped(rest)
    if "?" in rest:
        rest = without_tracking(rest)
    rest, _, fragment = rest.partition("#")
    fragment = f"#{fragment}" if fragment.startswith(("/", "!")) else ""
    rest = rest.split("://", 1)[-1]
    path, question, query = rest.partition("?")
    host, _, path = path.partition("/")
    host = host.lower().removesuffix(":80").removesuffix(":443").rstrip(".").removeprefix("www.")
    if host.startswith("m.") and "." in host[2:]:
        host = host[2:]
    path = path.rstrip("/")
    if path.endswith(("l", "m", "L", "M")) and "_" in path:
        path = _VARIANT.sub("", path)
    query = query.rstrip("&")
    return f"{host}/{path}" + (f"?{query}" if question and query else "") + fragment


def page_of(url: str) -> str:
    """Return the canonical address of `url` if it tells one story; empty for a home page, a column
    or a list, which tell many."""
    address = canonical_address(url)
    path = address.partition("/")[2]
    if {"?", "#"} & set(path):
        return address
    folders = [part for part in path.lower().split("/") if part]
    names = folders[:-1] if folders and _INDEX.fullmatch(folders[-1]) else folders
    is_list = (
        all(map(_MANY.fullmatch, names))
        or _LABEL.fullmatch("".join(folders[-2:-1]))
        # An index of a folder without a number or a title in its name, an account's page.
        or (names != folders and not _STORY.search(names[-1]))
        or (len(folders) == 1 and _ACCOUNT.fullmatch(folders[0]))
    )
    return "" if is_list else address


def pages_of(development: Development) -> set[str]:
    """Return the canonical addresses of the pages that `development` cites, each of which tells one
    story."""
    return {page_of(source.url) for source in development.sources if source.url} - {""}


def likenesses(candidate: Development, others: Iterable[Development]) -> list[Likeness]:
    """Return those of `others` that tell the story of `candidate`, best first: they cite the same
    page, or have nearly the same text within TEXT_DAYS."""
    pages, wording = pages_of(candidate), Wording.of(candidate)
    found: dict[str | int, Likeness] = {}
    for other in others:
        if other.id and other.id == candidate.id:
            continue
        cites = bool(pages) and not pages.isdisjoint(pages_of(other))
        near = abs(candidate.date - other.date) <= timedelta(TEXT_DAYS)
        share = wording.share(other.headline, other.text) if cites or near else 0.0
        if cites or share:
            found[other.id or id(other)] = Likeness(other, "address" if cites else "text", share)
    return sorted(found.values(), key=lambda like: (like.by != "address", -like.share))


def likeness(candidate: Development, others: Iterable[Development]) -> Likeness | None:
    """Return the first of `likenesses`, None if there is none."""
    return next(iter(likenesses(candidate, others)), None)


def identities(development: Development) -> list[tuple[date | None, str, str]]:
    """Return what makes a development certainly the same as another: its text on its day, or its
    text from its first source as published."""
    text = "".join(fold(development.text).split())
    same: list[tuple[date | None, str, str]] = [(development.date, text, "")]
    for source in development.sources[:1]:
        if source.publisher and source.published:
            same.append((source.published, text, fold(source.publisher)))
    return same


class Known:
    """Developments that are there, by what makes another certainly the same as one of them.

    Two of the same text are different stories all the same if their headlines and the pages they
    cite are other ones: some texts are only `Read more`.
    """

    def __init__(self, there: Iterable[Development]) -> None:
        self._first: dict[object, Development] = {}
        self._others: dict[object, Development] = {}
        for development in there:
            self.add(development)

    def add(self, development: Development) -> None:
        """Take in one that is there from now on."""
        for identity in identities(development):
            if self._first.setdefault(identity, development) is not development:
                for mark in _marks(development) or ("",):
                    self._others.setdefault((identity, mark), development)

    def same(self, candidate: Development) -> Development | None:
        """Return the one that `candidate` is certainly the same as, None if there is none."""
        for identity in identities(candidate):
            if not (first := self._first.get(identity)):
                continue
            marks, theirs = _marks(candidate), _marks(first)
            if not marks or not theirs or not marks.isdisjoint(theirs):
                return first
            for mark in (*marks, ""):
                if other := self._others.get((identity, mark)):
                    return other
        return None


def _marks(development: Development) -> set[str]:
    """Return what tells a development from others of the same text: headline and pages, none if it
    has not both."""
    pages = {canonical_address(source.url) for source in development.sources if source.url}
    return {fold(development.headline), *pages} if development.headline and pages else set()


def unknown_sources(candidate: Development, known: Development) -> tuple[Source, ...]:
    """Return the sources of `candidate` that `known` has neither the page nor, for one without
    address, the publisher of."""
    pages = {canonical_address(source.url) for source in known.sources if source.url}
    publishers = {fold(source.publisher) for source in known.sources}
    return tuple(
        source
        for source in candidate.sources
        if (
            canonical_address(source.url) not in pages
            if source.url
            else source.publisher and fold(source.publisher) not in publishers
        )
    )

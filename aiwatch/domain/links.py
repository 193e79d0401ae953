"""Links: what came of asking for a source's address, and what that means to an editor."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from aiwatch.domain.addresses import without_credentials
from aiwatch.domain.copy import CitedSource, Remark, edit
from aiwatch.domain.dates import show_day
from aiwatch.domain.duplicates import canonical_address
from aiwatch.domain.editorial import ERROR, WARNING, Finding
from aiwatch.domain.patterns import pattern

DEAD, MOVED, CHANGED, UNASKED = "dead-link", "moved-link", "changed-page", "unasked-link"
"""What findings on links are called, as rules are."""

GONE = {404: "not found", 410: "gone"}
"""The statuses that say that there is no such page."""

BARRED = frozenset((401, 402, 403, 405, 406, 451))
"""The statuses of a page that may be there for people, but not for a program, ever."""

FRESH = timedelta(days=1)
"""How long an answer counts, before the address is asked again."""

RETRIED = timedelta(hours=1)
"""How long it counts that no page could be had, or no host."""

NO_NETWORK = "There seems to be no network."
"""What is in the way where no host is known, but those of this machine and its surroundings."""

_HOME = pattern(r"/?(?:(?:index|default|home|main)\.\w{2,5})?", re.IGNORECASE)
_DOORS = r"(?:log-?in|sign-?in|sso|passport|captcha|consent|verify|accounts)"
_DOOR = pattern(rf"(?:.*/)?(?:\w+_)?{_DOORS}(?:\.\w{{2,5}})?(?:/.*)?", re.IGNORECASE)
_DOOR_HOST = pattern(rf"{_DOORS}\..*", re.IGNORECASE)
_NOT_FOUND = pattern(r"(?:.*[/_-])?(?:404|error|not[_-]?found)(?:\.\w{2,5})?/?", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """What came of asking for `url` at the instant `at`.

    `status` is HTTP's, 0 if no answer came; then `why` says in a sentence what was in the way,
    `no_host` whether there is no such host, `refused` whether it must not be asked for. `to` is
    where a redirect ended, `permanent` whether it is for good. `sha256` is of the page's text,
    empty if that was not read. `sought` says that the Wayback Machine was asked for a copy, and
    `copy` is the copy's address, empty if it has none.
    """

    url: str
    at: datetime
    status: int = 0
    why: str = ""
    no_host: bool = False
    refused: bool = False
    to: str = ""
    permanent: bool = False
    sha256: str = ""
    sought: bool = False
    copy: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether there is no such page or host."""
        return self.no_host or self.status in GONE

    @property
    def may_be_dead(self) -> bool:
        """Whether a page was asked for, and the home page or one about errors came."""
        if self.status != 200 or not self.to:
            return False
        asked, came = urlsplit(self.url), urlsplit(self.to)
        if _NOT_FOUND.fullmatch(came.path) and not _NOT_FOUND.fullmatch(asked.path):
            return True
        is_deep = not _HOME.fullmatch(asked.path) or bool(asked.query)
        return is_deep and bool(_HOME.fullmatch(came.path)) and not came.query

    @property
    def is_at_door(self) -> bool:
        """Whether a page was asked for, and one came that asks who is there."""
        if self.status != 200 or not self.to:
            return False
        asked, came = urlsplit(self.url), urlsplit(self.to)
        return any(
            sign.fullmatch(there) is not None and not sign.fullmatch(here)
            for sign, here, there in (
                (_DOOR, asked.path, came.path),
                (_DOOR_HOST, asked.netloc, came.netloc),
            )
        )

    @property
    def has_moved(self) -> bool:
        """Whether the page is at another address for good."""
        return (
            self.status == 200
            and self.permanent
            and not self.is_at_door
            and canonical_address(self.to) != canonical_address(self.url)
        )

    @property
    def has_answer(self) -> bool:
        """Whether it is known now how the page fares."""
        return self.is_dead or 200 <= self.status < 300

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether it still counts at the instant `now`."""
        counts = FRESH if self.has_answer and not self.no_host else RETRIED
        return now - counts < self.at <= now


class Kept(NamedTuple):
    """What is kept of a page as evidence: the SHA-256 of its text, when it was taken, and in which
    folder, as seen from the archive's."""

    sha256: str
    at: datetime
    folder: str


def unanswered(looks: Iterable[Look]) -> bool:
    """Tell whether nobody at all answered, of those that were asked: then it may be this machine
    that has no network, and no page is dead for it."""
    found = [look.status == 0 for look in looks if not look.refused]
    return bool(found) and all(found)


def link_findings(
    sources: Iterable[CitedSource], looks: Mapping[str, Look], kept: Mapping[str, Kept]
) -> list[Finding]:
    """Return what is to be told of `sources`, in their order, but of each development errors first;
    `looks` and what is `kept` of pages are by address."""
    found = []
    shared = _shared(looks.values())
    for cited in sources:
        look = looks.get(cited.source.url.strip())
        if look and (told := _remark(cited, look, kept.get(look.url), shared)):
            rule, severity, remark = told
            found.append(Finding(remark.id, rule, severity, remark.message, remark.remedy))
    places: dict[str, int] = {}
    for place, finding in enumerate(found):
        places.setdefault(finding.id, place)
    return sorted(found, key=lambda each: (places[each.id], each.severity != ERROR))


def _shared(looks: Iterable[Look]) -> frozenset[str]:
    """Return where several pages moved to: a site that sends all to one has none of them."""
    places: dict[str, set[str]] = {}
    for look in looks:
        if look.has_moved:
            to = canonical_address(look.to)
            places.setdefault(to, set()).add(canonical_address(look.url))
    return frozenset(to for to, pages in places.items() if len(pages) > 1)


def _remark(
    cited: CitedSource, look: Look, kept: Kept | None, shared: frozenset[str]
) -> tuple[str, str, Remark] | None:
    shown = without_credentials(look.url)
    # Where a copy is recorded already, the reader has it.
    severity = WARNING if cited.source.archived.strip() else ERROR
    if look.no_host:
        what = f"is gone, and its host with it: {shown}"
        return DEAD, severity, cited.remark(what, _rescue(cited, look))
    if look.status in GONE:
        what = f"is gone ({look.status}, {GONE[look.status]}): {shown}"
        return DEAD, severity, cited.remark(what, _rescue(cited, look))
    if look.may_be_dead:
        what = f"may be gone: {shown} leads to {look.to}"
        return DEAD, WARNING, cited.remark(what, _rescue(cited, look))
    if look.has_moved and canonical_address(look.to) in shared:
        what = f"may be gone: {shown} leads to {look.to}, as another page does"
        return DEAD, WARNING, cited.remark(what, _rescue(cited, look))
    if look.has_moved:
        remedy = cited.setting("--url", look.to)
        return MOVED, WARNING, cited.remark(f"has moved for good: {shown}", remedy)
    by_hand = f"Look at it yourself, or correct the address: {edit(cited.development)}"
    if look.refused:
        return UNASKED, WARNING, cited.remark(f"was not looked at: {look.why}", by_hand)
    if look.is_at_door:
        what = (
            f"could not be looked at: {shown} leads to {look.to}, where one has to log in or prove"
        )
        return UNASKED, WARNING, cited.remark(f"{what} to be human", by_hand)
    if not look.has_answer:
        why = look.why or f"{shown} answers {look.status}, which says nothing of the page."
        if look.status in BARRED:
            return UNASKED, WARNING, cited.remark(f"could not be looked at: {why}", by_hand)
        what = f"could not be looked at now: {why}"
        when = "once there is one" if why == NO_NETWORK else "in an hour"
        return UNASKED, WARNING, cited.remark(what, f"Ask again {when}: aiwatch check --links")
    # What was kept after the look is not what has changed.
    if kept and kept.at <= look.at and look.sha256 not in ("", kept.sha256):
        what = f"has another text than on {show_day(kept.at.date())}, when it was kept: {shown}"
        remedy = (
            f"The old text is in {kept.folder}/. Keep the new one, too: "
            f"{edit(cited.development)} --evidence"
        )
        return CHANGED, WARNING, cited.remark(what, remedy)
    return None


def _rescue(cited: CitedSource, look: Look) -> str:
    """Return what to do about a page that is gone."""
    if cited.source.archived.strip():
        return "Readers have its archived copy."
    if look.copy:
        return f"The Wayback Machine has a copy. {cited.archiving(look.copy)}"
    if look.sought:
        remedy = cited.setting("--url")
        return f"The Wayback Machine has no copy. Look for another address: {remedy}"
    return f"Look for a copy at https://web.archive.org/web/*/{without_credentials(look.url)}"

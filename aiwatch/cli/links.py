"""The addresses of a briefing's sources, asked one by one: `check --links`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256

from aiwatch.archive.links import Checked
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, user_name
from aiwatch.cli.streams import say
from aiwatch.domain.addresses import is_web
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.copy import CitedSource, Copy
from aiwatch.domain.editorial import Finding
from aiwatch.domain.errors import Busy, Damaged, Unreachable
from aiwatch.domain.links import NO_NETWORK, Kept, Look, link_findings, unanswered
from aiwatch.web import asking, wayback
from aiwatch.web.client import Answer, Client
from aiwatch.web.page import HTML, read_page

_NO_TEXT = sha256(b"").hexdigest()


def links_found(desk: Session, briefing: Briefing, *, again: bool) -> list[Finding]:
    """Return what is found of the addresses of the sources in `briefing`, having asked those that
    were not asked within the last day, or all if they are to be asked `again`.

    What comes is noted at once, so that nothing is lost if it is interrupted.
    """
    sources = [cited for cited in Copy(briefing, desk.register).sources() if is_web(_url(cited))]
    addresses = list(dict.fromkeys(map(_url, sources)))
    notes = _Notes(desk)
    known = {url: notes.known[url] for url in addresses if url in notes.known}
    fresh = {url: look for url, look in known.items() if look.is_fresh(desk.clock.now)}
    looks = {} if again else fresh
    _tell_fresh(len(looks), len(addresses))
    kept = kept_pages(desk, sources)
    asked = [url for url in addresses if url not in looks]
    try:
        with Progress("Asking") as progress:
            looks |= _asked(desk, asked, kept, notes, progress)
            looks |= _with_copies(desk, sources, looks, notes, progress)
    except Unreachable as error:
        if not looks:
            raise
        say(f"{error} What was found before:")
        sources = [cited for cited in sources if _url(cited) in looks]
    except KeyboardInterrupt:
        left = len(asked) - len(notes.added.intersection(asked))
        say(f"{left} of {len(asked)} addresses are still to be asked; run it again for them.")
        raise
    notes.tidy()
    return link_findings(sources, looks, kept)


def _url(cited: CitedSource) -> str:
    return cited.source.url.strip()


def _tell_fresh(number: int, of: int) -> None:
    if number:
        were, are = ("was", "is") if number == 1 else ("were", "are")
        say(
            f"{number} of {of} address{'es' * (of != 1)} {were} asked within the last day and "
            f"{are} not asked again; ask all: aiwatch check --links --again"
        )


def kept_pages(desk: Session, sources: Iterable[CitedSource]) -> dict[str, Kept]:
    """Return what is kept as evidence of the pages of `sources`, by address, the newest of each."""
    found: dict[str, Kept] = {}
    for ids in dict.fromkeys((*each.development.merged, each.development.id) for each in sources):
        for evidence in desk.archive.evidence(*ids):
            is_text = evidence.text_sha256 != _NO_TEXT
            known = Kept(
                evidence.text_sha256 if is_text else evidence.sha256,
                evidence.at,
                evidence.path.rpartition("/")[0],
            )
            if evidence.url not in found or found[evidence.url].at <= known.at:
                found[evidence.url] = known
    return found


def text_sum(desk: Session, answer: Answer) -> str:
    """Return the SHA-256 of a page's text, as evidence has it; of the bytes of what is no HTML, as
    a PDF is. Of HTML without text there is none: its scripts are others each time."""
    kind = answer.headers.get("content-type", "")
    page = read_page(answer.body, answer.url, kind, desk.clock.today)
    if page.kind == HTML and not page.text:
        return ""
    return sha256(f"{page.text}\n".encode() if page.text else answer.body).hexdigest()


def _asked(
    desk: Session,
    addresses: Sequence[str],
    kept: Mapping[str, Kept],
    notes: _Notes,
    progress: Progress,
) -> dict[str, Look]:
    """Ask for `addresses` and return what came of each, noted. A machine without a network finds no
    host: those not found are not gone then, and are not noted. Raises Unreachable, with nothing
    noted, if nobody at all answers and there is no network."""
    read = {url: lambda answer: text_sum(desk, answer) for url in addresses if url in kept}
    came = asking.looks(desk.client, addresses, desk.clock.now, read)
    looks = {}
    for look in progress.each("Asking", came, len(addresses)):
        looks[look.url] = look
        if look.status or look.refused:
            notes.add(look)
    silent = [look for look in looks.values() if not (look.status or look.refused)]
    if unanswered(looks.values()) and not _has_network(desk.client):
        raise Unreachable("Nobody at all answers; is there a network? No page is dead for that.")
    unknown = [look for look in silent if look.no_host]
    # What answers may stand on this machine.
    if unknown and not _finds_names(desk.client):
        silent = [look for look in silent if not look.no_host]
        looks |= {each.url: replace(each, no_host=False, why=NO_NETWORK) for each in unknown}
    notes.add(*silent)
    return looks


def _has_network(client: Client) -> bool:
    try:
        client.peek(wayback.AVAILABILITY)
    except Unreachable:
        return False
    return True


def _finds_names(client: Client) -> bool:
    """Tell whether hosts beyond this machine and its surroundings are found by their names."""
    known = client.met_public or _has_network(client)
    return known or client.met_public


def _with_copies(
    desk: Session,
    sources: Iterable[CitedSource],
    looks: Mapping[str, Look],
    notes: _Notes,
    progress: Progress,
) -> dict[str, Look]:
    """Return those of `looks` that found no page, with the copies that the Wayback Machine has of
    pages whose source has none, asked for one at a time."""
    sought: dict[str, date] = {}
    for cited in sources:
        look = looks.get(_url(cited))
        lacks = look and (look.is_dead or look.may_be_dead) and not cited.source.archived.strip()
        if look and lacks and not look.sought:
            sought.setdefault(look.url, cited.source.published or cited.development.date)
    found: dict[str, Look] = {}
    for url, day in progress.each("Asking the Wayback Machine", sought.items()):
        if found:
            time.sleep(asking.PAUSE)
        try:
            copy = wayback.nearest_copy(desk.client, url, day)
        except Unreachable as error:
            say(f"The Wayback Machine could not be asked for copies. {error}")
            break
        found[url] = replace(looks[url], sought=True, copy=copy)
        notes.add(found[url])
    return found


class _Notes:
    """What was asked before, and what is noted of it now; that it cannot be noted stops nothing."""

    def __init__(self, desk: Session) -> None:
        self._file = Checked(desk.root, f"aiwatch check ({user_name()})")
        self._works = True
        self.known: dict[str, Look] = {}
        self.added: set[str] = set()
        try:
            self.known = self._file.looks()
        except (OSError, Damaged) as error:
            self._give_up(error)

    def add(self, *looks: Look) -> None:
        self.added.update(look.url for look in looks)
        if looks and self._works:
            try:
                self._file.add(looks)
            except (OSError, Busy, Damaged) as error:
                self._give_up(error)

    def tidy(self) -> None:
        if self._works:
            try:
                self._file.tidy()
            except (OSError, Busy, Damaged) as error:
                self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._works = False
        why = getattr(error, "strerror", None) or str(error)
        say(f"What was asked cannot be noted, and is asked again the next time: {why}")

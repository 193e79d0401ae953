"""What a briefing of the series needs from the archive: what came late, what has changed; and what
is told of that beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from aiwatch.archive import Archive, Carried, Desk
from aiwatch.cli.shell import Session
from aiwatch.cli.streams import say
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.corrections import Correction, corrections
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Development
from aiwatch.domain.errors import AiwatchError, Damaged
from aiwatch.domain.selection import Selection
from aiwatch.domain.series import Series, last_told


def late(
    there: Archive | Desk, series: Series, selection: Selection, *, include: bool
) -> list[Development]:
    """Return what came too late for the issue it belongs in, if the briefing is to `include` it;
    else tell how many there are."""
    found: dict[str, Development] = {}
    for chosen in series.late(selection):
        found |= {each.id: each for each in there.select(chosen, whose=series.is_new)}
    late = [each for each in found.values() if series.is_late(each, selection)]
    if include:
        return late
    if late:
        many = len(late) > 1
        say(
            f"{len(late):,} development{'s were' if many else ' was'} logged too late for an issue "
            f"or left out of one; --late includes {'them' if many else 'it'}."
        )
    return []


def tell_left_behind(archive: Archive, first: Briefing) -> None:
    """Tell how many developments are older than the `first` issue and so are in none. They are
    counted by their ids, not parsed; that a month is damaged is not for now to tell."""
    if first.period is None or first.selection is None or first.selection != _unfiltered(first):
        return
    since = first.period.since
    behind: list[str] = []

    def counted(id: str) -> bool:
        behind.append(id)
        return False

    try:
        archive.select(Selection(until=since - timedelta(1)), whose=counted)
    except AiwatchError:
        return
    if behind:
        are, stay, them = ("s are", "stay", "them") if behind[1:] else (" is", "stays", "it")
        say(
            f"{len(behind):,} development{are} dated before {show_day(since)} and {stay} out of "
            f"all issues; an earlier --since takes {them} in."
        )


def _unfiltered(briefing: Briefing) -> Selection:
    """Return the selection of `briefing` as it is without filters but the days."""
    chosen = briefing.selection or Selection()
    return Selection(since=chosen.since, until=chosen.until)


def corrections_of(
    there: Archive | Desk, series: Series, selection: Selection, found: list[Development]
) -> tuple[Correction, ...]:
    """Return what has become of what issues carried, as far as it is not `found` for the briefing
    and was or is such as `selection` chooses, whatever its date."""
    printed = {development.id for development in found}
    told = {id: last for id, last in series.told.items() if id not in printed}
    filters = replace(selection, since=None, until=None)
    return tuple(
        correction
        for correction in corrections(told, _present(there, told))
        if filters.matches(correction.carried)
        or (correction.now and filters.matches(correction.now))
    )


def _present(
    there: Archive | Desk, told: dict[str, tuple[int, Development]]
) -> dict[str, Development]:
    """Return, of the developments that were told, those that are there, as they are now."""
    days = [development.date for _, development in told.values()]
    if not days:
        return {}
    chosen = there.select(Selection(since=min(days), until=max(days)), whose=told.__contains__)
    found = {development.id: development for development in chosen}
    # One that has another date now may be anywhere.
    if missing := told.keys() - found.keys():
        moved = there.select(Selection(), whose=missing.__contains__)
        found |= {development.id: development for development in moved}
    return found


def known_carried(desk: Session) -> Carried:
    """Return what issues have told, as `Archive.carried`; nothing, but told, if one is damaged or
    cannot be read: this command does not depend on it."""
    try:
        return desk.archive.carried()
    except Damaged as error:
        told = str(error)
    except OSError as error:
        told = f"{error.strerror} ({error.filename})."
    say(f"What issues carried is not known: {told}")
    return {}


def tell_corrections(
    desk: Session, touched: Iterable[str], present: Mapping[str, Development] | None = None
) -> None:
    """Tell which developments of those `touched`, given by their ids, an issue told otherwise than
    they are now, so that the next one corrects or withdraws them. `present` has those that are
    there, if that is known already."""
    touched, carried = set(touched), known_carried(desk)
    told = {id: last for id in touched if (last := last_told(carried.get(id, ())))}
    if present is None:
        present = _present(desk.archive, told)
    groups: dict[tuple[int, bool], list[str]] = {}
    for each in corrections(told, present):
        groups.setdefault((each.issue, each.now is None), []).append(each.carried.id)
    for (issue, withdrawn), ids in groups.items():
        many = len(ids) > 1
        who = f"{_named(ids)} {'were' if many else 'was'}"
        if withdrawn:
            what = f"under Corrections that {'they are' if many else 'it is'} withdrawn"
        else:
            what = f"of the change{'s' * many} under Corrections"
            who = who if len(touched) > 1 else "It was"
        say(f"{who} in issue {issue}; the next issue tells {what}.")


def _named(ids: list[str]) -> str:
    shown = ids if len(ids) <= 4 else [*ids[:3], f"{len(ids) - 3} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))

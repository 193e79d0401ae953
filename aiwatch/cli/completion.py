"""What Tab offers for an option or argument: value and help, the likeliest first.

An archive may hold ten years, and a completion takes a blink: only its newest months are read,
and what the history says was touched last. What goes wrong here is silenced by `tab.complete`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import typer

from aiwatch.archive import Archive
from aiwatch.cli.shell import Session
from aiwatch.domain.development import Development, language_label
from aiwatch.domain.selection import BASES, Selection
from aiwatch.domain.text import fold

Offers = list[tuple[str, str]]

_INBOX_ACTS = {
    "list": "What waits",
    "show": "One in full, with what is suggested and what it looks like",
    "accept": "Log it",
    "skip": "Pass over it for good",
    "merge": "Add it as a source to a development",
    "undo": "Take back the last decision",
    "restore": "Put back what was skipped",
}

ENOUGH = 200
"""Developments that say which tags, publishers and languages are in use."""

YEARS = timedelta(3652)
"""How far back they are looked for, in steps of a week to LONGEST days, each longer than the one
before: few files of a large archive are read, and few steps are made in a small one."""

WEEK, LONGEST = 7, 31

SHOWN, TOUCHED = 40, 6
"""Ids that are offered at once, and how many of those as touched last."""

_MONTH = re.compile(r"(\d\d)(0[1-9]|1[0-2])(-|$)")
"""The beginning of an id: the month of its date when it was logged."""

_LANGUAGES = {
    "en": "English",
    "zh": "Chinese, shown as CN",
    "ja": "Japanese, shown as JP",
    "ko": "Korean, shown as KR",
    "cn": "Chinese",
    "jp": "Japanese",
    "kr": "Korean",
}


def sections(context: typer.Context, incomplete: str) -> Offers:
    """Return the sections' keys with their titles; behind `TITLE=` of an import, too."""
    title = ""
    if context.info_name == "import":
        title = "".join(incomplete.rpartition("=")[:2])
    found = _session(context).config.sections
    return [(f"{title}{key}", name) for key, name in found.items()]


def tags(context: typer.Context, incomplete: str) -> Offers:
    """Return the tags of recent developments."""
    return _by_use(tag for development in _recent(context) for tag in development.tags)


def own_tags(context: typer.Context, incomplete: str) -> Offers:
    """Return the tags of the development that is edited."""
    return [(tag, "") for tag in _edited(context).tags]


def own_sources(context: typer.Context, incomplete: str) -> Offers:
    """Return the numbers of the sources of the development that is edited, and what they are."""
    from aiwatch.cli.edits import numbered

    return list(numbered(_edited(context).sources).items())


def publishers(context: typer.Context, incomplete: str) -> Offers:
    """Return the publishers of recent developments; for one that is logged or changed, those of the
    register as well, when their names are begun."""
    used = _by_use(
        source.publisher for development in _recent(context) for source in development.sources
    )
    if not incomplete or context.info_name not in ("add", "edit"):
        return used
    begun, there = fold(incomplete), {name for name, _ in used}
    register = _session(context).register
    known = (
        (name, register.publisher_names[key])
        for key, name in register.spellings.items()
        if fold(name).startswith(begun) and name not in there
    )
    return used + [
        (name, publisher.printed if publisher.printed != name else publisher.domain)
        for name, publisher in known
    ]


def register_words(context: typer.Context, incomplete: str) -> Offers:
    """Return `add`, and the names and domains of the register; after `add` its domains."""
    register = _session(context).register
    said = context.params.get("words") or ()
    domains = [(each.domain, each.printed) for each in register.publishers.values()]
    if said:
        return domains if list(said) == ["add"] else []
    names = [
        (name, register.publisher_names[key].domain) for key, name in register.spellings.items()
    ]
    return [("add", "A publisher, to the archive's own"), *(names + domains if incomplete else [])]


def kinds(context: typer.Context, incomplete: str) -> Offers:
    """Return the kinds of publisher."""
    found = _session(context).register.publishers.values()
    return _by_use(publisher.kind for publisher in found)


def languages(context: typer.Context, incomplete: str) -> Offers:
    """Return the languages of recent developments, and the usual ones."""
    used = _by_use(
        source.language for development in _recent(context) for source in development.sources
    )
    codes = dict.fromkeys([code for code, _ in used] + list(_LANGUAGES))
    return [(code, _LANGUAGES.get(code, f"Shown as {language_label(code)}")) for code in codes]


def bases(context: typer.Context, incomplete: str) -> Offers:
    """Return what a period can be counted by."""
    return [(basis, "") for basis in BASES]


def formats(context: typer.Context, incomplete: str) -> Offers:
    """Return the formats that the command knows."""
    if context.info_name == "import":
        from aiwatch.readers import READERS

        return [(name, "") for name in READERS]
    from aiwatch.writers import BRIEFINGS, GRAPHICS, RECORDS, REFERENCES

    if context.info_name == "dashboard":
        return [(name, "") for name in ("terminal", *GRAPHICS)]
    is_briefing = context.info_name in ("brief", "issues")
    names = ["terminal", *BRIEFINGS] if is_briefing else [*RECORDS, *REFERENCES, "markdown"]
    return [(name, "") for name in names]


def mappings(context: typer.Context, incomplete: str) -> Offers:
    """Return the mappings that are kept, and the fields that a column can be."""
    from aiwatch.config_maps import FIELDS

    kept = _session(context).config.maps
    offers = [
        (name, ", ".join(f"{a}={b}" for a, b in pairs.items())) for name, pairs in kept.items()
    ]
    return [*offers, *((f"{name}=", "") for name in FIELDS)]


def encodings(context: typer.Context, incomplete: str) -> Offers:
    """Return the encodings that have to be said, and those that need not."""
    return [(name, "") for name in ("big5", "shift-jis", "windows-1252", "gb18030", "utf-16")]


def settings(context: typer.Context, incomplete: str) -> Offers:
    """Return the settings of aiwatch.toml with their values."""
    from aiwatch.cli.settings import keys, value_of
    from aiwatch.domain.editorial import RULES

    found = _session(context).config
    offers = [(key, value_of(found, key)) for key in keys(found) if not key.startswith("check.")]
    rules = {name: found.check.get(name, rule.severity) for name, rule in RULES.items()}
    return [*offers, *((f"check.{name}", severity) for name, severity in rules.items())]


def setting_values(context: typer.Context, incomplete: str) -> Offers:
    """Return the values that the setting named before can have."""
    key = context.params.get("key")
    if key == "default_section":
        return sections(context, incomplete)
    if str(key).startswith("check."):
        return [("error", "Not to go out"), ("warning", "Only told"), ("off", "Not looked for")]
    return [("true", "05/04 is 5 April"), ("false", "05/04 is May 4")] if key == "day_first" else []


def ids(context: typer.Context, incomplete: str) -> Offers:
    """Return `last` and recent ids, those touched last first, then the newest, with the headline
    or first sentence; an id by its part after the dash if that is what was begun."""
    from aiwatch.writers.summary import summary

    archive = _session(context).archive
    newest = _of_month(archive, incomplete) or list(_recent(context, SHOWN))
    found = {development.id: development for development in newest}
    touched = {development.id: development for development in _touched(archive, found)}
    given = context.params.get("ids") or ()
    offers = [("last", "The one touched last")] if touched and not given else []
    for id, development in (touched | found).items():
        value = id if id.startswith(incomplete) else id[5:]
        if value.startswith(incomplete) and id not in given:
            offers.append((value, summary(development)))
        if len(offers) > SHOWN:
            break
    return offers


def inbox_words(context: typer.Context, incomplete: str) -> Offers:
    """Return what can be done with the inbox; behind that the ids of what waits (of what was
    decided, for restore), and the developments that an entry can be merged into."""
    from aiwatch.writers.entry_card import title_of
    from aiwatch.writers.summary import one_line

    said = list(context.params.get("words") or ())
    if not said:
        return list(_INBOX_ACTS.items())
    act, *given = said
    if act == "merge" and given:
        return ids(context, incomplete) if len(given) == 1 else []
    inbox = _session(context).inbox
    if act == "restore":
        entries = [decided.entry for decided in inbox.decided()]
    else:
        entries = inbox.entries() if act in ("show", "accept", "skip", "merge") else []
    offers = [(entry.id, one_line(title_of(entry))) for entry in entries if entry.id not in given]
    return [offer for offer in offers if offer[0].startswith(incomplete)][:SHOWN]


def issue_actions(context: typer.Context, incomplete: str) -> Offers:
    """Return what can be done with issues."""
    return [("show", "One again, in any format"), ("diff", "What differs between two")]


def issue_numbers(context: typer.Context, incomplete: str) -> Offers:
    """Return the numbers of the issues, the last one first, with what they are."""
    from aiwatch.domain.briefing import extent

    issues = [issue.briefing for issue in reversed(_session(context).archive.issues())]
    return [(str(each.number), f"{each.title}, {extent(each)}") for each in issues]


def _session(context: typer.Context) -> Session:
    return Session(context.find_root().params.get("archive"))


def _edited(context: typer.Context) -> Development:
    # Where an option still lacks its value, the parser has not come to the arguments yet.
    id = context.params.get("id") or context.args[0]
    return _session(context).archive.find(id)


def _recent(context: typer.Context, enough: int = ENOUGH) -> Iterator[Development]:
    """Yield the newest developments, newest first, until there are `enough`."""
    desk = _session(context)
    until, since = None, desk.clock.today - timedelta(WEEK)
    days = WEEK
    while enough > 0 and since > desk.clock.today - YEARS:
        found = desk.archive.select(Selection(since=since, until=until))
        yield from reversed(found)
        enough -= len(found)
        days = min(2 * days, LONGEST)
        until, since = since - timedelta(1), since - timedelta(days)


def _touched(archive: Archive, recent: dict[str, Development]) -> Iterator[Development]:
    """Yield the developments changed last, as far as they are among `recent` or still in the
    month of their id."""
    ids = (id for change in archive.changes(most=TOUCHED) for id in reversed(change.ids[-TOUCHED:]))
    for id in list(dict.fromkeys(ids))[:TOUCHED]:
        if id in recent:
            yield recent[id]
        else:
            yield from (found for found in _of_month(archive, id, holding=id) if found.id == id)


def _of_month(archive: Archive, id: str, holding: str = "") -> list[Development]:
    """Return the developments, newest first, of the month that an id begins with."""
    begun = _MONTH.match(id)
    if not begun:
        return []
    first = date(2000 + int(begun[1]), int(begun[2]), 1)
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return archive.select(Selection(since=first, until=last), holding)[::-1]


def _by_use(words: Iterable[str]) -> Offers:
    return [(word, "") for word, _ in Counter(filter(None, words)).most_common()]


def feed_words(context: typer.Context, incomplete: str) -> Offers:
    """Return what `feeds` can do; after `fetch` and `remove` the feeds, by address."""
    said = context.params.get("words") or ()
    if not said:
        return [
            ("list", "Show them"),
            ("add", "Subscribe to one, by its address or file"),
            ("import", "Subscribe to those of an OPML file"),
            ("fetch", "Ask them for what is new"),
            ("remove", "Unsubscribe"),
            ("export", "Write an OPML file"),
        ]
    if said[0] not in ("fetch", "remove"):
        return []
    return [(feed.url, feed.title) for feed in _session(context).inbox.feeds()]

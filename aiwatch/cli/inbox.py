"""The inbox: what the feeds brought, looked through and decided."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, NamedTuple

import typer

from aiwatch.cli import options, triage
from aiwatch.cli.fields import Given
from aiwatch.cli.shell import Session, cleaned, nearest, session, told
from aiwatch.cli.streams import answer, can_ask, on_terminal, say
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import InvalidInput

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Log")


class Asked(NamedTuple):
    """What was asked for: the words behind the act, and the options."""

    words: list[str]
    given: Given
    text: str
    fetch: bool
    edit: bool
    force: bool
    feed: str
    match: str
    number: int
    skipped: bool
    as_json: bool


@app.command()
def inbox(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACT ID…]",
            autocompletion=options.offers("inbox_words"),
            help="list, show ID…, accept ID…, skip ID…, merge ID DEVELOPMENT, undo, restore ID…; "
            "without it the inbox is opened. An id may be shortened.",
        ),
    ] = None,
    section: options.Section = None,
    headline: options.Headline = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text",
            metavar="TEXT",
            rich_help_panel=options.DEVELOPMENT,
            help="Your own text instead of the entry's.",
        ),
    ] = None,
    date: options.Day = None,
    tag: options.Tag = None,
    fetch: options.Fetch = False,
    edit: options.Edit = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            rich_help_panel=options.DEVELOPMENT,
            help="Log it although it looks like one that is there.",
        ),
    ] = False,
    feed: Annotated[
        str | None,
        typer.Option(
            "--feed",
            metavar="NAME",
            rich_help_panel=options.FILTERS,
            help="From a feed with this in its name or address.",
        ),
    ] = None,
    match: options.Match = None,
    skipped: Annotated[
        bool,
        typer.Option(
            "--skipped",
            rich_help_panel=options.FILTERS,
            help="What was skipped lately, the last first.",
        ),
    ] = False,
    number: Annotated[
        int,
        typer.Option(
            "--number",
            "-n",
            metavar="NUMBER",
            callback=options.not_negative,
            rich_help_panel=options.OUTPUT,
            help="How many at most; 0 is all.",
        ),
    ] = 0,
    as_json: Annotated[
        bool,
        typer.Option("--json", rich_help_panel=options.OUTPUT, help="Write an array of objects."),
    ] = False,
) -> None:
    """Look through what the feeds brought, and decide what is logged.

    At a terminal it opens with a key for everything; the acts do the same one by one. accept logs
    entries, dated the day they were published; merge adds one as a source to a development that
    is there; skip passes them over for good; undo takes the last of these back. A section is
    suggested by what you have logged in the last year, and show says why. Into a pipe list writes
    a line each, tab-separated: id, date, section suggested, publisher, title.

    Example: aiwatch inbox list --match 芯片
    """
    desk = session(context)
    said = [cleaned(word, "The id") for word in words or ()]
    desk.config  # noqa: B018 - an archive that is not there is told before anything else
    if not said:
        plain = not any(v for k, v in context.params.items() if k != "words")
        if plain and on_terminal() and can_ask():
            _open(desk)
            return
        said = ["list"]
    act, *rest = said
    _refuse_unfit(act, rest, context.params)
    given = Given(section=section, headline=headline, date=date, tag=tag)
    asked = Asked(
        *(rest, given, text or "", fetch, edit, force),
        *(feed or "", match or "", number, skipped, as_json),
    )
    _ACTS[act](desk, asked)


def _open(desk: Session) -> None:
    from importlib.util import find_spec

    from aiwatch.cli.inbox_list import write_list

    if not desk.inbox.entries():
        write_list(desk)  # which says what to do
        return
    if find_spec("textual") is None:
        say("Opening the inbox needs Textual; until then it is listed.")
        say("To install it: pip install 'aiwatch[tui]'")
        write_list(desk)
        return
    from aiwatch.cli.inbox_screen import run

    run(desk)


_ACCEPTING = {"section", "headline", "text", "date", "tag", "fetch", "edit", "force"}
_FITS: Mapping[str, tuple[str, set[str]]] = {
    "list": ("", {"feed", "match", "skipped", "number", "as_json"}),
    "show": ("ID…", {"as_json"}),
    "accept": ("ID…", _ACCEPTING),
    "skip": ("ID…", set()),
    "merge": ("ID DEVELOPMENT", set()),
    "undo": ("", set()),
    "restore": ("ID…", set()),
}
"""The acts: the words that go behind each, and the options it takes."""


def _refuse_unfit(act: str, rest: Sequence[str], given: Mapping[str, object]) -> None:
    """Raise InvalidInput for an act that is none, words too many or too few for it, and options
    that are not for it."""
    if act not in _FITS:
        names = ", ".join(_FITS)
        raise InvalidInput(f"inbox cannot {act!r}. It can: {names}.{nearest(act, _FITS)}")
    wanted, fit = _FITS[act]
    right = {"": not rest, "ID…": bool(rest)}.get(wanted, len(rest) == 2)
    if not right:
        raise InvalidInput(f"Write it so: aiwatch inbox {act} {wanted}".rstrip())
    for name, value in given.items():
        if value and name not in fit and name != "words":
            option = name.removeprefix("as_")
            raise InvalidInput(f"inbox {act} has no --{option}. See: aiwatch inbox --help")


def _list(desk: Session, asked: Asked) -> None:
    from aiwatch.cli.inbox_list import write_list

    write_list(
        desk,
        feed=asked.feed,
        match=asked.match,
        number=asked.number,
        skipped=asked.skipped,
        as_json=asked.as_json,
    )


def _show(desk: Session, asked: Asked) -> None:
    from aiwatch.cli.inbox_list import write_entries

    write_entries(desk, desk.inbox.find_all(asked.words), as_json=asked.as_json)


def _accept(desk: Session, asked: Asked) -> None:
    from aiwatch.cli.accepting import accept

    entries = desk.inbox.find_all(asked.words)
    accept(
        *(desk, entries, asked.given, asked.text),
        fetch=asked.fetch,
        edit=asked.edit,
        force=asked.force,
    )


def _skip(desk: Session, asked: Asked) -> None:
    entries = desk.inbox.find_all(asked.words)
    triage.skip(desk, entries)
    _tell("Skipped", entries)


def _merge(desk: Session, asked: Asked) -> None:
    from aiwatch.cli.series import tell_corrections

    reference, development = asked.words
    merged = triage.merge(desk, desk.inbox.find(reference), development)
    say(told(merged, desk.config.sections.items()))
    tell_corrections(desk, [merged.id], {merged.id: merged})
    answer(f"{merged.id}\n")


def _undo(desk: Session, asked: Asked) -> None:
    from aiwatch.cli.series import tell_corrections

    done = triage.undo(desk)
    _tell(f"Taken back, no longer {done.decision}:", done.entries)
    tell_corrections(desk, done.developments)


def _restore(desk: Session, asked: Asked) -> None:
    _tell("It waits again:", triage.restore(desk, asked.words))


def _tell(what: str, entries: Sequence[Entry]) -> None:
    from aiwatch.writers.entry_card import title_of
    from aiwatch.writers.summary import one_line

    for entry in entries:
        say(f"{what} {entry.id} {one_line(title_of(entry))[:100]!r}")


_ACTS: Mapping[str, Callable[[Session, Asked], None]] = {
    "list": _list,
    "show": _show,
    "accept": _accept,
    "skip": _skip,
    "merge": _merge,
    "undo": _undo,
    "restore": _restore,
}

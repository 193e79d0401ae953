"""Reading a briefing as an editor would, before it goes out: check."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.composing import Parts, Place, composed
from aiwatch.cli.progress import Progress
from aiwatch.cli.shell import Session, is_last, session
from aiwatch.cli.streams import answer, answer_json, console, on_terminal, say
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.errors import InvalidInput, Refused
from aiwatch.domain.text import counted
from aiwatch.writers.summary import one_line, summary

if TYPE_CHECKING:
    from aiwatch.domain.copy import Carried
    from aiwatch.domain.editorial import Finding

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Send")


@app.command()
def check(
    context: typer.Context,
    since: options.SinceOrLast = None,
    until: options.Until = None,
    section: options.Sections = None,
    tag: options.Tags = None,
    publisher: options.Publishers = None,
    lang: options.Languages = None,
    match: options.Match = None,
    by: options.By = "date",
    new: options.New = False,
    late: options.Late = False,
    rules: Annotated[
        bool,
        typer.Option(
            "--rules",
            rich_help_panel=options.OUTPUT,
            help="List the rules instead, how severe each is here, and what it finds.",
        ),
    ] = False,
    links: Annotated[
        bool,
        typer.Option(
            "--links",
            rich_help_panel=options.LINKS,
            help="Ask for the address of each source instead, and tell what is dead, moved or "
            "changed.",
        ),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            rich_help_panel=options.LINKS,
            help="With --links: also those asked within the last day.",
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            rich_help_panel=options.OUTPUT,
            help="Write an array of objects: id, rule, severity, message, remedy.",
        ),
    ] = False,
) -> None:
    """Read a briefing as an editor would.

    The briefing is the one that brief would write with the same options, with the overview. What is
    found is told with what to do about it; into a pipe goes a line each, tab-separated: id,
    severity, rule, message, remedy. The exit code is 4 if there is an error, 0 if there are only
    warnings.

    Rules: no-source, no-date, no-publisher, no-language, future-date, no-title, no-archive,
    platform, wrong-language, address, credentials, tracking, length, no-headline, repeated,
    already-issued, draft, unpaired, punctuation, emphasis. To set one to error, warning or off:
    aiwatch config check.no-headline off

    With --links the pages of the sources are asked for, several hosts at once, each one page a
    second at most. A page that is gone (404, 410, no such host) is an error, unless its source has
    an archived copy: the Wayback Machine is asked for one, to be recorded by edit --archived. A
    page that is elsewhere for good, one that leads to the home page only, another text than the one
    kept as evidence, and what could not be asked now, are warnings. What was asked is noted in the
    archive's links/checked.jsonl and holds for a day, so that it can be interrupted at any time.

    Example: aiwatch check --section domestic
    """
    desk = session(context)
    if again and not links:
        raise InvalidInput("--again is for --links: aiwatch check --links --again")
    if rules:
        _list_rules(desk, as_json=as_json)
        return
    selection = desk.selection(context.params, after_last=True)
    place = Place(new=new, after_last=is_last(since), late=late)
    with Progress("Selecting") as progress:
        briefing = composed(desk, selection, None, Parts(), place, warn=False)
        progress.phase("Checking")
        briefing = replace(briefing, overview=desk.archive.overview())
        found = [] if links else findings(desk, briefing, desk.archive.carried())
    if links:
        from aiwatch.cli.links import links_found

        found = links_found(desk, briefing, again=again)
    _show(desk, found, briefing, as_json=as_json)
    errors = sum(finding.severity == "error" for finding in found)
    if found or briefing.count or briefing.corrections:
        say(f"{_counted(errors, len(found) - errors)} in {_extent(briefing)}.")
    if errors:
        raise typer.Exit(Refused.exit_code)


def refuse_errors(desk: Session, briefing: Briefing, carried: Carried) -> None:
    """Raise Refused if the check of `briefing` finds an error, having told each; of warnings it is
    told how many there are of which rule. `carried` is what issues have told of developments."""
    found = findings(desk, briefing, carried)
    errors = [finding for finding in found if finding.severity == "error"]
    for finding in errors:
        say(f"{finding.id}, {finding.rule}: {one_line(finding.message)} {one_line(finding.remedy)}")
    warnings = Counter(finding.rule for finding in found if finding.severity != "error")
    if warnings:
        by_rule = ", ".join(f"{number} {rule}" for rule, number in warnings.most_common())
        which = "it" if warnings.total() == 1 else "them"
        say(
            f"{_counted(0, warnings.total())}: {by_rule}; aiwatch check tells {which} before an "
            "issue goes out."
        )
    if errors:
        are, them = ("is an error", "it") if len(errors) == 1 else ("are errors", "them")
        raise Refused(
            f"There {are} that must not go out. Correct {them}, or insist with --no-check."
        )


def findings(desk: Session, briefing: Briefing, carried: Carried) -> list[Finding]:
    """Return what the check finds in `briefing` by the rules as the settings have them."""
    from aiwatch.domain.copy import Copy
    from aiwatch.domain.editorial import check

    return check(Copy(briefing, desk.register, carried), desk.config.check)


def _counted(errors: int, warnings: int) -> str:
    """Return how many there are in words: `2 errors and 5 warnings`."""
    told = [
        counted(number, name)
        for number, name in ((errors, "error"), (warnings, "warning"))
        if number
    ]
    return " and ".join(told) or "No errors and no warnings"


def _extent(briefing: Briefing) -> str:
    count = briefing.count + sum(bool(correction.now) for correction in briefing.corrections)
    return counted(count, "development")


def _show(desk: Session, found: list[Finding], briefing: Briefing, *, as_json: bool) -> None:
    if as_json:
        answer_json(map(asdict, found))
    elif on_terminal():
        _print(desk, found, briefing)
    else:
        for each in found:
            cells = (each.id, each.severity, each.rule, each.message, each.remedy)
            answer("\t".join(map(one_line, cells)) + "\n")


def _print(desk: Session, found: list[Finding], briefing: Briefing) -> None:
    from aiwatch.domain.copy import OVERVIEW, Copy
    from aiwatch.writers.terminal_findings import FindingList

    about = {item.id: summary(item) for item in Copy(briefing, desk.register).developments()}
    about[OVERVIEW] = "The backgrounder, overview.md"
    console().print(FindingList(found, about), crop=False)


def _list_rules(desk: Session, *, as_json: bool) -> None:
    from aiwatch.domain.editorial import RULES

    rows = [
        (name, desk.config.check.get(name, rule.severity), rule.about)
        for name, rule in RULES.items()
    ]
    if as_json:
        names = ("rule", "severity", "about")
        answer_json(dict(zip(names, row, strict=True)) for row in rows)
        return
    wide = max(map(len, RULES)), len("warning")
    for name, severity, about in rows:
        if on_terminal():
            answer(f"{name:<{wide[0]}}  {severity:<{wide[1]}}  {about}\n")
        else:
            answer(f"{name}\t{severity}\t{about}\n")

"""Looking at issues: a list of them, one again in any format, what differs between two."""

from typing import Annotated, Any

import typer

from aiwatch.archive import Archive
from aiwatch.archive.commit import ISSUES
from aiwatch.cli import options
from aiwatch.cli.delivery import chosen, deliver
from aiwatch.cli.mail import MailOptions, addressing
from aiwatch.cli.shell import Session, nearest, session
from aiwatch.cli.streams import answer, answer_json, console, on_terminal, say
from aiwatch.domain.errors import InvalidInput, NotFound
from aiwatch.domain.issue import Issue, issue_name
from aiwatch.domain.text import fold
from aiwatch.writers.summary import one_line

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Send")

ACTIONS = ("show", "diff")


@app.command()
def issues(
    context: typer.Context,
    action: Annotated[
        str | None,
        typer.Argument(
            metavar="show|diff",
            autocompletion=options.offers("issue_actions"),
            help="show gives an issue again, diff what differs between two; without it they are "
            "listed.",
        ),
    ] = None,
    numbers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NUMBER…",
            autocompletion=options.offers("issue_numbers"),
            help="An issue's number, or last; for diff two, or one to compare with that before it.",
        ),
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            "-f",
            metavar="FORMAT",
            autocompletion=options.offers("formats"),
            rich_help_panel=options.OUTPUT,
            help="Any format of brief, for show; markdown is byte for byte what was published.",
        ),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel=options.OUTPUT,
            help="Write this file, by its ending in its format, or one in this folder, for show; "
            "given again, each of them.",
        ),
    ] = None,
    force: options.Replace = False,
    to: options.MailTo = None,
    cc: options.MailCc = None,
    sender: options.MailFrom = None,
    subject: options.MailSubject = None,
    width: options.Width = None,
    no_pager: options.NoPager = False,
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            rich_help_panel=options.OUTPUT,
            help="List them as an array of objects; for show the same as -f json.",
        ),
    ] = False,
) -> None:
    """List the issues published so far, or look at them again.

    They are published with brief --publish. An issue stays as it was published, whatever is
    edited since: show prints it again in any format, diff tells what was added, dropped and
    changed between two, word by word. Into a pipe goes a line each, tab-separated: number, date,
    period, count, title.

    Example: aiwatch issues
    """
    desk = session(context)
    archive = desk.archive
    told = list(numbers or ())
    mail = MailOptions(to, cc, sender, subject)
    if action is not None and action.strip().removeprefix("#").isdigit():
        action, told = "show", [action, *told]
    if action not in (None, *ACTIONS):
        hint = nearest(fold(str(action)), ACTIONS)
        raise InvalidInput(f"issues can show or diff, not {action!r}.{hint}")
    if action != "show" and (format or output or width or force or any(mail)):
        raise InvalidInput(
            "-f, -o, --width, --force and where a mail goes are for: aiwatch issues show NUMBER"
        )
    if action == "show":
        options.check_width(width)
        formats = ["json"] if as_json else format
        _show(desk, told, formats, output, mail, width=width, pager=not no_pager, force=force)
    elif action == "diff":
        if as_json:
            raise InvalidInput("issues diff has no --json.")
        _diff(archive, told)
    else:
        _list(archive.issues(), as_json=as_json)


def _list(found: list[Issue], *, as_json: bool) -> None:
    if as_json:
        answer_json(map(_fields, found))
    elif not found:
        say("No issue has been published yet. Publish one: aiwatch brief --publish")
    elif on_terminal():
        from aiwatch.writers.terminal_issues import IssueTable

        console().print(IssueTable(found))
    else:
        answer("".join(f"{_line(issue)}\n" for issue in found))


def _fields(issue: Issue) -> dict[str, Any]:
    briefing, period = issue.briefing, issue.briefing.period
    day = briefing.day.isoformat()
    return {
        "number": issue.number,
        "title": briefing.title,
        "date": day,
        "period": period and {"since": period.since.isoformat(), "until": period.until.isoformat()},
        "developments": briefing.count,
        "corrections": len(briefing.corrections),
        "file": f"{ISSUES}/{issue_name(issue.number, day)}.md",
    }


def _line(issue: Issue) -> str:
    briefing, period = issue.briefing, issue.briefing.period
    # An interval as of ISO 8601.
    days = f"{period.since.isoformat()}/{period.until.isoformat()}" if period else ""
    cells = (issue.number, briefing.day.isoformat(), days, briefing.count, one_line(briefing.title))
    return "\t".join(map(str, cells))


def _number(archive: Archive, told: str) -> int:
    """Return the number of the issue that `told` names; raises NotFound for `last` of none, and
    InvalidInput for what is no number."""
    words = told.strip().removeprefix("#")
    if words.lower() == "last":
        return _known(archive)[-1]
    if not (words.isascii() and words.isdigit() and len(words) < 10):
        hint = nearest(words.lower(), ["last"])
        raise InvalidInput(f"An issue goes by its number, or last, not by {told!r}.{hint}")
    return int(words)


def _known(archive: Archive) -> list[int]:
    known = [issue.number for issue in archive.issues()]
    if not known:
        raise NotFound("No issue has been published yet. Publish one: aiwatch brief --publish")
    return known


def _show(
    desk: Session,
    told: list[str],
    formats: list[str] | None,
    outputs: list[str] | None,
    mail: MailOptions,
    *,
    width: int | None,
    pager: bool,
    force: bool,
) -> None:
    if len(told) != 1:
        raise InvalidInput("Say which issue, one of them, such as: aiwatch issues show last")
    outs = chosen(formats, outputs)
    address = addressing(desk, [out.format for out in outs], mail)
    issue, markdown = desk.archive.issue(_number(desk.archive, told[0]))
    briefing = issue.briefing
    deliver(
        briefing,
        outs,
        width=width,
        address=address,
        pager=pager,
        force=force,
        stem=issue_name(issue.number, briefing.day.isoformat()),
        markdown=markdown,
    )


def _diff(archive: Archive, told: list[str]) -> None:
    if not 1 <= len(told) <= 2:
        raise InvalidInput("Say which issues to compare, such as: aiwatch issues diff 11 12")
    numbers = [_number(archive, each) for each in told]
    if len(numbers) == 1:
        before = [number for number in _known(archive) if number < numbers[0]]
        if not before:
            raise NotFound(f"There is no issue before issue {numbers[0]} to compare it with.")
        numbers.insert(0, before[-1])
    first, second = (archive.issue(number)[0] for number in numbers)
    if on_terminal():
        from aiwatch.writers.terminal_issues import IssueDifference

        console().print(IssueDifference(first, second))
    from aiwatch.writers.difference import write

    text = write(first, second)
    if not text:
        say("They have the same developments, told alike.")
    elif not on_terminal():
        answer(text)

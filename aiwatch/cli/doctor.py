"""Looking for damage, and repairing it: doctor."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aiwatch import config
from aiwatch.cli.shell import Session, nearest, program, session
from aiwatch.cli.streams import answer, on_terminal, say
from aiwatch.domain.errors import AiwatchError, Damaged, InvalidInput, NotFound
from aiwatch.domain.text import counted, visible

if TYPE_CHECKING:
    from aiwatch.archive.doctor.checkup import Checkup
    from aiwatch.archive.doctor.finding import Finding

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Look after the archive")


@app.command()
def doctor(
    context: typer.Context,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Mend what can be mended; first copy what that touches."),
    ] = False,
) -> None:
    """Look for damage, and repair it.

    Reads every file of the archive, checks ids, months, checksums and references, and tells what is
    wrong and where; it changes nothing. Off a terminal a line each, tab-separated: damage or
    remark, file, place, what. The exit code is 5 if there is damage, 0 if there are only remarks.

    With --repair, all files that will be touched are first copied, as they are, into a new folder
    in the archive's backup. What cannot be read is told, and stays there.

    Example: aiwatch doctor
    """
    from aiwatch.archive.doctor.checkup import checkup

    desk = session(context)
    root = desk.root
    if not any((root / name).exists() for name in (config.FILE, "developments")):
        desk.config  # noqa: B018 - it says that there is no archive
    lost = 0
    if repair:
        from aiwatch.archive.doctor.repair import repair as mend

        done = mend(root, desk.stamp("doctor"))
        found = done.left
        lost = sum(finding.grave == "lost" for finding in done.told)
        _show(done.told)
        if done.backup:
            _tell_repair(root / done.backup, len(done.told) - lost, lost)
    else:
        found = checkup(root)
    findings = sorted(
        [*_settings(root, found), *_publishers(desk), *found.findings],
        key=lambda finding: (finding.grave, finding.file),
    )
    _show(findings)
    _sum_up(found, findings, repaired=repair)
    if lost or any(finding.grave == "damage" for finding in findings):
        raise typer.Exit(Damaged.exit_code)


def _settings(root: Path, found: "Checkup") -> Iterator["Finding"]:
    """Yield what is wrong with the settings, and with sections that they do not have."""
    from aiwatch.archive.doctor.finding import REMARK, Finding

    try:
        settings = config.load(root)
    except NotFound:
        what = "It is missing, so that no command finds the archive; an empty file is enough."
        yield Finding(config.FILE, what)
        return
    except InvalidInput as error:
        told = str(error).removeprefix(str(root / config.FILE))
        place, sign, what = told.partition(": ")
        if not sign or told == str(error):
            place, what = "", told
        yield Finding(config.FILE, what[0].upper() + what[1:], place.lstrip(", "))
        return
    for key, place in settings.unknown.items():
        what = f"This version does not know the setting {key!r}; it is left alone."
        yield Finding(config.FILE, f"{what}{nearest(key, config.NAMES)}", place, grave=REMARK)
    for section, number in sorted(found.sections.items()):
        if section not in settings.sections:
            are = counted(number, "development is", "developments are")
            what = f"{are} in the section {section!r}, which the settings do not have."
            yield Finding(config.FILE, what, grave=REMARK)


def _publishers(desk: Session) -> Iterator["Finding"]:
    """Yield what is wrong with the archive's own publishers; the register does without them."""
    from aiwatch.archive.doctor.finding import REMARK, Finding
    from aiwatch.register import OWN

    if not (desk.root / OWN).exists():
        return
    try:
        desk.register  # noqa: B018 - reading it checks it
    except AiwatchError as error:
        told = str(error).removeprefix(str(desk.root / OWN)).removeprefix(", ")
        place, sign, what = told.partition(": ")
        if not (sign and place.startswith("line ")):
            place, what = "", told
        yield Finding(OWN, what, place, grave=REMARK)


def _show(findings: Iterable["Finding"]) -> None:
    if not on_terminal():
        for finding in findings:
            cells = (finding.grave, finding.file, finding.place, _sentence(finding))
            answer("\t".join(visible(cell).replace("\n", " ") for cell in cells) + "\n")
        return
    from shutil import get_terminal_size

    from aiwatch.writers.wrapping import wrap

    width = min(get_terminal_size().columns, 100) - 8
    for finding in findings:
        where = f"{finding.file}, {finding.place}" if finding.place else finding.file
        answer(f"{finding.grave.capitalize():<7} {visible(where)}\n")
        for line in wrap(visible(_sentence(finding)).replace("\n", " "), width):
            answer(f"        {line}\n")


def _sentence(finding: "Finding") -> str:
    return f"{finding.what} --repair {finding.cure}." if finding.cure else finding.what


def _tell_repair(backup: Path, mended: int, lost: int) -> None:
    what = [f"{mended} mended"] * bool(mended) + [f"{lost} lost"] * bool(lost)
    look = "; look there for what was lost" * bool(lost)
    say(f"{', '.join(what)}. What was touched is kept as it was{look}: {backup}")


def _sum_up(found: "Checkup", findings: list["Finding"], *, repaired: bool) -> None:
    from aiwatch.archive.doctor.finding import DAMAGE

    damages = sum(finding.grave == DAMAGE for finding in findings)
    remarks = counted(len(findings) - damages, "remark")
    if not damages:
        there = (
            f"{counted(found.developments, 'development')} in {counted(found.months, 'month')}, "
            f"{counted(found.changes, 'change')}"
        )
        say(f"{there}: {f'no damage, {remarks}' if findings else 'all is well'}.")
        return
    told = counted(damages, "problem") + f", {remarks}" * (len(findings) > damages)
    whole = counted(found.developments, "development is", "developments are")
    if repaired:
        say(f"{told} left, to be settled by hand; {whole} whole.")
        return
    say(f"{told}; {whole} whole. Nothing was changed.")
    mendable = sum(bool(finding.cure) for finding in findings)
    if mendable:
        how = f"{program()} doctor --repair"
        say(f"{how} takes care of {mendable}; first it copies what it touches.")

"""Delivering a briefing: in the format that was told or that suits who reads it, to a file, a pipe
or the terminal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiwatch.cli.output import refuse_output, write_output
from aiwatch.cli.streams import answer, console, on_terminal, say
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.writers import BINARY, BRIEFINGS, LIBRARIES, ending_of, format_of, writer

if TYPE_CHECKING:
    from aiwatch.cli.mail import Addressing


def deliver(
    briefing: Briefing,
    format: str,
    output: str | None,
    *,
    width: int | None,
    pager: bool,
    force: bool,
    address: Addressing | None = None,
) -> None:
    """Give `briefing` out in `format`: to the file or folder `output`, else to the terminal or
    stdout; a mail to its `address`."""
    if format == "terminal":
        show_briefing(briefing, width=width, pager=pager)
        return
    content = written(briefing, format, width, address)
    if output is not None:
        write_file(target(output, format, briefing.day.isoformat()), content, force=force)
    else:
        answer(content)
    if format == "html":
        tell_clip(str(content), briefing.count)
    elif format == "eml":
        from aiwatch.writers.eml import html_of

        tell_clip(html_of(str(content)), briefing.count)
        if address and not (address.to or address.cc):
            say("No recipient: give --to or set mail.to.")


def prove(
    briefing: Briefing,
    format: str,
    output: str | None,
    *,
    width: int | None,
    force: bool,
    address: Addressing | None = None,
) -> None:
    """Do of `deliver` what can be done without giving anything out; raises what it would."""
    if output is not None:
        refuse_output(target(output, format, briefing.day.isoformat()), force=force)
    if format != "terminal":
        written(briefing, format, width, address)


def written(
    briefing: Briefing, format: str, width: int | None, address: Addressing | None = None
) -> str | bytes:
    """Return `briefing` in `format`; `width` is that of a text's lines, a mail has an `address`."""
    more: tuple[Any, ...] = ()
    if format == "text":
        more = (width or 72,)
    elif address:
        from aiwatch.cli.mail import envelope

        more = (envelope(briefing, address),)
    text: str | bytes = writer(format, BRIEFINGS).write(briefing, *more)
    return text


def tell_clip(html: str, count: int) -> None:
    """Tell how much of `html`, a briefing of `count` developments, Gmail shows, if not all."""
    from aiwatch.writers.html import GMAIL_SHOWS, shown_by_gmail

    if (shown := shown_by_gmail(html)) is not None:
        say(
            f"The HTML has {len(html.encode()) // 1000} KB; Gmail shows the first "
            f"{GMAIL_SHOWS // 1000} KB: about {shown} of {count} developments."
        )


def chosen_format(format: str | None, output: str | None) -> str:
    """Return the format to write, as told, else by the file's ending, else by who reads it. Raises
    InvalidInput for one that cannot be, AiwatchError if a library it needs is missing."""
    chosen = _format(format, output)
    if chosen in LIBRARIES:
        writer(chosen, BRIEFINGS)
    return chosen


def _format(format: str | None, output: str | None) -> str:
    formats = ["terminal", *BRIEFINGS]
    if format is not None and format not in formats:
        raise InvalidInput(f"No format {format!r}. Formats: {', '.join(formats)}.")
    if output is None:
        chosen = format or ("terminal" if on_terminal() else "markdown")
        if chosen in BINARY and on_terminal():
            ending = ending_of(chosen)
            raise InvalidInput(f"The format {chosen} is not for a terminal; use -o FILE{ending}.")
        return chosen
    if format == "terminal":
        raise InvalidInput("The format terminal is for a terminal; use markdown or text in a file.")
    if _is_folder(output):
        return format or "markdown"
    return format or format_of(output, list(BRIEFINGS))


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def target(output: str, format: str, stem: str) -> Path:
    """Return the file that `output` names, in a folder the one called `stem`; the folder is made.
    Raises AiwatchError if it cannot be made."""
    path = Path(output)
    if not _is_folder(output):
        return path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AiwatchError(f"Cannot make the folder {path}: {error.strerror}.") from None
    return path / f"{stem}{ending_of(format)}"


def write_file(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write the file `path`, as `write_output` does, and tell it."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    write_output(path, data, force=force)
    say(f"Written: {path}")


def show_briefing(briefing: Briefing, *, width: int | None, pager: bool) -> None:
    """Show `briefing` on the terminal, through `less -R` where it is longer than the screen."""
    from aiwatch.writers.styling import MEASURE
    from aiwatch.writers.terminal import TerminalBriefing

    screen = console(width)
    shown = TerminalBriefing(briefing, width or MEASURE)
    if not (pager and screen.is_terminal):
        screen.print(shown)
        return
    with screen.capture() as capture:
        screen.print(shown)
    text = capture.get()
    if text.count("\n") < screen.height:
        answer(text)
        return
    from pydoc import pipepager
    from shutil import which

    command = os.environ.get("PAGER") or "less"
    if which(command.split()[0]) is None:
        answer(text)
        return
    os.environ.setdefault("LESSCHARSET", "utf-8")
    pipepager(text, f"{command} -R" if command == "less" else command)

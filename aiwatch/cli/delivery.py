"""Delivering a briefing: in the format that was told or that suits who reads it, to files, a pipe
or the terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from aiwatch.cli.output import refuse_output, write_output
from aiwatch.cli.streams import answer, console, on_terminal, say
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.writers import BINARY, BRIEFINGS, LIBRARIES, ending_of, format_of, writer

if TYPE_CHECKING:
    from aiwatch.cli.mail import Addressing


class Out(NamedTuple):
    """One of the ways that a briefing is given out: in this format, to this file or folder, None
    for the terminal or stdout."""

    format: str
    output: str | None


def deliver(
    briefing: Briefing,
    outs: list[Out],
    *,
    width: int | None,
    pager: bool,
    force: bool,
    address: Addressing | None = None,
    stem: str = "",
    markdown: bytes | None = None,
) -> None:
    """Give `briefing` out in each of the ways `outs`; a mail to its `address`, in a folder as the
    file called `stem`, by default by its day, and as the Markdown that it has been published as,
    if it has. Nothing is written if one of the files is not to be."""
    clip_told = False
    for (format, _), path in zip(outs, _targets(briefing, outs, stem, force=force), strict=True):
        if format == "terminal":
            show_briefing(briefing, width=width, pager=pager)
            continue
        if format == "markdown" and markdown is not None:
            content: str | bytes = markdown
        else:
            content = written(briefing, format, width, address)
        if path is not None:
            write_file(path, content, force=force)
        else:
            answer(content)
        if format in ("html", "eml") and not clip_told:
            tell_clip(_html_of(str(content), format), briefing.count)
            clip_told = True
        if format == "eml" and path is None and address and not (address.to or address.cc):
            say("No recipient: give --to or set mail.to.")


def prove(
    briefing: Briefing,
    outs: list[Out],
    *,
    width: int | None,
    force: bool,
    address: Addressing | None = None,
) -> None:
    """Do of `deliver` what can be done without giving anything out; raises what it would."""
    _targets(briefing, outs, "", force=force)
    for format, _ in outs:
        if format != "terminal":
            written(briefing, format, width, address)


def _targets(briefing: Briefing, outs: list[Out], stem: str, *, force: bool) -> list[Path | None]:
    """Return the file of each of `outs`, None where it has none. Raises AiwatchError if one is not
    to be written, InvalidInput if one is there twice."""
    found: list[Path | None] = []
    for format, output in outs:
        path = None
        if output is not None:
            path = target(output, format, stem or briefing.day.isoformat())
            refuse_output(path, force=force)
            if path.resolve() in [other.resolve() for other in found if other]:
                raise InvalidInput(f"{path} is given twice.")
        found.append(path)
    return found


def _html_of(content: str, format: str) -> str:
    if format == "html":
        return content
    from aiwatch.writers.eml import html_of

    return html_of(content)


def written(
    briefing: Briefing, format: str, width: int | None, address: Addressing | None = None
) -> str | bytes:
    """Return `briefing` in `format`; `width` is that of a text's lines, a mail has an `address`."""
    more: tuple[Any, ...] = ()
    if format == "text":
        more = (width or 72,)
    elif format == "eml" and address:
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


def chosen(formats: list[str] | None, outputs: list[str] | None) -> list[Out]:
    """Return in which ways to give a briefing out: to each of the files `outputs` in the format
    told, else by its ending; without a file, by who reads it.

    Raises InvalidInput for a format that cannot be or that is told of several files, AiwatchError
    if a library it needs is missing.
    """
    if formats and len(formats) > 1:
        raise InvalidInput("-f is given twice; use -o FILE for each format.")
    format = formats[0] if formats else None
    places: Sequence[str | None] = outputs or [None]
    if format and len(places) > 1 and not all(map(_is_folder, outputs or ())):
        raise InvalidInput("-f is for one file; without it each -o FILE is written by its ending.")
    outs = [Out(_format(format, place), place) for place in places]
    for out in outs:
        if out.format in LIBRARIES:
            writer(out.format, BRIEFINGS)
    return outs


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
    if not output:
        raise InvalidInput("-o is empty; give it a file or a folder.")
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

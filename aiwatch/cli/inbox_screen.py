"""The inbox on a terminal: `run` opens the screen, and says at last what was done at it."""

import typer

from aiwatch.cli.shell import Session
from aiwatch.cli.streams import say
from aiwatch.extras import needing


def run(desk_session: Session) -> None:
    """Triage the inbox of `desk_session` on the terminal until the analyst leaves.

    Raises AiwatchError, with the command that installs it, if Textual is not there, and what keeps
    the inbox from being read at the beginning.
    """
    with needing("textual", "The screen and keys of the inbox"):
        from aiwatch.cli.triage_screen.acts import Acts
        from aiwatch.cli.triage_screen.app import TriageApp

    acts = Acts(desk_session)
    acts.entries()
    app = TriageApp(acts)
    app.run()
    if app.return_code:
        raise typer.Exit(app.return_code)
    say(acts.farewell())

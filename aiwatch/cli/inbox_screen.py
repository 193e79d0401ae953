"""The inbox on a terminal: `run` opens the screen, and says at last what was done at it."""

import typer

from aiwatch.cli.shell import Session
from aiwatch.cli.streams import say


def run(desk_session: Session) -> None:
    """Triage the inbox of `desk_session` on the terminal until the analyst leaves.

    Raises AiwatchError for what keeps the inbox from being read at the beginning, typer.Exit with
    the code of a screen that did not end in order. Textual must be there.
    """
    from aiwatch.cli.triage_screen.acts import Acts
    from aiwatch.cli.triage_screen.app import TriageApp

    acts = Acts(desk_session)
    acts.entries()
    app = TriageApp(acts)
    # Without the mouse the terminal itself selects, copies and follows links.
    app.run(mouse=False)
    if app.return_code:
        raise typer.Exit(app.return_code)
    say(acts.farewell())

"""An entry as a form in the editor, before it is logged. What was typed is kept until it is."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from aiwatch.cli.editor import edited
from aiwatch.cli.fields import build
from aiwatch.cli.form import ARCHIVED, UNSAVED, read_form, write_form
from aiwatch.cli.shell import Session
from aiwatch.domain.development import Development
from aiwatch.domain.entry import Entry
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.suggestion import Suggestion

_INSTRUCTIONS = """\
Log this entry of the inbox: the head, a blank line, then the text with its source note, such as
(Source (EN): Sina, April 30, 2025). Without a date it takes its first source's.
Sections: {sections}.
Save it, changed or not, to log it; leave it unsaved, or empty, to stop.
{archived}"""


@dataclass(frozen=True)
class Form:
    """A form as it was understood, and the file that what was typed is in."""

    development: Development
    file: Path


class Forms:
    """The forms of one screen: what was typed for an entry, but not logged, is there when it is
    edited again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._typed: dict[str, str] = {}

    def edit(self, entry: Entry, suggestion: Suggestion, given: date | None) -> Form | None:
        """Return what the analyst makes of `entry` in the editor; None for an empty form. `given`
        is the day that the analyst gave it. Raises AiwatchError as `edited`."""

        def understood(saved: str) -> Development:
            self._typed[entry.id] = saved
            return self._understood(saved)

        form = self._typed.get(entry.id) or self._fresh(entry, suggestion, given)
        try:
            return Form(*edited(form, "inbox", understood, unsaved=UNSAVED))
        except typer.Abort:
            del self._typed[entry.id]
            return None

    def logged(self, entry: Entry, form: Form) -> None:
        """Forget what was typed for `entry`, which is logged now."""
        self._typed.pop(entry.id, None)
        form.file.unlink(missing_ok=True)

    def _fresh(self, entry: Entry, suggestion: Suggestion, given: date | None) -> str:
        clipping = entry.clipping
        sections, usual = self._session.config.sections, self._session.config.default_section
        day = given or clipping.published
        return write_form(
            _INSTRUCTIONS.format(sections=", ".join(sections), archived=ARCHIVED),
            section=suggestion.section or usual,
            day=day.isoformat() if day else "",
            headline=clipping.headline,
            tags=suggestion.tags,
            text=clipping.summary or clipping.title,
            sources=(clipping.source(),) if clipping.is_sourced else (),
        )

    def _understood(self, saved: str) -> Development:
        filled = read_form(self._session, saved)
        if not filled.head["Date"] and not any(source.published for source in filled.sources[:1]):
            raise InvalidInput("It has no date. Write one behind Date: or into the source note.")
        given = filled.given(self._session)
        return build(self._session, filled.text, filled.sources, given)

"""Publishing a briefing as the next issue."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

from aiwatch.archive import Desk
from aiwatch.archive.commit import ISSUES
from aiwatch.cli.series import tell_left_behind
from aiwatch.cli.shell import Session
from aiwatch.cli.streams import say
from aiwatch.domain.briefing import Briefing
from aiwatch.domain.errors import Refused
from aiwatch.domain.issue import Issue, issue_name
from aiwatch.writers.markdown import write


def publish(
    desk: Session, compose: Callable[[Desk], Briefing], prove: Callable[[Briefing, Desk], object]
) -> Briefing:
    """Freeze what `compose` makes of the archive as the next issue, tell it, and return it with its
    number.

    Both are done in one change of the archive, so that nobody edits what is being published, and a
    number is used once. `prove` is shown the briefing before, and the archive: what it raises stops
    all. Raises Refused for a briefing with nothing in it.
    """
    with desk.archive.desk(desk.stamp("brief")) as table:
        number = table.next_number()
        briefing = replace(compose(table), number=number)
        if not briefing.count and not briefing.corrections:
            raise Refused(
                "Nothing was published: an issue needs a development or a correction, and there "
                "is none."
            )
        prove(briefing, table)
        markdown = write(briefing).encode()
        table.publish(Issue(briefing, sha256(markdown).hexdigest()), markdown)
        table.describe(f"issue {number}")
    name = issue_name(number, briefing.day.isoformat())
    say(f"Published: issue {number}, {ISSUES}/{name}.md")
    if number == 1:
        tell_left_behind(desk.archive, briefing)
    return briefing

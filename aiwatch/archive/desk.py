"""A desk: an open change of a folder's archive, planned until it is committed whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aiwatch.archive import Carried, Stamp, Telling, random_letters
from aiwatch.archive.snapshot import Snapshot
from aiwatch.domain.development import Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection

if TYPE_CHECKING:
    from aiwatch.archive.evidence import Evidence
    from aiwatch.domain.issue import Issue


@dataclass
class Plan:
    """What a change does: developments put in, removed ones and the overview; `before` holds, for
    each id touched, the development it replaces, None for a new one; `issues` are the files of
    what is published, `evidence` those of pages that are kept, `files` others that are put in
    place with the change."""

    before: dict[str, Development | None] = field(default_factory=dict)
    put: dict[str, Development] = field(default_factory=dict)
    overview: str | None = None
    about: str = ""
    issues: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    evidence: dict[str, bytes] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        changed = self.before or self.issues or self.evidence
        return not changed and self.overview is None

    def by_month(self) -> dict[str, tuple[list[Development], list[str]]]:
        """Return, for each month touched, what is put in it and the ids that leave it."""
        months: dict[str, tuple[list[Development], list[str]]] = {}
        for id, old in self.before.items():
            new = self.put.get(id)
            if old and (not new or month_of(old) != month_of(new)):
                months.setdefault(month_of(old), ([], []))[1].append(id)
            if new:
                months.setdefault(month_of(new), ([], []))[0].append(new)
        return dict(sorted(months.items()))


class FolderDesk:
    """The desk of a change made where `there` is what stands, under `stamp`; it fills `plan`."""

    def __init__(self, there: Snapshot, stamp: Stamp) -> None:
        self.there = there
        self.months = there.months
        self.stamp = stamp
        self.plan = Plan()

    def select(
        self,
        selection: Selection,
        holding: str = "",
        telling: Telling | None = None,
        whose: Telling | None = None,
    ) -> list[Development]:
        return self.months.select(selection, holding, telling, whose)

    def citing(self, urls: Iterable[str]) -> list[Development]:
        return self.months.citing(urls)

    def find(self, reference: str) -> Development:
        return self.there.find(reference)

    def ids(self) -> frozenset[str]:
        return self.months.ids()

    def overview(self) -> str:
        return self.there.overview()

    def log(self, developments: list[Development]) -> list[Development]:
        at, by = self.stamp.at.replace(microsecond=0), self.stamp.by
        # For a single one its month is looked through, which is written anyway: an id begins with
        # the month, and six random characters do not meet those of the few that moved away.
        there = self.months.ids() if len(developments) > 1 else None

        def is_taken(id: str, home: str) -> bool:
            if id in self.plan.put:
                return True
            return id in there if there is not None else bool(self.months.month(home).get(id))

        # Ids in rising order keep a file's order among developments equal in all else.
        letters = random_letters(6 * (2 * len(developments) + 20))
        tails = iter(sorted({letters[at : at + 6] for at in range(0, len(letters), 6)}))
        logged = []
        for development in developments:
            id, home = development.id, month_of(development)
            while not id or is_taken(id, home):
                id = f"{home[2:4]}{home[5:]}-{next(tails)}"
            done = replace(
                development,
                id=id,
                logged=development.logged or at,
                edited=development.edited or development.logged or at,
                by=development.by or by,
            )
            self.plan.before[id] = None
            self.plan.put[id] = done
            logged.append(done)
        return logged

    def replace(self, development: Development) -> Development:
        edited = replace(development, edited=self.stamp.at.replace(microsecond=0))
        self.plan.before[development.id] = self.months.exactly(development.id)
        self.plan.put[development.id] = edited
        return edited

    def remove(self, development: Development) -> None:
        self.plan.before[development.id] = development

    def set_overview(self, text: str) -> None:
        self.plan.overview = text

    def keep(self, id: str, evidence: "Evidence", text: str) -> "Evidence":
        from aiwatch.archive.evidence import evidence_files

        kept, files = evidence_files(evidence, text, id, self.there.disk, self.there.root)
        self.plan.evidence |= files
        return kept

    def describe(self, about: str) -> None:
        self.plan.about = about

    def also(self, files: Mapping[str, bytes]) -> None:
        self.plan.files |= files

    def next_number(self) -> int:
        return self.there.issues.next_number(self.plan.issues)

    def issues(self) -> list["Issue"]:
        return self.there.issues.all()

    def carried(self) -> Carried:
        return self.there.issues.carried()

    def publish(self, issue: "Issue", markdown: bytes) -> None:
        from aiwatch.archive.issues import issue_files

        if issue.number != self.next_number():
            raise InvalidInput(f"The next issue is {self.next_number()}, not {issue.number}.")
        self.plan.issues |= issue_files(issue, markdown)
        self.plan.about = self.plan.about or f"issue {issue.number}"


def month_of(development: Development) -> str:
    """Return the month whose file `development` belongs in, such as `2025-05`."""
    return development.date.isoformat()[:7]

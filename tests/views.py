"""What a reader sees of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from aiwatch.archive.commit import pending
from aiwatch.archive.inbox import Inbox
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development
from aiwatch.domain.errors import NotFound
from aiwatch.domain.selection import Selection


@dataclass(frozen=True)
class View:
    """What a reader sees: developments, overview, issues (number and Markdown), the inbox,
    evidence, the log, and the id of the last one touched."""

    developments: tuple[Development, ...]
    overview: str
    issues: tuple[tuple[int, bytes], ...] = ()
    inbox: tuple[object, ...] = ()
    evidence: tuple[str, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    last: str = ""

    @classmethod
    def of(cls, root: Path) -> View:
        """Return what a reader of the archive `root` sees."""
        archive, inbox = TinyArchive(root), Inbox(root)
        try:
            last = archive.find("last").id
        except NotFound:
            last = ""
        return cls(
            tuple(archive.select(Selection())),
            archive.overview(),
            tuple((each.number, archive.issue(each.number)[1]) for each in archive.issues()),
            (*inbox.feeds(), *inbox.entries(), *inbox.decided()),
            tuple(_evidence(root, archive)),
            tuple((change.id, change.of) for change in archive.changes()),
            last,
        )

    @property
    def content(self) -> View:
        """What is left when the log is not looked at."""
        return replace(self, changes=(), last="")


def _evidence(root: Path, archive: TinyArchive) -> Iterator[str]:
    """Yield where evidence is, of developments that are gone, too; it is whole."""
    kept = root / "evidence"
    for folder in sorted(kept.iterdir()) if kept.exists() else ():
        waiting = pending(archive.disk, root)
        for found in archive.evidence(folder.name):
            text = waiting.get(found.path, root / found.path).read_bytes()
            assert sha256(text).hexdigest() == found.text_sha256
            yield found.path

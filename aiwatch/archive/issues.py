"""The issues of a folder's archive: for each the Markdown as it was published, and its manifest.

    briefings/012-2025-05-19.md
    briefings/012-2025-05-19.json

Both are written once, in one commit, and never again. A manifest is the briefing's record with the
SHA-256 of the Markdown (FIPS 180-4) and, last, a checksum of all before it. What else stands in the
folder is the user's.
"""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from aiwatch.archive import Carried
from aiwatch.archive.briefing_record import briefing_json, read_briefing
from aiwatch.archive.commit import ISSUES
from aiwatch.archive.disk import Disk
from aiwatch.archive.strict_json import load
from aiwatch.domain.errors import Damaged, InvalidInput, NotFound
from aiwatch.domain.issue import Issue, issue_name

RESTORE = "restore it from a backup"

_NAME = re.compile(r"([0-9]{3,})-([0-9]{4}-[0-9]{2}-[0-9]{2})(.*)\.(md|json)")
_SEAL = re.compile(rb',\n"sha256": "([0-9a-f]{64})",\n"crc32": ([0-9]+)}\n')
_SHA256 = re.compile("[0-9a-f]{64}")


class Named(NamedTuple):
    """What the name of a file of an issue says: the issue's number and date, ISO 8601, and the
    kind of file, `md` or `json`; `is_copy` if the name is not exactly one that we give."""

    number: int
    day: str
    kind: str
    is_copy: bool


def named(name: str) -> Named | None:
    """Return what the file name `name` says, None if it is none of an issue's."""
    found = _NAME.fullmatch(name)
    if not found:
        return None
    number, day, kind = int(found[1]), found[2], found[4]
    return Named(number, day, kind, name != f"{issue_name(number, day)}.{kind}")


class Manifest(NamedTuple):
    """What a manifest holds, and whether its checksum says that it is as it was written."""

    issue: Issue
    as_written: bool


def issue_files(issue: Issue, markdown: bytes) -> dict[str, bytes]:
    """Return the files of `issue`, by their names within the archive.

    Raises InvalidInput if its checksum is not that of `markdown`, or it could not be read back.
    """
    if sha256(markdown).hexdigest() != issue.sha256:
        raise InvalidInput(f"The checksum of issue {issue.number} is not that of its Markdown.")
    name = f"{ISSUES}/{issue_name(issue.number, issue.briefing.day.isoformat())}"
    manifest = manifest_bytes(issue)
    try:
        load(manifest.decode("utf-8"))
        is_the_same = read_manifest(manifest, f"{name}.json").issue == issue
    except (Damaged, ValueError, RecursionError) as error:
        what = f"Issue {issue.number} could not be read back"
        raise InvalidInput(f"{what}: {str(error).rstrip('.')}.") from None
    if not is_the_same:
        raise InvalidInput(f"Issue {issue.number} would not be read back as it is.")
    return {f"{name}.md": markdown, f"{name}.json": manifest}


def manifest_bytes(issue: Issue) -> bytes:
    """Return the manifest of `issue`."""
    body = briefing_json(issue.briefing).encode("utf-8", "surrogatepass").removesuffix(b"}\n")
    body += b',\n"sha256": "%b",\n"crc32": ' % issue.sha256.encode()
    return b"%b%d}\n" % (body, zlib.crc32(body))


def read_manifest(data: bytes, name: str) -> Manifest:
    """Return the manifest of a file's bytes; `name` is the file's within the archive.

    Raises Damaged, naming the file, for what cannot be right: a field that is missing or unknown, a
    record that is none, a newer schema, another number or date than the name says.
    """
    record, as_written = _record(data, name)
    try:
        digest = record.pop("sha256", None)
        record.pop("crc32", None)
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise InvalidInput("'sha256' is that of the Markdown, 64 hexadecimal digits.")
        briefing = read_briefing(record)
        if briefing.number is None:
            raise InvalidInput("it has no number.")
        said = f"{issue_name(briefing.number, briefing.day.isoformat())}.json"
        if said != name.rpartition("/")[2]:
            raise InvalidInput(f"by its content it is {said}.")
    except InvalidInput as error:
        raise _unreadable(name, str(error)) from None
    return Manifest(Issue(briefing, digest), as_written)


def _record(data: bytes, name: str) -> tuple[dict[str, Any], bool]:
    """Return the record in a manifest's bytes, and whether it is as it was written."""
    start = data.rfind(b',\n"sha256": "')
    seal = _SEAL.fullmatch(data, start) if start >= 0 else None
    as_written = seal is not None and zlib.crc32(data[: seal.start(2)]) == int(seal[2])
    try:
        # What we wrote ourselves was looked at then.
        record = json.loads(data) if as_written else load(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise _unreadable(name, "it is not UTF-8.") from None
    except json.JSONDecodeError as error:
        what = f"line {error.lineno}, column {error.colno}: {error.msg}."
        raise _unreadable(name, what) from None
    except RecursionError:
        raise _unreadable(name, "it is nested too deeply.") from None
    except ValueError as error:
        raise _unreadable(name, f"{error}.") from None
    if not isinstance(record, dict):
        raise _unreadable(name, "it is no object with fields.")
    return record, as_written


def _unreadable(name: str, what: str) -> Damaged:
    return Damaged(f"{name} cannot be read: {what.rstrip('.')}; {RESTORE}.")


class Issues:
    """The issues in the archive `root`, read when they are asked for. `waiting` says where files
    are that a journal has committed but not yet put in place."""

    def __init__(self, disk: Disk, root: Path, waiting: Mapping[str, Path]) -> None:
        self.disk = disk
        self.root = root
        self.waiting = waiting

    def names(self) -> dict[str, Named]:
        """Return the names, without folder, of all files of issues, by number and date."""
        there = {name.rpartition("/")[2] for name in self.waiting if name.startswith(f"{ISSUES}/")}
        there.update(self.disk.names(self.root / ISSUES))
        pairs = [(name, found) for name in there if (found := named(name))]
        return dict(sorted(pairs, key=lambda pair: (pair[1], pair[0])))

    def has(self, stem: str) -> bool:
        """Tell whether there is a manifest of the issue whose files are called `stem`."""
        file = f"{ISSUES}/{stem}.json"
        return file in self.waiting or self.disk.exists(self.root / file)

    def read(self, name: str) -> bytes:
        """Return the bytes of the file `name` of the folder; raises FileNotFoundError."""
        file = f"{ISSUES}/{name}"
        return self.disk.read(self.waiting.get(file, self.root / file))

    def next_number(self, planned: Iterable[str] = ()) -> int:
        """Return one more than the highest number of a file of an issue, in the folder or among
        `planned`, names within the archive."""
        more = (named(file.rpartition("/")[2]) for file in planned)
        return 1 + max((each.number for each in (*self.names().values(), *more) if each), default=0)

    def all(self) -> list[Issue]:
        """As `Archive.issues`."""
        return list(self._manifests())

    def get(self, number: int) -> tuple[Issue, bytes]:
        """As `Archive.issue`."""
        names = self.names()
        stems = {name.rpartition(".")[0] for name, each in names.items() if each.number == number}
        ours = sorted(stem for stem in stems if f"{stem}.json" in names or f"{stem}.md" in names)
        if not ours:
            raise NotFound(_no_issue(number, {each.number for each in names.values()}))
        if len(ours) > 1:
            raise Damaged(
                f"{ISSUES} has two issues {number}: {' and '.join(ours)}; keep one there."
            )
        manifest, markdown = f"{ours[0]}.json", f"{ours[0]}.md"
        for name in (manifest, markdown):
            if name not in names:
                raise Damaged(f"Issue {number} has lost its {ISSUES}/{name}; {RESTORE}.")
        found = read_manifest(self.read(manifest), f"{ISSUES}/{manifest}")
        data = self.read(markdown)
        if not found.as_written or sha256(data).hexdigest() != found.issue.sha256:
            changed = markdown if found.as_written else manifest
            raise Damaged(
                f"Issue {number} is not what was published: {ISSUES}/{changed} was changed; "
                f"{RESTORE}."
            )
        return found.issue, data

    def carried(self) -> Carried:
        """As `Archive.carried`."""
        from aiwatch.domain.series import carried_by

        return carried_by(self._manifests())

    def _manifests(self) -> Iterator[Issue]:
        names = self.names()
        for name, each in names.items():
            if each.is_copy:
                continue
            if each.kind == "json":
                yield read_manifest(self.read(name), f"{ISSUES}/{name}").issue
            elif (manifest := f"{name.rpartition('.')[0]}.json") not in names:
                # Without it what the issue told is not known, and would be told once more.
                raise Damaged(
                    f"Issue {each.number} has lost its {ISSUES}/{manifest}; {RESTORE}. If {name} "
                    "is no issue of this archive, give it another name."
                )


def _no_issue(number: int, there: set[int]) -> str:
    if not there:
        return f"No issue {number}: none has been published yet."
    runs: list[list[int]] = []
    for each in sorted(there):
        if runs and each == runs[-1][1] + 1:
            runs[-1][1] = each
        else:
            runs.append([each, each])
    listed = ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in runs)
    return f"No issue {number}. Issues: {listed}."

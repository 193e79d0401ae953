"""What was published: the issues looked at. A repair leaves them alone, for what it wrote would not
be what was published."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from aiwatch.archive.commit import ISSUES, NEW, beside, leftovers
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.finding import REMARK, Finding
from aiwatch.archive.doctor.premises import why
from aiwatch.archive.issues import RESTORE, Issues, read_manifest
from aiwatch.domain.errors import Damaged

RESTORED = f"{RESTORE[0].upper()}{RESTORE[1:]}."


def unfinished(disk: Disk, root: Path) -> dict[str, Path]:
    """Return the files of issues that were not yet in place when a change was cut off whose journal
    cannot be followed: name within the archive to where each is. Only of whole issues: both files
    are there, and as they were written."""
    try:
        left = [name[1:].removesuffix(NEW) for name in leftovers(disk, root, ISSUES)]
    except (Damaged, OSError):
        return {}
    files = {f"{ISSUES}/{name}": beside(root / ISSUES / name) for name in left}
    files = {file: path for file, path in files.items() if not disk.exists(root / file)}
    issues = Issues(disk, root, files)
    return {file: path for file, path in files.items() if _is_whole(issues, Path(file).stem)}


def _is_whole(issues: Issues, stem: str) -> bool:
    try:
        found = read_manifest(issues.read(f"{stem}.json"), f"{ISSUES}/{stem}.json")
        markdown = issues.read(f"{stem}.md")
    except (Damaged, OSError):
        return False
    return found.as_written and sha256(markdown).hexdigest() == found.issue.sha256


def look_at_issues(
    disk: Disk, root: Path, waiting: Mapping[str, Path], told: Iterable[str]
) -> Iterator[Finding]:
    """Yield what is to be told of the issues of the archive `root`: files that are missing, cannot
    be read or are not what was published, and a number that two have. `told` are the issues that
    the history knows, such as `012-2025-05-19`; `waiting` is as for `Issues`."""
    issues = Issues(disk, root, waiting)
    try:
        names = issues.names()
    except (Damaged, OSError) as error:
        yield Finding(ISSUES, f"It {why(error)}. Until it is moved away nothing can be published.")
        return
    for number, group in groupby(names.items(), lambda pair: pair[1].number):
        stems = []
        for name, each in group:
            if each.is_copy:
                what = f"It is called as a file of issue {number}, but not quite, and is not read."
                yield Finding(f"{ISSUES}/{name}", what, grave=REMARK)
            elif (stem := name.rpartition(".")[0]) not in stems:
                stems.append(stem)
        for stem in stems:
            yield from _look_at(issues, number, stem, names)
        if len(stems) > 1:
            what = f"There is another issue {number}, {' and '.join(stems[:-1])}. Leave there the "
            what += "one that was sent, and move the other away."
            yield Finding(f"{ISSUES}/{stems[-1]}.json", what)
    for stem in dict.fromkeys(told):
        if f"{stem}.json" not in names and f"{stem}.md" not in names:
            what = f"The history tells that it was published, and it is not there. {RESTORED}"
            yield Finding(f"{ISSUES}/{stem}.json", what, grave=REMARK)


def _look_at(issues: Issues, number: int, stem: str, names: Iterable[str]) -> Iterator[Finding]:
    manifest, markdown = f"{stem}.json", f"{stem}.md"
    digest = ""
    if manifest not in names:
        what = f"It is missing, so that what {markdown} holds cannot be relied on. {RESTORED} If "
        what += "that is no issue of this archive, give it another name."
        yield Finding(f"{ISSUES}/{manifest}", what)
    else:
        file = f"{ISSUES}/{manifest}"
        try:
            found = read_manifest(issues.read(manifest), file)
            digest = found.issue.sha256
            if not found.as_written:
                what = f"It was changed after issue {number} was published. {RESTORED}"
                yield Finding(file, what)
        except Damaged as error:
            told = str(error).removeprefix(f"{file} ")
            yield Finding(file, f"It {told if told != str(error) else why(error)}")
        except OSError as error:
            yield Finding(file, f"It {why(error)}.")
    file = f"{ISSUES}/{markdown}"
    if markdown not in names:
        yield Finding(file, f"The Markdown of issue {number} is missing. {RESTORED}")
        return
    try:
        data = issues.read(markdown)
    except (Damaged, OSError) as error:
        yield Finding(file, f"It {why(error)}.")
        return
    if digest and sha256(data).hexdigest() != digest:
        yield Finding(file, f"It is not what was published as issue {number}. {RESTORED}")

"""What was published: the issues looked at. A repair leaves them alone, for what it wrote would not
be what was published."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from aiwatch.archive.commit import ISSUES
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.finding import REMARK, Finding
from aiwatch.archive.doctor.premises import why
from aiwatch.archive.issues import RESTORE, Issues, read_manifest
from aiwatch.domain.errors import Damaged

RESTORED = f"{RESTORE[0].upper()}{RESTORE[1:]}."


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

"""What was kept: the evidence looked at. It is never written again, so no repair can mend it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from aiwatch.archive.commit import EVIDENCE
from aiwatch.archive.disk import Disk
from aiwatch.archive.doctor.finding import Finding
from aiwatch.archive.doctor.premises import why
from aiwatch.archive.evidence import read_evidence
from aiwatch.archive.issues import RESTORE
from aiwatch.domain.development import is_id
from aiwatch.domain.errors import Damaged


def look_at_evidence(disk: Disk, root: Path, waiting: Mapping[str, Path]) -> Iterator[Finding]:
    """Yield what is to be told of the evidence in the archive `root`: what cannot be read, and
    texts that are not what was kept. `waiting` is as for `evidence_of`."""
    try:
        ids = [name for name in disk.names(root / EVIDENCE) if is_id(name)]
    except (Damaged, OSError) as error:
        yield Finding(EVIDENCE, f"It {why(error)}. Until it is moved away no evidence can be kept.")
        return
    for id in ids:
        names: set[str] = set()
        with suppress(Damaged, OSError):
            names.update(disk.names(root / EVIDENCE / id))
        files = {f"{EVIDENCE}/{id}/{name}" for name in names}
        files |= {file for file in waiting if file.startswith(f"{EVIDENCE}/{id}/")}
        for file in sorted(files):
            if file.endswith(".json") and "/." not in file:
                yield from _look_at(disk, root, file, waiting)


def _look_at(disk: Disk, root: Path, file: str, waiting: Mapping[str, Path]) -> Iterator[Finding]:
    try:
        found = read_evidence(disk.read(waiting.get(file, root / file)), file)
    except (Damaged, OSError) as error:
        reason = why(error) if isinstance(error, OSError) else "is not what was written"
        yield Finding(file, f"It {reason}; {RESTORE}.")
        return
    try:
        data = disk.read(waiting.get(found.path, root / found.path))
    except FileNotFoundError:
        yield Finding(found.path, f"The text that was kept is missing; {RESTORE}.")
    except (Damaged, OSError) as error:
        yield Finding(found.path, f"It {why(error)}.")
    else:
        if sha256(data).hexdigest() != found.text_sha256:
            what = f"It is not the text that was kept, by its SHA-256; {RESTORE}."
            yield Finding(found.path, what)

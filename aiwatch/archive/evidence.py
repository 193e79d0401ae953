"""Evidence: what pages said when they were looked at, kept beside the developments they tell of.

    evidence/2505-k7fq3m/2025-05-19T081203Z.txt
    evidence/2505-k7fq3m/2025-05-19T081203Z.json

The text of the page, and what it is the text of. Both are written once, in the commit of the change
that keeps them, and never again: neither `undo` nor `remove` takes them away, for a page cannot be
had again as it was, and what is undone can be put back.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from aiwatch.archive import history
from aiwatch.archive.commit import EVIDENCE
from aiwatch.archive.disk import Disk
from aiwatch.archive.record import show_instant
from aiwatch.domain.errors import Damaged

_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(?:-\d+)?")
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a page that was kept.

    `url` is the address as the development has it, `final` where it led, `at` when it was got
    (UTC), `content_type` as the server told it. `sha256` is that of the bytes that came, decoded
    from what they were sent in; `text_sha256` that of the text in UTF-8, which changes less (both
    FIPS 180-4, in hexadecimal). `path` is where the text is, from the archive's folder; empty until
    it is kept.
    """

    url: str
    sha256: str
    at: datetime
    path: str = ""
    final: str = ""
    content_type: str = ""
    text_sha256: str = ""


def evidence_of(
    root: Path,
    development_id: str,
    disk: Disk | None = None,
    waiting: Mapping[str, Path] | None = None,
) -> list[Evidence]:
    """Return the evidence kept of a development of the archive `root`, oldest first; what cannot be
    read is left out, as doctor tells it. `waiting` says where those files are that a journal has
    committed but not yet put in place."""
    disk, waiting = disk or Disk(), waiting or {}
    folder = f"{EVIDENCE}/{development_id}"
    names = {name.rpartition("/")[2] for name in waiting if name.startswith(f"{folder}/")}
    with suppress(Damaged):
        names.update(disk.names(root / folder))
    found = []
    for name in sorted(names):
        stem = name.removesuffix(".json")
        if stem != name and _NAME.fullmatch(stem):
            file = f"{folder}/{name}"
            with suppress(Damaged, OSError):
                found.append(read_evidence(disk.read(waiting.get(file, root / file)), file))
    return sorted(found, key=lambda each: (each.at, len(each.path), each.path))


def evidence_files(
    evidence: Evidence, text: str, development_id: str, disk: Disk, root: Path
) -> tuple[Evidence, dict[str, bytes]]:
    """Return `evidence` with where it will be kept, and its files by their names within the archive
    `root`: the `text`, and what it is."""
    folder = f"{EVIDENCE}/{development_id}"
    stem = f"{evidence.at:%Y-%m-%dT%H%M%SZ}"
    number = 1
    while disk.exists(root / folder / f"{_numbered(stem, number)}.json"):
        number += 1
    name = f"{folder}/{_numbered(stem, number)}"
    data = f"{text}\n".encode() if text else b""
    kept = replace(evidence, path=f"{name}.txt", text_sha256=sha256(data).hexdigest())
    return kept, {kept.path: data, f"{name}.json": _to_bytes(kept)}


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def _to_bytes(evidence: Evidence) -> bytes:
    record = {
        "url": evidence.url,
        "final_url": evidence.final,
        "at": show_instant(evidence.at),
        "content_type": evidence.content_type,
        "sha256": evidence.sha256,
        "text_sha256": evidence.text_sha256,
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def read_evidence(data: bytes, file: str) -> Evidence:
    """Return the evidence that a file's bytes tell of; `file` is its name within the archive.
    Raises Damaged for what cannot be right."""
    try:
        record = json.loads(data)
        found = Evidence(
            url=str(record["url"]),
            sha256=record["sha256"],
            at=datetime.fromisoformat(record["at"]),
            path=f"{file.removesuffix('.json')}.txt",
            final=str(record.get("final_url", "")),
            content_type=str(record.get("content_type", "")),
            text_sha256=record["text_sha256"],
        )
        if not (_SHA256.fullmatch(found.sha256) and _SHA256.fullmatch(found.text_sha256)):
            raise ValueError
        if found.at.tzinfo is None:
            raise ValueError
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Damaged(f"{file} cannot be read.") from None
    return found


def stem_of(path: str) -> str:
    """Return what the history calls evidence at `path`: `2505-k7fq3m/2025-05-19T081203Z`."""
    return path.removeprefix(f"{EVIDENCE}/").rpartition(".")[0]


def is_kept(disk: Disk, root: Path, stem: str, waiting: Mapping[str, Path]) -> bool:
    """Tell whether the evidence that the history calls `stem` was put in place."""
    file = f"{EVIDENCE}/{stem}.json"
    return file in waiting or disk.exists(root / file)


def last_folders(disk: Disk, root: Path) -> tuple[str, ...]:
    """Return the folders that the last change may have left files of evidence in, if it was cut
    off; every change looks there first, so that no other can have any."""
    try:
        last = next(history.entries(disk, root), None)
    except (Damaged, OSError):
        return ()
    if last is None or not last.evidence:
        return ()
    ids = dict.fromkeys(stem.partition("/")[0] for stem in last.evidence)
    return (EVIDENCE, *(f"{EVIDENCE}/{id}" for id in ids))

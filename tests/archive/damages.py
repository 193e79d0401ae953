"""Ways in which a month file goes bad, and an archive to do it to."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from published import publish

from aiwatch.archive import Stamp
from aiwatch.archive.tiny import TinyArchive
from aiwatch.domain.development import Development, Source

AT = datetime(2025, 5, 19, 8, 12, 3, tzinfo=UTC)
MAY = "developments/2025-05.json"

PRINTED = "briefings/001-2025-05-19.md"
MANIFEST = "briefings/001-2025-05-19.json"

Damage = Callable[[bytes], bytes]


def stamp(command: str = "add", minutes: int = 0) -> Stamp:
    return Stamp(command, AT + timedelta(minutes=minutes), "lin")


def development(text: str, day: str, **more: object) -> Development:
    values: dict[str, object] = {
        "section": "domestic",
        "text": text,
        "date": date.fromisoformat(day),
        "sources": (Source("zh", "国家网信办", date.fromisoformat(day)),),
    }
    return Development(**(values | more))  # type: ignore[arg-type]


def add(root: Path, *developments: Development, minutes: int = 0) -> list[Development]:
    with TinyArchive(root).desk(stamp(minutes=minutes)) as desk:
        return desk.log(list(developments))


def fill(root: Path) -> list[Development]:
    """Log three developments in May and one in June, and return them."""
    return add(
        root,
        development("网信办启动“清朗”行动。", "2025-05-12"),
        development("国务院发布白皮书，谈国家安全与人工智能。", "2025-05-13", tags=("safety",)),
        development("Alibaba released the Qwen3 models.", "2025-05-20", section="tech"),
        development("In June.", "2025-06-02"),
    )


def publish_issue(root: Path) -> None:
    """Publish all that is there as the next issue."""
    with TinyArchive(root).desk(stamp("brief", 5)) as desk:
        publish(desk, "# AI watch\n\n- 网信办启动“清朗”行动。\n")


def replaced(old: bytes, new: bytes) -> Damage:
    return lambda data: data.replace(old, new, 1)


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Damage:
    return lambda data: b"\n".join(change(data.split(b"\n")))


def conflict(data: bytes) -> bytes:
    """Return what git leaves when the second development was changed on both sides."""
    head, table, first, second, third, *rest = data.split(b"\n")
    theirs = second.replace("白皮书".encode(), "新白皮书".encode()).replace(
        b'"edited": "2025', b'"edited": "2026'
    )
    marked = [
        b"<<<<<<< HEAD",
        head,
        b"=======",
        head.replace(b"crc32", b"crc32"),
        b">>>>>>> theirs",
    ]
    both = [b"<<<<<<< HEAD", second, b"||||||| base", b"{}", b"=======", theirs, b">>>>>>> theirs"]
    return b"\n".join([*marked, table, first, *both, third, *rest])


WHOLE: dict[str, tuple[Damage, str]] = {
    "byte order mark": (lambda data: b"\xef\xbb\xbf" + data, "byte order mark"),
    "UTF-16": (lambda data: data.decode().encode("utf-16"), "UTF-16"),
    "UTF-16 without mark": (lambda data: data.decode().encode("utf-16-le"), "UTF-16"),
    "GBK": (lambda data: data.decode().encode("gb18030"), "GBK"),
    "gzip": (gzip.compress, "gzip"),
    "git conflict": (conflict, "[Gg]it"),
    "a list": (
        lambda data: json.dumps(list(json.loads(data)["_default"].values())).encode(),
        "tables",
    ),
    "duplicate key": (replaced(b'"rank": null', b'"rank": 1, "rank": 2'), "'rank' stands twice"),
    "NaN": (replaced(b'"rank": null', b'"rank": NaN'), "NaN"),
    "lone surrogate": (replaced(b'"comment": ""', b'"comment": "\\ud800"'), "surrogate"),
    "no end": (lambda data: data[:-4], "end is missing"),
    "no comma": (replaced(b"},\n", b"}\n"), "delimiter"),
    "no header": (lines(lambda rows: [b"{\x01}", *rows[1:]]), "line 1|control"),
    "a bad rank": (replaced(b'"rank": null', b'"rank": "x"'), "rank"),
    "a bad date": (replaced(b'"date": "2025-05-12"', b'"date": "2025-05-99"'), "2025-05-99"),
    "a bad source": (replaced(b'"lang": "zh"', b'"lang": "Chinese"'), "Chinese"),
    "twice the same": (lines(lambda rows: [*rows[:3], rows[2], *rows[3:]]), "twice"),
    "another month": (replaced(b'"date": "2025-05-13"', b'"date": "2025-06-13"'), "2025-06-13"),
    "flipped bit": (replaced(b'"rank": null', b'"rank"; null'), "[Oo]ne bit"),
    "broken character": (
        lambda data: data.replace("白皮".encode(), b"\xff\xe7\x9a\xae"),
        "no character",
    ),
}
"""Damage that a repair mends without losing a development: what is done, what is told."""

PARTLY: dict[str, tuple[Damage, str]] = {
    "truncated": (lambda data: data[: len(data) // 2], "no whole development"),
    "partly zero": (
        lambda data: data[:700] + bytes(len(data[700:900])) + data[900:],
        "no whole development",
    ),
    "garbage": (
        lines(lambda rows: [*rows[:3], b"\x80 garbage", *rows[4:]]),
        "no whole development",
    ),
}
"""Damage in which developments are lost."""

NOTHING: dict[str, tuple[Damage, str]] = {
    "zero bytes": (lambda data: bytes(len(data)), "zero bytes"),
    "empty": (lambda data: b"", "empty"),
    "no records": (lambda data: b"[1, 2]", "no development"),
}
"""Damage that leaves nothing."""

LEFT: dict[str, tuple[Damage, str]] = {
    "newer": (replaced(b'"schema": 1', b'"schema": 99'), "newer"),
    "deep": (
        lambda data: b'{"_default": ' + b'{"a":' * 2000 + b"1" + b"}" * 2001,
        "deep",
    ),
}
"""Damage that is left alone."""

OF_ISSUES: dict[str, tuple[str, Damage | None, str]] = {
    "no Markdown": (PRINTED, None, "Markdown of issue 1 is missing"),
    "no manifest": (MANIFEST, None, "is missing"),
    "another Markdown": (PRINTED, lambda data: data + b"\n", "not what was published as issue 1"),
    "an empty Markdown": (PRINTED, lambda data: b"", "not what was published as issue 1"),
    "line ends of Windows": (PRINTED, lambda data: data.replace(b"\n", b"\r\n"), "not what was"),
    "a corrected manifest": (
        MANIFEST,
        replaced(b'"title": "AI watch"', b'"title": "AI Watch"'),
        "was changed after issue 1 was published",
    ),
    "another layout": (
        MANIFEST,
        lambda data: json.dumps(json.loads(data)).encode(),
        "was changed after issue 1 was published",
    ),
    "half a manifest": (MANIFEST, lambda data: data[: len(data) // 2], "cannot be read"),
    "an empty manifest": (MANIFEST, lambda data: b"", "cannot be read"),
    "a manifest of zeros": (MANIFEST, lambda data: bytes(len(data)), "cannot be read"),
    "a newer manifest": (MANIFEST, replaced(b'"schema": 1', b'"schema": 99'), "newer aiwatch"),
    "git conflict in a manifest": (MANIFEST, lambda data: b"<<<<<<< HEAD\n" + data, "line 1"),
    "another number": (MANIFEST, replaced(b'"number": 1', b'"number": 2'), "002-2025-05-19"),
}
"""Damage to an issue's file, None where it is gone: it is told, and left alone."""

"""What all tests share: golden files, and the installed program as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate-golden",
        action="store_true",
        help="write the expected files under tests/golden/ anew; read the diff before committing",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Compare what was written with the file `name` under tests/golden/, or write that anew."""

    def compare(name: str, written: str | bytes) -> None:
        path = GOLDEN / name
        data = written.encode() if isinstance(written, str) else written
        if request.config.getoption("--regenerate-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            return
        assert path.exists(), f"no {name}: run pytest --regenerate-golden and read what it wrote"
        assert data.decode() == path.read_bytes().decode()

    return compare


@dataclass(frozen=True)
class Hostile:
    """A text that asks for trouble: its name, of what class it is, and itself."""

    name: str
    kind: str
    text: str


@pytest.fixture(scope="session")
def hostile() -> list[Hostile]:
    """The hostile corpus; what a new format writes of it must be harmless and whole."""
    texts = json.loads((Path(__file__).parent / "hostile.json").read_text("ascii"))
    return [Hostile(text["name"], text["class"], text["text"]) for text in texts]


@dataclass(frozen=True)
class Done:
    """What a run of the program printed, and its exit code."""

    out: str
    err: str
    code: int


@pytest.fixture(scope="module")
def in_memory() -> Iterator[Path]:
    """A folder, in memory where the system has that, for what makes thousands of files."""
    with TemporaryDirectory(dir="/dev/shm" if os.path.isdir("/dev/shm") else None) as folder:
        yield Path(folder)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An empty archive."""
    root = tmp_path / "archive"
    (root / "developments").mkdir(parents=True)
    (root / "aiwatch.toml").write_text("", "utf-8")
    return root


@pytest.fixture
def aiwatch(archive: Path) -> Callable[..., Done]:
    """Run the installed program as a process on the archive, as of 19 May 2025."""

    def run(*arguments: str, stdin: str | bytes = b"", **environment: str) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "aiwatch", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            check=False,
            timeout=60,
            env={
                **os.environ,
                "AIWATCH_ARCHIVE": str(archive),
                "AIWATCH_TODAY": "2025-05-19",
                "TZ": "UTC",
                "LOGNAME": "lin",
                **environment,
            },
        )
        return Done(done.stdout.decode(), done.stderr.decode(), done.returncode)

    return run

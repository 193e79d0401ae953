"""What all tests share: golden files, and the installed program as a process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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

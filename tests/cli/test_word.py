"""A Word file from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from conftest import Done

Run = Callable[..., Done]


@pytest.fixture
def logged(aiwatch: Run) -> None:
    done = aiwatch("add", "-s", "tech", "网信办启动“清朗”行动。 (Source (CN): Sina, May 12, 2025)")
    assert done.code == 0, done.err


@pytest.mark.usefixtures("logged")
def test_the_ending_of_a_file_names_it(aiwatch: Run, tmp_path: Path) -> None:
    path = tmp_path / "briefing.docx"
    done = aiwatch("brief", "--takeaways", "-o", str(path))
    assert (done.code, done.out) == (0, ""), done.err
    texts = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert texts == [
        "AI watch, 19 May 2025",
        "19 April – 19 May 2025 · 1 development",
        "Takeaways",
        "网信办启动“清朗”行动。",
        "Tech progress",
        "网信办启动“清朗”行动。 (Source (CN): Sina, May 12, 2025)",
    ]
    before = path.read_bytes()
    assert aiwatch("brief", "--takeaways", "-o", str(path)).code == 1
    assert aiwatch("brief", "--takeaways", "-o", str(path), "--force").code == 0
    assert path.read_bytes() == before


@pytest.mark.usefixtures("logged")
def test_without_the_library_one_line_tells_how_to_install_it(aiwatch: Run, tmp_path: Path) -> None:
    missing = "raise ModuleNotFoundError(\"No module named 'docx'\", name='docx')\n"
    (tmp_path / "docx.py").write_text(missing, "utf-8")
    settings = {"PYTHONPATH": str(tmp_path)}
    path = tmp_path / "briefing.docx"
    done = aiwatch("brief", "-o", str(path), "--publish", **settings)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("aiwatch: Word files need python-docx, which is not installed.")
    assert done.err.endswith(" install python-docx\n")
    assert done.err.count("\n") == 1
    assert not path.exists()
    assert aiwatch("issues").out == ""
    assert aiwatch("brief", **settings).code == 0

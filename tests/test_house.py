"""The house: which part may import which, and what a command may load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from aiwatch.archive.inbox import Inbox
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.entry import Entry, Feed

PACKAGE = Path(__file__).parent.parent / "aiwatch"

# What each part may import of the rest. Records are the one schema that data formats share.
ALLOWED = {
    "domain": {"domain"},
    "archive": {"domain", "archive"},
    "readers": {"domain", "readers", "archive.record", "extras"},
    "web": {"domain", "web"},
    "writers": {"domain", "writers", "archive.record", "archive.briefing_record", "extras"},
}


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("part", ALLOWED)
def test_imports_point_inward(part: str) -> None:
    allowed = tuple(f"aiwatch.{name}" for name in ALLOWED[part])
    for path in (PACKAGE / part).rglob("*.py"):
        for module in imports_of(path):
            if module.split(".")[0] == "aiwatch":
                assert module.startswith(allowed), f"{path.name} imports {module}"


def test_the_domain_needs_the_standard_library_and_dateutil_only() -> None:
    for path in (PACKAGE / "domain").glob("*.py"):
        for module in imports_of(path):
            top = module.split(".")[0]
            assert top in {"aiwatch", "dateutil"} or top in sys.stdlib_module_names, path


def test_nothing_below_the_shell_prints_or_asks() -> None:
    for path in PACKAGE.rglob("*.py"):
        if "cli" in path.parts or path.name == "__main__.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"print", "input"}, path


def loaded_by(archive: Path, *arguments: str) -> set[str]:
    script = (
        "import sys; from aiwatch.cli import run; code = run(sys.argv[1:]);"
        "print('\\n'.join(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--archive", str(archive), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in done.stderr.split("\n")}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version",),
        ("add", "-s", "tech", "A thing. (Source (EN): Sina, 2025-04-30)"),
        ("brief", "--since", "2025-04-01"),
        ("feeds", "list"),
        ("inbox", "list"),
    ],
)
def test_frequent_commands_start_light(archive: Path, arguments: tuple[str, ...]) -> None:
    Inbox(archive).change_feeds(lambda _: [Feed("https://news.example/rss")])
    Inbox(archive).take_in([Entry("tag:1", Clipping("A story", url="https://news.example/1"))])
    loaded = loaded_by(archive, *arguments)
    assert "aiwatch" in loaded
    heavy = {
        "pydantic",
        "rich",
        "jinja2",
        "markdown_it",
        "docx",
        "urllib3",
        "truststore",
        "feedparser",
        "openpyxl",
        "textual",
        "httpx",
        "tinydb",
        "dateutil",
    }
    assert not loaded & heavy


@pytest.mark.parametrize(
    "text",
    [
        "A thing. (Source (EN): Sina, 2025-04-30)",
        "一件事。（来源：国家网信办，2025-04-30）",
        "Text.",
    ],
)
def test_add_without_an_address_reads_no_register(archive: Path, text: str) -> None:
    script = (
        "import sys; from aiwatch.cli import run; code = run(sys.argv[1:]);"
        "print('aiwatch.domain.publishers' in sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--archive", str(archive), "add", "-s", "tech", text],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.endswith("False\n")

"""`brief --arrange`: the list of items in the editor, and the briefing that comes of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import Done, Hostile

from aiwatch.cli.arranging import arranged, arrangement
from aiwatch.cli.composing import figures
from aiwatch.domain.briefing import Briefing, compose
from aiwatch.domain.dashboard import dashboard
from aiwatch.domain.dates import Period
from aiwatch.domain.development import ID_ALPHABET, Development
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.selection import Selection
from aiwatch.domain.text import tidy

Run = Callable[..., Done]

SECTIONS = {"tech": "Tech progress", "domestic": "Domestic dynamics", "law": "法律"}
PERIOD = Period(date(2025, 4, 19), date(2025, 5, 19))


def item(id: str, section: str = "tech", **changes: object) -> Development:
    given = {"text": f"Text of {id}. More.", "date": date(2025, 5, 12), "id": id, **changes}
    return Development(section=section, **given)  # type: ignore[arg-type]


ONE, TWO, THREE = "2505-aaaaaa", "2505-bbbbbb", "2505-cccccc"


def briefing(*items: Development, **changes: object) -> Briefing:
    items = items or (item(ONE, headline="A headline"), item(TWO), item(THREE, "domestic"))
    return compose(
        items, sections=SECTIONS, title="AI watch", day=PERIOD.until, period=PERIOD, **changes
    )


def ids(made: Briefing) -> dict[str, list[str]]:
    return {section.key: [d.id for d in section.developments] for section in made.sections}


def letters(number: int) -> str:
    return "".join(ID_ALPHABET[number >> shift & 15] for shift in (20, 16, 12, 8, 4, 0))


# the list


def test_the_list_names_every_item_and_every_section() -> None:
    assert arrangement(briefing(), SECTIONS) == (
        "[tech] Tech progress\n"
        f"{ONE}  A headline\n"
        f"{TWO}  Text of {TWO}.\n"
        "\n"
        "[domestic] Domestic dynamics\n"
        f"{THREE}  Text of {THREE}.\n"
        "\n"
        "[law] 法律\n"
        "\n"
        "# Put the lines in the order of the briefing. Move one under another section, and its "
        "item\n"
        "# stands there in this briefing; delete it, and its item is left out of this briefing.\n"
        "# The archive stays as it is. With no item left, nothing is written.\n"
    )


def test_an_untouched_list_changes_nothing() -> None:
    made = briefing()
    assert arranged(made, arrangement(made, SECTIONS), SECTIONS) == made


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"[tech]\n{TWO}\n{ONE}\n[domestic]\n{THREE}", {"tech": [TWO, ONE], "domestic": [THREE]}),
        (f"[domestic]\n{THREE}\n[tech]\n{ONE}", {"domestic": [THREE], "tech": [ONE]}),
        (f"[law] 法律\r\n\r\n  {ONE} anything\r\n# {TWO}\r\n", {"law": [ONE]}),
        (f"[tech]\n[domestic]\n{TWO}\n{THREE}\n{ONE}\n", {"domestic": [TWO, THREE, ONE]}),
        ("# Nothing.\n[tech]\n", {}),
    ],
)
def test_the_briefing_is_as_the_list_has_it(text: str, expected: dict[str, list[str]]) -> None:
    made = arranged(briefing(), text, SECTIONS)
    assert ids(made) == expected
    assert list(ids(made)) == list(expected)
    assert [section.title for section in made.sections] == [SECTIONS[key] for key in expected]


def test_an_item_that_is_moved_stays_what_it_was() -> None:
    made = arranged(briefing(), f"[law]\n{ONE}\n", SECTIONS)
    assert made.sections[0].developments == (item(ONE, headline="A headline"),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"[tech]\n{ONE}\n\n2505-zzzzzz  Text.", "Line 4: no item '2505-zzzzzz' in this briefing."),
        (f"[tech]\n{ONE}\n{TWO}\n{ONE}", f"Line 4: {ONE} stands in line 2 already."),
        (f"[econ] Economy\n{ONE}", "Line 1: no section '[econ] Economy'. Sections: [tech], "),
        (f"[tech]\n{ONE}\n[law]\n{TWO}\n[tech]\n", r"Line 5: [tech] stands in line 1 already."),
        (f"# A comment.\n{ONE}", f"Line 2: no section above {ONE}. Write one: [tech]"),
        ("pick it", "Line 1: no item 'pick' in this briefing."),
    ],
)
def test_what_cannot_be_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as error:
        arranged(briefing(), text, SECTIONS)
    assert str(error.value).startswith(told)


def test_the_figures_and_the_late_are_those_of_what_is_left() -> None:
    items = [item(ONE), item(TWO), item(THREE, "domestic")]
    made = briefing(
        *items, dashboard=dashboard(items, SECTIONS, PERIOD), late=frozenset({ONE, THREE})
    )
    made = arranged(made, f"[law]\n{ONE}\n[tech]\n{TWO}\n", SECTIONS)
    assert made.late == {ONE}
    kept = [item(ONE, "law"), item(TWO)]
    assert made.dashboard == dashboard(kept, SECTIONS, PERIOD)


@pytest.mark.parametrize(
    "selection", [Selection(sections=("tech",)), Selection(tags=("chips",)), Selection()]
)
def test_figures_keep_to_what_was_asked_for(selection: Selection) -> None:
    """Neither other sections, nor all of them where a topic was asked for, nor days to come."""
    period = Period(PERIOD.since, date(2025, 6, 30))
    items = [item(ONE, tags=("chips",))]
    counted = figures(items, SECTIONS, selection, period, PERIOD.until)
    made = replace(briefing(*items, dashboard=counted, selection=selection), period=period)
    assert arranged(made, arrangement(made, SECTIONS), SECTIONS) == made


def test_a_hostile_briefing_is_a_list_of_lines_that_reads_back(hostile: list[Hostile]) -> None:
    keys = [f"s{number}{' '.join(text.text.split())[:40]}" for number, text in enumerate(hostile)]
    items = [
        item(f"2505-{letters(number)}", key, text=tidy(text.text) or "x", headline=key)
        for number, (key, text) in enumerate(zip(keys, hostile, strict=True))
    ]
    made = replace(briefing(*items), title="Hostile")
    shown = arrangement(made, SECTIONS)
    lines = [line for line in shown.splitlines() if line and not line.startswith("#")]
    assert len(lines) == 2 * len(items) + len(SECTIONS)
    assert max(len(line) for line in lines if not line.startswith("[")) < 120
    assert arranged(made, shown, SECTIONS) == made


# the command


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def arranging(aiwatch: Run, tmp_path: Path, temporary: Path) -> Run:
    """Run `brief --arrange` with an editor that runs Python code: `lines` are those of the list,
    `items` those that begin with an id."""

    def run(code: str, *options: str, **environment: str) -> Done:
        script = tmp_path / "editor.py"
        script.write_text(
            "import os, subprocess, sys\n"
            "lines = open(sys.argv[1], encoding='utf-8').read().split('\\n')\n"
            "items = [line for line in lines if line[:1].isdigit()]\n"
            f"{code}\n"
            "open(sys.argv[1], 'w', encoding='utf-8').write('\\n'.join(lines))\n",
            "utf-8",
        )
        settings = {"EDITOR": f"{sys.executable} {script}", "VISUAL": "", **environment}
        return aiwatch("brief", "--arrange", *options, TMPDIR=str(temporary), **settings)

    return run


@pytest.fixture
def logged(aiwatch: Run) -> list[str]:
    """Three developments, in the order of a briefing."""
    found = []
    for section, text in (("tech", "Robots ran."), ("tech", "A chip."), ("domestic", "A rule.")):
        day = str(19 - len(found))
        found.append(aiwatch("add", "-s", section, "-d", f"2025-05-{day}", text).out.strip())
    return found


def test_items_are_put_in_order_dropped_and_moved(
    arranging: Run, aiwatch: Run, logged: list[str], temporary: Path
) -> None:
    code = "print('The noise of an editor')\nlines = ['[domestic]', items[2], items[0], '[tech]']"
    done = arranging(code, "--since", "2025-05-01")
    assert done.code == 0, done.err
    assert done.out.endswith(
        "· 2 developments*\n\n## Domestic dynamics\n\n- A rule.\n- Robots ran.\n"
    )
    assert "noise" not in done.out
    assert f"Left out: {logged[1]}\n" in done.err
    assert f"In this briefing under Domestic dynamics: {logged[0]}\n" in done.err
    assert list(temporary.iterdir()) == []
    again = aiwatch("brief", "--since", "2025-05-01").out
    assert "## Tech progress\n\n- Robots ran.\n- A chip.\n" in again


def test_what_cannot_be_understood_is_told_and_kept(
    arranging: Run, logged: list[str], temporary: Path
) -> None:
    done = arranging("lines = ['[tech]', items[1], items[1], 'Typed.']")
    assert (done.code, done.out) == (2, "")
    (kept,) = temporary.iterdir()
    assert f"Line 3: {logged[1]} stands in line 2 already. What was typed is in {kept}" in done.err
    assert kept.read_text("utf-8").endswith("\nTyped.")


@pytest.mark.parametrize("code", ["lines = []", "lines = [l for l in lines if l not in items]"])
def test_without_an_item_nothing_is_written(
    arranging: Run, logged: list[str], temporary: Path, archive: Path, code: str
) -> None:
    done = arranging(code, "--publish", "--no-check")
    assert (done.code, done.out) == (1, "")
    assert "nothing was changed" in done.err
    assert not (archive / "briefings").exists()
    assert list(temporary.iterdir()) == []


def test_an_empty_briefing_opens_no_editor(arranging: Run) -> None:
    done = arranging("sys.exit(3)")
    assert done.code == 0
    assert "0 developments" in done.out


def test_off_a_terminal_an_editor_has_to_be_named(
    arranging: Run, logged: list[str], temporary: Path
) -> None:
    done = arranging("", EDITOR="")
    assert (done.code, done.out) == (2, "")
    assert "set EDITOR" in done.err
    assert list(temporary.iterdir()) == []


def test_an_editor_that_fails_writes_nothing(arranging: Run, logged: list[str]) -> None:
    done = arranging("sys.exit(3)")
    assert (done.code, done.out) == (1, "")
    assert "ended with code 3" in done.err


def test_the_list_is_kept_if_the_briefing_cannot_be_written(
    arranging: Run, logged: list[str], temporary: Path, tmp_path: Path
) -> None:
    there = tmp_path / "there.md"
    there.write_text("Mine.", "utf-8")
    done = arranging("lines = ['[tech]', items[1]]", "-o", str(there))
    assert done.code == 1
    (kept,) = temporary.iterdir()
    assert f"--force replaces it. The list is kept in {kept}" in done.err
    assert logged[1] in kept.read_text("utf-8")


# publishing


def test_an_issue_keeps_the_order_and_the_rest_is_for_the_next(
    arranging: Run, aiwatch: Run, logged: list[str], archive: Path, temporary: Path
) -> None:
    done = arranging("lines = ['[domestic]', items[2], items[0]]", "--publish", "--no-check")
    assert done.code == 0, done.err
    assert done.err.count(f"Left out: {logged[1]}\n") == 1
    assert done.err.count("The last 30 days") == 1
    (manifest,) = (archive / "briefings").glob("001-*.json")
    (section,) = json.loads(manifest.read_text("utf-8"))["sections"]
    assert section["key"] == "domestic"
    assert [record["id"] for record in section["developments"]] == [logged[2], logged[0]]
    assert aiwatch("issues", "show", "1").out == done.out
    text = aiwatch("issues", "show", "1", "-f", "text").out
    assert text.index("A rule.") < text.index("Robots ran.")
    assert list(temporary.iterdir()) == []
    again = aiwatch("brief", "--new").out
    assert "- *Late, 18 May 2025:* A chip.\n" in again
    assert "Robots" not in again


def meanwhile(*command: str) -> str:
    """Return the code of an editor that keeps one item, while somebody runs `command`."""
    command = (sys.executable, "-m", "aiwatch", *command)
    return f"subprocess.run({command!r}, check=True)\nlines = ['[tech]', items[1]]"


@pytest.mark.parametrize("change", [("edit", "--headline", "New"), ("remove",)])
def test_what_changed_while_the_list_was_open_stops_publishing(
    arranging: Run, logged: list[str], archive: Path, temporary: Path, change: tuple[str, ...]
) -> None:
    done = arranging(meanwhile(change[0], logged[0], *change[1:]), "--publish", "--no-check")
    assert (done.code, done.out) == (1, "")
    assert f"Changed while the list was open: {logged[0]}. Nothing was published" in done.err
    assert not list((archive / "briefings").glob("*"))
    (kept,) = temporary.iterdir()
    assert done.err.endswith(f"The list is kept in {kept}\n")


def test_what_came_while_the_list_was_open_is_left_to_the_next_issue(
    arranging: Run, aiwatch: Run, logged: list[str]
) -> None:
    code = meanwhile("add", "-s", "tech", "-d", "2025-05-19", "Just in.")
    done = arranging(code, "--publish", "--no-check")
    assert done.code == 0, done.err
    assert "Left out, as it came while the list was open: 2505-" in done.err
    assert "Just in." not in done.out
    assert "- Just in.\n" in aiwatch("brief", "--new").out

"""The man page: made from the help, kept up to date, and showing every letter."""

from pathlib import Path

import pytest
import typer

from aiwatch.cli import COMMANDS, app
from aiwatch.cli.manual import man_page

PAGE = Path(__file__).parents[2] / "man" / "aiwatch.1"


def test_the_man_page_is_up_to_date(request: pytest.FixtureRequest) -> None:
    written = man_page(app)
    if request.config.getoption("--regenerate-golden"):
        PAGE.write_text(written, "utf-8")
    assert PAGE.read_text("utf-8") == written, "run pytest --regenerate-golden, read the diff"


def test_every_command_has_its_place() -> None:
    page = man_page(app).split("\n")
    titles = [line.removeprefix('.SS "aiwatch ').split()[0] for line in page if ".SS" in line]
    assert [title.strip('"') for title in titles] == list(COMMANDS)
    parts = [line.removeprefix(".SH ").strip('"') for line in page if line.startswith(".SH")]
    assert parts[:4] == ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS"]
    assert parts[-3:] == ["ENVIRONMENT", "EXIT STATUS", "FILES"]


def test_what_roff_would_take_for_itself_is_escaped() -> None:
    program = typer.Typer(name="aiwatch", rich_markup_mode="rich")

    @program.callback()
    def main() -> None:
        r""".no macro, 'nor this; C:\new is shown, -x, ~ and 清朗."""

    page = man_page(program)
    assert (
        "\n\\&.no macro, \\(aqnor this; C:\\enew is shown, \\-x, \\(ti and \\[u6E05]\\[u6717]."
        in page
    )
    assert page.isascii()

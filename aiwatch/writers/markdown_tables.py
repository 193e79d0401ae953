"""The dashboard as tables of GitHub's Markdown (GFM 4.10), which pandoc reads, too."""

from collections.abc import Iterable

from aiwatch.domain.dashboard import Dashboard, Figure, silence_told
from aiwatch.writers.escaping import escape
from aiwatch.writers.summary import heading


def dashboard_blocks(dashboard: Dashboard, *, links: bool) -> list[str]:
    """Return the blocks of `dashboard`: each figure under its title, then the silences as a
    paragraph. `links` asks to escape every opening bracket."""
    blocks = []
    for figure in dashboard.figures:
        blocks += [f"### {_words(figure.title, links)}", _table(figure, links)]
    if dashboard.silences:
        told = " ".join(map(silence_told, dashboard.silences))
        blocks.append(escape(heading(told), links=links))
    return blocks


def _table(figure: Figure, links: bool) -> str:
    totals = len(figure.series) > 1
    rows = [["", *(name or "Number" for name in figure.series), *["Total"] * totals]]
    rows += [[bar.label, *map(str, bar.counts), *[str(bar.total)] * totals] for bar in figure.bars]
    written = [_row(_cell(words, links) for words in row) for row in rows]
    rule = _row(["---", *["---:"] * (len(rows[0]) - 1)])
    return "\n".join([written[0], rule, *written[1:]])


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(words: str, links: bool) -> str:
    # A table is cut at its bars before anything in it is read: one backslash more is for that.
    return _words(words, links).replace("|", r"\|")


def _words(words: str, links: bool) -> str:
    return escape(heading(words), start=False, links=links)

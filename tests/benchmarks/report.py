"""What was measured, held against its bounds, as a table.

The bounds hold at 100,000 developments; what other sizes take is told only.
"""

from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from .generator import RARE

AT_MOST = {
    "--version": 1.2,
    "add": 1.6,
    "add --force": 1.6,
    "add --url": 2.2,
    "brief --since": 1.6,
    "show ID": 1.5,
    f"search {RARE[0]}": 2.5,
    f"search {RARE[1]}": 2.5,
    "inbox list": 8,
    "inbox accept": 3,
    "feeds fetch": 7,
}
"""Each job of aiwatch, and how many times as long as a bare program it may take."""

COMPARING = 0.03
"""The seconds that `add` may take beyond `add --force`, which does not look for the same story."""

FORMATS = dict.fromkeys(("brief -f text", "brief -f json", "brief -f html", "brief -f eml"), 2.5)
"""Each format of a briefing, and how many times as long as the Markdown it may take."""

WORD = "brief -f docx"
WORD_SECONDS = 3
WORD_MORE = 60
"""The seconds that a Word file of 500 developments may take, and the MB beyond those of the
Markdown."""


class Slow(NamedTuple):
    """A job measured at one size: what it is called, and the seconds and MB that it may take."""

    told: str
    size: int
    seconds: float
    peak: int


SIZE = 100_000
SMALLER = 10_000

PAGE = "page"
COMPARED = "import, compared"
MAPPED = "import --map"
SLOW = {
    PAGE: Slow("Website of 10,000", SMALLER, 20, 300),
    COMPARED: Slow("Import of 10,000 into 100,000, compared", SIZE, 20, 700),
    MAPPED: Slow("Import of a table of 10,000 by `--map` into 10,000", SMALLER, 5, 150),
}

JOBS = (*AT_MOST, *FORMATS, WORD, *SLOW)

PEAK = 60
PEAKS = {"inbox list": 100, "feeds fetch": 80}
"""The MB that a job may take, most of them PEAK."""

GROWTH = 1.15
GROWING = ("add", "brief --since")


@dataclass(frozen=True)
class Series:
    """One job of one program at one size, measured round after round.

    `yardstick` has the seconds of what it is held against (a bare program, or the briefing as
    Markdown), each measured just before the one in `seconds`, for aiwatch only. `peak` is the most
    memory that a round took, `yardstick_peak` that of the yardstick, in MB (10⁶ bytes).
    """

    size: int
    job: str
    program: str
    seconds: list[float]
    yardstick: list[float]
    peak: float
    yardstick_peak: float = 0.0

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def ratio(self) -> float:
        """The median of the ratios of each round."""
        return median(own / other for own, other in zip(self.seconds, self.yardstick, strict=True))


@dataclass(frozen=True)
class Measures:
    """All that one call of the benchmarks measured; `told` is about the machine and programs."""

    told: dict[str, str]
    series: list[Series]

    def of(self, size: int, job: str) -> dict[str, Series]:
        """Return the series of `job` at `size` by program."""
        return {each.program: each for each in self.series if (each.size, each.job) == (size, job)}

    @property
    def sizes(self) -> list[int]:
        return sorted({each.size for each in self.series})

    @property
    def programs(self) -> list[str]:
        return list(dict.fromkeys(each.program for each in self.series))


def from_json(data: dict[str, Any]) -> Measures:
    """Read what `dataclasses.asdict` made of measures."""
    return Measures(data["told"], [Series(**each) for each in data["series"]])


def misses(measures: Measures) -> dict[str, list[str]]:
    """Return by job, import and growth the bounds that were missed, in a few words each.

    Only what was measured at the sizes that are bounded is in it; met is an empty list.
    """
    found = {}
    for job, at_most in AT_MOST.items():
        if own := measures.of(SIZE, job).get("aiwatch"):
            found[job] = [
                *(["time"] if own.ratio > at_most else []),
                *(["memory"] if own.peak > PEAKS.get(job, PEAK) else []),
                *_behind(measures, job),
            ]
    for job, at_most in FORMATS.items():
        if own := measures.of(SIZE, job).get("aiwatch"):
            found[job] = ["time"] if own.ratio > at_most else []
    if own := measures.of(SIZE, WORD).get("aiwatch"):
        found[WORD] = [
            *(["time"] if own.median > WORD_SECONDS else []),
            *(["memory"] if own.peak - own.yardstick_peak > WORD_MORE else []),
        ]
    for job, slow in SLOW.items():
        if own := measures.of(slow.size, job).get("aiwatch"):
            found[job] = [
                *(["time"] if own.median > slow.seconds else []),
                *(["memory"] if own.peak > slow.peak else []),
            ]
    if (more := _comparing(measures)) is not None:
        found["comparing of add"] = ["time"] if more > COMPARING else []
    if len(measures.of(SIZE, "import")) > 1:
        found["import"] = _behind(measures, "import")
    for job in GROWING:
        growth = _growth(measures, job)
        if growth:
            found[f"growth of {job}"] = ["time"] if growth > GROWTH else []
    return found


def render(measures: Measures) -> str:
    """Return the report as Markdown."""
    missed = misses(measures)
    parts = [_table(measures, size, missed) for size in measures.sizes]
    parts.extend(_formats(measures, size, missed) for size in measures.sizes)
    parts.extend(_import(measures, size, missed) for size in measures.sizes)
    for job, slow in SLOW.items():
        if own := measures.of(slow.size, job).get("aiwatch"):
            parts.append(
                f"{slow.told}: {own.median:.1f} s, {own.peak:.0f} MB "
                f"({_verdict(missed[job])}); at most {slow.seconds} s and {slow.peak} MB."
            )
    if (more := _comparing(measures)) is not None:
        parts.append(
            f"Comparing of `add` at {SIZE:,}: {more * 1000:.0f} ms more than `add --force` "
            f"({_verdict(missed['comparing of add'])}); at most {COMPARING * 1000:.0f} ms."
        )
    if growths := [(job, growth) for job in GROWING if (growth := _growth(measures, job))]:
        figures = ", ".join(
            f"`{job}` {growth:.2f} × ({_verdict(missed[f'growth of {job}'])})"
            for job, growth in growths
        )
        parts.append(f"{SIZE:,} against {SMALLER:,}: {figures}; at most {GROWTH} ×.")
    parts.append("\n".join(f"- {name}: {value}" for name, value in measures.told.items()))
    return "\n\n".join(parts) + "\n"


def _table(measures: Measures, size: int, missed: dict[str, list[str]]) -> str:
    peers = [program for program in measures.programs if program != "aiwatch"]
    bounded = size == SIZE
    numbers = ["aiwatch ms", "× bare", *(["at most"] if bounded else []), "peak MB"]
    numbers += [f"{peer} ms" for peer in peers]
    last = ["bounds"] if bounded else []
    rows = [["job", *numbers, *last], ["---", *("---:" for _ in numbers), *("---" for _ in last)]]
    for job, at_most in AT_MOST.items():
        by_program = measures.of(size, job)
        own = by_program["aiwatch"]
        bound = [f"{at_most} ×"] if bounded else []
        others = [_milliseconds(by_program.get(peer)) for peer in peers]
        figures = [_milliseconds(own), f"{own.ratio:.2f} ×", *bound, f"{own.peak:.0f}", *others]
        rows.append([f"`{job}`", *figures, *([_verdict(missed[job])] if bounded else [])])
    return f"## {size:,} developments\n\n{_lines(rows)}"


def _formats(measures: Measures, size: int, missed: dict[str, list[str]]) -> str:
    """Return the table of the formats of a briefing beside its Markdown."""
    bounded = size == SIZE
    names = ["job", "aiwatch ms", "× Markdown", "MB", "MB more", *(["bounds"] if bounded else [])]
    rows = [names, ["---", *("---:" for _ in names[1:5]), *(["---"] if bounded else [])]]
    for job in (*FORMATS, WORD):
        if own := measures.of(size, job).get("aiwatch"):
            more = f"{own.peak - own.yardstick_peak:.0f}"
            figures = [_milliseconds(own), f"{own.ratio:.2f} ×", f"{own.peak:.0f}", more]
            rows.append([f"`{job}`", *figures, *([_verdict(missed[job])] if bounded else [])])
    told = (
        f"14 days in each format, at most {max(FORMATS.values())} × the Markdown; in Word 18 days, "
        f"at most {WORD_SECONDS} s and {WORD_MORE} MB more"
    )
    return f"### Formats at {size:,}\n\n{told}:\n\n{_lines(rows)}"


def _lines(rows: list[list[str]]) -> str:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    padded = [
        [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        for row in rows
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in padded)


def _width(text: str) -> int:
    return len(text) + sum(east_asian_width(character) == "W" for character in text)


def _import(measures: Measures, size: int, missed: dict[str, list[str]]) -> str:
    figures = "; ".join(
        f"{program} {each.median:.1f} s, {each.peak:.0f} MB"
        for program, each in measures.of(size, "import").items()
    )
    verdict = f" ({_verdict(missed['import'])})" if size == SIZE and "import" in missed else ""
    return f"Import of {size:,}: {figures}{verdict}."


def _behind(measures: Measures, job: str) -> list[str]:
    by_program = measures.of(SIZE, job)
    own = by_program["aiwatch"].median
    ahead = [name for name, each in by_program.items() if each.median < own]
    return [f"behind {', '.join(ahead)}"] if ahead else []


def _growth(measures: Measures, job: str) -> float | None:
    small, large = (measures.of(size, job).get("aiwatch") for size in (SMALLER, SIZE))
    if not small or not large:
        return None
    return median(b / a for a, b in zip(small.seconds, large.seconds, strict=False))


def _comparing(measures: Measures) -> float | None:
    """Return the median of the seconds that `add` took beyond `add --force` of the same round."""
    own, bare = (measures.of(SIZE, job).get("aiwatch") for job in ("add", "add --force"))
    if not own or not bare:
        return None
    return median(a - b for a, b in zip(own.seconds, bare.seconds, strict=False))


def _milliseconds(series: Series | None) -> str:
    return f"{series.median * 1000:,.0f}" if series else ""


def _verdict(missed: list[str]) -> str:
    return f"**missed**: {', '.join(missed)}" if missed else "met"

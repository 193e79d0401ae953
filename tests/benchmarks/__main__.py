"""aiwatch's speed and memory beside other programs', as a table: python -m tests.benchmarks.

Whole processes are measured, in rounds: in each, every program does every job once, and a bare
program on Typer runs just before each of aiwatch's, and the Markdown before each other format of a
briefing. The first round is not counted. A job that
takes more than a second has fewer rounds, at least three. Everything is installed and stored in
a folder of the user's cache, the archives only for this run.
"""

import argparse
import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import platformdirs

from .environments import PEERS, ROOT, own_environment, peer_environment
from .generator import additions, written
from .measure import Failed, Run
from .peers import PROGRAMS, SqliteUtils
from .programs import Aiwatch, Place, Store
from .report import JOBS, Measures, Series, misses, render

IMPORTING = (Aiwatch.name, SqliteUtils.name)
"""The programs whose import is measured, IMPORTS times up to 100,000 developments."""

IMPORTS = 3
SLOW_JOB = 15
"""Seconds that the rounds of one slow job may take together."""


def main() -> int:
    options = _options()
    # A run that is ended from outside takes its archives, gigabytes of them, with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    cache = platformdirs.user_cache_path("aiwatch-benchmarks", ensure_exists=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=cache) as folder:
        try:
            measures = _measures(options, cache, Path(folder))
        except (Failed, subprocess.CalledProcessError) as error:
            print(f"Nothing to report: {error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            return 130
    missed = misses(measures)
    figures = json.dumps({**asdict(measures), "missed": missed}, indent=1, ensure_ascii=False)
    options.output.write_text(figures, "utf-8")
    print(render(measures))
    _tell(f"Written to {options.output}.")
    return 1 if any(missed.values()) else 0


def _sizes(text: str) -> list[int]:
    sizes = sorted({int(size) for size in text.split(",")})
    if sizes[0] < 1000:
        raise argparse.ArgumentTypeError("a size is 1000 or more")
    return sizes


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "--size",
        type=_sizes,
        default=[10_000, 100_000],
        metavar="N[,N…]",
        help="how many developments; bounds hold at 100000 [10000,100000]",
    )
    parser.add_argument("--rounds", type=int, default=15, help="that count [15]")
    parser.add_argument("--no-peers", action="store_true", help="measure aiwatch alone")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("benchmarks.json"),
        metavar="FILE.json",
        help="for every figure [benchmarks.json]",
    )
    return parser.parse_args()


def _measures(options: argparse.Namespace, cache: Path, folder: Path) -> Measures:
    _tell("Installing")
    own = own_environment(folder / "environment")
    peers = {} if options.no_peers else {name: peer_environment(cache, name) for name in PEERS}
    stores = list(_stores(options.size, cache, folder, own, peers))
    series = list(_imports([store for store in stores if store.name in IMPORTING]))
    for store in stores:
        if store.name not in IMPORTING:
            _fill(store)
    series += _rounds(stores, options.rounds)
    return Measures(_told(stores[0], list(peers), options.rounds), series)


def _stores(
    sizes: list[int], cache: Path, folder: Path, own: Path, peers: dict[str, Path]
) -> Iterator[Store]:
    """Yield a store, not yet filled, for each program and size; aiwatch's come first."""
    files = []
    for size in sizes:
        _tell(f"Making {size:,} developments")
        files.append(written(cache, size))
    programs: list[tuple[Callable[[Place], Store], Path]] = [
        (Aiwatch, own),
        *((PROGRAMS[name], scripts) for name, scripts in peers.items()),
    ]
    for number, (program, scripts) in enumerate(programs):
        for data in files:
            place = folder / f"{number}-{data.size}"
            place.mkdir()
            yield program(Place(data, place, scripts))


def _fill(store: Store) -> list[Run]:
    _tell(f"Filling {store.name} with {store.place.data.size:,}")
    return store.fill()


def _imports(stores: list[Store]) -> Iterator[Series]:
    """Fill the stores in turn, again and again; yield what it took."""
    seconds: dict[int, list[float]] = {number: [] for number in range(len(stores))}
    peaks = dict.fromkeys(seconds, 0.0)
    for turn in range(IMPORTS):
        for number, store in enumerate(stores):
            if turn and store.place.data.size > 100_000:
                continue
            runs = _fill(store)
            seconds[number].append(sum(run.seconds for run in runs))
            peaks[number] = max(peaks[number], *(run.peak for run in runs))
    for number, store in enumerate(stores):
        yield Series(
            store.place.data.size, "import", store.name, seconds[number], [], peaks[number]
        )


def _rounds(stores: list[Store], rounds: int) -> list[Series]:
    """Measure every job of every store round after round."""
    done: dict[tuple[str, int], Series] = {}
    planned: dict[tuple[str, int], int] = {}
    new = additions()
    for turn in range(rounds + 1):
        _tell(f"Round {turn} of {rounds}" if turn else "A round to warm up")
        for job in JOBS:
            for number, store in enumerate(stores):
                if turn > planned.get((job, number), rounds):
                    continue
                measured = _once(store, job, next(new))
                if not measured:
                    continue
                if not turn:
                    slow = max(3, int(SLOW_JOB / measured.median))
                    planned[job, number] = min(rounds, slow)
                    continue
                before = done.get((job, number))
                done[job, number] = _joined(before, measured) if before else measured
    return list(done.values())


def _once(store: Store, job: str, new: dict[str, Any]) -> Series | None:
    """Do `job` once, check it and take it back; None if the program has no such job."""
    command = store.commands(new).get(job)
    if not command:
        return None
    before = store.place.run(*command.yardstick) if command.yardstick else None
    run = store.place.run(*command.arguments, stdin=command.stdin)
    size = store.place.data.size
    if not command.right(run.out):
        raise Failed(
            f"{store.name} did not do `{job}` right at {size:,}: "
            f"{' '.join(command.arguments)[:200]}\nIt answered: {run.out[:1000]}"
        )
    command.take_back()
    yardstick, peak = ([before.seconds], before.peak) if before else ([], 0.0)
    return Series(size, job, store.name, [run.seconds], yardstick, run.peak, peak)


def _joined(first: Series, second: Series) -> Series:
    return replace(
        first,
        seconds=first.seconds + second.seconds,
        yardstick=first.yardstick + second.yardstick,
        peak=max(first.peak, second.peak),
        yardstick_peak=max(first.yardstick_peak, second.yardstick_peak),
    )


def _told(store: Store, peers: list[str], rounds: int) -> dict[str, str]:
    version = store.place.run("aiwatch", "--version").out.strip()
    revision = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "programs": ", ".join([f"{version} ({revision})", *(f"{n} {PEERS[n]}" for n in peers)]),
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.platform()}",
        "Python": f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "date": date.today().isoformat(),
        "rounds": f"{rounds}, fewer above a second",
        "figures": "medians of whole processes; "
        "× bare is the median of the ratios to a bare program run just before",
    }


def _processor() -> str:
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        for line in cpus.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _tell(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

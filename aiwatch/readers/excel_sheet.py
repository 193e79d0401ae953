"""What a sheet's own XML tells beside its values: links, merged cells, formulas without value."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import basename, dirname
from xml.etree import ElementTree

from aiwatch.domain.addresses import is_web

_FORMULA = re.compile(r'(?:_xlfn\.)?HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True)
class Sheet:
    """`links` are the web addresses that cells lead to, the first of each row; `merged` says by the
    first row which column is merged down to which row, counting columns from 0; `unreckoned` are
    cells with a formula that the file has no value of."""

    links: Mapping[int, str]
    merged: Mapping[int, tuple[tuple[int, int], ...]]
    unreckoned: tuple[str, ...]


def read_sheet(data: bytes, path: str) -> Sheet:
    """Return what the sheet at `path` in the Excel file `data` tells. Raises KeyError, OSError or
    SyntaxError for a broken file."""
    path = path.lstrip("/")
    links: dict[int, dict[int, str]] = {}
    merged: dict[int, list[tuple[int, int]]] = {}
    unreckoned: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        targets = _targets(packed, path)
        with packed.open(path) as part:
            for _, element in ElementTree.iterparse(part):
                kind = element.tag.rpartition("}")[2]
                if kind == "c":
                    _take_formula(element, links, unreckoned)
                elif kind == "hyperlink":
                    names = (name for name, _ in element.items() if name.endswith("}id"))
                    target = targets.get(element.get(next(names, ""), ""), "")
                    _take_link(element.get("ref", ""), target, links)
                elif kind == "mergeCell":
                    _take_merged(element.get("ref", ""), merged)
                if kind in ("row", "c"):
                    element.clear()
    return Sheet(
        {row: cells[min(cells)] for row, cells in links.items()},
        {row: tuple(columns) for row, columns in merged.items()},
        tuple(unreckoned),
    )


def _targets(packed: zipfile.ZipFile, path: str) -> dict[str, str]:
    """Return where a sheet's links lead, by their ids."""
    try:
        xml = packed.read(f"{dirname(path)}/_rels/{basename(path)}.rels")
    except KeyError:
        return {}
    return {each.get("Id", ""): each.get("Target", "") for each in ElementTree.fromstring(xml)}


def _take_formula(
    cell: ElementTree.Element, links: dict[int, dict[int, str]], unreckoned: list[str]
) -> None:
    formula, value = None, None
    for inner in cell:
        kind = inner.tag.rpartition("}")[2]
        formula = inner if kind == "f" else formula
        value = inner if kind == "v" else value
    if formula is None:
        return
    reference = cell.get("r", "")
    if found := _FORMULA.match(formula.text or ""):
        _take_link(reference, found[1], links)
    if (value is None or not value.text) and cell.get("t") != "str":
        unreckoned.append(reference)


def _take_link(reference: str, target: str, links: dict[int, dict[int, str]]) -> None:
    place = _place(reference.partition(":")[0])
    if place and is_web(target):
        column, row = place
        links.setdefault(row, {}).setdefault(column, target)


def _take_merged(reference: str, merged: dict[int, list[tuple[int, int]]]) -> None:
    first, _, last = reference.partition(":")
    begin, end = _place(first), _place(last)
    if begin and end and begin[0] == end[0] and begin[1] < end[1]:
        merged.setdefault(begin[1], []).append((begin[0], end[1]))


def _place(reference: str) -> tuple[int, int] | None:
    """Return the column, counted from 0, and the row of a cell such as `B12`."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1, int(found[2])

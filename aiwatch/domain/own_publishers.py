"""The publishers that a desk adds to the register, as the `publishers.csv` of its archive has them:
the columns of the register, in any order, of which domain and name_en are needed."""

import csv
import re
from io import StringIO

from aiwatch.domain.addresses import host_of
from aiwatch.domain.development import read_language
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.publishers import Publisher, Register
from aiwatch.domain.text import clean, visible

COLUMNS = ("domain", "name_en", "abbrev", "name_zh", "lang", "kind")
"""The columns that are read; others are kept as they are."""

_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")
_SUFFIX = re.compile(r"(?:gov|com|org|net|edu|ac|co|mil|go|ne|or)\.[a-z]{2}")


def read_domain(told: str) -> str:
    """Return the domain that `told`, a host or a web address, names, in lower case. Raises
    InvalidInput for none, and for one below which many publish, such as `gov.cn`."""
    told = told.strip()
    host = host_of(told if "//" in told else f"//{told}")
    labels = host.split(".")
    if len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)) or labels[-1].isdigit():
        raise InvalidInput(f"No domain {visible(told)[:80]!r}; write one such as cac.gov.cn.")
    if _SUFFIX.fullmatch(host):
        raise InvalidInput(f"Many publish below {host}; write the whole domain of one of them.")
    return host


def read_own(text: str, shipped: Register) -> list[Publisher]:
    """Return the publishers of a `publishers.csv`. Raises InvalidInput that says the line for what
    cannot be right: no domain or name, a domain twice, one of a platform of the `shipped` register,
    no language that there is."""
    found: dict[str, Publisher] = {}
    for line, row in _rows(text):
        try:
            publisher = checked(
                Publisher(*((row.get(name) or "").strip() for name in COLUMNS)), shipped
            )
            if publisher.domain in found:
                raise InvalidInput(f"{publisher.domain} stands here a second time.")
        except InvalidInput as error:
            raise InvalidInput(f"line {line}: {error}") from None
        found[publisher.domain] = publisher
    return list(found.values())


def checked(publisher: Publisher, shipped: Register) -> Publisher:
    """Return `publisher`, its domain and language as the register writes them. Raises InvalidInput
    for what cannot be right."""
    domain = read_domain(publisher.domain)
    if domain in shipped.platforms:
        name = shipped.platforms[domain].name
        raise InvalidInput(
            f"{domain} is a platform, {name}, where many publish: its address tells no publisher."
        )
    names = (publisher.name, publisher.short, publisher.chinese, publisher.kind)
    name, short, chinese, kind = (" ".join(clean(each)[0].split()) for each in names)
    if not name:
        raise InvalidInput(f"{domain} has no name.")
    language = read_language(publisher.language) if publisher.language else ""
    return Publisher(domain, name, short, chinese, language, kind)


def with_publisher(text: str, publisher: Publisher) -> str:
    """Return the text of a `publishers.csv` with `publisher` in it, in the place of the one at its
    domain if there is one; an empty text gets a header. All else in it stays."""
    ending = "\r\n" if "\r\n" in text else "\n"
    rows = list(_rows(text))
    columns = _header(text) or list(COLUMNS)
    columns += [name for name in COLUMNS if name not in columns]
    values = dict(
        zip(
            COLUMNS,
            (
                publisher.domain,
                publisher.name,
                publisher.short,
                publisher.chinese,
                publisher.language,
                publisher.kind,
            ),
            strict=True,
        )
    )
    kept = [row for _, row in rows]
    for row in kept:
        if read_domain(row["domain"]) == publisher.domain:
            row.update(values)
            break
    else:
        kept.append(values)
    written = StringIO()
    writer = csv.DictWriter(written, columns, restval="", lineterminator=ending)
    writer.writeheader()
    writer.writerows(kept)
    return written.getvalue()


def _header(text: str) -> list[str]:
    first = next(csv.reader(text.splitlines()), [])
    return [name.strip() for name in first]


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """Return the rows below the header by its names, each with the line it begins at. Raises
    InvalidInput that says the line."""
    if not text.strip():
        return []
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    columns: list[str] = []
    line = 1
    try:
        for cells in reader:
            begun, line = line, reader.line_num + 1
            if not any(map(str.strip, cells)):
                continue
            if not columns:
                columns = [cell.strip() for cell in cells]
                _check_header(columns, begun)
                continue
            if len(cells) != len(columns):
                raise InvalidInput(
                    f"line {begun}: It has {len(cells)} cells, the header {len(columns)}; a comma "
                    "within a cell needs double quotes around the cell."
                )
            rows.append((begun, dict(zip(columns, cells, strict=True))))
    except csv.Error:
        raise InvalidInput(
            f"line {line}: It cannot be read as CSV; a double quote is missing or too many."
        ) from None
    return rows


def _check_header(columns: list[str], line: int) -> None:
    missing = [name for name in ("domain", "name_en") if name not in columns]
    if missing:
        raise InvalidInput(
            f"line {line}: The header lacks {' and '.join(missing)}; its columns are "
            f"{','.join(COLUMNS)}, with commas between them."
        )
    if len(set(columns)) != len(columns):
        raise InvalidInput(f"line {line}: The header has a column twice.")

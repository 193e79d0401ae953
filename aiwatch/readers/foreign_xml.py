"""XML of others: decoded, its small faults repaired and told, its tricks refused.

Expat reads it first, strictly, so that a broken or cut file is known as such with its line. No
entity may be declared in it, which ends billion laughs and external files, and nothing is fetched.
"""

import html.entities
import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from aiwatch.domain.encoding import encodings_of
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import clean, counted

DEEPEST = 250
"""The deepest that elements may be nested; readers of XML call themselves for each level."""

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_DECLARED = re.compile(rb"<\?xml\b[^>]*\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
# What is not a reference (CDATA, comments) is passed over.
_REFERENCE = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"
    r"|&(?:#(?P<decimal>\d{1,9});|#[xX](?P<hex>[0-9a-fA-F]{1,8});|(?P<name>\w{1,40});)?",
    re.DOTALL,
)
_NO_CHARACTER = re.compile("[\ufffe\uffff]")
_OF_XML = frozenset("amp lt gt quot apos".split())

Started = Callable[[str, Mapping[str, str], int, int], None]
"""Told of each element: its name with its prefix, its attributes, its line and how deep it is
nested, 0 for the root."""


def decoded(data: bytes, charset: str = "") -> tuple[str, tuple[str, ...]]:
    """Return `data` as text and what is to be told of that. `charset` is what its sender says of
    it; what stands in its XML declaration counts more. Raises InvalidInput if it is no text."""
    found = _DECLARED.search(data[:300])
    declared = found[1].decode("ascii", "replace") if found else charset
    for encoding in encodings_of(data, declared):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8" and (damaged := _damaged_utf8(data, error.start)):
                return damaged
            continue
        if encoding == "gb18030" and not _is_gb(declared):
            said = f"It says {declared}, but" if declared else "It does not say in which encoding;"
            return text, (f"{said} it was read as GB18030.",)
        if encoding == "utf-8" and _is_gb(declared) and not text.isascii():
            return text, (f"It says {declared}, but it is UTF-8.",)
        return text, ()
    raise InvalidInput("It is no text in UTF-8, UTF-16, GB18030 or the encoding it names.")


def _is_gb(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("gb2312", "gbk", "gb18030", "x-gbk", "cp936")


def _damaged_utf8(data: bytes, first: int) -> tuple[str, tuple[str, ...]] | None:
    """Return `data` as UTF-8 if it is that but for a few bytes, the first at `first`, as where a
    text was cut within a character; or the last ones, where the whole is cut off."""
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    others = sum(not character.isascii() for character in text)
    if lost * 20 > others and first < len(data) - 3:
        return None
    return text, (f"{counted(lost, 'character')} in it cannot be read, shown as \ufffd.",)


def read_xml(text: str, started: Started) -> tuple[str, tuple[str, ...]]:
    """Tell `started` of every element of `text`; return `text` as it was read, without XML
    declaration, and what was repaired: a bare `&`, HTML's names of characters, control characters.

    Raises InvalidInput, with the line, for what is not well-formed or cut off, declares entities,
    or is nested too deep.
    """
    start = _DECLARATION.match(text)
    after = start.end() if start else len(text) - len(text.lstrip("\ufeff \t\r\n"))
    first_line = text.count("\n", 0, after)
    text, removed = clean(text[after:])
    text, references = _repaired(_NO_CHARACTER.sub("\ufffd", text))
    parser = expat.ParserCreate()
    depth = 0

    def element(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        line = first_line + parser.CurrentLineNumber
        if depth > DEEPEST:
            raise InvalidInput(f"Line {line}: Its elements are nested {DEEPEST} deep.")
        started(name, attributes, line, depth)
        depth += 1

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(name: str, *others: object) -> None:
        line = first_line + parser.CurrentLineNumber
        raise InvalidInput(
            f"Line {line}: It declares an entity, {name[:40]!r}. Such a file is not read."
        )

    parser.StartElementHandler, parser.EndElementHandler = element, ended
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        line = first_line + error.lineno
        what = expat.errors.messages.get(error.code, "") or expat.ErrorString(error.code)
        raise InvalidInput(f"Line {line}: The XML is broken or cut off there ({what}).") from None
    problems = []
    if removed:
        problems.append(f"{counted(removed, 'control character')} taken out.")
    if references:
        told = counted(references, "character reference")
        problems.append(f"{told} not right in XML (such as a bare &) read as meant.")
    return text, tuple(problems)


def _repaired(text: str) -> tuple[str, int]:
    repairs = 0

    def repaired(found: re.Match[str]) -> str:
        nonlocal repairs
        if found[0][0] == "<" or found["name"] in _OF_XML:
            return found[0]
        if code := found["decimal"] or found["hex"]:
            number = int(code, 10 if found["decimal"] else 16)
            if number in (9, 10, 13) or (
                32 <= number < 0x110000
                and not 0xD800 <= number < 0xE000
                and number not in (0xFFFE, 0xFFFF)
            ):
                return found[0]
            repairs += 1
            return ""
        repairs += 1
        if known := html.entities.html5.get(f"{found['name']};"):
            return known
        return f"&amp;{found[0][1:]}"

    return _REFERENCE.sub(repaired, text), repairs

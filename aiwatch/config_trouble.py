"""What is wrong in an `aiwatch.toml`, and where, in words for the analyst who wrote it."""

import re
from collections.abc import Callable

from aiwatch.domain.errors import InvalidInput

Refusal = Callable[[str, str, str], InvalidInput]
"""Makes the error that tells what is wrong with a setting, and where: what, its key, its table."""

_AT = re.compile(r"(?s)(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")
_SET = re.compile(r"\s*(?P<name>[^=]*?)\s*=\s*(?P<value>[^#]*)")
_QUOTES = "\"'“”„‟‘’‚‛«»「」＂ \t="
_SWITCHES = frozenset("true false yes no on off".split())

_NAME = 'A line sets one thing, its name before the = and its value behind it: title = "AI watch"'
_OPEN = "The quote that ends the text is missing."
_BACKSLASH = "A backslash in a text is written twice; or put the text in single quotes."

# How a message of Python's parser begins, and what it means.
_MEANINGS = {
    "Expected '=' after a key": _NAME,
    "Invalid statement": _NAME,
    "Expected newline": "Something stands behind the value that does not belong to it. A text that "
    "has double quotes in it is put in single ones; a remark begins with #.",
    "Illegal character '\\n'": _OPEN,
    "Unterminated string": _OPEN,
    'Expected "\'"': _OPEN,
    "Unescaped": _BACKSLASH,
    "Invalid hex value": _BACKSLASH,
    "Cannot overwrite": "This is set a second time; keep one of the two lines.",
    "Cannot declare": "This heading stands twice; keep one, with all its lines below it.",
    "Expected ']' at the end of a table": "The heading lacks its closing bracket, as [sections] "
    "has one.",
}


def explained(text: str, error: Exception) -> str:
    """Return what is to be told, behind the file's name, of the TOML `text` that the parser cannot
    read, with `error`: where, and what to do."""
    found = _AT.fullmatch(str(error))
    if found is None:
        return ": Its values are nested too deep."
    end = text.rstrip()
    line, column = _position(end, len(end))
    if found[2]:
        line, column = int(found[2]), int(found[3])
    return f", line {line}, column {column}: {_meaning(found[1], text.split(chr(10))[line - 1])}"


def spot(text: str, name: str, heading: str = "") -> str:
    """Return where the TOML `text` sets `name`, or has it as a heading: `line 3, column 1`; below
    the `heading` if that is given. Empty if it is not found."""
    above = _place(text, heading) if heading else 0
    at = _place(text, name, above or 0)
    return "" if at is None else "line {}, column {}".format(*_position(text, at))


def _place(text: str, name: str, above: int = 0) -> int | None:
    line = re.compile(rf"^[ \t\[]*(?:\w+\.)?(?P<name>[\"']?{re.escape(name)}[\"']?)\s*[=.\]]", re.M)
    found = line.search(text, above)
    return found.start("name") if found else None


def _position(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _meaning(message: str, line: str) -> str:
    is_set = _SET.match(line)
    name, value = (is_set["name"], is_set["value"].strip(_QUOTES)) if is_set else ("", "")
    if message.startswith("Invalid value"):
        return _value(name, value)
    for begins, meaning in _MEANINGS.items():
        if message.startswith(begins):
            if meaning is _NAME and name:
                quoted = f'"{name.strip(_QUOTES)}" = …'
                return (
                    f"A name of other letters than a to z, or of several words, stands in "
                    f"straight quotes. Write: {quoted}"
                )
            return meaning
    return f"{message}."


def _value(name: str, value: str) -> str:
    if not value or value[0] in "[{":
        return "The value is missing, or not complete."
    if name == "day_first" and value.lower() in _SWITCHES:
        return f"Yes is true and no is false, in small letters. Write: {name} = true"
    quote = "'" if '"' in value or "\\" in value else '"'
    return f"A text stands in straight quotes. Write: {name} = {quote}{value}{quote}"

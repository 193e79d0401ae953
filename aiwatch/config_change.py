"""A setting of `aiwatch.toml` changed, the file's comments and layout kept."""

import codecs
import re
from collections.abc import Mapping
from typing import Any

from aiwatch.config import SECTIONS, STARTER, TABLES


def changed(data: bytes, key: str, value: str | bool | None) -> bytes:
    """Return a file's bytes with the setting `key` as `value`, without it for None.

    `sections.robots` is a section's title; the first one of its own brings the default sections
    with it. `mail.to` stands below [mail]. Comments, layout, line ends and a byte order mark stay;
    what the starter holds as a comment becomes the setting. `data` is valid; that the result is,
    `parse` tells.
    """
    import tomlkit
    from tomlkit.items import AbstractTable, InlineTable

    text = data.decode("utf-8-sig")
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    name, _, inner = key.partition(".")
    if name not in TABLES:
        name, inner = key, ""
    document = tomlkit.parse(text)
    if value is not None or name == "sections":
        begun = _begun(text, document, name, inner)
        document = document if begun is None else begun
    place: Any = document
    if inner:
        if name not in document:
            document[name] = dict(SECTIONS) if name == "sections" else {}
        elif not isinstance(document[name], AbstractTable):
            # Dotted keys, which cannot be added to in order.
            settings = document.pop(name).unwrap()
            document[name] = settings
        place = document[name]
    word = inner or key
    if value is None:
        del place[word]
    elif word in place or isinstance(place, InlineTable):
        place[word] = value
    else:
        # Behind the last of its kind: a comment that follows is about what comes next.
        body = place.value.body if inner else place.body
        kinds = (index for index, (known, item) in enumerate(body) if known and not _is_table(item))
        last = max(kinds, default=len(body))
        after, body[last + 1 :] = body[last + 1 :], []
        place[word] = value
        body += after
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark + tomlkit.dumps(document).replace("\n", ends).encode("utf-8")


def _is_table(item: object) -> bool:
    from tomlkit.items import AoT, Table

    return isinstance(item, AoT | Table)


def _begun(text: str, document: Mapping[str, Any], name: str, inner: str) -> Any:
    """Return `text`, which `document` is parsed from, parsed with the starter's commented lines
    about a setting, where they are there unchanged, as settings; None if they are not."""
    import tomlkit

    if name in ("mail", "check", "web"):  # its other lines are examples, or need not be set
        lines = [rf"# \[{name}\]\n"] * (name not in document)
        lines += [rf"# {inner} = .*\n"] * (inner not in document.get(name, {}))
    else:
        lines = [rf"# (?:{name} = .*|\[{name}\]\n(?:# .*\n)+)"] * (name not in document)
    for line in lines:
        if found := re.search(f"^{line}", STARTER, re.MULTILINE):
            above = rf"\[{name}\]\n(?:.+\n)*?" * found[0].startswith(f"# {inner} =")
            if place := re.search(f"^{above}(?={re.escape(found[0])})", text, re.MULTILINE):
                setting = re.sub("(?m)^# ", "", found[0])
                text = f"{text[: place.end()]}{setting}{text[place.end() + len(found[0]) :]}"
    begun = tomlkit.parse(text)
    return begun if name in begun else None

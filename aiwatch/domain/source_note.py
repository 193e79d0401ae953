r"""The source note that ends a development's text: `(Source (EN): Sina, April 30, 2025)`.

The grammar, ours; reading (`read_note`) is more tolerant than this, writing keeps to it:

    note      = "(" source *( "; " source ) ")"
    source    = "Source" [ " (" label ")" ] ": " what [ ", " date ]   ; or a date alone
    label     = language_label of the source's language: EN, CN, JP, …
    date      = "May 12, 2025"
    what      = name [ SP title ] [ SP address ]   ; plain text, and Markdown without a live link
              | "[" name "](" address [ SP title ] ")"                    ; Markdown with one
              | address [ SP title ]                                 ; nobody to name
              | "—" SP title                               ; neither publisher nor address
    name      = text, or text in double quotes where it would read as something else
    title     = text in double quotes
    address   = "<" URL ">" | "\<" escaped URL "\>" | in a link, Markdown's link destination

A backslash before ASCII punctuation, and a character reference such as `&amp;`, mean the
character itself, as in CommonMark. Brackets within a source are balanced or escaped. In Markdown
only http, https and mailto addresses become links; any other (`javascript:…`) is written
`\<javascript\:…\>`, which shows as visible text and reads back as the address.

What a note does not carry: the archived copy and the unknown fields of a source.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from aiwatch.domain.dates import note_day
from aiwatch.domain.development import Source, language_label
from aiwatch.domain.markup import ESCAPABLE, REFERENCE
from aiwatch.domain.note_parts import NOBODY
from aiwatch.domain.note_reading import (
    BRACKET,
    CLOSING,
    OPENING,
    NoteReading,
    note_start,
    protect,
    read_note,
    unprotect,
)
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import holds_any, visible

__all__ = [
    "NoteReading",
    "SourceParts",
    "label",
    "note_start",
    "protect",
    "read_note",
    "source_parts",
    "told_sources",
    "unprotect",
    "visible_note",
    "write_note",
]

_REFERENCE_TAIL = REFERENCE.pattern.removeprefix("&")
_LIVE = pattern(r"(?:https?|mailto):", re.IGNORECASE)
_BARE = pattern(r"(?:https?:|mailto:|[\w-]{1,63}\.(?=[\w-]))[^\s<>\\\x00-\x1f\x7f]+", re.IGNORECASE)
_PLAIN = r"[^\s<>()\[\]\\`&\x00-\x1f\x7f]"
_DESTINATION = pattern(rf"(?=.){_PLAIN}*(?:&(?!{_REFERENCE_TAIL}){_PLAIN}*)*")

# A name of words alone reads as itself: no date can be in it, nor begin with its last word.
_WORDS = pattern(r"(?!(?i:.*(?:mon|tue|wed|thu|fri|sat|sun)))[^\W\d_年]+(?: [^\W\d_年]+)*")

# What must be escaped: always, and besides in Markdown. `_` between letters is no markup.
_ALWAYS = rf'[\\"\[;]|&(?={_REFERENCE_TAIL})'
_MARKUP = rf"{_ALWAYS}|[`*\]<~$^@]|(?<![^\W_])_|_(?![^\W_])"
_QUOTED = rf'[\\"]|&(?={_REFERENCE_TAIL})'
_TITLE = rf"{_QUOTED}|[`<]"
_ADDRESS = rf"[\\`]|&(?={_REFERENCE_TAIL})"


class SourceParts(NamedTuple):
    """What a writer shows of a source: `Source (CN)`, the name, `May 12, 2025` (or nothing)."""

    label: str
    name: str
    day: str


def label(source: Source) -> str:
    """Return what stands before the colon: `Source (CN)`, or `Source` without a language."""
    return f"Source ({language_label(source.language)})" if source.language else "Source"


def source_parts(source: Source) -> SourceParts:
    """Return the parts of `source` to show, unescaped; the name is its publisher, else its
    original title, else its address."""
    day = note_day(source.published) if source.published else ""
    return SourceParts(label(source), source.publisher or source.title or source.url, day)


def told_sources(sources: Iterable[Source]) -> list[Source]:
    """Return those of `sources` that a note tells: all but one of which only a copy is known."""
    return [each for each in sources if each.publisher or each.published or each.url or each.title]


def write_note(sources: Iterable[Source], *, links: bool = True) -> str:
    """Return the note for `sources`, with its brackets, or "" if there is nothing to write.

    With `links` it is Markdown (CommonMark), otherwise plain text with the addresses after the
    names; `read_note` reads either back as the very same sources.
    """
    written = [_write(source, links) for source in told_sources(sources)]
    return f"({'; '.join(written)})" if written else ""


def visible_note(sources: Iterable[Source], *, links: bool = True) -> str:
    """Return the note for `sources`, as `write_note` does, with the characters in them that
    nobody would see made visible."""
    return write_note(map(_visible, sources), links=links)


def _visible(source: Source) -> Source:
    # Of three lines, which stay as they are, none lends its ends to another.
    words = f"{source.publisher}\n{source.url}\n{source.title}"
    shown = visible(words)
    if shown == words:
        return source
    publisher, url, title = shown.split("\n")
    return replace(source, publisher=publisher, url=url, title=title)


def _write(source: Source, links: bool) -> str:
    live = links and _LIVE.match(source.url) is not None
    name = source.publisher
    if name:
        shape = _Shape(links, live, bool(source.url), bool(source.title), bool(source.published))
        name = _name(name, shape) if name != source.url else _quoted(_spelled(name))
    what = _what(name, source.title, source.url, links, live)
    day = note_day(source.published) if source.published else ""
    return f"{label(source)}: {', '.join(filter(None, (what, day)))}"


def _what(name: str, title: str, url: str, links: bool, live: bool) -> str:
    """Return what stands before the date, `name` being escaped already."""
    if live and (name or not (_BARE.fullmatch(url) and _is_closed(url))):
        hint = " " + _quoted(_closed(_TITLE, title)) if title else ""
        return f"[{name or _spelled(url)}]({_destination(url)}{hint})"
    shown = _quoted(_closed(_MARKUP if links else _QUOTED, title)) if title else ""
    if live:
        return f"<{url}> {shown}".rstrip()
    address = _address(url, links) if url else ""
    if name:
        return " ".join(filter(None, (name, shown, address)))
    return " ".join(filter(None, (address or (NOBODY if shown else ""), shown)))


def _address(url: str, links: bool) -> str:
    """Return `url` as visible text that reads back as an address."""
    if not links and _BARE.fullmatch(url) and _is_closed(url):
        return f"<{url}>"
    pattern = rf"(?![-./%=?+,<>])[{ESCAPABLE}]" if links else _ADDRESS
    escaped = re.sub(r"[\s<>]", _reference, _closed(pattern, url))
    return rf"\<{escaped}\>"


def _destination(url: str) -> str:
    # In it are no brackets but those of Chinese, none in an address of ASCII.
    if _DESTINATION.fullmatch(url) and (url.isascii() or _is_closed(url)):
        return url
    return f"<{_closed(_ADDRESS + '|[<>]', url)}>"


class _Shape(NamedTuple):
    """All that decides how a name is read, but the name."""

    links: bool
    live: bool
    addressed: bool
    titled: bool
    dated: bool


@lru_cache(maxsize=4096)
def _name(publisher: str, shape: _Shape) -> str:
    """Return the plainest form of `publisher` that reads back, found by reading it back."""
    if _WORDS.fullmatch(publisher):
        return publisher
    plain = _escape(_MARKUP if shape.links else _ALWAYS, publisher)
    spelled = _spelled(publisher)
    quoted = _quoted(spelled)
    forms = [plain, spelled, quoted, _referenced(spelled), _referenced(quoted)]
    if not shape.links:
        forms.insert(1, _quoted(_escape(_QUOTED, publisher)))
    url = ("https://a.example" if shape.live or not shape.links else "a:b") * shape.addressed
    day = date(2000, 12, 31) if shape.dated else None
    wanted = Source("", publisher, day, url, "t" * shape.titled)
    for form in forms:
        what = _what(form, wanted.title, wanted.url, shape.links, shape.live)
        note = f"(Source: {what}{', December 31, 2000' * shape.dated})"
        if read_note(note) == NoteReading("", (wanted,), ()):
            return form
    return forms[-1]


def _escape(pattern: str, text: str) -> str:
    return re.sub(pattern, r"\\\g<0>", text)


def _quoted(escaped: str) -> str:
    return f'"{escaped}"'


def _spelled(text: str) -> str:
    """Return `text` with all of its ASCII punctuation but apostrophes escaped."""
    return _closed(f"(?!')[{ESCAPABLE}]", text)


def _referenced(text: str) -> str:
    """Return `text` with the punctuation that a backslash cannot escape as references."""
    return re.sub(r"[^\x00-\x7f\w\s]", _reference, text)


def _reference(sign: re.Match[str]) -> str:
    return f"&#{ord(sign[0])};"


def _closed(pattern: str, text: str) -> str:
    """Return `text` with what `pattern` matches escaped, and brackets without fellow as well."""
    escaped = _escape(pattern, text)
    if _is_closed(escaped):
        return escaped
    return re.sub(f"[{OPENING[1:]}{CLOSING[1:]}]", _reference, _escape(rf"{pattern}|[()]", text))


def _is_closed(text: str) -> bool:
    """Tell whether each bracket in `text` that is not escaped has its fellow."""
    if not holds_any(text, OPENING + CLOSING):
        return True
    depth = 0
    for bracket in BRACKET.finditer(text):
        depth += bool(bracket["opening"]) - bool(bracket["closing"])
        if depth < 0:
            return False
    return depth == 0

"""The source note of a briefing of our own in a Word file, where it stands as a reader sees it:
without escapes, an address behind its name."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from aiwatch.domain.addresses import is_web
from aiwatch.domain.dates import read_note_day
from aiwatch.domain.development import Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.note_parts import label_language
from aiwatch.readers.word_file import Run

NOTE, LINK = "SourceNote", "SourceLink"
"""The styles of our notes."""

_ARCHIVED = "archived"
_BETWEEN = re.compile(r"; (?=Source(?: \([A-Z]{2}\))?: )")
# A link stands as its number between two control characters, which no text has.
_SOURCE = re.compile(
    r"Source(?: \((?P<label>[A-Z]{2})\))?: (?P<what>.*?)"
    r"(?:(?:, |(?<=: ))(?P<day>[A-Z][a-z]+ \d{1,2}, \d{4}))?(?:, \x01(?P<copy>\d+)\x02)?",
    re.DOTALL,
)
_WHAT = re.compile(
    r'(?:\x01(?P<link>\d+)\x02|(?P<name>.*?))(?: "(?P<title>.*)")?'
    r"(?: <(?P<address>[^<>]*[:./].*)>)?",
    re.DOTALL,
)


def own_sources(runs: Iterable[Run]) -> tuple[Source, ...]:
    """Return the sources of the note `runs`, as the writer of Word files writes it; none if it is
    written in any other way."""
    links: list[Run] = []
    text = ""
    for run in _merged(runs):
        if run.style not in (NOTE, LINK):
            return ()
        if run.url:
            text += f"\x01{len(links)}\x02"
            links.append(run)
        else:
            text += run.words
    text = text.strip()
    if not (text.startswith("(Source") and text.endswith(")")):
        return ()
    try:
        return tuple(_source(part, links) for part in _BETWEEN.split(text[1:-1]))
    except InvalidInput:
        return ()


def _source(text: str, links: list[Run]) -> Source:
    """Return the source `text`; raises InvalidInput if it is not as we write it."""
    told = _SOURCE.fullmatch(text)
    what = _WHAT.fullmatch(told["what"]) if told else None
    if not told or not what or "\x01" in f"{what['name']}{what['title']}{what['address']}":
        raise InvalidInput("It is no source of ours.")
    day = read_note_day(told["day"]) if told["day"] else None
    copy = links[int(told["copy"])] if told["copy"] else None
    if (told["day"] and not day) or (copy and copy.words != _ARCHIVED):
        raise InvalidInput("It is no source of ours.")
    link = links[int(what["link"])] if what["link"] else None
    name = (link.words if link else what["name"]) or ""
    title = what["title"] or (tooltip_title(link) if link else "")
    url = (link.url if link else what["address"]) or ""
    if not title and is_web(name) and unquote(name) == unquote(url or name):  # nobody to name
        name, url = "", url or name
    return Source(
        language=label_language(told["label"]) if told["label"] else "",
        publisher=name,
        published=day,
        url=url,
        title=title,
        archived=copy.url if copy else "",
    )


def tooltip_title(link: Run) -> str:
    """Return the title that the tooltip of a `link` of ours keeps. Where programs put the address
    there, it is none."""
    return "" if link.style != LINK or is_web(link.tooltip) else link.tooltip


def _merged(runs: Iterable[Run]) -> list[Run]:
    """Return `runs`, those of one link in one, which an editor may have split."""
    merged: list[Run] = []
    for run in runs:
        if merged and merged[-1]._replace(words="") == run._replace(words=""):
            merged[-1] = run._replace(words=merged[-1].words + run.words)
        else:
            merged.append(run)
    return merged

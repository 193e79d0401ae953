"""A browser's bookmarks, in the file that all of them export (Netscape's bookmark file).

A folder that names a section is one; the others are tags, but for the browser's own ones. When a
page was bookmarked says nothing of the day it was published: such a day is told, never taken.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from operator import attrgetter

from aiwatch.domain.addresses import is_web
from aiwatch.domain.clipping import Clipping
from aiwatch.domain.dates import show_day
from aiwatch.domain.html_tokens import attributes, tokens, unescaped
from aiwatch.domain.text import tidy
from aiwatch.readers import Conventions, Reading, Unread
from aiwatch.readers.clippings import Found, one_by_one, one_line, read_clippings, tags_of

_BROWSERS_OWN = ("personal_toolbar_folder", "unfiled_bookmarks_folder")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = 10
"""How many digits an instant of these years has in seconds; browsers add some for fractions."""


def read(text: str, conventions: Conventions) -> Reading:
    """Return the developments of the bookmarks `text`: a bookmark's name is the original title, its
    description the text. Raises InvalidInput, naming the lines, for what has no day or no section;
    the day of all of them is that of the conventions."""
    cleaned, removed = one_by_one(text)
    bookmarks = _Bookmarks()
    bookmarks.read(cleaned)
    found, unread = [], bookmarks.unread
    for mark in bookmarks.marks:
        name, url = one_line(mark.name), mark.url.strip()
        if not is_web(url) or not name:
            unread.append(Unread(mark.line, " ".join(filter(None, [name, url]))[:200]))
            continue
        sections = [folder for folder in mark.folders if conventions.key(folder)]
        tags = tags_of([*(folder for folder in mark.folders if folder not in sections), *mark.tags])
        day = _day(mark.added)
        found.append(
            Found(
                mark.line,
                Clipping(title=name, summary=tidy(mark.description), url=url),
                tags=tags,
                titles=mark.folders,
                said=f"bookmarked on {day}" if day else "",
            )
        )
    return read_clippings(
        found, conventions, unread=sorted(unread, key=attrgetter("line")), removed=removed
    )


def _day(added: str) -> str:
    """Return the day of an instant as browsers write it, in UTC, empty if it is none."""
    if not added.isdecimal() or len(added) < _SECONDS or int(added[:_SECONDS]) == 0:
        return ""
    return show_day((_EPOCH + timedelta(seconds=int(added[:_SECONDS]))).date())


class _Mark:
    """A bookmark being read."""

    def __init__(self, line: int, attributes: dict[str, str], folders: tuple[str, ...]) -> None:
        self.line = line
        self.url = attributes.get("href", "")
        self.added = attributes.get("add_date", "")
        self.tags = attributes.get("tags", "").split(",")
        self.folders = folders
        self.name = self.description = ""


class _Bookmarks:
    """Gathers the bookmarks of a file, a token after another. A heading names the folder whose list
    follows it, and a description goes on to the next entry or list: neither has an end tag of its
    own. What is said of a folder that is not the browser's own is `unread`."""

    def __init__(self) -> None:
        self.marks: list[_Mark] = []
        self.folders: list[str] = []
        self.named = ""
        self.own = False
        self.inside = ""
        self.described: _Mark | None = None
        self.unread: list[Unread] = []

    def read(self, text: str) -> None:
        line, seen = 1, 0
        for kind, name, content, start in tokens(text, is_page=False):
            line += text.count("\n", seen, start)
            seen = start
            if kind == "open":
                self._open(name, attributes(content), line)
            elif kind == "close":
                self._close(name)
            else:
                self._text(unescaped(content), line)

    def _open(self, tag: str, given: dict[str, str], line: int) -> None:
        if tag == "a":
            self.described = _Mark(line, given, tuple(filter(None, self.folders)))
            self.marks.append(self.described)
        elif tag == "h3":
            self.described = None
            self.named, self.own = "", any(name in given for name in _BROWSERS_OWN)
        elif tag == "dl":
            self.folders.append("" if self.own else one_line(self.named))
            self.named, self.own = "", False
        if tag in ("a", "h3", "dd", "dt", "dl"):
            self.inside = tag

    def _close(self, tag: str) -> None:
        if tag == "dl" and self.folders:
            self.folders.pop()
        if tag in ("a", "h3", "dl"):
            self.inside = ""

    def _text(self, text: str, line: int) -> None:
        if self.inside == "h3":
            self.named += text
        elif self.marks and self.inside == "a":
            self.marks[-1].name += text
        elif self.described and self.inside == "dd":
            self.described.description += text
        elif self.inside == "dd" and text.strip() and not self.own:
            self.unread.append(Unread(line, one_line(text)))

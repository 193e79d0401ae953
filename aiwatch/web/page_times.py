"""The times in a page's text that may say when it was published: not those of comments, of other
pages it points to, of its last change, nor one that its text tells of."""

from collections.abc import Iterable
from typing import NamedTuple

from aiwatch.domain.html_tokens import Token, attributes
from aiwatch.domain.patterns import pattern
from aiwatch.web.page_text import BLOCKS, VOID

_MOST = 200
_HEAD = 500
"""So many characters into its article a page may still tell when it was published."""

_LINE = 100
"""A paragraph with more characters is prose, and what it tells a day of is not the page."""

_BESIDE = frozenset(("aside", "footer", "nav", "form"))
_NAMED = frozenset("div section article ul ol table details".split())
_OTHERS = pattern(
    r"(?:^|\s)(?:\w+-)?(?:comment|respon[ds]|repl(?:y|ies)|related|recommend|similar|sidebar|widget"
    r"|popular|trending|latest|recent|teaser|promo)",
    2,
)
_CHANGED = pattern(r"updat|modif|edit|revis|accessed|更新|修改|編集", 2)


class Times(NamedTuple):
    """Days and times as machines read them: those said to be of the publication, and all others."""

    published: list[str]
    others: list[str]


def times_of(page: Iterable[Token]) -> Times:
    """Return the times of a page's tokens that may be of its publication. A page with several
    articles has none, for it is a list."""
    reader = _Reader()
    for token in page:
        reader.take(token)
    reader.end_line()
    return Times([], []) if reader.articles > 1 else reader.found


class _Reader:
    """Reads a page token by token. What stands in `_skipped`, `_depth` deep, is passed over."""

    def __init__(self) -> None:
        self.found = Times([], [])
        self.articles = 0
        self._open_articles = 0
        self._skipped, self._depth = "", 0
        self._seen = 0
        self._label, self._line, self._since = "", 0, ""
        self._waiting: list[str] = []

    def take(self, token: Token) -> None:
        kind, name, content, _ = token
        if self._skipped:
            if name == self._skipped:
                self._depth += {"open": 1, "close": -1}.get(kind, 0)
                self._skipped = self._skipped if self._depth else ""
        elif kind == "text":
            self._line += len(content.strip())
            self._since = (self._since + content[:_LINE])[-_LINE:]
        elif kind == "open":
            self._open(name, content)
        elif kind == "close":
            if name in BLOCKS:
                self.end_line()
            elif name == "time":
                if self._waiting and _CHANGED.search(self._since):
                    self._waiting.pop()
                self._since = ""
            if name == "article" and self._open_articles:
                self._open_articles -= 1

    def _open(self, name: str, content: str) -> None:
        if name in BLOCKS:
            self.end_line()
        if name == "time":
            self._take_time(attributes(content))
            return
        given = attributes(content) if name in _NAMED and content.strip() else {}
        told = f"{given.get('class', '')} {given.get('id', '')}"
        within = name == "article" and self._open_articles
        if name not in VOID and (name in _BESIDE or within or _OTHERS.search(told)):
            self._skipped, self._depth = name, 1
        elif name == "article":
            self.articles += 1
            self._open_articles += 1
            self._seen = 0
        elif name == "h1":
            self._seen = 0

    def _take_time(self, given: dict[str, str]) -> None:
        when = given.get("datetime", "").strip()
        said = f"{given.get('class', '')} {given.get('itemprop', '')} {self._since or self._label}"
        self._since = ""
        if not when or _CHANGED.search(said) or self.articles > self._open_articles:
            return
        if "pubdate" in given or given.get("itemprop", "").lower() == "datepublished":
            if len(self.found.published) < _MOST:
                self.found.published.append(when)
        elif self._seen <= _HEAD and len(self._waiting) < _MOST:
            self._waiting.append(when)

    def end_line(self) -> None:
        """End a paragraph: now it is known whether the times in it stand in prose."""
        if self._line <= _LINE and len(self.found.others) < _MOST:
            self.found.others.extend(self._waiting)
        self._waiting.clear()
        self._seen += self._line
        if self._line:
            self._label = self._since
        self._line, self._since = 0, ""

"""What stands in a page for programs: meta tags, scripts of JSON-LD, its title, times."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from aiwatch.domain.html_tokens import Token, attributes, unescaped
from aiwatch.domain.patterns import pattern
from aiwatch.web.page_dates import Told
from aiwatch.web.page_times import times_of

_NAMED = frozenset(("js_name", "publish_time"))
"""The ids of elements whose text WeChat has a fact in: the account, the time."""

_CREATED = pattern(r"\bcreateTime\s*=\s*['\"](\d{4}-\d\d-\d\d[ \d:]*)['\"]")
_SECONDS = pattern(r"\bvar\s+ct\s*=\s*['\"](\d{10})['\"]")
_CHINA = timezone(timedelta(hours=8))


@dataclass
class Facts:
    """`heading` is the first of the first level; `metas` are the meta tags as they stand there:
    name, property or itemprop in lower case, and content. `scripts` are those of JSON-LD,
    `published` the `datetime` of time elements that say they are of the publication, `times` of
    others that may be; `texts` what stands in elements by id; `created` is what a script of WeChat
    says, `canonical` the address that the page has for good."""

    language: str = ""
    title: str = ""
    heading: str = ""
    metas: list[tuple[str, str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    published: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    created: str = ""
    canonical: str = ""

    def told(self, *names: str) -> Iterator[Told]:
        """Yield what the meta tags called `names` say, by the order of the names."""
        for name in names:
            for found, content in self.metas:
                if found == name and content.strip():
                    yield content, name

    def meta(self, name: str) -> str:
        """Return what the first meta tag called `name` says, empty without one."""
        return next((content for content, _ in self.told(name)), "")


def facts_of(page: Sequence[Token]) -> Facts:
    """Return what stands for programs in a page's tokens."""
    facts = Facts()
    is_data = has_times = False
    for index, (kind, name, content, _) in enumerate(page):
        if kind == "raw":
            if name == "script" and is_data:
                facts.scripts.append(content)
            elif name == "script" and "js_name" in facts.texts and not facts.created:
                facts.created = _created(content)
            elif name == "title" and not facts.title:
                facts.title = unescaped(content)
        elif kind == "open" and name == "meta":
            _take_meta(attributes(content), facts)
        elif kind == "open" and name == "link" and "canonical" in content:
            given = attributes(content)
            if given.get("rel", "").lower() == "canonical":
                facts.canonical = facts.canonical or given.get("href", "")
        elif kind == "open" and name == "script":
            is_data = "ld+json" in attributes(content).get("type", "").lower()
        elif kind == "open" and name == "time":
            has_times = True
        elif kind == "open" and name == "h1" and not facts.heading:
            facts.heading = _text_at(page, index)
        elif kind == "open" and name == "html" and not facts.language:
            given = attributes(content)
            facts.language = given.get("lang", "") or given.get("xml:lang", "")
        elif (
            kind == "open"
            and "id" in content
            and ("js_name" in content or "publish_time" in content)
        ):
            id = attributes(content).get("id", "")
            if id in _NAMED:
                facts.texts.setdefault(id, _text_at(page, index))
    if has_times:
        facts.published, facts.times = times_of(page)
    return facts


def _created(script: str) -> str:
    """Return when a page was published by a script of WeChat, which tells it as text or in seconds
    since 1970; empty if it does not. The day is that of its readers, in China."""
    if found := _CREATED.search(script):
        return found[1]
    if found := _SECONDS.search(script):
        return datetime.fromtimestamp(int(found[1]), _CHINA).date().isoformat()
    return ""


def _take_meta(given: dict[str, str], facts: Facts) -> None:
    content = given.get("content", "")
    # Of what stands there for a server, only the language is the page's own: not when it was sent.
    named = [given.get(attribute, "") for attribute in ("name", "property", "itemprop")]
    named += [name for name in [given.get("http-equiv", "")] if name.lower() == "content-language"]
    facts.metas += ((name.strip().lower(), content) for name in named if name.strip())


def _text_at(page: Sequence[Token], index: int) -> str:
    """Return the text of the element that opens at `index`, up to the next end of its kind."""
    found = []
    for kind, name, content, _ in page[index + 1 : index + 20]:
        if kind == "close" and name == page[index].name:
            break
        if kind == "text":
            found.append(content)
    return re.sub(r"\s+", " ", unescaped("".join(found))).strip()

"""The search data of a site: a script with one constant, added to the page when it is first needed.

A page that is opened from a folder cannot fetch a file, but it can add a script. This one says

    const DEVELOPMENTS = {
    "sections": [["tech", "Tech progress"], …],
    "publishers": ["Sina", …],
    "languages": ["en", …],
    "tags": [["safety", "tags/safety.html"], …],
    "developments": [
    ["2505-k7fq3m", "2025-05-12", 0, "Headline", "Text", [0], [0, 1], [0], ["Original title"]],
    …
    ]};

with a row for each development, newest first:

    0  id; its page is `developments/ID.html`
    1  date
    2  section: a place in `sections`, whose entries are key and title
    3  headline, maybe ""
    4  text, its paragraphs separated by "\\n\\n"
    5  publishers of its sources: places in `publishers`, each once
    6  languages of its sources (ISO 639-1): places in `languages`, each once
    7  tags: places in `tags`, whose entries are the tag, as the pages spell it, and the path of
       its page
    8  original titles of its sources

Texts are as they are shown (hidden characters are visible tokens), not folded: a search folds both
sides alike, by `normalize("NFKC").toLowerCase()`, and looks for the words as they stand. What is
for the desk is not in it.

The script is JSON, which is JavaScript (ES2019), its `<`, `>` and `&`, line and paragraph
separators as escapes: it could stand in a page, too, and nothing in it would end the script.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from aiwatch.domain.development import Development
from aiwatch.domain.text import visible
from aiwatch.writers.site.catalogue import catalogue
from aiwatch.writers.site.paths import tag_key
from aiwatch.writers.site.script_json import script_json
from aiwatch.writers.summary import one_line

if TYPE_CHECKING:
    from aiwatch.writers.site import Site


class _Places:
    """The places of names in a list, which grows as they are met."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._places: dict[str, int] = {}

    def of(self, names: Iterable[str]) -> list[int]:
        """Return the places of `names`, each once; the empty are left out."""
        places = []
        for name in dict.fromkeys(filter(None, names)):
            if name not in self._places:
                self._places[name] = len(self.names)
                self.names.append(name)
            places.append(self._places[name])
        return places


def search_data(site: Site) -> bytes:
    """Return the script of `site` in UTF-8, a development a line."""
    sections = dict(site.sections)
    for development in site.developments:
        sections.setdefault(development.section, development.section)
    numbers = {key: number for number, key in enumerate(sections)}
    found = catalogue(site.developments)
    tags = {key: number for number, key in enumerate(found.tags)}
    publishers, languages = _Places(), _Places()
    rows = [
        script_json(_row(development, numbers, publishers, languages, tags))
        for development in site.developments
    ]
    heads = {
        "sections": [[one_line(key), one_line(title)] for key, title in sections.items()],
        "publishers": publishers.names,
        "languages": languages.names,
        "tags": [[tag.name, tag.path] for tag in found.tags.values()],
    }
    lines = [f'"{name}": {script_json(value)},' for name, value in heads.items()]
    listed = ",\n".join(rows)
    head = "\n".join(lines)
    return f'const DEVELOPMENTS = {{\n{head}\n"developments": [\n{listed}\n]}};\n'.encode()


def _row(
    development: Development,
    sections: dict[str, int],
    publishers: _Places,
    languages: _Places,
    tags: dict[str, int],
) -> list[Any]:
    sources = development.sources
    return [
        development.id,
        development.date.isoformat(),
        sections[development.section],
        one_line(development.headline).strip(),
        visible(development.text),
        publishers.of(one_line(source.publisher) for source in sources),
        languages.of(source.language for source in sources),
        [tags[key] for key in dict.fromkeys(map(tag_key, development.tags))],
        [one_line(source.title) for source in sources if source.title],
    ]

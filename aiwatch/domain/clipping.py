"""A clipping: what somebody else wrote of a story, as a page, a feed or a reference tells it."""

from dataclasses import dataclass, replace
from datetime import date

from aiwatch.domain.development import Development, Source
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.patterns import pattern
from aiwatch.domain.script import has_chinese, is_chinese, language_of
from aiwatch.domain.text import fold


@dataclass(frozen=True, slots=True)
class Clipping:
    """What is not known is empty. `title` is the original one, of one line; `summary` has
    paragraphs separated by a blank line; `url` is as given, `language` ISO 639-1, `published` the
    day in the zone it was written in."""

    title: str = ""
    summary: str = ""
    url: str = ""
    publisher: str = ""
    language: str = ""
    published: date | None = None

    def in_its_language(self) -> "Clipping":
        """Return it in the language that the script of its title makes certain, if it has none. Its
        summary may be by whoever collected it, in a language of their own."""
        return self if self.language else replace(self, language=language_of(self.title))

    def source(self) -> Source:
        """Return it as a source; raises InvalidInput if it says nothing a source could hold."""
        return Source(
            language=self.language,
            publisher=self.publisher,
            published=self.published,
            url=self.url,
            title=self.title,
        )

    def development(
        self, section: str, day: date | None = None, tags: tuple[str, ...] = ()
    ) -> Development:
        """Return it as a development of `section`: its summary under its headline; the title alone
        is the text. `day` is its date instead of the day it was published.

        Raises InvalidInput if it has no date, or neither title nor summary.
        """
        happened = day or self.published
        if happened is None:
            raise InvalidInput("no date. Give --date or a dated source.")
        return Development(
            section=section,
            text=self.summary or self.title,
            date=happened,
            headline=self.headline,
            sources=(self.source(),),
            tags=tags,
        )

    @property
    def headline(self) -> str:
        """The title as the headline of the summary: a sentence, as briefings print it right before
        that; empty where one of the two is missing, or the summary begins with the title."""
        if not self.summary or fold(self.summary).startswith(fold(self.title)):
            return ""
        return _sentence(self.title)

    @property
    def is_sourced(self) -> bool:
        """Whether it says anything of a source but its language."""
        return bool(self.publisher or self.published or self.url or self.title)


def without_stop(sentence: str) -> str:
    """Return `sentence` as a title has it: without its full stop, but for one that belongs to what
    stands before it (`...`, `U.S.`)."""
    return _FULL_STOP.sub("", sentence)


def _sentence(title: str) -> str:
    """Return `title` with a full stop, if it ends in nothing that separates it from what follows;
    a bracket or a quote behind that does not matter."""
    words = title.rstrip()
    end = words.rstrip(_CLOSING)[-1:]
    if not end or end in _SEPARATING:
        return words
    return words + ("。" if has_chinese(words[-1]) or is_chinese(words) else ".")


_FULL_STOP = pattern(r"(?<!\.)(?<!\.\w)\.\Z|(?<!。)。\Z")
_SEPARATING = ".!?…:;,–—。！？．：；，、｡"
_CLOSING = " \"'”’»)]}）】》〉」』"

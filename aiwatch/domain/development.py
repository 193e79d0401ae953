"""A development and its sources: the values everything else passes around."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.text import LONGEST

ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""The letters and digits of an id's random part: those that are not mistaken for one another."""

_ID = re.compile(rf"\d{{4}}-[{ID_ALPHABET}]{{6}}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_LABELS = {"zh": "CN", "ja": "JP", "ko": "KR"}
_LANGUAGES = {label.lower(): language for language, label in _LABELS.items()}

# ISO 639-1, for telling a language from a typing mistake.
_ISO_639_1 = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu "
    "cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi "
    "ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks "
    "ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl "
    "nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl "
    "sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve "
    "vi vo wa wo xh yi yo za zh zu".split()
)


def language_label(language: str) -> str:
    """Return how `language` (ISO 639-1) is shown: EN, CN for zh, JP for ja, KR for ko."""
    return _LABELS.get(language, language.upper())


def read_language(text: str) -> str:
    """Return the ISO 639-1 code for a code or label in any case (`zh`, `CN`, `en`).

    Raises InvalidInput for anything else.
    """
    code = text.strip().lower()
    code = _LANGUAGES.get(code, code)
    if code not in _ISO_639_1:
        raise InvalidInput(
            f"No language {text.strip()!r}. Give two letters, such as en, zh (or cn), ja, ko."
        )
    return code


_TAG_SEPARATORS = (";", "；", ",，、")
"""What separates tags; that of a later kind may stand in a tag."""


def split_tags(text: str) -> tuple[str, ...]:
    """Return the tags of `text`: `;` separates them, where there is none `；`, where there is
    neither any of `,，、`. So `a, b` is two tags, and `a, b;` is one."""
    found = next((some for some in _TAG_SEPARATORS if any(sign in text for sign in some)), ";")
    tags = (tag.strip() for tag in re.split(f"[{found}]", text))
    return tuple(filter(None, tags))


def join_tags(tags: Sequence[str], separator: str = ";") -> str:
    """Return `tags` as one text, which `split_tags` reads back; `separator` is `;`, maybe with a
    space."""
    joined = separator.join(tags)
    return joined if ";" in joined or split_tags(joined) == tuple(tags) else f"{joined};"


def is_id(text: str) -> bool:
    """Tell whether `text` has the form of a development's id, such as `2505-k7fq3m`."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a development was read. What is not known is empty.

    `language` is ISO 639-1, `url` and `archived` are addresses as given, `title` is the original
    one, `unknown` holds fields of other programs, kept as they are.
    """

    language: str = ""
    publisher: str = ""
    published: date | None = None
    url: str = ""
    title: str = ""
    archived: str = ""
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.language and not _LANGUAGE.fullmatch(self.language):
            raise InvalidInput(
                f"No language {self.language!r}. Give two letters, such as en or zh."
            )
        if "\n" in f"{self.publisher}{self.url}{self.title}{self.archived}":
            for name in ("publisher", "url", "title", "archived"):
                if "\n" in getattr(self, name):
                    raise InvalidInput(f"A source's {name} has one line; this one has more.")
        if not (self.publisher or self.published or self.url or self.title or self.archived):
            raise InvalidInput("A source needs a publisher, a date, an address or a title.")


@dataclass(frozen=True, slots=True)
class Development:
    """One thing that happened.

    `id` is empty until an archive has logged it. `section` is a key of the configuration, `text`
    has paragraphs separated by a blank line and no other line breaks, `date` is the day it
    happened, `rank` puts it before others of its section (1 first), `comment` is for the desk.
    `logged` and `edited` are instants in UTC, `merged` the ids of what was merged into it.
    `unknown` holds fields of other programs.
    """

    section: str
    text: str
    date: date
    id: str = ""
    headline: str = ""
    sources: tuple[Source, ...] = ()
    tags: tuple[str, ...] = ()
    rank: int | None = None
    comment: str = ""
    logged: datetime | None = None
    edited: datetime | None = None
    by: str = ""
    merged: tuple[str, ...] = ()
    unknown: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.id and not is_id(self.id):
            raise InvalidInput(f"{self.id!r} is no id; an id looks like 2505-k7fq3m.")
        if not self.section:
            raise InvalidInput("A development needs a section.")
        if not self.text.strip():
            raise InvalidInput("A development needs a text.")
        if len(self.text) > LONGEST:
            raise InvalidInput(
                f"The text has {len(self.text):,} characters; at most {LONGEST:,} are taken."
            )
        if "\n" in self.headline:
            raise InvalidInput("A headline has one line; this one has more.")
        for tag in self.tags:
            if not tag.strip() or ";" in tag or "\n" in tag:
                raise InvalidInput("A tag is not empty and has no ';' and no line break in it.")
        for merged in self.merged:
            if not is_id(merged):
                raise InvalidInput(f"{merged!r} is no id; an id looks like 2505-k7fq3m.")
        for instant in (self.logged, self.edited):
            if instant is not None and instant.tzinfo is None:
                raise InvalidInput("An instant needs a zone, such as the Z of UTC.")

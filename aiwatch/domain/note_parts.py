"""Reading one source of a note, such as `State Council, May 12, 2025`.

It is read from its end inwards, since what it ends in (date, address, title, language) is regular
and what it begins with (a name) is not. Escapes, quotes, links and addresses are masked first, so
that no later rule stumbles over what they hold. Every pattern is possessive or bounded: time grows
with the text, whatever is in it.
"""

import re
from datetime import date

from aiwatch.domain.dates import read_day, read_note_day
from aiwatch.domain.development import Source, language_label, read_language
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.markup import ESCAPABLE, REFERENCE
from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import holds_any, join_lines

NOBODY = "—"
"""What stands before a title that has no publisher."""

_WORDS = {
    "en": "english 英文 英语 英語",
    "zh": "chinese mandarin 中文 汉语 漢語 华文",
    "ja": "japanese 日文 日语 日語",
    "ko": "korean 韩文 韩语 韓語",
    "fr": "french 法文 法语",
    "de": "german 德文 德语",
    "ru": "russian 俄文 俄语",
    "es": "spanish 西班牙文 西班牙语",
}
_LANGUAGES = {word: language for language, words in _WORDS.items() for word in words.split()}
_LANGUAGE_END = pattern(rf"[(（]\s?(?:in\s)?({'|'.join(_LANGUAGES)})\s?[)）]$", re.IGNORECASE)

_ESCAPED = pattern(rf"\\(?P<character>[{ESCAPABLE}])|{REFERENCE.pattern}")
_TOKEN = pattern(
    rf"""
    (?P<link> \[(?P<label>(?:\\.|[^\[\]\\])*+)\]\(\s*+
        (?:<(?P<angled>(?:\\.|[^<>\\\n])*+)>
         | (?P<plain>(?:\\.|[^\s()<>\\]|\((?:\\.|[^\s()\\])*+\))*+) )
        (?:\s++(?:"(?P<double>(?:\\.|[^"\\])*+)"|'(?P<single>(?:\\.|[^'\\])*+)'))?\s*+\) )
    | (?P<literal> \\<(?P<spelled>(?:\\[^<>\s]|[^\s\\<>])++)\\> )
    | \\[{ESCAPABLE}] | (?-x:{REFERENCE.pattern})
    | (?P<auto> <(?P<address>(?:[a-z][a-z0-9+.-]{{1,31}}:|[\w-]{{1,63}}\.[\w-])[^\s<>]*+)> )
    | (?P<quoted> (?<![^\s:：])"(?P<quote>(?:\\.|[^"\\])*+)" )
    | (?P<bare> (?<![\w/])https?://
        (?:[^\s<>"()（）【】［］，。；、]|\([^\s<>"()]*+\))+ (?<![.,;:!?'*]) )
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_TOKEN_MARKS = '[<\\&"'
"""Every token but a bare address begins with one of these."""

_MASK = "\ue000"
_EMPHASIS = pattern(r"([*_]{1,3}+)[^*_]++\1")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_GAP = r"[\s,，]{1,9}"
_DATED = (  # with a year
    rf"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}\.?{_GAP})?(?:"
    rf"{_MONTH}\s{{0,9}}{_DAY}{_GAP}\d{{2,20}}"
    rf"|{_DAY}[\s-]{{0,9}}(?:of\s)?{_MONTH}[\s,，-]{{0,9}}\d{{2,20}}"
    rf"|\d{{4}}{_GAP}{_MONTH}{_GAP}{_DAY}"
    r"|\d{4}\s?[-/.年]\s?\d{1,9}\s?[-/.月]\s?\d{1,9}(?:\s?[日号號])?"
    r"|\d{1,9}\s?[-/.]\s?\d{1,9}\s?[-/.]\s?\d{4,9}"
    r"|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号號]?)"
)
_PARTIAL = (
    rf"{_MONTH}\s{{0,9}}(?:{_DAY}|[,，]?\s{{0,9}}\d{{4}})|{_DAY}\s{{0,9}}{_MONTH}"
    r"|\d{1,2}月\d{1,2}[日号號]|\d{4}年\d{1,2}月份?"
)
_VAGUE = (  # a date only where a comma sets it off from the name
    r"\d{4}年?|\d{8}|\d{4}-\d{1,2}|\d{4}[\s-]?Q\d|Q\d\s?\d{4}|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2})?"
    r"|today|yesterday|(?:last|this)\s\w{3,9}|\w{1,5}\s\w{3,6}\sago|今天|今日|昨天|昨日|前天"
)
_DATE_END = pattern(
    rf"(?:(?:(?P<open>[(（]\s?)|(?<=[\s,，、])|(?<=[^\x00-\x7f])|(?=\d{{4}}\s?年)(?<!\d)|^)"
    rf"(?P<day>{_DATED}|{_PARTIAL})"
    rf"(?(open)\s?[)）])|[,，、]\s{{0,9}}(?P<vague>{_VAGUE}))(?:\s?[.。])?$",
    re.IGNORECASE,
)
_DATE_INSIDE = pattern(rf"(?<![A-Za-z\d]){_DATED}(?!\d)", re.IGNORECASE)
_WRITTEN_DATE = pattern(r"(?<=, )[A-Z][a-z]{2,8} \d{1,2}, \d{4}$")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONGEST_DATE = 64
_SEPARATOR = pattern(r"(?:[,，、:：|]|(?<!\S)[-–—·])$")


def read_source(text: str, language: str, day_first: bool | None, *, own: bool) -> Source:
    """Return the source that `text`, a part of a note without its label, describes.

    `language` is what the last label said; `own` tells that it stands before this very source.
    Raises InvalidInput for what cannot be understood.
    """
    return _SourceReader(text, language, day_first, own=own).read()


def label_language(words: str) -> str:
    """Return the ISO 639-1 code of `EN`, `Chinese`, `in Chinese` or `中文`; raise InvalidInput."""
    word = re.sub(r"^in\s+", "", words.strip().lower())
    return _LANGUAGES.get(word) or read_language(words)


def tag_language(tag: str) -> str:
    """Return the ISO 639-1 code of a language tag such as `zh-CN` or `en_US`, or of what
    `label_language` knows; raise InvalidInput."""
    first = re.split("[-_]", tag.strip(), maxsplit=1)[0]
    try:
        return label_language(first)
    except InvalidInput:
        return label_language(tag)


def masked(text: str) -> tuple[str, dict[int, re.Match[str]]]:
    """Return `text` with escapes, quotes, links and addresses blotted out, character for
    character, and all of these but the escapes, by where they end."""
    if "://" not in text and not holds_any(text, _TOKEN_MARKS):
        return text, {}
    pieces = []
    tokens = {}
    position = 0
    for token in _TOKEN.finditer(text):
        if token[0][0] == "&" and _unescaped(token[0]) == token[0]:
            continue
        pieces += [text[position : token.start()], _MASK * len(token[0])]
        position = token.end()
        if token.lastgroup:
            tokens[position] = token
    return "".join(pieces) + text[position:], tokens


def _unescaped(text: str) -> str:
    """Return `text` with backslash escapes and character references read, on one line."""
    if "\n" in text:
        text = join_lines(text)
    return _ESCAPED.sub(_character, text) if "\\" in text or "&" in text else text


def _character(escaped: re.Match[str]) -> str:
    if escaped["character"]:
        return escaped["character"]
    from html import unescape
    from html.entities import html5

    known = escaped[0][1] == "#" or escaped[0][1:] in html5
    return unescape(escaped[0]) if known else escaped[0]


def _date_at_end(text: str, start: int, end: int) -> tuple[int, str] | None:
    """Return where the date begins that ends `text[start:end]`, and the date; None without one."""
    written = _WRITTEN_DATE.search(text, start, end)
    if written and read_note_day(written[0]):
        # Behind a weekday the date is longer than this.
        before = text[max(start, written.start() - 24) : written.start()].lower()
        if not any(weekday in before for weekday in _WEEKDAYS):
            return written.start(), written[0]
    found = _DATE_END.search(text, start, end)
    return (found.start(), found["day"] or found["vague"]) if found else None


def _has_date(text: str) -> bool:
    return re.search(r"[\d年]", text) is not None and _DATE_INSIDE.search(text) is not None


class _SourceReader:
    """Reads one source, given without its label, from its end inwards."""

    def __init__(self, text: str, language: str, day_first: bool | None, *, own: bool) -> None:
        self.text = text
        self.language = language
        self.own = own
        self.day_first = day_first
        self.published: date | None = None
        self.url = ""
        self.title = ""
        self.mask, self.tokens = masked(text)
        self.start = len(text) - len(text.lstrip())
        self.end = len(text.rstrip())
        self._unwrap()

    def read(self) -> Source:
        while self._take_last():
            self.end = len(self.mask[: self.end].rstrip())
            near = max(self.start, self.end - 2)
            if separator := _SEPARATOR.search(self.mask, near, self.end):
                self.end = len(self.mask[: separator.start()].rstrip())
        self._unwrap()
        whole = self.tokens.get(self.end)
        if whole and whole.start() == self.start and whole["quoted"]:
            return self._source(_unescaped(whole["quote"]))
        links = [token for token in self.tokens.values() if token["link"]]
        if links:
            return self._linked(links)
        if _has_date(self.mask[self.start : self.end]):
            raise InvalidInput(
                "A date stands inside a name; it goes to the end, and ';' goes between sources."
            )
        name = self.text[self.start : self.end]
        return self._source("" if name == NOBODY and self.title else _unescaped(name).strip())

    def _source(self, publisher: str) -> Source:
        return Source(self.language, publisher, self.published, self.url, self.title)

    def _unwrap(self) -> None:
        """Leave out emphasis around what is left."""
        if emphasis := _EMPHASIS.fullmatch(self.mask, self.start, self.end):
            self.start += len(emphasis[1])
            self.end -= len(emphasis[1])

    def _take_last(self) -> bool:
        """Take an address, a title, a date or a language from the end, if one is there."""
        token = self.tokens.get(self.end)
        if token and (token["auto"] or token["literal"] or token["bare"]):
            if self.url:
                raise InvalidInput("It has two addresses for one source; ';' goes between sources.")
            self.url = token["address"] or _unescaped(token["spelled"] or token["bare"])
            self.end = token.start()
            return True
        if token and token["quoted"] and token.start() > self.start and not self.title:
            self.title = _unescaped(token["quote"])
            self.end = token.start()
            return True
        near = max(self.start, self.end - _LONGEST_DATE)
        if self.published is None and (found := _date_at_end(self.mask, near, self.end)):
            self.end, day = found
            self.published = read_day(" ".join(day.split()), None, self.day_first)
            return True
        ends_in_bracket = self.mask.endswith((")", "）"), near, self.end)
        suffix = ends_in_bracket and _LANGUAGE_END.search(self.mask, near, self.end)
        if suffix:
            language = _LANGUAGES[suffix[1].lower()]
            if self.own and language != self.language:
                labels = f"{language_label(self.language)} and {language_label(language)}"
                raise InvalidInput(f"It gives two languages for one source, {labels}.")
            self.language = language
            self.own = True
            self.end = suffix.start()
            return True
        return False

    def _linked(self, links: list[re.Match[str]]) -> Source:
        """Return the source whose name is, or holds, a Markdown link."""
        link = links[0]
        title = _unescaped(link["double"] or link["single"] or "")
        if len(links) > 1 or self.url or (title and self.title):
            raise InvalidInput("It has two addresses for one source; ';' goes between sources.")
        self.url = _unescaped(link["angled"] or link["plain"] or "")
        self.title = self.title or title
        label = link["label"]
        whole = (link.start(), link.end()) == (self.start, self.end)
        if whole and _unescaped(label) == self.url:
            return self._source("")
        name = self.text[self.start : link.start()] + label + self.text[link.end() : self.end]
        inner = _SourceReader(name, self.language, self.day_first, own=self.own)
        inner.published, inner.url, inner.title = self.published, self.url, self.title
        return inner.read()

"""Draft marks: what a writer leaves in a text to come back to."""

import re

from aiwatch.domain.patterns import pattern
from aiwatch.domain.script import without_addresses

# Words stand for themselves: not in another word, a file's name, a flag or a domain.
_BEFORE, _AFTER = r"(?<![A-Za-z0-9_./@#-])", r"(?![A-Za-z0-9_@/-]|\.[A-Za-z0-9])"
_WORDS = pattern(
    rf"{_BEFORE}(?:TODO|FIXME|TBD|X{{3,}}|x{{3,}}|(?:TK)+(?! [A-Z][a-z])|(?:tk)+|[Tt]odo(?=[:：]))"
    rf"{_AFTER}"
    r"|(?i:\blorem ipsum\b)"
)
_QUESTIONS = pattern(r"[?？]{2,}")
_BRACKETED = pattern(
    r"[\[［【](?P<inside>\s*|[\s.…_?？xX*-]+"
    r"|(?i:(?:todo|tbd|tbc|tk|fixme|xx+|insert|add|check|verify|confirm|fill in|citation needed)\b"
    r"[^\[\]]*|date|source|name|link|url|title|number|figure|quote|headline|publisher)"
    r"|(?:待|请|此处)[补核查确填定加插][^\[\]【】]*)[\]］】](?![(\[])"
)
_NOTHING = pattern(r"[\s.…?？_*–—-]+")

_LONGEST_QUOTATION = 1000


def draft_marks(text: str) -> list[str]:
    """Return the draft marks in `text`, as they stand there: TODO, FIXME, TBD, XXX, TK, `??`, a
    placeholder in square brackets, or dots in place of all the words. An ellipsis in brackets
    inside of a quotation is none."""
    if text.strip() and _NOTHING.fullmatch(text):
        return [text.strip()]
    plain = without_addresses(text)
    places: dict[int, str] = {}
    covered: set[int] = set()
    for kind in (_BRACKETED, _WORDS, _QUESTIONS):
        for found in kind.finditer(plain):
            if found.start() in covered or (kind is _BRACKETED and _leaves_out(plain, found)):
                continue
            places[found.start()] = found[0]
            covered.update(range(*found.span()))
    return list(dict.fromkeys(places[place] for place in sorted(places)))


def _leaves_out(text: str, bracket: re.Match[str]) -> bool:
    """Tell whether `bracket` marks words left out of a quotation."""
    if bracket["inside"].strip() not in ("…", "...", "……", ". . ."):
        return False
    before = text[max(0, bracket.start() - _LONGEST_QUOTATION) : bracket.start()]
    is_quoted = any(before.count(a) > before.count(b) for a, b in ("“”", "‘’", "「」", "『』"))
    return is_quoted or before.count('"') % 2 == 1

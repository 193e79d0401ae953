"""What an editor looks for in headlines and texts. Each rule yields its remarks on a copy."""

import shlex
from collections.abc import Iterator

from aiwatch.domain.copy import OVERVIEW, Copy, Passage, Remark, edit
from aiwatch.domain.draft_marks import draft_marks
from aiwatch.domain.duplicates import Likeness
from aiwatch.domain.emphasis import dead_emphasis, without_typed_emphasis
from aiwatch.domain.punctuation import mixed_width, unbalanced, wrong_width
from aiwatch.domain.repeats import repeats
from aiwatch.domain.script import CHARACTERS_A_WORD, excerpts, has_chinese, word_count
from aiwatch.domain.series import last_told
from aiwatch.domain.text import counted, first_sentence, shortened

FEWEST, MOST = 25, 70
"""How many words the text of a development has."""


def length(copy: Copy) -> Iterator[Remark]:
    for development in copy.developments():
        count = round(word_count(development.text))
        if FEWEST <= count <= MOST:
            continue
        limit = f"fewer than {FEWEST}" if count < FEWEST else f"more than {MOST}"
        words = counted(count, "word")
        how = f" ({CHARACTERS_A_WORD} characters count as one)"
        explained = how if has_chinese(development.text) else ""
        message = f"The text has {words}{explained}, {limit}."
        yield Remark(development.id, message, edit(development))


def no_headline(copy: Copy) -> Iterator[Remark]:
    for section in copy.briefing.sections:
        with_one = sum(bool(item.headline.strip()) for item in section.developments)
        others = len(section.developments) - 1
        if not with_one or (with_one < others and with_one <= len(section.developments) / 2):
            continue
        for development in section.developments:
            if not development.headline.strip():
                message = f"It has no headline, as {with_one} of the {others} others here have."
                if with_one == others:
                    have = "others here have" if others > 1 else "other one here has"
                    message = f"It has no headline, as the {have}."
                yield Remark(development.id, message, f'{edit(development)} --headline "…"')


def repeated(copy: Copy) -> Iterator[Remark]:
    for id, like in repeats(copy.briefing.developments).items():
        remedy = f"If it is one story: aiwatch merge {like.development.id} {id}"
        yield Remark(id, _likeness(like), remedy)


def already_issued(copy: Copy) -> Iterator[Remark]:
    told = {id: last for id, tellings in copy.carried.items() if (last := last_told(tellings))}
    new = [development for development in copy.briefing.developments if development.id not in told]
    for development in copy.briefing.developments:
        if development.id in told:
            message = f"Issue {told[development.id][0]} has it already."
            yield Remark(development.id, message, "Leave out what issues have: aiwatch brief --new")
    carried = [development for _, development in told.values()]
    for id, like in repeats(new, carried).items() if told else ():
        other = like.development.id
        issue = f", which issue {told[other][0]} has"
        yield Remark(id, _likeness(like, issue), f"Compare them: aiwatch show {id} {other}")


def _likeness(like: Likeness, where: str = "") -> str:
    """Return the sentence that tells which one a development is like, `where` that stands, and what
    happened in it."""
    what = "cites a page of" if like.by == "address" else "has nearly the text of"
    other = like.development
    told = " ".join((other.headline.strip() or first_sentence(other.text)).split())
    return f"It {what} {other.id}{where}: {shortened(told, 60)}"


def draft(copy: Copy) -> Iterator[Remark]:
    passages = [*copy.passages()]
    for cited in copy.sources():
        id, source = cited.development.id, cited.source
        passages.append(Passage(id, "publisher", source.publisher))
        # An original title may well ask two questions.
        passages.append(Passage(id, "original title", source.title.replace("??", "")))
    for passage in passages:
        if marks := draft_marks(passage.text):
            are = "is a draft mark" if len(marks) == 1 else "are draft marks"
            told = ", ".join(f"“{mark}”" for mark in marks[:3])
            message = f"{told} in the {passage.name} {are}."
            yield Remark(passage.id, message, passage.remedy)


def unpaired(copy: Copy) -> Iterator[Remark]:
    for passage in copy.passages():
        if places := unbalanced(passage.text):
            signs = ", ".join(dict.fromkeys(passage.text[place] for place in places))
            have = "has no partner" if len(places) == 1 else "have no partner"
            message = f"{signs} {have} in the {passage.name}: {excerpts(passage.text, places)}"
            yield Remark(passage.id, message, passage.remedy)


def punctuation(copy: Copy) -> Iterator[Remark]:
    for passage in copy.passages():
        text, places = passage.text, wrong_width(passage.text)
        half = [place for place in places if text[place].isascii()]
        full = [place for place in places if not text[place].isascii()]
        for what, some in (
            ("Half-width {} in Chinese", half),
            ("Full-width {} in Latin text", full),
            ("A bracket is closed by one of another width", mixed_width(text)),
        ):
            if some:
                signs = " ".join(dict.fromkeys(text[place] for place in some))
                message = f"{what.format(signs)}, in the {passage.name}: {excerpts(text, some)}"
                yield Remark(passage.id, message, passage.remedy)


def emphasis(copy: Copy) -> Iterator[Remark]:
    for dead in dead_emphasis(copy.briefing.overview):
        where = "heading" if dead.is_heading else "line"
        message = (
            f"Asterisks or underscores in the {where} “{shortened(dead.text, 40)}” will not "
            "render: the closing ones stand where Markdown does not see an end."
        )
        remedy = f"In line {dead.line} of overview.md, move punctuation out of them or add a space."
        yield Remark(OVERVIEW, message, remedy)
    for development in copy.developments():
        if (plain := without_typed_emphasis(development.headline)) != development.headline:
            message = "The headline is printed as typed, with its asterisks or underscores."
            remedy = f"{edit(development)} --headline {shlex.quote(plain)}"
            yield Remark(development.id, message, remedy)
        if without_typed_emphasis(development.text) != development.text:
            message = "The text is printed as typed, with its asterisks or underscores."
            yield Remark(development.id, message, edit(development))

"""What is told of the chosen entry: what its feed says, what is suggested, what is like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.style import Style
from rich.text import Text

from aiwatch.cli.triage_screen.insight import Alike, Insight
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import language_label
from aiwatch.domain.entry import Entry
from aiwatch.domain.suggestion import Suggestion
from aiwatch.domain.text import paragraphs
from aiwatch.writers.cells import display_width, truncate
from aiwatch.writers.styling import (
    ACCENT,
    MARK,
    MEASURE,
    QUIET,
    STRONG,
    Part,
    hang,
    line,
    link_style,
    styled_lines,
)
from aiwatch.writers.summary import heading, one_line, summary
from aiwatch.writers.wrapping import wrap

_PLAIN = Style()
_LABEL = 11
"""How many cells a label takes, with the spaces after it."""


def preview_lines(entry: Entry, given: date | None, width: int) -> list[Text]:
    """Return all that `entry` says; `given` is the day that the analyst gave it."""
    width = min(max(20, width), MEASURE)
    clipping = entry.clipping
    lines = styled_lines([[(heading(clipping.title) or "No title", STRONG)]], width)
    lines += styled_lines([_byline(entry, given)], width)
    for paragraph in paragraphs(clipping.summary):
        lines += [line(), *styled_lines([[(paragraph, _PLAIN)]], width)]
    lines.append(line())
    address = clipping.url or "no address"
    style = link_style(clipping.url) if clipping.url else QUIET
    lines += styled_lines([[(address, style)]], width)
    feed = " · ".join(filter(None, (heading(entry.feed_title), entry.feed)))
    return lines + styled_lines([[(f"From {feed}" if feed else "From no feed", QUIET)]], width)


def _byline(entry: Entry, given: date | None) -> list[Part]:
    clipping = entry.clipping
    label = language_label(clipping.language) if clipping.language else "—"
    publisher = heading(clipping.publisher) or "no publisher"
    parts = [(f"{label} ", QUIET), (publisher, ACCENT), (" · ", QUIET)]
    if given:
        return [*parts, (f"{show_day(given)}, as you gave it", ACCENT)]
    if clipping.published and not entry.given:
        return [*parts, (show_day(clipping.published), ACCENT)]
    said = f" (the feed says {heading(entry.undated)!r})" if entry.undated else ""
    if clipping.published:
        told = f"{show_day(clipping.published)}, as you gave it"
        return [*parts, (told, ACCENT), (said, QUIET)]
    return [*parts, (f"no date{said}", MARK), (" · d gives one", QUIET)]


@dataclass(frozen=True)
class Telling:
    """What is told below the preview: the `insight` into an entry, None while it is sought, the
    place of the look-alike that is `chosen`; `keys` gives a section's key on the keyboard, `roomy`
    says that there is room for more than the least."""

    insight: Insight | None
    chosen: int
    sections: Mapping[str, str]
    keys: Mapping[str, str]
    roomy: bool

    def lines(self, width: int) -> Sequence[Text]:
        """Return the lines in `width` cells."""
        width = max(20, width)
        insight = self.insight
        if insight is None:
            return _labelled("Suggested", [("…", QUIET)], width)
        if insight.problem:
            return _labelled("Trouble", [(one_line(insight.problem), MARK)], width)[:3]
        several = len(insight.alike) > 1
        lines = self._suggested(insight.suggestion, width, 4 if self.roomy else 2 - several)
        for place, alike in enumerate(insight.alike):
            lines += self._alike(alike, place, width)
        return lines

    def _suggested(self, suggestion: Suggestion, width: int, reasons: int) -> list[Text]:
        parts: list[Part] = []
        if suggestion.section:
            title = heading(self.sections.get(suggestion.section, suggestion.section))
            parts.append((f"{self.keys.get(suggestion.section, '')} {title}".strip(), STRONG))
        if suggestion.tags:
            parts.append((" · tags " if parts else "tags ", QUIET))
            parts.append((heading(", ".join(suggestion.tags)), ACCENT))
        if not parts:
            return _labelled("Suggested", [("—", QUIET)], width)
        lines = _labelled("Suggested", parts, width)[:1]
        left, room = max(1, reasons), width - _LABEL
        for reason in suggestion.reasons:
            words = _cut(one_line(reason), room, left)
            lines += [line((" " * _LABEL + part, QUIET)) for part in words]
            left -= len(words)
            if left < 1:
                break
        return lines

    def _alike(self, alike: Alike, place: int, width: int) -> list[Text]:
        """Return what is told of the look-alike at `place`: one of several in a line, unless it is
        roomy; of the chosen one then also how its text begins."""
        known, count = alike.development, len(self.insight.alike) if self.insight else 0
        chosen = place == self.chosen
        which = ("Looks like", f"Tab {self.chosen + 1} of {count}")
        label = f"{which[place] if place < 2 else '':{_LABEL}}"
        sign = ("▸ " if chosen else "  ") * (count > 1)
        head = f"{sign}{known.id}  {show_day(known.date)}"
        indent, room = " " * (_LABEL + len(sign)), width - _LABEL - len(sign)
        first = line((label, MARK if not place else QUIET), (head, STRONG))
        fits = display_width(f"{label}{head}  {alike.why}") <= width
        if fits:
            first.append(f"  {alike.why}", MARK)
        if not self.roomy:
            if count > 1:
                return [first]
            why = "" if fits else f"{alike.why} · "
            told = truncate(summary(known), max(0, room - display_width(why)))
            return [first, line((indent, _PLAIN), (why, MARK), (told, _PLAIN))]
        lines = [first] if fits else [first, line((indent, _PLAIN), (alike.why, MARK))]
        if known.headline or not chosen:
            lines.append(line((f"{indent}{truncate(summary(known), room)}", _PLAIN)))
        if chosen:
            text = _cut(one_line(known.text), room, 3)
            lines += [line((f"{indent}{words}", QUIET)) for words in text]
        return lines


def _cut(text: str, width: int, most: int) -> list[str]:
    """Return `text` in at most so many lines, an ellipsis where more is left out."""
    lines = wrap(text, width)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], truncate(" ".join(lines[most - 1 :]), width)]


def _labelled(label: str, parts: Sequence[Part], width: int) -> list[Text]:
    first = line((f"{label:{_LABEL}}", QUIET))
    return hang(styled_lines([parts], width - _LABEL), first, _LABEL)

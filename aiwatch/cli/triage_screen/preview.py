"""What the screen tells of the chosen entry: all its feed says, what is suggested, what is like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rich.style import Style
from rich.text import Text

from aiwatch.cli.triage_screen.insight import Insight
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import language_label
from aiwatch.domain.entry import Entry
from aiwatch.domain.text import paragraphs
from aiwatch.writers.cells import truncate
from aiwatch.writers.styling import (
    ACCENT,
    MARK,
    QUIET,
    STRONG,
    Part,
    hang,
    line,
    link_style,
    styled_lines,
)
from aiwatch.writers.summary import heading, one_line, summary

_PLAIN = Style()
_LABEL = 11
"""How many cells a label takes, with the spaces after it."""


def preview_lines(entry: Entry, given: date | None, width: int) -> list[Text]:
    """Return all that `entry` says; `given` is the day that the analyst gave it."""
    width = max(20, width)
    clipping = entry.clipping
    lines = styled_lines([[(heading(clipping.title) or "No title", STRONG)]], width)
    lines += styled_lines([_byline(entry, given)], width)
    for paragraph in paragraphs(clipping.summary):
        lines += [line(), *styled_lines([[(paragraph, _PLAIN)]], width)]
    lines.append(line())
    address = clipping.url or "no address: —"
    style = link_style(clipping.url) if clipping.url else QUIET
    lines += styled_lines([[(address, style)]], width)
    feed = " · ".join(filter(None, (heading(entry.feed_title), entry.feed)))
    return lines + styled_lines([[(f"From {feed}" if feed else "From no feed", QUIET)]], width)


def _byline(entry: Entry, given: date | None) -> list[Part]:
    clipping = entry.clipping
    label = language_label(clipping.language) if clipping.language else "—"
    publisher = heading(clipping.publisher) or "no publisher: —"
    parts = [(f"{label} ", QUIET), (publisher, ACCENT), (" · ", QUIET)]
    if given:
        return [*parts, (f"{show_day(given)}, as you gave it", ACCENT)]
    if clipping.published:
        return [*parts, (show_day(clipping.published), ACCENT)]
    said = f" (the feed says {heading(entry.undated)!r})" if entry.undated else ""
    return [*parts, (f"no date: —{said}", MARK), (" · d gives one", QUIET)]


@dataclass(frozen=True)
class Telling:
    """What is told below the preview: the `insight` into an entry, None while it is sought, the
    look-alike that is `chosen` of several; `keys` gives a section's title and key on the keyboard,
    `rows` how many lines there may be."""

    insight: Insight | None
    chosen: int
    sections: Mapping[str, str]
    keys: Mapping[str, str]
    rows: int

    def lines(self, width: int) -> Sequence[Text]:
        """Return the lines in `width` cells."""
        width = max(20, width)
        if self.insight is None:
            return [*_labelled("Suggested", [("…", QUIET)], width)[:1]]
        if self.insight.problem:
            return _labelled("Trouble", [(one_line(self.insight.problem), MARK)], width)[:3]
        lines = self._suggested(width)
        if self.insight.alike:
            lines += self._alike(width, self.rows - len(lines))
        return lines

    def _suggested(self, width: int) -> list[Text]:
        suggestion = self.insight.suggestion if self.insight else None
        if suggestion is None or not (suggestion.section or suggestion.tags):
            return _labelled("Suggested", [("nothing: no words of it are known", QUIET)], width)[:1]
        parts: list[Part] = []
        if suggestion.section:
            title = self.sections.get(suggestion.section, suggestion.section)
            parts.append((f"{self.keys.get(suggestion.section, '')} {title}".strip(), STRONG))
        if suggestion.tags:
            parts.append((" · tags " * bool(parts) or "tags ", QUIET))
            parts.append((", ".join(suggestion.tags), ACCENT))
        lines = _labelled("Suggested", parts, width)[:2]
        why = "; ".join(map(one_line, suggestion.reasons))
        return lines + _labelled("", [(why, QUIET)], width)[:2] if why else lines

    def _alike(self, width: int, rows: int) -> list[Text]:
        alike = self.insight.alike if self.insight else ()
        first = max(0, min(self.chosen, len(alike) - max(1, rows - 1)))
        label = line(("Looks like ", MARK))
        head = f"{len(alike)} logged developments, Tab chooses" if len(alike) > 1 else ""
        lines = [label + line((head or "one that is logged", MARK))]
        roomy = rows >= 7
        for place, each in list(enumerate(alike))[first:]:
            chosen = place == self.chosen
            known = each.development
            sign = "▸ " if chosen else "  "
            before = f"{sign}{known.id}  {show_day(known.date)}  "
            row = line((before, STRONG if chosen else _PLAIN), (each.why, MARK))
            told = summary(known)
            if roomy:
                lines += [row, line((f"  {truncate(told, width - 2)}", _PLAIN))]
                if chosen and known.headline:
                    body = styled_lines([[(one_line(known.text), QUIET)]], width - 2)[:3]
                    lines += hang(body, line(("  ", _PLAIN)), 2)
            else:
                room = width - len(row.plain) - 3
                lines.append(row + line((f" · {truncate(told, room)}", QUIET)) if room > 8 else row)
        return lines[: max(2, rows)]


def _labelled(label: str, parts: Sequence[Part], width: int) -> list[Text]:
    first = line((f"{label:{_LABEL}}", QUIET))
    return hang(styled_lines([parts], width - _LABEL), first, _LABEL)

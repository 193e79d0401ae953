"""The check: a briefing read as an editor would, and what is found."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from aiwatch.domain import sourcing, wording
from aiwatch.domain.copy import OVERVIEW, Copy, Remark

ERROR, WARNING, OFF = "error", "warning", "off"
SEVERITIES = (ERROR, WARNING, OFF)
"""What a rule can be; what an error is found in must not go out."""


class Rule(NamedTuple):
    """A rule: what it is unless the settings say else, what it finds in a few words, and the
    function that yields its remarks."""

    severity: str
    about: str
    remarks: Callable[[Copy], Iterable[Remark]]


RULES: Mapping[str, Rule] = {
    "no-source": Rule(ERROR, "a development without a source", sourcing.no_source),
    "no-date": Rule(WARNING, "a source without a date", sourcing.no_date),
    "no-publisher": Rule(WARNING, "a source without a publisher", sourcing.no_publisher),
    "no-language": Rule(WARNING, "a source without a language", sourcing.no_language),
    "future-date": Rule(
        ERROR, "a development or source dated after the briefing", sourcing.future_date
    ),
    "no-title": Rule(WARNING, "a Chinese source without its original title", sourcing.no_title),
    "no-archive": Rule(
        WARNING, "a government's source without an archived copy", sourcing.no_archive
    ),
    "platform": Rule(
        WARNING, "a publisher that is only a platform, such as WeChat", sourcing.platform
    ),
    "wrong-language": Rule(
        WARNING, "a language that the source's address does not have", sourcing.wrong_language
    ),
    "address": Rule(WARNING, "an address that is no web address", sourcing.address),
    "credentials": Rule(ERROR, "an address with a user name or password", sourcing.credentials),
    "tracking": Rule(WARNING, "an address with parameters that track readers", sourcing.tracking),
    "length": Rule(
        WARNING, f"a text outside {wording.FEWEST} to {wording.MOST} words", wording.length
    ),
    "no-headline": Rule(
        WARNING, "no headline where most others of the section have one", wording.no_headline
    ),
    "repeated": Rule(WARNING, "the same development twice in the briefing", wording.repeated),
    "already-issued": Rule(
        WARNING, "a development that an issue has already", wording.already_issued
    ),
    "draft": Rule(ERROR, "draft marks: TODO, XXX, TK, ??, [source]", wording.draft),
    "unpaired": Rule(WARNING, "a quote or bracket without its partner", wording.unpaired),
    "punctuation": Rule(
        WARNING,
        "half-width punctuation in Chinese, or the reverse",
        wording.punctuation,
    ),
    "emphasis": Rule(WARNING, "emphasis that shows as asterisks or underscores", wording.emphasis),
}
"""The rules by name, in the order in which a development's findings stand."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: in which development (its id, or OVERVIEW), by which rule, how severe it
    is, what is wrong and what to do about it."""

    id: str
    rule: str
    severity: str
    message: str
    remedy: str


def check(copy: Copy, severities: Mapping[str, str] | None = None) -> list[Finding]:
    """Return what the rules find in `copy`: the overview's findings, then those of each
    development in the order of the briefing, errors first. `severities` has those of rules that
    are not as usual."""
    found = []
    for name, rule in RULES.items():
        severity = (severities or {}).get(name, rule.severity)
        if severity != OFF:
            found += [
                Finding(remark.id, name, severity, remark.message, remark.remedy)
                for remark in rule.remarks(copy)
            ]
    places = {OVERVIEW: -1}
    for place, development in enumerate(copy.developments()):
        places.setdefault(development.id, place)
    return sorted(found, key=lambda each: (places[each.id], each.severity != ERROR))

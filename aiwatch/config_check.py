"""The settings below [check] of `aiwatch.toml`: which rules of the check are set otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from aiwatch.domain.editorial import RULES, SEVERITIES

if TYPE_CHECKING:
    from aiwatch.config_trouble import Refusal


def read_check(table: Any, refusal: Refusal) -> dict[str, str]:
    """Return the severity of each rule that `table` sets; raises InvalidInput, as `refusal` makes
    it."""
    if not isinstance(table, Mapping):
        raise refusal('Below [check] stand lines such as  no-headline = "off"', "check", "")
    for rule, severity in table.items():
        if rule not in RULES:
            raise refusal(no_rule(rule), rule, "check")
        if severity not in SEVERITIES:
            raise refusal(no_severity(rule, severity), rule, "check")
    return dict(table)


def no_rule(name: str) -> str:
    """Return the sentence that the check has no rule called `name`."""
    close = get_close_matches(name, list(RULES), 1)
    meant = f" Did you mean {close[0]}?" if close else ""
    return f"The check has no rule {name!r}; aiwatch check --rules lists them.{meant}"


def no_severity(rule: str, told: Any) -> str:
    """Return the sentence that `told` is nothing that `rule` can be."""
    shown = str(told).lower() if isinstance(told, bool) else repr(told)
    return f'{rule} is "error", "warning" or "off", not {shown}.'

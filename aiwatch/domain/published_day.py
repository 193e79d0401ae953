"""The day that a machine's or a page's date names, maybe with a time of day behind it."""

import re
from datetime import date

from aiwatch.domain.dates import read_day
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.patterns import pattern

# As RFC 5322, ISO 8601, and pages write it: 08:00, 8:00 AM, 08:00:00.123 +0800, 08:00 GMT (UTC).
_TIME = pattern(
    r"(?:[\s,，|·]|\bat\b|(?<=\d)T)*(?:[上下中]午|[早晚]上|凌晨)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:[.,]\d+)?"
    r"\s*(?:[ap]\.?m\.?)?\s*(?:Z|[A-Z]{1,5}|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?\s*(?:\([^)]*\))?$",
    re.IGNORECASE,
)


def published_day(text: str, today: date | None = None, day_first: bool | None = None) -> date:
    """Return the day that `text` names, as it is written: a time behind it and its zone do not
    move it. The other arguments and the errors are those of `read_day`."""
    day = " ".join(text.split())
    without = _TIME.sub("", day)
    try:
        return read_day(without or day, today, day_first)
    except InvalidInput as error:
        raise InvalidInput(str(error).replace(f"'{without}'", f"'{day}'", 1)) from None

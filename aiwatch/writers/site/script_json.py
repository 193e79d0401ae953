"""JSON that can stand in a script."""

import json
from typing import Any

from markupsafe import Markup

from aiwatch.domain.text import escape_hidden

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def script_json(value: Any) -> Markup:
    r"""Return `value` as JSON, without spaces, for a script element or a file of JavaScript: with
    `<`, `>`, `&` and what nobody would see (U+2028 among it) as `\uXXXX`, nothing in it ends the
    script or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(escape_hidden(text).translate(_ESCAPES))

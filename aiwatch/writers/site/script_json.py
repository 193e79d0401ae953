"""JSON that can stand in a script."""

import json
from typing import Any

from markupsafe import Markup

from aiwatch.domain.text import escape_hidden


def script_json(value: Any) -> Markup:
    r"""Return `value` as JSON, without spaces, for a script element or a file of JavaScript: with
    `<`, `>`, `&` and what nobody would see (U+2028 among it) as `\uXXXX`, nothing in it ends the
    script or begins a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Three passes take a tenth of the time of str.translate.
    text = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(escape_hidden(text))

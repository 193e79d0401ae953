"""Sources as references in CSL-JSON (CSL 1.0.2), which Zotero takes in and `pandoc --citeproc`
renders. The publisher of a page is its container, as Zotero has it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from aiwatch.domain.development import Development, join_tags
from aiwatch.writers.references import Reference, references


def records(developments: Iterable[Development]) -> str:
    """Return the sources of `developments` as an array of CSL-JSON, one a line, Chinese
    unescaped."""
    items = ",\n".join(
        json.dumps(_item(each), ensure_ascii=False) for each in references(developments)
    )
    return f"[\n{items}\n]\n" if items else "[]\n"


def _item(reference: Reference) -> dict[str, Any]:
    day = reference.published
    fields = {
        "id": reference.name,
        "type": "webpage",
        "title": reference.title,
        "title-short": reference.short_title,
        "container-title": reference.publisher,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": reference.url,
        "language": reference.language,
        "abstract": reference.abstract,
        "keyword": join_tags(reference.tags, "; "),
        "archive_location": reference.archived,
    }
    return {name: value for name, value in fields.items() if value}

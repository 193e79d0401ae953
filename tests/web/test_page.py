"""What a page says of itself: golden pages, near misses, pages that mean harm."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from aiwatch.register import register
from aiwatch.web.page import Page, read_page

TODAY = date(2025, 5, 19)
PAGES = Path(__file__).parent.parent / "golden" / "pages"
ADDRESSES = {
    "ministry": "https://www.miit.gov.cn/zwgk/zcwj/art/2025/art_1.html",
    "agency": "https://www.news.cn/politics/20250512/0123456789abcdef0123456789abcdef/c.html",
    "wechat": "https://mp.weixin.qq.com/s/uYYvMPVqXz5IMcQpBKzKZg",
    "news": "https://daily.example/2025/chips",
}


def as_json(page: Page) -> str:
    clipping = page.clipping
    told = {
        "title": clipping.title,
        "summary": clipping.summary,
        "publisher": clipping.publisher,
        "language": clipping.language,
        "published": clipping.published.isoformat() if clipping.published else None,
        "account": page.account,
        "credited": page.credited,
        "encoding": page.encoding,
        "origins": dict(page.origins),
        "days": {origin: day.isoformat() for origin, day in page.days.items()},
        "text": page.text.split("\n\n"),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_golden_pages(golden: Callable[[str, str], None], path: Path) -> None:
    url = ADDRESSES.get(path.stem, f"https://www.example.org/{path.name}")
    page = read_page(path.read_bytes(), url, "text/html", TODAY, register())
    golden(f"pages/{path.stem}.json", as_json(page))

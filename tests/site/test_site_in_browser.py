"""The site in a browser: it is read, filtered and searched, nothing runs, nobody else is asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from conftest import Hostile

import aiwatch
from aiwatch.domain.development import ID_ALPHABET
from aiwatch.domain.text import tidy, visible

playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium")

SAMPLE = Path(aiwatch.__file__).parent / "data" / "sample"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
LATEST = 200

Open = Callable[..., Any]


# sites and the browser


def run(archive: Path, *arguments: str) -> None:
    environment = {**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"}
    command = [sys.executable, "-m", "aiwatch", *arguments]
    subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample archive with an issue: all its developments are on the index."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(SAMPLE, folder / "archive")
    period = ("--since", "2025-04-19", "--until", "2025-05-19")
    run(folder / "archive", "brief", *period, "--publish", "--no-check")
    run(folder / "archive", "page", str(folder / "site"))
    return folder / "site"


def hostile_record(number: int, text: str, day: date) -> dict[str, Any]:
    line = " ".join(text.split("\n")).strip()[:300]
    tail = "".join(ID_ALPHABET[number >> shift & 15] for shift in (20, 16, 12, 8, 4, 0))
    source = {"lang": "zh", "publisher": line, "url": line, "title": line}
    return {
        "id": f"{day:%y%m}-{tail}",
        "section": ("tech", "domestic", "<b>of nobody")[number % 3],
        "headline": line if number % 2 else "",
        "text": text,
        "date": day.isoformat(),
        "sources": [source],
        "tags": [line.replace(";", ",")],
    }


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory, hostile: list[Hostile]) -> Path:
    """A site of more developments than the index has: the hostile corpus as the newest, so that it
    is on the index, then again as the oldest, so that the script draws it."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "archive" / "developments").mkdir(parents=True)
    (folder / "archive" / "aiwatch.toml").write_text('title = "<script>alert(1)</script>"', "utf-8")
    texts = [text.text for text in hostile if text.kind != "long"]
    overview = "\n\n".join(text.text for text in hostile if text.kind in ("html", "link"))
    (folder / "archive" / "overview.md").write_text(overview, "utf-8", "surrogatepass")
    records = [hostile_record(n, text, date(2025, 5, 19)) for n, text in enumerate(texts)]
    days = [date(2025, 5, 18) - timedelta(n) for n in range(LATEST)]
    records += [hostile_record(1000 + n, f"Plain {n}.", day) for n, day in enumerate(days)]
    records += [hostile_record(2000 + n, text, date(2020, 1, 1)) for n, text in enumerate(texts)]
    for month in {record["date"][:7] for record in records}:
        table = {str(n): r for n, r in enumerate(records, 1) if r["date"].startswith(month)}
        path = folder / "archive" / "developments" / f"{month}.json"
        path.write_text(json.dumps({"_default": table}), "ascii")
    run(folder / "archive", "page", str(folder / "site"))
    return folder / "site"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the sample's site on a server of this machine."""
    handler = partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # No longer than this file: its event loop is in the way of tests that have their own.
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Open an address in a page of its own; whatever the browser complains of, asks of others or
    is made to do fails the test."""
    troubles: list[str] = []
    contexts: list[Any] = []

    def console(message: Any) -> None:
        if message.type in ("error", "warning"):
            troubles.append(f"{message.type}: {message.text}")

    def request(asked: Any) -> None:
        if not asked.url.startswith(("file:///", "http://127.0.0.1:")):
            troubles.append(f"asked for {asked.url}")

    def dialog(shown: Any) -> None:
        troubles.append(f"dialog: {shown.message}")
        shown.dismiss()

    def opened(address: str | Path, **settings: Any) -> Any:
        context = browser.new_context(**settings)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", console)
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", dialog)
        context.on("request", request)
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture(params=["from a folder", "from a server"])
def index(request: pytest.FixtureRequest, site: Path) -> str:
    """The address of the index of the sample's site."""
    if request.param == "from a folder":
        return (site / "index.html").as_uri()
    return f"{request.getfixturevalue('served')}/index.html"


def shown(page: Any) -> list[str]:
    """Return what each development says that can be seen."""
    texts: list[str] = page.locator("#developments .items > li:visible").all_inner_texts()
    return texts


def wait_for(page: Any, told: str) -> None:
    playwright.expect(page.locator("#filter-status")).to_contain_text(told)


def control(page: Any, label: str) -> Any:
    return page.locator("#filter").get_by_label(label)


def search(page: Any, text: str) -> None:
    control(page, "Search").fill(text)


# filter and search


def test_any_text_is_found(open_page: Open, index: str) -> None:
    page = open_page(index)
    assert len(shown(page)) == 44
    for text, count, word in [
        ("芯片", 2, "芯片"),
        ("Qwen", 3, "Qwen"),
        ("ｑｗ  ALIBABA", 3, "Qwen"),
    ]:
        search(page, text)
        page.wait_for_url(f"**#q={quote(text[:2])}*")
        wait_for(page, f"{count} of 44 developments")
        assert len(shown(page)) == count
        assert all(word in each for each in shown(page))


def test_a_filtered_address_can_be_shared(open_page: Open, index: str) -> None:
    page = open_page(index)
    search(page, "AI")
    control(page, "Section").select_option(label="Tech progress")
    control(page, "Tag").fill("models")
    control(page, "Language").select_option("zh")
    control(page, "Since").fill("2025-01-01")
    control(page, "Until").fill("2025-05-10")
    wait_for(page, "of 44")
    page.wait_for_url("**until=2025-05-10*")
    found = shown(page)
    assert 0 < len(found) < 10
    other = open_page(page.url)
    wait_for(other, f"{len(found)} of 44")
    assert shown(other) == found
    assert control(other, "Tag").input_value() == "models"
    other.get_by_role("button", name="Show all").click()
    playwright.expect(other.locator("#filter-status")).to_have_text("")
    assert len(shown(other)) == 44
    assert other.url == index


def test_a_publisher_is_meant_as_it_stands_or_in_part(open_page: Open, site: Path) -> None:
    page = open_page(site / "index.html")
    control(page, "Publisher").fill("xinhua")
    wait_for(page, "5 of 44")
    control(page, "Publisher").fill("admin")
    page.wait_for_url("**publisher=admin")
    assert any("Cyberspace Administration" in each for each in shown(page))
    assert any("National Data Administration" in each for each in shown(page))


def test_back_and_forward_lead_through_the_filters(open_page: Open, index: str) -> None:
    page = open_page(index)
    control(page, "Search").press_sequentially("Qwen", delay=200)
    wait_for(page, "3 of 44")
    control(page, "Language").select_option("zh")
    wait_for(page, "None of 44")
    page.get_by_role("link", name="Months").click()  # a place in the page does not end the filter
    wait_for(page, "None of 44")
    page.go_back()
    page.go_back()
    wait_for(page, "3 of 44")
    page.go_back()
    playwright.expect(page.locator("#filter-status")).to_have_text("")
    assert control(page, "Search").input_value() == ""
    page.go_forward()
    wait_for(page, "3 of 44")
    page.reload()
    wait_for(page, "3 of 44")


def test_the_keyboard_is_enough(open_page: Open, site: Path) -> None:
    page = open_page(site / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    page.keyboard.type("Qwen/")
    wait_for(page, "None of 44 developments")
    page.keyboard.press("Backspace")
    wait_for(page, "3 of 44")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("Escape")
    playwright.expect(page.locator("#filter-status")).to_have_text("")
    assert len(shown(page)) == 44
    other = open_page(next((site / "developments").iterdir()))
    other.keyboard.press("/")
    playwright.expect(control(other, "Search")).to_be_focused()


def test_what_is_not_on_the_index_is_found_too(open_page: Open, hostile_site: Path) -> None:
    page = open_page(hostile_site / "index.html")
    assert len(shown(page)) == LATEST
    search(page, "plain")
    wait_for(page, "200 of 446")
    assert len(shown(page)) == 100
    page.get_by_role("button", name="Show 100 more").press("Enter")
    assert len(shown(page)) == 200
    assert page.evaluate("document.activeElement.closest('li').innerText").count("Plain 100.")
    search(page, "plain 199.")
    wait_for(page, "1 of 446")
    page.locator("#results .when a").click()
    assert page.title().startswith("Plain 199.")


# readers of all kinds


def test_all_is_readable_without_javascript(open_page: Open, site: Path) -> None:
    page = open_page(site / "index.html", java_script_enabled=False)
    assert len(shown(page)) == 44
    assert page.locator("#figures svg:visible").count() > 4
    for hidden in ("form", "button", "#to-search", "#filter-status"):
        assert page.locator(f"{hidden}:visible").count() == 0
    page.locator(".when a").first.click()
    assert page.locator("h1").is_visible()


def kinds(site: Path) -> list[Path]:
    """Return a page of each kind."""
    folders = ("developments", "months", "tags", "issues")
    there = [name for name in folders if (site / name).exists()]
    return [site / "index.html", *(max((site / name).glob("*.html")) for name in there)]


def test_nothing_is_wider_than_a_phone(
    open_page: Open, site: Path, hostile_site: Path, hostile: list[Hostile]
) -> None:
    page = open_page(site / "index.html", **PHONE)
    for path in [*kinds(site), *kinds(hostile_site)]:
        page.goto(path.as_uri())
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width == 390, path
    page.goto(f"{(hostile_site / 'index.html').as_uri()}#until=2020-12-31")
    wait_for(page, "of 446")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_dark_is_dark(open_page: Open, site: Path) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page = open_page(site / "index.html", color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
        shades[scheme] = sum(map(int, colour.removeprefix("rgb(").removesuffix(")").split(",")))
    assert shades["dark"] < 150 < 600 < shades["light"]


def test_paper_has_the_briefing_alone(open_page: Open, site: Path) -> None:
    page = open_page(f"{(site / 'index.html').as_uri()}#q=Qwen")
    wait_for(page, "3 of 44")
    page.emulate_media(media="print")
    assert len(shown(page)) == 3
    for hidden in ("nav", "form", "button", "details", "footer"):
        assert page.locator(f"{hidden}:visible").count() == 0
    assert page.pdf().startswith(b"%PDF")


CHINESE_WITHOUT_LANGUAGE = r"""
() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const parent = texts.currentNode.parentElement;
    if (parent.closest("script, option")) continue;
    const text = texts.currentNode.data;
    if (/\p{Script=Han}/u.test(text) && parent.closest("[lang]").lang === "en") found.push(text);
  }
  return found;
}
"""


def test_chinese_says_so(open_page: Open, site: Path, hostile_site: Path) -> None:
    page = open_page(site / "index.html")
    for path in kinds(site):
        page.goto(path.as_uri())
        assert page.evaluate(CHINESE_WITHOUT_LANGUAGE) == [], path
    page.goto(f"{(hostile_site / 'index.html').as_uri()}#until=2020-12-31")
    wait_for(page, "of 446")
    assert page.locator("#results [lang=zh]").count() > 10
    assert page.evaluate(CHINESE_WITHOUT_LANGUAGE) == []


def check_accessible(page: Any, part: str) -> None:
    """Assert that axe finds nothing in `part` of the page, in light and dark."""
    # Without `preload` off it loads style sheets anew, by a way closed to pages from a folder.
    options = {"resultTypes": ["violations"], "preload": False}
    only_colours = {**options, "runOnly": ["color-contrast"]}
    for scheme, rules in (("light", options), ("dark", only_colours)):
        page.emulate_media(color_scheme=scheme)
        found = axe.Axe().run(page, part, rules)
        assert not found.violations_count, f"{page.url}, {scheme}\n{found.generate_report()}"


def test_axe_finds_nothing(open_page: Open, site: Path, hostile_site: Path) -> None:
    page = open_page(site / "index.html", bypass_csp=True)
    for path in kinds(site):
        page.goto(path.as_uri())
        check_accessible(page, "html")
    page.goto(f"{(hostile_site / 'index.html').as_uri()}#q=plain&until=2024-11-10")
    playwright.expect(page.locator("#results > li").first).to_be_visible()
    check_accessible(page, "#developments")


# hostile texts

ALIEN = "main :is(script, iframe, object, embed, img), [onclick], [onload], [onerror], [style]"


def test_nothing_hostile_runs(open_page: Open, hostile_site: Path, hostile: list[Hostile]) -> None:
    page = open_page(hostile_site / "index.html")
    assert page.locator(ALIEN).count() == 0
    page.goto(f"{(hostile_site / 'index.html').as_uri()}#until=2020-12-31")
    wait_for(page, "123 of 446")
    assert page.locator(ALIEN).count() == 0
    page.get_by_role("button", name="more").click()
    assert page.locator(ALIEN).count() == 0
    drawn = "".join("".join(shown(page)).split())
    for text in hostile:
        if text.kind != "long":
            assert "".join(tidy(visible(text.text)).split()) in drawn, text.name
    links = page.locator("main a").evaluate_all("all => all.map(a => a.protocol)")
    assert set(links) <= {"file:", "http:", "https:", "mailto:"}


def test_nothing_hostile_runs_from_an_address(open_page: Open, hostile_site: Path) -> None:
    address = (hostile_site / "index.html").as_uri()
    asked = quote("<img src=x onerror=alert(1)>", safe="")
    page = open_page(f"{address}#q={asked}&section={asked}&since={asked}&x={asked}&constructor=1")
    wait_for(page, "of 446")
    assert page.locator(ALIEN).count() == 0
    page.goto(f"{address}#%=%E0%A4%A&=&q=%00")
    wait_for(page, "of 446")


def test_hostile_pages_are_quiet(
    open_page: Open, hostile_site: Path, hostile: list[Hostile]
) -> None:
    page = open_page("about:blank")
    texts = [text for text in hostile if text.kind != "long"]
    newest = sorted((hostile_site / "developments").glob("2505-*.html"))[: len(texts)]
    for path, text in zip(newest, texts, strict=True):
        if text.kind in ("html", "link"):
            page.goto(path.as_uri())
            assert page.locator(ALIEN).count() == 0, text.name

"""OPML: what other readers of feeds export, and our own back and forth."""

import pytest

from aiwatch.domain.entry import Feed
from aiwatch.domain.errors import InvalidInput
from aiwatch.readers import identify
from aiwatch.readers.opml import outlines_of
from aiwatch.writers.opml import write
from tests.conftest import Hostile

FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.1">
 <head><title>My feeds</title></head>
 <body>
  <outline text="Policy" title="Policy">
   <outline text="Regulators">
    <outline type="rss" text="网信办" xmlUrl="https://www.cac.gov.cn/rss.xml" language="zh-CN"
     htmlUrl="https://www.cac.gov.cn/"/>
   </outline>
   <outline title="ChinAI &amp; co" TYPE="rss" xmlURL="feed://chinai.example/feed"/>
  </outline>
  <outline text="Top" type="rss" xmlUrl="https://top.example/atom?a=1&b=2"
   category="/tech/models,news"/>
  <outline text="A note"/>
  <outline text="Local" type="rss" xmlUrl="file:///etc/passwd"/>
  <outline text="Secret" type="rss" xmlUrl="https://lin:hunter2@top.example/"/>
 </body>
</opml>
"""


def test_nested_outlines_are_read_with_their_places() -> None:
    found = outlines_of(FOREIGN.encode())
    assert [(o.feed.title, o.feed.url, o.places, o.line) for o in found.outlines] == [
        ("网信办", "https://www.cac.gov.cn/rss.xml", ("Regulators", "Policy"), 7),
        ("ChinAI & co", "http://chinai.example/feed", ("Policy",), 10),
        ("Top", "https://top.example/atom?a=1&b=2", ("tech", "models", "news"), 12),
    ]
    assert found.outlines[0].feed.language == "zh"
    assert found.outlines[0].feed.site == "https://www.cac.gov.cn/"


def test_what_cannot_be_asked_is_left_out_and_told_without_its_secrets() -> None:
    local, secret, repaired = outlines_of(FOREIGN.encode()).problems
    assert local.startswith("Line 15: The feed 'Local' has no address of the web")
    assert secret.startswith("Line 16: The feed 'Secret'")
    assert "hunter2" not in secret
    assert "bare &" in repaired


def test_opml_in_gb18030_is_read() -> None:
    found = outlines_of(FOREIGN.replace("UTF-8", "GBK").encode("gb18030"))
    assert found.outlines[0].feed.title == "网信办"


@pytest.mark.parametrize(
    "text",
    [
        FOREIGN[:400],
        FOREIGN.replace("</opml>", ""),
        FOREIGN.replace("<opml", '<!DOCTYPE opml [<!ENTITY a "b">]><opml'),
        f"<opml>{'<outline>' * 5000}{'</outline>' * 5000}</opml>",
        "<html/>",
        "",
    ],
)
def test_what_is_broken_or_tricky_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        outlines_of(text.encode())


def test_what_is_written_is_read_back(hostile: list[Hostile]) -> None:
    feeds = [
        Feed(f"https://feeds.example/{number}?a=1&b=2", each.text.strip(), section="tech")
        for number, each in enumerate(hostile)
    ]
    feeds.insert(5, Feed("https://zh.example/", "網", "https://zh.example/site", "zh"))
    feeds.append(Feed("/home/lin/feed.xml", "Local"))
    text = write(feeds, "AI <watch> & co", {"tech": "Tech progress"})
    found = outlines_of(text.encode())
    assert found.problems == ()
    assert [o.feed.url for o in found.outlines] == [
        "https://zh.example/",
        *(feed.url for feed in feeds if "feeds.example" in feed.url),
    ]
    first, second = found.outlines[:2]
    assert first.feed == Feed("https://zh.example/", "網", "https://zh.example/site", "zh")
    assert (first.places, second.places) == ((), ("Tech progress",))


def test_import_names_the_command_for_opml() -> None:
    with pytest.raises(InvalidInput, match=r"aiwatch feeds import 'my feeds\.opml'$"):
        identify("my feeds.opml", FOREIGN.encode())

"""The publisher register at the command line: shown, added to, and what add takes from it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from conftest import Done
from rich.console import Console

from aiwatch.register import register
from aiwatch.writers.cells import display_width
from aiwatch.writers.terminal_publishers import PublisherTable

CAC = "https://www.cac.gov.cn/2025-03/14/c_1743654684782215.htm"
WECHAT = "https://mp.weixin.qq.com/s/uYYvMPVqXz5IMcQpBKzKZg"
HEADER = "domain,name_en,abbrev,name_zh,lang,kind\n"


def source(aiwatch, done: Done) -> dict[str, str]:
    assert done.code == 0, done.err
    (record,) = json.loads(aiwatch("show", done.out.strip(), "--json").out)
    return {**record["sources"][0], "date": record["date"]}


# What add takes from an address.


def test_an_address_fills_publisher_language_and_date_and_says_so(aiwatch) -> None:
    done = aiwatch("add", "-s", "domestic", "Labels are to be shown.", "--url", CAC)
    found = source(aiwatch, done)
    assert found["publisher"] == "Cyberspace Administration of China"
    assert (found["lang"], found["published"], found["date"]) == ("zh", *["2025-03-14"] * 2)
    assert found["url"] == CAC
    assert done.err == (
        "From the address: publisher Cyberspace Administration of China (cac.gov.cn), language CN "
        "(the usual one there), date 14 March 2025, posting date "
        "(/2025-03/14/c_1743654684782215.htm).\n"
        "Domestic dynamics, 14 March 2025, CN Cyberspace Administration of China\n"
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("Text.", "-p", "Us"), ("Us", "zh", "2025-03-14", "2025-03-14")),
        (("Text.", "-l", "en"), (None, "en", "2025-03-14", "2025-03-14")),
        (("Text.", "-d", "2025-05-01"), (None, "zh", "2025-03-14", "2025-05-01")),
        (("Text. (Source (EN): Us, May 2, 2025)",), ("Us", "en", "2025-05-02", "2025-05-02")),
        (("Text. (Source: Us)",), ("Us", "zh", "2025-03-14", "2025-03-14")),
        (("Text. (Source: Us)", "-d", "2025-05-01"), ("Us", "zh", "2025-03-14", "2025-05-01")),
    ],
)
def test_what_the_user_gave_stays(aiwatch, arguments: tuple[str, ...], expected) -> None:
    found = source(aiwatch, aiwatch("add", "-s", "tech", *arguments, "-u", CAC))
    name = expected[0] or "Cyberspace Administration of China"
    assert (found["publisher"], found["lang"], found["published"] or "", found["date"]) == (
        name,
        *expected[1:],
    )


def test_the_day_it_happened_is_not_the_day_of_posting(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "Text.", "-d", "2025-03-11", "-u", CAC)
    found = source(aiwatch, done)
    assert (found["published"], found["date"]) == ("2025-03-14", "2025-03-11")
    assert "date 14 March 2025, posting date (/2025-03/14/c_1743654684782215.htm)" in done.err


def test_where_nothing_tells_a_day_date_is_that_of_the_source(aiwatch) -> None:
    url = "https://somebody.example/story"
    done = aiwatch("add", "-s", "tech", "Text.", "-d", "2025-03-11", "-u", url)
    found = source(aiwatch, done)
    assert (found["published"], found["date"]) == ("2025-03-11", "2025-03-11")
    assert "No date" not in done.err


@pytest.mark.parametrize("text", ["Text.", "Text. (Source (EN): Us)"])
def test_that_today_was_taken_is_told(aiwatch, text: str) -> None:
    done = aiwatch("add", "-s", "tech", text, "-u", "https://somebody.example/story")
    found = source(aiwatch, done)
    assert (found["published"], found["date"]) == ("", "2025-05-19")
    assert "No date is told; today's is taken, --date says another.\n" in done.err


def test_of_a_text_without_a_source_nothing_is_told(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "Text.")
    assert done.err == "Tech progress, 19 May 2025, no source\n"


def test_an_address_without_a_text_names_the_way_to_let_the_page_say_it(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "--url", f"{CAC}?a=b&c")
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith(f"or let the page say it: aiwatch add --fetch '{CAC}?a=b&c'\n")


def test_nothing_is_said_where_nothing_was_taken(aiwatch) -> None:
    note = "Text. (Source (EN): Sina, May 2, 2025)"
    done = aiwatch("add", "-s", "tech", note, "-u", CAC)
    assert done.err == "Tech progress, 2 May 2025, EN Sina\n"


def test_a_language_in_the_address_beats_the_register(aiwatch) -> None:
    url = "https://www.mfa.gov.cn/eng/zy/gb/202405/t20240531_11367503.html"
    done = aiwatch("add", "-s", "tech", "Text.", "-u", url)
    assert source(aiwatch, done)["lang"] == "en"
    assert "language EN (the address says so)" in done.err


def test_a_month_gives_no_date_and_a_day_to_come_neither(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "One.", "-u", "https://arxiv.org/abs/2504.16222v1")
    found = source(aiwatch, done)
    assert (found["published"], found["date"]) == ("", "2025-05-19") or not found["published"]
    url = "https://www.cac.gov.cn/2026-03/14/c_1743654684782215.htm"
    done = aiwatch("add", "-s", "tech", "Another text.", "-u", url)
    assert source(aiwatch, done)["date"] == "2025-05-19"
    assert "The day in the address, 14 March 2026, is after today; it is not taken." in done.err


def test_a_platform_does_not_tell_the_publisher(aiwatch) -> None:
    done = aiwatch("add", "-s", "tech", "Text.", "-u", WECHAT)
    assert source(aiwatch, done)["publisher"] == ""
    assert "The publisher is not in an address of WeChat Official Accounts." in done.err
    assert "--publisher" in done.err


def test_who_is_not_in_the_register_is_not_told(aiwatch) -> None:
    for url in ("https://xcac.gov.cn/a.htm", "https://cac.gov.cn.evil.example/b.htm"):
        done = aiwatch("add", "--force", "-s", "tech", f"Text of {url[8:13]}.", "-u", url)
        assert source(aiwatch, done)["publisher"] == ""
        assert "The register has no publisher at " in done.err


def test_hostile_addresses_stay_as_given(aiwatch, archive: Path, hostile) -> None:
    for each in hostile[:24]:
        if "\x00" in each.text or not each.text.isprintable():
            continue
        url = f"https://www.cac.gov.cn/{each.text}"
        done = aiwatch("add", "--force", "-s", "tech", "Text.", "-d", "2025-05-01", "-u", url)
        assert source(aiwatch, done)["url"] == url
        assert not set(done.err) & set("\x1b\x9b\x07")


def test_the_same_page_by_another_address_is_seen(aiwatch) -> None:
    page = "https://www.nda.gov.cn/sjj/zwgk/zcfb/0112/20250107214358696030895_{}.html"
    assert aiwatch("add", "-s", "tech", "One thing.", "-u", page.format("pc")).code == 0
    done = aiwatch("add", "-s", "tech", "Told quite otherwise.", "-u", page.format("mobile"))
    assert done.code == 4
    assert "The same address is logged already" in done.err


# What it says of a name.


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("A. (Source (EN): Xinhau, May 2, 2025)", "Is 'Xinhau' Xinhua?"),
        (
            "A. (Source (CN): 国家网信办, May 2, 2025)",
            "'国家网信办' is kept as typed; in English the register has it as Cyberspace "
            "Administration of China.",
        ),
    ],
)
def test_a_name_that_may_be_wrong_is_asked_about_and_kept(aiwatch, note: str, told: str) -> None:
    done = aiwatch("add", "-s", "tech", note)
    assert told in done.err
    assert source(aiwatch, done)["publisher"] in note


@pytest.mark.parametrize(
    "note",
    [
        "A. (Source (EN): CAC, May 2, 2025)",
        "A. (Source (EN): State Council, May 2, 2025)",
        "A. (Source (EN): Hubei Daily, May 2, 2025)",
        "标识办法发布。（来源：国家网信办，2025年5月2日）",
        "A. (Source (EN): WeChat, May 2, 2025)",
        "A.",
    ],
)
def test_other_names_pass_in_silence(aiwatch, note: str) -> None:
    done = aiwatch("add", "-s", "tech", note)
    assert done.code == 0
    assert done.err.count("\n") == 1, done.err


def test_a_name_of_the_archives_own_is_known(aiwatch, archive: Path) -> None:
    (archive / "publishers.csv").write_text(HEADER + "x.example,Xinhau,,,en,\n", "utf-8")
    done = aiwatch("add", "-s", "tech", "A. (Source (EN): Xinhau, May 2, 2025)")
    assert "Xinhua" not in done.err


# The command.


def test_the_register_is_shown_a_line_each(aiwatch) -> None:
    lines = aiwatch("publishers").out.splitlines()
    assert len(lines) == 129
    assert lines[0] == (
        "cac.gov.cn\tCyberspace Administration of China\tCAC\t国家互联网信息办公室\tzh\tregulator"
    )


@pytest.mark.parametrize(
    ("query", "domains"),
    [
        (("国家网信办",), ["cac.gov.cn"]),
        (("cac",), ["cac.gov.cn"]),
        (("Cyberspace", "Administration", "of", "China"), ["cac.gov.cn"]),
        ((CAC,), ["cac.gov.cn"]),
        (("www.cac.gov.cn",), ["cac.gov.cn"]),
        (("新华社",), ["news.cn", "xinhuanet.com", "english.news.cn"]),
        (("legislature",), ["npc.gov.cn"]),
        (("xcac.gov.cn",), []),
        (("cac.gov.cn.evil.example",), []),
        (("mp.weixin.qq.com",), []),
        (("Nobody",), []),
    ],
)
def test_a_publisher_is_found_by_name_domain_or_address(aiwatch, query, domains) -> None:
    done = aiwatch("publishers", *query)
    assert done.code == 0
    assert [line.split("\t")[0] for line in done.out.splitlines()] == domains
    assert bool(done.err) == (not domains)
    assert [each["domain"] for each in json.loads(aiwatch("publishers", *query, "--json").out)] == (
        domains
    )


def test_a_publisher_is_added_and_found_by_add(aiwatch, archive: Path) -> None:
    done = aiwatch("publishers", "add", "https://www.Desk.example/x", "Science Desk", "-l", "cn")
    assert (done.code, done.out) == (0, "")
    assert done.err == "www.desk.example is Science Desk. It stands in publishers.csv.\n"
    own = archive / "publishers.csv"
    assert own.read_text("utf-8") == HEADER + "www.desk.example,Science Desk,,,zh,\n"
    done = aiwatch("add", "-s", "tech", "Text.", "-u", "https://www.desk.example/story")
    assert source(aiwatch, done)["publisher"] == "Science Desk"
    assert source(aiwatch, done)["lang"] == "zh"
    again = aiwatch("publishers", "add", "www.desk.example", "Science Desk")
    assert again.err == "www.desk.example is Science Desk already; nothing was changed.\n"
    done = aiwatch("publishers", "add", "cac.gov.cn", "The Regulator")
    assert "it was Cyberspace Administration of China" in done.err
    assert aiwatch("publishers", "国家网信办").out.startswith("cac.gov.cn\tThe Regulator\tCAC\t")
    assert not [path for path in archive.iterdir() if path.name.endswith(".new")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("add",), "Say the domain and the name"),
        (("add", "a.example"), "Say the domain and the name"),
        (("add", "gov.cn", "A"), "Many publish below gov.cn"),
        (("add", "github.com", "A"), "github.com is a platform, GitHub"),
        (("add", "nowhere", "A"), "No domain 'nowhere'"),
        (("add", "a.example", " "), "a.example has no name"),
        (("add", "a.example", "A", "--lang", "xx"), "No language 'xx'"),
        (("add", "a.example", "A", "--kind", "regulater"), "Did you mean regulator?"),
        (("add", "a.example", "A", "--json"), "no --json"),
        (("CAC", "--kind", "company"), "are for: aiwatch publishers add"),
    ],
)
def test_what_cannot_be_added_is_refused(aiwatch, archive: Path, arguments, told: str) -> None:
    done = aiwatch("publishers", *arguments)
    assert done.code == 2
    assert told in done.err
    assert not (archive / "publishers.csv").exists()


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (HEADER.encode() + b"a.example,A,,,xx,\n", "line 2: No language 'xx'"),
        (HEADER.encode() + b"a.example,A,,,en,\n\xff\n", "line 3: It is not UTF-8"),
        (b"domain;name_en\n", "line 1: The header lacks"),
    ],
)
def test_a_damaged_file_is_told_and_keeps_nobody_from_logging(
    aiwatch, archive: Path, data: bytes, line: str
) -> None:
    own = archive / "publishers.csv"
    own.write_bytes(data)
    for arguments in (("publishers",), ("publishers", "add", "b.example", "B"), ("check",)):
        done = aiwatch(*arguments)
        assert (done.code, done.out) == (2, "")
        assert f"{own}, {line}" in done.err
    assert own.read_bytes() == data
    assert f"remark\tpublishers.csv\t{line.replace(': ', chr(9))}" in aiwatch("doctor").out
    done = aiwatch("add", "-s", "tech", "Text.", "-u", CAC)
    assert source(aiwatch, done)["lang"] == "zh"
    assert done.err.count(line) == 1
    assert aiwatch("add", "-s", "tech", "More text. (Source (EN): Sina, May 2, 2025)").code == 0


def test_a_file_from_a_spreadsheet_keeps_its_mark_and_line_ends(aiwatch, archive: Path) -> None:
    own = archive / "publishers.csv"
    own.write_bytes(b"\xef\xbb\xbfdomain,name_en,note\r\na.example,A,mine\r\n")
    assert aiwatch("publishers", "add", "b.example", "B", "-l", "en").code == 0
    assert own.read_bytes() == (
        b"\xef\xbb\xbfdomain,name_en,note,abbrev,name_zh,lang,kind\r\n"
        b"a.example,A,mine,,,,\r\nb.example,B,,,,en,\r\n"
    )


def test_without_an_archive_the_register_is_shown_and_nothing_added(
    aiwatch, tmp_path: Path
) -> None:
    nowhere = str(tmp_path / "nowhere")
    done = aiwatch("--archive", nowhere, "publishers", "CAC")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("cac.gov.cn\t")
    done = aiwatch("--archive", nowhere, "publishers", "add", "a.example", "A")
    assert done.code == 3
    assert not Path(nowhere).exists()


def test_damaged_settings_are_not_told_as_those_of_the_publishers(aiwatch, archive: Path) -> None:
    (archive / "publishers.csv").write_text(HEADER, "utf-8")
    (archive / "aiwatch.toml").write_text("title = ", "utf-8")
    assert "publishers.csv" not in aiwatch("doctor").out


def test_no_briefing_takes_the_place_of_the_publishers(aiwatch, archive: Path) -> None:
    (archive / "publishers.csv").write_text(HEADER, "utf-8")
    done = aiwatch("export", "-f", "csv", "-o", str(archive / "publishers.csv"))
    assert done.code != 0
    assert "keeps its own files" in done.err


def test_a_terminal_gets_a_table_of_its_width() -> None:
    rows = list(register().publishers.values())
    for width in (30, 50, 80, 120):
        drawn = Console(width=width, file=StringIO())
        drawn.print(PublisherTable(rows), crop=False)
        assert isinstance(drawn.file, StringIO)
        lines = drawn.file.getvalue().splitlines()
        assert len(lines) == 130
        assert lines[0].startswith("Domain")
        assert max(map(display_width, lines)) <= width

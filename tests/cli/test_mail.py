"""brief -f eml: addressed by options or settings, and taken as it is by a mail server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from conftest import Done
from mail_server import Server, mail_server

Run = Callable[..., Done]

CHINESE = "国家网信办4月30日部署“清朗”行动。" * 20
ITEMS = [
    {"section": "tech", "text": "Alibaba released Qwen3.", "headline": "Qwen3 is out"},
    {"section": "tech", "text": f"A long word: {'x' * 3000}"},
    {"section": "domestic", "text": CHINESE},
    {"section": "domestic", "text": "Dots:\n\n.\n\n..\n\nFrom here on.\n\nQUIT"},
]
SOURCE = {
    "lang": "en",
    "publisher": "Xinhua",
    "published": "2025-05-12",
    "url": "https://english.news.cn/c.html",
}
SENDMAIL = Path(__file__).parent.parent / "mail_server.py"


@pytest.fixture
def filled(aiwatch: Run, archive: Path) -> Path:
    lines = (json.dumps({**item, "date": "2025-05-12", "sources": [SOURCE]}) for item in ITEMS)
    assert aiwatch("import", "-", "--format", "jsonl", stdin="\n".join(lines)).code == 0
    return archive


@pytest.fixture
def server() -> Iterator[Server]:
    with mail_server() as found:
        yield found


def read(message: str | bytes) -> EmailMessage:
    data = message.encode() if isinstance(message, str) else message
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def pipe(archive: Path, server: Server, *arguments: str) -> None:
    """Run `aiwatch … | sendmail -t`."""
    environment = {**os.environ, "AIWATCH_ARCHIVE": str(archive), "AIWATCH_TODAY": "2025-05-19"}
    briefing = subprocess.Popen(
        [sys.executable, "-m", "aiwatch", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    sent = subprocess.run(
        [sys.executable, str(SENDMAIL), str(server.port)],
        stdin=briefing.stdout,
        capture_output=True,
        check=False,
    )
    _, told = briefing.communicate()
    assert briefing.returncode == 0, told.decode()
    assert sent.returncode == 0, sent.stderr.decode()


def test_a_server_takes_it_and_every_part_arrives(
    aiwatch: Run, filled: Path, server: Server
) -> None:
    subject = "AI 观察：五月"
    addresses = ("--to", '"王伟" <w@example.org>, lin@example.org', "--from", "AI <ai@example.org>")
    pipe(filled, server, "brief", "-f", "eml", *addresses, "--cc", "c@b.cn", "--subject", subject)
    (got,) = server.received
    assert got.sender == "ai@example.org"
    assert got.recipients == ["w@example.org", "lin@example.org", "c@b.cn"]
    assert b"\n" not in got.data.replace(b"\r\n", b"")
    assert max(map(len, got.data.split(b"\r\n"))) < 80
    message = read(got.data)
    assert message["Subject"] == subject
    assert message["To"].addresses[0].display_name == "王伟"
    assert not [part.defects for part in message.walk() if part.defects]
    both, attached = message.iter_parts()
    found = dict(zip(("text", "html", "markdown"), [*both.iter_parts(), attached], strict=True))
    for format, part in found.items():
        arrived = part.get_content().replace("\r\n", "\n")
        assert arrived == aiwatch("brief", "-f", format).out
    assert attached.get_filename() == "AI watch 2025-05-19.md"


def test_the_settings_address_it_and_an_option_beats_them(aiwatch: Run, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text(
        '[mail]\nto = ["Lin <lin@example.org>", "desk@example.org"]\ncc = "c@example.org"\n'
        'from = "AI watch <watch@example.org>"\nsubject = "AI 观察"\n',
        "utf-8",
    )
    message = read(aiwatch("brief", "-f", "eml").out)
    assert message["To"] == "Lin <lin@example.org>, desk@example.org"
    assert message["From"] == "AI watch <watch@example.org>"
    assert (message["Cc"], message["Subject"]) == ("c@example.org", "AI 观察")
    assert message["Message-ID"].endswith("@example.org>")
    given = ("--to", "a@b.org,c@d.org", "--to", "E <e@f.org>", "--to", "a@b.org")
    message = read(aiwatch("brief", "-f", "eml", *given, "--subject", " Another  one\n").out)
    assert message["To"] == "a@b.org, c@d.org, E <e@f.org>"
    assert (message["Cc"], message["Subject"]) == ("c@example.org", "Another one")


def test_the_subject_is_the_title_and_the_day(aiwatch: Run) -> None:
    given = ("brief", "-f", "eml", "--to", "a@b.org")
    assert read(aiwatch(*given).out)["Subject"] == "AI watch, 19 May 2025"
    assert read(aiwatch(*given, "--title", "观察").out)["Subject"] == "观察, 19 May 2025"


def test_the_same_mail_has_the_same_id_and_names_no_host(aiwatch: Run, filled: Path) -> None:
    given = ("brief", "-f", "eml", "--to", "a@b.org")
    one, again = aiwatch(*given), aiwatch(*given)
    assert one == again
    message = read(one.out)
    assert message["Date"] == "Mon, 19 May 2025 12:00:00 +0000"
    assert message["Message-ID"].endswith("@aiwatch.invalid>")
    others = [
        aiwatch(*given, AIWATCH_TODAY="2025-05-19T13:00:00+00:00"),
        aiwatch(*given, "--cc", "c@d.org"),
        aiwatch(*given, "--section", "tech"),
    ]
    assert len({read(done.out)["Message-ID"] for done in [one, *others]}) == 4


def test_without_a_recipient_it_is_a_draft_and_a_pipe_is_told(aiwatch: Run, tmp_path: Path) -> None:
    done = aiwatch("brief", "-o", str(tmp_path / "draft.eml"))
    assert done.code == 0
    assert "No recipient" not in done.err
    draft = read((tmp_path / "draft.eml").read_bytes())
    assert (draft["To"], draft["X-Unsent"]) == (None, "1")
    told = aiwatch("brief", "-f", "eml").err
    assert told.endswith("No recipient: give --to or set mail.to.\n")
    assert "recipient" not in aiwatch("brief", "-f", "eml", "--to", "a@b.org").err


def test_a_folder_gets_a_dated_message(aiwatch: Run, tmp_path: Path) -> None:
    assert aiwatch("brief", "-f", "eml", "--to", "a@b.org", "-o", f"{tmp_path}/").code == 0
    assert read((tmp_path / "2025-05-19.eml").read_bytes())["To"] == "a@b.org"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--to", "lin"), "--to: 'lin' is no mail address: it has no @."),
        (("--to", "a@b.org, lin wei@c.org"), "'lin wei@c.org' is no mail address."),
        (("--cc", "a@b.org; c@d.org"), "'a@b.org; c@d.org' is no mail address."),
        (("--cc", "王@b.org"), "'王@b.org' is no mail address: before the @"),
        (("--to", "a@b_c.org"), "behind the @ stands a domain"),
        (("--to", "=?utf-8?q?a=0D=0ABcc:?=@b.org"), "before the @"),
        (("--to", "a@b.org\nBcc: e@f.org"), "is no mail address."),
        (("--to", ""), "There is no mail address in ''."),
        (("--from", "a@b.org, c@d.org"), "--from is one address, not 2."),
        (("--from", "A <a@b.org> <c@d.org>"), "is no mail address."),
    ],
)
def test_what_is_no_address_is_refused(aiwatch: Run, arguments: tuple[str, ...], told: str) -> None:
    done = aiwatch("brief", "-f", "eml", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


@pytest.mark.parametrize("option", ["--to", "--cc", "--from", "--subject"])
def test_another_format_has_no_use_for_addresses(aiwatch: Run, option: str) -> None:
    for more in ((), ("-f", "text"), ("-o", "x.md")):
        done = aiwatch("brief", *more, option, "a@b.org")
        assert (done.code, done.out) == (2, "")
        assert "are for a mail; add -f eml" in done.err


def test_no_option_brings_in_a_field(aiwatch: Run) -> None:
    nasty = "=?utf-8?q?a=0D=0ABcc:_e?= a\r\nBcc: e@f.org"
    given = ("--to", f'"{nasty}" <a@b.org>', "--from", "a@b.org", "--title", nasty)
    for more in ((), ("--subject", nasty)):
        done = aiwatch("brief", "-f", "eml", *given, *more)
        assert done.code == 0, done.err
        message = read(done.out)
        assert "Bcc" not in message
        assert message["Subject"].startswith("=?utf-8?q?a=0D=0ABcc:_e?= a Bcc: e@f.org")


def test_nothing_new_is_nothing_written(aiwatch: Run, filled: Path, tmp_path: Path) -> None:
    for more in ((), ("-f", "eml", "--to", "a@b.org"), ("-o", str(tmp_path / "x.md"))):
        done = aiwatch("brief", "--since", "2025-05-18", "--skip-empty", *more)
        assert (done.code, done.out) == (0, "")
        assert done.err == "Nothing new; nothing written.\n"
    assert not (tmp_path / "x.md").exists()
    assert "No developments in this period.\n" in aiwatch("brief", "--since", "2025-05-18").err
    assert aiwatch("brief", "--skip-empty").out == aiwatch("brief").out != ""


def test_an_issue_is_sent_as_it_is_published_and_again(aiwatch: Run, filled: Path) -> None:
    given = ("-f", "eml", "--to", "a@b.org")
    published = read(aiwatch("brief", "--publish", "--no-check", *given).out)
    assert published["Subject"] == "AI watch, issue 1, 19 May 2025"
    *_, attached = published.iter_parts()
    assert attached.get_filename() == "AI watch 001-2025-05-19.md"
    (printed,) = (filled / "briefings").glob("*.md")
    assert attached.get_content() == printed.read_text("utf-8")
    assert read(aiwatch("issues", "show", "1", *given).out).as_string() == published.as_string()
    done = aiwatch("issues", "show", "1", "-f", "html", "--to", "a@b.org")
    assert (done.code, done.out) == (2, "")
    assert aiwatch("issues", "--to", "a@b.org").code == 2


def test_where_there_is_nothing_new_no_issue_is_published(aiwatch: Run, filled: Path) -> None:
    assert aiwatch("brief", "--publish", "--no-check").code == 0
    given = ("--publish", "--no-check", "--skip-empty")
    for more in (("--new",), ("--new", "-f", "eml", "--to", "a@b.org")):
        done = aiwatch("brief", *given, *more)
        assert (done.code, done.out) == (0, "")
        assert done.err.endswith("Nothing new; nothing written.\n")
    aiwatch("edit", "last", "A text that was edited.")
    assert aiwatch("brief", *given).code == 0
    assert len(list((filled / "briefings").glob("*.md"))) == 2


def test_nothing_is_loaded_for_a_mail_that_is_none(archive: Path) -> None:
    script = (
        "import sys; from aiwatch.cli import run; run(sys.argv[1:]);"
        "print([name for name in sys.modules if name in ('email', 'jinja2', 'markdown_it')],"
        "file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script, "--archive", str(archive), "brief", "--since", "2025"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stderr.endswith("[]\n")

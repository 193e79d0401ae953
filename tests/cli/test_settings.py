"""config: what is set, where it comes from, and changing it."""

from pathlib import Path

import pytest

from aiwatch.archive.commit import LOCK
from aiwatch.config import load


def test_every_setting_is_shown_with_where_it_comes_from(aiwatch, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text('title = "Desk"\ntitel = 1\n', "utf-8")
    done = aiwatch("config", EDITOR="ed -p '> '", VISUAL="")
    assert done.out == (
        f"archive\t{archive}\tAIWATCH_ARCHIVE\n"
        "title\tDesk\taiwatch.toml\n"
        "default_section\tnone: add asks for --section\tdefault\n"
        "day_first\tnot set: 05/04/2025 is refused\tdefault\n"
        "sections.tech\tTech progress\tdefault\n"
        "sections.domestic\tDomestic dynamics\tdefault\n"
        "mail.to\tnone: a mail is a draft\tdefault\n"
        "mail.cc\tnone\tdefault\n"
        "mail.from\tnone: sendmail knows\tdefault\n"
        "mail.subject\tnone: the title and the day\tdefault\n"
        "web.allow\tnone: only public hosts are asked\tdefault\n"
        "editor\ted -p '> '\tEDITOR\n"
        "user\tlin\tLOGNAME\n"
        "today\t2025-05-19\tAIWATCH_TODAY\n"
    )
    assert "'titel'" in done.err
    assert f"{archive}\t--archive\n" in aiwatch("--archive", str(archive), "config").out


def test_one_setting_is_shown_alone(aiwatch) -> None:
    assert aiwatch("config", "title").out == "AI watch\n"
    assert aiwatch("config", "sections").out == (
        "tech\tTech progress\ndomestic\tDomestic dynamics\n"
    )
    assert aiwatch("config", "sections.tech").out == "Tech progress\n"
    assert aiwatch("config", "today").out == "2025-05-19\n"
    done = aiwatch("config", "day_first")
    assert (done.out, done.err) == ("\n", "day_first is not set: 05/04/2025 is refused.\n")


def test_a_setting_is_changed_and_changed_back(aiwatch, archive: Path) -> None:
    before = (archive / "aiwatch.toml").read_bytes()
    done = aiwatch("config", "title", "China AI watch")
    assert (done.code, done.out) == (0, "")
    assert done.err == "title is now 'China AI watch'; it was 'AI watch'.\n"
    assert aiwatch("brief").out.startswith("# China AI watch, 19 May 2025\n")
    again = aiwatch("config", "title", "China AI watch")
    assert (again.code, again.err) == (
        0,
        "title is 'China AI watch' already; nothing was changed.\n",
    )
    done = aiwatch("config", "--unset", "title")
    assert done.err == "title is now 'AI watch'; it was 'China AI watch'.\n"
    assert (archive / "aiwatch.toml").read_bytes() == before
    done = aiwatch("config", "--unset", "title")
    assert done.err == "title is not set in aiwatch.toml; nothing was changed.\n"
    assert not [path for path in archive.iterdir() if path.name.endswith(".new")]


def test_a_section_is_added_renamed_and_taken_out(aiwatch) -> None:
    assert aiwatch("config", "sections.robots", "Robots").code == 0
    assert aiwatch("config", "sections.Robots", "Robotics").code == 0
    assert aiwatch("config", "sections").out.endswith("\nrobots\tRobotics\n")
    assert aiwatch("add", "-s", "robots", "A robot walked.").code == 0
    done = aiwatch("config", "--unset", "sections.robots")
    assert done.err == (
        "sections.robots was taken out; it was 'Robotics'.\n"
        "1 development is still in robots: briefings put it last, under its key. "
        "Bring the section back: aiwatch config sections.robots Robotics\n"
    )
    assert "A robot walked." in aiwatch("brief").out
    assert aiwatch("config", "sections").out == (
        "tech\tTech progress\ndomestic\tDomestic dynamics\n"
    )


def test_the_default_section_is_one_there_is(aiwatch, archive: Path) -> None:
    assert aiwatch("config", "default_section", "Domestic dynamics").code == 0
    assert aiwatch("config", "default_section").out == "domestic\n"
    before = (archive / "aiwatch.toml").read_bytes()
    done = aiwatch("config", "--unset", "sections.domestic")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("aiwatch: Nothing was changed, as then ")
    assert "default_section is 'domestic', which is no section" in done.err
    assert (archive / "aiwatch.toml").read_bytes() == before


def test_where_a_mail_goes_is_set_shown_and_unset(aiwatch, archive: Path) -> None:
    before = (archive / "aiwatch.toml").read_bytes()
    done = aiwatch("config", "mail.to", 'desk@example.org, "王伟" <w@example.org>')
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("mail.to is now 'desk@example.org, \"王伟\" <w@example.org>'.")
    assert aiwatch("config", "mail.from", "watch@example.org").code == 0
    assert aiwatch("config", "mail.to").out == 'desk@example.org, "王伟" <w@example.org>\n'
    assert aiwatch("config", "mail").out == (
        'to\tdesk@example.org, "王伟" <w@example.org>\nfrom\twatch@example.org\n'
    )
    rows = aiwatch("config").out
    assert "mail.from\twatch@example.org\taiwatch.toml\n" in rows
    assert "mail.cc\tnone\tdefault\n" in rows
    for key in ("mail.to", "mail.from"):
        assert aiwatch("config", "--unset", key).code == 0
    assert "mail.to is not set" in aiwatch("config", "--unset", "mail.to").err
    assert (archive / "aiwatch.toml").read_bytes().replace(b"[mail]\n", b"") == before


def test_a_setting_of_a_table_that_is_misspelt_has_its_own_name_suggested(
    aiwatch, archive: Path
) -> None:
    (archive / "aiwatch.toml").write_text('[mail]\nTo = "a@b.org"\n', "utf-8")
    assert "'mail.To'; it is left alone. Did you mean mail.to?" in aiwatch("list").err
    assert "Did you mean mail.to?" in aiwatch("doctor").out


def test_a_list_of_addresses_is_shown_as_one_text(aiwatch, archive: Path) -> None:
    settings = '[mail]\nto = ["a@b.org", "C <c@d.org>"]\nbcc = "e@f.org"\n'
    (archive / "aiwatch.toml").write_text(settings, "utf-8")
    done = aiwatch("config", "mail.to")
    assert done.out == "a@b.org, C <c@d.org>\n"
    assert "line 3, column 1: This version does not know the setting 'mail.bcc'" in done.err
    assert "mail.bcc was taken out" in aiwatch("config", "--unset", "mail.bcc").err
    assert aiwatch("config", "--unset", "mail").code == 0
    assert (archive / "aiwatch.toml").read_text("utf-8") == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("mail", "a@b.org"), "Set one of its settings: aiwatch config mail.to"),
        (("mail.bcc", "a@b.org"), "No setting 'mail.bcc'."),
        (("mail.to", "lin"), "aiwatch: Nothing was changed: 'lin' "),
        (("mail.from", "a@b.org, c@d.org"), "from is one address."),
        (("mail.subject", "two\nlines"), "subject is one line."),
        (("web", "127.0.0.1"), "aiwatch config web.allow intranet.example"),
        (("web.allow", "http://a.example/"), "Nothing was changed: 'http://a.example/' is no host"),
        (
            ("titel", "X"),
            "mail.to, mail.cc, mail.from, mail.subject, web.allow, check.RULE. Did you",
        ),
        (("titel",), "Did you mean title?"),
        (("title", ""), "--unset title"),
        (("title", "two\nlines"), ": Nothing was changed: title is one line."),
        (("default_section", "tecn"), "No section 'tecn'. Sections: tech, domestic. Did you mean"),
        (("day_first", "perhaps"), "day_first is true or false, not 'perhaps'."),
        (("sections", "X"), "aiwatch config sections.KEY TITLE"),
        (("sections.", "X"), "No setting 'sections.'"),
        (("sections.nosuch",), "No section 'nosuch'."),
        (("title.x", "X"), "No setting 'title.x'."),
        (("archive", "/x"), "--archive or AIWATCH_ARCHIVE"),
        (("--unset", "today"), "AIWATCH_TODAY"),
        (("--unset",), "--unset needs the setting's name"),
        (("--unset", "title", "X"), "not both"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    aiwatch, archive: Path, arguments: tuple[str, ...], told: str
) -> None:
    done = aiwatch("config", *arguments)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.count("\n") == 1
    assert (archive / "aiwatch.toml").read_bytes() == b""


def test_a_setting_that_is_not_known_can_be_taken_out(aiwatch, archive: Path) -> None:
    (archive / "aiwatch.toml").write_text('"a.b" = 1\ntitel = 1\ntitle = "X"\n', "utf-8")
    assert aiwatch("config", "--unset", "a.b").code == 0
    assert "titel was taken out of aiwatch.toml." in aiwatch("config", "--unset", "titel").err
    assert (archive / "aiwatch.toml").read_text("utf-8") == 'title = "X"\n'


def test_an_archive_in_use_is_not_written_to(aiwatch, archive: Path, monkeypatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    from aiwatch.archive import commit
    from aiwatch.cli import run

    monkeypatch.setattr(commit, "PATIENCE", 0.05)
    (archive / LOCK).write_text("aiwatch import (lin)", "utf-8")
    with open(archive / LOCK) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert run(["--archive", str(archive), "config", "title", "X"]) == 6
    assert (archive / "aiwatch.toml").read_bytes() == b""


def test_hosts_that_may_be_asked_are_set_like_the_rest(aiwatch, archive: Path) -> None:
    done = aiwatch("config", "web.allow", "127.0.0.1, 10.0.0.0/8")
    assert done.err == "web.allow is now '127.0.0.1, 10.0.0.0/8'.\n"
    assert load(archive).web.allow == ("127.0.0.1", "10.0.0.0/8")
    assert aiwatch("config", "web").out == "allow\t127.0.0.1, 10.0.0.0/8\n"
    assert "web.allow\t127.0.0.1, 10.0.0.0/8\taiwatch.toml\n" in aiwatch("config").out
    done = aiwatch("config", "web.allow", "intranet.example")
    assert done.err.endswith(
        "Several are separated by commas: "
        "aiwatch config web.allow 127.0.0.1,10.0.0.0/8,intranet.example\n"
    )
    aiwatch("config", "--unset", "web.allow")
    assert load(archive).web.allow == ()

"""Mailboxes are read strictly: what could be taken for another address is refused."""

import pytest

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.mailbox import Mailbox, read_mailboxes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lin@example.org", [("", "lin@example.org")]),
        ("<lin@example.org>", [("", "lin@example.org")]),
        ("Lin Wei <lin@example.org>", [("Lin Wei", "lin@example.org")]),
        ('"王伟" <w@example.org>', [("王伟", "w@example.org")]),
        ("王伟 <w@example.org>", [("王伟", "w@example.org")]),
        ('"Wei, Lin \\"W\\" @desk" <l@e.org>', [('Wei, Lin "W" @desk', "l@e.org")]),
        ("J. O'Neil (desk) <j.o'neil+ai@e.org>", [("J. O'Neil (desk)", "j.o'neil+ai@e.org")]),
        (" a@b.org ,C <c@d.org>,\te@f.org, ", [("", "a@b.org"), ("C", "c@d.org"), ("", "e@f.org")]),
        ("lin@localhost", [("", "lin@localhost")]),
        ("lin@bücher.example", [("", "lin@xn--bcher-kva.example")]),
        ("lin@例え.jp", [("", "lin@xn--r8jz45g.jp")]),
        ("", None),
        (" ", None),
        (",", None),
        ("lin", None),
        ("a@b.org,,c@d.org", None),
        ("a@b.org c@d.org", None),
        ("a@b.org; c@d.org", None),
        ("lin wei@example.org", None),
        ("a@b@c.org", None),
        ("@b.org", None),
        ("a@", None),
        ("a@b..org", None),
        ("a@-b.org", None),
        (".a@b.org", None),
        ("a..b@c.org", None),
        ("a@[127.0.0.1]", None),
        ("a@b_c.org", None),
        ("王@b.org", None),
        ("a@straße.de", None),
        ("a＠b.org", None),
        ("a@b。org", None),
        ("a@b.org\n", [("", "a@b.org")]),
        ("a@b.org\nBcc: e@f.org", None),
        ("a\nb@c.org", None),
        ("A <a@b.org", None),
        ("A <a@b.org>>", None),
        ("A <a@b.org> <c@d.org>", None),
        ("a@b.org <c@d.org>", None),
        ('"A <a@b.org>', None),
        ("<>", None),
        ("A <a@b.org> B", None),
        ('"A"@b.org', None),
        ("=?utf-8?q?a=0D=0ABcc:_e?=@b.org", None),
        (f"{'a' * 65}@b.org", None),
        (f"a@{'b' * 64}.org", None),
        (f"a@{'b.' * 130}org", None),
        ("a\x00@b.org", None),
    ],
)
def test_what_is_read(text: str, expected: list[tuple[str, str]] | None) -> None:
    if expected is None:
        with pytest.raises(InvalidInput):
            read_mailboxes(text)
    else:
        assert [(box.name, box.address) for box in read_mailboxes(text)] == expected


@pytest.mark.parametrize("piece", ['"', "\\", " ", "a", "<", ",", '"a" ', "a,", "a@b.org "])
def test_much_of_what_is_none_is_refused_at_once(piece: str) -> None:
    with pytest.raises(InvalidInput, match="mail address"):
        read_mailboxes(piece * (20_000 // len(piece)))


def test_many_are_read() -> None:
    assert len(read_mailboxes("a@b.org, " * 2000)) == 2000


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"^'lin wei@c\.org' is no mail address\. Write lin@"):
        read_mailboxes("a@b.org, lin wei@c.org, d@e.org")
    with pytest.raises(InvalidInput, match=r"it has no @\. Write lin@example\.org"):
        Mailbox("Lin", "lin")

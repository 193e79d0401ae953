"""An archive's own publishers.csv: what it adds, what in it is refused and where; near names."""

import pytest

from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.near_names import near_name
from aiwatch.domain.own_publishers import read_domain, read_own, with_publisher
from aiwatch.domain.publishers import Publisher
from aiwatch.register import is_spelled, register, register_with

HEADER = "domain,name_en,abbrev,name_zh,lang,kind,evidence\n"


def test_own_publishers_are_added_and_take_the_place_of_others() -> None:
    own = read_own(
        HEADER + "cac.gov.cn,The Regulator,TR,监管机构,cn,regulator,certain\n"
        "News.Example,Daily,,,,,\n\n",
        register(),
    )
    known = register_with(own)
    at = known.publisher_at("www.cac.gov.cn")
    assert at == Publisher("cac.gov.cn", "The Regulator", "TR", "监管机构", "zh", "regulator")
    # What it was called before still means it.
    for name in ("CAC", "Cyberspace Administration of China", "国家网信办", "tr", "监管机构"):
        assert known.publisher_named(name) is at
    assert known.publisher_at("m.news.example") == Publisher(
        "news.example", "Daily", "", "", "", ""
    )
    assert len(known.publishers) == len(register().publishers) + 1
    assert known.publisher_at("www.most.gov.cn") == register().publisher_at("www.most.gov.cn")


def test_columns_may_be_fewer_more_and_in_any_order() -> None:
    text = 'note,lang,name_en,domain\r\n"a ""b"",\r\nc",en,"Daily, The",a.example\r\n'
    (found,) = read_own(text, register())
    assert found == Publisher("a.example", "Daily, The", "", "", "en", "")
    new = with_publisher(text, Publisher("b.example", "Other", "O", "", "zh", ""))
    assert new.startswith("note,lang,name_en,domain,abbrev,name_zh,kind\r\n")
    assert '"a ""b"",\r\nc",en,"Daily, The",a.example,,,\r\n' in new
    assert [each.name for each in read_own(new, register())] == ["Daily, The", "Other"]


def test_a_publisher_takes_the_place_of_the_one_at_its_domain() -> None:
    text = HEADER + "a.example,Old,,,en,,seen\nb.example,Other,,,en,,\n"
    new = with_publisher(text, Publisher("a.example", "New", "", "", "en", "company"))
    assert new == HEADER + "a.example,New,,,en,company,seen\nb.example,Other,,,en,,\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEADER + "a.example,A,,,en,,\na.example,B,,,en,,\n", "line 3: a.example stands here"),
        (HEADER + "a.example,A,,,xx,,\n", "line 2: No language 'xx'"),
        (HEADER + "a.example,,,,en,,\n", "line 2: a.example has no name"),
        (HEADER + "gov.cn,A,,,en,,\n", "line 2: Many publish below gov.cn"),
        (HEADER + "mp.weixin.qq.com,A,,,en,,\n", "line 2: mp.weixin.qq.com is a platform"),
        (HEADER + "a b,A,,,en,,\n", "line 2: No domain 'a b'"),
        (HEADER + '\n"x\ny.example",A,,,en,,\nb,B,,,,,\n', "line 3: No domain"),
        (HEADER + "a.example,A\n", "line 2: It has 2 cells, the header 7"),
        (HEADER + "a.example,A,B,,en,,,,\n", "line 2: It has 9 cells"),
        (HEADER + 'a.example,"A,,,en,,\n', "line 2: It cannot be read as CSV"),
        (HEADER + 'a.example,"A"x,,,en,,\n', "line 2: It cannot be read as CSV"),
        ("domain;name_en\na.example;A\n", "line 1: The header lacks domain and name_en"),
        ("domain,name\n", "line 1: The header lacks name_en"),
        ("domain,name_en,domain\n", "line 1: The header has a column twice"),
    ],
)
def test_what_cannot_be_right_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_own(text, register())
    assert told in str(caught.value)


def test_an_empty_file_adds_nobody() -> None:
    for text in ("", "\n", HEADER):
        assert read_own(text, register()) == []


@pytest.mark.parametrize(
    ("told", "domain"),
    [
        ("CAC.gov.cn", "cac.gov.cn"),
        ("https://www.cac.gov.cn:443/x?y", "www.cac.gov.cn"),
        ("cac.gov.cn/x", "cac.gov.cn"),
        (" a.b. ", "a.b"),
        ("例子.中国", "例子.中国"),
    ],
)
def test_a_domain_is_read_from_what_was_pasted(told: str, domain: str) -> None:
    assert read_domain(told) == domain


@pytest.mark.parametrize(
    "told", ["", "gov", "gov.cn", "com.cn", "co.uk", "127.0.0.1", "a..b", "-a.b", "a b.c", "[::1]"]
)
def test_what_is_no_domain_of_one_publisher_is_refused(told: str) -> None:
    with pytest.raises(InvalidInput):
        read_domain(told)


def test_hostile_texts_are_refused_or_kept_whole(hostile) -> None:
    for each in hostile:
        name = " ".join(each.text.split())
        new = with_publisher("", Publisher("a.example", name, "", "", "en", ""))
        try:
            read_own(new, register())
        except InvalidInput:
            continue
        with pytest.raises(InvalidInput):
            read_domain(each.text if "." not in each.text else f" {each.text} x")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Xinhau", "Xinhua"),
        ("Reuter", "Reuters"),
        ("Peoples Daily", "People's Daily"),
        ("China Daly", "China Daily"),
        ("Cybersapce Administation of China", "Cyberspace Administration of China"),
        ("国家网信半", "国家网信办"),
    ],
)
def test_a_slip_of_the_keyboard_is_seen(typed: str, meant: str) -> None:
    assert near_name(typed, register()) == meant


@pytest.mark.parametrize(
    "name",
    "Xinhua|xinhua|CAC|国家网信办|State Council|the Wall Street Journal|WeChat|MIT|MIIT|MOM|TC261"
    "|22nd Century Business Herald|37Kr|Hubei Daily|Beijing Daily|Caijing|Sina Tech|Bloomberg News"
    "|Ministry of Finances and Trade|人民网|新华报|Nobody|".split("|"),
)
def test_a_name_of_its_own_is_no_slip(name: str) -> None:
    assert near_name(name, register()) == ""


def test_no_two_names_of_the_register_are_taken_for_each_other() -> None:
    for spelled in register().spellings.values():
        assert near_name(spelled, register()) == ""


def test_a_name_is_looked_for_without_reading_the_register() -> None:
    for name in ("Sina", "Xinhua", "CAC", "State Council", "国务院", "国家网信办", "人民日报"):
        assert is_spelled(name)
    for name in ("Xinhau", "xinhua", "Counci", "a,b", "Sina,", "", "\n"):
        assert not is_spelled(name) or not name

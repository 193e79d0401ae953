"""Charts as SVG: well-formed, small, harmless, exact, and legible to everybody.

An element of a drawing is looked for as a reader's program would: its title and description, its
words, the numbers of its shapes.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations, product
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
import pytest
from conftest import Hostile

from aiwatch.domain.dashboard import Bar, Figure
from aiwatch.domain.dates import MONTHS
from aiwatch.domain.graphics import Calendar
from aiwatch.writers.svg import calendar_chart, chart, css
from aiwatch.writers.svg_axis import heights, ticks
from aiwatch.writers.svg_colours import DARK, LIGHT
from aiwatch.writers.svg_words import plain

SMALL = 8_192
SVG = "{http://www.w3.org/2000/svg}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ELEMENTS = frozenset("svg title desc style rect text tspan g path".split())
ATTRIBUTES = frozenset(
    "class viewBox width height font-family font-size font-weight role aria-labelledby id x y d "
    "fill stroke stroke-width text-anchor transform".split()
) | {LANG}
SECTIONS = ("Tech progress", "Domestic dynamics")
SIX = (*SECTIONS, "International", "Semiconductors", "Regulation and standards", "人工智能安全")
LONG = (
    "Ministry of Industry and Information Technology, "
    "Department of High-Tech Development and Standards X"
)
CHINESE = (
    "中华人民共和国国家互联网信息办公室人工智能生成合成内容"
    "标识管理与技术标准工作委员会联合工作组秘书处综合协调司政策法规研究中心"
)


def months(number: int) -> list[str]:
    """The last months up to May 2025."""
    until = 2025 * 12 + 4
    return [f"{MONTHS[place % 12]} {place // 12}" for place in range(until - number + 1, until + 1)]


def over_time(number: int, series: tuple[str, ...] = SECTIONS, factor: int = 7) -> Figure:
    bars = (
        Bar(label, tuple((place * factor + each * 5) % 11 for each in range(len(series))))
        for place, label in enumerate(months(number))
    )
    return Figure("Developments by month", series, tuple(bars))


def counted(title: str, *rows: tuple[str, int]) -> Figure:
    return Figure(title, ("",), tuple(Bar(label, (count,)) for label, count in rows))


PUBLISHERS = counted(
    "Publishers, 10 of 43", ("Xinhua (state media)", 41), (LONG, 20), (CHINESE, 12), ("机器之心", 1)
)
BEFORE = Figure("Sections", ("Before", "Now"), (Bar(SIX[0], (31, 48)), Bar(SIX[1], (40, 0))))
LAST = date(2025, 5, 19)
YEAR = Calendar(
    date(2024, 5, 20), LAST, {LAST - timedelta(n * n % 360): 1 + n % 9 for n in range(60)}
)

CASES = {
    "time": ("time", over_time(12)),
    "time-of-none": ("time", over_time(0)),
    "time-of-1": ("time", over_time(1)),
    "time-of-120": ("time", over_time(120)),
    "time-of-six": ("time", over_time(12, SIX)),
    "time-of-zeros": ("time", over_time(12, ("",), 0)),
    "languages": ("languages", over_time(12, ("CN", "EN", "DE"))),
    "publishers": ("publishers", PUBLISHERS),
    "tags": ("tags", counted("Tags", ("large-models", 30), ("开源", 17), ("chips", 1))),
    "rising": ("rising", Figure("Tags that rose", ("Before", "Now"), (Bar("芯片", (0, 7)),))),
    "lag": ("lag", counted("Days to logging", ("Same day", 30), ("1 day", 4), ("Longer", 0))),
    "before": ("before", BEFORE),
}


def read(svg: str) -> Element:
    """Return the root of `svg`, which must be well-formed, small, and have what readers need."""
    assert len(svg.encode()) < SMALL
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    told = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    assert root.attrib["aria-labelledby"].split() == [e.attrib["id"] for e in told if e is not None]
    assert all(e is not None and e.text for e in told)
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in ELEMENTS
        assert element.attrib.keys() <= ATTRIBUTES
    return root


def texts(root: Element) -> list[str]:
    """The words that are drawn, a text each."""
    return [
        "".join(text.itertext()).removeprefix(whole)
        for text in root.iter(f"{SVG}text")
        for whole in [getattr(text.find(f"{SVG}title"), "text", "")]
    ]


def sums(path: str) -> Iterator[tuple[int, float]]:
    """Yield column and height of what a path of columns outlines."""
    assert path.startswith("M0 0")
    place, height = 0.0, 0.0
    for what, number in re.findall(r"([hV])([\d.]+)", path):
        if what == "V":
            height = float(number)
            continue
        for step in range(round(float(number)) if float(number) > 1 and height else 1):
            if height:
                yield int(place + step + 0.01), height
        place += float(number)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("alone", [False, True])
def test_golden(name: str, alone: bool, golden: Callable[[str, str], None]) -> None:
    svg = chart(*CASES[name], alone=alone)
    read(svg)
    if alone:
        golden(f"svg/{name}.svg", svg)


def test_golden_calendar(golden: Callable[[str, str], None]) -> None:
    svg = calendar_chart(YEAR, alone=True)
    read(svg)
    golden("svg/calendar.svg", svg)


@pytest.mark.parametrize(("number", "series"), [*product([1, 12, 60, 61, 120], [1, 2, 6])])
def test_columns_are_as_high_as_their_counts(number: int, series: int) -> None:
    figure = over_time(number, SIX[:series])
    root = read(chart("time", figure))
    group = next(g for g in root.iter(f"{SVG}g") if "transform" in g.attrib)
    assert re.fullmatch(r"translate\(\S+ \S+\) scale\(\S+ -\S+\)", group.attrib["transform"])
    for path in group:
        upto = int(path.attrib["class"][1:]) + 1
        expected = {place: sum(bar.counts[:upto]) for place, bar in enumerate(figure.bars)}
        assert dict(sums(path.attrib["d"])) == {k: v for k, v in expected.items() if v}


def test_shares_are_of_100() -> None:
    bars = (Bar("April 2025", (1, 2)), Bar("May 2025", (0, 0)))
    root = read(chart("languages", Figure("Languages", ("CN", "EN"), bars)))
    upper, lower = (p.attrib["d"] for p in root.iter(f"{SVG}path") if "M0 0" in p.attrib["d"])
    assert (dict(sums(upper)), dict(sums(lower))) == ({0: 100.0}, {0: 33.3})
    assert {"0%", "50%", "100%"} <= set(texts(root))


@pytest.mark.parametrize("name", ["publishers", "tags", "lag", "before", "rising"])
def test_bars_are_as_long_as_their_counts(name: str) -> None:
    figure = CASES[name][1]
    rectangles = list(read(chart(name, figure)).iter(f"{SVG}rect"))
    lengths = [float(each.attrib["width"]) for each in rectangles]
    counts = [count for bar in figure.bars for count in bar.counts]
    unit = max(lengths) / max(counts)
    assert lengths == pytest.approx([count * unit for count in counts], abs=0.02)
    assert len({each.attrib["x"] for each in rectangles}) == 1


def test_every_day_of_the_calendar_is_there_once() -> None:
    root = read(calendar_chart(YEAR))
    group = next(g for g in root.iter(f"{SVG}g") if "transform" in g.attrib)
    days = [len(re.findall("M", path.attrib["d"])) for path in group]
    assert sum(days) == 365
    assert days == [
        sum(YEAR.level(LAST - timedelta(n)) == level for n in range(365)) for level in range(5)
    ]


def test_a_calendar_of_nothing() -> None:
    root = read(calendar_chart(Calendar(YEAR.first, LAST, {})))
    assert "0 on 0 days" in root.findtext(f"{SVG}desc", "")


@pytest.mark.parametrize(("name", "figure"), [CASES["time-of-none"], CASES["time-of-zeros"]])
def test_nothing_is_told(name: str, figure: Figure) -> None:
    assert "None in this period" in texts(read(chart(name, figure)))


def test_totals_stand_above_few_columns() -> None:
    few, many = (texts(read(chart("time", over_time(number)))) for number in (12, 36))
    totals = [str(bar.total) for bar in over_time(12).bars if bar.total]
    assert [text for text in few if text in totals] == totals
    assert "0" not in few
    assert "0" in many


def test_labels_of_time_are_thinned_out() -> None:
    shown = {number: ticks(months(number), 22 / number) for number in (1, 12, 36, 120)}
    assert [tick[1:] for tick in shown[1]] == [("May", "2025")]
    assert [tick.line for tick in shown[12]] == ["Jul", "Sep", "Nov", "Jan", "Mar", "May"]
    assert [tick.below for tick in shown[12]] == ["2024", "", "", "2025", "", ""]
    assert [tick.line for tick in shown[120]] == ["2016", "2018", "2020", "2022", "2024"]
    weeks = ["Earlier", "28 Apr – 4 May", "5–11 May", "12–18 May", "19 May", "Later"]
    assert [tick[1:] for tick in ticks(weeks, 4)] == [
        ("Earlier", ""),
        ("28", "Apr"),
        ("5", "May"),
        ("12", ""),
        ("19", ""),
        ("Later", ""),
    ]


@pytest.mark.parametrize("most", [0, 1, 3, 4, 5, 9, 10, 99, 12_345])
def test_heights_are_few_and_round(most: int) -> None:
    lines = heights(most)
    assert lines[0] == 0
    assert len(lines) <= 5
    assert lines[-1] <= most
    assert not most or most - lines[-1] < (lines[1] if len(lines) > 1 else 1)


def test_a_name_that_is_cut_stands_whole_in_its_title() -> None:
    root = read(chart("publishers", PUBLISHERS))
    titles = [title.text for text in root.iter(f"{SVG}text") for title in text.iter(f"{SVG}title")]
    assert titles == [LONG, CHINESE]
    cut = [text for text in texts(root) if text.endswith("…")]
    assert [LONG.startswith(cut[0][:-1]), CHINESE.startswith(cut[1][:-1])] == [True, True]


def test_the_smallest_of_many_series_are_one() -> None:
    names = tuple(f"Section {letter}" for letter in "ABCDEFGHI")
    figure = Figure("Time", names, (Bar("May 2025", (9, 8, 7, 1, 6, 5, 1, 4, 2)),))
    root = read(chart("time", figure))
    assert "4 others" in texts(root)
    tallest = next(p for p in root.iter(f"{SVG}path") if p.attrib["class"] == "s5")
    assert dict(sums(tallest.attrib["d"])) == {0: 43.0}


def test_rows_beyond_a_dozen_are_told() -> None:
    rows = [(f"Tag {number}", 40 - number) for number in range(40)]
    assert "and 28 more" in texts(read(chart("tags", counted("Tags", *rows))))


def test_the_worst_is_small() -> None:
    for worst in ("'" * 200, "&" * 200, "𠮷野" * 100, LONG, CHINESE + " (ministry)"):
        rows = [(f"{number}{worst}", 10) for number in range(10)]
        read(chart("publishers", counted(worst, *rows), alone=True))
        series = tuple(f"{number}{worst}" for number in range(9))
        read(chart("time", over_time(120, series), alone=True))
        read(chart("time", over_time(12, series), alone=True))
    busy = {LAST - timedelta(number): number % 9 for number in range(371)}
    read(calendar_chart(Calendar(LAST - timedelta(371), LAST, busy), alone=True))


def test_hostile_texts_are_words(hostile: list[Hostile]) -> None:
    for each in hostile:
        figure = Figure(each.text, (each.text, "Now"), (Bar(each.text, (2, 1)),))
        for name, alone in product(("time", "languages", "publishers"), (False, True)):
            svg = chart(name, figure, alone=alone)
            root = read(svg)
            check_told(each, root)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", svg)
            page = html5lib.HTMLParser(namespaceHTMLElements=False).parse(f"<body>{svg}</body>")
            found = {e.tag.rpartition("}")[2] for e in page.iter() if isinstance(e.tag, str)}
            assert found <= ELEMENTS | {"html", "head", "body"}


def check_told(each: Hostile, root: Element) -> None:
    """Assert that a text reads back, whole or up to an ellipsis, in the title and a label."""
    told = plain(each.text)
    title = root.findtext(f"{SVG}title", "")
    assert title == told or told.startswith(title.removesuffix("…")), each.name
    shown = (text.removesuffix(" 2") for text in texts(root))
    starts = [text for text in shown if text and told.startswith(text.removesuffix("…")[:8])]
    assert starts or not told, each.name


@pytest.mark.parametrize("name", ["<b>", "a b", '"'])
def test_ids_are_plain(name: str) -> None:
    root = read(chart(name, PUBLISHERS))
    assert re.fullmatch(r"chart-\w*-title chart-\w*-desc", root.attrib["aria-labelledby"])


def test_on_a_page_a_chart_has_no_style_of_its_own() -> None:
    for name, figure in CASES.values():
        on_page, alone = chart(name, figure), chart(name, figure, alone=True)
        assert "<style" not in on_page
        assert "style=" not in on_page + alone
        assert "prefers-color-scheme:dark" in alone
        assert figure.title in texts(ElementTree.fromstring(alone))
        for kind in re.findall(r'class="(\w+)"', on_page.replace('class="chart"', "")):
            assert f".chart .{kind}{{" in css()


def test_chinese_is_marked() -> None:
    spans = [
        e for e in read(chart("publishers", PUBLISHERS)).iter(f"{SVG}tspan") if LANG in e.attrib
    ]
    assert [(e.attrib[LANG], e.text) for e in spans][-1] == ("zh", "机器之心")


# How the eye's lights are seen without one of its cones, and with all (Machado, Oliveira and
# Fernandes, 2009): rows for red, green and blue.
SIGHT = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.01182, 0.04294, 0.968881),
    ),
    (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.3039),
    ),
)
TO_CONES = ((0.41222, 0.53633, 0.05145), (0.2119, 0.6807, 0.1074), (0.0883, 0.28172, 0.62998))
TO_OKLAB = ((0.21045, 0.79362, -0.00407), (1.978, -2.42859, 0.45059), (0.0259, 0.78277, -0.80868))

Triple = tuple[float, ...]


def times(rows: tuple[Triple, ...], triple: Triple) -> Triple:
    return tuple(sum(a * b for a, b in zip(row, triple, strict=True)) for row in rows)


def light(colour: str) -> Triple:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def contrast(one: str, other: str) -> float:
    brightness = (times(((0.2126, 0.7152, 0.0722),), light(c))[0] for c in (one, other))
    low, high = sorted(brightness)
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, sight: tuple[Triple, ...]) -> Triple:
    cones = times(TO_CONES, tuple(min(max(p, 0), 1) for p in times(sight, light(colour))))
    return times(TO_OKLAB, tuple(p ** (1 / 3) for p in cones))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_series_are_told_apart_by_everybody(colours: dict[str, str]) -> None:
    series = [f"s{number}" for number in range(6)]
    for name in (*series, "before", "axis"):
        assert contrast(colours[name], colours["back"]) >= 3, name
    for name in ("ink", "quiet"):
        assert contrast(colours[name], colours["back"]) >= 4.5, name
    for sight in SIGHT:
        for one, other in combinations(series, 2):
            pair = (seen(colours[one], sight), seen(colours[other], sight))
            apart = sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5
            assert apart > 0.12, (one, other)

"""Developments made up for the benchmarks: the same ones for the same size and seed.

`size` developments over the ten years up to 19 May 2025, their texts of 500 to 700 bytes in
UTF-8, every third in Chinese. A few of them hold a word that stands nowhere else.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

TODAY = date(2025, 5, 19)
DAYS = 3652
SEED = 20250519
RARE = ("Hengduanshan", "横断山脉")
"""A rare word in each script, in HITS developments each."""

HITS = 3

_SYLLABLES = (
    *("al", "ba", "chi", "dan", "el", "fen", "guo", "hua", "in", "jian", "ku", "lin", "mo", "ning"),
    *("or", "pan", "qi", "ren", "shan", "tao", "un", "ver", "wei", "xin", "yan", "zhu", "tion"),
    *("ment", "ing", "ed", "s", "ic", "al", "tor"),
)
_SIGNS = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
_PUBLISHERS = (
    *(("en", name) for name in ("Sina", "Xinhua", "Reuters", "Caixin Global", "SCMP", "arXiv")),
    *(
        ("zh", name)
        for name in ("国家网信办", "新华社", "人民日报", "机器之心", "工信部", "科技日报")
    ),
)
_TAGS = ("models", "chips", "compute", "safety", "governance", "robotics", "芯片", "大模型", "data")


def records(size: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield `size` records without ids, in no order of date, as `import` takes them."""
    chance = random.Random(seed)
    words = [
        "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(min(size, 8000))
    ]
    rare = dict.fromkeys(chance.sample(range(size), min(size, 2 * HITS)))
    for index, place in enumerate(rare):
        rare[place] = RARE[index % 2]
    for number in range(size):
        chinese = number % 3 == 2
        day = TODAY - timedelta(chance.randrange(DAYS))
        language, publisher = _PUBLISHERS[chance.randrange(6) + 6 * chinese]
        logged = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        text = _chinese(chance) if chinese else _english(chance, words)
        yield {
            "section": chance.choice(("tech", "domestic")),
            "text": f"{text} {rare[number]}." if number in rare else text,
            "date": day.isoformat(),
            "sources": [
                {
                    "lang": language,
                    "publisher": publisher,
                    "published": day.isoformat(),
                    "url": f"https://news.example/{day:%Y-%m}/{number:07d}.html",
                    "title": text[:12] if chinese else "",
                }
            ],
            "tags": chance.sample(_TAGS, 2),
            "logged": f"{logged:%Y-%m-%dT%H:%M:%SZ}",
        }


def _english(chance: random.Random, words: list[str]) -> str:
    length, parts = chance.randint(505, 670), []
    while length > 0:
        sentence = " ".join(chance.choices(words, k=chance.randint(9, 22))).capitalize()
        parts.append(f"{sentence}.")
        length -= len(sentence) + 2
    return " ".join(parts)[:695].rsplit(" ", 1)[0] + "."


def _chinese(chance: random.Random) -> str:
    length, parts = chance.randint(510, 660) // 3, []
    while length > 0:
        clause = "".join(chance.choices(_SIGNS, k=chance.randint(6, 14)))
        parts.append(clause)
        length -= len(clause) + 1
    return "，".join(parts)[:228] + "。"

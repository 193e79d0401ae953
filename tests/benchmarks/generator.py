"""Developments made up for the benchmarks: the same ones for the same size.

`size` developments over the ten years up to 19 May 2025, their texts of 500 to 700 bytes in
UTF-8, every third in Chinese. A few hold a word that stands nowhere else.
"""

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

TODAY = date(2025, 5, 19)
DAYS_BACK = 14
SINCE = TODAY - timedelta(DAYS_BACK)
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
_SIGNS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下"
    "过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都"
    "两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重"
    "新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知"
    "较将组见计别她手角期根论运农指"
)
_PUBLISHERS = (
    *(("en", name) for name in ("Sina", "Xinhua", "Reuters", "Caixin Global", "SCMP", "arXiv")),
    *(
        ("zh", name)
        for name in ("国家网信办", "新华社", "人民日报", "机器之心", "工信部", "科技日报")
    ),
)
_TAGS = ("models", "chips", "compute", "safety", "governance", "robotics", "芯片", "大模型", "data")


@dataclass(frozen=True)
class Data:
    """A file of `size` records, one JSON object a line.

    `recent` of them are of SINCE or later; `rare` is the number, from 1, of the first one that
    holds RARE[0].
    """

    path: Path
    size: int
    recent: int
    rare: int


def written(folder: Path, size: int) -> Data:
    """Return the file of `size` records in `folder`, written unless it is there already."""
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    path = folder / f"records-{size}-{version}.jsonl"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("w", encoding="utf-8") as lines:
            for record in records(size):
                lines.write(json.dumps(record, ensure_ascii=False) + "\n")
        unfinished.replace(path)
    recent = rare = 0
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            recent += json.loads(line)["date"] >= SINCE.isoformat()
            if not rare and RARE[0] in line:
                rare = number
    return Data(path, size, recent, rare)


def records(size: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield `size` records, at least 9, without ids and in no order of date, for `import`."""
    chance = random.Random(seed)
    words = _vocabulary(chance)
    rare = dict.fromkeys(chance.sample(range(0, size, 3), HITS), RARE[0])
    rare |= dict.fromkeys(chance.sample(range(2, size, 3), HITS), RARE[1])
    for number in range(size):
        day = TODAY - timedelta(chance.randrange(DAYS))
        yield _record(chance, words, number, day, rare.get(number, ""))


def additions(seed: int = SEED + 1) -> Iterator[dict[str, Any]]:
    """Yield records of TODAY without end, none of them in `records`, none with a rare word."""
    chance = random.Random(seed)
    words = _vocabulary(chance)
    number = 10_000_000
    while True:
        yield _record(chance, words, number, TODAY, "")
        number += 1


def later(size: int, seed: int = SEED + 2) -> Iterator[dict[str, Any]]:
    """Yield `size` records of the same ten years, none of them in `records` or `additions`, none
    with a rare word."""
    chance = random.Random(seed)
    words = _vocabulary(chance)
    for number in range(size):
        day = TODAY - timedelta(chance.randrange(DAYS))
        yield _record(chance, words, 20_000_000 + number, day, "")


def _record(
    chance: random.Random, words: list[str], number: int, day: date, rare: str
) -> dict[str, Any]:
    chinese = number % 3 == 2
    language, publisher = _PUBLISHERS[chance.randrange(6) + 6 * chinese]
    text = _chinese(chance, rare) if chinese else _english(chance, words, rare)
    return {
        "section": chance.choice(("tech", "domestic")),
        "text": text,
        "date": day.isoformat(),
        "sources": [
            {
                "lang": language,
                "publisher": publisher,
                "published": day.isoformat(),
                "url": f"https://news.example/{day:%Y-%m}/{number:08d}.html",
                "title": text[:12] if chinese else "",
            }
        ],
        "tags": chance.sample(_TAGS, 2),
        "logged": f"{day}T08:00:00Z",
    }


def _vocabulary(chance: random.Random) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(8000)]


def _english(chance: random.Random, words: list[str], rare: str) -> str:
    length = chance.randint(520, 680)
    sentences, left = [], length
    while left > 0:
        sentence = " ".join(chance.choices(words, k=chance.randint(9, 22))).capitalize()
        sentences.append(f"{sentence}.")
        left -= len(sentence) + 2
    text = " ".join(sentences)[:length].rstrip(" .")
    return f"{text} {rare}." if rare else f"{text}."


def _chinese(chance: random.Random, rare: str) -> str:
    length = chance.randint(520, 680) // 3
    clauses, left = [], length
    while left > 0:
        clause = "".join(chance.choices(_SIGNS, k=chance.randint(6, 14)))
        clauses.append(clause)
        left -= len(clause) + 1
    return "，".join(clauses)[:length].rstrip("，") + rare + "。"

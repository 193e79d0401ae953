"""Facts of a text by which two stories in nearly the same words are told apart: who, which model,
how many, where."""

import re
from dataclasses import dataclass, field

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import first_sentence, fold

_WORD = pattern(r"[A-Za-z0-9]+(?:[.,_'’-][A-Za-z0-9]+)*%?")
_HAN = pattern("[\u4e00-\u9fff]+")
_TITLE = pattern("《([^》]+)》")
_NUMBER = pattern(r"[\d.,-]+%?")
_AMOUNT = pattern(r"[\d.,]+(?:[kmbt]|bn|mn|nm|[gtmk]b|st|nd|rd|th|x|gw|mw|kwh?|s)")
_VERSION = pattern(
    r"\d\.\d(?![\d.]*\s*(?:[亿万千百%倍元个名家项年月美]|[mb]illion|trillion|per ?cent|times))"
)

_VARIANTS = frozenset(
    "max pro mini nano ultra lite turbo plus flash air coder vl omni preview thinking".split()
)
"""What tells a model from its kin: Qwen3 from Qwen3-Max."""

_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb "
    "mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday "
    "sunday".split()
)
_COMMON = _MONTHS | frozenset(
    "a an the in on at of for to from by with as and but its it this that these those after before "
    "since under according new china chinese china's ai i source sources en cn us we they he she "
    "more most all some several many two three four five six seven eight nine ten one ceo "
    "reuters bloomberg xinhua sina caixin scmp cnbc ft wsj".split()
)
_OPENINGS = frozenset(("a", "an", "the", "chinese", "china's", "ai"))
_ORDINAL = pattern("第[一二三四五六七八九十百\\d]+[批届期号季轮]")
_ORDINALS = frozenset(
    "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
)
_PLACES = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 "
    "山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 "
    "广西 西藏 宁夏 新疆 香港 澳门 深圳 广州 杭州 南京 苏州 成都 武汉 西安 合肥 "
    "长沙 郑州 青岛 宁波 厦门 福州 济南 无锡 东莞 佛山 珠海 沈阳 大连 长春 "
    "哈尔滨 昆明 贵阳 南宁 海口 太原 石家庄 南昌 兰州 雄安 温州 常州 嘉兴 美国 "
    "日本 韩国 欧盟 英国 法国 德国 俄罗斯 新加坡 印度 "
    "beijing shanghai tianjin chongqing hebei shanxi liaoning jilin heilongjiang jiangsu zhejiang "
    "anhui fujian jiangxi shandong henan hubei hunan guangdong hainan sichuan guizhou yunnan "
    "shaanxi gansu qinghai taiwan guangxi tibet ningxia xinjiang macau shenzhen guangzhou hangzhou "
    "nanjing suzhou chengdu wuhan xi'an hefei changsha zhengzhou qingdao ningbo xiamen fuzhou "
    "jinan wuxi dongguan foshan zhuhai shenyang dalian guiyang taiyuan japan britain france "
    "germany russia singapore india"
).split()


@dataclass(frozen=True)
class Facts:
    """What a text names: its first word (or two characters) that says something, the models,
    numbers and other names in its headline and first sentence; and all words of it."""

    subject: str = ""
    models: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    words: frozenset[str] = field(default=frozenset(), repr=False)
    text: str = field(default="", repr=False)


def facts_of(headline: str, text: str) -> Facts:
    """Return the facts of a development's headline and text."""
    head = f"{headline.strip()}\n{first_sentence(text)}"
    named = _named(head)
    places = frozenset(place for place in _PLACES if place in fold(head))
    # What stands behind a name that many begin with is a verb, unless that owns it.
    subject = next((word for word in _subjects(head) if word not in _OPENINGS), "")
    subject = "" if subject in _COMMON else subject
    whole = f"{headline}\n{text}"
    words = frozenset().union(*_named(whole), map(_plain, _WORD.findall(fold(whole))))
    return Facts(_plain(subject), *named, places, words, _plain(fold(whole)))


def _subjects(head: str) -> list[str]:
    """Return the words, and pairs of Chinese characters, that `head` begins with."""
    found = re.findall(f"{_WORD.pattern}|[\u4e00-\u9fff]{{2}}", head[:80])
    words = (fold(word).replace("’", "'") for word in found if not _NUMBER.fullmatch(word))
    return [word if word in _OPENINGS else word.removesuffix("'s") for word in words]


def _plain(word: str) -> str:
    return re.sub(r"[-_.]", "", word)


def _named(text: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the models, numbers and other names in `text`."""
    models, numbers = set(_ORDINAL.findall(text)), set()
    names = {fold(title) for title in _TITLE.findall(text)}
    before, end = "", -2
    for found in _WORD.finditer(text):
        word, lowered = found[0], found[0].lower().removesuffix("'s")
        if _NUMBER.fullmatch(word):
            amount = word.replace(",", "").removesuffix(".0")
            is_of_name = found.start() == end + 1 and before and len(amount) < 4
            if is_of_name or _VERSION.match(text, found.start()):
                models.add(_plain(f"{before if is_of_name else ''}{amount}"))
                names.discard(before)
            else:
                numbers.add(amount)
            before = ""
        elif any(map(str.isdigit, word)):
            (numbers if _AMOUNT.fullmatch(lowered) else models).add(_plain(lowered))
            before = ""
        elif lowered.partition("-")[0] in _ORDINALS:
            models.add(lowered.partition("-")[0])
            before = ""
        elif lowered in _VARIANTS and word != lowered:
            models.add(lowered)
            before = ""
        elif word != lowered and lowered not in _COMMON:
            names.add(lowered)
            before = lowered
        else:
            before = ""
        end = found.end()
    return frozenset(models), frozenset(numbers), frozenset(names)


MODEL, PLACE, SUBJECT, NAME, NUMBER = 0.45, 0.36, 0.2, 0.08, 0.03
"""What it takes off the likeness of two texts that each names something the other does not: a
model, a place, the first words, each further name and each number."""


def contradiction(one: Facts, other: Facts) -> float:
    """Return what is to be taken off the likeness of two texts for what each of them names and the
    other does not. What but one of them names contradicts nothing, except a model's variant."""
    lost = 0.0
    ours, theirs = one.models - other.words, other.models - one.words
    if (ours and theirs) or _VARIANTS & (ours | theirs):
        lost += MODEL
    if _each_alone(one.places, one, other.places, other):
        lost += PLACE
    if one.subject and other.subject:
        lost += SUBJECT * (one.subject not in other.text and other.subject not in one.text)
    pairs = min(len(one.names - other.words), len(other.names - one.words))
    lost += NAME * min(pairs, 3)
    lost += NUMBER * min(len(one.numbers - other.words), len(other.numbers - one.words), 3)
    return lost


def _each_alone(ours: frozenset[str], one: Facts, theirs: frozenset[str], other: Facts) -> bool:
    """Tell whether one of `ours` is not in the other text, and one of `theirs` not in this one."""
    alone = any(name not in other.text for name in ours)
    return alone and any(name not in one.text for name in theirs)

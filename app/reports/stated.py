"""Numbers as a Chinese text states them (pure): 22人, 两名, 五万余元, 近100场, 4个社会组织国际交流项目, 12.5%."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.expressions import fold

_DIGITS = {**dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)), "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}
_CHINESE = "〇零一二三四五六七八九两十百千"
_ARABIC = r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?"
_COUNTERS = (
    *("人次", "批次", "场次", "团次", "万元", "亿元", "家次", "个国家", "人", "名", "位", "批", "场", "次", "份"),
    *("所", "国", "元", "笔", "项", "家", "期", "届", "天", "学时", "篇", "%", "％"),
)
_HEADS = "团组|项目|国家|地区|专业|基地|学院|城市|单位|部门|学生|学校|活动|协议|方面"
_BEFORE = re.compile(rf"({_HEADS})\Z")
"""What is counted stands before: 来访团组10个."""
_OPEN = rf"个(?P<middle>[一-鿿（）()、]{{0,14}}?)(?P<head>{_HEADS})"
_MORE = {"超过", "逾", "不少于", "至少", "以上", "余", "多"}
_ABOUT = {"约", "大约", "左右", "上下", "近千", "近"}

_COUNTER = "|".join(sorted(map(re.escape, _COUNTERS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?P<before>超过|不少于|至少|大约|约|近|逾|第)?"
    rf"(?P<digits>{_ARABIC}|[{_CHINESE}]{{1,9}})"
    rf"(?P<scale>[万亿])?(?P<mid>余|多)?"
    rf"(?:{_OPEN}|(?P<counter>{_COUNTER})|(?P<bare>个)(?=[，。；、,;]|$))?"
    rf"(?P<after>以上|左右|上下|余|多)?"
)
_QUOTED = re.compile(r"[“‘《「『][^”’》」』]{0,60}[”’》」』]")
_DAYS = re.compile(r"\d{4}\s*[-—–~～/年.]\s*\d{1,2}|\d+\s*[年月日号时分秒点]|\d{1,2}月")
_LIST_MARK = re.compile(
    r"(?:^|[\n。；;：:])\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是)"
)

GROUPS = {
    **dict.fromkeys(("人", "名", "位", "个学生"), "persons"),
    **dict.fromkeys(("批", "批次", "团次", "个团组"), "groups"),
    **dict.fromkeys(("场", "场次", "个活动"), "events"),
    **dict.fromkeys(("国", "个国家", "个地区"), "countries"),
    **dict.fromkeys(("家", "个单位", "个部门"), "bodies"),
    **dict.fromkeys(("元", "万元", "亿元"), "money"),
    **dict.fromkeys(("所", "个学校", "个学院"), "schools"),
    **dict.fromkeys(("%", "％"), "percent"),
}
"""Which counter words speak of the same kind of thing."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A number with its place in the text; `unit` as written, `value` without 万 and 亿 of the number itself.

    `sense` is `=` (exactly), `>` (余, 超过), `~` (约, 近). `weak` is a single 一, which seldom counts anything.
    """

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    sense: str = "="
    weak: bool = False

    @property
    def kind(self) -> str:
        """What kind of thing it counts."""
        return GROUPS.get(self.unit, self.unit)

    @property
    def scaled(self) -> Decimal:
        """In single units: 万元 as 元."""
        factor = Decimal(10) ** 4 if self.unit == "万元" else Decimal(10) ** 8 if self.unit == "亿元" else Decimal(1)
        return self.value * factor


def numbers(text: str) -> Iterator[Stated]:
    """Every number with a counter word, in order; dates, ordinals, list marks and quoted names state none."""
    quiet = [found.span() for pattern in (_QUOTED, _DAYS, _LIST_MARK) for found in pattern.finditer(text)]
    for found in _NUMBER.finditer(text):
        counter = _counter(found, text)
        if not counter or found["before"] == "第" or _is_quiet(found, quiet):
            continue
        value = read(found["digits"] + (found["scale"] or ""))
        if value is not None:
            yield Stated(
                start=found.start("digits"),
                end=found.end(),
                text=found[0].removeprefix(found["before"] or ""),
                value=value,
                unit=unicodedata.normalize("NFKC", counter),
                sense=_sense(found),
                weak=found["digits"] == "一",
            )


def _counter(found: re.Match[str], text: str) -> str:
    """The counter word, with the noun where it is 个."""
    head = found["head"]
    if found["bare"]:
        noun = _BEFORE.search(text[: found.start()])
        head = noun[1] if noun else None
    return found["counter"] or (f"个{head}" if head else "")


def read(written: str) -> Decimal | None:
    """22, 1,200, 3.5万, 两百二十, 五万; None for what is no number."""
    text = fold(written).replace(",", "").replace("，", "")
    scale = _SCALES.get(text[-1:], Decimal(1))
    text = text.rstrip("万亿")
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return Decimal(text) * scale
    number = _chinese(text)
    return None if number is None else number * scale


def _chinese(text: str) -> Decimal | None:
    if not text or any(char not in _CHINESE for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return Decimal("".join(str(_DIGITS[char]) for char in text)) if len(text) != 1 else Decimal(_DIGITS[text])
    total, digit = 0, None
    for char in text:
        if char in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        elif digit in (None, 0):
            digit = _DIGITS[char]
        else:
            return None
    return Decimal(total + (digit or 0))


def _sense(found: re.Match[str]) -> str:
    marks = {found["before"], found["mid"], found["after"]}
    return ">" if marks & _MORE else "~" if marks & _ABOUT else "="


def _is_quiet(found: re.Match[str], quiet: list[tuple[int, int]]) -> bool:
    start = found.start("digits")
    return any(begin <= start < end for begin, end in quiet)

"""THE table of functions and filters: names in English and Chinese, what they take and give, help, an example.

One entry serves both ways of writing, `join(names, '、')` and `names | join('、')`. What they do is in `library.py`
and `lists.py`; the reference page is generated from this table.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.expressions import drawing, lists
from app.expressions import library as do
from app.expressions.kinds import ANY, DATE, NUMBER, TEXT, YESNO, Shape, either
from app.expressions.scope import Kind
from app.expressions.values import Value

_Result = Callable[[tuple[Shape, ...]], Shape]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What one place of a call takes; `items` are the kinds that a list in this place may hold."""

    name: str
    kinds: frozenset[Kind]
    items: frozenset[Kind] = frozenset()
    optional: bool = False
    many: bool = False
    zh: str = ""
    """Its Chinese name, where it may be written by name: `图片(宽='6cm')`."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function or filter."""

    name: str
    zh: str
    run: Callable[..., Value]
    takes: tuple[Parameter, ...]
    gives: _Result
    help_zh: str
    help_en: str
    example: str
    piped: bool = False
    """Printed as a filter behind a pipe."""
    missing_gives_missing: bool = True
    """Whether a missing first argument gives missing at once."""
    wants_choices: bool = False
    """Whether it has to know all choices of its first argument."""
    also: tuple[str, ...] = ()
    """Further names that are understood, mostly those of Jinja."""

    @property
    def least(self) -> int:
        """How many arguments at least, with the one before the pipe."""
        return sum(not parameter.optional for parameter in self.takes)

    @property
    def most(self) -> int:
        """How many arguments at most."""
        return 20 if self.takes[-1].many else len(self.takes)

    def place_of(self, name: str) -> int | None:
        """Which argument is meant by its name."""
        return next((at for at, each in enumerate(self.takes) if name in {each.name, each.zh}), None)

    def parameter(self, position: int) -> Parameter:
        """The one that an argument stands for."""
        return self.takes[min(position, len(self.takes) - 1)]


class Functions(Mapping[str, Function]):
    """The table, by every name."""

    def __init__(self, entries: Iterable[Function]) -> None:
        self.entries = tuple(entries)
        self._by_name: dict[str, Function] = {}
        for entry in self.entries:
            for name in (entry.name, entry.zh, *entry.also):
                if self._by_name.setdefault(name, entry) is not entry:
                    raise ValueError(f"two functions are named {name}")
        self.names = frozenset(self._by_name)

    def __getitem__(self, name: str) -> Function:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


def _is(shape: Shape) -> _Result:
    return lambda _args: shape


def _same(args: tuple[Shape, ...]) -> Shape:
    return args[0]


def _item(args: tuple[Shape, ...]) -> Shape:
    return args[0].one() if args[0].kind in {Kind.LIST, Kind.ROWS} else args[0]


def _list_of_text(args: tuple[Shape, ...]) -> Shape:
    return Shape(Kind.LIST, Kind.TEXT) if args[0].kind is Kind.LIST else ANY if args[0].kind is Kind.ANY else TEXT


def _either(args: tuple[Shape, ...]) -> Shape:
    return args[0] if len(args) < 2 else either(args[0], args[1])


def _kinds(*kinds: Kind) -> frozenset[Kind]:
    return frozenset(kinds)


_EVERY = frozenset(Kind)
_ONE = _EVERY - {Kind.LIST, Kind.ROW, Kind.ROWS}
_NUMBERS, _ORDERED = _kinds(Kind.NUMBER), _kinds(Kind.NUMBER, Kind.DATE, Kind.TEXT)

_ROWS = Parameter("rows", _kinds(Kind.LIST, Kind.ROWS))
_LIST = Parameter("list", _kinds(Kind.LIST), items=_ONE)
_ADDENDS = Parameter("list", _kinds(Kind.LIST, Kind.NUMBER), items=_NUMBERS, many=True)
_COMPARED = Parameter("list", _kinds(Kind.LIST) | _ORDERED, items=_ORDERED, many=True)
_TRUTHS = Parameter("list", _kinds(Kind.LIST, Kind.ROWS, Kind.YESNO))
_NUMBER = Parameter("n", _NUMBERS)
_DATE = Parameter("date", _kinds(Kind.DATE))
_VALUE = Parameter("x", _EVERY)
_SINGLE = Parameter("text", _ONE)
_PLACES = Parameter("places", _NUMBERS, optional=True)


def _size(name: str, zh: str) -> Parameter:
    return Parameter(name, _kinds(Kind.NUMBER, Kind.TEXT), optional=True, zh=zh)


def _text(name: str, *, optional: bool = False) -> Parameter:
    return Parameter(name, _kinds(Kind.TEXT), optional=optional)


def _function(
    name: str, zh: str, run: Callable[..., Value], takes: Any, gives: Any, *words: str, **more: Any
) -> Function:
    parameters = takes if isinstance(takes, tuple) else (takes,)
    result = gives if callable(gives) else _is(gives)
    help_zh, help_en, example = words
    return Function(name, zh, run, parameters, result, help_zh, help_en, example, **more)


def _filter(name: str, zh: str, run: Callable[..., Value], takes: Any, *words: str, **more: Any) -> Function:
    return _function(name, zh, run, takes, TEXT, *words, piped=True, **more)


_KEEP: Any = {"missing_gives_missing": False}
_f, _p = _function, _filter

# A table reads best as one.
# fmt: off
_LISTS = (
    _f("count", "计数", lists.count, _ROWS, NUMBER,
       "有多少行，或多少项", "How many rows, or items that are there", "count(visitors)", **_KEEP),
    _f("sum", "合计", lists.total, _ADDENDS, NUMBER,
       "各项之和；空缺不计，没有则为0", "The sum; what is missing is skipped, nothing is 0",
       "sum(costs.amount)", **_KEEP),
    _f("avg", "平均", lists.average, _ADDENDS, NUMBER,
       "平均值；没有则空缺", "The mean; missing of nothing", "avg(costs.amount)", **_KEEP),
    _f("min", "最小", lists.smallest, _COMPARED, _item,
       "最小的数、最早的日期", "The least number, the earliest date", "min(costs.amount)", **_KEEP),
    _f("max", "最大", lists.largest, _COMPARED, _item,
       "最大的数、最晚的日期", "The greatest number, the latest date", "max(costs.amount)", **_KEEP),
    _f("any", "任一", lists.any_of, _TRUTHS, YESNO,
       "至少一项为是", "Whether at least one is yes", "any(visitors.is_head)", **_KEEP),
    _f("all", "全部", lists.all_of, _TRUTHS, YESNO,
       "每一项都为是；没有则为是", "Whether every one is yes; yes of nothing", "all(visitors.is_head)", **_KEEP),
    _f("first", "第一个", lists.first, _ROWS, _item,
       "第一项", "The first one", "first(visitors).name_zh", **_KEEP),
    _f("last", "最后一个", lists.last, _ROWS, _item,
       "最后一项", "The last one", "last(visitors).name_zh", **_KEEP),
    _f("unique", "去重", lists.unique, _ROWS, _same,
       "相同的只留一个", "Each only once", "count(unique(visitors.nationality))"),
    _f("join", "连接", lists.join, (_LIST, _text("separator", optional=True)), TEXT,
       "用分隔符连成文字，默认用顿号", "The items with a separator between them", "join(visitors.name_zh, '；')"),
    _p("listed", "顿号", lists.join, _LIST,
       "用顿号连接", "Joined by 、", "countries | listed"),
    _p("comma", "逗号", lists.comma, _LIST,
       "用逗号连接", "Joined by ，", "countries | comma"),
    _p("lines", "换行", lists.lines, _LIST,
       "每项一行", "One line each", "visitors.name_zh | lines"),
    _p("numbered", "序号", lists.numbered, _LIST,
       "每项一行，前面加序号", "One numbered line each", "visitors.name_zh | numbered"),
    _f("at_least", "至少", lists.at_least, (_ROWS, _NUMBER), _same,
       "不足几行时用空行补足", "With empty rows until there are this many",
       "visitors | at_least(5)", piped=True, **_KEEP),
)

_NUMERIC = (
    _f("round", "四舍五入", do.rounded, (_NUMBER, _PLACES), NUMBER,
       "四舍五入到几位小数，默认取整", "Half up to this many places", "round(cost / headcount, 2)"),
    _f("floor", "下取整", do.floor, _NUMBER, NUMBER,
       "向下取整", "The whole number below", "floor(cost)"),
    _f("ceil", "上取整", do.ceil, _NUMBER, NUMBER,
       "向上取整", "The whole number above", "ceil(cost)"),
    _f("abs", "绝对值", do.absolute, _NUMBER, NUMBER,
       "绝对值", "Without its sign", "abs(cost)"),
    _p("capital", "大写", do.capital_text, _NUMBER,
       "金额大写：壹仟肆佰零玖元伍角", "Amount in capital characters", "cost | capital"),
    _p("cn_number", "中文数字", do.cn_number_text, _NUMBER,
       "中文数字：一千二百", "Number in Chinese characters", "headcount | cn_number"),
    _p("thousands", "千分位", do.thousands, (_NUMBER, _PLACES),
       "千分位：12,345.60", "With commas: 12,345.60", "cost | thousands"),
    _p("ten_thousand", "万元", do.ten_thousand, (_NUMBER, _PLACES),
       "以万为单位，默认两位小数；单位写在表中", "In units of 10,000, two places; the unit is not printed",
       "cost | ten_thousand"),
    _p("percent", "百分比", do.percent, (_NUMBER, _PLACES),
       "百分比，默认一位小数：12.3%", "As a percentage, one place", "growth | percent"),
    _p("fixed", "保留", do.fixed, (_NUMBER, _PLACES),
       "保留几位小数，默认两位，不足补零", "With exactly this many places", "cost | fixed(2)"),
)

_DATES = (
    _f("date", "指定日期", do.date_of, (_NUMBER, _NUMBER, _NUMBER), DATE,
       "由年、月、日得到日期", "The date of year, month and day", "date(2024, 1, 31)"),
    _f("days", "天数", do.days, (_DATE, _DATE), NUMBER,
       "从前一日期到后一日期的天数，同一天为0", "Days from the first date to the second",
       "days(arrive_on, leave_on) + 1"),
    _f("months", "月数", do.months, (_DATE, _DATE), NUMBER,
       "从前一日期到后一日期的整月数", "Whole months from the first date to the second",
       "months(arrive_on, leave_on)"),
    _f("years", "年数", do.years, (_DATE, _DATE), NUMBER,
       "从前一日期到后一日期的整年数，可算周岁", "Whole years from the first date to the second, as ages",
       "years(arrive_on, today)"),
    _f("add_days", "加天", do.add_days, (_DATE, _NUMBER), DATE,
       "几天以后的日期", "The date some days later", "add_days(leave_on, 20)"),
    _f("add_months", "加月", do.add_months, (_DATE, _NUMBER), DATE,
       "几个月以后的日期", "The date some months later", "add_months(leave_on, 6)"),
    _f("year", "年份", do.part("year"), _DATE, NUMBER,
       "日期的年份", "The year of a date", "year(arrive_on) == year(today)"),
    _f("month", "月份", do.part("month"), _DATE, NUMBER,
       "日期的月份", "The month of a date", "month(arrive_on)"),
    _f("day", "日", do.part("day"), _DATE, NUMBER,
       "日期的日", "The day of the month", "day(arrive_on)"),
    _p("cn_date", "年月日", do.cn_date_text, _DATE,
       "2024年3月5日；只知年月的写到月", "2024年3月5日, as far as it is known", "arrive_on | cn_date"),
    _p("month_day", "月日", do.month_day, _DATE,
       "3月5日", "3月5日", "arrive_on | month_day"),
    _p("year_month", "年月", do.year_month, _DATE,
       "2024年3月", "2024年3月", "arrive_on | year_month"),
    _p("cn_year", "年", do.year_only, Parameter("date", _kinds(Kind.DATE, Kind.NUMBER)),
       "2024年", "2024年", "arrive_on | cn_year"),
    _p("iso_date", "日期", do.iso_date, _DATE,
       "2024-03-05", "2024-03-05", "arrive_on | iso_date"),
    _p("clock", "时刻", do.clock_text, Parameter("date", _kinds(Kind.DATE, Kind.TEXT)),
       "日期和时间里的时刻：14:30", "The time of a day with a time: 14:30", "now | clock"),
    _p("chinese_date", "中文日期", do.chinese_date_text, _DATE,
       "二〇二四年三月五日", "The date in Chinese characters", "arrive_on | chinese_date"),
)

_TEXTS = (
    _f("len", "字数", do.length, Parameter("text", _EVERY - {Kind.ROW}), NUMBER,
       "文字有多少字；列表有多少项", "Characters of a text, items of a list",
       "len(delegation_name)", also=("length",)),
    _f("contains", "包含", do.contains, (Parameter("text", _ONE | {Kind.LIST}), _text("part")), YESNO,
       "是否含有这段文字", "Whether it has this part", "contains(delegation_name, '代表团')"),
    _f("starts", "开头是", do.starts, (_SINGLE, _text("part")), YESNO,
       "是否以这段文字开头", "Whether it begins so", "starts(delegation_name, '德国')"),
    _f("ends", "结尾是", do.ends, (_SINGLE, _text("part")), YESNO,
       "是否以这段文字结尾", "Whether it ends so", "ends(delegation_name, '团')"),
    _p("upper", "转大写", do.upper, _SINGLE,
       "英文转为大写字母", "In capital letters", "delegation_name | upper"),
    _p("lower", "转小写", do.lower, _SINGLE,
       "英文转为小写字母", "In small letters", "delegation_name | lower"),
    _p("trim", "去空格", do.trim, _SINGLE,
       "去掉首尾空格", "Without white space at both ends", "delegation_name | trim"),
    _p("replace", "替换", do.replace, (_SINGLE, _text("old"), _text("new")),
       "把一段文字换成另一段", "With one text replaced by another", "delegation_name | replace('代表团', '团')"),
)

_ANYTHING = (
    _f("default", "默认", do.default, (_VALUE, Parameter("instead", _EVERY, optional=True)), _either,
       "没有内容时用什么代替", "What stands in for nothing", "headcount | default(0)", piped=True, **_KEEP),
    _f("label", "名称", do.label, Parameter("x", _ONE | {Kind.LIST}), _list_of_text,
       "选项显示的文字", "The words that people see for a choice", "payer | label", piped=True),
    _f("code", "代码", do.code, Parameter("x", _ONE), _same,
       "选项存储的代码", "The stored code of a choice", "payer | code", piped=True),
    _p("tick", "勾选", do.tick, (Parameter("x", _ONE | {Kind.LIST}), _text("only", optional=True)),
       "列出全部选项，选中的打勾：□ 部级 ☑ 厅局级；写明某一项时只印它的方框",
       "All choices with boxes; with a choice named, only its box", "payer | tick", wants_choices=True, **_KEEP),
)

_DRAWN = (
    _f("image", "图片", drawing.image, (_VALUE, _size("width", "宽"), _size("height", "高")), ANY,
       "在 Word 中印成图片；可以写宽和高：图片(宽='6cm')", "As a picture in Word files; width and height may be given",
       "anything | image(width='6cm')", piped=True),
    _f("qr", "二维码", drawing.qr, (_SINGLE, _size("size", "大小")), ANY,
       "在 Word 中印成二维码，默认2.5厘米见方", "As a QR code in Word files, 25 mm wide",
       "filing_no | qr", piped=True),
    _f("link", "链接", drawing.link, (_SINGLE, _text("words", optional=True)), ANY,
       "在 Word 中印成可以点的网址或邮箱", "An address that can be clicked in Word files",
       "contact | link", piped=True),
)

# fmt: on

FUNCTIONS = Functions((*_LISTS, *_NUMERIC, *_DATES, *_TEXTS, *_ANYTHING, *_DRAWN))
"""Every function and filter, by English name, Chinese name and further names."""

"""A year of the demo office, as lines for `walk.live`: invented, and always the twelve months before today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """A visiting delegation: arrival so many days from today (before it: negative)."""

    arrives: int
    stays: int
    name: str
    countries: str
    kind: str
    purposes: str
    guests: tuple[tuple[str, str, str], ...]
    stage: str
    cost: int = 0


VISITS = (
    Visit(
        -320,
        3,
        "大田区青少年交流团",
        "日本",
        "青少年",
        "友好访问；文化体育交流",
        (("佐藤健", "SATO KEN", "领队"), ("田中美咲", "TANAKA MISAKI", "教师")),
        "finish",
        8600,
    ),
    Visit(
        -285,
        2,
        "釜山商工会议所代表团",
        "韩国",
        "经贸",
        "商谈合作",
        (("金敏俊", "KIM MINJUN", "副会长"), ("李秀珍", "LEE SUJIN", "课长"), ("朴志勋", "PARK JIHOON", "职员")),
        "finish",
        5200,
    ),
    Visit(
        -240,
        5,
        "图卢兹市政府代表团",
        "法国",
        "友城",
        "友好访问；签约",
        (
            ("皮埃尔·马丁", "PIERRE MARTIN", "副市长"),
            ("索菲·贝尔纳", "SOPHIE BERNARD", "国际处处长"),
            ("吕克·罗贝尔", "LUC ROBERT", "官员"),
        ),
        "finish",
        21800,
    ),
    Visit(
        -198,
        1,
        "曼谷职业教育考察团",
        "泰国",
        "院校",
        "考察学习",
        (("颂猜", "SOMCHAI PRASERT", "院长"), ("娜丽", "NARI WONG", "系主任")),
        "finish",
    ),
    Visit(
        -170,
        4,
        "汉堡港务友人访问团",
        "德国",
        "民间",
        "友好访问",
        (("汉斯·米勒", "HANS MUELLER", "会长"), ("安娜·施密特", "ANNA SCHMIDT", "理事")),
        "finish",
        3900,
    ),
    Visit(
        -131,
        2,
        "新加坡社区发展代表团",
        "新加坡",
        "官方",
        "考察学习；商谈合作",
        (("陈伟明", "TAN WEI MING", "司长"), ("林慧", "LIM HUI", "处长"), ("拉维", "RAVI KUMAR", "主任")),
        "finish",
        7400,
    ),
    Visit(
        -96,
        3,
        "墨尔本合唱团",
        "澳大利亚",
        "民间",
        "文化体育交流",
        (("艾米丽·琼斯", "EMILY JONES", "团长"), ("杰克·威尔逊", "JACK WILSON", "指挥")),
        "finish",
        6100,
    ),
    Visit(
        -58,
        2,
        "河内青年干部访问团",
        "越南",
        "官方",
        "友好访问",
        (("阮文安", "NGUYEN VAN AN", "处长"), ("陈氏兰", "TRAN THI LAN", "干部")),
        "finish",
        4300,
    ),
    Visit(
        -22,
        2,
        "横滨园艺协会代表团",
        "日本",
        "民间",
        "友好访问；考察学习",
        (("山本一郎", "YAMAMOTO ICHIRO", "会长"), ("铃木花子", "SUZUKI HANAKO", "理事")),
        "approve",
        4800,
    ),
    Visit(
        9,
        3,
        "蒙彼利埃大学代表团",
        "法国",
        "院校",
        "商谈合作",
        (("克莱尔·迪布瓦", "CLAIRE DUBOIS", "副校长"), ("让·佩蒂", "JEAN PETIT", "处长")),
        "agree",
        9800,
    ),
    Visit(
        16,
        2,
        "仁川教育厅代表团",
        "韩国",
        "青少年",
        "商谈合作",
        (("崔英姬", "CHOI YOUNGHEE", "科长"), ("郑大贤", "JUNG DAEHYUN", "奖学士")),
        "submit",
        3600,
    ),
    Visit(30, 4, "圣保罗城市规划考察团", "巴西", "官方", "考察学习", (("若昂·席尔瓦", "JOAO SILVA", "局长"),), ""),
)

STEPS = (
    ("submit", -12, "linxiao", ""),
    ("pass", -11, "chenmo", "情况属实，同意。"),
    ("agree", -10, "zhengyan", "同意。"),
    ("agree_finance", -9, "wutong", "经费已列入预算。"),
    ("approve", -8, "zhaoqiming", "批准。"),
    ("finish", 5, "linxiao", ""),
)
"""What is pressed, days from the arrival (before it: negative), by whom, with which words."""


def lines(today: date) -> Iterator[Line]:
    """Every record of the year, the oldest first."""
    for visit in VISITS:
        yield _visit(visit, today)
    yield from _events(today)


def _visit(visit: Visit, today: date) -> Line:
    arrives = today + timedelta(days=visit.arrives)
    begun = min(arrives - timedelta(days=14), today - timedelta(days=2))
    values = {**_basics(visit, arrives), "visitors": _guests(visit), "agenda": _agenda(arrives), **_costs(visit)}
    return {
        "type": "visiting_delegation",
        "on": begun.isoformat(),
        "by": "linxiao",
        "values": values,
        "steps": list(_steps(visit, arrives, begun)),
        "result": {"outcome": "双方就后续交流达成初步意向。", "actual_count": str(len(visit.guests))},
    }


def _basics(visit: Visit, arrives: date) -> Line:
    return {
        "delegation_name": visit.name,
        "headcount": len(visit.guests),
        "countries": visit.countries,
        "visit_kind": visit.kind,
        "host_unit": "来访接待处",
        "contact": "林晓",
        "contact_phone": "0571-88001234",
        "arrive_on": arrives.isoformat(),
        "leave_on": (arrives + timedelta(days=visit.stays)).isoformat(),
        "purposes": visit.purposes,
        "entry": "单个团组",
        "group_count": 1,
        "hosting": "部分招待",
    }


def _guests(visit: Visit) -> list[Line]:
    return [
        {
            "name_zh": zh,
            "name_en": latin,
            "nationality": visit.countries,
            "post": post,
            "passport_no": f"E{10_000_000 + visit.arrives * 37 + at}",
            "is_head": "是" if at == 0 else "否",
        }
        for at, (zh, latin, post) in enumerate(visit.guests)
    ]


def _agenda(arrives: date) -> list[Line]:
    following = arrives + timedelta(days=1)
    talks = {"activity": "座谈交流", "place": "会议中心", "ours": "赵启明、陈默"}
    return [
        {"on": arrives.isoformat(), "at": "下午", "activity": "抵达，入住", "place": "市区", "ours": "林晓"},
        {"on": following.isoformat(), "at": "09:30", **talks},
    ]


def _costs(visit: Visit) -> Line:
    if not visit.cost:
        return {}
    costs = [
        {"item": "用餐", "amount": visit.cost * 6 // 10, "payer": "我方"},
        {"item": "市内交通", "amount": visit.cost * 4 // 10, "payer": "我方"},
        {"item": "国际旅费", "amount": visit.cost * 3, "payer": "外方"},
    ]
    return {"costs": costs, "fund_source": "外事接待经费"}


def _steps(visit: Visit, arrives: date, begun: date) -> Iterator[Line]:
    reached = [press for press, *_rest in STEPS]
    until = reached.index(visit.stage) + 1 if visit.stage else 0
    for press, days, by, comment in STEPS[:until]:
        if press == "agree_finance" and not visit.cost:
            continue
        on = max(arrives + timedelta(days=days), begun) if visit.arrives < 0 else begun
        yield {"on": on.isoformat(), "by": by, "press": press.removesuffix("_finance"), "comment": comment}


EVENTS = (
    (-300, "新春外籍友人联欢会", "品牌系列活动", 120, 60),
    (-210, "国际友人走进非遗工坊", "品牌系列活动", 45, 30),
    (-150, "中外青少年夏令营", "品牌系列活动", 80, 40),
    (-75, "国际城市摄影展", "文化交流", 300, 25),
    (-30, "外籍人士中文角", "品牌系列活动", 36, 28),
)


EVENT_STEPS = (
    ("submit", -14, "zhouning", ""),
    ("pass", -13, "heping", "方案可行，同意。"),
    ("agree", -12, "zhengyan", "同意。"),
    ("agree", -11, "wutong", "请落实安全预案，同意。"),
    ("approve", -10, "zhaoqiming", "批准。"),
    ("finish", 3, "zhouning", ""),
)
LARGE = 200
"""From so many people on, security is asked too."""


def _events(today: date) -> Iterator[Line]:
    for days, name, kind, people, foreigners in EVENTS:
        held = today + timedelta(days=days)
        yield {
            "type": "exchange_event",
            "on": (held - timedelta(days=16)).isoformat(),
            "by": "zhouning",
            "values": {
                "event_name": name,
                "kind": kind,
                "held_on": held.isoformat(),
                "unit": "出访管理处",
                "participants": str(people),
                "foreign_participants": str(foreigners),
                "entry": "单项活动",
                "event_count": "1",
            },
            "steps": [
                {"on": (held + timedelta(days=after)).isoformat(), "by": by, "press": press, "comment": comment}
                for press, after, by, comment in EVENT_STEPS
                if by != "wutong" or people >= LARGE
            ],
            "result": {"outcome": "气氛热烈，中外参加者反映良好。"},
        }

"""The record type that pages are measured with: fifteen fields, and ten thousand made-up rows of them."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

CHOICES = {
    "country": [
        "日本",
        "韩国",
        "美国",
        "德国",
        "英国",
        "法国",
        "俄罗斯",
        "新加坡",
        "马来西亚",
        "泰国",
        "澳大利亚",
        "加拿大",
    ],
    "category": ["校级代表团", "学术访问", "合作研究", "国际会议", "短期讲学", "学生交流"],
    "level": ["国家级", "省部级", "校级", "院级", "个人"],
}
TYPES = {
    "group_name": "text",
    "country": "choice",
    "category": "choice",
    "start_date": "date",
    "end_date": "date",
    "persons": "integer",
    "host": "text",
    "budget": "money",
    "amount": "money",
    "purpose": "paragraph",
    "contact": "text",
    "phone": "phone",
    "email": "email",
    "level": "choice",
    "is_public": "yesno",
}
FIELDS = tuple(TYPES)
INDEXED = ("country", "start_date")
ROWS = 10_000
COUNTRY = "日本"
"""The country that lists are filtered by."""


def definition(*, roles: list[str], papers: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """The type as a register that these roles keep, with the papers that come out of it."""
    return {
        "key": "bench_visit",
        "label": "访问团组",
        "title": "{{ group_name }}",
        "sections": [{"key": "basic", "label": "基本情况", "fields": [_field(key) for key in FIELDS]}],
        "views": [
            {
                "key": "all",
                "label": "全部",
                "columns": ["group_name", "country", "category", "start_date", "amount", "host"],
                "sort": ["-start_date"],
            }
        ],
        "documents": list(papers),
        "rights": [{"role": role, "see": "all", "create": True, "change": True} for role in roles],
    }


def rows(count: int = ROWS) -> Iterator[dict[str, Any]]:
    """Values as they are stored, always the same."""
    chance, first = random.Random(1), dt.date(2016, 1, 1)
    for number in range(count):
        start = first + dt.timedelta(days=chance.randrange(3650))
        yield {
            "group_name": f"访问团{number}",
            "country": chance.choice(CHOICES["country"]),
            "category": chance.choice(CHOICES["category"]),
            "start_date": start.isoformat(),
            "end_date": (start + dt.timedelta(days=5)).isoformat(),
            "persons": chance.randrange(1, 30),
            "host": "材料学院",
            "budget": f"{chance.random() * 1e5:.2f}",
            "amount": f"{chance.random() * 1e5:.2f}",
            "purpose": "出席国际学术会议并作报告，商谈合作研究事宜。" * 3,
            "contact": "王伟",
            "phone": "13800000000",
            "email": "a@example.org",
            "level": chance.choice(CHOICES["level"]),
            "is_public": True,
        }


def filled() -> dict[str, str]:
    """The form as a browser sends it."""
    (row,) = rows(1)
    return {key: "是" if value is True else str(value) for key, value in row.items()}


def _field(key: str) -> dict[str, Any]:
    made: dict[str, Any] = {"key": key, "type": TYPES[key], "label": key, "index": key in INDEXED}
    if key in CHOICES:
        made["choices"] = [{"value": value, "label": value} for value in CHOICES[key]]
    return made

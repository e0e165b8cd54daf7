"""The people and departments of the demo office. All invented."""

from dataclasses import dataclass

INSTITUTION, INSTITUTION_EN = "示例市对外交流中心", "Example City Exchange Centre"


@dataclass(frozen=True)
class Person:
    """Somebody: `roles` are held for the own department, `everywhere` for the whole institution."""

    name: str
    login: str
    department: str
    roles: tuple[str, ...]
    everywhere: tuple[str, ...] = ()


DEPARTMENTS = {
    "综合处": "General Office",
    "来访接待处": "Visitors Division",
    "出访管理处": "Outbound Division",
    "国际合作学院": "College of International Cooperation",
}
"""With their English names."""

PEOPLE = (
    Person("林晓", "linxiao", "来访接待处", ("staff",)),
    Person("陈默", "chenmo", "来访接待处", ("head",)),
    Person("周宁", "zhouning", "出访管理处", ("staff",)),
    Person("何平", "heping", "出访管理处", ("head",)),
    Person("苏文", "suwen", "国际合作学院", ("staff",)),
    Person("方远", "fangyuan", "国际合作学院", ("head",)),
    Person("郑岩", "zhengyan", "综合处", ("staff",), ("foreign_affairs",)),
    Person("吴桐", "wutong", "综合处", (), ("finance", "security")),
    Person("赵启明", "zhaoqiming", "综合处", (), ("leader",)),
    Person("孙静", "sunjing", "综合处", (), ("designer", "admin")),
    Person("钱序", "qianxu", "综合处", (), ("auditor",)),
)

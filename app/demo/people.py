"""The people and departments of the demo office. All invented."""

from dataclasses import dataclass

INSTITUTION = "示例市对外交流中心"


@dataclass(frozen=True)
class Person:
    """Somebody: `roles` are held for the own department, `everywhere` for the whole institution."""

    name: str
    login: str
    department: str
    roles: tuple[str, ...]
    everywhere: tuple[str, ...] = ()


DEPARTMENTS = ("综合处", "来访接待处", "出访管理处", "国际合作学院")

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

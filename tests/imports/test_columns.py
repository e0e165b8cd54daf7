"""Which column is proposed for which field."""

from dataclasses import dataclass

import pytest

from app.imports import match_columns


@dataclass(frozen=True)
class Name:
    key: str
    label: str
    aliases: tuple[str, ...] = ()


NAMES = (
    Name("name_zh", "中文姓名"),
    Name("name_en", "英文姓名", ("english_name",)),
    Name("nationality", "国籍（地区）"),
    Name("passport", "护照号码"),
    Name("cost_ours", "中方经费"),
    Name("arrive_on", "到达日期"),
    Name("group", "团组名称"),
)


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("中文姓名", "name_zh"),
        (" 中文 姓名*", "name_zh"),
        ("中文姓名（必填）", "name_zh"),
        ("姓名", "name_zh"),
        ("ENGLISH_NAME", "name_en"),
        ("人员/英文姓名", "name_en"),
        ("国籍", "nationality"),
        ("国籍(地区)", "nationality"),
        ("护照号", "passport"),
        ("护照编码", "passport"),
        ("中方经费（元）", "cost_ours"),
        ("团组/名称", "group"),
        ("外方经费", None),
        ("出发日期", None),
        ("备注", None),
        ("B 列", None),
        ("", None),
    ],
)
def test_a_label_finds_its_field(label: str, key: str | None) -> None:
    assert match_columns([label], NAMES) == ({0: key} if key else {})


def test_each_field_is_taken_once_by_the_surest_column() -> None:
    assert match_columns(["姓名", "中文姓名", "中文姓名", "国籍"], NAMES) == {
        0: "name_en",
        1: "name_zh",
        3: "nationality",
    }


def test_nothing_to_match() -> None:
    assert match_columns([], NAMES) == {}
    assert match_columns(["甲"], ()) == {}

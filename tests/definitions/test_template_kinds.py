"""Templates by the ending of their file: who reads them, what is found in a folder."""

from pathlib import Path

import pytest

from app.definitions.files import TemplateShelf
from app.definitions.template_kinds import EXCEL, KINDS, WORD, file_name, files_in, kind_of
from tests.excel.build import SCOPE, VALUES, grid, sheet
from tests.word.build import template


@pytest.mark.parametrize(
    ("name", "kind", "file"),
    [
        ("呈批表.docx", WORD, "呈批表.docx"),
        ("汇总表.xlsx", EXCEL, "汇总表.xlsx"),
        ("汇总表.XLSX", EXCEL, "汇总表.XLSX"),
        ("呈批表", WORD, "呈批表.docx"),
        ("2024.3 名单", WORD, "2024.3 名单.docx"),
    ],
)
def test_the_ending_says_the_kind(name: str, kind: object, file: str) -> None:
    assert (kind_of(name), file_name(name)) == (kind, file)


def test_every_kind_compiles_checks_and_fills() -> None:
    files = {".docx": template("{{ 团组名称 }}"), ".xlsx": sheet(["{{ 团组名称 }}"])}
    assert set(files) == set(KINDS.names())
    for kind in KINDS:
        compiled = kind.compile(files[kind.name], scope=SCOPE)
        assert compiled.names == {"title"}
        assert compiled.render(VALUES).startswith(b"PK")
        assert kind.check(files[kind.name], scope=SCOPE).faults == ()
        assert kind.check(b"x").template is None


def test_a_folder_holds_templates_of_all_kinds(tmp_path: Path) -> None:
    for name, data in {"甲.docx": template("{{ 团组名程 }}"), "乙.xlsx": sheet(["{{ 团组名程 }}"])}.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "~$甲.docx").write_bytes(b"")
    (tmp_path / "读我.txt").write_bytes(b"")
    assert set(files_in(tmp_path)) == {"甲.docx", "乙.xlsx"}
    shelf = TemplateShelf(tmp_path)
    files = ("甲.docx", "乙.xlsx")
    found = {name: [(fault.place, fault.suggestions[0]) for fault in shelf.faults(name, SCOPE)] for name in files}
    assert found == {"甲.docx": [("正文 第1段", "团组名称")], "乙.xlsx": [("汇总!A1", "团组名称")]}


def test_a_workbook_is_tried_before_it_is_used() -> None:
    assert grid(EXCEL.compile(sheet(["{{ 人数 }}"]), scope=SCOPE).render(VALUES)) == [[3.0]]
    assert EXCEL.check(sheet(["{{ 人数 }}", "{{ 来访人员.中文译名 }}"]), scope=SCOPE).blocking == ()

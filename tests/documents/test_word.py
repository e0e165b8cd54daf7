"""`word check` and `word fill`: what they say, what they write."""

import io
import json
import sys
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document as Docx
from flask import Flask

from app.cli.word import word as group
from app.definitions.files import read_forms
from app.extensions import db
from tests.workflow.office import Office, docx

READ = cache(read_forms)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms are read once for all tests."""
    monkeypatch.setattr(sys.modules["app.cli.word"], "read_forms", READ)


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(group, args)
    return result.exit_code, result.output


def test_the_shipped_templates_have_no_faults() -> None:
    code, said = run("check")
    assert (code, said.splitlines()[-1][-6:]) == (0, "没有发现问题")


def test_all_faults_are_told_with_their_places(tmp_path: Path) -> None:
    path = tmp_path / "来访呈批表.docx"
    path.write_bytes(docx("{{ 团组名程 }}", [["姓名"], ["{{ 来访人员.姓明 }}"]]))
    code, said = run("check", str(path))
    assert code == 1
    assert "来访呈批表.docx 正文" in said
    assert "团组名程" in said
    assert "姓明" in said
    assert "发现 2 个问题" in said


def test_a_file_is_looked_at_for_a_type_that_does_not_name_it(tmp_path: Path) -> None:
    path = tmp_path / "新的.docx"
    path.write_bytes(docx("{{ 团组名程 }}"))
    assert run("check", str(path))[0] == 0
    code, said = run("check", "--type", "visiting_delegation", str(path))
    assert code == 1
    assert "是不是想写“团组名称”" in said
    assert run("check", "--type", "no_such", str(path))[0] == 1


def test_faults_are_told_to_programs_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "来访呈批表.docx"
    path.write_bytes(docx("一", "二 {{ 团组名程 }}"))
    code, said = run("check", "--json", str(path))
    (report,) = json.loads(said)["files"]
    (fault,) = report["faults"]
    assert code == 1
    assert (report["file"], report["ok"]) == ("来访呈批表.docx", False)
    assert "visiting_delegation.sign_sheet" in report["papers"]
    assert fault["zh"] == "没有名为“团组名程”的字段。请检查名称是否写对。是不是想写“团组名称”？"
    assert "团组名称" in fault["en"]
    assert fault["suggestions"][0] == "团组名称"
    assert [fault[name] for name in ("place", "part", "paragraph", "character", "length")] == [
        "正文 第2段", "word/document.xml", 2, 6, 4
    ]  # fmt: skip


def test_faults_are_written_as_comments_into_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "来访呈批表.docx"
    path.write_bytes(docx("{{ 团组名程 }}"))
    before = path.read_bytes()
    run("check", "--comments", str(tmp_path / "copies"), str(path))
    (comment,) = Docx(tmp_path / "copies" / path.name).comments
    assert comment.text.startswith("正文 第1段：没有名为“团组名程”的字段")
    assert path.read_bytes() == before


def test_fields_that_no_template_prints_are_listed() -> None:
    _, said = run("check")
    assert "“来访团组”有 " in said
    assert "礼品" in next(line for line in said.splitlines() if line.startswith("“来访团组”有 "))
    assert "来访人员·护照号码" in said


def test_opinions_are_names_that_templates_know(tmp_path: Path) -> None:
    path = tmp_path / "来访备案表.docx"
    path.write_bytes(docx("{{ 部门审核意见 }} {{ 领导审批签批人 }}", [["意见"], ["{{ 审批意见.意见 }}"]]))
    assert run("check", str(path))[0] == 0


def test_a_file_that_no_type_names_is_checked_for_its_tags(tmp_path: Path) -> None:
    path = tmp_path / "别的.docx"
    path.write_bytes(docx("{{ 随便什么 }}"))
    assert run("check", str(path))[0] == 0
    path.write_bytes(docx("{% if x %}"))
    assert run("check", str(path))[0] == 1


@pytest.fixture
def here(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work in the office of the tests."""
    monkeypatch.setattr(sys.modules["app.cli.word"], "office", app.app_context)


def put(app: Flask, cast: Office) -> int:
    with app.app_context():
        record = cast.visit()
        db.session.commit()
        return record.id


@pytest.mark.usefixtures("here")
def test_a_record_is_written_as_its_file(app: Flask, cast: Office, tmp_path: Path) -> None:
    record_id, out = put(app, cast), tmp_path / "out.docx"
    assert run("fill", "visit", "sign_sheet", "--record", str(record_id), "-o", str(out))[0] == 0
    assert Docx(io.BytesIO(out.read_bytes())).paragraphs[0].text == "慕尼黑大学代表团 2人 2024年4月1日"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("visit", "sign_sheet", "--record", "999"), "没有编号为 999"),
        (("other", "sign_sheet", "--record", "1"), "没有编号为 1"),
        (("visit", "no_such", "--record", "1"), "sign_sheet  filing_form  badge"),
    ],
)
def test_what_is_not_there_is_said(app: Flask, cast: Office, tmp_path: Path, args: tuple[str, ...], words: str) -> None:
    put(app, cast)
    out = tmp_path / "out.docx"
    code, said = run("fill", *args, "-o", str(out))
    assert code == 1
    assert words in said
    assert not out.exists()

"""`word check` and `word fill`: what they say, what they write."""

import io
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document as Docx
from flask import Flask

from app.cli.word import word as group
from app.extensions import db
from tests.workflow.office import Office, docx


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

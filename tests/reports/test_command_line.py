"""`report compute` and `report write`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from app.cli import main
from app.extensions import db
from app.records.models import Record
from app.web import database as web_database

from .conftest import one


@pytest.fixture
def run(database: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    @contextmanager
    def office_writing() -> Iterator[Flask]:
        with database.app_context():
            web_database.begin_write()
            yield database

    monkeypatch.setattr(sys.modules["app.cli.report"], "office_writing", office_writing)
    return lambda *words: CliRunner().invoke(main, ["report", *words])


def data_of(database: Flask, type_key: str, year: int) -> dict[str, dict[str, str]]:
    with database.app_context():
        return one(type_key, year).data


def test_compute_prints_and_keeps_the_figures(run: "type[Result]", database: Flask) -> None:
    result = run("compute", "annual_report", "--year", "2024")
    assert result.exit_code == 0
    assert "民间团体来访人次  96 人次" in result.output
    assert data_of(database, "annual_report", 2024)["civil_people"]["value"] == "96"


def test_write_fills_what_is_empty_and_leaves_what_was_written(run: "type[Result]", database: Flask) -> None:
    run("compute", "annual_report", "--year", "2024")
    before = data_of(database, "annual_report", 2024)["act_problem"]
    result = run("write", "annual_report", "--year", "2024", "--by", "ling")
    assert result.exit_code == 0
    assert "4批96人次" in result.output
    after = data_of(database, "annual_report", 2024)
    assert after["act_problem"] == before
    assert "4批96人次" in after["act_work"]["text"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compute", "annual_report", "--year", "2011"], "没有“annual_report”2011 年度的报告"),
        (["compute", "nothing", "--year", "2024"], "没有这类报告"),
        (["compute", "annual_report", "--year", "2024", "--by", "nobody"], "没有找到可以办理的人"),
        (["compute", "annual_report", "--year", "2024", "--by", "wen"], "没有“annual_report”2024 年度的报告"),
    ],
)
def test_what_cannot_be_done_is_said(run: "type[Result]", words: list[str], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert said in result.output


def test_a_closed_report_is_refused(run: "type[Result]", database: Flask) -> None:
    with database.app_context():
        db.session.execute(db.update(Record).where(Record.year == 2024).values(state="published"))
        db.session.commit()
    result = run("compute", "annual_report", "--year", "2024")
    assert result.exit_code == 1
    assert "已经公示" in result.output

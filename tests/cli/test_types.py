"""`types`: what the verbs print, and how they end."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import cli, create_app
from app.definitions import queries
from app.extensions import db
from app.records.models import Record
from app.web.words import catalogue
from tests.definitions.conftest import VISIT
from tests.definitions.office import NOW, office

FIELD = "{key: name, type: text, label: 名称}"
SMALL = f"""\
key: note
label: 便笺
title: "{{{{ name }}}}"
rights: [{{role: staff, create: true}}]
sections:
  - {{key: basic, label: 基本, fields: [{FIELD}]}}
"""


def run(*arguments: object, answer: str | None = None) -> Result:
    return CliRunner().invoke(cli.main, [str(each) for each in arguments], input=answer)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "note.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_a_clean_file_is_said_to_be_clean(small: Path) -> None:
    result = run("types", "check", small)
    assert (result.exit_code, result.output) == (0, "没有发现问题：1 个事项，0 个选项表，0 条提醒\n")


def test_every_fault_stands_on_its_line_with_its_place(small: Path) -> None:
    small.write_text(SMALL.replace("label: 名称", "labl: 名称").replace("role: staff", "rol: staff"), encoding="utf-8")
    result = run("types", "check", small)
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0] == f"{small}:4:11 rights[0].rol  不认识的键“rol”。是不是想写“role”？"
    assert [line.partition("  ")[0] for line in lines[1:-1]] == [
        f"{small}:6:38 sections[0].fields[0].label",
        f"{small}:6:62 sections[0].fields[0].labl",
    ]
    assert lines[-1] == "发现 3 个问题，0 条提醒"


def test_faults_of_sense_are_found_without_a_database(small: Path) -> None:
    small.write_text(SMALL.replace("{{ name }}", "{{ nane }}"), encoding="utf-8")
    result = run("types", "check", small, "--lang", "en")
    assert result.exit_code == 1
    assert result.output.startswith(f"{small}:3:8 title  ")
    assert "name" in result.output


def test_the_schema_is_json() -> None:
    result = run("types", "schema")
    assert json.loads(result.output)["properties"]["key"]["pattern"]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with tables, where the command line finds it."""
    folder = tmp_path / "office"
    monkeypatch.setenv("BIAOWEN_INSTANCE", str(folder))
    with office(folder):
        pass
    return folder


def fill(site: Path, key: str) -> None:
    """A record of this type, under the version in force."""
    with create_app({"instance": site}).app_context():
        version = queries.current(key)
        assert version is not None
        filled = {"state": "kept", "title": "", "data": {}, "lock_version": 1, "created_at": NOW, "updated_at": NOW}
        db.session.add(Record(type_key=key, version_id=version.id, **filled))
        db.session.commit()
        db.engine.dispose()


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "roles.yaml").write_text("roles: [{key: staff, label: 经办人}]\n", encoding="utf-8")
    (folder / "note.yaml").write_text(f"# mine\n{SMALL}", encoding="utf-8")
    return folder


@pytest.mark.usefixtures("site")
def test_loading_adds_what_is_lacking_and_export_gives_it_back(forms: Path) -> None:
    result = run("types", "load", forms)
    assert (result.exit_code, result.output) == (0, "角色\n新事项 note（便笺）\n已装入\n")
    assert run("types", "load", forms).output == "没有要装入的内容\n"
    exported = run("types", "export", "note").output
    assert exported.startswith("# mine\nformat: 1\nkey: note\nversion: 1\nlabel: 便笺\n")


@pytest.mark.usefixtures("site")
def test_an_update_shows_its_plan_and_asks(forms: Path) -> None:
    run("types", "load", forms)
    more = SMALL.replace(FIELD, f"{FIELD}, {{key: day, type: date, label: 日期}}")
    (forms / "note.yaml").write_text(more, encoding="utf-8")
    refused = run("types", "load", forms, "--update", answer="n\n")
    assert "事项 note（便笺）\n    新增字段： day\n" in refused.output
    assert "已装入" not in refused.output
    assert "已装入" in run("types", "load", forms, "--update", "--yes").output
    assert "key: day" in run("types", "export", "note").output


@pytest.mark.usefixtures("site")
def test_an_update_after_an_update_still_loses_nothing_in_use(forms: Path, site: Path) -> None:
    run("types", "load", forms)
    fill(site, "note")
    small = SMALL.replace('title: "{{ name }}"', "title: x")
    for text in (
        small.replace(FIELD, f"{FIELD}, {{key: day, type: date, label: 日期}}"),
        small.replace("key: name", "key: line"),
    ):
        (forms / "note.yaml").write_text(text, encoding="utf-8")
        result = run("types", "load", forms, "--update", "--yes")
    assert result.exit_code == 1
    assert "    仍按原版本办理的记录： 第 1 版 1 条\n    在用而不见了，不能装入： name\n" in result.output
    assert result.output.splitlines()[-1] == (
        f"{forms}/note.yaml:6:37 sections[0].fields  字段“名称”（name）不见了，在用的第 1 版里有它。"
        "字段不能删除：请写回并停用（retired: true）；只是改了键的，请在 changes 里写明。"
        "是不是想写“{from: 1, rename: name, to: line}”？"
    )
    assert "key: day" in run("types", "export", "note").output


@pytest.mark.usefixtures("site")
def test_faults_stop_a_loading(forms: Path) -> None:
    (forms / "visit.yaml").write_text(VISIT, encoding="utf-8")
    result = run("types", "load", forms)
    assert result.exit_code == 1
    assert "没有选项表“countries”" in result.output
    assert run("types", "export", "note").exit_code == 1


def test_every_code_has_its_sentence() -> None:
    """Codes are written in the source as "definition.…", or short in the calls that add faults."""

    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(cli.__file__).parents[1].glob("definitions/**/*.py")
    )
    written = set(re.findall(r"\"(definition\.[a-z_]+)\"", source))
    short = re.findall(r"(?:\.add|\.warn)\(\s*\"([a-z_]+)\"", source)
    assert written | {f"definition.{code}" for code in short} <= catalogue().keys()

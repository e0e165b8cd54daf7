"""`types export KEY FILE` and `types import`: the plan of the page is printed, and nothing is done without a yes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from app import cli, create_app
from app.accounts import service as accounts
from app.accounts.service import Grant, Person
from app.audit.models import AuditEntry
from app.definitions import queries
from app.definitions import service as definitions
from app.definitions.schema import Role
from app.designer.exchange import bundle as bundles
from app.designer.exchange.bundle import pack, unpack
from app.documents.models import TemplateFile
from app.extensions import db
from app.web import clock
from app.web.database import begin_write
from tests.conftest import ROLES, make_user
from tests.designer import zips


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, ["types", *(str(each) for each in arguments)])


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An office of this test's own, found by the command line, with one who designs and one who does not."""
    monkeypatch.setenv("BIAOWEN_INSTANCE", str(tmp_path / "office"))
    made = create_app()
    with made.app_context():
        db.create_all()
        begin_write()
        accounts.set_roles([Role.model_validate(role) for role in ROLES])
        home = accounts.found_institution("东湖大学", name_en="East Lake University")
        make_user(Person("爱达", "ada", home.id, (Grant("admin"),)))
        make_user(Person("司丹", "stan", home.id, (Grant("staff"),)))
        db.session.commit()
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "guest.zip"
    path.write_bytes(pack(zips.bundle()))
    return path


def standing(site: Flask) -> tuple[bool, bool, int]:
    """Is there a draft, is there the list, how many templates were put on the shelf."""
    with site.app_context():
        found = queries.draft("guest_visit") is not None, queries.list_version("colours") is not None
        return *found, len(db.session.query(TemplateFile).all())


def test_without_a_yes_the_plan_is_printed_and_nothing_is_changed(site: Flask, file: Path) -> None:
    told = run("import", file)
    assert told.exit_code == 0, told.output
    lines = told.output.splitlines()
    assert lines[0] == "新事项，成为草稿： guest_visit（来宾）"
    assert "选项表 colours  新的" in lines
    assert "模板 来宾表.docx  新的" in lines
    assert lines[-1] == "什么都没有改。看好以后，加上 --yes 再导入"
    assert standing(site) == (False, False, 0)
    assert "New type, as a draft: guest_visit" in run("import", file, "--lang", "en").output


def test_with_a_yes_it_is_a_draft_with_its_list_and_template_and_leaves_as_it_came(
    site: Flask, file: Path, tmp_path: Path
) -> None:
    done = run("import", file, "--yes")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "已导入为草稿 guest_visit，检查后再发布")
    assert standing(site) == (True, True, 1)
    with site.app_context():
        begin_write()
        draft = queries.draft("guest_visit")
        assert draft is not None
        definitions.publish(zips.bundle().definition, actor=None, now=clock.now(), source=zips.SOURCE)
        db.session.commit()
    out = tmp_path / "out.zip"
    assert run("export", "guest_visit", out).exit_code == 0
    left = unpack(out.read_bytes())
    assert (left.definition.key, set(left.lists), set(left.templates)) == ("guest_visit", {"colours"}, {"来宾表.docx"})


def test_under_another_key_it_is_a_type_of_its_own(site: Flask, file: Path) -> None:
    run("import", file, "--yes")
    told = run("import", file, "--key", "guest_two", "--name", "来宾二", "--yes")
    assert told.exit_code == 0, told.output
    assert "选项表 colours  一样" in told.output.splitlines()
    with site.app_context():
        assert queries.draft("guest_two") is not None


@pytest.mark.parametrize("who", ["stan", "nobody"])
def test_who_may_not_design_takes_nothing_in(who: str, site: Flask, file: Path) -> None:
    told = run("import", file, "--by", who, "--yes")
    assert told.exit_code == 1
    assert str(file) in told.output
    assert standing(site) == (False, False, 0)


def test_a_file_that_is_none_is_refused_with_its_place(
    site: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_bytes(b"PK nothing")
    told = run("import", file, "--yes")
    assert told.exit_code == 1
    assert f"{file}  " in told.output
    monkeypatch.setattr(bundles, "MOST", 4)
    assert run("import", file, "--yes").exit_code == 1
    assert standing(site) == (False, False, 0)
    with site.app_context():
        refused = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "type.refused")).all()
        assert [(each.about, each.actor_id) for each in refused] == [(f"file:{file.name}", 0)] * 2

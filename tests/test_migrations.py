"""The tables through the years: one line of migrations, up and down with rows, and at its end what models say."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from app import create_app
from app.extensions import db
from app.web import schema

RELEASED = "0016"
"""Where offices stand that come from an earlier release."""
OLD_TABLES = ("record_type", "record_type_version", "record", "register", "number")
LATER = {"reserved_for", "used_for"}
"""Columns of these tables that came later."""
AT = "2024-03-05 02:00:00"
OLD_ROWS = f"""
INSERT INTO record_type (key, retired) VALUES ('visit', 0);
INSERT INTO record_type_version (id, key, number, content, sha256, slots, source, status)
    VALUES (1, 'visit', 1, '{{}}', 'x', '{{}}', 'key', 'published');
UPDATE record_type SET current_id = 1;
INSERT INTO record (id, type_key, version_id, state, title, number, data, lock_version, imported,
        created_at, updated_at)
    VALUES (1, 'visit', 1, 'kept', '来访', '2024-1', '{{"name":"来访"}}', 3, 0, '{AT}', '{AT}');
INSERT INTO register (series, period, last) VALUES ('visit', '2024', 2);
INSERT INTO number (series, period, n, text, record_id, taken_at, void_why)
    VALUES ('visit', '2024', 1, '2024-1', 1, '{AT}', '');
INSERT INTO number (series, period, n, text, taken_at, void_at, void_why)
    VALUES ('visit', '2024', 2, '2024-2', '{AT}', '{AT}', '写错了');
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Flask]:
    """An application of its own, whose database has no tables."""
    made = create_app({"instance": tmp_path, "TESTING": True})
    schema.attach(made)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def up(to: str = "head") -> None:
    flask_migrate.upgrade(directory=str(schema.DIRECTORY), revision=to)


def down(to: str) -> None:
    flask_migrate.downgrade(directory=str(schema.DIRECTORY), revision=to)


def test_migrations_have_one_head_and_one_line() -> None:
    script = ScriptDirectory(str(schema.DIRECTORY))
    assert len(script.get_heads()) == 1
    assert [each.revision for each in script.walk_revisions() if each.is_merge_point or each.is_branch_point] == []


@pytest.mark.filterwarnings("ignore:.*expression-based index")
def test_from_nothing_to_today_the_tables_are_what_models_say(office: Flask) -> None:
    up()
    flask_migrate.check(directory=str(schema.DIRECTORY))


def test_rows_of_an_earlier_release_stay_up_and_down(office: Flask) -> None:
    up(RELEASED)
    _fill()
    before = _rows()
    up()
    assert _rows() == before
    with db.engine.begin() as connection:
        assert connection.scalars(sa.text("SELECT reserved_for || used_for FROM number")).all() == ["", ""]
    down(RELEASED)
    assert _rows() == before
    assert "reserved_for" not in {column["name"] for column in sa.inspect(db.engine).get_columns("number")}
    up()
    assert _rows() == before


STEP = "INSERT INTO step (id, record_id, transition, label, from_state, to_state, comment, revision, repeats, at)"
REVISION = "INSERT INTO revision (record_id, number, version_id, state, data, why, reason, at)"
SIGNED = f"""
{STEP} VALUES (1, 1, 'pass', '同意', 'a', 'b', '', 1, 0, '{AT}'), (2, 1, 'pass', '同意', 'a', 'b', '', 1, 0, '{AT}'),
    (3, 1, 'pass', '同意', 'b', 'c', '', 2, 0, '{AT}');
{REVISION} VALUES (1, 2, 1, 'b', '{{}}', 'amended', '', '{AT}');
INSERT INTO judged (step_id, version_id, seal) VALUES (1, 1, '{{"name":"x"}}'), (3, 1, '{{"name":"x"}}');
INSERT INTO signed_with (step_id, token, content) VALUES (1, 't1', 'c'), (2, 't2', 'c'), (3, 't3', 'c');
"""


def test_earlier_signatures_stand_for_what_was_judged_and_where_nobody_knows_for_nothing(office: Flask) -> None:
    up("0030")
    _fill()
    _fill(SIGNED)
    up()
    with db.engine.begin() as connection:
        found = connection.execute(sa.text("SELECT step_id, seal, version_id FROM signed_with ORDER BY 1")).all()
    assert [tuple(row) for row in found] == [
        (1, '{"": "gone"}', 1),
        (2, '{"": "gone"}', 1),
        (3, '{"name":"x"}', 1),
    ], "an amendment came after the first, a voice in a vote had no seal"
    down("0030")


def _fill(rows: str = OLD_ROWS) -> None:
    """A type with a version, a record with its number, and a number that is void."""
    with db.engine.begin() as connection:
        for statement in rows.split(";\n"):
            connection.exec_driver_sql(statement)


def _rows() -> dict[str, list[dict[str, object]]]:
    """Everything that was there in the earlier release, by the columns that it had."""
    with db.engine.begin() as connection:
        return {table: _of(connection, table) for table in OLD_TABLES}


def _of(connection: sa.Connection, table: str) -> list[dict[str, object]]:
    found = connection.execute(sa.text(f'SELECT * FROM "{table}" ORDER BY 1')).mappings()
    return [{name: value for name, value in row.items() if name not in LATER} for row in found]

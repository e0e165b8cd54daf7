"""Full-text search: text cut into pairs of characters, so that every substring of Chinese is found.

On SQLite the index is FTS5 over `record_text`. PostgreSQL would hold `tv tsvector` with a GIN index in
`record_text`, filled by `to_tsvector('simple', body)`, and ask it `'国际' <-> '际学'`; `_Index` is where it goes.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import pairwise
from operator import add

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.records.models import RecordText, record_ix, table

MAX_TEXT = 100_000
"""Characters of one record that are found; more than any form holds, less than what would block other writers."""
MAX_WORDS = 8
"""Words of one query that are looked for."""

_HAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_TEXT = table(RecordText)
CREATE_INDEX = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS record_fts"
    " USING fts5(body, content='record_text', content_rowid='record_id', tokenize='unicode61 remove_diacritics 2')"
)
"""For SQLite; migrations run the same statement."""
_DROP_INDEX = "DROP TABLE IF EXISTS record_fts"

for _when, _statement in (("after_create", CREATE_INDEX), ("before_drop", _DROP_INDEX)):
    event.listen(_TEXT, _when, sa.DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]

_OLD = sa.select(_TEXT.c.body).where(_TEXT.c.record_id == sa.bindparam("id"))
_INSERT = sa.insert(_TEXT)
_UPDATE = sa.update(_TEXT).where(_TEXT.c.record_id == sa.bindparam("id")).values(body=sa.bindparam("body"))
_FORGET = sa.text("INSERT INTO record_fts(record_fts, rowid, body) VALUES ('delete', :id, :body)")
_LEARN = sa.text("INSERT INTO record_fts(rowid, body) VALUES (:id, :body)")


def body(words: Iterable[str]) -> str:
    """The text that is indexed for these words: `国际学院` is `国际 际学 学院 院`, Latin words and numbers stay whole.

    The last character stands alone too, so that one character is found as the beginning of any pair.
    """
    text = "\n".join(words)[:MAX_TEXT]
    return " ".join([word or _cut(han) for han, word in _runs(text)])


def write(session: Session, record_id: int, words: Iterable[str], *, is_new: bool) -> None:
    """Make a record be found by these words."""
    connection, new = session.connection(), body(words)
    if is_new:
        connection.execute(_INSERT, {"record_id": record_id, "body": new})
        connection.execute(_LEARN, {"id": record_id, "body": new})
        return
    old = connection.execute(_OLD, {"id": record_id}).scalar()
    if old == new:
        return
    if old is None:
        connection.execute(_INSERT, {"record_id": record_id, "body": new})
    else:
        connection.execute(_FORGET, {"id": record_id, "body": old})
        connection.execute(_UPDATE, {"id": record_id, "body": new})
    connection.execute(_LEARN, {"id": record_id, "body": new})


def rewrite(session: Session, words: Mapping[int, Iterable[str]]) -> None:
    """The same for many records that are there."""
    connection, new = session.connection(), {record_id: body(each) for record_id, each in words.items()}
    kept = sa.select(_TEXT.c.record_id, _TEXT.c.body).where(_TEXT.c.record_id.in_(sorted(new)))
    old = {row.record_id: row.body for row in connection.execute(kept)}
    changed = [{"id": key, "body": text} for key, text in new.items() if old.get(key) != text]
    known = [each for each in changed if each["id"] in old]
    if known:
        connection.execute(_FORGET, [{"id": each["id"], "body": old[each["id"]]} for each in known])
        connection.execute(_UPDATE, known)
    if unknown := [{"record_id": each["id"], "body": each["body"]} for each in changed if each["id"] not in old]:
        connection.execute(_INSERT, unknown)
    if changed:
        connection.execute(_LEARN, changed)


def query(typed: str) -> str | None:
    """What somebody typed as an FTS5 query, None if nothing in it can be looked for. All words have to be there."""
    words = _runs(typed)[:MAX_WORDS]
    return " AND ".join(_quoted(*each) for each in words) or None


def matches(typed: str) -> sa.ColumnElement[bool]:
    """The records in which everything that was typed is found: a condition over `record_ix`."""
    wanted = query(typed)
    if wanted is None:
        return sa.false()
    found = sa.text("SELECT rowid FROM record_fts WHERE record_fts MATCH :wanted").bindparams(
        sa.bindparam("wanted", wanted, unique=True)
    )
    return record_ix.c.record_id.in_(found.columns(sa.column("rowid", sa.Integer)))


def rebuild_index(session: Session) -> None:
    """Make the index anew from `record_text`."""
    session.connection().execute(sa.text("INSERT INTO record_fts(record_fts) VALUES ('rebuild')"))


def is_sound(session: Session) -> bool:
    """Does the index agree with `record_text`?"""
    try:
        session.connection().execute(sa.text("INSERT INTO record_fts(record_fts, rank) VALUES ('integrity-check', 1)"))
    except sa.exc.DatabaseError:
        return False
    return True


def _runs(text: str) -> list[tuple[str, str]]:
    """Stretches of one kind, each a run of Chinese characters or a word, in the form in which they are compared."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _cut(han: str) -> str:
    """Each two neighbours, and the last one alone; a word stays whole."""
    return " ".join([*map(add, han, han[1:]), han[-1]])


def _quoted(han: str, word: str) -> str:
    """One run of the query: a phrase of pairs, or a beginning."""
    if word or len(han) == 1:
        return f'"{word or han}"*'
    return '"' + " ".join(first + second for first, second in pairwise(han)) + '"'

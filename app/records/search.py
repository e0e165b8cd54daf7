"""Full-text search: text cut into pairs of characters, so that every substring of Chinese is found.

On SQLite the index is FTS5 over `record_text`. PostgreSQL would hold `tv tsvector` with a GIN index in
`record_text`, filled by `to_tsvector('simple', body)`, and ask it `'国际' <-> '际学'`; `_Index` is where it goes.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.records.models import RecordText, record_ix, table
from app.records.sql_dialects import among
from app.web.question import Writing

MAX_TEXT = 100_000
"""Characters of one record that are found; more than any form holds, less than what would block other writers."""
SHORT, KNOWN = 32, 4096
"""Characters of a text that many records may have in common, and how many such texts are remembered cut."""
MAX_WORDS = 8
"""Words of one query that are looked for."""

_HAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(rf"([{_HAN}]+)|([^\W_{_HAN}]+)")
_WORD = re.compile(r"[^\W_]+")
_WIDE = tuple(zip("，：；！？（）", ",:;!?()", strict=True))
"""What NFKC makes of the signs of Chinese texts: where they are gone, it sees at once that nothing is left to do."""
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
_INSERT_ALL = Writing(_INSERT.values(record_id=sa.bindparam("id"), body=sa.bindparam("body")))
_UPDATE_ALL, _FORGET_ALL, _LEARN_ALL = Writing(_UPDATE), Writing(_FORGET), Writing(_LEARN)


def body(words: Sequence[str]) -> str:
    """The text that is indexed for these words: `国际学院` is `国际 际学 学院 院`, Latin words and numbers stay whole.

    The last character stands alone too, so that one character is found as the beginning of any pair.
    """
    if sum(map(len, words)) + len(words) > MAX_TEXT:
        words = "\n".join(words)[:MAX_TEXT].split("\n")
    return " ".join([text for each in words if (text := _known(each) if len(each) <= SHORT else _pieces(each))])


def write(session: Session, record_id: int, words: Sequence[str], *, is_new: bool) -> None:
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


def rewrite(session: Session, words: Mapping[int, Sequence[str]]) -> None:
    """The same for many records that are there."""
    kept = sa.select(_TEXT.c.record_id, _TEXT.c.body).where(among(_TEXT.c.record_id, words))
    old = {row.record_id: row.body for row in session.connection().execute(kept)}
    new = ((record_id, body(each)) for record_id, each in words.items())
    changed = [{"id": key, "body": text, "old": old.get(key)} for key, text in new if old.get(key) != text]
    known = [each for each in changed if each["old"] is not None]
    _FORGET_ALL.rows(session, [{"id": each["id"], "body": each["old"]} for each in known])
    _UPDATE_ALL.rows(session, known)
    _INSERT_ALL.rows(session, [each for each in changed if each["old"] is None])
    _LEARN_ALL.rows(session, changed)


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
    for wide, narrow in _WIDE:
        text = text.replace(wide, narrow)
    return _RUN.findall(unicodedata.normalize("NFKC", text).lower())


def _pieces(text: str) -> str:
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    return " ".join([word or _cut(han) for han, word in _runs(text)])


_known = lru_cache(maxsize=KNOWN)(_pieces)
"""Labels, names, days: the same in record after record."""


def _cut(han: str) -> str:
    """Each two neighbours, and the last one alone."""
    signs = [*han]
    cut = [" "] * (3 * len(signs) - 1)
    cut[0::3], cut[1::3] = signs, [*signs[1:], ""]
    return "".join(cut)


def _quoted(han: str, word: str) -> str:
    """One run of the query: a phrase of pairs, or a beginning."""
    if word or len(han) == 1:
        return f'"{word or han}"*'
    return '"' + " ".join(first + second for first, second in pairwise(han)) + '"'

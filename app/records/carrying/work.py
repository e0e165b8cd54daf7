"""The work: records carried over, and taken back, some at a time. Begun again, it goes on where it was interrupted;
stopped, what was carried stays carried, and the bundle takes it back.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.audit import service as audit
from app.definitions import queries as definitions
from app.definitions.carrying import Carried
from app.errors import Invalid
from app.jobs.worker import Progress, Work
from app.notices import service as notices
from app.records import corrections, desks, rewriting
from app.records.carrying import queries, service
from app.records.carrying.asked import Asked
from app.records.carrying.forecast import Carriers
from app.records.carrying.models import CarriedRecord, Carry
from app.records.carrying.queries import Back
from app.records.corrections import Before
from app.records.desk import Desk
from app.records.listing import Line
from app.records.models import Record, table
from app.records.rewriting import Cause, Rewrite
from app.records.sql_dialects import among
from app.web import database
from app.web.language import speaking
from app.web.question import Writing

CHUNK = 500
_CARRIED = table(CarriedRecord)
_INSERT = Writing(sa.insert(_CARRIED), _CARRIED.c.keys())


def carry_work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Carry over everything that was asked for."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        return _result(_Carrying(int(args["carry"]), desk).work(progress), args)


def back_work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Take back everything that nobody changed since."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        return _result(_take_back(int(args["carry"]), desk, progress), args)


JOBS: dict[str, Work] = {service.CARRY: carry_work, service.TAKE_BACK: back_work}


class _Carrying:
    """One carry, from wherever it stands to its end."""

    def __init__(self, carry_id: int, desk: Desk) -> None:
        service.refuse_strangers(desk.actor)
        self.desk, self.found = desk, queries.carry(carry_id)
        self.carry_id, self.type_key, self.reason = carry_id, self.found.type_key, self.found.reason
        version = definitions.current(self.type_key)
        if version is None or (version.id, version.sha256) != (self.found.version_id, self.found.asked["sha256"]):
            raise Invalid.because("carrying.newer_version")
        self.now = desk.types.version(version.id)
        self.asked = Asked.read(self.found.asked)
        self.carriers = Carriers(
            self.now, self.asked, desk, {key: desk.types.version(key) for key in self.asked.wanted}
        )
        self.cause = Cause(desk.actor, desk.now, "carried", self.reason)
        self.is_counted = _is_counted(self.type_key, desk)

    def work(self, progress: Progress) -> Sequence[str]:
        desk, last = self.desk, 0
        done = sum(queries.standing(self.found)[:4])
        total = done + queries.left_to_carry(desk.session, self.found, self.asked)
        while True:
            database.begin_write()
            found = queries.carry(self.carry_id)
            lines = queries.next_to_carry(desk.session, found, self.asked, after=last, most=CHUNK)
            if not lines:
                return self._told(found)
            self._carry(lines)
            last, done = lines[-1].id, done + len(lines)
            progress.step(done, max(total, done))
            desk.session.expunge_all()

    def _carry(self, lines: Sequence[Line]) -> None:
        made = {line.id: self.carriers.carry(line) for line in lines}
        moved = [line for line in lines if not made[line.id].stays]
        before = {key: each.before for key, each in self.carriers.of.items()}
        wanted = [Rewrite(line, before[line.version_id], self.now, made[line.id].stored) for line in moved]
        rewriting.rewrite(self.desk.session, wanted, self.cause, self.desk.lookups)
        if self.is_counted:
            for each in wanted:
                _account_for(each, self.reason, self.desk)
        _INSERT.rows(self.desk.session, [self._kept(line, made[line.id]) for line in lines], carry_id=self.carry_id)
        for line in lines:
            if made[line.id].asks:
                self._ask_owner(line, made[line.id])
        facts = {"carry": self.carry_id, "number": self.now.definition.version, "rows": len(moved)}
        _audit("records.carried", self.type_key, facts, lines, self.desk)

    def _kept(self, line: Line, made: Carried) -> dict[str, Any]:
        outcome = "asked" if made.asks else "stayed" if made.stays else "carried"
        after = line.lock_version + (not made.stays)
        row = {"record_id": line.id, "before": line.lock_version, "after": after}
        return {**row, "year": line.year, "outcome": outcome}

    def _ask_owner(self, line: Line, made: Carried) -> None:
        """Which fields: what they say is for who opens the record."""
        if line.owner_id is None:
            return
        pairs = self.carriers.of[line.version_id].pairs
        labels = [pairs[path].new.definition.label for path in dict.fromkeys(each.path for each in made.misfits)]
        facts = {
            "title": line.title,
            "by": self.desk.actor.name,
            "label": "、".join(label.zh for label in labels),
            "label_en": ", ".join(label.text("en") for label in labels),
        }
        notices.tell([line.owner_id], "not_carried", record_id=line.id, facts=facts, now=self.desk.now)

    def _told(self, found: Carry) -> Sequence[str]:
        stand, number = queries.standing(found), self.now.definition.version
        said = [gettext("%(count)d 条记录转到了第 %(number)d 版", count=stand.carried + stand.changed, number=number)]
        if stand.stayed + stand.asked:
            count = stand.stayed + stand.asked
            said.append(
                gettext("%(count)d 条保持原版本，其中 %(asked)d 条已通知经办人", count=count, asked=stand.asked)
            )
        return said


def _take_back(carry_id: int, desk: Desk, progress: Progress) -> Sequence[str]:
    service.refuse_strangers(desk.actor)
    found, done, last = queries.carry(carry_id), 0, 0
    type_key, reason = found.type_key, found.reason
    total = queries.left_to_take_back(desk.session, found)
    cause = Cause(desk.actor, desk.now, "taken_back", reason)
    while True:
        database.begin_write()
        found = queries.carry(carry_id)
        rows = queries.next_to_take_back(desk.session, found, after=last, most=CHUNK)
        if not rows:
            break
        _back(carry_id, rows, cause, desk)
        facts = {"carry": carry_id, "rows": len(rows)}
        _audit("records.taken_back", type_key, facts, [each.line for each in rows], desk)
        last, done = rows[-1].line.id, done + len(rows)
        progress.step(done, max(total, done))
        desk.session.expunge_all()
    stand = queries.standing(found)
    said = [gettext("%(count)d 条记录转回了原来的版本，内容和转换以前一样", count=stand.back)]
    if stand.changed:
        said.append(gettext("%(count)d 条在转换以后又有人改过，没有动", count=stand.changed))
    return said


def _back(carry_id: int, rows: Sequence[Back], cause: Cause, desk: Desk) -> None:
    version = desk.types.version
    wanted = [
        Rewrite(each.line, version(each.line.version_id), version(each.version_id), each.data, each.year)
        for each in rows
    ]
    rewriting.rewrite(desk.session, wanted, cause, desk.lookups)
    if _is_counted(wanted[0].compiled.key, desk):
        for each in wanted:
            _account_for(each, cause.reason, desk)
    mine = (_CARRIED.c.carry_id == carry_id, among(_CARRIED.c.record_id, [each.line.id for each in rows]))
    desk.session.connection().execute(sa.update(_CARRIED).where(*mine).values(outcome="back"))


def _is_counted(type_key: str, desk: Desk) -> bool:
    """Is there a figure that counts records of the type? Else no report can be corrected."""
    fields = (each for compiled in desk.types.all().values() for each in compiled.fields.values())
    return any(each.type.name == "figure" and each.options.of == type_key for each in fields)


def _account_for(each: Rewrite, reason: str, desk: Desk) -> None:
    """Where a closed report counts the record, this is a correction, and its reason is told there."""
    line = each.line
    if line.state in each.compiled.counting_states and line.data != each.stored:
        kept = {**line._asdict(), "version_id": each.compiled.version_id, "data": dict(each.stored)}
        kept["lock_version"] = line.lock_version + 1
        corrections.account_for(Record(**kept), Before(line.state, line.data), reason, desk=desk)


def _audit(deed: str, type_key: str, facts: Mapping[str, object], lines: Sequence[Line], desk: Desk) -> None:
    """One row for some records at once: the first and the last say which."""
    which = {"first": lines[0].id, "last": lines[-1].id}
    audit.record(deed, actor=desk.actor, about=f"type:{type_key}", facts={**facts, **which})


def _result(said: Sequence[str], args: Mapping[str, Any]) -> dict[str, Any]:
    """What the job says at its end; who asked for it gave the page that it leads to."""
    page = args.get("page")
    links = [{"url": page, "label": str(gettext("查看转换"))}] if page else []
    return {"lines": [str(each) for each in said], "links": links}

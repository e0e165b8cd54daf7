"""Questions about tasks and steps. Sight of the record is asked of `records.queries.get` before."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.records.access import Viewer, visible
from app.records.models import Record, record_ix
from app.records.sql_dialects import among, among_given, written
from app.web.question import Question
from app.workflow.amending.models import Amendment
from app.workflow.engine import Added, Opened, OpenTask, Standing
from app.workflow.models import UNDECIDED, Copy, Phrase, SideStep, Step, Task
from app.workflow.rows import OPEN_TASK, Amount, Asks, CopyInForce, Said, Usable
from app.workflow.voting import Voice

OF_FLOW = Task.amendment_id.is_(None)
OPEN = UNDECIDED & OF_FLOW
AWAKE = OPEN & Task.asleep.is_(False)
"""What can be decided now in the flow of a record."""
_WAITS = UNDECIDED & Task.asleep.is_(False)
"""The same with what is asked about amendments."""
_AMOUNT = sa.select(sa.func.count(), sa.func.min(Task.due_at)).select_from(Task)
IN_FORCE = Copy.taken_back_at.is_(None)
MOST = 200
"""Lines of the inbox."""
COUNTED = 1_000
"""Of what waits in one way no more is counted."""

_STANDING = Question(
    sa.select(*OPEN_TASK).where(Task.record_id == sa.bindparam("record_id"), OPEN).order_by(Task.position)
)
"""Asked several times in every step."""
_THESE = "record_ids"
_STANDINGS = Question(
    sa.select(Task.record_id, *OPEN_TASK).where(among_given(Task.record_id, _THESE), OPEN).order_by(Task.position)
)
_TASKS = sa.select(Task).where(Task.record_id == sa.bindparam("record_id"), OF_FLOW).order_by(Task.id)
_OPEN_TASKS = sa.select(Task).where(Task.record_id == sa.bindparam("record_id"), OPEN).order_by(Task.position)
_ASKED_OF = sa.select(Task).where(Task.amendment_id == sa.bindparam("beside"), UNDECIDED).order_by(Task.position)
_RECORD_IDS: sa.BindParameter[Any] = sa.bindparam("record_ids", expanding=True)
_NEWEST = sa.select(sa.func.max(Step.id)).where(among_given(Step.record_id, _THESE), Step.user_id.is_not(None))
_LAST_STEPS = Question(
    sa.select(Step.record_id, Step.user_id, Step.transition, Step.comment).where(
        Step.id.in_(_NEWEST.group_by(Step.record_id))
    )
)
_OPEN_OF = sa.select(Task).where(Task.record_id.in_(_RECORD_IDS), OPEN).order_by(Task.position)
_COPIES_OF = Question(
    sa.select(Copy.id, Copy.record_id, Copy.user_id, Copy.by_id, Copy.created_at, Copy.read_at)
    .where(among_given(Copy.record_id, _THESE), IN_FORCE)
    .order_by(Copy.id)
)
_LAST_SEEN = Question(
    sa.select(Step.record_id, sa.func.max(Step.revision))
    .where(among_given(Step.record_id, _THESE), Step.user_id == sa.bindparam("user_id"))
    .where(Step.task_id.is_not(None), Step.on_behalf.is_(None))
    .group_by(Step.record_id)
)
_LAST_SIDE_STEPS = Question(
    sa.select(SideStep.record_id, sa.func.max(SideStep.at))
    .join(Record, Record.id == SideStep.record_id)
    .where(among_given(SideStep.record_id, _THESE), SideStep.verb == sa.bindparam("verb"))
    .where(SideStep.state == Record.state)
    .group_by(SideStep.record_id)
)
_UNREAD = Question(
    sa.select(sa.func.count())
    .select_from(Copy)
    .where(Copy.user_id == sa.bindparam("user_id"), Copy.read_at.is_(None), IN_FORCE)
)
_THEIRS = sa.or_(Phrase.user_id == sa.bindparam("user_id"), Phrase.user_id.is_(None))
_OWN_FIRST = (Phrase.user_id.is_(None), Phrase.id)
_PHRASES = sa.select(Phrase).where(_THEIRS).order_by(*_OWN_FIRST)
_WORDS = Question(sa.select(Phrase.tone, Phrase.words).where(_THEIRS).order_by(*_OWN_FIRST))
_CAME = sa.select(sa.func.max(Step.at)).where(
    Step.record_id == sa.bindparam("record_id"),
    Step.to_state == sa.bindparam("state"),
    Step.from_state != Step.to_state,
)
_ASKED_HERE = Question(
    sa.select(Task.seen_at, Task.seen_by, Task.done_at, Task.done_by).where(
        Task.record_id == sa.bindparam("record_id"),
        Task.state == sa.bindparam("state"),
        Task.created_at >= sa.func.coalesce(_CAME.scalar_subquery(), Task.created_at),
    )
)


def places(session: Session) -> list[tuple[int, str]]:
    """In which states of which versions of types records stand."""
    found = sa.select(Record.version_id, Record.state).distinct().order_by(Record.version_id, Record.state)
    return [(row[0], row[1]) for row in session.execute(found)]


def standing_there(session: Session, version_id: int, state: str) -> Sequence[int]:
    """The records of a version that stand in a state."""
    there = (Record.version_id == version_id, Record.state == state)
    return session.scalars(sa.select(Record.id).where(*there).order_by(Record.id)).all()


def awake(session: Session, record_id: int) -> list[OpenTask]:
    """What can be decided now of a record."""
    return [task for task in _open(session, record_id) if not task.asleep]


def _open(session: Session, record_id: int) -> tuple[OpenTask, ...]:
    session.flush()  # what was changed in this transaction counts, and a question asks the database alone
    return tuple(OpenTask(*row) for row in _STANDING.rows(session, record_id=record_id))


def standing(session: Session, record: Record) -> Standing:
    """Where a record stands."""
    tasks = _open(session, record.id)
    opened = _opened(session, record) if tasks else None
    return Standing(record.state, record.owner_id, tasks, record.department_id, opened)


def open_tasks(session: Session, record_id: int, amendment_id: int | None = None) -> Sequence[Task]:
    """The tasks that a record waits for, or an amendment of it."""
    asked = _ASKED_OF if amendment_id else _OPEN_TASKS
    return session.scalars(asked, {"record_id": record_id, "beside": amendment_id}).all()


def awake_tasks(session: Session, record_id: int) -> list[Task]:
    """Those of them that can be decided now."""
    return [task for task in open_tasks(session, record_id) if not task.asleep]


def task(session: Session, task_id: int) -> Task | None:
    """A task by its id."""
    return session.get(Task, task_id)


def tasks(session: Session, record_id: int) -> Sequence[Task]:
    """All tasks that a record ever had in its flow."""
    return session.scalars(_TASKS, {"record_id": record_id}).all()


def unseen(session: Session, record: Record, actor: Actor, *, absent: Sequence[Actor] = ()) -> list[Task]:
    """Open tasks that this person may decide and nobody has opened; the owner looking is no opening."""
    if actor.id == record.owner_id:
        return []
    found = [task for task in open_tasks(session, record.id) if task.seen_at is None]
    return [task for task in found if any(as_open(task).is_for(each) for each in (actor, *absent))]


def steps(session: Session, record_id: int) -> Sequence[Step]:
    """The course of a record, oldest first."""
    return session.scalars(sa.select(Step).where(Step.record_id == record_id).order_by(Step.id)).all()


def voices(session: Session, record: Record, compiled: CompiledType) -> list[Voice]:
    """What was said in the vote that goes on where the record stands, oldest first."""
    here = (Step.record_id == record.id, Step.to_state == record.state)
    came = session.scalar(sa.select(sa.func.max(Step.id)).where(*here, Step.from_state != Step.to_state)) or 0
    found = sa.select(Step.transition, sa.func.coalesce(Task.unit_id, Task.id)).join(Task, Task.id == Step.task_id)
    rows = session.execute(found.where(*here, Step.id > came).order_by(Step.id))
    said = ((compiled.transition(transition), unit) for transition, unit in rows)
    return [Voice(unit, move.tone == "go") for move, unit in said if move is not None]


def last_steps(session: Session, record_ids: Sequence[int]) -> dict[int, Said]:
    """The latest line of each record that a person wrote."""
    session.flush()  # a question asks the database alone
    return {row[0]: Said(*row) for row in _LAST_STEPS.rows(session, record_ids=written(record_ids))}


def waiting_for(
    session: Session, viewer: Viewer, *, absent: Sequence[Actor] = (), most: int = MOST
) -> Sequence[tuple[Task, Record]]:
    """What this person has to decide, also for those who are `absent`; the most urgent first."""
    found = sa.select(Task, Record).join(Record, Record.id == Task.record_id).where(AWAKE, mine(viewer, absent))
    rows = session.execute(found.order_by(Task.due_at.is_(None), Task.due_at, Task.id).limit(most))
    return [(task, record) for task, record in rows]


def open_for(session: Session, actor: Actor) -> Sequence[Task]:
    """What this person has to decide, now or when its turn comes."""
    return session.scalars(sa.select(Task).where(UNDECIDED, _for(actor))).all()


def amount_waiting_for(session: Session, viewer: Viewer, *, absent: Sequence[Actor] = ()) -> Amount:
    """How much this person has to decide, also for those who are `absent`."""
    if absent:
        both = _AMOUNT.join(Record, Record.id == Task.record_id).where(_WAITS, mine(viewer, absent))
        return Amount(*session.execute(both).one())
    return Amount(*_counting(viewer.actor).rows(session)[0])


def mine(viewer: Viewer, absent: Sequence[Actor]) -> sa.ColumnElement[bool]:
    """The tasks that this person may decide, also for those who are `absent`."""
    return sa.or_(_for(viewer.actor), *stood_in(viewer, absent))


def stood_in(viewer: Viewer, absent: Sequence[Actor]) -> list[sa.ColumnElement[bool]]:
    """The tasks of each who is `absent`, as far as this person may decide them."""
    return [_stood_in(each, viewer) for each in absent]


def _stood_in(absent: Actor, deputy: Viewer) -> sa.ColumnElement[bool]:
    """What a stand-in may decide: of the other's tasks, but never what the stand-in submitted.

    A role that the other came to hold while away gives the stand-in no sight of what waited before: that is left out.
    """
    not_own = sa.or_(Record.owner_id.is_(None), Record.owner_id != deputy.actor.id)
    proposed = sa.exists().where(Amendment.id == Task.amendment_id, Amendment.by == deputy.actor.id).correlate(Task)
    seen = sa.exists().where(record_ix.c.record_id == Task.record_id, visible(deputy))
    return _for(absent) & (Task.added == "") & not_own & ~proposed & seen


@lru_cache(maxsize=256)
def _counting(actor: Actor) -> Question:
    """Asked at every page: built once for an actor, again when roles change. Each way is a stretch of an index."""
    urgent = [sa.select(Task.due_at).where(_WAITS, way, Task.due_at.is_not(None)) for way in ways(actor)]
    others = [sa.select(Task.due_at).where(_WAITS, way, Task.due_at.is_(None)) for way in ways(actor)]
    counted = [each.order_by(Task.due_at).limit(COUNTED).subquery() for each in (*urgent, *others)]
    both = sa.union_all(*(sa.select(each.c.due_at) for each in counted)).subquery()
    return Question(sa.select(sa.func.count(), sa.func.min(both.c.due_at)).select_from(both))


def decided_by(
    session: Session, user_id: int, *, type_key: str = "", most: int = MOST
) -> Sequence[tuple[Step, Record]]:
    """What this person decided in person, the newest first; of one type, or of all."""
    found = sa.select(Step, Record).join(Record, Record.id == Step.record_id).where(*_of_type(type_key))
    found = found.join(Task, Task.id == Step.task_id).where(Task.done_by == user_id, Step.user_id.is_not(None))
    return [(step, record) for step, record in session.execute(found.order_by(Step.id.desc()).limit(most))]


def last_seen(session: Session, record_ids: Sequence[int], user_id: int) -> dict[int, int]:
    """The version of each record that this person last decided on."""
    session.flush()  # a question asks the database alone
    return dict(_LAST_SEEN.rows(session, record_ids=written(record_ids), user_id=user_id))


def under_way(session: Session, user_id: int, *, type_key: str = "", most: int = MOST) -> Sequence[Record]:
    """This person's own records for which somebody's decision is open; of one type, or of all."""
    waiting = sa.select(Task.record_id).where(OPEN)
    found = sa.select(Record).where(Record.owner_id == user_id, Record.id.in_(waiting), *_of_type(type_key))
    return session.scalars(found.order_by(Record.updated_at.desc(), Record.id.desc()).limit(most)).all()


def standings(session: Session, records: Sequence[Record]) -> dict[int, Standing]:
    """Where each of these stands, as far as decisions go: who opened them is not asked."""
    session.flush()  # a question asks the database alone
    open_here: dict[int, list[OpenTask]] = {record.id: [] for record in records}
    for record_id, *task in _STANDINGS.rows(session, record_ids=written(open_here)):
        open_here[record_id].append(OpenTask(*task))
    return {
        record.id: Standing(record.state, record.owner_id, tuple(open_here[record.id]), record.department_id)
        for record in records
    }


def open_tasks_of(session: Session, record_ids: Sequence[int]) -> dict[int, list[Task]]:
    """The tasks that each of these records waits for."""
    found: dict[int, list[Task]] = {}
    for task in session.scalars(_OPEN_OF, {"record_ids": record_ids}):
        found.setdefault(task.record_id, []).append(task)
    return found


def asker_of(session: Session, added: Task) -> Task | None:
    """Who asked this one in and has agreed since; None while the asker has still to decide."""
    unit = added.unit_id or added.id
    asking = sa.select(Task).where(sa.or_(Task.id == unit, Task.unit_id == unit), Task.added == "")
    latest = session.scalars(asking.order_by(Task.id.desc()).limit(1)).one()
    return latest if latest.outcome else None


def side_steps(session: Session, record_id: int) -> Sequence[SideStep]:
    """What was done beside the flow of a record, oldest first."""
    return session.scalars(sa.select(SideStep).where(SideStep.record_id == record_id).order_by(SideStep.id)).all()


def last_side_steps(session: Session, records: Sequence[Record], verb: str) -> dict[int, datetime]:
    """When this was last done with each of these records while it stood where it stands."""
    session.flush()  # a question asks the database alone
    ids = written(record.id for record in records)
    return dict(_LAST_SIDE_STEPS.rows(session, record_ids=ids, verb=verb))


def passed_on(session: Session, found: Sequence[Asks], amendment_id: int | None = None) -> dict[int, SideStep]:
    """By task, of the flow or of an amendment: the line that tells who passed it on to its person, or asked them in."""
    ids = {task.record_id for task in found if task.person_id is not None and task.unit_id is not None}
    lines: dict[tuple[int, int], SideStep] = {}
    if ids:
        wanted = (SideStep.record_id.in_(ids), SideStep.verb.in_(("hand_over", "add_signer")))
        for line in session.scalars(sa.select(SideStep).where(*wanted).order_by(SideStep.id)):
            if line.facts.get("amendment") == amendment_id:
                lines.update({(line.record_id, each): line for each in line.facts.get("people", ())})
    keys = {task.id: (task.record_id, task.person_id or 0) for task in found}
    return {task_id: lines[key] for task_id, key in keys.items() if key in lines}


def copies_of(session: Session, record_ids: Sequence[int]) -> list[CopyInForce]:
    """The copies of these records that are in force."""
    session.flush()  # a question asks the database alone
    return [CopyInForce(*row) for row in _COPIES_OF.rows(session, record_ids=written(record_ids))]


def unread_copies(session: Session, record_id: int, user_id: int) -> Sequence[Copy]:
    """This person's copies of a record that were not opened yet."""
    mine = (Copy.record_id == record_id, Copy.user_id == user_id, Copy.read_at.is_(None), IN_FORCE)
    return session.scalars(sa.select(Copy).where(*mine)).all()


def copied_to(session: Session, user_id: int, *, type_key: str = "", most: int = MOST) -> Sequence[tuple[Copy, Record]]:
    """What this person was copied, the newest first; of one type, or of all."""
    found = sa.select(Copy, Record).join(Record, Record.id == Copy.record_id).where(Copy.user_id == user_id, IN_FORCE)
    rows = session.execute(found.where(*_of_type(type_key)).order_by(Copy.id.desc()).limit(most))
    return [(copy, record) for copy, record in rows]


def count_unread_copies_to(session: Session, user_id: int) -> int:
    """How many of them were not opened yet."""
    session.flush()  # a question asks the database alone
    ((count,),) = _UNREAD.rows(session, user_id=user_id)
    return int(count)


def phrases(session: Session, user_id: int) -> Sequence[Phrase]:
    """Those that this person may use: their own, then the office's."""
    return session.scalars(_PHRASES, {"user_id": user_id}).all()


def usable(session: Session, user_id: int) -> list[Usable]:
    """The same, to be offered."""
    return [Usable(*row) for row in _WORDS.rows(session, user_id=user_id)]


def visible_ids(session: Session, viewer: Viewer, record_ids: Sequence[int]) -> frozenset[int]:
    """Those of these records that the viewer may see."""
    found = sa.select(record_ix.c.record_id).where(record_ix.c.record_id.in_(record_ids), visible(viewer, each=True))
    return frozenset(session.scalars(found))


def _of_type(type_key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (Record.type_key == type_key,) if type_key else ()


def _opened(session: Session, record: Record) -> Opened | None:
    """Who, of those asked since the record came into this state, first opened it or decided."""
    asked = _ASKED_HERE.rows(session, record_id=record.id, state=record.state)
    found = [_touched(*row, owner_id=record.owner_id) for row in asked]
    return min((each for each in found if each), key=lambda each: each.at, default=None)


def _touched(
    seen_at: datetime | None,
    seen_by: int | None,
    done_at: datetime | None,
    done_by: int | None,
    *,
    owner_id: int | None,
) -> Opened | None:
    if seen_at is not None:
        return Opened(seen_by, seen_at)
    if done_at is not None and done_by not in (None, owner_id):
        return Opened(done_by, done_at)
    return None


def _for(actor: Actor) -> sa.ColumnElement[bool]:
    """The tasks that an actor may decide."""
    return sa.or_(*ways(actor))


def ways(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """How a task can be an actor's to decide: it is of the person, or of a role that is held where the task lies."""
    mine: list[sa.ColumnElement[bool]] = [Task.person_id == actor.id]
    for role in sorted(actor.roles):
        reach = actor.reach(role)
        of_role = Task.person_id.is_(None) & (Task.role == role)
        if reach is not None:
            of_role &= Task.department_id.is_(None) | among(Task.department_id, reach)
        mine.append(of_role)
    return mine


def as_open(task: Task) -> OpenTask:
    return OpenTask(
        task.id,
        task.position,
        task.role,
        task.department_id,
        task.person_id,
        cast("Added", task.added),
        task.unit_id,
        task.asked_by,
        task.asleep,
    )

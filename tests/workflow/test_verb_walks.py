"""Random walks: people do whatever they are offered, in any order; nothing is ever dead, and nobody is passed over."""

import random
from collections.abc import Sequence

import pytest

from app.errors import Invalid
from app.extensions import db
from app.records.models import Record
from app.workflow import queries, stand_ins
from app.workflow.in_flow import InFlow
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.workflow.office import Office

HANDS = ("stan", "amy", "fay", "fin", "sec", "lee", "eve", "olga", "solo")
ONWARD = ("pass", "agree", "hurry", "forward", "approve")
STEPS = 14


def chances(office: Office, record: Record) -> list[tuple[str, str, int]]:
    """What everybody may do: who, what, on what."""
    found = []
    for name in HANDS:
        desk = office.desk(name)
        found += [(name, key, 0) for key in office.offers(record, name) if key in ONWARD]
        place = verbs.place_of(InFlow(record, desk))
        found += [(name, chance.verb.key, chance.target) for chance in verbs.offered(place)]
    return found


def take(office: Office, record: Record, chance: tuple[str, str, int], dice: random.Random) -> Record:
    """One step; a choice of people that does not fit is refused as a whole."""
    name, key, target = chance
    if key in ONWARD:
        return office.press(record, name, key).record
    people = tuple(office.people[each] for each in dice.sample(HANDS, 1 if VERBS[key].people == "one" else 2))
    given = Given(target, "理由", people, dice.choice(("before", "beside", "after")))
    with db.session.begin_nested() as nested:
        try:
            return verbs.use(InFlow(record, office.desk(name)), VERBS[key], given).record
        except Invalid:
            nested.rollback()
            return record


def open_now(record: Record) -> Sequence[tuple[int, bool, str]]:
    return [(task.id, task.asleep, task.added) for task in queries.open_tasks(db.session(), record.id)]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_do_somebody_can_go_on(office: Office, seed: int) -> None:
    dice = random.Random(seed)
    if seed % 3 == 0:
        office_stand_in(office)
    record = office.press(office.visit(cost="5.00" if seed % 2 else None), "stan", "submit").record
    for _step in range(STEPS):
        if record.state == "approved":
            break
        chance = dice.choice(chances(office, record))
        state, before = record.state, open_now(record)
        record = take(office, record, chance, dice)
        after = open_now(record)
        assert any(not asleep for _task, asleep, _added in after) or record.state == "approved", chance
        if chance[1] not in (*ONWARD, "agree_added"):
            assert record.state == state, chance
        if record.state != state:  # nobody who still had to say something was passed over
            assert len(before) == 1, chance
    else:
        record = finish(office, record)
    assert record.state == "approved"
    assert open_now(record) == []


def office_stand_in(office: Office) -> None:
    desk = office.desk("amy")
    stand_ins.begin(office.eve, desk.today, desk.today, "", desk=desk)


def finish(office: Office, record: Record) -> Record:
    """From wherever it is, answers and agreements alone lead to the end."""
    for _step in range(60):
        found = [chance for chance in chances(office, record) if chance[1] in (*ONWARD, "agree_added")]
        if record.state == "approved" or not found:
            break
        record = take(office, record, found[0], random.Random(0))
    return record

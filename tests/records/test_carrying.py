"""Records of earlier versions become records of the new one: as told before, each as a revision; and back."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.audit.queries import AuditSearch, find
from app.definitions.carrying import LEFT, Choice
from app.definitions.compiled import compile_type
from app.definitions.models import TypeVersion
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.worker import Progress
from app.notices.models import Notice
from app.records import derived, desks, store
from app.records.carrying import queries, service, work
from app.records.carrying.asked import Asked
from app.records.carrying.forecast import Carriers, Forecast, TitleForecast, forecast
from app.records.models import Draft, Revision, record_ix
from app.web import database
from tests.conftest import NOW, Cast
from tests.records.carry_office import FIRST, KEY, ask, asked, keep, publish, record, second

FITS = {"name": "甲", "size": "12", "days": "三天", "leave_on": "2024-03-05"}
MISFIT = {"name": "乙", "size": "三五人", "members": [{"_id": 1, "who": "王", "age": "38"}, {"_id": 2, "age": "不详"}]}


@pytest.fixture
def ids(app: Flask, cast: Cast) -> tuple[int, int]:
    """A record that fits and one that does not, both Stan's; the second version is in force."""
    with app.app_context():
        publish(FIRST)
        made = keep("stan", **FITS), keep("stan", **MISFIT)
        publish(second())
        db.session.commit()
    return made


def run(app: Flask) -> None:
    app.extensions["worker"].run_waiting()


def foreseen(login: str, draft: dict[str, Any] | None = None, **choices: Choice) -> Forecast:
    """In a context; under what is in force, or under a draft."""
    user = accounts.user_by_login(login)
    assert user is not None
    desk = desks.of(accounts.actor_of(user.id, today=NOW.date()), now=NOW)
    now = compile_type(RecordType.model_validate(draft), lookups=desk.lookups) if draft else desk.types.current(KEY)
    old = queries.groups(KEY)[0].version_id
    wanted = Asked({old: frozenset({"kept"})}, choices)
    return forecast(Carriers(now, wanted, desk, {old: desk.types.version(old)}), wanted)


def held(record_id: int) -> tuple[dict[str, Any], int, int]:
    """Values, version number and lock."""
    found = record(record_id)
    return found.data, Types().version(found.version_id).definition.version, found.lock_version


def test_it_is_told_before_what_fits_and_what_does_not(app: Flask, ids: tuple[int, int]) -> None:
    with app.app_context():
        told = foreseen("amy")
        assert (told.total, told.carried, told.stays) == (2, 2, 0)
        size, age = told.fields["size"], told.fields["members.age"]
        assert (size.fits, size.misfits, size.texts) == (1, 1, {"三五人": 1})
        assert [(each.record_id, each.text) for each in size.samples] == [(ids[1], "三五人")]
        assert (age.fits, age.misfits, age.texts) == (0, 1, {"不详": 1})


def titles(app: Flask, login: str, title: str) -> TitleForecast:
    """What the plan tells of titles, when the second version makes them like this."""
    with app.app_context():
        publish(FIRST)
        keep("stan", **FITS)
        keep("stan", **MISFIT)
        publish(second() | {"title": title})
        db.session.commit()
        return foreseen(login).titles


def test_a_title_that_a_value_makes_which_does_not_fit_is_told(app: Flask, ids: tuple[int, int]) -> None:
    with app.app_context():
        told = foreseen("amy").titles
        assert (told.changed, told.lost, told.is_shut) == (1, 0, False)
        assert [(each.record_id, each.text, each.became) for each in told.samples] == [
            (ids[1], "乙（三五人）", "乙（）")
        ]


@pytest.mark.usefixtures("cast")
def test_a_title_that_nothing_makes_any_more_is_told_as_lost(app: Flask) -> None:
    told = titles(app, "amy", "{{ size }}")
    assert (told.changed, told.lost, [each.became for each in told.samples]) == (2, 1, ["12", ""])


@pytest.mark.usefixtures("cast")
def test_a_title_with_what_is_computed_anew_is_told_as_it_will_be(app: Flask) -> None:
    told = titles(app, "amy", "{{ name }}{{ double }}")
    assert [each.became for each in told.samples] == ["甲24", "乙"]


@pytest.mark.usefixtures("ids")
def test_a_title_that_a_draft_makes_of_something_secret_is_not_compared(app: Flask) -> None:
    with app.app_context():
        draft = second() | {"title": "{{ name }}{{ secret }}"}
        told = foreseen("amy", draft).titles
        assert (told.is_shut, told.changed, told.samples) == (True, 0, [])


@pytest.mark.usefixtures("ids")
def test_who_may_not_see_the_records_is_told_of_titles_in_numbers_only(app: Flask) -> None:
    with app.app_context():
        told = foreseen("ada").titles
        assert (told.changed, told.unseen, told.samples) == (1, 1, [])


def test_who_may_not_see_the_records_is_told_how_many_values_lose_a_part(app: Flask, cast: Cast) -> None:
    del cast
    with app.app_context():
        publish(FIRST)
        made = keep("stan", leave_on="2024-03-05")
        later = second()
        later["sections"][0]["fields"][2]["type"] = "month"
        publish(later)
        seen, hidden = foreseen("amy").fields["leave_on"], foreseen("ada").fields["leave_on"]
        assert (seen.fits, seen.cuts, [each.became for each in seen.cut_samples]) == (1, 1, ["2024-03"])
        assert seen.cut_samples[0].record_id == made
        assert (hidden.cuts, hidden.cuts_unseen, hidden.cut_samples) == (1, 1, [])
        assert seen.cuts_unseen == 0


@pytest.mark.usefixtures("ids")
def test_who_may_not_see_the_records_is_told_numbers_only(app: Flask) -> None:
    with app.app_context():
        size = foreseen("ada").fields["size"]
        assert (size.misfits, size.unseen, size.samples, size.texts) == (1, 1, [], {})


def test_of_secrets_nothing_is_told_not_even_how_many_convert(app: Flask, cast: Cast) -> None:
    with app.app_context():
        publish(FIRST)
        keep("stan", name="丙", secret="E12345678")
        publish(second())
        secret = foreseen("amy").fields["secret"]
        assert (secret.is_shut, secret.records) == (True, 1)
        assert (secret.fits, secret.misfits, secret.samples, secret.texts) == (0, 0, [], {})
        assert foreseen("amy", secret=Choice("stay")).stays == 0


def test_records_become_records_of_the_new_version(app: Flask, ids: tuple[int, int], cast: Cast) -> None:
    carry = ask(app)
    run(app)
    with app.app_context():
        fits, misfit = (held(each) for each in ids)
        assert fits == ({"name": "甲", "size": 12, "stay": "三天", "leave_on": "2024-03-05", "double": 24}, 2, 2)
        assert misfit[0]["members"] == [{"_id": 1, "who": "王", "age": 38}, {"_id": 2}]
        assert misfit[0][LEFT] == {"size": "三五人", "members.2.age": "不详"}
        found = record(ids[0])
        assert (found.title, found.owner_id, found.updated_by) == ("甲（12）", cast.stan, cast.ada)
        kept = db.session.get_one(Revision, (ids[0], 2))
        assert (kept.why, kept.reason, kept.by) == ("carried", "人数改为数字", cast.ada)
        assert queries.standing(queries.carry(carry)) == (2, 0, 0, 0, 0)


@pytest.mark.usefixtures("ids")
def test_what_is_derived_follows(app: Flask) -> None:
    ask(app)
    run(app)
    with app.app_context():
        desk = desks.of(desks.SYSTEM)
        assert list(derived.check(desk.session, desk.types.version, desk.lookups)) == []
        slot = desk.types.current(KEY).fields["size"].slot
        assert slot is not None
        assert sorted(filter(None, db.session.scalars(sa.select(record_ix.c[slot])))) == [12]


@pytest.mark.parametrize(
    ("choice", "size", "left"),
    [
        (Choice("left"), None, {"size": "三五人"}),
        (Choice("empty"), None, {}),
        (Choice("map", {"三五人": "4"}), 4, {}),
        (Choice("rule", rule="9"), 9, {}),
    ],
)
def test_each_choice_is_kept(app: Flask, ids: tuple[int, int], choice: Choice, size: int, left: dict[str, str]) -> None:
    ask(app, size=choice, members__age=Choice("empty"))
    run(app)
    with app.app_context():
        data, number, _lock = held(ids[1])
        assert (data.get("size"), data.get(LEFT, {}), number) == (size, left, 2)
        before = db.session.get_one(Revision, (ids[1], 1)).data
        assert before["size"] == "三五人"


def test_an_owner_is_asked_and_the_record_stays(app: Flask, ids: tuple[int, int], cast: Cast) -> None:
    carry = ask(app, size=Choice("ask"))
    run(app)
    with app.app_context():
        assert held(ids[1]) == (MISFIT, 1, 1)
        told = db.session.scalars(sa.select(Notice)).one()
        assert (told.user_id, told.kind, told.record_id) == (cast.stan, "not_carried", ids[1])
        assert told.facts["label"] == "人数、年龄"
        assert "不详" not in str(told.facts)
        assert queries.standing(queries.carry(carry)) == (1, 0, 1, 0, 0)


def test_the_same_can_be_asked_without_a_notice(app: Flask, ids: tuple[int, int]) -> None:
    ask(app, size=Choice("stay"))
    run(app)
    with app.app_context():
        assert held(ids[1])[1:] == (1, 1)
        assert db.session.scalars(sa.select(Notice)).all() == []


def test_back_is_everything_that_nobody_changed_since(app: Flask, ids: tuple[int, int]) -> None:
    with app.app_context():
        before = [(each.data, each.version_id, each.title, each.year) for each in map(record, ids)]
    carry = ask(app)
    run(app)
    _change(app, ids[1])
    _back(app, carry)
    with app.app_context():
        now = [(each.data, each.version_id, each.title, each.year) for each in map(record, ids)]
        assert now[0] == before[0]
        assert record(ids[0]).lock_version == 3
        assert now[1][0]["name"] == "改过"
        assert queries.standing(queries.carry(carry)) == (0, 0, 0, 1, 1)
        desk = desks.of(desks.SYSTEM)
        assert list(derived.check(desk.session, desk.types.version, desk.lookups)) == []
        with pytest.raises(Conflict):
            service.begin_back(queries.carry(carry), Types().current(KEY), "x", actor=_actor("ada"), now=NOW)


def test_who_edits_meanwhile_is_carried_as_it_is_then(app: Flask, ids: tuple[int, int]) -> None:
    ask(app)
    _change(app, ids[0], size="7")
    run(app)
    with app.app_context():
        assert held(ids[0])[0]["size"] == 7


def test_stopped_it_keeps_what_was_carried_and_goes_back_from_there(
    app: Flask, ids: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 1)
    carry = ask(app)
    with app.app_context():
        job = db.session.scalars(sa.select(Job)).one()
        job.cancel_asked = True
        db.session.commit()
    run(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Job)).one().state == JobState.CANCELLED
        assert [held(each)[1] for each in ids] == [2, 1]
    _back(app, carry)
    with app.app_context():
        assert held(ids[0])[:2] == (FITS, 1)


def test_interrupted_it_goes_on_where_it_was(app: Flask, ids: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "CHUNK", 1)
    carry = ask(app, size=Choice("ask"))
    with app.app_context():
        job_id = db.session.scalars(sa.select(Job.id)).one()
        with pytest.raises(RuntimeError):
            work.carry_work({"carry": carry}, _actor("ada").id, _Breaking(job_id))
        db.session.rollback()
    run(app)
    with app.app_context():
        assert [held(each)[1:] for each in ids] == [(2, 2), (1, 1)]
        assert len(db.session.scalars(sa.select(Notice)).all()) == 1


class _Breaking(Progress):
    """The server stops after the first piece, and before the second is kept."""

    steps = 0

    def step(self, done: int, total: int) -> None:
        self.steps += 1
        if self.steps > 1:
            raise RuntimeError
        super().step(done, total)


def test_a_version_that_came_meanwhile_stops_it(app: Flask, ids: tuple[int, int]) -> None:
    ask(app)
    with app.app_context():
        keep("stan", name="丁", size=1)
        publish({**second(), "label": "出国", "version": 3})
        db.session.commit()
    run(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Job)).one().state == JobState.FAILED
        assert held(ids[0])[1] == 1


@pytest.mark.usefixtures("ids")
def test_only_who_describes_types_may_ask(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(Forbidden):
            asked("stan", {})
        db.session.rollback()


def test_who_lost_the_right_meanwhile_carries_nothing(app: Flask, ids: tuple[int, int], cast: Cast) -> None:
    ask(app)
    with app.app_context():
        database.begin_write()
        db.session.execute(sa.text("DELETE FROM role_assignment WHERE user_id = :ada"), {"ada": cast.ada})
        db.session.commit()
    run(app)
    with app.app_context():
        assert db.session.scalars(sa.select(Job)).one().state == JobState.FAILED
        assert held(ids[0])[1] == 1


@pytest.mark.usefixtures("ids")
def test_a_reason_is_wanted_and_one_work_at_a_time(app: Flask) -> None:
    ask(app)
    with app.app_context():
        with pytest.raises(Conflict):
            asked("ada", {})
        db.session.rollback()
        version = db.session.get_one(TypeVersion, queries.carries(KEY)[0].version_id)
        with pytest.raises(Invalid):
            service.begin(version, Asked({}), " ", "出访", actor=_actor("ada"), now=NOW)


def test_who_is_typing_in_a_record_is_left_alone(app: Flask, ids: tuple[int, int], cast: Cast) -> None:
    with app.app_context():
        form = {"user_id": cast.stan, "form": f"record:{ids[0]}", "type_key": KEY, "record_id": ids[0], "base": 1}
        db.session.add(Draft(**form, raw={"days": "五"}, updated_at=NOW))
        db.session.commit()
    ask(app)
    run(app)
    with app.app_context():
        assert [held(each)[1] for each in ids] == [1, 2]
        assert queries.typed_in(KEY) == 1


def test_what_was_left_is_shown_until_it_is_filled_in(
    app: Flask, ids: tuple[int, int], login: Callable[[str], FlaskClient]
) -> None:
    ask(app)
    run(app)
    stan = login("stan")
    assert "三五人" in stan.get(f"/records/{ids[1]}").text
    form = stan.get(f"/records/{ids[1]}/edit").text
    assert "三五人" in form
    assert "成员 · 年龄：不详" in form
    sent = {"name": "乙", "size": "4", "members.0.who": "王", "members.0._id": "1", "_lock": "2", "_press": ""}
    assert stan.post(f"/records/{ids[1]}/edit", data=sent).status_code == 302
    with app.app_context():
        data = held(ids[1])[0]
        assert (data["size"], LEFT in data) == (4, False)


@pytest.mark.usefixtures("ids")
def test_it_stands_in_the_audit(app: Flask) -> None:
    carry = ask(app)
    run(app)
    _back(app, carry)
    with app.app_context():
        deeds = {each.deed for each in find(AuditSearch()).entries}
        assert {"records.carry_asked", "records.carried", "records.back_asked", "records.taken_back"} <= deeds


def test_history_reads_earlier_values_as_the_version_of_today_does(
    app: Flask, ids: tuple[int, int], login: Callable[[str], FlaskClient]
) -> None:
    ask(app, size=Choice("empty"))
    run(app)
    page = login("stan").get(f"/records/{ids[1]}?tab=history").text
    assert "转到新版本" in page
    assert "人数改为数字" in page
    assert "三五人" in page


def _change(app: Flask, record_id: int, **values: Any) -> None:
    """By its owner, as it stands."""
    with app.app_context():
        desk = desks.of(_actor("stan"), now=NOW)
        found = record(record_id)
        store.save(
            desk.session,
            found,
            desk.compiled(found),
            stored={**found.data, "name": "改过", **values},
            state=found.state,
            actor=desk.actor,
            now=desk.now,
            why="changed",
            lookups=desk.lookups,
        )
        db.session.commit()


def _back(app: Flask, carry: int) -> None:
    with app.app_context():
        service.begin_back(queries.carry(carry), Types().current(KEY), "出访", actor=_actor("ada"), now=NOW)
        db.session.commit()
    run(app)


def _actor(login: str) -> Any:
    user = accounts.user_by_login(login)
    assert user is not None
    return accounts.actor_of(user.id, today=NOW.date())

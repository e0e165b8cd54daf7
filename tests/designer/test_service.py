"""Drafts: begun by the first deed, saved at each, undone and redone exactly, published by the rules of files."""

import pytest
from flask import Flask

from app.accounts.actor import Actor
from app.audit.queries import AuditSearch, find
from app.definitions import codec, lookups, queries
from app.definitions import service as definitions
from app.definitions.models import TypeVersion
from app.definitions.types import Types
from app.designer import queries as steps
from app.designer import service
from app.designer.service import Standing, Turn
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.records.models import Record
from tests.conftest import NOW, Cast

from .conftest import SOURCE


@pytest.fixture
def ada(context: Flask, cast: Cast) -> Actor:
    return cast.actor("ada")


@pytest.fixture
def visit(ada: Actor) -> TypeVersion:
    """The type as it is in force."""
    return definitions.publish(codec.load(SOURCE), actor=ada, now=NOW, source=SOURCE)


def turn(actor: Actor, lock: int | None = None) -> Turn:
    """On the draft as it is now, or on another one."""
    return Turn(service.standing("visit").lock if lock is None else lock, actor, NOW)


def change(actor: Actor, name: str, **given: str) -> Standing:
    service.change("visit", name, given, turn(actor))
    return service.standing("visit")


def use(version: TypeVersion) -> None:
    """Fill a record under the version."""
    now = {"created_at": NOW, "updated_at": NOW}
    db.session.add(
        Record(type_key=version.key, version_id=version.id, state="kept", title="", data={}, lock_version=1, **now)
    )
    db.session.flush()


def test_the_first_deed_begins_a_draft(visit: TypeVersion, ada: Actor) -> None:
    assert service.standing("visit").lock == 0
    standing = change(ada, "add-field", type="date", to="basic")
    assert standing.draft is not None
    assert standing.definition.field("date") is not None
    assert lookups.definition(visit).field("date") is None
    assert "# about name" in standing.source


def test_a_deed_that_changes_nothing_begins_none(visit: TypeVersion, ada: Actor) -> None:
    assert change(ada, "move-field", at="name", by="up").draft is None


def test_a_draft_of_a_version_in_use_becomes_the_next_one(visit: TypeVersion, ada: Actor) -> None:
    assert service.standing("visit").definition.version == 1
    use(visit)
    assert service.standing("visit").definition.version == 2


def test_undo_and_redo_give_back_each_text_exactly(visit: TypeVersion, ada: Actor) -> None:
    texts = [service.standing("visit").source]
    texts += [change(ada, "add-field", type=kind, to="basic").source for kind in ("date", "integer", "text")]
    for wanted in reversed(texts[:-1]):
        service.undo("visit", turn(ada))
        assert service.standing("visit").source == wanted
    service.undo("visit", turn(ada))  # nothing is left to undo
    assert service.standing("visit").source == texts[0]
    for wanted in texts[1:]:
        service.redo("visit", turn(ada))
        assert service.standing("visit").source == wanted
    service.redo("visit", turn(ada))
    assert service.standing("visit").source == texts[-1]


def test_after_something_new_nothing_is_redone(visit: TypeVersion, ada: Actor) -> None:
    change(ada, "add-field", type="date", to="basic")
    service.undo("visit", turn(ada))
    now = change(ada, "add-field", type="year", to="basic").source
    service.redo("visit", turn(ada))
    assert service.standing("visit").source == now


def test_steps_are_bounded(visit: TypeVersion, ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MOST_STEPS", 3)
    for _ in range(5):
        standing = change(ada, "add-section")
    assert standing.draft is not None
    assert len(steps.steps(standing.draft.id, most=9)) == 3


def test_who_has_an_old_draft_before_him_is_told_what_it_is_now(visit: TypeVersion, ada: Actor) -> None:
    old = service.standing("visit").lock
    now = change(ada, "add-field", type="date", to="basic")
    for late in (
        lambda: service.change("visit", "add-section", {}, turn(ada, old)),
        lambda: service.write("visit", SOURCE, turn(ada, old)),
        lambda: service.undo("visit", turn(ada, old)),
        lambda: service.redo("visit", turn(ada, old)),
        lambda: service.publish("visit", turn(ada, old), types=Types()),
    ):
        with pytest.raises(Conflict) as caught:
            late()
        assert isinstance(caught.value.current, Standing)
        assert caught.value.current.source == now.source
    assert service.standing("visit") == now


def test_a_draft_that_was_thrown_away_meets_no_other(visit: TypeVersion, ada: Actor) -> None:
    old = change(ada, "add-section").lock
    service.discard("visit", turn(ada))
    assert service.standing("visit").lock == 0
    change(ada, "add-section")
    with pytest.raises(Conflict):
        service.change("visit", "add-section", {}, turn(ada, old))


def test_a_text_with_faults_leaves_the_draft_as_it_was(visit: TypeVersion, ada: Actor) -> None:
    before = service.standing("visit")
    with pytest.raises(Invalid) as caught:
        service.write("visit", SOURCE.replace("type: date", "typ: date").replace("max: 80", "max: many"), turn(ada))
    assert {(fault.code, fault.place) for fault in caught.value.faults} == {
        ("definition.not_a_number", ":12:65 sections[0].fields[0].max"),
        ("definition.missing_key", ":15:9 sections[0].fields[2].type"),
    }
    assert service.standing("visit") == before


def test_a_text_may_not_give_the_type_another_key(visit: TypeVersion, ada: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        service.write("visit", SOURCE.replace("key: visit\n", "key: guest\n"), turn(ada))
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("designer.other_key", ":3:6 key")]


def test_text_and_deeds_change_the_same_draft(visit: TypeVersion, ada: Actor) -> None:
    written = SOURCE.replace("label: 抵达日期", "label: 到达日期")
    service.write("visit", written.replace("\n", "\r\n"), turn(ada))
    assert service.standing("visit").source == written
    standing = change(ada, "copy-field", at="arrive_on")
    assert "label: 到达日期 2" in standing.source
    assert "# beside arrive_on" in standing.source


def test_what_records_hold_is_retired_not_removed(visit: TypeVersion, ada: Actor) -> None:
    use(visit)
    with pytest.raises(Invalid) as caught:
        change(ada, "remove-field", at="name")
    assert [fault.code for fault in caught.value.faults] == ["designer.field_in_use"]
    field = change(ada, "retire-field", at="name").definition.field("name")
    assert field is not None
    assert field.retired
    change(ada, "add-field", type="date", to="basic")
    assert change(ada, "remove-field", at="date").definition.field("date") is None


def test_what_may_have_been_chosen_stays_on_the_list(visit: TypeVersion, ada: Actor) -> None:
    change(ada, "add-field", type="choice", to="basic")
    use(service.publish("visit", turn(ada), types=Types()))
    rows = {"choices-0-value": "a", "choices-0-label-zh": "甲", "choices-1-label-zh": "丙"}
    with pytest.raises(Invalid) as caught:
        change(ada, "set-field", **{"at": "choice", "label-zh": "选择"}, **rows)
    found = [(fault.code, fault.place, fault.facts) for fault in caught.value.faults]
    assert found == [("designer.value_in_use", "choices", {"value": "b"})]
    kept = {**rows, "choices-1-value": "b", "choices-1-retired": "true"}
    field = change(ada, "set-field", **{"at": "choice", "label-zh": "选择"}, **kept).definition.field("choice")
    assert field is not None
    choices = [(each.value, each.label.zh, each.retired) for each in field.options.choices]  # type: ignore[attr-defined]
    assert choices == [("a", "甲", False), ("b", "丙", True)]


def test_rules_are_kept_with_keys_so_labels_may_change(visit: TypeVersion, ada: Actor) -> None:
    rule = {"at": "arrive_on", "label-zh": "抵达日期", "visible": "人数 > 3", "required": "when"}
    field = change(ada, "set-field", **rule, **{"required-when": "人数 > 5"}).definition.field("arrive_on")
    assert field is not None
    assert (field.visible, field.required) == ("headcount > 3", "headcount > 5")
    change(ada, "set-field", **{"at": "headcount", "label-zh": "来访人数"})
    section = change(ada, "set-section", **{"at": "people", "label-zh": "名单", "visible": "来访人数 > 0"})
    assert section.definition.sections[1].visible == "headcount > 0"
    column = change(ada, "set-field", **{"at": "visitors.age", "label-zh": "年龄", "visible": "姓名 is defined"})
    assert "visible: person is defined" in column.source
    assert service.publish("visit", turn(ada), types=Types()).number == 1


def test_publishing_puts_the_draft_into_force_and_ends_it(visit: TypeVersion, ada: Actor) -> None:
    use(visit)
    standing = change(ada, "add-field", type="date", to="basic")
    version = service.publish("visit", turn(ada), types=Types())
    assert (version.number, version.source) == (2, standing.source)
    assert queries.current("visit") is version
    assert queries.draft("visit") is None
    assert steps.newest(standing.draft.id) is None  # type: ignore[union-attr]
    found = find(AuditSearch(deed="type.published")).entries
    assert found[0].actor_id == ada.id


def test_what_makes_no_sense_is_not_published(visit: TypeVersion, ada: Actor) -> None:
    change(ada, "set-field", **{"at": "headcount", "label-zh": "人数", "visible": "nothing > 1"})
    with pytest.raises(Invalid):
        service.publish("visit", turn(ada), types=Types())
    assert queries.current("visit") is visit


def test_a_lost_field_is_refused_as_with_files(visit: TypeVersion, ada: Actor) -> None:
    use(visit)
    line = "      # about headcount\n      - {key: headcount, type: integer, label: 人数, min: 0}\n"
    assert line in SOURCE
    service.write("visit", SOURCE.replace(line, ""), turn(ada))
    with pytest.raises(Invalid) as caught:
        service.publish("visit", turn(ada), types=Types())
    assert [fault.code for fault in caught.value.faults] == ["definition.type_lost_fields"]


def test_a_new_type_is_a_draft_until_it_is_published_or_forgotten(ada: Actor) -> None:
    fresh = Turn(0, ada, NOW)
    service.begin(codec.load(SOURCE), SOURCE, fresh)
    assert queries.current("visit") is None
    with pytest.raises(Conflict):
        service.begin(codec.load(SOURCE), SOURCE, fresh)
    service.discard("visit", turn(ada))
    with pytest.raises(NotFound):
        service.standing("visit")


def test_nobody_gives_themselves_more_of_the_records_that_are_there(visit: TypeVersion, cast: Cast, ada: Actor) -> None:
    more = SOURCE + f"  - {{role: {sorted(ada.roles)[0]}, see: all, change: true}}\n"
    use(visit)
    service.write("visit", more, turn(ada))
    with pytest.raises(Invalid) as refused:
        service.publish("visit", turn(ada), types=Types())
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [("designer.gives_oneself", "rights")]
    assert service.standing("visit").source == more
    version = service.publish("visit", turn(cast.actor("stan")), types=Types())
    assert version.number == 2


def test_where_there_are_no_records_nothing_is_given(visit: TypeVersion, ada: Actor) -> None:
    service.write("visit", SOURCE + f"  - {{role: {sorted(ada.roles)[0]}, see: all}}\n", turn(ada))
    assert service.publish("visit", turn(ada), types=Types()).number == visit.number

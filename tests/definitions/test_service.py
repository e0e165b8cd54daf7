"""Publishing: an unused version is replaced, a used one never changes, lists only retire."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.definitions import codec, lookups, queries, service
from app.definitions.models import TypeVersion
from app.definitions.schema import ChoiceList, RecordType
from app.definitions.world import KnownWorld
from app.errors import Invalid
from app.extensions import db
from app.records.models import Draft, Record
from app.reports.models import FigureRun

from .conftest import VISIT
from .office import ADA, NOW, office


@pytest.fixture(autouse=True)
def running(tmp_path: Path) -> Iterator[Flask]:
    with office(tmp_path) as made:
        yield made


def changed(old: str, new: str) -> RecordType:
    assert old in VISIT
    return codec.load(VISIT.replace(old, new))


def publish(record_type: RecordType, world: KnownWorld) -> TypeVersion:
    return service.publish(record_type, actor=ADA, now=NOW, world=world)


def use(version: TypeVersion) -> None:
    """Fill a record under the version."""
    now = {"created_at": NOW, "updated_at": NOW}
    db.session.add(
        Record(type_key=version.key, version_id=version.id, state="draft", title="", data={}, lock_version=1, **now)
    )
    db.session.flush()


def test_the_first_version_has_number_one_whatever_the_file_says(visit: RecordType, world: KnownWorld) -> None:
    version = publish(visit, world)
    assert (version.number, version.status, version.published_by, version.published_at) == (1, "published", 1, NOW)
    db.session.expire_all()
    assert lookups.definition(version) == visit.model_copy(update={"version": 1})
    assert queries.current("visiting_delegation") is version
    assert version.slots["delegation_name"] == "t1"


def test_what_makes_no_sense_is_not_published(world: KnownWorld) -> None:
    with pytest.raises(Invalid) as caught:
        publish(changed("start: draft", "start: drat"), world)
    assert caught.value.faults[0].code == "definition.unknown_state"
    assert queries.current("visiting_delegation") is None


def test_a_version_that_nobody_used_is_replaced(visit: RecordType, world: KnownWorld) -> None:
    first = publish(visit, world)
    again = publish(changed("max: 80", "max: 90"), world)
    assert again is first
    assert (again.number, lookups.definition(again).field("delegation_name").options.max) == (1, 90)  # type: ignore[union-attr]


def test_a_version_in_use_stays_and_the_next_number_is_taken(visit: RecordType, world: KnownWorld) -> None:
    first = publish(visit, world)
    sha256 = first.sha256
    use(first)
    second = publish(changed("max: 80", "max: 90"), world)
    assert (second.number, first.number, first.status, first.sha256) == (2, 1, "retired", sha256)
    assert queries.current("visiting_delegation") is second
    assert [version.number for version in queries.versions("visiting_delegation")] == [2, 1]


def test_the_same_again_is_no_new_version(visit: RecordType, world: KnownWorld) -> None:
    first = publish(visit, world)
    use(first)
    assert publish(visit, world) is first


def test_the_database_refuses_to_change_a_version_in_use(visit: RecordType, world: KnownWorld) -> None:
    version = publish(visit, world)
    statement = sa.update(TypeVersion).where(TypeVersion.id == version.id)
    db.session.execute(statement.values(sha256="0" * 64))
    use(version)
    db.session.execute(statement.values(status="retired"))
    with pytest.raises(IntegrityError, match="never changes"):
        db.session.execute(statement.values(sha256="1" * 64))


def test_fields_of_a_version_in_use_do_not_vanish(visit: RecordType, world: KnownWorld) -> None:
    use(publish(visit, world))
    without = changed("      - {key: filing_no, type: serial, label: 备案编号, series: visit_filing}\n", "")
    without = codec.load(codec.dump(without).replace("[filing_no, ", "[").replace("{{ filing_no }}_", ""))
    with pytest.raises(Invalid) as caught:
        publish(without, world)
    assert [(fault.code, fault.place, fault.facts["key"]) for fault in caught.value.faults] == [
        ("definition.type_lost_fields", "sections[0].fields", "filing_no")
    ]


def test_publishing_twice_in_a_row_loses_nothing_either(visit: RecordType, world: KnownWorld) -> None:
    use(publish(visit, world))
    second = publish(changed("max: 80", "max: 90"), world)
    without = changed("          - {key: item, type: text, label: 项目, required: true}\n", "")
    with pytest.raises(Invalid) as caught:
        publish(without, world)
    assert [(fault.code, fault.facts["key"], fault.facts["versions"]) for fault in caught.value.faults] == [
        ("definition.type_lost_columns", "costs.item", (1,))
    ]
    assert queries.current("visiting_delegation") is second


def test_what_only_an_unused_version_had_may_go(visit: RecordType, world: KnownWorld) -> None:
    publish(visit, world)
    without = changed("          - {key: item, type: text, label: 项目, required: true}\n", "")
    assert publish(without, world).number == 1


def test_a_form_that_somebody_began_uses_the_version_in_force(visit: RecordType, world: KnownWorld) -> None:
    first = publish(visit, world)
    ada = User(id=1, login="ada", name="Ada", created_at=NOW)
    draft = Draft(user_id=1, form=f"new:{visit.key}", type_key=visit.key, raw={}, updated_at=NOW)
    db.session.add_all([ada, draft])
    db.session.flush()
    assert publish(changed("max: 80", "max: 90"), world).number == 2
    assert not queries.is_used(first.id)
    without = changed("          - {key: item, type: text, label: 项目, required: true}\n", "")
    with pytest.raises(Invalid):
        publish(without, world)


def test_a_counting_uses_the_version_that_it_was_understood_by(visit: RecordType, world: KnownWorld) -> None:
    report = publish(visit.model_copy(update={"key": "report"}), world)
    use(report)
    counted = publish(visit, world)
    run = FigureRun(
        record_id=1, field_key="n", period=2024, as_of=NOW, version_id=report.id, of=visit.key, agg="count",
        counted_version_id=counted.id,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    assert publish(changed("max: 80", "max: 90"), world).number == 2
    with pytest.raises(IntegrityError, match="never changes"):
        db.session.execute(sa.update(TypeVersion).where(TypeVersion.id == counted.id).values(sha256="1" * 64))


def test_the_plan_says_what_stays_and_what_is_refused(visit: RecordType, world: KnownWorld) -> None:
    use(publish(visit, world))
    plan = service.planned(changed("          - {key: item, type: text, label: 项目, required: true}\n", ""))
    assert (plan.records, [fault.facts["key"] for fault in plan.refused]) == (((1, 1),), ["costs.item"])


def test_a_renamed_field_keeps_its_slot(visit: RecordType, world: KnownWorld) -> None:
    first = publish(visit, world)
    use(first)
    text = (
        VISIT.replace("key: headcount", "key: people")
        .replace("headcount", "people")
        .replace("version: 7", "version: 9")
    )
    text = text.replace("changes:\n", "changes:\n  - {from: 8, rename: headcount, to: people}\n")
    second = publish(codec.load(text), world)
    assert second.slots["people"] == first.slots["headcount"]


def test_the_plan_says_what_is_added_renamed_retired_and_converted(visit: RecordType, world: KnownWorld) -> None:
    publish(visit, world)
    text = VISIT.replace("key: has_media, type: yesno", "key: has_media, retired: true, type: yesno")
    text = text.replace("{key: item, type: text", "{key: item, type: paragraph").replace("max: 80", "max: 90")
    text = text.replace("        label: 经费\n", "        label: 费用\n").replace("key: people\n", "key: guests\n")
    text = text.replace(
        "          - {key: is_head", "          - {key: age, type: integer, label: 年龄}\n          - {key: is_head"
    )
    plan = service.planned(codec.load(text))
    assert (plan.is_new, plan.is_same, plan.lost) == (False, False, ())
    assert plan.added == ("visitors.age",)
    assert plan.retired == ("has_media",)
    assert plan.converted == (("costs.item", "text", "paragraph"),)
    assert set(plan.changed) >= {"delegation_name", "has_media"}


def test_a_draft_may_be_senseless_and_is_no_version(visit: RecordType, world: KnownWorld) -> None:
    draft = service.save_draft(changed("start: draft", "start: drat"), actor=ADA, source="# mine")
    assert (draft.number, draft.status, queries.current(draft.key)) == (None, "draft", None)
    assert service.save_draft(visit, actor=ADA) is draft
    publish(visit, world)
    service.drop_draft(visit.key, actor=ADA)
    assert queries.draft(visit.key) is None
    assert queries.current(visit.key) is not None


def test_a_retired_type_is_no_longer_offered(visit: RecordType, world: KnownWorld) -> None:
    publish(visit, world)
    service.retire(visit.key, actor=ADA, retired=True)
    assert queries.current_versions() == []
    assert [version.key for version in queries.current_versions(retired=True)] == [visit.key]


def countries(*values: str) -> ChoiceList:
    entries = [{"value": value, "label": f"国家{value}", "region": "亚洲"} for value in values]
    return ChoiceList.model_validate({"key": "countries", "label": "国家", "entries": entries})


def test_entries_of_a_list_retire_but_never_vanish() -> None:
    service.publish_list(countries("JP", "NO"), actor=ADA, now=NOW)
    version = service.publish_list(countries("NO", "DE"), actor=ADA, now=NOW)
    entries = lookups.SiteLists().entries("countries")
    assert (version.number, list(entries)) == (2, ["NO", "DE", "JP"])
    assert [entry.retired for entry in entries.values()] == [False, False, True]
    assert entries["NO"].columns == {"region": "亚洲"}


def test_the_same_list_again_is_no_new_version() -> None:
    first = service.publish_list(countries("JP"), actor=ADA, now=NOW)
    assert service.publish_list(countries("JP"), actor=ADA, now=NOW) is first


def test_a_list_that_is_not_there_is_empty() -> None:
    assert lookups.SiteLists().entries("nothing") == {}


def test_lists_are_seen_as_they_were_when_first_asked_for() -> None:
    service.publish_list(countries("JP"), actor=ADA, now=NOW)
    lists = lookups.SiteLists()
    mark = lists.mark
    service.publish_list(countries("JP", "NO"), actor=ADA, now=NOW)
    assert list(lists.entries("countries")) == ["JP"]
    assert lookups.SiteLists().mark != mark

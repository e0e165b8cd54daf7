"""The numbers of two real yearly papers come out of records of the shipped types."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.definitions.checks.sight import PERIOD
from app.definitions.compiled import CompiledType
from app.errors import Invalid
from app.expressions import Kind, Name, Scope, Value, bind
from app.fields import Stored
from app.fields.report import FigureOptions
from app.records import sql
from app.records.rules import World, defaults, settle
from tests.forms.conftest import Office, read_plain

HERE = Path(__file__).parent
FIGURES: list[dict[str, Any]] = read_plain(HERE / "expected_figures.yaml")["figures"]
RECORDS: list[dict[str, Any]] = read_plain(HERE / "seed_records.yaml")["records"]
COUNTED = [each for each in FIGURES if each["how"] == "figure"]
COMPUTED = [each for each in FIGURES if each["how"] == "compute"]
PERIODS = {"college": Decimal(2019), "association": Decimal(2024)}
ACTOR = {"name": "王敏", "department": "1", "roles": ["staff"]}


def test_both_papers_have_all_their_numbers() -> None:
    assert len([each for each in FIGURES if each["set"] == "college"]) == 22
    assert len([each for each in FIGURES if each["set"] == "association"]) == 16


@pytest.mark.parametrize("number", range(len(RECORDS)), ids=lambda at: f"{RECORDS[at]['type']}-{RECORDS[at]['fact']}")
def test_a_fact_fits_in_its_type(number: int, compiled: dict[str, CompiledType], office: Office) -> None:
    """No fault stops it; warnings want a reason, which an import gives."""
    each = RECORDS[number]
    stored = _stored(compiled[each["type"]], each["values"], office)
    flow = compiled[each["type"]].definition.workflow
    states = list(flow.states) if flow else [""]
    settled = settle(compiled[each["type"]], stored, _world(office), entering=states[0])
    assert [(fault.code, fault.place, str(fault.facts.get("say", ""))) for fault in settled.faults] == []
    last = "done" if flow else None
    settled = settle(compiled[each["type"]], settled.stored, _world(office, state=last or ""), entering=last)
    assert [(fault.code, fault.place, str(fault.facts.get("say", ""))) for fault in settled.faults] == []
    assert compiled[each["type"]].title.render(settled.values)


@pytest.mark.parametrize("figure", COUNTED, ids=lambda each: each["key"])
def test_figure_gives_the_number(figure: dict[str, Any], compiled: dict[str, CompiledType], office: Office) -> None:
    options = FigureOptions.model_validate(figure["figure"])
    made = compiled[options.of]
    period = PERIODS[figure["set"]]
    found: list[Value] = []
    where, value = _bound(made, options.where, options), _bound(made, options.value, options)
    for values in _values(made, figure["set"], office):
        for row in (values[options.rows] or ()) if options.rows else ({},):
            names = {**values, **row, "period": period}
            if where is None or where.holds(names):
                found.append(value.value(names) if value else Decimal(1))
    assert _aggregated(options.agg, found) == Decimal(figure["value"])


@pytest.mark.parametrize("figure", COUNTED, ids=lambda each: each["key"])
def test_figure_can_be_asked_of_the_database(figure: dict[str, Any], compiled: dict[str, CompiledType]) -> None:
    options = FigureOptions.model_validate(figure["figure"])
    made = compiled[options.of]
    for rule in (options.where, options.value):
        bound = _bound(made, rule, options)
        if bound is not None:
            assert sql.refusals(bound, made, rows=options.rows) == []


@pytest.mark.parametrize("figure", COMPUTED, ids=lambda each: each["key"])
def test_what_is_typed_gives_the_computed_number(figure: dict[str, Any]) -> None:
    typed = {key: Decimal(text) for key, text in figure["typed"].items()}
    scope = Scope(Name(key, key, Kind.NUMBER) for key in typed)
    assert bind(figure["compute"], scope).value(typed) == Decimal(figure["value"])


def _values(made: CompiledType, group: str, office: Office) -> list[dict[str, Value]]:
    mine = [each for each in RECORDS if each["type"] == made.key and each["set"] == group]
    return [settle(made, _stored(made, each["values"], office), _world(office, "done")).values for each in mine]


def _stored(made: CompiledType, raw: Mapping[str, Any], office: Office) -> dict[str, Stored]:
    """Defaults, the one department, and what the paper says, cleaned as an import cleans it."""
    stored = defaults(made, _world(office))
    faults = defaultdict(list)
    for key, given in {**_departments(made), **raw}.items():
        field = made.fields[key]
        try:
            kept = field.type.clean(given, field.options, office)
        except Invalid as error:
            faults[key] += error.faults
        else:
            if kept is not None:
                stored[key] = kept
    assert not faults
    return stored


def _departments(made: CompiledType) -> dict[str, str]:
    return {key: "1" for key, field in made.fields.items() if field.type.name == "department"}


def _world(office: Office, state: str = "") -> World:
    return World(today=office.today, now="2024-12-31", lookups=office, state=state, actor=ACTOR, record={})


def _bound(made: CompiledType, rule: str | None, options: FigureOptions) -> Any:
    if rule is None:
        return None
    row = Scope(column.name for column in made.fields[options.rows].columns.values()) if options.rows else None
    return bind(rule, Scope([*made.scope, PERIOD]), row_scope=row)


def _aggregated(agg: str, found: list[Value]) -> Decimal:
    given = [each for each in found if each is not None]
    if agg == "count":
        return Decimal(len(found))
    return Decimal(len(set(given))) if agg == "distinct" else sum(given, Decimal(0))

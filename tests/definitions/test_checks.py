"""Sense of a definition: each thing that is refused, at its place, with what was probably meant."""

import pytest

from app.definitions import codec
from app.definitions.checks import problems
from app.definitions.world import KnownWorld
from app.errors import Fault, Level
from app.expressions import Scope

from .conftest import ROLES, VISIT

Expected = tuple[str, str, str]


def found(text: str, world: KnownWorld) -> list[Expected]:
    """Code, path and first suggestion of each fault."""
    faults = problems(codec.load(text, name="visit.yaml"), world=world)
    return [(fault.code, fault.place, fault.suggestions[0] if fault.suggestions else "") for fault in faults]


def test_the_example_makes_sense(world: KnownWorld) -> None:
    assert found(VISIT, world) == []


NAMES = [
    ("section twice", "key: budget\n    label", "key: people\n    label", "key_twice", "sections[2].key", ""),
    ("field twice", "{key: has_media,", "{key: headcount,", "key_twice", "sections[0].fields[8].key", ""),
    ("check twice", "{key: one_head", "{key: heads", "key_twice", "checks[2].key", ""),
    ("transition twice", "{key: agree", "{key: pass", "key_twice", "workflow.transitions[2].key", ""),
    ("document twice", "{key: badge", "{key: sign_sheet", "key_twice", "documents[2].key", ""),
    ("label twice", "label: 人数", "label: 来访 天数", "label_twice", "sections[0].fields[7].label", ""),
    (
        "column label twice",
        "label: 护照号,",
        "label: 护照姓名,",
        "label_twice",
        "sections[1].fields[0].columns[3].label",
        "",
    ),
    ("reserved key", "{key: is_head", "{key: state", "reserved_key", "sections[1].fields[0].columns[4].key", ""),
    ("reserved label", "label: 人数", "label: Today", "reserved_label", "sections[0].fields[7].label", ""),
    (
        "row number hidden",
        "label: 中文译名",
        "label: 序号",
        "hides_row_number",
        "sections[1].fields[0].columns[0].label",
        "",
    ),
    ("key used again", "rename: visit_days", "rename: headcount", "key_reused", "changes[0].rename", ""),
    ("renamed to nothing", "to: stay_days}", "to: stay_day}", "unknown_field", "changes[0].to", "stay_days"),
    (
        "renamed in a circle",
        "to: stay_days}",
        "to: days_there}\n  - {from: 6, rename: days_there, to: visit_days}",
        "rename_circle",
        "changes[0].rename",
        "",
    ),
    ("renamed in future", "{from: 6", "{from: 7", "change_from_future", "changes[0].from", ""),
]
FIELDS = [
    (
        "unknown list",
        "list: countries, many",
        "list: country, many",
        "unknown_list",
        "sections[0].fields[2].list",
        "countries",
    ),
    (
        "unknown series",
        "series: visit_filing",
        "series: visit_filling",
        "unknown_series",
        "sections[0].fields[0].series",
        "visit_filing",
    ),
    (
        "needed for no state",
        "needed_for: [approved], list",
        "needed_for: [aproved], list",
        "unknown_state",
        "sections[1].fields[0].columns[2].needed_for[0]",
        "approved",
    ),
    (
        "sensitive and indexed",
        "index: true, max: 80",
        "index: true, sensitive: 2, max: 80",
        "sensitive_indexed",
        "sections[0].fields[1].index",
        "",
    ),
    (
        "table indexed",
        "label: 来访人员\n",
        "label: 来访人员\n        index: true\n",
        "not_indexable",
        "sections[1].fields[0].index",
        "",
    ),
    (
        "many indexed",
        "list: countries, many: true",
        "index: true, list: countries, many: true",
        "not_indexable",
        "sections[0].fields[2].index",
        "",
    ),
]
RULES = [
    (
        "condition is a number",
        "visible: has_media",
        "visible: headcount",
        "wrong_kind_yesno",
        "sections[0].fields[9].visible",
        "",
    ),
    (
        "compute gives a date",
        "days(arrive_on, leave_on) + 1",
        "leave_on",
        "wrong_kind_number",
        "sections[0].fields[6].compute",
        "",
    ),
    (
        "today in compute",
        "days(arrive_on, leave_on) + 1",
        "days(arrive_on, today) + 1",
        "today_in_compute",
        "sections[0].fields[6].compute",
        "",
    ),
    (
        "default of computed",
        "label: 来访天数, ",
        'label: 来访天数, default: "1", ',
        "default_of_computed",
        "sections[0].fields[6].default",
        "",
    ),
    ("check at nothing", "at: leave_on, say", "at: leave, say", "unknown_field", "checks[0].at", "leave_on"),
    ("number without n", "{{ n }}号", "号", "series_without_number", "series.visit_filing.pattern", ""),
    ("number without year", "〔{{ year }}〕", "", "series_without_year", "series.visit_filing.pattern", ""),
    (
        "sensitive in title",
        'title: "{{ delegation_name }}',
        'title: "{{ visitors[0].passport_no }}',
        "sensitive_shown",
        "title",
        "",
    ),
    ("sensitive table in brief", "{{ countries | 顿号 }}", "{{ visitors[is_head] }}", "sensitive_shown", "brief", ""),
    (
        "sensitive in file name",
        "{{ filing_no }}_{{",
        "{{ join(visitors.passport_no) }}_{{",
        "sensitive_shown",
        "documents[1].filename",
        "",
    ),
]
FLOW = [
    ("unknown start", "start: draft", "start: drat", "unknown_state", "workflow.start", "draft"),
    (
        "unknown to",
        "to: countersign,",
        "to: countersing,",
        "unknown_state",
        "workflow.transitions[1].to",
        "countersign",
    ),
    (
        "unknown from",
        "from: [countersign], to",
        "from: [countersing], to",
        "unknown_state",
        "workflow.transitions[2].from[0]",
        "countersign",
    ),
    (
        "unreachable",
        "from: [approved], to: cancelled",
        "from: [approved], to: done",
        "unreachable_state",
        "workflow.states.cancelled",
        "",
    ),
    (
        "no way out",
        "from: [unit_review], to: countersign, by: [task]",
        "from: [draft], to: countersign",
        "tasks_without_transition",
        "workflow.states.unit_review",
        "",
    ),
    (
        "by task without tasks",
        "to: done}",
        "to: done, by: [task]}",
        "no_tasks_there",
        "workflow.transitions[3].from[0]",
        "",
    ),
    (
        "unknown role of a task",
        "{role: security}",
        "{role: securty}",
        "unknown_role",
        "workflow.states.countersign.tasks[0].role",
        "security",
    ),
    (
        "task of no department",
        "of: host_unit, due",
        "of: headcount, due",
        "field_of_other_type",
        "workflow.states.unit_review.tasks[0].of",
        "",
    ),
    (
        "task of no field",
        "of: host_unit, due",
        "of: host_units, due",
        "unknown_field",
        "workflow.states.unit_review.tasks[0].of",
        "host_unit",
    ),
    (
        "task for nobody",
        "{role: security}",
        "{due: 1 day}",
        "task_for_whom",
        "workflow.states.countersign.tasks[0]",
        "",
    ),
    ("due in no unit", "due: 1 workday", "due: soon", "bad_span", "workflow.states.unit_review.tasks[0].due", ""),
    (
        "unknown document",
        "makes: [filing_form]",
        "makes: [filling_form]",
        "unknown_document",
        "workflow.transitions[2].makes[0]",
        "filing_form",
    ),
    (
        "mode without tasks",
        "done: {label: 已办结",
        "done: {label: 已办结, mode: all",
        "mode_without_tasks",
        "workflow.states.done.mode",
        "",
    ),
]
OUTPUTS = [
    ("year of no field", "year_of: arrive_on", "year_of: arrives_on", "unknown_field", "year_of", "arrive_on"),
    ("year of a text", "year_of: arrive_on", "year_of: delegation_name", "field_of_other_type", "year_of", ""),
    (
        "department of a text",
        "department_of: host_unit",
        "department_of: delegation_name",
        "field_of_other_type",
        "department_of",
        "",
    ),
    (
        "unknown column",
        "columns: [filing_no, delegation_name",
        "columns: [filing_no, delegation_nam",
        "unknown_field",
        "views[0].columns[1]",
        "delegation_name",
    ),
    ("unknown sort", "sort: [-arrive_on]", "sort: [-arriveon]", "unknown_field", "views[0].sort[0]", "arrive_on"),
    ("sorted by a table", "sort: [-arrive_on]", "sort: [visitors]", "not_sortable", "views[0].sort[0]", ""),
    ("in groups of names", "sort: [-arrive_on]", "group: title", "not_groupable", "views[0].group", ""),
    (
        "calendar by a text",
        "sort: [-arrive_on]",
        "calendar: delegation_name",
        "field_of_other_type",
        "views[0].calendar",
        "",
    ),
    (
        "calendar by what is not there",
        "sort: [-arrive_on]",
        "calendar: arriveon",
        "unknown_field",
        "views[0].calendar",
        "arrive_on",
    ),
    (
        "sum of a text",
        "totals: {headcount: sum}",
        "totals: {delegation_name: sum}",
        "field_of_other_type",
        "views[0].totals.delegation_name",
        "",
    ),
    (
        "view without yes or no",
        "where: year(arrive_on) == year(today)",
        "where: year(arrive_on)",
        "wrong_kind_yesno",
        "views[0].where",
        "",
    ),
    ("unknown role", "{role: staff, see", "{role: staf, see", "unknown_role", "rights[0].role", "staff"),
    ("right of nothing", "{role: foreign_affairs, see: all,", "{see: all,", "right_of_what", "rights[1]", ""),
    (
        "unknown column of a right",
        "[visitors.passport_no]",
        "[visitors.passport]",
        "unknown_field",
        "rights[2].fields[0]",
        "visitors.passport_no",
    ),
    (
        "field right without roles",
        "{see: [staff, foreign_affairs], fields",
        "{see: all, fields",
        "right_needs_roles",
        "rights[2].see",
        "",
    ),
    (
        "change in no state",
        "change: [draft, returned]",
        "change: [draft, return]",
        "unknown_state",
        "rights[0].change[1]",
        "returned",
    ),
    ("nobody creates", " create: true,", "", "nobody_creates", "rights", ""),
    (
        "a file per row of a text",
        "each: visitors",
        "each: delegation_name",
        "field_of_other_type",
        "documents[2].each",
        "",
    ),
    (
        "document in no state",
        "states: [approved, done]",
        "states: [approved, don]",
        "unknown_state",
        "documents[1].states[1]",
        "done",
    ),
    ("notice to nobody", "to: holder", "to: holders", "unknown_role", "notify[0].to", "holder"),
    ("reminder at no date", "{at: leave_on, after", "{at: headcount, after", "field_of_other_type", "remind[0].at", ""),
    ("reminder after nothing", "after: 20 days", "after: later", "bad_span", "remind[0].after", ""),
]


@pytest.mark.parametrize(
    "case", [pytest.param(case[1:], id=case[0]) for case in (*NAMES, *FIELDS, *RULES, *FLOW, *OUTPUTS)]
)
def test_what_is_refused(case: tuple[str, str, str, str, str], world: KnownWorld) -> None:
    old, new, code, place, near = case
    assert VISIT.count(old) == 1, "the planted fault has to have one place"
    assert (f"definition.{code}", place, near) in found(VISIT.replace(old, new), world)


def test_faults_of_expressions_keep_their_span_and_get_their_path(world: KnownWorld) -> None:
    text = VISIT.replace("rule: leave_on >= arrive_on", "rule: leave_on >= arive_on")
    (fault,) = problems(codec.load(text), world=world)
    assert (fault.code, fault.place, fault.span) == ("expression.unknown_name", "checks[0].rule", (12, 20))
    assert "arrive_on" in fault.suggestions


def test_a_fault_of_sense_gets_its_line_and_column(world: KnownWorld) -> None:
    reading = codec.read(VISIT.replace("start: draft", "start: drat"), name="visit.yaml")
    assert reading.value is not None
    places = [reading.located(fault).place for fault in problems(reading.value, world=world)]  # type: ignore[arg-type]
    assert places == ["visit.yaml:62:10 workflow.start"]


def test_a_circle_is_named_by_its_labels(world: KnownWorld) -> None:
    text = VISIT.replace("label: 有媒体随行}", "label: 有媒体随行, visible: media_note is defined}")
    (fault,) = problems(codec.load(text), world=world)
    assert (fault.code, fault.place) == ("definition.circle", "sections[0].fields[8].visible")
    assert fault.facts["circle"] in {"有媒体随行 → 媒体情况 → 有媒体随行"}


def test_a_section_that_waits_for_its_own_field_is_a_circle(world: KnownWorld) -> None:
    text = VISIT.replace("label: 经费预算\n", "label: 经费预算\n    visible: cost_ours > 0\n")
    assert "definition.circle" in [code for code, _, _ in found(text, world)]


def test_columns_that_wait_for_one_another_are_a_circle(world: KnownWorld) -> None:
    text = VISIT.replace("label: 金额（元）, required: true", "label: 金额（元）, compute: amount + 1")
    assert ("definition.circle", "sections[2].fields[0].columns[1].compute", "") in found(text, world)


def test_more_indexed_fields_than_slots_are_refused(world: KnownWorld) -> None:
    more = "".join(f"      - {{key: f{at}, type: text, label: 字段{at}, index: true}}\n" for at in range(4))
    text = VISIT.replace("      # the dates of the whole visit\n", more)
    assert ("definition.too_many_indexed", "sections[0].fields[7].index", "") in found(text, world)


def test_more_filterable_fields_than_slots_are_a_warning(world: KnownWorld) -> None:
    more = "".join(f"      - {{key: f{at}, type: text, label: 字段{at}}}\n" for at in range(16))
    faults = problems(codec.load(VISIT.replace("      # the dates of the whole visit\n", more)), world=world)
    assert {fault.code for fault in faults} == {"definition.no_slot_left"}
    assert {fault.level for fault in faults} == {Level.WARN}


def test_a_table_in_a_table_is_refused_when_it_is_read(world: KnownWorld) -> None:
    old = "{key: is_head, type: yesno, label: 团长}"
    new = "{key: is_head, type: table, label: 团长, columns: [{key: a, type: text, label: 甲}]}"
    reading = codec.read(VISIT.replace(old, new), name="visit.yaml")
    assert [fault.code for fault in reading.faults] == ["field.column_type"]


REPORT = """\
key: yearly
label: 年度报告
title: 年度报告
rights: [{role: staff, create: true}]
sections:
  - key: figures
    label: 数字
    fields:
      - key: people
        type: figure
        label: 来访人次
        of: visiting_delegation
        where: year(arrive_on) == period
        agg: sum
        value: headcount
      - {key: nations, type: figure, label: 国别, of: visiting_delegation, rows: visitors, by: nationality}
"""


@pytest.fixture
def world_with_visits(world: KnownWorld) -> KnownWorld:
    visit = codec.load(VISIT)
    return KnownWorld(types={visit.key: visit}, lists=world.lists, roles=ROLES)


def test_a_figure_is_bound_against_the_type_it_counts(world_with_visits: KnownWorld) -> None:
    assert found(REPORT, world_with_visits) == []


def test_a_figure_or_narrative_that_is_a_column_is_told_of(world_with_visits: KnownWorld) -> None:
    columns = "[{key: sum, type: figure, label: 数, of: visiting_delegation}, {key: say, type: narrative, label: 文}]"
    text = f"{REPORT}      - {{key: parts, type: table, label: 分项, columns: {columns}}}\n"
    faults = problems(codec.load(text), world=world_with_visits)
    assert [(fault.code, fault.place, fault.level) for fault in faults] == [
        ("definition.never_counted", "sections[0].fields[2].columns[0].type", Level.WARN),
        ("definition.never_counted", "sections[0].fields[2].columns[1].type", Level.WARN),
    ]
    assert problems(codec.load(text.replace("文}", "文, retired: true}")), world=world_with_visits) == faults[:1]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "of: visiting_delegation\n",
            "of: visiting_delegations\n",
            ("definition.unknown_type", "of", "visiting_delegation"),
        ),
        ("year(arrive_on)", "year(arive_on)", ("expression.unknown_name", "where", "arrive_on")),
        ("year(arrive_on) == period", "year(arrive_on)", ("definition.wrong_kind_yesno", "where", "")),
        ("value: headcount", "value: delegation_name", ("definition.wrong_kind_number", "value", "")),
    ],
)
def test_a_figure_that_does_not_fit_is_refused(
    old: str, new: str, expected: Expected, world_with_visits: KnownWorld
) -> None:
    code, key, near = expected
    assert found(REPORT.replace(old, new), world_with_visits)[0] == (code, f"sections[0].fields[0].{key}", near)


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("host_unit == report.unit", None),
        ("record.department == report.unit and year(arrive_on) == period", None),
        ("host_unit == report.unti", ("expression.unknown_member", "draws_on", "unit")),
        ("host_uint == report.unit", ("expression.unknown_name", "draws_on", "host_unit")),
        ("report.unit", ("definition.wrong_kind_yesno", "draws_on", "")),
    ],
)
def test_what_a_report_asks_of_all_records_makes_sense_for_each_type(
    rule: str, fault: Expected | None, world_with_visits: KnownWorld
) -> None:
    unit = "      - {key: unit, type: department, label: 处室}\n      - {key: nations"
    text = REPORT.replace("sections:", f"draws_on: {rule}\nsections:").replace("      - {key: nations", unit)
    assert [each[:2] for each in found(text, world_with_visits)] == ([fault[:2]] if fault else [])
    assert fault is None or fault[2] in (found(text, world_with_visits)[0][2], "")


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("people, nations", None),
        ("poeple", ("definition.unknown_field", "home[0]", "people")),
        ("people, note", ("definition.field_of_other_type", "home[1]", "")),
        ("people, people, people, people, people", ("definition.too_many_at_home", "home[4]", "")),
    ],
)
def test_what_the_home_page_shows_are_figures_and_few(
    keys: str, fault: Expected | None, world_with_visits: KnownWorld
) -> None:
    note = "      - {key: note, type: text, label: 备注}\n      - {key: nations"
    text = REPORT.replace("sections:", f"home: [{keys}]\nsections:").replace("      - {key: nations", note)
    assert found(text, world_with_visits) == ([fault] if fault else [])


@pytest.mark.parametrize(
    ("new", "code", "near"), [("visitor", "unknown_table", "visitors"), ("costs", "table_not_reported", "")]
)
def test_rows_of_a_figure_are_a_reported_table(new: str, code: str, near: str, world_with_visits: KnownWorld) -> None:
    text = REPORT.replace("rows: visitors, by: nationality", f"rows: {new}")
    assert found(text, world_with_visits) == [(f"definition.{code}", "sections[0].fields[1].rows", near)]


def test_templates_are_there_and_their_faults_are_told(visit: object) -> None:
    def check(template: str, scope: Scope) -> list[Fault]:
        assert scope.by_key("passport_no" if template == "来宾卡.docx" else "headcount")
        return [Fault("word.unknown_name", place="正文 表1 第2行")] if template == "来宾卡.docx" else []

    world = KnownWorld(
        lists={"countries": {}},
        roles=ROLES,
        template_keys={"来访呈批表.docx", "来访备案.docx", "来宾卡.docx"},
        check_template=check,
    )
    assert found(VISIT, world) == [
        ("definition.unknown_template", "documents[1].template", "来访备案.docx"),
        ("word.unknown_name", "documents[2].template 正文 表1 第2行", ""),
    ]


def test_a_reference_copies_fields_that_are_there(world_with_visits: KnownWorld) -> None:
    field = "{key: visit, type: record, label: 团组, of: visiting_delegation, copy: [headcount, headcoun]}"
    assert found(REPORT.replace("    fields:\n", f"    fields:\n      - {field}\n"), world_with_visits) == [
        ("definition.unknown_field_there", "sections[0].fields[0].copy[1]", "headcount")
    ]

"""A field with another key: every place that names it follows, and nothing else changes."""

from typing import Any

from app.definitions import codec
from app.definitions.checks import looked
from app.definitions.uses import rename, uses, uses_elsewhere
from app.definitions.world import KnownWorld

SOURCE = """\
format: 1
key: visit
label: 来访
year_of: arrive_on
title: "{{ name }}（{{ size }}人，size）"
one_per: [name, size]
sections:
  - key: basic
    label: 基本
    visible: size > 0 or name == 'size'
    fields:
      - {key: name, type: text, label: 名称, suggest: [name, size]}
      - {key: size, type: integer, label: 人数}
      - {key: sizes, type: integer, label: 总人数, compute: "size + sum(rows.size)"}
      - {key: arrive_on, type: date, label: 抵达}
      - key: rows
        type: table
        label: 名单
        columns:
          - {key: size, type: integer, label: 件数}
          - {key: more, type: integer, label: 多, compute: size * 2}
checks:
  - {key: size, rule: "count(rows[size > 3]) <= 3", at: size, say: 太多}
  - {key: enough, rule: size >= 1, at: size, say: 太少}
views:
  - {key: all, label: 全部, columns: [name, size, sizes], where: size > 3, sort: [-size], totals: {size: sum}}
documents:
  - {key: paper, label: 材料, template: x.docx, filename: "{{ name }}{{ size | 大写 }}"}
rights:
  - {role: staff, see: all, create: true}
  - {fields: [size, rows.size], see: [staff], others: hidden}
remind:
  - {at: arrive_on, when: size > 9, to: owner, say: 人多}
"""
OTHER = """\
format: 1
key: summary
label: 汇总
title: 汇总
sections:
  - key: basic
    label: 基本
    fields:
      - {key: size, type: figure, label: 人次, of: visit, where: size > 1, agg: sum, value: size}
      - {key: visit, type: record, label: 来访, of: visit, copy: [size]}
      - {key: twice, type: integer, label: 倍, compute: size * 2}
rights:
  - {role: staff, see: all, create: true}
"""


def world() -> KnownWorld:
    types = {each.key: each for each in (codec.load(SOURCE), codec.load(OTHER))}
    return KnownWorld(types, {}, ["staff"], None)


def test_every_place_that_names_the_field_is_found_and_nothing_that_looks_like_it() -> None:
    definition = codec.load(SOURCE)
    found = uses(looked(definition, world=world()), codec.plain_data(definition), "size")
    assert sorted(use.path for use in found) == sorted(
        [
            *(
                "title",
                "one_per",
                "sections[0].visible",
                "sections[0].fields[0].suggest",
                "sections[0].fields[2].compute",
            ),
            *("checks[0].at", "checks[1].rule", "checks[1].at", "views[0].columns", "views[0].where", "views[0].sort"),
            *("views[0].totals", "documents[0].filename", "rights[1].fields", "remind[0].when"),
        ]
    )


def test_it_is_the_same_definition_with_another_key() -> None:
    definition = codec.load(SOURCE)
    data: dict[str, Any] = codec.plain_data(definition)
    rename(looked(definition, world=world()), data, "size", "headcount")
    made = codec.judged(data).made()
    assert [each.key for each in made.fields()] == ["name", "headcount", "sizes", "arrive_on", "rows"]
    assert made.title == "{{ name }}（{{ headcount }}人，size）"
    assert made.sections[0].visible == "headcount > 0 or name == 'size'"
    assert made.field("sizes").compute == "headcount + sum(rows.size)"  # type: ignore[union-attr]
    assert [column.key for column in made.field("rows").columns] == ["size", "more"]  # type: ignore[union-attr]
    assert made.field("rows").columns[1].compute == "size * 2"  # type: ignore[union-attr]
    assert [(each.key, each.rule, each.at) for each in made.checks] == [
        ("size", "count(rows[size > 3]) <= 3", "headcount"),
        ("enough", "headcount >= 1", "headcount"),
    ]
    view = made.views[0]
    assert (view.columns, view.sort) == (("name", "headcount", "sizes"), ("-headcount",))
    assert (view.where, view.totals) == ("headcount > 3", {"headcount": "sum"})
    assert made.documents[0].filename == "{{ name }}{{ headcount | capital }}"
    assert made.rights[1].fields == ("headcount", "rows.size")
    assert uses(looked(made, world=world()), codec.plain_data(made), "size") == []


def test_what_draws_on_it_elsewhere_is_found() -> None:
    sight = looked(codec.load(OTHER), world=world())
    paths = [use.path for use in uses_elsewhere(sight, "visit", "size")]
    assert sorted(paths) == [f"sections[0].fields[{path}" for path in ("0].value", "0].where", "1].copy")]
    assert uses_elsewhere(sight, "visit", "name") == []


def test_a_field_and_a_column_are_called_as_people_call_them() -> None:
    definition = codec.load(SOURCE)
    assert definition.called("rows.size", "zh") == f"{definition.called('rows', 'zh')} · 件数"
    assert definition.called("size", "zh") == definition.field("size").label.zh  # type: ignore[union-attr]
    assert [definition.called(each, "zh") for each in ("gone", "rows.gone", "size.gone")] == ["", "", ""]

"""Ways round a closed field, of who describes the type: each is found; what gives nothing new is not."""

import pytest

from app.definitions import codec
from app.definitions.powers import Held, Power, gained
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld

SOURCE = """\
format: 1
key: visit
label: 来访
title: "{{ name }}"
brief: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: name, type: text, label: 名称}
      - {key: passport, type: text, label: 护照号}
      - {key: secret, type: text, label: 密级, sensitive: 2}
      - {key: strict, type: text, label: 内情, sensitive: 3}
      - {key: length, type: integer, label: 长度, compute: len(passport)}
      - {key: lead, type: person, label: 负责人}
      - key: guests
        type: table
        label: 来访人员
        columns:
          - {key: person, type: text, label: 姓名}
          - {key: pass, type: text, label: 证件}
rights:
  - {role: staff, see: own, create: true, change: true}
  - {fields: [passport, guests.pass], see: [staff], others: hidden}
  - {fields: [strict], see: [staff], others: masked}
workflow:
  start: draft
  states:
    draft: {label: 起草}
    review: {label: 审核, tasks: [{role: head}, {role: admin, when: name == "甲"}]}
    done: {label: 办结}
  transitions:
    - {key: submit, label: 提交, from: draft, to: review}
    - {key: agree, label: 同意, from: review, to: done, by: task}
documents:
  - {key: sheet, label: 来访表, template: 来访表.docx, filename: "{{ name }}"}
"""
FRESH = "      - {key: lead,"
TEXT = '"{{ name }}"'


def read(*changes: tuple[str, str]) -> RecordType:
    text = SOURCE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return codec.load(text)


def field(written: str) -> tuple[str, str]:
    return FRESH, f"      - {{{written}}}\n{FRESH}"


def to(now: RecordType, before: RecordType | None = None, *others: RecordType, **held: object) -> frozenset[Power]:
    given = Held(KnownWorld(), others=others, **held)  # type: ignore[arg-type]
    return gained(before or read(), now, {"admin"}, given)


COPY = "key: twin, type: text, label: 复制, compute: passport"
COPIED = field(COPY)
SEEN = ("field", "passport")
REOPEN = "    - {key: reopen, label: 重开, from: done, to: draft, by: [admin]}\ndocuments:"


@pytest.mark.parametrize(
    ("change", "power"),
    [
        (COPIED, SEEN),
        (field("key: twin, type: text, label: 复制, default: passport"), SEEN),
        (field("key: twin, type: text, label: 复制, compute: 'passport if name == \"a\" else name'"), SEEN),
        (field('key: twin, type: text, label: 复制, compute: "join(guests.pass, name)"'), ("field", "guests.pass")),
        (field("key: twin, type: text, label: 复制, compute: secret"), ("plain", "secret")),
        (("compute: len(passport)", "compute: len(passport) + 1"), SEEN),
        ((f"title: {TEXT}", 'title: "{{ name }} {{ passport }}"'), SEEN),
        ((f"brief: {TEXT}", 'brief: "{{ passport }}"'), SEEN),
        ((f"filename: {TEXT}", 'filename: "{{ passport }}"'), SEEN),
        ((f"title: {TEXT}", "title: \"{{ guests[0].pass }}\""), ("field", "guests.pass")),
        (("others: hidden", "others: masked"), ("masked", "passport")),
        (("sensitive: 2", "sensitive: 0"), ("plain", "secret")),
        (("sensitive: 3", "sensitive: 2"), ("masked", "strict")),
        (("documents:", REOPEN), ("press", "done", "draft")),
        (("done: {label: 办结}", "done: {label: 办结, tasks: [{person: lead}]}"), ("decide", "done")),
        (('{role: admin, when: name == "甲"}', "{role: admin}"), ("decide", "review")),
        (("documents:", "notify:\n  - {on: state, state: review, to: admin}\ndocuments:"), ("told", "review")),
    ],
)  # fmt: skip
def test_a_way_round_is_found(change: tuple[str, str], power: Power) -> None:
    assert power in to(read(change))


@pytest.mark.parametrize(
    "changes",
    [
        [field("key: note, type: text, label: 备注, compute: name")],
        [field("key: many, type: integer, label: 人数, compute: count(guests)")],
        [field('key: who, type: text, label: 名单, compute: "join(guests.person, name)"')],
        [COPIED, ("fields: [passport,", "fields: [twin, passport,")],
        [(f"title: {TEXT}", 'title: "来访 {{ name }}"')],
        [(f"title: {TEXT}", 'title: "{{ length }}"')],
        [("label: 护照号", "label: 护照号码")],
        [("sensitive: 2", "sensitive: 3")],
        [("others: masked", "others: hidden")],
        [("see: [staff], others: hidden", "see: [staff, head], others: hidden")],
        [("label: 同意", "label: 通过")],
        [("documents:", REOPEN.replace("admin", "staff"))],
        [("documents:", "notify:\n  - {on: state, state: review, to: staff}\ndocuments:")],
        [("documents:", "notify:\n  - {on: state, state: review, to: holder}\ndocuments:")],
        [(", {role: admin, when: name == \"甲\"}", "")],
        [
            ("key: name,", "key: title_zh,"), ("{{ name }}", "{{ title_zh }}"), ("{{ name }}", "{{ title_zh }}"),
            ("{{ name }}", "{{ title_zh }}"), ("when: name ==", "when: title_zh =="),
            ("documents:", "changes:\n  - {from: 1, rename: name, to: title_zh}\ndocuments:"),
        ],
        [
            ("key: passport,", "key: pass_no,"), ("len(passport)", "len(pass_no)"), ("[passport,", "[pass_no,"),
            ("documents:", "changes:\n  - {from: 1, rename: passport, to: pass_no}\ndocuments:"),
        ],
    ],
)  # fmt: skip
def test_what_gives_nothing_new_is_free(changes: list[tuple[str, str]]) -> None:
    assert to(read(*changes)) == frozenset()


def test_what_was_told_before_is_known() -> None:
    """Somebody else published the copy: it is no gain of who goes on with it."""
    with_copy = read(COPIED)
    again = read(COPIED, (f"title: {TEXT}", 'title: "{{ twin }}"'))
    assert to(again, with_copy) == frozenset()


def test_through_a_field_that_nobody_sees_is_no_way_round() -> None:
    hidden = ("fields: [passport,", "fields: [twin, passport,")
    shown = field(f"{COPY}}}\n      - {{key: third, type: text, label: 再抄, compute: twin")
    assert SEEN in to(read(shown, hidden))
    assert ("field", "passport") in to(
        read(shown, hidden), read(COPIED, hidden, ("compute: passport", "compute: name"))
    )


SPARE = field("key: fresh, type: text, label: 新")
MOVED = [
    ("key: passport, type: text, label: 护照号", "key: fresh, type: text, label: 护照号"),
    ("len(passport)", "len(name)"),
    ("fields: [passport, ", "fields: ["),
    ("documents:", "changes:\n  - {from: 2, rename: passport, to: fresh}\ndocuments:"),
]


def test_a_spare_key_that_is_open_opens_nothing() -> None:
    assert ("field", "fresh") in to(read(*MOVED), read(SPARE))


def test_versions_that_have_records_are_asked_too() -> None:
    """Under the first one it is `passport`; what is in force calls it `closed`; the next would call it `fresh`."""
    live = read(
        ("key: passport,", "key: closed,"),
        ("len(passport)", "len(name)"),
        ("[passport, ", "[closed, "),
        ("documents:", "changes:\n  - {from: 1, rename: passport, to: closed}\ndocuments:"),
    )
    assert ("field", "fresh") in to(read(*MOVED), live, read())


def test_a_narrower_earlier_version_refuses_nothing_that_is_in_force() -> None:
    opened = read(("see: [staff], others: hidden", "see: [staff, admin], others: hidden"))
    assert to(opened, opened, read()) == frozenset()


def test_a_rule_that_carries_a_closed_value_into_an_open_field_is_found() -> None:
    now = read((TEXT, TEXT))
    assert SEEN in to(now, rules=[("name", "passport")])
    assert to(now, rules=[("name", "len(name)"), ("passport", "secret")]) == frozenset()


def test_a_new_step_counts_where_records_that_are_there_come_to() -> None:
    step = ("    done: {label: 办结}", "    done: {label: 办结}\n    kept: {label: 归档, tasks: [{role: admin}]}")
    ended = ("documents:", "    - {key: keep, label: 归档, from: done, to: kept, by: owner}\ndocuments:")
    under_way = ("documents:", "    - {key: keep, label: 归档, from: draft, to: kept, by: owner}\ndocuments:")
    assert ("decide", "kept") in to(read(step, ended))
    assert to(read(step, under_way)) == frozenset()


def test_who_sees_all_records_is_told_nothing_new() -> None:
    sees = ("rights:\n", "rights:\n  - {role: admin, see: all}\n")
    told = ("documents:", "notify:\n  - {on: state, state: review, to: admin}\ndocuments:")
    assert to(read(sees, told), read(sees)) == frozenset()

"""Writing definitions: one canonical form, comments kept, and reading gives back what was written."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.definitions import codec
from app.definitions.codec.writer import WIDTH
from app.definitions.schema import RecordType

from .conftest import VISIT


def minimal(**more: Any) -> RecordType:
    """The smallest type, and what is asked for."""
    fields = more.pop("fields", [{"key": "name", "type": "text", "label": "名称"}])
    sections = [{"key": "basic", "label": "基本", "fields": fields}]
    return RecordType.model_validate({"key": "t", "label": "事项", "title": "{{ name }}", "sections": sections, **more})


def test_the_example_is_written_as_it_stands(visit: RecordType) -> None:
    assert codec.dump(visit, previous_text=VISIT) == VISIT


def test_without_the_previous_text_there_are_no_comments(visit: RecordType) -> None:
    text = codec.dump(visit)
    assert "#" not in text
    assert codec.load(text) == visit


def test_only_what_differs_from_the_default_is_written() -> None:
    assert codec.dump(minimal()) == (
        "format: 1\nkey: t\nversion: 1\nlabel: 事项\n"
        'title: "{{ name }}"\n'
        "sections:\n  - key: basic\n    label: 基本\n    fields:\n      - {key: name, type: text, label: 名称}\n"
    )


def test_a_unit_is_written_as_short_as_it_may_be() -> None:
    units = ("人", {"zh": "人", "en": "people"}, {"zh": "人", "en": "people", "one": "person"})
    fields = [{"key": f"n{at}", "type": "integer", "label": f"数{at}", "unit": unit} for at, unit in enumerate(units)]
    text = codec.dump(minimal(fields=fields))
    assert [line.partition("unit: ")[2] for line in text.splitlines() if "unit" in line] == [
        "人}",
        "{zh: 人, en: people}}",
        "{zh: 人, en: people, one: person}}",
    ]
    assert codec.dump(codec.load(text)) == text


def test_comments_follow_what_they_stand_at() -> None:
    text = VISIT.replace("      # the dates of the whole visit\n", "").replace(
        "      - {key: arrive_on, ", "      # when they come\n      - {key: arrive_on, "
    )
    changed = codec.load(text).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    fields = changed["sections"][0]["fields"]
    fields.insert(0, fields.pop(4))
    fields.pop(1)
    written = codec.dump(RecordType.model_validate(changed), previous_text=text)
    assert "    fields:\n      # when they come\n      - {key: arrive_on," in written
    assert "# often known before the names are" in written
    assert written.startswith("# A visiting delegation")
    assert written.endswith("# the end\n")


def test_a_comment_within_braces_opens_them() -> None:
    text = "key: t\nlabel: 事项\ntitle: x\nsections:\n  - {key: a, # one\n     label: 基本, # two\n     fields: []}\n"
    written = codec.dump(codec.load(text), previous_text=text)
    assert "  # one\n  - key: a\n    label: 基本  # two\n    fields: []\n" in written
    assert codec.dump(codec.load(written), previous_text=written) == written


def test_what_is_too_long_for_a_line_is_opened() -> None:
    label = "很长的名称" * 20
    text = codec.dump(minimal(fields=[{"key": "name", "type": "text", "label": label, "help": label, "max": 5}]))
    assert f"      - key: name\n        type: text\n        label: {label}\n" in text
    assert max(map(len, codec.dump(minimal()).splitlines())) < WIDTH


def test_texts_that_others_would_take_for_something_else_are_quoted() -> None:
    for text in (
        "NO",
        "yes",
        "12:30",
        "007",
        "1.10",
        "null",
        "~",
        "2024-03-05",
        "- x",
        "a: b",
        "a #b",
        "#a",
        "{a}",
        "",
    ):
        written = codec.dump(minimal(help=f"{text}x"[:-1] or "x"))
        assert codec.load(written).help.zh == (text or "x")  # type: ignore[union-attr]
    assert 'help: "NO"\n' in codec.dump(minimal(help="NO"))


def test_several_lines_are_a_block() -> None:
    written = codec.dump(minimal(help="第一行\n\n第二行"))
    assert "help: |-\n  第一行\n\n  第二行\n" in written
    assert codec.load(written).help.zh == "第一行\n\n第二行"  # type: ignore[union-attr]


KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
LABELS = st.one_of(TEXTS, st.fixed_dictionaries({"zh": TEXTS, "en": TEXTS}))
FIELDS = st.one_of(
    st.fixed_dictionaries(
        {"type": st.just("text"), "label": LABELS}, optional={"max": st.integers(1, 99), "help": LABELS}
    ),
    st.fixed_dictionaries({"type": st.just("integer"), "label": LABELS}, optional={"required": st.booleans()}),
    st.fixed_dictionaries({"type": st.just("yesno"), "label": LABELS}, optional={"visible": TEXTS, "required": TEXTS}),
    st.fixed_dictionaries(
        {
            "type": st.just("choice"),
            "label": LABELS,
            "choices": st.lists(TEXTS, min_size=1, max_size=3, unique_by=str.casefold).map(
                lambda values: [{"value": value, "label": f"选项 {position}"} for position, value in enumerate(values)]
            ),
        }
    ),
)


@st.composite
def record_types(draw: st.DrawFn) -> RecordType:
    """Small types with every awkward text."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    fields: list[dict[str, Any]] = [{"key": key, **draw(FIELDS)} for key in keys]
    if draw(st.booleans()):
        fields.append({"key": "rows_", "type": "table", "label": "表", "max_rows": 3, "columns": fields[:2]})
    checks = [{"key": "c", "rule": draw(TEXTS), "say": draw(LABELS)}] if draw(st.booleans()) else []
    return minimal(fields=fields, title=draw(TEXTS), help=draw(LABELS), checks=checks)


@settings(max_examples=40)
@given(record_types())
def test_reading_gives_back_what_was_written(made: RecordType) -> None:
    text = codec.dump(made)
    assert codec.load(text) == made
    assert codec.dump(codec.load(text), previous_text=text) == text


@settings(max_examples=40)
@given(record_types(), st.data())
def test_comments_survive_any_number_of_writings(made: RecordType, data: st.DataObject) -> None:
    lines = codec.dump(made).splitlines()
    at = data.draw(st.integers(0, len(lines)))
    if any(line.endswith(("|", "|-")) for line in lines):
        return
    lines.insert(at, "# a note")
    once = codec.dump(made, previous_text="\n".join(lines))
    assert once.count("# a note") == 1
    assert codec.load(once) == made
    assert codec.dump(made, previous_text=once) == once

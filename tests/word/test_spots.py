"""Tags and ends of paragraphs in copies for a preview, and tags put in anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.word import Template, check
from app.word.blanks import marker
from app.word.spots import ends, ends_marked, inserted, spot_of, tags, tags_marked

from . import build, forms
from .lookalikes import BOX
from .test_blanks import DOCUMENTS

TAGGED = build.body_xml(
    forms.lines("甲{{ title }}乙{{ 人数 }}", "{{ 未完")
    + f"<w:p>{build.run_xml('{{ ti')}{build.run_xml('tle }}')}{build.run_xml('尾')}</w:p>"
    + BOX.format(build.paragraph_xml("{{ work }}"))
)


def test_tags_are_listed_in_order_with_their_places() -> None:
    assert [(spot.id, spot.text.strip(), spot.character, spot.is_flaw) for spot in tags(TAGGED)] == [
        ("t1", "{{ title }}", 2, False),
        ("t2", "{{ 人数 }}", 14, False),
        ("t3", "{{ 未完", 1, True),
        ("t4", "{{ title }}", 1, False),
        ("t5", "{{ work }}", 1, False),
    ]


def test_every_tag_has_its_marker_behind_it() -> None:
    lines = build.lines(tags_marked(TAGGED))
    assert lines[0] == f"甲{{{{ title }}}}{marker('t1')}乙{{{{ 人数 }}}}{marker('t2')}"
    assert lines[2] == f"{{{{ title }}}}{marker('t4')}尾"
    text = build.part_of(tags_marked(TAGGED)).decode()
    assert {spot.id: text.count(marker(spot.id)) for spot in tags(TAGGED)} == dict.fromkeys(
        ["t1", "t2", "t3", "t4", "t5"], 1
    )


def test_a_fault_is_found_among_the_tags() -> None:
    data = build.template("{{ title }}和{{ 不认识 }}", "没有", [["{%tr endfor %}"]])
    spots = tags(data)
    found = {fault.code: spot_of(fault, spots) for fault in check(data, scope=build.SCOPE).faults}
    assert {code: spot.text for code, spot in found.items() if spot} == {
        "expression.unknown_name": "{{ 不认识 }}",
        "word.block_not_opened": "{%tr endfor %}",
    }


def test_a_tag_can_be_put_at_the_end_of_any_paragraph_and_inside_its_text() -> None:
    data = build.body_xml(forms.lines("团组名称，", "") + forms.table(forms.row("国家", "")))
    first, empty, _, cell, *_ = ends(data)
    assert "团组名称，{{ title }}" in build.lines(inserted(data, first.id, "{{ title }}"))
    assert "团组{{ title }}名称，" in build.lines(inserted(data, first.id, "{{ title }}", offset=2))
    assert "{{ title }}团组名称，" in build.lines(inserted(data, first.id, "{{ title }}", offset=0))
    for spot in (empty, cell):
        written = Template.compile(inserted(data, spot.id, "{{ title }}"))
        assert "甲团" in build.lines(written.render({"title": "甲团"}))


def test_a_tag_is_put_behind_a_tab_too() -> None:
    data = build.body_xml("<w:p><w:r><w:tab/><w:t>人</w:t></w:r></w:p>")
    assert build.lines(inserted(data, ends(data)[0].id, "{{ n }}", offset=1))[0] == "\t{{ n }}人"


@pytest.mark.parametrize("offset", [-1, 3, 99])
def test_a_tag_is_not_put_into_another_one_or_beyond_the_text(offset: int) -> None:
    data = build.template("{{ title }}")
    with pytest.raises(Invalid) as refused:
        inserted(data, ends(data)[0].id, "{{ 人数 }}", offset=offset)
    assert [fault.code for fault in refused.value.faults] == ["word.no_such_place"]


def test_what_is_no_tag_is_not_put_in() -> None:
    data = build.template("甲")
    with pytest.raises(Invalid):
        inserted(data, ends(data)[0].id, "乙")
    with pytest.raises(Invalid):
        inserted(data, "e9-9", "{{ 乙 }}")


@forms.MODEST
@given(data=DOCUMENTS)
def test_every_end_has_its_marker_once(data: bytes) -> None:
    text = build.part_of(ends_marked(data)).decode()
    assert all(text.count(marker(spot.id)) == 1 for spot in ends(data))


@forms.MODEST
@given(data=DOCUMENTS, chosen=st.data())
def test_what_is_put_in_prints(data: bytes, chosen: st.DataObject) -> None:
    spot = chosen.draw(st.sampled_from(ends(data)))
    assert (
        "〖甲〗"
        in build.part_of(Template.compile(inserted(data, spot.id, "{{ 甲 }}")).render({"甲": "〖甲〗"})).decode()
    )

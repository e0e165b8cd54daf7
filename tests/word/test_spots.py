"""Ends of paragraphs in a copy for a preview, and tags put in anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.word import Template
from app.word.blanks import marker
from app.word.spots import ends, ends_marked, inserted

from . import build, forms
from .test_blanks import DOCUMENTS


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

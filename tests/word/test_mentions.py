"""Fields found and renamed in the tags of templates: only there, only as names, over split runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.expressions import Kind, Name, Scope
from app.word import Template
from app.word.mentions import mentions, renamed

from . import build, forms
from .build import MAIN, SCOPE
from .canonical import canonical
from .lookalikes import BOX


def texts(data: bytes, name: str, scope: Scope | None = None) -> list[str]:
    """The tags that name it."""
    return [mention.text for mention in mentions(data, name, scope=scope)]


def renamed_lines(line: str, old: str, new: str, scope: Scope | None = None) -> tuple[str, int]:
    """A line after the renaming, and how many tags changed."""
    data, count = renamed(build.template(line), {old: new}, scope=scope)
    return build.lines(data)[0], count


def test_a_field_is_found_where_tags_read_it() -> None:
    data = build.with_header(
        build.template(
            "团组名称：{{ 团组名称 | 默认('团组名称') }}", "{{ '团组名称' }}", [["{% if 团组名称 %}有{% endif %}"]]
        ),
        "{{ 团组名称 }}{{ 团组名称全 }}",
    )
    assert texts(data, "团组名称") == ["{{ 团组名称 | 默认('团组名称') }}", "{% if 团组名称 %}", "{{ 团组名称 }}"]
    places = [mention.place.text for mention in mentions(data, "团组名称")]
    assert places[1:] == ["正文 表1 第1行 第1列", "页眉1 第1段"]


def test_a_field_is_known_by_label_and_key_with_a_scope_only() -> None:
    data = build.template("{{ title }}{{ 团组名称 }}")
    assert texts(data, "团组名称", SCOPE) == ["{{ title }}", "{{ 团组名称 }}"]
    assert texts(data, "团组名称") == ["{{ 团组名称 }}"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("团组名称：{{ 团组名称 }}", "团组名称：{{ 代表团 }}"),
        ("{{团组名称|默认('团组名称')}}", "{{代表团|默认('团组名称')}}"),
        ("｛｛ 团组名称 ｝｝", "｛｛ 代表团 ｝｝"),
        ("{{ 团组名称 + '（' + 团组名称 + '）' }}", "{{ 代表团 + '（' + 代表团 + '）' }}"),
        ("{{ 「团组名称」 }}", "{{ 代表团 }}"),
        ("{{ 团组名称全 }}", "{{ 团组名称全 }}"),
        ("{{ 表.团组名称 }}", "{{ 表.团组名称 }}"),
        ("{{ 甲 | 团组名称 }}", "{{ 甲 | 团组名称 }}"),
        ("{% if 团组名称 == '团组名称' %}", "{% if 代表团 == '团组名称' %}"),
        ("{% set 甲 = 团组名称 %}", "{% set 甲 = 代表团 %}"),
        ("{# 团组名称 #}", "{# 团组名称 #}"),
    ],
)
def test_only_the_name_changes(line: str, expected: str) -> None:
    assert renamed_lines(line, "团组名称", "代表团") == (expected, int(line != expected))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{{ 来访人员.中文译名 }}", "{{ 来访人员.译名 }}"),
        ("{{ visitors.中文译名 }}", "{{ visitors.译名 }}"),
        ("{{ 来访人员[中文译名 == '甲'].年龄 }}", "{{ 来访人员[译名 == '甲'].年龄 }}"),
        ("{{ 来访人员[年龄 > 3].中文译名 }}", "{{ 来访人员[年龄 > 3].译名 }}"),
        ("{{ 计数(来访人员.中文译名) }}", "{{ 计数(来访人员.译名) }}"),
        ("{% for 人 in 来访人员 %}{{ 人.中文译名 }}{% endfor %}", "{% for 人 in 来访人员 %}{{ 人.译名 }}{% endfor %}"),
        ("{{ 费用.中文译名 }}{{ 中文译名 }}", "{{ 费用.中文译名 }}{{ 中文译名 }}"),
    ],
)
def test_a_column_is_renamed_with_its_table(line: str, expected: str) -> None:
    found, _ = renamed_lines(line, "来访人员.中文译名", "来访人员.译名", SCOPE)
    assert found == expected


def test_a_table_is_renamed_everywhere() -> None:
    line = "{%tr for 人 in 来访人员 %}{{ 来访人员.中文译名 }}"
    assert renamed_lines(line, "来访人员", "来宾") == ("{%tr for 人 in 来宾 %}{{ 来宾.中文译名 }}", 2)


def test_labels_with_signs_are_names_too() -> None:
    assert renamed_lines("{{ 出访国家/地区 | 默认('无') }}", "出访国家/地区", "国别") == ("{{ 国别 | 默认('无') }}", 1)
    found, _ = renamed_lines("{{ 国别 }}", "国别", "出访国家/地区")
    assert found == "{{ 「出访国家/地区」 }}"
    scope = Scope([Name("country", "出访国家/地区", Kind.TEXT)])
    data, _ = renamed(build.template("{{ 国别 }}"), {"国别": "出访国家/地区"})
    assert build.lines(build.filled(data, {"country": "某国"}, scope=scope))[0] == "某国"


def test_names_that_change_places_do_so_at_once() -> None:
    data, count = renamed(build.template("{{ 甲 }}{{ 乙 }}"), {"甲": "乙", "乙": "甲"})
    assert (build.lines(data)[0], count) == ("{{ 乙 }}{{ 甲 }}", 2)


def test_runs_and_formats_stay_as_they_are() -> None:
    data = build.in_runs("前{{ 团组", "名", "称 | 默认('无') }}后")
    written, count = renamed(data, {"团组名称": "代表团"})
    assert (build.lines(written)[0], count) == ("前{{ 代表团 | 默认('无') }}后", 1)
    assert build.part_of(written).count(b"<w:r>") == build.part_of(data).count(b"<w:r>")


def test_both_copies_of_a_text_box_and_names_of_controls_are_renamed() -> None:
    control = '<w:sdt><w:sdtPr><w:alias w:val="{{ 甲 }}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    data, count = renamed(build.body_xml(BOX.format(build.paragraph_xml("{{ 甲 }}")) + control), {"甲": "乙"})
    xml = build.part_of(data).decode()
    assert (xml.count("{{ 乙 }}"), xml.count("甲"), count) == (3, 0, 2)


@pytest.mark.parametrize("tag", ["{{ 编号 }}", "%7B%7B%20编号%20%7D%7D"])
def test_addresses_of_links_are_renamed(tag: str) -> None:
    data = build.related(build.template("正文"), "hyperlink", f"https://example.cn/{tag}?a=%20")
    assert [mention.place.text for mention in mentions(data, "编号")] == ["正文 链接1"]
    written, count = renamed(data, {"编号": "文号"})
    relations = build.part_of(written, "word/_rels/document.xml.rels").decode()
    assert "https://example.cn/{{ 文号 }}?a=%20" in relations
    assert (count, len(mentions(written, "文号"))) == (1, 1)
    assert mentions(written, "编号") == ()


def test_links_that_are_fields_are_renamed() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    codes = ('HYPERLINK "https://example.cn/{{ 编', '号 }}"')
    runs = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    data, count = renamed(build.body_xml(f"<w:p>{begin}{runs}{end}</w:p>"), {"编号": "文号"})
    assert count == 1
    assert 'HYPERLINK "https://example.cn/{{ 文号 }}"' in build.part_of(data).decode()


def test_a_template_that_names_nothing_of_it_stays_byte_for_byte() -> None:
    assert renamed(forms.APPROVAL, {"团组名称": "代表团"}) == (forms.APPROVAL, 0)


NAMES = st.sampled_from(["甲", "乙", "团组", "title"])
SOURCES = st.one_of(
    NAMES,
    NAMES.map("{} | 默认('甲')".format),
    st.tuples(NAMES, NAMES).map(lambda two: f"{two[0]} if {two[1]} else '乙'"),
    NAMES.map("'团组' + 乙 + {}".format),
)


@forms.MODEST
@given(sources=st.lists(SOURCES, min_size=1, max_size=4), old=NAMES)
def test_a_renamed_template_renders_the_same_from_renamed_values(sources: list[str], old: str) -> None:
    data = build.template("甲乙" + "团组".join(f"{{{{ {source} }}}}" for source in sources))
    values = {"甲": "一", "乙": "二", "团组": "三", "title": "四"}
    written, _ = renamed(data, {old: "新名"})
    again = {("新名" if name == old else name): value for name, value in values.items()}
    before, after = Template.compile(data).render(values), Template.compile(written).render(again)
    assert canonical(before, MAIN) == canonical(after, MAIN)

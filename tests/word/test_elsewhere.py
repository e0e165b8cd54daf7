"""Tags outside the plain text: properties of the document, addresses of links, names of content controls."""

from typing import Any

import pytest
from lxml import etree

from app.word import Template, TemplateInvalid

from . import build
from .build import SCOPE, W, body_xml, lines, paragraph_xml, run_xml, template

VALUES: dict[str, Any] = {"title": "德国 A&B <团>", "country": "DE", "has_media": True, "contact": "a@b.cn"}
CORE = "docProps/core.xml"
RELATIONS = "word/_rels/document.xml.rels"


def with_properties(**texts: str) -> bytes:
    """A template whose properties hold these texts."""
    data = template("正文")
    root = etree.fromstring(build.part_of(data, CORE))
    for element in root:
        name = etree.QName(element).localname
        if name in texts:
            element.text = texts[name]
    return build.changed(data, {CORE: etree.tostring(root)})


def properties(data: bytes, part: str = CORE) -> dict[str, str | None]:
    """The texts of the properties."""
    return {etree.QName(element).localname: element.text for element in etree.fromstring(build.part_of(data, part))}


def filled(data: bytes, values: dict[str, Any] | None = None) -> bytes:
    return build.filled(data, VALUES if values is None else values, scope=SCOPE)


# -- properties


def test_properties_are_filled() -> None:
    data = with_properties(
        title="关于{{ 团组名称 }}的请示",
        subject="｛｛出访国家/地区｝｝",
        creator="{% if 有媒体随行 %}宣传处{% else %}外事处{% endif %}",
        keywords="{# 无 #}外事{{ 人数 }}",
        description="没有标签",
    )
    found = properties(filled(data))
    assert [found[name] for name in ("title", "subject", "creator", "keywords", "description")] == [
        "关于德国 A&B <团>的请示",
        "DE",
        "宣传处",
        "外事",
        "没有标签",
    ]


def test_the_offices_own_properties_are_filled() -> None:
    xml = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="文号">'
        "<vt:lpwstr>{{ 团组名陈 }}</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    entry = f'<Override PartName="/docProps/custom.xml" ContentType="{kind}"/>'
    data = build.replaced(template("正文"), "</Types>", entry + "</Types>", part="[Content_Types].xml")
    part = "docProps/custom.xml"
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(build.changed(data, {part: xml.encode()}), scope=SCOPE)
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [
        ("expression.unknown_name", "文档属性 文号")
    ]
    good = build.changed(data, {part: xml.replace("团组名陈", "团组名称").encode()})
    (words,) = etree.fromstring(build.part_of(filled(good), part)).iter("{*}lpwstr")
    assert words.text == "德国 A&B <团>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ 团组名陈 }}", "expression.unknown_name"),
        ("{{ 团组名称 ", "word.tag_not_closed"),
        ("{% if 人数 %}", "word.block_not_closed"),
        ("{{ }}", "word.tag_empty"),
    ],
)
def test_faults_in_properties_are_found_where_they_are(text: str, code: str) -> None:
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(with_properties(title=text), scope=SCOPE)
    assert [(fault.code, fault.place, fault.facts["part"]) for fault in raised.value.faults] == [
        (code, "文档属性 标题", CORE)
    ]


def test_in_properties_a_line_break_is_one_and_nothing_is_xml() -> None:
    document = filled(with_properties(title="{{ 团组名称 }}"), {"title": "一\n二\t</dc:title>&\x00"})
    assert properties(document)["title"] == "一\n二\t</dc:title>&"


# -- addresses


def address(target: str) -> bytes:
    """A template with a link to this address."""
    return build.related(template("{{ 团组名称 }}"), "hyperlink", target)


def target(data: bytes) -> str | None:
    """Where the link leads."""
    relations = etree.fromstring(build.part_of(data, RELATIONS))
    return next(each.get("Target") for each in relations if each.get("TargetMode") == "External")


@pytest.mark.parametrize(
    ("written", "leads"),
    [
        ("https://a.cn/{{ 出访国家/地区 }}", "https://a.cn/DE"),
        ("https://a.cn/%7b%7b%20出访国家/地区%20%7d%7d?b", "https://a.cn/DE?b"),
        (
            "https://a.cn/%7B%7B%E5%9B%A2%E7%BB%84%E5%90%8D%E7%A7%B0%7D%7D",
            "https://a.cn/%E5%BE%B7%E5%9B%BD%20A%26B%20%3C%E5%9B%A2%3E",
        ),
        (
            "https://a.cn/｛｛出访国家/地区｝｝/{{ title }}",
            "https://a.cn/DE/%E5%BE%B7%E5%9B%BD%20A%26B%20%3C%E5%9B%A2%3E",
        ),
        ("mailto:{{ 联系人（电话） }}", "mailto:a@b.cn"),
        ("https://a.cn/%20/x", "https://a.cn/%20/x"),
    ],
)
def test_addresses_of_links_are_filled(written: str, leads: str) -> None:
    assert target(filled(address(written))) == leads


def test_an_address_with_an_unknown_name_is_refused_with_its_place() -> None:
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(address("https://a.cn/{{ 国家 }}"), scope=SCOPE)
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [("expression.unknown_name", "正文 链接1")]


def field(*codes: str) -> bytes:
    """A link as WPS keeps it: a field whose code may be cut into runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' for code in codes)
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    return body_xml(f"<w:p>{begin}{runs}{middle}{run_xml('{{ 团组名称 }}')}{end}</w:p>")


@pytest.mark.parametrize(
    "codes",
    [
        (' HYPERLINK "https://a.cn/{{ 出访国家/地区 }}?x" \\o "说明" ',),
        (' HYPERLINK "https://a.cn/{{', " 出访国家/地区 ", '}}?x" \\o "说明" '),
    ],
)
def test_links_that_are_fields_are_filled(codes: tuple[str, ...]) -> None:
    document = filled(field(*codes))
    code = "".join(each.text or "" for each in etree.fromstring(build.part_of(document)).iter(W + "instrText"))
    assert code == ' HYPERLINK "https://a.cn/DE?x" \\o "说明" '
    assert lines(document) == ["德国 A&B <团>"]


def test_a_value_cannot_leave_its_place_in_a_field() -> None:
    document = filled(
        field(' HYPERLINK "https://a.cn/{{ 团组名称 }}" '), {"title": '" INCLUDEPICTURE "http://x/y" \\d'}
    )
    code = "".join(each.text or "" for each in etree.fromstring(build.part_of(document)).iter(W + "instrText"))
    assert code.count('"') == 2
    assert "INCLUDEPICTURE " not in code


def test_other_fields_are_left_alone() -> None:
    code = ' DOCPROPERTY "{{ 团组名称 }}" '
    assert f'preserve">{code}<' in build.part_of(filled(field(code))).decode()


# -- content controls


def control(form: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{form}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize("name", ["alias", "tag"])
def test_a_control_is_filled_by_its_name(name: str) -> None:
    form = f'<w:{name} w:val="{{{{ 团组名称 }}}}"/><w:showingPlcHdr/><w:text/>'
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>单击此处</w:t></w:r><w:r><w:t>输入文字</w:t></w:r>"
    document = filled(body_xml(f"<w:p>{run_xml('前')}{control(form, bold)}{run_xml('后')}</w:p>"))
    assert lines(document) == ["前德国 A&B <团>后"]
    content = build.part_of(document).decode()
    assert "showingPlcHdr" not in content
    assert f'<w:{name} w:val="团组名称"/>' in content
    assert [build.bold(run) for run in etree.fromstring(content.encode()).iter(W + "r")] == [False, True, False]


def test_a_control_around_paragraphs_and_one_without_words_are_filled_by_their_names() -> None:
    form = '<w:alias w:val="{{ 出访国家/地区 }}"/>'
    data = body_xml(control(form, paragraph_xml("甲")) + f"<w:p>{control(form, '')}</w:p>" + control(form, "<w:p/>"))
    assert lines(filled(data)) == ["DE", "DE", "DE"]


def test_what_is_filled_in_follows_no_other_data() -> None:
    bound = '<w:dataBinding w:xpath="/x" w:storeItemID="{1}"/>'
    data = body_xml(f"<w:p>{control(bound, run_xml('{{ 出访国家/地区 }}'))}{control(bound, run_xml('别的'))}</w:p>")
    document = filled(data)
    assert lines(document) == ["DE别的"]
    assert build.part_of(document).count(b"dataBinding") == 1


def test_a_control_that_shows_a_property_goes_on_following_it() -> None:
    bound = '<w:dataBinding w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}" w:xpath="/x"/>'
    data = body_xml(f"<w:p>{control(bound, run_xml('{{ 出访国家/地区 }}'))}</w:p>")
    assert build.part_of(filled(data)).count(b"dataBinding") == 1


def test_a_control_with_an_ordinary_name_stays_as_it_is() -> None:
    named = control('<w:alias w:val="团组名称"/>', run_xml("甲"))
    data = body_xml(f"<w:p>{named}</w:p>{paragraph_xml('{{ title }}')}")
    assert lines(filled(data)) == ["甲", "德国 A&B <团>"]

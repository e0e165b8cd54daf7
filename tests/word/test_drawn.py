"""Pictures, QR codes and links: what is seen, how large, and that the file holds together."""

import io
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from lxml import etree

from app.expressions import Kind, Link, Name, Picture, QrCode, Scope
from app.word import Template, TemplateInvalid
from app.word.drawn.bare import bare
from app.word.drawn.pixels import pixels_of

from . import build
from .build import SCOPE, W, body_xml, lines, paragraph_xml, run_xml, template
from .pictures import jpeg, picture, png

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NUMBERS = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
WITH_FACE = Scope([*SCOPE, Name("face", "照片", Kind.ANY), Name("site", "网址", Kind.TEXT)])


def filled(data: bytes, values: dict[str, Any]) -> Any:
    """The finished document, as python-docx reads it: every relationship must lead somewhere."""
    return Document(io.BytesIO(Template.compile(data, scope=WITH_FACE).render(values)))


def sizes(document: Any) -> list[tuple[float, float]]:
    """Width and height of the pictures in the body, in millimetres."""
    return [(shape.width.mm, shape.height.mm) for shape in document.inline_shapes]


# -- how large


@pytest.mark.parametrize(
    ("content", "ending", "width", "height"),
    [
        (png(96, 48), "png", "25.4", "12.7"),
        (png(300, 600, dots=300), "png", "25.4", "50.8"),
        (png(96, 96, dots=1), "png", "25.4", "25.4"),
        (jpeg(96, 48), "jpeg", "25.4", "12.7"),
        (jpeg(300, 150, dots=300), "jpeg", "25.4", "12.7"),
        (jpeg(118, 59, dots=118, unit=2), "jpeg", "10", "5"),
        (jpeg(96, 48, marker=0xC2), "jpeg", "25.4", "12.7"),
        (jpeg(96, 48, before=b"\xff\xe1\x00\x06abcd\xff\xff\xfe\x00\x03x"), "jpeg", "25.4", "12.7"),
        (jpeg(96, 48, before=b"\xff\xc4\x00\x08\x08\x00\x01\x00\x01\x03"), "jpeg", "25.4", "12.7"),
    ],
)
def test_the_size_is_read_from_the_first_bytes(content: bytes, ending: str, width: str, height: str) -> None:
    found = pixels_of(content)
    assert found is not None
    assert found.ending == ending
    assert (round(found.width, 1), round(found.height, 1)) == (Decimal(width), Decimal(height))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg/>",
        png(1, 1)[:20],
        png(0, 5),
        b"\xff\xd8\xff",
        jpeg(5, 0),
        jpeg(5, 5)[:24],
        b"\x89PNG\r\n\x1a\nxxxxXXXX" * 4,
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_picture_has_no_size(content: bytes) -> None:
    assert pixels_of(content) is None


EXIF = b"\xff\xe1\x00\x0aExif\0\0gp"
TEXT = b"\0\0\0\x05tEXta\0gps" + b"\0" * 4
SCAN = b"\xff\xda\x00\x04ab dots \xff\x00\xff\xd0 more "
ICC = b"\xff\xe2\x00\x0eICC_PROFILE\0"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (jpeg(96, 48, dots=72, before=ICC + EXIF + b"\xff\xfe\x00\x03x"), jpeg(96, 48, dots=72, before=ICC)),
        (jpeg(96, 48, before=SCAN + EXIF) + b"MPF gps", jpeg(96, 48, before=SCAN)),
        (png(9, 9, dots=72).replace(b"\0\0\0\x09pHYs", TEXT + b"\0\0\0\x09pHYs"), png(9, 9, dots=72)),
        (png(9, 9) + b"gps", png(9, 9)),
        (b"GIF89a gps", b"GIF89a gps"),
    ],
    ids=["beside", "after dots", "png", "behind", "another"],
)
def test_a_bare_picture_tells_no_place_and_no_day(told: bytes, kept: bytes) -> None:
    assert bare(told) == kept


@pytest.mark.parametrize("length", range(0, 120, 7))
def test_a_cut_picture_stays_as_it_is(length: int) -> None:
    for content in (png(96, 48, dots=72)[:length], jpeg(96, 48, before=EXIF)[: min(length, 40)]):
        assert bare(content) == content


@pytest.mark.parametrize("length", range(0, 120, 7))
def test_a_cut_picture_is_no_accident(length: int) -> None:
    for content in (png(96, 48, dots=72), jpeg(96, 48, dots=72)):
        pixels_of(content[:length])


@pytest.mark.parametrize(
    ("tag", "size"),
    [
        ("{{ 照片 }}", (25.4, 12.7)),
        ("{{ 照片 | image }}", (25.4, 12.7)),
        ("{{ 照片 | image(width='6cm') }}", (60, 30)),
        ("{{ 照片 | 图片(高='1.2厘米') }}", (24, 12)),
        ("{{ 照片 | image('35mm', '45mm') }}", (35, 45)),
        ("｛｛ 照片 ｜ 图片（宽＝‘6cm’） ｝｝", (60, 30)),
    ],
)
def test_a_picture_has_the_size_that_the_tag_asks_for(tag: str, size: tuple[float, float]) -> None:
    assert sizes(filled(template(f"前{tag}后"), {"face": picture()})) == [pytest.approx(size, abs=0.01)]


def test_a_picture_without_a_size_fits_the_page_and_its_cell() -> None:
    cell = '<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>{}</w:tc>'
    data = body_xml(
        f"<w:tbl><w:tr>{cell.format(paragraph_xml('{{ 照片 }}'))}</w:tr></w:tbl>{paragraph_xml('{{ 照片 }}')}"
    )
    (in_cell, _), (on_page, high) = sizes(filled(data, {"face": picture(across=2000, down=1000)}))
    assert in_cell == pytest.approx((2000 - 216) * 25.4 / 1440, abs=0.01)
    assert (on_page, high) == (pytest.approx(150, abs=0.01), pytest.approx(75, abs=0.01))


def test_the_callers_size_holds_where_the_tag_says_none() -> None:
    signature = Picture("张三", "png", png(300, 100), height=Decimal(12))
    assert sizes(filled(template("{{ 照片 }}"), {"face": signature})) == [pytest.approx((36, 12), abs=0.01)]


def test_a_line_of_fixed_height_does_not_cut_a_picture_off() -> None:
    spacing = '<w:pPr><w:spacing w:before="60" w:line="560" w:lineRule="exact"/></w:pPr>'
    data = body_xml("".join(f"<w:p>{spacing}{run_xml(tag)}</w:p>" for tag in ("{{ 照片 | 图片 }}", "{{ 团组名称 }}")))
    document = filled(data, {"face": picture(), "title": "甲"})
    rules = [each.get(W + "lineRule") for each in document.element.body.iter(W + "spacing")]
    assert rules == [None, "exact"]


# -- where


def test_pictures_stand_in_rows_headers_and_lists_and_are_kept_once() -> None:
    scope = Scope(
        [Name("face", "照片", Kind.ANY), Name("people", "人员", Kind.ROWS, members=(Name("face", "照片", Kind.ANY),))]
    )
    data = build.with_header(
        template([["{{ 人员.照片 }}"]], "{% for p in 人员 %}{{ p.照片 }}{% endfor %}"), "{{ 照片 }}"
    )
    one, other = picture("甲"), picture("乙", across=48)
    document = Template.compile(data, scope=scope).render(
        {"face": [one, other], "people": [{"face": one}, {"face": other}, {"face": one}, {}]}
    )
    Document(io.BytesIO(document))
    files = [name for name in build.parts_of(document) if name.startswith("word/media/")]
    assert len(files) == 2
    assert sizes(Document(io.BytesIO(document))) == [
        pytest.approx(size, abs=0.01) for size in [(25.4, 12.7), (12.7, 12.7), (25.4, 12.7)] * 2
    ]
    assert build.part_of(document, "word/header1.xml").count(b"<w:drawing>") == 2


def test_every_drawing_has_its_own_number() -> None:
    space = NUMBERS.removeprefix("{").removesuffix("}docPr")
    drawn = f'<w:drawing><wp:inline xmlns:wp="{space}"><wp:docPr id="7" name="x"/></wp:inline></w:drawing>'
    begin, end = paragraph_xml("{%p for p in 来访人员 %}"), paragraph_xml("{%p endfor %}")
    data = body_xml(f"{begin}<w:p><w:r>{drawn}</w:r>{run_xml('{{ 照片 }}')}</w:p>{end}")
    values = {"visitors": [{}, {}, {}], "face": picture()}
    document = Template.compile(data, scope=WITH_FACE).render(values)
    numbers = [element.get("id") for element in etree.fromstring(build.part_of(document)).iter(NUMBERS)]
    assert numbers == ["1001", "1002", "1003", "1004", "1005", "1006"]


def test_the_name_of_a_picture_is_said_to_those_who_do_not_see_it() -> None:
    document = filled(template("{{ 照片 }}"), {"face": picture('张三"<&>\x01.png')})
    (drawing,) = document.element.body.iter(NUMBERS)
    assert drawing.get("descr") == '张三"<&>.png'


def test_no_picture_leaves_nothing_and_a_name_is_printed() -> None:
    data = template("前{{ 照片 | image(width='6cm') }}后")
    compiled = Template.compile(data, scope=WITH_FACE)
    assert lines(compiled.render({})) == ["前后"]
    assert lines(compiled.render({"face": "照片.png"})) == ["前照片.png后"]


def test_a_picture_that_cannot_be_read_is_said_with_its_place() -> None:
    compiled = Template.compile(template("头", [["{{ 照片 }}"]]), scope=WITH_FACE)
    with pytest.raises(TemplateInvalid) as raised:
        compiled.render({"face": Picture("动画.gif", "gif", b"GIF89a")})
    (fault,) = raised.value.faults
    assert (fault.code, fault.place, fault.facts["name"]) == (
        "word.picture_unreadable",
        "正文 表1 第1行 第1列",
        "动画.gif",
    )
    assert (fault.facts["tag"], fault.facts["part"], fault.facts["paragraph"]) == ("{{ 照片 }}", build.MAIN, 2)


def test_without_pictures_the_file_has_no_more_parts_than_the_template() -> None:
    data = template("{{ 照片 }}")
    assert set(build.parts_of(Template.compile(data, scope=WITH_FACE).render({}))) == set(build.parts_of(data))


def test_a_document_may_be_a_template_again() -> None:
    once = Template.compile(template("{{ 照片 }}{_{ 照片 }_}"), scope=WITH_FACE).render({"face": picture("甲")})
    again = Template.compile(once, scope=WITH_FACE).render({"face": picture("乙", across=20)})
    assert len(Document(io.BytesIO(again)).inline_shapes) == 2
    assert len([name for name in build.parts_of(again) if name.startswith("word/media/")]) == 2


# -- QR codes


def test_a_text_becomes_a_qr_code() -> None:
    document = filled(template("{{ 团组名称 | qr }}", "{{ 团组名称 | 二维码('3cm') }}"), {"title": "外备〔2024〕3号"})
    assert sizes(document) == [pytest.approx(size, abs=0.01) for size in [(25, 25), (30, 30)]]
    (name,) = [part.partname for part in document.part.package.parts if str(part.partname).endswith(".png")]
    assert str(name).startswith("/word/media/")


def test_a_text_that_is_too_long_for_a_qr_code_is_said_with_its_place() -> None:
    compiled = Template.compile(template("{{ 团组名称 | qr }}"), scope=WITH_FACE)
    with pytest.raises(TemplateInvalid) as raised:
        compiled.render({"title": "字" * 3000})
    assert [(fault.code, fault.place, fault.facts["length"]) for fault in raised.value.faults] == [
        ("word.qr_too_long", "正文 第1段", 3000)
    ]


# -- links


def links(document: Any) -> list[tuple[str, str]]:
    """Words and address of each link in the body."""
    found = document.element.body.iter(W + "hyperlink")
    return [(build.text_of(each), document.part.rels[each.get(R + "id")].target_ref) for each in found]


def test_an_address_becomes_a_link() -> None:
    document = filled(template("见{{ 网址 | link }}与{{ 网址 | 链接('官网') }}。"), {"site": "https://a.cn/?b=1&c=<2>"})
    assert links(document) == []  # < and > are in no address
    document = filled(template("见{{ 网址 | link }}与{{ 网址 | 链接('官网') }}。"), {"site": "https://a.cn/?b=1&c=2"})
    assert links(document) == [("https://a.cn/?b=1&c=2", "https://a.cn/?b=1&c=2"), ("官网", "https://a.cn/?b=1&c=2")]
    assert [build.text_of(each) for each in document.element.body.iter(W + "p")] == ["见https://a.cn/?b=1&c=2与官网。"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///c:/a.exe", r"\\server\share", "vbscript:x", "无", "a b"]
)
def test_what_may_not_be_opened_stays_text(address: str) -> None:
    document = filled(template("{{ 网址 | link }}"), {"site": address})
    assert links(document) == []
    assert lines_of(document) == [address]


def lines_of(document: Any) -> list[str]:
    return [build.text_of(each) for each in document.element.body.iter(W + "p")]


def test_a_link_in_a_link_stays_text() -> None:
    data = body_xml(f'<w:p><w:hyperlink w:anchor="x">{run_xml("{{ 网址 | link }}")}</w:hyperlink></w:p>')
    assert lines_of(filled(data, {"site": "https://a.cn"})) == ["https://a.cn"]
    assert (
        build.part_of(Template.compile(data, scope=WITH_FACE).render({"site": "https://a.cn"})).count(b"<w:hyperlink")
        == 1
    )


def test_a_link_keeps_the_format_around_and_looks_like_one() -> None:
    data = build.in_runs("甲", "{{ 网址 | link }}乙")
    document = filled(data, {"site": "https://a.cn"})
    (link,) = document.element.body.iter(W + "hyperlink")
    form = [child.tag.rpartition("}")[2] for child in link.find(f"{W}r/{W}rPr")]
    assert form == ["b", "color", "u"]
    assert [build.bold(run) for run in document.element.body.iter(W + "r") if build.text_of(run)][-1]


def test_values_that_are_drawn_need_no_filter() -> None:
    values = {"a": Link("官网", "https://a.cn"), "b": QrCode("x", Decimal(20)), "c": [picture(), "甲"]}
    document = Document(io.BytesIO(Template.compile(template("{{ a }}{{ b }}{{ c }}")).render(values)))
    assert links(document) == [("官网", "https://a.cn")]
    assert len(document.inline_shapes) == 2

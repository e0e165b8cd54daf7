"""Taking out what may not come in: what goes, what stays, what cannot be helped. Honest files come in as they are."""

import io

import pytest
from docx import Document
from lxml import etree

from app.word import Template, WordInvalid, can_strip, check, preflight, strip

from . import build, hostile
from .build import MAIN, SCOPE, W, body_xml, paragraph_xml, run_xml, template
from .hostile import DANGERS, DOC_RELS, FILES, TYPES, R

REMOVABLE = [name for name, (_, expected) in DANGERS.items() if expected != "word.part_name"]
NAMES = f'xmlns:r="{R}"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def with_relations(xml: str, *relations: tuple[str, str, str, str], parts: dict[str, bytes] | None = None) -> bytes:
    """A document with this body, and relationships of id, kind, target and mode."""
    text = "".join(
        f'<Relationship Id="{id_}" Type="{R}/{kind}" Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'
        for id_, kind, target, mode in relations
    ).replace("'", '"')
    data = body_xml(xml)
    data = build.replaced(data, "</Relationships>", text + "</Relationships>", part=DOC_RELS)
    return build.changed(data, dict(parts or {}))


@pytest.mark.parametrize("name", REMOVABLE)
def test_what_can_be_taken_out_is_and_is_told(name: str) -> None:
    data = FILES[name].make()
    cleaned = strip(data)
    preflight(cleaned.data)
    Document(io.BytesIO(cleaned.data))
    assert next(fault.code for fault in cleaned.removed) == FILES[name].expected
    assert check(cleaned.data, scope=SCOPE).faults == ()
    assert strip(cleaned.data).removed == ()


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(("zip: ", "XML: ", "word/"))])
def test_what_cannot_be_taken_out_is_refused(name: str) -> None:
    case = FILES[name]
    if case.expected == hostile.FINE:
        strip(case.make())
        return
    with pytest.raises(WordInvalid) as raised:
        strip(case.make())
    assert not can_strip(raised.value.faults)


def test_a_link_that_may_not_be_becomes_its_text() -> None:
    link = f'<w:p><w:hyperlink r:id="a" {NAMES}>{run_xml("这里")}</w:hyperlink>{run_xml("后")}</w:p>'
    cleaned = strip(with_relations(link, ("a", "hyperlink", "javascript:alert(1)", "External")))
    assert build.lines(cleaned.data) == ["这里后"]
    assert b"javascript" not in build.part_of(cleaned.data, DOC_RELS)


def picture(attributes: str) -> str:
    """A picture."""
    blip = f'<a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" {NAMES} {attributes}/>'
    return f"<w:p>{run_xml('图')}<w:r><w:drawing>{blip}</w:drawing></w:r></w:p>"


def test_a_linked_picture_keeps_its_copy_and_goes_without_one() -> None:
    link = ("a", "image", "http://127.0.0.1:9/x.png", "External")
    copy = ("b", "image", "media/image1.png", "")
    both = with_relations(picture('r:embed="b" r:link="a"'), link, copy, parts={"word/media/image1.png": b"png"})
    kept = strip(both).data
    assert b'r:embed="b"' in build.part_of(kept)
    assert b"r:link" not in build.part_of(kept)
    assert build.part_of(kept, "word/media/image1.png") == b"png"
    gone = strip(with_relations(picture('r:link="a"'), link)).data
    assert b"<w:drawing" not in build.part_of(gone)
    assert build.lines(gone) == ["图"]


def test_an_embedded_object_leaves_its_picture() -> None:
    names = f'{NAMES} xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:v="urn:schemas-microsoft-com:vml"'
    shape = '<v:shape><v:imagedata r:id="b"/></v:shape><o:OLEObject Type="Embed" r:id="a"/>'
    data = with_relations(
        f"<w:p><w:r><w:object {names}>{shape}</w:object></w:r></w:p>",
        ("a", "oleObject", "embeddings/oleObject1.bin", ""),
        ("b", "image", "media/image1.emf", ""),
        parts={"word/embeddings/oleObject1.bin": b"ole", "word/media/image1.emf": b"emf"},
    )
    cleaned = strip(data).data
    assert "word/embeddings/oleObject1.bin" not in build.parts_of(cleaned)
    assert b"OLEObject" not in build.part_of(cleaned)
    assert b"imagedata" in build.part_of(cleaned)


def test_a_field_that_fetches_becomes_its_last_result() -> None:
    assert build.lines(strip(hostile.field("INCLUDETEXT c:\\x")).data) == ["结果"]
    simple = body_xml(f'<w:p><w:fldSimple w:instr="DDE x">{run_xml("旧")}</w:fldSimple></w:p>')
    assert build.lines(strip(simple).data) == ["旧"]


def test_other_fields_stay() -> None:
    page = "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
    data = build.related(body_xml(page), "image", "http://127.0.0.1:9/x.png")
    assert b"PAGE" in build.part_of(strip(data).data)


def test_a_cell_that_loses_what_it_held_keeps_a_paragraph() -> None:
    cell = f'<w:tbl><w:tr><w:tc><w:altChunk r:id="a" {NAMES}/></w:tc></w:tr></w:tbl>'
    cleaned = strip(with_relations(cell, ("a", "aFChunk", "x.html", ""), parts={"word/x.html": b"<script/>"})).data
    (found,) = etree.fromstring(build.part_of(cleaned)).iter(W + "tc")
    assert [child.tag for child in found] == [W + "p"]
    assert "word/x.html" not in build.parts_of(cleaned)


def test_macros_go_with_everything_that_is_said_of_them() -> None:
    data = build.replaced(template("{{ 团组名称 }}"), hostile.WML, hostile.MACRO, part=TYPES)
    data = build.related(data, "vbaProject", "vbaProject.bin", mode="Internal")
    default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    data = build.replaced(data, "</Types>", default, part=TYPES)
    data = build.changed(data, {"word/vbaProject.bin": b"x", "word/vbaData.xml": b"<x/>"})
    cleaned = strip(data).data
    assert not any("vba" in name.lower() for name in build.parts_of(cleaned))
    assert b"vba" not in build.part_of(cleaned, TYPES).lower()
    assert Template.compile(cleaned, scope=SCOPE).names == {"title"}


def test_nothing_is_taken_out_of_a_good_file() -> None:
    data = build.with_header(template("{{ 团组名称 }}", [["甲"]]), "页眉")
    cleaned = strip(data)
    assert cleaned.removed == ()
    assert build.parts_of(cleaned.data) == build.parts_of(data)


# -- honest files


def rels(*relations: tuple[str, str, str]) -> bytes:
    """A .rels part: kind, target, mode."""
    inside = "".join(
        f'<Relationship Id="r{number}" Type="{R}/{kind}" Target="{target}"'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for number, (kind, target, mode) in enumerate(relations)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'.encode()


def with_types(data: bytes, *items: str) -> bytes:
    """The document with more content types."""
    return build.replaced(data, "</Types>", "".join(items) + "</Types>", part=TYPES)


def from_word() -> bytes:
    """As Word saves it: a link to a template, custom XML, web settings, a workbook behind a chart, a signature line."""
    data = build.related(template("{{ 团组名称 }}"), "webSettings", "webSettings.xml", mode="Internal")
    data = build.related(data, "chart", "charts/chart1.xml", mode="Internal")
    data = with_types(
        data, '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.sheet"/>'
    )
    space = f'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {NAMES}'
    chart = f'<c:chartSpace {space}><c:externalData r:id="r0"/></c:chartSpace>'
    return build.changed(
        data,
        {
            "word/_rels/settings.xml.rels": rels(("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm", "External")),
            "customXml/item1.xml": b'<b:Sources xmlns:b="urn:bibliography" SelectedStyle="\\APA.XSL"/>',
            "customXml/_rels/item1.xml.rels": rels(("customXmlProps", "itemProps1.xml", "")),
            "customXml/itemProps1.xml": b'<ds:datastoreItem xmlns:ds="http://x/customXml" ds:itemID="{A}"/>',
            "word/webSettings.xml": f'<w:webSettings xmlns:w="{W[1:-1]}"/>'.encode(),
            "word/charts/chart1.xml": chart.encode(),
            "word/charts/_rels/chart1.xml.rels": rels(("package", "../embeddings/Microsoft_Excel_Sheet.xlsx", "")),
            "word/embeddings/Microsoft_Excel_Sheet.xlsx": b"PK",
            "word/media/image1.png": b"\x89PNG",
        },
    )


def from_wps() -> bytes:
    """As WPS saves it: its own properties, empty custom XML with JSON in it, fonts of its own."""
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
        '<property name="KSOProductBuildVer"><x>2052-12.1.0.16120</x></property><property name="ICV"/></Properties>'
    )
    data = template("{{ 团组名称 }}", [["姓　名", "{{ 来访人员.中文译名 }}"]])
    return build.changed(
        data,
        {
            "docProps/custom.xml": custom.encode(),
            "customXml/item1.xml": b'<s:customData xmlns="http://www.wps.cn/officeDocument/2013/wpsCustomData" '
            b'xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"><customSectProps/>{{}}</s:customData>',
            "word/fontTable.xml": f'<w:fonts xmlns:w="{W[1:-1]}"><w:font w:name="仿宋_GB2312"/></w:fonts>'.encode(),
        },
    )


def from_libreoffice() -> bytes:
    """As LibreOffice saves it: parts in another order, folders among the entries, no settings of Word's own."""
    parts = build.parts_of(template("{{ 团组名称 }}"))
    ordered = [("word/", b""), *reversed(parts.items()), ("_rels/", b"")]
    return build.zipped(ordered)


def signed() -> bytes:
    """With an electronic signature over it."""
    origin = '<Default Extension="sigs" ContentType="application/vnd.openxmlformats-package.digital-signature-origin"/>'
    data = with_types(template("{{ 团组名称 }}"), origin)
    kind = f"{PACKAGE}/relationships/digital-signature/origin"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="_xmlsignatures/origin.sigs"/>'
    data = build.replaced(data, "</Relationships>", relation + "</Relationships>", part=hostile.ROOT_RELS)
    return build.changed(data, {"_xmlsignatures/origin.sigs": b"", "_xmlsignatures/sig1.xml": b"<Signature/>"})


HONEST = {"Word": from_word, "WPS": from_wps, "LibreOffice": from_libreoffice, "signed": signed}


@pytest.mark.parametrize("maker", HONEST)
def test_honest_files_are_not_refused(maker: str) -> None:
    data = HONEST[maker]()
    checked = check(data, scope=SCOPE)
    assert checked.blocking == ()
    told = {"Word": ["word.template_link"], "signed": ["word.signed"]}.get(maker, [])
    assert [fault.code for fault in checked.faults] == told
    assert build.lines(Template.compile(data, scope=SCOPE).render({"title": "甲"}))[0] == "甲"


def test_a_signature_does_not_outlive_the_filling_in() -> None:
    document = Template.compile(signed(), scope=SCOPE).render({"title": "甲"})
    assert not any("signature" in name for name in build.parts_of(document))
    assert b"signature" not in build.part_of(document, hostile.ROOT_RELS)


def test_what_refuses_an_honest_file_can_be_taken_out_of_it() -> None:
    data = build.related(from_word(), "hyperlink", "file:///C:/通知.docx")
    faults = check(data, scope=SCOPE).faults
    assert can_strip(faults)
    assert check(strip(data).data, scope=SCOPE).blocking == ()


def test_paragraphs_beside_what_goes_stay() -> None:
    body = f'{paragraph_xml("甲")}<w:altChunk r:id="a" {NAMES}/>{paragraph_xml("乙")}'
    cleaned = strip(with_relations(body, ("a", "aFChunk", "x.html", "")))
    assert build.lines(cleaned.data, MAIN) == ["甲", "乙"]

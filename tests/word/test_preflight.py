"""What is inside a file that may not become a template, and what honest files hold that may."""

import pytest

from app.word import Template, TemplateInvalid, WordInvalid, preflight

from . import build, hostile
from .build import MAIN, body_xml, template

SETTINGS = "word/settings.xml"


def codes(data: bytes) -> list[str]:
    """Why this file is refused."""
    with pytest.raises(WordInvalid) as raised:
        preflight(data)
    return [fault.code for fault in raised.value.faults]


def test_an_honest_file_passes() -> None:
    preflight(build.with_header(template("{{ a }}", [["x"]]), "页眉"))


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://example.org/x.png", "image"),
        ("file:///etc/passwd", "image"),
        ("\\\\server\\share\\x.doc", "oleObject"),
        ("javascript:alert(1)", "hyperlink"),
        ("file:///C:/x.exe", "hyperlink"),
        ("http://example.org/", "frame"),
        ("http://example.org/", "subDocument"),
    ],
)
def test_what_is_fetched_from_elsewhere_is_refused(target: str, kind: str) -> None:
    expected = "word.embedded" if kind == "oleObject" else "word.external"
    assert codes(build.related(template(), kind, target)) == [expected]


@pytest.mark.parametrize("target", ["https://example.org/", "mailto:a@example.org", "#书签", "HTTP://example.org"])
def test_ordinary_links_are_taken(target: str) -> None:
    preflight(build.related(template(), "hyperlink", target))


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("oleObject", "word.embedded"),
        ("control", "word.embedded"),
        ("aFChunk", "word.embedded"),
        ("vbaProject", "word.macro"),
    ],
)
def test_embedded_things_are_refused(kind: str, code: str) -> None:
    assert codes(build.related(template(), kind, "x.bin", mode="Internal")) == [code]


def test_a_relationship_may_not_leave_the_file() -> None:
    assert codes(build.related(template(), "image", "../../../etc/passwd", mode="Internal")) == ["word.part_name"]


def test_macros_are_refused_by_type_and_by_name() -> None:
    main = "wordprocessingml.document.main+xml"
    types = "[Content_Types].xml"
    macro = build.replaced(
        template(),
        f"application/vnd.openxmlformats-officedocument.{main}",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        part=types,
    )
    assert codes(macro) == ["word.macro"]
    assert codes(build.changed(template(), {"word/vbaProject.bin": b"x"})) == ["word.macro"]
    assert codes(build.replaced(template(), main, main.replace("document", "template"), part=types)) == ["word.is_dotx"]
    assert codes(build.replaced(template(), main, "x+xml", part=types)) == ["word.not_word"]


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>',
        b'<?xml version="1.0"?><!DOCTYPE w SYSTEM "http://example.org/x.dtd"><w/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'.encode("utf-16"),
    ],
)
@pytest.mark.parametrize("part", [MAIN, "word/styles.xml", "word/_rels/document.xml.rels", "docProps/core.xml"])
def test_entities_are_refused_in_every_part(xml: bytes, part: str) -> None:
    assert codes(build.changed(template(), {part: xml})) == ["word.doctype"]


@pytest.mark.parametrize(
    "xml",
    [
        b"<w><a></w>",
        b"<w>\x00\x0b</w>",
        b"",
        b"<w " + b" ".join(b'a%d="1"' % number for number in range(20_000)) + b"/>",
        b"<a>" * 100_000,
        b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><w/>',
        b"\xff\xfe<",
    ],
    ids=["unclosed", "control", "empty", "wide", "deep", "encoding", "odd"],
)
def test_broken_xml_is_refused_by_the_part(xml: bytes) -> None:
    with pytest.raises(WordInvalid) as raised:
        preflight(build.changed(template(), {"word/styles.xml": xml}))
    assert [(fault.code, fault.facts["part"]) for fault in raised.value.faults] == [("word.bad_xml", "word/styles.xml")]


def test_a_wide_encoding_is_understood() -> None:
    data = template("{{ title }}")
    text = build.part_of(data).decode().replace("UTF-8", "UTF-16")
    document = build.filled(build.changed(data, {MAIN: text.encode("utf-16")}), {"title": "甲"})
    assert build.lines(document) == ["甲"]


@pytest.mark.parametrize("missing", [MAIN, "[Content_Types].xml", "_rels/.rels"])
def test_a_file_without_its_needed_parts_is_refused(missing: str) -> None:
    assert codes(build.changed(template(), {missing: None})) == ["word.no_document"]


@pytest.mark.parametrize("code", ["INCLUDETEXT x", " ddeauto excel x y ", "INCLUDEPICTURE x \\d", "LINK Excel.Sheet x"])
def test_fields_that_fetch_are_refused(code: str) -> None:
    half = len(code) // 2
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (code[:half], code[half:]))
    assert codes(body_xml(f"<w:p>{runs}</w:p>")) == ["word.field"]
    assert codes(body_xml(f'<w:p><w:fldSimple w:instr="{code}"/></w:p>')) == ["word.field"]


@pytest.mark.parametrize("code", ["PAGE", 'HYPERLINK "http://x/link/import"', "TOC \\o", "REF _Toc1 \\h"])
def test_ordinary_fields_are_taken(code: str) -> None:
    preflight(body_xml(f"<w:p><w:r><w:instrText>{code}</w:instrText></w:r></w:p>"))


def test_all_reasons_are_told_at_once() -> None:
    data = build.related(build.related(template(), "oleObject", "x.bin", mode="Internal"), "image", "http://x/")
    assert sorted(codes(data)) == ["word.embedded", "word.external"]


def test_the_link_to_somebodys_normal_template_is_taken_out() -> None:
    data = build.replaced(
        template("x{{ a }}"),
        "</w:settings>",
        '<w:attachedTemplate xmlns:r="r" r:id="rId1"/></w:settings>',
        part=SETTINGS,
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="file:///C:/Normal.dotm" TargetMode="External"/>'
    names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    rels = "word/_rels/settings.xml.rels"
    data = build.changed(data, {rels: f"<Relationships {names}>{relation}</Relationships>".encode()})
    parts = build.parts_of(Template.compile(data).render({}))
    assert b"Normal.dotm" not in parts[rels]
    assert b"attachedTemplate" not in parts[SETTINGS]


def test_the_refusal_of_a_file_is_a_refusal_of_a_template() -> None:
    with pytest.raises(TemplateInvalid):
        Template.compile(b"no docx")


def test_pictures_that_are_xml_are_drawn_and_not_read() -> None:
    """Drawing programs write a DOCTYPE into them."""
    svg = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg/>'
    data = hostile.related("image", "media/image1.svg", "")
    said = '<Default Extension="svg" ContentType="image/svg+xml"/></Types>'
    data = build.replaced(data, "</Types>", said, part=hostile.TYPES)
    preflight(build.changed(data, {"word/media/image1.svg": svg}))


@pytest.mark.parametrize(
    "code",
    [
        ' PAGE  \\* MERGEFORMAT ',
        ' HYPERLINK "https://example.cn/{{ 编号 }}" ',
        'HYPERLINK \\l "_Toc1"',
        ' = SUM(ABOVE) ',
        ' LINKS ',
        ' TOC \\o "1-3" \\h \\z \\u ',
    ],
)  # fmt: skip
def test_fields_in_runs_are_taken(code: str) -> None:
    preflight(hostile.field(code))

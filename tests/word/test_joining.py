"""Several documents as one: a page, paper and headers of its own for each, and nothing of one changes another."""

import io
import posixpath
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt
from lxml import etree

from app.word import TemplateInvalid
from app.word.joining import join, joiner
from tests.word.build import W, body_xml, changed, lines, part_of, parts_of, replaced, saved, template

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DEFAULTS = "<w:docDefaults>{}</w:docDefaults>"


def styled(text: str, change: Callable[[Any], None]) -> bytes:
    """A document of one paragraph with something changed by python-docx."""
    document = Document()
    document.add_paragraph(text)
    change(document)
    return saved(document)


def opened(data: bytes) -> Any:
    """As Word's own reader opens it; every part is named once, every reference leads somewhere."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        for name in (each for each in names if each.endswith(".rels")):
            assert_targets_are_there(archive, name, names)
    return Document(io.BytesIO(data))


def assert_targets_are_there(archive: zipfile.ZipFile, file: str, names: list[str]) -> None:
    folder = file.rpartition("_rels/")[0]
    for relation in etree.fromstring(archive.read(file)):
        if relation.get("TargetMode") != "External":
            assert posixpath.normpath(folder + relation.get("Target")) in names, relation.get("Target")


def body(data: bytes) -> Any:
    return etree.fromstring(part_of(data))[0]


def vals(root: Any, tag: str) -> list[str]:
    return [each.get(W + "val") for each in root.iter(W + tag)]


def with_part(data: bytes, name: str, xml: str, word: str, kind: str) -> bytes:
    """The document with one more part that its main part refers to."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rId{word}" Type="{office}/{word}" Target="{name}"/></Relationships>'
    override = f'<Override PartName="/word/{name}" ContentType="{kind}"/></Types>'
    data = replaced(data, "</Relationships>", relation, part="word/_rels/document.xml.rels")
    data = replaced(data, "</Types>", override, part="[Content_Types].xml")
    return changed(data, {f"word/{name}": xml.encode()})


def test_each_document_begins_a_page_in_a_section_of_its_own() -> None:
    def wide(document: Any) -> None:
        document.sections[0].page_width, document.sections[0].page_height = Mm(297), Mm(210)

    joined = opened(join([template("甲"), styled("乙", wide), template("丙")]))
    assert [paragraph.text for paragraph in joined.paragraphs] == ["甲", "乙", "丙"]
    assert [round(section.page_width.mm) for section in joined.sections] == [216, 297, 216]
    assert [int(section.start_type) for section in joined.sections] == [2, 2, 2]
    assert vals(body(join([template("甲"), template("乙")])), "type") == ["nextPage"]


def test_one_document_stays_as_it_is() -> None:
    assert lines(join([template("甲", [["一", "二"]])])) == lines(template("甲", [["一", "二"]]))


def test_pages_are_counted_in_each_document() -> None:
    footer = '<w:p><w:fldSimple w:instr=" NUMPAGES "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>'
    joined = body(join([body_xml(footer), body_xml(footer)]))
    assert [each.get(W + "start") for each in joined.iter(W + "pgNumType")] == ["1"]
    assert [each.get(W + "instr").strip() for each in joined.iter(W + "fldSimple")] == ["SECTIONPAGES"] * 2


def test_headers_stay_with_their_document() -> None:
    def headed(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "甲的页眉"

    joined = opened(join([styled("甲", headed), template("乙"), styled("丙", headed)]))
    texts = [section.header.paragraphs[0].text for section in joined.sections]
    assert texts == ["甲的页眉", "", "甲的页眉"]
    headers = [name for name in parts_of(join([styled("甲", headed)] * 3)) if "header" in name]
    assert headers == ["word/header1.xml"]


def test_even_pages_of_one_document_do_not_change_another() -> None:
    def both(document: Any) -> None:
        document.settings.odd_and_even_pages_header_footer = True
        document.sections[0].header.paragraphs[0].text = "单页"
        document.sections[0].even_page_header.paragraphs[0].text = "双页"

    def one(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "每页"

    joined = opened(join([styled("甲", one), styled("乙", both), template("丙")]))
    assert joined.settings.odd_and_even_pages_header_footer
    even = [section.even_page_header.paragraphs[0].text for section in joined.sections]
    assert even == ["每页", "双页", ""]


def test_a_full_last_page_is_followed_by_no_empty_one() -> None:
    table = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    joined = body(join([body_xml(table), template("乙")]))
    spacer = joined[1]
    assert spacer.find(f"{W}pPr/{W}sectPr") is not None
    assert spacer.find(f"{W}pPr/{W}spacing").get(W + "lineRule") == "exact"
    assert [child.tag.removeprefix(W) for child in joined] == ["tbl", "p", "p", "sectPr"]


def test_equal_styles_are_shared_and_others_renamed() -> None:
    def large(document: Any) -> None:
        document.styles["Normal"].font.size = Pt(22)

    data = join([styled("甲", lambda _: None), styled("乙", large), styled("丙", lambda _: None)])
    joined = opened(data)
    names = [paragraph.style.name for paragraph in joined.paragraphs]
    assert names == ["Normal", "Normal 2", "Normal"]
    assert joined.styles["Normal 2"].font.size == Pt(22)
    assert joined.styles["Normal"].font.size != Pt(22)
    both = opened(join([styled("甲", large), styled("乙", large)]))
    assert [paragraph.style.name for paragraph in both.paragraphs] == ["Normal", "Normal"]
    every = [style.name for style in joined.styles]
    assert len(every) == len(set(every))


def test_styles_of_the_same_name_under_other_ids_are_the_same() -> None:
    other = replaced(styled("乙", lambda _: None), 'w:styleId="Normal"', 'w:styleId="a"', part="word/styles.xml")
    other = replaced(other, '<w:basedOn w:val="Normal"/>', '<w:basedOn w:val="a"/>', part="word/styles.xml")
    joined = opened(join([styled("甲", lambda _: None), other]))
    assert [paragraph.style.name for paragraph in joined.paragraphs] == ["Normal", "Normal"]


def test_a_style_of_the_document_keeps_what_it_stands_on() -> None:
    def own(size: int) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            document.styles["Normal"].font.size = Pt(size)
            document.paragraphs[0].style = document.styles["Heading 1"]

        return change

    joined = opened(join([styled("甲", own(11)), styled("乙", own(22))]))
    first, second = (paragraph.style for paragraph in joined.paragraphs)
    assert (first.name, second.name) == ("Heading 1", "heading 1 2")
    assert (first.base_style.font.size, second.base_style.font.size) == (Pt(11), Pt(22))


def test_other_defaults_go_into_the_styles() -> None:
    def defaults(data: bytes, xml: str) -> bytes:
        styles = part_of(data, "word/styles.xml").decode()
        return changed(
            data, {"word/styles.xml": re.sub(r"<w:docDefaults>.*</w:docDefaults>", xml, styles, flags=re.S).encode()}
        )

    spacing = '<w:pPr><w:spacing w:after="200" w:line="276" w:lineRule="auto"/></w:pPr>'
    spaced = f'<w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault>{spacing}</w:pPrDefault>'
    plain = '<w:rPrDefault><w:rPr><w:sz w:val="32"/></w:rPr></w:rPrDefault><w:pPrDefault/>'
    first = defaults(styled("甲", lambda _: None), DEFAULTS.format(spaced))
    second = defaults(styled("乙", lambda document: document.add_table(1, 1, "Table Grid")), DEFAULTS.format(plain))
    one_way, other_way = opened(join([first, second])), opened(join([second, first]))
    style = one_way.paragraphs[1].style
    assert (style.font.size, style.paragraph_format.space_after) == (Pt(16), Pt(0))
    style = other_way.paragraphs[-1].style
    assert (style.font.size, style.paragraph_format.space_after) == (Pt(11), Pt(10))


def test_what_a_table_style_says_still_holds_under_other_defaults() -> None:
    def tabled(document: Any) -> None:
        document.add_table(1, 1, "Table Grid").cell(0, 0).text = "格"

    data = styled("乙", tabled)
    other = replaced(data, 'w:after="200"', 'w:after="600"', part="word/styles.xml")
    joined = opened(join([template("甲"), other]))
    (cell,) = joined.tables[0].rows[0].cells
    assert cell.paragraphs[0].paragraph_format.space_after == Pt(0)
    assert joined.paragraphs[1].style.paragraph_format.space_after == Pt(30)


def test_fonts_of_another_theme_are_said_outright() -> None:
    data = styled("乙", lambda _: None)
    theme = next(name for name in parts_of(data) if "theme" in name and name.endswith("theme1.xml"))
    other = replaced(data, '<a:latin typeface="Cambria"/>', '<a:latin typeface="Georgia"/>', part=theme)
    joined = etree.fromstring(part_of(join([data, other]), "word/styles.xml"))
    (normal,) = (
        each
        for each in joined
        if each.find(f"{W}name") is not None and each.find(f"{W}name").get(W + "val") == "Normal 2"
    )
    assert normal.find(f"{W}rPr/{W}rFonts").get(W + "ascii") == "Georgia"


def listed(text: str) -> bytes:
    """A numbered list by direct numbering, and one by a style."""
    document = Document()
    document.add_paragraph(text, style="List Number")
    paragraph = document.add_paragraph(f"{text}二")
    form = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    form.get_or_add_ilvl().val, form.get_or_add_numId().val = 0, 2
    return saved(document)


def test_every_document_counts_its_lists_from_the_beginning() -> None:
    data = join([listed("甲"), listed("乙"), listed("丙")])
    opened(data)
    numbers = [each.get(W + "val") for each in body(data).iter(W + "numId")]
    assert len(numbers) == len(set(numbers)) == 5
    numbering = etree.fromstring(part_of(data, "word/numbering.xml"))
    new = {each.get(W + "numId"): each for each in numbering.iter(W + "num")}
    assert all(len(new[number].findall(f"{W}lvlOverride")) == 9 for number in numbers[1:])
    tags = [child.tag.removeprefix(W) for child in numbering]
    assert tags == sorted(tags, key=["numPicBullet", "abstractNum", "num", "numIdMacAtCleanup"].index)


def test_lists_of_another_template_come_along() -> None:
    other = replaced(listed("乙"), '<w:start w:val="1"/>', '<w:start w:val="7"/>', part="word/numbering.xml")
    data = join([listed("甲"), other])
    opened(data)
    numbering = etree.fromstring(part_of(data, "word/numbering.xml"))
    last = list(numbering.iter(W + "num"))[-1]
    assert set(vals(last, "startOverride")) == {"7"} | {"1"} & set(vals(last, "startOverride"))
    ids = [each.get(W + "abstractNumId") for each in numbering.iter(W + "abstractNum")]
    assert len(ids) == len(set(ids))
    assert last.find(f"{W}abstractNumId").get(W + "val") in ids


def pictured(document: Any) -> None:
    document.add_picture(io.BytesIO(PNG))


def test_the_same_picture_is_kept_once_and_drawings_are_counted_through() -> None:
    data = join([styled("甲", pictured), styled("乙", pictured)])
    opened(data)
    assert sum("media/" in name for name in parts_of(data)) == 1
    ids = [each.get("id") for each in body(data).iter("{*}docPr")]
    assert ids == ["1", "2"]
    relations = {each.get("Id") for each in etree.fromstring(part_of(data, "word/_rels/document.xml.rels"))}
    assert {each.get(REL + "embed") for each in body(data).iter("{*}blip")} <= relations


def test_pictures_of_one_name_and_other_content_are_both_kept() -> None:
    other = styled("乙", pictured)
    image = next(name for name in parts_of(other) if "media/" in name)
    data = join([styled("甲", pictured), changed(other, {image: PNG + b"other"})])
    opened(data)
    assert len({part_of(data, name) for name in parts_of(data) if "media/" in name}) == 2


def test_bookmarks_of_one_name_are_told_apart_with_all_that_points_to_them() -> None:
    xml = (
        '<w:p><w:bookmarkStart w:id="0" w:name="结论"/><w:bookmarkEnd w:id="0"/>'
        '<w:hyperlink w:anchor="结论"><w:r><w:t>见</w:t></w:r></w:hyperlink>'
        "<w:r><w:instrText> PAGEREF 结论 \\h </w:instrText></w:r></w:p>"
    )
    joined = body(join([body_xml(xml), body_xml(xml)]))
    assert [each.get(W + "name") for each in joined.iter(W + "bookmarkStart")] == ["结论", "结论_2"]
    assert [each.get(W + "anchor") for each in joined.iter(W + "hyperlink")] == ["结论", "结论_2"]
    assert [each.text.split()[1] for each in joined.iter(W + "instrText")] == ["结论", "结论_2"]
    starts = [each.get(W + "id") for each in joined.iter(W + "bookmarkStart")]
    assert starts == [each.get(W + "id") for each in joined.iter(W + "bookmarkEnd")] == ["1", "2"]


def noted(text: str) -> bytes:
    """A document with a footnote."""
    data = body_xml(f'<w:p><w:r><w:t>{text}</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>')
    notes = (
        f'<w:footnotes xmlns:w="{W[1:-1]}"><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="1"><w:p><w:r><w:t>{text}的脚注</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    return with_part(data, "footnotes.xml", notes, "footnotes", kind)


@pytest.mark.parametrize("first", [noted("甲"), template("甲")], ids=["both", "only the later ones"])
def test_footnotes_come_along_and_are_counted_anew(first: bytes) -> None:
    data = join([first, noted("乙"), noted("丙")])
    opened(data)
    notes = {
        each.get(W + "id"): "".join(each.itertext()) for each in etree.fromstring(part_of(data, "word/footnotes.xml"))
    }
    said = [notes[each.get(W + "id")] for each in body(data).iter(W + "footnoteReference")]
    assert said[-2:] == ["乙的脚注", "丙的脚注"]
    assert list(notes).count("-1") == 1
    assert vals(body(data), "numRestart") == ["eachSect"] * len(said)


def test_links_lead_where_they_led() -> None:
    def linked(address: str) -> Callable[[Any], None]:
        def change(document: Any) -> None:
            relation = document.part.relate_to(address, f"{REL[1:-1]}/hyperlink", is_external=True)
            link = document.paragraphs[0]._p.makeelement(W + "hyperlink", {REL + "id": relation})
            document.paragraphs[0]._p.append(link)

        return change

    data = join([styled("甲", linked("https://a.example/")), styled("乙", linked("https://b.example/"))])
    known = {
        each.get("Id"): each.get("Target") for each in etree.fromstring(part_of(data, "word/_rels/document.xml.rels"))
    }
    found = [known[each.get(REL + "id")] for each in body(data).iter(W + "hyperlink")]
    assert found == ["https://a.example/", "https://b.example/"]
    assert 'Target="https://a.example/" TargetMode="External"' in part_of(data, "word/_rels/document.xml.rels").decode()


def test_what_may_stand_once_stands_once() -> None:
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    xml = (
        f'<w:p {w14} w14:paraId="0000AB01"/><w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr>'
        "<w:sdtContent><w:p/></w:sdtContent></w:sdt>"
    )
    text = part_of(join([body_xml(xml), body_xml(xml)])).decode()
    assert text.count("0000AB01") == 1
    assert text.count('<w:id w:val="5"/>') == 1


def test_what_newer_words_know_and_older_ones_may_ignore_is_no_hindrance() -> None:
    ignoring = body_xml('<w:p xmlns:n="urn:new"><n:extra/><w:r n:mark="1"><w:t>乙</w:t></w:r></w:p>')
    ignoring = replaced(ignoring, 'mc:Ignorable="', 'xmlns:n="urn:new" mc:Ignorable="n ')
    text = part_of(join([template("甲"), ignoring])).decode()
    assert "n:extra" not in text
    assert "n:mark" not in text
    assert lines(join([template("甲"), ignoring])) == ["甲", "乙"]


def test_too_much_is_refused_before_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joiner, "MOST", 4_000)
    with pytest.raises(TemplateInvalid) as caught:
        join([template("甲" * 500)] * 9)
    assert [fault.code for fault in caught.value.faults] == ["word.joined_too_large"]


def test_a_joined_document_can_be_joined_again() -> None:
    twice = join([join([noted("甲"), listed("乙")]), join([listed("丙"), noted("丁")])])
    opened(twice)
    assert [text for text in lines(twice) if text] == ["甲", "乙", "乙二", "丙", "丙二", "丁"]


@pytest.mark.libreoffice
def test_libreoffice_prints_every_document_on_its_own_pages(tmp_path: Path) -> None:
    program = which("soffice")
    assert program, "LibreOffice is not installed"
    path = tmp_path / "all.docx"
    path.write_bytes(join([noted("甲"), listed("乙"), styled("丙", pictured)]))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path], check=True, timeout=120
    )
    assert path.with_suffix(".pdf").read_bytes().count(b"/Type/Page/") == 3

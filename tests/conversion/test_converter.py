"""What is given to LibreOffice and what is not, where it is found, and what is said where it is missing."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.config import load
from app.conversion import Converter, Limits, becomes, cage, finding
from app.conversion.kinds import KINDS
from app.errors import Invalid
from app.web.words import catalogue
from app.word.package import OLE
from tests.word import build
from tests.word.build import template

from .fake import converter, program

ZIPPED = 'printf \'PK\\003\\004\' > "$made"; cat "$1" >> "$made"\n'


def compound(*streams: str) -> bytes:
    """What the first bytes and the directory of a compound file look like."""
    return OLE + bytes(504) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))


def open_document(word: str) -> bytes:
    mime = f"application/vnd.oasis.opendocument.{word}".encode()
    return build.zipped([("mimetype", mime), ("content.xml", b"<x/>")], method=0)


FILES = {
    ".doc": compound("WordDocument", "1Table"),
    ".rtf": b"{\\rtf1\\ansi }",
    ".odt": open_document("text"),
    ".xls": compound("Workbook"),
    ".ods": open_document("spreadsheet"),
}


@pytest.fixture(autouse=True)
def hides(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked here is the same on systems that cannot hide files from a program."""
    monkeypatch.setattr(cage, "can_hide", lambda: True)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Invalid) as caught:
        act()
    return caught.value.faults[0].code


def test_each_kind_is_known_by_its_bytes() -> None:
    assert {kind.ending: becomes(FILES[kind.ending]) for kind in KINDS} == {
        ".doc": ".docx",
        ".rtf": ".docx",
        ".odt": ".docx",
        ".xls": ".xlsx",
        ".ods": ".xlsx",
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ",
        b"%PDF-1.4",
        template("正文"),
        compound("EncryptedPackage"),
        compound("PowerPoint Document"),
        open_document("text-template"),
        open_document("presentation"),
        b" {\\rtf1",
    ],
    ids=["empty", "program", "pdf", "docx", "locked", "slides", "template", "presentation", "space"],
)
def test_nothing_else_is_opened(tmp_path: Path, data: bytes) -> None:
    made = converter(tmp_path, f"touch {tmp_path}/opened\n")
    assert becomes(data) == ""
    assert code_of(lambda: made.to_docx(data, "旧表.doc")) == "conversion.never_docx"
    assert code_of(lambda: made.to_xlsx(data, "旧表.xls")) == "conversion.never_xlsx"
    assert not (tmp_path / "opened").exists()


def test_a_document_is_no_workbook(tmp_path: Path) -> None:
    assert code_of(lambda: converter(tmp_path).to_xlsx(FILES[".doc"], "旧表.doc")) == "conversion.never_xlsx"
    assert code_of(lambda: converter(tmp_path).to_docx(FILES[".xls"], "旧表.xls")) == "conversion.never_docx"


@pytest.mark.parametrize(("ending", "name"), [(".doc", "旧表.wps"), (".rtf", "旧表.doc"), (".odt", "旧表.odt")])
def test_an_older_document_becomes_a_new_one(tmp_path: Path, ending: str, name: str) -> None:
    assert converter(tmp_path, ZIPPED).to_docx(FILES[ending], name) == b"PK\x03\x04" + FILES[ending]


@pytest.mark.parametrize(("ending", "name"), [(".xls", "旧表.et"), (".ods", "旧表.ods")])
def test_an_older_workbook_becomes_a_new_one(tmp_path: Path, ending: str, name: str) -> None:
    assert converter(tmp_path, ZIPPED).to_xlsx(FILES[ending], name) == b"PK\x03\x04" + FILES[ending]


def test_what_is_too_large_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.conversion.converter.MAX_FILE", 100)
    assert code_of(lambda: converter(tmp_path, ZIPPED).to_docx(FILES[".doc"], "旧表.doc")) == "conversion.never_docx"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("旧表.doc", FILES[".doc"], "conversion.never_pdf"),
        ("呈批表", template("正文"), "conversion.never_pdf"),
        ("呈批表.docx", FILES[".doc"], "word.is_doc_97"),
        ("呈批表.docx", build.related(template("正文"), "image", "file:///etc/hosts"), "word.external"),
        ("预算.xlsx", FILES[".xls"], "excel.is_xls"),
    ],
    ids=["old", "no ending", "renamed", "fetches", "old workbook"],
)
def test_a_pdf_is_made_of_what_passes_the_gate(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    made = converter(tmp_path, f"touch {tmp_path}/opened\n")
    assert code_of(lambda: made.to_pdf(data, name)) == code
    assert not (tmp_path / "opened").exists()


def test_who_waited_long_enough_for_other_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = threading.Lock()
    monkeypatch.setattr("app.conversion.converter._TURN", taken)
    made = converter(tmp_path, ZIPPED, Limits(turn=0))
    with taken:
        assert code_of(lambda: made.to_docx(FILES[".doc"], "旧表.doc")) == "conversion.busy"
    assert made.to_docx(FILES[".doc"], "旧表.doc").startswith(b"PK")


def test_without_it_people_are_told_what_to_do() -> None:
    absent = Converter(None)
    assert not absent.is_installed
    said = [
        catalogue()[code_of(lambda: absent.to_pdf(template("正文"), "呈批表.docx"))],
        catalogue()[code_of(lambda: absent.to_docx(FILES[".doc"], "旧表.doc"))],
        catalogue()[code_of(lambda: absent.to_xlsx(FILES[".xls"], "旧表.xls"))],
    ]
    assert ["文件 → 输出为 PDF" in said[0], "“.docx”" in said[1], "“.xlsx”" in said[2]] == [True, True, True]


def test_a_path_in_the_settings_is_the_only_one_that_counts(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(f"soffice = '{program(tmp_path)}'", encoding="utf-8")
    assert Converter.of(load({"instance": tmp_path}).soffice).program == tmp_path / "soffice"
    gone = Converter.of(str(tmp_path / "nowhere"))
    assert not gone.is_installed
    assert code_of(lambda: gone.to_pdf(template("正文"), "呈批表.docx")) == "conversion.not_there"


def test_it_is_found_by_its_names_and_then_where_installers_put_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "FOLDERS", ((tmp_path, "LibreOffice*/program/soffice"),))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert finding.find() is None
    for version in ("7", "24"):
        (tmp_path / f"LibreOffice {version}" / "program").mkdir(parents=True)
        (tmp_path / f"LibreOffice {version}" / "program" / "soffice").touch()
    assert finding.find() == tmp_path / "LibreOffice 24" / "program" / "soffice"
    program(tmp_path)
    assert finding.find() == tmp_path / "soffice"

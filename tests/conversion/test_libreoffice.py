"""LibreOffice itself: what it makes of our files and of older ones, and that it fetches nothing while it does."""

import csv
import http.server
import io
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from app import excel
from app.conversion import Converter, becomes, cage
from app.errors import Invalid
from app.word import check
from tests.excel import build as workbooks
from tests.word import build
from tests.word.build import template
from tests.word.test_libreoffice import converted

pytestmark = pytest.mark.libreoffice
PAPER = template("出访呈批表", "慕尼黑大学 & <代表团>", [["姓名", "国籍"], ["穆勒", "德国"]], "结束")
BOOK = workbooks.sheet(["姓名", "费用"], ["穆勒", 100], ["合计", "=SUM(B2:B2)"])
UTF8_CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def libreoffice() -> Converter:
    made = Converter.of()
    assert made.is_installed, "LibreOffice is not installed"
    return made


def words(document: bytes) -> list[str]:
    """What stands in the body, paragraph by paragraph."""
    return [line.strip() for line in build.lines(document) if line.strip()]


def test_a_paper_is_printed_page_by_page(libreoffice: Converter) -> None:
    paged = build.body_xml("".join(f'<w:p><w:r><w:br w:type="page"/><w:t>{word}</w:t></w:r></w:p>' for word in "甲乙"))
    assert libreoffice.to_pdf(paged, "呈批表.docx").count(b"/Type/Page/") == 3


def test_a_workbook_is_printed(libreoffice: Converter) -> None:
    assert libreoffice.to_pdf(BOOK, "预算.xlsx").count(b"/Type/Page/") == 1


@pytest.mark.parametrize(
    ("wanted", "ending"), [("doc:MS Word 97", ".doc"), ("rtf:Rich Text Format", ".rtf"), ("odt:writer8", ".odt")]
)
def test_an_older_document_says_the_same_as_a_new_one(
    libreoffice: Converter, tmp_path: Path, wanted: str, ending: str
) -> None:
    older = converted({"呈批表": PAPER}, wanted, tmp_path)["呈批表"]
    assert becomes(older) == ".docx"
    newer = libreoffice.to_docx(older, f"呈批表{ending}")
    assert check(newer).blocking == ()
    assert words(newer) == words(PAPER)


@pytest.mark.parametrize(("wanted", "ending"), [("xls:MS Excel 97", ".xls"), ("ods:calc8", ".ods")])
def test_an_older_workbook_holds_the_same_as_a_new_one(
    libreoffice: Converter, tmp_path: Path, wanted: str, ending: str
) -> None:
    older = converted({"预算": BOOK}, wanted, tmp_path, given=".xlsx")["预算"]
    assert becomes(older) == ".xlsx"
    newer = libreoffice.to_xlsx(older, f"预算{ending}")
    excel.Workbook.compile(newer)
    assert workbooks.grid(newer)[1] == ["穆勒", 100.0]
    read = converted({"预算": newer}, UTF8_CSV, tmp_path / "again", given=".xlsx")["预算"].decode().splitlines()
    assert list(csv.reader(read)) == [["姓名", "费用"], ["穆勒", "100"], ["合计", "100"]]


def test_a_file_that_is_damaged_is_refused(libreoffice: Converter, tmp_path: Path) -> None:
    older = converted({"呈批表": PAPER}, "odt:writer8", tmp_path)["呈批表"]
    with pytest.raises(Invalid) as caught:
        libreoffice.to_docx(older[:200], "呈批表.odt")
    assert caught.value.faults[0].code == "conversion.failed"


@pytest.fixture
def asked_for() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine: its port, and what anybody asked it for."""
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(PNG)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815 - names that the server looks for

        def log_message(self, *_: object) -> None:  # type: ignore[override]
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("without_network", [True, False], ids=["no network", "settings alone"])
def test_nothing_is_fetched(
    libreoffice: Converter,
    asked_for: tuple[int, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    *,
    without_network: bool,
) -> None:
    if not without_network:
        monkeypatch.setattr(cage, "_without_network", lambda: ())
        monkeypatch.setattr(cage, "_apart", lambda: ())
        monkeypatch.setattr(cage, "_LINKING", frozenset())
    port, asked = asked_for
    (tmp_path / "near.png").write_bytes(PNG)
    addresses = (f"http://127.0.0.1:{port}/far.png", (tmp_path / "near.png").as_uri())
    fields = "".join(f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}" \\\\d}}}}' for address in addresses)
    fields += f'{{\\field{{\\*\\fldinst INCLUDETEXT "http://127.0.0.1:{port}/far.docx"}}}}'
    linked = f"{{\\rtf1\\ansi before {fields} after\\par}}".encode()
    made = libreoffice.to_docx(linked, "外链.rtf")
    assert asked == []
    assert [name for name in build.parts_of(made) if name.startswith("word/media/")] == []
    odt = open_document_with(addresses)
    made = libreoffice.to_docx(odt, "外链.odt")
    assert asked == []
    assert [name for name in build.parts_of(made) if name.startswith("word/media/")] == []


def test_no_picture_of_ours_comes_into_a_strangers_file(libreoffice: Converter, tmp_path: Path) -> None:
    """With a result behind its command LibreOffice takes the picture into the file, whatever its settings say."""
    assert cage.can_hide(), "this system cannot hide files: such files are refused"
    near = tmp_path / "near.png"
    near.write_bytes(drawn())
    address = near.as_uri()
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}" \\\\d}}{{\\fldrslt x}}}}'
    for name, data in (("外链.rtf", f"{{\\rtf1\\ansi before {field} after\\par}}".encode()),
                       ("外链.odt", open_document_with((address,)))):  # fmt: skip
        made = libreoffice.to_docx(data, name)
        assert [part for part in build.parts_of(made) if part.startswith("word/media/")] == []
        assert "before" in "".join(words(made))


def drawn() -> bytes:
    """A picture that opens."""
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (250, 3, 77)).save(out, "PNG")
    return out.getvalue()


def open_document_with(addresses: tuple[str, ...]) -> bytes:
    """A text whose pictures and section lie elsewhere."""
    kinds = ("office", "text", "draw")
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{kind}="{oasis}:{"drawing" if kind == "draw" else kind}:1.0"' for kind in kinds)
    names += f' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="{oasis}:svg-compatible:1.0"'
    link = 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"'
    frames = "".join(
        f'<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char">'
        f'<draw:image xlink:href="{address}" {link}/></draw:frame>'
        for address in addresses
    )
    section = (
        f'<text:section text:name="s"><text:section-source xlink:href="{addresses[0]}" {link}/><text:p/></text:section>'
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {names} office:version="1.2"><office:body><office:text>'
        f"<text:p>before{frames}after</text:p>{section}</office:text></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><m:manifest xmlns:m="{oasis}:manifest:1.0"><m:file-entry m:full-path="/" '
        'm:media-type="application/vnd.oasis.opendocument.text"/>'
        '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>'
    )
    return build.zipped(
        [
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.encode()),
            ("META-INF/manifest.xml", manifest.encode()),
        ],
        method=0,
    )

"""LibreOffice opens the workbooks that we ship, filled, and shows what we wrote."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.config import ROOT
from app.definitions.compiled import compile_type
from app.definitions.files import read_forms
from app.definitions.world import ListLookups
from app.documents.context import scope_of
from app.excel import Workbook
from app.word.sample import samples
from tests.excel import build
from tests.word.test_libreoffice import converted, squeezed

pytestmark = pytest.mark.libreoffice
SHIPPED = ROOT / "doc_templates"


def shipped() -> Iterator[tuple[str, bytes]]:
    """Every workbook of ours for every paper that names it, with something in every field."""
    forms = read_forms((ROOT / "forms",))
    fields_of = partial(lambda key: forms.types[key].definition.fields() if key in forms.types else ())
    for key, each in forms.types.items():
        for paper in each.definition.documents:
            if paper.template.endswith(".xlsx"):
                compiled = compile_type(each.definition, lookups=ListLookups(forms.world()), fields_of=fields_of)
                scope = scope_of(compiled, paper)
                template = Workbook.compile((SHIPPED / paper.template).read_bytes(), scope=scope)
                yield f"{key}-{paper.key}", template.render(samples(scope))


def test_filled_workbooks_say_there_what_we_wrote(tmp_path: Path) -> None:
    files = dict(shipped())
    assert files
    shown = converted(files, "csv:Text - txt - csv (StarCalc):44,34,76", tmp_path, given=".xlsx")
    printed = converted(files, "pdf", tmp_path / "pdf", given=".xlsx")
    assert [name for name, pdf in printed.items() if pdf.startswith(b"%PDF-")] == list(files)
    for name, text in shown.items():
        said = squeezed(text.decode())
        written = [cell for row in build.grid(files[name]) for cell in row if isinstance(cell, str)]
        assert [cell for cell in written if squeezed(cell) not in said] == [], name

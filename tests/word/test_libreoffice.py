"""LibreOffice opens everything that the engine writes, and templates that it wrote itself are taken.

All files go through one call of the program: starting it costs more than ten documents.
"""

import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.config import ROOT
from app.definitions.compiled import compile_type
from app.definitions.files import read_forms
from app.definitions.world import ListLookups
from app.documents.context import scope_of
from app.word import Template, can_strip, check, strip
from app.word.annotate import annotated
from app.word.sample import samples

from . import build, hostile
from .broken import STRUCTURE
from .build import SCOPE
from .lookalikes import ELSEWHERE, LOOKALIKES
from .lookalikes import VALUES as LOOKED_AT
from .test_check import GOOD
from .test_oracle import TEMPLATES, VALUES

pytestmark = pytest.mark.libreoffice
SHIPPED = ROOT / "doc_templates"
LONGEST = 600
"""Seconds for all of them, on a busy machine."""


def shipped() -> Iterator[tuple[str, bytes]]:
    """Every template of ours for every paper that names it: empty, and with something in every field."""
    forms = read_forms((ROOT / "forms",))
    fields_of = partial(lambda key: forms.types[key].definition.fields() if key in forms.types else ())
    for key, each in forms.types.items():
        papers = [paper for paper in each.definition.documents if not paper.template.endswith(".xlsx")]
        if papers:
            compiled = compile_type(each.definition, lookups=ListLookups(forms.world()), fields_of=fields_of)
            for paper in papers:
                scope = scope_of(compiled, paper)
                path = SHIPPED / (paper.template.removesuffix(".docx") + ".docx")
                template = Template.compile(path.read_bytes(), scope=scope)
                yield f"{key}-{paper.key}-empty", template.render({})
                yield f"{key}-{paper.key}-filled", template.render(samples(scope))


def made() -> Iterator[tuple[str, bytes]]:
    """What the tests' own templates become, copies with comments, files that something was taken out of."""
    for name, data in TEMPLATES.items():
        yield f"tag {name}", Template.compile(data).render(VALUES)
    for name, data in LOOKALIKES.items():
        yield f"look-alike {name}", Template.compile(data).render(LOOKED_AT)
    for name, (_part, data) in ELSEWHERE.items():
        yield f"look-alike {name}", Template.compile(data).render(LOOKED_AT)
    for number, data in enumerate(GOOD):
        template = Template.compile(data, scope=SCOPE)
        yield f"good {number} empty", template.render({})
        yield f"good {number} filled", template.render(samples(SCOPE))
    for name, broken in STRUCTURE.items():
        checked = check(broken.data, scope=SCOPE)
        if name != "too many tags" and checked.is_opened:
            yield f"commented {name}", annotated(broken.data, [(fault, fault.code) for fault in checked.faults])
    for name, case in hostile.FILES.items():
        if case.expected.startswith("word.") and can_strip(check(data := case.make(), scope=SCOPE).faults):
            yield f"stripped {name}", strip(data).data


def converted(files: dict[str, bytes], ending: str, folder: Path, *, given: str = ".docx") -> dict[str, bytes]:
    """The files as LibreOffice writes them; those that it cannot open are missing."""
    names = {f"{number:03d}": name for number, name in enumerate(files)}
    folder.mkdir(exist_ok=True)
    for stem, name in names.items():
        (folder / f"{stem}{given}").write_bytes(files[name])
    out = folder / "out"
    command = [
        "soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", ending, "--outdir", out, *sorted(folder.glob(f"*{given}")),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=LONGEST)
    return {names[path.stem]: path.read_bytes() for path in out.iterdir()}


def test_everything_that_is_written_is_opened(tmp_path: Path) -> None:
    files = dict([*shipped(), *made()])
    opened = converted(files, "pdf", tmp_path)
    assert sorted(set(files) - set(opened)) == []
    assert [name for name, pdf in opened.items() if not pdf.startswith(b"%PDF-")] == []


def test_filled_papers_say_there_what_we_wrote(tmp_path: Path) -> None:
    files = dict(shipped())
    read = converted(files, "txt:Text (encoded):UTF8", tmp_path)
    assert sorted(set(files) - set(read)) == []
    for name, text in read.items():
        said = squeezed(text.decode())
        assert [line for line in words(files[name]) if squeezed(line) not in said] == [], name


def test_templates_that_libreoffice_wrote_are_taken_and_print_the_same(tmp_path: Path) -> None:
    plain = {name: data for name, data in TEMPLATES.items() if name not in {"comments", "braces"}}
    saved = converted(plain, "docx:MS Word 2007 XML", tmp_path)
    assert sorted(set(plain) - set(saved)) == []
    for name, data in saved.items():
        assert check(data).blocking == (), name
        assert words(Template.compile(data).render(VALUES)) == words(Template.compile(plain[name]).render(VALUES)), name


def squeezed(text: str) -> str:
    """Without white space: a tab in a form is many things."""
    return "".join(text.split())


def words(document: bytes) -> list[str]:
    """The lines of the body that say something."""
    return [line.strip() for line in build.lines(document) if line.strip()]

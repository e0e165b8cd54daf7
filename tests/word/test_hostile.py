"""Hostile files get their answer, and only our own refusals ever leave the engine."""

import json
import subprocess
import sys

import pytest

from app.config import ROOT
from app.errors import Level
from app.word import Template, TemplateInvalid, check

from . import build, hostile
from .build import SCOPE, paragraph_xml
from .hostile import FILES, FINE, PAYLOADS

EVALUATED = ("uid=", "root:", "<class", "object at 0x", "__", "os.", "49", "Undefined")
SURFACES = ("body", "header", "footer", "footnotes", "box")


@pytest.mark.parametrize("name", FILES)
def test_each_file_gets_its_answer(name: str) -> None:
    case = FILES[name]
    checked = check(case.make(), scope=SCOPE)
    codes = [fault.code for fault in checked.faults]
    if case.expected == "refused":
        assert checked.template is None
        assert codes
    else:
        assert (codes or [FINE])[0] == case.expected
        warned = any(fault.level is Level.WARN for fault in checked.faults)
        assert (checked.template is not None) == (case.expected == FINE or warned)


def test_there_are_enough_of_them() -> None:
    assert len(FILES) >= 120
    assert len(PAYLOADS) >= 60


def on(surface: str, text: str) -> bytes:
    """A document with a text in one of the places where people write."""
    paragraph = paragraph_xml(hostile.escaped(text))
    if surface == "body":
        return hostile.main_xml(paragraph)
    if surface == "box":
        return hostile.main_xml(f"<w:p><w:r><w:pict><w:txbxContent>{paragraph}</w:txbxContent></w:pict></w:r></w:p>")
    note = f'<w:footnote w:id="2">{paragraph}</w:footnote>' if surface == "footnotes" else paragraph
    tag = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes"}[surface]
    name = surface if surface == "footnotes" else f"{surface}1"
    data = build.related(hostile.honest(), surface, f"{name}.xml", mode="Internal")
    wml = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    override = f'<Override PartName="/word/{name}.xml" ContentType="{wml}.{surface}+xml"/>'
    data = build.replaced(data, "</Types>", override + "</Types>", part=hostile.TYPES)
    return build.changed(data, {f"word/{name}.xml": f'<w:{tag} xmlns:w="{build.W[1:-1]}">{note}</w:{tag}>'.encode()})


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("name", PAYLOADS)
def test_no_payload_means_anything_anywhere(name: str, surface: str) -> None:
    data = on(surface, PAYLOADS[name])
    assert check(data, scope=SCOPE).template is None
    try:
        document = Template.compile(data).render({"团组名称": "甲", "来访人员": [{}], "x": "甲"})
    except TemplateInvalid:
        return
    said = "".join("".join(build.lines(document, part)) for part in build.parts_of(document) if _is_text(part))
    assert not any(sign in said.replace(PAYLOADS[name], "") for sign in EVALUATED)


def _is_text(part: str) -> bool:
    return part.startswith("word/") and part.endswith(".xml") and part not in {hostile.STYLES, hostile.SETTINGS}


# -- random changes


def changed_at_random(seed: int, count: int) -> dict[str, int]:
    """How many files were taken and how many refused; run elsewhere, so that a file without end is noticed."""
    command = [sys.executable, "-m", "tests.word.mutations", str(seed), str(count)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30 + count, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    answer: dict[str, int] = json.loads(ended.stdout)
    return answer


def test_random_changes_meet_a_refusal_or_a_document() -> None:
    answer = changed_at_random(1, 500)
    assert answer["taken"] + answer["refused"] == 500
    assert answer["taken"] > 20


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(2, 22))
def test_twenty_thousand_random_changes(seed: int) -> None:
    answer = changed_at_random(seed, 1_000)
    assert answer["taken"] + answer["refused"] == 1_000

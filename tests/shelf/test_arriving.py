"""What may become a template, what can be taken out of it, and what is told of everything else."""

import pytest

from app import word
from app.errors import Invalid
from app.shelf import arriving
from app.shelf.arriving import Cleanable
from tests.word.hostile import DANGERS, FILES
from tests.workflow.office import docx

GOOD = docx("{{ 团组名称 }}")
DANGEROUS = next(name for name, (_part, code) in DANGERS.items() if code == "word.embedded")


def codes(name: str, data: bytes, wanted: str = "") -> list[str]:
    with pytest.raises(Invalid) as refused:
        arriving.accepted(name, data, wanted=wanted)
    return [fault.code for fault in refused.value.faults]


def test_a_word_file_keeps_its_name_or_takes_the_one_that_is_wanted() -> None:
    assert arriving.accepted("新表.docx", GOOD).name == "新表.docx"
    assert arriving.accepted("新表(3).docx", GOOD, wanted="备案表.docx").name == "备案表.docx"
    assert arriving.accepted("新表(3).docx", GOOD, wanted="备案表").name == "备案表.docx"


def test_faults_of_tags_do_not_keep_a_file_out() -> None:
    assert arriving.accepted("新表.docx", docx("{{ 没有这个 }}")).removed == ()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("新表.pdf", b"%PDF-1.4", "template.no_template"),
        ("新表", GOOD, "template.no_template"),
        (f"{'长' * 60}.docx", GOOD, "template.long_name"),
        ("新表.docx", b"PK\x03\x04 broken", "word.damaged"),
        ("新表.docx", b"hello", "word.not_a_docx"),
    ],
    ids=["pdf", "no ending", "long name", "damaged", "no zip"],
)
def test_what_is_no_template_is_refused(name: str, data: bytes, code: str) -> None:
    assert codes(name, data) == [code]


def test_a_workbook_does_not_replace_a_document() -> None:
    assert codes("新表.docx", GOOD, "预算.xlsx") == ["template.other_kind"]


def test_what_can_be_taken_out_is_offered_and_not_done_unasked() -> None:
    with pytest.raises(Cleanable) as refused:
        arriving.accepted("新表.docx", FILES[DANGEROUS].make())
    word.preflight(refused.value.arrived.data)
    assert {fault.code for fault in refused.value.faults} <= {fault.code for fault in refused.value.arrived.removed}

"""A signature stands beside what its person judged: once that says something else, papers print the name."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from app.accounts.models import User
from app.documents import service as documents
from app.expressions import PictureOf
from app.extensions import db
from app.records.models import Record
from app.workflow.opinions import opinions
from tests.conftest import NOW
from tests.documents.test_service import template
from tests.workflow import amended
from tests.workflow.judging.test_returns import carried, edit
from tests.workflow.office import Office, docx
from tests.workflow.test_signatures import keep, passed, signature
from tests.workflow.test_verbs import use
from tests.workflow.test_whom import begin, jury

__all__ = ["jury", "template"]
SIGNED, AMY, LEE = "picture", "signature_unit_review", "signature_leader_review"


def approved(office: Office) -> Record:
    """Approved by Amy and Lee, who sign."""
    amended.publish_amended()
    keep(office, "amy")
    keep(office, "lee", width=80)
    return office.walk(office.visit(), to="approved")


def test_numbers_and_what_the_flow_fills_in_later_leave_the_signatures(office: Office) -> None:
    record = edit(office, approved(office), actual=2)
    assert record.data["filing_no"]
    assert [signature(office, record, name)[0] for name in (AMY, LEE)] == [SIGNED, SIGNED]


def test_what_the_owner_changed_afterwards_is_signed_by_nobody(office: Office) -> None:
    record = approved(office)
    record = edit(office, record, name_of="另一个团")
    assert [signature(office, record, name) for name in (AMY, LEE)] == [("words", "Amy"), ("words", "Lee")]
    record = edit(office, record, name_of="慕尼黑大学代表团")
    assert [signature(office, record, name)[0] for name in (AMY, LEE)] == [SIGNED, SIGNED]


def printed(office: Office, record: Record, template: Path, tags: str) -> tuple[str, int]:
    """What a paper with these tags says, and how many pictures it has."""
    template.write_bytes(docx(tags))
    desk = office.desk("stan", now=NOW + timedelta(days=1))
    made = documents.render(record, desk.compiled(record), "sign_sheet", desk=desk)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        said = re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode())
        return said.strip(), sum(name.startswith("word/media/") for name in package.namelist())


def test_a_paper_with_other_values_has_the_names(office: Office, template: Path) -> None:
    keep(office, "amy")
    record = passed(office)
    tags = "{{ 团组名称 }} {{ 部门审核签名 }} {{ 审批意见.签名 }}"
    assert printed(office, record, template, tags)[1] == 1
    record = edit(office, record, name_of="另一个团")
    assert printed(office, record, template, tags) == ("另一个团 Amy Amy", 0)


@pytest.mark.parametrize("first", ["amended", "carried"])
def test_an_amendment_that_others_agreed_to_is_not_signed(office: Office, first: str) -> None:
    record = approved(office)
    record = carried(office, record, label="来访") if first == "carried" else record
    assert signature(office, record, AMY)[0] == SIGNED
    made = amended.propose(office, record, "day", arrive_on="2024-05-05")
    for name, key in (("stan", "submit"), ("fay", "agree"), ("sec", "agree")):
        made = amended.press(office, made, name, key)
    record = office.reload(record)
    record = carried(office, record, label="来访") if first == "amended" else record
    assert record.data["arrive_on"] == "2024-05-05"
    assert [signature(office, record, name) for name in (AMY, LEE)] == [("words", "Amy"), ("words", "Lee")]


def test_who_judged_some_fields_signs_for_those(office: Office) -> None:
    keep(office, "fin")
    keep(office, "fay")
    record = office.walk(office.visit(cost="100.00"), to="countersign")
    for name in ("fay", "fin"):
        record = office.press(record, name, "agree").record
    record = edit(office, record, name_of="另一个团")
    assert signs(office, record) == {"Fin"}
    assert signs(office, edit(office, record, cost="200.00")) == set()


def signs(office: Office, record: Record) -> set[str]:
    """Whose pictures stand in the lines of the opinions."""
    desk = office.desk("stan", now=NOW + timedelta(days=1))
    rows = opinions(record, desk.compiled(record), desk)["opinions"]
    assert isinstance(rows, list)
    return {row["signer"] for row in rows if isinstance(row["signature"], PictureOf)}


def test_a_voice_in_a_vote_that_goes_on_is_for_its_values(jury: Office) -> None:
    keep(jury, "sec")
    record = jury.press(begin(jury), "stan", "submit").record
    record = jury.press(record, "sec", "agree").record
    assert (record.state, signs(jury, record)) == ("review", {"Sec"})
    assert signs(jury, edit(jury, record, name_of="另一件事")) == set()


def test_who_was_asked_in_signs_for_the_values_of_then(office: Office) -> None:
    keep(office, "eve")
    record = office.walk(office.visit(), to="unit_review")
    record = use(office, record, "amy", "add_signer", "eve", how="before")
    record = use(office, record, "eve", "agree_added")
    assert signature(office, edit(office, record, name_of="另一个团")) == ("words", "Eve")


def test_two_people_of_the_same_name_have_two_signatures(office: Office) -> None:
    keep(office, "fay")
    keep(office, "sec", width=80)
    db.session.get_one(User, office.sec).name = "Fay"
    record = passed(office)
    for name in ("fay", "sec"):
        record = office.press(record, name, "hurry", "同意").record
    assert signature(office, record, "signature_countersign") == ("words", "Fay、Fay")
    assert signature(office, record, "signer_countersign") == ("words", "Fay、Fay")


def test_one_person_who_agrees_twice_has_one_signature(office: Office) -> None:
    keep(office, "solo")
    record = passed(office)
    while "hurry" in office.offers(record, "solo"):
        record = office.press(record, "solo", "hurry", "同意").record
    assert record.state == "leader_review"
    assert signature(office, record, "signature_countersign") == (SIGNED, "Solo")


def test_a_signature_compares_as_the_name_that_it_stands_for(office: Office, template: Path) -> None:
    keep(office, "amy")
    asked = ("部门审核签名 == 'Amy'", "部门审核签名 != ''", "'Amy' in 审批意见.签名", "部门审核签名 == 'Lee'")
    tag = "".join(f"{{{{ {each} }}}}" for each in asked)
    assert printed(office, passed(office), template, tag)[0] == "是是是否"

"""Versions of templates: added, put in force, taken back; what papers are made from; who may, and what is refused."""

import hashlib
import io

import pytest
from docx import Document as Docx

from app.audit.queries import AuditSearch, find
from app.documents import service as documents
from app.documents import templates
from app.documents.models import DRAFT, EARLIER, IN_FORCE, TemplateFile
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.records.models import Record
from app.shelf import queries, service
from app.shelf.arriving import Arrived
from tests.workflow.office import TEMPLATES, Office, docx

NAME = "备案表.docx"
NEW = docx("新表 {{ 团组名称 }} {{ filing_no }}")
WRONG = docx("新表 {{ 团组名陈 }}")


def add(office: Office, data: bytes, name: str = NAME, *, who: str = "ada", **more: str) -> TemplateFile:
    return service.add(Arrived(name, data), desk=office.desk(who), **more).version


def force(office: Office, number: int, *, expected: int = 0, who: str = "ada", name: str = NAME) -> TemplateFile:
    return service.put_in_force(name, number, expected=expected, desk=office.desk(who))


def text_of(office: Office, record: Record) -> str:
    """What the filing form would say."""
    desk = office.desk("stan")
    data = documents.render(record, desk.compiled(record), "filing_form", desk=desk)
    return "\n".join(paragraph.text for paragraph in Docx(io.BytesIO(data)).paragraphs)


def deeds(deed: str) -> list[str]:
    return [entry.facts for entry in find(AuditSearch(deed=deed)).entries]


def test_a_new_version_is_a_draft_and_papers_go_on_as_before(office: Office) -> None:
    version = add(office, NEW, note="按新表样修改")
    assert (version.number, version.state, version.note) == (1, DRAFT, "按新表样修改")
    assert version.sha256 == hashlib.sha256(NEW).hexdigest()
    assert "新表" not in text_of(office, office.visit())
    assert len(deeds("template.added")) == 1


def test_papers_are_made_from_the_version_in_force(office: Office) -> None:
    record = office.visit()
    add(office, NEW)
    force(office, 1)
    assert text_of(office, record).startswith("新表 慕尼黑大学代表团")
    found = templates.serving(NAME, session=db.session())
    assert found is not None
    assert (found.number, found.read()) == (1, NEW)
    assert len(deeds("template.in_force")) == 1


def test_an_issued_paper_names_its_version_and_keeps_it(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    before = documents.queries.of_record(db.session(), record.id)
    add(office, NEW)
    force(office, 1)
    desk = office.desk("stan")
    made = documents.issue(record, desk.compiled(record), "filing_form", desk=desk)
    assert made.template_sha256 == hashlib.sha256(NEW).hexdigest()
    assert all(each.template_sha256 != made.template_sha256 for each in before if each.id != made.id)


def test_an_earlier_version_can_be_put_in_force_again(office: Office) -> None:
    for data in (NEW, docx("第二版 {{ 团组名称 }}")):
        add(office, data)
    force(office, 1)
    force(office, 2, expected=1)
    assert [each.state for each in queries.versions(db.session(), NAME)] == [IN_FORCE, EARLIER]
    force(office, 1, expected=2)
    assert [each.state for each in queries.versions(db.session(), NAME)] == [EARLIER, IN_FORCE]
    assert text_of(office, office.visit()).startswith("新表")


def test_the_file_of_a_folder_serves_again(office: Office) -> None:
    add(office, NEW)
    force(office, 1)
    service.take_back(NAME, expected=1, desk=office.desk("ada"))
    assert "新表" not in text_of(office, office.visit())
    assert len(deeds("template.taken_back")) == 1


def test_what_is_asked_twice_happens_once(office: Office) -> None:
    add(office, NEW)
    for _ in range(2):
        assert force(office, 1).state == IN_FORCE
    assert len(deeds("template.in_force")) == 1
    for _ in range(2):
        service.take_back(NAME, expected=1, desk=office.desk("ada"))
    assert len(deeds("template.taken_back")) == 1


def test_nothing_is_taken_back_to_where_no_file_is(office: Office) -> None:
    add(office, NEW, "没有文件.docx")
    force(office, 1, name="没有文件.docx")
    with pytest.raises(NotFound):
        service.take_back("没有文件.docx", expected=1, desk=office.desk("ada"))


def test_the_same_bytes_make_no_other_version(office: Office) -> None:
    add(office, NEW)
    again = service.add(Arrived(NAME, NEW), desk=office.desk("ada"))
    assert (again.version.number, again.is_new) == (1, False)
    assert len(queries.versions(db.session(), NAME)) == 1


def test_versions_of_each_name_are_counted_alone(office: Office) -> None:
    assert [add(office, NEW).number, add(office, WRONG).number, add(office, NEW, "呈批表.docx").number] == [1, 2, 1]


def test_a_version_with_faults_is_not_put_in_force(office: Office) -> None:
    add(office, WRONG)
    with pytest.raises(Invalid) as refused:
        force(office, 1)
    assert [fault.suggestions for fault in refused.value.faults] == [("团组名称",)]
    db.session.rollback()
    assert queries.versions(db.session(), NAME) == []


def test_a_warning_does_not_stop_a_version(office: Office) -> None:
    add(office, docx("{{ 团组名称 }} 附件：（请填写）____"))
    assert force(office, 1).state == IN_FORCE


def test_a_template_that_no_paper_names_is_looked_at_for_the_type_that_it_is_meant_for(office: Office) -> None:
    add(office, WRONG, "另一张表.docx", type_key="visit")
    with pytest.raises(Invalid):
        force(office, 1, name="另一张表.docx")
    db.session.rollback()
    add(office, WRONG, "另一张表.docx")
    assert force(office, 1, name="另一张表.docx").state == IN_FORCE


def test_two_who_put_versions_in_force_at_once_are_told_apart(office: Office) -> None:
    for data in (NEW, docx("第二版 {{ 团组名称 }}")):
        add(office, data)
    force(office, 1)
    with pytest.raises(Conflict):
        force(office, 2, expected=0)


@pytest.mark.parametrize("who", ["stan", "fay", "olga", "eve"])
def test_others_change_nothing(office: Office, who: str) -> None:
    with pytest.raises(Forbidden):
        add(office, NEW, who=who)
    add(office, NEW)
    with pytest.raises(Forbidden):
        force(office, 1, who=who)
    with pytest.raises(Forbidden):
        service.take_back(NAME, expected=0, desk=office.desk(who))


def test_an_unknown_version_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        force(office, 7)


def test_files_in_the_folder_of_the_instance_go_on_serving(office: Office) -> None:
    for name in TEMPLATES:
        found = templates.serving(name, session=db.session())
        assert found is not None
        assert found.number == 0

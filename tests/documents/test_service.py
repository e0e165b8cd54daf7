"""Papers: what is made of a record, kept, superseded, withdrawn; and what never comes about."""

import hashlib
import io
import os
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from docx import Document as Docx
from flask import Flask

from app.definitions.schema import Document as Paper
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.documents import access, context, files, queries, service, templates
from app.documents.faults import PaperInvalid
from app.documents.models import Document, TemplateVersion
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.records import files as attachments
from app.records import showing
from app.records.models import Attachment, Record
from app.web.words import say
from app.workflow.press import OnBehalf
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office, docx

GOLDEN = Path(__file__).parent.parent / "golden"


def text_of(data: bytes) -> str:
    """A document as text: paragraphs, and the cells of tables."""
    document = Docx(io.BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines) + "\n"


def as_golden(name: str, text: str) -> None:
    """The text is the one that was approved; UPDATE_GOLDEN=1 approves it."""
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8")


def issue(office: Office, record: Record, key: str, name: str = "stan") -> Document:
    desk = office.desk(name)
    return service.issue(record, desk.compiled(record), key, desk=desk)


def file_of(document: Document) -> bytes:
    return files.read(service.root(), document.folder, document.content)


@pytest.fixture
def template(shelf: Path) -> Iterator[Path]:
    """The template of the sign sheet, to be spoilt; put right afterwards."""
    path = shelf / "呈批表.docx"
    kept = path.read_bytes()
    yield path
    path.write_bytes(kept)


def test_a_step_makes_its_papers(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    (document,) = queries.of_record(db.session(), record.id)
    assert (document.key, document.issue, document.state, document.wants_scan) == ("sign_sheet", 1, "issued", True)
    assert (document.revision, document.version_id) == (record.lock_version, record.version_id)
    assert document.filename == "来访呈批表_慕尼黑大学代表团（2人）.docx"
    data = file_of(document)
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (document.content, document.size)
    path = files.path_of(service.root(), document.folder, document.content)
    assert path.parent.name == "2024"
    assert "慕尼黑大学代表团 2人 2024年4月1日" in text_of(data)


def test_the_text_of_an_issued_paper(office: Office) -> None:
    record = office.walk(office.visit(cost="100.00"), to="unit_review")
    behalf = OnBehalf("王处长", date(2024, 3, 4), "paper")
    record = office.press(record, "stan", "pass", "同意接待，费用从严", on_behalf=behalf).record
    record = office.walk(record, to="approved")
    document = queries.in_force(db.session(), record.id, "filing_form")[0]
    assert document.filename == "外来备〔2024〕1号_慕尼黑大学代表团.docx"
    assert document.number == "外来备〔2024〕1号"
    as_golden("visit_filing_form.txt", text_of(file_of(document)))


def test_only_the_round_that_counts_is_printed(office: Office) -> None:
    record = office.walk(office.visit(), to="countersign")
    record = office.press(record, "sec", "send_back", "名单不全").record
    record = office.walk(record, to="approved")
    text = text_of(file_of(queries.in_force(db.session(), record.id, "filing_form")[0]))
    assert "名单不全" not in text
    assert text.count("部门审核 |") == 1


def test_made_again_it_supersedes_what_was_made_before(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    again = issue(office, record, "sign_sheet")
    states = {each.issue: each.state for each in queries.of_record(db.session(), record.id)}
    assert (again.issue, states) == (2, {1: "superseded", 2: "issued"})


def test_after_a_step_back_the_paper_is_in_force_no_more(office: Office) -> None:
    returned = office.press(office.walk(office.visit(), to="unit_review"), "amy", "send_back", "请补正").record
    recalled = office.press(office.walk(office.visit(), to="unit_review"), "stan", "recall").record
    for record in (returned, recalled):
        assert [each.state for each in queries.of_record(db.session(), record.id)] == ["superseded"]
    again = office.press(returned, "stan", "submit").record
    states = {each.issue: each.state for each in queries.of_record(db.session(), again.id)}
    assert states == {1: "superseded", 2: "issued"}


def test_each_row_has_its_own_file(office: Office) -> None:
    record = office.visit()
    desk = office.desk("stan")
    made = service.issue_all(record, desk.compiled(record), "badge", desk=desk)
    assert [(each.row, each.issue) for each in made] == [(1, 1), (2, 1)]
    assert len({each.filename for each in made}) == 2
    assert [text_of(file_of(each)).strip() for each in made] == ["穆勒 慕尼黑大学代表团", "施密特 慕尼黑大学代表团"]
    assert made[0].prints == ["name_of", "visitors.name"]


def test_without_rows_there_is_nothing_to_make(office: Office) -> None:
    with pytest.raises(Invalid) as caught:
        issue(office, office.visit(visitors=None), "badge")
    assert [fault.code for fault in caught.value.faults] == ["document.no_rows"]


def test_a_paper_belongs_to_its_states(office: Office) -> None:
    with pytest.raises(Invalid) as caught:
        issue(office, office.visit(), "filing_form")
    assert [fault.code for fault in caught.value.faults] == ["document.not_in_state"]
    with pytest.raises(NotFound):
        issue(office, office.visit(), "no_such_paper")


def test_a_faulty_template_says_where_and_what_and_nothing_is_made(office: Office, template: Path) -> None:
    template.write_bytes(docx("{{ 团组名程 }}", "{{ 人数 }"))
    record = office.visit()
    with pytest.raises(PaperInvalid) as caught:
        office.press(record, "stan", "submit")
    said = "".join(say(fault) for fault in caught.value.faults)
    assert "模板“呈批表.docx”正文" in said
    assert "团组名程" in said
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0


def test_a_template_that_was_mended_serves_at_once(office: Office, template: Path) -> None:
    record = office.visit()
    template.write_bytes(docx("{{ 团组名程 }}"))
    with pytest.raises(PaperInvalid):
        issue_anyway(office, record)
    template.write_bytes(docx("{{ 团组名称 }}！"))
    assert text_of(issue_anyway(office, record)).strip() == "慕尼黑大学代表团！"


def issue_anyway(office: Office, record: Record) -> bytes:
    desk = office.desk("stan")
    return service.render(record, desk.compiled(record), "sign_sheet", desk=desk)


def test_a_template_is_compiled_once(office: Office) -> None:
    desk = office.desk("stan")
    compiled = desk.types.current("visit")
    paper = compiled.document("sign_sheet")
    assert paper is not None
    first = templates.shelved(compiled, paper, session=desk.session)
    again = templates.shelved(office.desk("amy").types.current("visit"), paper, session=desk.session)
    assert again.template is first.template


def renamed(office: Office, mark: str = "新") -> None:
    """The type in a new version, in which nothing is called as it was."""
    definition = deepcopy(VISIT)
    for field in definition["sections"][0]["fields"]:
        for each in (field, *field.get("columns", ())):
            each["label"] = f"{mark}{each['label']}"
    publish(RecordType.model_validate(definition), actor=None, now=NOW)
    db.session.flush()


def test_a_template_means_the_same_after_labels_have_changed(office: Office) -> None:
    before = office.walk(office.visit(), to="unit_review")
    renamed(office)
    after = office.walk(office.visit(), to="unit_review")
    assert (before.version_id == after.version_id, labels(office, after)["name_of"]) == (False, "新团组名称")
    one, other = (queries.in_force(db.session(), each.id, "sign_sheet")[0] for each in (before, after))
    assert text_of(file_of(one)) == text_of(file_of(other))
    assert one.template_sha256 == other.template_sha256


def labels(office: Office, record: Record) -> dict[str, str]:
    fields = office.desk("stan").compiled(record).fields
    return {key: each.definition.label.zh for key, each in fields.items()}


def test_what_templates_mean_is_kept_before_labels_change(office: Office) -> None:
    templates.keep_all(office.desk("stan").types.all().values(), session=db.session(), now=NOW)
    renamed(office, "后来的")
    assert "慕尼黑大学代表团" in text_of(issue_anyway(office, office.visit()))


def test_a_template_that_was_never_known_speaks_of_the_labels_of_today(office: Office) -> None:
    renamed(office, "别的")
    with pytest.raises(PaperInvalid) as caught:
        issue_anyway(office, office.visit())
    assert "团组名称" in "".join(say(fault) for fault in caught.value.faults)


def test_a_template_is_kept_once_with_its_file(office: Office, shelf: Path) -> None:
    for _ in range(2):
        office.walk(office.visit(), to="unit_review")
    (known,) = db.session.scalars(sa.select(TemplateVersion))
    assert (known.type_key, known.paper_key, known.name) == ("visit", "sign_sheet", "呈批表.docx")
    assert known.content == (shelf / "呈批表.docx").read_bytes()
    assert "visitors.name" in known.bindings.values()


def test_a_rollback_leaves_no_row_and_the_file_is_swept(office: Office) -> None:
    db.session.commit()
    record = office.visit()
    office.press(record, "stan", "submit")
    path = next((service.root() / "2024").glob("*.docx"))
    kept = set(service.root().glob("*/*.docx"))
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == 0
    now = datetime.now(UTC)
    assert files.sweep(service.root(), queries.contents(db.session()), now=now) == 0
    assert path.exists()
    assert files.sweep(service.root(), queries.contents(db.session()), now=now + timedelta(days=2)) == len(kept)
    assert not path.exists()


def test_a_file_with_a_row_is_never_swept(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    (document,) = queries.of_record(db.session(), record.id)
    later = datetime.now(UTC) + timedelta(days=400)
    files.sweep(service.root(), queries.contents(db.session()), now=later)
    assert file_of(document)


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    (document,) = queries.of_record(db.session(), record.id)
    files.path_of(service.root(), document.folder, document.content).write_bytes(b"else")
    with pytest.raises(NotFound):
        file_of(document)


def test_a_paper_is_withdrawn_with_a_reason_once(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    (document,) = queries.of_record(db.session(), record.id)
    with pytest.raises(Invalid):
        service.void(document, why=" ", desk=office.desk("stan"))
    service.void(document, why="人数写错", desk=office.desk("stan"))
    assert (document.state, document.reason) == ("void", "人数写错")
    with pytest.raises(Conflict):
        service.void(document, why="再来", desk=office.desk("stan"))


def test_a_better_scan_replaces_and_keeps_the_earlier_one(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    (document,) = queries.of_record(db.session(), record.id)
    desk = office.desk("stan")
    for name in ("第一次.pdf", "第二次.pdf"):
        received = attachments.Received("0" * 64, name, 10, "pdf")
        service.take_scan(document, attachments.add(desk.session, received, actor=desk.actor, now=desk.now), desk=desk)
    held = queries.scans(desk.session, [document.id])[document.id]
    assert [(each.file.name, each.scan.replaced_at is None) for each in held] == [
        ("第二次.pdf", True),
        ("第一次.pdf", False),
    ]
    assert {file.record_id for file in db.session.scalars(sa.select(Attachment))} == {record.id}


def test_what_a_paper_prints_is_known_to_the_column(office: Office) -> None:
    desk = office.desk("stan")
    compiled = desk.types.current("visit")
    prints = {
        key: set(templates.shelved(compiled, paper(office, key), session=desk.session).prints)
        for key in ("sign_sheet", "filing_form")
    }
    assert "visitors.passport_no" not in prints["sign_sheet"]
    assert {"visitors", "visitors.name", "visitors.nation", "name_of"} <= prints["sign_sheet"]
    assert "visitors.passport_no" in prints["filing_form"]


WHOLE_ROWS = {"visitors", "visitors.name", "visitors.nation", "visitors.passport_no"}


def paper(office: Office, key: str) -> Paper:
    found = office.desk("stan").types.current("visit").document(key)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("{{ count(visitors) }}", {"visitors"}),
        ("{{ first(visitors) }}", WHOLE_ROWS),
        ("{{ 来访人员.姓名 | 顿号 }}", {"visitors", "visitors.name"}),
        ("{{ visitors[nation == '德国'].name | 顿号 }}", {"visitors", "visitors.name", "visitors.nation"}),
        ("{% for v in visitors %}{{ v.passport_no }}{% endfor %}", {"visitors", "visitors.passport_no"}),
        ("{% for v in visitors %}{{ v }}{% endfor %}", WHOLE_ROWS),
        ("{% set rows = visitors %}{{ rows }}", WHOLE_ROWS),
        ("{% for v in visitors %}{{ [v] }}{% endfor %}", WHOLE_ROWS),
        ("{% for v in visitors %}{{ v if quick else '' }}{% endfor %}", WHOLE_ROWS | {"quick"}),
        ("{{ actor.name }} {{ record.number }} {{ 审批意见.意见 | 顿号 }}", set()),
        ("{% if quick %}加急{% endif %}", {"quick"}),
    ],
)
def test_every_way_to_read_a_value_counts_as_printing(
    office: Office, template: Path, tag: str, printed: set[str]
) -> None:
    template.write_bytes(docx(tag))
    desk = office.desk("stan")
    compiled = desk.types.current("visit")
    assert set(templates.shelved(compiled, paper(office, "sign_sheet"), session=desk.session).prints) == printed


def test_who_may_not_see_a_field_may_not_read_its_paper(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    document = queries.in_force(db.session(), record.id, "filing_form")[0]
    desk = office.desk("lee")
    compiled = desk.compiled(record)
    sights = showing.sights_of(record, compiled, desk)
    assert access.withheld(document.prints, sights) == ["visitors.passport_no"]
    assert access.who_sees(compiled, ["visitors.passport_no"]) == ("staff", "foreign_affairs")


def test_makers_are_those_who_may_change(office: Office) -> None:
    record = office.visit()
    may = {
        name: access.may_issue(office.desk(name).compiled(record), office.desk(name).viewer, record)
        for name in office.people
    }
    assert {name for name, yes in may.items() if yes} == {"stan", "fay", "solo"}


def test_equal_values_have_equal_hashes(office: Office) -> None:
    record = office.visit()
    desk = office.desk("stan")
    values = context.values_of(record, desk.compiled(record), desk)
    assert context.digest(values, ["name_of", "visitors"]) == context.digest(dict(values), ["visitors", "name_of"])
    assert context.digest({**values, "name_of": "别的"}, ["name_of"]) != context.digest(values, ["name_of"])


def test_file_names_keep_chinese_and_lose_what_systems_forbid(office: Office, app: Flask) -> None:
    record = office.visit(name_of='中德/交流: "友好"<访问>?*|代表团')
    assert office.press(record, "stan", "submit").makes == ("sign_sheet",)
    (document,) = queries.of_record(db.session(), record.id)
    assert document.filename == "来访呈批表_中德交流 友好访问代表团（2人）.docx"

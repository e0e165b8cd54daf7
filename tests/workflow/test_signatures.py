"""Stored signatures: kept by oneself, agreed to, and on papers for one's own approvals alone."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.accounts import service as users
from app.definitions.schema import RecordType
from app.documents import service as documents
from app.documents.context import scope_of
from app.errors import Conflict, Invalid
from app.expressions import PictureOf, plain_text
from app.extensions import db
from app.records import files
from app.records.models import Attachment, Record
from app.web import clock
from app.word import Template
from app.workflow import stand_ins
from app.workflow.opinions import opinions
from app.workflow.press import OnBehalf
from app.workflow.signatures import queries, service
from tests.conftest import NOW
from tests.documents.test_service import template
from tests.records.event_office import png
from tests.word.pictures import jpeg
from tests.workflow.office import Office, docx
from tests.workflow.test_verbs import use

__all__ = ["template"]
Login = Callable[[str], FlaskClient]
ON_PAPER = OnBehalf("Amy", date(2024, 3, 4), "paper")


def keep(office: Office, name: str, *, agreed: bool = True, width: int = 60) -> bytes:
    """Somebody keeps a picture of their own; its bytes."""
    content = png(width, 20)
    received = files.receive(clock.settings().instance / files.FOLDER, io.BytesIO(content), "签名.png")
    service.keep(received, agreed=agreed, desk=office.desk(name))
    return content


def passed(office: Office, **more: object) -> Record:
    """A record to which the head has agreed."""
    record = office.walk(office.visit(quick=True), to="unit_review")
    return office.press(record, "amy", "pass", "同意接待", **more).record


def signature(office: Office, record: Record, name: str = "signature_unit_review") -> tuple[str, str]:
    """What stands for it on papers: `picture` or `words`, and the words."""
    desk = office.desk("stan", now=NOW + timedelta(days=30))
    value = opinions(record, desk.compiled(record), desk)[name]
    return "picture" if isinstance(value, PictureOf) else "words", plain_text(value)


def test_a_paper_shows_the_signature_beside_the_opinion_of_its_person(office: Office, template: Path) -> None:
    content = keep(office, "amy")
    record = passed(office)
    template.write_bytes(
        docx(
            [["意见", "{{ 部门审核意见 }} {{ 部门审核签名 | 图片(宽='3cm') }}"], ["会签", "{{ 会签签名 }}"]],
            "{{ 审批意见.签名 }}",
        )
    )
    desk = office.desk("stan", now=NOW + timedelta(days=1))
    made = documents.render(record, desk.compiled(record), "sign_sheet", desk=desk)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        xml = package.read("word/document.xml").decode()
        images = [package.read(each) for each in package.namelist() if each.startswith("word/media/")]
    assert images == [content]
    assert re.findall(r'<wp:extent cx="(\d+)"', xml) == [str(30 * 36_000), str(40 * 36_000)]
    assert "Amy" not in re.sub(r"<[^>]+>", "", xml)


def test_without_a_picture_or_without_consent_the_name_is_printed(office: Office) -> None:
    assert signature(office, passed(office)) == ("words", "Amy")
    keep(office, "amy", agreed=False)
    assert signature(office, passed(office)) == ("words", "Amy")


def test_what_a_clerk_recorded_says_so_and_is_never_signed(office: Office) -> None:
    keep(office, "amy")
    keep(office, "stan")
    record = office.walk(office.visit(), to="unit_review")
    record = office.press(record, "stan", "pass", "同意", on_behalf=ON_PAPER).record
    assert signature(office, record) == ("words", "Amy（代录）")


def test_what_a_stand_in_decides_says_for_whom_and_is_never_signed(office: Office) -> None:
    keep(office, "amy")
    keep(office, "oto")
    stand_ins.begin(office.oto, NOW.date(), NOW.date(), "", desk=office.desk("amy"))
    record = office.walk(office.visit(), to="unit_review")
    record = office.press(record, "oto", "pass", "同意").record
    assert signature(office, record) == ("words", "Oto（代Amy）")


def test_an_approval_keeps_the_signature_of_its_day(office: Office) -> None:
    before = passed(office)
    first = keep(office, "amy")
    record = passed(office)
    second = keep(office, "amy", width=80)
    later = passed(office)
    service.remove(desk=office.desk("amy"))
    assert signature(office, before) == ("words", "Amy"), "approved before there was any"
    found = {each.record_id: each.content for each in db.session.scalars(sa.select(Attachment))}
    assert found == {record.id: hash_of(first), later.id: hash_of(second)}
    assert signature(office, record)[0] == signature(office, later)[0] == "picture"
    assert signature(office, passed(office)) == ("words", "Amy")


def hash_of(content: bytes) -> str:
    return files.receive(clock.settings().instance / files.FOLDER, io.BytesIO(content), "签名.png").content


def test_stopped_it_is_kept_and_used_no_more_and_a_new_picture_is_agreed_to_anew(office: Office) -> None:
    keep(office, "amy")
    service.stop(desk=office.desk("amy"))
    assert signature(office, passed(office)) == ("words", "Amy")
    service.agree(desk=office.desk("amy"))
    assert signature(office, passed(office))[0] == "picture"
    keep(office, "amy", agreed=False, width=80)
    assert signature(office, passed(office)) == ("words", "Amy")


def test_an_approval_that_still_holds_after_a_return_keeps_its_signature(office: Office) -> None:
    keep(office, "amy")
    record = office.press(passed(office), "fay", "send_back", "请核对").record
    record = office.press(record, "stan", "submit").record
    assert record.state == "countersign"
    assert signature(office, record)[0] == "picture"


def test_who_was_asked_in_and_agrees_signs_too(office: Office) -> None:
    keep(office, "eve")
    record = office.walk(office.visit(), to="unit_review")
    record = use(office, record, "amy", "add_signer", "eve", how="before")
    record = use(office, record, "eve", "agree_added")
    assert signature(office, record) == ("picture", "Eve")


def test_of_several_in_one_box_the_names_are_printed_and_each_line_has_its_own(office: Office) -> None:
    keep(office, "fay")
    record = passed(office)
    for name in ("fay", "sec"):
        record = office.press(record, name, "hurry", "同意").record
    assert signature(office, record, "signature_countersign") == ("words", "Fay、Sec")
    desk = office.desk("stan", now=NOW + timedelta(days=1))
    rows = opinions(record, desk.compiled(record), desk)["opinions"]
    assert [type(row["signature"]) for row in rows] == [str, PictureOf, str]  # type: ignore[union-attr, index, call-overload]


def test_only_what_is_given_may_be_written_in_a_template(office: Office) -> None:
    desk = office.desk("stan")
    compiled = desk.types.current("visit")
    scope = scope_of(compiled, compiled.definition.documents[0])
    assert isinstance(compiled.definition, RecordType)
    assert Template.compile(docx("{{ 领导审批签名 }} {{ 审批意见.签名 }}"), scope=scope).names
    with pytest.raises(Invalid):
        Template.compile(docx("{{ 已批准签名 }}"), scope=scope)


def test_it_is_forgotten_when_its_person_leaves_and_papers_stay(office: Office) -> None:
    keep(office, "amy")
    record = passed(office)
    desk = office.desk("ada")
    users.deactivate(accounts.user(office.amy), actor=desk.actor, today=desk.today)
    assert queries.own(desk.session, office.amy) is None
    assert signature(office, record)[0] == "picture"


def test_its_bytes_are_not_swept_away_while_somebody_keeps_them(office: Office) -> None:
    root, late = clock.settings().instance / files.FOLDER, NOW + timedelta(days=3650)
    place = files.path_of(root, hash_of(keep(office, "amy", agreed=False, width=90)))
    files.sweep(db.session(), root, now=late)
    assert place.exists()
    service.remove(desk=office.desk("amy"))
    db.session.flush()
    files.sweep(db.session(), root, now=late)
    assert not place.exists()


def test_nothing_kept_cannot_be_agreed_to(office: Office) -> None:
    for deed in (service.agree, service.stop):
        with pytest.raises(Conflict, match=r"signature\.none"):
            deed(desk=office.desk("amy"))
    service.remove(desk=office.desk("amy"))


def post(browser: FlaskClient, content: bytes, name: str = "签名.png") -> str:
    """The page that answers to a picture, agreed to; as a browser sends it: the test client would leave files open."""
    head = '--x\r\nContent-Disposition: form-data; name="agreed"\r\n\r\ny\r\n--x\r\n'
    head += f'Content-Disposition: form-data; name="picture"; filename="{name}"\r\n\r\n'
    data = head.encode() + content + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    return browser.post("/my-signature", data=data, content_type=kind, follow_redirects=True).text


def seen(browser: FlaskClient) -> bytes:
    """One's own picture."""
    with browser.get("/my-signature/picture") as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        content: bytes = answer.data
        return content


def test_a_person_keeps_sees_and_removes_their_own(app: Flask, cast: Office, login: Login) -> None:
    amy, ada = login("amy"), login("ada")
    assert "印在材料上" in post(amy, png(60, 20))
    assert seen(amy) == png(60, 20)
    assert ada.get("/my-signature/picture").status_code == 404, "an administrator has their own page and no other"
    assert "还没有同意使用" in amy.post("/my-signature/stop", follow_redirects=True).text
    assert "印在材料上" in amy.post("/my-signature/agree", follow_redirects=True).text
    assert "现在的签名" not in amy.post("/my-signature/remove", follow_redirects=True).text
    assert amy.get("/my-signature/picture").status_code == 404
    assert amy.post("/my-signature/agree").status_code == 409


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param((b"", "签名.png"), "空文件", id="empty"),
        pytest.param((b"<svg/>", "签名.svg"), "不能上传", id="kind"),
        pytest.param((b"GIF89a", "签名.png"), "签名.png", id="another"),
        pytest.param((png(20, 60), "签名.png"), "签名图片要横着", id="upright"),
        pytest.param((png(1, 1), "签名.png"), "签名图片太小", id="small"),
        pytest.param((png(60, 19), "签名.png"), "至少宽 60、高 20 像素", id="low"),
        pytest.param((png(0, 3), "签名.png"), "读不出来", id="broken"),
        pytest.param((png(60, 20) + b"\0" * (1 << 20), "签名.png"), "1 MB", id="large"),
    ],
)
def test_what_is_no_fit_picture_is_refused_and_nothing_changes(
    app: Flask, cast: Office, login: Login, sent: tuple[bytes, str], said: str
) -> None:
    amy = login("amy")
    post(amy, png(60, 20))
    page = post(amy, *sent)
    assert said in page.split("data-faults")[1].split("</form>")[0]
    assert seen(amy) == png(60, 20)


def test_what_a_camera_tells_beside_the_picture_is_not_kept(app: Flask, cast: Office, login: Login) -> None:
    amy = login("amy")
    post(amy, jpeg(80, 30, before=b"\xff\xe1\x00\x0aExif\0\0gp"), "签名.jpg")
    assert seen(amy) == jpeg(80, 30)


def test_a_form_without_a_picture_says_so(app: Flask, cast: Office, login: Login) -> None:
    answer = login("amy").post("/my-signature", data={"agreed": "y"})
    assert answer.status_code == 422
    assert "请手写签名" in answer.text


def test_the_picture_beside_an_approval_is_no_file_that_anybody_fetches(app: Flask, cast: Office, login: Login) -> None:
    with app.app_context():
        keep(cast, "amy")
        record = passed(cast)
        db.session.commit()
        token, record_id = db.session.scalars(sa.select(Attachment.token)).one(), record.id
    for name in ("stan", "amy", "ada"):
        for url in (
            f"/records/{record_id}/files/{token}",
            f"/records/{record_id}/pictures/{token}",
            f"/pictures/{token}",
        ):
            assert login(name).get(url).status_code == 404, (name, url)
    assert token not in login("stan").get(f"/records/{record_id}?tab=files").text

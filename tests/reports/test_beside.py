"""Beside a narrative stand the year's records that feed it, each with the text that stands for it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.records.models import Record
from app.reports import beside, service

from .office import desk_of, enter

Browse = Callable[[str], FlaskClient]
Ids = tuple[int, int]


def found(report: Record, key: str, login: str = "ling") -> list[beside.Group]:
    desk = desk_of(login)
    return beside.groups(service.narrative(desk.compiled(report), key), report, desk=desk)


@pytest.fixture
def counted(yearly: Record) -> Record:
    service.compute(yearly, desk=desk_of("ling"))
    return yearly


def test_records_stand_in_the_order_of_the_draft_under_its_headings(counted: Record) -> None:
    groups = found(counted, "act_work")
    assert list(dict.fromkeys(group.heading for group in groups)) == [
        "（一）友好城市交流",
        "（二）民间对外交流",
        "（三）活动平台和品牌",
        "（四）自身建设",
    ]
    assert all(group.lines for group in groups)


def test_a_line_says_what_the_draft_says_of_its_record(counted: Record) -> None:
    lines = [line for group in found(counted, "act_work") for line in group.lines]
    (line,) = (line for line in lines if line.title.startswith("灵岩郡师生"))
    assert line.text == "11月灵岩郡师生回访湖州，参加25人；"


def test_of_a_list_each_name_is_a_line(counted: Record) -> None:
    lines = [line for group in found(counted, "act_work") for line in group.lines]
    assert "韩国文化交流中心" in [line.text for line in lines]


def test_what_the_text_says_already_is_marked(counted: Record) -> None:
    assert not any(line.is_said for group in found(counted, "act_work") for line in group.lines)
    service.write(counted, {"act_work": "我们很高兴。11月灵岩郡师生回访湖州，参加25人。"}, desk=desk_of("ling"))
    said = [line.title for group in found(counted, "act_work") for line in group.lines if line.is_said]
    assert said == ["灵岩郡师生回访湖州"]


def test_what_the_writer_may_not_see_is_counted_only(counted: Record) -> None:
    values = {"honour": "别处人选", "count": "99", "recommended_on": "2024", "unit": "综合处"}
    enter("recommendation", values, desk=desk_of("ling"))
    groups = found(counted, "act_work", login="yun")
    assert not any("别处人选" in line.text for group in groups for line in group.lines)
    assert sum(group.withheld for group in groups) >= 1


def test_a_text_without_parts_has_nothing_beside_it(counted: Record) -> None:
    assert found(counted, "act_next") == []


def test_the_form_fetches_the_lines_where_there_are_any(browse: Browse, report_ids: Ids) -> None:
    page = browse("ling").get(f"/records/{report_ids[0]}/edit").text
    assert f'hx-get="/reports/{report_ids[0]}/narratives/act_work/records"' in page
    assert f"/reports/{report_ids[0]}/narratives/act_next/records" not in page
    assert "form-beside" in page


def test_the_lines_lead_to_their_records_and_into_the_text(browse: Browse, report_ids: Ids) -> None:
    page = browse("ling").get(f"/reports/{report_ids[0]}/narratives/act_work/records").text
    assert 'data-insert-into="f-act_work"' in page
    assert 'target="_blank"' in page
    assert "灵岩郡师生回访湖州" in page


def test_forms_of_other_records_and_new_reports_have_none(browse: Browse, report_ids: Ids) -> None:
    del report_ids
    page = browse("ling").get("/types/annual_report/new").text
    assert "ff-beside" not in page
    assert "form-beside" not in page


def test_a_stranger_gets_nothing(browse: Browse, report_ids: Ids) -> None:
    assert browse("wen").get(f"/reports/{report_ids[0]}/narratives/act_work/records").status_code == 404
    assert browse("ling").get(f"/reports/{report_ids[0]}/narratives/in_groups/records").status_code == 404

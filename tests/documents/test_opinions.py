"""审批意见栏: what was said, by whom and when, in the place that a unit's own form keeps for it."""

from datetime import date
from pathlib import Path

from app.documents import service
from app.workflow.press import OnBehalf
from tests.documents.test_service import template, text_of
from tests.workflow.office import Office, docx

__all__ = ["template"]
BOXES = [
    ["部门", "{{ 部门审核意见 }} 签字：{{ 部门审核签批人 }} {{ 部门审核日期 | 年月日 }}"],
    ["会签", "{{ 会签意见 }} 签字：{{ 会签签批人 }} {{ 会签日期 | 年月日 }}"],
    ["领导", "{{ 领导审批意见 }} 签字：{{ 领导审批签批人 }} {{ 领导审批日期 | 默认('年　月　日') }}"],
]


def test_each_box_has_its_words_its_signer_and_its_day_and_waits_empty_until_then(
    office: Office, template: Path
) -> None:
    record = office.walk(office.visit(cost="100.00", quick=True), to="unit_review")
    template.write_bytes(docx("{{ 团组名称 }}", BOXES))
    on_paper = OnBehalf("王处长", date(2024, 3, 4), "paper")
    record = office.press(record, "stan", "pass", "同意接待", on_behalf=on_paper).record
    for name, words in (("fay", "同意"), ("fin", "已列入预算"), ("sec", "无异议")):
        record = office.press(record, name, "hurry", words).record
    desk = office.desk("stan")
    lines = text_of(service.render(record, desk.compiled(record), "sign_sheet", desk=desk)).splitlines()[1:]
    assert lines[0] == "部门 | 同意接待 签字：王处长 2024年3月4日"
    assert lines[1].count("；") == 2
    assert all(words in lines[1] for words in ("：同意；", "：已列入预算；", "：无异议 签字：Fay、Fin、Sec 2024年"))
    assert lines[2] == "领导 |  签字： 年　月　日"

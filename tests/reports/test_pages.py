"""The pages of reports through the browser's door: what they show, what they do, whom they refuse."""

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.records import store
from app.records.models import Record
from app.reports import service

from .office import desk_of, enter, fresh

Browse = Callable[[str], FlaskClient]
Ids = tuple[int, int]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def counted(browser: FlaskClient, report_id: int) -> FlaskClient:
    assert browser.post(f"/reports/{report_id}/compute").status_code == 302
    return browser


def test_the_list_shows_reports_by_year(browse: Browse) -> None:
    page = text_of(browse("ling").get("/reports").text)
    assert "2024 年度" in page
    assert "2024年度 湖州市人民对外友好协会秘书处" in page
    assert page.index("2024 年度") < page.index("2019 年度")


def test_the_sidebar_has_one_group_of_reports(browse: Browse) -> None:
    page = browse("ling").get("/reports").text
    assert page.count('<div class="side-label">统计与报告</div>') == 1
    assert 'href="/reports"' in page
    assert 'href="/types/annual_report"' in page


def test_who_sees_no_report_has_an_empty_list(browse: Browse) -> None:
    page = browse("wen").get("/reports").text
    assert "还没有报告" in page
    assert "湖州市" not in page


def test_counting_saves_the_figures_and_the_tab_shows_them(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    page = text_of(browser.get(f"/records/{report_ids[0]}?tab=figures").text)
    assert re.search(r"品牌活动外籍人士 167 位 5 条记录 4 条未填", page)
    assert re.search(r"民间团体来访批次 4 批", page)


def test_a_figure_opens_its_records(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    page = text_of(browser.get(f"/reports/{report_ids[0]}/figures/youth_in").text)
    assert "43 人" in page
    assert "年份(开始日期) 是 统计年度，并且 活动类别 是 &#39;青少年来访&#39;" in page
    assert re.search(r"法国 18 人 韩国 25 人", page)
    assert "灵岩郡师生回访湖州" in page


def test_a_figure_is_told_in_english_to_whoever_reads_it(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    browser.post("/language", data={"language": "en"})
    page = text_of(browser.get(f"/reports/{report_ids[0]}/figures/youth_in").text)
    assert "43 people" in page
    assert "year(Begins) is the year of the report and Kind is &#39;Young people, inbound&#39;" in page
    assert re.search(r"France 18 people South Korea 25 people", page)


def test_the_published_ten_stands_beside_the_counted_eleven(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[1])
    page = text_of(browser.get(f"/reports/{report_ids[1]}/figures/out_groups").text)
    assert re.search(r"10 填报数 11 系统统计", page)
    assert "理由：发布的总结按学校自组团组计" in page


def test_a_figure_says_how_many_records_are_withheld(database: Flask, browse: Browse, report_ids: Ids) -> None:
    with database.app_context():
        values = {"honour": "机密推荐", "count": "5", "recommended_on": "2024", "unit": "综合处"}
        enter("recommendation", values, desk=desk_of("ling"))
        db.session.commit()
    counted(browse("ling"), report_ids[0])
    page = text_of(browse("yun").get(f"/reports/{report_ids[0]}/figures/recommended").text)
    assert "21 名" in page
    assert "另有 1 条您无权查看，也已计入" in page
    assert "机密推荐" not in re.sub(r"机密推荐\s+5 名", "", page)


def test_what_is_approved_but_not_closed_is_listed(database: Flask, browse: Browse, report_ids: Ids) -> None:
    with database.app_context():
        values = {"delegation_name": "在办团组", "entry": "partial", "visit_kind": "civil", "arrive_on": "2024"}
        enter("visiting_delegation", values, desk=desk_of("ling"), state="approved")
        db.session.commit()
    browser = counted(browse("ling"), report_ids[0])
    page = text_of(browser.get(f"/reports/{report_ids[0]}/figures/civil_groups").text)
    assert "在办，尚未计入" in page
    assert "在办团组" in page


def test_a_draft_is_offered_and_taken_whole(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    address = f"/reports/{report_ids[0]}/narratives/act_work"
    assert "民间团体4批96人次" in browser.get(address).text
    assert browser.post(address).status_code == 302
    page = text_of(browser.get(f"/records/{report_ids[0]}?tab=content").text)
    assert "师生访问灵岩郡，参加22人" in page


def test_counting_never_touches_a_text(browse: Browse, report_ids: Ids, database: Flask) -> None:
    browser = counted(browse("ling"), report_ids[0])
    browser.post(f"/reports/{report_ids[0]}/narratives/act_work", data={"unit": "1"})
    with database.app_context():
        desk = desk_of("ling")
        service.write(fresh(db.session.get_one(Record, report_ids[0]), desk), {"act_work": "全由人写。"}, desk=desk)
        db.session.commit()
    counted(browser, report_ids[0])
    with database.app_context():
        assert db.session.get_one(Record, report_ids[0]).data["act_work"] == {"text": "全由人写。"}
    page = browser.get(f"/reports/{report_ids[0]}/narratives/act_work").text
    assert "您自己写的" in page


def test_a_sentence_that_is_gone_is_told(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    answer = browser.post(f"/reports/{report_ids[0]}/narratives/act_work", data={"unit": "99"})
    assert answer.status_code == 422
    assert "草稿里没有这一句了" in answer.text


def test_the_check_marks_numbers_and_rules(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[1])
    browser.post(f"/reports/{report_ids[1]}/narratives/faculty")
    page = browser.get(f"/records/{report_ids[1]}?tab=check").text
    assert "合作专业有重复列出的" in text_of(page)
    assert "“其中”各项之和是 11，与总数 10 不符" in text_of(page)
    assert re.search(r'<mark class="mark-matches"[^>]*><a [^>]*>61人次</a></mark>', page)


def test_the_funds_are_warned_of(browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    page = text_of(browser.get(f"/records/{report_ids[0]}?tab=check").text)
    assert "净资产与开办资金相差超过20%" in page


def test_rows_are_ticked_for_each_user_and_know_when_the_value_changed(
    database: Flask, browse: Browse, report_ids: Ids
) -> None:
    ling, hua = browse("ling"), browse("hua")
    page = ling.get(f"/reports/{report_ids[0]}/transcribe").text
    assert "0 / 18" in page
    keys = re.findall(r'id="row-(\w+)"', page)
    assert len(keys) == 18
    assert ling.post(f"/reports/{report_ids[0]}/transcribe/{keys[9]}", data={"on": "1"}).status_code == 302
    assert "1 / 18" in ling.get(f"/records/{report_ids[0]}?tab=transcribe").text
    assert "0 / 18" in hua.get(f"/reports/{report_ids[0]}/transcribe").text
    with database.app_context():
        _set(report_ids[0], {"net_end": "1.40"})
    page = ling.get(f"/reports/{report_ids[0]}/transcribe").text
    assert "0 / 18" in page
    assert "填报后内容已改" in page


def test_a_tick_is_taken_back(browse: Browse, report_ids: Ids) -> None:
    browser = browse("ling")
    key = re.findall(r'id="row-(\w+)"', browser.get(f"/reports/{report_ids[0]}/transcribe").text)[0]
    address = f"/reports/{report_ids[0]}/transcribe/{key}"
    answer = browser.post(address, data={"on": "1"}, headers={"HX-Request": "true"})
    assert "1 / 18" in answer.text
    assert 'hx-swap-oob="true"' in answer.text
    assert "0 / 18" in browser.post(address, headers={"HX-Request": "true"}).text


def test_a_row_over_its_limit_says_by_how_much(database: Flask, browse: Browse, report_ids: Ids) -> None:
    with database.app_context():
        _set(report_ids[0], {"change_exec": {"text": "字" * 1003}})
    page = text_of(browse("ling").get(f"/reports/{report_ids[0]}/transcribe").text)
    assert "1003 / 1000 超出 3 字" in page


def test_strangers_find_nothing(browse: Browse, report_ids: Ids) -> None:
    browser, report_id = browse("wen"), report_ids[0]
    for address in ("figures/youth_in", "narratives/act_work", "transcribe"):
        assert browser.get(f"/reports/{report_id}/{address}").status_code == 404
    for address in ("compute", "narratives/act_work", "transcribe/abc"):
        assert browser.post(f"/reports/{report_id}/{address}").status_code == 404


def test_unknown_keys_are_not_found(browse: Browse, report_ids: Ids) -> None:
    browser = browse("ling")
    for address in ("figures/act_work", "figures/nothing", "narratives/youth_in"):
        assert browser.get(f"/reports/{report_ids[0]}/{address}").status_code == 404
    assert browser.get(f"/reports/{report_ids[1]}/transcribe").status_code == 404
    assert browser.post(f"/reports/{report_ids[0]}/transcribe/none").status_code == 404


def test_what_is_no_report_is_not_counted(database: Flask, browse: Browse) -> None:
    with database.app_context():
        values = {"training_name": "培训", "kind": "training", "held_on": "2024"}
        other = enter("training", values, desk=desk_of("ling"))
        db.session.commit()
        other_id = other.id
    assert browse("ling").post(f"/reports/{other_id}/compute").status_code == 404


def test_a_closed_report_offers_and_does_nothing(database: Flask, browse: Browse, report_ids: Ids) -> None:
    browser = counted(browse("ling"), report_ids[0])
    with database.app_context():
        _set(report_ids[0], {}, state="published")
    page = browser.get(f"/records/{report_ids[0]}?tab=figures").text
    assert "数字不再变动" in page
    assert "/compute" not in page
    answer = browser.post(f"/reports/{report_ids[0]}/compute")
    assert answer.status_code == 409
    assert "已经公示" in answer.text


def _set(report_id: int, values: dict[str, object], *, state: str = "") -> None:
    desk = desk_of("ling")
    report = fresh(db.session.get_one(Record, report_id), desk)
    store.save(
        desk.session,
        report,
        desk.compiled(report),
        stored={**report.data, **values},
        state=state or report.state,
        actor=desk.actor,
        now=desk.now,
        why="",
        lookups=desk.lookups,
    )
    db.session.commit()

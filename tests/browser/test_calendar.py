"""Lists in a calendar and in groups, as people see and press them: on a desk, on a phone, by keyboard alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.accounts import queries as accounts
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.extensions import db
from app.records import desks, store
from app.web import clock
from tests.browser.launch import prepare_old_page
from tests.browser.live import complaints
from tests.browser.office import Office
from tests.records.trip_office import TRIP

WHO = "stan"
CALENDAR = "/types/trip/calendar?month=2024-03"
TRIPS: tuple[dict[str, Any], ...] = (
    {"name": "慕尼黑大学", "kind": "z", "headcount": 4, "begins": "2024-03-05"},
    {"name": "京都大学", "kind": "a", "headcount": 7, "begins": "2024-03-12"},
    {"name": "东京大学", "kind": "a", "headcount": 5, "begins": "2024-04-01"},
    {"name": "没有日期的团", "headcount": 1},
    *({"name": f"同一天第{number}批", "kind": "a", "headcount": 1, "begins": "2024-03-20"} for number in range(6)),
)


@pytest.fixture(scope="module")
def trips(office: Office) -> Office:
    """The office with the type and its trips."""
    office.ask(_furnish)
    return office


def _furnish() -> None:
    user = accounts.user_by_login(WHO)
    assert user is not None
    roles = sorted(accounts.actor_of(user.id, today=clock.today()).roles)
    rights = [{"role": role, "see": "all", "create": True, "change": True} for role in roles]
    definitions.publish(RecordType.model_validate({**TRIP, "rights": rights}), actor=None, now=clock.now())
    desk = desks.of_user(user.id)
    compiled = desk.types.current("trip")
    for values in TRIPS:
        store.save(
            desk.session,
            None,
            compiled,
            stored=values,
            state=compiled.start,
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
    db.session.commit()


@pytest.fixture(params=["page", "old_page"])
def here(request: pytest.FixtureRequest, trips: Office) -> Iterator[Page]:
    """A page of today's browser and of an old one, signed in; it has nothing to complain of."""
    made: Page = request.getfixturevalue(request.param)
    signed_in = trips.sign_in(made.context, WHO)
    prepare_old_page(signed_in)
    signed_in.set_viewport_size({"width": 1440, "height": 900})
    heard = complaints(signed_in)
    yield signed_in
    assert heard == []


def test_from_the_list_to_the_calendar_to_a_record_and_back(here: Page, trips: Office) -> None:
    here.goto(f"{trips.url}/types/trip")
    here.get_by_role("link", name="日历").click()
    expect(here.get_by_role("link", name="日历")).to_have_attribute("aria-current", "true")
    here.goto(f"{trips.url}{CALENDAR}")
    here.locator('[data-day="2024-03-05"]').get_by_role("link", name="慕尼黑大学").click()
    expect(here.locator("h1")).to_contain_text("慕尼黑大学")
    here.go_back()
    here.get_by_role("link", name="列表").click()
    expect(here.locator(".list-table")).to_contain_text("京都大学")


def test_days_and_months_by_keyboard(here: Page, trips: Office) -> None:
    here.goto(f"{trips.url}{CALENDAR}#d-2024-03-05")
    expect(here.locator('[data-day="2024-03-05"]')).to_be_focused()
    here.keyboard.press("ArrowRight")
    here.keyboard.press("ArrowDown")
    expect(here.locator('[data-day="2024-03-13"]')).to_be_focused()
    here.keyboard.press("ArrowLeft")
    expect(here.locator('[data-day="2024-03-12"]')).to_be_focused()
    here.keyboard.press("PageDown")
    expect(here.locator("#cal-month")).to_contain_text("2024 年 4 月")
    expect(here.locator('[data-day="2024-04-12"]')).to_be_focused()
    here.keyboard.press("PageUp")
    expect(here.locator("#cal-month")).to_contain_text("2024 年 3 月")
    expect(here.locator('[data-day="2024-03-12"]')).to_be_focused()
    here.keyboard.press("Enter")
    expect(here.locator("h1")).to_contain_text("京都大学")


def test_more_than_fits_unfolds(here: Page, trips: Office) -> None:
    here.goto(f"{trips.url}{CALENDAR}")
    day = here.locator('[data-day="2024-03-20"]')
    expect(day.get_by_role("link", name="同一天第5批")).not_to_be_visible()
    day.get_by_text("还有 2 条").click()
    expect(day.get_by_role("link", name="同一天第5批")).to_be_visible()


def test_what_has_no_date_is_told(here: Page, trips: Office) -> None:
    here.goto(f"{trips.url}{CALENDAR}")
    expect(here.locator(".card.list-card")).to_contain_text("没有填“开始日期”，不在日历上")
    here.get_by_role("link", name="看这些记录").click()
    expect(here.locator(".list-table")).to_contain_text("没有日期的团")


def test_a_phone_lists_the_days_that_have_something(here: Page, trips: Office) -> None:
    here.set_viewport_size({"width": 390, "height": 844})
    here.goto(f"{trips.url}{CALENDAR}")
    expect(here.locator('[data-day="2024-03-05"]')).to_contain_text("3 月 5 日 星期二")
    expect(here.locator('[data-day="2024-03-06"]')).not_to_be_visible()
    assert here.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_headings_of_groups_say_how_many_and_how_much(here: Page, trips: Office, width: int) -> None:
    here.set_viewport_size({"width": width, "height": 900})
    here.goto(f"{trips.url}/types/trip?view=kind")
    heading = here.locator(".list-band").first
    expect(heading).to_contain_text("官方")
    expect(heading).to_contain_text("合计 4")
    expect(here.locator(".list-band").nth(1)).to_contain_text("民间")
    assert here.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    asked: list[str] = []
    here.on("request", lambda request: asked.append(request.url))
    heading.locator("th").click()  # leads nowhere
    here.evaluate("new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)))")
    assert asked == []

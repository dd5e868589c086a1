"""The test office's first page: what is planned, running, done, and what needs attention."""

import pytest
from playwright.async_api import expect

from tests.web.assessment.conftest import moment

pytestmark = pytest.mark.chromium

HOME = "/app/assessment"


async def test_the_desk_says_how_many_are_where_and_leads_there(visit, filled, make) -> None:
    office, test, _ = filled
    late = await office.plan(await office.person("Dora", "Dean"), test, Description="Late one", AllowedEndDateTime=moment(days=-1))
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set current_credit_level = 40 where id = $1", office.company_id)
    visitor = await visit(office.session)
    page = await visitor.open(HOME)
    for name, count in (("Ready", 2), ("In progress", 1), ("Finished", 1), ("Overdue", 1)):
        await page.get_by_role("link", name=f"{count} {name}", exact=True).wait_for()
    await page.get_by_text("40 credits are left").wait_for()
    over = page.get_by_role("table", name="Sessions: Overdue")
    await over.get_by_role("link", name="Late one").wait_for()
    running = page.get_by_role("table", name="Sessions: In progress now")
    await running.get_by_role("link", name="Ben Brown").wait_for()
    await page.get_by_role("table", name="Sessions: Lately finished").get_by_role("link", name="Results").wait_for()
    plots = [page.get_by_role("application", name=name) for name in ("Sessions finished each week", "Credits used each month")]
    for plot in plots:
        await plot.wait_for()
    await page.get_by_text("12 points. Finished sessions: 0 to 1.").wait_for()
    await page.get_by_role("link", name="1 Overdue").click()
    await page.get_by_role("heading", level=1, name="Sessions").wait_for()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.get_by_role("link", name="Late one").click()
    await page.get_by_text("The time of this session is over").wait_for()
    assert page.url.endswith(late.id)


async def test_an_empty_office_says_how_to_begin(visit, office) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(HOME)
    await page.get_by_text("No sessions are planned yet").wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="Plan a session").click()
    await page.get_by_role("heading", level=1, name="Plan a session").wait_for()


async def test_who_plans_nothing_sees_the_ways_to_his_own_work(visit, office) -> None:
    author = await office.colleague("is_test_author")
    visitor = await visit(author.session)
    page = await visitor.open(HOME)
    main = page.get_by_role("main")
    await main.get_by_role("link", name="Tests").wait_for()
    assert await main.get_by_role("link", name="Plan a session").count() == 0
    assert await page.get_by_role("navigation", name="Main").get_by_role("link", name="Persons").count() == 0


async def test_the_palette_finds_persons_and_sessions(visit, office) -> None:
    test, ada = await office.test(), await office.person("Quirina", "Quill")
    await office.plan(ada, test, Description="Selection of the quick")
    visitor = await visit(office.session)
    page = await visitor.open(HOME)
    await page.keyboard.press("Control+k")
    await page.keyboard.type("quirina")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("option").filter(has_text="Selection of the quick – Quirina Quill").wait_for()
    await dialog.get_by_role("option").filter(has_text=ada["EMail"]).click()
    await page.get_by_role("heading", level=1, name="Quirina Quill").wait_for()

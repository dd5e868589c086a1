"""The server goes away and comes back, the session ends, a page's module is gone: nothing typed is lost, and the page says what to do."""

import re

import pytest
from playwright.async_api import expect

from tests.make import PASSWORD
from tests.web.tasks.conftest import own_site  # noqa: F401  (a server that can be killed)

pytestmark = pytest.mark.chromium

AWAY = ["Failed to load resource", "Failed to fetch dynamically imported module", "net::ERR"]
LONG = "A line of a long description.\n" * 200


async def begin_a_record(page, visitor) -> None:
    await visitor.open("/app/research/records/new")
    await page.get_by_label("Title", exact=True).fill("Measured for hours")
    await page.get_by_label("Description").fill(LONG)


async def saved(page) -> None:
    await page.get_by_role("button", name="Create record").click()
    await page.get_by_role("heading", name="Measured for hours", level=1).wait_for()


async def test_a_form_survives_a_server_that_is_killed_and_started_again(visit, own_site) -> None:  # noqa: F811
    account = await own_site.make.account(password=PASSWORD, display_name="Mira Sole")
    visitor = await visit(await own_site.make.session(account, idle_seconds=1800), origin=own_site.origin)
    visitor.watch.excused += AWAY
    page = visitor.page
    await begin_a_record(page, visitor)
    elsewhere = await visitor.context.new_page()
    await elsewhere.goto(visitor.origin + "/app")
    await elsewhere.get_by_role("heading", name="Welcome, Mira Sole").wait_for()

    port = own_site.kill()
    await page.get_by_role("button", name="Create record").click()
    await expect(page.get_by_role("alert").first).to_contain_text("The server cannot be reached")
    await page.get_by_role("status").filter(has_text="No connection to the server").wait_for()
    await visitor.axe()
    assert await page.get_by_label("Description").input_value() == LONG
    # A page that was never open cannot be loaded now.
    await elsewhere.evaluate('document.querySelector(\'a[href="/app/training/numbers"], a[href="/app/training/mine"]\').click()')
    await elsewhere.get_by_role("heading", name="This page has to be loaded again").wait_for()

    own_site.start(port)
    await page.get_by_role("status").filter(has_text="The server is back").wait_for(timeout=60000)
    await visitor.axe()
    assert await page.get_by_label("Description").input_value() == LONG
    await saved(page)
    async with own_site.pool.acquire() as conn:
        assert await conn.fetchval("select description from records where title = 'Measured for hours'") == LONG.strip()
    # What could not be loaded is there by itself.
    await elsewhere.bring_to_front()
    await elsewhere.get_by_role("heading", name="My trainings", level=1).wait_for(timeout=60000)


async def test_what_was_asked_for_comes_by_itself_when_the_server_is_ready(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    visitor.watch.excused += AWAY
    asked = {"ready": 0}

    async def unready(route) -> None:
        asked["ready"] += 1
        await (route.fulfill(status=503, body="{}") if asked["ready"] < 3 else route.continue_())

    async def failing(route) -> None:
        if asked["ready"] < 3:
            await route.fulfill(status=503, content_type="application/problem+json", body='{"code": "database", "retry_after": 1}')
        else:
            await route.continue_()

    await visitor.page.route("**/readyz", unready)
    await visitor.page.route("**/app/api/start*", failing)
    await visitor.page.goto(visitor.origin + "/app")
    await visitor.page.get_by_role("status").filter(has_text="No connection to the server").wait_for()
    await visitor.page.get_by_role("status").filter(has_text="The server is back").wait_for(timeout=20000)
    await visitor.page.get_by_role("region", name="What you can do first").wait_for()
    assert asked["ready"] == 3, "nobody asks on once it is there"


async def test_a_request_that_alone_was_lost_is_no_lost_server(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    visitor.watch.excused += AWAY
    page = await visitor.open("/app/settings")
    await page.route("**/app/api/profile", lambda route: route.abort())
    await page.get_by_label("Name", exact=True).fill("Mira Soul")
    async with page.expect_response("**/readyz"):
        await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("alert").first).to_contain_text("The server cannot be reached")
    assert await page.get_by_text("No connection to the server").count() == 0


async def test_a_text_whose_code_was_lost_on_its_way_is_there_in_the_end(visit, person, make) -> None:
    account, session = person
    record = await make.record(account, title="Written about", description="Quenched in **oil**")
    visitor = await visit(session)
    visitor.watch.excused += AWAY
    lost = []

    async def lose(route) -> None:
        if len(lost) == 2:
            await route.fallback()
        else:
            lost.append(route.request.url)
            await route.abort()

    await visitor.page.route("**/vendor/markdown.js", lose)
    page = await visitor.open(f"/app/research/records/{record['id']}")
    await page.locator("main strong", has_text="oil").wait_for()
    assert len(lost) == 2


async def test_a_session_that_ends_in_a_long_form_costs_nothing(visit, person, make) -> None:
    account, session = person
    visitor = await visit(session)
    page = visitor.page
    await begin_a_record(page, visitor)
    await make.end_sessions(account)
    await page.get_by_role("button", name="Create record").click()
    dialog = page.get_by_role("dialog", name="You are signed out")
    await dialog.wait_for()
    await dialog.get_by_role("button", name="Do not sign in").click()
    await page.get_by_role("heading", name="Sign in", level=1).wait_for()
    await page.get_by_label("User name or e-mail address").fill(account["username"])
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("heading", name="New record", level=1).wait_for()
    assert await page.get_by_label("Description").input_value() == LONG
    await saved(page)


async def test_a_page_that_an_upgrade_took_away_keeps_what_was_typed(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    visitor.watch.excused += [*AWAY, "404"]
    page = visitor.page
    await begin_a_record(page, visitor)
    gone = re.compile("/pages/learning/mine.js")
    await page.route(gone, lambda route: route.fulfill(status=404, body="gone"))
    await page.evaluate("document.querySelector('a[href=\"/app/learning/mine\"]').click()")
    await page.get_by_text("What you typed is kept in this browser.").wait_for()
    await page.unroute(gone)
    await page.get_by_role("button", name="Load the page again").click()
    await page.get_by_role("heading", name="My learning", level=1).wait_for()
    await visitor.open("/app/research/records/new")
    assert await page.get_by_label("Description").input_value() == LONG

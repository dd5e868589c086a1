"""Coming to a page: where focus goes, what is asked of the server, what is said where somebody may not go."""

import pytest

from tests.make import PASSWORD

pytestmark = pytest.mark.chromium

ON_HEADING = "document.activeElement?.tagName === 'H1'"


async def test_signing_in_in_place_leads_to_the_heading_and_signing_out_takes_messages_away(visit, make) -> None:
    account = await make.account(password=PASSWORD, display_name="Mira Sole")
    visitor = await visit()
    page = await visitor.open("/app/settings")
    await page.get_by_label("User name or e-mail address").fill(account["username"])
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Profile", level=1).wait_for()
    await visitor.until(ON_HEADING)
    await page.goto(visitor.origin + "/app/settings/tokens")
    await page.get_by_role("button", name="Create token").first.click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("laptop")
    await dialog.get_by_text("Everything that I may do").click()
    await dialog.get_by_role("button", name="Create token").click()
    await dialog.get_by_role("button", name="I have copied it").click()
    await page.get_by_role("button", name="Revoke").click()
    await dialog.get_by_role("button", name="Revoke").click()
    await page.locator(".toast").first.wait_for()
    await page.get_by_role("button", name="Mira Sole").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in", level=1).wait_for()
    assert await page.locator(".toast").count() == 0


async def test_heading_keeps_focus_when_its_page_has_its_data(visit, make) -> None:
    account = await make.account(password=PASSWORD)
    record = await make.record(account, title="Slow record")
    visitor = await visit(await make.session(account))
    page = await visitor.open("/app/research/records")
    await page.get_by_role("link", name="Slow record").click()
    await page.get_by_role("heading", name="Slow record", level=1).wait_for()
    await visitor.until(ON_HEADING)
    assert page.url.endswith(f"/{record['id']}")


async def test_a_page_that_is_not_open_asks_nothing_and_a_record_says_so(visit, make) -> None:
    owner = await make.account()
    record = await make.record(owner, title="Not for all")
    account = await make.account(password=PASSWORD)
    visitor = await visit(await make.session(account))
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    page = await visitor.open("/app/administration/accounts")
    await page.get_by_text("This page is not open to you").wait_for()
    assert not [url for url in asked if url.endswith("/app/api/accounts") or "/app/api/accounts?" in url]
    await visitor.open(f"/app/research/records/{record['id']}")
    failed = page.get_by_role("alert").filter(has_text="This is not open to you")
    await failed.wait_for()
    assert "Nothing was changed" not in await failed.inner_text()


async def test_subjects_of_the_settings_have_names_at_every_width(visit, person) -> None:
    _, session = person
    visitor = await visit(session, width=800)
    page = await visitor.open("/app/settings/tokens")
    link = page.get_by_role("navigation", name="Settings").get_by_role("link", name="Second factor")
    assert await link.locator("span").evaluate("node => node.getBoundingClientRect().width") > 60
    await page.set_viewport_size({"width": 390, "height": 800})  # on phones a menu, so that the page itself begins in sight
    await link.wait_for(state="hidden")
    await page.get_by_role("button", name="Settings: Access tokens").click()
    await visitor.axe()
    await page.get_by_role("menuitem", name="Second factor").click()
    await page.get_by_role("heading", level=1, name="Second factor").wait_for()


@pytest.mark.parametrize("language", ["en", "de"])
async def test_actions_of_a_row_stay_in_sight_where_a_table_is_wider_than_its_place(visit, person, make, language) -> None:
    account, session = person
    await make.token(account)
    visitor = await visit(session, language=language, width=1100)
    page = await visitor.open("/app/settings/tokens")
    box = await page.locator(".table-box").bounding_box()
    button = await page.locator(".table .act .button").first.bounding_box()
    assert box and button
    assert button["x"] + button["width"] <= box["x"] + box["width"] + 1

"""Settings do what they say, on the running server."""

import re
import time

import pytest
from playwright.async_api import expect

from server import db
from server.domain import second_factor
from tests.make import PASSWORD
from tests.web import scripts

pytestmark = pytest.mark.chromium


async def test_rights_of_a_token_are_those_of_the_areas_one_has(visit, make) -> None:
    visitor = await visit(await make.session(await make.account(password=PASSWORD, domains=("training",)), idle_seconds=1800))
    page = await visitor.open("/app/settings/tokens")
    await page.get_by_role("button", name="Create token").first.click()
    dialog = page.get_by_role("dialog", name="Create token")
    await dialog.get_by_label("Read trainings and registrations").wait_for()
    assert await dialog.get_by_label("Read records").count() == 0
    await visitor.axe()


async def test_token_is_made_shown_once_used_and_revoked(visit, person, anonymous) -> None:
    _, session = person
    visitor = await visit(session)
    page = await visitor.open("/app/settings/tokens")
    await page.get_by_role("heading", name="No access tokens yet").wait_for()
    await page.get_by_role("button", name="Create token").first.click()
    dialog = page.get_by_role("dialog", name="Create token")
    await dialog.get_by_label("Read records").wait_for()
    await visitor.until_focused("Name")
    await dialog.get_by_role("button", name="Create token").click()
    await dialog.get_by_role("link", name="Name: Enter a name.").wait_for()
    await dialog.get_by_role("link", name="Rights: Choose at least one right.").wait_for()
    await dialog.get_by_label("Name").fill("cluster")
    await dialog.get_by_label(re.compile("^Expires")).fill("2020-01-01")
    await dialog.get_by_label("Read records").check()
    await dialog.get_by_role("button", name="Create token").click()
    await dialog.get_by_role("link", name=re.compile("Enter a date in the future")).wait_for()
    await visitor.axe()
    await dialog.get_by_label(re.compile("^Expires")).fill("2099-12-31")
    await dialog.get_by_role("button", name="Create token").click()
    shown = page.get_by_role("dialog", name="Your new token")
    token = await shown.locator("code").inner_text()
    await visitor.axe()
    assert token.startswith("pat_")
    client = anonymous.using(token=token)
    assert (await client.get("/kadi/api/v1/records")).status == 200
    assert (await client.post("/kadi/api/v1/records", json={"identifier": "x", "title": "x"})).status == 401
    await shown.get_by_role("button", name="I have copied it").click()
    row = page.get_by_role("row").filter(has_text="cluster")
    await row.get_by_text("1 right").wait_for()
    assert token not in await page.content()
    await row.get_by_role("button", name="Revoke").click()
    asked = page.get_by_role("dialog", name="Revoke “cluster”?")
    await visitor.until_focused("Cancel")
    await asked.get_by_role("button", name="Revoke").click()
    await page.get_by_role("heading", name="No access tokens yet").wait_for()
    assert (await client.get("/kadi/api/v1/records")).status == 401


async def test_draft_of_a_token_survives_a_reload_and_not_cancel(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    page = await visitor.open("/app/settings/tokens?new=1")
    await page.get_by_label("Name").fill("half typed")
    await page.reload()
    await page.get_by_label("Name").wait_for()
    assert await page.get_by_label("Name").input_value() == "half typed"
    await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()  # gives it up
    await page.get_by_role("dialog").wait_for(state="detached")
    name = (await visitor.open("/app/settings/tokens?new=1")).get_by_label("Name")
    await expect(name).to_have_value("")
    await name.fill("taken back")
    await name.fill("")
    await page.reload()
    await expect(name).to_have_value("")
    assert await page.get_by_text("Your unsaved entries are back").count() == 0


async def test_profile_is_saved_and_shown_at_once(visit, person, pool) -> None:
    account, session = person
    visitor = await visit(session)
    page = await visitor.open("/app/settings")
    await page.get_by_label("Name", exact=True).fill("Mira Sol")
    await page.get_by_label(re.compile("^Department")).fill("Ceramics")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_text("Saved", exact=True).wait_for()
    await page.get_by_role("button", name="Mira Sol", exact=True).wait_for()
    async with pool.acquire() as conn:
        assert await conn.fetchval("select department from accounts where id = $1", account["id"]) == "Ceramics"


async def test_taken_username_is_said_and_entries_stay(visit, person, make) -> None:
    other = await make.account()
    _, session = person
    visitor = await visit(session)
    page = await visitor.open("/app/settings")
    await page.get_by_label("User name").fill(other["username"])
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("link", name=re.compile("This user name is already in use")).wait_for()
    assert await page.get_by_role("textbox", name="User name").input_value() == other["username"]


async def test_password_changes_and_other_sessions_end(visit, make, app_api) -> None:
    account = await make.account(password=PASSWORD)
    here, there = [await make.session(account, idle_seconds=1800) for _ in range(2)]
    visitor = await visit(here)
    page = await visitor.open("/app/settings")
    form = page.get_by_role("form", name="Password")
    await form.get_by_label("Current password").fill("wrong wrong wrong")
    await form.get_by_label("New password", exact=True).fill("a new long password")
    await form.get_by_label("New password again").fill("a new long passwort")
    await form.get_by_role("button", name="Change password").click()
    await form.get_by_role("link", name=re.compile("Both passwords must be the same")).wait_for()
    await form.get_by_label("New password again").fill("a new long password")
    await form.get_by_role("button", name="Change password").click()
    await form.get_by_role("link", name=re.compile("This is not your current password")).wait_for()
    await form.get_by_label("Current password").fill(PASSWORD)
    await form.get_by_role("button", name="Change password").click()
    await page.get_by_role("region", name="Messages").get_by_text("Your password was changed").wait_for()
    assert (await app_api.using(session_id=there).get("/session")).status == 401
    assert (await app_api.using(session_id=here).get("/session")).status == 200


async def test_new_address_waits_for_its_link(visit, make) -> None:
    account = await make.account(password=PASSWORD, is_email_verified=True)
    visitor = await visit(await make.session(account, idle_seconds=1800))
    page = await visitor.open("/app/settings")
    form = page.get_by_role("form", name="E-mail address")
    await form.get_by_label("New e-mail address").fill("not an address")
    await form.get_by_label("Current password").fill(PASSWORD)
    await form.get_by_role("button", name="Change e-mail address").click()
    await form.get_by_role("link", name=re.compile("Enter an e-mail address such as")).wait_for()
    await form.get_by_label("New e-mail address").fill(f"new-{account['username']}@example.org")
    await form.get_by_role("button", name="Change e-mail address").click()
    await page.get_by_text("Your address changes when you open it").wait_for()
    await visitor.axe()


async def test_sessions_are_listed_and_ended(visit, make, app_api) -> None:
    account = await make.account(password=PASSWORD)
    here, there, third = [await make.session(account, idle_seconds=1800) for _ in range(3)]
    visitor = await visit(here)
    page = await visitor.open("/app/settings/sessions")
    assert await page.get_by_text("This device").count() == 1
    await page.get_by_role("button", name="Sign out", exact=True).first.click()
    await page.get_by_role("region", name="Messages").get_by_text("The device is signed out").wait_for()
    await page.get_by_role("button", name="Sign out all others").click()
    await page.get_by_role("dialog").get_by_role("button", name="Sign out all others").click()
    await page.get_by_role("region", name="Messages").get_by_text("1 device signed out").wait_for()
    states = [(await app_api.using(session_id=one).get("/session")).status for one in (here, there, third)]
    assert states == [200, 401, 401]


def code(secret: str) -> str:
    import base64

    return second_factor.code_at(base64.b32decode(secret + "=" * (-len(secret) % 8)), int(time.time()) // 30)


async def test_second_factor_is_set_up_with_picture_or_key_and_removed(visit, make, pool) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit(await make.session(account, idle_seconds=1800))
    page = await visitor.open("/app/settings/second-factor")
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Set up").click()
    await page.get_by_role("img", name="QR code for the authenticator app").wait_for()
    await visitor.axe()
    secret = (await page.locator(".copy-row code").inner_text()).replace(" ", "")
    await visitor.until_focused("Code")
    await page.get_by_label("Code", exact=True).fill(code(secret))
    await page.get_by_role("button", name="Switch on").click()
    await page.get_by_role("heading", name="Remove", level=2).wait_for()
    await page.get_by_text("On", exact=True).first.wait_for()
    await visitor.axe()
    async with db.transaction(pool) as conn:
        await conn.execute("update second_factors set last_step = 0 where account_id = $1", account["id"])
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_label("Code", exact=True).fill(code(secret))
    await page.get_by_role("button", name="Remove second factor").click()
    await page.get_by_role("heading", name="Set up a second factor").wait_for()


async def test_picture_is_what_the_server_drew(visit, make) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit(await make.session(account, idle_seconds=1800))
    page = await visitor.open("/app/settings/second-factor")
    await page.get_by_label("Current password").fill(PASSWORD)
    async with page.expect_response("**/app/api/second-factor") as waiting:
        await page.get_by_role("button", name="Set up").click()
    rows = (await (await waiting.value).json())["qr"]
    await page.get_by_role("img", name="QR code for the authenticator app").wait_for()
    drawn = await page.evaluate(scripts.DRAWN)
    assert drawn == rows


async def test_company_for_assessment_is_picked(visit, make, app_api) -> None:
    account = await make.account(password=PASSWORD)
    companies = [await make.company("First works"), await make.company("Second works")]
    for company in companies:
        await make.login(account, company)
    session = await make.session(account, idle_seconds=1800)
    visitor = await visit(session)
    page = await visitor.open("/app/assessment?from=a-link")
    await page.get_by_label("Second works").check()
    await page.get_by_role("button", name="Use this company").click()
    await page.get_by_role("region", name="Messages").get_by_text("You now work in Second works").wait_for()
    await page.wait_for_url("**/app/assessment?from=a-link")  # with all that the address said
    found = await (await app_api.using(session_id=session).get("/session")).json()
    assert found["company"]["company_id"] == str(companies[1])


async def test_who_has_one_company_works_in_it_without_being_asked(visit, make, app_api) -> None:
    account = await make.account(password=PASSWORD)
    company = await make.company()
    await make.login(account, company, "is_office_user")
    session = await make.session(account, idle_seconds=1800)
    page = await (await visit(session)).open("/app")
    rail = page.get_by_role("navigation", name="Main")
    await rail.get_by_role("link", name="Sessions").wait_for()  # the whole area, not only its door
    found = await (await app_api.using(session_id=session).get("/session")).json()
    assert found["company"]["company_id"] == str(company)

"""Getting in: password, second factor, links from mails, and again over the page when the session ended."""

import re

import pytest

from server import db, keys
from server.domain import links, second_factor
from tests.make import PASSWORD, unique

pytestmark = pytest.mark.chromium


async def sign_in(page, login: str, password: str) -> None:
    await page.get_by_label("User name or e-mail address").fill(login)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def test_wrong_then_right_password(visit, make) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit()
    page = await visitor.open("/app/settings/tokens")
    await sign_in(page, account["username"], "not the password")
    summary = page.get_by_role("alert").filter(has_text="The name or the password is not right")
    await summary.wait_for()
    assert await page.evaluate("document.activeElement.classList.contains('summary')")
    assert (await page.title()).startswith("Error: ")
    assert await page.get_by_label("User name or e-mail address").input_value() == account["username"]
    await sign_in(page, account["username"], PASSWORD)
    await page.get_by_role("heading", name="Access tokens", level=1).wait_for()
    assert page.url.endswith("/app/settings/tokens")
    await page.reload()
    await page.get_by_role("heading", name="Access tokens", level=1).wait_for()


async def test_empty_fields_are_named_and_can_be_jumped_to(visit) -> None:
    visitor = await visit()
    page = await visitor.open("/app/sign-in")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("link", name="Password: Enter your password.").click()
    await visitor.until_focused("Password")
    field = page.get_by_label("Password", exact=True)
    assert await field.get_attribute("aria-invalid") == "true"
    described = await field.get_attribute("aria-describedby")
    assert "Enter your password." in await page.locator(f"#{described}").inner_text()


async def test_second_factor_is_asked_for(visit, make) -> None:
    account = await make.account(password=PASSWORD)
    secret = await make.factor(account)
    visitor = await visit()
    page = await visitor.open("/app/sign-in")
    await sign_in(page, account["username"], PASSWORD)
    code = page.get_by_label("Code", exact=True)
    await code.wait_for()
    await visitor.until_focused("Code")
    await code.fill("000000")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("link", name=re.compile("This code does not count")).wait_for()
    await visitor.axe()
    await code.fill(right_code(secret))
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("heading", name=re.compile("Welcome, ")).wait_for()
    assert page.url.endswith("/app")


def right_code(secret: bytes) -> str:
    import time

    return second_factor.code_at(secret, int(time.time()) // 30)


async def test_sign_out_forgets_everything_here(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    page = await visitor.open("/app/settings")
    await page.get_by_label("About me").fill("half a sentence")
    await visitor.until("Object.keys(localStorage).some(key => key.startsWith('athenaeum.draft.'))")
    await page.get_by_role("button", name="Mira Sole").click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in", level=1).wait_for()
    left = await page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('athenaeum.draft.') || key === 'athenaeum.session')")
    assert left == []
    await page.goto(visitor.origin + "/app/settings")
    await page.get_by_role("heading", name="Sign in", level=1).wait_for()


async def test_ended_session_signs_in_over_the_page(visit, make, pool) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit(await make.session(account, idle_seconds=1800))
    page = await visitor.open("/app/settings")
    name = page.get_by_label("Name", exact=True)
    await name.fill("Somebody New")
    await make.end_sessions(account)
    await page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog", name="You are signed out")
    await dialog.wait_for()
    await visitor.axe()
    await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    await dialog.get_by_role("button", name="Sign in", exact=True).click()
    await dialog.wait_for(state="detached")
    await page.get_by_text("Saved", exact=True).wait_for()
    assert await name.input_value() == "Somebody New"
    async with pool.acquire() as conn:
        assert await conn.fetchval("select display_name from accounts where id = $1", account["id"]) == "Somebody New"


async def test_reset_by_mail(visit, make, config) -> None:
    account = await make.account(password=PASSWORD, is_email_verified=True)
    visitor = await visit()
    page = await visitor.open("/app/forgotten")
    await page.get_by_label("User name or e-mail address").fill(account["email"])
    await page.get_by_role("button", name="Send link").click()
    await page.get_by_role("heading", name="Look into your mailbox").wait_for()
    await visitor.axe()


async def test_set_up_link_is_used_once_and_leaves_no_trace(visit, make, pool) -> None:
    admin = await make.account(password=PASSWORD, roles=((None, "admin"),))
    inside = await visit(await make.session(admin, idle_seconds=1800))
    page = await inside.open("/app/administration/accounts")
    await page.get_by_role("button", name="Add account").click()
    dialog = page.get_by_role("dialog", name="Add account")
    username = unique("new")
    await dialog.get_by_label("Name", exact=True).fill("Nora New")
    await dialog.get_by_label("User name").fill(username)
    await dialog.get_by_role("button", name="Add account").click()
    shown = page.get_by_role("dialog", name="Nora New was added")
    await shown.wait_for()
    await inside.axe()
    url = await shown.locator("code").inner_text()

    outside = await visit()
    await outside.page.goto(outside.origin + "/app/link#" + url.partition("#")[2])
    page = outside.page
    await page.get_by_role("heading", name="Set up your account").wait_for()
    assert "#" not in page.url
    await outside.axe()
    await page.get_by_label("New password", exact=True).fill("short")
    await page.get_by_label("New password again").fill("short")
    await page.get_by_role("button", name="Set password").click()
    await page.get_by_role("link", name="New password: Use at least 10 characters.").wait_for()
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_label("New password again").fill(PASSWORD)
    await page.get_by_role("button", name="Set password").click()
    await page.get_by_role("region", name="Messages").get_by_text("Your account is ready").wait_for()
    await page.get_by_role("heading", name="Welcome, Nora New").wait_for()
    assert page.url == outside.origin + "/app"
    await page.reload()
    await page.get_by_role("heading", name="Welcome, Nora New").wait_for()

    again = await visit()
    await again.page.goto(again.origin + "/app/link#" + url.partition("#")[2])
    await again.page.get_by_text("This link has been used or has expired").wait_for()
    await again.axe()


async def test_who_comes_before_the_first_administrator_is_told_of_the_link(visit, start_server, fresh_database) -> None:
    server = await start_server(dsn=fresh_database, storage={"trash_days": 3.0})
    visitor = await visit(origin=str(server.make_url("")).rstrip("/"))
    page = await visitor.open("/app")
    await page.get_by_text("Nobody administers this server yet").wait_for()
    await visitor.axe()
    async with db.transaction(server.app[keys.POOL]) as conn:
        token = await links.make_first_admin_link(conn, server.app[keys.IDENTITY])
    await page.goto(f"{visitor.origin}/app/link#{token}")
    await page.get_by_label("Name", exact=True).fill("Rosa Root")
    await page.get_by_label("User name").fill("rosa")
    await page.get_by_label("New password", exact=True).fill(PASSWORD)
    await page.get_by_label("New password again").fill(PASSWORD)
    await page.get_by_role("button", name="Create account").click()
    await page.get_by_role("heading", name="Welcome, Rosa Root").wait_for()
    await page.get_by_role("link", name="Records").first.click()
    await page.get_by_role("link", name="Trash").click()
    await page.get_by_text("What you deleted stays here for 3 days").wait_for()
    again = await visit(origin=visitor.origin)
    async with again.page.expect_response(re.compile("/app/api/sign-in$")):
        await again.open("/app")
    assert await again.page.get_by_text("Nobody administers this server yet").count() == 0


async def test_next_address_stays_ours(visit, make) -> None:
    account = await make.account(password=PASSWORD)
    visitor = await visit()
    page = await visitor.open("/app/sign-in?next=//evil.example/x")
    await sign_in(page, account["username"], PASSWORD)
    await page.get_by_role("heading", name=re.compile("Welcome, ")).wait_for()
    assert page.url == visitor.origin + "/app"


async def test_other_tab_follows(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    first = await visitor.open("/app/settings/appearance")
    second = await visitor.context.new_page()
    await second.goto(visitor.origin + "/app")
    await second.get_by_role("heading", name=re.compile("Welcome, ")).wait_for()
    await second.evaluate("localStorage.removeItem('athenaeum.session')")
    await first.get_by_role("heading", name="Sign in", level=1).wait_for()


async def test_server_away_at_start_can_be_tried_again(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    visitor.watch.excused += ["Failed to load resource", "503"]
    away = True

    async def session_route(route) -> None:
        if away:
            await route.fulfill(status=503, content_type="application/problem+json", body='{"code": "database", "retry_after": 1}')
        else:
            await route.continue_()

    await visitor.page.route("**/app/api/session", session_route)
    await visitor.page.goto(visitor.origin + "/app")
    await visitor.page.get_by_text("The server is not ready right now").wait_for()
    away = False
    await visitor.page.get_by_role("button", name="Try again").click()
    await visitor.page.get_by_role("heading", name=re.compile("Welcome, ")).wait_for()

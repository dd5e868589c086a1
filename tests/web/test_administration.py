"""What administrators do, on the running server."""

import re
from pathlib import Path

import pytest

from server import db
from server.domain import outbox
from tests.make import PASSWORD, unique

pytestmark = pytest.mark.chromium


@pytest.fixture
async def admin(make):
    account = await make.account(password=PASSWORD, display_name="Ada Admin", roles=((None, "admin"),))
    return await make.session(account, idle_seconds=1800)


async def test_others_see_no_administration(visit, person) -> None:
    _, session = person
    visitor = await visit(session)
    page = await visitor.open("/app")
    assert await page.get_by_role("link", name="Accounts").count() == 0
    await visitor.open("/app/administration/accounts")
    await page.get_by_role("heading", name="This page is not open to you").wait_for()
    await visitor.axe()


async def test_search_finds_and_page_changes_the_account(visit, admin, make, pool) -> None:
    account = await make.account(display_name="Zora Zimt")
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/accounts")
    await page.get_by_role("searchbox").fill(account["username"])
    await page.get_by_role("button", name="Search", exact=True).click()
    await page.wait_for_url(re.compile("search="))
    await page.get_by_role("link", name="Zora Zimt").click()
    await page.get_by_role("heading", name="Zora Zimt", level=1).wait_for()
    await visitor.axe()

    await page.get_by_label("Name", exact=True).fill("Zora Zucker")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name="Zora Zucker", level=1).wait_for()

    await page.get_by_role("button", name="Change Training").click()
    await page.get_by_role("menuitemradio", name="Suspended").click()
    await page.get_by_text("Suspended").wait_for()

    await page.get_by_role("button", name="Add role").click()
    dialog = page.get_by_role("dialog", name="Add role")
    await visitor.axe()
    await dialog.get_by_label("Role", exact=True).select_option("knowledge_manager")
    # The one area where this role exists is chosen with it.
    assert await dialog.get_by_label("Area", exact=True).locator("option").all_inner_texts() == ["Training"]
    await dialog.get_by_role("button", name="Add role").click()
    await page.get_by_text("Training management (Training)").wait_for()
    await page.get_by_role("button", name="End Training management (Training)").click()
    await page.get_by_role("dialog").get_by_role("button", name="End", exact=True).click()
    await page.get_by_text("Training management (Training)").wait_for(state="detached")

    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Activate account").click()
    await page.get_by_text("The account is active").first.wait_for()
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Deactivate account").click()
    await page.get_by_role("dialog").get_by_role("button", name="Deactivate account").click()
    await page.get_by_text("The account is inactive").first.wait_for()
    async with pool.acquire() as conn:
        row = await conn.fetchrow("select display_name, is_active from accounts where id = $1", account["id"])
    assert dict(row) == {"display_name": "Zora Zucker", "is_active": False}


async def test_link_for_a_new_password_is_shown_to_hand_over(visit, admin, make) -> None:
    account = await make.account(password=PASSWORD, is_email_verified=True)
    visitor = await visit(admin)
    page = await visitor.open(f"/app/administration/accounts/{account['id']}")
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Show link for a new password").click()
    dialog = page.get_by_role("dialog", name="Link for a new password")
    url = await dialog.locator("code").inner_text()
    outside = await visit()
    await outside.page.goto(outside.origin + "/app/link#" + url.partition("#")[2])
    await outside.page.get_by_role("heading", name="Set up your account", level=1).wait_for()
    await outside.page.get_by_label("New password", exact=True).fill("a new long password")
    await outside.page.get_by_label("New password again").fill("a new long password")
    await outside.page.get_by_role("button", name="Set password").click()
    await outside.page.get_by_role("region", name="Messages").get_by_text("Your account is ready").wait_for()


async def test_adding_a_taken_name_says_so_and_keeps_entries(visit, admin, make) -> None:
    other = await make.account()
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/accounts?new=1")
    dialog = page.get_by_role("dialog", name="Add account")
    await dialog.get_by_role("button", name="Add account").click()
    await dialog.get_by_role("link", name="Name: Enter a name.").wait_for()
    await dialog.get_by_label("Name", exact=True).fill("Otto Other")
    await dialog.get_by_label("User name").fill(other["username"])
    await dialog.get_by_role("button", name="Add account").click()
    await dialog.get_by_role("link", name=re.compile("This user name is already in use")).wait_for()
    assert await dialog.get_by_label("Name", exact=True).input_value() == "Otto Other"


async def test_account_that_is_not_there(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/accounts/999999999")
    await page.get_by_text("This is not there any more").wait_for()
    await visitor.axe()
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_text("This is not there any more").wait_for()


def test_each_kind_of_job_has_words() -> None:
    source = (Path(__file__).parents[2] / "static/pages/administration/job-words.js").read_text("utf-8")
    words = set(re.findall(r"^  ([a-z_]+): 'administration\.jobs\.of\.\1',$", source, re.M))
    assert {name.replace(".", "_") for name in outbox.KINDS} <= words


async def test_a_link_is_handed_over_while_the_server_sends_no_mails(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/accounts?new=1")
    dialog = page.get_by_role("dialog", name="Add account")
    await dialog.get_by_label("Name", exact=True).fill("Lena Link")
    await dialog.get_by_label("E-mail address").fill(f"{unique('lena')}@example.org")
    await dialog.get_by_text("This server sends no mails yet").wait_for()
    assert not await dialog.get_by_label("Send the link by mail").is_checked()
    await visitor.axe()
    await dialog.get_by_role("button", name="Add account").click()
    await page.get_by_role("dialog", name="Lena Link was added").locator("code", has_text="/app/link#").wait_for()


async def test_failed_jobs_come_first_and_can_be_retried_or_discarded(visit, admin, pool) -> None:
    names = [unique("job") for _ in range(3)]
    async with db.transaction(pool) as conn:
        for name in names:
            await outbox.put(conn, name, {})
        await conn.execute(
            "update jobs set state = 'dead', attempts = 12, last_error = 'connection refused', finished_at = now()"
            " where kind = any($1::text[])",
            names,
        )
    visitor = await visit(admin)
    page = await visitor.open("/app")
    await page.get_by_role("link", name="Show what failed").click()
    await page.get_by_role("heading", name="Jobs", level=1).wait_for()
    row = page.get_by_role("row").filter(has_text=names[0])
    await row.get_by_text("Failed", exact=True).wait_for()
    await visitor.axe()
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Try again").click()
    await page.get_by_role("region", name="Messages").get_by_text("waits for its next run").wait_for()
    for name in names[1:]:
        await page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    await page.get_by_role("toolbar").get_by_role("button", name="Discard").click()
    await page.get_by_role("dialog", name="Discard 2 jobs?").get_by_role("button", name="Discard").click()
    await page.get_by_text("2 done").first.wait_for()
    async with pool.acquire() as conn:
        states = dict(await conn.fetch("select kind, state from jobs where kind = any($1::text[])", names))
    assert states.get(names[0]) == "waiting"
    assert "dead" not in states.values()


async def test_routine_and_what_is_done_are_left_out_until_asked_for(visit, admin, pool) -> None:
    async with pool.acquire() as conn:
        await conn.execute(
            "insert into jobs (kind, key, state, due_at, finished_at) values ('credentials.sweep', 'schedule', 'done', now(), now()),"
            " ('files.hash', null, 'dead', now(), now())"
        )
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/jobs")
    await page.get_by_role("row").filter(has_text="Compute a checksum").first.wait_for()
    assert await page.get_by_role("row").filter(has_text="Forget expired sign-ins and tokens").count() == 0
    assert await page.get_by_label("State", exact=True).evaluate("node => node.selectedOptions[0].label") == "Not done"
    await page.get_by_role("link", name="Show all jobs").click()
    row = page.get_by_role("row").filter(has_text="Forget expired sign-ins and tokens").first
    await row.wait_for()
    await row.get_by_role("button", name="Show").click()
    await page.get_by_role("dialog", name="Forget expired sign-ins and tokens").get_by_text("credentials.sweep").wait_for()
    await visitor.axe()

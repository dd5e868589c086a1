"""People of learning: lists, states, roles with dates and history, plans."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Client
from tests.make import unique
from tests.web.learning_admin.conftest import listed

pytestmark = pytest.mark.chromium

LIST = "/app/learning/people"


def one(somebody) -> str:
    return f"{LIST}/{somebody.account['uuid']}"


def day(ahead: int) -> str:
    return (datetime.now() + timedelta(days=ahead)).date().isoformat()


async def test_people_are_found_and_filtered(visit, admin, mentor, somebody) -> None:
    word = unique("Quill")
    learner, teacher = await somebody(f"{word} Lea"), await somebody(f"{word} Mona", ("learning", "mentor"))
    assert (await admin.lms.put(f"/users/{learner.account['uuid']}", json={"status": "SUSPENDED"})).status == 200
    visitor = await visit(admin.session)
    page = await visitor.open(LIST)
    await page.get_by_role("searchbox").fill(word)
    await page.keyboard.press("Enter")
    await listed(visitor, learner.name, teacher.name)
    await visitor.axe()
    await page.get_by_label("Role", exact=True).select_option("MENTOR")
    await listed(visitor, teacher.name)
    await page.get_by_role("link", name="Remove filter Role").click()
    await listed(visitor, learner.name, teacher.name)
    await page.get_by_label("State", exact=True).select_option("SUSPENDED")
    await listed(visitor, learner.name)
    await page.get_by_role("link", name=learner.name).click()
    await page.get_by_role("heading", level=1, name=learner.name).wait_for()


async def test_a_role_is_given_with_dates_and_ended(visit, admin, learner) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(one(learner))
    await page.get_by_role("button", name="Give role").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("First day").fill(day(3))
    await dialog.get_by_label("Last day").fill(day(2))
    await dialog.get_by_role("button", name="Give role").click()
    await dialog.get_by_text("Last day: Enter an end after the start.").wait_for()
    await visitor.axe()
    await dialog.get_by_label("Last day").fill(day(9))
    await dialog.get_by_role("button", name="Give role").click()
    row = page.get_by_role("listitem").filter(has_text="Mentor")
    await row.get_by_text("Later").wait_for()
    await row.get_by_text(f"given by {admin.name}").wait_for()
    assert (await admin.get(f"/users/{learner.account['uuid']}"))["roles"] == ["LEARNER"], "it has not begun yet"

    await page.get_by_role("button", name="Give role").click()
    await dialog.get_by_label("First day").fill(day(4))
    await dialog.get_by_role("button", name="Give role").click()
    await dialog.get_by_role("alert").get_by_text("The account already has this role").wait_for()
    await dialog.get_by_role("button", name="Cancel").click()

    await page.get_by_role("button", name="End role: Mentor").click()
    await page.get_by_role("dialog").get_by_role("button", name="End role").click()
    await page.get_by_text("1 former role").wait_for()
    await page.get_by_text("1 former role").click()
    await page.get_by_role("listitem").filter(has_text="Mentor").get_by_text("Over").wait_for()
    await visitor.axe()


async def test_a_role_that_begins_now_counts_at_once(visit, admin, learner) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(one(learner))
    await page.get_by_role("button", name="Give role").click()
    await page.get_by_role("dialog").get_by_role("button", name="Give role").click()
    await page.get_by_role("listitem").filter(has_text="Mentor").get_by_text("Active").wait_for()
    assert (await admin.get(f"/users/{learner.account['uuid']}"))["roles"] == ["LEARNER", "MENTOR"]


async def test_a_state_is_changed_and_asked_before(visit, admin, learner) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(one(learner))
    for choice, verb, shown in (("Suspended", "Close learning", "SUSPENDED"), ("Active", None, "ACTIVE")):
        await page.get_by_role("button", name="Change the state").click()
        await page.get_by_role("menuitemradio", name=choice, exact=True).click()
        if verb:
            await page.get_by_role("dialog").get_by_role("button", name=verb).click()
        await page.locator("h1 + .status").filter(has_text=choice).wait_for()
        assert (await admin.get(f"/users/{learner.account['uuid']}"))["status"] == shown


async def test_nobody_switches_himself_off(visit, admin) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(one(admin))
    await page.get_by_text("This is your own account.").wait_for()
    assert await page.get_by_role("button", name="Change the state").count() == 0
    await visitor.axe()


async def test_who_may_not_change_something_sees_why(visit, admin, somebody) -> None:
    boss = await somebody(unique("Root"), (None, "admin"))
    visitor = await visit(admin.session)
    page = await visitor.open(one(boss))
    await page.get_by_text("You cannot change this address: the account holds more than you administer.").wait_for()
    assert await page.get_by_label("E-mail").get_attribute("readonly") is not None
    await page.get_by_text("Administrator of everything: this is not changed here.").wait_for()
    assert await page.get_by_role("button", name="End role: Administrator").count() == 0


async def test_names_and_address_are_changed(visit, admin, somebody) -> None:
    lea = await somebody(unique("Lea"), domains=["learning"])
    visitor = await visit(admin.session)
    page = await visitor.open(one(lea))
    address = f"{unique('new')}@example.org"
    await page.get_by_label("First name").fill("Lena")
    await page.get_by_label("Last name").fill("Lindt")
    await page.get_by_label("E-mail").fill("nonsense")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("E-mail: Enter an e-mail address such as").wait_for()
    await page.get_by_label("E-mail").fill(address)
    async with page.expect_request(lambda request: request.method == "PUT") as waiting:
        await page.get_by_role("button", name="Save").click()
    assert (await waiting.value).post_data_json == {"firstName": "Lena", "lastName": "Lindt", "email": address}
    await page.get_by_role("heading", level=1, name="Lena Lindt").wait_for()
    assert (await admin.get(f"/users/{lea.account['uuid']}"))["email"] == address


async def test_a_plan_is_given_and_its_usage_shown(visit, admin, learner, pool) -> None:
    month = datetime.now(UTC).date().replace(day=1)
    async with pool.acquire() as conn:
        await conn.execute(
            "insert into plan_usage (account_id, month, calls, uploads) values ($1, $2, 812, 10)", learner.account["id"], month
        )
    visitor = await visit(admin.session)
    page = await visitor.open(one(learner))
    await page.get_by_text("812, no limit").wait_for()
    await page.get_by_label("Plan", exact=True).select_option("FREE")
    await page.get_by_role("progressbar", name="API calls").wait_for()
    assert await page.get_by_role("progressbar", name="API calls").get_attribute("aria-valuenow") == "81"
    await page.get_by_text("812 of 1,000").wait_for()
    await page.get_by_text("The plan is used up for this month").wait_for()
    await visitor.axe()
    assert (await admin.get(f"/users/{learner.account['uuid']}"))["plan"] == "FREE"
    own = await visit(learner.session, theme="dark", language="de")
    page = await own.open("/app/learning/plan")
    await page.get_by_text("812 von 1.000").wait_for()
    await page.get_by_text("Der Tarif ist für diesen Monat ausgeschöpft").wait_for()
    await own.axe()


async def test_plans_are_listed_by_use(visit, admin, somebody, pool) -> None:
    word = unique("Plum")
    month = datetime.now(UTC).date().replace(day=1)
    async with pool.acquire() as conn:
        for name, calls, uploads in (("Ann", 5, 9), ("Bob", 990, 1)):
            person = await somebody(f"{word} {name}")
            await conn.execute("update accounts set plan = 'FREE' where id = $1", person.account["id"])
            await conn.execute("insert into plan_usage (account_id, month, calls, uploads) values ($1, $2, $3, $4)",
                               person.account["id"], month, calls, uploads)  # fmt: skip
    visitor = await visit(admin.session)
    page = await visitor.open(f"/app/learning/plans?search={word}&plan=FREE")
    await listed(visitor, f"{word} Bob", f"{word} Ann", ordered=True)
    await page.get_by_text("990 of 1,000").wait_for()
    await visitor.axe()
    await page.get_by_label("Order").select_option("-uploads")
    await listed(visitor, f"{word} Ann", f"{word} Bob", ordered=True)
    await page.get_by_role("link", name=f"{word} Bob").click()
    await page.get_by_role("heading", level=1, name=f"{word} Bob").wait_for()


async def test_calls_of_programs_show_in_the_own_plan(visit, learner, make, anonymous) -> None:
    token = await make.token(learner.account)
    program = Client(anonymous.session, anonymous.url + "/lms/api", token, None)
    for _ in range(2):
        assert (await program.get("/auth/profile")).status == 200
    visitor = await visit(learner.session)
    page = await visitor.open("/app/learning/plan")
    await page.get_by_text(re.compile("^2, no limit")).wait_for()
    await page.reload()
    await page.get_by_text(re.compile("^2, no limit")).wait_for()


@pytest.mark.parametrize("language", ["en", "de"])
async def test_phones_need_no_sideways_scrolling(visit, admin, learner, language: str) -> None:
    visitor = await visit(admin.session, width=320, height=640, touch=True, language=language)
    for path in (LIST, one(learner), one(admin), "/app/learning/plans", "/app/learning/plan"):
        await visitor.go(path)
        assert await visitor.overflow() <= 0, path
        await visitor.axe()

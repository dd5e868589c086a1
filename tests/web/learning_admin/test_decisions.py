"""What waits for a decision: one key each, many at once, somebody else was faster."""

import re

import pytest

from tests.make import unique
from tests.web.learning_admin.conftest import listed

pytestmark = pytest.mark.chromium

LIST = "/app/learning/pending"


async def asking(somebody, subject, *names):
    """Requests of people with these names, in this order; their ids."""
    return [await (await somebody(name)).enrol(subject, f"I am {name}.") for name in names]


def searched(subject) -> str:
    """One database is shared: the rows of one subject only."""
    return f"{LIST}?search={subject['name']}"


async def states(pool, ids) -> list[tuple[str, str | None]]:
    async with pool.acquire() as conn:
        rows = {
            str(row["id"]): row for row in await conn.fetch("select id, status, reason from enrollments where id = any($1::uuid[])", ids)
        }
    return [(rows[one]["status"], rows[one]["reason"]) for one in ids]


async def until(page, pool, ids, wanted) -> None:
    for _ in range(200):
        if [state for state, _ in await states(pool, ids)] == wanted:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"{await states(pool, ids)}, not {wanted}")


async def test_the_start_page_says_that_somebody_waits(visit, admin, somebody, school) -> None:
    await asking(somebody, school.subject, "Wera Wart")
    visitor = await visit(admin.session)
    page = await visitor.open("/app")
    await page.get_by_text(re.compile(r"requests? in learning waits? for your decision")).wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="Show what waits").click()
    await page.get_by_role("heading", name="Decisions", level=1).wait_for()


async def test_requests_are_decided_by_keys(visit, admin, somebody, school, pool) -> None:
    ids = await asking(somebody, school.subject, "Anna Ahr", "Bert Bode", "Carl Chor", "Dora Dach")
    visitor = await visit(admin.session)
    page = await visitor.open(searched(school.subject))
    await listed(visitor, "Anna Ahr", "Bert Bode", "Carl Chor", "Dora Dach", ordered=True)  # the oldest first
    await page.get_by_text("I am Bert Bode.").wait_for()
    await page.get_by_role("button", name="Accept: Anna Ahr").focus()
    await page.keyboard.press("ArrowDown")
    await visitor.until_focused("Accept: Bert Bode")
    await page.keyboard.press("a")
    await page.get_by_role("row", name="Bert Bode").get_by_text("Enrolled").wait_for()
    await visitor.until("document.activeElement.getAttribute('aria-label') === 'Accept: Carl Chor'")
    await page.keyboard.press("r")
    dialog = page.get_by_role("dialog", name="Decline Carl Chor")
    await dialog.get_by_label("Reason").fill("The course is full.")
    await visitor.axe()
    await dialog.get_by_role("button", name="Decline").click()
    await page.get_by_role("row", name="Carl Chor").get_by_text("Declined").wait_for()
    await visitor.until_focused("Accept: Dora Dach")
    assert await states(pool, ids) == [("pending", None), ("approved", None), ("rejected", "The course is full."), ("pending", None)]
    await page.get_by_role("button", name="Accept: Anna Ahr").press("a")
    await until(page, pool, ids, ["approved", "approved", "rejected", "pending"])
    await visitor.axe()


async def test_many_are_decided_at_once_and_what_others_decided_is_said(visit, admin, somebody, school, pool) -> None:
    ids = await asking(somebody, school.subject, "Anna Ahr", "Bert Bode", "Carl Chor")
    visitor = await visit(admin.session)
    page = await visitor.open(searched(school.subject))
    response = await admin.lms.put(f"/admin/enrollment/{ids[1]}/reject", json={"reason": "Meanwhile"})
    assert response.status == 200
    await page.get_by_label("Select all rows of this page").check()
    await page.get_by_role("toolbar").get_by_role("button", name="Accept").click()
    await page.get_by_text("2 done, 1 refused").wait_for()
    await page.get_by_text("Bert Bode: Somebody else has decided already").wait_for()
    await page.get_by_role("row", name="Bert Bode").get_by_text("Somebody else has decided already").wait_for()
    assert await states(pool, ids) == [("approved", None), ("rejected", "Meanwhile"), ("approved", None)]
    await visitor.axe()


async def test_many_are_declined_with_one_reason(visit, admin, somebody, school, pool) -> None:
    ids = await asking(somebody, school.subject, "Anna Ahr", "Bert Bode")
    visitor = await visit(admin.session)
    page = await visitor.open(searched(school.subject))
    await page.get_by_label("Select all rows of this page").check()
    await page.get_by_role("toolbar").get_by_role("button", name="Decline").click()
    dialog = page.get_by_role("dialog", name="Decline 2 entries")
    await dialog.get_by_role("button", name="Cancel").click()
    await dialog.wait_for(state="detached")
    assert [state for state, _ in await states(pool, ids)] == ["pending", "pending"]
    await page.get_by_role("toolbar").get_by_role("button", name="Decline").click()
    await dialog.get_by_label("Reason").fill("Not this year.")
    await dialog.get_by_role("button", name="Decline").click()
    await page.get_by_text("2 done").wait_for()
    assert await states(pool, ids) == [("rejected", "Not this year.")] * 2


async def test_one_key_decides_once(visit, admin, somebody, school, pool) -> None:
    ids = await asking(somebody, school.subject, "Anna Ahr")
    visitor = await visit(admin.session)
    page = await visitor.open(searched(school.subject))
    sent: list[str] = []

    async def slowly(route):
        sent.append(route.request.post_data_json["decision"])
        await page.wait_for_timeout(300)
        await route.continue_()

    await page.route("**/app/api/learning/enrollments/decisions", slowly)
    button = page.get_by_role("button", name="Accept: Anna Ahr")
    await button.focus()
    for _ in range(3):
        await page.keyboard.press("a")
    await page.get_by_role("row", name="Anna Ahr").get_by_text("Enrolled").wait_for()
    assert sent == ["approve"]
    await until(page, pool, ids, ["approved"])


async def test_a_refusal_leaves_the_rows_as_they_are(visit, admin, somebody, school, pool) -> None:
    ids = await asking(somebody, school.subject, "Anna Ahr")
    visitor = await visit(admin.session)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(searched(school.subject))
    await page.route("**/app/api/learning/enrollments/decisions", lambda route: route.abort())
    await page.get_by_role("button", name="Accept: Anna Ahr").click()
    await page.get_by_role("alert").get_by_text("The server cannot be reached").wait_for()
    await page.get_by_role("button", name="Decline: Anna Ahr").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Reason").fill("A long story.")
    await dialog.get_by_role("button", name="Decline").click()
    await dialog.get_by_text("The server cannot be reached").wait_for()
    assert await dialog.get_by_label("Reason").input_value() == "A long story.", "nothing typed is lost"
    await dialog.get_by_role("button", name="Cancel").click()
    await page.unroute("**/app/api/learning/enrollments/decisions")
    await page.get_by_role("button", name="Accept: Anna Ahr").click()
    await until(page, pool, ids, ["approved"])
    await page.get_by_role("row", name="Anna Ahr").get_by_text("Enrolled").wait_for()


async def test_an_application_is_read_whole_and_makes_a_mentor(visit, admin, somebody, school) -> None:
    name = unique("Zoe")
    zoe = await somebody(name)
    story = "I have welded for years. " * 20
    await zoe.apply(story, experience="Ten years at the bench.", subjects=[str(school.subject["id"]), "Forging"])
    visitor = await visit(admin.session)
    page = await visitor.open(f"{LIST}?tab=applications&search={name}")
    await page.get_by_role("cell", name=f"{school.subject['name']} and Forging").wait_for()
    await page.get_by_role("button", name=name, exact=True).click()
    dialog = page.get_by_role("dialog", name=name)
    await dialog.get_by_text("Ten years at the bench.").wait_for()
    assert story.strip() in await dialog.inner_text()
    await visitor.axe()
    await dialog.get_by_role("button", name="Accept").click()
    await page.get_by_role("row", name=name).get_by_text("Accepted").wait_for()
    assert "MENTOR" in (await admin.get(f"/users/{zoe.account['uuid']}"))["roles"]
    # What comes next: the subject that she named opens to be given to her.
    await page.get_by_role("link", name=f"Assign “{school.subject['name']}”").click()
    dialog = page.get_by_role("dialog", name=school.subject["name"])
    field = dialog.get_by_role("combobox", name="Mentor")
    await field.fill(name)
    await dialog.get_by_role("option", name=name).click()
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_role("region", name=school.subject["name"]).get_by_text(name).first.wait_for()


async def test_lists_are_searched_and_paged(visit, admin, somebody, make) -> None:
    subject = await make.subject(name=unique("Pages"))
    for number in range(27):
        await (await somebody(f"Person {number:02}")).enrol(subject)
    visitor = await visit(admin.session)
    page = await visitor.open(searched(subject))
    people = [f"Person {number:02}" for number in range(27)]
    await listed(visitor, *people[:24], ordered=True)
    await page.get_by_role("link", name="Next").click()
    await listed(visitor, *people[24:], ordered=True)
    await page.get_by_role("link", name="Sent").click()
    await listed(visitor, *people[:24], ordered=True)
    await page.get_by_role("link", name="Sent").click()
    await listed(visitor, *people[:2:-1], ordered=True)
    await page.get_by_role("searchbox").fill(unique("nobody"))
    await page.keyboard.press("Enter")
    await page.get_by_text("Nothing matches these filters").wait_for()


async def test_phones_need_no_sideways_scrolling(visit, admin, somebody, school) -> None:
    await asking(somebody, school.subject, "Anna mit einem sehr langen Namen aus vielen Wörtern Ahr")
    visitor = await visit(admin.session, width=320, height=640, touch=True, language="de")
    for path in (searched(school.subject), f"{LIST}?tab=applications"):
        await visitor.go(path)
        assert await visitor.overflow() <= 0, path
        await visitor.axe()


async def test_what_waits_beyond_this_page_is_offered(visit, admin, somebody, make) -> None:
    subject = await make.subject(name=unique("Queue"))
    for number in range(25):
        await (await somebody(f"Person {number:02}")).enrol(subject)
    visitor = await visit(admin.session)
    page = await visitor.open(searched(subject))
    await page.get_by_label("Select all rows of this page").check()
    await page.get_by_role("toolbar").get_by_role("button", name="Accept").click()
    await page.get_by_text("24 done").wait_for()
    await page.get_by_role("button", name="Show what still waits").click()
    await listed(visitor, "Person 24")

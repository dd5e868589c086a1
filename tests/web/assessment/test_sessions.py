"""Sessions: found and archived together; one of them changed, mailed about, cancelled, deleted."""

import re

import pytest
from playwright.async_api import expect

from tests.web.assessment.conftest import choose

pytestmark = pytest.mark.chromium

LIST = "/app/assessment/sessions"


async def test_sessions_are_found_filtered_sorted_and_archived(visit, filled) -> None:
    office, _, _ = filled
    visitor = await visit(office.session)
    page = await visitor.open(LIST)
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(3)
    await page.get_by_role("searchbox").fill("brow")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("In progress")
    await page.goto(f"{visitor.origin}{LIST}?state=done")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("Cleo Clark")
    await page.get_by_role("link", name="Remove filter State").click()
    await page.get_by_role("link", name="Person", exact=True).click()
    await expect(page.get_by_role("columnheader", name="Person")).to_have_attribute("aria-sort", "ascending")
    await expect(rows.nth(2)).to_contain_text("Cleo Clark")
    await rows.nth(2).get_by_role("checkbox").check()
    await rows.nth(0).get_by_role("checkbox").check()
    await page.get_by_role("button", name="Archive").click()
    await page.get_by_text("2 done").wait_for()
    await expect(rows).to_have_count(1)
    await page.get_by_label("State", exact=True).select_option("archived")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("Archived")


async def test_a_planned_session_is_changed(visit, filled) -> None:
    office, _, sessions = filled
    other = await office.test(TestName="Second test")
    visitor = await visit(office.session)
    page = await visitor.open(f"{LIST}/{sessions[0].id}?edit=1")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Open from").fill("2026-05-02T08:00")
    await dialog.get_by_label("Open until").fill("2026-05-01T08:00")
    await dialog.get_by_role("button", name="Save").click()
    await dialog.get_by_role("link", name="Open until: Enter an end after the start.").wait_for()
    await visitor.axe()
    await dialog.get_by_label("Open until").fill("")
    await dialog.get_by_label("Name").fill("Selection of many")
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_role("heading", level=1, name="Selection of many").wait_for()
    await page.get_by_text(re.compile("^from 2 May 2026")).wait_for()
    row = await office.read(f"/sessions/{sessions[0].id}")
    assert (row["Description"], row["AllowedEndDateTime"][:4], row["Goal"]) == ("Selection of many", "2100", "Selection")
    await choose(page, "Add a test", "second", "Second test")
    await page.get_by_text("Second test was added").wait_for()
    await expect(page.get_by_role("table", name="Tests of the session").locator("tbody tr")).to_have_count(2)
    tests = await office.read(f"/sessiontests/{sessions[0].id}", Sort="Sequence")
    assert [(test["TestID"], test["Sequence"], test["Status"]) for test in tests][1] == (other["ID"], 1, 10)
    assert (tests[1]["TestLanguage"], tests[1]["PersID"]) == ("en", sessions[0].person["ID"])
    line = page.get_by_role("row").filter(has_text="Second test")
    await line.get_by_role("button", name="Remove").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(page.get_by_role("table", name="Tests of the session").locator("tbody tr")).to_have_count(1)


async def test_the_login_mail_is_sent_again_with_a_new_password(visit, filled, mails) -> None:
    office, _, sessions = filled
    ada = sessions[0].person
    visitor = await visit(office.session)
    page = await visitor.open(f"{LIST}/{sessions[0].id}")
    await page.get_by_role("button", name="Send login mail").click()
    dialog = page.get_by_role("dialog")
    preview = dialog.get_by_role("region", name="This is how it looks")
    await expect(preview).to_contain_text("Dear Ada Adams")
    await dialog.get_by_label("Subject").fill("")
    await dialog.get_by_role("button", name="Send login mail").click()
    await dialog.get_by_role("link", name="Subject: Enter a subject.").wait_for()
    await dialog.get_by_label("Subject").fill("For {first_name}: {session}")
    await expect(preview).to_contain_text("For Ada: Selection of trainees")
    await dialog.get_by_role("button", name="Send login mail").click()
    await page.get_by_text("1 mail is on its way").wait_for()
    (mail,) = await mails()
    assert (mail["to"], mail["subject"]) == ([ada["EMail"]], "For Ada: Selection of trainees")
    assert f'<a href="{visitor.origin}/app/sign-in">' in mail["html"]
    password = re.search(r"Password: ([a-z0-9-]+)", mail["html"])[1]
    response = await office.app.using().post("/sign-in", json={"login": ada["EMail"], "password": password})
    assert response.status == 201, await response.text()
    assert (await response.json())["session"]["kind"] == "candidate"


async def test_a_session_is_cancelled_and_deleted(visit, filled) -> None:
    office, _, sessions = filled
    visitor = await visit(office.session)
    page = await visitor.open(f"{LIST}/{sessions[0].id}")

    async def act(name: str) -> None:
        await page.get_by_role("main").get_by_role("button", name="Actions").click()
        await page.get_by_role("menuitem", name=name).click()

    await act("Cancel session")
    await page.get_by_text("Ready (Archived)").wait_for()
    assert (await office.read(f"/sessions/{sessions[0].id}"))["Active"] is False
    await act("Bring back")
    await page.get_by_role("button", name="Send login mail").wait_for()
    await act("Delete")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", level=1, name="Sessions").wait_for()
    assert (await office.itr.get(f"/sessions/{sessions[0].id}")).status == 404


async def test_a_session_that_is_done_leads_to_its_results_and_tells_its_story(visit, filled) -> None:
    office, _, sessions = filled
    visitor = await visit(office.session)
    page = await visitor.open(f"{LIST}/{sessions[2].id}")
    assert await page.get_by_role("link", name="Results").get_attribute("href") == f"{LIST}/{sessions[2].id}/results"
    await page.get_by_text("The session is now: Finished").wait_for()
    await page.get_by_text("“Calm and open” was finished, or looked at").wait_for()
    assert await page.get_by_role("combobox", name="Add a test").count() == 0


async def test_who_sees_own_sessions_only_finds_no_other(visit, filled) -> None:
    office, _, sessions = filled
    narrow = await office.colleague("is_office_user", "may_work_with_own_objects_only")
    visitor = await visit(narrow.session)
    page = await visitor.open(LIST)
    await page.get_by_text("No sessions yet").wait_for()
    await visitor.open(f"{LIST}/{sessions[0].id}")
    await page.get_by_role("heading", name="This is not there any more").wait_for()

"""Persons: found, created, changed, archived, given a password, deleted; many of them."""

import re

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.assessment.conftest import choose, new_id

pytestmark = pytest.mark.chromium

LIST = "/app/assessment/persons"


async def test_a_person_is_created_once_and_changed(visit, office) -> None:
    address, works = f"{unique('zoe')}@example.org", new_id()
    await office.save(f"/organisations/{works}", {"ID": works, "Name": "North Works", "Remarks": "", "Active": True})
    visitor = await visit(office.session)
    page = await visitor.open(LIST)
    await page.get_by_text("No persons yet").wait_for()
    await page.get_by_role("button", name="New person").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Create person").click()
    await dialog.get_by_role("link", name="E-mail: Enter an e-mail address.").wait_for()
    await visitor.axe()
    await dialog.get_by_label("First name").fill("Zoë")
    await dialog.get_by_label("Last name").fill("日本")
    await dialog.get_by_label("E-mail").fill(address)
    await dialog.get_by_label("Language").select_option("de")
    await dialog.get_by_role("button", name="Create person").click()
    await page.get_by_role("heading", level=1, name="Zoë 日本").wait_for()
    await page.get_by_role("main").get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Edit").click()
    await dialog.get_by_label("Titles before the name").fill("Dr.")
    await dialog.get_by_label("Date of birth").fill("1990-03-04")
    await choose(page, "Organisation (optional)", "north", "North Works")
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_text("4 Mar 1990").wait_for()
    await page.get_by_text("North Works").wait_for()
    row = await office.read(f"/persons/{page.url.rpartition('/')[2].partition('?')[0]}")
    assert (row["FirstName"], row["LastName"], row["PreferredLanguage"], row["PersonType"]) == ("Zoë", "日本", "de", 0)
    assert (row["TitlesBefore"], row["OrganisationID"], row["Sex"]) == ("Dr.", works, 0)
    await visitor.open(f"{LIST}?new=1")
    await dialog.get_by_label("Last name").fill("Other")
    await dialog.get_by_label("E-mail").fill(address.upper())
    await dialog.get_by_role("button", name="Create person").click()
    await dialog.get_by_role("link", name="E-mail: This is already in use.").wait_for()
    await dialog.get_by_role("button", name="Cancel").click()
    await page.get_by_role("searchbox").fill("日本")
    await page.keyboard.press("Enter")
    await expect(page.locator("tbody tr")).to_have_count(1)


async def test_a_person_gets_a_password_is_archived_and_deleted(visit, filled) -> None:
    office, _, sessions = filled
    ada = sessions[0].person
    visitor = await visit(office.session)
    page = await visitor.open(f"{LIST}/{ada['ID']}")
    await expect(page.get_by_role("table", name="Sessions of Ada Adams").locator("tbody tr")).to_have_count(1)

    async def act(name: str) -> None:
        await page.get_by_role("main").get_by_role("button", name="Actions").click()
        await page.get_by_role("menuitem", name=name).click()

    dialog = page.get_by_role("dialog")
    await act("Give a new password")
    await dialog.get_by_role("button", name="Give a new password").click()
    await dialog.get_by_text("Note it now: nobody can look it up later.").wait_for()
    password = await dialog.locator("code").nth(1).inner_text()
    response = await office.app.using().post("/sign-in", json={"login": ada["EMail"], "password": password})
    assert response.status == 201, await response.text()
    await visitor.axe()
    await dialog.get_by_role("button", name="Close").last.click()
    await act("Archive")
    await page.get_by_text("Ada Adams is archived").wait_for()
    await page.get_by_role("link", name="Plan a session").wait_for(state="detached")
    await visitor.open(LIST)
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(2)
    await page.get_by_label("State", exact=True).select_option("archived")
    await expect(rows).to_have_count(1)
    await page.get_by_role("link", name="Ada Adams").click()
    await act("Delete")
    await dialog.get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", level=1, name="Persons").wait_for()
    assert (await office.itr.get(f"/persons/{ada['ID']}")).status == 404


async def test_persons_without_sessions_go_and_chosen_ones_are_planned_for(visit, filled) -> None:
    office, _, _ = filled
    await office.person("Nobody", "Needed")
    visitor = await visit(office.session)
    page = await visitor.open(LIST)
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(4)
    await page.get_by_role("main").get_by_role("button", name="Actions").first.click()
    await page.get_by_role("menuitem", name="Delete persons without sessions").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(rows).to_have_count(3)
    await rows.filter(has_text="Ada Adams").get_by_role("checkbox").check()
    await rows.filter(has_text="Cleo Clark").get_by_role("checkbox").check()
    await page.get_by_role("button", name="Plan a session").click()
    await page.get_by_role("heading", level=1, name="Plan a session").wait_for()
    await page.get_by_role("button", name="Remove Ada Adams").wait_for()
    await page.get_by_role("button", name="Remove Cleo Clark").wait_for()


async def test_many_persons_are_paged_sorted_and_searched(visit, office, make) -> None:
    async with make.pool.acquire() as conn:
        await conn.execute(
            "insert into persons (id, company_id, email, first_name, last_name) "
            "select gen_random_uuid(), $1, 'p' || n || '@many.example.org', 'First' || n, 'Last' || lpad(n::text, 6, '0') "
            "from generate_series(1, 20000) n", office.company_id,
        )  # fmt: skip
    visitor = await visit(office.session)
    page = await visitor.open(LIST)
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(25)
    await page.get_by_role("heading", level=1).locator("xpath=..").get_by_text("20,000").wait_for()
    await page.get_by_role("link", name="Page 800").click()
    await expect(rows.last).to_contain_text("Last020000")
    await page.get_by_role("link", name="Name", exact=True).click()
    await page.wait_for_url(re.compile("sort="))
    await page.get_by_role("searchbox").fill("p19999@")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(1)
    async with make.pool.acquire() as conn:
        await conn.execute("delete from persons where company_id = $1", office.company_id)

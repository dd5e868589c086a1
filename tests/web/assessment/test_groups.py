"""A group that runs: live progress, persons who join and leave, opened together."""

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.assessment.conftest import Planned, choose, moment

pytestmark = pytest.mark.chromium


# Playwright cannot put a tab behind another one: the page is told that it is hidden.
HIDING = """window.setHidden = hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
};"""


@pytest.fixture
async def running(office):
    """A group of Ada and Ben with a test; sessions by first name."""
    test = await office.test()
    group = await office.group(test, AllowedStartDateTime=moment(days=3))
    people = {name: await office.person(name, last) for name, last in (("Ada", "Adams"), ("Ben", "Brown"))}
    await office.join(group, *people.values())
    sessions = await office.members(group)
    found = {}
    for name, person in people.items():
        tests = await office.read(f"/sessiontests/{sessions[person['ID']]}")
        found[name] = Planned(sessions[person["ID"]], person, [row["ID"] for row in tests])
    return group, found


async def test_a_running_group_is_watched_live(visit, office, running) -> None:
    group, sessions = running
    visitor = await visit(office.session)
    await visitor.page.clock.install()
    page = await visitor.open(f"/app/assessment/groups/{group.id}")
    table = page.get_by_role("table", name="Persons")
    await expect(table.locator("tbody tr")).to_have_count(2)
    await page.get_by_text("0 of 2 finished").wait_for()
    await page.get_by_role("main").get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Open now").click()
    await page.get_by_text("2 sessions are open from now on").wait_for()
    await office.takes(sessions["Ada"], status=20)
    ada = table.get_by_role("row").filter(has_text="Ada Adams")
    await ada.get_by_role("checkbox").check()
    await page.clock.fast_forward(6000)
    await expect(ada).to_contain_text("Calm and open: Page 3 of 4", timeout=15000)
    await office.takes(sessions["Ada"])
    await page.clock.fast_forward(6000)
    await expect(ada).to_contain_text("Finished", timeout=15000)
    await page.get_by_text("1 of 2 finished").wait_for()
    await ada.get_by_role("link", name="Results").wait_for()
    await expect(page.get_by_role("toolbar")).to_contain_text("1 selected")  # whoever was chosen stays so
    await visitor.axe()


async def test_hidden_tabs_do_not_ask(visit, office, running) -> None:
    group, _ = running
    visitor = await visit(office.session)
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url) if "groupsessionsview" in request.url else None)
    await visitor.context.add_init_script(HIDING)
    await visitor.page.clock.install()
    page = await visitor.open(f"/app/assessment/groups/{group.id}")
    await page.get_by_text("0 of 2 finished").wait_for()
    await page.evaluate("setHidden(true)")
    before = len(asked)
    await page.clock.fast_forward(60_000)
    await page.evaluate("new Promise(resolve => requestAnimationFrame(resolve))")
    assert len(asked) == before
    async with page.expect_request("**/itr/api/groupsessionsview"):
        await page.evaluate("setHidden(false)")


async def test_persons_join_and_leave(visit, office, running) -> None:
    group, _ = running
    await office.person("Cleo", "Clark")
    fresh = f"{unique('dora')}@example.org"
    visitor = await visit(office.session)
    page = await visitor.open(f"/app/assessment/groups/{group.id}")
    await page.get_by_role("button", name="Add persons").click()
    dialog = page.get_by_role("dialog")
    await choose(page, "Persons", "clark", "Cleo Clark")
    await dialog.get_by_label("One new person a line").fill(f"Dora Dean {fresh}")
    await dialog.get_by_role("button", name="Add persons").click()
    rows = page.get_by_role("table", name="Persons").locator("tbody tr")
    await expect(rows).to_have_count(4)
    dora = rows.filter(has_text="Dora Dean")
    await dora.get_by_role("checkbox").check()
    await page.get_by_role("button", name="Remove from the group").click()
    await dialog.get_by_role("button", name="Remove from the group").click()
    await expect(rows).to_have_count(3)
    assert len(await office.members(group)) == 3
    await page.get_by_role("searchbox").fill("cleo")
    await page.keyboard.press("Enter")
    await expect(rows).to_have_count(1)


async def test_members_follow_the_groups_window_and_are_written_to(visit, office, running, mails) -> None:
    group, sessions = running
    visitor = await visit(office.session)
    page = await visitor.open(f"/app/assessment/groups/{group.id}?edit=1")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Open until").fill("2099-05-01T08:00")
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_text("The change is saved").wait_for()
    for planned in sessions.values():
        assert (await office.read(f"/sessions/{planned.id}"))["AllowedEndDateTime"].startswith("2099-")
    await page.get_by_role("main").get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Send login mail to everybody who has not begun").click()
    await dialog.get_by_role("heading", name="Login mail to 2 persons").wait_for()
    await dialog.get_by_role("button", name="Send login mail").click()
    await page.get_by_text("2 mails are on their way").wait_for()
    assert sorted(mail["to"][0] for mail in await mails()) == sorted(planned.person["EMail"] for planned in sessions.values())


async def test_a_group_is_archived_found_and_deleted(visit, office, running) -> None:
    group, sessions = running
    visitor = await visit(office.session)
    page = await visitor.open(f"/app/assessment/groups/{group.id}")

    async def act(name: str) -> None:
        await page.get_by_role("main").get_by_role("button", name="Actions").click()
        await page.get_by_role("menuitem", name=name).click()

    await act("Archive")
    await page.get_by_text("The session is archived").wait_for()
    assert (await office.read(f"/sessions/{sessions['Ada'].id}"))["Active"] is False
    await page.get_by_role("navigation", name="You are here").get_by_role("link", name="Groups").click()
    await page.get_by_text("No groups yet").wait_for()
    await page.get_by_label("State", exact=True).select_option("archived")
    await page.get_by_role("link", name="Trainees of spring").click()
    await act("Delete")
    await page.get_by_role("dialog").get_by_text("2 sessions with their answers and reports are deleted for good.").wait_for()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", level=1, name="Groups").wait_for()
    assert (await office.itr.get(f"/sessions/{sessions['Ben'].id}")).status == 404

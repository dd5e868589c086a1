"""Groups and people in the browser: finding, writing, members, what is shared with a group, sharing with one, a person's page."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.make import unique
from tests.web.looks import each_look
from tests.web.research.things import choose, collection, group, items, made, sound, template

pytestmark = pytest.mark.chromium


async def becomes(page: Page, ask: Any, wanted: Any) -> None:
    """What a press changed at once on the page arrives at the server a moment later."""
    for _ in range(60):
        if (found := await ask()) == wanted:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"{found} is not {wanted}")


async def test_list_searches_and_filters_in_the_address(visit, ada, scientists) -> None:
    ben, word = await scientists("Ben Okri"), unique("word")
    await group(ada, title=f"{word} mine")
    await group(ben, title=f"{word} public", visibility="public")
    await group(ben, ada, title=f"{word} with me")
    await group(ben, title=f"{word} hidden")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/groups")
    await page.get_by_role("searchbox", name="Search groups").fill(word)
    await page.get_by_role("button", name="Search", exact=True).click()
    rows = page.locator("main tbody th a")
    await expect(rows).to_have_count(3)
    await page.get_by_label("Membership").select_option("1")
    await expect(rows).to_have_count(2)
    await page.get_by_label("Whose").select_option("1")
    await expect(rows).to_have_text([f"{word} mine"])
    await page.reload()
    await visitor.settled()
    await rows.click()
    await page.get_by_role("heading", name=f"{word} mine", level=1).wait_for()


async def test_group_is_made_and_changed(visit, ada) -> None:
    name = unique("team")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/groups")
    await page.get_by_role("link", name="New group").first.click()
    await page.get_by_role("button", name="Create group").click()
    await page.get_by_role("link", name="Title: Enter a value.").wait_for()
    await visitor.axe()
    await page.get_by_label("Title").fill(f"{name} Prüfung")
    assert await page.get_by_label("Identifier").input_value() == f"{name}-pruefung"
    await page.get_by_role("button", name="Create group").click()
    await page.get_by_role("heading", name=f"{name} Prüfung", level=1).wait_for()
    await page.get_by_role("radio", name="Ada Lovelace: Administrator").wait_for()
    await page.get_by_role("link", name="Edit", exact=True).click()
    await page.get_by_label("Title").fill(f"{name} tests")
    await page.get_by_label("Public").check()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("heading", name=f"{name} tests", level=1).wait_for()
    [found] = await items(ada, f"/groups?query={name}")
    assert (found["identifier"], found["visibility"]) == (f"{name}-pruefung", "public")
    await page.get_by_role("tab", name="History").click()
    await page.locator(".revision").nth(1).locator("summary").click()
    await page.get_by_role("button", name="Restore this state").click()
    await page.get_by_role("dialog").get_by_role("button", name="Restore this state").click()
    await page.get_by_role("heading", name=f"{name} Prüfung", level=1).wait_for()
    assert (await items(ada, f"/groups?query={name}"))[0]["visibility"] == "private"


async def test_members_are_added_changed_and_removed(visit, ada, scientists) -> None:
    name = f"Ben {unique('b')}"
    ben, found = await scientists(name), await group(ada)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/groups/{found['id']}")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("link", name="Person: Enter a value.").wait_for()
    person = page.get_by_role("combobox", name="Person")
    await person.fill(name)
    await page.get_by_role("option", name=re.compile(name)).wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Add", exact=True).click()
    member = page.get_by_role("radio", name=f"{name}: Member")
    await expect(member).to_be_checked()
    assert (await ben.kadi.get(f"/groups/{found['id']}")).status == 200
    await page.get_by_role("radio", name=f"{name}: Editor").check()

    async def roles() -> list[str]:
        return [one["role"]["name"] for one in await items(ada, f"/groups/{found['id']}/members")]

    await becomes(page, roles, ["admin", "editor"])
    await person.fill(name)
    await page.get_by_text("Nothing found").first.wait_for()  # a member is no choice
    await page.get_by_role("button", name=f"Remove {name}").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("loses everything that is shared only with this group")
    await dialog.get_by_role("button", name="Remove member").click()
    await expect(member).to_have_count(0)
    assert (await ben.kadi.get(f"/groups/{found['id']}")).status == 403


async def test_member_sees_the_group_and_changes_nothing(visit, ada, scientists) -> None:
    ben = await scientists("Ben Okri")
    found = await group(ada, ben)
    visitor = await visit(ben.session)
    page = await visitor.open(f"/groups/{found['id']}")
    await page.get_by_role("table", name="Members").wait_for()
    assert await page.get_by_role("button", name="Add", exact=True).count() == 0
    assert await page.get_by_role("link", name="Edit", exact=True).count() == 0
    assert await page.get_by_role("button", name="More actions").count() == 0
    assert await page.get_by_role("radio").first.is_disabled()
    hidden = await group(ada)
    await visitor.open(f"/groups/{hidden['id']}")
    await page.get_by_role("heading", name="This is not open to you").wait_for()


@pytest.mark.parametrize("noun", ["record", "collection", "template"])
async def test_sharing_with_a_group_and_its_list(visit, ada, scientists, noun: str) -> None:
    ben, team = await scientists("Ben Okri"), unique("team")
    found = await group(ada, ben, title=f"Group {team}")
    thing = await (ada.record() if noun == "record" else collection(ada) if noun == "collection" else template(ada))
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/{noun}s/{thing['id']}?tab=sharing")
    await choose(page, "Person or group", f"Group {team}")
    await page.get_by_role("button", name="Share", exact=True).click()
    await page.get_by_role("table", name="Groups").get_by_role("radio", name=f"Group {team}: Member").wait_for()
    assert (await ben.kadi.get(f"/{noun}s/{thing['id']}")).status == 200
    await page.get_by_role("radio", name=f"Group {team}: Editor").check()

    async def role() -> list[str]:
        return [one["role"]["name"] for one in await items(ada, f"/{noun}s/{thing['id']}/roles/groups")]

    await becomes(page, role, ["editor"])
    assert (await ben.kadi.patch(f"/{noun}s/{thing['id']}", json={"description": "By Ben"})).status == 200
    await page.get_by_role("link", name=f"Group {team}").click()
    await page.get_by_role("heading", name=f"Group {team}", level=1).wait_for()
    await page.get_by_role("tab", name=f"{noun.capitalize()}s").click()
    await page.get_by_role("link", name=thing["title"]).click()
    await page.get_by_role("heading", name=thing["title"], level=1).wait_for()
    await page.get_by_role("tab", name="Sharing").click()
    await page.get_by_role("button", name=f"Remove Group {team}").click()
    await page.get_by_role("dialog").get_by_role("button", name="End sharing").click()
    await page.get_by_text(f"No longer shared with Group {team}").first.wait_for()
    assert (await ben.kadi.get(f"/{noun}s/{thing['id']}")).status == 403
    assert found["id"] not in [one["id"] for one in await items(ada, f"/{noun}s/{thing['id']}/roles/groups")]


async def test_refused_change_of_a_role_goes_back_and_says_why(visit, ada, scientists) -> None:
    name = f"Ben {unique('b')}"
    ben, record = await scientists(name), await ada.record()
    await made(ada, f"/records/{record['id']}/roles/users", {"user": {"id": ben.account["id"]}, "role": {"name": "member"}})
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=sharing")
    await page.get_by_role("radio", name=f"{name}: Editor").wait_for()
    assert (await ada.kadi.delete(f"/records/{record['id']}/roles/users/{ben.account['id']}")).status == 204
    await page.get_by_role("radio", name=f"{name}: Editor").click()
    await page.locator(".notice.danger").wait_for()
    await expect(page.get_by_role("radio", name=f"{name}: Member")).to_be_checked()


async def test_search_of_the_whole_app_finds_groups_templates_and_people(visit, ada, scientists) -> None:
    word = unique("word")
    person = await scientists(f"{word} Okri")
    found = {f"{word} team": await group(ada, title=f"{word} team"), f"{word} form": await template(ada, title=f"{word} form")}
    visitor = await visit(ada.session)
    page = await visitor.open("/app")
    for name in (*found, f"{word} Okri"):
        await page.keyboard.press("Control+k")
        await page.get_by_role("combobox", name="Search and commands").fill(word)
        await page.get_by_role("option", name=re.compile(name)).click()
        await page.get_by_role("heading", name=name, level=1).wait_for()
    assert page.url.endswith(f"/users/{person.account['id']}")


async def test_group_goes_to_the_trash_and_comes_back(visit, ada) -> None:
    found = await group(ada)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/groups/{found['id']}")
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Move to trash").click()
    await page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    await page.wait_for_url("**/app/research/groups")
    await page.get_by_role("heading", name="Groups", level=1, exact=True).wait_for()
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_role("heading", name=found["title"], level=1).wait_for()


async def test_page_of_a_person_and_ones_own(visit, ada, scientists) -> None:
    name = f"Ben {unique('b')}"
    ben = await scientists(name)
    his, hidden = await ben.record(title=f"His {unique('r')}", visibility="public"), await ben.record(title=f"Hidden {unique('r')}")
    mine = await ada.record(title=f"Mine {unique('r')}")
    both, theirs = await group(ada, ben), await group(ben, visibility="public")
    await made(ada, f"/records/{mine['id']}/roles/groups", {"group": {"id": both["id"]}, "role": {"name": "member"}})
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{his['id']}")
    await page.locator(".page-facts").get_by_role("link", name=name).click()
    await page.get_by_role("heading", name=name, level=1).wait_for()
    rows = page.locator("main tbody th a")
    await expect(rows).to_have_text([his["title"]])
    assert hidden["title"] not in await page.locator("main").inner_text()
    await page.get_by_role("link", name="Created by me and shared with this person").click()
    await expect(rows).to_have_text([mine["title"]])
    await expect(page.get_by_role("link", name="Created by me and shared with this person")).to_have_attribute("aria-current", "true")
    await page.get_by_role("tab", name="Templates").click()
    await page.get_by_role("heading", name="You share nothing with this person").wait_for()
    await page.get_by_role("tab", name="Groups").click()
    await expect(rows).to_have_text([both["title"]])
    await page.get_by_role("link", name="Created by this person").click()
    await expect(rows).to_have_text([theirs["title"]])
    await page.get_by_role("button", name="Ada Lovelace").click()
    await page.get_by_role("menuitem", name="My research data").click()
    await page.get_by_text("This is you.").wait_for()
    await expect(rows).to_have_text([mine["title"]])
    assert await page.get_by_role("link", name="Created by this person").count() == 0


@each_look
async def test_pages_are_accessible_and_fit(visit, ada, scientists, theme: str, language: str, width: int) -> None:
    ben = await scientists("Ben Okri with a name that is rather long for a table on a phone")
    found = await group(ada, ben, title="Werkstoffprüfung und Probenvorbereitung " * 3, description="All who *measure*.")
    record = await ada.record(title="Zugversuch Reihe A mit einem sehr langen Titel, der umbrechen muss")
    await made(ada, f"/records/{record['id']}/roles/groups", {"group": {"id": found["id"]}, "role": {"name": "member"}})
    assert (await ada.kadi.patch(f"/groups/{found['id']}", json={"description": "Changed", "visibility": "public"})).status == 200
    base, at, person = "/app/research/groups", f"/app/research/groups/{found['id']}", f"/users/{ben.account['id']}"
    paths = [
        base,
        f"{base}?query=nothing-has-this-word",
        f"{base}/new",
        f"{at}/edit",
        *(f"{at}?tab={tab}" for tab in ("members", "records", "templates", "history")),
    ]
    paths += [
        person,
        f"{person}?tab=records&other=1",
        f"{person}?tab=groups",
        f"/users/{ada.account['id']}",
        f"/records/{record['id']}?tab=sharing",
    ]
    await sound(await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600), paths)

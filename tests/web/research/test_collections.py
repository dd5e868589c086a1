"""Collections in the browser: finding and making them, the tree, what is in them, moving, sharing, the trash."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.make import unique
from tests.web.looks import each_look

pytestmark = pytest.mark.chromium


async def collection(scientist, title: str, *, below: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    """A collection made through the API, perhaps below another one."""
    response = await scientist.kadi.post("/collections", json={"identifier": unique("c"), "title": title} | fields)
    assert response.status == 201, await response.text()
    found = await response.json()
    if below:
        assert (await scientist.kadi.post(f"/collections/{below['id']}/collections", json={"id": found["id"]})).status == 201
    return found


async def items(scientist, path: str) -> list[dict[str, Any]]:
    return (await (await scientist.kadi.get(path)).json())["items"]


async def choose(page: Page, name: str, text: str) -> None:
    """Types into a combobox and takes what it finds."""
    await page.get_by_role("combobox", name=name).fill(text)
    await page.get_by_role("option", name=re.compile(re.escape(text))).first.click()


async def test_list_searches_filters_and_sorts_in_the_address(visit, ada, scientists) -> None:
    word, tag = unique("word"), unique("tag")
    for i in range(3):
        await collection(ada, f"{word} number {i}", tags=[tag] if i else [], visibility="public" if i == 2 else "private")
    ben = await scientists("Ben Okri")
    await collection(ben, f"{word} of Ben", visibility="public")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/collections")
    await page.get_by_role("searchbox", name="Search collections").fill(word)
    await page.get_by_role("button", name="Search", exact=True).click()
    await page.wait_for_url(f"**/app/research/collections?query={word}")
    rows = page.locator("main tbody th a")
    await expect(rows).to_have_count(4)
    await page.get_by_label("Order").select_option("title")
    await expect(rows.first).to_have_text(f"{word} number 0")
    await page.get_by_label("Whose").select_option("Created by me")
    await expect(rows).to_have_count(3)
    await page.get_by_label("Tag", exact=True).select_option(tag)
    await expect(rows).to_have_count(2)
    await page.reload()
    await visitor.settled()
    await expect(rows).to_have_count(2)
    await page.get_by_label("Visibility", exact=True).select_option("public")
    await expect(rows).to_have_text([f"{word} number 2"])
    for name in ("Tag", "Visibility", "Whose"):
        await page.get_by_role("link", name=f"Remove filter {name}").click()
    await expect(rows).to_have_count(4)
    await page.get_by_label("Whose").select_option("Shared with me")
    await expect(rows).to_have_count(3)
    await page.get_by_role("searchbox", name="Search collections").fill(unique("none"))
    await page.get_by_role("button", name="Search", exact=True).click()
    await page.get_by_role("heading", name="Nothing matches these filters").wait_for()


async def test_tree_is_walked_by_keyboard_and_opens_a_collection(visit, ada) -> None:
    name = unique("tree")
    top = await collection(ada, f"{name} top")
    middle = await collection(ada, f"{name} middle", below=top)
    await collection(ada, f"{name} low", below=middle)
    await collection(ada, f"{name} other", below=top)
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/collections")
    await page.get_by_role("tab", name="Tree").click()
    item = page.get_by_role("treeitem", name=f"{name} top", exact=True)
    await item.focus()
    assert await item.get_attribute("aria-expanded") == "false"
    await page.keyboard.press("ArrowRight")
    await page.get_by_role("treeitem", name=f"{name} middle").wait_for()
    await expect(item).to_have_attribute("aria-expanded", "true")
    await page.keyboard.press("ArrowRight")
    await visitor.until_focused(f"{name} middle")
    await page.keyboard.press("ArrowRight")
    low = page.get_by_role("treeitem", name=f"{name} low")
    await low.wait_for()
    assert await low.get_attribute("aria-level") == "3"
    await page.keyboard.press("End")
    await page.keyboard.press("Home")
    await item.focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await visitor.until_focused(f"{name} low")
    await page.keyboard.press("ArrowLeft")
    await visitor.until_focused(f"{name} middle")
    await page.keyboard.press("ArrowLeft")
    await expect(low).to_have_count(0)
    await page.keyboard.press(name[0])
    await visitor.until_focused(f"{name} other")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name=f"{name} middle", level=1).wait_for()


async def test_new_collection_below_another_and_its_faults(visit, ada) -> None:
    name = unique("name")
    top = await collection(ada, f"{name} top")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/collections/{top['id']}?tab=structure")
    await page.get_by_role("link", name="New collection below").click()
    await page.get_by_text(f"It will stand below “{name} top”.").wait_for()
    await page.get_by_role("button", name="Create collection").click()
    await page.get_by_role("link", name="Title: Enter a value.").wait_for()
    await page.get_by_label("Title").fill(f"{name} below ÄÖ")
    assert await page.get_by_label("Identifier").input_value() == f"{name} below-aeoe".replace(" ", "-")
    await page.get_by_label("Identifier").fill(top["identifier"])
    await page.get_by_role("button", name="Create collection").click()
    await page.get_by_role("link", name=re.compile("^Identifier: ")).wait_for()
    await visitor.axe()
    await page.get_by_label("Identifier").fill(unique("c"))
    await page.get_by_role("combobox", name="Tags").fill("series")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Create collection").click()
    await page.get_by_role("heading", name=f"{name} below ÄÖ", level=1).wait_for()
    crumbs = page.get_by_role("navigation", name="You are here")
    await expect(crumbs.get_by_role("link")).to_have_text(["Collections", f"{name} top"])
    [child] = await items(ada, f"/collections/{top['id']}/collections")
    assert (child["title"], child["tags"]) == (f"{name} below ÄÖ", ["series"])


async def test_editing_sends_only_what_changed_and_history_restores(visit, ada) -> None:
    found = await collection(ada, "First title", description="Kept")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/collections/{found['id']}/edit")
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request.post_data_json) if request.method == "PATCH" else None)
    await page.get_by_label("Title").fill("Second title")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name="Second title", level=1).wait_for()
    assert sent == [{"title": "Second title"}]
    await page.get_by_role("tab", name="History").click()
    line = page.locator(".revision").first.locator(".diff-line")
    await expect(line).to_contain_text("First")
    await page.locator(".revision").nth(1).locator("summary").click()
    await page.locator(".revision").nth(1).get_by_role("button", name="Restore this state").click()
    await page.get_by_role("dialog").get_by_role("button", name="Restore this state").click()
    await page.get_by_role("heading", name="First title", level=1).wait_for()


async def test_two_who_change_the_same_are_asked(visit, ada) -> None:
    found = await collection(ada, "Before")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/collections/{found['id']}/edit")
    await page.get_by_label("Title").fill("Mine")
    assert (await ada.kadi.patch(f"/collections/{found['id']}", json={"title": "Theirs", "tags": ["theirs"]})).status == 200
    await page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Title changed since you opened the collection.")
    await dialog.get_by_role("button", name="Save my version").click()
    await page.get_by_role("heading", name="Mine", level=1).wait_for()
    now = await (await ada.kadi.get(f"/collections/{found['id']}")).json()
    assert (now["title"], now["tags"]) == ("Mine", ["theirs"])


async def test_records_are_added_taken_out_and_brought_back(visit, ada, scientists) -> None:
    name = unique("rec")
    found = await collection(ada, "Series")
    inside, outside = await ada.record(title=f"{name} one"), await ada.record(title=f"{name} two")
    ben = await scientists("Ben Okri")
    foreign = await ben.record(title=f"{name} foreign", visibility="public")
    path = f"/collections/{found['id']}/records"
    assert (await ada.kadi.post(path, json={"id": inside["id"]})).status == 201
    visitor = await visit(ada.session)
    page = await visitor.open(f"/collections/{found['id']}")
    rows = page.locator("main tbody th a")
    await expect(rows).to_have_text([f"{name} one"])
    add = page.get_by_role("form", name="Add records").get_by_role("button", name=re.compile("^Add"))
    assert await add.get_attribute("aria-disabled") == "true"
    for title in (f"{name} two", f"{name} one", f"{name} foreign"):
        await choose(page, "Add records", title)
    await add.click()
    refused = page.get_by_role("alert").filter(has_text="1 done, 2 refused")
    await expect(refused).to_contain_text(f"{name} one: it is in this collection already")
    await expect(refused).to_contain_text(f"{name} foreign: you may not link it")
    await expect(rows).to_have_count(2)
    assert {row["id"] for row in await items(ada, path)} == {inside["id"], outside["id"]}
    assert foreign["id"] not in {row["id"] for row in await items(ada, path)}
    await page.get_by_label("Select all rows of this page").check()
    await page.get_by_role("toolbar", name="Actions for the selection").get_by_role("button", name="Take out").click()
    await page.get_by_role("heading", name="No records in this collection yet").wait_for()
    assert await items(ada, path) == []
    await page.get_by_role("button", name="Undo").last.click()
    await expect(rows).to_have_count(2)


async def test_records_of_collections_below_are_shown_on_demand(visit, ada) -> None:
    top = await collection(ada, "Top")
    low = await collection(ada, "Low", below=await collection(ada, "Middle", below=top))
    record = await ada.record(title="Deep inside")
    assert (await ada.kadi.post(f"/collections/{low['id']}/records", json={"id": record["id"]})).status == 201
    visitor = await visit(ada.session)
    page = await visitor.open(f"/collections/{top['id']}")
    await page.get_by_role("heading", name="No records in this collection yet").wait_for()
    await page.get_by_label("Show", exact=True).select_option("1")
    await page.get_by_role("link", name="Deep inside").wait_for()
    assert await page.get_by_role("button", name="Take out").count() == 0
    await page.get_by_role("link", name="Deep inside").click()
    await page.get_by_role("heading", name="Deep inside", level=1).wait_for()
    await page.locator(".page-facts").get_by_role("link", name="Low").click()
    await page.get_by_role("heading", name="Low", level=1).wait_for()


async def test_collections_are_put_below_others_moved_and_taken_to_the_top(visit, ada) -> None:
    name = unique("move")
    a, b = await collection(ada, f"{name} A"), await collection(ada, f"{name} B")
    child = await collection(ada, f"{name} child", below=b)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/collections/{a['id']}?tab=structure")
    await choose(page, "Add a collection below this one", f"{name} child")
    await page.get_by_role("button", name="Add", exact=True).click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(f"It stands below “{name} B” now.")
    await dialog.get_by_role("button", name="Move").click()
    await page.get_by_role("treeitem", name=f"{name} child").wait_for()
    assert [row["id"] for row in await items(ada, f"/collections/{a['id']}/collections")] == [child["id"]]
    assert await items(ada, f"/collections/{b['id']}/collections") == []
    row = page.get_by_role("row").filter(has_text=f"{name} child")
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Move to the top").click()
    await expect(row).to_have_count(0)
    assert await items(ada, f"/collections/{a['id']}/collections") == []
    await page.get_by_role("button", name="Undo").last.click()
    await row.wait_for()
    # A ring cannot be made, and what was tried changes nothing.
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Move…").click()
    await choose(page, "Below which collection", f"{name} child")
    await dialog.get_by_role("button", name="Move", exact=True).click()
    await dialog.get_by_role("heading", name="It cannot stand there").wait_for()
    await visitor.axe()
    await choose(page, "Below which collection", f"{name} B")
    await dialog.get_by_role("button", name="Move", exact=True).click()
    await page.get_by_role("navigation", name="You are here").get_by_role("link", name=f"{name} B").wait_for()
    assert [row["id"] for row in await items(ada, f"/collections/{b['id']}/collections")] == [a["id"]]
    assert [row["id"] for row in await items(ada, f"/collections/{a['id']}/collections")] == [child["id"]]
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Move…").click()
    await dialog.get_by_role("button", name="To the top").click()
    await expect(page.get_by_role("navigation", name="You are here").get_by_role("link")).to_have_text(["Collections"])


async def test_sharing_a_collection_and_what_others_may_do(visit, ada, scientists) -> None:
    name = f"Ben {unique('b')}"
    ben = await scientists(name)
    found = await collection(ada, "Shared series")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/collections/{found['id']}?tab=sharing")
    form = page.locator("form").filter(has=page.get_by_role("button", name="Share", exact=True))
    await form.get_by_role("combobox").first.fill(name)
    await page.get_by_role("option", name=name).first.click()
    await page.get_by_label("Role", exact=True).select_option("collaborator")
    await page.get_by_role("button", name="Share", exact=True).click()
    await page.get_by_role("radio", name=f"{name}: Collaborator").wait_for()
    other = await visit(ben.session)
    page = await other.open(f"/collections/{found['id']}")
    await page.get_by_role("combobox", name="Add records").wait_for()
    assert await page.get_by_role("link", name="Edit", exact=True).count() == 0
    await page.get_by_role("button", name="More actions").click()
    assert await page.get_by_role("menuitem", name="Move to trash").count() == 0
    private = await collection(ada, "Mine alone")
    await page.goto(f"{other.origin}/collections/{private['id']}")
    await page.get_by_role("heading", name="This is not open to you").wait_for()
    await page.goto(f"{other.origin}/collections/999999999")
    await page.get_by_role("heading", name="This is not there any more").wait_for()


async def test_a_role_of_a_group_counts_for_its_members(visit, ada, scientists) -> None:
    ben, cleo = await scientists("Ben Okri"), await scientists("Cleo Drake")
    found = await collection(ada, "For the group")
    made = await (await ada.kadi.post("/groups", json={"identifier": unique("g"), "title": "Lab"})).json()
    for person in (ben, cleo):
        body = {"user": {"id": person.account["id"]}, "role": {"name": "member"}}
        assert (await ada.kadi.post(f"/groups/{made['id']}/members", json=body)).status == 201
    body = {"group": {"id": made["id"]}, "role": {"name": "editor"}}
    assert (await ada.kadi.post(f"/collections/{found['id']}/roles/groups", json=body)).status == 201
    assert (await ada.kadi.delete(f"/groups/{made['id']}/members/{cleo.account['id']}")).status == 204
    visitor = await visit(ben.session)
    page = await visitor.open(f"/collections/{found['id']}")
    await page.get_by_role("link", name="Edit", exact=True).wait_for()
    await page.get_by_role("combobox", name="Add records").wait_for()
    assert (await ada.kadi.patch(f"/collections/{found['id']}", json={"visibility": "public"})).status == 200
    other = await visit(cleo.session)
    page = await other.open(f"/collections/{found['id']}")
    await page.get_by_role("heading", name="No records in this collection").wait_for()
    assert await page.get_by_role("link", name="Edit", exact=True).count() == 0
    assert await page.get_by_role("combobox", name="Add records").count() == 0


async def test_collection_goes_to_the_trash_and_comes_back(visit, ada) -> None:
    found = await collection(ada, unique("Throw away "))
    visitor = await visit(ada.session)
    page = await visitor.open(f"/collections/{found['id']}")
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Move to trash").click()
    await page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    await page.wait_for_url("**/app/research/collections")
    await page.get_by_role("heading", name="Collections", level=1, exact=True).wait_for()
    await expect(page.get_by_role("link", name=found["title"])).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_role("heading", name=found["title"], level=1).wait_for()
    assert (await (await ada.kadi.get(f"/collections/{found['id']}")).json())["state"] == "active"


@pytest.fixture
async def pages(ada) -> list[str]:
    top = await collection(
        ada, "Werkstoffe mit einem sehr langen Titel, der umbrechen muss " * 2, description="# Head\n\ntext", tags=["alloy", "b", "c"]
    )
    low = await collection(ada, "Reihe", below=await collection(ada, "Mitte", below=top), visibility="public")
    record = await ada.record(title="Zugversuch bei Raumtemperatur", type="messung")
    for parent in (top, low):
        await ada.kadi.post(f"/collections/{parent['id']}/records", json={"id": record["id"]})
    await ada.kadi.patch(f"/collections/{top['id']}", json={"title": "Werkstoffe 2026 mit einem recht langen Titel"})
    base = f"/collections/{top['id']}"
    return [
        "/app/research/collections",
        "/app/research/collections?query=nothing-has-this-word",
        "/app/research/collections?view=tree",
        "/app/research/collections/new",
        f"/app/research{base}",
        f"{base}?tab=structure",
        f"/collections/{low['id']}?tab=structure",
        f"{base}?tab=sharing",
        f"{base}?tab=history",
        f"/app/research{base}/edit",
    ]


@each_look
async def test_every_page_is_accessible(visit, ada, pages, theme: str, language: str, width: int) -> None:
    visitor = await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600)
    for path in pages:
        page = await visitor.go(path)
        await page.wait_for_timeout(100)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        assert await page.locator("h1").count() == 1
        text = await page.locator("main").inner_text()
        for raw in ("null", "undefined", "NaN", "[object", "research.", "collections.", "search.", "T10:00"):
            assert raw not in text, f"{path} shows {raw}"

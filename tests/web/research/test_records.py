"""Finding records, reading one, sharing it, its history, the trash."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.make import unique

pytestmark = pytest.mark.chromium

EXTRAS: list[dict[str, Any]] = [
    {"type": "int", "key": "count", "value": 5, "unit": "pcs", "validation": {"range": {"min": 1, "max": 9}}},
    {"type": "float", "key": "temperature", "value": 21.5, "unit": "°C", "term": "http://example.org/temperature"},
    {"type": "bool", "key": "calibrated", "value": True},
    {"type": "date", "key": "measured", "value": "2024-02-29T10:00:00+00:00"},
    {
        "type": "list",
        "key": "runs",
        "value": [{"type": "dict", "value": [{"type": "str", "key": "operator", "value": "Ada"}]}, {"type": "str", "value": None}],
    },
]


async def test_list_filters_sorts_and_pages_in_the_address(visit, ada) -> None:
    kind, tag = unique("kind"), unique("tag")
    for i in range(27):
        await ada.record(title=f"Title {i:02}", type=kind, tags=[tag] if i < 3 else [], visibility="public" if i == 0 else "private")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records?type={kind}")
    await page.get_by_role("link", name="Title", exact=True).click()
    await page.wait_for_url("**sort=title**")
    rows = page.locator("main tbody th a")
    await expect(page.locator("main tbody th a").first).to_have_text("Title 00")
    assert await rows.count() == 25
    await page.get_by_role("link", name="Page 2").first.click()
    await expect(page.locator("main tbody th a").first).to_have_text("Title 25")
    assert await rows.count() == 2
    await page.go_back()
    await expect(page.locator("main tbody th a").first).to_have_text("Title 00")
    await page.get_by_role("link", name=tag).first.click()
    await expect(page.locator("main tbody th a")).to_have_count(3)
    await page.reload()
    await visitor.settled()
    assert await rows.count() == 3
    assert await page.get_by_role("link", name="Remove filter Tag").count() == 1
    await page.get_by_label("Visibility", exact=True).select_option("public")
    await expect(page.locator("main tbody th a")).to_have_count(1)
    await page.get_by_role("link", name="Remove filter Visibility").click()
    await expect(page.locator("main tbody th a")).to_have_count(3)


async def test_mine_shows_only_what_i_created(visit, ada, scientists) -> None:
    kind = unique("kind")
    ben = await scientists("Ben Okri")
    await ben.record(title="Of Ben", type=kind, visibility="public")
    await ada.record(title="Of Ada", type=kind)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records?type={kind}")
    assert await page.locator("main tbody th a").count() == 2
    await page.get_by_label("Whose").select_option("1")
    await expect(page.locator("main tbody th a")).to_have_count(1)
    assert await page.locator("main tbody th a").inner_text() == "Of Ada"


async def test_nothing_found_and_nothing_there(visit, ada) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records?type={unique('none')}")
    await page.get_by_role("heading", name="Nothing matches these filters").wait_for()
    await page.get_by_role("link", name="Clear filters").last.click()
    await page.wait_for_url(re.compile(r"/app/research/records\??$"))


async def test_record_shows_its_metadata_with_units_and_terms(visit, ada) -> None:
    record = await ada.record(
        title="Sample 1",
        description="# About\n\n*text* <script>window.hacked = 1</script>",
        extras=EXTRAS,
        tags=["alloy"],
        license="CC-BY-4.0",
    )
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{record['id']}")
    meta = page.get_by_role("list", name="Metadata")
    text = re.sub(r"\s+", " ", await meta.inner_text())
    assert "count 5 pcs" in text
    assert "21.5 °C" in text
    assert "calibrated Yes" in text
    assert "29 Feb 2024" in text
    assert "operator Ada" in text
    assert "No value" in text
    assert (
        await meta.get_by_role("link", name="Term: http://example.org/temperature").get_attribute("href")
        == "http://example.org/temperature"
    )
    await page.get_by_role("heading", name="About").wait_for()
    facts = await page.locator(".page-facts").inner_text()
    for fact in (record["identifier"], "CC-BY-4.0", "alloy", "Private", "Ada Lovelace"):
        assert fact in facts
    assert await page.evaluate("window.hacked") is None


async def test_record_that_is_not_mine_to_edit_offers_no_edit(visit, ada, scientists) -> None:
    ben = await scientists("Ben Okri")
    record = await ada.record(visibility="public")
    visitor = await visit(ben.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=sharing")
    await page.get_by_role("table", name="People").wait_for()
    assert await page.get_by_role("link", name="Edit", exact=True).count() == 0
    assert await page.get_by_role("radio").first.is_disabled()
    private = await ada.record()
    await page.goto(f"{visitor.origin}/app/research/records/{private['id']}")
    await page.get_by_role("heading", name="This is not open to you").wait_for()


async def test_sharing_and_changing_roles(visit, ada, scientists) -> None:
    name = f"Ben {unique('b')}"
    ben = await scientists(name)
    record = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=sharing")
    await page.get_by_role("button", name="Share", exact=True).click()
    await page.get_by_role("link", name="Person or group: Enter a value.").wait_for()
    person = page.get_by_role("combobox", name="Person")
    await person.fill(name)
    await page.get_by_role("option", name=re.compile(name)).wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.get_by_label("Role", exact=True).select_option("editor")
    await page.get_by_role("button", name="Share", exact=True).click()
    editor = page.get_by_role("radio", name=f"{name}: Editor")
    await editor.wait_for()
    assert await editor.is_checked()
    assert (await ben.kadi.patch(f"/records/{record['id']}", json={"title": "By Ben"})).status == 200
    await page.get_by_role("radio", name=f"{name}: Member").check()
    for _ in range(50):
        roles = (await (await ada.kadi.get(f"/records/{record['id']}/roles/users")).json())["items"]
        if roles[-1]["role"]["name"] == "member":
            break
        await page.wait_for_timeout(50)
    assert [role["role"]["name"] for role in roles] == ["admin", "member"]
    assert await page.get_by_role("radio", name="Ada Lovelace: Member").is_disabled()
    await page.get_by_role("button", name=f"Remove {name}").click()
    await page.get_by_role("dialog").get_by_role("button", name="End sharing").click()
    await page.get_by_text(f"No longer shared with {name}").first.wait_for()
    assert (await ben.kadi.get(f"/records/{record['id']}")).status == 403


async def test_history_shows_each_path_and_restores(visit, ada) -> None:
    record = await ada.record(title="First title", extras=EXTRAS)
    changed = [{**EXTRAS[0], "value": 6}, *EXTRAS[2:], {"type": "str", "key": "added", "value": "new"}]
    assert (await ada.kadi.patch(f"/records/{record['id']}", json={"title": "Second title", "extras": changed})).status == 200
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=history")
    lines = page.locator(".revision").first.locator(".diff-line")
    await lines.first.wait_for()
    texts = [re.sub(r"\s+", " ", text) for text in await lines.all_inner_texts()]
    assert any("Title" in text and "First title" in text and "Second title" in text for text in texts)
    assert any("count" in text and "−" in text and "5 pcs" in text and "+" in text and "6 pcs" in text for text in texts)
    assert any("temperature" in text and "−" in text and "+" not in text for text in texts)
    assert any("added" in text and "+" in text and "−" not in text for text in texts)
    assert await page.locator(".diff-side.old del").first.inner_text() == "First"
    await page.locator(".revision").nth(1).locator("summary").click()
    await page.locator(".revision").nth(1).get_by_role("button", name="Restore this state").click()
    dialog = page.get_by_role("dialog")
    assert "Title and Metadata" in await dialog.inner_text()
    await dialog.get_by_role("button", name="Restore this state").click()
    await page.get_by_role("heading", name="First title", level=1).wait_for()
    now = await ada.read(record)
    assert now["title"] == "First title"
    assert now["extras"] == record["extras"]


async def test_delete_undo_trash_restore_purge(visit, ada) -> None:
    record = await ada.record(title="To throw away")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}")

    async def delete() -> None:
        await page.get_by_role("button", name="More actions").click()
        await page.get_by_role("menuitem", name="Move to trash").click()
        await page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
        await page.wait_for_url("**/app/research/records")
        await page.get_by_role("heading", name="Records", level=1, exact=True).wait_for()

    await delete()
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_role("heading", name="To throw away", level=1).wait_for()
    await delete()
    await page.get_by_role("link", name="Trash").click()
    row = page.get_by_role("row").filter(has_text=record["identifier"])
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Restore").click()
    await page.get_by_role("heading", name="To throw away", level=1).wait_for()
    assert (await ada.read(record))["state"] == "active"
    await delete()
    await page.goto(f"{visitor.origin}/app/research/trash")
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete for good").click()
    dialog = page.get_by_role("dialog")
    button = dialog.get_by_role("button", name="Delete for good")
    assert await button.get_attribute("aria-disabled") == "true"
    await dialog.get_by_label("to confirm").fill(record["identifier"])
    await button.click()
    await page.get_by_text("is gone for good").first.wait_for()
    await expect(row).to_have_count(0)
    assert (await ada.kadi.get(f"/records/{record['id']}")).status == 404


async def test_several_records_go_to_the_trash_and_come_back(visit, ada) -> None:
    kind = unique("kind")
    for i in range(3):
        await ada.record(title=f"Many {i}", type=kind)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records?type={kind}")
    await page.get_by_label("Select all rows of this page").check()
    await page.get_by_role("toolbar").get_by_role("button", name="Move to trash").click()
    await page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    await page.get_by_role("heading", name="Nothing matches these filters").wait_for()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("main tbody th a")).to_have_count(3)

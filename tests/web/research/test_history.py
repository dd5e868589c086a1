"""Earlier states in the browser: readable differences of texts, metadata, tags and links, and the way back."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.make import unique
from tests.web.looks import each_look
from tests.web.research.things import collection, made, sound

pytestmark = pytest.mark.chromium


async def changed(scientist, noun: str, thing: dict[str, Any], **fields: Any) -> None:
    assert (await scientist.kadi.patch(f"/{noun}s/{thing['id']}", json=fields)).status == 200


async def sides(line: Locator) -> list[str]:
    """What a line of a difference says, each side with its sign."""
    return [re.sub(r"\s+", " ", text).strip() for text in await line.locator(".diff-side").all_text_contents()]


def line(scope: Locator, name: str) -> Locator:
    return scope.locator(".diff-line").filter(has=scope.page.get_by_role("heading", name=name, exact=True))


async def test_texts_tags_and_links_are_told_apart(visit, ada) -> None:
    other = await ada.record(title=f"Specimen {unique('s')}")
    record = await ada.record(description="One two three.\n\nFour five.", tags=["alloy", "old"], visibility="private")
    await changed(
        ada,
        "record",
        record,
        description="One 2 three.\n\nFour five six.",
        tags=["alloy", "new", "newer"],
        visibility="public",
        license="MIT",
    )
    link = {"record_to": {"id": other["id"]}, "name": "measured on", "term": "http://example.org/on"}
    assert (await ada.kadi.post(f"/records/{record['id']}/records", json=link)).status == 201
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=history")
    linked, written = page.locator(".revision").nth(0), page.locator(".revision").nth(1)
    await linked.get_by_role("link", name=other["title"]).wait_for()
    assert "measured on" in (await sides(line(linked, "Links to other records")))[0]
    assert await linked.locator("del").count() == 0
    await written.locator("summary").click()
    await expect(written.locator("summary")).to_contain_text("Changed: Description, License, Visibility and Tags")
    words = line(written, "Description")
    await expect(words.locator("del")).to_have_text(["two"])
    assert [text.strip() for text in await words.locator("ins").all_inner_texts()] == ["2", "six"]
    tags = line(written, "Tags")
    await expect(tags.locator("del")).to_have_text(["old"])
    await expect(tags.locator("ins")).to_have_text(["new", "newer"])
    assert [text.split()[-1] for text in await sides(line(written, "Visibility"))] == ["Private", "Public"]
    await page.get_by_role("link", name=other["title"]).click()
    await page.get_by_role("heading", name=other["title"], level=1).wait_for()


async def test_restoring_says_what_changes_and_leaves_links(visit, ada) -> None:
    other, inside = await ada.record(), await collection(ada)
    record = await ada.record(
        title="First", description="A text.", tags=["a"], extras=[{"type": "int", "key": "n", "value": 1, "unit": "mm"}]
    )
    await changed(ada, "record", record, title="Second", tags=["b"], extras=[{"type": "int", "key": "n", "value": 2, "unit": "mm"}])
    await made(ada, f"/records/{record['id']}/records", {"record_to": {"id": other["id"]}, "name": "uses"})
    await made(ada, f"/records/{record['id']}/collections", {"id": inside["id"]})
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=history")
    first = page.locator(".revision").last
    await first.locator("summary").click()
    await first.get_by_role("button", name="Restore this state").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("This will change: Title, Tags and Metadata.")
    await expect(dialog).to_contain_text("Files, links and sharing are not part of it.")
    assert [text[-1] for text in await sides(line(dialog, "Tags"))] == ["b", "a"]
    assert await line(dialog, "Description").count() == 0
    await expect(dialog.locator(".diff")).to_contain_text("2 mm")
    await visitor.axe()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    assert (await ada.read(record))["title"] == "Second"
    await first.get_by_role("button", name="Restore this state").click()
    await dialog.get_by_role("button", name="Restore this state").click()
    await page.get_by_role("heading", name="First", level=1).wait_for()
    now = await ada.read(record)
    assert (now["title"], now["tags"], now["extras"][0]["value"]) == ("First", ["a"], 1)
    assert (await (await ada.kadi.get(f"/records/{record['id']}/records")).json())["_pagination"]["total_items"] == 1
    assert (await (await ada.kadi.get(f"/records/{record['id']}/collections")).json())["_pagination"]["total_items"] == 1
    await expect(page.locator(".revision")).to_have_count(4)


async def test_refused_restore_says_why_in_its_place(visit, ada) -> None:
    name = unique("c")
    found = await collection(ada, identifier=name)
    await changed(ada, "collection", found, identifier=f"{name}-2")
    await collection(ada, identifier=name)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/collections/{found['id']}?tab=history")
    first = page.locator(".revision").last
    await first.locator("summary").click()
    await first.get_by_role("button", name="Restore this state").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Restore this state").click()
    await dialog.get_by_role("alert").get_by_text(re.compile("^Identifier: ")).wait_for()
    await visitor.axe()
    assert (await (await ada.kadi.get(f"/collections/{found['id']}")).json())["identifier"] == f"{name}-2"


async def test_present_state_needs_no_restore(visit, ada) -> None:
    record = await ada.record(title="Same")
    await changed(ada, "record", record, title="Other")
    await changed(ada, "record", record, title="Same")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=history")
    first = page.locator(".revision").last
    await first.locator("summary").click()
    await first.get_by_role("button", name="Restore this state").click()
    await page.get_by_text("This is already the present state").first.wait_for()
    assert await page.get_by_role("dialog").count() == 0


async def test_history_has_pages_and_readers_cannot_restore(visit, ada, scientists) -> None:
    record = await ada.record(visibility="public")
    for i in range(12):
        await changed(ada, "record", record, title=f"Title {i}")
    visitor = await visit((await scientists("Ben Okri")).session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=history")
    await expect(page.locator(".revision")).to_have_count(10)
    await page.get_by_role("link", name="Next").first.click()
    await expect(page.locator(".revision")).to_have_count(3)
    await expect(page.locator(".revision").last.locator("summary")).to_contain_text("Created")
    assert await page.get_by_role("button", name="Restore this state").count() == 0


@each_look
async def test_differences_are_accessible_and_fit(visit, ada, theme: str, language: str, width: int) -> None:
    other = await ada.record(title="Specimen with a name that is much too long for a phone of 320 pixels")
    record = await ada.record(description="word " * 200, tags=["a"], extras=[{"type": "str", "key": "k" * 80, "value": "v" * 200}])
    await changed(
        ada, "record", record, description="other " * 100, tags=["b"], extras=[{"type": "str", "key": "k" * 80, "value": "w" * 200}]
    )
    await made(ada, f"/records/{record['id']}/records", {"record_to": {"id": other["id"]}, "name": "uses"})
    visitor = await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600)
    await sound(visitor, [f"/app/research/records/{record['id']}?tab=history"])
    page = visitor.page
    for summary in await page.locator(".revision summary").all():
        if await summary.evaluate("node => !node.parentElement.open"):
            await summary.click()
    await visitor.axe()
    assert await visitor.overflow() <= 0
    await page.locator(".revision").last.locator(".revision-body .button").click()
    await page.get_by_role("dialog").wait_for()
    await visitor.axe()
    assert await visitor.overflow() <= 0

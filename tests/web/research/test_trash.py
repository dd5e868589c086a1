"""The trash in the browser: every kind, back again or gone for good, found and filtered."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.looks import each_look
from tests.web.research.things import collection, group, sound, template

pytestmark = pytest.mark.chromium

NOUNS = ("record", "collection", "template", "group")


async def thrown_away(scientist, noun: str) -> dict:
    make = {
        "record": scientist.record,
        "collection": lambda: collection(scientist),
        "template": lambda: template(scientist),
        "group": lambda: group(scientist),
    }
    found = await make[noun]()
    assert (await scientist.kadi.delete(f"/{noun}s/{found['id']}")).status == 204
    return found


async def test_every_kind_comes_back(visit, ada, scientists) -> None:
    things = {noun: await thrown_away(ada, noun) for noun in NOUNS}
    other = await thrown_away(await scientists("Ben Okri"), "record")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/trash")
    rows = page.locator("main tbody tr")
    await expect(rows).to_have_count(4)
    await expect(rows).to_contain_text([word.capitalize() for word in reversed(NOUNS)])  # the last deleted first
    await expect(rows.first).to_contain_text("7 days left")
    assert other["identifier"] not in await page.locator("main").inner_text()
    for noun, thing in things.items():
        row = page.get_by_role("row").filter(has_text=thing["identifier"])
        await expect(row).to_contain_text(thing["title"])
        await row.get_by_role("button", name="Actions").click()
        await page.get_by_role("menuitem", name="Restore").click()
        await page.get_by_role("heading", name=thing["title"], level=1).wait_for()
        assert (await ada.kadi.get(f"/{noun}s/{thing['id']}")).status == 200
        await visitor.open("/app/research/trash")
    await page.get_by_role("heading", name="The trash is empty").wait_for()


@pytest.mark.parametrize("noun", NOUNS)
async def test_gone_for_good_after_its_name_was_typed(visit, ada, noun: str) -> None:
    thing, kept = await thrown_away(ada, noun), await thrown_away(ada, noun)
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/trash")
    await page.get_by_role("row").filter(has_text=thing["identifier"]).get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete for good").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text(
        {"record": "its files", "collection": "Its records stay", "template": "made from it stay", "group": "lose access"}[noun]
    )
    await visitor.axe()
    button = dialog.get_by_role("button", name="Delete for good")
    assert await button.get_attribute("aria-disabled") == "true"
    await dialog.get_by_role("textbox").fill(thing["identifier"])
    await button.click()
    await expect(page.locator("main tbody tr")).to_have_count(1)
    assert (await ada.kadi.post(f"/{noun}s/{thing['id']}/restore")).status == 404
    assert (await ada.kadi.post(f"/{noun}s/{kept['id']}/restore")).status == 200


async def test_filter_by_kind_and_by_name_over_pages(visit, ada, pool) -> None:
    things = [await thrown_away(ada, "group") for _ in range(27)]
    record = await thrown_away(ada, "record")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/trash")
    rows = page.locator("main tbody tr")
    await expect(rows).to_have_count(25)
    await page.get_by_label("Kind").select_option("group")
    await page.wait_for_url("**/trash?type=group")
    await expect(page.locator("h1 + .count")).to_have_text("27")
    await page.get_by_role("link", name="Next").click()
    await expect(rows).to_have_count(2)
    await expect(rows.last).to_contain_text(things[0]["identifier"])
    await page.get_by_role("link", name="Remove filter Kind").click()
    await page.get_by_role("searchbox", name="Find in the trash").fill(record["identifier"])
    await page.get_by_role("button", name="Search", exact=True).click()
    await expect(rows).to_have_count(1)
    await page.get_by_role("searchbox", name="Find in the trash").fill(unique("none"))
    await page.get_by_role("button", name="Search", exact=True).click()
    await page.get_by_role("heading", name="Nothing matches these filters").wait_for()
    async with pool.acquire() as conn:
        await conn.execute(
            "update records set deleted_at = deleted_at - $2::interval where id = $1", record["id"], timedelta(days=6, hours=1)
        )
    await visitor.open(f"/app/research/trash?search={record['identifier']}")
    await expect(rows).to_contain_text("1 day left")


async def test_what_somebody_purged_meanwhile_is_said(visit, ada) -> None:
    thing = await thrown_away(ada, "template")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/trash")
    await page.get_by_role("row").filter(has_text=thing["identifier"]).wait_for()
    assert (await ada.kadi.post(f"/templates/{thing['id']}/purge")).status == 204
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Restore").click()
    await page.get_by_role("alert").get_by_text("This is not there any more").wait_for()
    await page.get_by_role("heading", name="The trash is empty").wait_for()


@each_look
async def test_page_is_accessible_and_fits(visit, ada, theme: str, language: str, width: int) -> None:
    visitor = await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600)
    await sound(visitor, ["/app/research/trash"])
    for noun in NOUNS:
        await thrown_away(ada, noun)
    await sound(visitor, ["/app/research/trash", "/app/research/trash?type=group"])

"""Links between records in the browser: tables, the form, one link, the graph and its keys, collections of a record."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.make import unique
from tests.web.looks import each_look

pytestmark = pytest.mark.chromium


async def link(scientist, source: dict[str, Any], target: dict[str, Any], name: str, term: str | None = None) -> None:
    """A link made through the API."""
    body = {"record_to": {"id": target["id"]}, "name": name, "term": term}
    response = await scientist.kadi.post(f"/records/{source['id']}/records", json=body)
    assert response.status == 201, await response.text()


async def links(scientist, record: dict[str, Any], direction: str = "out") -> list[dict[str, Any]]:
    return (await (await scientist.kadi.get(f"/records/{record['id']}/records?direction={direction}&sort=name")).json())["items"]


async def choose(page: Page, name: str, text: str) -> None:
    """Types into a combobox and takes what it finds."""
    await page.get_by_role("combobox", name=name).fill(text)
    await page.get_by_role("option", name=re.compile(re.escape(text))).first.click()


def open_graph(page: Page, title: str):
    return page.get_by_role("group", name=f"Links of {title}")


async def test_link_is_added_changed_and_removed(visit, ada) -> None:
    name = unique("link")
    here, there = await ada.record(title=f"{name} here"), await ada.record(title=f"{name} there")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    await page.get_by_role("heading", name="This record is not linked yet").wait_for()
    await page.get_by_role("button", name="Add link").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await dialog.get_by_role("link", name="Other record: Enter a value.").wait_for()
    await dialog.get_by_role("link", name="Name of the link: Enter a value.").wait_for()
    await choose(page, "Other record", f"{name} there")
    await dialog.get_by_label("Name of the link").fill("measured on")
    await dialog.get_by_label("Term").fill("no address at all")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await dialog.get_by_role("link", name=re.compile("^Term: ")).wait_for()
    await visitor.axe()
    await dialog.get_by_label("Term").fill("http://example.org/measured")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    row = page.get_by_role("row").filter(has_text="measured on")
    await row.get_by_role("link", name=f"{name} there").wait_for()
    [found] = await links(ada, here)
    assert (found["name"], found["term"], found["record_to"]["id"]) == ("measured on", "http://example.org/measured", there["id"])
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Edit link").click()
    await dialog.get_by_text(f"From this record to “{name} there”").wait_for()
    await dialog.get_by_label("Name of the link").fill("observed on")
    await dialog.get_by_label("Term").fill("")
    await dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="observed on")
    await row.wait_for()
    [found] = await links(ada, here)
    assert (found["name"], found["term"]) == ("observed on", None)
    await row.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Remove link").click()
    await dialog.get_by_role("button", name="Remove link").click()
    await page.get_by_role("heading", name="This record is not linked yet").wait_for()
    assert await links(ada, here) == []


async def test_link_from_another_record_and_refusals_in_words(visit, ada, scientists) -> None:
    name = unique("link")
    here, there = await ada.record(title=f"{name} here"), await ada.record(title=f"{name} there")
    ben = await scientists("Ben Okri")
    await ben.record(title=f"{name} foreign", visibility="public")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    dialog = page.get_by_role("dialog")

    async def add(other: str, direction: str, text: str) -> None:
        await page.get_by_role("button", name="Add link").first.click()
        await choose(page, "Other record", other)
        await dialog.get_by_label(direction).check()
        await dialog.get_by_label("Name of the link").fill(text)
        await dialog.get_by_role("button", name="Add", exact=True).click()

    await add(f"{name} there", "From the other record to this one", "contains")
    await page.get_by_role("tab", name="From other records 1").click()
    await page.get_by_role("row").filter(has_text="contains").get_by_role("link", name=f"{name} there").wait_for()
    assert [(found["name"], found["record_to"]["id"]) for found in await links(ada, there)] == [("contains", here["id"])]
    await add(f"{name} there", "From the other record to this one", "contains")
    await dialog.get_by_role("heading", name="There is such a link already").wait_for()
    await page.keyboard.press("Escape")
    await add(f"{name} foreign", "From this record to the other one", "uses")
    await dialog.get_by_role("heading", name="You may not link these records").wait_for()
    assert await links(ada, here) == []


async def test_tables_find_sort_and_page(visit, ada) -> None:
    name = unique("many")
    here, there = await ada.record(title="Here"), await ada.record(title=f"{name} other")
    for i in range(27):
        await link(ada, here, there, f"link {i:02}")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    rows = page.get_by_role("table", name="To other records").locator("tbody th")
    await expect(rows).to_have_count(25)
    await expect(rows.first).to_have_text("link 00")
    await page.get_by_role("link", name="Page 2").first.click()
    await expect(rows).to_have_count(2)
    await page.get_by_role("searchbox", name="Find links").fill("link 11")
    await page.get_by_role("button", name="Search", exact=True).click()
    await expect(rows).to_have_text(["link 11"])
    await page.get_by_role("link", name="Remove filter Find links").click()
    await page.get_by_role("link", name="Name of the link").click()
    await page.get_by_role("link", name="Name of the link").click()
    await expect(rows.first).to_have_text("link 26")


async def test_graph_is_walked_by_keyboard_and_by_pressing(visit, ada) -> None:
    a, b, c, d = [await ada.record(title=f"Record {letter}") for letter in "ABCD"]
    await link(ada, a, b, "uses")
    await link(ada, b, c, "derived from")
    await link(ada, d, a, "is part of")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{a['id']}?tab=links")
    graph = open_graph(page, "Record A")
    nodes = graph.get_by_role("link")
    await expect(nodes).to_have_count(3)
    middle = graph.locator("[aria-current=true]")
    await expect(middle).to_have_text("Record A")
    await expect(graph.locator(".graph-edges > path")).to_have_count(2)
    assert await graph.locator("[tabindex='0']").count() == 1
    await middle.focus()
    await page.keyboard.press("ArrowRight")
    await visitor.until_focused("Leads there: → uses, Record B")
    await page.keyboard.press("Enter")
    graph = open_graph(page, "Record B")
    await graph.wait_for()
    await page.wait_for_url(f"**centre={b['id']}**")
    await visitor.until("document.activeElement?.getAttribute('aria-current') === 'true'")
    assert "Record B" in await visitor.focused()
    await page.get_by_text("Record B is in the middle, 2 links").wait_for(state="attached")
    await graph.get_by_role("link", name="Record C").click()
    graph = open_graph(page, "Record C")
    await graph.wait_for()
    await expect(graph.get_by_role("link")).to_have_count(2)
    await page.go_back()
    await open_graph(page, "Record B").wait_for()
    await page.get_by_role("link", name="Back to “Record A”").click()
    await open_graph(page, "Record A").get_by_role("link", name="Record D").wait_for()
    await visitor.until("document.activeElement?.getAttribute('aria-current') === 'true'")
    await page.keyboard.press("ArrowLeft")
    await visitor.until("document.activeElement.textContent.includes('Record D')")
    await page.keyboard.press("Home")
    await visitor.until("document.activeElement?.getAttribute('aria-current') === 'true'")
    assert await page.get_by_role("heading", name="Record A", level=1).count() == 1


async def test_graph_draws_thirty_and_more_on_demand_and_zooms(visit, ada) -> None:
    here = await ada.record(title="Hub")
    for i in range(33):
        await link(ada, here, await ada.record(title=f"Spoke {i}"), f"link {i:02}")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    graph = open_graph(page, "Hub")
    await expect(graph.get_by_role("link")).to_have_count(31)
    await page.get_by_text("30 of 33 links to other records are drawn.").wait_for()
    await page.get_by_role("button", name="Show more").click()
    await expect(graph.get_by_role("link")).to_have_count(34)
    middle = graph.locator("[aria-current=true]")
    await expect(middle).to_be_in_viewport()
    before = await middle.bounding_box()
    await graph.get_by_role("button", name="Larger").click()
    await expect(middle).to_be_in_viewport()
    after = await middle.bounding_box()
    assert after["width"] > before["width"] * 1.2
    await visitor.axe()


async def test_graph_on_a_phone_stands_below_the_list(visit, ada) -> None:
    here, there = await ada.record(title="Here"), await ada.record(title="There, with a long title that takes two lines at least")
    await link(ada, here, there, "uses")
    visitor = await visit(ada.session, width=320, touch=True)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    node = open_graph(page, "Here").get_by_role("link", name="There, with a long title")
    table = page.get_by_role("table", name="To other records")
    assert (await node.bounding_box())["y"] > (await table.bounding_box())["y"]
    assert await visitor.overflow() <= 0
    await node.click()
    await open_graph(page, there["title"]).wait_for()


async def test_long_names_stay_within_a_phone(visit, ada) -> None:
    here = await ada.record(title="Ein Titel ohne Ende " * 7)
    there = await ada.record(title="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft")
    await link(ada, here, there, "gemessen_an_und_abgeleitet_von_" * 4, "http://example.org/" + "x" * 300)
    visitor = await visit(ada.session, width=320, language="de")
    for direction in ("out", "in"):
        record = here if direction == "out" else there
        await visitor.open(f"/records/{record['id']}?tab=links&dir={direction}")
        assert await visitor.overflow() <= 0, direction


async def test_motion_is_left_out_where_it_is_not_wanted(visit, ada) -> None:
    here = await ada.record()
    await link(ada, here, await ada.record(), "uses")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    duration = "getComputedStyle(document.querySelector('.graph-node')).transitionDuration"
    assert await page.evaluate(duration) == "0s"
    await page.emulate_media(reduced_motion="no-preference")
    assert await page.evaluate(duration) != "0s"


async def test_address_of_a_link_shows_it_from_both_sides(visit, ada) -> None:
    here, there = await ada.record(title="Here"), await ada.record(title="There")
    await link(ada, here, there, "measured on", "http://example.org/measured")
    [found] = await links(ada, here)
    visitor = await visit(ada.session)
    for record in (here, there):
        page = await visitor.open(f"/records/{record['id']}/links/{found['id']}")
        shown = page.get_by_role("region", name="Link", exact=True)
        await shown.get_by_role("heading", name="measured on").wait_for()
        text = re.sub(r"\s+", " ", await shown.inner_text())
        assert "From Here" in text
        assert "To There" in text
        assert await shown.get_by_role("link", name="http://example.org/measured").count() == 1
    await shown.get_by_role("link", name="All links of this record").click()
    await expect(shown).to_have_count(0)
    await page.goto(f"{visitor.origin}/records/{here['id']}/links/999999999")
    await page.get_by_role("heading", name="This is not there any more").wait_for()
    await page.get_by_role("heading", name="Here", level=1).wait_for()


async def test_record_enters_and_leaves_collections(visit, ada) -> None:
    name = unique("coll")
    record = await ada.record()
    made = await (await ada.kadi.post("/collections", json={"identifier": unique("c"), "title": name})).json()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{record['id']}?tab=links")
    await page.get_by_text("This record is in no collection.").wait_for()
    await choose(page, "Add to a collection", name)
    await page.get_by_role("form", name="Add to a collection").get_by_role("button", name="Add", exact=True).click()
    entry = page.get_by_role("list", name="Collections").get_by_role("link", name=name)
    await entry.wait_for()
    path = f"/records/{record['id']}/collections"
    assert [row["id"] for row in (await (await ada.kadi.get(path)).json())["items"]] == [made["id"]]
    await page.get_by_role("button", name=f"Take out of “{name}”").click()
    await expect(entry).to_have_count(0)
    assert (await (await ada.kadi.get(path)).json())["items"] == []
    await page.get_by_role("button", name="Undo").click()
    await entry.wait_for()


async def test_readers_see_links_and_change_none(visit, ada, scientists) -> None:
    here, there, hidden = (
        await ada.record(title="Here", visibility="public"),
        await ada.record(visibility="public"),
        await ada.record(title="Hidden"),
    )
    await link(ada, here, there, "uses")
    await link(ada, here, hidden, "uses secretly")
    ben = await scientists("Ben Okri")
    visitor = await visit(ben.session)
    page = await visitor.open(f"/records/{here['id']}?tab=links")
    await expect(open_graph(page, "Here").get_by_role("link")).to_have_count(2)
    assert "secretly" not in await page.locator("main").inner_text()
    assert await page.get_by_role("button", name="Add link").count() == 0
    assert await page.get_by_role("button", name="Actions", exact=True).count() == 0
    assert await page.get_by_role("combobox").count() == 0


@each_look
async def test_every_state_is_accessible(visit, ada, theme: str, language: str, width: int) -> None:
    here, there = await ada.record(title="Zugversuch an der Probe " * 5), await ada.record(title="Probe 7")
    for i in range(3):
        await link(ada, here, there, f"gemessen an {i}", f"http://example.org/{'x' * 80}/{i}")
    await link(ada, there, here, "enthält")
    await link(ada, await ada.record(), here, "verweist auf")
    [one, *_] = await links(ada, here)
    base = f"/records/{here['id']}"
    visitor = await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600)
    for path in (
        f"{base}?tab=links",
        f"{base}?tab=links&dir=in",
        f"{base}?tab=links&centre={there['id']}",
        f"{base}/links/{one['id']}",
        base,
    ):
        page = await visitor.open(path)
        await page.wait_for_timeout(100)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        text = await page.locator("main").inner_text()
        for raw in ("null", "undefined", "NaN", "[object", "links.", "T10:00"):
            assert raw not in text, f"{path} shows {raw}"

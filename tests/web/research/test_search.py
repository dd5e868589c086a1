"""Searching records in the browser: words, filters, conditions on metadata, other servers; everything in the address."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Page, expect

from tests.api.kadi.test_two_servers import databases, pair  # noqa: F401  two servers that know each other
from tests.make import unique as named
from tests.web.looks import each_look

pytestmark = pytest.mark.chromium

LIST = "/app/research/records"


def unique(prefix: str) -> str:
    """One word that nobody else searches for, and that no typing mistake leads to."""
    return named(prefix).replace("-", "")


def titles(page: Page):
    return page.locator("main tbody th a")


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


async def choose(page: Page, name: str, text: str) -> None:
    """Types into a combobox of the sheet and takes what it finds."""
    await page.get_by_role("combobox", name=name).fill(text)
    await page.get_by_role("option", name=text).first.click()


async def typed(page: Page, name: str, text: str) -> None:
    await page.get_by_role("combobox", name=name).fill(text)
    await page.keyboard.press("Enter")


async def open_sheet(page: Page):
    await page.get_by_role("button", name=re.compile("^More filters")).click()
    sheet = page.get_by_role("dialog", name="Filter records")
    await sheet.wait_for()
    return sheet


async def test_words_find_the_best_first_and_forgive_typing_mistakes(visit, ada) -> None:
    word = unique("tensile")
    await ada.record(title=f"Report about {word}s in winter", description=f"says {word} somewhere")
    await ada.record(title="Other", description=f"only here: {word}")
    await ada.record(title=f"{word}")
    visitor = await visit(ada.session)
    page = await visitor.open(LIST)
    await page.get_by_role("searchbox", name="Search records").fill(word)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**?query={word}")
    await expect(titles(page)).to_have_count(3)
    await expect(titles(page).first).to_have_text(word)
    await page.get_by_label("Order").select_option("title")
    await expect(titles(page)).to_have_text(["Other", re.compile("^Report"), word])
    await page.get_by_label("Order").select_option("Best match first")
    await expect(titles(page).first).to_have_text(word)
    await page.get_by_role("searchbox", name="Search records").fill(f"x{word[1:]}")
    await page.get_by_role("button", name="Search", exact=True).click()
    await expect(titles(page).first).to_be_visible()
    assert await titles(page).filter(has_text=word).count() > 0
    await page.go_back()
    await expect(titles(page)).to_have_count(3)


async def test_sheet_sets_every_filter_and_chips_take_them_away(visit, ada, scientists) -> None:
    word, kind, one, two = unique("word"), unique("kind"), unique("a"), unique("b, ")
    person = f"Ben {unique('person')}"
    ben = await scientists(person)
    made = await (await ada.kadi.post("/collections", json={"identifier": unique("c"), "title": f"{word} top"})).json()
    low = await (await ada.kadi.post("/collections", json={"identifier": unique("c"), "title": f"{word} low"})).json()
    assert (await ada.kadi.post(f"/collections/{made['id']}/collections", json={"id": low["id"]})).status == 201
    both = await ada.record(title=f"{word} both", type=kind, tags=[one, two.strip()])
    await ada.record(title=f"{word} one", type=kind, tags=[one])
    await ada.upload(both, "run.csv", b"a,b\n1,2\n", "text/csv")
    assert (await ada.kadi.post(f"/collections/{low['id']}/records", json={"id": both["id"]})).status == 201
    await ben.record(title=f"{word} of Ben", visibility="public", type=kind)
    visitor = await visit(ada.session)
    page = await visitor.open(f"{LIST}?query={word}")
    await expect(titles(page)).to_have_count(3)

    sheet = await open_sheet(page)
    await typed(page, "Types", kind)
    await choose(page, "Tags", one)
    await choose(page, "Tags", two.strip())
    await sheet.get_by_label("All of them").check()
    await choose(page, "In collections", f"{word} top")
    await sheet.get_by_label("And of all collections below").check()
    await choose(page, "With a file of type", "text/csv")
    await sheet.get_by_label("Only what is shared with me").check()
    await visitor.axe()
    await sheet.get_by_role("button", name="Show records").click()
    await expect(titles(page)).to_have_text([f"{word} both"])
    assert asked(page)["all_tags"] == ["1"]
    assert asked(page)["children"] == ["1"]
    await page.reload()
    await visitor.settled()
    await expect(titles(page)).to_have_text([f"{word} both"])
    chips = page.get_by_role("list", name="Filters in use")
    await expect(chips).to_contain_text(f"Collection and below: {word} top")
    await expect(chips).to_contain_text(f"All tags: {two.strip()}")
    sheet = await open_sheet(page)
    assert await sheet.get_by_label("All of them").is_checked()
    await sheet.get_by_role("button", name="Cancel").click()
    for name in (f"Collection and below {word} top", "With file text/csv", "Access"):
        await chips.get_by_role("link", name=f"Remove filter {name}".replace("Collection and below", "Collection")).click()
        await expect(chips).not_to_contain_text(name.split()[-1])
    await expect(titles(page)).to_have_text([f"{word} both"])
    await chips.get_by_role("link", name=f"Remove filter Tag {two.strip()}").click()
    await expect(titles(page)).to_have_count(2)
    await chips.get_by_role("link", name=re.compile(f"{re.escape(one)}$")).click()
    await expect(titles(page)).to_have_count(3)

    sheet = await open_sheet(page)
    await choose(page, "Created by", person)
    await sheet.get_by_role("button", name="Show records").click()
    await expect(titles(page)).to_have_text([f"{word} of Ben"])
    await expect(chips).to_contain_text(f"Created by: {person}")
    await chips.get_by_role("link", name="Clear filters").click()
    await page.wait_for_url(re.compile(r"/records\??$"))


async def test_conditions_on_metadata_of_every_type(visit, ada) -> None:
    word = unique("meta")

    def run(temperature: float, operator: str, ok: bool, at: str) -> list[dict[str, Any]]:
        inner = [
            {"type": "float", "key": "temperature", "value": temperature, "unit": "K"},
            {"type": "str", "key": "operator", "value": operator},
            {"type": "bool", "key": "ok", "value": ok},
            {"type": "date", "key": "at", "value": at},
        ]
        return [{"type": "list", "key": "runs", "value": [{"type": "dict", "value": inner}]}]

    await ada.record(title=f"{word} cold", extras=run(77.5, "Ada Lovelace", True, "2024-02-29T10:00:00+00:00"))
    await ada.record(title=f"{word} warm", extras=run(300.0, "Ben Okri", False, "2025-05-01T10:00:00+00:00"))
    await ada.record(title=f"{word} bare")
    visitor = await visit(ada.session)
    page = await visitor.open(f"{LIST}?query={word}&sort=title")
    chips = page.get_by_role("list", name="Filters in use")

    async def with_condition(kind: str, key: str, **values: str) -> None:
        sheet = await open_sheet(page)
        while await sheet.get_by_role("button", name=re.compile("^Remove condition")).count():
            await sheet.get_by_role("button", name=re.compile("^Remove condition")).first.click()
        await sheet.get_by_role("button", name="Add condition").click()
        await sheet.get_by_label("Key", exact=True).fill(key)
        await sheet.get_by_label("Kind of value").select_option(kind)
        for label, value in values.items():
            field = sheet.get_by_role("group", name="Condition 1").get_by_label(label, exact=True)
            if await field.evaluate("node => node.tagName") == "SELECT":
                await field.select_option(value)
            else:
                await field.fill(value)
        await sheet.get_by_role("button", name="Show records").click()
        await expect(sheet).to_have_count(0)

    await with_condition("numeric", "runs.1.temperature", From="70", To="80", Unit="K")
    await expect(titles(page)).to_have_text([f"{word} cold"])
    await expect(chips).to_contain_text("Metadata: runs.1.temperature from 70 to 80 K")
    await with_condition("numeric", "runs.1.temperature", From="70")
    await expect(titles(page)).to_have_text([f"{word} cold", f"{word} warm"])
    await with_condition("str", "runs.1.operator", Text="Okri")
    await expect(titles(page)).to_have_text([f"{word} warm"])
    await with_condition("bool", "runs.1.ok", Value="true")
    await expect(titles(page)).to_have_text([f"{word} cold"])
    await with_condition("date", "runs.1.at", From="2025-01-01T00:00")
    await expect(titles(page)).to_have_text([f"{word} warm"])
    await with_condition("", "runs.1.operator")
    await expect(titles(page)).to_have_text([f"{word} cold", f"{word} warm"])

    # Two conditions, joined by or; then the second one goes by its chip.
    await with_condition("str", "runs.1.operator", Text="Lovelace")
    sheet = await open_sheet(page)
    assert await sheet.get_by_label("Text", exact=True).input_value() == "Lovelace"
    await sheet.get_by_role("button", name="Add condition").click()
    second = sheet.get_by_role("group", name="Condition 2")
    await second.get_by_label("Joined by").select_option("or")
    await second.get_by_label("Key", exact=True).fill("runs.1.temperature")
    await second.get_by_label("Kind of value").select_option("numeric")
    await second.get_by_label("From").fill("a lot")
    await sheet.get_by_role("button", name="Show records").click()
    await sheet.get_by_text("Enter a number.").wait_for()
    await visitor.axe()
    await second.get_by_label("From").fill("200")
    await sheet.get_by_role("button", name="Show records").click()
    await expect(titles(page)).to_have_count(2)
    said = json.loads(asked(page)["extras"][0])
    assert [entry.get("link") for entry in said] == [None, "or"]
    await chips.get_by_role("link", name=re.compile("or runs.1.temperature")).click()
    await expect(titles(page)).to_have_text([f"{word} cold"])


async def test_typed_address_with_nonsense_does_no_harm(visit, ada) -> None:
    await ada.record(title="Still here", type=(kind := unique("kind")))
    visitor = await visit(ada.session)
    page = await visitor.open(f"{LIST}?type={kind}&extras=nonsense&user=x&collection=,&sort=sideways&page=-3")
    await expect(titles(page)).to_have_text(["Still here"])
    await open_sheet(page)
    await visitor.axe()


async def test_nothing_found_helps_on(visit, ada) -> None:
    word = unique("word")
    await ada.record(title=word)
    visitor = await visit(ada.session)
    page = await visitor.open(f'{LIST}?query={word}&visibility=public&extras=[{{"key":"T"}}]')
    await page.get_by_role("heading", name="Nothing matches these filters").wait_for()
    await page.get_by_text("Fewer conditions on metadata find more.").wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="Search the words without filters").click()
    await expect(titles(page)).to_have_text([word])


async def test_links_of_types_and_tags_with_commas_find_them(visit, ada) -> None:
    tag = f"{unique('tag')}, with comma"
    record = await ada.record(title="Comma", tags=[tag])
    visitor = await visit(ada.session)
    page = await visitor.open(f"/records/{record['id']}")
    await page.locator(".page-facts").get_by_role("link", name=tag).click()
    await expect(titles(page)).to_have_text(["Comma"])
    await page.get_by_role("link", name=f"Remove filter Tag {tag}").wait_for()


def served(rows: list[dict[str, Any]]) -> str:
    pagination = {"page": 1, "per_page": 25, "total_pages": 1, "total_items": len(rows), "_links": {"self": "x"}}
    return json.dumps({"items": rows, "_pagination": pagination})


async def other_server(page: Page, origin: str, *, status: int = 200, rows: list[dict[str, Any]] | None = None) -> list[str]:
    """Lets the page believe that another server is connected, and says what was asked of it."""
    asked_for: list[str] = []

    async def services(route) -> None:
        item = {
            "name": "kit",
            "title": "KIT",
            "address": "https://kadi.example",
            "state": "connected",
            "connected_at": "2026-01-01T00:00:00Z",
        }
        await route.fulfill(
            status=200,
            content_type="application/json",
            body=json.dumps({"items": [item], "total": 1, "page": 1, "pages": 1, "per_page": 50}),
        )

    async def answer(route) -> None:
        asked_for.append(route.request.url)
        body = (
            served(rows or [])
            if status == 200
            else json.dumps({"code": status, "message": "x", "description": "Request to instance 'kit' failed."})
        )
        await route.fulfill(status=status, content_type="application/json", body=body)

    await page.route("**/app/api/services*", services)
    await page.route(re.compile(r"/kadi/api/v1/(records|collections)\?.*instance=kit"), answer)
    return asked_for


async def test_records_of_another_server_are_marked_and_open_there(visit, ada) -> None:
    mine = await ada.record(title="Here", type=(kind := unique("kind")))
    there = mine | {"title": "Over there", "id": mine["id"], "_links": {"view": "https://kadi.example/records/7"}}
    visitor = await visit(ada.session)
    asked_for = await other_server(visitor.page, visitor.origin, rows=[there])
    page = await visitor.open(f"{LIST}?type={kind}&mine=1")
    await page.get_by_label("Where").select_option("KIT")
    await page.wait_for_url("**instance=kit**")
    row = page.get_by_role("link", name="Over there (opens on the other server)")
    await row.wait_for()
    assert await row.get_attribute("href") == "https://kadi.example/records/7"
    await page.get_by_text("Results from KIT").wait_for()
    assert await page.get_by_role("checkbox").count() == 0
    assert await page.get_by_label("Whose").count() == 0
    assert "user=" not in asked_for[-1]
    assert f"type={kind}" in asked_for[-1]
    await visitor.axe()
    await page.get_by_role("link", name="Search here").click()
    await expect(titles(page)).to_have_text(["Here"])


async def test_two_real_servers(visit, pair) -> None:  # noqa: F811
    await pair.connect()
    word = unique("far")
    extras = [{"key": "T", "type": "int", "value": 300, "unit": "K"}]
    identifier = await pair.record(pair.mira_there.account, title=f"{word} measured there", extras=extras)
    await pair.record(pair.mira_there.account, title=f"{word} without metadata")
    await pair.near.make.record(pair.mira.account, title=f"{word} near")
    visitor = await visit(pair.mira.session_id, origin=pair.near.root.url)
    page = await visitor.open(f"{LIST}?query={word}")
    await expect(titles(page)).to_have_text([f"{word} near"])
    await page.get_by_label("Where").select_option("Far away")
    await expect(titles(page)).to_have_count(2)
    await page.get_by_text("Results from Far away").wait_for()
    sheet = await open_sheet(page)
    assert await sheet.get_by_role("combobox", name="In collections").count() == 0
    await sheet.get_by_role("button", name="Add condition").click()
    await sheet.get_by_label("Key", exact=True).fill("T")
    await sheet.get_by_label("Kind of value").select_option("numeric")
    await sheet.get_by_label("Unit").fill("K")
    await sheet.get_by_role("button", name="Show records").click()
    await expect(titles(page)).to_have_count(1)
    link = page.get_by_role("link", name=f"{word} measured there (opens on the other server)")
    assert re.fullmatch(re.escape(pair.far.root.url) + r"/records/\d+", await link.get_attribute("href"))
    await page.get_by_text(identifier).wait_for()


async def test_collections_of_another_server_open_there_and_odd_addresses_do_not(visit, ada) -> None:
    found = await (await ada.kadi.post("/collections", json={"identifier": named("c"), "title": "Here"})).json()
    rows = [
        found | {"id": 1, "title": "Over there", "_links": {"view": "https://kadi.example/collections/7"}},
        found | {"id": 2, "title": "Odd one", "_links": {"view": "javascript:alert(1)"}},
    ]
    visitor = await visit(ada.session)
    asked_for = await other_server(visitor.page, visitor.origin, rows=rows)
    page = await visitor.open("/app/research/collections?whose=mine")
    await page.get_by_label("Where").select_option("KIT")
    row = page.get_by_role("link", name="Over there (opens on the other server)")
    await row.wait_for()
    assert await row.get_attribute("href") == "https://kadi.example/collections/7"
    await page.get_by_text("Odd one").wait_for()
    assert await page.get_by_role("link", name="Odd one").count() == 0
    assert "user=" not in asked_for[-1]
    await visitor.axe()


@pytest.mark.parametrize("status", [400, 502])
async def test_another_server_that_fails_is_said_in_words(visit, ada, status: int) -> None:
    visitor = await visit(ada.session)
    visitor.watch.excused += ["Failed to load resource"]
    await other_server(visitor.page, visitor.origin, status=status)
    page = await visitor.open(f"{LIST}?instance=kit")
    await page.get_by_role("heading", name="The other server could not be asked").wait_for()
    await page.get_by_role("link", name="Search here").click()
    await page.wait_for_url(re.compile(r"/records\??$"))


async def test_one_search_by_keyboard_alone(visit, ada) -> None:
    word = unique("key")
    await ada.record(title=word, type=word)
    await ada.record(title=f"{word} other")
    visitor = await visit(ada.session)
    page = await visitor.open(LIST)
    await page.keyboard.press("/")
    await visitor.until_focused("Search records")
    await page.keyboard.type(word)
    await page.keyboard.press("Enter")
    await expect(titles(page)).to_have_count(2)
    await page.get_by_role("button", name="More filters").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").wait_for()
    await visitor.until_focused("Types")
    await page.keyboard.type(word)
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(titles(page)).to_have_text([word])
    assert "More filters" in await visitor.focused()


@each_look
async def test_search_is_accessible(visit, ada, theme: str, language: str, width: int) -> None:
    kind = unique("kind")
    await ada.record(title="Zugversuch an einer Probe mit einem langen Titel " * 3, type=kind, tags=["a", "b", "c"])
    extras = json.dumps(
        [{"key": "runs.1.temperature", "type": "numeric", "numeric": {"min": 1, "unit": "K"}}, {"link": "or", "type": "bool", "bool": True}]
    )
    visitor = await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600)
    for path in (f"{LIST}?type={kind}", f"{LIST}?query=zugversuch&tag=a,b&all_tags=1&extras={extras}&user={ada.account['id']}"):
        page = await visitor.open(path)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        if width < 600:  # at the end of the sheet
            await page.locator(".filters-open").click()
            await page.get_by_role("dialog").locator(".filters-more").click()
        else:
            await page.locator(".filters-more").click()
        await page.get_by_role("dialog").get_by_role("combobox").first.wait_for()
        await expect(page.get_by_role("dialog")).to_have_count(1)
        await visitor.axe()
        text = await page.locator("body").inner_text()
        for raw in ("null", "undefined", "NaN", "[object", "search."):
            assert raw not in text, f"{path} shows {raw}"
        assert await visitor.overflow() <= 0, path


async def test_command_menu_finds_records_and_collections(visit, ada) -> None:
    word = unique("palette")
    record = await ada.record(title=f"{word} record")
    assert (await ada.kadi.post("/collections", json={"identifier": named("c"), "title": f"{word} collection"})).status == 201
    visitor = await visit(ada.session)
    page = await visitor.open("/app")
    await page.keyboard.press("Control+k")
    await page.keyboard.type(word)
    await page.get_by_role("option", name=re.compile(f"{word} collection Collection")).wait_for()
    await page.get_by_role("option", name=re.compile(f"Search records for “{word}”")).wait_for()
    await visitor.axe()
    await page.get_by_role("option", name=re.compile(f"{word} record Record {record['identifier']}")).click()
    await page.get_by_role("heading", name=f"{word} record", level=1).wait_for()

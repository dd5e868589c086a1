"""Writing records: every type of metadata by keyboard alone, refusals at their cells, drafts."""

import pytest
from playwright.async_api import expect

from tests.make import unique

pytestmark = pytest.mark.chromium


async def choose(page, letters: str) -> None:
    """Types into the select that has the focus, as people do."""
    await page.keyboard.type(letters)


async def entry(page, key: str, type_: str, value: str = "", unit: str = "") -> None:
    """Fills the row whose key has the focus; the focus ends in its last field."""
    await page.keyboard.type(key)
    await page.keyboard.press("Tab")
    await choose(page, type_)
    await page.keyboard.press("Tab")
    if value:
        await page.keyboard.type(value)
    if unit:
        await page.keyboard.press("Tab")
        await page.keyboard.type(unit)


async def test_record_with_every_type_by_keyboard(visit, ada) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/records/new")
    name = unique("Über Probe ")
    await page.get_by_label("Title").focus()
    await page.keyboard.type(name)
    identifier = await page.get_by_label("Identifier", exact=True).input_value()
    assert identifier.startswith("ueber-probe-")
    await page.get_by_role("button", name="Add entry", exact=True).focus()
    await page.keyboard.press("Enter")
    await entry(page, "note", "Text", "two words")
    await page.keyboard.press("Enter")
    await entry(page, "count", "Whole", "5", "pcs")
    await page.keyboard.press("Enter")
    await entry(page, "temperature", "Number", "21.5", "K")
    await page.keyboard.press("Enter")
    await entry(page, "calibrated", "Yes")
    await choose(page, "Yes")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await entry(page, "measured", "Date")
    date = page.get_by_label("Value of measured")
    for _ in range(8):  # day, month, year, hour … in the order of the browser's own language
        await page.keyboard.press("ArrowUp")
        if await date.input_value():
            break
        await page.keyboard.press("Tab")
    assert await date.evaluate("node => node === document.activeElement")
    await page.keyboard.press("Enter")
    await entry(page, "runs", "List")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Shift+Tab")
    grid = page.get_by_role("treegrid", name="Metadata")
    row = grid.get_by_role("row").nth(7)
    assert await row.get_attribute("aria-level") == "2"
    await row.get_by_label("Type of entry 1").focus()
    await choose(page, "Group")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await visitor.until_focused("Key of new entry")
    await entry(page, "operator", "Text", "Ada")
    await page.get_by_role("button", name="Create record").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name=name, level=1).wait_for()
    record = await (await ada.kadi.get(f"/records/identifier/{identifier}")).json()
    measured = record["extras"][4].pop("value")
    assert measured.endswith("+00:00")
    assert record["extras"] == [
        {"type": "str", "key": "note", "value": "two words"},
        {"type": "int", "key": "count", "value": 5, "unit": "pcs"},
        {"type": "float", "key": "temperature", "value": 21.5, "unit": "K"},
        {"type": "bool", "key": "calibrated", "value": True},
        {"type": "date", "key": "measured"},
        {"type": "list", "key": "runs", "value": [{"type": "dict", "value": [{"type": "str", "key": "operator", "value": "Ada"}]}]},
    ]


async def test_rows_move_and_go_by_keyboard(visit, ada) -> None:
    record = await ada.record(
        extras=[
            {"type": "dict", "key": "group", "value": []},
            {"type": "str", "key": "a", "value": "1"},
            {"type": "str", "key": "b", "value": "2"},
        ]
    )
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_label("Value of b").focus()
    await page.keyboard.press("Alt+ArrowUp")
    await visitor.until_focused("Value of b")
    await page.keyboard.press("Alt+ArrowRight")
    row = page.get_by_role("row").filter(has=page.get_by_label("Key of b"))
    assert [await row.get_attribute(name) for name in ("aria-level", "aria-posinset", "aria-setsize")] == ["2", "1", "1"]
    await page.get_by_label("Key of b").focus()
    await page.keyboard.press("ArrowDown")
    await visitor.until_focused("Key of a")
    await page.keyboard.press("Alt+Delete")
    await expect(page.get_by_label("Key of a")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_label("Key of a").focus()
    await page.keyboard.press("Alt+ArrowUp")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("tab", name="Overview").wait_for()
    found = (await ada.read(record))["extras"]
    assert [entry["key"] for entry in found] == ["a", "group"]
    assert [entry["key"] for entry in found[1]["value"]] == ["b"]


async def test_refusal_of_the_server_stands_at_its_cell_and_opens_its_parent(visit, ada) -> None:
    record = await ada.record(
        extras=[
            {"type": "list", "key": "runs", "value": [{"type": "int", "value": 3, "validation": {"range": {"min": 1, "max": 9}}}]},
            {"type": "float", "key": "T", "value": 1.0},
        ]
    )
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_label("Value of entry 1").fill("12")
    await page.get_by_label("Value of T", exact=True).fill("warm")
    await page.get_by_role("button", name="Value of runs").click()
    await expect(page.get_by_label("Value of entry 1")).to_have_count(0)
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("link", name="Value of T: Enter a number.").wait_for()
    assert (await page.title()).startswith("Error: ")
    deep = page.get_by_label("Value of entry 1")
    assert await deep.get_attribute("aria-invalid") == "true"
    described = (await deep.get_attribute("aria-describedby")).split()
    assert "Enter 9 or less." in await page.locator(f"#{described[0]}").inner_text()
    await page.get_by_role("link", name="Value of entry 1").click()
    await visitor.until_focused("Value of entry 1")
    await page.keyboard.press("Control+a")
    await page.keyboard.type("4")
    await page.get_by_label("Value of T", exact=True).fill("2.5")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("tab", name="Overview").wait_for()
    found = (await ada.read(record))["extras"]
    assert found[0]["value"][0]["value"] == 4
    assert found[1]["value"] == 2.5


async def test_taken_identifier_and_double_keys_are_named(visit, ada) -> None:
    other = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/records/new")
    await page.get_by_label("Title").fill("Twice")
    await page.get_by_label("Identifier", exact=True).fill(other["identifier"])
    for key in ("a", "a"):
        await page.get_by_role("button", name="Add entry", exact=True).click()
        await page.keyboard.type(key)
    await page.get_by_role("button", name="Create record").click()
    await page.get_by_role("link", name="This value occurs twice").wait_for()
    await page.locator(".meta-row").nth(1).get_by_label("Key of").fill("b")
    await page.get_by_role("button", name="Create record").click()
    await page.get_by_role("link", name="Identifier: This is already in use. Choose another one.").wait_for()
    assert await page.get_by_label("Title").input_value() == "Twice"


async def test_type_change_converts_or_asks(visit, ada) -> None:
    record = await ada.record(extras=[{"type": "str", "key": "n", "value": "42"}, {"type": "str", "key": "t", "value": "text"}])
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_label("Type of n").select_option("int")
    assert await page.get_by_label("Value of n").input_value() == "42"
    await page.get_by_label("Type of t").select_option("int")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="Cancel").click()
    assert await page.get_by_label("Type of t").input_value() == "str"
    assert await page.get_by_label("Value of t").input_value() == "text"
    await page.get_by_label("Type of t").select_option("bool")
    await dialog.get_by_role("button", name="Change type").click()
    await expect(page.get_by_label("Type of t")).to_have_value("bool")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("tab", name="Overview").wait_for()
    assert (await ada.read(record))["extras"] == [
        {"type": "int", "key": "n", "value": 42, "unit": None},
        {"type": "bool", "key": "t", "value": None},
    ]


async def test_meaning_and_rules_of_an_entry(visit, ada) -> None:
    record = await ada.record(extras=[{"type": "int", "key": "n", "value": 4}])
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_role("button", name="Actions for n").click()
    await page.get_by_role("menuitem", name="Meaning and rules").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Description").fill("How many")
    await dialog.get_by_label("Term").fill("http://example.org/n")
    await dialog.get_by_label("A value is required").check()
    await dialog.get_by_label("Lowest value").fill("x")
    await dialog.get_by_role("button", name="Apply").click()
    await dialog.get_by_text("Enter a number.").wait_for()
    await dialog.get_by_label("Lowest value").fill("1")
    await dialog.get_by_label("Allowed values").fill("4\n5\n")
    await dialog.get_by_role("button", name="Apply").click()
    await page.get_by_text("How many · Required · at least 1 · One of: 4 and 5").wait_for()
    assert await page.get_by_label("Value of n").evaluate("node => node.tagName") == "SELECT"
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("tab", name="Overview").wait_for()
    assert (await ada.read(record))["extras"] == [
        {
            "type": "int",
            "key": "n",
            "value": 4,
            "unit": None,
            "description": "How many",
            "term": "http://example.org/n",
            "validation": {"required": True, "range": {"min": 1, "max": None}, "options": [4, 5]},
        }
    ]


async def test_two_pasted_columns_become_rows_and_json_can_be_edited(visit, ada) -> None:
    record = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_role("button", name="Add entry", exact=True).click()
    await page.get_by_label("Key of new entry").evaluate(
        "node => { const data = new DataTransfer(); data.setData('text/plain', 'T\\t21.5\\tK\\nruns\\t3\\n');"
        " node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"
    )
    await page.get_by_label("Value of runs").wait_for()
    assert await page.get_by_label("Unit of T", exact=True).input_value() == "K"
    await page.get_by_role("button", name="Edit as JSON").click()
    text = page.get_by_label("Edit as JSON")
    await text.fill("[{]")
    await page.get_by_role("button", name="Apply").click()
    await page.get_by_role("alert").filter(has_text="Nothing was taken over").wait_for()
    await text.fill('[{"type": "str", "key": "only", "value": "this"}]')
    await page.get_by_role("button", name="Apply").click()
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("tab", name="Overview").wait_for()
    assert (await ada.read(record))["extras"] == [{"type": "str", "key": "only", "value": "this"}]


async def test_what_was_typed_survives_a_reload_and_only_changes_are_sent(visit, ada) -> None:
    record = await ada.record(title="Before", tags=["x"])
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_label("Title").fill("After")
    await page.get_by_text("Draft kept in this browser").wait_for()
    assert (await ada.kadi.patch(f"/records/{record['id']}", json={"tags": ["y"]})).status == 200
    await page.reload()
    await page.get_by_text("Your unsaved entries are back").wait_for()
    assert await page.get_by_label("Title").input_value() == "After"
    await page.get_by_role("combobox", name="Tags").fill("new tag")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name="After", level=1).wait_for()
    await page.goto(f"{visitor.origin}/app/research/records/{record['id']}/edit")
    await visitor.settled()
    assert await page.get_by_text("Your unsaved entries are back").count() == 0


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unasked(visit, ada) -> None:
    record = await ada.record(title="Common", type="old")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_label("Title").fill("Mine")
    assert (await ada.kadi.patch(f"/records/{record['id']}", json={"title": "Theirs", "type": "new"})).status == 200
    await page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text("Title changed since you opened the record").wait_for()
    await dialog.get_by_role("button", name="Cancel").click()
    assert (await ada.read(record))["title"] == "Theirs"
    await page.get_by_role("button", name="Save", exact=True).click()
    await dialog.get_by_role("button", name="Save my version").click()
    await page.get_by_role("heading", name="Mine", level=1).wait_for()
    found = await ada.read(record)
    assert (found["title"], found["type"]) == ("Mine", "new")

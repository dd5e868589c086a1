"""Templates in the browser: finding, writing both types, records from them, records checked against them."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.looks import each_look
from tests.web.research.things import EXTRAS, choose, collection, group, items, made, sound, template

pytestmark = pytest.mark.chromium


async def whole(ada, ben, **more: Any) -> dict[str, Any]:
    """A template of a record with everything in it: { template, collection, other, group }."""
    inside, other, team = await collection(ada), await ada.record(title=f"Specimen {unique('s')}"), await group(ada)
    data = {
        "title": "Tensile test of ",
        "type": "measurement",
        "description": "Speed *2 mm/min*.",
        "license": "CC-BY-4.0",
        "tags": ["alloy", "tensile"],
        "extras": EXTRAS,
        "collections": [inside["id"]],
        "record_links": [
            {"direction": "out", "record": other["id"], "name": "measured on", "term": "http://example.org/on"},
            {"direction": "in", "record": other["id"], "name": "has test"},
        ],
        "roles": [
            {"subject_type": "user", "subject_id": ben.account["id"], "role": "editor"},
            {"subject_type": "group", "subject_id": team["id"], "role": "member"},
            {"subject_type": "user", "subject_id": ada.account["id"], "role": "member"},
        ],
    } | more
    found = await template(ada, type="record", title=f"Tensile test {unique('t')}", data=data)
    return {"template": found, "collection": inside, "other": other, "group": team}


async def test_list_searches_and_filters_in_the_address(visit, ada, scientists) -> None:
    word = unique("word")
    await template(ada, title=f"{word} metadata", visibility="public")
    await template(ada, title=f"{word} record", type="record", data={})
    await template(await scientists("Ben Okri"), title=f"{word} of Ben", visibility="public")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/templates")
    await page.get_by_role("searchbox", name="Search templates").fill(word)
    await page.get_by_role("button", name="Search", exact=True).click()
    rows = page.locator("main tbody th a")
    await expect(rows).to_have_count(3)
    await page.get_by_label("Kind").select_option("record")
    await expect(rows).to_have_text([f"{word} record"])
    await page.get_by_role("link", name="Remove filter Kind").click()
    await expect(rows).to_have_count(3)
    await page.get_by_label("Whose").select_option("mine")
    await expect(rows).to_have_count(2)
    await page.get_by_label("Visibility", exact=True).select_option("public")
    await expect(rows).to_have_text([f"{word} metadata"])
    await page.reload()
    await visitor.settled()
    await expect(rows).to_have_count(1)
    await rows.click()
    await page.get_by_role("heading", name=f"{word} metadata", level=1).wait_for()


async def test_record_template_is_written_with_all_its_parts(visit, ada, scientists) -> None:
    person = f"Ben {unique('b')}"
    ben, name = await scientists(person), unique("name")
    inside, other, team = await collection(ada), await ada.record(title=f"Specimen {unique('s')}"), await group(ada)
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/templates/new")
    await page.get_by_label("Title of the template").fill(f"{name} test")
    assert await page.get_by_label("Identifier", exact=True).input_value() == f"{name}-test"
    await page.get_by_label("Title of the record").fill("Test of ")
    await page.get_by_label("Identifier of the record").fill("Not an identifier!")
    await page.get_by_label("Type (optional)").fill("Measurement")
    await page.get_by_role("combobox", name="Tags").fill("alloy")
    await page.keyboard.press("Enter")
    await choose(page, "License", "MIT")
    await choose(page, "Collections", inside["title"])
    await page.get_by_role("button", name="Add entry", exact=True).click()
    await page.keyboard.type("Temperature")
    await page.get_by_label("Type of Temperature").select_option("float")
    await page.get_by_role("button", name="Add link").click()
    await page.get_by_role("button", name="Add person or group").click()
    await page.get_by_role("button", name="Create template").click()
    summary = page.get_by_role("alert")
    for fault in ("Other record: Enter a value.", "Name of the link: Enter a value.", "Person or group: Enter a value."):
        await summary.get_by_role("link", name=fault).wait_for()
    await visitor.axe()
    await choose(page, "Other record", other["title"])
    await page.get_by_label("Name of the link").fill("measured on")
    await page.get_by_label("Direction").select_option("in")
    await choose(page, "Person or group", team["title"])
    await page.get_by_role("button", name="Add person or group").click()
    row = page.get_by_role("group", name="Sharing 2")
    await row.get_by_role("combobox", name="Person or group").fill(person)
    await page.get_by_role("option", name=re.compile(person)).click()
    await row.get_by_label("Role").select_option("editor")
    await page.get_by_role("button", name="Create template").click()
    await summary.get_by_role("link", name=re.compile("^Identifier of the record: ")).click()
    await visitor.until_focused("Identifier of the record (optional)")
    await page.get_by_label("Identifier of the record").fill("")
    await page.get_by_role("button", name="Create template").click()
    await page.get_by_role("heading", name=f"{name} test", level=1).wait_for()
    [found] = await items(ada, f"/templates?query={name}")
    data = found["data"]
    assert (found["type"], data["title"], data["type"], data["tags"], data["license"]) == (
        "record",
        "Test of",
        "measurement",
        ["alloy"],
        "MIT",
    )
    assert data["collections"] == [inside["id"]]
    assert data["record_links"] == [{"direction": "in", "record": other["id"], "name": "measured on", "term": None}]
    assert data["roles"] == [
        {"subject_type": "group", "subject_id": team["id"], "role": "member"},
        {"subject_type": "user", "subject_id": ben.account["id"], "role": "editor"},
    ]
    assert [(entry["key"], entry["type"]) for entry in data["extras"]] == [("Temperature", "float")]
    main = page.locator("main")
    for part in (inside["title"], other["title"], team["title"], person):
        await expect(main.get_by_role("link", name=part)).to_be_visible()


async def test_rows_are_added_and_removed_by_keyboard(visit, ada) -> None:
    other = await ada.record(title=f"Specimen {unique('s')}")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/templates/new")
    for number in (1, 2):
        await page.get_by_role("button", name="Add link").focus()
        await page.keyboard.press("Enter")
        await visitor.until(f"""document.activeElement.closest('[role=group]')?.getAttribute('aria-label') === 'Link {number}'""")
    assert (await visitor.focused()).startswith("Other record")
    await page.keyboard.type(other["title"])
    await page.get_by_role("option", name=other["title"]).wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.type("uses")
    await page.get_by_role("group", name="Link 1").get_by_role("button", name="Remove link").focus()
    await page.keyboard.press("Enter")
    await visitor.until("document.activeElement.textContent === 'Add link'")
    row = page.get_by_role("group", name="Link 1")
    assert await row.get_by_role("combobox", name="Other record").input_value() == other["title"]
    assert await row.get_by_label("Direction").input_value() == "in"
    assert await row.get_by_label("Name of the link").input_value() == "uses"
    assert await page.get_by_role("group", name="Link 2").count() == 0


async def test_metadata_template_keeps_what_two_people_change_apart(visit, ada) -> None:
    found = await template(ada, title="Before")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/templates/{found['id']}/edit")
    assert await page.get_by_label("Title of the record").count() == 0
    await page.get_by_label("Unit of Temperature").fill("K")
    await page.get_by_label("Key of Material").fill("Temperature")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("link", name=re.compile("^Key of Temperature: ")).first.wait_for()
    await page.locator("input[data-field=key]").first.fill("Alloy")
    assert (await ada.kadi.patch(f"/templates/{found['id']}", json={"title": "Meanwhile"})).status == 200
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("heading", name="Meanwhile", level=1).wait_for()
    now = await (await ada.kadi.get(f"/templates/{found['id']}")).json()
    assert [(entry["key"], entry.get("unit")) for entry in now["data"]] == [("Alloy", None), ("Temperature", "K"), ("Device", None)]
    await page.get_by_role("tab", name="History").click()
    lines = page.locator(".revision").first.locator(".diff-line")
    await lines.first.wait_for()
    texts = [re.sub(r"\s+", " ", text) for text in await lines.all_inner_texts()]
    assert any("Metadata: Material" in text and "−" in text and "+" not in text for text in texts)
    assert any("Metadata: Alloy" in text and "+" in text and "−" not in text for text in texts)
    assert any("Metadata: Temperature" in text and "21.5 °C" in text and "21.5 K" in text for text in texts)
    last = page.locator(".revision").last
    await last.locator("summary").click()
    await last.get_by_role("button", name="Restore this state").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Sharing and links with other things are not part of it")
    await expect(dialog.locator(".diff")).to_contain_text("Material")
    await dialog.get_by_role("button", name="Restore this state").click()
    await page.get_by_role("heading", name="Before", level=1).wait_for()
    assert (await (await ada.kadi.get(f"/templates/{found['id']}")).json())["data"] == found["data"]


async def test_the_same_part_changed_by_two_people_is_asked_about(visit, ada) -> None:
    found = await template(ada, data=EXTRAS[1:2])
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/templates/{found['id']}/edit")
    await page.get_by_label("Unit of Temperature").fill("K")
    theirs = [EXTRAS[1] | {"unit": "mK"}]
    assert (await ada.kadi.patch(f"/templates/{found['id']}", json={"data": theirs})).status == 200
    await page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Metadata changed since you opened the template.")
    await dialog.get_by_role("button", name="Cancel").click()
    assert (await (await ada.kadi.get(f"/templates/{found['id']}")).json())["data"][0]["unit"] == "mK"
    await page.get_by_role("button", name="Save").click()
    await dialog.get_by_role("button", name="Save my version").click()
    await page.get_by_role("heading", name=found["title"], level=1).wait_for()
    assert (await (await ada.kadi.get(f"/templates/{found['id']}")).json())["data"][0]["unit"] == "K"


async def test_faults_of_the_server_stand_at_entries(visit, ada) -> None:
    found = await template(ada)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/templates/{found['id']}/edit")
    await page.get_by_label("Value of Temperature").fill("warm")
    await page.get_by_role("button", name="Save").click()
    await page.get_by_role("link", name=re.compile("^Value of Temperature: ")).click()
    await visitor.until_focused("Value of Temperature")
    await visitor.axe()


async def test_record_from_a_template_gets_everything(visit, ada, scientists) -> None:
    ben = await scientists("Ben Okri")
    parts = await whole(ada, ben)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/templates/{parts['template']['id']}")
    await page.get_by_role("link", name="Create record from it").click()
    await page.get_by_text("After the record is created, 5 more things are done").wait_for()  # its creator needs no role
    assert await page.get_by_label("Type (optional)").input_value() == "measurement"
    await page.get_by_label("Title").fill(title := f"Test {unique('x')}")
    await page.get_by_role("button", name="Create record").click()
    await page.get_by_role("link", name=re.compile("^Value of Material: ")).wait_for()  # the template requires it
    await page.get_by_label("Value of Material").fill("Al-6061")
    await page.get_by_role("button", name="Create record").click()
    await page.get_by_role("heading", name=title, level=1).wait_for()
    await page.wait_for_url(re.compile(r"/app/research/records/\d+$"))
    record = await ada.read({"id": int(page.url.rsplit("/", 1)[1])})
    assert (record["type"], record["license"], record["tags"]) == ("measurement", "CC-BY-4.0", ["alloy", "tensile"])
    assert [entry["key"] for entry in record["extras"]] == ["Material", "Temperature", "Device"]
    base = f"/records/{record['id']}"
    assert [one["id"] for one in await items(ada, f"{base}/collections")] == [parts["collection"]["id"]]
    [out] = await items(ada, f"{base}/records?direction=out")
    assert (out["name"], out["term"], out["record_to"]["id"]) == ("measured on", "http://example.org/on", parts["other"]["id"])
    [into] = await items(ada, f"{base}/records?direction=in")
    assert (into["name"], into["record_from"]["id"]) == ("has test", parts["other"]["id"])
    assert {role["user"]["id"]: role["role"]["name"] for role in await items(ada, f"{base}/roles/users")} == {
        ada.account["id"]: "admin",
        ben.account["id"]: "editor",
    }
    assert [role["group"]["id"] for role in await items(ada, f"{base}/roles/groups")] == [parts["group"]["id"]]


async def test_what_was_typed_before_goes_along_with_the_template(visit, ada) -> None:
    found = await template(ada, title=f"Tensile test {unique('t')}")
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/records/new")
    await page.get_by_label("Title").fill("Typed before")
    await choose(page, "Start from a template", found["title"])
    await page.get_by_text(f"Begun with the template “{found['title']}”").wait_for()
    await expect(page.get_by_label("Title")).to_have_value("Typed before")
    await page.get_by_label("Value of Temperature").fill("20")
    await page.reload()
    await expect(page.get_by_label("Title")).to_have_value("Typed before")
    await page.get_by_role("link", name="Begin without it").click()
    await page.get_by_role("combobox", name="Start from a template").wait_for()
    await expect(page.get_by_label("Title")).to_have_value("Typed before")
    await expect(page.get_by_label("Value of Temperature")).to_have_value("20")
    await page.get_by_role("button", name="Discard entries").click()
    await expect(page.get_by_label("Title")).to_have_value("")
    assert await page.evaluate("Object.keys(localStorage).filter(name => name.includes('record:new'))") == []


async def test_parts_that_cannot_be_done_are_said_and_the_rest_is(visit, ada, scientists) -> None:
    ben = await scientists("Ben Okri")
    parts = await whole(ada, ben, extras=[])
    foreign = await collection(ben, visibility="public", title=f"Foreign {unique('f')}")
    data = parts["template"]["data"] | {"collections": [foreign["id"], parts["collection"]["id"], 99999999]}
    assert (await ada.kadi.patch(f"/templates/{parts['template']['id']}", json={"data": data})).status == 200
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/records/new")
    await choose(page, "Start from a template", parts["template"]["title"])
    await page.get_by_text(f"Begun with the template “{parts['template']['title']}”").wait_for()
    await visitor.axe()
    await page.get_by_label("Title").fill(title := f"Test {unique('x')}")
    await page.get_by_role("button", name="Create record").click()
    told = page.get_by_role("alert")
    await told.get_by_text(f"“{title}” was created, but 2 parts could not be done").wait_for()
    await told.get_by_text("you may not do this").wait_for()
    await told.get_by_role("link", name=foreign["title"]).wait_for()
    await told.get_by_text("Collection 99999999").wait_for()
    await visitor.axe()
    await told.get_by_role("link", name="Open the record").click()
    await page.get_by_role("heading", name=title, level=1).wait_for()
    [record] = await items(ada, f"/records?query={title.split()[1]}")
    assert [one["id"] for one in await items(ada, f"/records/{record['id']}/collections")] == [parts["collection"]["id"]]
    assert len(await items(ada, f"/records/{record['id']}/records?direction=out")) == 1


async def test_metadata_of_a_template_that_nobody_touched_goes_with_it(visit, ada) -> None:
    found = await template(ada)
    visitor = await visit(ada.session)
    page = await visitor.open("/app/research/records/new")
    await page.get_by_label("Title").fill("Typed before")
    await choose(page, "Start from a template", found["title"])
    await page.get_by_label("Value of Temperature").wait_for()
    await page.reload()  # its metadata comes back from the draft
    await expect(page.get_by_label("Title")).to_have_value("Typed before")
    await page.get_by_role("link", name="Begin without it").click()
    await page.get_by_role("combobox", name="Start from a template").wait_for()
    await expect(page.get_by_label("Title")).to_have_value("Typed before")
    assert await page.get_by_label("Value of Temperature").count() == 0


async def test_record_is_checked_against_a_template(visit, ada) -> None:
    found = await template(ada)
    extras = [
        {"type": "int", "key": "Material", "value": 5},
        {"type": "float", "key": "Temperature", "value": 60},
        {"type": "dict", "key": "Device", "value": [{"type": "list", "key": "cells", "value": [{"type": "int", "value": 3}]}]},
        {"type": "bool", "key": "own", "value": True},
    ]
    record = await ada.record(extras=extras)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}")
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Check against template").click()
    await choose(page, "Template to compare with", found["title"])
    await page.get_by_text("4 points differ from the template").wait_for()
    lines = [re.sub(r"\s+", " ", text) for text in await page.locator(".finding-what").all_inner_texts()]
    assert lines == [
        "Material: is of type “Whole number”, the template has “Text”",
        "Temperature: the value is not between 1 and 50",
        "Temperature: the unit °C is missing",
        "Device / cells / 1: the unit N is missing",
        "Device / Name: is missing, but not required",
        "own: is not in the template",
    ]
    await visitor.axe()
    for details in await page.locator(".meta-branch details").all():
        await details.evaluate("node => { node.open = false; }")
    await page.get_by_role("button", name="Go to entry Device / cells / 1").click()
    await visitor.until("""document.activeElement.dataset.path === '["Device","cells","1"]'""")
    assert await page.evaluate("document.activeElement.checkVisibility()")
    await page.get_by_role("link", name="Edit with the missing entries added").click()
    await page.get_by_role("heading", name="Edit record").wait_for()
    await page.get_by_label("Value of Name").fill("Frame 3")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name=record["title"], level=1).wait_for()
    now = await ada.read(record)
    assert [entry["key"] for entry in now["extras"][2]["value"]] == ["cells", "Name"]
    assert now["extras"][:2] == record["extras"][:2]


async def test_record_that_keeps_to_a_template_is_told_so(visit, ada) -> None:
    found = await template(ada, data=[EXTRAS[1]])
    record = await ada.record(extras=[EXTRAS[1]])
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?check={found['id']}")
    await page.get_by_text(f"The record keeps to “{found['title']}”").wait_for()
    assert await page.locator(".finding").count() == 0
    await page.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("combobox", name="Template to compare with")).to_have_count(0)
    await visitor.open(f"/app/research/records/{record['id']}?check=99999999")
    await page.get_by_role("heading", name="This is not there any more").wait_for()


async def test_shared_template_is_read_and_not_written(visit, ada, scientists) -> None:
    ben = await scientists("Ben Okri")
    found = await template(ada)
    await made(ada, f"/templates/{found['id']}/roles/users", {"user": {"id": ben.account["id"]}, "role": {"name": "member"}})
    visitor = await visit(ben.session)
    page = await visitor.open(f"/templates/{found['id']}?tab=sharing")
    await page.get_by_role("table", name="People").wait_for()
    assert await page.get_by_role("columnheader", name=re.compile("Collaborator")).count() == 0
    assert await page.get_by_role("link", name="Edit", exact=True).count() == 0
    assert await page.get_by_role("link", name="Create record from it").count() == 1
    await page.get_by_role("button", name="More actions").click()
    assert await page.get_by_role("menuitem", name="Move to trash").count() == 0


async def test_template_goes_to_the_trash_and_comes_back(visit, ada) -> None:
    found = await template(ada)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/templates/{found['id']}")
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Move to trash").click()
    await page.get_by_role("dialog").get_by_role("button", name="Move to trash").click()
    await page.wait_for_url("**/app/research/templates")
    await page.get_by_role("heading", name="Templates", level=1, exact=True).wait_for()
    assert (await ada.kadi.get(f"/templates/{found['id']}")).status == 404
    await page.get_by_role("button", name="Undo").click()
    await page.get_by_role("heading", name=found["title"], level=1).wait_for()
    assert (await ada.kadi.get(f"/templates/{found['id']}")).status == 200


@each_look
async def test_pages_are_accessible_and_fit(visit, ada, scientists, theme: str, language: str, width: int) -> None:
    parts = await whole(ada, await scientists("Ben Okri"))
    found, record = parts["template"], await ada.record(extras=[{"type": "str", "key": "Temperature", "value": "x" * 300}])
    changed = found["data"] | {"title": "Other", "collections": [], "roles": [], "extras": EXTRAS[:1]}
    assert (await ada.kadi.patch(f"/templates/{found['id']}", json={"data": changed})).status == 200
    assert (await ada.kadi.patch(f"/templates/{found['id']}", json={"data": found["data"]})).status == 200
    base, at = "/app/research/templates", f"/app/research/templates/{found['id']}"
    paths = [base, f"{base}?query=nothing-has-this-word", f"{base}/new", at, f"{at}?tab=sharing", f"{at}?tab=history", f"{at}/edit"]
    paths += [f"/app/research/records/new?template={found['id']}"]
    paths += [f"/app/research/records/{record['id']}{rest}" for rest in (f"?check={found['id']}", f"/edit?template={found['id']}")]
    await sound(await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600), paths)

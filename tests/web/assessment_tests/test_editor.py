"""Writing a test: without a mouse, with faults at their place, with drafts; what was stored by somebody else; pictures."""

import re
import struct
import zlib
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.make import unique
from tests.web.assessment.conftest import new_id

pytestmark = pytest.mark.chromium

TESTS = "/app/assessment/tests"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


# A grey field of 64 × 32 points.
PICTURE = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 32, 8, 0, 0, 0, 0))
PICTURE += chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * 64) * 32)) + chunk(b"IEND", b"")
FOREIGN = {"BeforeScript": "x()", "PluginData": {}, "TotalTimeAvailableForThisTest": 0}


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def typed(page: Page, label: str, text: str, *, exact: bool = True) -> None:
    """By keyboard: what is in the field is replaced."""
    field = page.get_by_label(label, exact=exact)
    await field.focus()
    await press(page, "ControlOrMeta+a")
    await page.keyboard.type(text)
    await expect(field).to_have_value(text)


async def entered(page: Page, role: Any, name: str) -> None:
    """By keyboard: the control takes focus and Enter."""
    control = page.get_by_role(role, name=name, exact=True)
    await control.focus()
    await page.keyboard.press("Enter")


async def added(page: Page, kind: str) -> None:
    await entered(page, "button", "Add to this page")
    await page.get_by_role("menuitem", name=kind, exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".test-part[data-open] textarea").first).to_be_focused()


async def saved(page: Page) -> None:
    await expect(page.locator(".editor-bar [role=status]")).to_contain_text("Saved")


async def stored(office: Any, name: str) -> dict[str, Any]:
    rows = await office.read("/tests", SearchField=name)
    return await office.read(f"/tests/{rows[0]['ID']}")


async def test_a_whole_test_is_written_without_a_mouse(visit, office) -> None:
    name = unique("Calm")
    visitor = await visit(office.session)
    page = await visitor.open(TESTS)
    await page.get_by_role("link", name="New test").first.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="New test", level=1).wait_for()
    await typed(page, "Name of the page", "Sleep")
    await added(page, "Text")
    await page.keyboard.type("Think of **last week**.")
    for question in ("I sleep well.", "I am nervous."):
        await added(page, "Rating row")
        await page.keyboard.type(question)
    await typed(page, "Text of answer 5", "Always")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_label("Text of answer 4")).to_have_value("Always")
    await expect(page.get_by_label("Text of answer 4")).to_be_focused()
    await press(page, "Alt+ArrowDown", "Enter")
    await expect(page.get_by_label("Number or word of answer 6")).to_have_value("6")
    await page.keyboard.type("Beyond")
    await entered(page, "button", "Remove answer 6")
    # Order: the second question goes to the front and back again.
    part = page.get_by_role("button", name=re.compile("^I am nervous"))
    await part.focus()
    await press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    parts = page.get_by_role("list", name="What is on this page").get_by_role("listitem")
    await expect(parts.first).to_contain_text("I am nervous")
    await expect(part).to_be_focused()
    await press(page, "Alt+ArrowDown", "Alt+ArrowDown")
    await expect(parts.last).to_contain_text("I am nervous")
    await entered(page, "tab", "Scales")
    await entered(page, "button", "Add scale")
    await typed(page, "Name, scale 1", "Calm")
    await entered(page, "tab", "Scoring")
    await entered(page, "button", "Count all questions")
    nervous = page.get_by_role("radiogroup", name=re.compile("I am nervous"))
    await expect(nervous.get_by_label("As answered")).to_be_checked()
    await nervous.get_by_label("As answered").focus()
    await press(page, "ArrowRight")
    await expect(nervous.get_by_label("Reversed")).to_be_checked()
    await expect(page.get_by_label("Adds, rule 2")).to_have_value("6 - value")
    await entered(page, "tab", "Norms")
    await entered(page, "button", "Add norm")
    await page.keyboard.type("Adults")
    await entered(page, "button", "Paste a table")
    await page.get_by_label("Table", exact=True).fill("score;norm;percentile\n2;low;10\n6;middle;50\n9;high;90")
    await page.get_by_text("3 rows are understood").wait_for()
    await entered(page, "button", "Take over")
    await expect(page.get_by_label("Norm value, row 3")).to_have_value("high")
    await page.get_by_role("application", name="Curve of Calm").wait_for()
    await entered(page, "tab", "Try it")
    sleep, nerves = page.get_by_role("group", name="I sleep well."), page.get_by_role("group", name="I am nervous.")
    await sleep.get_by_label("Agree strongly", exact=True).focus()
    await press(page, "Space")
    await nerves.get_by_label("Disagree strongly").focus()
    await press(page, "Space")
    row = page.get_by_role("table", name="Scores").get_by_role("row").nth(1)
    await expect(row.get_by_role("cell")).to_have_text(["10", "high", "90"])
    await expect(page.get_by_text("100% of the questions are answered.")).to_be_visible()
    await visitor.axe()
    # A name is missing: saving leads there.
    await entered(page, "button", "Save")
    await expect(page.get_by_label("Name of the test", exact=True)).to_be_focused()
    await page.keyboard.type(name)
    await entered(page, "tab", "Settings")
    await typed(page, "Time in minutes", "20")
    await entered(page, "button", "Save")
    await page.get_by_role("heading", name=name, level=1).wait_for()
    await visitor.until("!Object.keys(localStorage).some(name => name.includes('.test:'))")
    found = await stored(office, name)
    assert [part["type"] for part in found["screens"][0]["components"]] == ["text", "likert", "likert"]
    assert found["screens"][0]["components"][2]["options"][4] == {"value": "5", "text": "Always"}
    assert [rule["TargetScaleValue"] for rule in found["scoreRules"]] == ["value", "6 - value"]
    assert found["norms"][0]["normColumns"][0]["normColumnValues"][2] == {"rawScoreBorder": 9, "normValue": "high", "percentileValue": "90"}
    assert (found["TotalTimeAvailableForThisTest"], found["TestDefinitionIsProtected"]) == (20, True)
    assert found["PluginData"] == {"Athenaeum": {"version": 1, "canGoBack": True, "thanks": ""}, "DataGathering": {"Allowed": False}}
    tried = await office.app.post("/assessment/tests/try", json={"test": found})
    assert (await tried.json())["faults"] == []


async def test_faults_stand_at_their_place_and_drafts_survive(visit, office) -> None:
    test = await office.test(TestName=unique("Broken"))
    test["scoreRules"].append({**test["scoreRules"][0], "TargetScaleValue": "value +"})
    test["norms"][0]["normColumns"].append({"scaleID": "nowhere", "normColumnValues": []})
    await office.save(f"/tests/{test['ID']}", test)
    visitor = await visit(office.session)
    page = await visitor.open(f"{TESTS}/{test['ID']}?tab=scales")
    await page.get_by_label("Name, scale 1").fill("not a name")
    await page.get_by_role("button", name="Check").click()
    summary = page.locator(".summary")
    await expect(summary.get_by_role("heading")).to_have_text("4 places to mend")
    await expect(page.get_by_label("Name, scale 1")).to_have_attribute("aria-invalid", "true")
    await visitor.axe()
    await summary.get_by_role("button", name="Rule 4").click()
    broken = page.get_by_label("Adds, rule 4")
    await expect(broken).to_be_focused()
    await expect(broken).to_have_accessible_description(re.compile("This is no formula"))
    await broken.fill("value + 1")
    await expect(summary.get_by_role("heading")).to_have_text("3 places to mend")
    await summary.get_by_role("button", name="Norm 1, table 2").click()
    await expect(page.get_by_role("button", name="Remove", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(summary.get_by_role("heading")).to_have_text("2 places to mend")
    await visitor.until("Object.entries(localStorage).some(([name, text]) => name.includes('.test:') && text.includes('value + 1'))")
    await page.reload()
    await visitor.settled()
    await page.get_by_text("Your unsaved entries are back").wait_for()
    await page.get_by_role("tab", name="Scoring").click()
    await expect(page.get_by_label("Adds, rule 4")).to_have_value("value + 1")
    await page.goto(visitor.origin + TESTS)
    await expect(page.get_by_role("row").filter(has_text=test["TestName"])).to_contain_text("Unsaved changes")
    await visitor.open(f"{TESTS}/{test['ID']}?tab=scales")
    # Renaming the scale mends the formula that names it.
    await page.get_by_label("Name, scale 1").fill("Ruhe")
    await page.get_by_role("tab", name="Scoring").click()
    await expect(page.get_by_label("Adds, rule 3")).to_have_value("Ruhe / 2")
    # Meanwhile somebody else stored other rules.
    await office.save(f"/tests/{test['ID']}", {"scoreRules": test["scoreRules"][:1]})
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Replace").click()
    await saved(page)
    await page.get_by_text("Nothing is wrong with this test.").wait_for()
    # Twice in a row: nobody else was there in between, so nothing is asked.
    renamed = f"{test['TestName']} two"
    await page.get_by_role("tab", name="Settings").click()
    await page.get_by_label("Name of the test").fill(renamed)
    await page.get_by_label("In use").uncheck()
    await page.get_by_role("tab", name="Questions").click()
    await page.get_by_label("Name of the page").fill("Beginning")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name=renamed, level=1).wait_for()
    await saved(page)
    found = await office.read(f"/tests/{test['ID']}")
    assert (found["TestName"], found["Active"], found["screens"][0]["name"]) == (renamed, False, "Beginning")
    assert len(found["scoreRules"]) == 4
    assert found["scales"][0]["name"] == "Ruhe"
    assert [[column["scaleID"] for column in norm["normColumns"]] for norm in found["norms"]] == [["calm"], ["calm"]]


async def test_a_draft_knows_that_somebody_else_stored_another_version(visit, office) -> None:
    test = await office.test(TestName=unique("Draft"))
    visitor = await visit(office.session)
    page = await visitor.open(f"{TESTS}/{test['ID']}?tab=settings")
    await page.get_by_label("Time in minutes").fill("33")
    await page.get_by_text("Your changes are kept in this browser.").wait_for()
    await visitor.until("Object.entries(localStorage).some(([name, text]) => name.includes('.test:') && text.includes('\"33\"'))")
    await office.save(f"/tests/{test['ID']}", {"TotalTimeAvailableForThisTest": 44, "Costs": 5})
    await page.reload()
    await page.get_by_text("Somebody stored another version meanwhile").wait_for()
    await page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog", name="Replace somebody else’s changes?")
    await dialog.get_by_role("button", name="Cancel").click()
    assert (await office.read(f"/tests/{test['ID']}"))["TotalTimeAvailableForThisTest"] == 44
    await page.get_by_role("button", name="Discard entries").click()
    await page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    await expect(page.get_by_label("Time in minutes")).to_have_value("44")
    await expect(page.get_by_text("Somebody stored another version meanwhile")).to_have_count(0)
    await visitor.until("!Object.keys(localStorage).some(name => name.includes('.test:'))")


async def test_parts_are_dragged_moved_and_come_back_when_removed(visit, office) -> None:
    test = await office.test(TestName=unique("Order"))
    visitor = await visit(office.session)
    page = await visitor.open(f"{TESTS}/{test['ID']}")
    await page.get_by_role("button", name="Add page").click()
    await expect(page.get_by_label("Name of the page")).to_be_focused()
    pages = page.get_by_role("navigation", name="Pages").get_by_role("listitem")
    await pages.nth(1).locator(".test-grip").drag_to(pages.nth(0))
    await expect(pages.first).to_contain_text("Page 1")
    await pages.nth(1).get_by_role("button", name=re.compile("^First")).click()
    parts = page.get_by_role("list", name="What is on this page").get_by_role("listitem")
    await parts.nth(0).locator(".test-grip").drag_to(parts.nth(1))
    await expect(parts.first).to_contain_text("I like people.")
    await parts.first.get_by_role("button", name="Actions for").click()
    await page.get_by_role("menuitem", name="To page “Page 1”").click()
    await expect(pages.first.get_by_role("button").first).to_have_attribute("aria-current", "true")
    await expect(parts).to_have_count(1)
    await parts.first.get_by_role("button", name="Actions for").click()
    await page.get_by_role("menuitem", name="Remove", exact=True).click()
    await expect(page.get_by_text("There is nothing on this page yet.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(parts).to_have_count(1)
    await page.get_by_role("button", name="Save", exact=True).click()
    await saved(page)
    found = await office.read(f"/tests/{test['ID']}")
    first = found["screens"][0]
    assert [screen["name"] for screen in found["screens"]] == ["Page 1", "First"]
    assert first["components"][0]["text"] == "I like people."
    assert [rule["SourceScreenID"] for rule in found["scoreRules"]] == ["s", first["id"], ""], "its rule went along"


async def test_pictures_are_sent_shown_and_copied_with_their_test(visit, office) -> None:
    name = unique("Picture")
    test = await office.test(TestName=name)
    visitor = await visit(office.session)
    page = await visitor.open(f"{TESTS}/{test['ID']}")
    await page.get_by_role("button", name="Add to this page").click()
    await page.get_by_role("menuitem", name="Picture").click()
    await page.get_by_label("What the picture shows").fill("A grey field")
    await page.get_by_label("Picture", exact=True).set_input_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"})
    await page.get_by_text("This is no picture that browsers show everywhere.").wait_for()
    for _ in range(2):
        await page.get_by_label("Picture", exact=True).set_input_files({"name": "My Sign.PNG", "mimeType": "image/png", "buffer": PICTURE})
        await page.locator("img.test-picture").wait_for()
    await page.get_by_role("img", name="Picture 2mysign.png").wait_for()
    await visitor.until("document.querySelector('img.test-picture').naturalWidth === 64")
    await page.get_by_role("tab", name="Try it").click()
    await page.get_by_role("img", name="A grey field").wait_for()
    await page.get_by_role("button", name="Save", exact=True).click()
    await saved(page)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Copy this test").click()
    await page.get_by_role("heading", name=f"Copy of {name}", level=1).wait_for()
    copy = (await stored(office, f"Copy of {name}"))["ID"]
    assert sorted(await office.read(f"/files/{office.company_id}/{copy}/media")) == ["2mysign.png", "mysign.png"]
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Delete test").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete test").click()
    await page.get_by_role("heading", name="Tests", level=1).wait_for()
    await expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name=f"Copy of {name}")).to_have_count(0)
    assert await office.read(f"/files/{office.company_id}/{copy}/media") == []


async def test_tests_of_others_are_read_only(visit, office) -> None:
    foreign, ours = new_id(), await office.test(TestName=unique("Ours"))
    await office.save(f"/tests/{foreign}", {"ID": foreign, "TestName": unique("Foreign")} | FOREIGN)
    visitor = await visit(office.session)
    page = await visitor.open(f"{TESTS}/{foreign}")
    await expect(page.get_by_text("It is not scored here")).to_be_visible()
    await expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    colleague = await office.colleague("is_office_user")
    reader = await visit(colleague.session)
    page = await reader.open(TESTS)
    await page.keyboard.press("ControlOrMeta+k")
    await page.keyboard.type(ours["TestName"])
    await page.get_by_role("option", name=f"{ours['TestName']} Test").wait_for()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("link", name="New test")).to_have_count(0)
    await page.get_by_role("link", name=ours["TestName"]).click()
    await page.get_by_text("You can read this, and not change it").wait_for()
    await page.get_by_role("group", name="I sleep well.").get_by_label("often").check()
    await expect(page.get_by_role("table", name="Scores").get_by_role("row").nth(1).get_by_role("cell").first).to_have_text("3")
    await expect(page.get_by_role("button", name="More")).to_have_count(0)
    await reader.open(f"{TESTS}/new")
    await expect(page.get_by_text("Writing tests needs the right of a test author.")).to_be_visible()


async def test_central_tests_are_published_and_copied(visit, office) -> None:
    name = unique("Central")
    test = await office.test(TestName=name)
    await office.itr.post(f"/files/{office.company_id}/{test['ID']}/media/sign.png", data=PICTURE)
    master = await office.colleague("is_test_author", name="Mia Master", roles=(("assessment", "admin"),))
    visitor = await visit(master.session)
    page = await visitor.open(f"{TESTS}/{test['ID']}")
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Offer to all companies").click()
    await page.get_by_role("dialog").get_by_role("button", name="Offer to all companies").click()
    await page.get_by_text(f"“{name}” is offered to all companies").wait_for()
    await office.itr.delete(f"/tests/{test['ID']}")
    author = await visit(office.session)
    page = await author.open(f"{TESTS}?whose=central&search={name}")
    await page.get_by_role("link", name=name).click()
    await page.get_by_text("This test is for all companies").wait_for()
    await page.get_by_role("button", name="More").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Copy this test"])
    await page.get_by_role("menuitem", name="Copy this test").click()
    await page.get_by_role("heading", name=f"Copy of {name}", level=1).wait_for()
    copy = await stored(office, f"Copy of {name}")
    assert copy["screens"] == test["screens"]
    assert await office.read(f"/files/{office.company_id}/{copy['ID']}/media") == ["sign.png"]

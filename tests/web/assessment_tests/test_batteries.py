"""Batteries and report definitions: written, put in order, looked at, read only where they are of others."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.assessment.conftest import new_id

pytestmark = pytest.mark.chromium

BATTERIES = "/app/assessment/batteries"
DEFINITIONS = "/app/assessment/report-definitions"


async def definition(office: Any, **fields: Any) -> dict[str, Any]:
    identity = new_id()
    return await office.save(f"/reportdefinitions/{identity}", {"ID": identity, "Description": unique("Report")} | fields)


async def test_batteries_are_made_put_in_order_and_deleted(visit, office) -> None:
    first, second = await office.test(TestName=unique("First")), await office.test(TestName=unique("Second"))
    name = unique("Intake")
    visitor = await visit(office.session)
    page = await visitor.open(f"{BATTERIES}/new")
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.locator(".summary").get_by_role("listitem")).to_have_count(2)
    await visitor.axe()
    await page.get_by_label("Name of the battery").fill(name)
    for test in (first, second, first):
        await page.get_by_role("combobox", name="Add a test").fill(test["TestName"])
        await page.get_by_role("option", name=test["TestName"]).wait_for()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
    rows = page.get_by_role("list", name="Tests in their order").get_by_role("listitem")
    await expect(rows).to_have_count(3)
    await page.get_by_role("button", name=f"Test 2: {second['TestName']}").focus()
    await page.keyboard.press("Alt+ArrowUp")
    moved = page.get_by_role("button", name=f"Test 1: {second['TestName']}")
    await expect(moved).to_be_focused()
    await rows.nth(2).get_by_role("button", name="Actions for").click()
    await page.get_by_role("menuitem", name="Remove").click()
    await expect(rows).to_have_count(2)
    await page.get_by_label("Costs in credits").fill("4")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("link", name=name).click()
    await page.get_by_role("heading", name=name, level=1).wait_for()
    await expect(rows).to_have_text([re.compile(second["TestName"]), re.compile(first["TestName"])])
    (found,) = await office.read("/batteries", SearchField=name)
    kept = await office.read(f"/batteries/{found['ID']}")
    assert [test["TestID"] for test in kept["BatteryTests"]] == [second["ID"], first["ID"]]
    assert kept["BatteryCosts"] == 4
    # What others keep beside a test stays, and a test that is gone is told.
    gone = new_id()
    await office.save(f"/batteries/{found['ID']}", {"BatteryTests": [{"TestID": first["ID"], "NormID1": gone}, {"TestID": gone}]})
    await visitor.open(f"{BATTERIES}/{found['ID']}")
    await expect(rows.nth(1)).to_contain_text("A test that is no longer there")
    await page.get_by_label("In use").uncheck()
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name="Batteries", level=1).wait_for()
    await expect(page.get_by_role("link", name=name)).to_have_count(0)
    assert (await office.read(f"/batteries/{found['ID']}"))["BatteryTests"][0] == {"TestID": first["ID"], "NormID1": gone}
    await visitor.open(f"{BATTERIES}?state=archived&search={name}")
    await page.get_by_role("link", name=name).click()
    await page.get_by_role("button", name="Delete battery").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete battery").click()
    await page.get_by_role("heading", name="Batteries", level=1).wait_for()
    assert await office.read("/batteries", SearchField=name) == []
    # The lists stand beside each other as tabs, each with its own address.
    await expect(page.get_by_role("tab", name="Batteries")).to_have_attribute("aria-selected", "true")
    await page.get_by_role("tab", name="Batteries").press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Report definitions", level=1).wait_for()
    await expect(page).to_have_url(re.compile(f"{DEFINITIONS}$"))
    await expect(page.get_by_role("tab", name="Report definitions")).to_have_attribute("aria-selected", "true")


async def test_reports_are_written_with_placeholders_and_an_example(visit, office) -> None:
    test, name = await office.test(TestName=unique("Calm")), unique("Profile")
    visitor = await visit(office.session)
    page = await visitor.open(f"{DEFINITIONS}/new")
    paper = page.get_by_role("region", name="Example report")
    await expect(paper.get_by_role("heading")).to_have_text(["Selection of trainees", "Scores"])
    await expect(paper.get_by_role("rowheader", name="Scale 2")).to_be_visible()
    await expect(paper).to_contain_text("Dr. Ada Meyer, 2 March 2026, 09:40 UTC")
    await page.get_by_label("Name of the definition").fill(name)
    await page.get_by_role("combobox", name="About which test").fill(test["TestName"])
    await page.get_by_role("option", name=test["TestName"]).click()
    await expect(paper.get_by_role("rowheader", name="Balance")).to_be_visible()
    text = page.get_by_label("Text of the report")
    await text.fill("%%Scale.Rage.Score%% ")
    await expect(page.get_by_text("These placeholders are not known and stay as they are")).to_be_visible()
    await text.fill("Hello ")
    await text.press("End")
    await page.get_by_role("button", name="Person", exact=True).press("Enter")
    await expect(page.get_by_role("menuitem", name="%%Person.Name%%")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(text).to_have_value("Hello %%Person.Name%%")
    await expect(text).to_be_focused()
    await page.get_by_role("button", name="Scales", exact=True).click()
    await page.get_by_role("menuitem", name="%%Scale.Calm.NormScore%%").click()
    await page.get_by_role("button", name="Plots and tables").click()
    await page.get_by_role("menuitem", name="%%Profile%%").click()
    await expect(paper).to_contain_text("Hello Dr. Ada Meyer")
    await expect(paper.get_by_role("img", name="Profile of the example")).to_be_visible()
    await text.press("ControlOrMeta+a")
    await page.get_by_role("button", name="Paragraph").click()
    await expect(text).to_have_value("<p>Hello %%Person.Name%%%%Scale.Calm.NormScore%%%%Profile%%</p>")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name=name, level=1).wait_for()
    (row,) = await office.read("/reportdefinitions", SearchField=name)
    found = await office.read(f"/reportdefinitions/{row['ID']}")
    assert (found["TestID"], found["Active"]) == (test["ID"], True)
    assert found["ReportText"] == "<p>Hello %%Person.Name%%%%Scale.Calm.NormScore%%%%Profile%%</p>"
    # It is a definition that reports are made of.
    person = await office.person("Ben", "Brown")
    planned = await office.plan(person, test)
    await office.takes(planned)
    response = await office.app.get(f"/assessment/sessions/{planned.id}/report.html", params={"report": row["ID"]})
    assert "Hello Ben Brown" in await response.text()
    await page.get_by_role("button", name="Delete definition").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete definition").click()
    await page.get_by_role("heading", name="Report definitions", level=1).wait_for()
    assert await office.read("/reportdefinitions", SearchField=name) == []


async def test_nothing_runs_in_a_report_and_foreign_ones_are_read_only(visit, office) -> None:
    evil = (
        "<h1>Hi</h1><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'><iframe src='https://evil.example'></iframe>"
    )
    bad = await definition(office, ReportText=evil)
    foreign = await definition(office, ReportText="x", BeforeReportScript="run()")
    visitor = await visit(office.session)
    visitor.watch.excused.append("inline event handler")  # what is cleaned away is reported, and nothing of it ran
    page = await visitor.open(f"{DEFINITIONS}/{bad['ID']}")
    paper = page.get_by_role("region", name="Example report")
    await expect(paper.get_by_role("heading", name="Hi")).to_be_visible()
    assert not re.search("script|onerror|iframe", await paper.inner_html())
    assert await page.evaluate("window.hacked") is None
    await visitor.open(f"{DEFINITIONS}/{foreign['ID']}")
    await expect(page.get_by_text("It has scripts, which are never run here.")).to_be_visible()
    await expect(page.get_by_label("Text of the report")).to_have_count(0)
    reader = await visit((await office.colleague("is_office_user")).session)
    reader.watch.excused.append("inline event handler")
    page = await reader.open(f"{DEFINITIONS}/{bad['ID']}")
    await expect(page.get_by_text("Writing reports needs the right of a report author.")).to_be_visible()
    await expect(page.get_by_role("button", name="Delete definition")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Hi")).to_be_visible()

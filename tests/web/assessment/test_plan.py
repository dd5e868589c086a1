"""Planning in one form: for one person, for many and a group with new persons, for everybody who has a code."""

import re

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.assessment.conftest import choose, new_id

pytestmark = pytest.mark.chromium

PLAN = "/app/assessment/sessions/new"


async def test_one_person_gets_tests_a_window_and_a_mail(visit, office, mails) -> None:
    first, second = await office.test(TestName="Calm first"), await office.test(TestName="Second look")
    ada = await office.person("Ada", "Adams")
    visitor = await visit(office.session)
    page = await visitor.open(PLAN)
    await page.get_by_role("button", name="Plan", exact=True).click()
    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    for text in ("Persons: Choose somebody, or type in a new person.", "Tests: Add at least one test.", "Name: Enter a name."):
        await summary.get_by_role("link", name=text).wait_for()
    await visitor.axe()
    await page.get_by_label("Name", exact=True).fill("Typed before")
    await page.reload()
    await page.get_by_text("Your unsaved entries are back").wait_for()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Typed before")
    await page.get_by_role("button", name="Discard entries").click()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("")
    await page.get_by_role("button", name="Plan", exact=True).click()
    await summary.get_by_role("link", name="Tests: Add at least one test.").click()
    assert await page.get_by_role("combobox", name="Add a test").evaluate("node => node === document.activeElement")
    await choose(page, "Persons", "adam", "Ada Adams")
    for name in ("Calm first", "Second look"):
        await choose(page, "Add a test", name[:6], name)
        await page.get_by_role("list", name="Tests").get_by_text(name, exact=True).wait_for()
    await page.get_by_role("button", name="Move Second look up").click()
    await expect(page.get_by_role("list", name="Tests").get_by_role("listitem").first).to_contain_text("Second look")
    await page.get_by_label("Language of Second look").select_option("de")
    await page.get_by_label("Norm of Second look").select_option("Children")
    await page.get_by_label("Name", exact=True).fill("Selection in May")
    await page.get_by_label("Open from").fill("2026-05-02T08:00")
    preview = page.get_by_role("region", name="This is how it looks")
    await expect(preview).to_contain_text("Dear Ada Adams")
    await expect(preview).to_contain_text("Your invitation: Selection in May")
    await page.get_by_role("button", name="Plan", exact=True).click()
    await page.get_by_role("heading", level=1, name="Selection in May").wait_for()
    session = page.url.rpartition("/")[2]
    row = await office.read(f"/sessions/{session}")
    assert (row["PersonID"], row["Status"], row["SessionType"], row["ManagedByUserID"]) == (ada["ID"], 10, 0, str(office.login_id))
    tests = await office.read(f"/sessiontests/{session}", Sort="Sequence")
    assert [(test["TestID"], test["TestLanguage"], test["PersID"]) for test in tests] == [
        (second["ID"], "de", ada["ID"]),
        (first["ID"], "en", ada["ID"]),
    ]
    assert tests[0]["NormID1"].startswith("2222") and tests[1]["NormID1"].startswith("1111")
    (mail,) = await mails()
    assert mail["to"] == [ada["EMail"]] and mail["subject"] == "Your invitation: Selection in May"


async def test_many_and_new_persons_become_a_group(visit, office, mails) -> None:
    test = await office.test()
    battery = new_id()
    await office.save(
        f"/batteries/{battery}", {"ID": battery, "BatteryName": "Entry battery", "BatteryTests": [{"TestID": test["ID"]}], "Remarks": ""}
    )
    ada, ben = await office.person("Ada", "Adams"), await office.person("Ben", "Brown")
    fresh = f"{unique('cleo')}@example.org"
    visitor = await visit(office.session)
    page = await visitor.open(f"{PLAN}?persons={ada['ID']},{ben['ID']}")
    await expect(page.get_by_role("checkbox", name="Keep them together as a group")).to_be_checked()
    await page.get_by_text("Add persons who are not there yet").click()
    lines = page.get_by_label("One new person a line")
    await lines.fill(f"Cleo Clark\nDora Dean, {ada['EMail']}")
    await choose(page, "Add a battery", "entry", "Entry battery")
    await page.get_by_role("list", name="Tests").get_by_text("Calm and open", exact=True).wait_for()
    await page.get_by_label("Name", exact=True).fill("Trainees in May")
    await page.get_by_role("button", name="Plan", exact=True).click()
    await page.get_by_role("link", name=re.compile("^One new person a line: Write one person a line")).wait_for()
    await lines.fill(f"Cleo Clark {fresh}\nDora Dean, {ada['EMail']}")
    await page.get_by_role("button", name="Plan", exact=True).click()
    await page.get_by_role("heading", level=1, name="Trainees in May").wait_for()
    await expect(page.get_by_role("table", name="Persons").locator("tbody tr")).to_have_count(3)
    group = page.url.rpartition("/")[2]
    members = await office.read(f"/sessions/{group}/groupmembers", StartPage="-1", Sort="LastName")
    assert [row["EMail"] for row in members] == [ada["EMail"], ben["EMail"], fresh]
    for row in members:
        tests = await office.read(f"/sessiontests/{row['sessionid']}")
        assert [each["TestID"] for each in tests] == [test["ID"]]
    assert (await office.read(f"/sessions/{group}"))["UsedBatteryIDs"] == battery
    sent = await mails()
    assert sorted(mail["to"][0] for mail in sent) == sorted([ada["EMail"], ben["EMail"], fresh])
    password = re.search(r"Password: ([a-z0-9-]+)", next(mail for mail in sent if mail["to"] == [fresh])["html"])[1]
    response = await office.app.using().post("/sign-in", json={"login": fresh, "password": password})
    assert response.status == 201, await response.text()


async def test_what_was_refused_is_told_and_tried_again_without_doubles(visit, office, mails) -> None:
    test = await office.test()
    ada, ben = await office.person("Ada", "Adams"), await office.person("Ben", "Brown")
    visitor = await visit(office.session)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(f"{PLAN}?persons={ada['ID']},{ben['ID']}&tests={test['ID']}")
    refused = []

    async def fail_once(route) -> None:
        if not refused and route.request.method == "POST":
            refused.append(route.request.url)
            await route.fulfill(status=400, body="Could not be saved : TestID has a value that does not fit")
        else:
            await route.continue_()

    battery = new_id()
    await office.save(f"/batteries/{battery}", {"ID": battery, "BatteryName": "Closed battery", "BatteryTests": [], "Remarks": ""})
    await page.route(
        f"**/itr/api/batteries/{battery}",
        lambda route: route.fulfill(status=403, body="You do not have sufficient rights to make this call"),
    )
    await choose(page, "Add a battery", "closed", "Closed battery")
    await page.get_by_role("alert").filter(has_text="You may not do this").wait_for()
    await page.route("**/itr/api/sessiontests/**", fail_once)
    await page.get_by_role("checkbox", name="Keep them together as a group").uncheck()
    await page.get_by_role("checkbox", name="Send a mail with the login now").uncheck()
    await page.get_by_label("Name", exact=True).fill("Two by themselves")
    await page.get_by_role("button", name="Plan", exact=True).click()
    notice = page.get_by_role("status").filter(has_text="1 person is planned")
    await notice.get_by_text("Ada Adams").wait_for()
    assert refused
    await notice.get_by_role("button", name="Try the rest again").click()
    await page.get_by_role("heading", level=1, name="Sessions").wait_for()
    rows = await office.read("/sessions", Filter="Description=Two by themselves", StartPage="-1")
    assert sorted(row["PersonID"] for row in rows) == sorted([ada["ID"], ben["ID"]])
    for row in rows:
        assert len(await office.read(f"/sessiontests/{row['ID']}")) == 1
    assert await mails() == []


async def test_a_public_session_gives_a_code_to_hand_out(visit, office) -> None:
    test = await office.test()
    code = unique("open")[:12]
    taken = await office.plan(await office.person("Public", "", PersonType=1), test, SessionType=200, ShortLoginCode=unique("taken")[:14])
    taken_code = (await office.read(f"/sessions/{taken.id}"))["ShortLoginCode"]
    visitor = await visit(office.session)
    page = await visitor.open(f"{PLAN}?kind=public&tests={test['ID']}")
    await page.get_by_label("Name", exact=True).fill("Open day")
    await page.get_by_role("textbox", name="Code").fill(taken_code)
    await page.get_by_role("button", name="Open public session").click()
    await page.get_by_role("link", name="Code: Another session has this code. Choose another one.").wait_for()
    await page.get_by_role("textbox", name="Code").fill(code)
    await page.get_by_role("button", name="Open public session").click()
    await page.get_by_role("heading", level=1, name="Open day").wait_for()
    await page.get_by_role("region", name="Hand this out").get_by_text(code, exact=True).first.wait_for()
    await visitor.axe()
    response = await office.itr.using().get("/login", headers={"Poll": code})
    assert response.status == 200, await response.text()
    taker = office.itr.using(session_id=(await response.json(content_type=None))["SessionID"])
    public = page.url.rpartition("/")[2]
    copy = await (await taker.get(f"/sessions/{public}")).json()
    await expect(page.get_by_role("table", name="What came in").locator("tbody tr")).to_have_count(1, timeout=15000)
    tests = await (await taker.get(f"/sessionteststaking/{copy['ID']}")).json()
    assert [row["TestID"] for row in tests] == [test["ID"]]
    persons = await office.read("/persons", Filter="PersonType=0", StartPage="-1")
    assert persons == []

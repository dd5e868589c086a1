"""Applications: registering, the secret shown once, editing, a new secret, the end; and what others may do in one's name."""

import re

import pytest

from tests.consent import Browser, Program
from tests.make import PASSWORD, unique

pytestmark = pytest.mark.chromium

HERE = "/app/settings/applications"


async def own(app_api, session):
    return (await (await app_api.using(session_id=session).get("/applications")).json())["items"]


async def granted(make, anonymous, account, *scopes, **options):
    """An application of somebody else that may act for the account: (application, its owner)."""
    owner = await make.account(display_name="Olga Owner", password=PASSWORD)
    application = await make.application(owner, *scopes, **options)
    browser = await Browser.of(anonymous, make, account)
    program = Program(anonymous, application)
    response = await program.exchange(await browser.code(application))
    assert response.status == 200, await response.text()
    return application, (await response.json())["access_token"]


async def test_registering_shows_the_secret_once(visit, person, app_api) -> None:
    _, session = person
    visitor = await visit(session)
    page = await visitor.open(f"{HERE}?tab=own")
    await page.get_by_role("heading", name="You have registered no application").wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="Register application").last.click()
    form = page.get_by_role("form", name="Register application")
    await form.wait_for()
    await visitor.until("document.activeElement.name === 'name'")
    await form.get_by_role("button", name="Register", exact=True).click()
    for said in ("Name: Enter a name.", "Address 1: Enter an address.", "Rights: Choose at least one right."):
        await form.get_by_role("link", name=said).wait_for()
    await visitor.axe()
    await form.get_by_label("Name").fill("Lab notes")
    await form.get_by_label("Website").fill("notes.example.org")
    await form.get_by_label("Address 1", exact=True).fill("https://notes.example.org/back")
    await form.get_by_role("button", name="Add address").click()
    await visitor.until("document.activeElement.name === 'redirects.1'")
    await form.get_by_label("Address 2", exact=True).fill("http://notes.example.org/back")
    await form.get_by_label("Read records").check()
    await form.get_by_role("button", name="Register", exact=True).click()
    await form.get_by_role("link", name=re.compile("Website.*: Enter a web address such as")).wait_for()
    await form.get_by_role("link", name=re.compile("Address 2: Use https")).click()
    await visitor.until("document.activeElement.name === 'redirects.1'")
    await form.get_by_label("Website").fill("https://notes.example.org")
    await form.get_by_role("button", name="Remove address 2").click()
    await form.get_by_role("button", name="Register", exact=True).click()
    shown = page.get_by_role("dialog", name="The application is registered")
    await shown.wait_for()
    await visitor.axe()
    client_id, secret = await shown.locator("code").all_inner_texts()
    (made,) = await own(app_api, session)
    assert made["client_id"] == client_id and re.fullmatch("[0-9a-f]{64}", secret)
    assert made["website"] == "https://notes.example.org"
    assert made["redirect_uris"] == ["https://notes.example.org/back"] and made["scopes"] == ["record.read"]
    await page.keyboard.press("Escape")
    await shown.get_by_role("button", name="I have copied both").click()
    await page.get_by_role("heading", name="Lab notes", level=1).wait_for()
    await visitor.settled()
    text = await page.content()
    assert client_id in text and secret not in text
    await visitor.axe()


async def test_everything_is_said_plainly(visit, person, app_api) -> None:
    visitor = await visit(person[1])
    page = await visitor.open(f"{HERE}/new")
    await page.get_by_label("Name").fill("Whole")
    await page.get_by_label("Address 1", exact=True).fill("http://localhost:8000/back")
    await page.get_by_label("Everything with research data").check()
    await page.get_by_text("Full access to all research data that the person may open").wait_for()
    await page.get_by_role("button", name="Register", exact=True).click()
    await page.get_by_role("button", name="I have copied both").click()
    await page.get_by_role("heading", name="Whole", level=1).wait_for()
    assert [item["scopes"] for item in await own(app_api, person[1])] == [None]
    await visitor.open(f"{HERE}?tab=own")
    await page.get_by_role("row").filter(has_text="Whole").get_by_text("Everything with research data").wait_for()


async def test_entries_survive_a_reload(visit, person) -> None:
    visitor = await visit(person[1])
    page = await visitor.open(f"{HERE}/new")
    await page.get_by_label("Address 1", exact=True).fill("https://half.example.org/")
    await page.reload()
    await page.get_by_label("Address 1", exact=True).wait_for()
    assert await page.get_by_label("Address 1", exact=True).input_value() == "https://half.example.org/"


async def test_an_application_is_changed_and_gets_a_new_secret(visit, person, make, app_api, anonymous) -> None:
    account, session = person
    application = await make.application(account, "record.read", name="Old name")
    (row,) = await own(app_api, session)
    visitor = await visit(session)
    page = await visitor.open(f"{HERE}/{row['id']}")
    form = page.get_by_role("form", name="About the application")
    await form.get_by_label("Name").fill("New name")
    await form.get_by_label("Change records, their metadata and files").check()
    await form.get_by_role("button", name="Save").click()
    await page.get_by_role("heading", name="New name", level=1).wait_for()
    (row,) = await own(app_api, session)
    assert row["name"] == "New name" and row["scopes"] == ["record.read", "record.update"]
    await page.get_by_role("button", name="New secret").click()
    asked = page.get_by_role("dialog", name="Make a new secret?")
    await visitor.until_focused("Cancel")
    await asked.get_by_role("button", name="New secret").click()
    shown = page.get_by_role("dialog", name="The new secret")
    await shown.wait_for()
    client_id, secret = await shown.locator("code").all_inner_texts()
    assert client_id == application.client_id and secret != application.client_secret
    await visitor.axe()
    await shown.get_by_role("button", name="I have copied both").click()
    assert secret not in await page.content()
    browser, program = await Browser.of(anonymous, make), Program(anonymous, application)
    refused = await program.exchange(await browser.code(application))
    assert (await refused.json())["error"] == "invalid_client"
    assert (await program.exchange(await browser.code(application), client_secret=secret)).status == 200


async def test_deleting_says_what_ends(visit, person, make, app_api, anonymous) -> None:
    account, session = person
    application = await make.application(account, "record.read", name="Short lived")
    browser = await Browser.of(anonymous, make)
    token = (await (await Program(anonymous, application).exchange(await browser.code(application))).json())["access_token"]
    records = "/kadi/api/v1/records"
    assert (await anonymous.using(token=token).get(records)).status == 200
    visitor = await visit(session)
    page = await visitor.open(f"{HERE}?tab=own")
    await page.get_by_role("link", name="Short lived").click()
    await page.get_by_role("button", name="Delete application").click()
    asked = page.get_by_role("dialog", name="Delete the application “Short lived”?")
    await asked.get_by_text("It may act for 1 person now.").wait_for()
    await visitor.axe()
    await asked.get_by_role("button", name="Delete application").click()
    await page.get_by_role("heading", name="You have registered no application").wait_for()
    assert await own(app_api, session) == []
    assert (await anonymous.using(token=token).get(records)).status == 401


async def test_somebody_elses_application_is_not_there(visit, person, make, app_api) -> None:
    owner = await make.account(password=PASSWORD)
    await make.application(owner, name="Not yours")
    (row,) = await own(app_api, await make.session(owner))
    visitor = await visit(person[1])
    page = await visitor.open(f"{HERE}/{row['id']}")
    await page.get_by_text("This is not there any more").wait_for()
    assert "Not yours" not in await page.content()
    await visitor.axe()


async def test_access_that_was_allowed_is_listed_and_ended(visit, person, make, anonymous) -> None:
    account, session = person
    name = unique("Bench ")
    _, token = await granted(make, anonymous, account, "record.read", "record.update", name=name)
    await granted(make, anonymous, account)
    client = anonymous.using(token=token)
    assert (await client.get("/kadi/api/v1/records")).status == 200
    visitor = await visit(session)
    page = await visitor.open("/app/settings")
    await page.get_by_role("navigation", name="Settings").get_by_role("link", name="Applications").click()
    row = page.get_by_role("row").filter(has_text=name)
    await row.get_by_text("2 rights").click()
    await row.get_by_text("Change records, their metadata and files").wait_for()
    assert await row.get_by_text("Olga Owner").count() == 1
    await page.get_by_role("row").filter(has_text="Everything with research data").wait_for()
    await visitor.axe()
    await row.get_by_role("button", name="End access").click()
    asked = page.get_by_role("dialog", name=f"End the access of “{name}”?")
    await visitor.until_focused("Cancel")
    await asked.get_by_role("button", name="End access").click()
    await row.wait_for(state="detached")
    assert (await client.get("/kadi/api/v1/records")).status == 401
    assert await page.get_by_role("row").count() == 2


async def test_a_refusal_stands_in_the_page(visit, person, make, anonymous) -> None:
    account, session = person
    await granted(make, anonymous, account, "record.read", name="Gone meanwhile")
    visitor = await visit(session)
    page = await visitor.open(HERE)
    await page.get_by_role("button", name="End access").wait_for()
    await page.route("**/app/api/grants/*", lambda route: route.fulfill(status=404, json={"code": "not_found", "noun": "grant"}))
    await page.get_by_role("button", name="End access").click()
    await page.get_by_role("dialog").get_by_role("button", name="End access").click()
    await page.get_by_role("alert").get_by_text("This is not there any more").wait_for()


async def test_tabs_go_by_keyboard(visit, person) -> None:
    visitor = await visit(person[1])
    page = await visitor.open(HERE)
    await page.get_by_role("tab", name="May act for you").focus()
    await page.keyboard.press("ArrowRight")
    await visitor.until_focused("Registered by you")
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"\?tab=own$"))
    await page.get_by_role("heading", name="You have registered no application").wait_for()

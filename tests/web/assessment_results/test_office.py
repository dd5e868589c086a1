"""What the office keeps: logins and rights, companies, lists, settings, words, the trail, gathered data."""

import json

import pytest
from playwright.async_api import expect

from tests.make import PASSWORD, unique
from tests.web.assessment_results.conftest import put

pytestmark = pytest.mark.chromium
ROOT = "/app/assessment/office"


async def act(page, row: str, action: str) -> None:
    """Chooses an action of a row's menu."""
    await page.get_by_role("row").filter(has_text=row).get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name=action).click()


async def test_the_hub_shows_what_a_login_may_open_and_no_more(visit, office, master) -> None:
    author = await visit((await office.colleague("is_test_author")).session)
    page = await author.open(ROOT)
    links = page.locator(".start-links").get_by_role("link")
    await expect(links).to_have_count(4)
    assert [(await link.inner_text()).split("\n")[0] for link in await links.all()] == [
        "Organisations", "Educations", "Nationalities", "Audit trail",
    ]  # fmt: skip
    for path in ("logins", "companies", "settings", "translations", "data"):
        await author.open(f"{ROOT}/{path}")
        await expect(page.get_by_role("heading", name="No access")).to_be_visible()
    visitor = await visit(master.session)
    page = await visitor.open(ROOT)
    await expect(page.locator(".start-links").get_by_role("link")).to_have_count(11)


async def test_a_login_is_made_from_a_template_and_opens_the_company(visit, office, app_api) -> None:
    await put(
        office, "rightstemplates", Description="Reception", Contents=json.dumps({"IsOfficeUser": True, "MayWorkWithOwnObjectsOnly": True})
    )
    email = f"{unique('rita')}@example.org"
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/logins/new")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Name: Enter a name.")
    await page.get_by_label("Name", exact=True).fill("Rita Reception")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    await page.get_by_label("Rights template").select_option("Reception")
    await expect(page.get_by_label("Only own persons, groups and sessions")).to_be_checked()
    await expect(page.get_by_label("Master user: keeps all companies")).to_be_disabled()
    await page.get_by_label("Can be used until").fill("2090-05-01")
    await visitor.axe()
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("status").get_by_text("Rita Reception has a login now")).to_be_attached()
    row = page.get_by_role("row").filter(has_text="Rita Reception")
    await expect(row).to_contain_text("Office")
    (stored,) = await office.read("/logins", Filter=f"Email={email}")
    assert (stored["MayWorkWithOwnObjectsOnly"], stored["IsTestAuthor"], stored["EndDateLicense"][:10]) == (True, False, "2090-05-01")
    signed = await app_api.post("/sign-in", json={"login": email, "password": PASSWORD})
    assert [each["company_id"] for each in (await signed.json())["session"]["companies"]] == [str(office.company_id)]


async def test_logins_are_changed_switched_off_and_removed(visit, office) -> None:
    await office.colleague("is_test_author", name="Tom Writer")
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/logins")
    await page.get_by_role("link", name="Tom Writer").click()
    await page.get_by_label("Translates the words of the interface").check()
    await page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="Tom Writer")
    await expect(row).to_contain_text("Tests and Translations")
    await act(page, "Tom Writer", "Switch off")
    await page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    await expect(row).to_contain_text("Inactive")
    (stored,) = await office.read("/logins", SearchField="Tom Writer")
    assert stored["Active"] is False and stored["IsTranslator"] is True and stored["IsTestAuthor"] is True
    await act(page, "Tom Writer", "Delete")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(row).to_have_count(0)
    await page.get_by_role("row").filter(has_text="Olga Office").get_by_role("button", name="Actions").click()
    await expect(page.get_by_role("menuitem", name="Switch off")).to_have_attribute("aria-disabled", "true")


async def test_what_a_new_login_is_refused_for_is_told_in_words(visit, office, master) -> None:
    await office.colleague("is_test_author", name="Tom Writer")
    (stored,) = await office.read("/logins", SearchField="Tom Writer")
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/logins/new")
    await page.get_by_label("Name", exact=True).fill("Tom again")
    await page.get_by_label("E-mail address").fill(stored["Email"])
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("This person has a login here already")
    response = await master.itr.post("/systemsettings/MAXNUMBEROFCONSULTANTS", data="1")
    assert response.status == 200
    await page.get_by_label("E-mail address").fill(f"{unique('new')}@example.org")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("No more logins in this company")
    await page.reload()
    await expect(page.get_by_text("Your unsaved entries are back")).to_be_visible()
    await expect(page.get_by_label("Name", exact=True)).to_have_value("Tom again")


async def test_only_password_managers_have_the_key(visit, office, master) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/logins/{office.login_id}")
    await expect(page.get_by_label("API key (optional)")).to_have_count(0)
    visitor = await visit(master.session)
    page = await visitor.open(f"{ROOT}/logins/{office.login_id}")
    await page.get_by_role("button", name="Make a new key").click()
    key = await page.get_by_label("API key (optional)").input_value()
    assert len(key) == 48
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Logins")).to_be_visible()
    assert (await master.read(f"/logins/{office.login_id}"))["APIKey"] == key


async def test_rights_templates_are_kept(visit, office) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/rights")
    await page.get_by_role("button", name="New template").first.click()
    dialog = page.get_by_role("dialog", name="New template")
    await dialog.get_by_label("Name").fill("Authors")
    await dialog.get_by_label("Writes tests").check()
    await visitor.axe()
    await dialog.get_by_role("button", name="Create").click()
    await page.get_by_role("link", name="Authors").click()
    dialog = page.get_by_role("dialog", name="Template “Authors”")
    await expect(dialog.get_by_label("Writes tests")).to_be_checked()
    await dialog.get_by_label("Writes report definitions").check()
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    (row,) = await office.read("/rightstemplates")
    assert json.loads((await office.read(f"/rightstemplates/{row['ID']}"))["Contents"]) == {"IsTestAuthor": True, "IsReportAuthor": True}
    await act(page, "Authors", "Delete")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("link", name="Authors")).to_have_count(0)
    assert await office.read("/rightstemplates") == []


async def test_a_master_user_makes_a_company_and_works_there(visit, office, master) -> None:
    name = unique("Harbour clinic")
    visitor = await visit(master.session)
    page = await visitor.open(f"{ROOT}/companies/new")
    await page.get_by_label("Name", exact=True).fill(name)
    await page.get_by_label("Credits", exact=True).fill("40,5")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Credits: Enter a whole number.")
    await page.get_by_label("Credits", exact=True).fill("40")
    await page.get_by_label("Price of a credit").fill("0,25")
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name="Companies", level=1)).to_be_visible()
    await visitor.open(f"{ROOT}/companies?search={name}")  # the list of all is many pages long
    await page.get_by_role("link", name=name).click()
    await expect(page.get_by_label("Price of a credit")).to_have_value("0.25")
    await page.get_by_label("Country").fill("Netherlands")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Companies", level=1)).to_be_visible()
    await visitor.open(f"{ROOT}/companies?search={name}")
    await expect(page.get_by_role("row").filter(has_text=name)).to_contain_text("40")
    await page.get_by_role("row").filter(has_text=name).get_by_role("button", name="Work here").click()
    await expect(page.get_by_text(f"What your login in {name} may look after.")).to_be_visible()
    (row,) = await master.read("/companies", SearchField=name)
    assert (row["CompanyCountry"], row["CurrentCreditLevel"], row["PricePerCreditUnit"]) == ("Netherlands", 40, 0.25)
    await visitor.open(f"{ROOT}/companies/{row['ID']}")
    await expect(page.get_by_role("button", name="Delete", exact=False)).to_have_attribute("aria-disabled", "true")


async def test_companies_go_only_by_their_name(visit, master, make) -> None:
    name = unique("Old clinic")
    company_id = await make.company(name)
    visitor = await visit(master.session)
    page = await visitor.open(f"{ROOT}/companies/{company_id}")
    await page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Delete for good")).to_have_attribute("aria-disabled", "true")
    await dialog.get_by_role("textbox").fill(name)
    await dialog.get_by_role("button", name="Delete for good").click()
    await expect(page.get_by_role("heading", name="Companies")).to_be_visible()
    assert await master.read("/companies", SearchField=name) == []


@pytest.mark.parametrize(
    ("noun", "new", "more"),
    [("organisations", "New organisation", {}), ("educations", "New education", {}), ("nationalities", "New nationality", {"Code": "XY"})],
)
async def test_lists_of_persons_are_kept(visit, office, noun: str, new: str, more: dict[str, str]) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/{noun}")
    await page.get_by_role("button", name=new).first.click()
    dialog = page.get_by_role("dialog", name=new)
    await dialog.get_by_role("button", name="Create").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("Enter a name.")
    name = unique("First")
    await dialog.get_by_label("Name").fill(name)
    for label, value in more.items():
        await dialog.get_by_label(label).fill(value)
    await dialog.get_by_role("button", name="Create").click()
    await page.get_by_role("link", name=name).click()
    dialog = page.get_by_role("dialog", name=f"Edit “{name}”")
    await dialog.get_by_label("Remarks").fill("Seen")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    (row,) = await office.read(f"/{noun}")
    assert (await office.read(f"/{noun}/{row['ID']}"))["Remarks"] == "Seen"
    await act(page, name, "Delete")
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("link", name=name)).to_have_count(0)
    assert await office.read(f"/{noun}") == []


async def test_settings_are_saved_by_section_and_secrets_never_shown(visit, office) -> None:
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/settings")
    mail = page.get_by_role("form", name="Outgoing mail")
    await mail.get_by_label("Mail server").fill("mail.example.org")
    await mail.get_by_label("Password", exact=False).first.fill("hunter2hunter2")
    await mail.get_by_label("Encrypted (TLS)").check()
    await mail.get_by_label("Port").fill("x")
    await mail.get_by_role("button", name="Save").click()
    await expect(mail.get_by_role("alert")).to_contain_text("Port: Enter a whole number.")
    await mail.get_by_label("Port").fill("587")
    await mail.get_by_role("button", name="Save").click()
    await expect(mail.get_by_text("A password is stored. It is never shown")).to_be_visible()
    await expect(mail.get_by_label("Password", exact=False).first).to_have_value("")
    stored = [
        await (await office.itr.get(f"/systemsettings/{name}")).text()
        for name in ("SMTP_SERVER", "SMTP_PORT", "SMTP_USETLS", "SMTP_PASSWORD")
    ]
    assert stored == ["mail.example.org", "587", "T", "********"]
    await expect(page.get_by_label("Most logins in a company")).not_to_be_editable()
    await page.get_by_role("button", name="New setting").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("OUR_SIGN")
    await page.get_by_role("dialog").get_by_label("Value").fill("blue")
    await visitor.axe()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("row").filter(has_text="OUR_SIGN")).to_contain_text("blue")


async def test_words_are_translated_imported_and_taken_along(visit, office) -> None:
    translator = await office.colleague("is_translator", name="Tina Translator")
    key = unique("Main").replace("-", ".")
    for language, words in (("de", {f"{key}.a": "eins", f"{key}.b": "zwei"}), ("nl", {f"{key}.a": "een"})):
        response = await translator.itr.post(
            f"/translations/{language}", json={name: {"value": value} for name, value in words.items()}, headers={"ForceTranslation": "Y"}
        )
        assert response.status == 200
    visitor = await visit(translator.session)
    page = await visitor.open(f"{ROOT}/translations")
    await page.get_by_role("link", name="Dutch").click()
    await page.get_by_label("Search key or text").fill(key)
    await page.keyboard.press("Enter")
    await page.get_by_label("Show", exact=True).select_option("missing")
    await page.get_by_role("link", name=f"{key}.b").click()
    dialog = page.get_by_role("dialog", name=f"Translate {key}.b")
    await dialog.get_by_role("textbox", name="Text").fill("twee")
    await visitor.axe()
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Nothing matches these filters")).to_be_visible()
    await page.get_by_role("button", name="Import file").click()
    dialog = page.get_by_role("dialog", name="Import words in Dutch")
    for text, said in (
        ("[]", "This file holds no words"),
        (json.dumps({f"{key}.a": "één", f"{key}.c": {"value": "drie"}}), "1 new, 1 changed"),
    ):
        file = {"name": "nl.json", "mimeType": "application/json", "buffer": text.encode()}
        await dialog.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
        await expect(dialog.get_by_text(said)).to_be_visible()
    await dialog.get_by_role("button", name="Import file").click()
    await expect(dialog).to_have_count(0)
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save as file").click()
    stored = json.loads((await (await waiting.value).path()).read_text("utf-8"))
    assert {name: stored[f"{key}.{name}"]["value"] for name in "abc"} == {"a": "één", "b": "twee", "c": "drie"}


async def test_the_trail_is_read_by_who_and_what(visit, filled) -> None:
    office, _, (_, _, done) = filled
    visitor = await visit(office.session)
    page = await visitor.open(f"{ROOT}/audit")
    await expect(page.get_by_role("rowheader", name="“Calm and open” was finished, or looked at").first).to_be_visible()
    await expect(page.get_by_role("row").filter(has_text="Cleo Clark").first).to_be_visible()
    await page.get_by_label("Who").select_option("Olga Office")
    await expect(page.get_by_role("row").filter(has_text="Cleo Clark")).to_have_count(0)
    await expect(page.get_by_role("rowheader", name="The session is now: Ready").first).to_be_visible()
    await page.get_by_label("Time", exact=True).select_option("day")
    await expect(page.get_by_role("rowheader", name="The session is now: Ready").first).to_be_visible()
    await visitor.open(f"{ROOT}/audit?session={done.id}&type=1")
    await page.get_by_role("button", name="Details").first.click()
    await expect(page.get_by_role("dialog").get_by_role("link", name="Open session")).to_have_attribute(
        "href", f"/app/assessment/sessions/{done.id}"
    )
    await visitor.axe()


async def test_researchers_take_gathered_data_along(visit, filled) -> None:
    office = filled[0]
    visitor = await visit((await office.colleague("is_researcher")).session)
    page = await visitor.open(f"{ROOT}/data")
    row = page.get_by_role("row").filter(has_text="Calm and open")
    await row.get_by_role("button", name="Details").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("region", name="Person, without a name")).to_be_visible()
    await visitor.axe()
    assert "Cleo" not in await dialog.inner_text()
    await page.keyboard.press("Escape")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save all as CSV").click()
    head, line = (await (await waiting.value).path()).read_text("utf-8-sig").splitlines()
    assert head.endswith("balance: score,calm: score,s.q1,s.q2") and line.endswith("2.5,5,3,2")

"""What every page and component can do without a mouse."""

import re

import pytest

from tests.make import PASSWORD
from tests.web import scripts

pytestmark = pytest.mark.chromium


@pytest.fixture
async def admin(make):
    account = await make.account(password=PASSWORD, display_name="Ada Admin", roles=((None, "admin"),))
    return await make.session(account, idle_seconds=1800)


async def press(page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_skip_link_is_first_and_leads_to_the_content(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app")
    await press(page, "Tab")
    await visitor.until_focused("Skip to content")
    assert await page.evaluate("document.activeElement.getBoundingClientRect().height") > 20
    await press(page, "Enter")
    assert await page.evaluate("document.activeElement.id") == "main"


async def test_palette_finds_and_opens_pages(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app")
    await press(page, "Control+k")
    dialog = page.get_by_role("dialog", name="Search and commands")
    await dialog.wait_for()
    await visitor.axe()
    box = dialog.get_by_role("combobox")
    assert await box.evaluate("node => node === document.activeElement")
    await page.keyboard.type("devices")
    options = dialog.get_by_role("option")
    assert await options.count() == 1
    active = await box.get_attribute("aria-activedescendant")
    assert await options.first.get_attribute("id") == active
    await press(page, "Enter")
    await page.get_by_role("heading", name="Signed-in devices", level=1).wait_for()
    await visitor.until("document.activeElement.tagName === 'H1'")


# Found by another address (start page, first page of learning), or with nothing behind it for this person (assessment without a company).
ENTRANCES = {"/", "/app/learning", "/app/assessment", "/app/company"}


async def test_palette_knows_every_page_that_its_person_may_open(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app")
    known, open_to_them, held = await page.evaluate(scripts.PAGES_OF_THE_PALETTE)
    assert set(open_to_them) - set(known) <= ENTRANCES
    assert not [path for path, count in held.items() if count != 1 and path not in {"/app/assessment", "/app/components"}]
    await press(page, "Control+k")
    dialog = page.get_by_role("dialog", name="Search and commands")
    await page.keyboard.type("research tra")  # words of the name and of the area, in any order
    await dialog.get_by_role("option", name="Trash").wait_for()
    await press(page, "Enter")
    await page.get_by_role("heading", name="Trash", level=1).wait_for()
    await page.get_by_role("navigation", name="Main").locator("[aria-current=page]", has_text="Records").wait_for()


async def test_palette_moves_with_arrows_and_gives_focus_back(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/settings/tokens")
    button = page.get_by_role("button", name="Create token").first
    await button.focus()
    await press(page, "Control+k")
    await page.get_by_role("dialog").wait_for()
    await press(page, "ArrowDown", "ArrowDown", "ArrowUp")
    await visitor.until(scripts.SECOND_OPTION_ACTIVE)
    await press(page, "Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    assert await button.evaluate("node => node === document.activeElement")


async def test_overview_of_keys_and_switching_letters_off(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/settings/appearance")
    await press(page, "Shift+?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    await dialog.wait_for()
    await visitor.axe()
    await press(page, "Escape")
    await dialog.wait_for(state="detached")
    await page.get_by_label("Shortcuts of a single letter").press("Space")
    await page.get_by_role("heading", level=1).focus()
    await press(page, "Shift+?", "h")
    await page.wait_for_timeout(200)
    assert await page.get_by_role("dialog").count() == 0
    assert page.url.endswith("/app/settings/appearance")


async def test_letters_do_nothing_while_typing(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/administration/accounts")
    await press(page, "/")
    assert await page.evaluate("document.activeElement.type") == "search"
    await page.keyboard.type("h?s")
    assert await page.get_by_role("searchbox").input_value() == "h?s"
    await press(page, "Enter")
    await page.wait_for_url(re.compile(r"search=h%3Fs"))
    await page.get_by_role("heading", name="Nothing matches these filters").wait_for()
    await visitor.axe()


async def test_menu_by_arrows_letters_and_escape(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app")
    button = page.get_by_role("button", name="Ada Admin")
    await button.focus()
    await press(page, "ArrowDown")
    menu = page.get_by_role("menu", name="Ada Admin")
    await menu.wait_for()
    assert await button.get_attribute("aria-expanded") == "true"
    await visitor.axe()
    await visitor.until_focused("My research data")
    await press(page, "ArrowDown")
    await visitor.until_focused("Settings")
    await press(page, "End")
    await visitor.until_focused("Sign out")
    await press(page, "k")
    await visitor.until_focused("Keyboard")
    await press(page, "Escape")
    await menu.wait_for(state="hidden")
    assert await button.evaluate("node => node === document.activeElement")


async def test_dialog_keeps_focus_asks_for_the_name_and_gives_focus_back(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=layers")
    opener = page.get_by_role("button", name="Ask with name")
    await opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Delete 3 records?")
    await dialog.wait_for()
    await visitor.axe()
    await visitor.until_focused("Type “run-42” to confirm")
    verb = dialog.get_by_role("button", name="Delete")
    assert await verb.get_attribute("aria-disabled") == "true"
    await verb.click(force=True)
    assert await dialog.is_visible()
    for _ in range(6):
        await press(page, "Tab")
        assert await page.evaluate("document.activeElement === document.body || document.activeElement.closest('dialog') !== null")
    await dialog.get_by_role("textbox").fill("run-42")
    await verb.press("Enter")
    await page.get_by_text("Yes", exact=True).wait_for()
    assert await opener.evaluate("node => node === document.activeElement")
    await opener.press("Enter")
    await dialog.wait_for()
    await press(page, "Escape")
    await page.get_by_text("No", exact=True).wait_for()


async def test_toast_is_said_and_held_by_focus(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=layers")
    await page.get_by_role("button", name="Message").press("Enter")
    toast = page.get_by_role("region", name="Messages")
    await toast.get_by_text("Saved").wait_for()
    await page.locator("[role=status]", has_text="Saved").first.wait_for(state="attached")
    await visitor.axe()
    await page.locator("[role=status]", has_text="F8 goes to Undo").first.wait_for(state="attached")
    await page.wait_for_timeout(6500)  # what can be taken back stays longer than the six seconds of others
    await press(page, "F8")
    await visitor.until_focused("Undo")
    await press(page, "Escape")
    await visitor.until_focused("Message")
    await press(page, "F8", "Tab")
    await visitor.until_focused("Close")
    await press(page, "Enter")
    await toast.get_by_text("Saved").wait_for(state="detached")
    await visitor.until_focused("Message")


async def test_combobox_chooses_creates_and_removes(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=forms")
    owner = page.get_by_role("combobox", name="Owner")
    await owner.focus()
    await page.keyboard.type("jö")
    option = page.get_by_role("option", name="Jörg Müller")
    await option.wait_for()
    assert await owner.get_attribute("aria-expanded") == "true"
    await press(page, "ArrowDown")
    assert await owner.get_attribute("aria-activedescendant") == await option.get_attribute("id")
    await visitor.axe()
    await press(page, "Enter")
    assert await owner.input_value() == "Jörg Müller"
    tags = page.get_by_role("combobox", name="Tags")
    await tags.focus()
    await page.keyboard.type("brand new")
    await page.get_by_role("option", name="Add “brand new”").wait_for()
    await press(page, "Enter")
    await page.get_by_role("button", name="Remove brand new").wait_for()
    await press(page, "Backspace")
    await page.get_by_role("button", name="Remove brand new").wait_for(state="detached")
    await press(page, "ArrowDown", "Escape")
    assert await tags.get_attribute("aria-expanded") == "false"


async def test_combobox_shows_nothing_that_does_not_count(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=forms")
    owner = page.get_by_role("combobox", name="Owner")
    await owner.fill("jörg müller")
    await page.get_by_role("option", name="Jörg Müller").wait_for()
    await press(page, "Tab")
    assert await owner.input_value() == "Jörg Müller"
    await owner.fill("nobody of this name")
    await press(page, "Tab")
    await page.wait_for_timeout(50)
    assert await owner.input_value() == "Jörg Müller"
    await page.get_by_role("combobox", name="Tags").fill("no Enter")
    await press(page, "Tab")
    await page.get_by_role("button", name="Remove no Enter").wait_for()


async def test_tabs_move_with_arrows_and_are_addresses(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=words")
    await page.get_by_role("tab", name="Words and buttons").focus()
    await press(page, "ArrowRight")
    await visitor.until_focused("Forms")
    await press(page, "Enter")
    await page.wait_for_url("**/app/components?tab=forms")
    await visitor.until("document.querySelector('[role=tab][aria-selected=true]').textContent === 'Forms'")
    await visitor.until_focused("Forms")
    await page.go_back()
    await visitor.until("document.querySelector('[role=tab][aria-selected=true]').textContent === 'Words and buttons'")


async def test_tree_loads_moves_and_says_when_it_failed(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=texts")
    item = page.get_by_role("treeitem", name="Project", exact=True)
    await item.focus()
    await press(page, "ArrowRight")
    await page.get_by_role("treeitem", name="Project / one").wait_for()
    assert await item.get_attribute("aria-expanded") == "true"
    await press(page, "ArrowRight")
    await visitor.until_focused("Project / one")
    places = await page.evaluate("['aria-level', 'aria-setsize'].map(name => document.activeElement.getAttribute(name))")
    assert places == ["2", "2"]
    await press(page, "ArrowLeft")
    await visitor.until_focused("Project")
    await press(page, "ArrowLeft")
    assert await item.get_attribute("aria-expanded") == "false"
    await press(page, "ArrowDown", "ArrowRight")
    await page.get_by_text("Could not be loaded.").wait_for()
    await press(page, "End")
    await visitor.until_focused("readme.md")
    await visitor.axe()


async def test_form_fails_jumps_and_mends(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=forms")
    await page.get_by_role("button", name="Save", exact=True).press("Enter")
    await visitor.until("document.activeElement.classList.contains('summary')")
    assert (await page.title()).startswith("Error: ")
    await visitor.axe()
    await page.get_by_role("link", name=re.compile("^Name: Enter a name")).press("Enter")
    await visitor.until_focused("Name")
    await page.keyboard.type("XRD")
    await page.get_by_label("Password").fill("long enough it is")
    await page.get_by_label("I am sure").press("Space")
    await page.get_by_role("button", name="Save", exact=True).press("Enter")
    await page.get_by_text("Saved", exact=True).wait_for()
    assert not (await page.title()).startswith("Error: ")


async def test_table_sorts_and_pages_by_keyboard(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app/components?tab=tables")
    head = page.get_by_role("columnheader", name="Size").first
    await head.get_by_role("link").press("Enter")
    await visitor.until("document.querySelector('th[aria-sort]')?.getAttribute('aria-sort') === 'ascending'")
    await head.get_by_role("link").press("Enter")
    await visitor.until("document.querySelector('th[aria-sort]')?.getAttribute('aria-sort') === 'descending'")
    await page.get_by_role("navigation", name="Pages of Tables").get_by_role("link", name="Next").press("Enter")
    await page.wait_for_url(re.compile("page=2"))
    await visitor.until("document.querySelector('.pages [aria-current=page]').textContent === '2'")


async def test_drawer_opens_and_closes_on_phones(visit, admin) -> None:
    visitor = await visit(admin, width=390, touch=True)
    page = await visitor.open("/app")
    rail = page.get_by_role("navigation", name="Main")
    assert await rail.count() == 0 or not await rail.is_visible()
    await page.get_by_role("button", name="Navigation").click()
    await rail.wait_for()
    await visitor.axe()
    await press(page, "Escape")  # the button that opened it has focus
    await rail.wait_for(state="hidden")
    await page.get_by_role("button", name="Navigation").click()
    await rail.get_by_role("link", name="Jobs").focus()
    await press(page, "Escape")
    await rail.wait_for(state="hidden")
    await visitor.until_focused("Navigation")
    await page.get_by_role("button", name="Navigation").click()
    await rail.get_by_role("link", name="Jobs").click()
    await page.get_by_role("heading", name="Jobs", level=1).wait_for()
    await rail.wait_for(state="hidden")


async def test_rail_folds_and_keeps_its_words_for_screen_readers(visit, admin) -> None:
    visitor = await visit(admin)
    page = await visitor.open("/app")
    await page.get_by_role("button", name="Fold navigation").click()
    link = page.get_by_role("navigation", name="Main").get_by_role("link", name="Accounts")
    assert await link.count() == 1
    assert (await link.bounding_box())["width"] < 60
    await visitor.axe()
    await page.reload()
    await visitor.settled()
    assert (await link.bounding_box())["width"] < 60

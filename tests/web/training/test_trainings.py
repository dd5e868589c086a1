"""The catalogue, a training's page, one's own trainings, feedback, and writing trainings."""

import re
from typing import Any

import pytest

from tests.make import unique
from tests.web.looks import each_look

pytestmark = pytest.mark.chromium

LIST = "/app/training/trainings"
RAW = ("null", "undefined", "NaN", "[object", "training.", "T10:00", "SECURITY", "REGISTERED")


async def sound(visitor: Any, paths: list[str]) -> None:
    """Every page: no finding of axe, one heading of the first level, nothing wider than the window, no raw value or key."""
    for path in paths:
        page = await visitor.go(path)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        assert await page.locator("h1").count() == 1, path
        text = await page.locator("main").inner_text()
        assert [raw for raw in RAW if raw in text] == [], path


@each_look
async def test_pages_are_sound(visit, somebody, emma, manager, theme: str, language: str, width: int) -> None:
    long = await manager.training(title="Sicherheitsunterweisung " * 6 + unique("t"), description="word " * 300)
    taken = await manager.training(max_participants=1)
    draft = await manager.training(status="DRAFT", description="")
    await manager.set(await emma.register(taken), "ATTENDED")
    await emma.register(long)
    visitor = await visit(emma.session, theme=theme, language=language, width=width, touch=width < 640)
    own = ["/app/training/mine", "/app/training/mine?tab=done", "/app/training/mine?tab=cancelled"]
    await sound(visitor, [f"{LIST}?search={long['title'][-12:]}", LIST, f"{LIST}/{long['id']}", f"{LIST}/{taken['id']}", *own])
    visitor = await visit(manager.session, theme=theme, language=language, width=width, touch=width < 640)
    pages = [
        f"{LIST}/{taken['id']}?tab=participants",
        f"{LIST}/{draft['id']}?tab=participants",
        f"{LIST}/{draft['id']}",
        f"{LIST}/{long['id']}/edit",
        f"{LIST}/new",
    ]
    await sound(visitor, [f"{LIST}?category=SECURITY&level=BEGINNER", f"{LIST}?search=nothing-has-this", *pages, *own])


async def test_registering_and_cancelling_take_two_clicks(visit, emma, manager) -> None:
    training = await manager.training()
    visitor = await visit(emma.session)
    page = await visitor.open(f"{LIST}?search={training['title']}")
    await page.get_by_role("link", name=training["title"]).click()
    await page.get_by_role("button", name="Register", exact=True).click()
    await page.get_by_text(f"You are registered for “{training['title']}”").wait_for()
    await visitor.until_focused("Cancel registration")  # it stands where the button was that had focus
    own = await emma.registrations(training)
    assert own[emma.account["id"]]["status"] == "REGISTERED"
    await page.get_by_role("button", name="Cancel registration").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel registration").click()
    await page.get_by_role("button", name="Register again").wait_for()
    assert (await emma.registrations(training))[emma.account["id"]]["status"] == "CANCELLED"


async def test_the_catalogue_registers_in_place_and_shows_ones_own_state(visit, emma, manager) -> None:
    training = await manager.training(level="ADVANCED")
    draft = await manager.training(status="DRAFT")
    visitor = await visit(emma.session)
    page = await visitor.open(f"{LIST}?search={draft['title']}")
    await page.get_by_text("Nothing matches these filters").wait_for()
    page = await visitor.open(f"{LIST}?search={training['title']}")
    row = page.get_by_role("row").filter(has_text=training["title"])
    assert "Not registered" in await row.inner_text() and "10 seats" in await row.inner_text()
    await row.get_by_role("button", name="Register").click()
    await row.get_by_text("Registered", exact=True).wait_for()
    await page.get_by_label("Level").select_option("BEGINNER")
    await page.get_by_text("Nothing matches these filters").wait_for()
    assert emma.account["id"] in await emma.registrations(training)


async def test_managers_see_free_seats_and_drafts(visit, emma, manager) -> None:
    training, draft = await manager.training(max_participants=3), await manager.training(status="DRAFT")
    await emma.register(training)
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}?search={training['title']}")
    await page.get_by_text("2 of 3 free").wait_for()
    await page.get_by_role("link", name=training["title"]).click()
    await page.get_by_role("complementary").get_by_text("2 of 3 free").wait_for()
    await visitor.open(f"{LIST}?search={draft['title']}&status=DRAFT")
    await page.get_by_role("row").filter(has_text=draft["title"]).get_by_text("Draft").wait_for()


async def test_a_full_training_says_so_and_nothing_is_lost(visit, somebody, emma, manager) -> None:
    training = await manager.training(max_participants=1)
    visitor = await visit(emma.session)
    page = await visitor.open(f"{LIST}/{training['id']}")
    await (await somebody("Otto Other")).register(training)
    await page.get_by_role("button", name="Register", exact=True).click()
    await page.get_by_role("alert").get_by_text("There is no free seat").wait_for()
    await visitor.axe()
    assert emma.account["id"] not in await emma.registrations(training)
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}")
    button = page.get_by_role("button", name="Register")
    assert await button.get_attribute("aria-disabled") == "true"


async def test_a_draft_is_not_there_for_others(visit, emma, manager) -> None:
    draft = await manager.training(status="DRAFT")
    visitor = await visit(emma.session)
    page = await visitor.open(f"{LIST}/{draft['id']}")
    assert draft["title"] not in await page.content()
    await visitor.axe()
    await visitor.open(f"{LIST}/new")
    await page.get_by_role("heading", name="No access").wait_for()


async def test_feedback_is_given_with_stars_by_keyboard_too(visit, emma, manager) -> None:
    first, second = await manager.training(), await manager.training()
    for training in (first, second):
        await manager.set(await emma.register(training), "ATTENDED")
    visitor = await visit(emma.session)
    page = await visitor.open(f"{LIST}/{first['id']}")
    await page.get_by_role("group", name="How was it?").get_by_label("4 stars").check()
    await page.get_by_text("Your feedback is saved").wait_for()
    assert (await emma.registrations(first))[emma.account["id"]]["feedback_score"] == 4
    await page.get_by_role("link", name="My trainings").click()
    await page.get_by_role("tab", name="Attended").click()
    stars = page.get_by_role("group", name=f"Feedback for {second['title']}")
    await stars.get_by_label("1 star").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")  # at once: the last choice counts
    for _ in range(100):
        if (await emma.registrations(second))[emma.account["id"]]["feedback_score"] == 2:
            break
        await page.wait_for_timeout(50)
    else:
        raise AssertionError("the arrow key chose nothing")
    await visitor.axe()


async def test_own_trainings_are_cancelled_and_taken_again(visit, emma, manager) -> None:
    training = await manager.training()
    await emma.register(training)
    visitor = await visit(emma.session)
    page = await visitor.open("/app/training/mine")
    await page.get_by_role("row").filter(has_text=training["title"]).get_by_role("button", name="Cancel registration").click()
    await page.get_by_role("dialog").get_by_role("button", name="Cancel registration").click()
    await page.get_by_role("heading", name="You are registered for no training").wait_for()
    await visitor.until("document.activeElement.matches('main h1, main a')")
    await page.get_by_role("tab", name="Cancelled").click()
    await page.get_by_role("row").filter(has_text=training["title"]).get_by_role("button", name="Register again").click()
    await page.get_by_role("tab", name=re.compile("Upcoming.*1")).wait_for()


async def test_writing_publishing_and_deleting(visit, manager) -> None:
    visitor = await visit(manager.session)
    title = unique("Fire drills")
    page = await visitor.open(LIST)
    await page.get_by_role("link", name="New training").first.click()
    await page.get_by_label("Minutes").fill("many")
    await page.get_by_label("Seats").fill("0")
    await page.get_by_role("button", name="Create training").click()
    for said in ("Title: Enter a title.", "Minutes: Enter a whole number.", "Seats: Enter 1 or more."):
        await page.get_by_role("link", name=said).wait_for()
    await visitor.axe()
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("Minutes").fill("90")
    await page.get_by_label("Seats").fill("99999999999")
    await page.reload()
    await visitor.settled()
    assert await page.get_by_label("Title").input_value() == title, "entries are kept"
    await page.get_by_text("Your unsaved entries are back").wait_for()
    await page.get_by_role("button", name="Create training").click()
    await page.get_by_role("link", name=re.compile("^Seats: Enter 2,147,483,647 or less")).wait_for()
    await page.get_by_label("Seats").fill("12")
    await page.get_by_label("Category").select_option("COMPLIANCE")
    await page.get_by_role("button", name="Create training").click()
    await page.get_by_role("heading", name=title, level=1).wait_for()
    found = (await (await manager.kms.get("/trainings", params={"search": title})).json())["trainings"]
    assert [(row["status"], row["duration_minutes"], row["max_participants"], row["category"]) for row in found] == [
        ("DRAFT", 90, 12, "COMPLIANCE")
    ]
    await page.get_by_role("button", name="Publish").click()
    await page.get_by_role("region", name="Messages").get_by_text(f"“{title}” is published").wait_for()
    await page.get_by_role("link", name="Edit", exact=True).click()
    await page.get_by_label("Title").fill(title + " 2")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name=title + " 2", level=1).wait_for()
    response = await manager.kms.get(f"/trainings/{found[0]['id']}")
    assert (await response.json())["training"]["status"] == "PUBLISHED", "what was not changed is not sent"
    registration = await manager.register(found[0])
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_role("alert").get_by_text("Somebody is registered for this training").wait_for()
    assert (await manager.kms.delete(f"/registrations/{registration['id']}")).status == 200
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", name="Trainings", level=1).wait_for()
    assert (await manager.kms.get(f"/trainings/{found[0]['id']}")).status == 404


async def test_the_palette_finds_trainings(visit, emma, manager) -> None:
    training, draft = await manager.training(), await manager.training(status="DRAFT")
    visitor = await visit(emma.session)
    page = await visitor.open("/app")
    await page.keyboard.press("Control+k")
    await page.keyboard.type(training["title"])
    await page.get_by_role("option", name=re.compile(f"^{training['title']}")).click()
    await page.get_by_role("heading", name=training["title"], level=1).wait_for()
    await page.keyboard.press("Control+k")
    await page.keyboard.type(draft["title"])
    await page.get_by_role("option", name="Search records").wait_for()
    assert await page.get_by_role("option", name=re.compile(f"^{draft['title']}")).count() == 0


async def test_a_whole_registration_without_a_mouse(visit, emma, manager) -> None:
    training = await manager.training()
    visitor = await visit(emma.session)
    page = await visitor.open(LIST)
    await page.keyboard.press("/")
    await page.keyboard.type(training["title"])
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name=training["title"]).wait_for()
    await page.locator("input[type=search]:focus").wait_for()  # whoever searches on types on
    await page.get_by_role("link", name=training["title"]).focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name=training["title"], level=1).wait_for()
    for _ in range(20):
        await page.keyboard.press("Tab")
        if await visitor.focused() == "Register":
            break
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Cancel registration").wait_for()
    assert emma.account["id"] in await emma.registrations(training)

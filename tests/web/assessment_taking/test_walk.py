"""A candidate takes a test: by keyboard alone, on a phone, in German; what each page says."""

import json

import pytest
from playwright.async_api import expect

from tests.make import PASSWORD, unique
from tests.web import scripts
from tests.web.assessment.conftest import moment
from tests.web.assessment_taking.conftest import EVERYTHING, ours, part, screen
from tests.web.assessment_taking.hands import JOURNALS, answers, begin, next_to, press, saved, shows, tab_to

pytestmark = pytest.mark.chromium


async def test_a_whole_test_is_taken_by_keyboard_alone(visit, seat) -> None:
    place = await seat()
    visitor = await visit()
    page = await visitor.open("/app")
    await tab_to(visitor, "User name")
    await page.keyboard.type(place.person["EMail"])
    await tab_to(visitor, "Password")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Welcome, Ada Adams").wait_for()
    await visitor.axe()
    await press(visitor, "Open: Selection of trainees")
    await page.get_by_text("There is no right answer.").wait_for()
    await visitor.axe()
    await press(visitor, "Begin the test")
    await shows(page, "Question 1 of 7")
    await expect(page.get_by_role("img", name="A red field")).to_have_js_property("naturalWidth", 64)
    await visitor.axe()
    await press(visitor, "Next")
    await page.get_by_text("Answer this question to go on.").wait_for()
    await visitor.until("document.activeElement.type === 'radio'")
    await visitor.axe()
    await page.keyboard.press("Space")
    await saved(page)
    await press(visitor, "Next")
    await shows(page, "Question 2 of 7")
    await press(visitor, "Red", "Space")
    await press(visitor, "Next")
    await page.get_by_text("Choose at least 2.").first.wait_for()
    await press(visitor, "Blue", "Space")
    await press(visitor, "Next")
    await shows(page, "Question 3 of 7")
    await tab_to(visitor, "Never")
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowRight"):
        await page.keyboard.press(key)
    await visitor.axe()
    await press(visitor, "Next")
    await shows(page, "Question 4 of 7")
    await tab_to(visitor, "How old are you?")
    await page.keyboard.type("7")
    await page.keyboard.press("Enter")
    await page.get_by_text("Enter a number from 16 to 99.").wait_for()
    await page.keyboard.press("Backspace")
    await page.keyboard.type("44")
    await page.keyboard.press("Enter")
    await shows(page, "Question 5 of 7")
    await tab_to(visitor, "What do you do in the evening?")
    await page.keyboard.type("I read\nand sleep.")
    await page.get_by_text("17 of 200 characters").wait_for()
    await press(visitor, "Next")
    await shows(page, "Question 6 of 7")
    await press(visitor, "Move Blue up")
    await visitor.until("document.activeElement.getAttribute('aria-label') === 'Move Blue up'")
    await page.keyboard.press("Alt+ArrowUp")
    await visitor.until("document.activeElement.getAttribute('aria-label') === 'Move Blue down'")
    await visitor.axe()
    await press(visitor, "Next")
    await shows(page, "Question 7 of 7")
    await page.get_by_text("No answer yet").wait_for()
    await expect(page.get_by_role("timer")).to_contain_text("49:5")
    await press(visitor, "How warm is it?", "ArrowRight")
    await page.get_by_text("Your answer: 6").wait_for()
    await visitor.axe()
    await press(visitor, "Back")
    await shows(page, "Question 6 of 7")
    await expect(page.locator(".take-ranked").first).to_have_text("Blue")
    await press(visitor, "Next")
    await shows(page, "Question 7 of 7")
    await press(visitor, "Next")
    await shows(page, "Before you finish")
    await page.get_by_text("You have answered everything.").wait_for()
    await visitor.axe()
    await press(visitor, "Finish the test")
    await page.get_by_role("heading", name="Thank you").wait_for()
    await page.get_by_text("You are signed out.").wait_for()
    await visitor.axe()
    given = await answers(place)
    wait = given.pop("wait")
    assert given == {
        "one": "red",
        "many": "red,blue",
        "likert": "4",
        "age": "44",
        "words": "I read\nand sleep.",
        "rank": "blue,red,green",
        "slide": "6",
    }
    assert 2900 < int(wait) < 3000
    row = await place.stored()
    assert (row["status"], row["percentage_of_questions_answered"], row["total_pages"]) == (30, 100, 7)
    async with place.office.make.pool.acquire() as conn:
        assert await conn.fetchval("select status from assessment_sessions where id = $1", place.planned.id) == 31
    assert await page.evaluate(JOURNALS) == []
    assert await page.evaluate("localStorage.getItem('athenaeum.session')") is None


async def test_what_is_missing_is_told_before_the_end_and_leads_there(visit, seat) -> None:
    must = [
        screen("a", part("first", "number", "A number", required=True)),
        screen("b", part("second", "free_text", "A text")),
        screen("c", part("third", "slider", "A place", min=0, max=4, step=1)),
    ]
    place = await seat(ours(screens=must, MinPercentageOfAnswersRequired=60))
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 3")
    await page.get_by_label("A number").fill("12")
    await next_to(page, "Question 2 of 3")
    await next_to(page, "Question 3 of 3")
    await next_to(page, "Before you finish")
    await page.get_by_text("2 questions have no answer that counts:").wait_for()
    await page.get_by_text("You have answered 33 % of the questions. The test needs 60 %.").first.wait_for()
    await expect(page.get_by_role("button", name="Finish the test")).to_have_attribute("aria-disabled", "true")
    await visitor.axe()
    await page.get_by_role("link", name="Question 2").click()
    await page.get_by_label("A text").fill("words")
    await next_to(page, "Question 3 of 3")
    await page.get_by_label("A place").press("Space")
    await page.get_by_text("Your answer: 2").wait_for()
    await next_to(page, "Before you finish")
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="Thank you").wait_for()
    assert await answers(place) == {"first": "12", "second": "words", "third": "2"}


async def test_without_a_way_back_there_is_none_and_two_tests_follow_each_other(visit, seat) -> None:
    one = ours(
        screens=[screen("a", part("x", "number", "First")), screen("b", part("y", "number", "Second"))],
        PluginData={"Athenaeum": {"canGoBack": False}},
        MinPercentageOfAnswersRequired=80,
        TestName="Forward",
    )
    place = await seat(one, ours(TestName="And then", screens=[screen("c", part("z", "number", "Third"))]))
    visitor = await visit(place.session)
    page = await visitor.open(place.path)
    await expect(page.get_by_role("listitem").filter(has_text="And then")).to_contain_text("Not begun")
    await page.get_by_text("No way back to earlier pages").wait_for()
    page = await begin(visitor, place, first="Question 1 of 2")
    await next_to(page, "Question 2 of 2")
    assert await page.get_by_role("button", name="Back").count() == 0
    await page.get_by_label("Second").fill("2")
    await next_to(page, "Before you finish")
    await page.get_by_text("1 question has no answer that counts:").wait_for()
    assert await page.get_by_role("link", name="Question 1").count() == 0
    await page.get_by_text("Finish it all the same").wait_for()  # nobody is kept where nothing can be answered any more
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="And then").wait_for()
    await expect(page.get_by_role("listitem").filter(has_text="Forward")).to_contain_text("Finished")
    await page.get_by_role("button", name="Begin the test").click()
    await shows(page, "Question 1 of 1")
    await page.get_by_label("Third").fill("3")
    await next_to(page, "Before you finish")
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="Thank you").wait_for()
    assert (await answers(place), await answers(place, 1)) == ({"y": "2"}, {"z": "3"})


@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("dark", "en")])
async def test_every_screen_fits_a_phone_of_320_pixels_also_in_large_text(visit, seat, theme: str, language: str) -> None:
    place = await seat(ours(TotalTimeAvailableForThisTest=30))
    visitor = await visit(place.session, theme=theme, language=language, width=320, height=640, touch=True)
    page = await visitor.open("/app")
    words = {
        "de": ("Öffnen", "Test beginnen", "Große Schrift", "Weiter", "Rot"),
        "en": ("Open", "Begin the test", "Large text", "Next", "Red"),
    }[language]

    async def fits() -> None:
        assert await visitor.overflow() <= 0
        assert await page.evaluate(scripts.CUT_OFF) == []
        assert await page.evaluate(scripts.TOO_SMALL) == []
        await visitor.axe()

    await fits()
    await page.get_by_role("link", name=words[0]).click()
    await page.get_by_role("button", name=words[1]).wait_for()
    await fits()
    await page.get_by_role("button", name=words[1]).click()
    await page.get_by_role("button", name=words[2]).click()
    await page.get_by_label("Red").check()
    for number in range(len(EVERYTHING)):
        title = f"Frage {number + 1} von 7" if language == "de" else f"Question {number + 1} of 7"
        await page.get_by_role("heading", level=1, name=title).wait_for()
        await fits()
        await page.get_by_role("button", name=words[3]).click()
    await page.get_by_role("heading", level=1, name="Bevor Sie abschließen" if language == "de" else "Before you finish").wait_for()
    await fits()


async def test_sessions_say_what_can_be_done_with_them(visit, seat) -> None:
    place = await seat(AllowedStartDateTime=moment(days=2), Description="Comes later")
    office, test = place.office, {"ID": (await place.stored())["test_id"]}
    await office.plan(place.person, {"ID": str(test["ID"])}, Description="Was before", norms=(), AllowedEndDateTime=moment(days=-1))
    visitor = await visit(place.session)
    page = await visitor.open("/app/research/records")
    await page.wait_for_url("**/app/assessment/taking")
    await expect(page.get_by_role("listitem").filter(has_text="Comes later")).to_contain_text("Not open yet")
    await expect(page.get_by_role("listitem").filter(has_text="Was before")).to_contain_text("Time is over")
    assert await page.get_by_role("navigation").count() == 0
    await visitor.open(place.path)
    await page.get_by_text("You can begin on").wait_for()
    assert await page.get_by_role("button", name="Begin the test").count() == 0
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="Sign in").wait_for()
    nobody = await office.person("Nora", "Nobody")
    other = await visit(await office.enters(nobody))
    page = await other.open("/app")
    await page.get_by_text("There is no test for you right now").wait_for()
    await other.axe()
    await other.open(place.path)
    await page.get_by_text("Try again").wait_for()


async def test_a_poll_code_leads_to_a_test_of_ones_own(visit, seat) -> None:
    code = unique("SPRING")
    place = await seat(
        ours(screens=[screen("a", part("x", "number", "A number"))]), SessionType=200, ShortLoginCode=code, Description="What do you think?"
    )
    visitor = await visit()
    page = await visitor.open("/app/sign-in")
    await page.get_by_text("Take part with a survey code").click()
    await page.get_by_role("textbox", name="Survey code").fill(code)
    await page.get_by_role("button", name="Open survey").click()
    await page.get_by_role("link", name="Open: What do you think?").click()
    await page.get_by_role("button", name="Begin the test").click()
    await page.get_by_label("A number").fill("5")
    await next_to(page, "Before you finish")
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_text("You are signed out.").wait_for()
    async with place.office.make.pool.acquire() as conn:
        rows = await conn.fetch(
            "select t.results, s.status from session_tests t join assessment_sessions s on s.id = t.session_id"
            " where s.group_session_id = $1",
            place.planned.id,
        )
    assert [(json.loads(row["results"])["__a"]["__x"]["Value"], row["status"]) for row in rows] == [("5", 31)]
    assert (await place.stored())["results"] == ""


async def test_accounts_whose_login_takes_tests_find_them_in_their_frame(visit, office, seat) -> None:
    place = await seat(ours(screens=[screen("a", part("x", "number", "A number"))]))
    somebody = await office.colleague("is_test_taking_user", name="Tara Taker")
    planned = await office.plan(
        {"ID": str(somebody.login_id)}, {"ID": str((await place.stored())["test_id"])}, norms=(), Description="For a colleague"
    )
    visitor = await visit(somebody.session)
    page = await visitor.open("/app/assessment/taking")
    await page.get_by_role("navigation", name="Main").wait_for()
    await page.get_by_role("link", name="Open: For a colleague").click()
    await page.get_by_role("button", name="Begin the test").click()
    await shows(page, "Question 1 of 1")
    assert await page.get_by_role("navigation", name="Main").count() == 0
    await page.get_by_label("A number").fill("5")
    await next_to(page, "Before you finish")
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="Thank you").wait_for()
    await page.get_by_role("link", name="To my tests").click()
    await page.get_by_text("Finished on").wait_for()
    async with office.make.pool.acquire() as conn:
        assert await conn.fetchval("select status from session_tests where id = $1", planned.tests[0]) == 30

"""No answer is lost: a server that is killed, no network, a browser that is closed, another browser, another window, time that is over."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.make import PASSWORD, unique
from tests.web.assessment.conftest import moment
from tests.web.assessment_taking.conftest import ours, part, screen
from tests.web.assessment_taking.hands import JOURNALS, answers, begin, holds, in_phase, next_to, saved, shows

pytestmark = pytest.mark.chromium

TWO = ours(screens=[screen("a", part("x", "number", "First")), screen("b", part("y", "free_text", "Second"))])
AWAY = ["Failed to load resource: net::"]


async def test_a_server_is_killed_in_the_middle_and_at_the_end(visit, far_seat, own_site) -> None:
    place = await far_seat()
    visitor = await visit(place.session, origin=own_site.origin)
    visitor.watch.excused += AWAY
    page = await begin(visitor, place)
    await page.get_by_label("Green").check()
    await saved(page)
    port = own_site.kill()
    await page.get_by_label("Red").check()
    await next_to(page, "Question 2 of 7")
    await page.get_by_label("Red").check()
    await page.get_by_label("Blue").check()
    await page.get_by_text("The server cannot be reached").wait_for()
    await page.get_by_text("Kept in this browser", exact=True).wait_for()
    await visitor.axe()
    assert (await answers(place))["one"] == "green"
    own_site.start(port)
    await saved(page, 60)
    assert await page.get_by_text("The server cannot be reached").count() == 0
    await holds(place, {"one": "red", "many": "red,blue"})
    for number in range(3, 8):
        await next_to(page, f"Question {number} of 7")
    await next_to(page, "Before you finish")
    port = own_site.kill()
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="Your answers are being sent").wait_for()
    await page.get_by_text("The server cannot be reached").wait_for()
    await visitor.axe()
    own_site.start(port)
    await page.get_by_role("heading", name="Thank you").wait_for(timeout=60_000)
    assert (await place.stored())["status"] == 30
    assert await page.evaluate(JOURNALS) == []


async def test_a_browser_that_is_closed_without_a_network_loses_nothing(visit, seat) -> None:
    place = await seat()
    visitor = await visit(place.session)
    visitor.watch.excused += AWAY
    page = await begin(visitor, place)
    await page.get_by_label("Green").check()
    await next_to(page, "Question 2 of 7")
    await saved(page)
    await page.reload()
    await page.get_by_role("button", name="Continue").click()
    await shows(page, "Question 2 of 7")
    await visitor.context.set_offline(True)
    await page.get_by_label("Red").check()
    await page.get_by_label("Blue").check()
    await page.get_by_text("The server cannot be reached").wait_for()
    for number in range(3, 6):
        await next_to(page, f"Question {number} of 7")
    await page.get_by_label("What do you do in the evening?").fill("Reading")
    await in_phase(page, "kept")
    await visitor.until("new Promise(done => setTimeout(() => done(true), 100))")
    kept = await page.evaluate(JOURNALS)
    assert kept[0]["answers"]["s5"] == {"words": "Reading"}
    await page.close()
    await visitor.context.set_offline(False)
    visitor.page = await visitor.context.new_page()
    page = await visitor.open("/app")
    await page.get_by_text("Answers wait in this browser").wait_for()
    await page.get_by_role("link", name="Continue: Selection of trainees").click()
    await page.get_by_role("button", name="Continue").click()
    await shows(page, "Question 5 of 7")
    await expect(page.get_by_label("What do you do in the evening?")).to_have_value("Reading")
    await saved(page)
    await holds(place, {"one": "green", "many": "red,blue", "words": "Reading"})


async def test_another_browser_is_asked_and_nothing_stale_wins(visit, seat) -> None:
    place = await seat(TWO)
    first = await visit(place.session)
    page = await begin(first, place, first="Question 1 of 2")
    await page.get_by_label("First").fill("1")
    await saved(page)
    second = await visit(await place.office.enters(place.person))
    other = await second.open(place.path)
    await other.get_by_role("button", name="Continue").click()
    await other.get_by_role("heading", name="This test is open in another browser").wait_for()
    await second.axe()
    await other.get_by_role("button", name="Continue here").click()
    await other.get_by_role("dialog").wait_for(state="detached")
    await expect(other.get_by_label("First")).to_have_value("1")
    await other.get_by_label("First").fill("2")
    await saved(other)
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("heading", name="This test is open in another browser").wait_for()
    await holds(place, {"x": "2"})
    await page.get_by_role("button", name="Continue here").click()
    await page.get_by_role("heading", name="This test is open in another browser").wait_for(state="detached")
    await shows(page, "Question 2 of 2")
    await page.get_by_label("Second").fill("here again")
    await saved(page)
    await holds(place, {"x": "2", "y": "here again"})
    await other.get_by_label("First").fill("9")
    await other.get_by_role("heading", name="This test is open in another browser").wait_for()
    assert (await answers(place))["x"] == "2"
    await next_to(page, "Before you finish")
    await page.get_by_role("button", name="Finish the test").click()
    await page.get_by_role("heading", name="Thank you").wait_for()
    await holds(place, {"x": "2", "y": "here again"})


async def test_two_windows_of_a_browser_do_not_write_at_once(visit, seat) -> None:
    place = await seat(TWO)
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 2")
    await page.get_by_label("First").fill("1")
    await saved(page)
    other = await visitor.context.new_page()
    await other.goto(visitor.origin + place.path)
    await other.get_by_role("button", name="Continue").click()
    await other.get_by_role("heading", name="This test is open in another window").wait_for()
    await other.get_by_role("button", name="Continue here").click()
    await expect(other.get_by_label("First")).to_have_value("1")
    await page.get_by_role("heading", name="This test is open in another window").wait_for()
    await other.get_by_label("First").fill("2")
    await saved(other)
    await page.get_by_role("button", name="To the overview").click()
    await page.get_by_role("button", name="Continue").wait_for()
    await holds(place, {"x": "2"})


async def test_a_session_that_ended_is_signed_in_over_the_page(visit, seat) -> None:
    place = await seat(TWO)
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 2")
    await saved(page)
    assert (await place.office.itr.using(session_id=place.session).post("/logout")).status == 200
    await page.get_by_label("First").fill("17")
    await sign_in(place, page.get_by_role("dialog"))
    await page.get_by_role("dialog").wait_for(state="detached")
    await saved(page)
    await expect(page.get_by_label("First")).to_have_value("17")
    await holds(place, {"x": "17"})


async def sign_in(place, where: Page | Locator) -> None:
    await where.get_by_label("User name or e-mail address").fill(place.person["EMail"])
    await where.get_by_label("Password").fill(PASSWORD)
    await where.get_by_role("button", name="Sign in", exact=True).click()


async def test_who_signs_in_next_at_the_same_computer_sees_and_sends_nothing_of_the_one_before(visit, seat) -> None:
    ada, ben = await seat(TWO), await seat(TWO, first="Ben")
    visitor = await visit(ada.session)
    page = await begin(visitor, ada, first="Question 1 of 2")
    await page.get_by_label("First").fill("1")
    await saved(page)
    assert (await ada.office.itr.using(session_id=ada.session).post("/logout")).status == 200
    await page.get_by_label("First").fill("17")
    await sign_in(ben, page.get_by_role("dialog"))
    await page.get_by_role("dialog").wait_for(state="detached")
    await page.get_by_role("button", name="Sign out").wait_for()
    await expect(page.get_by_label("First")).to_have_count(0)
    await expect(page.get_by_text("Selection of trainees")).to_have_count(0)
    await expect(page.get_by_text("Colours and sleep")).to_have_count(0)
    assert await answers(ada) == {"x": "1"}
    await page.get_by_role("button", name="Sign out").click()
    await sign_in(ada, page)
    await page.get_by_text("Answers wait in this browser").wait_for()
    await page.get_by_role("link", name="Continue: Selection of trainees").click()
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_label("First")).to_have_value("17")
    await saved(page)
    await holds(ada, {"x": "17"})
    await visitor.open("/app/assessment/taking")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Sign in", exact=True).wait_for()
    assert [entry["answers"] for entry in await page.evaluate(JOURNALS)] == [{}]


async def test_the_time_of_a_page_and_of_a_session_is_told_and_ends(visit, seat) -> None:
    timed = [
        screen("a", part("x", "number", "First"), part("t", "timer", seconds=2)),
        screen("b", part("y", "free_text", "Second"), part("u", "timer", seconds=61)),
    ]
    place = await seat(ours(screens=timed), AllowedEndDateTime=moment(seconds=14), EnforceSessionEndDateTime=True)
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 2")
    await page.get_by_label("First").fill("1")
    await shows(page, "Question 2 of 2")
    await page.get_by_text("The time for this page is over").wait_for(state="attached")
    assert await page.get_by_role("button", name="Back").count() == 0
    await page.get_by_label("Second").fill("in time")
    await expect(page.get_by_role("timer")).to_contain_text(re.compile("0:0"))
    await page.get_by_role("heading", name="Thank you").wait_for(timeout=25_000)
    given = await answers(place)
    assert {name: given[name] for name in "xyt"} == {"x": "1", "y": "in time", "t": "0"}
    assert (await place.stored())["status"] == 30


async def test_an_end_that_the_office_moves_is_noticed_when_it_comes(visit, seat) -> None:
    place = await seat(TWO, AllowedEndDateTime=moment(seconds=12), EnforceSessionEndDateTime=True)
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 2")
    await expect(page.get_by_role("timer")).to_contain_text("0:")
    await place.office.save(f"/sessions/{place.planned.id}", {"ID": place.planned.id, "AllowedEndDateTime": moment(hours=1)})
    await page.get_by_role("timer").get_by_text("59:").wait_for(timeout=30_000)
    await page.get_by_label("First").fill("8")
    await saved(page)
    assert ((await place.stored())["status"], await answers(place)) == (20, {"x": "8"})


async def test_minutes_that_are_left_are_announced_once_and_the_time_can_be_hidden(visit, seat) -> None:
    place = await seat(ours(screens=[screen("a", part("x", "number", "First"), part("t", "timer", seconds=62))]))
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 1")
    await page.get_by_role("button", name="Hide time").click()
    await expect(page.get_by_role("timer")).not_to_contain_text("1:0")
    await page.get_by_text("1 minute left").wait_for(state="attached")
    await expect(page.get_by_role("timer")).to_contain_text("0:5")
    await saved(page)
    await page.reload()
    await page.get_by_role("button", name="Continue").click()
    await shows(page, "Question 1 of 1")
    await expect(page.get_by_role("timer")).to_contain_text("0:5")


async def test_what_the_server_refuses_is_kept_until_the_office_gives_more_time(visit, seat) -> None:
    place = await seat(TWO)
    visitor = await visit(place.session)
    page = await begin(visitor, place, first="Question 1 of 2")
    await saved(page)
    change = {"ID": place.planned.id, "EnforceSessionEndDateTime": True}
    await place.office.save(f"/sessions/{place.planned.id}", change | {"AllowedEndDateTime": moment(hours=-1)})
    await page.get_by_label("First").fill("3")
    await page.get_by_text("The time for this session is over").wait_for()
    await page.get_by_text("Kept in this browser", exact=True).wait_for()
    await holds(place, {})
    await place.office.save(f"/sessions/{place.planned.id}", change | {"AllowedEndDateTime": moment(hours=1)})
    await page.get_by_role("button", name="Try again").click()
    await saved(page)
    await holds(place, {"x": "3"})


async def test_answers_of_a_survey_go_along_to_the_next_sign_in_with_its_code(visit, seat) -> None:
    code = unique("SUMMER")
    place = await seat(TWO, SessionType=200, ShortLoginCode=code, Description="Survey")
    visitor = await visit()
    page = await visitor.open("/app/sign-in")
    await page.get_by_text("Take part with a survey code").click()
    await page.get_by_role("textbox", name="Survey code").fill(code)
    await page.get_by_role("button", name="Open survey").click()
    await page.get_by_role("link", name="Open: Survey").click()
    async with page.expect_request("**/itr/api/checktoken"):
        await page.get_by_role("button", name="Begin the test").click()
    await page.get_by_label("First").fill("41")
    await saved(page)
    token = await page.evaluate("localStorage.getItem('athenaeum.session')")
    assert (await place.office.itr.using(session_id=token).post("/logout")).status == 200
    await page.get_by_label("First").fill("42")
    over = page.get_by_role("dialog")
    await over.get_by_role("textbox", name="Survey code").fill(code)
    await visitor.axe()
    await over.get_by_role("button", name="Open survey").click()
    await page.get_by_role("button", name="Go on with my answers").click()
    await page.get_by_role("button", name="Begin the test").click()
    await expect(page.get_by_label("First")).to_have_value("42")
    await saved(page)
    async with place.office.make.pool.acquire() as conn:
        stored = await conn.fetch(
            "select t.results from session_tests t join assessment_sessions s on s.id = t.session_id where s.group_session_id = $1",
            place.planned.id,
        )
    assert any('"42"' in row["results"] for row in stored)

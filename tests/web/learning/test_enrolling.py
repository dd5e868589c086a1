"""Asking to learn a subject, what became of it, one's own learning, and applying as a mentor."""

import re

import pytest
from playwright.async_api import expect

from tests.make import unique
from tests.web.learning.conftest import Course

pytestmark = pytest.mark.chromium

MINE = "/app/learning/mine"
MENTOR = "/app/learning/mentor"


async def test_asking_to_enrol(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    section = page.get_by_role("region", name="Enrolment")
    await section.get_by_text("You are not enrolled in this subject.").wait_for()
    await section.get_by_text("you count as one of its learners").wait_for()
    await section.get_by_role("button", name="Ask to enrol").click()
    dialog = page.get_by_role("dialog", name=f"Enrol in “{course.subject['name']}”")
    assert await visitor.focused() in ("Message (optional)", "Message")
    await dialog.get_by_role("textbox", name="Message").fill("Waves are what I want to know about.")
    await visitor.axe()
    await dialog.get_by_role("button", name="Send request").click()
    await dialog.wait_for(state="detached")
    await section.get_by_text("Request waits").wait_for()
    await expect(section.locator("[tabindex='-1']")).to_be_focused()  # the button that asked is gone
    await section.get_by_text("Asked on").wait_for()
    assert await section.get_by_role("button").count() == 0
    [enrollment] = (await lena.mine())["enrollments"]
    assert (enrollment["status"], enrollment["message"]) == ("pending", "Waves are what I want to know about.")


async def test_a_message_is_kept_until_it_is_sent(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    await page.get_by_role("button", name="Ask to enrol").click()
    await page.get_by_role("textbox", name="Message").fill("A long thought")
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    await page.reload()
    await page.get_by_role("button", name="Ask to enrol").click()
    await page.get_by_role("dialog").get_by_text("Your unsaved entries are back").wait_for()
    assert await page.get_by_role("textbox", name="Message").input_value() == "A long thought"
    await page.get_by_role("button", name="Send request").click()
    await page.get_by_text("Request waits").wait_for()
    assert await page.evaluate("Object.keys(localStorage).filter(name => name.includes('enrolment'))") == []


async def test_asked_already_in_another_window(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    await lena.ask(course.subject)
    await page.get_by_role("button", name="Ask to enrol").click()
    await page.get_by_role("button", name="Send request").click()
    await page.get_by_role("dialog").get_by_role("alert").get_by_text("You have asked already").wait_for()
    await visitor.axe()


async def test_declined_with_a_reason_and_asked_again(visit, lena, admin, course: Course) -> None:
    await admin.decide(await lena.ask(course.subject), "reject", "The group is full until May.")
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    section = page.get_by_role("region", name="Enrolment")
    await section.get_by_text("Declined", exact=True).wait_for()
    await section.get_by_text("The group is full until May.").wait_for()
    await section.get_by_role("button", name="Ask again").click()
    await page.get_by_role("button", name="Send request").click()
    await section.get_by_text("Request waits").wait_for()
    assert await section.get_by_text("The group is full").count() == 0


async def test_accepted(visit, lena, admin, course: Course) -> None:
    await admin.decide(await lena.ask(course.subject), "approve")
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    section = page.get_by_role("region", name="Enrolment")
    await section.get_by_text("Enrolled", exact=True).wait_for()
    await section.get_by_text("Accepted on").wait_for()
    assert await section.get_by_role("button").count() == 0


async def test_how_far_one_is_in_a_subject(visit, lena, mentor, course: Course) -> None:
    for topic in course.topics[:2]:
        await mentor.video(topic)
    await lena.watched(course.topics[0], 30)
    await lena.watched(course.topics[1], 15)
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    bar = page.get_by_role("progressbar", name="Watched so far")
    assert await bar.get_attribute("aria-valuenow") == "75"
    await page.get_by_text("1 of 2 videos").wait_for()
    topics = page.get_by_role("list", name="Topics").get_by_role("listitem")
    assert "Watched" in await topics.nth(0).inner_text()
    assert "50% watched" in await topics.nth(1).inner_text()
    await page.get_by_role("link", name=f"Continue with “{course.topics[1]['name']}”").wait_for()


async def test_my_learning(visit, make, lena, admin, mentor, filled: Course) -> None:
    other, third = await make.subject(filled.grade, name=unique("Music")), await make.subject(filled.grade, name=unique("Sports"))
    await admin.decide(await lena.ask(filled.subject), "approve")
    await lena.ask(other)
    await admin.decide(await lena.ask(third), "reject", "Not this year.")
    await lena.watched(filled.topics[0], 15)
    visitor = await visit(lena.session)
    page = await visitor.open(MINE)
    watching = page.get_by_role("list", name="Continue watching")
    assert "Stopped at 0:15" in await watching.inner_text()
    mine = page.get_by_role("list", name="My subjects")
    assert "3 topics" in await mine.inner_text()
    await mine.get_by_role("progressbar", name="Watched so far").wait_for()
    assert "0 of 1 video" in await mine.inner_text()
    assert f"{filled.level['name']} › {filled.grade['name']}" in await mine.inner_text()
    requests = page.get_by_role("list", name="Requests")
    await page.get_by_text("1 request waits for a decision.").wait_for()
    assert "Request waits" in await requests.get_by_role("listitem").filter(has_text=other["name"]).inner_text()
    assert "Not this year." in await requests.get_by_role("listitem").filter(has_text=third["name"]).inner_text()
    await watching.get_by_role("link", name=re.compile(filled.topics[0]["name"])).click()
    await page.get_by_role("group", name="You stopped at 0:15").wait_for()
    await page.go_back()
    await mine.get_by_role("link", name=filled.subject["name"]).click()
    await page.get_by_role("heading", level=1, name=filled.subject["name"]).wait_for()


async def test_a_subject_that_was_closed_is_named_but_no_link(visit, lena, admin, course: Course) -> None:
    await admin.decide(await lena.ask(course.subject), "approve")
    response = await admin.lms.put(f"/admin/education/subjects/{course.subject['id']}", json={"isActive": False})
    assert response.status == 200, await response.text()
    visitor = await visit(lena.session)
    page = await visitor.open(MINE)
    mine = page.get_by_role("list", name="My subjects")
    await mine.get_by_text("Not open at present").wait_for()
    assert await mine.get_by_role("link").count() == 0


async def test_somebody_new_is_told_where_to_begin(visit, lena) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(MINE)
    await page.get_by_role("heading", name="You are not enrolled in any subject yet").wait_for()
    await page.get_by_role("link", name="Find courses").click()
    await page.get_by_role("heading", level=1, name="Courses").wait_for()


async def test_applying_as_a_mentor(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(MINE)
    await page.get_by_role("link", name="Apply").click()
    await page.get_by_role("button", name="Send application").click()
    await page.get_by_role("alert").get_by_role("link", name=re.compile("^Motivation")).click()
    await visitor.until_focused("Motivation")
    await visitor.axe()
    await page.get_by_label("Motivation").fill("I have explained waves to my sister.")
    await page.get_by_label("Experience").fill("Ten years at sea.")
    box = page.get_by_role("combobox", name="Subjects")
    await box.fill(course.subject["name"])
    await page.get_by_role("option", name=re.compile(f"^{course.subject['name']}")).first.click()
    await box.fill("Sailing")
    await page.get_by_role("option", name=re.compile("Sailing")).click()
    await page.reload()
    await page.get_by_text("Your unsaved entries are back").wait_for()
    assert await page.get_by_label("Experience").input_value() == "Ten years at sea."
    await page.get_by_role("button", name="Send application").click()
    await page.get_by_text("Waiting for a decision").wait_for()
    await page.get_by_text(course.subject["name"]).wait_for()
    assert await page.get_by_role("button", name="Send application").count() == 0
    await visitor.axe()
    [application] = (await lena.mine())["applications"]
    assert application["subjects"] == [str(course.subject["id"]), "Sailing"]
    assert application["experience"] == "Ten years at sea."
    await visitor.open(MINE)
    await page.get_by_text("Waiting for a decision").wait_for()


async def test_a_declined_application_can_be_sent_again(visit, lena, admin) -> None:
    await admin.decide_application(await lena.apply(), "reject", "Tell us more.")
    visitor = await visit(lena.session)
    page = await visitor.open(MENTOR)
    await page.get_by_text("Tell us more.").wait_for()
    await page.get_by_role("button", name="Apply again").click()
    await page.get_by_label("Motivation").fill("There is more to tell.")
    await page.get_by_role("button", name="Send application").click()
    await page.get_by_text("Waiting for a decision").wait_for()
    assert len((await lena.mine())["applications"]) == 2


async def test_applied_already_in_another_window(visit, lena) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(MENTOR)
    await page.get_by_label("Motivation").fill("Once more.")
    await lena.apply()
    await page.get_by_role("button", name="Send application").click()
    await page.get_by_role("alert").get_by_text("Your application is there already").wait_for()
    assert await page.get_by_label("Motivation").input_value() == "Once more."


async def test_administrators_are_told_what_waits(visit, lena, admin, course: Course) -> None:
    await lena.ask(course.subject)
    visitor = await visit(admin.session)
    page = await visitor.open(MINE)
    await page.get_by_text(re.compile(r"requests? waits? for your decision")).wait_for()
    await page.get_by_role("link", name="Show what waits").click()
    await page.wait_for_url(re.compile("/app/learning/pending"))


async def test_mentors_see_what_they_mentor(visit, mentor, course: Course) -> None:
    visitor = await visit(mentor.session)
    page = await visitor.open(MINE)
    mentored = page.get_by_role("list", name="Subjects I mentor")
    await mentored.get_by_role("link", name=course.subject["name"]).wait_for()
    assert await mentored.get_by_role("link", name="Edit").get_attribute("href") == f"/app/learning/edit?at=subject:{course.subject['id']}"
    await visitor.open(MENTOR)
    await page.get_by_role("heading", name="You are a mentor").wait_for()


async def test_whoever_is_no_learner_is_offered_neither(visit, somebody, admin, course: Course) -> None:
    chief = await somebody("Carla Chief", ("learning", "admin"))
    response = await admin.lms.delete(f"/users/{chief.account['uuid']}/roles", params={"role": "LEARNER"})
    assert response.status == 200, await response.text()
    visitor = await visit(chief.session)
    page = await visitor.open(course.subject_page)
    await page.get_by_role("link", name=course.topics[0]["name"]).wait_for()
    assert await page.get_by_role("button", name="Ask to enrol").count() == 0
    await visitor.open(MENTOR)
    await page.get_by_role("heading", name="Only learners can apply").wait_for()

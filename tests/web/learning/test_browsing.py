"""Levels, grades, subjects and topics: going down, searching, what is not open, and every page in every look."""

import base64
import re
from typing import Any

import pytest
from playwright.async_api import expect

from server.domain.actor import DOMAINS
from tests.make import unique
from tests.web import scripts
from tests.web.looks import each_look

pytestmark = pytest.mark.chromium

LEVELS = "/app/learning/levels"
KEYS = ("learning.enrol", "learning.mentor", "learning.video", "learning.topic", "status.")
RAW = ("null", "undefined", "NaN", "[object", "T10:00", "APPROVED", "REJECTED", "PENDING", *KEYS)
PICTURE = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


async def sound(visitor: Any, paths: list[str]) -> None:
    """Every page: no finding of axe, one heading of the first level, nothing wider than the window, no raw value or key."""
    for path in paths:
        page = await visitor.go(path)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        assert await page.evaluate(scripts.CUT_OFF) == [], path
        assert await page.locator("h1").count() == 1, path
        text = await page.locator("main").inner_text()
        assert [raw for raw in RAW if raw in text] == [], path


@each_look
async def test_pages_are_sound(visit, make, lena, mentor, admin, filled, theme: str, language: str, width: int) -> None:
    level, grade, subject = filled.level["id"], filled.grade["id"], filled.subject
    long = await make.subject(filled.grade, name=("Donaudampfschifffahrt " * 7 + unique("s"))[:190], description="word " * 300)
    await make.topic(long, name="x" * 150 + unique("t"), description="word " * 100)
    document = await mentor.document(filled.topics[0], "more.md", b"# Title\n\nText.\n", "d" * 200)
    visitor = await visit(lena.session, theme=theme, language=language, width=width, touch=width < 640)
    tree = [
        LEVELS,
        f"{LEVELS}?search={subject['name']}",
        f"{LEVELS}?search=nothing-has-this",
        f"{LEVELS}/{level}",
        f"{LEVELS}/{level}?search=nothing-has-this",
    ]
    await sound(visitor, [*tree, f"/app/learning/grades/{grade}", filled.subject_page, f"/app/learning/subjects/{long['id']}"])
    await sound(
        visitor,
        [
            filled.page(),
            f"{filled.page()}?document={document['id']}",
            filled.page(1),
            filled.page(2),
            "/app/learning/mine",
            "/app/learning/mentor",
        ],
    )
    await lena.watched(filled.topics[0], 12)
    await admin.decide(await lena.ask(subject), "approve")
    await admin.decide(await lena.ask(long), "reject", "It is full. " * 20)
    await lena.apply(motivation="m" * 300, experience="word " * 200, subjects=[str(subject["id"]), "Something else"])
    await sound(
        visitor, [filled.subject_page, filled.page(), f"/app/learning/subjects/{long['id']}", "/app/learning/mine", "/app/learning/mentor"]
    )
    visitor = await visit(mentor.session, theme=theme, language=language, width=width, touch=width < 640)
    await sound(visitor, [filled.subject_page, filled.page(), "/app/learning/mine", "/app/learning/mentor"])


async def test_going_down_by_keyboard(visit, lena, filled) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(f"{LEVELS}/{filled.level['id']}")
    for name in (filled.grade["name"], filled.subject["name"], filled.topics[0]["name"]):
        await page.get_by_role("link", name=name, exact=True).focus()
        await page.keyboard.press("Enter")
        await page.get_by_role("heading", level=1, name=name).wait_for()
        await visitor.until("document.activeElement.tagName === 'H1'")
    crumbs = page.get_by_role("navigation", name="You are here").get_by_role("link")
    await expect(crumbs).to_have_text(["Courses", filled.level["name"], filled.grade["name"], filled.subject["name"]])
    await crumbs.nth(2).click()
    await page.get_by_role("heading", level=1, name=filled.grade["name"]).wait_for()
    assert await page.get_by_role("navigation", name="Main").get_by_role("link", name="Courses").get_attribute("aria-current") == "page"


async def test_the_whole_row_follows_the_link(visit, lena, filled) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(f"/app/learning/grades/{filled.grade['id']}")
    box = await page.get_by_text("What moves and why.").bounding_box()
    await page.mouse.click(box["x"] + box["width"] + 200, box["y"] + 4)
    await page.get_by_role("heading", level=1, name=filled.subject["name"]).wait_for()


async def test_search_finds_subjects_and_topics_everywhere(visit, lena, filled) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(LEVELS)
    field = page.get_by_role("searchbox", name="Search subjects and topics")
    await field.fill(filled.subject["name"])
    await field.press("Enter")
    await page.get_by_role("heading", level=2, name="Subjects").wait_for()
    await page.get_by_text(f"{filled.level['name']} › {filled.grade['name']}").wait_for()
    await page.get_by_role("link", name=filled.subject["name"], exact=True).wait_for()
    await field.fill(filled.topics[1]["name"])
    await field.press("Enter")
    await page.get_by_role("heading", level=2, name="Topics").wait_for()
    await page.get_by_role("link", name=filled.topics[1]["name"], exact=True).click()
    await page.get_by_role("heading", level=1, name=filled.topics[1]["name"]).wait_for()
    await visitor.open(f"{LEVELS}?search={unique('nothing')}")
    await page.get_by_role("heading", name="Nothing matches this search").wait_for()
    await page.get_by_role("link", name="Clear search").click()
    await page.wait_for_url(re.compile(r"/levels$"))


async def test_search_among_the_children_of_one_row(visit, make, lena, filled) -> None:
    other = await make.subject(filled.grade, name=unique("Chemistry"))
    visitor = await visit(lena.session)
    page = await visitor.open(f"/app/learning/grades/{filled.grade['id']}")
    await page.get_by_role("link", name=other["name"]).wait_for()
    field = page.get_by_role("searchbox", name="Search in subjects")
    await field.fill(filled.subject["name"])
    await field.press("Enter")
    await page.get_by_role("link", name=other["name"]).wait_for(state="detached")
    assert await page.get_by_role("link", name=filled.subject["name"]).count() == 1


async def test_the_palette_finds_subjects_and_topics(visit, lena, filled) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open("/app")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Search and commands").fill(filled.topics[0]["name"])
    await page.get_by_role("option", name=re.compile(f"^{filled.topics[0]['name']}")).click()
    await page.get_by_role("heading", level=1, name=filled.topics[0]["name"]).wait_for()


async def test_pages_of_many_rows(visit, make, lena) -> None:
    grade = await make.grade()
    for number in range(26):
        await make.subject(grade, name=f"{unique('s')} {number}")
    visitor = await visit(lena.session)
    page = await visitor.open(f"/app/learning/grades/{grade['id']}")
    assert await page.locator(".tile").count() == 24
    await page.get_by_role("navigation", name=re.compile("Subjects")).get_by_role("link", name="Next").click()
    await visitor.until("document.querySelectorAll('.tile').length === 2")


async def test_pictures_of_this_server_only(visit, make, lena) -> None:
    level = await make.level()
    own = await make.grade(level, name=unique("Own"), image_url="/learning-picture.png")
    foreign = await make.grade(level, name="Foreign pictures", image_url="https://pictures.example/p.png")
    broken = await make.grade(level, name="Broken", image_url="/not-there.png")
    visitor = await visit(lena.session)
    await visitor.page.route("**/learning-picture.png", lambda route: route.fulfill(body=PICTURE, content_type="image/png"))
    page = await visitor.open(f"{LEVELS}/{level['id']}")
    sign = page.locator(".tile", has=page.get_by_role("link", name=own["name"])).locator(".tile-sign")
    await sign.locator("img").wait_for()
    for row, initials in ((foreign, "FP"), (broken, "BR")):
        sign = page.locator(".tile", has=page.get_by_role("link", name=row["name"], exact=True)).locator(".tile-sign", has_text=initials)
        await sign.wait_for()


async def test_without_learning_the_page_says_who_can_open_it(visit, somebody, filled) -> None:
    other = await somebody("Otto Other", domains=[domain for domain in DOMAINS if domain != "learning"])
    visitor = await visit(other.session)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    for path in (LEVELS, filled.subject_page, filled.page(), "/app/learning/mine", "/app/learning"):
        page = await visitor.open(path)
        await page.get_by_role("heading", name="Learning is not open to your account").wait_for()
        await visitor.axe()
        assert filled.subject["name"] not in await page.content()
    assert [url for url in asked if "/lms/api/" in url or "/app/api/learning" in url] == []
    assert await page.get_by_role("navigation", name="Main").get_by_text("Learning").count() == 0
    await page.get_by_role("link", name="Go to the start page").click()
    await page.get_by_role("heading", level=1, name=re.compile("Welcome")).wait_for()


async def test_what_is_hidden_or_not_there(visit, make, lena, mentor, course) -> None:
    hidden = await make.topic(course.subject, name=unique("Hidden"), is_active=False)
    visitor = await visit(lena.session)
    page = await visitor.open(course.subject_page)
    await page.get_by_role("link", name=course.topics[0]["name"]).wait_for()
    assert await page.get_by_text(hidden["name"]).count() == 0
    missing = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
    for path in (
        f"/app/learning/topics/{hidden['id']}",
        *(f"/app/learning/{nouns}/{missing}" for nouns in ("levels", "grades", "subjects", "topics")),
    ):
        page = await visitor.open(path)
        await page.get_by_role("alert").get_by_role("heading", name="This is not there any more").wait_for()
        await visitor.axe()
        assert hidden["name"] not in await page.content()
    visitor = await visit(mentor.session)
    page = await visitor.open(course.subject_page)
    await page.get_by_role("listitem").filter(has_text=hidden["name"]).get_by_text("Hidden", exact=True).wait_for()
    await page.get_by_role("link", name=hidden["name"]).click()
    await page.get_by_text("Learners do not see this").wait_for()
    await page.get_by_role("main").get_by_role("link", name="Edit").wait_for()


async def test_empty_places_teach(visit, make, lena) -> None:
    level = await make.level()
    grade = await make.grade(level)
    subject = await make.subject(grade)
    empty = await make.level()
    topic = await make.topic(subject)
    visitor = await visit(lena.session)
    bare = await make.subject(grade)
    for path, words in (
        (f"{LEVELS}/{empty['id']}", "There are no grades yet"),
        (f"/app/learning/grades/{(await make.grade(level))['id']}", "There are no subjects yet"),
        (f"/app/learning/subjects/{bare['id']}", "There are no topics yet"),
        (f"/app/learning/topics/{topic['id']}", "Nothing has been written here yet."),
    ):
        page = await visitor.open(path)
        await page.get_by_text(words).wait_for()


async def test_a_list_that_fails_offers_another_try(visit, lena, filled) -> None:
    visitor = await visit(lena.session)
    visitor.watch.excused += ["Failed to load resource"]
    await visitor.page.route(
        "**/lms/api/education/levels?*", lambda route: route.fulfill(status=500, body="{}", content_type="application/json")
    )
    page = await visitor.open(LEVELS)
    await page.get_by_role("heading", name="The server made an error").wait_for()
    await page.unroute("**/lms/api/education/levels?*")
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_role("list", name="Courses").wait_for()


async def test_targets_are_large_enough_by_touch(visit, lena, filled) -> None:
    visitor = await visit(lena.session, width=390, touch=True)
    for path in (LEVELS, filled.subject_page, filled.page(), "/app/learning/mine", "/app/learning/mentor"):
        page = await visitor.go(path)
        assert await page.evaluate(scripts.TOO_SMALL) == [], path

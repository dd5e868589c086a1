"""The tree of contents and the editor of topics."""

import re

import pytest
from playwright.async_api import expect

from tests.make import unique

pytestmark = pytest.mark.chromium

TREE = "/app/learning/edit"


def at(noun: str, row) -> str:
    return f"{TREE}?at={noun}:{row['id']}"


def edit(topic) -> str:
    return f"/app/learning/topics/{topic['id']}/edit"


async def test_a_branch_is_written_from_the_top(visit, admin, mentor) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(TREE)
    names = [unique(word) for word in ("School", "Year", "Maths")]
    dialog = page.get_by_role("dialog")
    await page.get_by_role("button", name="New level").first.click()
    await dialog.get_by_role("button", name="Create").click()
    await dialog.get_by_role("link", name="Name: Enter a name.").wait_for()
    await dialog.get_by_label("Name", exact=True).fill(names[0])
    await dialog.get_by_role("button", name="Create").click()
    await page.get_by_role("heading", level=2, name=names[0]).wait_for()
    await page.get_by_role("treeitem", name=names[0]).wait_for()
    for word, name in (("New grade", names[1]), ("New subject", names[2])):
        await page.get_by_role("button", name=word).click()
        await dialog.get_by_label("Name", exact=True).fill(name)
        if word == "New subject":
            field = dialog.get_by_role("combobox", name="Mentor")
            await field.fill(mentor.name)
            await dialog.get_by_role("option", name=mentor.name).click()
            await visitor.axe()
        else:
            await dialog.get_by_role("button", name="Create").click()
            await dialog.get_by_role("link", name="Stage: Choose one.").wait_for()
            await dialog.get_by_label("Stage").select_option("secondary")
        await dialog.get_by_role("button", name="Create").click()
        await page.get_by_role("heading", level=2, name=name).wait_for()
        await page.get_by_role("treeitem", name=name).wait_for()
    await page.get_by_text(mentor.name).wait_for()
    await page.locator(f"[role=treeitem][aria-selected=true]:has-text('{names[2]}')").wait_for()
    items = (await (await mentor.app.get("/learning/outline")).json())["items"]
    assert [row["name"] for row in items] == [names[2]]


async def test_the_tree_goes_by_keyboard(visit, admin, school) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(at("level", school.level))
    row = page.get_by_role("treeitem", name=school.level["name"])
    await row.focus()
    await page.keyboard.press("ArrowRight")
    await page.get_by_role("treeitem", name=school.grade["name"]).wait_for()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await page.get_by_role("treeitem", name=school.subject["name"]).wait_for()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", level=2, name=school.subject["name"]).wait_for()
    assert page.url.endswith(f"?at=subject:{school.subject['id']}")
    await page.get_by_role("link", name="Welding").wait_for()
    assert await page.locator("[role=treeitem][tabindex='0']").count() == 1
    await visitor.axe()


async def test_an_address_opens_the_way_to_what_it_names(visit, admin, school) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(at("subject", school.subject))
    await page.get_by_role("treeitem", name=school.subject["name"]).wait_for()
    await page.locator("[role=treeitem][aria-selected=true]").wait_for()
    await page.get_by_role("link", name=school.grade["name"]).click()
    await page.get_by_role("heading", level=2, name=school.grade["name"]).wait_for()
    await page.get_by_role("link", name=school.subject["name"]).wait_for()
    await page.locator(f"[role=treeitem][aria-selected=true]:has-text('{school.grade['name']}')").wait_for()


async def test_only_what_was_changed_is_sent(visit, admin, school) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(at("subject", school.subject))
    await page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label(re.compile("^Description")).fill("Joining metal.")
    async with page.expect_request(lambda request: request.method == "PUT") as waiting:
        await dialog.get_by_role("button", name="Save").click()
    assert (await waiting.value).post_data_json == {"description": "Joining metal."}
    await page.get_by_text("Joining metal.").wait_for()
    await page.get_by_role("dialog").wait_for(state="detached")


async def test_a_name_that_is_taken_is_said_at_its_field(visit, admin, school, make) -> None:
    other = await make.grade(school.level)
    visitor = await visit(admin.session)
    page = await visitor.open(at("grade", other))
    await page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill(school.grade["name"])
    await dialog.get_by_role("button", name="Save").click()
    await dialog.get_by_text("Name: This is already in use. Choose another one.").wait_for()
    await visitor.axe()


async def test_what_was_typed_is_kept(visit, admin, school) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(at("level", school.level))
    await page.get_by_role("button", name="New grade").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name", exact=True).fill("Half of a na")
    await page.reload()
    await page.get_by_role("button", name="New grade").click()
    await dialog.get_by_text("Your unsaved entries are back").wait_for()
    assert await dialog.get_by_label("Name", exact=True).input_value() == "Half of a na"
    await dialog.get_by_role("button", name="Discard entries").click()
    await visitor.until("document.querySelector('dialog [name=name]').value === ''")


async def test_deleting_says_what_goes_with_it(visit, admin, learner, school) -> None:
    await learner.enrol(school.subject)
    visitor = await visit(admin.session)
    page = await visitor.open(at("grade", school.grade))
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_text("Deleted along with it: 1 subject and 2 topics. 1 open request is declined.").wait_for()
    await visitor.axe()
    await dialog.get_by_role("button", name="Cancel").click()
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await dialog.get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", level=2, name=school.level["name"]).wait_for()
    await page.get_by_role("treeitem", name=school.grade["name"]).wait_for(state="detached")
    await visitor.until("document.activeElement.id === 'outline-name'")
    assert (await admin.app.get(f"/learning/outline/grades/{school.grade['id']}")).status == 404


async def test_a_hidden_branch_says_so_below_it(visit, admin, school) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open(at("grade", school.grade))
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Hide from learners").click()
    await page.get_by_role("region", name=school.grade["name"]).get_by_text("Hidden", exact=True).wait_for()
    await page.get_by_role("link", name=school.subject["name"]).click()
    await page.get_by_text(f"because “{school.grade['name']}” is hidden").wait_for()


async def test_mentors_see_their_subjects_and_why_no_more(visit, mentor, school) -> None:
    visitor = await visit(mentor.session)
    page = await visitor.open(TREE)
    await page.get_by_role("treeitem", name=school.subject["name"]).click()
    await page.get_by_text("The subject itself is changed by administrators.").wait_for()
    assert await page.get_by_role("button", name="Edit").count() == 0
    assert await page.get_by_role("button", name="New level").count() == 0
    above = page.get_by_role("navigation", name="You are here")
    assert school.grade["name"] in await above.inner_text()
    assert await above.get_by_role("link").count() == 0, "what stands above is not theirs to open"
    await visitor.axe()
    await page.get_by_role("link", name="New topic").click()
    await page.get_by_role("heading", level=1, name="New topic").wait_for()
    await page.get_by_label("Name", exact=True).fill("Riveting")
    await page.get_by_role("textbox", name=re.compile("^Text")).fill("Two plates, **one** rivet.")
    await page.get_by_role("button", name="Preview").click()
    assert await page.get_by_role("region", name="Preview").locator("strong").inner_text() == "one"
    await page.get_by_role("button", name="Create").click()
    await page.get_by_role("heading", level=1, name="Riveting").wait_for()
    topics = await mentor.get(f"/education/subjects/{school.subject['id']}/topics")
    assert [topic["content"] for topic in topics if topic["name"] == "Riveting"] == ["Two plates, **one** rivet."]


async def test_people_who_write_nothing_are_not_let_in(visit, learner, mentor, school) -> None:
    visitor = await visit(learner.session)
    for path in (TREE, edit(school.topics[0]), "/app/learning/pending", "/app/learning/people", "/app/learning/plans"):
        page = await visitor.open(path)
        assert await page.get_by_role("heading", level=1).inner_text() == "No access", path
    assert await page.get_by_role("navigation", name="Main").get_by_role("link", name="Contents").count() == 0
    visitor = await visit(mentor.session)
    page = await visitor.open("/app/learning/people")
    assert await page.get_by_role("heading", level=1).inner_text() == "No access"


async def test_a_topic_is_edited_and_its_draft_kept(visit, mentor, school) -> None:
    topic = school.topics[0]
    visitor = await visit(mentor.session)
    page = await visitor.open(edit(topic))
    text = page.get_by_role("textbox", name=re.compile("^Text"))
    assert await text.input_value() == "# Heat\n\nWhat **heat** does."
    await text.fill("# Heat\n\nMore of it.")
    await page.reload()
    await page.get_by_text("Your unsaved entries are back").wait_for()
    assert await text.input_value() == "# Heat\n\nMore of it."
    async with page.expect_request(lambda request: request.method == "PUT") as waiting:
        await page.get_by_role("button", name="Save").click()
    assert (await waiting.value).post_data_json == {"content": "# Heat\n\nMore of it."}
    await page.get_by_text("Your unsaved entries are back").wait_for(state="detached")
    await page.get_by_label("Visible to learners").uncheck()
    await page.get_by_role("button", name="Save").click()
    await page.get_by_text("Hidden", exact=True).wait_for()
    material = await (await mentor.app.get(f"/learning/outline/topics/{topic['id']}/material")).json()
    assert material["content"] == "# Heat\n\nMore of it."


async def test_a_topic_is_deleted(visit, mentor, school) -> None:
    visitor = await visit(mentor.session)
    page = await visitor.open(edit(school.topics[1]))
    await page.get_by_role("button", name="Actions").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_role("heading", level=2, name=school.subject["name"]).wait_for()
    await page.get_by_role("link", name="Soldering").wait_for(state="detached")
    await page.get_by_role("link", name="Welding").wait_for()


async def test_what_is_not_there_is_said(visit, admin, school) -> None:
    visitor = await visit(admin.session)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(f"{TREE}?at=grade:{school.level['id']}")
    await page.get_by_role("alert").get_by_text("This is not there any more").wait_for()
    page = await visitor.open(f"/app/learning/topics/{school.level['id']}/edit")
    await page.get_by_role("alert").get_by_text("This is not there any more").wait_for()


async def test_phones_show_the_tree_or_what_was_chosen(visit, admin, school) -> None:
    visitor = await visit(admin.session, width=320, height=640, touch=True)
    page = await visitor.open(at("subject", school.subject))
    assert await visitor.overflow() <= 0
    assert not await page.get_by_role("tree").is_visible()
    await page.get_by_role("link", name="Whole tree").click()
    level = page.get_by_role("treeitem", name=school.level["name"])
    await level.wait_for()
    assert await visitor.overflow() <= 0
    await level.press("Enter")
    await expect(page.get_by_role("heading", level=2, name=school.level["name"])).to_be_focused()
    await visitor.open(edit(school.topics[0]))
    assert await visitor.overflow() <= 0
    await visitor.axe()


async def test_what_others_wrote_meanwhile_is_not_undone(visit, mentor, admin, school) -> None:
    topic = school.topics[0]
    visitor = await visit(mentor.session)
    page = await visitor.open(edit(topic))
    response = await admin.lms.put(f"/admin/education/topics/{topic['id']}", json={"content": "Others wrote this."})
    assert response.status == 200
    await page.get_by_role("textbox", name=re.compile("^Description")).fill("Short.")
    async with page.expect_response(lambda response: response.request.method == "PUT") as waiting:
        await page.get_by_role("button", name="Save").click()
    assert (await waiting.value).request.post_data_json == {"description": "Short."}
    await visitor.settled()
    await page.get_by_role("textbox", name=re.compile("^Description")).fill("Shorter.")
    async with page.expect_response(lambda response: response.request.method == "PUT") as waiting:
        await page.get_by_role("button", name="Save").click()
    assert (await waiting.value).request.post_data_json == {"description": "Shorter."}
    assert (await (await mentor.app.get(f"/learning/outline/topics/{topic['id']}/material")).json())["content"] == "Others wrote this."

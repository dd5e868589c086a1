"""The start page shows each person what matters now; parts load and fail by themselves."""

import re

import pytest
from playwright.async_api import expect

from tests.make import unique

pytestmark = pytest.mark.chromium


async def test_what_needs_somebody_stands_first_and_each_line_leads_there(visit, busy) -> None:
    visitor = await visit(busy.session)
    page = await visitor.open("/app")
    await page.get_by_role("heading", name="Welcome, Mira Sole", level=1).wait_for()
    needs = page.get_by_role("region", name="Needs you")
    failed = needs.get_by_role("listitem").filter(has_text="failed for good")
    await expect(failed).to_contain_text(
        re.compile(r"mails? (was|were) not sent\. Last error: “connection refused”\. Check the mail server")
    )
    await expect(needs).to_contain_text("1 test session is overdue")
    tests = page.get_by_role("region", name="Tests")
    await expect(tests.get_by_text("1 overdue · 1 in progress · 1 waiting")).to_be_visible()
    assert await tests.get_by_role("link", name="Cam Candidate").count() == 3
    trainings = page.get_by_role("region", name="Trainings")
    for name in ("Laser safety", "Writing grants"):
        await expect(trainings.get_by_role("link", name=name).first).to_be_visible()
    records = page.get_by_role("region", name="Recently changed records")
    await expect(records.get_by_role("link", name="Conductivity of sample A")).to_be_visible()
    await expect(page.get_by_role("region", name="New trainings this week").get_by_role("listitem").first).to_be_visible()
    subject = page.get_by_role("region", name="Learning").get_by_role("listitem")
    await expect(subject).to_contain_text("1 topic")
    await expect(page.get_by_role("link", name="New record")).to_be_visible()
    await expect(page.get_by_role("complementary", name="Server and account")).to_contain_text(
        re.compile("All arrived.*free.*used", re.DOTALL)
    )
    await expect(page.get_by_role("region", name="What you can do first")).to_have_count(0)
    await visitor.axe()

    go_on = page.get_by_role("region", name="Go on where you stopped")
    await expect(go_on.get_by_role("listitem").filter(has_text="Standing waves")).to_contain_text("stopped at 12:34")
    upload = go_on.get_by_role("listitem").filter(has_text="long-scan.tif")
    await expect(upload).to_contain_text("17% of 60 MB is safe")
    await upload.get_by_role("link", name="long-scan.tif").click()
    await page.get_by_role("heading", name="Conductivity of sample A", level=1).wait_for()
    # The record's page knows the upload now: the start page tells of it once.
    await page.get_by_role("button", name="Choose file").first.wait_for()
    await page.get_by_role("link", name="Start", exact=True).click()
    await expect(page.get_by_role("link", name="long-scan.tif")).to_have_count(1)


async def test_a_file_for_a_topic_is_told_of_until_it_is_there(visit, somebody, make) -> None:
    teacher, topic = await somebody("Tilda Teacher", ("learning", "admin")), await make.topic(name="Standing waves")
    visitor = await visit(teacher.session)
    page = await visitor.open(f"/app/learning/topics/{topic['id']}/edit")
    notes = {"name": "Notes.txt", "mimeType": "text/plain", "buffer": b"what was said"}
    await page.get_by_label("Choose documents").set_input_files(notes)
    await page.get_by_role("button", name="Upload 1 document").wait_for()
    await page.get_by_role("link", name="Start", exact=True).click()
    line = page.get_by_role("region", name="Go on where you stopped").get_by_role("listitem").filter(has_text="Notes")
    await expect(line).to_contain_text("Standing waves · chosen, not sent yet")
    await page.reload()
    await expect(line).to_contain_text("not sent before the page was closed")
    await visitor.axe()
    await line.get_by_role("link", name="Notes").click()
    await page.get_by_text("It was not sent before the page was closed.").wait_for()
    await page.get_by_label("Choose documents").set_input_files(notes)
    await page.get_by_role("button", name="Upload 1 document").click()
    await page.get_by_text("It was not sent before the page was closed.").wait_for(state="detached")
    await page.get_by_role("link", name="Notes").wait_for()
    await page.get_by_role("link", name="Start", exact=True).click()
    await page.get_by_role("heading", name="Welcome, Tilda Teacher").wait_for()
    await expect(line).to_have_count(0)


@pytest.mark.parametrize(("theme", "language", "width"), [("dark", "de", 320), ("light", "de", 1280)])
async def test_it_fits_and_is_accessible(visit, busy, theme, language, width) -> None:
    visitor = await visit(busy.session, theme=theme, language=language, width=width)
    await visitor.open("/app")
    await visitor.axe()
    assert await visitor.overflow() <= 0


async def test_a_new_account_reads_what_it_can_do_first(visit, somebody) -> None:
    nora = await somebody("Nora New", domains=["research", "learning"])
    visitor = await visit(nora.session)
    page = await visitor.open("/app")
    first = page.get_by_role("region", name="What you can do first")
    assert await first.get_by_role("link").count() == 2
    await visitor.axe()
    await first.get_by_role("link", name="Create a record").click()
    await page.get_by_role("heading", name="New record", level=1).wait_for()
    none = await somebody("Nobody Nowhere", domains=[])
    visitor = await visit(none.session)
    page = await visitor.open("/app")
    await page.get_by_text("No area is open to your account yet.").wait_for()


async def test_a_part_that_failed_is_asked_for_again_alone(visit, somebody, make) -> None:
    mira = await somebody()
    title = unique("Record")
    await make.record(mira.account, title=title)
    visitor = await visit(mira.session)
    asked: list[str] = []

    async def without_records(route) -> None:
        asked.append(route.request.url.partition("?")[2])
        if len(asked) > 1:
            await route.continue_()
            return
        response = await route.fetch()
        await route.fulfill(response=response, json=await response.json() | {"records": None, "failed": ["records"]})

    await visitor.page.route("**/app/api/start*", without_records)
    page = await visitor.open("/app")
    part = page.get_by_role("region", name="Recently changed records")
    await expect(part).to_contain_text("This could not be read.")
    await visitor.axe()
    await part.get_by_role("button", name="Try again").click()
    await page.get_by_role("link", name=title).wait_for()
    assert asked == ["", "part=records"]


async def test_without_a_server_the_page_says_so_and_comes_by_itself(visit, somebody) -> None:
    mira = await somebody()
    visitor = await visit(mira.session)
    visitor.watch.excused += ["Failed to load resource"]
    await visitor.page.route("**/app/api/start*", lambda route: route.abort())
    page = await visitor.open("/app/settings")
    await page.get_by_role("link", name="Start", exact=True).click()
    await page.get_by_text("The server cannot be reached").first.wait_for()
    await page.unroute("**/app/api/start*")
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_role("region", name="What you can do first").wait_for()

"""Reading a topic: its text, table of contents, neighbours, documents in the page and saved."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.web.learning.conftest import CSV, PDF, Course

pytestmark = pytest.mark.chromium

DOCUMENT = "**/s3/document/stream?*"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c020000000b4944415478da6364f80f000105"
    "01012718e3660000000049454e44ae426082"
)


def row(page: Any, name: str) -> Any:
    return page.get_by_role("list", name="Documents").get_by_role("listitem").filter(has_text=name)


async def test_contents_lead_to_headings_and_say_where_one_is(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(course.page())
    contents = page.get_by_role("navigation", name="On this page")
    await expect(contents.get_by_role("link")).to_have_text(["What waves are", "Length and frequency", "Speed", "Experiments"])
    asked = "performance.getEntriesByType('resource').filter(entry => /api\\/learning/.test(entry.name)).length"
    before = await page.evaluate(asked)
    await contents.get_by_role("link", name="Experiments").click()
    await visitor.until("document.activeElement.id === 'experiments' && scrollY > 200")
    await visitor.until("document.querySelector('.contents a[aria-current]').textContent === 'Experiments'")
    assert page.url.endswith("#experiments")
    assert await page.evaluate(asked) == before
    top = await page.evaluate("document.getElementById('experiments').getBoundingClientRect().top")
    assert top >= 56, "the heading is under the bar"
    await contents.get_by_role("link", name="What waves are").focus()
    await page.keyboard.press("Enter")
    await visitor.until("document.activeElement.id === 'what-waves-are'")


async def test_a_link_to_a_heading_opens_there(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    await visitor.open(f"{course.page()}#experiments")
    await visitor.until("document.activeElement.id === 'experiments' && scrollY > 200")


async def test_a_short_text_has_no_contents(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(course.page(1))
    await page.get_by_text("Short.").wait_for()
    assert await page.get_by_role("navigation", name="On this page").count() == 0
    assert await page.get_by_role("heading", name="Documents").count() == 0


async def test_contents_are_folded_on_phones(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session, width=390, touch=True)
    page = await visitor.open(course.page())
    await page.get_by_text("A rope will do.").wait_for()
    assert not await page.get_by_role("link", name="Experiments").is_visible()
    await page.get_by_text("On this page").click()
    await page.get_by_role("link", name="Experiments").click()
    await visitor.until("document.activeElement.id === 'experiments'")


async def test_neighbours(visit, lena, course: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(course.page())
    steps = page.get_by_role("navigation", name="Topics before and after")
    for topic in course.topics[1:]:
        await steps.get_by_role("link", name=f"Next topic {topic['name']}").click()
        await page.get_by_role("heading", level=1, name=topic["name"]).wait_for()
    assert await steps.get_by_role("link", name=re.compile("Next topic")).count() == 0
    await steps.get_by_role("link", name=f"Previous topic {course.topics[1]['name']}").click()
    await page.get_by_role("heading", level=1, name=course.topics[1]["name"]).wait_for()


async def test_nothing_of_a_text_runs_or_is_fetched(visit, make, lena, course: Course) -> None:
    evil = (
        '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script><a href="javascript:window.hacked=1">x</a>\n\n'
        '![picture](https://evil.example/p.png) <iframe src="https://evil.example"></iframe>'
        ' <b id="main" style="position:fixed">kept</b>\n\n'
        '# Main\n\n# App\n\n# <img src="y" onerror="window.hacked=1">Third\n'
    )
    topic = await make.topic(course.subject, content=evil)
    visitor = await visit(lena.session)
    visitor.watch.excused += ["inline event handler", "inline style"]
    page = await visitor.open(f"/app/learning/topics/{topic['id']}")
    await page.get_by_text("kept").wait_for()
    found = await page.locator(".reading").inner_html()
    for bad in ("onerror", "<script", "javascript:", "<iframe", "evil.example", "style="):
        assert bad not in found
    assert await page.evaluate("window.hacked") is None
    assert await page.evaluate("[document.querySelectorAll('#main').length, document.querySelectorAll('#app').length]") == [1, 1]
    links = page.get_by_role("navigation", name="On this page").get_by_role("link")
    await expect(links).to_have_text(["Main", "App", "Third"])


async def test_documents_open_where_they_stand(visit, lena, filled: Course, mentor) -> None:
    topic = filled.topics[0]
    await mentor.document(topic, "point.png", PNG)
    await mentor.document(topic, "read.md", b"# Read me\n\nWith *care*.\n")
    visitor = await visit(lena.session)
    visitor.watch.excused += ["foreign request: chrome(-extension)?:"]  # the browser's own viewer of PDFs
    page = await visitor.open(filled.page())
    assert "Measured in spring" in await row(page, "heights.csv").inner_text()
    await page.get_by_role("link", name="heights.csv").click()
    await page.wait_for_url(re.compile("document="))
    view = page.get_by_role("region", name="Document “heights.csv”")
    await view.get_by_role("table", name="heights.csv").get_by_text("1.44").wait_for()
    assert await page.get_by_role("link", name="heights.csv").get_attribute("aria-expanded") == "true"
    await page.get_by_role("link", name="notes.txt").click()
    await page.get_by_role("region", name="Document “notes.txt”").get_by_text("Straße und Meer").wait_for()
    assert await view.count() == 0
    await page.get_by_role("link", name="sheet.pdf").click()
    frame = page.get_by_role("region", name="Document “sheet.pdf”").locator("iframe")
    await frame.wait_for()
    assert (await frame.get_attribute("src") or "").startswith("blob:")
    await page.get_by_role("link", name="read.md").click()
    await page.get_by_role("heading", name="Read me").wait_for()
    await page.get_by_role("link", name="point.png").focus()
    await page.keyboard.press("Enter")
    await visitor.until("document.querySelector('.document-view img')?.naturalWidth === 1")
    await visitor.axe()
    await page.get_by_role("link", name="point.png").click()
    await page.locator(".document-view").wait_for(state="detached")
    await page.go_back()
    await page.get_by_role("region", name="Document “point.png”").wait_for()


async def test_a_document_that_is_gone_says_so(visit, lena, filled: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(f"{filled.page()}?document=3fa85f64-5717-4562-b3fc-2c963f66afa6")
    await page.get_by_role("heading", name="This document is no longer there").wait_for()
    await row(page, "sheet.pdf").wait_for()


async def test_documents_are_saved(visit, lena, filled: Course) -> None:
    visitor = await visit(lena.session)
    page = await visitor.open(filled.page())
    for name, data in (("heights.csv", CSV.encode()), ("sheet.pdf", PDF)):
        async with page.expect_download() as waiting:
            await page.get_by_role("button", name=f"Download “{name}”").click()
        download = await waiting.value
        assert download.suggested_filename == name
        assert (await download.path()).read_bytes() == data
        await page.get_by_role("region", name="Messages").get_by_text(f"“{name}” was downloaded").wait_for()


async def test_saving_shows_how_far_it_is_and_can_be_stopped(visit, lena, mentor, course: Course) -> None:
    await mentor.document(course.topics[1], "long.txt", b"x" * 3_000_000)
    visitor = await visit(lena.session)
    page = await visitor.open(course.page(1))
    session = await visitor.context.new_cdp_session(page)
    await session.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": 250_000, "uploadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", slow)
    await page.get_by_role("button", name="Download “long.txt”").click()
    bar = page.get_by_role("progressbar", name="Downloading “long.txt”")
    await bar.wait_for()
    await visitor.until("Number(document.querySelector('[role=progressbar]').getAttribute('aria-valuenow')) > 0")
    assert "of 3 MB" in await row(page, "long.txt").inner_text()
    await visitor.axe()
    await page.get_by_role("button", name="Stop downloading").click()
    await bar.wait_for(state="detached")
    await session.send("Network.emulateNetworkConditions", slow | {"downloadThroughput": -1})
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Download “long.txt”").click()
    assert (await (await waiting.value).path()).stat().st_size == 3_000_000


async def test_what_the_browser_cannot_show_is_for_saving(visit, make, lena, mentor, course: Course) -> None:
    await mentor.document(course.topics[1], "old.rtf.txt", b"a plain text all the same\n")
    await mentor.document(course.topics[1], "empty.txt", b" ")
    visitor = await visit(lena.session)
    answer = re.compile(r"/app/api/learning/topics/")

    async def as_word(route: Any) -> None:
        response = await route.fetch()
        body = await response.json()
        for document in body["documents"]:
            document.update(name="letter.docx", content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        await route.fulfill(response=response, json=body)

    await visitor.page.route(answer, as_word)
    page = await visitor.open(course.page(1))
    assert await row(page, "letter.docx").first.get_by_text("opens in another program").count() == 1
    assert await page.get_by_role("link", name="letter.docx").count() == 0
    assert await page.get_by_role("button", name="Download “letter.docx”").count() == 2


async def test_a_document_that_fails_offers_another_try(visit, lena, filled: Course) -> None:
    visitor = await visit(lena.session)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(filled.page())
    await page.route(DOCUMENT, lambda route: route.fulfill(status=500, body="{}", content_type="application/json"))
    await page.get_by_role("button", name="Download “notes.txt”").click()
    await row(page, "notes.txt").get_by_text("The server made an error").wait_for()
    await page.get_by_role("link", name="notes.txt").click()
    view = page.get_by_role("region", name="Document “notes.txt”")
    await view.get_by_role("button", name="Try again").wait_for()
    await page.unroute(DOCUMENT)
    await view.get_by_role("button", name="Try again").click()
    await view.get_by_text("Straße und Meer").wait_for()

"""Documents and the video of a topic: dropped, named, on their way, refused, replaced."""

import asyncio
import base64
import contextlib
import re
from pathlib import Path

import pytest
from playwright.async_api import Error as LeftPage

from server.api.lms.file_uploads import WORDS
from tests.api.lms.files import PDF, png
from tests.make import PASSWORD

pytestmark = pytest.mark.chromium

CLIP = Path(__file__).parents[1] / "learning" / "clip.webm"
FAILURES = Path(__file__).parents[3] / "static" / "api" / "lms" / "failure.js"

# Files dropped on the window, as a person drops them: [[name, base64], …].
DROP = """
files => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) transfer.items.add(new File([Uint8Array.from(atob(text), sign => sign.charCodeAt(0))], name));
  for (const type of ['dragenter', 'dragover', 'drop']) {
    document.querySelector('main').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
}
"""


def picked(name: str, data: bytes) -> dict:
    return {"name": name, "mimeType": "", "buffer": data}


async def material(somebody, topic):
    return await (await somebody.app.get(f"/learning/outline/topics/{topic['id']}/material")).json()


async def opened(visit, somebody, topic, **look):
    visitor = await visit(somebody.session, **look)
    page = await visitor.open(f"/app/learning/topics/{topic['id']}/edit")
    return visitor, page, page.locator("input[type=file][multiple]"), page.locator("input[type=file]:not([multiple])")


async def test_documents_are_named_and_sent(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])
    await documents.set_input_files([picked("sheet.pdf", PDF), picked("picture.png", png())])
    form = page.get_by_role("form", name="Name the documents")
    await form.get_by_label("Name").first.fill("")
    await form.get_by_role("button", name="Upload 2 documents").click()
    await form.get_by_text("Enter a name.").wait_for()
    await visitor.axe()
    await form.get_by_label("Name").first.fill("Worksheet")
    await form.get_by_label(re.compile("^Description")).first.fill("For week 1")
    await form.get_by_role("button", name="Upload 2 documents").click()
    shown = page.get_by_role("list", name="Documents")
    await shown.get_by_role("link", name="Worksheet").wait_for()
    await shown.get_by_role("link", name="picture.png").wait_for()
    await shown.get_by_text("For week 1").wait_for()
    await visitor.axe()
    found = {row["name"]: row for row in (await material(mentor, school.topics[0]))["documents"]}
    assert len(found) == 2
    assert {row["description"] for row in found.values()} == {"For week 1", ""}
    await page.get_by_role("button", name="Clear finished").click()
    await page.get_by_role("region", name="Uploads").wait_for(state="detached")


async def test_files_are_dropped_anywhere(visit, mentor, school) -> None:
    visitor, page, _, _ = await opened(visit, mentor, school.topics[0])
    clip = base64.b64encode(CLIP.read_bytes()).decode()
    await page.evaluate(DROP, [["sheet.pdf", base64.b64encode(PDF).decode()], ["clip.webm", clip]])
    await page.get_by_role("button", name="Upload 1 document").click()
    await page.get_by_role("list", name="Documents").get_by_role("link", name="sheet.pdf").wait_for()
    video = page.get_by_label("Preview of the video")
    await video.wait_for()
    await visitor.until("document.querySelector('video').readyState >= 1")
    assert (await material(mentor, school.topics[0]))["video"]["content_type"] == "video/webm"


async def test_what_cannot_be_taken_is_said_before_it_is_sent(visit, mentor, school) -> None:
    visitor, page, documents, videos = await opened(visit, mentor, school.topics[0])
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method in ("POST", "PUT") else None)
    await documents.set_input_files([picked("tool.exe", b"MZ"), picked("nothing.pdf", b""), picked("clip.mp4", b"x")])
    await page.get_by_text("Topics take PDF, office documents").first.wait_for()
    await page.get_by_text("This file is empty.").wait_for()
    await videos.set_input_files([picked("sheet.pdf", PDF)])
    await page.get_by_text("Videos can be MP4, WebM, Ogg, MOV or AVI.").wait_for()
    await visitor.axe()
    assert sent == []
    await page.get_by_role("button", name="Remove “nothing.pdf” from the list").click()
    await page.get_by_text("This file is empty.").wait_for(state="detached")


async def test_a_file_that_is_too_large_is_not_sent(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])

    async def smaller(route):
        response = await route.fetch()
        found = await response.json()
        found["limits"]["document"]["bytes"] = 10
        await route.fulfill(response=response, json=found)

    await page.route("**/material", smaller)
    await page.reload()
    await visitor.settled()
    await documents.set_input_files([picked("sheet.pdf", PDF)])
    await page.get_by_text(re.compile("This file has .*; 10 B(ytes?)? are possible|This file has .*; 10 byte")).wait_for()


async def test_what_the_server_finds_is_said(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])
    await documents.set_input_files([picked("sheet.pdf", b"this is no PDF at all")])
    await page.get_by_role("button", name="Upload 1 document").click()
    await page.get_by_role("alert").get_by_text("What is in this file is of another kind than its name says.").wait_for()
    assert (await material(mentor, school.topics[0]))["documents"] == []
    await visitor.axe()


@pytest.mark.parametrize(
    "code",
    ["file_empty", "file_damaged", "kind_not_allowed", "kind_differs", "name_differs", "hidden_content", "macros", "unpacks_to_too_much"],
)
def test_the_pages_know_what_the_server_says_of_files(code: str) -> None:
    assert f"'{WORDS[code]}': '{code}'" in FAILURES.read_text("utf-8")
    assert WORDS["file_too_large"] == "The file is larger than {limit_bytes} bytes"


async def test_an_upload_shows_how_far_it_is_and_can_be_cancelled(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])
    held = asyncio.Event()

    async def hold(route):
        await held.wait()
        with contextlib.suppress(LeftPage):  # the page gave it up before
            await route.fulfill(status=201, json={"success": True, "data": {}, "message": ""})

    await page.route("**/lms/api/s3/document/upload", hold)
    await documents.set_input_files([picked("sheet.pdf", PDF)])
    await page.get_by_role("button", name="Upload 1 document").click()
    await page.get_by_role("progressbar", name="sheet.pdf").wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="Courses").click()
    await page.get_by_role("heading", level=1, name="Courses").wait_for()
    await visitor.settled()
    await visitor.axe()
    await page.get_by_role("banner").get_by_role("link", name=re.compile("^Uploads: ")).click()
    await page.get_by_role("heading", level=1, name="Welding").wait_for()
    # The route stays until the browser gave the request up: taken away before, it would let the request through to the server.
    async with page.expect_event("requestfailed", lambda request: request.url.endswith("/document/upload")):
        await page.get_by_role("button", name="Cancel the upload of “sheet.pdf”").click()
    await page.get_by_role("progressbar", name="sheet.pdf").wait_for(state="detached")
    held.set()
    assert (await material(mentor, school.topics[0]))["documents"] == []


async def test_a_pause_the_server_asks_for_is_kept_and_a_quota_is_told(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])
    answers = [
        ({"Retry-After": "1"}, {"success": False, "error": "Too many requests", "code": "RATE_LIMITED", "details": {"limit": 20}}),
        ({}, {"success": False, "error": "No more", "code": "QUOTA_EXCEEDED", "details": {"plan": "FREE", "limit": 10, "used": 10}}),
    ]

    async def refuse(route):
        if not answers:
            await route.continue_()
            return
        headers, body = answers.pop(0)
        await route.fulfill(status=429, headers=headers, json=body)

    await page.route("**/lms/api/s3/document/upload", refuse)
    await documents.set_input_files([picked("sheet.pdf", PDF)])
    await page.get_by_role("button", name="Upload 1 document").click()
    await page.get_by_text("The server asked for a pause. The upload continues by itself in 1 second.").wait_for()
    await page.get_by_text("Your plan allows no more this month").wait_for()
    await visitor.axe()
    await page.get_by_role("button", name="Try “sheet.pdf” again").click()
    await page.get_by_role("list", name="Documents").get_by_role("link", name="sheet.pdf").wait_for()


async def test_an_upload_survives_other_pages_and_a_lost_connection(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])
    visitor.watch.excused += ["Failed to load resource"]
    lost = [True]

    async def once(route):
        if lost:
            lost.pop()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/lms/api/s3/document/upload", once)
    await documents.set_input_files([picked("sheet.pdf", PDF)])
    await page.get_by_role("button", name="Upload 1 document").click()
    await page.get_by_text("The connection was lost. The upload begins again by itself.").wait_for()
    await page.get_by_role("link", name=school.subject["name"]).click()
    await page.get_by_role("heading", level=2, name=school.subject["name"]).wait_for()
    for _ in range(300):
        if (await material(mentor, school.topics[0]))["documents"]:
            break
        await page.wait_for_timeout(50)
    await page.get_by_role("link", name="Welding").click()
    await page.get_by_role("list", name="Documents").get_by_role("link", name="sheet.pdf").wait_for()


async def test_a_document_is_opened_and_deleted(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0])
    await documents.set_input_files([picked("sheet.pdf", PDF)])
    await page.get_by_role("button", name="Upload 1 document").click()
    link = page.get_by_role("list", name="Documents").get_by_role("link", name="sheet.pdf")
    await link.wait_for()
    response = await visitor.context.request.get(visitor.origin + await link.get_attribute("href"))
    assert (response.status, await response.body()) == (200, PDF)
    await page.get_by_role("button", name="Delete “sheet.pdf”").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_text("This topic has no documents yet.").wait_for()
    assert (await material(mentor, school.topics[0]))["documents"] == []


async def test_a_video_is_replaced_and_deleted(visit, mentor, school) -> None:
    visitor, page, _, videos = await opened(visit, mentor, school.topics[0])
    await videos.set_input_files(CLIP)
    await page.get_by_label("Preview of the video").wait_for()
    await visitor.until("document.querySelector('video').readyState >= 1")
    first = (await material(mentor, school.topics[0]))["video"]["id"]
    await visitor.axe()
    await videos.set_input_files(CLIP)
    dialog = page.get_by_role("dialog", name="Replace the video?")
    await dialog.get_by_role("button", name="Cancel").click()
    await dialog.wait_for(state="detached")
    assert (await material(mentor, school.topics[0]))["video"]["id"] == first
    await videos.set_input_files(CLIP)
    await dialog.get_by_role("button", name="Replace video").click()
    await visitor.until(f"document.querySelector('video') && !document.querySelector('video').src.includes('{first}')")
    assert (await material(mentor, school.topics[0]))["video"]["id"] != first
    await page.get_by_role("button", name="Delete video").click()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await page.get_by_text("This topic has no video yet.").wait_for()
    assert (await material(mentor, school.topics[0]))["video"] is None


async def test_phones_name_documents_one_below_the_other(visit, mentor, school) -> None:
    visitor, page, documents, _ = await opened(visit, mentor, school.topics[0], width=320, height=640, touch=True, language="de")
    await documents.set_input_files([picked("ein-sehr-langer-name-ohne-leerzeichen-" * 3 + ".pdf", PDF), picked("x.exe", b"MZ")])
    await page.get_by_role("button", name="1 Dokument hochladen").wait_for()
    assert await visitor.overflow() <= 0
    await visitor.axe()


async def test_an_upload_goes_on_after_signing_in_again(visit, mentor, school, make) -> None:
    _, page, documents, _ = await opened(visit, mentor, school.topics[0])
    await documents.set_input_files([picked("sheet.pdf", PDF)])
    elsewhere = mentor.app.using(session_id=await make.session(mentor.account))
    assert (await elsewhere.post("/sessions/end-others")).status == 200
    await page.get_by_role("button", name="Upload 1 document").click()
    dialog = page.get_by_role("dialog", name="You are signed out")
    await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    await dialog.get_by_role("button", name="Sign in", exact=True).click()
    await page.get_by_role("list", name="Documents").get_by_role("link", name="sheet.pdf").wait_for()

"""A look at a file of each kind, and files that would like to do more than be looked at."""

import base64

import pytest
from playwright.async_api import expect

from tests.web.research.conftest import CSV, HTML, JSON, MARKDOWN, SVG, pdf, png, wav

pytestmark = pytest.mark.chromium

# The browser's own viewer
PDF_VIEWER = r"foreign request: chrome(-extension|-untrusted)?://"
CLEANED = "Executing inline event handler violates"  # cleaning hostile HTML makes harmless reports

# A film of a second, recorded by the browser itself.
FILM = """async () => {
  const canvas = document.createElement('canvas');
  canvas.width = 64; canvas.height = 48;
  const drawing = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/webm' });
  const parts = [];
  recorder.ondataavailable = event => parts.push(event.data);
  const ended = new Promise(resolve => { recorder.onstop = resolve; });
  recorder.start();
  for (let i = 0; i < 10; i += 1) {
    drawing.fillStyle = `hsl(${i * 36} 80% 50%)`; drawing.fillRect(0, 0, 64, 48);
    await new Promise(resolve => setTimeout(resolve, 60));
  }
  recorder.stop();
  await ended;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


async def shown(visit, scientist, name: str, content: bytes, mimetype: str | None = None):
    """The page of a new file: (visitor, page, record, file)."""
    record = await scientist.record()
    file = await scientist.upload(record, name, content, mimetype)
    visitor = await visit(scientist.session)
    page = await visitor.open(f"/records/{record['id']}/files/{file['id']}")
    await page.get_by_role("heading", name=name, level=1).wait_for()
    return visitor, page, record, file


async def test_picture(visit, ada) -> None:
    visitor, page, *_ = await shown(visit, ada, "picture.png", png(), "image/png")
    await visitor.until("document.querySelector('.view-picture img')?.naturalWidth === 60")
    await page.get_by_role("button", name="Full size").click()


async def test_text_wraps_and_copies(visit, ada) -> None:
    _, page, *_ = await shown(visit, ada, "notes.txt", "Größe <b>5</b>\n".encode(), "text/plain")
    assert await page.get_by_role("region", name="notes.txt").inner_text() == "Größe <b>5</b>\n"


async def test_markdown_is_cleaned_and_its_source_shown(visit, ada) -> None:
    visitor, page, *_ = await shown(visit, ada, "readme.md", MARKDOWN, "text/markdown")
    visitor.watch.excused.append(CLEANED)
    await page.get_by_role("heading", name="Heading").wait_for()
    assert await page.locator(".markdown li").count() == 2
    assert await page.evaluate("window.hacked") is None
    assert await page.locator(".markdown script, .markdown [onerror]").count() == 0
    await page.get_by_role("button", name="Source text").click()
    await page.get_by_text("# Heading").wait_for()


async def test_csv_as_table_and_plot(visit, ada) -> None:
    visitor, page, *_ = await shown(visit, ada, "run.csv", CSV, "text/csv")
    table = page.get_by_role("table", name="run.csv")
    assert await table.get_attribute("aria-rowcount") == "501"
    assert [await cell.inner_text() for cell in await table.get_by_role("columnheader").all()] == ["#", "t [s]", "T [K]", "note"]
    await page.get_by_role("button", name="Chart").click()
    await visitor.until("document.querySelector('.plot canvas')?.width > 100")
    assert "T [K]" in await page.locator(".plot").inner_text()


async def test_only_the_first_megabyte_of_a_long_table_is_fetched(visit, ada) -> None:
    content = b"t,v\n" + b"".join(b"%d,%d\n" % (i, i * i % 97) for i in range(200_000))
    record = await ada.record()
    file = await ada.upload(record, "long.csv", content, "text/csv")
    visitor = await visit(ada.session)
    ranges: list[tuple[str | None, int]] = []

    def look(answer) -> None:
        if answer.url.split("?")[0].endswith("/download"):
            ranges.append((answer.request.headers.get("range"), answer.status))

    visitor.page.on("response", look)
    page = await visitor.open(f"/records/{record['id']}/files/{file['id']}")
    await page.get_by_text("The first 1 MB of").wait_for()
    assert ranges == [("bytes=0-999999", 206)]
    rows = int(await page.get_by_role("table", name="long.csv").get_attribute("aria-rowcount")) - 1
    assert content[:1_000_000].count(b"\n") - 1 == rows


async def test_json_as_a_tree(visit, ada) -> None:
    _, page, *_ = await shown(visit, ada, "data.json", JSON, "application/json")
    await page.get_by_text('"S1"').wait_for()
    await page.locator("details", has_text="sample").first.wait_for()


async def test_broken_json_is_text(visit, ada) -> None:
    _, page, *_ = await shown(visit, ada, "data.json", b'{"a": ', "application/json")
    await page.get_by_text("This is not valid JSON").wait_for()


async def test_pdf_in_a_blob_frame(visit, ada) -> None:
    visitor, page, *_ = await shown(visit, ada, "paper.pdf", pdf(), "application/pdf")
    visitor.watch.excused.append(PDF_VIEWER)
    frame = page.locator("iframe[title='paper.pdf']")
    await frame.wait_for()
    assert (await frame.get_attribute("src")).startswith(f"blob:{visitor.origin}/")
    for _ in range(100):
        if any(one.url.startswith("chrome-extension://") for one in page.frames):
            break
        await page.wait_for_timeout(50)
    assert any(one.url.startswith("chrome-extension://") for one in page.frames), "the browser's viewer has opened"


async def test_sound(visit, ada) -> None:
    visitor, page, *_ = await shown(visit, ada, "tone.wav", wav(), "audio/wav")
    await visitor.until("document.querySelector('audio')?.readyState >= 1")
    assert await page.evaluate("document.querySelector('audio').duration") == pytest.approx(0.5, abs=0.05)


async def test_film(visit, ada) -> None:
    maker = await visit(ada.session)
    content = base64.b64decode(await (await maker.open("/app")).evaluate(FILM))
    visitor, *_ = await shown(visit, ada, "film.webm", content, "video/webm")
    await visitor.until("document.querySelector('video')?.videoWidth === 64")


async def test_unknown_and_empty_files_offer_the_download(visit, ada) -> None:
    _, page, *_ = await shown(visit, ada, "data.h5", b"\x89HDF\r\n\x1a\n" + bytes(100), "application/x-hdf5")
    await page.get_by_role("heading", name="There is no preview for this kind of file").wait_for()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download").first.click()
    assert (await download.value).suggested_filename == "data.h5"
    _, page, *_ = await shown(visit, ada, "nothing.txt", b"", "text/plain")
    await page.get_by_role("heading", name="This file is empty").wait_for()


async def test_broken_picture_says_so(visit, ada) -> None:
    _, page, *_ = await shown(visit, ada, "broken.png", b"not a picture", "image/png")
    await page.get_by_role("heading", name="This file cannot be shown").wait_for()


@pytest.mark.parametrize(
    ("name", "content", "mimetype"),
    [
        ("evil.svg", SVG, "image/svg+xml"),
        ("evil.html", HTML, "text/html"),
        ("evil.xhtml", HTML, "application/xhtml+xml"),
        ("evil.md", HTML, "text/markdown"),
        ("evil.pdf", HTML, "application/pdf"),
        ("evil.png", SVG, "image/png"),
        ("evil.txt", HTML, "text/plain"),
        ("evil.csv", b"a,b\n=1,<img src=x onerror=top.hacked=1>\n", "text/csv"),
        ("evil.json", b'{"<img src=x onerror=top.hacked=1>": "<script>top.hacked=1</script>"}', "application/json"),
        ("<img src=x onerror=top.hacked=1>.txt", b"x", "text/plain"),
    ],
)
async def test_files_never_run_in_our_origin(visit, ada, name: str, content: bytes, mimetype: str) -> None:
    record = await ada.record()
    file = await ada.upload(record, name, content, mimetype)
    visitor = await visit(ada.session)
    visitor.watch.excused += [PDF_VIEWER, CLEANED]
    page = await visitor.open(f"/records/{record['id']}/files/{file['id']}")
    await page.wait_for_timeout(700)
    assert await page.evaluate("[window.hacked, localStorage.hacked]") == [None, None]
    for frame in page.frames[1:]:
        assert await frame.evaluate("[window.hacked, document.querySelector('h1')?.textContent]") == [None, None]
    # Typed into the address bar, the browser gets an attachment and shows nothing.
    async with page.expect_download():
        await page.evaluate("address => { location.href = address; }", f"/kadi/api/v1/records/{record['id']}/files/{file['id']}/download")
    assert await page.evaluate("[window.hacked, localStorage.hacked]") == [None, None]
    assert page.url.startswith(visitor.origin + "/records/")


async def test_file_of_somebody_else_is_refused(visit, ada, scientists) -> None:
    ben = await scientists("Ben Okri")
    record = await ada.record()
    file = await ada.upload(record, "a.txt", b"x", "text/plain")
    visitor = await visit(ben.session)
    page = await visitor.open(f"/records/{record['id']}/files/{file['id']}")
    await page.get_by_role("heading", name="This is not open to you").wait_for()
    await expect(page.get_by_text("a.txt")).to_have_count(0)

"""Uploads: dropped, picked, as folders; large ones in pieces with pause, reload and resume; names that are taken."""

import hashlib
import json

import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.chromium

DROP = """(node, files) => {
  const data = new DataTransfer();
  for (const [name, text] of files) data.items.add(new File([text], name, { type: 'text/plain' }));
  const options = { dataTransfer: data, bubbles: true, cancelable: true };
  for (const kind of ['dragenter', 'dragover', 'drop']) node.dispatchEvent(new DragEvent(kind, options));
}"""


def rows(page):
    return page.locator(".upload")


async def test_small_files_by_drop_pick_and_paste(visit, ada) -> None:
    record = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    await page.get_by_role("heading", name="This record has no files yet").wait_for()
    await page.locator("main").evaluate(DROP, [["a.txt", "text of a"], ["ü b.txt", "text of b"]])
    await page.get_by_role("link", name="ü b.txt").wait_for()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Choose files").click()
    await (await chooser.value).set_files(
        [
            {"name": "empty.bin", "mimeType": "application/octet-stream", "buffer": b""},
            {"name": "c.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"},
        ]
    )
    await page.get_by_role("link", name="c.csv").wait_for()
    await page.locator("body").evaluate(
        "node => { const data = new DataTransfer(); data.items.add(new File(['pasted'], 'image.txt'));"
        " node.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }"
    )
    await page.get_by_role("link", name="image.txt").wait_for()
    files = await ada.files(record)
    assert {name: await ada.content(record, file) for name, file in files.items()} == {
        "a.txt": b"text of a",
        "ü b.txt": b"text of b",
        "empty.bin": b"",
        "c.csv": b"a,b\n1,2\n",
        "image.txt": b"pasted",
    }


async def test_folder_keeps_its_paths(visit, ada, tmp_path) -> None:
    for name in ("runs/1/a.txt", "runs/2/a.txt", "runs/readme.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    record = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Choose folder").click()
    await (await chooser.value).set_files(tmp_path / "runs")
    await page.get_by_role("link", name="runs/readme.md").wait_for()
    await expect(page.locator("main .table tbody tr")).to_have_count(3)
    files = await ada.files(record)
    assert {name: (await ada.content(record, file)).decode() for name, file in files.items()} == {
        name: name for name in ("runs/1/a.txt", "runs/2/a.txt", "runs/readme.md")
    }


async def test_large_file_pauses_survives_a_reload_and_continues(visit, ada, big) -> None:
    record = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    # Slow enough that the person can act between two pieces.
    sent: list[str] = []

    async def slow(route) -> None:
        sent.append(route.request.headers.get("kadi-chunk-index", "?"))
        await page.wait_for_timeout(150)
        await route.continue_()

    await page.route("**/uploads/*", lambda route: slow(route) if route.request.method == "PUT" else route.continue_())
    await page.locator("input[type=file][multiple]").set_input_files(big)
    await page.get_by_role("button", name="Pause scan.tif").wait_for()
    bar = page.get_by_role("progressbar", name="scan.tif")
    await visitor.until("Number(document.querySelector('.upload [role=progressbar]').getAttribute('aria-valuenow')) >= 18", 30)
    await page.get_by_role("link", name="Records", exact=True).first.click()
    await page.get_by_role("heading", name="Records", level=1).wait_for()
    await page.get_by_role("button", name="Uploads").click()
    await page.get_by_role("dialog").get_by_role("button", name="Pause scan.tif").click()
    await page.get_by_role("dialog").get_by_text("Paused at").wait_for()
    upload = (await (await ada.kadi.get(f"/records/{record['id']}/uploads")).json())["items"][0]
    assert 1 <= len(upload["chunks"]) < 6
    done = {str(chunk["index"]) for chunk in upload["chunks"]}
    await page.goto(f"{visitor.origin}/app/settings")
    await page.get_by_role("button", name="Uploads need you").click()
    ghost = page.get_by_role("dialog").locator(".upload")
    await ghost.get_by_text("Choose scan.tif again to continue at").wait_for()
    await ghost.get_by_text("The server keeps what it has until").wait_for()
    other = {"name": "scan.tif", "mimeType": "image/tiff", "buffer": b"x" * 1000}
    await ghost.locator("input[type=file]").set_input_files(other)
    await ghost.get_by_role("alert").filter(has_text="another size").wait_for()
    wrong = big.with_name("wrong.tif")
    content = bytearray(big.read_bytes())
    content[5] ^= 1
    wrong.write_bytes(content)
    await ghost.locator("input[type=file]").set_input_files(wrong)
    await ghost.get_by_role("alert").filter(has_text="other content").wait_for()
    wrong.unlink()
    sent.clear()
    await ghost.locator("input[type=file]").set_input_files(big)
    await expect(bar).to_have_attribute("aria-valuenow", "100", timeout=60000)
    await page.get_by_role("dialog").get_by_role("link", name=record["title"]).click()
    await page.get_by_role("link", name="scan.tif", exact=True).wait_for()
    assert set(sent) == {str(index) for index in range(6)} - done
    assert len(sent) == 6 - len(done)
    file = (await ada.files(record))["scan.tif"]
    assert hashlib.md5(await ada.content(record, file)).hexdigest() == hashlib.md5(big.read_bytes()).hexdigest()
    await page.reload()
    await visitor.settled()
    assert await page.get_by_role("button", name="Uploads").count() == 0


async def test_upload_begun_elsewhere_is_offered_on_the_record(visit, ada) -> None:
    record = await ada.record()
    await ada.kadi.post(f"/records/{record['id']}/uploads", json={"name": "far.bin", "size": 60_000_000})
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    await page.get_by_text("Choose far.bin again to continue at 0%").wait_for()
    async with page.expect_response(lambda response: response.request.method == "DELETE"):  # the row goes before the answer comes
        await page.get_by_role("button", name="Cancel upload of far.bin").click()
    await expect(rows(page)).to_have_count(0)
    assert (await (await ada.kadi.get(f"/records/{record['id']}/uploads")).json())["items"] == []


async def test_taken_names_replace_keep_both_or_skip_for_all(visit, ada) -> None:
    record = await ada.record()
    for name in ("a.txt", "b.txt", "c.txt"):
        await ada.upload(record, name, b"old")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    await page.locator("main").evaluate(DROP, [["a.txt", "new a"]])
    await page.get_by_role("button", name="Replace", exact=True).click()
    await expect(rows(page).first.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "100")
    await page.locator("main").evaluate(DROP, [["b.txt", "new b"], ["c.txt", "new c"]])
    await expect(page.get_by_role("button", name="Keep both")).to_have_count(2)
    await page.get_by_label("For all").first.check()
    await page.get_by_role("button", name="Keep both").first.click()
    await page.get_by_role("link", name="c (2).txt").wait_for()
    await page.locator("main").evaluate(DROP, [["c.txt", "skipped"]])
    await page.get_by_role("button", name="Skip").click()
    await expect(page.get_by_role("button", name="Skip")).to_have_count(0)
    files = await ada.files(record)
    assert {name: await ada.content(record, file) for name, file in files.items()} == {
        "a.txt": b"new a",
        "b.txt": b"old",
        "c.txt": b"old",
        "b (2).txt": b"new b",
        "c (2).txt": b"new c",
    }


async def test_lost_connection_says_what_is_safe_and_goes_on(visit, ada) -> None:
    record = await ada.record()
    visitor = await visit(ada.session)
    visitor.watch.excused.append("net::ERR_|Failed to load resource")
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    broken = {"left": 1}

    async def cut(route) -> None:
        if route.request.method == "PUT" and broken["left"]:
            broken["left"] -= 1
            await route.abort("connectionreset")
        else:
            await route.continue_()

    await page.route("**/uploads/*", cut)
    await page.locator("main").evaluate(DROP, [["a.txt", "after the break"]])
    await page.get_by_text("The connection was lost. The upload starts again by itself.").wait_for()
    await page.get_by_role("link", name="a.txt").wait_for()
    assert await ada.content(record, (await ada.files(record))["a.txt"]) == b"after the break"


async def test_a_worker_that_did_not_come_is_started_again(visit, ada) -> None:
    record = await ada.record()
    visitor = await visit(ada.session)
    visitor.watch.excused += ["Failed to load resource", "net::ERR"]
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    asked: list[str] = []

    async def once(route) -> None:
        asked.append(route.request.url)
        await (route.abort() if len(asked) == 1 else route.continue_())

    await visitor.context.route("**/md5-worker.js", once)
    files = [{"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in ("a.txt", "b.txt")]
    await page.locator("input[type=file][multiple]").set_input_files(files)
    await page.get_by_role("link", name="a.txt").wait_for()
    await page.get_by_role("link", name="b.txt").wait_for()
    assert len(asked) == 2


async def test_file_is_renamed_replaced_deleted_and_all_come_as_zip(visit, ada) -> None:
    record = await ada.record()
    await ada.upload(record, "a.txt", b"one")
    await ada.upload(record, "b.txt", b"two")
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")

    async def act(name: str, action: str) -> None:
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))
        await row.get_by_role("button", name="Actions").click()
        await page.get_by_role("menuitem", name=action).click()

    await act("a.txt", "Edit details")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Name").fill("b.txt")
    await dialog.get_by_role("button", name="Save").click()
    await dialog.get_by_role("link", name="Name: This is already in use").wait_for()
    await dialog.get_by_label("Name").fill("first.md")
    await dialog.get_by_label("Media type").fill("text/markdown")
    await dialog.get_by_label("Description").fill("The first one")
    await dialog.get_by_role("button", name="Save").click()
    await page.get_by_role("link", name="first.md").wait_for()
    async with page.expect_file_chooser() as chooser:
        await act("first.md", "Replace content")
    await (await chooser.value).set_files([{"name": "x", "mimeType": "text/plain", "buffer": b"replaced"}])
    await page.get_by_text("8 bytes").first.wait_for()
    await act("b.txt", "Delete file")
    await dialog.get_by_role("button", name="Delete file").click()
    await expect(page.get_by_role("link", name="b.txt", exact=True)).to_have_count(0)
    files = await ada.files(record)
    assert [(file["name"], file["mimetype"], file["description"], await ada.content(record, file)) for file in files.values()] == [
        ("first.md", "text/markdown", "The first one", b"replaced")
    ]
    async with page.expect_download() as download:
        await page.get_by_role("link", name="All files as ZIP").last.click()
    assert (await download.value).suggested_filename == f"{record['identifier']}.zip"
    await page.get_by_role("tab", name="History").click()
    await page.get_by_text("b.txt deleted").wait_for()
    await page.get_by_text("Content of first.md replaced").wait_for()


async def test_progress_is_said_in_tenths_and_at_the_end(visit, ada) -> None:
    record = await ada.record()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    await page.evaluate(
        "() => { window.said = []; const region = document.querySelector('[aria-live=polite]');"
        " new MutationObserver(() => window.said.push(region.textContent))"
        ".observe(region, { childList: true, characterData: true, subtree: true }); }"
    )
    await page.locator("main").evaluate(DROP, [[f"{i}.txt", "x" * 1000] for i in range(5)])
    await visitor.until("window.said.some(text => text.includes('files uploaded'))")
    said = json.loads(await page.evaluate("JSON.stringify(window.said)"))
    assert any("5 files uploaded" in text for text in said)

"""Exports from the pages: every format, what stays out, the preview, downloads with progress that can be stopped, failures in words."""

import asyncio
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.make import unique
from tests.web.research.conftest import png

pytestmark = pytest.mark.chromium

EXTRAS = [
    {"type": "str", "key": "material", "value": "alloy"},
    {"type": "float", "key": "temperature", "value": 293.15, "unit": "K"},
    {
        "type": "dict",
        "key": "device",
        "value": [{"type": "str", "key": "name", "value": "press 4"}, {"type": "str", "key": "owner", "value": "secret person"}],
    },
    {"type": "list", "key": "runs", "value": [{"type": "int", "value": 1}, {"type": "int", "value": 2}]},
]


@pytest.fixture
async def record(ada) -> dict[str, Any]:
    record = await ada.record(title="Tensile test 4", extras=EXTRAS)
    other = await ada.record(title="Specimen", extras=EXTRAS[:1])
    for source, target in ((record, other), (other, record)):
        body = {"record_to": {"id": target["id"]}, "name": "belongs to"}
        assert (await ada.kadi.post(f"/records/{source['id']}/records", json=body)).status == 201
    await ada.upload(record, "a.png", png(), "image/png")
    return record


def here(thing: dict[str, Any], noun: str = "records", kind: str = "") -> str:
    return f"/app/research/{noun}/{thing['id']}/export{f'?type={kind}' if kind else ''}"


async def download(page: Any) -> tuple[str, bytes]:
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Download", exact=True).click()
    found = await waiting.value
    content = await asyncio.to_thread(Path(await found.path()).read_bytes)
    return found.suggested_filename, content


async def test_the_menu_of_a_record_leads_here_and_every_format_comes(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}")
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Export…").click()
    await page.get_by_role("heading", name="Export “Tensile test 4”", level=1).wait_for()
    name = record["identifier"]
    for label, file, begins in (
        ("JSON", f"{name}.json", b"{"),
        ("RDF (Turtle)", f"{name}.ttl", b"@prefix"),
        ("PDF", f"{name}.pdf", b"%PDF-"),
        ("RO-Crate", f"{name}.eln", b"PK"),
        ("Metadata as JSON", f"{name}-extras.json", b"["),
        ("QR code", f"{name}.png", b"\x89PNG"),
    ):
        await page.get_by_label(label, exact=True).first.check()
        await visitor.settled()
        got, content = await download(page)
        assert (got, content[: len(begins)]) == (file, begins)
        await page.get_by_role("region", name="Messages").get_by_text(f"“{file}” was downloaded").wait_for()
        await page.evaluate("scrollTo(0, 0)")  # whatever lies just below the bar counts as too near to it
        await visitor.axe()


async def test_what_is_not_ticked_stays_out(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record))
    await page.get_by_text("secret person").first.wait_for()
    await page.get_by_role("button", name="Unfold device").click()
    await page.get_by_label("owner", exact=True).uncheck()
    await page.get_by_role("button", name="Unfold runs").click()
    await page.get_by_label("Entry 1").uncheck()
    await page.get_by_label("temperature", exact=True).uncheck()
    await page.get_by_label("With the names of people").uncheck()
    await page.get_by_label("Only to other records").check()
    await page.get_by_text("3 entries stay out").wait_for()
    assert await page.get_by_label(re.compile("^device")).evaluate("node => node.indeterminate")
    await page.get_by_text("secret person").wait_for(state="detached")
    await visitor.axe()
    _, content = await download(page)
    found = json.loads(content)
    assert [entry["key"] for entry in found["extras"]] == ["material", "device", "runs"]
    assert [entry["key"] for entry in found["extras"][1]["value"]] == ["name"]
    assert [entry["value"] for entry in found["extras"][2]["value"]] == [2]
    assert "creator" not in found and len(found["links"]) == 1 and "record_to" in found["links"][0]
    assert [entry["key"] for entry in found["links"][0]["record_to"]["extras"]] == ["material"]
    await page.get_by_label("material", exact=True).uncheck()
    await page.get_by_label("Also in the records linked with it").check()
    _, content = await download(page)
    assert json.loads(content)["links"][0]["record_to"]["extras"] == []
    await page.get_by_role("button", name="Tick all").click()
    _, content = await download(page)
    assert len(json.loads(content)["extras"]) == 4


async def test_entries_are_ticked_and_unfolded_by_keyboard(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record))
    await page.get_by_label(re.compile("^device")).focus()
    await page.keyboard.press("Tab")
    await visitor.until_focused("Unfold device")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await visitor.until_focused("name")
    await page.keyboard.press("Space")
    await page.get_by_text("1 entry stays out").wait_for()
    await page.get_by_label(re.compile("^device")).focus()
    await page.keyboard.press("Space")  # partly ticked: everything comes back
    await page.get_by_text("1 entry stays out").wait_for(state="detached")


async def test_metadata_come_plain_or_whole(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record, kind="extras"))
    _, content = await download(page)
    assert json.loads(content)[1] == EXTRAS[1]
    await page.get_by_label("Plain", exact=True).check()
    _, content = await download(page)
    assert json.loads(content)["temperature"] == 293.15


async def test_the_preview_shows_text_and_picture(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record))
    preview = page.get_by_role("region", name="Beginning of the file")
    await preview.get_by_text('"title": "Tensile test 4"').wait_for()
    await page.get_by_label("RDF (Turtle)").first.check()
    await page.wait_for_url(re.compile(r"\?type=rdf$"))
    await preview.get_by_text("schema:Dataset").first.wait_for()
    await page.get_by_label("QR code").check()
    picture = page.get_by_role("img", name="QR code that leads to Tensile test 4")
    await picture.wait_for()
    assert await picture.evaluate("node => node.naturalWidth") > 20


async def test_a_crate_holds_what_was_chosen(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record, kind="ro-crate"))
    choice = page.get_by_role("group", name="Each record as")
    await choice.get_by_label("RDF (Turtle)").uncheck()
    await choice.get_by_label("PDF").check()
    _, content = await download(page)
    name = record["identifier"]
    with zipfile.ZipFile(io.BytesIO(content)) as crate:
        assert sorted(crate.namelist()) == [
            f"{name}/{name}/files/a.png", f"{name}/{name}/{name}.json", f"{name}/{name}/{name}.pdf", f"{name}/ro-crate-metadata.json",
        ]  # fmt: skip
        assert crate.read(f"{name}/{name}/files/a.png") == png()
    await page.get_by_label("Description of the archive only").check()
    await page.get_by_text("ro-crate-metadata.json").first.wait_for()
    file, content = await download(page)
    assert file == f"{name}.jsonld" and "@graph" in json.loads(content)


async def test_a_collection_with_records_of_its_children(visit, ada) -> None:
    top, below = [
        await (await ada.kadi.post("/collections", json={"identifier": unique("c"), "title": title})).json() for title in ("Top", "Below")
    ]
    await ada.kadi.post(f"/collections/{top['id']}/collections", json={"id": below["id"]})
    inside, deep = await ada.record(), await ada.record()
    for collection, one in ((top, inside), (below, deep)):
        assert (await ada.kadi.post(f"/collections/{collection['id']}/records", json={"id": one["id"]})).status == 201
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/collections/{top['id']}")
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Export…").click()
    await page.get_by_label("JSON", exact=True).wait_for()

    async def records() -> list[int]:
        _, content = await download(page)
        return sorted(one["id"] for one in json.loads(content).get("records", []))

    assert await records() == [inside["id"]]
    await page.get_by_label("With the records of child collections").check()
    assert await records() == sorted([inside["id"], deep["id"]])
    await visitor.axe()
    await page.get_by_label("RO-Crate", exact=True).check()
    await page.get_by_label("Folders as the child collections").check()
    _, content = await download(page)
    root = top["identifier"]
    with zipfile.ZipFile(io.BytesIO(content)) as crate:
        assert any(name.startswith(f"{root}/collections/{below['identifier']}/records/") for name in crate.namelist())
    await page.get_by_label("JSON", exact=True).first.check()
    await page.get_by_label("With its records").uncheck()
    assert await records() == []


async def test_a_template_in_its_formats(visit, ada) -> None:
    body = {"identifier": unique("t"), "title": "Tensile", "type": "extras", "data": EXTRAS}
    template = await (await ada.kadi.post("/templates", json=body)).json()
    visitor = await visit(ada.session)
    page = await visitor.open(f"/templates/{template['id']}")
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Export…").click()
    await page.get_by_label("JSON Schema", exact=True).check()
    await page.get_by_label("temperature", exact=True).uncheck()
    _, content = await download(page)
    assert set(json.loads(content)["properties"]) == {"material", "device", "runs"}
    await page.get_by_label("SHACL", exact=True).check()
    file, content = await download(page)
    assert file == f"{template['identifier']}.ttl" and b"NodeShape" in content
    await visitor.axe()


# Downloads


async def test_progress_is_shown_and_a_download_can_be_stopped(visit, ada, big) -> None:
    record = await ada.record(title="Big scan")
    await upload_big(ada, record, big)
    visitor = await visit(ada.session)
    page = await visitor.open(here(record, kind="ro-crate"))
    session = await visitor.context.new_cdp_session(page)
    await session.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": 4_000_000, "uploadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", slow)
    await page.get_by_role("button", name="Download", exact=True).click()
    bar = page.get_by_role("progressbar", name=f"{record['identifier']}.eln")
    await page.get_by_text(re.compile(r"^\d.* MB of 55(\.\d)? MB$")).wait_for()
    await visitor.axe()
    await visitor.until("+document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') > 5", seconds=30)
    await page.get_by_role("button", name="Cancel").click()
    await bar.wait_for(state="detached")
    assert await page.get_by_role("main").get_by_role("alert").count() == 0
    await session.send("Network.emulateNetworkConditions", slow | {"downloadThroughput": -1})
    _, content = await download(page)
    assert len(content) > 55_000_000
    with zipfile.ZipFile(io.BytesIO(content)) as crate:
        assert crate.testzip() is None


async def test_a_download_goes_on_while_other_pages_are_shown(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record, kind="ro-crate"))
    session = await visitor.context.new_cdp_session(page)
    await session.send("Network.enable")
    slow = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}
    await session.send("Network.emulateNetworkConditions", slow)
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Download", exact=True).click()
        await page.get_by_role("navigation", name="Main").get_by_role("link", name="Records").click()
        await page.get_by_role("heading", name="Records", level=1).wait_for()
    assert (await waiting.value).suggested_filename == f"{record['identifier']}.eln"


async def test_very_large_files_are_left_to_the_browser(visit, ada, record) -> None:
    """The limit is lowered here; what is larger goes by a plain link with the cookie, and not through the page's memory."""
    visitor = await visit(ada.session)

    async def lowered(route: Any) -> None:
        answer = await route.fetch()
        text = await answer.text()
        assert "200_000_000" in text
        await route.fulfill(response=answer, body=text.replace("200_000_000", "1_000"))

    await visitor.page.route("**/pages/research/export-download.js", lowered)
    page = await visitor.open(here(record, kind="ro-crate"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("sessionid", "")) if "/export/ro-crate" in request.url else None)
    file, content = await download(page)
    assert file == f"{record['identifier']}.eln"
    with zipfile.ZipFile(io.BytesIO(content)) as crate:
        assert crate.testzip() is None
    await page.get_by_text("Your browser downloads this file by itself").wait_for()
    assert asked[0] == ada.session
    await visitor.axe()


class Line:
    """What stands between browser and server, and can be cut."""

    def __init__(self, port: int) -> None:
        self.port, self.ends = port, []

    async def joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, thither = await asyncio.open_connection("127.0.0.1", self.port)
        self.ends += [writer, thither]
        await asyncio.gather(self.carry(reader, thither), self.carry(there, writer))

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            return
        finally:
            writer.close()

    def cut(self) -> None:
        for end in self.ends:
            end.transport.abort()


async def test_a_connection_that_breaks_on_the_way_is_said(visit, ada, big, server) -> None:
    record = await ada.record(title="Big scan")
    await upload_big(ada, record, big)
    line = Line(server.port)
    between = await asyncio.start_server(line.joined, "127.0.0.1", 0)
    visitor = await visit(ada.session, origin=f"http://127.0.0.1:{between.sockets[0].getsockname()[1]}")
    visitor.watch.excused += ["Failed to load resource", "net::ERR"]
    page = await visitor.open(here(record, kind="ro-crate"))
    wire = await visitor.context.new_cdp_session(page)
    await wire.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": 4_000_000, "uploadThroughput": -1}
    await wire.send("Network.emulateNetworkConditions", slow)
    await page.get_by_role("button", name="Download", exact=True).click()
    await visitor.until("+document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow') > 2", seconds=30)
    line.cut()
    await wire.send("Network.emulateNetworkConditions", slow | {"downloadThroughput": -1})
    await page.get_by_role("main").get_by_role("alert").get_by_text("The server cannot be reached").wait_for()
    _, content = await download(page)
    assert len(content) > 55_000_000
    between.close()


async def test_thousands_of_entries_come_part_by_part(visit, ada) -> None:
    extras = [{"type": "int", "key": f"value {i:04}", "value": i} for i in range(1000)]
    record = await ada.record(title="Many values", extras=extras)
    visitor = await visit(ada.session)
    page = await visitor.open(here(record))
    assert await page.locator(".export-entries > li").count() == 201
    await page.get_by_role("button", name="800 more entries").click()
    assert await page.locator(".export-entries > li").count() == 401
    await page.get_by_role("button", name="Tick none").click()
    await page.get_by_role("main").get_by_role("status").get_by_text("Too many single entries stay out").wait_for()
    assert await page.get_by_role("button", name="Download").get_attribute("aria-disabled") == "true"
    await page.get_by_role("button", name="Tick all").click()
    _, content = await download(page)
    assert len(json.loads(content)["extras"]) == 1000


async def test_failures_are_said_in_words_and_can_be_tried_again(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(here(record, kind="pdf"))
    answers = {"status": 503, "json": {"code": 503, "message": "Service Unavailable", "description": "x"}}
    await page.route("**/export/pdf*", lambda route: route.fulfill(**answers))
    await page.get_by_role("button", name="Download", exact=True).click()
    await page.get_by_role("alert").get_by_text("The server is not ready right now").wait_for()
    await visitor.axe()
    await page.unroute("**/export/pdf*")
    _, content = await download(page)
    assert content.startswith(b"%PDF-")
    await page.get_by_role("main").get_by_role("alert").wait_for(state="detached")


async def test_a_record_of_somebody_else_is_not_exported(visit, ada, scientists, record) -> None:
    ben = await scientists("Ben Okri")
    visitor = await visit(ben.session)
    page = await visitor.open(here(record))
    await page.get_by_text("This is not open to you").wait_for()
    assert "Tensile test" not in await page.content()


async def test_the_filter_holds_only_what_differs(visit, ada, record) -> None:
    visitor = await visit(ada.session)
    page = await visitor.open(here(record, kind="pdf"))
    async with page.expect_request("**/export/pdf*") as first:
        await download(page)
    assert urlsplit((await first.value).url).query == ""
    await page.get_by_label("None", exact=True).check()
    async with page.expect_request("**/export/pdf*") as second:
        await download(page)
    assert json.loads(parse_qs(urlsplit((await second.value).url).query)["filter"][0]) == {"links": True}


@pytest.mark.parametrize(("theme", "language"), [("light", "en"), ("dark", "de")])
async def test_the_pages_fit(visit, ada, record, theme: str, language: str) -> None:
    visitor = await visit(ada.session, theme=theme, language=language, width=320, touch=True)
    body = {"identifier": unique("x"), "title": "Zugversuche an Proben der Reihe A"}
    collection = await (await ada.kadi.post("/collections", json=body)).json()
    template = await (await ada.kadi.post("/templates", json=body | {"type": "extras", "data": EXTRAS})).json()
    for path in (
        *(here(record, kind=kind) for kind in ("json", "extras", "ro-crate", "qr")),
        *(here(collection, "collections", kind) for kind in ("json", "ro-crate")),
        *(here(template, "templates", kind) for kind in ("json", "shacl")),
    ):
        page = await visitor.open(path)
        await page.wait_for_timeout(400)
        await visitor.settled()
        assert await visitor.overflow() <= 0, path
        await visitor.axe()


async def upload_big(ada: Any, record: dict[str, Any], path: Path) -> None:
    content = await asyncio.to_thread(path.read_bytes)
    upload = await (await ada.kadi.post(f"/records/{record['id']}/uploads", json={"name": "scan.tif", "size": len(content)})).json()
    address = f"/records/{record['id']}/uploads/{upload['id']}"
    for index, start in enumerate(range(0, len(content), 10_000_000)):
        part = content[start : start + 10_000_000]
        headers = {"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(len(part))}
        response = await ada.kadi.put(address, data=part, headers=headers)
        assert response.status == 200, await response.text()
    response = await ada.kadi.post(address)
    assert response.status == 202, await response.text()
    for _ in range(200):
        if (await ada.kadi.get(f"/records/{record['id']}/files")).status == 200 and "scan.tif" in await ada.files(record):
            return
    raise AssertionError("the upload was not finished")

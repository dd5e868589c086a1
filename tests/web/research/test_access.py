"""Every research page in both themes and languages: axe, no sideways scrolling, failures in their place."""

import json

import pytest
from playwright.async_api import expect

from tests.web.looks import each_look
from tests.web.research.conftest import CSV, JSON, MARKDOWN, png

pytestmark = pytest.mark.chromium

EXTRAS = [
    {"type": "str", "key": "Material", "value": "alloy " * 60, "description": "As delivered", "term": "http://example.org/material"},
    {
        "type": "float",
        "key": "Temperatur der Probenoberfläche",
        "value": 21.5,
        "unit": "°C",
        "validation": {"range": {"min": 1, "max": 50}},
    },
    {"type": "bool", "key": "ok", "value": None},
    {"type": "date", "key": "at", "value": "2024-02-29T10:00:00+00:00"},
    {"type": "dict", "key": "device", "value": [{"type": "list", "key": "cells", "value": [{"type": "int", "value": 3, "unit": "N"}]}]},
]


@pytest.fixture
async def pages(ada, scientists) -> list[str]:
    """The addresses of all pages, with something to see on each."""
    ben = await scientists("Ben Okri")
    record = await ada.record(
        title="Zugversuch Reihe A mit einem sehr langen Titel, der umbrechen muss " * 2,
        extras=EXTRAS,
        tags=["aluminium", "zugversuch", "c"],
        description="# Head\n\ntext",
        type="messung",
    )
    for name, content, kind in (
        ("a.png", png(), "image/png"),
        ("run.csv", CSV, "text/csv"),
        ("README.md", MARKDOWN.split(b"<")[0], "text/markdown"),
        ("x.json", JSON, "application/json"),
    ):
        await ada.upload(record, name, content, kind)
    await ada.kadi.post(f"/records/{record['id']}/uploads", json={"name": "interrupted.bin", "size": 60_000_000})
    await ada.kadi.patch(f"/records/{record['id']}", json={"title": "Zugversuch Reihe B", "extras": EXTRAS[1:]})
    await ada.kadi.post(f"/records/{record['id']}/roles/users", json={"user": {"id": ben.account["id"]}, "role": {"name": "editor"}})
    gone = await ada.record()
    await ada.kadi.delete(f"/records/{gone['id']}")
    base = f"/app/research/records/{record['id']}"
    files = await ada.files(record)
    return [
        "/app/research/records",
        "/app/research/records?type=nothing-has-this",
        "/app/research/records/new",
        base,
        f"{base}?tab=files",
        f"{base}?tab=sharing",
        f"{base}?tab=history",
        f"{base}/edit",
        "/app/research/trash",
        *(f"{base}/files/{file['id']}" for file in files.values()),
    ]


@each_look
async def test_every_page_is_accessible(visit, ada, pages, theme: str, language: str, width: int) -> None:
    visitor = await visit(ada.session, theme=theme, language=language, width=width, touch=width < 600)
    for path in pages:
        page = await visitor.go(path)
        await page.wait_for_timeout(100)
        await visitor.axe()
        assert await visitor.overflow() <= 0, path
        assert await page.locator("h1").count() == 1
        text = await page.locator("main").inner_text()
        for raw in ("null", "undefined", "NaN", "[object", "research.", "T10:00"):
            assert raw not in text, f"{path} shows {raw}"


async def test_nothing_is_wider_than_320_pixels(visit, ada, pages) -> None:
    visitor = await visit(ada.session, width=320, language="de")
    for path in pages:
        await visitor.go(path)
        assert await visitor.overflow() <= 0, path


async def test_editor_with_faults_and_dialogs_is_accessible(visit, ada) -> None:
    record = await ada.record(extras=EXTRAS)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    await page.get_by_label("Value of Temperatur der Probenoberfläche").fill("99")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name="There is a problem").wait_for()
    await visitor.axe()
    await page.get_by_role("button", name="Actions for Material").click()
    await visitor.axe()
    await page.get_by_role("menuitem", name="Meaning and rules").click()
    await page.get_by_role("dialog").wait_for()
    await visitor.axe()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_uploads_in_each_state_are_accessible(visit, ada) -> None:
    record = await ada.record()
    await ada.upload(record, "taken.txt", b"old")
    await ada.kadi.post(f"/records/{record['id']}/uploads", json={"name": "ghost.bin", "size": 60_000_000})
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    await page.locator("input[type=file][multiple]").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": b"x"} for name in ("taken.txt", "new.txt")]
    )
    await page.get_by_role("button", name="Keep both").wait_for()
    await visitor.axe()
    await page.get_by_role("button", name="Uploads need you").click()
    await page.get_by_role("dialog").wait_for()
    await visitor.axe()


async def test_a_failing_list_says_so_in_its_place_and_tries_again(visit, ada) -> None:
    await ada.record(title="Here again")
    visitor = await visit(ada.session)
    visitor.watch.excused.append("500|Failed to load")
    broken = True

    async def fail(route) -> None:
        if broken:
            await route.fulfill(
                status=500, content_type="application/json", headers={"X-Request-ID": "abc123"}, body=json.dumps({"code": 500})
            )
        else:
            await route.continue_()

    await visitor.page.route("**/kadi/api/v1/records?*", fail)
    page = await visitor.open("/app/research/records")
    await page.get_by_role("heading", name="The server made an error").wait_for()
    assert "abc123" in await page.locator("main").text_content()
    await visitor.axe()
    broken = False
    await page.get_by_role("button", name="Try again").click()
    await page.get_by_role("link", name="Here again").wait_for()


async def test_missing_record_and_lost_connection(visit, ada) -> None:
    await ada.record(title="Loaded before")
    visitor = await visit(ada.session)
    visitor.watch.excused.append("ERR_INTERNET_DISCONNECTED|Failed to load")
    page = await visitor.open("/records/999999999")
    await page.get_by_role("heading", name="This is not there any more").wait_for()
    await page.goto(f"{visitor.origin}/app/research/records")
    await visitor.settled()
    await visitor.context.set_offline(True)
    await page.get_by_text("No network connection").wait_for()
    await page.get_by_label("Visibility", exact=True).select_option("public")
    await page.get_by_text("The server cannot be reached").or_(page.get_by_text("What you see was loaded earlier.")).first.wait_for()


async def test_roles_and_names_in_the_accessibility_tree(visit, ada) -> None:
    record = await ada.record(extras=EXTRAS)
    visitor = await visit(ada.session)
    page = await visitor.open(f"/app/research/records/{record['id']}/edit")
    tree = await page.get_by_role("treegrid", name="Metadata").aria_snapshot()
    for part in (
        'textbox "Value of Material"',
        'combobox "Type of Material"',
        'textbox "Unit of Temperatur der Probenoberfläche"',
        'button "Actions for entry 1"',
    ):
        assert part in tree
    await page.goto(f"{visitor.origin}/app/research/records/{record['id']}?tab=files")
    await visitor.settled()
    tree = await page.locator("main").aria_snapshot()
    for part in ('tab "Files" [selected]', 'group "Upload files"', 'button "Choose folder"'):
        assert part in tree


async def test_long_names_of_uploads_fit_a_phone(visit, ada) -> None:
    record = await ada.record()
    name = "a rather long name of a scan that has to be cut somewhere " * 4 + ".tif"
    visitor = await visit(ada.session, width=320)
    page = await visitor.open(f"/app/research/records/{record['id']}?tab=files")
    await page.locator("input[type=file][multiple]").set_input_files([{"name": name, "mimeType": "image/tiff", "buffer": b"x"}])
    await page.locator(".upload").wait_for()
    assert await visitor.overflow() <= 0
    await page.get_by_role("link", name="a rather long name").wait_for()
    assert await visitor.overflow() <= 0


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
async def test_components_of_research_in_every_state(visit, ada, theme: str, width: int) -> None:
    visitor = await visit(ada.session, theme=theme, width=width)
    page = await visitor.open("/app/components?tab=research")
    await page.get_by_role("treegrid", name="Metadata").wait_for()
    await visitor.until("!document.querySelector('main .skeleton')")
    await visitor.axe()
    assert await visitor.overflow() <= 0

"""Numbers and plots, the file of all registrations, and people of the domain."""

import asyncio
import csv
import io
import subprocess
from pathlib import Path

import pytest

from tests.make import unique

HERE = Path(__file__).parent


@pytest.mark.node
def test_statistics_are_right() -> None:
    done = subprocess.run(["node", "--test", str(HERE / "node")], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.chromium
@pytest.mark.parametrize(("theme", "language", "width"), [("light", "en", 1280), ("dark", "de", 320)])
async def test_numbers_are_plotted_and_stand_in_tables(visit, somebody, manager, theme: str, language: str, width: int) -> None:
    training = await manager.training(category="LEADERSHIP", title=unique("Leading"))
    people = await asyncio.gather(*(somebody(f"Person {i}") for i in range(4)))
    for i, person in enumerate(people):
        registration = await person.register(training)
        if i == 0:
            await manager.set(registration, "COMPLETED")
            await person.set(registration, "COMPLETED", feedback_score=5)
        elif i == 1:
            await manager.set(registration, "CANCELLED")
    visitor = await visit(manager.session, theme=theme, language=language, width=width, touch=width < 640)
    page = await visitor.open("/app/training/numbers")
    await page.wait_for_selector(".plot-box canvas")
    await visitor.axe()
    assert await visitor.overflow() <= 0
    row = page.get_by_role("row").filter(has_text=training["title"])
    for _ in range(20):  # other tests make trainings too
        if await row.count():
            break
        await page.get_by_role("link", name="Next" if language == "en" else "Weiter").click()
        await visitor.settled()
    assert "33%" in (await row.inner_text()).replace("\xa0", "")
    if width > 640:
        cells = await row.get_by_role("cell").all_inner_texts()
        assert cells == ["3", "1", "1", "33%", "5.0"]
        await page.get_by_role("button", name="Table").first.click()
        months = page.get_by_role("table", name="New registrations and completions per month")
        assert await months.get_by_role("row").count() >= 13
        assert await months.get_by_text("2026").count() > 0
        await visitor.axe()


@pytest.mark.chromium
async def test_all_registrations_become_a_file(visit, somebody, manager) -> None:
    training = await manager.training(title='=cmd|" /C calc"!A0 ' + unique("t"))
    person = await somebody("Ölga Ünsal")
    await person.register(training)
    visitor = await visit(manager.session)
    page = await visitor.open("/app/training/numbers")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save as CSV").last.click()
    text = (await (await waiting.value).path()).read_bytes().decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if row[2] == "Ölga Ünsal" and row[3] == str(training["id"])]
    assert [row[4] for row in rows] == ["'" + training["title"]]


@pytest.mark.chromium
async def test_numbers_and_people_are_closed_to_others(visit, emma, manager) -> None:
    for person, path in ((emma, "numbers"), (emma, "people"), (manager, "people")):
        visitor = await visit(person.session)
        page = await visitor.open(f"/app/training/{path}")
        await page.get_by_role("heading", name="No access").wait_for()
        assert await page.get_by_role("navigation", name="Main").get_by_role("link", name=path.title()).count() == 0


@pytest.mark.chromium
@pytest.mark.parametrize(("theme", "language", "width"), [("dark", "en", 1280), ("light", "de", 320)])
async def test_people_get_roles_departments_and_an_end(visit, somebody, admin, theme: str, language: str, width: int) -> None:
    person = await somebody(unique("Aaron"))
    number = person.account["id"]
    visitor = await visit(admin.session, theme=theme, language=language, width=width, touch=width < 640)
    page = await visitor.open("/app/training/people?state=all")
    await visitor.axe()
    assert await visitor.overflow() <= 0
    await visitor.open(f"/app/training/people?state=all&edit={number}")
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("combobox").wait_for()
    await visitor.axe()
    boxes = dialog.get_by_role("textbox")
    await boxes.nth(0).fill("")
    await dialog.locator("button[type=submit]").click()
    await dialog.get_by_role("alert").wait_for()
    await boxes.nth(0).fill("Aaron Aal")
    await boxes.nth(1).fill("Safety")
    await dialog.get_by_role("combobox").select_option("KNOWLEDGE_MANAGER")
    await dialog.locator("button[type=submit]").click()
    await dialog.wait_for(state="detached")
    found = (await (await admin.kms.get(f"/users/{number}")).json())["user"]
    assert (found["full_name"], found["department"], found["role"], found["is_active"]) == (
        "Aaron Aal",
        "Safety",
        "KNOWLEDGE_MANAGER",
        True,
    )
    await visitor.open(f"/app/training/people?state=all&edit={number}")
    await dialog.get_by_role("checkbox").uncheck()
    await dialog.locator("button[type=submit]").click()
    await dialog.wait_for(state="detached")
    assert (await person.kms.get("/trainings")).status == 401, "ended at once"


@pytest.mark.chromium
async def test_the_list_of_people_leads_to_the_form_and_back(visit, somebody, admin) -> None:
    visitor = await visit(admin.session)
    page = await visitor.open("/app/training/people?role=ADMIN")
    first = page.get_by_role("button", name="Edit").first
    await first.click()
    await page.get_by_role("dialog").get_by_role("combobox").wait_for()
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    assert "role=ADMIN" in page.url and "edit" not in page.url

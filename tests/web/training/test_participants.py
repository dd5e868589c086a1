"""Participants: names, attendance by keyboard and for many, refusals, the file."""

import csv
import io

import pytest
from playwright.async_api import expect

from tests.web.training.test_trainings import LIST

pytestmark = pytest.mark.chromium


async def with_people(manager, somebody, *names):
    training = await manager.training(max_participants=30)
    return training, [(person := await somebody(name), await person.register(training)) for name in names]


async def states(manager, training):
    return sorted(row["status"] for row in (await manager.registrations(training)).values())


async def until_states(page, manager, training, wanted):
    for _ in range(100):
        if await states(manager, training) == wanted:
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"{await states(manager, training)}, not {wanted}")


async def test_attendance_is_marked_by_keyboard(visit, somebody, manager) -> None:
    training, _ = await with_people(manager, somebody, "Anna Ahr", "Bert Bode", "Carl Chor", "Dora Dach")
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}?tab=participants")
    await expect(page.locator("tbody th")).to_have_text(["Anna Ahr", "Bert Bode", "Carl Chor", "Dora Dach"])
    await page.get_by_role("button", name="Attended: Anna Ahr").focus()
    for key in ("Space", "ArrowDown", "Space", "ArrowDown", "c"):
        await page.keyboard.press(key)
    await until_states(page, manager, training, ["ATTENDED", "ATTENDED", "COMPLETED", "REGISTERED"])
    await page.get_by_role("button", name="Attended: Bert Bode").press("r")
    await until_states(page, manager, training, ["ATTENDED", "COMPLETED", "REGISTERED", "REGISTERED"])
    await visitor.until_focused("Attended: Bert Bode")
    await visitor.axe()
    await page.get_by_label("State").select_option("REGISTERED")
    await page.get_by_role("rowheader", name="Anna Ahr").wait_for(state="detached")
    await page.get_by_role("button", name="Attended: Bert Bode").press("a")
    await page.get_by_role("rowheader", name="Bert Bode").wait_for(state="detached")
    await visitor.until("document.activeElement.classList.contains('mark')")


async def test_many_are_marked_at_once_and_refusals_are_named(visit, somebody, manager) -> None:
    training, people = await with_people(manager, somebody, "Anna Ahr", "Bert Bode", "Carl Chor")
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}?tab=participants")
    await manager.set(people[0][1], "CANCELLED")  # meanwhile, elsewhere
    await page.get_by_label("Select all rows of this page").check()
    await page.get_by_role("toolbar").get_by_role("button", name="Attended").click()
    await page.get_by_text("2 done, 1 refused").wait_for()
    await page.get_by_text("Anna Ahr: This cannot follow on the present state").wait_for()
    assert await states(manager, training) == ["ATTENDED", "ATTENDED", "CANCELLED"]
    await visitor.axe()


async def test_everybody_is_marked_also_where_the_server_asks_for_a_pause(visit, somebody, manager) -> None:
    training, _ = await with_people(manager, somebody, "Anna Ahr", "Bert Bode", "Carl Chor")
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}?tab=participants")
    asked: list[str] = []

    async def slower(route):
        asked.append(route.request.method)
        if len(asked) == 2:
            body = '{"detail": "Too many requests", "status": "error", "code": "RATE_LIMITED"}'
            await route.fulfill(status=429, headers={"Retry-After": "1", "Content-Type": "application/json"}, body=body)
        else:
            await route.continue_()

    await page.route("**/kms/api/v1/registrations/*", slower)
    await page.get_by_role("button", name="Mark everybody as attended").click()
    await page.get_by_role("dialog").get_by_role("button", name="Mark as attended").click()
    await page.get_by_text("The server is not ready just now").wait_for()
    await until_states(page, manager, training, ["ATTENDED"] * 3)
    assert asked == ["PUT"] * 4


async def test_a_refused_mark_goes_back(visit, somebody, manager) -> None:
    training, people = await with_people(manager, somebody, "Anna Ahr")
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}?tab=participants")
    await manager.set(people[0][1], "CANCELLED")
    await page.get_by_role("button", name="Attended: Anna Ahr").click()
    await page.get_by_role("alert").get_by_text("Anna Ahr: This cannot follow on the present state").wait_for()
    assert await page.get_by_role("button", name="Attended: Anna Ahr").get_attribute("aria-pressed") == "false"


async def test_the_file_runs_no_formula(visit, somebody, manager) -> None:
    evil = '=HYPERLINK("https://evil.example","x")'
    training, people = await with_people(manager, somebody, evil, "Bert, Bode")
    await manager.set(people[1][1], "ATTENDED")
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}?tab=participants")
    async with page.expect_download() as waiting:
        await page.get_by_role("button", name="Save as CSV").click()
    text = (await (await waiting.value).path()).read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[:6] == ["Registration number", "Person number", "Person", "Training number", "Title", "State"]
    assert [(row[2], row[4], row[5]) for row in rows] == [
        ("'" + evil, training["title"], "Registered"),
        ("Bert, Bode", training["title"], "Attended"),
    ]
    assert rows[1][7].endswith("Z") and rows[0][7] == ""


async def test_quick_keys_on_one_person_are_sent_one_after_the_other(visit, somebody, manager) -> None:
    training, _ = await with_people(manager, somebody, "Anna Ahr")
    visitor = await visit(manager.session)
    page = await visitor.open(f"{LIST}/{training['id']}?tab=participants")
    sent: list[str] = []

    async def slowly(route):
        sent.append(route.request.post_data_json["status"])
        if len(sent) == 1:
            await page.wait_for_timeout(300)
        await route.continue_()

    await page.route("**/kms/api/v1/registrations/*", slowly)
    button = page.get_by_role("button", name="Attended: Anna Ahr")
    await button.focus()
    for key in ("a", "r", "a", "c"):
        await page.keyboard.press(key)
    await until_states(page, manager, training, ["COMPLETED"])
    assert sent == ["ATTENDED", "REGISTERED", "ATTENDED", "COMPLETED"]
    await page.get_by_role("cell", name="Completed").wait_for()
    assert await page.get_by_role("alert").all_inner_texts() == [""], "nothing but the announcer"

"""What candidates do in their browser, and what is stored of it."""

import asyncio
import json
from typing import Any

from playwright.async_api import Page, expect

from tests.web.assessment_taking.conftest import Seat
from tests.web.conftest import Visitor

# Nothing of a test is left in this browser.
JOURNALS = """
new Promise(done => {
  const opening = indexedDB.open('athenaeum.tests', 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction('journals').objectStore('journals').getAll();
    all.onsuccess = () => { opening.result.close(); done(all.result); };
  };
})
"""


async def tab_to(visitor: Visitor, name: str, *, back: bool = False) -> None:
    """Presses Tab until what is called so has focus."""
    for _ in range(60):
        on_control = await visitor.page.evaluate("document.activeElement.matches('a, button, input, textarea, select, summary')")
        if on_control and name in await visitor.focused():
            return
        await visitor.page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab does not lead to {name}")


async def press(visitor: Visitor, name: str, key: str = "Enter") -> None:
    await tab_to(visitor, name)
    await visitor.page.keyboard.press(key)


async def shows(page: Page, title: str) -> None:
    """The screen with this heading has come and has focus."""
    await expect(page.get_by_role("heading", level=1, name=title)).to_be_focused()


async def begin(visitor: Visitor, place: Seat, *, button: str = "Begin the test", first: str = "Question 1 of 7") -> Page:
    page = await visitor.open(place.path)
    await page.get_by_role("button", name=button).click()
    await shows(page, first)
    return page


async def next_to(page: Page, title: str) -> None:
    await page.get_by_role("button", name="Next").click()
    await shows(page, title)


async def saved(page: Page, seconds: float | None = None) -> None:
    """Everything is with the server; after it was away the browser asks again within half a minute."""
    await page.locator(".take-state[data-phase=saved]", has_text="Saved ").wait_for(timeout=seconds and seconds * 1000)


async def in_phase(page: Page, phase: str) -> None:
    await page.locator(f".take-state[data-phase={phase}]").wait_for()


async def answers(place: Seat, number: int = 0) -> dict[str, str]:
    """Component → answer, as the server has them."""
    row = await place.stored(number)
    results: dict[str, Any] = json.loads(row["results"] or "{}")
    return {
        part.removeprefix("__"): value["Value"] for screen in results.values() if isinstance(screen, dict) for part, value in screen.items()
    }


async def holds(place: Seat, expected: dict[str, str]) -> None:
    """The server has these answers and no others, or gets them within ten seconds."""
    for _ in range(100):
        if await answers(place) == expected:
            return
        await asyncio.sleep(0.1)
    assert await answers(place) == expected

"""A person without a mouse: goes to things with Tab and arrows, presses keys, types. Whoever points fails his test."""

import contextlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Dialog, Locator, Page
from playwright.async_api import Error as Replaced

from tests.web.conftest import Visitor

Name = str | re.Pattern[str]

# The watch of a visitor fails the test for every console error.
NO_POINTING = """
for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) {
  addEventListener(kind, event => { if (event.isTrusted) console.error(`somebody pointed: ${kind}`); }, { capture: true, passive: true });
}
"""

# Which key brings the focus nearer to a thing: null where it has it. Within tabs, menus, trees and radio groups that is an arrow.
WAY = """
node => {
  const now = document.activeElement;
  if (now === node) return null;
  const ahead = now.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING;
  const group = node.closest('[role=menu], [role=tablist], [role=tree], [role=listbox], [role=radiogroup]');
  const isRadio = node.type === 'radio' && now.type === 'radio' && now.name === node.name;
  if (isRadio || (group && group.contains(now) && now !== group)) {
    return group?.getAttribute('role') === 'tablist' ? (ahead ? 'ArrowRight' : 'ArrowLeft') : (ahead ? 'ArrowDown' : 'ArrowUp');
  }
  return ahead ? 'Tab' : 'Shift+Tab';
}
"""

HAS_FOCUS = "node => node === document.activeElement"
ARRIVED = "document.activeElement?.closest('h1, dialog[open]') != null"
STEPS = 250


@dataclass
class Hands:
    """One person at one browser. Everything but `see` and `until` is keys."""

    visitor: Visitor

    @property
    def page(self) -> Page:
        return self.visitor.page

    async def begin(self) -> "Hands":
        await self.page.add_init_script(NO_POINTING)
        self.page.on("dialog", leave)
        return self

    # --- what is seen -----------------------------------------------------------------------------------------------------------

    async def arrive(self, heading: Name, seconds: float = 30, *, is_loaded: bool = False) -> None:
        """The page with this heading is there, has its data, and focus is on the heading (or in the window that opens with it), unless
        the browser has loaded it itself."""
        await self.page.get_by_role("heading", name=heading, level=1).wait_for(timeout=seconds * 1000)
        await self.visitor.settled()
        if not is_loaded:
            await self.visitor.until(ARRIVED, seconds)

    async def see(self, text: Name, seconds: float = 30, within: Locator | None = None) -> Locator:
        found = (within or self.page.locator("body")).get_by_text(text).locator("visible=true").first
        await found.wait_for(timeout=seconds * 1000)
        return found

    async def until_kept(self, read: Callable[[], Awaitable[Any]], wanted: Any, seconds: float = 30) -> None:
        """What the server says becomes what it should be: the page may be ahead of it."""
        for _ in range(int(seconds * 10)):
            if (found := await read()) == wanted:
                return
            await self.page.wait_for_timeout(100)
        raise AssertionError(f"{found}, not {wanted}")

    async def session(self) -> str:
        return await self.page.evaluate("localStorage.getItem('athenaeum.session')")

    # --- keys -------------------------------------------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def reach(self, target: Locator) -> Locator:
        """Moves focus to a thing, as far as it takes."""
        await target.wait_for()
        passed: list[str] = []
        for _ in range(STEPS):
            with contextlib.suppress(Replaced):  # it is being drawn anew: look again
                key = await target.evaluate(WAY)
                if key is None:
                    return target
                await self.press(key)
                passed.append(f"{key}: {(await self.visitor.focused())[:40]}")
        raise AssertionError(f"no key leads to {target}; the last were {passed[-12:]}")

    def find(self, role: Any, name: Name, within: Locator | None = None, exact: bool | None = None) -> Locator:
        """What is shown of this role and name; a text counts whole."""
        is_exact = isinstance(name, str) if exact is None else exact
        return (within or self.page).get_by_role(role, name=name, exact=is_exact).locator("visible=true").first

    async def use(self, role: Any, name: Name, within: Locator | None = None, key: str = "Enter") -> None:
        """Goes to a button, link, tab … and presses it."""
        target = await self.reach(self.find(role, name, within))
        assert await target.evaluate(HAS_FOCUS), name
        await self.press(key)

    async def write(self, name: Name, text: str, role: Any = "textbox", within: Locator | None = None) -> Locator:
        """Types into a field, in the place of what is there."""
        field = await self.reach(self.find(role, name, within))
        await self.press("Control+a")
        await self.page.keyboard.insert_text(text) if len(text) > 80 else await self.page.keyboard.type(text)
        return field

    async def secret(self, name: Name, text: str) -> None:
        """A password has no role of its own."""
        await self.reach(self.page.get_by_label(name, exact=True).locator("visible=true").first)
        await self.page.keyboard.type(text)

    async def tick(self, name: Name, role: Any = "checkbox", within: Locator | None = None) -> None:
        box = await self.reach(self.find(role, name, within))
        if not await box.is_checked():
            await self.press("Space")
        assert await box.is_checked(), name

    async def untick(self, name: Name) -> None:
        box = await self.reach(self.find("checkbox", name))
        if await box.is_checked():
            await self.press("Space")
        assert not await box.is_checked(), name

    async def select(self, name: Name, option: str, within: Locator | None = None) -> None:
        """Chooses in a select by typing the beginning of the option."""
        field = await self.reach(self.find("combobox", name, within))
        await self.page.keyboard.type(option)
        assert await field.evaluate("node => node.selectedOptions[0].label") == option

    async def pick(self, name: Name, text: str, option: Name | None = None, within: Locator | None = None) -> None:
        """Types into a combobox, goes to what it found with the arrow and takes it."""
        await self.write(name, text, role="combobox", within=within)
        await self.take(self.page.get_by_role("option", name=option or text).first)

    async def take(self, option: Locator) -> None:
        """Goes to an option of the open list with the arrow and takes it. What is found may come while one is on the way."""
        await option.wait_for()
        for _ in range(40):
            if await option.get_attribute("aria-selected") == "true":
                return await self.press("Enter")
            await self.press("ArrowDown")
            await self.page.wait_for_timeout(20)
        raise AssertionError(f"no arrow leads to {option}")

    async def files(self, button: Name, what: Path | list[Path], within: Locator | None = None) -> None:
        """Chooses files, or one folder, with the window that a button opens."""
        async with self.page.expect_file_chooser() as chooser:
            await self.use("button", button, within)
        await (await chooser.value).set_files(what)

    async def menu(self, button: Name, item: Name, within: Locator | None = None) -> None:
        await self.use("button", button, within)
        await self.use("menuitem", item)

    async def download(self, act: Callable[[], Any]) -> bytes:
        """What a press saves."""
        async with self.page.expect_download(timeout=60000) as waiting:
            await act()
        return (await (await waiting.value).path()).read_bytes()

    async def command(self, text: str, heading: Name) -> None:
        """Ctrl K, what one looks for, Enter, and the page is there."""
        await self.press("Control+k")
        dialog = self.page.get_by_role("dialog", name="Search and commands")
        await dialog.wait_for()
        await self.page.keyboard.type(text)
        await self.take(dialog.get_by_role("option", name=re.compile(f"^{re.escape(text)}")).first)
        await self.arrive(heading)

    async def sign_in(self, login: str, password: str) -> None:
        await self.visitor.open("/app")
        await self.write("User name or e-mail address", login)
        await self.secret("Password", password)
        await self.press("Enter")
        await self.arrive(re.compile("^Welcome"))


async def leave(dialog: Dialog) -> None:
    """The browser's own question whether to leave a page that has work in hand; nothing else may ask this way."""
    assert dialog.type == "beforeunload"
    await dialog.accept()

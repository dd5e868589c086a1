"""Takes the pictures of the README: a server on a fresh folder, filled by `run.py demo`, looked at with Chromium.

    make pictures          or: python .ci/pictures.py [NAME …]

Needs what the tests need. Look at what came out before committing it.
"""

import io
import json
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from environment import ROOT
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(ROOT))

from tests.web import scripts

FOLDER = ROOT / "docs" / "pictures"
PASSWORD = "a picture a day"
WIDTH, HEIGHT, MOST_BYTES = 1280, 880, 150_000
RUN = [sys.executable, str(ROOT / "run.py")]


@dataclass
class Camera:
    """A browser before the institute."""

    browser: Browser
    origin: str

    def ask(self, path: str, session: str = "", body: Any = None) -> Any:
        """An answer of the server, as JSON."""
        headers = {"Content-Type": "application/json"} | ({"SessionID": session} if session else {})
        request = urllib.request.Request(self.origin + path, json.dumps(body).encode() if body is not None else None, headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or b"null")

    def sign_in(self, login: str) -> str:
        session = self.ask("/app/api/sign-in", body={"login": login, "password": PASSWORD})
        if session["session"]["kind"] == "account" and (companies := session["session"]["companies"]):
            self.ask("/app/api/session/company", session["session_id"], {"company_id": companies[0]["company_id"]})
        return str(session["session_id"])

    def open(self, session: str, path: str) -> Page:
        context = self.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB",
                                           reduced_motion="reduce")  # fmt: skip
        context.add_init_script(scripts.signed_in(session))
        page = context.new_page()
        page.goto(self.origin + path)
        self.settle(page)
        return page

    def settle(self, page: Page, expression: str = scripts.SETTLED) -> None:
        """Waits as the tests do, without eval in the page."""
        page.wait_for_selector("h1")
        for _ in range(600):
            if page.evaluate(expression):
                return
            page.wait_for_timeout(50)
        sys.exit(f"{page.url} is not ready: {expression}")

    def keep(self, page: Page, name: str) -> None:
        page.wait_for_timeout(300)  # plots are drawn after the data
        image = Image.open(io.BytesIO(page.screenshot()))
        target = FOLDER / f"{name}.webp"
        image.save(target, "WEBP", quality=82, method=6)
        page.context.close()
        size = target.stat().st_size
        print(f"{target.relative_to(ROOT)}: {size} bytes")
        if size > MOST_BYTES:
            sys.exit(f"{target.name} is too large")


def start(camera: Camera) -> None:
    camera.keep(camera.open(camera.sign_in("amara"), "/app"), "start")


def record(camera: Camera) -> None:
    session = camera.sign_in("amara")
    found = camera.ask("/kadi/api/v1/records/identifier/zyklen-k214", session)
    file = camera.ask(f"/kadi/api/v1/records/{found['id']}/files/name/k214-entladekurven.csv", session)
    page = camera.open(session, f"/records/{found['id']}/files/{file['id']}")
    page.get_by_role("button", name="Chart", exact=True).click()
    page.wait_for_selector(".plot-box canvas")
    camera.keep(page, "record")


def training(camera: Camera) -> None:
    session = camera.sign_in("emre")
    found = camera.ask("/kms/api/v1/trainings?search=Hilfe", session)["trainings"][0]
    camera.keep(camera.open(session, f"/app/training/trainings/{found['id']}?tab=participants"), "training")


def course(camera: Camera) -> None:
    session = camera.sign_in("david")
    found = camera.ask("/app/api/learning/search?search=Potentiostat", session)["topics"][0]
    page = camera.open(session, f"/app/learning/topics/{found['id']}")
    camera.settle(page, "document.querySelector('video')?.readyState >= 2")
    page.evaluate("document.querySelector('video').currentTime = 17")
    camera.settle(page, "!document.querySelector('video').seeking")
    camera.keep(page, "course")


def test(camera: Camera) -> None:
    session = camera.sign_in("harriet.lowe@northbay.example")
    found = camera.ask("/itr/api/sessions", session)[0]
    page = camera.open(session, f"/app/assessment/taking/{found['ID']}")
    page.get_by_role("button", name="Begin the test").click()
    page.locator("main input").first.fill("62")
    page.get_by_label("18", exact=True).check()
    page.get_by_text(re.compile(r"^Saved \d")).first.wait_for()
    page.mouse.move(2, HEIGHT / 2)
    camera.keep(page, "test")


def profile(camera: Camera) -> None:
    session = camera.sign_in("yuki")
    found = next(each for each in camera.ask("/itr/api/sessionsview", session) if each["FirstName"] == "Konrad")
    camera.keep(camera.open(session, f"/app/assessment/sessions/{found['ID']}/results"), "profile")


PICTURES: dict[str, Callable[[Camera], None]] = {each.__name__: each for each in (start, record, training, course, test, profile)}


@contextmanager
def served() -> Iterator[str]:
    """The address of a server on a fresh, filled folder."""
    with tempfile.TemporaryDirectory(prefix="ath-pictures-") as folder:
        Path(folder).chmod(0o755)
        options = ["--data-dir", f"{folder}/data"]
        subprocess.run([*RUN, "demo", "--password-stdin", *options], input=PASSWORD, text=True, stdout=subprocess.DEVNULL, check=True)
        log = Path(folder) / "said"
        with log.open("w") as said, Path(folder, "log").open("w") as errors:
            server = subprocess.Popen([*RUN, "serve", "--port", "0", *options], stdout=said, stderr=errors)
        try:
            while not (found := re.search(r"listens on (\S+)", log.read_text())):
                if server.poll() is not None:
                    sys.exit("the server ended at its start")
                time.sleep(0.1)
            yield found[1]
        finally:
            server.terminate()
            server.wait(30)


def main() -> None:
    wanted = sys.argv[1:] or list(PICTURES)
    if unknown := set(wanted) - set(PICTURES):
        sys.exit(f"no such picture: {', '.join(sorted(unknown))}; there are {', '.join(PICTURES)}")
    FOLDER.mkdir(exist_ok=True)
    with served() as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for name in wanted:
            PICTURES[name](Camera(browser, origin))
        browser.close()


if __name__ == "__main__":
    main()

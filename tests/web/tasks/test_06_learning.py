"""Main task 6: a mentor publishes a topic with a document and a video; a learner asks to enrol, is accepted, watches, stops and goes on."""

import re
from pathlib import Path

import pytest

from tests.make import unique
from tests.web.learning.conftest import PDF

pytestmark = pytest.mark.chromium

CLIP = Path(__file__).parents[1] / "learning" / "clip.webm"
VIDEO = "document.querySelector('.player video')"


async def test_a_topic_from_the_first_word_to_where_a_learner_goes_on(site, people, tmp_path) -> None:
    mona = await people("Mona Mentor", roles=(("learning", "mentor"),))
    subject = await site.make.subject(name=unique("Physics"), mentor_id=mona.account["uuid"])
    (tmp_path / "sheet.pdf").write_bytes(PDF)
    await publish(mona.hands, subject["name"], tmp_path / "sheet.pdf")

    lena = (await people("Lena Learner")).hands
    await lena.command(subject["name"], subject["name"])
    await lena.use("button", "Ask to enrol")
    await lena.write(re.compile("^Message"), "Waves are what I want to know about.")
    await lena.use("button", "Send request")
    await lena.see("Request waits")

    ada = (await people("Ada Admin", roles=(("learning", "admin"),))).hands
    await ada.command("Decisions", "Decisions")
    await ada.see("Waves are what I want to know about.")
    await ada.use("button", "Accept: Lena Learner")
    await ada.see("Enrolled", within=ada.page.get_by_role("row", name="Lena Learner"))

    await lena.command("My learning", "My learning")
    await lena.use("link", subject["name"])
    await lena.arrive(subject["name"])
    await lena.use("link", "Waves")
    await lena.arrive("Waves")
    await lena.find("link", re.compile("sheet.pdf")).wait_for()
    await lena.visitor.until(f"{VIDEO}.readyState >= 2", 30)
    await lena.reach(lena.find("slider", "Position"))
    await lena.press("ArrowUp", "ArrowUp")
    await lena.use("button", "Play")
    await lena.visitor.until(f"!{VIDEO}.paused && {VIDEO}.currentTime > 10.5", 30)
    await lena.press("k")
    await lena.visitor.until(f"{VIDEO}.paused")
    stopped = await lena.page.evaluate(f"{VIDEO}.currentTime")
    await lena.page.reload()
    await lena.visitor.settled()
    await lena.see(f"You stopped at 0:{int(stopped)}")
    await lena.use("button", "Continue")
    await lena.visitor.until(f"!{VIDEO}.paused && {VIDEO}.currentTime > {stopped}", 30)


async def publish(mona, subject: str, sheet: Path) -> None:
    await mona.command("Contents", "Contents")
    await mona.reach(mona.find("treeitem", subject))
    await mona.press("Enter")
    await mona.page.get_by_role("heading", name=subject, level=2).wait_for()
    await mona.use("link", "New topic")
    await mona.arrive("New topic")
    await mona.write("Name", "Waves")
    await mona.write(re.compile("^Text"), "# What waves are\n\nA wave carries **energy**, not matter.")
    await mona.use("button", "Create")
    await mona.arrive("Waves")
    await mona.files("Choose documents", sheet)
    await mona.use("button", "Upload 1 document")
    await mona.page.get_by_role("list", name="Documents").get_by_role("link", name="sheet.pdf").wait_for()
    await mona.files("Choose video", CLIP)
    await mona.page.get_by_label("Preview of the video").wait_for()

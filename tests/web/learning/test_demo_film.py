"""The film of the demo's course: a real one, so it is played to its end."""

import pytest

from server.demo.days import DATA
from server.demo.learning import FILM_SECONDS

pytestmark = pytest.mark.chromium

VIDEO = "document.querySelector('video')"


async def test_it_plays_and_can_be_wound(course, mentor, lena, visit):
    await mentor.video(course.topics[0], (DATA / "cyclic-voltammetry.webm").read_bytes(), "cyclic-voltammetry.webm")
    visitor = await visit(session=lena.session)
    await visitor.open(course.page())
    await visitor.until(f"{VIDEO}?.readyState >= 2", 30)
    assert abs(await visitor.page.evaluate(f"{VIDEO}.duration") - FILM_SECONDS) < 0.5
    await visitor.page.evaluate(f"(() => {{ {VIDEO}.muted = true; {VIDEO}.currentTime = {FILM_SECONDS - 1}; {VIDEO}.play(); }})()")
    await visitor.until(f"{VIDEO}.ended && !{VIDEO}.error", 30)
    assert await visitor.page.evaluate(f"[{VIDEO}.videoWidth, {VIDEO}.videoHeight]") == [640, 360]

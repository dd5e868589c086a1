"""The video of a topic: controls, keys, going on where one stopped, keeping the place, and what happens when it fails."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.make import PASSWORD
from tests.web.learning.conftest import CLIP, RECORDED, Course

pytestmark = pytest.mark.chromium

VIDEO = "document.querySelector('.player video')"
DRAGGED_QUICKLY = """slider => {
  for (let at = 1; at <= 12; at += 1) {
    slider.value = at;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }
}"""
STREAM = "**/s3/video/stream?*"


@pytest.fixture
async def watching(visit, lena, filled: Course) -> Any:
    """A visitor at the topic with the video, which can be played."""

    async def watch(**options: Any) -> Any:
        visitor = await visit(lena.session, **options)
        await visitor.open(filled.page())
        await visitor.until(f"{VIDEO}.readyState >= 2")
        return visitor

    return watch


async def now(visitor: Any) -> float:
    return await visitor.page.evaluate(f"{VIDEO}.currentTime")


async def kept(visitor: Any, somebody: Any, topic: Any, low: float, high: float) -> dict[str, Any]:
    """Waits until the server knows a place between the two."""
    position = None
    for _ in range(200):
        position = await somebody.position(topic)
        if position is not None and low <= position["seconds"] <= high:
            return position
        await visitor.page.wait_for_timeout(50)
    raise AssertionError(f"not kept between {low} and {high}: {position}")


async def test_buttons_play_pause_and_move(watching) -> None:
    visitor = await watching()
    page = visitor.page
    player = page.get_by_role("group", name=re.compile("Video “Waves"))
    await player.get_by_role("button", name="Play").click()
    await visitor.until(f"!{VIDEO}.paused && {VIDEO}.currentTime > 0.2")
    await player.get_by_role("button", name="Pause").click()
    await visitor.until(f"{VIDEO}.paused")
    before = await now(visitor)
    await player.get_by_role("button", name="Forward 10 seconds").click()
    await visitor.until(f"{VIDEO}.currentTime > {before + 9}")
    await player.get_by_role("button", name="Back 10 seconds").click()
    await visitor.until(f"{VIDEO}.currentTime < {before + 1}")
    seek = player.get_by_role("slider", name="Position")
    await seek.fill("20")
    await visitor.until(f"Math.abs({VIDEO}.currentTime - 20) < 0.5")
    await player.get_by_text("0:20 / 0:30").wait_for()
    assert await seek.get_attribute("aria-valuetext") == "0:20 of 0:30"
    await player.locator(".player-screen").click()
    await visitor.until(f"!{VIDEO}.paused")
    await visitor.axe()


async def test_keys(watching) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("button", name="Forward 10 seconds").focus()
    await page.keyboard.press("k")
    await visitor.until(f"!{VIDEO}.paused")
    await page.keyboard.press("K")
    await visitor.until(f"{VIDEO}.paused")
    for key, low, high in (
        ("5", 14.9, 15.1),
        ("l", 24.9, 25.1),
        ("j", 14.9, 15.1),
        ("ArrowRight", 19.9, 20.1),
        ("ArrowLeft", 14.9, 15.1),
        ("0", 0, 0.1),
    ):
        await page.keyboard.press(key)
        await visitor.until(f"{VIDEO}.currentTime >= {low} && {VIDEO}.currentTime <= {high} && !{VIDEO}.seeking")
    await page.keyboard.press("m")
    await visitor.until(f"{VIDEO}.muted")
    await expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    await page.keyboard.press("m")
    await visitor.until(f"!{VIDEO}.muted")
    await page.keyboard.press("ArrowDown")
    await visitor.until(f"Math.abs({VIDEO}.volume - 0.9) < 0.01")
    await page.get_by_role("slider", name="Volume").focus()
    await page.keyboard.press("ArrowLeft")
    await visitor.until(f"Math.abs({VIDEO}.volume - 0.8) < 0.01")
    await visitor.until("document.querySelector('.player-volume').getAttribute('aria-valuetext') === '80%'")
    await page.get_by_role("slider", name="Position").focus()
    await page.keyboard.press("End")
    await visitor.until(f"{VIDEO}.currentTime > 29.5")
    await page.keyboard.press("Home")
    await visitor.until(f"{VIDEO}.currentTime < 0.1 && !{VIDEO}.seeking")
    await page.keyboard.press("ArrowUp")
    await visitor.until(f"Math.abs({VIDEO}.currentTime - 5) < 0.2")
    await page.keyboard.press(" ")
    await visitor.until(f"!{VIDEO}.paused")


async def test_keys_count_only_inside_and_without_modifiers(watching) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("heading", level=1).click()
    for key in ("k", "5", "m"):
        await page.keyboard.press(key)
    await page.get_by_role("combobox", name="Speed").focus()
    await page.keyboard.press("5")
    await page.get_by_role("button", name="Play").focus()
    await page.keyboard.press("Alt+m")
    assert await page.evaluate(f"[{VIDEO}.paused, {VIDEO}.currentTime, {VIDEO}.muted]") == [True, 0, False]


async def test_every_control_is_reached_by_tab_and_has_a_name(watching) -> None:
    visitor = await watching()
    await visitor.page.get_by_role("slider", name="Position").focus()
    names = [await visitor.focused()]
    for _ in range(7):
        await visitor.page.keyboard.press("Tab")
        names.append(await visitor.focused())
        assert await visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert names == ["Position", "Play", "Back 10 seconds", "Forward 10 seconds", "Mute", "Volume", "Speed", "Full screen"]


async def test_dragging_asks_for_the_place_where_it_rests(watching) -> None:
    visitor = await watching()
    page = visitor.page
    await page.evaluate(f"window.sought = 0; {VIDEO}.addEventListener('seeking', () => {{ window.sought += 1; }})")
    slider = page.get_by_role("slider", name="Position")
    await slider.evaluate(DRAGGED_QUICKLY)  # as fast as a hand, however slow this machine is
    await visitor.until(f"{VIDEO}.currentTime > 10 && !{VIDEO}.seeking")
    assert await page.evaluate("window.sought") == 1
    box = await slider.bounding_box()
    await page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=5)
    await page.mouse.up()
    await visitor.until(f"{VIDEO}.currentTime > 22 && !{VIDEO}.seeking")
    await page.get_by_text("0:24 / 0:30").wait_for()


async def test_speed_and_volume_are_kept_for_the_next_video(watching) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("combobox", name="Speed").select_option("1.5")
    await visitor.until(f"{VIDEO}.playbackRate === 1.5")
    await page.get_by_role("slider", name="Volume").fill("0.4")
    await visitor.until(f"Math.abs({VIDEO}.volume - 0.4) < 0.01")
    await page.reload()
    await visitor.until(f"{VIDEO}?.readyState >= 1 && {VIDEO}.playbackRate === 1.5 && Math.abs({VIDEO}.volume - 0.4) < 0.01")
    assert await page.get_by_role("combobox", name="Speed").input_value() == "1.5"


async def test_full_screen(watching) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("button", name="Full screen").click()
    await visitor.until("document.fullscreenElement?.className.includes('player')")
    await page.get_by_role("button", name="Leave full screen").focus()
    await page.keyboard.press("f")
    await visitor.until("document.fullscreenElement === null")
    await page.get_by_role("button", name="Full screen").wait_for()


async def test_the_place_is_kept_when_it_stops_and_while_it_plays(watching, lena, filled: Course) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("slider", name="Position").fill("12")
    await kept(visitor, lena, filled.topics[0], 11.9, 12.1)
    await page.get_by_role("button", name="Play").click()
    await kept(visitor, lena, filled.topics[0], 16.5, 25)
    await page.get_by_role("button", name="Pause").click()
    at = await now(visitor)
    position = await kept(visitor, lena, filled.topics[0], at - 0.6, at + 0.1)
    assert abs(position["duration"] - 30) < 0.1


async def test_the_place_is_kept_when_the_page_is_left(watching, lena, filled: Course) -> None:
    for leave in ("link", "reload", "close"):
        visitor = await watching()
        page = visitor.page
        held = {"link": "8", "reload": "14", "close": "19"}[leave]
        await page.get_by_role("slider", name="Position").fill(held)
        await kept(visitor, lena, filled.topics[0], float(held) - 0.1, float(held) + 0.1)
        await page.get_by_role("button", name=re.compile("^(Play|Continue)$")).first.click()
        await visitor.until(f"{VIDEO}.currentTime > {held} + 1.2")
        at = await now(visitor)
        if leave == "link":
            await page.get_by_role("link", name=filled.subject["name"]).click()
            await page.get_by_role("heading", level=1, name=filled.subject["name"]).wait_for()
        elif leave == "reload":
            await page.reload()
        else:
            await page.goto(visitor.origin + "/healthz")
        await kept(visitor, lena, filled.topics[0], at, at + 3)


async def test_going_on_where_one_stopped_or_starting_again(watching, lena, filled: Course) -> None:
    await lena.watched(filled.topics[0], 14.5)
    visitor = await watching()
    page = visitor.page
    offer = page.get_by_role("group", name="You stopped at 0:14")
    await offer.wait_for()
    await visitor.until(f"Math.abs({VIDEO}.currentTime - 14.5) < 0.1")
    await visitor.axe()
    await offer.get_by_role("button", name="Continue").focus()
    await page.keyboard.press("Enter")
    await visitor.until(f"!{VIDEO}.paused && {VIDEO}.currentTime > 14.5")
    assert await offer.count() == 0
    await visitor.until_focused("Pause")
    await page.reload()
    await page.get_by_role("button", name="Start again").click()
    await visitor.until(f"!{VIDEO}.paused && {VIDEO}.currentTime < 5")
    await kept(visitor, lena, filled.topics[0], 0, 8)


async def test_coming_back_within_the_app_goes_on_at_the_newest_place(watching, filled: Course) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("slider", name="Position").fill("21")
    await visitor.until(f"Math.abs({VIDEO}.currentTime - 21) < 0.5 && !{VIDEO}.seeking")
    await page.get_by_role("link", name=filled.subject["name"]).click()
    await page.get_by_text("70% watched").wait_for()
    await page.get_by_role("link", name=f"Continue with “{filled.topics[0]['name']}”").click()
    await page.get_by_role("group", name="You stopped at 0:21").wait_for()


async def test_a_video_seen_to_its_end_is_watched(watching, lena, filled: Course) -> None:
    visitor = await watching()
    page = visitor.page
    await page.get_by_role("slider", name="Position").fill("29")
    await page.get_by_role("button", name="Play").click()
    await visitor.until(f"{VIDEO}.ended", 20)
    await kept(visitor, lena, filled.topics[0], 29.5, 30.1)
    await page.get_by_role("link", name=filled.subject["name"]).click()
    await page.get_by_text("Watched", exact=True).wait_for()
    await page.get_by_text("1 of 1 video").wait_for()
    await visitor.open(filled.page())
    await visitor.until(f"{VIDEO}.readyState >= 2")
    assert await page.get_by_text("You stopped at").count() == 0


async def test_it_plays_without_a_cookie_too(watching) -> None:
    """Whoever is signed in but whose cookie is gone: the first refusal brings a new one."""
    visitor = await watching()
    visitor.watch.excused += ["Failed to load resource"]
    page = visitor.page
    await visitor.context.clear_cookies()
    async with page.expect_response(lambda response: response.status == 401 and "/s3/video/stream" in response.url):
        await page.evaluate(f"{VIDEO}.src += '&again=1'")  # another address: nothing of it lies in the browser's cache
    await visitor.until(f"{VIDEO}.readyState >= 1 && !{VIDEO}.error", 20)
    assert await visitor.context.cookies()
    await page.get_by_role("button", name="Play", exact=True).click()
    await visitor.until(f"{VIDEO}.currentTime > 0.2")


async def test_a_session_that_ended_is_renewed_over_the_page(watching, lena, make) -> None:
    visitor = await watching()
    visitor.watch.excused += ["Failed to load resource"]
    page = visitor.page
    await page.get_by_role("slider", name="Position").fill("10")
    await kept(visitor, lena, {"id": page.url.rpartition("/")[2]}, 9.9, 10.1)
    await make.end_sessions(lena.account)
    await page.evaluate(f"{VIDEO}.src += '&again=1'")  # another address: nothing of it lies in the browser's cache
    dialog = page.get_by_role("dialog", name="You are signed out")
    await dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    await dialog.get_by_role("button", name="Sign in", exact=True).click()
    await dialog.wait_for(state="detached")
    await visitor.until(f"{VIDEO}.readyState >= 1 && !document.querySelector('.player-fault')", 20)
    await page.get_by_role("button", name="Play", exact=True).click()
    await visitor.until(f"{VIDEO}.currentTime > 0.2")


async def test_a_failing_server_is_said_and_tried_again_at_the_same_place(watching) -> None:
    visitor = await watching()
    visitor.watch.excused += ["Failed to load resource"]
    page = visitor.page
    await page.get_by_role("slider", name="Position").fill("10")
    await visitor.until(f"!{VIDEO}.seeking && {VIDEO}.currentTime > 9")
    await page.route(
        STREAM,
        lambda route: route.fulfill(
            status=503, body='{"success": false, "error": "x", "code": "UNAVAILABLE", "details": {}}', content_type="application/json"
        ),
    )
    await page.evaluate(f"{VIDEO}.load()")
    await page.get_by_role("alert").filter(has=page.get_by_role("button", name="Try again")).wait_for()
    await visitor.axe()
    await page.unroute(STREAM)
    await page.get_by_role("button", name="Try again").click()
    await visitor.until(f"{VIDEO}.readyState >= 1 && !document.querySelector('.player-fault')", 20)


async def test_waiting_for_bytes_is_said(watching) -> None:
    visitor = await watching()
    page = visitor.page
    await page.evaluate(f"{VIDEO}.dispatchEvent(new Event('waiting'))")
    await page.locator(".player").get_by_role("status").get_by_text("Loading").wait_for()
    await page.evaluate(f"{VIDEO}.dispatchEvent(new Event('playing'))")
    await page.locator(".player").get_by_role("status").wait_for(state="detached")


async def test_a_video_that_does_not_say_how_long_it_is(visit, lena, course: Course, mentor) -> None:
    """As browsers record them: no length, no index."""
    await mentor.video(course.topics[1], RECORDED)
    visitor = await visit(lena.session)
    page = await visitor.open(course.page(1))
    await page.get_by_text(re.compile(r"^0:00 / 0:(19|20)$")).wait_for()
    await page.get_by_role("button", name="Play").click()
    await visitor.until(f"{VIDEO}.currentTime > 0.2 && {VIDEO}.currentTime < 15")
    await page.get_by_role("slider", name="Position").fill("12")
    await kept(visitor, lena, course.topics[1], 12, 15)


async def test_a_damaged_video_can_be_saved(visit, lena, course: Course, mentor) -> None:
    topic = course.topics[1]
    await mentor.video(topic, CLIP[:200] + b"\0" * 2000)
    visitor = await visit(lena.session)
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(course.page(1))
    await page.get_by_role("heading", name="This browser cannot play the video").wait_for(timeout=20000)
    link = page.get_by_role("link", name="Save video")
    assert await link.get_attribute("href") == f"/lms/api/s3/video/stream?topicId={topic['id']}"
    await visitor.axe()


async def test_a_video_that_is_not_open_says_how_to_get_it(visit, lena, filled: Course, start_server) -> None:
    server = await start_server(learning={"enrollment_required": True})
    visitor = await visit(lena.session, origin=str(server.make_url("")).rstrip("/"))
    visitor.watch.excused += ["Failed to load resource"]
    page = await visitor.open(filled.page())
    await page.get_by_role("heading", name="The video is not open to you").wait_for()
    await visitor.axe()
    await page.get_by_role("link", name="notes.txt").click()
    view = page.get_by_role("region", name="Document “notes.txt”")
    await view.get_by_role("heading", name="This is not open to you").wait_for()
    await page.get_by_role("link", name="To the subject").click()
    await page.get_by_role("button", name="Ask to enrol").wait_for()

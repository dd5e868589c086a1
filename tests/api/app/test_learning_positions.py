"""GET and PUT /learning/topics/{id}/position."""

import asyncio
from uuid import uuid4

import pytest

from tests.make import PASSWORD


@pytest.fixture
async def topic(make):
    return await make.topic()


@pytest.fixture
async def watcher(app_api, make):
    return app_api.using(session_id=await make.session(await make.account(password=PASSWORD)))


def place(topic) -> str:
    return f"/learning/topics/{topic['id']}/position"


async def told(response, status: int = 200):
    body = await response.json()
    assert response.status == status, body
    return body


@pytest.mark.parametrize("method, options", [("GET", {}), ("PUT", {"json": {"seconds": 1}})])
async def test_it_needs_a_session_with_learning(app_api, make, topic, method, options):
    assert (await app_api.request(method, place(topic), **options)).status == 401
    token = await make.token(await make.account())
    assert (await told(await app_api.using(token=token).request(method, place(topic), **options), 401))["code"] == "wrong_kind"
    outside = await make.account(password=PASSWORD, domains=("research",))
    refused = await app_api.using(session_id=await make.session(outside)).request(method, place(topic), **options)
    assert (await told(refused, 403))["code"] == "denied"


@pytest.mark.parametrize("method, options", [("GET", {}), ("PUT", {"json": {"seconds": 1}})])
async def test_topics_that_one_does_not_see(watcher, make, topic, pool, method, options):
    body = await told(await watcher.request(method, f"/learning/topics/{uuid4()}/position", **options), 404)
    assert (body["code"], body["noun"]) == ("not_found", "topic")
    assert (await watcher.request(method, "/learning/topics/x/position", **options)).status == 404
    await pool.execute("update topics set is_active = false where id = $1", topic["id"])
    assert (await watcher.request(method, place(topic), **options)).status == 404
    await pool.execute("update topics set is_active = true, deleted_at = now() where id = $1", topic["id"])
    assert (await watcher.request(method, place(topic), **options)).status == 404


@pytest.mark.parametrize("given, path, code", [
    ({}, "seconds", "required"), ({"seconds": None}, "seconds", "not_number"), ({"seconds": "5"}, "seconds", "not_number"),
    ({"seconds": True}, "seconds", "not_number"), ({"seconds": -0.1}, "seconds", "too_small"), ({"seconds": 1e7}, "seconds", "too_big"),
    ({"seconds": 1, "duration": 0}, "duration", "too_small"), ({"seconds": 1, "duration": "x"}, "duration", "not_number"),
    ({"seconds": 1, "more": 1}, "more", "unknown_field"), ({"seconds": 1, "duration": 1e7}, "duration", "too_big"),
])  # fmt: skip
async def test_wrong_values(watcher, topic, given, path, code):
    body = await told(await watcher.put(place(topic), json=given), 422)
    assert [(fault["path"], fault["code"]) for fault in body["errors"]] == [([path], code)]


@pytest.mark.parametrize("raw", [b"{", b'{"seconds": NaN}', b'{"seconds": Infinity}', b'{"seconds": 1e999}'])
async def test_what_is_no_number_at_all(watcher, topic, raw):
    assert (await watcher.put(place(topic), data=raw)).status in (400, 422)


async def test_it_is_remembered_for_each_person_alone(watcher, app_api, make, topic):
    assert await told(await watcher.get(place(topic))) == {"position": None}
    shown = await told(await watcher.put(place(topic), json={"seconds": 12.5, "duration": 600}))
    assert (shown["position"]["seconds"], shown["position"]["duration"]) == (12.5, 600.0)
    assert await told(await watcher.get(place(topic))) == shown
    other = app_api.using(session_id=await make.session(await make.account(password=PASSWORD)))
    assert await told(await other.get(place(topic))) == {"position": None}
    page = await told(await watcher.get(f"/learning/topics/{topic['id']}"))
    assert page["position"] == shown["position"]


@pytest.mark.parametrize("given, seconds, duration", [
    ({"seconds": 5}, 5, None), ({"seconds": 700, "duration": 600}, 600, 600), ({"seconds": 0, "duration": None}, 0, None),
])  # fmt: skip
async def test_the_end_is_the_end(watcher, topic, given, seconds, duration):
    shown = (await told(await watcher.put(place(topic), json=given)))["position"]
    assert (shown["seconds"], shown["duration"]) == (seconds, duration)


async def test_a_length_once_told_stays_known(watcher, topic):
    await watcher.put(place(topic), json={"seconds": 5, "duration": 60})
    assert (await told(await watcher.put(place(topic), json={"seconds": 6})))["position"]["duration"] == 60


async def test_of_several_windows_the_last_to_say_counts(watcher, topic):
    for seconds in (10, 300, 20):
        await watcher.put(place(topic), json={"seconds": seconds})
    assert (await told(await watcher.get(place(topic))))["position"]["seconds"] == 20
    responses = await asyncio.gather(*(watcher.put(place(topic), json={"seconds": number}) for number in range(20)))
    assert {response.status for response in responses} == {200}
    said = [(await told(response))["position"] for response in responses]
    assert (await told(await watcher.get(place(topic))))["position"] == max(said, key=lambda one: one["updated_at"])


async def test_the_video_may_be_another_one_by_then(watcher, topic):
    """A position belongs to the topic: a shorter video ends before it, and the player begins anew."""
    await watcher.put(place(topic), json={"seconds": 500, "duration": 600})
    shown = (await told(await watcher.put(place(topic), json={"seconds": 500, "duration": 60})))["position"]
    assert (shown["seconds"], shown["duration"]) == (60, 60)


async def test_mentors_keep_theirs_in_what_is_not_open(app_api, make, pool):
    mentor = await make.mentor(password=PASSWORD)
    topic = await make.topic(await make.subject(mentor_id=mentor["uuid"]), is_active=False)
    client = app_api.using(session_id=await make.session(mentor))
    assert (await client.put(place(topic), json={"seconds": 3})).status == 200

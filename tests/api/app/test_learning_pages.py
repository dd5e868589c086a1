"""Subjects and topics by the words of their names: GET /learning/search."""

from typing import Any

import pytest

from server.domain.actor import DOMAINS
from tests.make import PASSWORD, unique


@pytest.fixture
async def search(app_api, make):
    """What a learner finds: (names of subjects, names of topics), or the status, code and faults of a refusal."""
    session = await make.session(await make.account(password=PASSWORD))

    async def ask(text: str | None, *, session: str | None = session) -> Any:
        response = await app_api.using(session_id=session).get("/learning/search", params={} if text is None else {"search": text})
        found = await response.json()
        if response.status != 200:
            return response.status, found["code"], found.get("errors")
        return [row["name"] for row in found["subjects"]], [row["name"] for row in found["topics"]]

    return ask


def word() -> str:
    """One that no other name has."""
    return unique("w").replace("-", "")


async def test_needs_a_session_with_the_domain(app_api, make, search):
    response = await app_api.get("/learning/search?search=x")
    assert (response.status, (await response.json())["code"]) == (401, "missing")
    response = await app_api.using(token=await make.token(await make.account())).get("/learning/search?search=x")
    assert (response.status, (await response.json())["code"]) == (401, "wrong_kind")
    other = await make.account(password=PASSWORD, domains=[domain for domain in DOMAINS if domain != "learning"])
    assert (await search("x", session=await make.session(other)))[:2] == (403, "denied")


@pytest.mark.parametrize(("text", "code"), [(None, "required"), ("", "too_short"), ("   ", "too_short"), ("x" * 201, "too_long")])
async def test_wrong_texts(search, text, code):
    status, refused, faults = await search(text)
    assert (status, refused) == (422, "invalid")
    assert [(fault["path"], fault["code"]) for fault in faults] == [(["search"], code)]


async def test_all_words_count_each_as_the_beginning_of_one(make, search):
    own = word()
    subject = await make.subject(name=f"Élémentary {own} Waves")
    topic = await make.topic(subject, name=f"Standing-waves of {own}")
    await make.topic(subject, name=f"Light {own}")
    assert await search(f"{own} wav") == ([subject["name"]], [topic["name"]])
    assert await search(f"elem {own.upper()}") == ([subject["name"]], [])
    assert await search(f"stand {own[:-1]}") == ([], [topic["name"]])
    assert await search(f"aves {own}") == ([], [])


async def test_nothing_is_found_of_signs_or_hostile_texts(search):
    for text in ("!!!", "'", "\\", "a':* | 'b", "%", "_", "-- ", "中文"):
        assert await search(text + word()) == ([], []), text
    assert await search("?!") == ([], [])


async def test_only_what_is_open_is_found(make, search):
    own = word()
    grade = await make.grade(await make.level(is_active=False))
    await make.topic(await make.subject(grade, name=f"{own} a"), name=f"{own} b")
    hidden = await make.subject(name=f"{own} c", is_active=False)
    await make.topic(hidden, name=f"{own} d")
    await make.topic(name=f"{own} e", is_active=False)
    assert await search(own) == ([], [])
    topic = await make.topic(name=f"{own} f")
    assert await search(own) == ([], [topic["name"]])


async def test_hits_say_where_they_stand_the_shortest_first(app_api, make):
    own = word()
    grade = await make.grade()
    longer = await make.subject(grade, name=f"{own} longer")
    subject = await make.subject(grade, name=own, image_url="/picture.png")
    topic = await make.topic(subject, name=own)
    session = await make.session(await make.account(password=PASSWORD))
    found = await (await app_api.using(session_id=session).get("/learning/search", params={"search": own})).json()
    assert [row["id"] for row in found["subjects"]] == [str(subject["id"]), str(longer["id"])]
    assert found["subjects"][0]["image_url"] == "/picture.png"
    assert [step["noun"] for step in found["subjects"][0]["above"]] == ["level", "grade"]
    assert found["subjects"][0]["above"][1] == {"noun": "grade", "id": str(grade["id"]), "name": grade["name"]}
    assert [row["id"] for row in found["topics"]] == [str(topic["id"])]
    assert found["topics"][0]["above"][2] == {"noun": "subject", "id": str(subject["id"]), "name": own}


async def test_twenty_of_each_at_most(make, search):
    own = word()
    subject = await make.subject()
    for number in range(22):
        await make.topic(subject, name=f"{own} {number}")
    subjects, topics = await search(own)
    assert subjects == [] and len(topics) == 20

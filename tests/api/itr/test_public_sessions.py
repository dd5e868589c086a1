"""Public sessions: each token takes a copy of its own, made once, gone with the token unless it was finished."""

import asyncio
from types import SimpleNamespace

import pytest

from server.domain import sessions
from tests.api.itr import planned
from tests.api.itr.planned import ZERO, new_id, taken


@pytest.fixture
async def poll(office, make, itr):
    """A public session with two tests; `await poll.enter()` is somebody who came by its code, with `copy`, the id that his copy has."""
    person_id = await make.person(office.company_id, has_login=False)
    session = await planned.session(office.client, person_id, SessionType=200, Description="Poll", ShortLoginCode=new_id()[:20])
    for number in (1, 2):
        await planned.test(office.client, session, person_id, Sequence=number, TestLanguage=f"l{number}", Results="left over")

    async def enter():
        async with make.pool.acquire() as conn:
            made = await sessions.start_for_person(conn, person_id=person_id, password_hash=None, is_poll=True, idle_seconds=600)
        client = itr.using(session_id=made[0])
        client.person_id, client.copy, client.row_id = person_id, str(made[1]["token_session_id"]), made[1]["id"]
        return client

    return SimpleNamespace(session=session, person_id=person_id, enter=enter, office=office.client, company_id=office.company_id)


async def read(client, session):
    response = await client.get(f"/sessions/{session}")
    assert response.status == 200, await response.text()
    return await response.json()


async def own_tests(client, session):
    return await (await client.get(f"/sessionteststaking/{session}", headers={"StartPage": "-1"})).json()


async def test_a_public_session_is_read_as_a_copy_of_ones_own(poll):
    client = await poll.enter()
    row = await read(client, poll.session)
    assert (row["ID"], row["GroupSessionID"], row["PersonID"]) == (client.copy, poll.session, str(poll.person_id))
    assert (row["SessionType"], row["Status"], row["ShortLoginCode"]) == (1, 10, "")
    assert row["Description"].startswith("Poll ") and len(row["Description"]) == len("Poll 22-Nov-2026 12:00")
    copies = await own_tests(client, client.copy)
    originals = await (await poll.office.get(f"/sessiontests/{poll.session}")).json()
    assert [(each["TestID"], each["TestLanguage"], each["Status"]) for each in copies] == [
        (each["TestID"], each["TestLanguage"], 10) for each in originals
    ]
    assert not {each["ID"] for each in copies} & {each["ID"] for each in originals}
    assert (await (await client.get(f"/sessionteststaking/{client.copy}/{copies[0]['ID']}")).json())["Results"] == ""


async def test_the_copy_is_made_once(poll):
    client = await poll.enter()
    rows = await asyncio.gather(*(read(client, poll.session) for _ in range(6)))
    assert {row["ID"] for row in rows} == {client.copy}
    assert len(await own_tests(client, client.copy)) == 2
    assert (await read(client, client.copy))["ID"] == client.copy
    found = await (await poll.office.get("/sessions", headers={"Filter": f"GroupSessionID={poll.session}"})).json()
    assert [row["ID"] for row in found] == [client.copy]


async def test_copies_of_others_are_out_of_reach(poll):
    first, second = await poll.enter(), await poll.enter()
    for client in (first, second):
        await read(client, poll.session)
    test = (await own_tests(first, first.copy))[0]["ID"]
    assert (await second.get(f"/sessions/{first.copy}")).status == 404
    assert await own_tests(second, first.copy) == []
    assert (await second.get(f"/sessionteststaking/{first.copy}/{test}")).status == 404
    assert (await taken(second, first.copy, test, Results="mine"))[0] == 404
    assert (await second.post(f"/sessions/{first.copy}", json={"PersonID": str(poll.person_id), "Status": 30})).status == 404
    for text in ("", "SessionType=1", f"ID={first.copy}"):
        rows = await (await second.get("/sessions", headers={"Filter": text, "StartPage": "-1"})).json()
        assert first.copy not in [row["ID"] for row in rows]
    rows = await (await second.get("/sessions")).json()
    assert sorted(row["ID"] for row in rows) == sorted([poll.session, second.copy])


async def test_the_public_session_itself_takes_no_answers(poll):
    client = await poll.enter()
    originals = await own_tests(client, poll.session)
    assert len(originals) == 2
    assert (await client.get(f"/sessionteststaking/{poll.session}/{originals[0]['ID']}")).status == 200
    assert (await taken(client, poll.session, originals[0]["ID"], Results="x"))[0] == 404
    assert (await client.post(f"/sessions/{poll.session}", json={"PersonID": str(poll.person_id), "Status": 30})).status == 404


async def test_a_candidate_with_a_password_gets_a_copy_but_writes_nothing_in_the_original(office, candidate):
    client = await candidate(office.company_id)
    session = await planned.session(office.client, client.person_id, SessionType=1200)
    test = await planned.test(office.client, session, client.person_id)
    copy = await read(client, session)
    assert (copy["GroupSessionID"], copy["SessionType"]) == (session, 1)
    assert (await taken(client, session, test, Results="x"))[0] == 404
    assert (await client.post(f"/sessions/{session}", json={"PersonID": str(client.person_id), "Status": 30})).status == 404


async def test_a_password_that_many_share_opens_nobody_elses_copy(office, candidate, itr, make):
    first = await candidate(office.company_id)
    async with make.pool.acquire() as conn:
        hashed = await conn.fetchval("select password_hash from persons where id = $1", first.person_id)
        made = await sessions.start_for_person(conn, person_id=first.person_id, password_hash=hashed, idle_seconds=600)
    second = itr.using(session_id=made[0])
    second.person_id = first.person_id
    session = await planned.session(office.client, first.person_id, SessionType=200)
    await planned.test(office.client, session, first.person_id)
    copy = (await read(first, session))["ID"]
    test = (await own_tests(first, copy))[0]["ID"]
    assert (await read(second, session))["ID"] != copy
    assert (await second.get(f"/sessions/{copy}")).status == 404
    assert await own_tests(second, copy) == []
    assert (await second.get(f"/sessionteststaking/{copy}/{test}")).status == 404
    assert (await taken(second, copy, test, Results="x"))[0] == 404
    assert (await second.post(f"/sessions/{copy}", json={"PersonID": str(first.person_id), "Status": 30})).status == 404
    assert copy not in [row["ID"] for row in await (await second.get("/sessions", headers={"StartPage": "-1"})).json()]
    assert await taken(first, copy, test, Results="y") == (200, "OK")


async def test_a_code_opens_nothing_else_of_its_person(poll):
    client = await poll.enter()
    other = await planned.session(poll.office, poll.person_id)
    test = await planned.test(poll.office, other, poll.person_id)
    assert [row["ID"] for row in await (await client.get("/sessions")).json()] == [poll.session]
    assert (await client.get(f"/sessions/{other}")).status == 404
    assert await own_tests(client, other) == []
    assert (await client.get(f"/sessionteststaking/{other}/{test}")).status == 404
    assert (await taken(client, other, test, Results="x"))[0] == 404
    assert (await client.post(f"/sessions/{other}", json={"PersonID": str(poll.person_id), "Status": 30})).status == 404


async def test_people_of_other_companies_and_other_persons_get_none(poll, candidate):
    for client in (await candidate(), await candidate(poll.company_id)):
        assert (await client.get(f"/sessions/{poll.session}")).status == 404


async def test_an_archived_one_is_shut(poll):
    client = await poll.enter()
    assert (await poll.office.post(f"/sessions/{poll.session}", json={"Active": False})).status == 200
    assert (await client.get(f"/sessions/{poll.session}")).status == 404
    assert (await poll.office.get(f"/sessions/{client.copy}")).status == 404


@pytest.mark.parametrize("way", ["logout", "swept"])
async def test_an_unfinished_copy_goes_with_its_token(poll, make, way):
    client, other = await poll.enter(), await poll.enter()
    for each in (client, other):
        await read(each, poll.session)
        test = (await own_tests(each, each.copy))[0]["ID"]
        assert await taken(each, each.copy, test, Results="answer", Status=20) == (200, "OK")
    given = {"PersonID": str(poll.person_id), "Status": 30}
    assert (await other.post(f"/sessions/{other.copy}", json=given)).status == 200
    for each in (client, other):
        if way == "logout":
            assert (await each.post("/logout")).status == 200
        else:
            async with make.pool.acquire() as conn:
                await conn.execute("delete from sessions where id = $1", each.row_id)
    assert (await poll.office.get(f"/sessions/{client.copy}")).status == 404
    assert await (await poll.office.get(f"/audittrail/session/{client.copy}")).json() == []
    assert (await (await poll.office.get(f"/sessions/{other.copy}")).json())["Status"] == 31
    assert (await poll.office.get(f"/sessions/{poll.session}")).status == 200


async def test_results_of_all_takings(poll):
    answers = []
    for number in range(2):
        client = await poll.enter()
        await read(client, poll.session)
        test = (await own_tests(client, client.copy))[0]
        assert (await taken(client, client.copy, test["ID"], Results={"n": number}, Status=30))[0] == 200
        answers.append(test)
    response = await poll.office.get(f"/sessions/{poll.session}/{answers[0]['TestID']}/results")
    found = (await response.json())["tests"]
    assert [row["Results"] for row in found] == [{"n": 0}, {"n": 1}]
    assert {row["SessionID"] for row in found} == {row["SessionID"] for row in answers}
    one = await (await poll.office.get(f"/sessiontests/{found[0]['SessionID']}/{found[0]['ID']}")).json()
    assert one == found[0]
    assert await (await poll.office.get(f"/sessions/{poll.session}/{ZERO}/results")).json() == {"tests": []}
    assert (await poll.office.get(f"/sessions/{new_id()}/{ZERO}/results")).status == 404

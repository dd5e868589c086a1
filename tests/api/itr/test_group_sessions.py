"""Group sessions: members come and go, the group is archived, brought back and removed with them."""

import asyncio
from types import SimpleNamespace

import pytest

from tests.api.itr import planned
from tests.api.itr.planned import ZERO, new_id

PATHS = (("GET", "/sessions/{}/groupmembers"), ("POST", "/sessions/{}/groupmembers"), ("DELETE", "/sessions/{}/groupmembers"),
         ("DELETE", "/sessions/group/{}"), ("POST", "/sessions/group/{}/archive"), ("POST", "/sessions/group/{}/unarchive"))  # fmt: skip


@pytest.fixture
async def group(office, make):
    """A group session with a test and three persons who could be its members."""
    session = await planned.session(
        office.client, SessionType=100, Description="Class", Goal="g", AllowedEndDateTime="2090-01-01T00:00:00Z"
    )
    test = await planned.test(office.client, session, TestLanguage="de", Results="left over")
    persons = [str(await make.person(office.company_id)) for _ in range(3)]
    return SimpleNamespace(session=session, test=test, persons=persons, client=office.client, company_id=office.company_id)


async def add(group, *persons, client=None):
    body = [{"PersonID": person} for person in persons]
    response = await (client or group.client).post(f"/sessions/{group.session}/groupmembers", json=body)
    return response.status, await response.text()


async def members(group, client=None):
    response = await (client or group.client).get(f"/sessions/{group.session}/groupmembers", headers={"StartPage": "-1"})
    assert response.status == 200
    return await response.json()


async def logins(make, persons):
    async with make.pool.acquire() as conn:
        rows = await conn.fetch("select id::text, has_login and is_active as opens from persons where id = any ($1::uuid[])", persons)
    return {row["id"]: row["opens"] for row in rows}


async def test_without_a_session_and_for_candidates_there_is_nothing(itr, group, candidate):
    client = await candidate(group.company_id)
    for method, path in PATHS:
        response = await itr.request(method, path.format(group.session))
        assert (response.status, await response.text()) == (404, "Invalid or expired token")
        assert (await client.request(method, path.format(group.session))).status == (404 if method == "GET" else 403)


async def test_other_companies_reach_nothing(group, people):
    await add(group, *group.persons)
    stranger = await people("is_office_user")
    assert await members(group, stranger) == []
    for method, path in PATHS[1:]:
        given = {"json": {"PersonID": group.persons[0]}} if "members" in path else {}
        assert (await stranger.request(method, path.format(group.session), **given)).status == 404
    assert len(await members(group)) == 3


async def test_who_works_with_his_own_objects(group, people):
    await add(group, group.persons[0])
    limited = await people("is_office_user", "may_work_with_own_objects_only", company_id=group.company_id)
    assert await members(group, limited) == []
    for method, path in PATHS[1:]:
        given = {"json": {"PersonID": group.persons[1]}} if "members" in path else {}
        assert (await limited.request(method, path.format(group.session), **given)).status == 404
    assert len(await members(group)) == 1


async def test_what_is_no_group_has_no_members(group):
    plain = await planned.session(group.client, group.persons[0])
    for identity in (plain, new_id()):
        for method, path in PATHS[1:]:
            given = {"json": {"PersonID": group.persons[0]}} if "members" in path else {}
            assert (await group.client.request(method, path.format(identity), **given)).status == 404
    assert (await group.client.get(f"/sessions/{plain}")).status == 200


async def test_persons_get_a_session_with_the_groups_tests_once(group):
    assert await add(group, *group.persons[:2], group.persons[0]) == (200, "OK")
    response = await group.client.post(f"/sessions/{group.session}/groupmembers", json={"PersonID": group.persons[2]})
    assert (response.status, await response.text()) == (200, "OK")
    assert await add(group, *group.persons) == (200, "OK")
    rows = await members(group)
    assert sorted(row["ID"] for row in rows) == sorted(group.persons)
    assert {(row["sessiontype"], row["sessionstatus"], row["Active"]) for row in rows} == {(0, 10, True)}
    one = await (await group.client.get(f"/sessions/{rows[0]['sessionid']}")).json()
    assert (one["GroupSessionID"], one["Goal"], one["Description"]) == (group.session, "g", "Class")
    assert one["AllowedEndDateTime"] == "2090-01-01T00:00:00+00:00"
    tests = await (await group.client.get(f"/sessiontests/{rows[0]['sessionid']}")).json()
    assert [(test["PersID"], test["TestLanguage"], test["Status"]) for test in tests] == [(rows[0]["ID"], "de", 10)]
    whole = await (await group.client.get(f"/sessiontests/{rows[0]['sessionid']}/{tests[0]['ID']}")).json()
    assert whole["Results"] == ""


async def test_many_at_once_add_nobody_twice(group):
    assert await asyncio.gather(*(add(group, *group.persons) for _ in range(5))) == [(200, "OK")] * 5
    assert len(await members(group)) == 3


async def test_a_group_without_tests_gives_those_of_its_first_member(office, make):
    session = await planned.session(office.client, SessionType=1000)
    first = await make.person(office.company_id)
    member = await planned.session(office.client, first, GroupSessionID=session, SessionType=1002)
    await planned.test(office.client, member, first, TestLanguage="nl", Status=20)
    group = SimpleNamespace(session=session, client=office.client)
    person = str(await make.person(office.company_id))
    assert (await add(group, person))[0] == 200
    row = next(row for row in await members(group) if row["ID"] == person)
    assert row["sessiontype"] == 1002
    tests = await (await office.client.get(f"/sessiontests/{row['sessionid']}")).json()
    assert [(test["TestLanguage"], test["Status"]) for test in tests] == [("nl", 10)]


async def test_persons_who_are_not_there(group, make):
    stranger = str(await make.person(await make.company()))
    for person in (new_id(), stranger):
        status, said = await add(group, group.persons[0], person)
        assert (status, said) == (400, "Could not be saved : PersonID names something that is not there")
    assert await members(group) == []


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[{}]", b'{"PersonID": "x"}', b'{"PersonID": 5}', b"[1]", b"7", b"{", b'[{"PersonID": null}]']
)
async def test_bodies_that_name_nobody(group, body):
    assert (await group.client.post(f"/sessions/{group.session}/groupmembers", data=body)).status == 400
    assert await members(group) == []


async def test_members_go(group, make):
    await add(group, *group.persons)
    path = f"/sessions/{group.session}/groupmembers"
    assert (await group.client.delete(path, json=[{"PersonID": group.persons[0]}, {"PersonID": new_id()}])).status == 200
    assert sorted(row["ID"] for row in await members(group)) == sorted(group.persons[1:])
    assert await logins(make, group.persons) == {group.persons[0]: False, group.persons[1]: True, group.persons[2]: True}
    assert (await group.client.delete(path, data=b"{")).status == 400
    assert (await group.client.delete(path)).status == 200
    assert await members(group) == []
    assert not any((await logins(make, group.persons)).values())
    assert (await group.client.get(f"/sessions/{group.session}")).status == 200


async def test_a_group_goes_with_all_that_is_its(group, make):
    await add(group, *group.persons)
    rows = await members(group)
    report = new_id()
    given = {"ReportID": ZERO, "LinkedObjectID": rows[0]["sessionid"]}
    assert (await group.client.post(f"/generatedreports/{rows[0]['sessionid']}/{report}", json=given)).status == 200
    busy = await planned.session(group.client, group.persons[0])
    await planned.test(group.client, busy, group.persons[0])
    response = await group.client.delete(f"/sessions/group/{group.session}")
    assert (response.status, await response.text()) == (200, "ok")
    for session in (group.session, *(row["sessionid"] for row in rows)):
        assert (await group.client.get(f"/sessions/{session}")).status == 404
        assert await (await group.client.get(f"/sessiontests/{session}")).json() == []
        assert await (await group.client.get(f"/audittrail/session/{session}")).json() == []
    assert await (await group.client.get(f"/generatedreports/{rows[0]['sessionid']}")).json() == []
    assert await logins(make, group.persons) == {group.persons[0]: True, group.persons[1]: False, group.persons[2]: False}


async def test_archiving_and_bringing_back(group, make):
    await add(group, *group.persons[:2])
    rows = await members(group)
    for row in rows:  # what is done keeps nobody's login
        for test in await (await group.client.get(f"/sessiontests/{row['sessionid']}")).json():
            await group.client.post(f"/sessiontests/{row['sessionid']}/{test['ID']}", json={"Status": 30})
    response = await group.client.post(f"/sessions/group/{group.session}/archive")
    assert (response.status, await response.text()) == (200, "OK")
    for session in (group.session, *(row["sessionid"] for row in rows)):
        assert (await (await group.client.get(f"/sessions/{session}")).json())["Active"] is False
    assert not any((await logins(make, group.persons[:2])).values())
    assert await (await group.client.get("/groupsessionsview", headers={"IncludeArchived": "N"})).json() == []
    await planned.test(group.client, rows[0]["sessionid"], rows[0]["ID"])
    assert (await group.client.post(f"/sessions/group/{group.session}/unarchive")).status == 200
    assert await logins(make, group.persons[:2]) == {rows[0]["ID"]: True, rows[1]["ID"]: False}


async def test_the_view_counts_members(group):
    await add(group, *group.persons)
    rows = await members(group)
    for row, status in zip(rows, (20, 30, 10), strict=True):
        await group.client.post(f"/sessions/{row['sessionid']}", json={"Status": status})
    seen = await (await group.client.get("/groupsessionsview", headers={"Filter": "SessionType=100"})).json()
    assert [(row["ID"], row["readycount"], row["inprogresscount"], row["donecount"]) for row in seen] == [(group.session, 1, 1, 1)]

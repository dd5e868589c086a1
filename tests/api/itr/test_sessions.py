"""Sessions: whose, what candidates and office may write, the end with its mails, logins that end, removing."""

import asyncio
from types import SimpleNamespace

import pytest

from server import config, mail
from server.domain import outbox
from tests.api.itr import planned
from tests.api.itr.planned import LONG_AGO, SOON, ZERO, new_id

NOT_TO_CHANGE = (404, "Session cannot be updated as test taking user")
REQUIRED = {"GroupSessionID": ZERO, "GroupID": ZERO, "PersonID": ZERO}


@pytest.fixture
async def seat(office, candidate):
    client = await candidate(office.company_id)
    session = await planned.session(office.client, client.person_id)
    test = await planned.test(office.client, session, client.person_id)
    return SimpleNamespace(client=client, session=session, test=test, office=office.client, company_id=office.company_id)


async def post(client, session, **fields):
    response = await client.post(f"/sessions/{session}", json=fields)
    return response.status, await response.text()


async def own(seat, **fields):
    """A candidate's save of his own session."""
    return await post(seat.client, seat.session, PersonID=str(seat.client.person_id), **fields)


async def read(client, session):
    response = await client.get(f"/sessions/{session}")
    assert response.status == 200
    return await response.json()


async def person(make, person_id):
    async with make.pool.acquire() as conn:
        return await conn.fetchrow(
            "select is_active, has_login, password_hash is not null as is_kept from persons where id = $1", person_id
        )


# Who


async def test_without_a_session_there_is_nothing(itr, seat):
    for method, path in (("GET", "/sessions"), ("GET", f"/sessions/{seat.session}"), ("POST", f"/sessions/{seat.session}"),
                         ("DELETE", f"/sessions/{seat.session}"), ("DELETE", f"/sessions/{seat.session}/deletealltests"),
                         ("GET", f"/sessions/{seat.session}/{new_id()}/results")):  # fmt: skip
        response = await itr.request(method, path)
        assert (response.status, await response.text()) == (404, "Invalid or expired token")


async def test_candidates_see_and_change_their_own(seat, candidate):
    other = await candidate(seat.company_id)
    assert [row["ID"] for row in await (await seat.client.get("/sessions")).json()] == [seat.session]
    assert await (await other.get("/sessions")).json() == []
    response = await other.get(f"/sessions/{seat.session}")
    assert (response.status, await response.text()) == (404, "Session cannot be accessed as test taking user")
    assert await post(other, seat.session, PersonID=str(other.person_id), Status=20) == NOT_TO_CHANGE
    assert await post(other, seat.session, PersonID=str(seat.client.person_id), Status=20) == NOT_TO_CHANGE
    assert await post(seat.client, seat.session, PersonID=str(other.person_id), Status=20) == NOT_TO_CHANGE
    assert await post(seat.client, seat.session, Status=20) == NOT_TO_CHANGE
    assert await post(seat.client, new_id(), PersonID=str(seat.client.person_id), Status=20) == NOT_TO_CHANGE
    assert (await read(seat.client, seat.session))["Status"] == 10


async def test_no_filter_leads_a_candidate_to_others(seat, candidate):
    other = await candidate(seat.company_id)
    for text in (f"PersonID={seat.client.person_id}", "Status=10,Status=20", f"ID={seat.session}"):
        assert await (await other.get("/sessions", headers={"Filter": text, "StartPage": "-1"})).json() == []


async def test_the_clients_filter(seat, office):
    wanted = {"Filter": "Status=10, Status=20, SessionType!=1, Active=True", "StartPage": "0", "PageSize": "99999", "IncludeArchived": "N"}
    await planned.session(office.client, seat.client.person_id, Status=31)
    assert [row["ID"] for row in await (await seat.client.get("/sessions", headers=wanted)).json()] == [seat.session]


async def test_other_companies_reach_nothing(seat, people, candidate):
    stranger = await people("is_office_user")
    assert (await stranger.get(f"/sessions/{seat.session}")).status == 404
    assert (await stranger.delete(f"/sessions/{seat.session}")).status == 404
    assert (await stranger.delete(f"/sessions/{seat.session}/deletealltests")).status == 404
    assert (await stranger.get(f"/sessions/{seat.session}/{new_id()}/results")).status == 404
    assert (await (await candidate()).get(f"/sessions/{seat.session}")).status == 404


async def test_candidates_remove_nothing(seat):
    for path in ("", "/deletealltests"):
        assert (await seat.client.delete(f"/sessions/{seat.session}{path}")).status == 403
    assert (await seat.client.get(f"/sessions/{seat.session}/{new_id()}/results")).status == 403


async def test_who_works_with_his_own_objects(seat, people, office):
    limited = await people("is_office_user", "may_work_with_own_objects_only", company_id=office.company_id)
    mine = await planned.session(limited)
    assert (await read(limited, mine))["ManagedByUserID"] == str(limited.login_id)
    assert [row["ID"] for row in await (await limited.get("/sessions")).json()] == [mine]
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", ""), ("DELETE", "/deletealltests")):
        given = {"json": {"Status": 30}} if method == "POST" else {}
        assert (await limited.request(method, f"/sessions/{seat.session}{path}", **given)).status == 404
    assert (await read(office.client, seat.session))["Status"] == 10


# What candidates write


async def test_candidates_write_how_far_they_are(seat):
    given = {"Status": 20, "SessionState": "In progress", "StartedAt": "2026-11-21T10:00:00+00:00", "PluginData": {"a": 1}}
    before = await read(seat.client, seat.session)
    assert await own(seat, Description="mine", Active=False, SessionType=200, ShortLoginCode="x", **given) == (200, "OK")
    assert await read(seat.client, seat.session) == before | given


async def test_what_does_not_fit_is_refused(seat):
    for fields in ({"Status": "x"}, {"StartedAt": "soon"}, {"Status": None}):
        assert (await own(seat, **fields))[0] == 400
    assert (await seat.client.post(f"/sessions/{seat.session}", data=b"no")).status == 400
    assert (await seat.client.get("/sessions/no-id")).status == 404


async def test_long_plugin_data(seat, make):
    assert await own(seat, PluginData="x" * 9998) == (200, "OK")
    assert await own(seat, PluginData="x" * 9999) == (429, "PluginData field has exceeded maximum configured limit")
    async with make.pool.acquire() as conn:
        text = "insert into system_settings (company_id, name, value) values ($1, 'MAX_PLUGINDATA_LIMIT', '0')"
        await conn.execute(text, seat.company_id)
    assert await own(seat, PluginData="x" * 20_000) == (200, "OK")


async def test_a_session_begins_while_it_is_open_and_stays_done(seat):
    assert (await post(seat.office, seat.session, AllowedStartDateTime=SOON))[0] == 200
    assert await own(seat, Status=20) == (403, "The session is not open yet")
    assert (await post(seat.office, seat.session, AllowedStartDateTime=LONG_AGO, AllowedEndDateTime=LONG_AGO))[0] == 200
    assert await own(seat, Status=20) == (403, "The session is over")
    assert (await post(seat.office, seat.session, AllowedEndDateTime=SOON))[0] == 200
    assert await own(seat, Status=20) == (200, "OK")
    assert (await post(seat.office, seat.session, AllowedEndDateTime=LONG_AGO, EnforceSessionEndDateTime=True))[0] == 200
    assert await own(seat, Status=30) == (200, "OK")
    assert await own(seat, Status=20) == (409, "The session is finished")
    assert await own(seat, Status=30) == (200, "OK")
    assert (await read(seat.client, seat.session))["Status"] == 31


# The end


@pytest.fixture
def mails(make):
    """What waits to be mailed about sessions whose description has the word."""

    async def waiting(word):
        async with make.pool.acquire() as conn:
            rows = await conn.fetch("select payload, sealed_payload from jobs where kind = 'mail.send' and sealed_payload is not null")
        found = [outbox.opened("mail.send", row["payload"], row["sealed_payload"], make.identity.secrets) for row in rows]
        return [mail for mail in found if mail["template"] == "session_ready" and word in mail["values"]["session"]]

    return waiting


async def test_a_done_session_is_told_once(seat, mails):
    word = new_id()
    await post(
        seat.office,
        seat.session,
        Description=f"Done\n{word}",
        EMailNotificationAdresses="ann@example.org; bob@example.org,ann@example.org,x",
    )
    assert await asyncio.gather(*(own(seat, Status=30) for _ in range(3))) == [(200, "OK")] * 3
    found = await mails(word)
    assert sorted(mail["to"] for mail in found) == ["ann@example.org", "bob@example.org"]
    assert found[0]["values"]["session"] == f"Done {word}"


async def test_a_candidate_cannot_end_a_session_unnoticed(seat, mails):
    word = new_id()
    await post(seat.office, seat.session, Description=word, EMailNotificationAdresses="ann@example.org")
    assert await own(seat, Status=31) == (200, "OK")
    assert (await read(seat.client, seat.session))["Status"] == 31
    assert len(await mails(word)) == 1


@pytest.mark.parametrize("fields", [{"Active": False}, {"EMailNotificationAdresses": ""}])
async def test_nobody_is_told(seat, mails, fields):
    word = new_id()
    given = {"Description": word, "EMailNotificationAdresses": "ann@example.org", "Status": 30} | fields
    assert (await post(seat.office, seat.session, **given))[0] == 200
    assert (await read(seat.office, seat.session))["Status"] == 31
    assert await mails(word) == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("link", ["https://example.org/app", ""])
def test_the_mail_is_rendered_with_and_without_a_link(tmp_path, language, link):
    made = mail.Mailer(config.Mail(), tmp_path).render("session_ready", language, {"session": "Tuesday", "link": link})
    assert "Tuesday" in made.subject
    assert made.html is not None and "Tuesday" in made.html and ("<a " in made.html) is bool(link)
    assert "Tuesday" in made.text and (link in made.text)


async def test_each_save_is_in_the_trail(seat):
    await own(seat, Status=20)
    await own(seat, Status=30)
    headers = {"Filter": "ObjectType=1"}
    rows = await (await seat.office.get(f"/audittrail/session/{seat.session}", headers=headers)).json()
    assert [row["NewData"] for row in rows] == [f'{{ "SessionStatus": {status}}}' for status in (10, 20, 31)]
    assert rows[1] | {"UserID": str(seat.client.person_id), "ObjectID": seat.session, "MessageID": 1,
                      "AuditMessage": "Session updated to status %%SessionStatus%%"} == rows[1]  # fmt: skip


# Logins


async def test_who_has_nothing_left_to_do_may_not_sign_in(seat, make):
    assert (await post(seat.office, seat.session, Active=False))[0] == 200
    assert (await person(make, seat.client.person_id))["has_login"]  # a test is still to be done
    assert (await seat.office.post(f"/sessiontests/{seat.session}/{seat.test}", json={"Status": 30})).status == 200
    assert (await post(seat.office, seat.session, Active=False))[0] == 200
    assert dict(await person(make, seat.client.person_id)) == {"is_active": False, "has_login": False, "is_kept": True}
    assert (await seat.client.get("/sessions")).status == 404


async def test_a_session_that_is_active_again_brings_the_login_back(seat, make):
    other = await planned.test(seat.office, seat.session, seat.client.person_id, Status=30)
    assert (await seat.office.delete(f"/sessiontests/{seat.session}/{seat.test}")).status == 200
    await post(seat.office, seat.session, Active=False)
    assert not (await person(make, seat.client.person_id))["has_login"]
    await post(seat.office, seat.session, Active=True)
    assert not (await person(make, seat.client.person_id))["has_login"]  # nothing to do
    await post(seat.office, seat.session, Active=False)
    await seat.office.post(f"/sessiontests/{seat.session}/{other}", json={"Status": 10})
    await post(seat.office, seat.session, Active=True)
    assert dict(await person(make, seat.client.person_id)) == {"is_active": True, "has_login": True, "is_kept": True}


# The office


async def test_a_new_session_brings_what_it_must(office):
    for missing in REQUIRED:
        given = {name: value for name, value in REQUIRED.items() if name != missing}
        assert await post(office.client, new_id(), **given) == (400, f"Could not be saved : {missing} is required")
    status, said = await post(office.client, new_id(), **REQUIRED, Description="x" * 201)
    assert (status, said) == (400, "Could not be saved : Description is longer than 200 characters")


async def test_a_session_may_arrive_before_its_person(office):
    assert (await post(office.client, new_id(), **REQUIRED | {"PersonID": new_id()}))[0] == 200


async def test_login_codes_are_used_once(office, people):
    code = new_id()[:20]
    first = await planned.session(office.client, SessionType=200, ShortLoginCode=code)
    taken = (409, "Could not be saved : ShortLoginCode is used by another session")
    assert await post(office.client, new_id(), **REQUIRED, SessionType=200, ShortLoginCode=code) == taken
    assert await post(await people("is_office_user"), new_id(), **REQUIRED, SessionType=1200, ShortLoginCode=code) == taken
    given = [post(office.client, new_id(), **REQUIRED, SessionType=200, ShortLoginCode=code + "2") for _ in range(4)]
    assert sorted(status for status, _ in await asyncio.gather(*given)) == [200, 409, 409, 409]
    await post(office.client, first, Active=False)
    assert (await post(office.client, new_id(), **REQUIRED, SessionType=200, ShortLoginCode=code))[0] == 200


async def test_removing_takes_everything_along(seat, make, office):
    report = new_id()
    given = {"ReportID": ZERO, "LinkedObjectID": seat.session}
    assert (await seat.office.post(f"/generatedreports/{seat.session}/{report}", json=given)).status == 200
    kept = await planned.session(office.client, new_id())
    assert (await seat.office.delete(f"/sessions/{seat.session}")).status == 200
    for path in (f"/sessions/{seat.session}", f"/sessiontests/{seat.session}/{seat.test}", f"/generatedreports/{seat.session}/{report}"):
        assert (await seat.office.get(path)).status == 404
    assert await (await seat.office.get(f"/audittrail/session/{seat.session}")).json() == []
    assert not (await person(make, seat.client.person_id))["has_login"]
    assert (await seat.office.get(f"/sessions/{kept}")).status == 200
    assert (await seat.office.delete(f"/sessions/{seat.session}")).status == 404


async def test_all_tests_that_nobody_began_are_removed(seat):
    begun = await planned.test(seat.office, seat.session, seat.client.person_id, Status=20)
    assert (await seat.office.delete(f"/sessions/{seat.session}/deletealltests")).status == 200
    rows = await (await seat.office.get(f"/sessiontests/{seat.session}")).json()
    assert [row["ID"] for row in rows] == [begun]
    trail = await (await seat.office.get(f"/audittrail/session/{seat.session}", headers={"Filter": "MessageID=5"})).json()
    assert [(row["ObjectType"], row["AuditMessage"]) for row in trail] == [(2, "Session update : all ready tests will be redefined")]
    assert (await seat.office.delete(f"/sessions/{new_id()}/deletealltests")).status == 404


async def test_views_show_sessions_with_their_persons(seat, office):
    await planned.session(office.client, SessionType=100)
    rows = await (await seat.office.get("/sessionsview", headers={"Filter": "Status=10,SessionType=0,ConsultantID=x"})).json()
    assert [(row["ID"], row["FirstName"], row["active"]) for row in rows] == [(seat.session, "Cam", True)]
    rows = await (await seat.office.get("/sessiontestsview")).json()
    assert [(row["ID"], row["Description"]) for row in rows] == [(seat.test, "Planned")]

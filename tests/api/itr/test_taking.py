"""Candidates take tests: whose, what they may write, limits, numbers of saves, browsers, windows of time; nothing gets lost."""

import asyncio
from types import SimpleNamespace

import pytest

from tests.api.itr import planned
from tests.api.itr.planned import LONG_AGO, SOON, ZERO, new_id, numbered, taken

NOT_TO_CHANGE = (404, "Session cannot be updated as test taking user")


@pytest.fixture
async def seat(office, candidate):
    """A candidate with a test to take: `client` is his, `session` and `test` are ids, `office` is who planned it."""
    client = await candidate(office.company_id)
    session = await planned.session(office.client, client.person_id)
    test = await planned.test(office.client, session, client.person_id)
    return SimpleNamespace(client=client, session=session, test=test, office=office.client, company_id=office.company_id)


async def stored(seat) -> dict:
    """The test as the candidate reads it."""
    response = await seat.client.get(f"/sessionteststaking/{seat.session}/{seat.test}")
    assert response.status == 200
    return await response.json()


async def save(seat, headers=None, **fields):
    return await taken(seat.client, seat.session, seat.test, headers, **fields)


async def setting(make, company_id, name, value):
    async with make.pool.acquire() as conn:
        await conn.execute("insert into system_settings (company_id, name, value) values ($1, $2, $3)", company_id, name, value)


# Who


async def test_without_a_session_there_is_nothing(itr, seat):
    for method, path in (("GET", ""), ("GET", f"/{seat.test}"), ("POST", f"/{seat.test}")):
        response = await itr.request(method, f"/sessionteststaking/{seat.session}{path}", json={} if method == "POST" else None)
        assert (response.status, await response.text()) == (404, "Invalid or expired token")


async def test_others_tests_are_neither_seen_nor_saved(seat, candidate):
    other = await candidate(seat.company_id)
    assert await (await other.get(f"/sessionteststaking/{seat.session}")).json() == []
    response = await other.get(f"/sessionteststaking/{seat.session}/{seat.test}")
    assert (response.status, await response.text()) == (404, "Session cannot be accessed as test taking user")
    assert await taken(other, seat.session, seat.test, Results={"a": 1}) == NOT_TO_CHANGE
    given = {"PersID": str(seat.client.person_id), "Results": {"a": 1}}
    assert (await other.post(f"/sessionteststaking/{seat.session}/{seat.test}", json=given)).status == 404
    assert (await stored(seat))["Results"] == ""


async def test_candidates_of_another_company_reach_nothing(seat, candidate):
    stranger = await candidate()
    assert await taken(stranger, seat.session, seat.test, Results=1) == NOT_TO_CHANGE
    assert (await stranger.get(f"/sessionteststaking/{seat.session}/{seat.test}")).status == 404


async def test_the_body_says_who_it_is(seat):
    path = f"/sessionteststaking/{seat.session}/{seat.test}"
    assert (await seat.client.post(path, json={"Results": 1})).status == 404
    assert (await seat.client.post(path, json={"Results": 1, "PersID": ZERO})).status == 404
    assert (await stored(seat))["Results"] == ""


async def test_what_is_not_there_or_of_another_session_is_not_saved(seat, office):
    other = await planned.session(office.client, seat.client.person_id)
    assert await taken(seat.client, other, seat.test, Results=1) == NOT_TO_CHANGE
    assert await taken(seat.client, seat.session, new_id(), Results=1) == NOT_TO_CHANGE
    assert (await seat.client.get(f"/sessionteststaking/{other}/{seat.test}")).status == 404
    assert (await seat.client.get(f"/sessionteststaking/{seat.session}/no-id")).status == 404
    assert (await office.client.delete(f"/sessiontests/{seat.session}/{seat.test}")).status == 200
    assert await save(seat, Results=1) == NOT_TO_CHANGE


async def test_the_office_takes_no_tests_of_candidates(seat):
    assert await (await seat.office.get(f"/sessionteststaking/{seat.session}")).json() == []
    assert (await seat.office.get(f"/sessionteststaking/{seat.session}/{seat.test}")).status == 404
    given = {"PersID": str(seat.client.person_id), "Results": 1}
    assert (await seat.office.post(f"/sessionteststaking/{seat.session}/{seat.test}", json=given)).status == 404


# What


async def test_answers_and_progress_are_stored_and_nothing_else(seat):
    given = {"Results": {"__s": {"__c": {"Value": "ä"}}}, "Scores": {"__x": {"Score": 1}}, "TestStart": "2026-11-21 19:16:36 UTC",
             "TestEnd": "2026-11-21T20:00:00.5+00:00", "PercentageOfQuestionsAnswered": 40, "TotalTestTime": 90, "Status": 20,
             "CurrentPage": 3, "TotalPages": 9, "PluginData": {"k": [1]}}  # fmt: skip
    kept = {"Billed": True, "NormID1": new_id(), "Sequence": 9, "TestLanguage": "nl", "TestID": new_id(), "WarningMessage": "w"}
    assert await save(seat, **given, **kept, _objectType="x") == (200, "OK")
    row = await stored(seat)
    expected = given | {"TestStart": "2026-11-21T19:16:36+00:00", "TestEnd": "2026-11-21T20:00:00.500000+00:00"}
    assert {name: row[name] for name in given} == expected
    assert (row["Billed"], row["NormID1"], row["Sequence"], row["TestLanguage"], row["WarningMessage"]) == (False, None, 0, "en", "")
    assert await save(seat, CurrentPage=4) == (200, "OK")
    assert await stored(seat) == row | {"CurrentPage": 4}
    rows = await (await seat.client.get(f"/sessionteststaking/{seat.session}")).json()
    assert [(each["ID"], each["CurrentPage"]) for each in rows] == [(seat.test, 4)]


@pytest.mark.parametrize(
    "field, value, reason",
    [
        ("Status", "x", "has a value that does not fit"),
        ("Status", 2**31, "has a value that does not fit"),
        ("Status", None, "Status is required"),
        ("TestStart", "never", "has a value that does not fit"),
        ("TestStart", "12026-01-01", "is out of range"),
        ("TotalTestTime", [1], "TotalTestTime has a value that does not fit"),
        ("CurrentPage", "1; drop table", "does not fit"),
    ],
)
async def test_what_does_not_fit_is_refused(seat, field, value, reason):
    status, said = await save(seat, **{"Results": {"a": 1}, field: value})
    assert status == 400 and said.startswith("Could not be saved : ") and reason in said
    assert (await stored(seat))["Results"] == ""


async def test_the_masters_tests_are_not_taken(seat):
    assert (await save(seat, {"IncludeMaster": "Y", "IncludeClient": "N"}, Results="a"))[0] == 403
    assert (await stored(seat))["Results"] == ""


async def test_bodies_that_are_none(seat):
    path = f"/sessionteststaking/{seat.session}/{seat.test}"
    for body in (b"", b"[]", b"{", b"7"):
        assert (await seat.client.post(path, data=body)).status == 400
    response = await seat.client.post(path, json={"ID": new_id(), "PersID": str(seat.client.person_id)})
    assert response.status == 400


@pytest.mark.parametrize("field, name", [("Results", "MAX_RESULTS_LIMIT"), ("Scores", "MAX_SCORES_LIMIT"),
                                         ("PluginData", "MAX_PLUGINDATA_LIMIT")])  # fmt: skip
async def test_lengths_have_limits(seat, make, field, name):
    await setting(make, seat.company_id, name, "10")
    assert await save(seat, **{field: "12345678"}) == (200, "OK")  # with its quotes: ten
    assert await save(seat, **{field: "123456789"}) == (429, f"{field} field has exceeded maximum configured limit")
    assert (await stored(seat))[field] == "12345678"


async def test_the_usual_limit_counts_without_a_setting_and_0_is_none(seat, make):
    assert (await save(seat, PluginData="x" * 10_000))[0] == 429
    await setting(make, seat.company_id, "MAX_PLUGINDATA_LIMIT", "0")
    assert (await save(seat, PluginData="x" * 10_000))[0] == 200


# Numbers of saves


async def test_a_number_counts_once_and_never_backwards(seat):
    assert await save(seat, numbered(5), Results="five", Status=20) == (200, "OK")
    for late in (5, 4, 0):
        assert await save(seat, numbered(late), Results="late", Status=20) == (200, "OK")
        assert (await stored(seat))["Results"] == "five"
    assert await save(seat, numbered(6), Results="six") == (200, "OK")
    assert (await stored(seat))["Results"] == "six"


async def test_without_numbers_the_last_write_wins(seat):
    await save(seat, numbered(5), Results="five", Status=20)
    assert await save(seat, Results="plain") == (200, "OK")
    assert (await stored(seat))["Results"] == "plain"


@pytest.mark.parametrize("headers", [{"SaveSequence": "-1"}, {"SaveSequence": "x"}, {"SaveSequence": "1.5"}, {"SaveSequence": "٣"},
                                     {"SaveSequence": str(2**63)}, {"SaveSequence": "9" * 5000}])  # fmt: skip
async def test_numbers_that_are_none(seat, headers):
    assert (await save(seat, {"BrowserID": "tab"} | headers, Results="a"))[0] == 400
    assert (await stored(seat))["Results"] == ""


@pytest.mark.parametrize("browser", ["", "b" * 101])
async def test_a_number_needs_a_browser(seat, browser):
    assert (await save(seat, numbered(1, browser), Results="a"))[0] == 400


@pytest.mark.parametrize("browser", ["'; drop table session_tests; --", "%", "日本語", "b" * 100])
async def test_any_text_is_a_browser(seat, browser):
    named = numbered(2, browser)
    assert await save(seat, named, Results="a", Status=20) == (200, "OK")
    assert await save(seat, named | {"SaveSequence": "1"}, Results="late", Status=20) == (200, "OK")
    assert (await stored(seat))["Results"] == "a"


async def test_a_test_runs_in_one_browser(seat):
    await save(seat, numbered(7, "first"), Results="first", Status=20)
    elsewhere = (409, "The test is open in another browser")
    assert await save(seat, numbered(1, "second"), Results="second", Status=20) == elsewhere
    assert await save(seat, numbered(1, "second", TakeOver="Y"), Results="second", Status=20) == (200, "OK")
    assert await save(seat, numbered(8, "first"), Results="late", Status=20) == elsewhere
    assert await save(seat, numbered(7, "first"), Results="late", Status=20) == (200, "OK")  # that was stored once
    assert (await stored(seat))["Results"] == "second"
    assert await save(seat, numbered(8, "first", TakeOver="Y"), Results="back", Status=20) == (200, "OK")
    assert (await stored(seat))["Results"] == "back"


async def test_a_test_that_the_office_gives_back_runs_in_any_browser(seat):
    await save(seat, numbered(7, "first"), Results="first", Status=20)
    assert (await seat.office.post(f"/sessiontests/{seat.session}/{seat.test}", json={"Status": 10})).status == 200
    assert await save(seat, numbered(1, "second"), Results="second", Status=20) == (200, "OK")


async def test_of_many_saves_at_once_the_newest_stays(seat):
    order = [3, 9, 1, 7, 10, 2, 8, 4, 6, 5] * 2
    answers = await asyncio.gather(*(save(seat, numbered(number), Results=number, Status=20) for number in order))
    assert answers == [(200, "OK")] * len(order)
    assert (await stored(seat))["Results"] == 10


async def test_of_two_browsers_that_begin_at_once_one_gets_the_test(seat):
    answers = await asyncio.gather(*(save(seat, numbered(1, browser), Results=browser, Status=20) for browser in "abcdef"))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409, 409, 409]
    winner = "abcdef"[[status for status, _ in answers].index(200)]
    assert (await stored(seat))["Results"] == winner


async def test_a_test_that_ends_while_saves_arrive_stays_ended(seat):
    saves = [save(seat, numbered(number), Results=number, Status=30 if number == 12 else 20) for number in (11, 12, 9, 10, 8)]
    assert await asyncio.gather(*saves) == [(200, "OK")] * 5
    row = await stored(seat)
    assert (row["Results"], row["Status"]) == (12, 30)


# The end


async def test_a_done_test_stays_done(seat):
    assert await save(seat, Results="last", Status=30) == (200, "OK")
    assert await save(seat, Results="older", Status=20) == (409, "The test is finished")
    assert await save(seat, Results="corrected", Status=30) == (200, "OK")
    assert await save(seat, Scores="scored") == (200, "OK")
    given = {"PersonID": str(seat.client.person_id), "Status": 30}
    assert (await seat.client.post(f"/sessions/{seat.session}", json=given)).status == 200
    assert await save(seat, Results="too late", Status=30) == (409, "The test is finished")
    row = await stored(seat)
    assert (row["Results"], row["Scores"], row["Status"]) == ("corrected", "scored", 30)


async def test_a_done_test_takes_corrections_from_its_browser_only(seat):
    await save(seat, numbered(3, "first"), Results="last", Status=30)
    assert await save(seat, numbered(3, "first"), Results="x", Status=30) == (200, "OK")
    assert await save(seat, numbered(9, "second"), Results="x", Status=30) == (409, "The test is finished")
    assert await save(seat, numbered(9, "second", TakeOver="Y"), Results="x", Status=30) == (409, "The test is finished")
    assert await save(seat, numbered(4, "first"), Results="corrected", Status=30) == (200, "OK")
    assert (await stored(seat))["Results"] == "corrected"


async def test_a_finished_test_is_billed_and_gathered_once(seat, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update companies set costs_per_test_in_units = 7, current_credit_level = 100 where id = $1", seat.company_id)
    done = await asyncio.gather(*(save(seat, Results="r", Status=30) for _ in range(4)))
    assert done == [(200, "OK")] * 4
    await save(seat, Scores="s", Status=30)
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select current_credit_level from companies where id = $1", seat.company_id) == 93
        gathered = await conn.fetchval("select count(*) from gathered_data where owner_id = $1", seat.company_id)
    assert gathered == 1
    assert (await stored(seat))["Billed"] is True


async def test_every_save_is_in_the_trail(seat):
    await save(seat, numbered(2), Results="a", Status=20, CurrentPage=2)
    await save(seat, numbered(1), Results="late", Status=20, CurrentPage=1)
    await save(seat, numbered(3), Results="b", Status=30, CurrentPage=3)
    rows = await (await seat.office.get(f"/audittrail/session/{seat.session}", headers={"Filter": "ObjectType=2"})).json()
    test_id = (await stored(seat))["TestID"]
    assert [(row["MessageID"], row["NewData"]) for row in rows][1:] == [
        (2, f'{{ "CurrentPage": 2, "TestID" : "{test_id}" }}'),
        (3, f'{{ "CurrentPage": 3, "TestID" : "{test_id}" }}'),
    ]
    assert {row["UserID"] for row in rows[1:]} == {str(seat.client.person_id)}
    assert (await (await seat.office.get(f"/audittrail/{rows[2]['ID']}")).json())["OldData"] == '"b"'


# When


async def window(seat, **fields):
    assert (await seat.office.post(f"/sessions/{seat.session}", json=fields)).status == 200


async def test_nothing_is_taken_before_a_session_opens(seat):
    await window(seat, AllowedStartDateTime=SOON)
    assert await save(seat, Results="early", Status=20) == (403, "The session is not open yet")
    assert (await stored(seat))["Results"] == ""


async def test_a_session_that_is_over_cannot_be_begun_but_finished(seat):
    await window(seat, AllowedEndDateTime=LONG_AGO)
    assert await save(seat, Results="late", Status=20) == (403, "The session is over")
    await window(seat, Status=20)
    assert await save(seat, Results="late", Status=30) == (200, "OK")


async def test_an_enforced_end_takes_nothing_until_the_office_moves_it(seat):
    await window(seat, AllowedEndDateTime=LONG_AGO, EnforceSessionEndDateTime=True, Status=20)
    assert await save(seat, numbered(4), Results="kept", Status=20) == (403, "The session is over")
    await window(seat, AllowedEndDateTime=SOON)
    assert await save(seat, numbered(4), Results="kept", Status=20) == (200, "OK")
    assert (await stored(seat))["Results"] == "kept"


async def test_five_minutes_are_in_the_candidates_favour(seat, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update assessment_sessions set enforces_end = true, allowed_from = now() + interval '4 minutes',"
                           " allowed_until = now() - interval '4 minutes' where id = $1", seat.session)  # fmt: skip
    assert await save(seat, Results="in time", Status=20) == (200, "OK")

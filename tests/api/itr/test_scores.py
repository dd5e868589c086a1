"""The server scores tests made here when they are done; what a client says of scores counts only for foreign ones."""

import asyncio

import pytest

from tests.api.itr import planned
from tests.api.itr.planned import new_id, taken
from tests.domain.assessed import NORM, OTHER_NORM, answered, component, computed, definition, norm, rule, scale

FORGED = {"__a": {"Score": 99}}
ANSWERS = answered(q="3", r="2")


def whole(**more):
    """A test of two questions, two scales and two norms."""
    return definition(
        [component("q"), component("r")], [scale("A"), scale("B", 1)], [rule("q", "a"), rule("r", "a"), computed("b", "A / 2")],
        [norm((0, "low", 10), (5, "high", 90)), norm((0, "x", 50), identity=OTHER_NORM)],
    ) | {"TestName": "Calm", "TotalTimeAvailableForThisTest": 0} | more  # fmt: skip


@pytest.fixture
async def author(people, office):
    return await people("is_test_author", company_id=office.company_id)


@pytest.fixture
async def given(office, author, candidate):
    """`await given(test, **fields)`: a test of the company that a candidate is to take; returns his client, the session and the test."""

    async def plan(test, **fields):
        identity = new_id()
        if test is not None:
            response = await author.post(f"/tests/{identity}", json={"ID": identity} | test)
            assert response.status == 200, await response.text()
        client = await candidate(office.company_id)
        session = await planned.session(office.client, client.person_id)
        return client, session, await planned.test(office.client, session, client.person_id, TestID=identity, **fields)

    return plan


async def stored(office, session, test):
    response = await office.client.get(f"/sessiontests/{session}/{test}")
    assert response.status == 200, await response.text()
    return await response.json()


async def test_a_finished_test_is_scored_by_the_server(given, office):
    client, session, test = await given(whole())
    assert (await taken(client, session, test, Results=ANSWERS, Scores=FORGED, Status=20))[0] == 200
    assert (await stored(office, session, test))["Scores"] == FORGED
    assert (await taken(client, session, test, Status=30, Scores=FORGED, PercentageOfQuestionsAnswered=7))[0] == 200
    found = await stored(office, session, test)
    assert {name: each["Score"] for name, each in found["Scores"].items()} == {"__a": 5, "__b": 2.5}
    assert (found["Scores"]["__a"]["NormScore"], found["Scores"]["__a"]["PercentileScore"]) == ("high", "90")
    assert found["PercentageOfQuestionsAnswered"] == 100 and found["Results"] == ANSWERS


async def test_the_norms_of_the_session_test_count(given, office):
    client, session, test = await given(whole(), NormID1=OTHER_NORM, NormID3=NORM)
    await taken(client, session, test, Results=ANSWERS, Status=30)
    found = (await stored(office, session, test))["Scores"]["__a"]
    assert (found["AppliedNorm"], found["AppliedNorm2"], found["AppliedNorm3"]) == (OTHER_NORM, "-", NORM)
    assert (found["NormScore"], found["NormScore2"], found["NormScore3"]) == ("x", "-", "high")


async def test_corrected_answers_are_scored_again_and_the_same_ones_the_same(given, office):
    client, session, test = await given(whole())
    await taken(client, session, test, Results=ANSWERS, Status=30)
    first = (await stored(office, session, test))["Scores"]
    assert (await taken(client, session, test, Scores=FORGED))[0] == 200
    assert (await stored(office, session, test))["Scores"] == first
    assert (await taken(client, session, test, Results=answered(q="1")))[0] == 200
    found = await stored(office, session, test)
    assert (found["Scores"]["__a"]["Score"], found["PercentageOfQuestionsAnswered"]) == (1, 50)
    response = await office.client.post(f"/sessiontests/{session}/{test}", json={"NormID1": OTHER_NORM, "Scores": FORGED})
    assert response.status == 200
    assert (await stored(office, session, test))["Scores"]["__a"]["AppliedNorm"] == OTHER_NORM


async def test_two_ends_at_once_leave_one_score(given, office):
    client, session, test = await given(whole())
    ends = await asyncio.gather(*(taken(client, session, test, Results=answered(q=str(n % 3 + 1)), Status=30) for n in range(6)))
    assert {status for status, _ in ends} == {200}
    found = await stored(office, session, test)
    assert found["Scores"]["__a"]["Score"] == int(found["Results"]["__s"]["__q"]["Value"])


@pytest.mark.parametrize("foreign", [
    {"ScoringScript": "scores.a = 1"}, {"Post360": "x"}, {"PluginData": {}}, {"PluginData": "text"}, {"PluginData": {"Athenaeum": "Y"}},
])  # fmt: skip
async def test_scores_of_foreign_tests_stay_as_they_were_sent(given, office, foreign):
    client, session, test = await given(whole(**foreign))
    await taken(client, session, test, Results=ANSWERS, Scores=FORGED, Status=30)
    assert (await stored(office, session, test))["Scores"] == FORGED


async def test_a_test_that_is_gone_leaves_scores_alone(given, office):
    client, session, test = await given(None)
    await taken(client, session, test, Results=ANSWERS, Scores=FORGED, Status=30)
    assert (await stored(office, session, test))["Scores"] == FORGED


async def test_a_test_with_faults_is_not_scored(given, office):
    client, session, test = await given(whole(scoreRules=[rule("q", "nowhere")]))
    assert (await taken(client, session, test, Results=ANSWERS, Scores=FORGED, Status=30))[0] == 200
    found = await stored(office, session, test)
    assert (found["Scores"], found["Results"]) == ("", ANSWERS)


async def test_a_published_test_is_scored_and_ones_own_comes_first(given, office, people, author):
    master = await people("is_test_author", is_master=True)
    identity = new_id()
    published = {"ID": identity} | whole(scoreRules=[rule("q", "a", "10")])
    response = await master.post(f"/tests/{identity}", json=published, headers={"IncludeMaster": "Y", "IncludeClient": "N"})
    assert response.status == 200, await response.text()
    client, session, test = await given(None)
    response = await office.client.post(f"/sessiontests/{session}/{test}", json={"TestID": identity})
    assert response.status == 200
    await taken(client, session, test, Results=ANSWERS, Status=30)
    assert (await stored(office, session, test))["Scores"]["__a"]["Score"] == 10
    assert (await author.post(f"/tests/{identity}", json={"ID": identity} | whole())).status == 200
    assert (await office.client.post(f"/sessiontests/{session}/{test}", json={"Sequence": 2})).status == 200
    assert (await stored(office, session, test))["Scores"]["__a"]["Score"] == 5


async def test_what_is_kept_for_research_has_the_servers_scores(given, office, people):
    client, session, test = await given(whole())
    await taken(client, session, test, Results=ANSWERS, Scores=FORGED, Status=30)
    researcher = await people("is_researcher", company_id=office.company_id)
    rows = await (await researcher.get("/datagathering", headers={"Filter": f"SessionID={session}"})).json()
    found = await (await researcher.get(f"/datagathering/{rows[0]['ID']}")).json()
    data = found["TestData"]
    if isinstance(data, str):
        import json

        data = json.loads(data)
    assert data["Scores"]["__a"]["Score"] == 5

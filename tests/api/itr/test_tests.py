"""What candidates get of a test, and where a test is found."""

import uuid

import pytest

from server.api.itr.entities import TESTS
from server.api.itr.tests import KEPT_FROM_CANDIDATES

# As the document lists them (specs §7.5).
REMOVED = {"norms", "documents", "scoreRules", "ScoringScript", "BeforeNormingScript", "AfterNormingScript", "Pre360", "Per360", "Post360",
           "graphs", "RequiredParsPerson", "RequiredParsSession", "RequiredParsGroup", "RequiredParsOrganisation"}  # fmt: skip
MASTER = {"IncludeMaster": "Y", "IncludeClient": "N"}


@pytest.fixture
async def author(people):
    return await people("is_office_user", "is_test_author", is_master=True)


async def made(author, headers=None, **fields) -> str:
    identity = str(uuid.uuid4())
    given = {"TotalTimeAvailableForThisTest": 0, "norms": [{"ID": "n"}], "scoreRules": [1], "ScoringScript": "secret()", "screens": [2]}
    assert (await author.post(f"/tests/{identity}", json=given | fields, headers=headers or {})).status == 200
    return identity


def test_the_fields_are_the_documents():
    assert set(KEPT_FROM_CANDIDATES) == REMOVED


@pytest.mark.parametrize("is_protected", [True, False])
async def test_candidates_get_no_norms_of_a_protected_test(author, candidate, people, is_protected):
    identity = await made(author, TestDefinitionIsProtected=is_protected)
    client = await candidate(author.company_id)
    row = await (await client.get(f"/tests/{identity}")).json()
    assert set(row) == set(TESTS.wire) - (REMOVED if is_protected else set())
    assert row["screens"] == [2]
    whole = await (await author.get(f"/tests/{identity}")).json()
    assert set(whole) == set(TESTS.wire)
    assert (whole["norms"], whole["ScoringScript"]) == ([{"ID": "n"}], "secret()")
    both = await people("is_test_taking_user", "is_office_user", company_id=author.company_id)
    assert "norms" in await (await both.get(f"/tests/{identity}")).json()
    only = await people("is_test_taking_user", company_id=author.company_id)
    assert ("norms" in await (await only.get(f"/tests/{identity}")).json()) is not is_protected


async def test_a_published_test_is_found_behind_the_companys_own(author, candidate):
    identity = await made(author, MASTER, TestName="published")
    client = await candidate(author.company_id)
    assert (await (await client.get(f"/tests/{identity}")).json())["TestName"] == "published"
    assert (await (await client.get(f"/tests/{identity}", headers=MASTER)).json())["TestName"] == "published"
    assert (await author.post(f"/tests/{identity}", json={"TestName": "ours", "TotalTimeAvailableForThisTest": 0})).status == 200
    assert (await (await client.get(f"/tests/{identity}")).json())["TestName"] == "ours"
    assert (await (await author.get(f"/tests/{identity}", headers=MASTER)).json())["TestName"] == "published"


async def test_candidates_of_other_companies_find_nothing(author, candidate):
    identity, stranger = await made(author), await candidate()
    assert (await stranger.get(f"/tests/{identity}")).status == 404


async def test_candidates_list_no_tests(author, candidate):
    client = await candidate(author.company_id)
    response = await client.get("/tests", headers={"IncludeMaster": "Y"})
    assert (response.status, await response.text()) == (404, "Invalid or expired token")

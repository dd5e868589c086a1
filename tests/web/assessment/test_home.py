"""The test office's first page: what is planned, running, done, and what needs attention."""

import pytest

pytestmark = pytest.mark.chromium


async def test_an_office_can_be_made(filled):
    office, test, sessions = filled
    rows = await office.read("/sessions", Sort="CreateDate")
    assert sorted(row["Status"] for row in rows) == [10, 20, 31]
    done = await office.read(f"/sessiontests/{sessions[2].id}/{sessions[2].tests[0]}")
    assert done["Scores"]["__calm"]["Score"] == 5 and done["Scores"]["__calm"]["NormScore"] == "high"
    group = await office.group(test)
    await office.join(group, sessions[0].person, sessions[1].person)
    assert set(await office.members(group)) == {sessions[0].person["ID"], sessions[1].person["ID"]}
    colleague = await office.colleague("is_test_author")
    assert [row["TestName"] for row in await colleague.read("/tests")] == ["Calm and open"]

"""What a test office has on its desk, in numbers."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.api.itr.conftest import candidate, office, people  # noqa: F401  (fixtures)
from tests.api.itr.planned import LONG_AGO, session
from tests.conftest import Client
from tests.make import PASSWORD

PATH = "/assessment/overview"


@pytest.fixture
async def app_of(app_api, make):
    """`await app_of(client, *flags)`: requests of somebody else of the client's company at the app's API; `login_id` is his."""

    async def person(company_id, *flags: str) -> Client:
        account = await make.account(password=PASSWORD)
        login_id = await make.login(account, company_id, *flags)
        client = app_api.using(session_id=await make.session(account, login_id=login_id))
        client.login_id = login_id
        return client

    return person


async def overview(client, status=200):
    response = await client.get(PATH)
    assert response.status == status, await response.text()
    return await response.json()


async def test_who_may_look(app_api, make, app_of, office, candidate):  # noqa: F811
    assert (await overview(app_api, 401))["code"] == "missing"
    assert (await overview(app_api.using(token=await make.token(await make.account())), 401))["code"] == "wrong_kind"
    taker = await candidate(office.company_id)
    assert (await overview(app_api.using(session_id=taker.session_id), 401))["code"] == "wrong_kind"
    outside = await make.session(await make.account(password=PASSWORD))
    assert (await overview(app_api.using(session_id=outside), 403))["code"] == "denied"
    assert (await overview(await app_of(office.company_id, "is_test_taking_user"), 403))["code"] == "denied"
    await overview(await app_of(office.company_id, "is_office_user"))


async def test_sessions_are_counted_by_how_far_they_are(office, app_of, make):  # noqa: F811
    company_id, client = office.company_id, office.client
    person = await make.person(company_id)
    narrow = await app_of(company_id, "is_office_user", "may_work_with_own_objects_only")
    now = datetime.now(UTC)
    await session(client, person)
    await session(client, person, Status=20, AllowedEndDateTime=LONG_AGO)
    await session(client, person, Status=31, EndedAt=now.isoformat(), AllowedEndDateTime=LONG_AGO)
    await session(client, person, Status=31, EndedAt=(now - timedelta(days=7)).isoformat(), ManagedByUserID=str(narrow.login_id))
    await session(client, person, Status=31, EndedAt=(now - timedelta(days=400)).isoformat(), Active=False)
    await session(client, person, Active=False)
    await session(client, person, SessionType=200)
    await session(client, SessionType=100)
    found = await overview(await app_of(company_id, "is_office_user"))
    assert found["sessions"] == {"ready": 1, "running": 1, "done": 2, "over": 1}
    weeks = [(week["week"], week["done"]) for week in found["weeks"]]
    monday = (now - timedelta(days=now.weekday())).date()
    assert [day for day, _ in weeks] == [(monday - timedelta(weeks=11 - number)).isoformat() for number in range(12)]
    assert [done for _, done in weeks] == [0] * 10 + [1, 1]
    own = await overview(narrow)
    assert own["sessions"] == {"ready": 0, "running": 0, "done": 1, "over": 0} and own["weeks"][10]["done"] == 1
    stranger = await app_of(await make.company(), "is_office_user")
    assert (await overview(stranger))["sessions"] == {"ready": 0, "running": 0, "done": 0, "over": 0}

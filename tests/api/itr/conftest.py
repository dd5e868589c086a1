"""People who work with assessments."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.make import PASSWORD


@pytest.fixture
async def office(itr, make):
    """An account with a login in one company, and a client with its session."""
    account, company_id = await make.account(password=PASSWORD, is_email_verified=True), await make.company("Clinic")
    login_id = await make.login(account, company_id, "is_office_user")
    client = itr.using(session_id=await make.session(account, login_id=login_id, made_by="itr"))
    return SimpleNamespace(account=account, company_id=company_id, login_id=login_id, client=client)


@pytest.fixture
async def people(itr, make):
    """`await people("is_office_user", company_id=…, is_master=True)`: somebody's client, with `company_id` and `login_id`."""

    async def person(*flags: str, company_id=None, is_master: bool = False):
        roles = (("assessment", "admin"),) if is_master else ()
        account = await make.account(password=PASSWORD, roles=roles)
        company_id = company_id or await make.company()
        login_id = await make.login(account, company_id, *flags)
        client = itr.using(session_id=await make.session(account, login_id=login_id, made_by="itr"))
        client.company_id, client.login_id = company_id, login_id
        return client

    return person


@pytest.fixture
async def candidate(itr, make):
    """`await candidate(company_id)`: the client of somebody who takes tests there, with `person_id`."""

    async def person(company_id=None):
        from server.domain import sessions

        company_id = company_id or await make.company()
        person_id = await make.person(company_id)
        async with make.pool.acquire() as conn:
            hashed = await conn.fetchval("select password_hash from persons where id = $1", person_id)
            made = await sessions.start_for_person(conn, person_id=person_id, password_hash=hashed, idle_seconds=600)
        client = itr.using(session_id=made[0])
        client.company_id, client.person_id = company_id, person_id
        return client

    return person


@pytest.fixture
def new_id():
    return lambda: str(uuid4())

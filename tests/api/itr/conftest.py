"""People who work with assessments."""

from types import SimpleNamespace

import pytest

from tests.make import PASSWORD


@pytest.fixture
async def office(itr, make):
    """An account with a login in one company, and a client with its session."""
    account, company_id = await make.account(password=PASSWORD, is_email_verified=True), await make.company("Clinic")
    login_id = await make.login(account, company_id, "is_office_user")
    client = itr.using(session_id=await make.session(account, login_id=login_id, made_by="itr"))
    return SimpleNamespace(account=account, company_id=company_id, login_id=login_id, client=client)

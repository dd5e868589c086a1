"""GET /scopes, GET, POST /tokens, DELETE /tokens/{id}."""

from datetime import UTC, datetime, timedelta

import pytest

from server.domain.actor import SCOPES
from tests.api.conftest import signed_in


async def code_of(response):
    return response.status, (await response.json())["code"]


async def make_token(client, **body):
    return await client.post("/tokens", json={"name": "script"} | body)


@pytest.mark.parametrize("method, path", [("GET", "/scopes"), ("GET", "/tokens"), ("POST", "/tokens"), ("DELETE", "/tokens/1")])
async def test_needs_an_own_session(app_api, mira, make, method, path):
    assert await code_of(await app_api.request(method, path)) == (401, "missing")
    token = await make.token(mira.account)
    assert await code_of(await app_api.using(token=token).request(method, path)) == (401, "wrong_kind")


async def test_all_scopes_are_offered(mira):
    offered = (await (await mira.get("/scopes")).json())["scopes"]
    assert [item["scope"] for item in offered] == list(SCOPES)
    assert {"scope": "record.read", "group": "record", "domain": "research"} in offered
    assert {"scope": "assessment.write", "group": "assessment", "domain": "assessment"} in offered


async def test_a_token_is_shown_once_and_works(anonymous, mira):
    response = await make_token(mira)
    made = await response.json()
    assert response.status == 201
    assert made["token"].startswith("pat_")
    assert (made["scopes"], made["company"], made["expires_at"], made["last_used_at"], made["is_expired"]) == (
        None,
        None,
        None,
        None,
        False,
    )
    assert (await anonymous.using(token=made["token"]).get("/kms/api/v1/auth/me")).status == 200
    listed = await (await mira.get("/tokens")).text()
    assert made["token"] not in listed


async def test_a_token_can_be_narrowed(anonymous, mira):
    made = await (await make_token(mira, scopes=["training.read", "record.read"])).json()
    assert made["scopes"] == ["record.read", "training.read"]
    narrowed = anonymous.using(token=made["token"])
    assert (await narrowed.get("/kms/api/v1/auth/me")).status == 200
    assert (await narrowed.get("/lms/api/auth/profile")).status == 403


@pytest.mark.parametrize(
    "body, path, code",
    [
        ({"name": ""}, ["name"], "too_short"),
        ({"name": "   "}, ["name"], "too_short"),
        ({"name": "x" * 151}, ["name"], "too_long"),
        ({"name": "a\u202eb"}, ["name"], "bad_text"),
        ({"scopes": ["record.fly"]}, ["scopes"], "unknown"),
        ({"scopes": "record.read"}, ["scopes"], "not_list"),
        ({"expires_at": "2020-01-01"}, ["expires_at"], "in_the_past"),
        ({"expires_at": "soon"}, ["expires_at"], "not_instant"),
        ({"expires_at": "9999-12-31"}, ["expires_at"], "not_instant"),
        ({"expires_at": "0001-01-01T00:00:00+14:00"}, ["expires_at"], "not_instant"),
        ({"company_id": "x"}, ["company_id"], "not_uuid"),
        ({"company_id": "7a0f5c1e-6f7c-4f07-9a51-1f52a3a1b001"}, ["company_id"], "unknown"),
    ],
)
async def test_a_wrong_field_is_named(mira, body, path, code):
    response = await make_token(mira, **body)
    problem = await response.json()
    assert response.status == 422
    assert [(error["path"], error["code"]) for error in problem["errors"]] == [(path, code)]


async def test_a_day_counts_to_its_end(mira):
    day = (datetime.now(UTC) + timedelta(days=1)).date()
    made = await (await make_token(mira, expires_at=day.isoformat())).json()
    assert datetime.fromisoformat(made["expires_at"]) == datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


async def test_an_expired_token_does_not_count(anonymous, mira, make):
    soon = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    made = await (await make_token(mira, expires_at=soon)).json()
    async with make.pool.acquire() as conn:
        await conn.execute("update access_tokens set expires_at = now() where id = $1", made["id"])
    assert (await anonymous.using(token=made["token"]).get("/kms/api/v1/auth/me")).status == 401
    assert (await (await mira.get("/tokens")).json())["items"][0]["is_expired"] is True


async def test_a_token_acts_in_the_company_that_was_chosen(anonymous, mira, make):
    one, other = await make.company("One"), await make.company("Other")
    for company_id in (one, other):
        await make.login(mira.account, company_id, "is_office_user")
    without = await (await make_token(mira)).json()
    chosen = await (await make_token(mira, company_id=str(other))).json()
    assert chosen["company"] == {"company_id": str(other), "name": "Other"}
    assert (await anonymous.using(session_id=without["token"]).get("/itr/api/logins/currentuser")).status == 404
    shown = await anonymous.using(session_id=chosen["token"]).get("/itr/api/logins/currentuser")
    assert (shown.status, (await shown.json())["CompanyID"]) == (200, str(other))


async def test_the_only_company_is_chosen_by_itself(mira, make):
    company_id = await make.company("Only")
    await make.login(mira.account, company_id)
    assert (await (await make_token(mira)).json())["company"] == {"company_id": str(company_id), "name": "Only"}


async def test_a_revoked_token_ends_at_once(anonymous, mira):
    made = await (await make_token(mira)).json()
    client = anonymous.using(token=made["token"])
    assert (await client.get("/kms/api/v1/auth/me")).status == 200
    assert (await mira.delete(f"/tokens/{made['id']}")).status == 204
    assert (await client.get("/kms/api/v1/auth/me")).status == 401
    assert await code_of(await mira.delete(f"/tokens/{made['id']}")) == (404, "not_found")


async def test_nobody_revokes_or_sees_another_persons_token(app_api, mira, make):
    made = await (await make_token(mira)).json()
    other = await signed_in(app_api, make)
    assert await code_of(await other.delete(f"/tokens/{made['id']}")) == (404, "not_found")
    assert (await (await other.get("/tokens")).json())["total"] == 0
    assert (await (await mira.get("/tokens")).json())["total"] == 1

"""GET /identities, POST /identities/{id}/join, DELETE /identities/{id}, and the link that joins one."""

import asyncio
from typing import Any

import pytest

from server import db, keys
from server.domain import accounts, identities
from server.domain.identities import Profile
from server.domain.links import page_link
from tests.api.app.test_services import code_of
from tests.api.conftest import signed_in
from tests.domain.test_accounts import mails
from tests.make import PASSWORD, unique

ISSUER = "https://clerk.example.org"
ENDPOINTS = [("GET", "/identities"), ("POST", "/identities/1/join"), ("DELETE", "/identities/1")]
FIELDS = {"id", "provider", "subject", "name", "email", "state", "is_deleted", "created_at"}


@pytest.fixture
async def mira(app_api, make):
    """Somebody whose address is verified."""
    return await signed_in(app_api, make, is_email_verified=True)


@pytest.fixture
async def comes(app, make):
    """`await comes(email)`: somebody comes from the provider with that address; the subject."""
    identity = app[keys.IDENTITY]

    async def comes(email: str | None, **fields: Any) -> str:
        profile = Profile(issuer=ISSUER, email=email, **{"subject": unique("user"), "given_name": "Ada", "family_name": "Grün"} | fields)
        async with db.transaction(identity.pool) as conn:
            await identities.sync(conn, identity, profile, refuse_known_email=False, link_of=page_link("http://127.0.0.1"))
        return profile.subject

    return comes


async def listed(client) -> list[dict[str, Any]]:
    return (await (await client.get("/identities")).json())["items"]


async def link_of(app, address: str) -> str:
    async with app[keys.POOL].acquire() as conn:
        return (await mails(conn, app[keys.IDENTITY], address))[-1][1]["link"].partition("#")[2]


@pytest.mark.parametrize("method, path", ENDPOINTS)
async def test_needs_an_own_session(app_api, mira, make, method, path):
    assert await code_of(await app_api.request(method, path)) == (401, "missing")
    token = await make.token(mira.account)
    assert await code_of(await app_api.using(token=token).request(method, path)) == (401, "wrong_kind")


async def test_what_waits_is_listed_and_joined_by_its_owner_only(mira, app_api, make, comes):
    subject = await comes(mira.account["email"].upper())
    (one,) = await listed(mira)
    assert set(one) == FIELDS
    assert (one["provider"], one["subject"], one["name"], one["state"], one["is_deleted"]) == (
        ISSUER,
        subject,
        "Ada Grün",
        "waiting",
        False,
    )
    stranger = await signed_in(app_api, make, is_email_verified=True)
    assert await listed(stranger) == []
    for method, path in (("POST", f"/identities/{one['id']}/join"), ("DELETE", f"/identities/{one['id']}")):
        assert await code_of(await stranger.request(method, path)) == (404, "not_found", "identity")
    response = await mira.post(f"/identities/{one['id']}/join")
    assert (response.status, await response.json()) == (200, one | {"state": "joined"})
    assert await listed(mira) == [one | {"state": "joined"}]
    assert await code_of(await mira.post(f"/identities/{one['id']}/join")) == (404, "not_found", "identity")


async def test_joining_gives_learning(app_api, make, comes):
    researcher = await signed_in(app_api, make, is_email_verified=True, domains=("research",))
    await comes(researcher.account["email"])
    (one,) = await listed(researcher)
    await researcher.post(f"/identities/{one['id']}/join")
    async with make.pool.acquire() as conn:
        account = await accounts.get(conn, researcher.account["id"])
    assert (set(account["domains"]), account["roles"]) == ({"research", "learning"}, ["learning:learner"])


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 18])
async def test_what_is_not_there(mira, number):
    expected = (404, "not_found", "identity")
    assert await code_of(await mira.post(f"/identities/{number}/join")) == expected
    assert await code_of(await mira.delete(f"/identities/{number}")) == expected


async def test_whoever_only_says_that_an_address_is_his_joins_nothing(app_api, make, comes):
    squatter = await signed_in(app_api, make)
    await comes(squatter.account["email"])
    (one,) = await listed(squatter)
    assert (one["state"], one["subject"], one["name"]) == ("unconfirmed", None, None)
    assert await code_of(await squatter.post(f"/identities/{one['id']}/join")) == (409, "email_unverified")
    assert (await listed(squatter))[0]["state"] == "unconfirmed"


async def test_an_address_that_the_provider_doubts_joins_nothing(mira, comes, make):
    subject = await comes(mira.account["email"], is_email_verified=False)
    assert await listed(mira) == []
    async with make.pool.acquire() as conn:
        number = await conn.fetchval("select id from identities where subject = $1", subject)
    assert await code_of(await mira.post(f"/identities/{number}/join")) == (404, "not_found", "identity")


async def test_who_left_the_address_joins_nothing(mira, comes, make):
    await comes(mira.account["email"])
    (one,) = await listed(mira)
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set email = $2 where id = $1", mira.account["id"], f"{unique()}@example.org")
    assert await listed(mira) == []
    assert await code_of(await mira.post(f"/identities/{one['id']}/join")) == (404, "not_found", "identity")


async def test_two_clicks_at_once_join_once(mira, comes):
    await comes(mira.account["email"])
    (one,) = await listed(mira)
    responses = await asyncio.gather(*(mira.post(f"/identities/{one['id']}/join") for _ in range(4)))
    assert sorted(response.status for response in responses) == [200, 404, 404, 404]


async def test_parting_and_joining_again(mira, comes, app):
    subject = await comes(mira.account["email"])
    (one,) = await listed(mira)
    await mira.post(f"/identities/{one['id']}/join")
    assert (await mira.delete(f"/identities/{one['id']}")).status == 204
    assert (await listed(mira))[0]["state"] == "waiting"
    assert await code_of(await mira.delete(f"/identities/{one['id']}")) == (404, "not_found", "identity")
    await comes(mira.account["email"], subject=subject)
    async with app[keys.POOL].acquire() as conn:
        asked = await mails(conn, app[keys.IDENTITY], mira.account["email"])
    assert len(asked) == 1
    assert (await mira.post(f"/identities/{one['id']}/join")).status == 200


async def test_the_only_way_in_stays(app_api, make, comes, app):
    account = await make.account(password=PASSWORD, is_email_verified=True)
    client = app_api.using(session_id=await make.session(account))
    await comes(account["email"])
    (one,) = await listed(client)
    await client.post(f"/identities/{one['id']}/join")
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set password_hash = null where id = $1", account["id"])
    assert await code_of(await client.delete(f"/identities/{one['id']}")) == (409, "only_way_in")


async def test_who_the_provider_deleted_is_shown_as_that(mira, comes, make):
    subject = await comes(mira.account["email"])
    (one,) = await listed(mira)
    await mira.post(f"/identities/{one['id']}/join")
    async with db.transaction(make.pool) as conn:
        await identities.end(conn, ISSUER, subject)
    assert [(row["state"], row["is_deleted"]) for row in await listed(mira)] == [("joined", True)]


# The mailed link


async def test_the_link_joins_without_a_session_and_once(mira, app_api, comes, app):
    await comes(mira.account["email"])
    token = await link_of(app, mira.account["email"])
    shown = await (await app_api.post("/links/inspect", json={"token": token})).json()
    assert (shown["purpose"], shown["needs"]) == ("join_identity", [])
    used = await app_api.post("/links/use", json={"token": token})
    assert (used.status, await used.json()) == (200, {"purpose": "join_identity", "login": mira.account["username"]})
    assert await code_of(await app_api.post("/links/use", json={"token": token})) == (404, "not_found", "link")
    assert [one["state"] for one in await listed(mira)] == ["joined"]


async def test_with_a_second_factor_the_link_joins_nothing(mira, app_api, comes, app, make):
    await make.factor(mira.account)
    await comes(mira.account["email"])
    token = await link_of(app, mira.account["email"])
    assert await code_of(await app_api.post("/links/use", json={"token": token})) == (409, "factor_needed")
    (one,) = await listed(mira)
    assert one["state"] == "waiting"
    assert (await mira.post(f"/identities/{one['id']}/join")).status == 200


async def test_the_link_is_over_once_it_was_joined_here(mira, app_api, comes, app):
    await comes(mira.account["email"])
    token = await link_of(app, mira.account["email"])
    (one,) = await listed(mira)
    await mira.post(f"/identities/{one['id']}/join")
    assert await code_of(await app_api.post("/links/use", json={"token": token})) == (404, "not_found", "link")

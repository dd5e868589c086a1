"""POST /links/inspect, POST /links/use: set-up links, the first admin's, e-mail verification, joining an identity."""

from datetime import UTC, datetime

import pytest

from server import db, keys
from server.domain import identities, links
from server.domain.actor import SYSTEM
from tests.api.conftest import token_in
from tests.conftest import Client
from tests.make import PASSWORD, unique


async def use(client, token, **more):
    return await client.post("/links/use", json={"token": token} | more)


async def code_of(response):
    return response.status, (await response.json())["code"]


async def set_up_link(make, account):
    async with db.transaction(make.pool) as conn:
        return await links.make_set_up_link(conn, make.identity, SYSTEM, account["id"])


@pytest.mark.parametrize("token", ["", "x" * 201])
async def test_a_token_that_is_none_is_refused(app_api, token):
    assert (await use(app_api, token)).status == 422


@pytest.mark.parametrize("token", ["P" + "0" * 32, "W" + "0" * 32, "\u00e9", "' or 1=1"])
async def test_an_unknown_token_is_not_found(app_api, token):
    assert await code_of(await use(app_api, token, password=PASSWORD)) == (404, "not_found")


async def test_an_expired_link_is_not_found(app_api, make):
    account = await make.account()
    token = await set_up_link(make, account)
    async with make.pool.acquire() as conn:
        await conn.execute("update reset_tokens set expires_at = now() where account_id = $1", account["id"])
    assert await code_of(await app_api.post("/links/inspect", json={"token": token})) == (404, "not_found")
    assert await code_of(await use(app_api, token, password=PASSWORD)) == (404, "not_found")


async def test_a_session_id_is_no_link(app_api, mira):
    assert await code_of(await use(app_api, mira.session_id, password=PASSWORD)) == (404, "not_found")


async def test_a_set_up_link_needs_a_password_and_survives_a_bad_one(app_api, make):
    account = await make.account()
    token = await set_up_link(make, account)
    described = await (await app_api.post("/links/inspect", json={"token": token})).json()
    assert described["purpose"] == "set_up"
    assert datetime.fromisoformat(described["expires_at"]) > datetime.now(UTC)
    refused = await use(app_api, token)
    assert (await refused.json())["errors"] == [{"path": ["password"], "code": "required", "params": {}}]
    assert (await use(app_api, token, password="short")).status == 422
    assert (await use(app_api, token, password=PASSWORD)).status == 200
    assert (await app_api.post("/sign-in", json={"login": account["username"], "password": PASSWORD})).status == 201


async def test_a_link_token_opens_nothing_else(app_api, anonymous, make):
    token = await set_up_link(make, await make.account())
    for path in ("/app/api/session", "/app/api/tokens", "/itr/api/logins/currentuser", "/kadi/api/v1/users/me", "/lms/api/auth/profile"):
        response = await anonymous.using(session_id=token).get(path)
        assert response.status in (401, 404), path


# The first admin


async def test_the_first_link_makes_an_admin_of_everything(start_server, fresh_database, http):
    server = await start_server(dsn=fresh_database)
    client = Client(http, str(server.make_url("/app/api")))
    identity = server.app[keys.IDENTITY]
    async with db.transaction(identity.pool) as conn:
        token = await links.make_first_admin_link(conn, identity)
    assert await (await client.get("/sign-in")).json() == {"is_set_up": False}
    described = await (await client.post("/links/inspect", json={"token": token})).json()
    assert (described["purpose"], described["needs"]) == ("first_admin", ["username", "display_name", "password"])
    refused = await (await use(client, token, password=PASSWORD)).json()
    assert [error["path"] for error in refused["errors"]] == [["username"], ["display_name"]]
    made = await use(client, token, username="root", display_name="Root", password=PASSWORD, email="root@example.org")
    assert (made.status, (await made.json())["login"]) == (200, "root")
    assert await (await client.get("/sign-in")).json() == {"is_set_up": True}
    session = (await (await client.post("/sign-in", json={"login": "root@example.org", "password": PASSWORD})).json())["session"]
    assert session["roles"][0] == {"role": "admin", "domain": None}
    assert [company["name"] for company in session["companies"]] == ["Athenaeum"]
    assert await code_of(await use(client, token, username="x", display_name="X", password=PASSWORD)) == (404, "not_found")


# Verification and identities


async def test_an_address_is_verified_by_its_link(app_api, mira, mails):
    assert (await mira.post("/email/verification")).status == 202
    token = token_in((await mails(mira.account["email"]))[-1])
    assert (await use(app_api, token)).status == 200
    assert (await (await mira.get("/profile")).json())["is_email_verified"] is True
    assert await code_of(await mira.post("/email/verification")) == (409, "already_verified")


async def test_an_address_that_somebody_verified_meanwhile_stays_theirs(app_api, mira, make, mails):
    await mira.post("/email/verification")
    token = token_in((await mails(mira.account["email"]))[-1])
    await make.account(email=mira.account["email"], is_email_verified=True)
    assert await code_of(await use(app_api, token)) == (409, "email_taken")


async def test_an_identity_is_joined_by_its_owner(app_api, make, mails):
    account = await make.account(is_email_verified=True)
    profile = identities.Profile(issuer="https://id.example.org", subject=unique("user"), email=account["email"], is_email_verified=True)
    async with db.transaction(make.pool) as conn:
        synced = await identities.sync(conn, make.identity, profile, refuse_known_email=False, link_of=links.page_link("https://x"))
    assert synced.is_waiting
    token = token_in((await mails(account["email"]))[-1])
    assert (await (await use(app_api, token)).json()) == {"purpose": "join_identity", "login": account["username"]}
    async with make.pool.acquire() as conn:
        joined = await conn.fetchval("select account_id from identities where subject = $1", profile.subject)
    assert joined == account["id"]

"""Accounts and roles for administrators: /accounts and what lies below."""

from datetime import UTC, datetime, timedelta

import pytest

from server import keys
from tests.api.conftest import signed_in, token_in, totp
from tests.conftest import Client
from tests.make import PASSWORD, Make, unique

ENDPOINTS = [
    ("GET", "/accounts"), ("POST", "/accounts"), ("GET", "/accounts/{id}"), ("PATCH", "/accounts/{id}"),
    ("PUT", "/accounts/{id}/domains/research"), ("GET", "/accounts/{id}/roles"), ("POST", "/accounts/{id}/roles"),
    ("DELETE", "/accounts/{id}/roles/1"), ("POST", "/accounts/{id}/reset-link"), ("POST", "/accounts/{id}/unlock"),
    ("POST", "/accounts/{id}/second-factor/remove"), ("POST", "/accounts/{id}/end-sessions"),
]  # fmt: skip
BODIES = {
    ("POST", "/accounts"): {"display_name": "X"}, ("PUT", "/accounts/{id}/domains/research"): {"state": "active"},
    ("POST", "/accounts/{id}/roles"): {"role": "guest", "domain": "research"},
}  # fmt: skip


async def code_of(response):
    return response.status, (await response.json())["code"]


async def ask(client, method, path, account_id=0):
    return await client.request(method, path.format(id=account_id), json=BODIES.get((method, path), {}))


@pytest.fixture
async def trainer(app_api, make):
    """An admin of training only."""
    return await signed_in(app_api, make, domains=("training",), roles=(("training", "admin"),))


# Who may


@pytest.mark.parametrize("method, path", ENDPOINTS)
async def test_needs_a_session_of_an_admin(app_api, mira, admin, make, method, path):
    other = await make.account()
    assert await code_of(await ask(app_api, method, path, other["id"])) == (401, "missing")
    token = app_api.using(token=await make.token(admin.account))
    assert await code_of(await ask(token, method, path, other["id"])) == (401, "wrong_kind")
    assert (await ask(mira, method, path, other["id"])).status == 403


@pytest.mark.parametrize("method, path", [endpoint for endpoint in ENDPOINTS if "{id}" in endpoint[1]])
@pytest.mark.parametrize("account_id", [0, 999_999_999_999_999_999])
async def test_nobody_there_is_not_found(admin, method, path, account_id):
    assert await code_of(await ask(admin, method, path, account_id)) == (404, "not_found")


async def test_an_admin_of_a_domain_sees_those_who_hold_it(trainer, make):
    inside, outside = await make.account(domains=("training",)), await make.account(domains=("research",))
    assert (await trainer.get(f"/accounts/{inside['id']}")).status == 200
    assert await code_of(await trainer.get(f"/accounts/{outside['id']}")) == (404, "not_found")
    listed = await (await trainer.get("/accounts?per_page=100")).json()
    assert all("training" in item["domains"] for item in listed["items"])
    found = await (await trainer.get("/accounts", params={"login": outside["username"]})).json()
    assert [item["id"] for item in found["items"]] == [outside["id"]]


async def test_an_admin_of_a_domain_changes_this_domain_only(trainer, make):
    other = await make.account(domains=("research",))
    path = f"/accounts/{other['id']}"
    assert await code_of(await trainer.put(f"{path}/domains/research", json={"state": "inactive"})) == (403, "not_admin")
    given = await (await trainer.put(f"{path}/domains/training", json={"state": "active"})).json()
    assert given["domains"] == {"research": "active", "training": "active"}
    assert (await trainer.post(f"{path}/roles", json={"role": "knowledge_manager", "domain": "training"})).status == 201
    assert await code_of(await trainer.post(f"{path}/roles", json={"role": "guest", "domain": "research"})) == (403, "not_admin")
    assert await code_of(await trainer.post(f"{path}/roles", json={"role": "admin"})) == (403, "not_admin")
    assert await code_of(await trainer.patch(path, json={"email": "x@example.org"})) == (403, "not_your_account")
    assert await code_of(await trainer.patch(path, json={"is_active": False})) == (403, "not_admin")
    for action in ("reset-link", "unlock", "second-factor/remove", "end-sessions"):
        assert await code_of(await trainer.post(f"{path}/{action}", json={})) == (403, "not_your_account"), action


# Lists


async def test_lists_search_filter_sort_and_page(admin, make):
    word = unique("list")
    made = [await make.account(f"{word}-{letter}", display_name=f"{word} {letter}") for letter in "cab"]
    await admin.put(f"/accounts/{made[0]['id']}/domains/research", json={"state": "suspended"})
    await admin.post(f"/accounts/{made[1]['id']}/roles", json={"role": "guest", "domain": "research"})

    async def names(**params):
        answer = await (await admin.get("/accounts", params={"search": word} | params)).json()
        return [item["username"][-1] for item in answer["items"]]

    assert await names() == ["a", "b", "c"]
    assert await names(sort="-username") == ["c", "b", "a"]
    assert await names(sort="created_at") == ["c", "a", "b"]
    assert await names(sort="-created_at") == ["b", "a", "c"]
    assert await names(page=2, per_page=2) == ["c"]
    assert await names(domain="research", state="suspended") == ["c"]
    assert await names(domain="research", state="active") == ["a", "b"]
    assert await names(role="guest") == ["a"]
    assert await names(search=word.upper() + "-B") == ["b"]
    assert await names(search=word[:2] + "%" + word[3:]) == []  # no wildcard
    assert await names(search=word[:2] + "_" + word[3:]) == []


@pytest.mark.parametrize("query", ["sort=password", "domain=cooking", "state=x", "role=x", "page=x", "per_page=0", "search=%00"])
async def test_a_bad_query_is_refused(admin, query):
    assert (await admin.get(f"/accounts?{query}")).status == 422


# Making and changing


async def test_a_new_account_gets_a_mailed_link(app_api, admin, mails):
    email = f"{unique('new')}@example.org"
    response = await admin.post(
        "/accounts", json={"display_name": "New Person", "email": email, "roles": [{"role": "mentor", "domain": "learning"}]}
    )
    made = await response.json()
    assert response.status == 201
    assert made["account"]["username"] == email.partition("@")[0]
    assert set(made["account"]["domains"]) == {"research", "training", "learning", "assessment"}
    assert {(role["role"], role["domain"]) for role in made["account"]["roles"]} == {("mentor", "learning"), ("learner", "learning")}
    assert (made["link"]["url"], made["link"]["mailed_to"]) == (None, email)
    token = token_in((await mails(email))[-1])
    assert (await app_api.post("/links/use", json={"token": token, "password": PASSWORD})).status == 200
    shown = await (await admin.get(f"/accounts/{made['account']['id']}")).json()
    assert (shown["has_password"], shown["is_email_verified"]) == (True, True)


async def test_without_an_address_the_link_is_shown_once(app_api, admin):
    made = await (
        await admin.post("/accounts", json={"display_name": "No Mail", "username": unique("nomail"), "domains": ["research"]})
    ).json()
    assert made["link"]["mailed_to"] is None
    token = made["link"]["url"].partition("#")[2]
    assert made["link"]["url"] == f"{app_api.url.removesuffix('/app/api')}/app/link#{token}"
    assert (await app_api.post("/links/use", json={"token": token, "password": PASSWORD})).status == 200
    session = await (await app_api.post("/sign-in", json={"login": made["account"]["username"], "password": PASSWORD})).json()
    assert session["session"]["domains"] == ["research"]


@pytest.mark.parametrize(
    "body, path, code",
    [
        ({}, ["display_name"], "required"),
        ({"display_name": "X", "email": "no"}, ["email"], "not_email"),
        ({"display_name": "X", "username": "a/b"}, ["username"], "bad_text"),
        ({"display_name": "X", "domains": ["cooking"]}, ["domains", "0"], "unknown"),
        ({"display_name": "X", "password": "secret"}, ["password"], "unknown_field"),
    ],
)
async def test_a_wrong_field_is_named(admin, body, path, code):
    response = await admin.post("/accounts", json=body)
    assert response.status == 422
    assert [(error["path"], error["code"]) for error in (await response.json())["errors"]] == [(path, code)]


async def test_names_and_verified_addresses_are_one_persons(admin, make):
    other = await make.account(is_email_verified=True)
    assert await code_of(await admin.post("/accounts", json={"display_name": "X", "username": other["username"]})) == (
        409,
        "username_taken",
    )
    one = await make.account()
    body = {"email": other["email"], "is_email_verified": True}
    assert await code_of(await admin.patch(f"/accounts/{one['id']}", json=body)) == (409, "email_taken")


async def test_an_admin_of_everything_changes_anybody(admin, make, mails):
    other = await make.account(is_email_verified=True)
    email, username = f"{unique('changed')}@example.org", unique("changed")
    body = {"display_name": "Changed", "given_name": "C", "email": email, "username": username}
    changed = await (await admin.patch(f"/accounts/{other['id']}", json=body)).json()
    assert (changed["display_name"], changed["given_name"], changed["email"], changed["username"]) == ("Changed", "C", email, username)
    assert changed["is_email_verified"] is False
    assert [mail["template"] for mail in await mails(email)] == ["verify_email"]
    assert [mail["template"] for mail in await mails(other["email"])] == ["email_changed"]
    vouched = await (await admin.patch(f"/accounts/{other['id']}", json={"is_email_verified": True})).json()
    assert vouched["is_email_verified"] is True


async def test_switching_off_counts_at_the_next_request(app_api, admin, make, mira):
    assert (await mira.get("/session")).status == 200
    changed = await (await admin.patch(f"/accounts/{mira.account['id']}", json={"is_active": False})).json()
    assert changed["is_active"] is False
    assert await code_of(await mira.get("/session")) == (401, "inactive")
    await admin.patch(f"/accounts/{mira.account['id']}", json={"is_active": True})
    assert (await mira.get("/session")).status == 200


@pytest.mark.parametrize("domain, status", [("cooking", 404), ("research", 422)])
async def test_an_unknown_domain_or_state_is_refused(admin, mira, domain, status):
    assert (await admin.put(f"/accounts/{mira.account['id']}/domains/{domain}", json={"state": "asleep"})).status == status


# Roles


async def test_roles_begin_and_end_with_their_history(admin, mira):
    path = f"/accounts/{mira.account['id']}/roles"
    given = await admin.post(path, json={"role": "admin", "domain": "training"})
    role = await given.json()
    assert given.status == 201
    assert (role["role"], role["domain"], role["effective_until"], role["assigned_by"]) == ("admin", "training", None, admin.account["id"])
    assert await code_of(await admin.post(path, json={"role": "admin", "domain": "training"})) == (409, "role_held")
    assert {"role": "admin", "domain": "training"} in (await (await mira.get("/session")).json())["roles"]
    assert (await admin.delete(f"{path}/{role['id']}")).status == 204
    assert {"role": "admin", "domain": "training"} not in (await (await mira.get("/session")).json())["roles"]
    history = await (await admin.get(path)).json()
    assert next(item for item in history["items"] if item["id"] == role["id"])["effective_until"] is not None
    assert await code_of(await admin.delete(f"{path}/{role['id']}")) == (404, "not_found")


async def test_a_role_can_begin_later(admin, mira):
    start = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    body = {
        "role": "mentor",
        "domain": "learning",
        "effective_from": start.isoformat(),
        "effective_until": (start + timedelta(days=1)).isoformat(),
    }
    role = await (await admin.post(f"/accounts/{mira.account['id']}/roles", json=body)).json()
    assert datetime.fromisoformat(role["effective_from"]) == start
    assert "mentor" not in str((await (await mira.get("/session")).json())["roles"])


@pytest.mark.parametrize(
    "body, path, code",
    [
        ({"role": "king"}, ["role"], "unknown"),
        ({"role": "mentor", "domain": "research"}, ["role"], "unknown"),
        ({"role": "mentor", "domain": "learning", "effective_until": "2020-01-01"}, ["effective_until"], "before_start"),
        ({}, ["role"], "required"),
    ],
)
async def test_a_wrong_role_is_refused(admin, mira, body, path, code):
    response = await admin.post(f"/accounts/{mira.account['id']}/roles", json=body)
    assert response.status == 422
    assert [(error["path"], error["code"]) for error in (await response.json())["errors"]] == [(path, code)]


async def test_nobody_ends_roles_of_another_account(admin, mira, make):
    other = await make.account(roles=(("research", "guest"),))
    theirs = (await (await admin.get(f"/accounts/{other['id']}/roles")).json())["items"]
    role = next(item for item in theirs if item["role"] == "guest")
    assert await code_of(await admin.delete(f"/accounts/{mira.account['id']}/roles/{role['id']}")) == (404, "not_found")


# Helping people in


async def test_a_reset_link_is_mailed_or_shown(app_api, admin, mira, mails):
    path = f"/accounts/{mira.account['id']}/reset-link"
    mailed = await (await admin.post(path, json={})).json()
    assert (mailed["url"], mailed["mailed_to"]) == (None, mira.account["email"])
    first = token_in((await mails(mira.account["email"]))[-1])
    shown = await (await admin.post(path, json={"mail": False})).json()
    assert await code_of(await app_api.post("/links/use", json={"token": first, "password": PASSWORD})) == (404, "not_found")
    token = shown["url"].partition("#")[2]
    assert (await app_api.post("/links/use", json={"token": token, "password": "another 12345"})).status == 200
    assert await code_of(await mira.get("/session")) == (401, "unknown")


async def test_unlock_ends_the_pause(app_api, admin, mira, make):
    secret = await make.factor(mira.account)
    async with make.pool.acquire() as conn:
        await conn.execute("update accounts set paused_until = now() + interval '1 minute' where id = $1", mira.account["id"])
    enter = {"login": mira.account["username"], "password": PASSWORD, "code": totp(secret)}
    assert await code_of(await app_api.post("/sign-in", json=enter)) == (429, "paused")
    assert (await (await admin.get(f"/accounts/{mira.account['id']}")).json())["is_paused"] is True
    assert (await admin.post(f"/accounts/{mira.account['id']}/unlock")).status == 204
    assert (await app_api.post("/sign-in", json=enter)).status == 201


async def test_a_lost_authenticator_is_removed(app_api, admin, mira, make):
    path = f"/accounts/{mira.account['id']}/second-factor/remove"
    assert await code_of(await admin.post(path)) == (404, "not_found")
    await make.factor(mira.account)
    assert (await admin.post(path)).status == 204
    assert (await app_api.post("/sign-in", json={"login": mira.account["username"], "password": PASSWORD})).status == 201


async def test_somebody_is_signed_out_everywhere(admin, mira, make):
    await make.session(mira.account)
    assert await (await admin.post(f"/accounts/{mira.account['id']}/end-sessions")).json() == {"ended": 2}
    assert await code_of(await mira.get("/session")) == (401, "unknown")


async def test_the_last_admin_of_everything_stays(start_server, fresh_database, http):
    server = await start_server(dsn=fresh_database)
    make = Make(server.app[keys.POOL], server.app[keys.CONFIG])
    one = await signed_in(Client(http, str(server.make_url("/app/api"))), make, roles=((None, "admin"),))
    role = next(item for item in (await (await one.get(f"/accounts/{one.account['id']}/roles")).json())["items"] if item["domain"] is None)
    path = f"/accounts/{one.account['id']}"
    assert await code_of(await one.delete(f"{path}/roles/{role['id']}")) == (409, "last_admin")
    assert await code_of(await one.patch(path, json={"is_active": False})) == (409, "last_admin")
    second = await make.account(roles=((None, "admin"),))
    assert second["id"] != one.account["id"]
    assert (await one.delete(f"{path}/roles/{role['id']}")).status == 204

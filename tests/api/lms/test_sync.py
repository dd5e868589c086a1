"""POST auth/sync: people who come with a token of the provider, and those who are only announced."""

import asyncio
import time
from typing import Any

import pytest

from server import keys
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests import clerk as clerks
from tests.api.lms.people import data, refused
from tests.api.lms.provider import clerk, doors, known, making, outcome, send, site
from tests.clerk import event, user
from tests.conftest import Client
from tests.make import PASSWORD, unique

__all__ = ["clerk", "doors", "known", "making", "site"]

PATH = "/auth/sync"
SENT = {"userId", "clerkId", "email", "firstName", "lastName", "imageUrl"}


def address(word: str = "ada") -> str:
    return f"{unique(word)}@example.org"


def body(subject: str | None = None, email: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"userId": subject or unique("user"), "email": email or address(), "firstName": "Ada", "lastName": "Grün"} | fields


async def sync(doors: Client, clerk: Any, sent: dict[str, Any], **claims: Any) -> Any:
    return await doors.using(clerk.token(sent["userId"], **claims)).post(PATH, json=sent)


async def count(site, sql: str, *values: Any) -> int:
    async with site.app[keys.POOL].acquire() as conn:
        return await conn.fetchval(sql, *values)


async def with_email(site, email: str) -> int:
    return await count(site, "select count(*) from accounts where lower(email) = lower($1)", email)


async def test_an_address_alone_is_no_name(doors, clerk):
    for sent in ({"userId": unique("user"), "email": address()}, {"userId": unique("user")}):
        made = await data(await sync(doors, clerk, sent), 201)
        assert (made["firstName"], made["lastName"], made["email"]) == (None, None, sent.get("email"))
        named = await data(await sync(doors, clerk, sent | {"firstName": "Ada"}))
        assert (named["firstName"], named["lastName"]) == ("Ada", None)


# Credentials


@pytest.mark.parametrize("token", ["x", "a.b.c", "Wxyz", "P" + "0" * 32])
async def test_a_bad_credential_is_refused_and_nothing_made(doors, site, token):
    sent = body()
    assert (await refused(await doors.using(token).post(PATH, json=sent)))[:2] == (401, "UNAUTHORIZED")
    assert await with_email(site, sent["email"]) == 0


async def test_tokens_that_do_not_count(doors, clerk, site):
    sent = body()
    for token in (
        clerk.token(sent["userId"], exp=int(time.time()) - 60), clerk.token(sent["userId"], key=clerks.new_key()),
        clerk.token(sent["userId"], iss="https://evil.example.org"), clerk.token(sent["userId"], kid="unknown"),
    ):  # fmt: skip
        assert (await refused(await doors.using(token).post(PATH, json=sent)))[0] == 401
    assert await with_email(site, sent["email"]) == 0


async def test_the_subject_is_the_one_of_the_token(doors, clerk, site):
    sent = body()
    response = await doors.using(clerk.token(unique("user"))).post(PATH, json=sent)
    assert await refused(response) == (403, "FORBIDDEN", {"required": [], "user_roles": []})
    assert await with_email(site, sent["email"]) == 0


async def test_a_credential_of_ours_changes_nothing(doors, clerk, making, known):
    sent = body()
    assert (await sync(doors, clerk, sent)).status == 201
    account = await known(sent["userId"])
    own, other = await making.token(account), await making.token(await making.account())
    shown = await data(await doors.using(own).post(PATH, json=sent | {"firstName": "Eve", "email": address()}))
    assert (shown["id"], shown["firstName"], shown["email"]) == (str(account["uuid"]), "Ada", sent["email"])
    assert (await refused(await doors.using(other).post(PATH, json=sent)))[:2] == (403, "FORBIDDEN")
    assert (await refused(await doors.using(own).post(PATH, json=body())))[:2] == (403, "FORBIDDEN")
    narrow = await making.token(account, "training.read")
    assert (await refused(await doors.using(narrow).post(PATH, json=sent)))[2]["scopes"] == ["learning.read"]


async def test_a_candidate_is_nobody_here(doors, making):
    from server.domain import sign_in

    company = await making.company()
    person_id = await making.person(company)
    async with making.pool.acquire() as conn:
        email = await conn.fetchval("select email from persons where id = $1", person_id)
    session = (await sign_in.at_itr(making.identity, email, PASSWORD)).token
    assert (await refused(await doors.using(session_id=session).post(PATH, json=body())))[0] == 401


async def test_whoever_is_switched_off_is_refused_and_stays_as_he_is(doors, clerk, making, known):
    sent = body()
    await sync(doors, clerk, sent)
    account = await known(sent["userId"])
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.set_state(conn, SYSTEM, account["id"], "learning", "suspended")
    assert (await refused(await sync(doors, clerk, sent | {"firstName": "Eve"})))[0] == 401
    assert (await known(sent["userId"]))["given_name"] == "Ada"


async def test_without_learning_it_is_closed(doors, clerk, making, known):
    sent = body()
    await sync(doors, clerk, sent)
    account = await known(sent["userId"])
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.add_domain(conn, SYSTEM, account["id"], "research")
        await account_roles.end_domain(conn, SYSTEM, account["id"], "learning")
    response = await sync(doors, clerk, sent)
    assert await refused(response) == (403, "FORBIDDEN", {"required": ["LEARNER"], "user_roles": []})


# What is sent


@pytest.mark.parametrize("is_signed_in", [True, False])
@pytest.mark.parametrize("changes, field", [
    ({"userId": ...}, "userId"), ({"userId": ""}, "userId"), ({"userId": "x" * 256}, "userId"), ({"userId": " a"}, "userId"),
    ({"userId": "a\nb"}, "userId"), ({"email": "nobody"}, "email"), ({"email": ""}, "email"), ({"email": "a b@example.org"}, "email"),
    ({"email": "a@" + "b" * 254}, "email"), ({"email": 5}, "email"), ({"email": "Ada <ada@example.org>"}, "email"),
    ({"email": "ada@example.org\r\nBcc: x@y.z"}, "email"), ({"firstName": "x" * 201}, "firstName"), ({"firstName": "a\nb"}, "firstName"),
    ({"lastName": 5}, "lastName"), ({"imageUrl": "javascript:alert(1)"}, "imageUrl"), ({"imageUrl": "https://x/" + "y" * 2048}, "imageUrl"),
])  # fmt: skip
async def test_each_field(doors, clerk, is_signed_in, changes, field):
    sent = {name: value for name, value in (body() | changes).items() if value is not ...}
    client = doors.using(clerk.token("user")) if is_signed_in else doors
    status, code, details = await refused(await client.post(PATH, json=sent))
    assert (status, code, details["field"]) == (422, "VALIDATION_ERROR", field)


async def test_a_number_as_id_is_refused_with_its_value(doors):
    status, _, details = await refused(await doors.post(PATH, json={"userId": 5}))
    assert (status, details["field"], details["value"]) == (422, "userId", 5)


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"userId": "a\\u0000b"}'])
async def test_what_is_not_json_is_a_bad_request(doors, clerk, raw):
    for client in (doors, doors.using(clerk.token("user"))):
        assert (await refused(await client.post(PATH, data=raw)))[:2] == (400, "BAD_REQUEST")


# With a token


async def test_a_user_is_made_once_and_updated(doors, clerk, known):
    sent = body(imageUrl="https://img.example.org/a.png")
    made = await data(await sync(doors, clerk, sent), 201)
    assert (made["clerkId"], made["email"], made["firstName"], made["lastName"]) == (sent["userId"], sent["email"], "Ada", "Grün")
    assert (made["roles"], made["status"], made["imageUrl"]) == (["LEARNER"], "ACTIVE", sent["imageUrl"])
    assert await data(await sync(doors, clerk, sent)) == made
    changed = await data(await sync(doors, clerk, sent | {"email": address(), "lastName": None, "firstName": "Augusta"}))
    assert (changed["id"], changed["firstName"], changed["lastName"]) == (made["id"], "Augusta", None)
    assert changed["email"] != made["email"]
    kept = await data(await sync(doors, clerk, {"userId": sent["userId"], "email": None}))
    assert {**kept, "updatedAt": None} == {**changed, "updatedAt": None}
    row = await known(sent["userId"])
    assert (row["email_verified_at"], row["has_password"], row["display_name"], row["domains"]) == (None, False, "Augusta", ["learning"])


async def test_a_token_opens_the_profile_after_the_sync_only(doors, clerk):
    sent = body()
    mine = doors.using(clerk.token(sent["userId"]))
    assert (await refused(await mine.get("/auth/profile")))[:2] == (404, "NOT_FOUND")
    made = await data(await mine.post(PATH, json=sent), 201)
    assert await data(await mine.get("/auth/profile")) == made


async def test_an_id_is_enough(doors, clerk):
    subject = unique("user")
    made = await data(await sync(doors, clerk, {"userId": subject}), 201)
    assert (made["clerkId"], made["email"]) == (subject, None)


async def test_the_token_vouches_for_an_address_and_the_body_does_not(doors, clerk, known):
    sent = body()
    await sync(doors, clerk, sent, email=sent["email"].upper(), email_verified=True)
    assert (await known(sent["userId"]))["email_verified_at"] is not None
    for claims in (
        {"email": address(), "email_verified": True},
        {"email_verified": True},
        {"email": sent["email"], "email_verified": "yes"},
    ):
        other = body()
        await sync(doors, clerk, other, **claims)
        row = await known(other["userId"])
        assert (row["email"], row["email_verified_at"]) == (other["email"], None)


async def test_the_verified_address_hears_of_another_one(doors, clerk, site, known):
    from tests.api.lms.provider import mails

    sent = body()
    await sync(doors, clerk, sent, email=sent["email"], email_verified=True)
    newer = address()
    await sync(doors, clerk, sent | {"email": newer})
    row = await known(sent["userId"])
    assert (row["email"], row["email_verified_at"], row["last_verified_email"]) == (newer, None, sent["email"])
    assert [mail["template"] for mail in await mails(site, sent["email"])] == ["email_changed"]


@pytest.mark.parametrize("options", [{}, {"is_email_verified": True}, {"password": PASSWORD}])
async def test_the_address_of_another_account_is_a_conflict(doors, clerk, making, known, options):
    other = await making.account(domains=("research",), **options)
    sent = body(email=other["email"].upper())
    assert await refused(await sync(doors, clerk, sent)) == (
        409, "CONFLICT", {"resource": "user", "field": "email", "value": sent["email"]})  # fmt: skip
    assert await known(sent["userId"]) is None
    mine = body()
    await sync(doors, clerk, mine)
    assert (await refused(await sync(doors, clerk, mine | {"email": other["email"]})))[0] == 409
    assert (await known(mine["userId"]))["email"] == mine["email"]


async def test_two_people_of_the_provider_do_not_share_an_address(doors, clerk):
    sent = body()
    assert (await sync(doors, clerk, sent)).status == 201
    assert (await refused(await sync(doors, clerk, body(email=sent["email"].upper()))))[0] == 409


async def test_one_subject_at_once_is_made_once(doors, clerk):
    sent = body()
    responses = await asyncio.gather(*(sync(doors, clerk, sent) for _ in range(8)))
    assert sorted(response.status for response in responses) == [200] * 7 + [201]
    assert len({(await response.json())["data"]["id"] for response in responses}) == 1


async def test_one_address_at_once_is_one_persons(doors, clerk, site):
    email = address()
    responses = await asyncio.gather(*(sync(doors, clerk, body(email=email)) for _ in range(8)))
    assert sorted(response.status for response in responses) == [201] + [409] * 7
    assert await with_email(site, email) == 1


async def test_who_was_made_elsewhere_keeps_his_name(doors, clerk, making, site):
    account, subject = await making.account(password=PASSWORD, given_name="Mira"), unique("user")
    async with site.app[keys.POOL].acquire() as conn:
        await conn.execute("insert into identities (issuer, subject, account_id, is_verified) values ($1, $2, $3, true)",
                           clerk.issuer, subject, account["id"])  # fmt: skip
    shown = await data(await sync(doors, clerk, body(subject)))
    assert (shown["id"], shown["firstName"], shown["email"]) == (str(account["uuid"]), "Mira", account["email"])


# Without one


async def announced(doors, sent: dict[str, Any], **options: Any) -> Any:
    began = time.monotonic()
    shown = await data(await doors.post(PATH, json=sent, **options))
    assert time.monotonic() - began >= 0.14
    return shown


async def test_the_answer_is_what_was_sent_whoever_is_known(doors, clerk, making, site, known):
    owner = await making.account(password=PASSWORD, given_name="Mira", is_email_verified=True)
    joined = body()
    await sync(doors, clerk, joined)
    before = await known(joined["userId"])
    gone = user()
    for message in (event("user.created", gone), event("user.deleted", {"id": gone["id"], "deleted": True})):
        await send(doors, message)
    for sent in (
        body(), body(email=owner["email"]), body(email=owner["email"].upper()), body(joined["userId"]), body(gone["id"]),
        body(joined["userId"], joined["email"], firstName="Eve"),
    ):  # fmt: skip
        shown = await announced(doors, sent)
        assert shown == sent | {"clerkId": sent["userId"], "imageUrl": None} and set(shown) == SENT
    assert await known(joined["userId"]) == before
    assert await with_email(site, owner["email"]) == 1
    assert await known(gone["id"]) is not None and not (await known(gone["id"]))["is_active"]


async def test_whoever_is_announced_is_an_unverified_learner_without_a_password(doors, known):
    sent = body()
    await announced(doors, sent)
    row = await known(sent["userId"])
    assert (row["domains"], row["roles"], row["has_password"], row["email_verified_at"]) == (
        ["learning"],
        ["learning:learner"],
        False,
        None,
    )
    await announced(doors, sent | {"firstName": "Eve", "email": address()})
    assert await known(sent["userId"]) == row


async def test_the_first_token_overwrites_all_that_was_announced(doors, clerk, known):
    sent = body(email=address("thief"), firstName="Eve", imageUrl="https://evil.example.org/x.png")
    await announced(doors, sent)
    claimed = await known(sent["userId"])
    shown = await data(await doors.using(clerk.token(sent["userId"])).get("/auth/profile"))
    assert (shown["clerkId"], shown["email"], shown["lastName"], shown["imageUrl"]) == (sent["userId"], None, None, None)
    row = await known(sent["userId"])
    assert (row["id"], row["email"], row["given_name"], row["display_name"]) == (claimed["id"], None, None, sent["userId"])
    assert row["username"] != claimed["username"]
    true = body(sent["userId"])
    assert (await data(await sync(doors, clerk, true)))["email"] == true["email"]


async def test_a_squatted_id_goes_to_whoever_has_the_token(doors, clerk, known):
    squatted = body(email=address("thief"), lastName="Evil")
    await announced(doors, squatted)
    true = {"userId": squatted["userId"], "email": address()}
    await data(await sync(doors, clerk, true))
    row = await known(true["userId"])
    assert (row["email"], row["given_name"], row["family_name"], row["display_name"]) == (true["email"], None, None, true["email"])


async def test_a_squatted_address_keeps_its_owner_out_of_nothing(doors, clerk, anonymous, known):
    victim = address("victim")
    await announced(doors, body("user_of_" + unique("thief"), victim))
    mine = body(email=victim)
    assert (await data(await sync(doors, clerk, mine), 201))["email"] == victim
    second = address("victim")
    await announced(doors, body(email=second))
    registered = {"username": unique("victim"), "email": second, "password": PASSWORD, "full_name": "Vic Tim"}
    response = await anonymous.post("/kms/api/v1/auth/register", json=registered)
    assert response.status == 201, await response.text()


async def test_a_claim_that_somebody_gave_something_is_not_the_subjects(doors, clerk, making, known):
    sent = body(email=address("professor"))
    await announced(doors, sent)
    claimed = await known(sent["userId"])
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.give_role(conn, SYSTEM, claimed["id"], "mentor", "learning")
    shown = await data(await sync(doors, clerk, {"userId": sent["userId"]}), 201)
    assert shown["roles"] == ["LEARNER"] and (await known(sent["userId"]))["id"] != claimed["id"]


async def test_without_a_provider_nobody_is_announced(start_server, http, pool):
    server = await start_server()
    client = Client(http, str(server.make_url("/lms/api")))
    sent = body()
    await announced(client, sent)
    async with pool.acquire() as conn:
        assert not await conn.fetchval("select exists (select 1 from accounts where email = $1)", sent["email"])
        assert not await conn.fetchval("select exists (select 1 from identities where subject = $1)", sent["userId"])


async def test_a_flood_makes_so_many_and_tells_nobody(start_server, http, clerk, fresh_database):
    server = await start_server(dsn=fresh_database, provider=clerk.settings | {"claims_per_hour": 3})
    client = Client(http, str(server.make_url("/lms/api")))
    for _ in range(5):
        await announced(client, body())
    async with server.app[keys.POOL].acquire() as conn:
        assert await conn.fetchval("select count(*) from accounts") == 3


async def test_ten_calls_a_minute(start_server, http, clerk):
    server = await start_server(provider=clerk.settings, limits={"enabled": True})
    client = Client(http, str(server.make_url("/lms/api")))
    statuses = [(await client.post(PATH, json={"userId": ""})).status for _ in range(10)]
    last = await client.post(PATH, json=body())
    assert statuses == [422] * 10
    assert (await refused(last))[:2] == (429, "RATE_LIMITED") and int(last.headers["Retry-After"]) > 0
    assert last.headers["X-RateLimit-Limit"] == "10"


async def test_with_a_secret_only_who_knows_it_announces(start_server, http, clerk, pool):
    secret = "a secret of the web shop"
    server = await start_server(provider=clerk.settings | {"sync_secret": secret}, outgoing={"allow": ("127.0.0.1",)})
    client = Client(http, str(server.make_url("/lms/api")))
    for headers in ({}, {"X-Sync-Secret": ""}, {"X-Sync-Secret": secret[:-1]}, {"X-Sync-Secret": "é"}):
        assert (await refused(await client.post(PATH, json=body(), headers=headers)))[:2] == (401, "UNAUTHORIZED")
    sent = body()
    await announced(client, sent, headers={"X-Sync-Secret": secret})
    async with pool.acquire() as conn:
        assert await conn.fetchval("select exists (select 1 from accounts where email = $1)", sent["email"])
    assert (await sync(client, clerk, body())).status == 201


async def test_claims_that_nobody_confirmed_are_forgotten(doors, clerk, making, site, known):
    from server.db import sql

    sent, used, given = body(), body(), body()
    for one in (sent, used, given):
        await announced(doors, one)
    await sync(doors, clerk, {"userId": used["userId"]})
    async with site.app[keys.POOL].acquire() as conn:
        subjects = [one["userId"] for one in (sent, used, given)]
        await conn.execute("update identities set created_at = now() - interval '31 days' where subject = any($1)", subjects)
        await conn.execute("update accounts set created_at = now() - interval '31 days', updated_at = now() - interval '31 days' "
                           "where id = any(select account_id from identities where subject = any($1))", subjects)  # fmt: skip
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.give_role(conn, SYSTEM, (await known(given["userId"]))["id"], "mentor", "learning")
    async with site.app[keys.POOL].acquire() as conn:
        await sql.identities.delete_claims(conn, days=30.0)
    assert await with_email(site, sent["email"]) == 0 and await known(sent["userId"]) is None
    assert await known(used["userId"]) is not None and await known(given["userId"]) is not None


async def test_the_documented_path_works_too(site, http, clerk):
    client = Client(http, str(site.make_url("/api")))
    assert (await sync(client, clerk, body())).status == 201
    assert await outcome(await send(client, event("user.created", user()))) == "created"

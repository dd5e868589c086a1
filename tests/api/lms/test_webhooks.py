"""POST webhooks/clerk: what the identity provider tells, whether it is believed, and in which order."""

import asyncio
import json
import time
from typing import Any

import pytest

from server import keys
from server.db import sql
from server.domain import account_roles, identities
from server.domain.actor import SYSTEM
from server.errors import Unavailable
from tests.api.lms.people import data, refused
from tests.api.lms.provider import clerk, doors, known, mails, making, outcome, send, site
from tests.clerk import OTHER_SECRET, SECRET, Message, event, user
from tests.conftest import Client
from tests.make import PASSWORD, unique

__all__ = ["clerk", "doors", "known", "making", "site"]

PATH = "/webhooks/clerk"


def address(word: str = "ada") -> str:
    return f"{unique(word)}@example.org"


def created(*args: Any, **fields: Any) -> Message:
    return event("user.created", user(*args, **fields))


def deleted(subject: str, **options: Any) -> Message:
    return event("user.deleted", {"id": subject, "object": "user", "deleted": True}, **options)


async def remembered(site, message: Message) -> bool:
    async with site.app[keys.POOL].acquire() as conn:
        return await conn.fetchval("select exists (select 1 from provider_messages where message_id = $1)", message.id)


# Signatures


async def test_without_a_secret_everything_is_refused(start_server, http, clerk):
    for settings in ({}, {"issuer": clerk.issuer}):
        server = await start_server(provider=settings)
        client = Client(http, str(server.make_url("/lms/api")))
        assert (await refused(await send(client, created())))[:2] == (503, "UNAVAILABLE")


@pytest.mark.parametrize("change", [
    "no id", "no timestamp", "no signature", "other id", "other time", "other body", "other secret", "other version", "old", "early",
    "two ids", "unsigned",
])  # fmt: skip
async def test_what_is_not_signed_is_refused_and_nothing_stored(doors, site, known, change):
    subject = unique("user")
    message = created(subject)
    headers, raw = message.headers, message.raw
    if change.startswith("no "):
        del headers["svix-" + change[3:]]
    elif change == "other id":
        headers["svix-id"] = "msg_other"
    elif change == "other time":
        headers["svix-timestamp"] = str(message.at + 1)
    elif change == "other body":
        raw = raw.replace(b"Ada", b"Eve")
    elif change == "other secret":
        headers = Message(raw, message.id, message.at, secrets=("whsec_" + "QUFB" * 8,)).headers
    elif change == "other version":
        headers["svix-signature"] = headers["svix-signature"].replace("v1,", "v1a,")
    elif change in ("old", "early"):
        headers = Message(raw, message.id, message.at + (-310 if change == "old" else 310)).headers
    elif change == "two ids":
        headers["X-Svix-Id"] = "msg_other"
        headers = [*headers.items(), ("svix-id", "msg_third")]
    elif change == "unsigned":
        headers = {}
    async with doors.session.post(doors.url + PATH, data=raw, headers=headers) as response:
        await response.read()
    assert (await refused(response))[:2] == (400, "BAD_REQUEST")
    assert await known(subject) is None and not await remembered(site, message)


@pytest.mark.parametrize("names", ["svix-{}", "webhook-{}", "X-Svix-{}", "Svix-{}"])
@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER_SECRET,), (OTHER_SECRET, SECRET), ("whsec_" + "QUFB" * 8, SECRET)])
async def test_all_names_and_each_secret_of_a_rotation(doors, known, names, secrets):
    data = user()
    assert await outcome(await send(doors, event("user.created", data, names=names, secrets=secrets))) == "created"
    assert await known(data["id"]) is not None


async def test_a_credential_changes_nothing_and_is_not_looked_at(doors):
    assert await outcome(await send(doors.using("nobody's"), created())) == "created"


# Bodies


@pytest.mark.parametrize("raw, status", [
    (b"", 400), (b"{", 400), (b"\xff\xfe", 400), (b'{"type": "a\\u0000b", "data": {}}', 400), (b"[" * 500 + b"]" * 500, 400), (b"[]", 422),
    (b"5", 422), (b"{}", 422), (b'{"type": 5, "data": {}}', 422), (b'{"type": "", "data": {}}', 422), (b'{"type": "user.created"}', 422),
    (b'{"type": "user.created", "data": []}', 422), (b'{"type": "user.created", "data": {}}', 422),
    (b'{"type": "user.deleted", "data": {"deleted": true}}', 422), (b'{"type": "user.created", "data": {"id": 5}}', 422),
    (b'{"type": "user.updated", "data": {"id": "x", "email_addresses": "a@b.c"}}', 422),
    (b'{"type": "user.updated", "data": {"id": "x", "email_addresses": [{"id": "i"}]}}', 422),
    (b'{"type": "user.updated", "data": {"id": "x", "first_name": {"a": 1}}}', 422), (b'{"type": "ping", "data": {}}', 200),
    (b'{"type":"ping"}', 200), (b'{"type": "session.ended", "data": "gone", "timestamp": []}', 200),
    (b'{"type": "user.updated", "data": null}', 422),
])  # fmt: skip
async def test_signed_bodies_of_every_kind(doors, site, raw, status):
    message = Message(raw, f"msg_{unique()}", int(time.time()))
    response = await send(doors, message)
    assert response.status == status
    if status != 200:
        assert (await refused(response))[1] == {400: "BAD_REQUEST", 422: "VALIDATION_ERROR"}[status]
        assert not await remembered(site, message)


async def test_what_a_name_may_not_be_is_made_to_fit(doors, known):
    given = user(email="no address", first_name="A\nda" + "x" * 300, last_name="\t ", image_url="javascript:alert(1)")
    assert await outcome(await send(doors, event("user.created", given))) == "created"
    row = await known(given["id"])
    assert (row["email"], row["family_name"], row["image_url"], len(row["given_name"])) == (None, None, None, 200)
    assert row["given_name"].startswith("A da")


@pytest.mark.parametrize("size, status", [(1_048_576, 200), (1_048_577, 413)])
async def test_a_megabyte_and_a_byte_more(doors, size, status):
    head = b'{"type": "ping", "data": {"x": "'
    raw = head + b"y" * (size - len(head) - 3) + b'"}}'
    assert len(raw) == size and (await send(doors, Message(raw, f"msg_{unique()}", int(time.time())))).status == status


async def test_a_body_without_a_length_is_measured_as_it_comes(doors):
    async def pieces():
        for _ in range(20):
            yield b"x" * 100_000

    response = await doors.post(PATH, data=pieces(), headers=created().headers)
    assert (await refused(response))[:2] == (413, "PAYLOAD_TOO_LARGE")


@pytest.mark.parametrize("type", ["session.created", "organization.created", "user.createdAtSomething", "email.created"])
async def test_other_events_are_ignored(doors, known, type):
    given = user()
    assert await outcome(await send(doors, event(type, given))) == "ignored"
    assert await known(given["id"]) is None


# Once


async def test_a_message_counts_once_by_its_id(doors, known):
    given = user(email=address())
    first = event("user.created", given)
    assert await outcome(await send(doors, first)) == "created"
    again = Message(
        json.dumps({"type": "user.updated", "data": given | {"first_name": "Eve", "updated_at": None}}).encode(), first.id, first.at
    )
    for message in (first, again):
        assert await outcome(await send(doors, message)) == "repeated"
    assert (await known(given["id"]))["given_name"] == "Ada"


async def test_parallel_deliveries_are_handled_once(doors, site):
    message = created(email=(email := address()))
    outcomes = await asyncio.gather(*(send(doors, message) for _ in range(8)))
    assert sorted([await outcome(one) for one in outcomes]) == ["created"] + ["repeated"] * 7
    async with site.app[keys.POOL].acquire() as conn:
        assert await conn.fetchval("select count(*) from accounts where email = $1", email) == 1


async def test_parallel_messages_of_one_person_make_one_account(doors, known):
    given = user(email=address())
    responses = await asyncio.gather(*(send(doors, event("user.updated", given)) for _ in range(8)))
    assert sorted([await outcome(one) for one in responses]) == ["created"] + ["updated"] * 7


async def test_what_failed_may_come_again(doors, site, known, monkeypatch):
    given = user()
    message = event("user.created", given)
    real = identities.sync

    async def fails(*args: Any, **options: Any) -> Any:
        await real(*args, **options)
        raise Unavailable("away")

    monkeypatch.setattr(identities, "sync", fails)
    assert (await send(doors, message)).status == 503
    assert await known(given["id"]) is None and not await remembered(site, message)
    monkeypatch.setattr(identities, "sync", real)
    assert await outcome(await send(doors, message)) == "created"


async def test_ids_are_forgotten_after_a_month(doors, site):
    message = created()
    await send(doors, message)
    async with site.app[keys.POOL].acquire() as conn:
        await sql.identities.delete_old_messages(conn)
        assert await remembered(site, message)
        await conn.execute("update provider_messages set received_at = now() - interval '31 days' where message_id = $1", message.id)
        await sql.identities.delete_old_messages(conn)
    assert not await remembered(site, message)


# Made and changed


async def test_a_person_is_made_with_the_primary_address(doors, known):
    given = user(email=address())
    assert await outcome(await send(doors, event("user.created", given))) == "created"
    row = await known(given["id"])
    assert (row["email"], row["given_name"], row["family_name"], row["image_url"]) == (
        given["email_addresses"][1]["email_address"], "Ada", "Grün", given["image_url"])  # fmt: skip
    assert row["email_verified_at"] is not None and (row["domains"], row["roles"]) == (["learning"], ["learning:learner"])


async def test_the_first_address_where_no_primary_one_is_named(doors, known):
    given = user(email=address(), primary_email_address_id=None)
    await send(doors, event("user.created", given))
    row = await known(given["id"])
    assert (row["email"], row["email_verified_at"]) == (given["email_addresses"][0]["email_address"], None)


async def test_the_example_of_the_sheet(doors, known):
    subject, email = unique("user"), address()
    given = {"id": subject, "email_addresses": [{"id": "idn_1", "email_address": email}], "primary_email_address_id": "idn_1",
             "first_name": "A", "last_name": "B", "image_url": "..."}  # fmt: skip
    body = await (await send(doors, event("user.created", given, id="msg_" + subject))).json()
    assert body == {
        "success": True,
        "data": {"id": "msg_" + subject, "type": "user.created", "outcome": "created"},
        "message": "Webhook received",
    }
    row = await known(subject)
    assert (row["email"], row["email_verified_at"], row["display_name"], row["image_url"]) == (email, None, "A B", None)


async def test_updates_change_names_and_address_and_no_roles(doors, known, making):
    given = user(email=address())
    await send(doors, event("user.created", given))
    account = await known(given["id"])
    async with making.pool.acquire() as conn, conn.transaction():
        await account_roles.give_role(conn, SYSTEM, account["id"], "mentor", "learning")
    newer = user(given["id"], address(), first_name="Augusta", last_name=None, updated_at=given["updated_at"] + 1)
    assert await outcome(await send(doors, event("user.updated", newer))) == "updated"
    row = await known(given["id"])
    assert (row["id"], row["given_name"], row["family_name"], row["display_name"]) == (account["id"], "Augusta", None, "Augusta")
    assert row["email"] == newer["email_addresses"][1]["email_address"] and "learning:mentor" in row["roles"]
    assert await outcome(await send(doors, event("user.updated", {"id": given["id"], "first_name": "B"}))) == "updated"
    row = await known(given["id"])
    assert (row["given_name"], row["email"]) == ("B", newer["email_addresses"][1]["email_address"])


async def test_older_news_do_not_win(doors, known):
    given = user(email=address())
    newer = user(given["id"], address(), first_name="Newer", updated_at=given["updated_at"] + 1000)
    assert await outcome(await send(doors, event("user.updated", newer))) == "created"
    assert await outcome(await send(doors, event("user.created", given))) == "outdated"
    assert (await known(given["id"]))["given_name"] == "Newer"


@pytest.mark.parametrize("moment", ["soon", -5, True, 10**30, 1.5, None])
async def test_a_moment_that_is_none_says_nothing(doors, moment):
    given = user(updated_at=moment)
    for name in ("created", "updated"):
        assert await outcome(await send(doors, event(f"user.{name}", given))) == name


async def test_a_clock_far_ahead_holds_nothing_up_for_ever(doors, site):
    given = user(updated_at=4_000_000_000_000)
    await send(doors, event("user.created", given))
    async with site.app[keys.POOL].acquire() as conn:
        assert await conn.fetchval("select told_at < now() + interval '6 minutes' from identities where subject = $1", given["id"])


# Deleted


async def test_who_is_deleted_is_inactive_and_his_tokens_lead_nowhere(doors, clerk, known):
    given = user(email=address())
    mine = doors.using(clerk.token(given["id"]))
    await send(doors, event("user.created", given))
    assert (await mine.get("/auth/profile")).status == 200
    message = deleted(given["id"])
    assert await outcome(await send(doors, message)) == "deleted"
    assert await outcome(await send(doors, message)) == "repeated"
    assert not (await known(given["id"]))["is_active"]
    assert (await mine.get("/auth/profile")).status == 404
    assert (await mine.get("/education/levels")).status == 401


async def test_a_living_token_brings_nobody_back(doors, clerk, known):
    given = user(email=address())
    await send(doors, event("user.created", given))
    await send(doors, deleted(given["id"]))
    sent = {"userId": given["id"], "email": given["email_addresses"][1]["email_address"]}
    for claims in ({}, {"iat": int(time.time()) - 30}, {"iat": None}):
        assert (await refused(await doors.using(clerk.token(given["id"], **claims)).post("/auth/sync", json=sent)))[0] == 401
    assert not (await known(given["id"]))["is_active"]
    late = event("user.updated", user(given["id"], address()))
    assert await outcome(await send(doors, late)) == "outdated"
    assert not (await known(given["id"]))["is_active"]


async def test_an_unknown_id_is_fine_and_what_comes_late_makes_nobody(doors, known):
    given = user(email=address())
    assert await outcome(await send(doors, deleted(given["id"]))) == "deleted"
    assert await outcome(await send(doors, event("user.created", given))) == "outdated"
    assert await known(given["id"]) is None


async def test_made_anew_by_something_newer(doors, clerk, known):
    given = user(email=address())
    await send(doors, event("user.created", given))
    await send(doors, deleted(given["id"], timestamp=given["updated_at"] + 10))
    again = user(given["id"], given["email_addresses"][1]["email_address"], updated_at=given["updated_at"] + 20)
    assert await outcome(await send(doors, event("user.created", again))) == "updated"
    assert (await known(given["id"]))["is_active"]
    assert (await doors.using(clerk.token(given["id"])).get("/auth/profile")).status == 401  # issued before it was heard of the deletion


# Attacks


async def test_an_address_squatted_before_the_first_webhook(doors, clerk, known):
    victim, thief, subject = address("victim"), unique("thief"), unique("user")
    await doors.post("/auth/sync", json={"userId": thief, "email": victim.upper()})
    await doors.post("/auth/sync", json={"userId": subject, "email": address("thief"), "firstName": "Eve"})
    assert await outcome(await send(doors, created(subject, victim))) == "updated"
    row = await known(subject)
    assert (row["email"], row["given_name"]) == (victim, "Ada") and row["email_verified_at"] is not None
    assert (await known(thief))["id"] != row["id"]
    shown = await data(await doors.using(clerk.token(subject)).get("/auth/profile"))
    assert (shown["email"], shown["firstName"]) == (victim, "Ada")
    # The thief's token, too, leads to an account of its own.
    assert (await data(await doors.using(clerk.token(thief)).get("/auth/profile")))["email"] is None


async def test_an_address_said_with_a_token_gives_way_to_one_that_is_vouched_for(doors, clerk, known):
    victim, thief, subject = address("victim"), unique("thief"), unique("user")
    assert (await doors.using(clerk.token(thief)).post("/auth/sync", json={"userId": thief, "email": victim})).status == 201
    assert await outcome(await send(doors, created(subject, victim))) == "created"
    assert (await known(subject))["id"] != (await known(thief))["id"]


@pytest.mark.parametrize("status", ["verified", "unverified", None])
async def test_a_provider_account_with_the_administrators_address(doors, clerk, making, site, known, status):
    chief = await making.account(password=PASSWORD, roles=((None, "admin"),), is_email_verified=True)
    given = user(email=chief["email"].upper(), status=status)
    for name in ("created", "updated", "updated"):
        assert await outcome(await send(doors, event(f"user.{name}", given))) == "waiting"
    assert await known(given["id"]) is None
    mine = doors.using(clerk.token(given["id"]))
    assert (await mine.get("/auth/profile")).status == 404 and (await mine.get("/users")).status == 401
    sent = {"userId": given["id"], "email": chief["email"]}
    assert (await refused(await mine.post("/auth/sync", json=sent)))[:2] == (409, "CONFLICT")
    asked = [mail["template"] for mail in await mails(site, chief["email"])]
    assert asked == ([] if status == "unverified" else ["join_identity"])


async def test_an_address_that_was_doubted_is_asked_about_once_it_is_not(doors, making, site):
    owner = await making.account(password=PASSWORD, is_email_verified=True)
    given = user(email=owner["email"], status="unverified")
    await send(doors, event("user.created", given))
    assert await mails(site, owner["email"]) == []
    await send(doors, event("user.updated", user(given["id"], owner["email"])))
    await send(doors, event("user.updated", user(given["id"], owner["email"])))
    assert len(await mails(site, owner["email"])) == 1


async def test_the_deletion_of_a_joined_administrator_ends_the_tokens_only(doors, clerk, making, site, known):
    chief = await making.account(password=PASSWORD, roles=((None, "admin"),), is_email_verified=True)
    given = user(email=chief["email"])
    await send(doors, event("user.created", given))
    (mail,) = await mails(site, chief["email"])
    await identities.join_by_link(making.identity, mail["values"]["link"].partition("#")[2])
    token = clerk.token(given["id"])
    assert (await data(await doors.using(token).get("/auth/profile")))["roles"] == ["ADMIN", "LEARNER"]
    await send(doors, event("user.updated", user(given["id"], address(), first_name="Eve")))
    await send(doors, deleted(given["id"]))
    row = await known(given["id"])
    assert (row["id"], row["is_active"], row["email"], row["given_name"]) == (chief["id"], True, chief["email"], None)
    assert (await doors.using(token).get("/users")).status == 401


async def test_the_deletion_of_the_last_administrator_of_all_is_answered_and_keeps_him(start_server, http, clerk, fresh_database):
    server = await start_server(dsn=fresh_database, provider=clerk.settings, outgoing={"allow": ("127.0.0.1",)})
    client, given = Client(http, str(server.make_url("/lms/api"))), user(email=address())
    await send(client, event("user.created", given))
    async with server.app[keys.POOL].acquire() as conn, conn.transaction():
        account_id = await conn.fetchval("select account_id from identities where subject = $1", given["id"])
        await account_roles.give_role(conn, SYSTEM, account_id, "admin", None)
    assert await outcome(await send(client, deleted(given["id"]))) == "deleted"
    async with server.app[keys.POOL].acquire() as conn:
        assert await conn.fetchval("select is_active from accounts where id = $1", account_id)
    assert (await client.using(clerk.token(given["id"])).get("/users")).status == 401


async def test_a_second_identity_of_the_same_provider_rules_nothing(doors, clerk, making, site, known):
    first = user(email=address())
    await send(doors, event("user.created", first))
    account = await known(first["id"])
    second = user(email=account["email"])
    assert await outcome(await send(doors, event("user.created", second))) == "waiting"
    (mail,) = await mails(site, account["email"])
    await identities.join_by_link(making.identity, mail["values"]["link"].partition("#")[2])
    assert (await known(second["id"]))["id"] == account["id"]
    await send(doors, event("user.updated", user(second["id"], address(), first_name="Eve")))
    await send(doors, deleted(second["id"]))
    row = await known(first["id"])
    assert (row["given_name"], row["email"], row["is_active"]) == ("Ada", account["email"], True)


async def test_equal_subjects_of_two_providers_are_two_people(doors, site, known, clerk):
    given = user(email=address())
    async with site.app[keys.POOL].acquire() as conn, conn.transaction():
        elsewhere = identities.Profile(issuer="https://other.example.org", subject=given["id"])
        other = await identities.sync(conn, site.app[keys.IDENTITY], elsewhere, refuse_known_email=True, link_of=None)
    assert await outcome(await send(doors, event("user.created", given))) == "created"
    await send(doors, deleted(given["id"]))
    async with site.app[keys.POOL].acquire() as conn:
        assert (await known(given["id"]))["id"] != other.account_id
        assert await conn.fetchval("select is_active from accounts where id = $1", other.account_id)


async def test_the_owner_who_changed_hands_is_asked_and_the_earlier_one_is_not(doors, making, site):
    first, second = [await making.account(password=PASSWORD, is_email_verified=True) for _ in range(2)]
    given = user(email=first["email"])
    await send(doors, event("user.created", given))
    await send(doors, event("user.updated", user(given["id"], second["email"])))
    (asked,), (asked_then,) = await mails(site, first["email"]), await mails(site, second["email"])
    with pytest.raises(Exception, match="unknown"):
        await identities.join_by_link(making.identity, asked["values"]["link"].partition("#")[2])
    assert await identities.join_by_link(making.identity, asked_then["values"]["link"].partition("#")[2]) == second["id"]


async def test_webhooks_have_a_limit_of_their_own(start_server, http, clerk):
    server = await start_server(provider=clerk.settings, limits={"enabled": True})
    client = Client(http, str(server.make_url("/lms/api")))
    statuses = {(await send(client, event("ping", {}))).status for _ in range(120)}
    assert statuses == {200}
    assert (await client.post("/auth/sync", json={"userId": ""})).status == 422


# The whole way


async def test_webhook_token_profile_and_enrolment(doors, clerk, making, known):
    from tests.api.lms.people import admin

    chief = await admin(doors, making)
    level = await data(await chief.post("/admin/education/levels", json={"name": unique("level")}), 201)
    grade = await data(await chief.post(f"/admin/education/levels/{level['id']}/grades", json={"name": "1", "level": "primary"}), 201)
    subject = await data(await chief.post(f"/admin/education/grades/{grade['id']}/subjects", json={"name": "Maths"}), 201)
    given = user(email=address())
    assert await outcome(await send(doors, event("user.created", given))) == "created"
    mine = doors.using(clerk.token(given["id"]))
    profile = await data(await mine.get("/auth/profile"))
    assert (profile["clerkId"], profile["roles"]) == (given["id"], ["LEARNER"])
    synced = await data(await mine.post("/auth/sync", json={"userId": given["id"], "email": profile["email"]}))
    assert synced["id"] == profile["id"]
    asked = await data(await mine.post("/enrollment/request", json={"subjectId": subject["id"]}), 201)
    assert (asked["userId"], asked["status"]) == (profile["id"], "PENDING")
    assert (await data(await chief.put(f"/admin/enrollment/{asked['id']}/approve")))["status"] == "APPROVED"
    assert (await refused(await mine.get("/admin/enrollment/pending")))[0] == 403

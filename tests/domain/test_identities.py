"""People of an identity provider: joined by (issuer, subject), never by e-mail."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server import db, keys
from server.db import sql
from server.domain import account_roles, accounts, identities, links, outbox
from server.domain.actor import SYSTEM, Actor
from server.domain.identities import Profile
from server.errors import Conflict, Invalid, NotFound, Unauthenticated
from tests.domain.test_accounts import mails
from tests.make import PASSWORD, unique

ISSUER = "https://issuer.example"
NOON, SECOND = datetime(2026, 3, 1, 12, tzinfo=UTC), timedelta(seconds=1)
link_of = links.page_link("https://host.example")


def profile(**fields):
    return Profile(**{"issuer": ISSUER, "subject": unique("user"), "given_name": "Ada", "family_name": "Grün"} | fields)


async def claim(identity, given):
    async with db.transaction(identity.pool) as conn:
        return await identities.claim(conn, given)


async def sync(identity, given, *, refuse_known_email=False, claims=None, link_of=link_of):
    async with db.transaction(identity.pool) as conn:
        return await identities.sync(conn, identity, given, refuse_known_email=refuse_known_email, link_of=link_of, claims=claims)


async def end(identity, subject, told_at=None):
    async with db.transaction(identity.pool) as conn:
        await identities.end(conn, ISSUER, subject, told_at=told_at)


async def find(identity, account_id):
    async with identity.pool.acquire() as conn:
        return await accounts.get(conn, account_id)


# Without a token


async def test_a_claim_makes_at_most_an_unverified_learner_without_a_password(identity):
    given = profile(email=f"{unique()}@example.org", is_email_verified=True)
    made = await claim(identity, given)
    row = await find(identity, made.account_id)
    assert made.is_new and (row["domains"], row["roles"], row["has_password"], row["email_verified_at"]) == (
        ["learning"],
        ["learning:learner"],
        False,
        None,
    )
    assert row["display_name"] == "Ada Grün" and row["made_by_provider"] == ISSUER
    again = await claim(identity, profile(subject=given.subject, email=f"{unique()}@example.org", given_name="Eve"))
    assert again == identities.Synced(made.account_id) and (await find(identity, made.account_id))["given_name"] == "Ada"


async def test_a_claim_touches_nobody_who_has_that_address(identity, make):
    account = await make.account(domains=("research",))
    assert await claim(identity, profile(email=account["email"].upper())) == identities.Synced(None, is_waiting=True)
    row = await find(identity, account["id"])
    assert row["domains"] == ["research"] and row["display_name"] == account["username"].title()


async def test_one_subject_claimed_at_once_is_made_once(identity):
    given = profile(email=f"{unique()}@example.org")
    results = await asyncio.gather(*(claim(identity, given) for _ in range(4)))
    assert sum(result.is_new for result in results) == 1 and len({result.account_id for result in results}) == 1


async def test_the_first_verified_message_overwrites_what_was_claimed(identity):
    given = profile(email=f"{unique()}@example.org", given_name="Eve")
    made = await claim(identity, given)
    true = profile(subject=given.subject, email=f"{unique()}@example.org", is_email_verified=True)
    assert (await sync(identity, true)).account_id == made.account_id
    row = await find(identity, made.account_id)
    assert (row["email"], row["given_name"], row["display_name"]) == (true.email, "Ada", "Ada Grün") and row[
        "email_verified_at"
    ] is not None


async def test_whoever_claimed_a_subject_gets_no_link_into_its_account(identity):
    given, true_email = profile(email=f"{unique('thief')}@example.org"), f"{unique()}@example.org"
    made = await claim(identity, given)
    for told in (None, profile(subject=given.subject, email=None), profile(subject=given.subject, email=true_email)):
        if told is not None:
            await sync(identity, told)
        await links.send_reset(identity, given.email, link_of=link_of)
    async with identity.pool.acquire() as conn:
        assert await mails(conn, identity, given.email) == []
    await links.send_reset(identity, true_email, link_of=link_of)
    async with identity.pool.acquire() as conn:
        assert [name for name, _ in await mails(conn, identity, true_email)] == ["reset_password"]
    assert made.account_id is not None


@pytest.mark.parametrize("is_vouched, is_kept", [(True, True), (None, False), (False, False), ("never said", False)])
async def test_a_mailed_link_to_an_address_that_nobody_vouched_for_parts_account_and_subject(identity, is_vouched, is_kept):
    given = profile(email=f"{unique()}@example.org", is_email_verified=None if is_vouched == "never said" else is_vouched)
    made = await claim(identity, given)
    if is_vouched != "never said":
        await sync(identity, given)
    async with db.transaction(identity.pool) as conn:
        # As if it was mailed before anybody verified the address.
        await conn.execute("update accounts set email_verified_at = null, last_verified_email = null where id = $1", made.account_id)
    async with db.transaction(identity.pool) as conn:
        token = await links.make(conn, "set_up", seconds=60, account_id=made.account_id, email=given.email)
    await links.reset(identity, token, PASSWORD, door="app")
    async with identity.pool.acquire() as conn:
        kept = [row["subject"] for row in await identities.list_of_account(conn, made.account_id) if row["state"] == "joined"]
    assert kept == [given.subject] * is_kept


# With one, or by webhook


async def test_a_verified_message_makes_and_updates_the_account(identity):
    given = profile(email=f"{unique()}@example.org", is_email_verified=True)
    made = await sync(identity, given)
    assert made.is_new and (await find(identity, made.account_id))["email_verified_at"] is not None
    changed = profile(subject=given.subject, email=f"{unique()}@example.org", is_email_verified=True, given_name="Augusta")
    assert await sync(identity, changed) == identities.Synced(made.account_id)
    row = await find(identity, made.account_id)
    assert (row["email"], row["display_name"]) == (changed.email, "Augusta Grün")


async def test_an_account_with_a_password_or_made_elsewhere_keeps_name_and_address(identity, make):
    given = profile(email=f"{unique()}@example.org", is_email_verified=True)
    made = await sync(identity, given)
    async with db.transaction(identity.pool) as conn:
        await sql.accounts.set_password(conn, account_id=made.account_id, password_hash=await identity.passwords.hash(PASSWORD))
    await sync(identity, profile(subject=given.subject, email=f"{unique()}@example.org", given_name="Eve"))
    row = await find(identity, made.account_id)
    assert (row["email"], row["given_name"]) == (given.email, "Ada")
    async with db.transaction(identity.pool) as conn:
        await identities.end(conn, ISSUER, given.subject)
    assert (await find(identity, made.account_id))["is_active"]


async def test_the_address_of_another_account_joins_nothing(identity, make):
    owner = await make.account(is_email_verified=True)
    given = profile(email=owner["email"].upper(), is_email_verified=True)
    with pytest.raises(Conflict) as caught:
        await sync(identity, given, refuse_known_email=True)
    assert caught.value.code == "email_taken"
    for _ in range(2):
        assert await sync(identity, given) == identities.Synced(None, is_waiting=True)
    async with identity.pool.acquire() as conn:
        asked = await mails(conn, identity, owner["email"])
    assert [mail[0] for mail in asked] == ["join_identity"] and asked[0][1]["provider"] == ISSUER


async def test_an_address_that_another_has_by_now_is_not_taken_over_by_an_update(identity, make):
    given = profile(email=f"{unique()}@example.org", is_email_verified=True)
    made = await sync(identity, given)
    other = await make.account()
    assert await sync(identity, profile(subject=given.subject, email=other["email"], is_email_verified=True)) == identities.Synced(
        made.account_id
    )
    assert (await find(identity, made.account_id))["email"] == given.email


async def test_a_deleted_person_becomes_inactive_and_active_again_with_something_newer_only(identity):
    given = profile(email=f"{unique()}@example.org", told_at=NOON)
    made = await sync(identity, given)
    for _ in range(2):
        await end(identity, given.subject, NOON + SECOND)
    assert not (await find(identity, made.account_id))["is_active"]
    for told_at in (None, NOON, NOON + SECOND):
        assert (await sync(identity, replace(given, told_at=told_at))).is_late
        assert not (await find(identity, made.account_id))["is_active"]
    assert (await sync(identity, replace(given, told_at=NOON + 2 * SECOND))).account_id == made.account_id
    assert (await find(identity, made.account_id))["is_active"]


async def test_a_token_issued_before_the_deletion_brings_nobody_back_and_a_newer_one_does(identity):
    given = profile(email=f"{unique()}@example.org", told_at=NOON)
    made = await sync(identity, given)
    await end(identity, given.subject, NOON + SECOND)
    now = time.time()
    for claims in ({}, {"iat": now - 60}, {"iat": now}, {"iat": now + 4}, {"iat": "9" * 12}, {"iat": float("nan")}):
        with pytest.raises(Unauthenticated):
            await sync(identity, given, refuse_known_email=True, claims=claims)
        assert not (await find(identity, made.account_id))["is_active"]
    assert (await sync(identity, given, refuse_known_email=True, claims={"iat": now + 8})).account_id == made.account_id
    assert (await find(identity, made.account_id))["is_active"]
    with pytest.raises(Unauthenticated):
        await sync(identity, given, refuse_known_email=True, claims={"iat": now})


async def test_who_is_deleted_before_anything_else_was_heard_of_him_is_not_made_by_what_comes_late(identity):
    subject = unique("user")
    await end(identity, subject, NOON)
    given = profile(subject=subject, email=f"{unique()}@example.org", told_at=NOON - SECOND)
    assert await sync(identity, given) == identities.Synced(None, is_late=True)
    assert (await claim(identity, given)).account_id is None
    assert (await sync(identity, replace(given, told_at=NOON + SECOND))).is_new


async def test_what_is_older_than_what_was_heard_changes_nothing(identity):
    given = profile(email=f"{unique()}@example.org", told_at=NOON)
    made = await sync(identity, given)
    assert (await sync(identity, replace(given, given_name="Eve", told_at=NOON - SECOND))) == identities.Synced(
        made.account_id, is_late=True
    )
    assert (await find(identity, made.account_id))["given_name"] == "Ada"
    await sync(identity, replace(given, given_name="Augusta"))
    assert (await find(identity, made.account_id))["given_name"] == "Augusta"


async def test_an_administrators_deactivation_is_not_undone_by_the_provider(identity):
    given = profile(email=f"{unique()}@example.org")
    made = await sync(identity, given)
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, made.account_id, False)
    await sync(identity, given)
    assert not (await find(identity, made.account_id))["is_active"]
    await end(identity, given.subject, NOON)
    await sync(identity, replace(given, told_at=NOON + SECOND))
    assert not (await find(identity, made.account_id))["is_active"]


# Joining


@pytest.fixture
async def waiting(identity, make):
    """An account with a verified address, and the identity that waits for it."""
    owner = await make.account(is_email_verified=True, domains=("research",))
    given = profile(email=owner["email"])
    await sync(identity, given)
    async with identity.pool.acquire() as conn:
        (row,) = await identities.list_of_account(conn, owner["id"])
    return owner, given, row["id"]


async def test_an_address_that_was_left_joins_nothing_any_more(identity, waiting):
    owner, other = waiting[0], f"{unique()}@example.org"
    async with db.transaction(identity.pool) as conn:
        asked = (await mails(conn, identity, owner["email"]))[-1][1]
        verify = await links.make(conn, "verify_email", seconds=60, account_id=owner["id"], email=other)
    await links.verify_email(identity, verify)
    with pytest.raises(Unauthenticated):
        await identities.join_by_link(identity, asked["link"].partition("#")[2])


async def test_the_signed_in_owner_joins_it_and_nobody_else(identity, make, waiting):
    owner, given, identity_id = waiting
    stranger = await make.account()
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(NotFound):
            await identities.join(conn, Actor(kind="session", account_id=stranger["id"]), identity_id)
        await identities.join(conn, Actor(kind="session", account_id=owner["id"]), identity_id)
        with pytest.raises(NotFound):
            await identities.join(conn, Actor(kind="session", account_id=owner["id"]), identity_id)
    assert (await sync(identity, given)).account_id == owner["id"]
    row = await find(identity, owner["id"])
    assert set(row["domains"]) == {"research", "learning"} and row["display_name"] == owner["username"].title()


async def test_the_mailed_link_joins_it_once(identity, waiting):
    owner, given, _ = waiting
    async with identity.pool.acquire() as conn:
        token = (await mails(conn, identity, owner["email"]))[-1][1]["link"].partition("#")[2]
    assert await identities.join_by_link(identity, token) == owner["id"]
    with pytest.raises(Unauthenticated):
        await identities.join_by_link(identity, token)
    assert (await sync(identity, given)).account_id == owner["id"]


async def test_the_owner_of_an_unverified_address_is_not_mailed(identity, make):
    owner = await make.account()
    assert (await sync(identity, profile(email=owner["email"]))).is_waiting
    async with identity.pool.acquire() as conn:
        assert await mails(conn, identity, owner["email"]) == []
        assert len(await identities.list_of_account(conn, owner["id"])) == 1


def test_an_address_that_is_none_is_invalid():
    with pytest.raises(Invalid):
        identities.check(profile(email="nobody"))
    identities.check(profile())


async def test_who_was_asked_first_cannot_join_once_the_address_is_anothers(identity, make, waiting):
    first, given, identity_id = waiting
    second = await make.account(is_email_verified=True)
    await sync(identity, replace(given, email=second["email"]))
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(NotFound):
            await identities.join(conn, Actor(kind="session", account_id=first["id"]), identity_id)
        await identities.join(conn, Actor(kind="session", account_id=second["id"]), identity_id)


async def test_who_waits_goes_on_waiting_when_a_sync_says_nothing_of_the_address(identity, waiting):
    _, given, _ = waiting
    silent = replace(given, email=None, says=frozenset({"given_name"}))
    with pytest.raises(Conflict) as caught:
        await sync(identity, silent, refuse_known_email=True, claims={"iat": time.time()})
    assert caught.value.code == "email_taken"
    elsewhere = replace(given, email=f"{unique()}@example.org")
    assert (await sync(identity, elsewhere, refuse_known_email=True, claims={"iat": time.time()})).is_new


async def test_an_address_that_somebody_said_is_his_is_taken_back_by_its_owner(identity):
    """Somebody with a token says a stranger's address; the stranger asks for a new password."""
    victim = f"{unique('victim')}@example.org"
    evil = profile(email=victim, is_email_verified=None)
    made = await sync(identity, evil, refuse_known_email=True, claims={"iat": time.time()})
    await links.send_reset(identity, victim, link_of=link_of)
    async with identity.pool.acquire() as conn:
        token = (await mails(conn, identity, victim))[-1][1]["link"].partition("#")[2]
    await links.reset(identity, token, PASSWORD, door="app")
    with pytest.raises(Conflict):
        await sync(identity, evil, refuse_known_email=True, claims={"iat": time.time()})
    async with identity.pool.acquire() as conn:
        assert await sql.identities.resolve(conn, issuer=ISSUER, subject=evil.subject) is None
        assert [row["state"] for row in await identities.list_of_account(conn, made.account_id)] == []


async def test_a_registered_address_is_waited_for_and_nobody_is_mailed(identity, make):
    """Whoever registers with a stranger's address does not get at what the stranger brings along."""
    squatter = await make.account(password=PASSWORD)
    given = profile(email=squatter["email"], is_email_verified=True)
    assert (await sync(identity, given)).is_waiting
    async with db.transaction(identity.pool) as conn:
        (row,) = await identities.list_of_account(conn, squatter["id"])
        assert row["state"] == "unconfirmed"
        with pytest.raises(Conflict) as caught:
            await identities.join(conn, Actor(kind="session", account_id=squatter["id"]), row["id"])
        assert caught.value.code == "email_unverified"
    # The owner of the address takes the account over, and joins.
    await links.send_reset(identity, squatter["email"], link_of=link_of)
    async with identity.pool.acquire() as conn:
        token = (await mails(conn, identity, squatter["email"]))[-1][1]["link"].partition("#")[2]
    await links.reset(identity, token, "another horse 12", door="app")
    async with db.transaction(identity.pool) as conn:
        await identities.join(conn, Actor(kind="session", account_id=squatter["id"]), row["id"])
    assert (await sync(identity, given)).account_id == squatter["id"]


async def test_an_account_that_a_company_manages_gives_way_to_whom_the_provider_vouches_for(identity, make):
    company = await make.company()
    managed = await make.account(domains=("assessment",), managed_by_company=company)
    login = await make.login(managed, company, "is_office_user")
    made = await sync(identity, profile(email=managed["email"], is_email_verified=True))
    assert made.is_new
    async with identity.pool.acquire() as conn:
        assert await conn.fetchval("select account_id from logins where id = $1", login) == made.account_id


async def test_the_sweep_forgets_claims_and_ids_of_messages(identity):
    given = profile(email=f"{unique()}@example.org")
    made = await claim(identity, given)
    async with identity.pool.acquire() as conn:
        await conn.execute("update identities set created_at = now() - interval '40 days' where subject = $1", given.subject)
        assert await identities.is_new_message(conn, ISSUER, given.subject)
        assert not await identities.is_new_message(conn, ISSUER, given.subject)
        await conn.execute("update provider_messages set received_at = now() - interval '40 days' where message_id = $1", given.subject)
    work = outbox.Work(1, "identities.sweep", {}, 1, identity.pool, {keys.CONFIG: identity.config})
    await identities.sweep(work)
    async with identity.pool.acquire() as conn:
        assert await accounts.find(conn, made.account_id) is None
        assert await identities.is_new_message(conn, ISSUER, given.subject)


async def test_only_so_many_claims_in_an_hour(identity):
    given = profile(email=f"{unique()}@example.org")
    async with db.transaction(identity.pool) as conn:
        made = await identities.claim(conn, given, claims_per_hour=0)
    assert made == identities.Synced(None, is_waiting=True)

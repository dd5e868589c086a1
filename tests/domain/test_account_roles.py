"""Domains and roles of accounts: who may give and end what, and that one admin of everything always stays."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from server import db
from server.db import sql
from server.domain import account_roles, accounts
from server.domain.actor import DOMAINS, SYSTEM, Actor
from server.errors import Conflict, Denied, Invalid, NotFound


def admin_of(*domains, account_id=None):
    return Actor(kind="session", account_id=account_id, username="chief", roles=frozenset((domain, "admin") for domain in domains))


EVERYTHING = admin_of(None)
NOBODY = Actor(kind="session", username="nobody")


async def state_of(conn, account_id):
    row = await accounts.get(conn, account_id)
    return row["is_active"], set(row["domains"]), set(row["inactive_domains"])


# Domains


@pytest.mark.parametrize("actor", [NOBODY, admin_of("training"), Actor(kind="session", roles=frozenset({("learning", "mentor")}))])
async def test_only_a_domains_admin_gives_it(conn, make, actor):
    account = await make.account(domains=("training",))
    with pytest.raises(Denied) as caught:
        await account_roles.give_domain(conn, actor, account["id"], "learning")
    assert caught.value.code == "not_admin"


@pytest.mark.parametrize("actor", [EVERYTHING, SYSTEM, admin_of("learning")])
async def test_learning_brings_the_role_learner(conn, make, actor):
    account = await make.account(domains=("training",))
    await account_roles.give_domain(conn, actor, account["id"], "learning")
    row = await accounts.get(conn, account["id"])
    assert set(row["domains"]) == {"training", "learning"} and row["roles"] == ["learning:learner"]
    await account_roles.give_domain(conn, actor, account["id"], "learning")
    assert len(await account_roles.list_roles(conn, account["id"])) == 1


async def test_an_unknown_domain_and_account_are_refused(conn, make):
    account = await make.account()
    with pytest.raises(Invalid):
        await account_roles.give_domain(conn, SYSTEM, account["id"], "gardening")
    with pytest.raises(NotFound):
        await account_roles.give_domain(conn, SYSTEM, 10**15, "learning")


async def test_a_domain_ends_with_its_roles(conn, make):
    account = await make.account(domains=("training", "learning"), roles=(("learning", "mentor"), ("training", "knowledge_manager")))
    with pytest.raises(Denied):
        await account_roles.end_domain(conn, admin_of("training"), account["id"], "learning")
    await account_roles.end_domain(conn, admin_of("learning"), account["id"], "learning")
    row = await accounts.get(conn, account["id"])
    assert (row["domains"], row["roles"]) == (["training"], ["training:knowledge_manager"])
    with pytest.raises(NotFound):
        await account_roles.end_domain(conn, admin_of("learning"), account["id"], "learning")


# States


async def test_inactive_in_a_domain_is_inactive_there_only(conn, make):
    account = await make.account()
    await account_roles.set_state(conn, admin_of("training"), account["id"], "training", "inactive")
    assert await state_of(conn, account["id"]) == (True, set(DOMAINS) - {"training"}, {"training"})
    await account_roles.set_state(conn, admin_of("training"), account["id"], "training", "active")
    assert await state_of(conn, account["id"]) == (True, set(DOMAINS), set())


@pytest.mark.parametrize("actor", [EVERYTHING, admin_of("training", "learning")])
async def test_who_administers_all_domains_of_an_account_changes_the_whole_account(conn, make, actor):
    account = await make.account(domains=("training", "learning"))
    await account_roles.set_state(conn, actor, account["id"], "training", "inactive")
    assert await state_of(conn, account["id"]) == (False, {"learning"}, {"training"})
    await account_roles.set_state(conn, actor, account["id"], "training", "active")
    assert await state_of(conn, account["id"]) == (True, {"learning", "training"}, set())


async def test_the_whole_account_of_an_admin_of_everything_is_touched_only_by_such_an_admin(conn, make):
    account = await make.account(domains=("training",), roles=((None, "admin"),))
    await make.account(domains=(), roles=((None, "admin"),))
    await account_roles.set_state(conn, admin_of("training"), account["id"], "training", "inactive")
    assert await state_of(conn, account["id"]) == (True, set(), {"training"})
    await account_roles.set_state(conn, EVERYTHING, account["id"], "training", "inactive")
    assert (await state_of(conn, account["id"]))[0] is False


async def test_a_state_in_a_domain_that_is_not_held_is_not_found(conn, make):
    account = await make.account(domains=("training",))
    with pytest.raises(NotFound):
        await account_roles.set_state(conn, admin_of("research"), account["id"], "research", "inactive")
    with pytest.raises(Invalid):
        await account_roles.set_state(conn, SYSTEM, account["id"], "training", "asleep")
    with pytest.raises(Denied):
        await account_roles.set_state(conn, admin_of("research"), account["id"], "training", "inactive")
    with pytest.raises(Denied):
        await account_roles.set_account_state(conn, admin_of(*DOMAINS), account["id"], False)


# Roles


@pytest.mark.parametrize("role, domain", [("guest", "training"), ("mentor", None), ("chief", "training"), ("learner", "research"),
                                          ("knowledge_manager", "learning"), ("admin", "gardening")])  # fmt: skip
async def test_roles_belong_to_their_domains(conn, make, role, domain):
    account = await make.account()
    with pytest.raises(Invalid):
        await account_roles.give_role(conn, SYSTEM, account["id"], role, domain)
    with pytest.raises(asyncpg.CheckViolationError):
        await conn.execute("insert into role_assignments (account_id, role, domain) values ($1, $2, $3)", account["id"], role, domain)


@pytest.mark.parametrize("actor, role, domain, may", [
    (admin_of("learning"), "mentor", "learning", True), (admin_of("training"), "mentor", "learning", False),
    (admin_of("learning"), "admin", "learning", True), (admin_of(*DOMAINS), "admin", None, False), (EVERYTHING, "admin", None, True),
    (EVERYTHING, "admin", "research", True), (NOBODY, "learner", "learning", False),
])  # fmt: skip
async def test_who_gives_and_ends_which_role(conn, make, actor, role, domain, may):
    account = await make.account(domains=())
    await make.account(roles=((None, "admin"),))
    if not may:
        with pytest.raises(Denied):
            await account_roles.give_role(conn, actor, account["id"], role, domain)
        await account_roles.give_role(conn, SYSTEM, account["id"], role, domain)
        with pytest.raises(Denied):
            await account_roles.end_role(conn, actor, account["id"], role, domain)
        return
    await account_roles.give_role(conn, actor, account["id"], role, domain)
    assert f"{domain or '*'}:{role}" in (await accounts.get(conn, account["id"]))["roles"]
    await account_roles.end_role(conn, actor, account["id"], role, domain)
    assert f"{domain or '*'}:{role}" not in (await accounts.get(conn, account["id"]))["roles"]
    assert any(row["role"] == role and not row["is_effective"] for row in await account_roles.list_roles(conn, account["id"]))


async def test_a_role_held_at_some_moment_of_the_time_is_a_conflict(conn, make):
    account, now = await make.account(), datetime.now(UTC)
    give = account_roles.give_role
    await give(conn, SYSTEM, account["id"], "mentor", "learning", starts_at=now + timedelta(days=10), ends_at=now + timedelta(days=20))
    assert "learning:mentor" not in (await accounts.get(conn, account["id"]))["roles"]
    for starts, ends in ((None, None), (now + timedelta(days=15), None), (None, now + timedelta(days=11))):
        with pytest.raises(Conflict) as caught:
            await give(conn, SYSTEM, account["id"], "mentor", "learning", starts_at=starts, ends_at=ends)
        assert caught.value.code == "role_held"
    await give(conn, SYSTEM, account["id"], "mentor", "learning", ends_at=now + timedelta(days=10))
    await give(conn, SYSTEM, account["id"], "mentor", "learning", starts_at=now + timedelta(days=20))
    await account_roles.end_role(conn, SYSTEM, account["id"], "mentor", "learning")
    await give(conn, SYSTEM, account["id"], "mentor", "learning")
    with pytest.raises(Invalid):
        await give(conn, SYSTEM, account["id"], "guest", "research", ends_at=now - timedelta(days=1))


async def test_a_dated_learner_gets_learning_and_no_open_role(conn, make):
    account, until = await make.account(domains=()), datetime.now(UTC) + timedelta(days=1)
    await account_roles.give_role(conn, admin_of("learning"), account["id"], "learner", "learning", ends_at=until)
    row = await accounts.get(conn, account["id"])
    assert row["domains"] == ["learning"] and row["roles"] == ["learning:learner"]
    assert [role["effective_until"] for role in await account_roles.list_roles(conn, account["id"])] == [until]


async def test_ending_a_role_that_is_not_held_is_not_found(conn, make):
    account = await make.account()
    with pytest.raises(NotFound):
        await account_roles.end_role(conn, SYSTEM, account["id"], "guest", "research")


async def test_the_same_role_given_twice_at_once_is_given_once(pool, make):
    account = await make.account()

    async def give():
        async with db.transaction(pool) as conn:
            await account_roles.give_role(conn, SYSTEM, account["id"], "mentor", "learning")

    results = await asyncio.gather(*(give() for _ in range(4)), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    assert [result.code for result in results if result is not None] == ["role_held"] * 3


# The last admin of everything


@pytest.fixture
async def lonely(fresh_database):
    """A database of its own whose only admins of everything are two accounts."""
    pool = await db.create_pool(fresh_database, size=6)
    ids = []
    for name in ("one", "two"):
        async with db.transaction(pool) as conn:
            new = accounts.NewAccount(username=name, display_name=name, roles=((None, "admin"),))
            ids.append((await accounts.create(conn, SYSTEM, new))["id"])
    yield pool, ids
    await pool.close()


async def take_away(pool, how, account_id):
    async with db.transaction(pool) as conn:
        if how == "role":
            await account_roles.end_role(conn, SYSTEM, account_id, "admin", None)
        elif how == "account":
            await account_roles.set_account_state(conn, SYSTEM, account_id, False)
        elif how == "domain":
            await account_roles.set_state(conn, SYSTEM, account_id, "research", "inactive")
        else:
            await conn.execute("delete from accounts where id = $1", account_id)


@pytest.mark.parametrize("how", ["role", "account", "domain"])
async def test_the_last_admin_of_everything_stays(lonely, how):
    pool, (first, second) = lonely
    await take_away(pool, how, first)
    with pytest.raises(Conflict) as caught:
        await take_away(pool, how, second)
    assert caught.value.code == "last_admin"
    async with pool.acquire() as conn:
        assert (await accounts.get(conn, second))["is_active"] and await sql.role_assignments.is_there_admin(conn)


@pytest.mark.parametrize(
    "first_how, second_how", [("role", "role"), ("account", "account"), ("role", "account"), ("delete", "role"), ("delete", "delete")]
)
async def test_two_admins_taken_away_at_once_leave_one(lonely, first_how, second_how):
    pool, (first, second) = lonely
    results = await asyncio.gather(take_away(pool, first_how, first), take_away(pool, second_how, second), return_exceptions=True)
    assert sum(result is None for result in results) == 1, results
    async with pool.acquire() as conn:
        assert await sql.role_assignments.is_there_admin(conn)


async def test_an_admin_for_a_limited_time_is_no_substitute(lonely):
    pool, (first, second) = lonely
    await take_away(pool, "role", first)
    async with db.transaction(pool) as conn:
        await account_roles.give_role(conn, SYSTEM, first, "admin", None, ends_at=datetime.now(UTC) + timedelta(days=1))
    with pytest.raises(Conflict):
        await take_away(pool, "role", second)


# The trail


async def test_every_change_leaves_a_line(conn, make):
    account = await make.account(domains=())
    await account_roles.give_role(conn, admin_of("learning"), account["id"], "mentor", "learning")
    await account_roles.set_state(conn, admin_of("learning"), account["id"], "learning", "suspended")
    await account_roles.end_role(conn, admin_of("learning"), account["id"], "mentor", "learning")
    rows = await sql.audit.list(
        conn, object_type="account", object_id=str(account["id"]), account_id=None, action=None, before_id=None, limit=20
    )
    assert {row["action"] for row in rows} >= {
        "account.create",
        "account.give_domain",
        "account.give_role",
        "account.set_state",
        "account.end_role",
    }

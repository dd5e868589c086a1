"""Resolved credentials: kept for seconds by one process, never after the commit that changes them; not at all by several."""

import asyncio
import dataclasses

import asyncpg
import pytest

from server import db
from server.domain import (
    access_tokens,
    account_passwords,
    account_roles,
    candidates,
    companies,
    credential_cache,
    credentials,
    logins,
    sessions,
)
from server.domain.actor import SYSTEM, Actor
from server.domain.credential_cache import Cache
from server.errors import Unauthenticated
from tests.make import PASSWORD

ADA = Actor(kind="pat", account_id=1)


@pytest.fixture
def clock():
    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    return Clock()


@pytest.fixture
def cache(clock):
    return Cache(5.0, clock)


# The cache itself


async def test_an_entry_lasts_five_seconds_or_as_long_as_the_credential(cache, clock):
    cache.put(b"a", ADA, began_at=clock())
    cache.put(b"b", ADA, began_at=clock(), seconds=2.0)
    cache.put(b"c", ADA, began_at=clock(), seconds=-1.0)
    assert cache.get(b"a") is ADA and cache.get(b"b") is ADA and cache.get(b"c") is None
    clock.now += 2.0
    assert cache.get(b"a") is ADA and cache.get(b"b") is None
    clock.now += 3.0
    assert cache.get(b"a") is None and len(cache) == 0


async def test_it_never_grows_beyond_its_bound(cache, clock, monkeypatch):
    monkeypatch.setattr(credential_cache, "ENTRIES", 3)
    for n in range(10):
        cache.put(bytes([n]), ADA, began_at=clock())
    assert len(cache) == 3 and cache.get(bytes([9])) is ADA and cache.get(bytes([0])) is None


async def test_zero_seconds_keep_nothing(clock):
    cache = Cache(0.0, clock)
    cache.put(b"a", ADA, began_at=clock())
    assert cache.get(b"a") is None


async def test_a_look_up_that_began_before_the_change_was_committed_is_not_kept(cache, clock, pool):
    began_before = clock()
    async with pool.acquire() as conn, conn.transaction():
        cache.drop("account:1", conn)
        clock.now += 1
        began_during = clock()
        cache.put(b"a", ADA, began_at=began_during)
        cache.put(b"other", Actor(kind="pat", account_id=2), began_at=began_during)
        assert cache.get(b"a") is None and cache.get(b"other") is not None
        clock.now += 1
    began_after = clock.now = clock.now + 1
    for began_at in (began_before, began_during):
        cache.put(b"a", ADA, began_at=began_at)
        assert cache.get(b"a") is None
    clock.now += 1
    cache.put(b"a", ADA, began_at=clock())
    assert cache.get(b"a") is ADA and began_after < clock()


async def test_a_notification_of_ones_own_does_not_lift_the_bar_of_an_open_transaction(cache, clock, pool):
    async with pool.acquire() as conn, conn.transaction():
        cache.drop("account:1", conn)
        cache.drop("account:1")
        clock.now += 1
        cache.put(b"a", ADA, began_at=clock())
        assert cache.get(b"a") is None


# Immediate effect


async def refusal(identity, token, surface="kadi"):
    try:
        await credentials.actor_for(identity, token, surface=surface)
    except Unauthenticated as refused:
        return refused.code
    return None


@pytest.fixture
async def ada(make):
    account = await make.account(password=PASSWORD)
    await make.login(account, await make.company(), "is_office_user")
    return account


async def log_out(identity, ada, actor):
    async with db.transaction(identity.pool) as conn:
        await sessions.end_own(conn, actor)


async def end_all(identity, ada, actor):
    async with db.transaction(identity.pool) as conn:
        await sessions.end_all(conn, ada["id"])


async def change_password(identity, ada, actor):
    await account_passwords.set_for(identity, SYSTEM, ada["id"], "another horse 12")


async def deactivate(identity, ada, actor):
    async with db.transaction(identity.pool) as conn:
        await account_roles.set_account_state(conn, SYSTEM, ada["id"], False)


async def deactivate_in_domain(identity, ada, actor):
    async with db.transaction(identity.pool) as conn:
        chief = Actor(kind="session", roles=frozenset({("research", "admin")}))
        await account_roles.set_state(conn, chief, ada["id"], "research", "inactive")


CHANGES = [(log_out, "unknown"), (end_all, "unknown"), (change_password, "unknown"), (deactivate, "inactive"),
           (deactivate_in_domain, "inactive")]  # fmt: skip


@pytest.mark.parametrize("is_cached", [True, False])
@pytest.mark.parametrize("change, expected", CHANGES)
async def test_a_change_counts_at_the_next_request(identity, make, ada, change, expected, is_cached):
    doors = identity if is_cached else dataclasses.replace(identity, cache=Cache(0.0))
    token = await make.session(ada)
    doors.cache.clear()
    assert await refusal(doors, token) is None
    actor = await credentials.actor_for(doors, token, surface="kadi")
    assert len(doors.cache) == is_cached
    await change(identity, ada, actor)
    assert await refusal(doors, token) == expected


async def test_a_revoked_token_does_not_count_at_the_next_request(identity, ada):
    async with db.transaction(identity.pool) as conn:
        made = await access_tokens.create(conn, SYSTEM, account_id=ada["id"], name="x")
    identity.cache.clear()
    assert await refusal(identity, made.token) is None and len(identity.cache) == 1
    async with db.transaction(identity.pool) as conn:
        await access_tokens.revoke(conn, SYSTEM, made.id, account_id=ada["id"])
    assert await refusal(identity, made.token) == "unknown"


async def test_a_deleted_login_and_a_given_role_count_at_the_next_request(identity, make, ada):
    company = await make.company()
    login = await make.login(ada, company, "is_office_user")
    token = await make.session(ada, login_id=login, made_by="itr")
    assert await refusal(identity, token, "itr") is None
    async with db.transaction(identity.pool) as conn:
        await account_roles.give_role(conn, SYSTEM, ada["id"], "admin", "assessment")
    actor = await credentials.actor_for(identity, token, surface="itr")
    assert "is_master_user" in actor.flags
    async with db.transaction(identity.pool) as conn:
        await logins.delete(conn, actor, login)
    assert await refusal(identity, token, "itr") == "unknown"


async def test_a_candidate_whose_right_ends_is_out_at_the_next_request(identity, make):
    person = await make.person(await make.company())
    async with db.transaction(identity.pool) as conn:
        stored = await conn.fetchval("select password_hash from persons where id = $1", person)
        token, _ = await sessions.start_for_person(conn, person_id=person, password_hash=stored, idle_seconds=600)
    identity.cache.clear()
    await credentials.actor_for(identity, token, surface="itr", operation=credentials.CANDIDATE)
    assert len(identity.cache) == 1
    async with db.transaction(identity.pool) as conn:
        await candidates.end_login(conn, SYSTEM, person)
    with pytest.raises(Unauthenticated):
        await credentials.actor_for(identity, token, surface="itr", operation=credentials.CANDIDATE)


async def test_a_change_that_concerns_everybody_empties_the_cache(identity, make, ada):
    token = await make.session(ada)
    identity.cache.clear()
    assert await refusal(identity, token) is None and len(identity.cache) == 1
    async with db.transaction(identity.pool) as conn:
        await companies.demand_second_factor(conn, SYSTEM, await make.company(), True)
    assert len(identity.cache) == 0


async def test_nothing_stale_stays_when_requests_and_a_change_run_at_once(identity, make, ada):
    """Requests before, during and after the commit; afterwards the next one must see it."""
    for _ in range(20):
        token = await make.session(ada)
        done = asyncio.Event()

        async def ask(token=token, done=done):
            while not done.is_set():
                await refusal(identity, token)
                await asyncio.sleep(0)

        asking = [asyncio.create_task(ask()) for _ in range(4)]
        await asyncio.sleep(0.002)
        await end_all(identity, ada, None)
        assert await refusal(identity, token) == "unknown"
        done.set()
        await asyncio.gather(*asking)
        assert await refusal(identity, token) == "unknown"


async def test_a_command_in_another_process_tells_the_server(identity, ada, dsn):
    heard = asyncio.Queue()
    listener = await asyncpg.connect(dsn)
    await listener.add_listener(credential_cache.CHANNEL, lambda *given: heard.put_nowait(given[3]))
    await deactivate(identity, ada, None)
    payloads = {await asyncio.wait_for(heard.get(), 5)}
    assert f"account:{ada['id']}" in payloads
    await listener.close()
    identity.cache.put(b"a", Actor(kind="pat", account_id=-1), began_at=identity.cache.clock())
    assert len(identity.cache) == 1
    credential_cache.heard("account:-1")
    assert len(identity.cache) == 0

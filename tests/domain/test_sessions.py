"""Sessions: how long they live, how they end, the browser's cookie, entering a company."""

import pytest

from server import db
from server.db import sql
from server.domain import companies, credentials, sessions
from server.domain.actor import SYSTEM, Actor
from server.errors import Denied, NotFound, Unauthenticated
from tests.make import PASSWORD


@pytest.fixture
async def ada(make):
    return await make.account(password=PASSWORD)


async def resolve(identity, token, **options):
    async with identity.pool.acquire() as conn:
        return await credentials.resolve(conn, token, identity=identity, **options)


async def refusal(identity, token, **options):
    with pytest.raises(Unauthenticated) as caught:
        await resolve(identity, token, **options)
    return caught.value.code


async def set_back(identity, session_id, what):
    async with identity.pool.acquire() as conn:
        await conn.execute(f"update sessions set {what} where id = $1", session_id)  # noqa: S608


# Life


@pytest.mark.parametrize("token", ["W" + "0" * 32, "W", "", "w" + "0" * 32, "W" * 9000, "W\0", "W\ud800"])
async def test_unknown_sessions(identity, token):
    assert await refusal(identity, token) == "unknown"


async def test_a_session_lives_ten_minutes_after_its_last_use(identity, make, ada):
    token = await make.session(ada)
    actor = await resolve(identity, token)
    await set_back(identity, actor.credential_id, "last_used_at = now() - interval '9 minutes 58 seconds'")
    assert (await resolve(identity, token)).account_id == ada["id"]
    await set_back(identity, actor.credential_id, "last_used_at = now() - interval '9 minutes 58 seconds'")
    assert (await resolve(identity, token)).account_id == ada["id"]
    await set_back(identity, actor.credential_id, "last_used_at = now() - interval '10 minutes 1 second'")
    assert await refusal(identity, token) == "expired"


async def test_use_does_not_prolong_the_whole_time(identity, make, ada):
    token = await make.session(ada, lifetime_seconds=3600)
    actor = await resolve(identity, token)
    await set_back(identity, actor.credential_id, "expires_at = now() - interval '1 second'")
    assert await refusal(identity, token) == "expired"


async def test_last_use_is_written_at_most_once_a_minute(identity, make, ada):
    token = await make.session(ada)
    actor = await resolve(identity, token)
    seen = "select last_used_at from sessions where id = $1"
    async with identity.pool.acquire() as conn:
        for seconds, moves in ((50, False), (61, True)):
            await set_back(identity, actor.credential_id, f"last_used_at = now() - interval '{seconds} seconds'")
            before = await conn.fetchval(seen, actor.credential_id)
            await resolve(identity, token)
            assert (await conn.fetchval(seen, actor.credential_id) > before) is moves


async def test_only_a_hash_is_stored(identity, make, ada):
    token = await make.session(ada)
    async with identity.pool.acquire() as conn:
        row = await conn.fetchrow("select * from sessions where account_id = $1", ada["id"])
    assert token not in str(dict(row)) and token[1:].encode() not in row["token_hash"] and len(row["token_hash"]) == 32


async def test_expired_sessions_are_swept(identity, make, ada):
    living, over = await make.session(ada), await make.session(ada)
    await set_back(identity, (await resolve(identity, over)).credential_id, "last_used_at = now() - interval '1 hour'")
    async with identity.pool.acquire() as conn:
        await sql.sessions.delete_expired(conn)
    assert await refusal(identity, over) == "unknown" and (await resolve(identity, living)).kind == "session"


# Ending


async def test_signing_out_ends_the_session_and_its_cookie(identity, make, ada):
    token = await make.session(ada)
    actor = await resolve(identity, token)
    async with db.transaction(identity.pool) as conn:
        cookie = await sessions.make_cookie(conn, identity.secrets, actor)
    assert (await resolve(identity, cookie, cookie=True)).credential_id == actor.credential_id
    async with db.transaction(identity.pool) as conn:
        await sessions.end_own(conn, actor)
    assert await refusal(identity, token) == await refusal(identity, cookie, cookie=True) == "unknown"
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(Unauthenticated):
            await sessions.end_own(conn, actor)
        trail = await sql.audit.list(
            conn, object_type="account", object_id=str(ada["id"]), account_id=None, action="session.end", before_id=None, limit=5
        )
    assert len(trail) == 1


async def test_one_ends_ones_own_sessions_only(identity, make, ada):
    mine, other = await make.session(ada), await make.session(await make.account(password=PASSWORD))
    actor, stranger = await resolve(identity, mine), await resolve(identity, other)
    async with db.transaction(identity.pool) as conn:
        for session_id in (stranger.credential_id, 10**15):
            with pytest.raises(NotFound):
                await sessions.end(conn, actor, session_id)
        await sessions.end(conn, stranger, stranger.credential_id)
    assert await refusal(identity, other) == "unknown" and (await resolve(identity, mine)).kind == "session"


async def test_all_but_the_one_in_hand_end(identity, make, ada):
    tokens = [await make.session(ada) for _ in range(3)]
    actor = await resolve(identity, tokens[0])
    async with db.transaction(identity.pool) as conn:
        assert {row["id"] for row in await sessions.list_own(conn, ada["id"])} >= {actor.credential_id}
        await sessions.end_all(conn, ada["id"], but=actor.credential_id)
        assert [row["id"] for row in await sessions.list_own(conn, ada["id"])] == [actor.credential_id]
    assert [await refusal(identity, token) for token in tokens[1:]] == ["unknown", "unknown"]


# The cookie


async def test_the_cookie_counts_as_a_cookie_only_and_the_session_as_a_header_only(identity, make, ada):
    token = await make.session(ada)
    actor = await resolve(identity, token)
    async with db.transaction(identity.pool) as conn:
        cookie = await sessions.make_cookie(conn, identity.secrets, actor)
        assert cookie == await sessions.make_cookie(conn, identity.secrets, actor)
    assert await refusal(identity, cookie) == "unknown" and await refusal(identity, token, cookie=True) == "unknown"


@pytest.mark.parametrize("header", ["cookie {}", "cookie{}", "{} cookie", "cookie\0{}"])
async def test_what_is_remembered_of_a_cookie_is_out_of_a_headers_reach(identity, make, ada, header):
    actor = await resolve(identity, await make.session(ada))
    async with db.transaction(identity.pool) as conn:
        cookie = await sessions.make_cookie(conn, identity.secrets, actor)
    for _ in range(2):  # the first look-up after a change is not remembered
        await credentials.actor_for(identity, cookie, surface="kadi", cookie=True)
    assert len(identity.cache) == 1
    with pytest.raises(Unauthenticated):
        await credentials.actor_for(identity, header.format(cookie), surface="kadi")


@pytest.mark.parametrize("kind", ["pat", "oauth", "jwt", "provider", "candidate", "limited"])
async def test_only_a_session_of_an_account_has_a_cookie(identity, conn, kind):
    with pytest.raises(Unauthenticated):
        await sessions.make_cookie(conn, identity.secrets, Actor(kind=kind, account_id=1, credential_id=1))


# Companies


async def test_a_session_enters_and_leaves_a_company(identity, make, ada):
    company = await make.company()
    login = await make.login(ada, company, "is_office_user")
    token = await make.session(ada)
    actor = await resolve(identity, token)
    assert actor.company_id is None
    async with db.transaction(identity.pool) as conn:
        with pytest.raises(NotFound):
            await sessions.choose_company(conn, actor, await make.company())
        assert await sessions.choose_company(conn, actor, company) == login
    actor = await resolve(identity, token)
    assert (actor.company_id, actor.login_id, actor.flags) == (company, login, {"is_office_user"})
    async with db.transaction(identity.pool) as conn:
        assert await sessions.count_active(conn, company) == (1, 0)
        await sessions.leave_company(conn, actor)
    assert (await resolve(identity, token)).login_id is None


@pytest.mark.parametrize("given", [True, False])
async def test_a_company_that_demands_a_code_is_entered_with_one(identity, make, ada, given):
    company = await make.company()
    await make.login(ada, company)
    async with db.transaction(identity.pool) as conn:
        await companies.demand_second_factor(conn, SYSTEM, company, True)
    actor = await resolve(identity, await make.session(ada, has_second_factor=given))
    async with db.transaction(identity.pool) as conn:
        if given:
            await sessions.choose_company(conn, actor, company)
            return
        with pytest.raises(Denied) as caught:
            await sessions.choose_company(conn, actor, company)
    assert caught.value.code == "second_factor_required"


async def test_a_login_that_ends_leaves_the_app_session_without_a_company(identity, make, ada):
    company = await make.company()
    login = await make.login(ada, company)
    token = await make.session(ada, login_id=login)
    async with identity.pool.acquire() as conn:
        await conn.execute("update logins set is_active = false where id = $1", login)
        assert (await resolve(identity, token)).company_id is None
        await conn.execute("delete from logins where id = $1", login)
    assert (await resolve(identity, token)).kind == "session"


async def test_an_admin_of_assessment_is_a_master_user_in_every_company(identity, make):
    account, company = await make.account(password=PASSWORD, roles=(("assessment", "admin"),)), await make.company()
    actor = await resolve(identity, await make.session(account, login_id=await make.login(account, company, "is_office_user")))
    assert actor.flags == {"is_office_user", "is_master_user"}
    assert (await resolve(identity, await make.session(account))).flags == frozenset()

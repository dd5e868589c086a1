"""Personal access tokens and OAuth2 access tokens: making, resolving, revoking."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server import db
from server.domain import access_tokens, account_roles, companies, credentials, oauth, oauth_applications
from server.domain.actor import KADI_SCOPES, SCOPES, SYSTEM, Actor
from server.errors import Denied, Invalid, NotFound, Unauthenticated
from tests.make import PASSWORD


async def create(identity, account, actor=SYSTEM, **options):
    async with db.transaction(identity.pool) as conn:
        return await access_tokens.create(conn, actor, account_id=account["id"], **{"name": "script"} | options)


async def resolve(identity, token):
    async with identity.pool.acquire() as conn:
        return await credentials.resolve(conn, token, identity=identity)


async def refusal(identity, token):
    with pytest.raises(Unauthenticated) as caught:
        await resolve(identity, token)
    return caught.value.code


@pytest.mark.parametrize("options, fault", [
    ({"name": ""}, ("name", "required")), ({"name": "  "}, ("name", "required")), ({"name": "x" * 151}, ("name", "too_long")),
    ({"name": "a\nb"}, ("name", "bad_text")), ({"name": "\ud800"}, ("name", "bad_text")),
    ({"scopes": ("record.read", "record.fly")}, ("scopes", "unknown")),
    ({"expires_at": datetime.now(UTC) - timedelta(seconds=1)}, ("expires_at", "in_the_past")),
])  # fmt: skip
async def test_what_a_token_cannot_be(identity, make, options, fault):
    with pytest.raises(Invalid) as caught:
        await create(identity, await make.account(), **options)
    assert [(found.path[0], found.code) for found in caught.value.faults] == [fault]


async def test_without_scopes_it_opens_everything(identity, make):
    account = await make.account()
    made = await create(identity, account)
    assert made.token.startswith("pat_") and len(made.token) == 52 and int(made.token[4:], 16)
    actor = await resolve(identity, made.token)
    assert (actor.kind, actor.account_id, actor.scopes, actor.credential_id) == ("pat", account["id"], None, made.id)
    assert actor.has_scope(*SCOPES) and (await resolve(identity, made.token[4:])).credential_id == made.id


async def test_with_scopes_it_has_these(identity, make):
    actor = await resolve(identity, (await create(identity, await make.account(), scopes=("user.read", "record.read", "user.read"))).token)
    assert actor.scopes == {"record.read", "user.read"} and not actor.has_scope("record.update") and actor.has_scope()


@pytest.mark.parametrize("token", ["pat_", "pat_" + "0" * 48, "0" * 48, "x", "pat_W", "Bearer x"])
async def test_unknown_tokens(identity, token):
    assert await refusal(identity, token) == "unknown"


async def test_an_expired_token_says_so(identity, make):
    made = await create(identity, await make.account(), expires_at=datetime.now(UTC) + timedelta(hours=1))
    await resolve(identity, made.token)
    async with identity.pool.acquire() as conn:
        await conn.execute("update access_tokens set expires_at = now() where id = $1", made.id)
    assert await refusal(identity, made.token) == "expired"


async def test_nothing_gives_more_than_the_issuing_credential_has(identity, make):
    account = await make.account()
    narrow = Actor(kind="pat", account_id=account["id"], scopes=frozenset({"record.read"}))
    for scopes in (None, (), ("record.read", "user.read")):
        with pytest.raises(Denied) as caught:
            await create(identity, account, narrow, scopes=scopes)
        assert caught.value.code == "more_than_held"
    await create(identity, account, narrow, scopes=("record.read",))


async def test_the_company_is_the_one_named_or_the_only_one(identity, make):
    account, first = await make.account(password=PASSWORD), await make.company()
    assert (await create(identity, account)).row["login_id"] is None
    login = await make.login(account, first, "is_office_user")
    actor = await resolve(identity, (await create(identity, account)).token)
    assert (actor.login_id, actor.company_id, actor.flags) == (login, first, {"is_office_user"})
    second = await make.company()
    other = await make.login(account, second)
    assert (await create(identity, account)).row["login_id"] is None
    assert (await create(identity, account, company_id=second)).row["login_id"] == other
    with pytest.raises(NotFound):
        await create(identity, account, company_id=await make.company())


async def test_a_company_that_demands_a_code_is_for_tokens_of_a_session_that_gave_one(identity, make):
    account, company = await make.account(password=PASSWORD), await make.company()
    login = await make.login(account, company)
    async with db.transaction(identity.pool) as conn:
        await companies.demand_second_factor(conn, SYSTEM, company, True)
    without = Actor(kind="session", account_id=account["id"])
    with pytest.raises(Denied) as caught:
        await create(identity, account, without, company_id=company)
    assert caught.value.code == "second_factor_required"
    assert (await create(identity, account, without)).row["login_id"] is None
    for actor in (replace(without, second_factor=True), SYSTEM):
        assert (await create(identity, account, actor)).row["login_id"] == login


async def test_last_use_is_written_at_most_once_a_minute(identity, make):
    made = await create(identity, await make.account())
    async with identity.pool.acquire() as conn:
        seen = "select last_used_at from access_tokens where id = $1"
        await resolve(identity, made.token)
        first = await conn.fetchval(seen, made.id)
        await resolve(identity, made.token)
        assert first is not None and await conn.fetchval(seen, made.id) == first
        await conn.execute("update access_tokens set last_used_at = now() - interval '61 seconds' where id = $1", made.id)
        await resolve(identity, made.token)
        assert await conn.fetchval(seen, made.id) > first


async def test_a_revoked_token_is_unknown_at_once_and_others_cannot_revoke_it(identity, make):
    account, stranger = await make.account(), await make.account()
    made = await create(identity, account)
    async with db.transaction(identity.pool) as conn:
        assert [row["id"] for row in await access_tokens.list_own(conn, account["id"])] == [made.id]
        with pytest.raises(NotFound):
            await access_tokens.revoke(conn, SYSTEM, made.id, account_id=stranger["id"])
        await access_tokens.revoke(conn, SYSTEM, made.id, account_id=account["id"])
        with pytest.raises(NotFound):
            await access_tokens.revoke(conn, SYSTEM, made.id, account_id=None)
    assert await refusal(identity, made.token) == "unknown"


async def test_a_token_of_an_inactive_account_counts_again_when_it_is_active_again(identity, make):
    account = await make.account()
    made = await create(identity, account)
    for is_active in (False, True):
        async with db.transaction(identity.pool) as conn:
            await account_roles.set_account_state(conn, SYSTEM, account["id"], is_active)
        if not is_active:
            assert await refusal(identity, made.token) == "inactive"
            with pytest.raises(NotFound):
                await create(identity, account)
    assert (await resolve(identity, made.token)).account_id == account["id"]


# OAuth2 access tokens


async def issue(identity, account, application_id, scopes):
    async with db.transaction(identity.pool) as conn:
        return (await oauth.issue(conn, SYSTEM, application_id, account_id=account["id"], scopes=scopes)).access_token


async def application(identity, account, scopes):
    """An application of the account; its id."""
    owner = Actor(kind="session", account_id=account["id"])
    async with db.transaction(identity.pool) as conn:
        made = await oauth_applications.register(conn, owner, oauth_applications.Entry("app", ["https://a.example"], scopes=scopes))
    assert len(made.client_id) == 32 and len(made.client_secret) == 64
    return made.id


@pytest.mark.parametrize("scopes, expected", [(("record.read",), {"record.read"}), (None, set(KADI_SCOPES))])
async def test_an_applications_token_has_its_scopes_or_the_24(identity, make, scopes, expected):
    account = await make.account()
    application_id = await application(identity, account, scopes)
    token = await issue(identity, account, application_id, scopes)
    actor = await resolve(identity, token)
    assert (actor.kind, actor.account_id, actor.application_id, actor.scopes) == ("oauth", account["id"], application_id, expected)
    assert token.startswith("oat_") and len(token) == 52


async def test_a_new_pair_ends_the_old_one_and_time_ends_any(identity, make):
    account = await make.account()
    application_id = await application(identity, account, None)
    older, newer = [await issue(identity, account, application_id, None) for _ in range(2)]
    assert await refusal(identity, older) == "unknown" and (await resolve(identity, newer)).kind == "oauth"
    async with identity.pool.acquire() as conn:
        await conn.execute("update oauth_tokens set access_expires_at = now() where account_id = $1", account["id"])
    assert await refusal(identity, newer) == "expired"

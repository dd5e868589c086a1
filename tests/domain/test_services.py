"""Accounts at other servers: connecting, what is kept of the tokens, renewing them once, breaking and ending a connection."""

import asyncio
import base64
import hashlib
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import web

from server import config as settings
from server import db, keys
from server.db import sql
from server.domain import outbox, services
from server.domain.actor import Actor
from server.domain.services import Services
from server.errors import BadRequest, Conflict, NotFound, Unreachable
from server.outgoing import Outgoing
from server.secrets import token_hash
from tests import elsewhere, mailbox
from tests.elsewhere import speaking

BACK = "http://here.example/app/settings/services/kit/callback"


@pytest.fixture
async def other():
    async with elsewhere.running() as server:
        yield server


@pytest.fixture
async def outgoing():
    made = Outgoing(allow=("127.0.0.1",), timeout_seconds=1.0)
    yield made
    await made.close()


@pytest.fixture
def known(other, outgoing, make) -> Services:
    return Services({other.name: other.instance}, make.pool, make.identity.secrets, outgoing)


@pytest.fixture
async def actor(make) -> Actor:
    account = await make.account()
    return Actor(kind="session", account_id=account["id"], username=account["username"], domains=frozenset({"research"}))


@pytest.fixture
async def connected(known, other, actor) -> Services:
    await connect(known, other, actor)
    return known


async def connect(known, other, actor):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    return await services.finish(known, actor, other.name, **came)


async def stored(make, actor):
    async with make.pool.acquire() as conn:
        return await conn.fetchrow("select * from services where account_id = $1", actor.user_id)


async def change(make, actor, assignment):
    async with make.pool.acquire() as conn:
        await conn.execute(f"update services set {assignment} where account_id = $1", actor.user_id)  # noqa: S608


async def revocations(make, name):
    """What waits to be told to this server: the jobs, and the token of each."""
    async with make.pool.acquire() as conn:
        rows = await conn.fetch("select id, payload::text, sealed_payload from jobs where kind = 'services.revoke' and state = 'waiting'")
    opened = mailbox.opened_jobs("services.revoke", rows, make.identity.secrets)
    return [(row, payload) for row, payload in opened if payload["name"] == name]


# Connecting


async def test_a_connection_is_made_with_code_secret_and_verifier(known, other, actor):
    address = await services.begin(known, actor, other.name, redirect_uri=BACK)
    asked = dict(parse_qsl(urlsplit(address).query))
    assert asked["redirect_uri"] == BACK and len(asked["state"]) >= 43
    came = other.allow(address)
    state = await services.finish(known, actor, other.name, **came)
    assert (state.instance.name, state.state) == (other.name, "connected") and state.connected_at is not None
    form = other.of("/oauth/token")[0].form
    assert form["code"] == came["code"] and form["redirect_uri"] == BACK and form["client_secret"] == elsewhere.CLIENT_SECRET
    assert base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=") == asked["code_challenge"]
    assert (await services.hold(known, actor.user_id, other.name)).access == other.access


async def test_a_state_counts_once(known, other, actor):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    await services.finish(known, actor, other.name, **came)
    again = other.allow(f"{other.url}/oauth/authorize?response_type=code&client_id={elsewhere.CLIENT_ID}"
                        f"&code_challenge_method=S256&code_challenge=x&redirect_uri={BACK}&state={came['state']}")  # fmt: skip
    with pytest.raises(NotFound, match="connection"):
        await services.finish(known, actor, other.name, **again)
    assert len(other.of("/oauth/token")) == 1


async def test_of_two_that_bring_one_state_one_connects(known, other, actor):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    done = await asyncio.gather(*(services.finish(known, actor, other.name, **came) for _ in range(8)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["NotFound"] * 7 + ["State"]
    assert len(other.of("/oauth/token")) == 1


async def test_a_state_counts_for_its_account_only(known, other, actor, make):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    stranger = replace(actor, account_id=(await make.account())["id"])
    with pytest.raises(NotFound, match="connection"):
        await services.finish(known, stranger, other.name, **came)
    assert other.of("/oauth/token") == []
    assert (await services.finish(known, actor, other.name, **came)).state == "connected", "a stranger's try uses nothing up"


async def test_a_state_counts_for_its_server_only(known, other, actor):
    """A server that we know cannot have another one's code brought to it."""
    both = replace(known, instances={**known.instances, "evil": replace(other.instance, name="evil")})
    came = other.allow(await services.begin(both, actor, other.name, redirect_uri=BACK))
    with pytest.raises(NotFound, match="connection"):
        await services.finish(both, actor, "evil", **came)
    assert other.of("/oauth/token") == []


async def test_a_state_ends_after_ten_minutes(known, other, actor, make):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    async with make.pool.acquire() as conn:
        left = await conn.fetchval(
            "update service_requests set expires_at = expires_at - interval '10 minutes' where account_id = $1 "
            "returning expires_at <= now()",
            actor.user_id,
        )
    assert left is True
    with pytest.raises(NotFound, match="connection"):
        await services.finish(known, actor, other.name, **came)


async def test_beginning_again_replaces_the_first(known, other, actor):
    first = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    second = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    with pytest.raises(NotFound, match="connection"):
        await services.finish(known, actor, other.name, **first)
    assert (await services.finish(known, actor, other.name, **second)).state == "connected"


async def test_a_refusal_there_uses_the_state_up(known, other, actor):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    with pytest.raises(Conflict, match="service_denied"):
        await services.finish(known, actor, other.name, state=came["state"], code=None)
    with pytest.raises(NotFound):
        await services.finish(known, actor, other.name, **came)


async def test_a_code_that_the_other_server_does_not_know_is_refused(known, other, actor):
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    with pytest.raises(Conflict, match="service_refused"):
        await services.finish(known, actor, other.name, state=came["state"], code="nobodys")
    assert [one.state for one in await services.list_own(known, actor.user_id)] == ["off"]


async def test_a_server_that_nobody_configured_is_not_found(known, actor):
    for attempt in (
        services.begin(known, actor, "nobody", redirect_uri=BACK),
        services.finish(known, actor, "nobody", state="x", code="y"),
    ):
        with pytest.raises(NotFound, match="instance"):
            await attempt


GOOD = {"access_token": "oat_1", "refresh_token": "r", "token_type": "Bearer", "expires_in": 3600}


@pytest.mark.parametrize(
    "answer",
    [
        lambda: web.Response(text="<html>", content_type="text/html"),
        lambda: web.json_response(["a"]),
        lambda: web.json_response(GOOD, status=201),
        lambda: web.json_response(GOOD, status=500),
        lambda: web.json_response({"error": "invalid_client"}, status=401),
        lambda: web.json_response({"error": "server_error"}, status=400),
        lambda: web.json_response({"error": {"x": 1}}, status=400),
        lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1/"}),
        lambda: web.json_response(GOOD | {"access_token": None}),
        lambda: web.json_response(GOOD | {"access_token": "a b"}),
        lambda: web.json_response(GOOD | {"access_token": "a\r\nX: y"}),
        lambda: web.json_response(GOOD | {"access_token": "ä"}),
        lambda: web.json_response(GOOD | {"access_token": "a" * 5000}),
        lambda: web.json_response(GOOD | {"refresh_token": 5}),
        lambda: web.json_response(GOOD | {"token_type": "mac"}),
        lambda: web.json_response({"access_token": "oat_1"}),
        lambda: web.Response(body=b"[" * 100_001),
    ],
)  # fmt: skip
async def test_an_answer_without_usable_tokens_connects_nothing(known, other, actor, answer):
    other.tokens = answer
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    with pytest.raises(Unreachable, match="instance_failed"):
        await services.finish(known, actor, other.name, **came)
    assert [one.state for one in await services.list_own(known, actor.user_id)] == ["off"]


@pytest.mark.parametrize("seconds", [None, "soon", True, -5, 0, 1e300, {"x": 1}])
async def test_a_strange_lifetime_is_none(known, other, actor, make, seconds):
    other.tokens = lambda: web.json_response(GOOD | {"expires_in": seconds})
    await connect(known, other, actor)
    assert (await stored(make, actor))["access_expires_at"] is None
    assert (await services.hold(known, actor.user_id, other.name)).access == "oat_1"


async def test_a_server_that_is_away_is_said_so(known, other, actor):
    async with speaking(b"") as (url, _):
        pass
    away = replace(known, instances={other.name: replace(other.instance, address=url)})
    await services.begin(away, actor, other.name, redirect_uri=BACK)
    address = await services.begin(away, actor, other.name, redirect_uri=BACK)
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    with pytest.raises(Unreachable, match="instance_failed"):
        await services.finish(away, actor, other.name, state=state, code="x")


# What is kept


async def test_tokens_and_verifiers_are_nowhere_in_the_clear(known, other, actor, make):
    address = await services.begin(known, actor, other.name, redirect_uri=BACK)
    state = dict(parse_qsl(urlsplit(address).query))["state"]
    async with make.pool.acquire() as conn:
        begun = await conn.fetchval("select r::text from service_requests r where account_id = $1", actor.user_id)
    came = other.allow(address)
    await services.finish(known, actor, other.name, **came)
    verifier = other.of("/oauth/token")[0].form["code_verifier"]
    assert state not in begun and verifier not in begun and token_hash(state).hex() in begun
    first = (other.access, other.refresh)
    await services.disconnect(known, actor, other.name)
    await connect(known, other, actor)
    async with make.pool.acquire() as conn:
        tables = ["services", "service_requests", "jobs", "audit_entries"]
        dump = "".join([await conn.fetchval(f"select coalesce(string_agg(t::text, ''), '') from {table} t") for table in tables])  # noqa: S608
    for secret in (*first, other.access, other.refresh, state, verifier, came["code"], elsewhere.CLIENT_SECRET):
        assert len(secret) >= 40 and secret not in dump and secret.encode().hex() not in dump
        assert base64.b64encode(secret.encode()).decode().rstrip("=")[:40] not in dump


async def test_sealed_tokens_open_for_their_account_only(connected, other, actor, make):
    stranger = await make.account()
    async with make.pool.acquire() as conn:
        await conn.execute("update services set account_id = $2 where account_id = $1", actor.user_id, stranger["id"])
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(connected, stranger["id"], other.name)


async def test_a_name_that_means_another_server_now_gets_no_token_of_the_first(connected, other, actor):
    moved = replace(connected, instances={other.name: replace(other.instance, address="http://127.0.0.1:1")})
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(moved, actor.user_id, other.name)
    assert [one.state for one in await services.list_own(moved, actor.user_id)] == ["broken"]


async def test_nothing_shows_a_token_when_it_is_printed(connected, other, actor):
    held = await services.hold(connected, actor.user_id, other.name)
    tokens = services.Tokens(other.access, other.refresh)
    shown = f"{held!r} {tokens!r} {connected!r} {other.instance!r}"
    assert not any(secret in shown for secret in (other.access, other.refresh, elsewhere.CLIENT_SECRET))


# Renewing


async def due(make, actor):
    await change(make, actor, "access_expires_at = now()")


async def test_a_token_that_lives_is_used_as_it_is(connected, other, actor):
    held = [await services.hold(connected, actor.user_id, other.name) for _ in range(3)]
    assert {one.access for one in held} == {other.access} and len(other.of("/oauth/token")) == 1


async def test_a_pair_that_is_due_is_renewed_and_the_old_one_forgotten(connected, other, actor, make):
    before = other.access
    await due(make, actor)
    held = await services.hold(connected, actor.user_id, other.name)
    assert held.access == other.access != before
    assert (await services.hold(connected, actor.user_id, other.name)) == held
    assert [one.form["grant_type"] for one in other.of("/oauth/token")] == ["authorization_code", "refresh_token"]


async def test_eight_at_once_renew_once(connected, other, actor, make):
    async def pause():
        await asyncio.sleep(0.3)

    await due(make, actor)
    other.meanwhile = pause
    held = await asyncio.gather(*(services.hold(connected, actor.user_id, other.name) for _ in range(8)))
    assert {one.access for one in held} == {other.access} and len(other.of("/oauth/token")) == 2


async def test_no_connection_is_held_while_the_other_server_thinks(connected, other, actor, make, dsn):
    small = await db.create_pool(dsn, size=2)
    try:
        narrow = replace(connected, pool=small)
        free = []

        async def look():
            async with asyncio.timeout(1), small.acquire(), small.acquire():
                free.append(True)

        await due(make, actor)
        other.meanwhile = look
        await services.hold(narrow, actor.user_id, other.name)
        assert free == [True]
    finally:
        await small.close()


async def test_a_refused_token_is_renewed_though_it_seems_to_live(connected, other, actor):
    first = await services.hold(connected, actor.user_id, other.name)
    second = await services.hold(connected, actor.user_id, other.name, refused=first.generation)
    assert second.access == other.access != first.access and second.generation != first.generation
    # Somebody else who was refused with the first one takes what is there now.
    assert await services.hold(connected, actor.user_id, other.name, refused=first.generation) == second
    assert len(other.of("/oauth/token")) == 2


async def test_a_server_that_keeps_its_refresh_token_may(connected, other, actor, make):
    other.rotates = False
    for _ in range(2):
        await due(make, actor)
        assert (await services.hold(connected, actor.user_id, other.name)).access == other.access


async def test_tokens_that_end_at_once_do_not_make_us_ask_for_ever(connected, other, actor, make):
    other.expires_in = 1
    await due(make, actor)
    assert (await services.hold(connected, actor.user_id, other.name)).access == other.access
    assert len(other.of("/oauth/token")) == 2


async def test_a_refused_renewal_breaks_the_connection_and_forgets_the_tokens(connected, other, actor, make):
    other.end()
    await due(make, actor)
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(connected, actor.user_id, other.name)
    assert [one.state for one in await services.list_own(connected, actor.user_id)] == ["broken"]
    assert (await stored(make, actor))["sealed_tokens"] is None
    asked = len(other.asked)
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(connected, actor.user_id, other.name)
    assert len(other.asked) == asked, "a broken connection asks nobody"
    async with make.pool.acquire() as conn:
        actions = await conn.fetch("select action from audit_entries where object_type = 'account' and object_id = $1", str(actor.user_id))
    assert {"service.connect", "service.break"} <= {row["action"] for row in actions}
    assert (await connect(connected, other, actor)).state == "connected"


async def test_a_pair_without_a_refresh_token_ends_with_its_access_token(known, other, actor, make):
    other.tokens = lambda: web.json_response({"access_token": "oat_1", "token_type": "bearer", "expires_in": 3600})
    await connect(known, other, actor)
    assert (await services.hold(known, actor.user_id, other.name)).access == "oat_1"
    await due(make, actor)
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(known, actor.user_id, other.name)


@pytest.mark.parametrize("answer", [
    lambda: web.json_response({"error": "invalid_client"}, status=401),
    lambda: web.json_response({"error": "temporarily_unavailable"}, status=400),
    lambda: web.Response(status=503, text="busy"),
    lambda: web.Response(status=302, headers={"Location": "http://127.0.0.1/"}),
    lambda: web.json_response({"detail": "slow down"}, status=429),
])  # fmt: skip
async def test_trouble_that_is_not_the_connections_leaves_it(connected, other, actor, make, answer):
    await due(make, actor)
    other.tokens = answer
    with pytest.raises(Unreachable, match="instance_failed"):
        await services.hold(connected, actor.user_id, other.name)
    other.tokens = None
    assert (await services.hold(connected, actor.user_id, other.name)).access == other.access


async def test_a_claim_of_a_process_that_died_runs_out(connected, other, actor, make):
    await due(make, actor)
    await change(make, actor, "renewed_until = now() + interval '0.5 seconds'")
    held = await services.hold(connected, actor.user_id, other.name)
    assert held.access == other.access and len(other.of("/oauth/token")) == 2


async def test_who_waits_in_vain_is_told(connected, other, actor, make, monkeypatch):
    monkeypatch.setattr(services, "CLAIM_MARGIN_SECONDS", -0.5)
    await due(make, actor)
    await change(make, actor, "renewed_until = now() + interval '1 hour'")
    with pytest.raises(Unreachable, match="instance_failed"):
        await services.hold(connected, actor.user_id, other.name)
    assert len(other.of("/oauth/token")) == 1


async def test_a_pair_that_comes_after_the_end_is_revoked(connected, other, actor, make):
    async def end():
        await services.disconnect(connected, actor, other.name)

    await due(make, actor)
    before, other.meanwhile = other.refresh, end
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(connected, actor.user_id, other.name)
    assert [payload["token"] for _, payload in await revocations(make, other.name)] == [before, other.refresh]
    assert await stored(make, actor) is None


# Ending


async def work_of(row, payload, make, other, outgoing) -> outbox.Work:
    config = settings.Config(federation=settings.Federation(instances=(other.instance,)))
    return outbox.Work(row["id"], "services.revoke", payload, 1, make.pool, {keys.CONFIG: config, keys.OUTGOING: outgoing})


async def test_disconnecting_forgets_at_once_and_revokes_later(connected, other, actor, make, outgoing):
    token = other.refresh
    await services.disconnect(connected, actor, other.name)
    with pytest.raises(BadRequest, match="instance_not_connected"):
        await services.hold(connected, actor.user_id, other.name)
    with pytest.raises(NotFound, match="connection"):
        await services.disconnect(connected, actor, other.name)
    assert await stored(make, actor) is None
    [(row, payload)] = await revocations(make, other.name)
    assert payload["token"] == token
    await services.revoke(await work_of(row, payload, make, other, outgoing))
    assert other.access == "" and other.of("/oauth/revoke")[0].form["client_secret"] == elsewhere.CLIENT_SECRET


async def test_connecting_again_revokes_the_pair_before(connected, other, actor, make):
    before = other.refresh
    await connect(connected, other, actor)
    assert [payload["token"] for _, payload in await revocations(make, other.name)] == [before]
    assert (await services.hold(connected, actor.user_id, other.name)).access == other.access


@pytest.mark.parametrize(
    "status, outcome", [(200, None), (400, outbox.Hopeless), (401, outbox.Hopeless), (503, outbox.Later), (302, outbox.Later)]
)
async def test_a_revocation_is_tried_again_where_that_helps(other, make, outgoing, status, outcome):
    async with speaking(f"HTTP/1.1 {status} x\r\nContent-Length: 2\r\n\r\n{{}}".encode()) as (url, heads):
        other.url = url
        work = await work_of({"id": 1}, {"name": other.name, "address": url, "token": "t"}, make, other, outgoing)
        if outcome is None:
            await services.revoke(work)
        else:
            with pytest.raises(outcome):
                await services.revoke(work)
        assert heads[0].startswith(b"POST /oauth/revoke ")


async def test_a_server_that_left_the_settings_hears_nothing(other, make, outgoing):
    for name, address in (("nobody", other.url), (other.name, other.url + "/moved")):
        await services.revoke(await work_of({"id": 1}, {"name": name, "address": address, "token": "t"}, make, other, outgoing))
    assert other.asked == []


async def test_what_was_begun_and_never_finished_is_forgotten(known, other, actor, make):
    await services.begin(known, actor, other.name, redirect_uri=BACK)
    async with make.pool.acquire() as conn:
        await conn.execute("update service_requests set expires_at = now() - interval '1 second' where account_id = $1", actor.user_id)
    await services.sweep(outbox.Work(1, "services.sweep", {}, 1, make.pool))
    async with make.pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from service_requests where account_id = $1", actor.user_id) == 0
        assert await sql.services.list(conn, account_id=actor.user_id) == []


# The settings


def test_secrets_stand_with_their_server_or_beside():
    one = settings.Instance("kit", "https://kit.example", "id", client_secret="in the file")
    config = settings.Config(federation=settings.Federation((one, replace(one, name="dkrz")), ("kit = a=b",)))
    assert {name: found.client_secret for name, found in services.known(config).items()} == {"kit": "a=b", "dkrz": "in the file"}

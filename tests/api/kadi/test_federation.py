"""GET /records?instance=…: another server answers, with the rights of the account that the searcher connected there."""

import asyncio
import functools
import gzip
import io
import logging
from dataclasses import replace

import pytest
from aiohttp import web

from server import keys, logs
from server.domain import services
from server.domain.actor import Actor
from server.domain.services import Services
from tests import elsewhere
from tests.api.kadi.conftest import NO_SCOPE, NO_TOKEN, body
from tests.elsewhere import speaking

BACK = "http://here.example/app/settings/services/kit/callback"
UNKNOWN = "No federated instance '{}' found."
NOT_CONNECTED = "Federated instance '{}' requires a service that is not yet connected to your account."
FAILED = "Request to instance '{}' failed."
PHRASES = {400: "Bad Request", 502: "Bad Gateway"}


@pytest.fixture
async def other():
    async with elsewhere.running() as server:
        yield server


@pytest.fixture
async def place(start_server, other):
    """A server that knows the other one, and waits a second for it."""
    return await start_server(
        federation={"instances": (other.instance,)}, outgoing={"allow": ("127.0.0.1",), "timeout_seconds": 1.0, "max_bytes": 5_000_000}
    )


@pytest.fixture
async def ada(place, anonymous, make):
    """Somebody with a token of that server, not connected yet."""
    account = await make.account()
    client = anonymous.using(await make.token(account))
    client.url, client.account = str(place.make_url("/api/v1")), account
    return client


async def connected(place, other, account):
    known, actor = Services.of(place.app), Actor(kind="session", account_id=account["id"], username=account["username"])
    came = other.allow(await services.begin(known, actor, other.name, redirect_uri=BACK))
    await services.finish(known, actor, other.name, **came)
    return known, actor


@pytest.fixture
async def mira(place, other, ada):
    """Somebody who is connected."""
    await connected(place, other, ada.account)
    return ada


async def refused(response, status, description, name):
    assert await body(response, status) == {"code": status, "description": description.format(name), "message": PHRASES[status]}


# Who may


async def test_the_local_credential_comes_first(ada, mira, other, make):
    address = f"/records?instance={other.name}"
    assert (await body(await mira.using().get(address), 401))["description"] == NO_TOKEN
    narrow = mira.using(await make.token(mira.account, "user.read"))
    found = await body(await narrow.get(address), 401)
    assert (found["description"], found["scopes"]) == (NO_SCOPE, ["record.read"])
    closed = await make.account(domains=("training",))
    assert (await mira.using(await make.token(closed)).get(address)).status == 403
    assert other.of("/api/v1/records") == []


async def test_a_name_that_nobody_configured(mira):
    await refused(await mira.get("/records?instance=x"), 400, UNKNOWN, "x")


async def test_a_known_one_that_is_not_connected(ada, other):
    await refused(await ada.get(f"/records?instance={other.name}"), 400, NOT_CONNECTED, other.name)
    assert other.asked == []


async def test_what_one_connected_is_nobody_elses(mira, other, make):
    stranger = mira.using(await make.token(await make.account()))
    await refused(await stranger.get(f"/records?instance={other.name}"), 400, NOT_CONNECTED, other.name)


async def test_without_a_name_the_search_is_ours(mira, other):
    assert (await mira.get("/records?instance=")).status == 200
    assert other.of("/api/v1/records") == []


# What goes there and what comes back


async def test_the_answer_is_the_other_servers(mira, other):
    other.answer = lambda: web.Response(
        body=b'{"items": [{"title": "\xc3\xa4"}], "b": 1, "a": 12345678901234567890123}', content_type="application/json",
        headers={"Set-Cookie": "athenaeum_session=evil", "X-Evil": "1", "Access-Control-Allow-Origin": "*", "Location": "/x"},
    )  # fmt: skip
    response = await mira.get(f"/records?instance={other.name}")
    assert response.status == 200
    assert (await response.text()).encode() == b'{"items": [{"title": "\xc3\xa4"}], "b": 1, "a": 12345678901234567890123}'
    assert response.headers["Content-Type"] == "application/json" and response.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"Set-Cookie", "X-Evil", "Access-Control-Allow-Origin", "Location"} & set(response.headers)


@pytest.mark.parametrize("status", [201, 400, 403, 404, 418, 429, 500, 503])
async def test_its_status_is_passed_on(mira, other, status):
    other.answer = lambda: web.json_response({"code": status}, status=status)
    response = await mira.get(f"/records?instance={other.name}")
    assert (response.status, await response.json()) == (status, {"code": status})


async def test_a_missing_scope_there_is_told_and_renews_nothing(mira, other):
    other.answer = lambda: web.json_response({"code": 401, "scopes": ["record.read"]}, status=401)
    response = await mira.get(f"/records?instance={other.name}")
    assert (response.status, await response.json()) == (401, {"code": 401, "scopes": ["record.read"]})
    assert len(other.of("/oauth/token")) == 1


SENT = [
    ("page", "2"), ("per_page", "50"), ("query", 'a "b c" ä&instance=x#?'), ("extras", '[{"key": "a b", "type": "str", "str": "ü+"}]'),
    ("sort", "-title"), ("visibility", "public"), ("explicit_permissions", "true"), ("child_collections", "1"), ("tag_operator", "and"),
    ("type", "a"), ("type", "b/c"), ("tag", "x"), ("tag", "y z"), ("mimetype", "text/plain"), ("mimetype", "image/png"),
]  # fmt: skip


async def test_documented_parameters_go_there_and_no_others(mira, other):
    ours = [("user", "1"), ("collection", "2"), ("collection", "3"), ("token", "x"), ("access_token", "y"), ("instance", other.name)]
    assert (await mira.get("/records", params=[*SENT, *ours])).status == 200
    asked = other.of("/api/v1/records")[0]
    assert sorted(asked.query) == sorted(SENT)


@pytest.mark.parametrize(
    "noun, sent",
    [
        ("collections", [*SENT[:3], *SENT[4:7], ("tag_operator", "and"), ("tag", "x"), ("tag", "y z")]),
        ("templates", [*SENT[:3], *SENT[4:7], ("type", "extras")]),
    ],
)
async def test_collections_and_templates_go_there_too(mira, other, noun, sent):
    ours = [("user", "1"), ("collection", "2"), ("child_collections", "1"), ("mimetype", "a/b"), ("instance", other.name)]
    response = await mira.get(f"/{noun}", params=[*sent, *ours])
    assert (response.status, await response.json()) == (200, {"items": [], "_pagination": {"page": 1}})
    assert sorted(other.of(f"/api/v1/{noun}")[0].query) == sorted(sent)
    assert (await mira.get(f"/{noun}?instance=x")).status == 400


async def test_a_search_of_groups_knows_no_other_server(mira, other):
    """It is the one search whose document does not name the parameter."""
    assert (await mira.get(f"/groups?instance={other.name}")).status == 200
    assert other.of("/api/v1/groups") == []


async def test_parameters_that_were_not_given_are_not_sent(mira, other):
    await mira.get(f"/records?instance={other.name}")
    assert other.of("/api/v1/records")[0].query == []


async def test_a_repeated_single_parameter_is_sent_once(mira, other):
    await mira.get(f"/records?query=a&query=b&instance={other.name}&instance=zzz")
    assert other.of("/api/v1/records")[0].query == [("query", "a")]


async def test_long_queries_arrive(mira, other):
    text = "x" * 6000
    assert (await mira.get("/records", params={"query": text, "instance": other.name})).status == 200
    assert other.of("/api/v1/records")[0].query == [("query", text)]


async def test_nul_is_refused_here(mira, other):
    assert (await mira.get(f"/records?query=%00&instance={other.name}")).status == 400
    assert other.of("/api/v1/records") == []


async def test_nothing_of_the_caller_goes_there(mira, other):
    headers = {
        "Cookie": "athenaeum_session=secretcookie; other=1", "X-Custom": "private", "Referer": "http://private.example/",
        "X-Forwarded-For": "10.1.2.3", "Origin": "http://private.example", "Accept-Language": "de", "User-Agent": "secretagent",
    }  # fmt: skip
    assert (await mira.get(f"/records?instance={other.name}", headers=headers)).status == 200
    sent = other.of("/api/v1/records")[0].headers
    assert set(sent) - {"connection"} == {"host", "user-agent", "accept", "accept-encoding", "authorization"}
    assert sent["authorization"] == f"Bearer {other.access}"
    seen = repr([(one.headers, one.form, one.query) for one in other.asked])
    assert not any(secret in seen for secret in (mira.token, "secretcookie", "secretagent", "private", "10.1.2.3"))


# When it fails


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silence(_writer):
    await asyncio.sleep(5)


async def endless(writer):
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["')
    while True:
        writer.write(b"a" * 65536)
        await writer.drain()


def answering(data: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", *(headers or (f"Content-Length: {len(data)}",))]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


ATTACKS = {
    "redirect to an internal address": answering(b"{}", "Content-Length: 2", "Location: http://169.254.169.254/", status="302 Found"),
    "redirect to ourselves": answering(b"{}", "Content-Length: 2", "Location: /api/v1/records", status="307 Temporary Redirect"),
    "not modified": answering(b"", status="304 Not Modified"),
    "six megabytes": answering(b'"' + b"a" * 6_000_000 + b'"'),
    "six megabytes announced": answering(b"{}", "Content-Length: 6000000"),
    "endless": endless,
    "a bomb": answering(gzip.compress(b" " * 50_000_000), "Content-Encoding: gzip"),
    "compressed": answering(gzip.compress(b"{}"), "Content-Encoding: gzip"),
    "a slow drip": drip,
    "silence": silence,
    "html": answering(b"<html><script>alert(1)</script></html>", "Content-Type: text/html", "Content-Length: 38"),
    "html as json": answering(b"<html>"),
    "nothing": answering(b""),
    "no content": answering(b"", status="204 No Content"),
    "half of it": answering(b'{"items": []}', "Content-Length: 100"),
    "two lengths": answering(b"{}", "Content-Length: 2", "Content-Length: 3"),
    "a wrong length": answering(b'{"a": 1}', "Content-Length: 3"),
    "broken json": answering(b'{"a": '),
    "two values": answering(b"{}{}"),
    "not a number": answering(b'{"a": NaN}'),
    "not utf-8": answering(b'{"a": "\xff"}'),
    "too deep": answering(b"[" * 100_000 + b"]" * 100_000),
    "a lone surrogate": answering(b'{"a": "\\ud800"}'),
    "no http": b"SSH-2.0-OpenSSH\r\n\r\n",
    "hung up": b"",
    "a long header": answering(b"{}", "Content-Length: 2", "X: " + "a" * 20_000),
    "a status that is none": answering(b"{}", status="999 x"),
}


@pytest.mark.parametrize("attack", ATTACKS)
async def test_an_answer_that_is_none_is_a_502(place, mira, other, attack):
    async with speaking(ATTACKS[attack]) as (url, heads):
        await moved(place, other, mira.account, url)
        await refused(await mira.get(f"/records?instance={other.name}"), 502, FAILED, other.name)
        assert len(heads) == (2 if attack == "hung up" else 1), "asked once; who hangs up before a word is asked again"
    assert (await mira.get("/records")).status == 200


async def moved(place, other, account, url):
    """The instance answers searches at this address from now on, and the account's tokens are for it."""
    config = place.app[keys.CONFIG]
    instance = replace(other.instance, address=url)
    place.app._state[keys.CONFIG] = replace(config, federation=replace(config.federation, instances=(instance,)))
    known = Services.of(place.app)
    tokens = services.Tokens("oat_" + "1" * 48, "2" * 64)
    async with known.pool.acquire() as conn:
        await conn.execute("update services set sealed_tokens = $3 where account_id = $1 and name = $2", account["id"], other.name,
                           known.seal(account["id"], instance, tokens))  # fmt: skip


async def test_a_server_that_is_gone_is_a_502(place, mira, other):
    async with speaking(b"") as (url, _):
        pass
    await moved(place, other, mira.account, url)
    await refused(await mira.get(f"/records?instance={other.name}"), 502, FAILED, other.name)


@pytest.mark.parametrize("url", ["http://127.0.0.2:1", "http://169.254.169.254", "http://[::1]:1", "http://localhost.invalid"])
async def test_an_internal_address_that_nobody_allowed_is_a_502(place, mira, other, url):
    await moved(place, other, mira.account, url)
    await refused(await mira.get(f"/records?instance={other.name}"), 502, FAILED, other.name)


async def test_five_megabytes_pass(mira, other):
    text = b'"' + b"a" * 4_999_998 + b'"'
    other.answer = lambda: web.Response(body=text, content_type="application/json")
    response = await mira.get(f"/records?instance={other.name}")
    assert response.status == 200 and (await response.text()).encode() == text
    other.answer = lambda: web.Response(body=text[:-1] + b'a"', content_type="application/json")
    await refused(await mira.get(f"/records?instance={other.name}"), 502, FAILED, other.name)


async def test_others_are_served_while_it_is_silent(place, mira, other):
    """No connection to the database waits for the other server, however many searches do."""
    async with speaking(silence) as (url, _):
        await moved(place, other, mira.account, url)
        waiting = [asyncio.ensure_future(mira.get(f"/records?instance={other.name}")) for _ in range(20)]
        await asyncio.sleep(0.3)
        async with asyncio.timeout(0.6):
            assert (await mira.get("/records")).status == 200
        for response in await asyncio.gather(*waiting):
            await refused(response, 502, FAILED, other.name)


# Tokens


async def test_an_old_token_is_renewed_on_the_way_once(place, mira, other, make):
    async with make.pool.acquire() as conn:
        await conn.execute("update services set access_expires_at = now() where account_id = $1", mira.account["id"])
    found = await asyncio.gather(*(mira.get(f"/records?instance={other.name}") for _ in range(6)))
    assert [response.status for response in found] == [200] * 6
    assert len(other.of("/oauth/token")) == 2
    assert {one.headers["authorization"] for one in other.of("/api/v1/records")} == {f"Bearer {other.access}"}


async def test_a_token_that_is_refused_is_renewed_and_the_search_goes_on(mira, other):
    other.access = "oat_" + "0" * 48
    assert (await mira.get(f"/records?instance={other.name}")).status == 200
    assert [one.path for one in other.asked[1:]] == ["/api/v1/records", "/oauth/token", "/api/v1/records"]


async def test_a_server_that_refuses_every_token_is_believed(mira, other):
    other.answer = lambda: web.json_response({"code": 401}, status=401)
    response = await mira.get(f"/records?instance={other.name}")
    assert (response.status, await response.json()) == (401, {"code": 401})
    assert len(other.of("/api/v1/records")) == 2


async def test_revoked_there_means_not_connected_here(mira, other):
    other.end()
    await refused(await mira.get(f"/records?instance={other.name}"), 400, NOT_CONNECTED, other.name)
    await refused(await mira.get(f"/records?instance={other.name}"), 400, NOT_CONNECTED, other.name)


async def test_disconnected_means_not_connected(place, other, ada):
    known, actor = await connected(place, other, ada.account)
    assert (await ada.get(f"/records?instance={other.name}")).status == 200
    await services.disconnect(known, actor, other.name)
    await refused(await ada.get(f"/records?instance={other.name}"), 400, NOT_CONNECTED, other.name)


async def test_no_secret_reaches_the_log(place, other, ada, capfd):
    """Neither ours nor the other server's, when all goes well and when it does not."""
    stream = io.TextIOWrapper(io.BytesIO())
    before, level = logging.getLogger("aiohttp").level, logging.getLogger().level
    try:
        with logs.written("debug", stream=stream):
            await connected(place, other, ada.account)
            secrets = [other.access, other.refresh, elsewhere.CLIENT_SECRET, ada.token, other.of("/oauth/token")[0].form["code"]]
            secrets.append(other.of("/oauth/token")[0].form["code_verifier"])
            await ada.get(f"/records?instance={other.name}&query=private")
            for kind in ({"text": other.access}, {"status": 302, "headers": {"Location": f"/{other.access}"}}):
                other.answer = functools.partial(web.Response, **kind)
                await refused(await ada.get(f"/records?instance={other.name}&query=private"), 502, FAILED, other.name)
            other.answer = None
            other.end()
            await refused(await ada.get(f"/records?instance={other.name}"), 400, NOT_CONNECTED, other.name)
    finally:
        logging.getLogger("aiohttp").setLevel(before)
        logging.getLogger().setLevel(level)
    written = stream.buffer.getvalue().decode()
    assert f"instance {other.name}" in written and "private" not in written
    assert not any(secret in written for secret in secrets)

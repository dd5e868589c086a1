"""Health, readiness and metrics: what they say, to whom, and what they never say."""

import re

import pytest
from aiohttp.test_utils import make_mocked_request

from server import keys, operations
from server.http.metrics import BOUNDS, Meters
from tests.conftest import Client
from tests.conftest import test_config as settings_for


async def test_a_living_process_says_so(anonymous):
    response = await anonymous.get("/healthz")
    assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_a_server_with_its_database_is_ready(anonymous):
    response = await anonymous.get("/readyz")
    assert (response.status, await response.json()) == (200, {"status": "ready"})


async def test_missing_migrations_are_not_ready(start_server, fresh_database, http):
    server = await start_server(dsn=fresh_database)
    url = str(server.make_url("")).rstrip("/")
    async with server.app[keys.POOL].acquire() as conn:
        last = await conn.fetchval("delete from migrations where number = (select max(number) from migrations) returning name")
    assert last
    response = await Client(http, url).get("/readyz")
    assert (response.status, (await response.json())["reason"]) == (503, "migrations")
    assert response.headers["Retry-After"]
    async with server.app[keys.POOL].acquire() as conn:
        await conn.execute("insert into migrations (number, name, checksum) values (9999, '9999_newer', '')")
    assert (await (await Client(http, url).get("/readyz")).json())["reason"] == "schema"


async def test_a_database_that_is_away_is_not_ready_but_alive(start_server, http):
    server = await start_server()
    client = Client(http, str(server.make_url("")).rstrip("/"))
    await server.app[keys.POOL].close()
    response = await client.get("/readyz")
    assert (response.status, (await response.json())["reason"]) == (503, "database")
    assert (await client.get("/healthz")).status == 200


# Metrics


async def test_metrics_count_requests_by_route(anonymous, kadi):
    await kadi.get("/info")
    await kadi.get("/nothing-of-ours/5")
    text = await (await anonymous.get("/metrics")).text()
    assert re.search(r'^athenaeum_requests_total\{method="GET",route="misc.info",status="200",surface="kadi"\} [1-9]', text, re.M)
    assert re.search(r'^athenaeum_request_seconds_bucket\{le="\+Inf",method="GET",route="misc.info",surface="kadi"\} [1-9]', text, re.M)
    assert "nothing-of-ours" not in text
    assert 'athenaeum_database_connections{state="idle"}' in text
    assert "process_resident_memory_bytes" in text


def test_labels_are_route_names_never_addresses():
    from server.app import SURFACES
    from server.mounts import places

    assert [place.route.name for place in places(SURFACES) if "/" in place.route.name] == []


def test_a_histogram_counts_each_request_once():
    meters = Meters()
    meter = meters.meter("kadi", "misc.info", "GET")
    for seconds in (0.0005, 0.001, 0.3, 100.0):
        meter.add(200, seconds)
    assert meters.meter("kadi", "misc.info", "GET") is meter
    assert dict(meters.cumulative(meter)) == {
        **{str(bound): 2 for bound in BOUNDS if bound < 0.3},
        **{str(bound): 3 for bound in BOUNDS if bound >= 0.3},
        "+Inf": 4,
    }
    assert b'athenaeum_requests_total{method="GET",route="misc.info",status="200",surface="kadi"} 4.0' in meters.text()


@pytest.mark.parametrize(
    "peer, headers, trusted, allowed, may",
    [
        ("127.0.0.1", {}, (), None, True),
        ("::1", {}, (), None, True),
        ("::ffff:127.0.0.1", {}, (), None, True),
        ("192.0.2.1", {}, (), None, False),
        ("192.0.2.1", {}, (), ("192.0.2.0/24",), True),
        ("127.0.0.1", {}, (), ("192.0.2.0/24",), False),
        ("127.0.0.1", {}, (), (), False),
        # Through a proxy on this machine that nobody trusts it could be anybody
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, (), None, False),
        ("127.0.0.1", {"Forwarded": "for=127.0.0.1"}, (), None, False),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, ("127.0.0.1",), None, False),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, ("127.0.0.1",), ("192.0.2.1",), True),
        ("", {}, (), None, False),
    ],
)
def test_who_may_read_metrics(tmp_path, app, peer, headers, trusted, allowed, may):
    from types import SimpleNamespace

    given = {"trusted_proxies": trusted} | ({} if allowed is None else {"metrics_from": allowed})
    request = make_mocked_request("GET", "/metrics", headers=headers).clone(remote=peer)
    request._match_info = SimpleNamespace(current_app={keys.CONFIG: settings_for(tmp_path, server=given)})
    assert operations.may_read_metrics(request) is may


async def test_metrics_are_refused_elsewhere(start_server, http):
    server = await start_server(server={"metrics_from": ("192.0.2.1",)})
    response = await Client(http, str(server.make_url("")).rstrip("/")).get("/metrics")
    assert (response.status, await response.json()) == (403, {"status": 403, "code": "metrics"})

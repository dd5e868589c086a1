"""Rate limits on the way of a request: in which order they count, and what the answers say."""

import time
from types import SimpleNamespace

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from server import keys
from server.domain.actor import Actor
from server.domain.limits import RULES, Limiter, MemoryStore, changed
from server.errors import TooMany
from server.http import limits
from tests.conftest import test_config as settings_for

MIRA, NOA = Actor(kind="session", account_id=1), Actor(kind="session", account_id=2)


@pytest.fixture
def asked(tmp_path):
    """Requests to one application: `asked(address="…")`."""
    app = web.Application()
    app[keys.CONFIG] = settings_for(tmp_path, server={"trusted_proxies": ("9.9.9.9",)})
    app[keys.LIMITS] = Limiter(MemoryStore())

    def request(address="1.2.3.4", route="misc.test", forwarded=None):
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        made = make_mocked_request("GET", "/", headers=headers, app=app).clone(remote=address)
        made._match_info = SimpleNamespace(current_app=app)
        made[keys.ROUTE] = SimpleNamespace(name=route)
        return made

    request.app = app
    return request


async def refused(check, times):
    """How many of `times` calls pass before the first refusal, and the refusal."""
    for n in range(times):
        try:
            await check()
        except TooMany as failure:
            return n, failure
    return times, None


@pytest.mark.parametrize(
    "surface, rate, actor, passes",
    [
        ("kadi", "general", None, 3),
        ("kadi", "general", MIRA, 200),
        ("kms", "users", MIRA, 100),
        ("kms", "users", None, 100),
        ("kms", "auth", MIRA, 5),
        ("kms", "auth", None, 200),
        ("lms", "general", MIRA, 100),
        ("lms", "uploads", MIRA, 20),
        ("itr", "general", MIRA, 20),
        ("itr", "slow", MIRA, 1),
        ("itr", "login", None, 200),
        ("site", "pages", None, 200),
        ("app", "general", MIRA, 400),
        ("kadi", "none", None, 200),
    ],
)
async def test_who_asks_may_so_often(asked, surface, rate, actor, passes):
    tries = passes + 1 if passes < 200 else passes
    count, failure = await refused(lambda: limits.check_actor(asked(), surface, rate, actor), tries)
    assert count == passes and (failure is None) == (tries == passes)


@pytest.mark.parametrize(
    "surface, rate, passes",
    [
        ("kms", "auth", 60),
        ("lms", "auth", 10),
        ("itr", "login", 20),
        ("app", "sign_in", 60),
        ("kadi", "general", 200),
        ("lms", "general", 200),
    ],
)
async def test_an_address_may_so_often_before_anybody_looks_at_the_credential(asked, surface, rate, passes):
    tries = passes + 1 if passes < 200 else passes
    count, _ = await refused(lambda: limits.check_address(asked(), surface, rate), tries)
    assert count == passes


@pytest.mark.parametrize("surface, rate, passes", [("kms", "auth", 5), ("itr", "login", 1), ("app", "sign_in", 10), ("lms", "auth", 200)])
async def test_a_name_may_so_often_from_one_address(asked, surface, rate, passes):
    tries = passes + 1 if passes < 200 else passes
    count, _ = await refused(lambda: limits.check(asked(), surface, rate, ("Mira",)), tries)
    assert count == passes
    if passes < 200:
        with pytest.raises(TooMany):
            await limits.check(asked(), surface, rate, (" mira",))
        await limits.check(asked(), surface, rate, ("noa",))
        await limits.check(asked(address="1.2.3.5"), surface, rate, ("mira",))


async def test_people_behind_one_address_do_not_hinder_each_other(asked):
    await refused(lambda: limits.check_actor(asked(), "lms", "general", MIRA), 101)
    await limits.check_actor(asked(), "lms", "general", NOA)
    with pytest.raises(TooMany):
        await limits.check_actor(asked(), "lms", "general", MIRA)


async def test_one_account_at_two_addresses_is_one(asked):
    await refused(lambda: limits.check_actor(asked(), "kms", "users", MIRA), 100)
    with pytest.raises(TooMany):
        await limits.check_actor(asked(address="5.6.7.8"), "kms", "users", MIRA)


async def test_operations_of_assessment_are_counted_one_by_one(asked):
    await limits.check_actor(asked(route="tokens.list"), "itr", "slow", MIRA)
    await limits.check_actor(asked(route="translations.get"), "itr", "slow", MIRA)
    with pytest.raises(TooMany):
        await limits.check_actor(asked(route="tokens.list"), "itr", "slow", MIRA)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
async def test_this_machine_is_not_limited_on_kadi_but_elsewhere(asked, address):
    assert (await refused(lambda: limits.check_actor(asked(address), "kadi", "general", None), 200))[1] is None
    assert (await refused(lambda: limits.check_address(asked(address), "lms", "auth"), 11))[0] == 10


async def test_behind_a_trusted_proxy_the_clients_address_counts(asked):
    for n in range(30):
        await limits.check_address(asked("9.9.9.9", forwarded=f"1.1.1.{n}"), "lms", "auth")
    assert (await refused(lambda: limits.check_actor(asked("9.9.9.9", forwarded="127.0.0.1"), "kadi", "general", None), 9))[1] is None
    strangers = (asked("8.8.8.8", forwarded=f"2.2.2.{n}") for n in range(11))
    count, _ = await refused(lambda: limits.check_address(next(strangers), "lms", "auth"), 11)
    assert count == 10, "what a stranger says about himself does not"


@pytest.mark.parametrize(
    "text, counted",
    [
        ("1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_counts_as_one_address(text, counted):
    assert limits.place(text) == counted


# What answers say


@pytest.mark.parametrize("surface, rate, shown", [("kms", "users", True), ("lms", "general", True), ("itr", "general", False)])
async def test_headers_tell_where_one_stands(asked, surface, rate, shown):
    request = asked()
    await limits.check_actor(request, surface, rate, MIRA)
    headers = request.get(keys.LIMIT_HEADERS)
    if not shown:
        assert headers is None
        return
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("100", "99")
    assert 55 <= int(headers["X-RateLimit-Reset"]) - time.time() <= 61


async def test_of_several_rules_the_headers_show_the_closest(asked):
    for expected in ("4", "3"):
        request = asked()
        await limits.check_address(request, "kms", "auth")
        assert request[keys.LIMIT_HEADERS]["X-RateLimit-Limit"] == "60"
        await limits.check(request, "kms", "auth", ("mira",))
        headers = request[keys.LIMIT_HEADERS]
        assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5", expected)


async def test_a_refusal_says_when_to_come_back(asked):
    _, failure = await refused(lambda: limits.check_address(asked(), "lms", "auth"), 11)
    assert 55 <= failure.retry_after <= 60
    assert failure.details["limit"] == 10 and 55 <= failure.details["reset"] - time.time() <= 61
    request = asked()
    with pytest.raises(TooMany):
        await limits.check_address(request, "lms", "auth")
    assert request[keys.LIMIT_HEADERS]["X-RateLimit-Remaining"] == "0"


async def test_a_short_window_is_over_soon(asked):
    await limits.check(asked(), "itr", "login", ("mira",))
    with pytest.raises(TooMany) as caught:
        await limits.check(asked(), "itr", "login", ("mira",))
    assert caught.value.retry_after == 1


async def test_switched_off_nothing_is_counted(asked):
    asked.app[keys.LIMITS] = None
    for _ in range(300):
        request = asked()
        await limits.check_address(request, "lms", "auth")
        await limits.check_actor(request, "itr", "slow", MIRA)
        await limits.check(request, "kms", "auth", ("mira",))
    assert keys.LIMIT_HEADERS not in request


async def test_settings_reach_the_requests(asked):
    asked.app[keys.LIMITS] = Limiter(MemoryStore(), changed(RULES, ["lms.auth = 2/minute", "itr.slow = off"]))
    assert (await refused(lambda: limits.check_address(asked(), "lms", "auth"), 11))[0] == 2
    assert (await refused(lambda: limits.check_actor(asked(), "itr", "slow", MIRA), 11))[1] is None


async def test_a_request_that_no_rule_concerns_costs_next_to_nothing(asked):
    request = asked()

    async def way():
        await limits.check_address(request, "kadi", "general")
        await limits.check_actor(request, "kadi", "general", MIRA)

    times = []
    for _ in range(20):
        start = time.perf_counter()
        for _ in range(500):
            await way()
        times.append((time.perf_counter() - start) / 500)
    assert min(times) < 20e-6


# The whole server


def test_every_route_line_names_a_class_that_has_rules_or_says_none():
    from server.app import SURFACES

    unknown = {(surface.name, route.rate) for surface in SURFACES for route in surface.routes} - set(RULES)
    assert not unknown


async def test_a_running_server_limits_and_says_so(start_server, http):
    server = await start_server(limits={"enabled": True, "rules": ("kms.users = 3/minute", "kms.auth = 2/minute")})

    async def ask(method, path, **options):
        async with http.request(method, server.make_url(path), **options) as response:
            await response.read()
            return response

    for remaining in ("2", "1", "0"):
        answer = await ask("GET", "/kms/api/v1/auth/me", headers={"Authorization": "Bearer a.b.c"})
        assert answer.status == 401
        assert (answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remaining"]) == ("3", remaining)
    answer = await ask("GET", "/kms/api/v1/auth/me")
    assert answer.status == 429 and 55 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["X-RateLimit-Remaining"] == "0" and int(answer.headers["X-RateLimit-Reset"]) > time.time()

    login = {"username": "Nobody", "password": "wrong password"}
    assert [(await ask("POST", "/kms/api/v1/auth/login", json=login)).status for _ in range(4)] == [401, 401, 429, 429]
    assert (await ask("POST", "/kms/api/v1/auth/login", json=login | {"username": "Other"})).status == 401
    assert (await ask("GET", "/healthz")).status == 200


async def test_two_processes_limit_together(start_server, http):
    servers = [await start_server(limits={"enabled": True, "rules": ("kms.users = 4/minute",)}, server={"workers": 2}) for _ in range(2)]
    statuses = []
    for n in range(6):
        async with http.get(servers[n % 2].make_url("/kms/api/v1/auth/me")) as response:
            statuses.append(response.status)
    assert statuses == [401] * 4 + [429] * 2

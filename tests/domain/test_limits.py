"""Rate limits: the rules, what they count on, and the three places where counters live."""

import asyncio
import socket
import subprocess
from uuid import uuid4

import pytest

from server import config
from server.db import sql
from server.domain import limits
from server.domain.actor import Actor
from server.domain.limits import RULES, Counters, DatabaseStore, Limiter, MemoryStore, Rule, SharedStore, changed, key, rule
from tests.conftest import test_config as settings_for

ACCOUNT = Actor(kind="session", account_id=7, token_session_id=uuid4())
RULE = rule("test.rule", 3, 60, "address")


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def unique():
    return (uuid4().hex,)


# Rules


@pytest.mark.parametrize(
    "surface, rate, numbers",
    [
        ("kadi", "general", {"kadi.anonymous_minute": (90, 60), "kadi.anonymous_second": (3, 1)}),
        ("kms", "auth", {"kms.auth": (5, 60), "kms.auth_address": (60, 60)}),
        ("kms", "users", {"kms.users": (100, 60)}),
        ("kms", "trainings", {"kms.trainings": (200, 60)}),
        ("kms", "registrations", {"kms.registrations": (100, 60)}),
        ("lms", "general", {"lms.general": (100, 60)}),
        ("lms", "auth", {"lms.auth": (10, 60)}),
        ("lms", "uploads", {"lms.uploads": (20, 60)}),
        ("itr", "login", {"itr.login": (1, 1), "itr.login_address": (20, 1)}),
        ("itr", "slow", {"itr.slow": (1, 1)}),
        ("itr", "general", {"itr.general": (20, 1)}),
    ],
)
def test_the_documented_numbers(surface, rate, numbers):
    assert {each.name: (each.limit, each.seconds) for each in RULES[surface, rate]} == numbers


def test_names_of_rules_are_unique_and_tell_the_surface():
    names = [each.name for several in RULES.values() for each in several]
    assert len(names) == len(set(names))
    assert all(each.name.startswith(f"{surface}.") for (surface, _), several in RULES.items() for each in several)


def test_only_rules_of_the_address_count_before_the_credential():
    limiter = Limiter(MemoryStore())
    assert {each.name for several in limiter.early.values() for each in several} == {
        "kadi.consent", "kadi.oauth_address", "kms.auth_address", "lms.auth", "lms.webhooks",
        "itr.login_address", "app.sign_in_address", "app.mail_address"}  # fmt: skip
    assert ("kadi", "general") not in limiter.signed_in and ("kadi", "general") in limiter.anonymous
    assert ("site", "pages") not in limiter.early | limiter.anonymous | limiter.signed_in | limiter.named


@pytest.mark.parametrize(
    "per, actor, name, expected",
    [
        (("address",), ACCOUNT, None, ("1.2.3.4",)),
        (("who",), ACCOUNT, None, (("account", 7),)),
        (("who",), None, None, ("1.2.3.4",)),
        (("address", "account"), ACCOUNT, None, ("1.2.3.4", ("account", 7))),
        (("address", "account"), None, None, ("1.2.3.4", None)),
        (("session",), ACCOUNT, None, (("session", ACCOUNT.token_session_id),)),
        (("session",), Actor(kind="pat", account_id=7, credential_id=9), None, (("pat", 9),)),
        (("session",), Actor(kind="system", account_id=7), None, (("account", 7),)),
        (("session", "route"), None, None, ("1.2.3.4", "misc.test")),
        (("address", "name"), None, " Mira ", ("1.2.3.4", "mira")),
        (("address", "name"), ACCOUNT, None, ("1.2.3.4", ("account", 7))),
    ],
)
def test_what_a_rule_counts_on(per, actor, name, expected):
    assert key(Rule("x.y", 1, 1, per), "1.2.3.4", actor, "misc.test", name) == ("x.y", *expected)


def test_a_candidate_is_counted_as_a_person():
    person = uuid4()
    assert key(rule("x.y", 1, 1, "who"), "a", Actor(kind="candidate", person_id=person), "r") == ("x.y", ("person", person))


def test_names_are_counted_without_case_and_never_kept_long():
    assert limits.plain("MIRA ") == limits.plain("mira") != limits.plain("mirb")
    assert len(limits.plain("x" * 10_000_000)) == 64 and limits.plain("x" * 500) != limits.plain("x" * 501)
    assert limits.plain("\ud800" * 500)


# Settings


def test_numbers_can_be_changed_and_rules_switched_off():
    table = changed(RULES, ["kms.auth = 50/minute", "itr.general=100/2 seconds", "lms.auth = off", "kadi.anonymous_minute = 5000/hour"])
    assert {each.name: (each.limit, each.seconds) for each in table["kms", "auth"]} == {"kms.auth": (50, 60), "kms.auth_address": (60, 60)}
    assert (table["itr", "general"][0].limit, table["itr", "general"][0].seconds) == (100, 2)
    assert table["lms", "auth"] == () and ("lms", "auth") not in Limiter(MemoryStore(), table).early
    assert table["kadi", "general"][0].seconds == 3600 and table["kadi", "general"][0].per == ("address",)
    assert RULES["kms", "auth"][0].limit == 5


@pytest.mark.parametrize("text", ["", "kms.auth", "kms.auth = 5", "kms.auth = 0/minute", "kms.auth = 5/0 minutes", "kms.auth = -5/minute",
                                  "kms.auth = 5/day", "kms.nothing = 5/minute", "kms.auth = 5/minute; x"])  # fmt: skip
def test_a_bad_change_stops_the_start_and_says_which(text):
    with pytest.raises(config.ConfigError, match=r"limits\.rules"):
        changed(RULES, [text])


def test_the_settings_choose_where_counters_live(tmp_path, pool):
    def made(**sections):
        return limits.make_limiter(settings_for(tmp_path, **sections), pool)

    assert made(limits={"enabled": False}) is None
    assert isinstance(made(limits={"enabled": True}).store, MemoryStore)
    assert isinstance(made(limits={"enabled": True}, server={"workers": 2}).store, DatabaseStore)
    assert isinstance(made(limits={"enabled": True, "url": "memory://"}, server={"workers": 2}).store, SharedStore)
    assert made(limits={"enabled": True, "rules": ("kms.auth = 7/minute",)}).named["kms", "auth"][0].limit == 7


@pytest.mark.parametrize("url", ["nonsense", "ftp://x", "redis://[::1"])
def test_a_bad_store_stops_the_start_without_showing_the_url(url):
    with pytest.raises(config.ConfigError) as caught:
        SharedStore(url)
    assert "limits.url" in str(caught.value) and url not in str(caught.value)


# Counters in the process


def test_a_window_begins_with_its_first_request_and_then_anew():
    clock = Clock()
    counters = Counters(clock)
    assert counters.hit(("a",), 60) == (1, 60.0)
    clock.now += 10
    assert counters.hit(("a",), 60) == (2, 50.0)
    assert counters.hit(("b",), 1) == (1, 1.0)
    clock.now += 49.5
    assert counters.hit(("a",), 60) == (3, 0.5)
    clock.now += 0.5
    assert counters.hit(("a",), 60) == (1, 60.0)


def test_what_is_over_is_swept_away():
    clock = Clock()
    counters = Counters(clock)
    for n in range(1000):
        counters.hit((n,), 60)
    clock.now += 61
    counters.hit(("new",), 60)
    assert len(counters) == 1


def test_memory_stays_bounded_under_an_attack_and_the_newest_stay():
    clock = Clock()
    counters = Counters(clock, max_keys=100)
    for n in range(1000):
        counters.hit((n,), 60)
        clock.now += 0.001
    assert len(counters) <= 101
    assert counters.hit((999,), 60)[0] == 2


# Every place


@pytest.fixture
def redis_url():
    """A Redis server of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--daemonize", "no"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    for line in process.stdout:
        if "Ready to accept connections" in line:
            break
    yield f"redis://127.0.0.1:{port}", process
    process.kill()
    process.wait()


@pytest.fixture(params=["memory", "database", "shared", pytest.param("redis", marks=pytest.mark.redis)])
async def store(request, pool):
    if request.param == "redis":
        # On a busy machine forty new connections may take their time; a request that is repeated after a timeout counts twice.
        made = SharedStore(request.getfixturevalue("redis_url")[0], timeout_seconds=30.0)
    else:
        made = {"memory": MemoryStore, "database": lambda: DatabaseStore(pool), "shared": lambda: SharedStore("memory://")}[request.param]()
    yield made
    await made.close()


async def test_every_place_counts_up_to_the_limit_and_says_when_it_ends(store):
    limiter, who = Limiter(store), unique()
    for hits in (1, 2, 3):
        closest, over = await limiter.count([(RULE, who)])
        assert (closest.hits, closest.remaining, over) == (hits, 3 - hits, None)
    closest, over = await limiter.count([(RULE, who)])
    assert over is closest and over.remaining == 0 and 55 < over.seconds <= 60 and 56 <= over.retry_after <= 60
    assert (await limiter.count([(RULE, unique())]))[1] is None


async def test_every_place_begins_a_new_window(store):
    short, who = rule("test.short", 1, 1, "address"), unique()
    limiter = Limiter(store)
    assert (await limiter.count([(short, who)]))[1] is None
    over = (await limiter.count([(short, who)]))[1]
    assert over.retry_after == 1
    await asyncio.sleep(1.1)
    assert (await limiter.count([(short, who)]))[1] is None


async def test_every_place_takes_several_rules_at_once(store):
    wide, narrow, who = rule("test.wide", 5, 60, "address"), rule("test.narrow", 1, 600, "address"), unique()
    limiter = Limiter(store)
    closest, over = await limiter.count([(wide, ("w", *who)), (narrow, ("n", *who))])
    assert (closest.rule, over) == (narrow, None)
    closest, over = await limiter.count([(wide, ("w", *who)), (narrow, ("n", *who))])
    assert over.rule is narrow and over.seconds > 500
    closest, over = await limiter.count([(wide, ("w", *who))])
    assert (closest.hits, over) == (3, None)


async def test_every_place_counts_parallel_requests_exactly(store):
    limiter, who = Limiter(store), unique()
    wide = rule("test.wide", 30, 60, "address")
    results = await asyncio.gather(*(limiter.count([(RULE, ("r", *who)), (wide, ("w", *who))]) for _ in range(40)))
    assert sum(over is None for _, over in results) == 3
    assert sorted(closest.hits for closest, _ in results if closest.rule is RULE)[:3] == [1, 2, 3]


async def test_two_processes_share_the_counters_of_the_database(pool):
    who, one, other = unique(), Limiter(DatabaseStore(pool)), Limiter(DatabaseStore(pool))
    counts = [(await limiter.count([(RULE, who)]))[0].hits for limiter in (one, other, one, other)]
    assert counts == [1, 2, 3, 4]


async def test_the_sweep_forgets_windows_that_are_over(conn):
    over, open_ = uuid4().bytes, uuid4().bytes
    await sql.limits.hit(conn, keys=[over, open_], windows=[1.0, 60.0])
    await conn.execute("update rate_counters set resets_at = now() - interval '2 minutes' where key = $1", over)
    await sql.limits.delete_over(conn)
    assert [row["key"] for row in await conn.fetch("select key from rate_counters where key = any ($1)", [over, open_])] == [open_]


@pytest.mark.redis
async def test_without_its_store_each_process_counts_for_itself(redis_url, caplog):
    url, process = redis_url
    store, who = SharedStore(url.replace("redis://", "valkey://")), unique()
    limiter = Limiter(store)
    assert (await limiter.count([(RULE, who)]))[0].hits == 1
    process.kill()
    process.wait()
    assert [(await limiter.count([(RULE, who)]))[0].hits for _ in range(4)] == [1, 2, 3, 4]
    assert (await limiter.count([(RULE, who)]))[1] is not None
    assert caplog.text.count("each process counts for itself") == 1
    await store.close()

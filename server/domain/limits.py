"""How often somebody may ask: the rules of every surface, and the counters behind them.

A rule allows so many requests in a window, which begins with the first of them, per key. What makes up the key is said
by `per`:

    address   the client's address (an IPv6 network of 64 bits counts as one)
    account   the account or candidate, nothing if nobody signed in
    who       the account or candidate, else the address
    session   the credential in hand, else the address
    name      the user name somebody tries to sign in with; the account where somebody is signed in
    route     the operation

One process counts in a dictionary; several count in a table of the database, or in Redis or Valkey where `limits.url`
names one. A rule whose key has only the address counts before the credential is looked at, so that guessing is cheap
for us and dear for the guesser; the others count when it is known who asks.
"""

import hashlib
import logging
import math
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server import config
from server.db import Pool, sql
from server.domain.actor import Actor

log = logging.getLogger("athenaeum.limits")

SECOND, MINUTE = 1, 60
MAX_KEYS = 100_000
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Rule:
    """`limit` requests in `seconds` per key. `anonymous_only`: not of those who signed in; `loopback`: of this machine too."""

    name: str
    limit: int
    seconds: int
    per: tuple[str, ...]
    anonymous_only: bool = False
    loopback: bool = True

    @property
    def is_early(self) -> bool:
        """Can it be counted before it is known who asks?"""
        return not self.anonymous_only and set(self.per) <= {"address", "route"}


Class = tuple[str, str]


def rule(name: str, limit: int, seconds: int, *per: str, **options: bool) -> Rule:
    return Rule(name, limit, seconds, per, **options)


# (surface, rate class of the route line) → rules. Every class that a route line may name stands here, those without a
# rule too. A setting `limits.rules` changes a rule by its name.
RULES: dict[Class, tuple[Rule, ...]] = {
    ("kadi", "general"): (
        rule("kadi.anonymous_minute", 90, MINUTE, "address", anonymous_only=True, loopback=False),
        rule("kadi.anonymous_second", 3, SECOND, "address", anonymous_only=True, loopback=False),
    ),
    ("kadi", "oauth"): (
        rule("kadi.oauth", 60, MINUTE, "address", "name"),
        rule("kadi.oauth_address", 300, MINUTE, "address"),
    ),
    ("kadi", "consent"): (rule("kadi.consent", 120, MINUTE, "address"),),
    ("kms", "auth"): (
        rule("kms.auth", 5, MINUTE, "address", "name"),
        rule("kms.auth_address", 60, MINUTE, "address"),
    ),
    ("kms", "users"): (rule("kms.users", 100, MINUTE, "who"),),
    ("kms", "trainings"): (rule("kms.trainings", 200, MINUTE, "who"),),
    ("kms", "registrations"): (rule("kms.registrations", 100, MINUTE, "who"),),
    ("kms", "general"): (rule("kms.general", 200, MINUTE, "who"),),
    ("lms", "general"): (rule("lms.general", 100, MINUTE, "address", "account"),),
    ("lms", "auth"): (rule("lms.auth", 10, MINUTE, "address"),),
    ("lms", "uploads"): (rule("lms.uploads", 20, MINUTE, "who"),),
    # A player asks for a part of the video each time somebody jumps.
    ("lms", "streams"): (rule("lms.streams", 600, MINUTE, "address", "account"),),
    ("lms", "webhooks"): (rule("lms.webhooks", 600, MINUTE, "address"),),
    ("itr", "login"): (
        rule("itr.login", 1, SECOND, "address", "name", "route"),
        rule("itr.login_address", 20, SECOND, "address"),
    ),
    ("itr", "slow"): (rule("itr.slow", 1, SECOND, "session", "route"),),
    ("itr", "general"): (rule("itr.general", 20, SECOND, "session", "route"),),
    ("app", "general"): (rule("app.anonymous", 300, MINUTE, "address", anonymous_only=True),),
    ("app", "sign_in"): (
        rule("app.sign_in", 10, MINUTE, "address", "name"),
        rule("app.sign_in_address", 60, MINUTE, "address"),
    ),
    ("app", "mail"): (
        rule("app.mail", 3, MINUTE, "address", "name"),
        rule("app.mail_address", 30, MINUTE, "address"),
    ),
    ("site", "pages"): (),
    **{(surface, "none"): () for surface in ("kadi", "kms", "lms", "itr", "app", "site", "operations")},
}  # fmt: skip

# Whose answers carry X-RateLimit-*: the documents of the others do not know them.
SHOWN = frozenset({"kms", "lms", "app"})

CHANGE = re.compile(
    r"\s*(?P<name>[a-z_]+\.[a-z_]+)\s*=\s*"
    r"(?:(?P<off>off)|(?P<limit>[0-9]{1,9})\s*/\s*(?:(?P<count>[0-9]{1,6})\s*)?(?P<unit>second|minute|hour)s?)\s*"
)
UNITS = {"second": 1, "minute": 60, "hour": 3600}


def changed(rules: Mapping[Class, tuple[Rule, ...]], changes: Iterable[str]) -> dict[Class, tuple[Rule, ...]]:
    """The table with `limits.rules` applied: `kms.auth = 20/minute`, `itr.general = 50/2 seconds`, `lms.auth = off`."""
    wanted: dict[str, tuple[int, int] | None] = {}
    known = {each.name for several in rules.values() for each in several}
    for text in changes:
        match = CHANGE.fullmatch(text)
        if match is None or (not match["off"] and (not int(match["limit"]) or match["count"] == "0")):
            raise config.ConfigError(f"limits.rules: {text!r} is not of the form NAME = COUNT/minute, or NAME = off")
        if match["name"] not in known:
            raise config.ConfigError(f"limits.rules: there is no rule {match['name']}; there are {', '.join(sorted(known))}")
        wanted[match["name"]] = None if match["off"] else (int(match["limit"]), int(match["count"] or 1) * UNITS[match["unit"]])
    table = {}
    for key, several in rules.items():
        kept = []
        for each in several:
            if each.name not in wanted:
                kept.append(each)
            elif (values := wanted[each.name]) is not None:
                kept.append(replace(each, limit=values[0], seconds=values[1]))
        table[key] = tuple(kept)
    return table


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one key stands after being counted."""

    rule: Rule
    hits: int
    seconds: float

    @property
    def is_over(self) -> bool:
        return self.hits > self.rule.limit

    @property
    def remaining(self) -> int:
        return max(0, self.rule.limit - self.hits)

    @property
    def retry_after(self) -> int:
        return max(1, math.ceil(self.seconds))


class Counters:
    """Windows of one process. Costs a look-up; what is over is swept away now and then."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, max_keys: int = MAX_KEYS) -> None:
        self._clock, self._max_keys = clock, max_keys
        self._windows: dict[tuple[Any, ...], list[float]] = {}
        self._sweep_at = clock() + MINUTE

    def __len__(self) -> int:
        return len(self._windows)

    def hit(self, key: tuple[Any, ...], seconds: int) -> tuple[int, float]:
        """One more; how many in this window, and how long it lasts still."""
        now = self._clock()
        window = self._windows.get(key)
        if window is not None and window[1] > now:
            window[0] += 1
            return int(window[0]), window[1] - now
        if now >= self._sweep_at or len(self._windows) >= self._max_keys:
            self._sweep(now)
        self._windows[key] = [1, now + seconds]
        return 1, float(seconds)

    def _sweep(self, now: float) -> None:
        self._windows = {key: window for key, window in self._windows.items() if window[1] > now}
        if len(self._windows) >= self._max_keys:  # an attack with many addresses: the older half is forgotten
            for key in list(self._windows)[: self._max_keys // 2]:
                del self._windows[key]
        self._sweep_at = now + MINUTE


Keyed = Sequence[tuple[Rule, tuple[Any, ...]]]


class MemoryStore:
    """For one process. `hit` never waits."""

    def __init__(self, counters: Counters | None = None) -> None:
        self.counters = counters or Counters()

    async def hit(self, keyed: Keyed) -> list[Standing]:
        return [Standing(each, *self.counters.hit(key, each.seconds)) for each, key in keyed]

    async def close(self) -> None:
        return None


class DatabaseStore:
    """For several processes: one statement per request, in a table that is not logged."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def hit(self, keyed: Keyed) -> list[Standing]:
        digests = {digest(key): each for each, key in keyed}
        async with self.pool.acquire() as conn:
            rows = await sql.limits.hit(conn, keys=list(digests), windows=[float(each.seconds) for each in digests.values()])
        return [Standing(digests[row["key"]], row["hits"], max(row["seconds"], 0.0)) for row in rows]

    async def close(self) -> None:
        return None


class SharedStore:
    """Redis or Valkey. While it is away each process counts for itself: a limit is not worth a failed request."""

    def __init__(self, url: str, *, timeout_seconds: float = 1.0) -> None:
        from limits.storage import storage_from_string

        scheme, _, rest = url.partition("://")
        scheme = {"valkey": "redis", "valkeys": "rediss"}.get(scheme, scheme)
        options: dict[str, Any] = (
            {}
            if scheme == "memory"
            else {"implementation": "redispy", "socket_timeout": timeout_seconds, "socket_connect_timeout": timeout_seconds}
        )
        try:
            self._storage: Any = storage_from_string(f"async+{scheme}://{rest}", **options)
        except Exception as error:
            raise config.ConfigError(f"limits.url: cannot be used ({type(error).__name__})") from None
        self._instead = MemoryStore()
        self._away_until = 0.0

    async def hit(self, keyed: Keyed) -> list[Standing]:
        if time.monotonic() < self._away_until:
            return await self._instead.hit(keyed)
        try:
            return [await self._count(each, f"athenaeum:{digest(key).hex()}") for each, key in keyed]
        except Exception as error:
            log.warning("the store of limits.url is away, each process counts for itself: %s", type(error).__name__)
            self._away_until = time.monotonic() + 5.0
            return await self._instead.hit(keyed)

    async def _count(self, each: Rule, key: str) -> Standing:
        hits = await self._storage.incr(key, each.seconds)
        return Standing(each, hits, max(0.0, await self._storage.get_expiry(key) - time.time()))

    async def close(self) -> None:
        client = getattr(getattr(self._storage, "bridge", None), "storage", None)
        if client is not None:
            await client.aclose()


def digest(key: tuple[Any, ...]) -> bytes:
    return hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=16).digest()


Store = MemoryStore | DatabaseStore | SharedStore


class Limiter:
    """The rules with their counters; made when `limits.enabled`."""

    def __init__(self, store: Store, rules: Mapping[Class, tuple[Rule, ...]] = RULES) -> None:
        self.store = store
        # What a request looks up, by moment: before the credential, signed in, not signed in, with a name in a body.
        self.early = select(rules, lambda each: each.is_early)
        self.signed_in = select(rules, lambda each: not each.is_early and not each.anonymous_only)
        self.anonymous = select(rules, lambda each: not each.is_early and "name" not in each.per)
        self.named = select(rules, lambda each: "name" in each.per)

    async def count(self, keyed: Keyed) -> tuple[Standing, Standing | None]:
        """Counts on every key: the standing that is closest to its limit, and the one that refuses, if one does."""
        standings = await self.store.hit(keyed)
        over = [standing for standing in standings if standing.is_over]
        return min(standings, key=lambda standing: standing.remaining), max(over, key=lambda standing: standing.seconds, default=None)


def select(rules: Mapping[Class, tuple[Rule, ...]], wanted: Callable[[Rule], bool]) -> dict[Class, tuple[Rule, ...]]:
    """The wanted rules of each class; classes without any are not in it."""
    return {key: found for key, several in rules.items() if (found := tuple(each for each in several if wanted(each)))}


def key(each: Rule, address: str, actor: Actor | None, route: str, name: str | None = None) -> tuple[Any, ...]:
    """What `each` counts on for this request."""
    parts: list[Any] = [each.name]
    for part in each.per:
        if part == "address":
            parts.append(address)
        elif part == "route":
            parts.append(route)
        elif part == "name" and name is not None:
            parts.append(plain(name))
        elif part == "session" and actor is not None:
            parts.append(session_of(actor))
        elif actor is not None:
            parts.append(account_of(actor))
        elif part in ("who", "session"):
            parts.append(address)
        else:
            parts.append(None)
    return tuple(parts)


def account_of(actor: Actor) -> tuple[str, Any]:
    return ("person", actor.person_id) if actor.person_id is not None else ("account", actor.account_id)


def session_of(actor: Actor) -> tuple[Any, ...]:
    held = actor.token_session_id or actor.credential_id or actor.jti
    return account_of(actor) if held is None else (actor.kind, held)


def plain(name: str) -> str:
    """A user name as it is counted: without case and blanks, and never long."""
    name = name.strip().casefold()
    return name if len(name) <= MAX_NAME else hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def make_limiter(settings: config.Config, pool: Pool | None) -> Limiter | None:
    """As the settings say; None when limits are off."""
    if not settings.limits.enabled:
        return None
    rules = changed(RULES, settings.limits.rules)
    if settings.limits.url:
        return Limiter(SharedStore(settings.limits.url), rules)
    if settings.server.workers > 1 and pool is not None:
        return Limiter(DatabaseStore(pool), rules)
    return Limiter(MemoryStore(), rules)

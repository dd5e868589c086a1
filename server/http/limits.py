"""Rate limits on the way of a request: by address before the credential, by who asks after it, by name in a handler.

`domain.limits` has the rules and counters. With one process nothing here waits, and a request that no rule concerns costs
two look-ups.
"""

import ipaddress
import time
from collections.abc import AsyncIterator, Iterable
from functools import lru_cache

from aiohttp import web

from server import keys
from server.domain import limits
from server.domain.actor import Actor
from server.domain.limits import Limiter, Rule, Standing
from server.errors import TooMany
from server.http.addresses import remote


async def check_address(request: web.Request, surface: str, rate: str) -> None:
    """Counts the rules that need no more than the address. TooMany when one is used up."""
    limiter = request.app[keys.LIMITS]
    if limiter is None:
        return
    rules = limiter.early.get((surface, rate))
    if rules is not None:
        await count(request, limiter, surface, rules, None, None)


async def check_actor(request: web.Request, surface: str, rate: str, actor: Actor | None) -> None:
    """Counts the rules that depend on who asks; `actor` None where nobody is signed in, or the credential was refused."""
    limiter = request.app[keys.LIMITS]
    if limiter is None:
        return
    rules = (limiter.anonymous if actor is None else limiter.signed_in).get((surface, rate))
    if rules is not None:
        await count(request, limiter, surface, rules, actor, None)


async def check(request: web.Request, surface: str, rate: str, key_parts: tuple[str, ...]) -> None:
    """For a handler that knows a user name before anybody is signed in: `check(request, "kms", "auth", (username,))`.

    Counts the class's rules per name. To be called before the password is looked at.
    """
    limiter = request.app[keys.LIMITS]
    if limiter is None:
        return
    rules = limiter.named.get((surface, rate))
    if rules is not None:
        await count(request, limiter, surface, rules, None, "\x1f".join(key_parts))


async def count(request: web.Request, limiter: Limiter, surface: str, rules: Iterable[Rule], actor: Actor | None, name: str | None) -> None:
    peer, route = remote(request), request[keys.ROUTE].name
    if is_loopback(peer):
        rules = [each for each in rules if each.loopback]
        if not rules:
            return
    address = place(peer)
    closest, over = await limiter.count([(each, limits.key(each, address, actor, route, name)) for each in rules])
    if surface in limits.SHOWN:
        show(request, over or closest)
    if over is not None:
        raise TooMany(retry_after=over.retry_after, limit=over.rule.limit, reset=reset_at(over))


def show(request: web.Request, standing: Standing) -> None:
    """Leaves the numbers for the answer's headers; of several rules those of the one that is closest to its limit."""
    shown = request.get(keys.LIMIT_HEADERS)
    if shown is None or standing.remaining <= int(shown["X-RateLimit-Remaining"]):
        request[keys.LIMIT_HEADERS] = {
            "X-RateLimit-Limit": str(standing.rule.limit),
            "X-RateLimit-Remaining": str(standing.remaining),
            "X-RateLimit-Reset": str(reset_at(standing)),
        }


def reset_at(standing: Standing) -> int:
    return int(time.time()) + standing.retry_after


@lru_cache(maxsize=8192)
def place(text: str) -> str:
    """What counts as one address: an IPv4 address, or the network of 64 bits that a household has in IPv6."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
    return text


@lru_cache(maxsize=1024)
def is_loopback(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


async def limiter(app: web.Application) -> AsyncIterator[None]:
    """Cleanup context: the limiter under `keys.LIMITS` (None when limits are off). After the pool."""
    made = app[keys.LIMITS] = limits.make_limiter(app[keys.CONFIG], app.get(keys.POOL))  # type: ignore[assignment]
    yield
    if made is not None:
        await made.store.close()

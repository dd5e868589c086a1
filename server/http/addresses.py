"""Who asks and under which name: the client's address behind trusted proxies, and the server's own base URL."""

import ipaddress
import re
from functools import lru_cache

from aiohttp import web

from server import keys
from server.errors import Misdirected

HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")


@lru_cache(maxsize=4096)
def address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=64)
def networks(proxies: tuple[str, ...]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(text, strict=False) for text in proxies)


def is_trusted(peer: str, proxies: tuple[str, ...]) -> bool:
    found = address(peer) if proxies else None
    return found is not None and any(found in network for network in networks(proxies))


def remote(request: web.Request) -> str:
    """The client's address: the peer's, or the last X-Forwarded-For entry that no trusted proxy stands for."""
    peer = request.remote or ""
    proxies = request.app[keys.CONFIG].server.trusted_proxies
    if not is_trusted(peer, proxies):
        return peer
    # A proxy may add a header of its own below the one that the client sent.
    for entry in reversed(",".join(request.headers.getall("X-Forwarded-For", ())).split(",")):
        entry = entry.strip()
        if address(entry) is None:
            return peer
        peer = entry
        if not is_trusted(entry, proxies):
            return entry
    return peer


def base_url(request: web.Request) -> str:
    """`scheme://host[:port]` for absolute links: `server.public_url`, or the request's own Host where it is safe.

    Raises Misdirected (421) for a host name that nobody listed: links and mails must not carry a stranger's name.
    """
    known = request.get(keys.BASE_URL)
    if known is None:
        known = request[keys.BASE_URL] = find_base_url(request)
    return known


def find_base_url(request: web.Request) -> str:
    server = request.app[keys.CONFIG].server
    if server.public_url:
        return server.public_url.rstrip("/")
    host, scheme = request.headers.get("Host", ""), "https" if server.tls_certificate else "http"
    if is_trusted(request.remote or "", server.trusted_proxies):
        host = request.headers.get("X-Forwarded-Host", host).split(",")[0].strip()
        forwarded = request.headers.get("X-Forwarded-Proto", scheme).split(",")[0].strip().lower()
        scheme = forwarded if forwarded in ("http", "https") else scheme
    if not is_answered(host, server.hosts):
        raise Misdirected(host=host[:100])
    return f"{scheme}://{host}"


@lru_cache(maxsize=256)
def is_answered(host: str, hosts: tuple[str, ...]) -> bool:
    """Loopback, a bare IP address, or a listed name (with or without its port)."""
    match = HOST.fullmatch(host.lower())
    if match is None:
        return False
    name = match["name"].strip("[]")
    return address(name) is not None or name == "localhost" or not {name, host.lower()}.isdisjoint(map(str.lower, hosts))


def mail_url(request: web.Request) -> str:
    """The base of links that leave by mail: as `base_url`, but an address that only the request names does not count.

    A bare IP address or `localhost` in the Host header is taken only where the connection came in at that address
    (or it is listed): else a stranger could have a link to his own machine mailed to somebody (docs/decisions/0061).
    Behind a proxy, which may hand on whatever name it was asked for, it has to be listed.
    """
    base, server = base_url(request), request.app[keys.CONFIG].server
    if server.public_url:
        return base
    match = HOST.fullmatch(base.partition("://")[2].lower())
    name = match["name"].strip("[]") if match else ""
    listed = {text.lower() for text in server.hosts}
    if name in listed or base.partition("://")[2].lower() in listed:
        return base
    transport = None if is_trusted(request.remote or "", server.trusted_proxies) else request.transport
    own = address(str((transport.get_extra_info("sockname") or ("",))[0])) if transport else None
    if own is not None and (own == address(name) or (own.is_loopback and name == "localhost")):
        return base
    raise Misdirected(host=name[:100])

"""The only HTTP client of the server: webhooks, federation, keys of identity providers, OAuth2.

Addresses come from people, so what they lead to is checked. Every address a name resolves to is compared with the
table below; a connection is opened only to one that passed, and the socket itself is made only for such an address,
so a name that answers differently the next time gains nothing. No redirect is followed, no cookie kept, no proxy of
the environment used; size, time and headers of an answer are bounded, compressed answers are refused unread.

`outgoing.allow` lists what may be reached although it is internal: networks (`10.1.0.0/16`), addresses, or host names
(`hooks.institute.example`), whose addresses are then not checked.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

__all__ = ["Answer", "Failed", "Outgoing", "OutgoingError", "Refused", "is_public"]

MAX_URL = 2048
HEADER_BYTES = 8190
HEADERS = 100
PIECE = 65536
USER_AGENT = "Athenaeum"

# IANA's special-purpose registry for IPv4, with 6to4 relays, and the address at which one cloud answers its guests.
REFUSED_V4 = tuple(ipaddress.IPv4Network(text) for text in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
))  # fmt: skip
# Of IPv6 only global unicast is reachable at all; that leaves out ::, ::1, mapped and compatible IPv4, NAT64
# (64:ff9b::/96, 64:ff9b:1::/48), discard, SRv6, unique and link local, site local, multicast.
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
# In it: Teredo, benchmarking, ORCHID and the rest of the protocol block; documentation; 6to4; AS112.
REFUSED_V6 = tuple(ipaddress.IPv6Network(text) for text in (
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
))  # fmt: skip
# ISATAP tunnels to the IPv4 address in the last four bytes, whatever the prefix.
ISATAP = frozenset({0x00005EFE, 0x02005EFE})

# Headers that steer the connection.
OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "upgrade", "accept-encoding", "expect"})

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutgoingError(Exception):
    """A request to another server came to nothing; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Refused(OutgoingError):
    """We do not send this, now or later: address, scheme, credentials, url, header."""


class Failed(OutgoingError):
    """It was tried and may work another time: unreachable, timeout, tls, protocol, too_large, encoded."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other server said. A redirect is an answer like any other."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes


def is_public(address: IPAddress) -> bool:
    """Is this an ordinary address of the internet, reached directly?"""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in REFUSED_V4)
    if address.scope_id is not None or address not in PUBLIC_V6:
        return False
    if (int(address) >> 32) & 0xFFFFFFFF in ISATAP:
        return False
    return not any(address in network for network in REFUSED_V6)


class Allowed:
    """`outgoing.allow`, read once."""

    def __init__(self, entries: Sequence[str]) -> None:
        self.names: set[str] = set()
        self.networks: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = []
        for entry in entries:
            try:
                self.networks.append(ipaddress.ip_network(entry.strip("[]"), strict=False))
            except ValueError:
                self.names.add(plain(entry))

    def name(self, host: str) -> bool:
        return bool(self.names) and plain(host) in self.names

    def address(self, text: str) -> bool:
        """May a connection to this address be opened?"""
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            return False
        return is_public(address) or any(address in network for network in self.networks)


def plain(host: str) -> str:
    """A host name as it goes to the resolver, so that spellings of one name are the same."""
    return URL.build(scheme="http", host=host.strip().rstrip(".").lower()).raw_host or ""


class CheckedResolver(AbstractResolver):
    """Resolves by `inner` and hands on only the addresses that may be reached."""

    def __init__(self, inner: AbstractResolver, allowed: Allowed, vouched: set[str]) -> None:
        self.inner, self.allowed, self.vouched = inner, allowed, vouched

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = await self.inner.resolve(host, port, family)
        if self.allowed.name(host):
            self.vouched.update(result["host"] for result in found)
            return found
        passed = [result for result in found if self.allowed.address(result["host"])]
        if found and not passed:
            raise Refused("address")
        return passed

    async def close(self) -> None:
        await self.inner.close()


class Outgoing:
    """One per process; make it inside the running loop, close it at the end."""

    def __init__(self, *, allow: Sequence[str] = (), timeout_seconds: float = 10.0, max_bytes: int = 5_000_000,
                 resolver: AbstractResolver | None = None, tls: Any = True) -> None:  # fmt: skip
        self.timeout_seconds, self.max_bytes = timeout_seconds, max_bytes
        self.allowed = Allowed(allow)
        self._vouched: set[str] = set()
        connector = aiohttp.TCPConnector(
            resolver=CheckedResolver(resolver or aiohttp.ThreadedResolver(), self.allowed, self._vouched),
            use_dns_cache=False, limit=32, limit_per_host=8, force_close=True, ssl=tls, socket_factory=self._socket,
        )  # fmt: skip
        self._session = aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False,
            max_line_size=HEADER_BYTES, max_field_size=HEADER_BYTES, max_headers=HEADERS, raise_for_status=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )  # fmt: skip

    async def close(self) -> None:
        await self._session.close()

    def require_allowed(self, url: str) -> URL:
        """The address, if it can be one of another server; Refused if not. What its name leads to is seen when it is used."""
        if len(url) > MAX_URL or not url.isprintable() or " " in url or "\\" in url:
            raise Refused("url")
        try:
            parsed = URL(url)
            host, port = parsed.host, parsed.port
        except ValueError:
            raise Refused("url") from None
        if parsed.scheme not in ("http", "https"):
            raise Refused("scheme")
        if not host or port == 0:
            raise Refused("url")
        if parsed.user is not None or parsed.password is not None:
            raise Refused("credentials")
        if is_numeric(host) and not self.allowed.address(host):
            raise Refused("address")
        return parsed

    async def require_reachable(self, host: str, port: int) -> None:
        """Refused for a host that is no public address and not allowed; for connections that are not HTTP. An address that answers
        for a name may be another one later, so what is sent there must be worth nothing to whoever chose the name."""
        if self.allowed.name(host):
            return
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Failed("unreachable") from error
        if not all(self.allowed.address(str(info[4][0])) for info in found):
            raise Refused("address")

    async def request(self, method: str, url: str, *, query: Sequence[tuple[str, str]] = (), body: bytes | None = None,
                      headers: Mapping[str, str] | None = None, timeout_seconds: float | None = None,
                      max_bytes: int | None = None) -> Answer:  # fmt: skip
        """Send one request and read the whole answer, within the time and size given (or configured)."""
        target = self.require_allowed(url)
        if query:
            target = target.extend_query(query)
        cap = self.max_bytes if max_bytes is None else max_bytes
        try:
            async with (
                asyncio.timeout(self.timeout_seconds if timeout_seconds is None else timeout_seconds),
                self._session.request(method, target, data=body, headers=checked(headers), allow_redirects=False,
                                      timeout=aiohttp.ClientTimeout(total=None)) as response,
            ):  # fmt: skip
                return await self._read(response, cap)
        except TimeoutError:
            raise Failed("timeout") from None
        except (aiohttp.ClientSSLError, aiohttp.ServerFingerprintMismatch):
            raise Failed("tls") from None
        except (aiohttp.InvalidURL, UnicodeError):
            raise Refused("url") from None
        except (aiohttp.ClientResponseError, aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, ValueError):
            raise Failed("protocol") from None
        except (aiohttp.ClientError, OSError):
            raise Failed("unreachable") from None

    async def get(self, url: str, **options: Any) -> Answer:
        return await self.request("GET", url, **options)

    async def post(self, url: str, body: bytes, **options: Any) -> Answer:
        return await self.request("POST", url, body=body, **options)

    async def _read(self, response: aiohttp.ClientResponse, cap: int) -> Answer:
        if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
            raise Failed("encoded")
        if (response.content_length or 0) > cap:
            raise Failed("too_large")
        pieces, size = [], 0
        async for piece in response.content.iter_chunked(PIECE):
            size += len(piece)
            if size > cap:
                raise Failed("too_large")
            pieces.append(piece)
        return Answer(response.status, response.headers, b"".join(pieces))

    def _socket(self, info: Any) -> socket.socket:
        """The last gate: no socket for an address that was not checked, however it came here."""
        family, kind, protocol, _, target = info
        if not self.allowed.address(target[0]) and target[0] not in self._vouched:
            raise Refused("address")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


def is_numeric(host: str) -> bool:
    """Would a socket take the host for an address without asking anybody? (`127.1` and `0x7f000001` count.)"""
    if ":" in host:
        return True
    try:
        socket.inet_aton(host)
    except OSError:
        return False
    return True


def checked(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Headers without line breaks; the ones that steer the connection are ours alone."""
    given = dict(headers or {})
    for name, value in given.items():
        if not f"{name}{value}".isprintable() or name.lower() in OURS:
            raise Refused("header")
    return given

"""The only HTTP client: which addresses it reaches, and what an answer may be. All traffic stays on 127.0.0.0/8."""

import asyncio
import ipaddress
import socket
import ssl
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp.abc import AbstractResolver

from server.outgoing import Failed, Outgoing, Refused, is_public

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
OTHER = "127.0.0.2"  # stands for a public address: it is allowed by setting, 127.0.0.1 is not


class FakeResolver(AbstractResolver):
    """Names → addresses; a list of lists answers differently each time."""

    def __init__(self, names):
        self.names, self.asked = names, []

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        self.asked.append(host)
        known = self.names.get(host)
        if known is None:
            raise OSError("no such name")
        if isinstance(known, float):
            await asyncio.sleep(known)
            known = [OTHER]
        answers = known.pop(0) if known and isinstance(known[0], list) else known
        return [
            {"hostname": host, "host": address, "port": port, "proto": 0, "flags": socket.AI_NUMERICHOST,
             "family": socket.AF_INET6 if ":" in address else socket.AF_INET}
            for address in answers
        ]  # fmt: skip

    async def close(self):
        pass


@asynccontextmanager
async def serving(answer, host=OTHER, port=0, tls=None):
    """A server that notes each request and sends `answer` (bytes, or an async function of the writer)."""
    requests = []

    async def handle(reader, writer):
        try:
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            if callable(answer):
                await answer(writer)
            else:
                writer.write(answer)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, host, port, ssl=tls)
    server.requests, server.port = requests, server.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.close()


@asynccontextmanager
async def client(names=None, allow=(OTHER,), **options):
    made = Outgoing(allow=allow, resolver=FakeResolver(names or {}), **options)
    try:
        yield made
    finally:
        await made.close()


# Addresses

REFUSED = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1
    198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
    :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:93.184.216.34 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
    64:ff9b:1::1 100::1 2001::1 2001:0:53aa:64c::1 2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:808:808::1
    3fff::1 5f00::1 fc00::1 fd00:ec2::254 fd20:ce::254 fe80::1 fe80::1%eth0 febf::1 fec0::1 ff02::1 ff0e::1 4000::1
    2a00:1450::5efe:7f00:1 2a00:1450::200:5efe:7f00:1
"""
PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 93.184.216.34 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 172.15.255.255 172.32.0.1
    192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1 223.255.255.255 2606:4700::1111 2a00:1450:4001::1 2001:200::1 2001:4860::8888
"""


@pytest.mark.parametrize("address", REFUSED.split())
async def test_internal_and_transition_addresses_are_refused(address):
    assert not is_public(ipaddress.ip_address(address))
    async with client({"name.test": [address]}) as outgoing:
        with pytest.raises(Refused, match="address"):
            await outgoing.get("http://name.test/")
        literal = f"[{address.replace('%', '%25')}]" if ":" in address else address
        with pytest.raises(Refused, match="address"):
            outgoing.require_allowed(f"http://{literal}/")


@pytest.mark.parametrize("address", PUBLIC.split())
async def test_ordinary_addresses_pass(address):
    assert is_public(ipaddress.ip_address(address))
    async with client() as outgoing:
        outgoing.require_allowed(f"https://[{address}]/x" if ":" in address else f"https://{address}/x")


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "１２７.0.0.1", "[::ffff:7f00:1]", "127.0.0.1."])
async def test_other_spellings_of_loopback_are_refused(host):
    async with client() as outgoing:
        with pytest.raises(Refused):
            await outgoing.get(f"http://{host}/")


async def test_the_real_resolver_refuses_localhost():
    outgoing = Outgoing()
    try:
        with pytest.raises(Refused, match="address"):
            await outgoing.get("http://localhost:9/")
    finally:
        await outgoing.close()


async def test_only_the_checked_address_of_several_is_used():
    async with (
        serving(OK) as good,
        serving(OK, "127.0.0.1", good.port) as bad,
        client({"mixed.test": ["127.0.0.1", OTHER, "::1"]}) as outgoing,
    ):
        for _ in range(3):
            assert (await outgoing.get(f"http://mixed.test:{good.port}/")).status == 200
    assert len(good.requests) == 3 and bad.requests == []


async def test_a_name_that_changes_its_answer_gains_nothing():
    async with (
        serving(OK) as good,
        serving(OK, "127.0.0.1", good.port) as bad,
        client({"rebind.test": [[OTHER], ["127.0.0.1"], [OTHER], ["127.0.0.1"]]}) as outgoing,
    ):
        url = f"http://rebind.test:{good.port}/"
        assert (await outgoing.get(url)).body == b"ok"
        with pytest.raises(Refused):
            await outgoing.get(url)
        assert (await outgoing.get(url)).body == b"ok"
        resolver = outgoing._session.connector._resolver.inner
        assert resolver.asked == ["rebind.test"] * 3, "asked once for each connection, and that answer was used"
    assert len(good.requests) == 2 and bad.requests == []


async def test_no_socket_is_made_for_an_unchecked_address():
    async with client() as outgoing:
        for address in ("127.0.0.1", "10.0.0.1", "fe80::1%eth0", "nonsense"):
            with pytest.raises(Refused):
                outgoing._socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (address, 80)))
        outgoing._socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", (OTHER, 80))).close()


async def test_the_socket_gate_holds_when_the_resolver_check_is_gone():
    async with serving(OK, "127.0.0.1") as bad, client() as outgoing:
        outgoing._session.connector._resolver = FakeResolver({"name.test": ["127.0.0.1"]})
        with pytest.raises((Refused, Failed)):
            await outgoing.get(f"http://name.test:{bad.port}/")
    assert bad.requests == []


# outgoing.allow


@pytest.mark.parametrize(
    "allow, host, passes",
    [
        (["127.0.0.1"], "127.0.0.1", True),
        (["127.0.0.0/8"], "127.0.0.1", True),
        (["name.test"], "name.test", True),
        (["NAME.test."], "name.test", True),
        (["name.test"], "NAME.TEST", True),
        (["name.test"], "other.test", False),
        (["name.test"], "127.0.0.1", False),
        (["name.test"], "sub.name.test", False),
        (["127.0.0.1"], "name.test", True),
        (["bücher.test"], "xn--bcher-kva.test", True),
        ([], "name.test", False),
    ],
)
async def test_the_setting_allows_networks_addresses_and_names(allow, host, passes):
    names = {name: ["127.0.0.1"] for name in ("name.test", "other.test", "sub.name.test", "xn--bcher-kva.test")}
    async with serving(OK, "127.0.0.1") as server, client(names, allow=allow) as outgoing:
        url = f"http://{host}:{server.port}/"
        if passes:
            assert (await outgoing.get(url)).status == 200
        else:
            with pytest.raises(Refused, match="address"):
                await outgoing.get(url)


async def test_an_allowed_name_opens_its_address_to_no_other_name():
    async with (
        serving(OK, "127.0.0.1") as server,
        client({"good.test": ["127.0.0.1"], "evil.test": ["127.0.0.1"]}, allow=["good.test"]) as outgoing,
    ):
        await outgoing.get(f"http://good.test:{server.port}/")
        for host in ("evil.test", "127.0.0.1"):
            with pytest.raises(Refused):
                await outgoing.get(f"http://{host}:{server.port}/")
    assert len(server.requests) == 1


# What is sent


@pytest.mark.parametrize(
    "url, code",
    [
        ("ftp://name.test/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://name.test/", "scheme"),
        ("//name.test/", "scheme"),
        ("", "scheme"),
        ("http:///x", "url"),
        ("http://name.test:0/", "url"),
        ("http://name.test:99999/", "url"),
        ("http://[::1", "url"),
        ("http://name.test\\@127.0.0.1/", "url"),
        ("http://name.test/ x", "url"),
        ("http://name.test/\r\nX: y", "url"),
        ("http://name.test/\x00", "url"),
        ("http://name.test/" + "x" * 3000, "url"),
        ("http://user@name.test/", "credentials"),
        ("http://user:pw@name.test/", "credentials"),
    ],
)
async def test_bad_urls_are_refused_unsent(url, code):
    async with client({"name.test": [OTHER]}) as outgoing:
        with pytest.raises(Refused) as caught:
            await outgoing.get(url)
    assert caught.value.code == code


@pytest.mark.parametrize("headers", [{"X": "a\r\nY: b"}, {"X\n": "a"}, {"Host": "other"}, {"content-length": "5"}, {"X": "\x00"}])
async def test_headers_cannot_break_out(headers):
    async with client({"name.test": [OTHER]}) as outgoing:
        with pytest.raises(Refused, match="header"):
            await outgoing.get("http://name.test/", headers=headers)


async def test_a_post_carries_body_and_headers_and_nothing_of_ours(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with serving(OK) as server, client({"name.test": [OTHER]}) as outgoing:
        answer = await outgoing.post(f"http://name.test:{server.port}/hook?x=1", b"{}", headers={"Content-Type": "application/json"})
    assert answer.status == 200 and answer.body == b"ok"
    head = server.requests[0].decode().lower()
    assert head.startswith("post /hook?x=1 http/1.1\r\n")
    assert "accept-encoding: identity\r\n" in head and "content-type: application/json\r\n" in head
    assert "cookie" not in head and "authorization" not in head


async def test_a_query_is_encoded_and_can_be_longer_than_an_address():
    """It is ours, so the limit on addresses that people give is not its."""
    values = [("a", "b c&d=e#f?ä\r\nX: y"), ("a", "2"), ("long", "x" * 5000)]
    async with serving(OK) as server, client() as outgoing:
        await outgoing.get(f"http://{OTHER}:{server.port}/p?first=1", query=values)
    line = server.requests[0].split(b"\r\n")[0].decode()
    method, target, version = line.split(" ")
    assert (method, version) == ("GET", "HTTP/1.1")
    assert parse_qsl(urlsplit(target).query, keep_blank_values=True) == [("first", "1"), *values]
    assert b"\nX:" not in server.requests[0]


async def test_cookies_are_not_kept():
    async with (
        serving(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n") as server,
        client({"name.test": [OTHER]}) as outgoing,
    ):
        for _ in range(2):
            await outgoing.get(f"http://name.test:{server.port}/")
    assert all(b"ookie" not in request for request in server.requests) and len(server.requests) == 2


# Answers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_to_loopback_is_only_an_answer(status):
    async with serving(OK, "127.0.0.1") as inner:
        location = f"http://127.0.0.1:{inner.port}/"
        async with (
            serving(f"HTTP/1.1 {status} X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()) as server,
            client({"name.test": [OTHER]}) as outgoing,
        ):
            answer = await outgoing.get(f"http://name.test:{server.port}/")
    assert answer.status == status and answer.headers["Location"] == location and inner.requests == []


async def endless(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
    for _ in range(2000):
        writer.write(b"x" * 65536)
        await writer.drain()


async def drip(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(200):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silence(writer):
    await asyncio.sleep(10)


@pytest.mark.parametrize(
    "answer, code",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1001, "too_large"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "too_large"),
        (endless, "too_large"),
        (drip, "timeout"),
        (silence, "timeout"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nok", "encoded"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 20000 + b"\r\n\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", "protocol"),
        (b"not http at all\r\n\r\n", "protocol"),
        (b"", "protocol"),
    ],
    ids=["long", "says long", "endless", "drip", "silence", "encoded", "long header", "many headers", "cut", "no http", "closed"],
)
async def test_answers_are_bounded(answer, code):
    async with serving(answer) as server, client({"name.test": [OTHER]}, timeout_seconds=0.5, max_bytes=1000) as outgoing:
        with pytest.raises(Failed) as caught:
            await outgoing.get(f"http://name.test:{server.port}/")
    assert caught.value.code == code


async def test_an_answer_of_just_the_size_passes():
    async with (
        serving(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000) as server,
        client({"name.test": [OTHER]}, max_bytes=1000) as outgoing,
    ):
        assert len((await outgoing.get(f"http://name.test:{server.port}/")).body) == 1000


async def test_a_slow_resolver_counts_as_time():
    async with client({"slow.test": 5.0}, timeout_seconds=0.2) as outgoing:
        with pytest.raises(Failed, match="timeout"):
            await outgoing.get("http://slow.test/")


@pytest.mark.parametrize("host", ["absent.test", "a..b"])
async def test_a_name_that_nobody_knows_is_unreachable(host):
    async with client() as outgoing:
        with pytest.raises(Failed, match="unreachable"):
            await outgoing.get(f"http://{host}/")


async def test_a_closed_port_is_unreachable():
    async with serving(OK) as server:
        pass
    async with client({"name.test": [OTHER]}) as outgoing:
        with pytest.raises(Failed, match="unreachable"):
            await outgoing.get(f"http://name.test:{server.port}/")


async def test_a_certificate_nobody_signed_is_refused(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path, "name.test"))
    async with serving(OK, tls=context) as server, client({"name.test": [OTHER]}) as outgoing:
        with pytest.raises(Failed, match="tls"):
            await outgoing.get(f"https://name.test:{server.port}/")
    assert server.requests == []


async def test_a_known_certificate_is_checked_against_the_name(tmp_path):
    pem = self_signed(tmp_path, "name.test")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    names = {"name.test": [OTHER], "other.test": [OTHER]}
    async with serving(OK, tls=context) as server, client(names, tls=ssl.create_default_context(cafile=pem)) as outgoing:
        assert (await outgoing.get(f"https://name.test:{server.port}/")).status == 200
        with pytest.raises(Failed, match="tls"):
            await outgoing.get(f"https://other.test:{server.port}/")


def self_signed(folder, name):
    """A PEM file with key and certificate for `name`."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = folder / f"{name}.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path

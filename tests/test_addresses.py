"""Who asks, and under which name: trusted proxies, absolute links, host names that are not ours."""

from types import SimpleNamespace

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from server import keys
from server.errors import Misdirected
from server.http import addresses
from tests.conftest import Client
from tests.conftest import test_config as settings_for


def asked(tmp_path, headers, peer="192.0.2.9", **server):
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=peer)
    request._match_info = SimpleNamespace(current_app={keys.CONFIG: settings_for(tmp_path, server=server)})
    return request


PROXIES = ("192.0.2.9", "10.0.0.0/8")


@pytest.mark.parametrize(
    "forwarded, trusted, remote",
    [
        (None, (), "192.0.2.9"),
        ("1.2.3.4", (), "192.0.2.9"),  # nobody trusts this proxy
        ("1.2.3.4", PROXIES, "1.2.3.4"),
        (None, PROXIES, "192.0.2.9"),
        ("6.6.6.6, 1.2.3.4", PROXIES, "1.2.3.4"),  # what stands before was written by the client
        ("1.2.3.4, 10.1.1.1", PROXIES, "1.2.3.4"),  # through two of ours
        ("10.2.2.2, 10.1.1.1", PROXIES, "10.2.2.2"),
        ("2001:db8::1", PROXIES, "2001:db8::1"),
        ("1.2.3.4, nonsense", PROXIES, "192.0.2.9"),
        ("nonsense, 10.1.1.1", PROXIES, "10.1.1.1"),
        ("", PROXIES, "192.0.2.9"),
    ],
)
def test_the_clients_address(tmp_path, forwarded, trusted, remote):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert addresses.remote(asked(tmp_path, headers, trusted_proxies=trusted)) == remote


def test_a_proxys_own_header_counts_below_the_clients(tmp_path):
    headers = CIMultiDict([("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "1.2.3.4")])
    assert addresses.remote(asked(tmp_path, headers, trusted_proxies=PROXIES)) == "1.2.3.4"


@pytest.mark.parametrize(
    "host, base",
    [
        ("127.0.0.1", "http://127.0.0.1"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost:8080", "http://localhost:8080"),
        ("LOCALHOST", "http://LOCALHOST"),
        ("192.0.2.7:80", "http://192.0.2.7:80"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("[2001:db8::5]", "http://[2001:db8::5]"),
        ("data.example.org", "http://data.example.org"),
        ("Data.Example.org:8443", "http://Data.Example.org:8443"),
        ("named.example.org:99", "http://named.example.org:99"),
    ],
)
def test_hosts_that_we_answer_for(tmp_path, host, base):
    hosts = ("data.example.org", "named.example.org:99")
    assert addresses.base_url(asked(tmp_path, {"Host": host}, hosts=hosts)) == base


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "named.example.org", "data.example.org:x", "",
     "data.example.org@evil.example", "127.0.0.1/x", "[::1", "[::1]x", "127.0.0.1:80:80", "127.0.0.1:", " 127.0.0.1", "[evil.example]",
     "[fe80::1%<script>]", "127.0.0.1:123456", "data.example.org\\evil.example"],
)  # fmt: skip
def test_hosts_that_we_do_not_answer_for(tmp_path, host):
    with pytest.raises(Misdirected):
        addresses.base_url(asked(tmp_path, {"Host": host}, hosts=("data.example.org", "named.example.org:99")))


def test_the_public_address_wins_over_every_host(tmp_path):
    request = asked(tmp_path, {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}, public_url="https://data.example.org/")
    assert addresses.base_url(request) == "https://data.example.org"


@pytest.mark.parametrize(
    "headers, trusted, base",
    [
        ({"X-Forwarded-Host": "data.example.org", "X-Forwarded-Proto": "https"}, PROXIES, "https://data.example.org"),
        ({"X-Forwarded-Host": "data.example.org", "X-Forwarded-Proto": "https"}, (), "http://127.0.0.1"),
        ({"X-Forwarded-Proto": "HTTPS"}, PROXIES, "https://127.0.0.1"),
        ({"X-Forwarded-Proto": "gopher"}, PROXIES, "http://127.0.0.1"),
        ({"X-Forwarded-Host": "data.example.org, inner.example", "X-Forwarded-Proto": "https, http"}, PROXIES, "https://data.example.org"),
    ],
)
def test_what_a_trusted_proxy_says(tmp_path, headers, trusted, base):
    request = asked(tmp_path, {"Host": "127.0.0.1"} | headers, trusted_proxies=trusted, hosts=("data.example.org",))
    assert addresses.base_url(request) == base


def test_tls_without_a_proxy(tmp_path):
    assert addresses.base_url(asked(tmp_path, {"Host": "127.0.0.1"}, tls_certificate="server.pem")) == "https://127.0.0.1"


async def test_a_strangers_name_is_421_where_links_are_made(kadi):
    response = await kadi.get("", headers={"Host": "evil.example"})
    assert (response.status, (await response.json())["code"]) == (421, 421)
    assert (await kadi.get("/info", headers={"Host": "evil.example"})).status == 200


async def test_links_carry_the_name_that_was_asked_for(kadi, start_server, http, make):
    links = await (await kadi.get("")).json()
    assert links["records"] == kadi.url + "/records"
    server = await start_server(server={"public_url": "https://data.example.org"})
    client = Client(http, str(server.make_url("/api")), kadi.token)
    assert (await (await client.get("")).json())["records"] == "https://data.example.org/api/records"


def arrived(tmp_path, host, at, **server):
    request = asked(tmp_path, {"Host": host}, **server)
    request.transport.get_extra_info.side_effect = lambda name, default=None: (at, 8080) if name == "sockname" else default
    return request


@pytest.mark.parametrize(
    "host, at, server",
    [
        ("192.0.2.5:8080", "192.0.2.5", {}),
        ("127.0.0.1:8080", "127.0.0.1", {}),
        ("localhost:8080", "127.0.0.1", {}),
        ("[2001:db8::1]:8080", "2001:db8::1", {}),
        ("192.0.2.77", "10.0.0.4", {"hosts": ("192.0.2.77",)}),
        ("athenaeum.example.edu", "10.0.0.4", {"hosts": ("athenaeum.example.edu",)}),
        ("192.0.2.77", "10.0.0.4", {"hosts": ("192.0.2.77",), "trusted_proxies": PROXIES}),
    ],
)
def test_mailed_links_carry_an_address_that_is_ours(tmp_path, host, at, server):
    assert addresses.mail_url(arrived(tmp_path, host, at, **server)) == f"http://{host}"


@pytest.mark.parametrize("host", ["6.6.6.6", "6.6.6.6:8080", "localhost:8080", "127.0.0.1", "[2001:db8::6]"])
def test_mailed_links_carry_no_address_that_only_the_request_names(tmp_path, host):
    with pytest.raises(Misdirected):
        addresses.mail_url(arrived(tmp_path, host, "192.0.2.5"))


@pytest.mark.parametrize("headers", [{"Host": "6.6.6.6"}, {"Host": "127.0.0.1"},
                                     {"Host": "127.0.0.1", "X-Forwarded-Host": "6.6.6.6, data.example.org"}])  # fmt: skip
def test_mailed_links_carry_no_address_that_a_proxy_only_hands_on(tmp_path, headers):
    request = asked(tmp_path, headers, trusted_proxies=PROXIES, hosts=("data.example.org",))
    request.transport.get_extra_info.side_effect = lambda name, default=None: ("127.0.0.1", 8080) if name == "sockname" else default
    with pytest.raises(Misdirected):
        addresses.mail_url(request)


async def test_a_forged_host_sends_no_reset_mail(app_api, make):
    account = await make.account(password="correct horse 12")
    response = await app_api.post("/password/forgotten", json={"login": account["username"]}, headers={"Host": "6.6.6.6"})
    assert response.status == 421

"""Tokens and messages of identity providers: what is believed, and how often a provider is asked for its keys."""

import asyncio
import base64
import json
import time
from datetime import UTC, datetime, timedelta

import jwt as pyjwt
import pytest
import standardwebhooks.webhooks
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from server.domain import providers
from server.domain.providers import Provider
from server.errors import BadRequest, Unauthenticated, Unavailable
from server.outgoing import Outgoing
from tests import clerk as clerks
from tests.clerk import KEY, OTHER_SECRET, SECRET, Clerk, Message, new_key, pem, signature

SHORT = rsa.generate_private_key(65537, 1024)


@pytest.fixture
async def clerk():
    async with clerks.running() as clerk:
        yield clerk


@pytest.fixture
async def outgoing():
    client = Outgoing(allow=("127.0.0.1",), timeout_seconds=2)
    yield client
    await client.close()


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def provider(clerk, outgoing):
    """One that publishes its keys; `provider.clock.now` is the time."""
    return Provider(clerk.issuer, clerk.settings["jwks_url"], outgoing=outgoing, clock=Clock())


def believing(clerk, **options):
    return Provider(clerk.issuer, public_key=pem(), **options)


async def refusal(provider, token, kind=Unauthenticated):
    with pytest.raises(kind) as caught:
        await provider.verify(token)
    return caught.value.code


# Tokens


async def test_a_good_token_by_published_key_and_by_pem(clerk, provider):
    assert (await provider.verify(clerk.token("user_1")))["sub"] == "user_1"
    assert (await believing(clerk).verify(clerk.token("user_1", kid=None)))["sub"] == "user_1"
    assert clerk.asked == 1


@pytest.mark.parametrize("algorithm, key", [
    ("HS256", pem().encode().replace(b"BEGIN PUBLIC", b"BEGIN OTHER")), ("HS384", b"x" * 48), ("RS384", KEY), ("RS512", KEY),
    ("PS256", KEY), ("ES256", ec.generate_private_key(ec.SECP256R1())), ("none", None),
])  # fmt: skip
async def test_no_other_algorithm_counts(provider, clerk, algorithm, key):
    now = int(time.time())
    token = pyjwt.encode({"sub": "u", "iss": clerk.issuer, "exp": now + 60}, key, algorithm=algorithm, headers={"kid": "one"})
    assert await refusal(provider, token) == "unknown"
    assert await refusal(believing(clerk), token) == "unknown"


@pytest.mark.parametrize("claims, code", [
    ({"exp": int(time.time()) - 60}, "expired"), ({"exp": None}, "unknown"), ({"nbf": int(time.time()) + 3600}, "unknown"),
    ({"iat": int(time.time()) + 3600}, "unknown"), ({"iss": "https://evil.example.org"}, "unknown"), ({"iss": None}, "unknown"),
    ({"iss": ["x"]}, "unknown"),
    ({"sub": None}, "unknown"), ({"sub": ""}, "unknown"), ({"sub": 5}, "unknown"), ({"sub": "a\0b"}, "unknown"),
    ({"sub": "x" * 256}, "unknown"), ({"sub": " x"}, "unknown"),
    ({"azp": "https://evil.example.org"}, "unknown"), ({"azp": ["a"]}, "unknown"),
    ({"exp": 1e400}, "unknown"), ({"exp": "soon"}, "unknown"), ({"exp": float("nan")}, "unknown"),
])  # fmt: skip
async def test_what_a_token_must_say(clerk, claims, code):
    doors = believing(clerk, authorized_parties=("https://app.example.org",))
    issuer = claims.get("iss", clerk.issuer)
    try:
        token = clerk.token("u", **{"azp": "https://app.example.org"} | claims)
    except TypeError:  # the library does not write what it does not read either
        now = int(time.time())
        body = {"sub": "u", "iss": issuer, "exp": now + 60} | {name: value for name, value in claims.items() if value is not None}
        token = by_hand({"alg": "RS256"}, body)
    assert await refusal(doors, token) == code


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def by_hand(header, claims, key=KEY):
    """A signed token of whatever is given."""
    text = f"{part(header)}.{part(claims)}"
    made = pyjwt.get_algorithm_by_name("RS256").sign(text.encode(), key)
    return f"{text}.{base64.urlsafe_b64encode(made).rstrip(b'=').decode()}"


async def test_some_seconds_of_leeway_and_no_party_where_one_side_names_none(clerk):
    now = int(time.time())
    assert await believing(clerk).verify(clerk.token("u", exp=now - 3, nbf=now + 3, azp="https://any.example.org"))
    assert await believing(clerk, authorized_parties=("https://app.example.org",)).verify(clerk.token("u"))


async def test_what_a_token_says_of_keys_is_not_read(clerk, provider):
    thief, elsewhere = new_key(), f"{clerk.url}/.well-known/jwks.json"
    jwk = json.loads(pyjwt.algorithms.RSAAlgorithm.to_jwk(thief.public_key()))
    claims = {"sub": "u", "iss": clerk.issuer, "exp": int(time.time()) + 60}
    await provider.verify(clerk.token("u"))
    for extra in ({"jku": elsewhere}, {"x5u": elsewhere}, {"jwk": jwk}, {"x5c": ["AAAA"]}, {"kid": "one", "jwk": jwk}):
        assert await refusal(provider, by_hand({"alg": "RS256"} | extra, claims, thief)) == "unknown"
    assert clerk.asked == 1


@pytest.mark.parametrize("kid", ["../../etc/passwd", "' or 1=1 --", "x" * 5000, "", "\u0000", 5, ["one"], {"a": 1}, None])
async def test_kids_of_every_kind(clerk, provider, kid):
    await provider.verify(clerk.token("u"))
    header = {"alg": "RS256", "kid": kid}
    assert await refusal(provider, by_hand(header, {"sub": "u", "iss": clerk.issuer, "exp": int(time.time()) + 60})) == "unknown"


async def test_what_is_too_long_or_no_token(clerk, provider):
    deep = base64.urlsafe_b64encode(b"[" * 6000).decode().rstrip("=")
    for token in (clerk.token("u", more="x" * 9000), "a.b.c", "..", "", f"{deep}.e30.x", f"e30.{deep}.x"):
        assert await refusal(provider, token) == "unknown"
    with pytest.raises(Unauthenticated):
        await providers.verify((provider,), f"e30.{deep}.x")
    assert clerk.asked == 0


# Keys


async def test_many_at_once_ask_once_and_wait_for_the_same_answer(clerk, provider):
    tokens = [clerk.token(f"user_{number}") for number in range(20)]
    found = await asyncio.gather(*(provider.verify(token) for token in tokens))
    assert [claims["sub"] for claims in found] == [f"user_{number}" for number in range(20)]
    assert clerk.asked == 1


async def test_an_unknown_kid_asks_again_at_most_every_thirty_seconds_however_many_come(clerk, provider):
    await provider.verify(clerk.token("u"))
    clerk.keys["two"] = new_key()
    token = clerk.token("u", kid="two")
    for _ in range(3):
        assert await refusal(provider, token) == "unknown"
    assert clerk.asked == 1
    provider.clock.now += 31
    assert len(await asyncio.gather(*(provider.verify(token) for _ in range(10)))) == 10
    strange = [by_hand({"alg": "RS256", "kid": f"k{n}"}, {"sub": "u", "iss": clerk.issuer, "exp": 2**31}) for n in range(10)]
    assert {await refusal(provider, one) for one in strange} == {"unknown"}
    assert clerk.asked == 2


async def test_who_asked_first_and_went_away_takes_nothing_from_the_others(clerk, provider):
    first = asyncio.ensure_future(provider.verify(clerk.token("u")))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(provider.verify(clerk.token("u")))
    await asyncio.sleep(0)
    first.cancel()
    assert (await second)["sub"] == "u" and clerk.asked == 1


@pytest.mark.parametrize("status", [500, 404, 302])
async def test_while_the_provider_is_away_known_keys_go_on_and_unknown_ones_wait(clerk, provider, status):
    clerk.status = status
    for _ in range(2):
        assert await refusal(provider, clerk.token("u"), Unavailable) == "provider"
    assert clerk.asked == 1
    provider.clock.now, clerk.status = 1031.0, 200
    await provider.verify(clerk.token("u"))
    provider.clock.now, clerk.status = 9000.0, status
    assert await provider.verify(clerk.token("u")) and clerk.asked == 3
    stranger = by_hand({"alg": "RS256", "kid": "two"}, {"sub": "u", "iss": clerk.issuer, "exp": 2**31})
    assert await refusal(provider, stranger, Unavailable) == "provider"
    assert await provider.verify(clerk.token("u")) and clerk.asked == 3
    provider.clock.now, clerk.status = 9031.0, 200
    assert await provider.verify(clerk.token("u")) and clerk.asked == 4
    assert await refusal(provider, stranger) == "unknown"


async def test_a_key_that_is_published_no_longer_counts_no_longer(clerk, provider):
    old = clerk.token("u")
    await provider.verify(old)
    clerk.keys = {"two": new_key()}
    provider.clock.now += 3601
    assert await refusal(provider, old) == "unknown"
    assert await provider.verify(clerk.token("u", kid="two"))


def test_only_keys_that_may_sign_are_taken():
    def entry(key, **fields):
        return json.loads(pyjwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"use": "sig", "alg": "RS256"} | fields

    curve = json.loads(pyjwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key()))
    document = {"keys": [
        entry(KEY, kid="good"), entry(KEY, kid="enc", use="enc"), entry(KEY, kid="other", alg="RS512"), entry(SHORT, kid="short"),
        curve | {"kid": "curve"}, {"kty": "oct", "k": "AAAA", "kid": "shared"}, {"kty": "RSA", "kid": "half", "e": "AQAB"}, "x", 5, None,
        {name: value for name, value in entry(KEY, kid="plain").items() if name not in ("use", "alg")},
    ]}  # fmt: skip
    assert sorted(providers.published(document)) == ["good", "plain"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": 5}', b"\xff", b'{"keys": {"a": 1}}'])
async def test_a_document_that_is_none_is_no_answer(clerk, provider, monkeypatch, body):
    from server.outgoing import Answer

    async def get(*_args, **_limits):
        return Answer(200, {}, body)

    monkeypatch.setattr(provider.outgoing, "get", get)
    with pytest.raises((Unavailable, Unauthenticated)):
        await provider.verify(clerk.token("u"))


async def test_an_internal_address_is_not_asked(clerk):
    client = Outgoing()
    try:
        doors = Provider(clerk.issuer, clerk.settings["jwks_url"], outgoing=client)
        assert await refusal(doors, clerk.token("u"), Unavailable) == "provider"
    finally:
        await client.close()
    assert clerk.asked == 0


def test_when_a_token_was_issued():
    moment = datetime.now(UTC)
    late = moment + timedelta(seconds=1)
    assert not providers.is_issued_before({}, None) and not providers.is_issued_before({"iat": late.timestamp()}, moment)
    for claims in ({}, {"iat": moment.timestamp()}, {"iat": 0}, {"iat": "later"}, {"iat": float("inf")}, {"iat": None}):
        assert providers.is_issued_before(claims, moment)


# Messages


class At:
    """The clock of the library that verifies."""

    def __init__(self, seconds):
        self.seconds = seconds

    def now(self, tz):
        return datetime.fromtimestamp(self.seconds, tz)

    def __getattr__(self, name):
        return getattr(datetime, name)


NOW = 1_700_000_000
RAW = b'{"type":"ping"}'


@pytest.fixture
def at(monkeypatch):
    def set_clock(seconds):
        monkeypatch.setattr(standardwebhooks.webhooks, "datetime", At(seconds))

    set_clock(NOW)
    return set_clock


def headers(names="svix-{}", **changes):
    given = {"id": "msg_1", "timestamp": str(NOW), "signature": signature(RAW, id="msg_1", at=NOW)} | changes
    return {names.format(part): value for part, value in given.items() if value is not None}


def refused(given, raw=RAW, secrets=(SECRET,)):
    with pytest.raises(BadRequest) as caught:
        providers.verify_message(secrets, given, raw)
    return caught.value.code == "bad_signature"


def test_the_worked_value_of_the_sheet(at):
    given = headers(signature="v1,mABNlSaspllPnCU1T/q3gh+KTVPMa8YX7FPYs22PzX4=")
    assert providers.verify_message([SECRET], given, RAW) == providers.Stamp("msg_1", NOW)


@pytest.mark.parametrize("names", ["svix-{}", "webhook-{}", "x-svix-{}"])
def test_all_names_of_the_headers(at, names):
    assert providers.verify_message([SECRET], headers(names), RAW).id == "msg_1"


@pytest.mark.parametrize("offset, counts", [(300, True), (301, False), (-300, True), (-301, False), (86400, False)])
def test_five_minutes_either_way(at, offset, counts):
    at(NOW + offset)
    assert counts or refused(headers())
    assert not counts or providers.verify_message([SECRET], headers(), RAW)


@pytest.mark.parametrize("changes", [
    {"id": None}, {"timestamp": None}, {"signature": None}, {"id": ""}, {"id": "msg_2"}, {"id": "x" * 256}, {"timestamp": str(NOW + 1)},
    {"timestamp": f"{NOW}.0"}, {"timestamp": f" {NOW}"}, {"timestamp": "1e9"}, {"timestamp": "nan"}, {"timestamp": "-5"},
    {"timestamp": "9" * 12},
    {"timestamp": "٣"}, {"signature": ""}, {"signature": "v1,"}, {"signature": "v1"}, {"signature": "garbage"},
    {"signature": signature(RAW, id="msg_1", at=NOW).replace("v1,", "v2,")}, {"signature": signature(RAW, id="msg_1", at=NOW)[3:]},
    {"signature": signature(RAW, secret=OTHER_SECRET, id="msg_1", at=NOW)}, {"signature": "v1," + "A" * 43 + "="},
])  # fmt: skip
def test_what_is_not_signed_as_it_should_be(at, changes):
    assert refused(headers(**changes))


@pytest.mark.parametrize("raw", [RAW + b" ", b"", b'{"type": "ping"}', b"\xff\xfe", b"\0"])
def test_one_byte_more_and_it_is_another_message(at, raw):
    assert refused(headers(), raw)


def test_several_signatures_and_several_secrets(at):
    good, other = signature(RAW, id="msg_1", at=NOW), signature(RAW, secret=OTHER_SECRET, id="msg_1", at=NOW)
    for several in (f"{other} {good}", f"v1a,xxx {good}", f"broken,with,commas v1,%% {good}", f"  {good}  "):
        assert providers.verify_message([SECRET], headers(signature=several), RAW)
    assert providers.verify_message([OTHER_SECRET, SECRET], headers(), RAW)
    assert refused(headers(), secrets=(OTHER_SECRET,)) and refused(headers(), secrets=())


def test_a_message_of_two_hundred_signatures_and_a_megabyte_is_no_work():
    message = Message(b"x" * 1_000_000, "msg_1", int(time.time()))
    signatures = " ".join(f"v1,{base64.b64encode(bytes([n]) * 32).decode()}" for n in range(170))
    began = time.process_time()
    assert refused({name.lower(): value for name, value in (message.headers | {"svix-signature": signatures}).items()}, message.raw)
    assert time.process_time() - began < 1


def test_a_clerk_that_signs_by_hand_signs_as_the_library():
    assert Clerk().issuer and signature(RAW, id="msg_1", at=NOW) == "v1,mABNlSaspllPnCU1T/q3gh+KTVPMa8YX7FPYs22PzX4="

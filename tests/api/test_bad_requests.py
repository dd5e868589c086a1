"""Bad input to every route line of every surface: wrong ids, types and sizes, text that cannot be stored, odd headers, no JSON at all.

Nothing gives a 5xx, nothing shows what the driver or the validator said, and the surface's own words stay.
"""

import re
import zlib
from collections.abc import Sequence
from typing import Any

import orjson
import pytest
from aiohttp import ClientConnectionError
from multidict import CIMultiDict
from pydantic import BaseModel
from yarl import URL

from server import mounts
from tests import walk

LEAKS = re.compile(r"asyncpg|psycopg|SQLSTATE|postgres|pg_|syntax error|relation \"|column \"|pydantic|errors\.pydantic|Traceback|File \"|"
                   r"invalid input for query|invalid byte sequence|out of range for type|orjson|line \d+ column \d+", re.I)  # fmt: skip
WITH_PARAMETERS = [place for place in walk.OWN if place.route.parameters]
WITH_QUERY = [place for place in walk.OWN if place.route.method == "GET"]
WITH_BODY = [place for place in walk.OWN if place.route.method in ("POST", "PUT", "PATCH")]
OF_JSON = [place for place in WITH_BODY if isinstance(place.route.body, type)]

TEXTS = [
    "", " ", "x" * 5000, "\u202e\u202d", "é" * 300, "🎈" * 200, "../../etc/passwd", "'; drop table x; --", "%s%n{}{0}",
    "<script>alert(1)</script>", "NaN", "-0", "1e999", "0x10", "null", "true",
]  # fmt: skip
NUMBERS: list[Any] = [-1, 0, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, 10**30, -(10**30), 1.5, -0.0, 1e308]
OTHERS: list[Any] = [None, True, [], {}, [[[]]], [None], {"": {}}, {"a": {"b": [1]}}, ["x"] * 2000]
VALUES = [*TEXTS, *NUMBERS, *OTHERS]


@pytest.fixture(scope="module")
async def somebody(make):
    return await walk.people(make)


class Tried:
    """Sends bad requests to one place and looks at each answer."""

    def __init__(self, anonymous, somebody, place: mounts.Place, full_size: bool) -> None:
        self.client, self.somebody, self.place, self.full_size = anonymous, somebody, place, full_size
        self.credential: dict[str, str] = {}

    def some(self, values: Sequence[Any], what: str = "") -> Sequence[Any]:
        """A third of the values, other ones for each place and each `what` of it, the same in every run; all of them at full size."""
        return values if self.full_size else values[zlib.crc32(f"{walk.name(self.place)} {what}".encode()) % 3 :: 3]

    async def send(self, path: str | None = None, query: str = "", headers: Any = None, **options: Any) -> int:
        """The status; a new credential where the last request ended the old one (or none of its kind opens the line)."""
        if not self.credential:
            self.credential = await self.somebody.credential(self.place.surface.name, self.place.route)
        path = path or walk.address(self.place, **self.somebody.values_for(self.place))
        given = CIMultiDict(self.credential)
        given.update(headers or {})
        url = URL(self.client.url + path + query, encoded=True)
        try:
            async with self.client.session.request(
                self.place.route.method, url, headers=given, allow_redirects=False, **options
            ) as response:
                body = await response.read()
        except ClientConnectionError:
            assert options.get("data") is not None, "the connection broke"
            return 0  # refused while a long body was still being sent
        text = body.decode("utf-8", "replace")
        what = f"{walk.name(self.place)} {path[:200]}{query[:200]} {str(options)[:300]} {headers}: {response.status} {text[:500]}"
        assert response.status < 500, what
        if response.status >= 400:
            assert not LEAKS.search(text), what
            assert walk.words(self.place.surface.name, response, text), what
        if response.status in (401, 404) and self.place.surface.name in ("app", "itr"):
            self.credential = {}
        return response.status


@pytest.fixture
def tried(anonymous, somebody, full_size):
    return lambda place: Tried(anonymous, somebody, place, full_size)


each = pytest.mark.parametrize
pytestmark = pytest.mark.sized("fuzz")


# Ids and names in the address

PATH_VALUES = {
    "int": [
        "0",
        "999999999999999999",
        "9" * 18,
        "9" * 19,
        "-1",
        "1.5",
        "1e3",
        "abc",
        "%00",
        "%2e%2e",
        "٣",
        "+1",
        "0x1",
        "1%20",
        "%ff",
        "1;2",
        "1,2",
    ],
    "uuid": [
        walk.UUID.upper(),
        "0" * 32,
        "00000000-0000-0000-0000-000000000000",
        "abc",
        "%00",
        walk.UUID + "0",
        "1",
        "{" + walk.UUID + "}",
        "%ff",
    ],
    "name": [
        "x",
        "%00",
        "%ff",
        "%ED%A0%80",
        "%ED%B2%80",
        "x" * 3000,
        "%2e%2e",
        "a%2Fb",
        "%E2%80%AE",
        "'",
        "%25",
        "%0d%0aX-Evil:1",
        "null",
        "-1",
    ],
}
PATH_VALUES["path"] = [*PATH_VALUES["name"], "a/b/c", "a//b", "../x", "a%00b/c"]


@each("place", WITH_PARAMETERS, ids=walk.name)
async def test_values_in_the_address(tried, somebody, place):
    attempt = tried(place)
    for name, kind in place.route.parameters:
        for value in attempt.some(PATH_VALUES[kind], name):
            parts = ["{}" if part == ("static", "{}") else part for part in mounts.segments(place.path)]
            good = walk.address(place, **somebody.values_for(place)).split("/")[1:]
            path = "/" + "/".join(value if part == (kind, name) else text for part, text in zip(parts, good, strict=False))
            options: dict[str, Any] = {"json": {}} if place in WITH_BODY else {}
            await attempt.send(path, **options)


# Queries

QUERY_VALUES = [
    "", "x", "-1", "0", "1.5", "9" * 18, "9" * 40, "9" * 5000, "%00", "a%00b", "%ff", "%ED%A0%80", "%F0%9F%8E%88", "null", "true", "[]",
    "{}", "[[", "%22", "'", "%25%5F%5C", "x" * 3000, "NaN", "%E2%80%AE", "a%0d%0ab",
]  # fmt: skip
COMMON = ("page", "per_page", "skip", "limit")


@each("place", WITH_QUERY, ids=walk.name)
async def test_values_in_the_query(tried, place):
    attempt = tried(place)
    for name in dict.fromkeys((*walk.fields(place.route.query), *COMMON)):
        for value in attempt.some(QUERY_VALUES, name):
            await attempt.send(query=f"?{name}={value}")
        await attempt.send(query=f"?{name}=1&{name}=2&{name}=x")
    for query in ("?", "?&&&", "?=", "?%00=1", "?%ff=%ff", "?" + "a=1&" * 1500, "?x[]=1&x[a]=2"):
        await attempt.send(query=query)


# Bodies

DEEP = b"[" * 10_000 + b"]" * 10_000
NO_JSON = [
    b"", b"{", b"nul", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"a": NaN}', b'{"a": "\\ud800"}', b'{"a": "\\u0000"}', b'{"\\u0000": 1}',
    b"--x\r\n", b"a=1&b=2", b"<a/>", DEEP, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'{"a":1}{"a":2}', b"'x'", b"\0" * 100,
]  # fmt: skip
NO_OBJECT = [b"[]", b"null", b"5", b'"x"', b"true", b"[{}]", b"{}", b"1e400", b"9" * 400]


@each("place", WITH_BODY, ids=walk.name)
async def test_bodies_that_are_no_json_or_no_object(tried, place):
    attempt = tried(place)
    for body in attempt.some([*NO_JSON, *NO_OBJECT]):
        status = await attempt.send(data=body)
        if place in OF_JSON and body in NO_JSON and not place.route.parameters:
            assert status in (400, 401, 403, 404, 422), (body[:50], status)


@each("place", WITH_BODY, ids=walk.name)
async def test_ten_megabytes_of_json(tried, place):
    long = orjson.dumps(dict.fromkeys(list(walk.fields(place.route.body))[:1] or ["x"], "x" * 10000000))
    many = b"[" + b"1," * 5_000_000 + b"1]"
    attempt = tried(place)
    for body in (long, many):
        await attempt.send(data=body, headers={"Content-Type": "application/json"})


def shaped(model: Any, depth: int = 3) -> Any:
    """A body that a model may take, so that one wrong field is the only thing that is wrong."""
    return {name: plausible(field.annotation, depth) for name, field in walk.fields(model).items()}


def plausible(annotation: Any, depth: int) -> Any:
    text = str(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shaped(annotation, depth - 1) if depth else {}
    if "list" in text or "tuple" in text:
        return []
    if "dict" in text:
        return {}
    if "bool" in text:
        return False
    if "int" in text or "float" in text:
        return 1
    if "UUID" in text:
        return walk.UUID
    if "datetime" in text:
        return "2030-01-01T00:00:00+00:00"
    return "x5"


@each("place", OF_JSON, ids=walk.name)
async def test_wrong_types_in_each_field(tried, place):
    attempt = tried(place)
    good = shaped(place.route.body)
    for name in good:
        for value in attempt.some([*VALUES, "a\0b"], name):
            is_big = isinstance(value, int) and abs(value) >= 2**63
            raw = big(good, name, value) if is_big else orjson.dumps(good | {name: value})
            await attempt.send(data=raw, headers={"Content-Type": "application/json"})
        await attempt.send(data=orjson.dumps({key: value for key, value in good.items() if key != name}))
    await attempt.send(data=orjson.dumps(good | {"a field that nobody has": 1, "": 2, "__proto__": {}}))
    await attempt.send(data=orjson.dumps(dict.fromkeys(good)))


def big(good: dict[str, Any], name: str, value: int) -> bytes:
    """JSON with a number that orjson would not write."""
    return orjson.dumps(good | {name: "THE-NUMBER"}).replace(b'"THE-NUMBER"', str(value).encode())


# Headers

ODD_HEADERS = [
    {"Content-Type": "application/json; charset=klingon"},
    {"Content-Type": "x"},
    {"Content-Type": "multipart/form-data"},
    {"Content-Type": "multipart/form-data; boundary=" + "x" * 300},
    {"Content-Type": "application/x-www-form-urlencoded"},
    {"Content-Encoding": "klingon"},
    {"Accept": "x" * 5000},
    {"Accept-Encoding": "klingon;q=nan"},
    {"Accept-Language": "\u00e9\u00ff"},
    {"Range": "bytes=9999999999999999999999-1"},
    {"Range": "lines=1-2,,-"},
    {"If-Match": '"' + "x" * 4000},
    {"If-Modified-Since": "yesterday"},
    {"If-None-Match": "*"},
    {"Cookie": "athenaeum_session=; =; a=b; \u00ff"},
    {"Host": "evil.example"},
    {"Host": "a b"},
    {"Host": ""},
    {"X-Forwarded-For": "x, 1.2.3.4,,"},
    {"X-Request-ID": "x" * 5000},
    {"User-Agent": ""},
    {"User-Agent": "\u00e9" * 2000},
    {"Sec-Fetch-Site": "klingon"},
    {"StartPage": "x", "PageSize": "-5", "Sort": "'; --", "Filter": "((((", "SearchField": "%"},
    {"UserID": "\u00e9", "Password": "\u00ff" * 100, "MFACode": "abc", "Poll": "x" * 5000},
    {"UserID": "x" * 5000, "Password": "x" * 5000, "CompanyID": "x"},
    {"Language": "x" * 500, "TimeZoneOffset": "nan"},
    {"MD5": "x", "Content-MD5": "\u00ff"},
]


@each("place", walk.OWN, ids=walk.name)
async def test_odd_headers(tried, place):
    attempt = tried(place)
    for headers in attempt.some(ODD_HEADERS):
        options: dict[str, Any] = {"data": b"{}"} if place in WITH_BODY else {}
        await attempt.send(headers=headers, **options)


CREDENTIALS = [
    {"Authorization": "Bearer"},
    {"Authorization": "Bearer "},
    {"Authorization": "Bearer " + "x" * 7000},
    {"Authorization": "Bearer a.b.c"},
    {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."},
    {"Authorization": "Bearer eyJhbGciOiJIUzI1NiIsImtpZCI6Ii4uLy4uL2V0Yy9wYXNzd2QifQ.e30.x"},
    {"Authorization": "Bearer \u00ff\u00fe"},
    {"Authorization": "Basic Og=="},
    {"Authorization": "Basic !!!"},
    {"Authorization": "\u00ff"},
    {"SessionID": ""},
    {"SessionID": "W" + "g" * 32},
    {"SessionID": "W" + "0" * 7000},
    {"SessionID": "\u00ff"},
    {"SessionID": "a", "Authorization": "Bearer b"},
]


@each("place", walk.OWN, ids=walk.name)
async def test_odd_credentials(tried, place):
    attempt = tried(place)
    for headers in CREDENTIALS:
        attempt.credential = {"X-Request-ID": "odd"}  # no other credential than this one
        options: dict[str, Any] = {"data": b"{}"} if place in WITH_BODY else {}
        status = await attempt.send(headers=headers, **options)
        if place.route.auth == "required":
            assert status in (401, 404), headers

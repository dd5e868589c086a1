"""The one error shape of the surface, over every failure class and every unknown address."""

from http import HTTPStatus
from string import Formatter

import orjson
import pytest
from aiohttp.test_utils import make_mocked_request

from server import errors
from server.api.kadi.errors import DESCRIPTIONS, SENTENCES, TABLE, failure, tree
from server.domain import extras
from server.errors import Fault
from tests.api.kadi.conftest import INVALID, NO_TOKEN, NOT_FOUND, body, refused

REQUEST = make_mocked_request("GET", "/api/v1/records")


@pytest.mark.parametrize("kind", TABLE)
def test_every_failure_class_has_the_shape(kind):
    problem = (
        kind([Fault(("a",), "required")]) if kind is errors.Invalid else kind(scopes=("x",)) if kind is errors.ScopeMissing else kind()
    )
    response = failure(REQUEST, problem)
    shown = orjson.loads(response.body)
    assert response.content_type == "application/json" and list(shown) == sorted(shown)
    assert shown["code"] == response.status and shown["message"] == HTTPStatus(response.status).phrase and shown["description"]
    extra = {errors.Invalid: {"errors"}, errors.ScopeMissing: {"scopes"}}.get(kind, set())
    assert set(shown) == {"code", "message", "description"} | extra
    assert ("WWW-Authenticate" in response.headers) == (response.status == 401)


@pytest.mark.parametrize("code", DESCRIPTIONS)
def test_every_sentence_of_a_failure_can_be_filled(code):
    details = {name: 5 for _, name, _, _ in Formatter().parse(DESCRIPTIONS[code]) if name}
    shown = orjson.loads(failure(REQUEST, errors.Failure(code, **details)).body)
    assert "{" not in shown["description"] and shown["description"].endswith((".", ")"))


def test_every_code_of_the_domain_has_a_sentence():
    """The codes that extras and fields use, read off their source."""
    import inspect
    import re

    from server.domain import fields, records, roles

    source = "".join(inspect.getsource(module) for module in (extras, fields, records, roles))
    codes = set(re.findall(r'(?:Wrong|wrong|Fault)\((?:\([^"]*"?[^"]*"?\)|[a-z]+|\(\*path, [^)]*\)), "([a-z_]+)"', source))
    codes |= set(re.findall(r'(?:Wrong|wrong)\("([a-z_]+)"', source))
    assert len(codes) > 20 and codes <= set(SENTENCES), codes - set(SENTENCES)


def test_a_tree_is_shaped_like_the_body():
    assert tree(
        [
            Fault((), "wrong_kind"),
            Fault(("a",), "required"),
            Fault(("a",), "null"),
            Fault(("l", "0", "x"), "not_string"),
            Fault(("l", "10"), "wrong_kind"),
            Fault(("b", "c"), "too_long", {"limit": 5}),
            Fault(("v",), "not_mapping", {"instruction": "range"}),
            Fault(("p",), "int_parsing", {"msg": "…", "input": "x"}),
            Fault(("q",), "string_type", {"msg": "…", "input": None}),
            Fault(("m",), "missing", {"msg": "…", "input": None}),
        ]
    ) == {
        "_schema": ["Invalid input type."],
        "a": ["Missing data for required field.", "Field may not be null."],
        "l": {"0": {"x": ["Not a valid string."]}, "10": {"_schema": ["Invalid input type."]}},
        "b": {"c": ["Longer than maximum length 5."]},
        "v": ["Range: Not a valid mapping type."],
        "p": ["Not a valid integer."],
        "q": ["Field may not be null."],
        "m": ["Missing data for required field."],
    }


def test_a_leaf_and_a_branch_in_one_place_both_stay():
    assert tree([Fault(("a",), "empty"), Fault(("a", "0"), "empty")]) == {
        "a": {"_schema": ["String must not be empty."], "0": ["String must not be empty."]}
    }
    assert tree([Fault(("a", "0"), "empty"), Fault(("a",), "empty")]) == {
        "a": {"0": ["String must not be empty."], "_schema": ["String must not be empty."]}
    }


UNKNOWN = ["/nonsense", "/records/", "/records/1/nonsense", "/records/1/", "/v9/records", "/records/abc", "/records/-1", "/info/x"]


@pytest.mark.parametrize("path", UNKNOWN)
@pytest.mark.parametrize("base", ["/api/v1", "/kadi/api/v1", "/kadi/api"])
async def test_unknown_addresses(nobody, kadi, path, base):
    for client in (nobody, kadi):
        client.url = client.url.removesuffix("/api/v1") + base
    await refused(await nobody.get(path), 401, NO_TOKEN)
    await refused(await kadi.get(path), 404, NOT_FOUND)


@pytest.mark.parametrize(
    "method, path",
    [("PUT", "/records"), ("DELETE", "/records"), ("PATCH", "/info"), ("POST", "/records/1"), ("POST", "/trash"), ("PUT", "")],
)
async def test_wrong_methods(nobody, kadi, method, path):
    await refused(await nobody.request(method, path), 401, NO_TOKEN)
    response = await kadi.request(method, path)
    await refused(response, 405, "The method is not allowed for the requested URL.")
    assert "GET" in response.headers["Allow"]


async def test_options_tell_the_methods(kadi):
    response = await kadi.options("/records")
    assert response.status == 200 and {"GET", "HEAD", "POST"} <= set(response.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    "header",
    ["Basic YWJjOmRlZg==", "pat_" + "0" * 48, "Bearer", "Bearer ", "Bearer pat_" + "0" * 48, "Bearer \xff\xfe", "Token x", "Bearer a b"],
)
async def test_no_valid_token(nobody, header):
    for path in ("/records", "/info", "/nonsense"):
        response = await nobody.get(path, headers={"Authorization": header})
        await refused(response, 401, NO_TOKEN)
        assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_the_scheme_may_have_any_case(kadi, nobody):
    for scheme in ("bearer", "BEARER", "BeArEr"):
        assert (await nobody.get("/info", headers={"Authorization": f"{scheme} {kadi.token}"})).status == 200


async def test_an_inactive_person(kadi, pool):
    async with pool.acquire() as conn:
        await conn.execute(
            "update account_domains set state = 'inactive' where account_id = $1 and domain = 'research'", kadi.account["id"]
        )
    await refused(await kadi.get("/info"), 401, "This account is currently inactive.")


@pytest.mark.parametrize(
    "raw, sentence",
    [(b'{"title": "a\\u0000"}', "Not a valid string."), (b'{"extras": ' + b"[" * 250 + b"]" * 250 + b"}", "Nested too deeply.")],
)
async def test_values_that_cannot_be_taken_are_named_in_errors(kadi, raw, sentence):
    await refused(await kadi.post("/records", data=raw), 400, INVALID, errors={"_schema": [sentence]})


async def test_a_body_over_the_limit_is_413(kadi):
    found = await body(await kadi.post("/records", data=b" " * 60_000_000), 413)
    assert found["code"] == 413 and found["message"] == HTTPStatus(413).phrase


async def test_headers_of_every_answer(kadi, nobody):
    for response in (await kadi.get("/info"), await nobody.get("/info"), await kadi.get("/nonsense")):
        for name, value in (
            ("X-Frame-Options", "SAMEORIGIN"),
            ("X-Content-Type-Options", "nosniff"),
            ("Vary", "Cookie"),
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Cache-Control", "no-store"),
        ):
            assert response.headers[name] == value

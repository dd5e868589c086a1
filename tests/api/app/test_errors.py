"""The error shape: application/problem+json with status, code and request id, for every class of failure."""

import inspect

import orjson
import pytest
from aiohttp.test_utils import make_mocked_request

from server import errors, keys
from server.api.app.errors import TABLE, failure
from server.errors import Failure, Fault, Invalid

CLASSES = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, Failure)]


@pytest.mark.parametrize("kind", CLASSES)
async def test_every_failure_is_a_problem(kind):
    request = make_mocked_request("GET", "/app/api/x")
    request[keys.REQUEST_ID] = "abc"
    problem = Invalid([Fault(("a",), "missing")]) if kind is Invalid else kind()
    response = failure(request, problem)
    body = orjson.loads(response.body)
    assert response.content_type == "application/problem+json"
    assert set(body) >= {"type", "title", "status", "code", "request_id"}
    assert (body["status"], body["request_id"]) == (response.status, "abc")
    assert response.status == next(TABLE[parent] for parent in kind.__mro__ if parent in TABLE)


@pytest.mark.parametrize(
    "method, path, status, code",
    [
        ("GET", "/nothing", 404, "url"),
        ("GET", "/", 404, "url"),
        ("PATCH", "/sign-in", 405, "method_not_allowed"),
        ("GET", "/accounts/abc", 404, "url"),
        ("GET", "/accounts/99999999999999999999", 404, "url"),
    ],
)
async def test_unknown_addresses_and_methods(mira, method, path, status, code):
    response = await mira.request(method, path)
    body = await response.json(content_type="application/problem+json")
    assert (response.status, body["code"]) == (status, code)
    assert status != 405 or "POST" in response.headers["Allow"]


async def test_a_body_that_is_too_large_is_refused(mira):
    response = await mira.patch("/profile", data=b'{"bio": "' + b"x" * 12_100_000 + b'"}')
    assert (response.status, (await response.json())["code"]) == (413, "body_too_large")


async def test_a_deep_body_is_refused(mira):
    response = await mira.patch("/profile", data=b'{"bio": ' + b"[" * 10_000 + b"]" * 10_000 + b"}")
    assert response.status in (400, 422)

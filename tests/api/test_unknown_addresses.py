"""Addresses that nobody has, on the real tables: whose words, which status, with and without a credential."""

import pytest
from yarl import URL

from tests import walk

# path → surface that answers, status without a credential
UNKNOWN = [
    ("/api/nothing", "kadi", 401),
    ("/api/v1/nothing", "kadi", 401),
    ("/api/v2/records", "kadi", 401),
    ("/api/v1/", "kadi", 401),
    ("/api/v1/records/", "kadi", 401),
    ("/api/v1/records/abc", "kadi", 401),
    ("/api/v1/records/-1", "kadi", 401),
    ("/api/v1/records/" + "9" * 19, "kadi", 401),
    ("/kadi/api/v1/nothing", "kadi", 401),
    ("/kadi/api/nothing", "kadi", 401),
    ("/oauth/nothing", "kadi", 404),
    ("/kadi/oauth", "kadi", 404),
    ("/api/v1/auth/nothing", "kms", 404),
    ("/api/v1/trainings/1/nothing", "kms", 404),
    ("/kms/api/v1/nothing", "kms", 404),
    ("/api/auth/nothing", "lms", 404),
    ("/api/education/nothing", "lms", 404),
    ("/lms/api/nothing", "lms", 404),
    ("/login/nothing", "itr", 404),
    ("/itr/api/nothing", "itr", 404),
    ("/app/api/nothing", "app", 404),
    ("/app/api", "app", 404),
    ("/app/nothing", "site", 404),
    ("/nothing", "site", 404),
    ("/kms", "site", 404),
    ("/kadi/nothing", "site", 404),
    ("/apix", "site", 404),
    ("/docs/nothing", "operations", 404),
]


@pytest.mark.parametrize("path, surface, status", UNKNOWN)
async def test_without_a_credential(anonymous, path, surface, status):
    response = await anonymous.get(path)
    assert response.status == status
    assert walk.words(surface, response, await response.text())


@pytest.mark.parametrize("path, surface, status", UNKNOWN)
async def test_with_a_token(anonymous, make, path, surface, status):
    """The same words, but Kadi's JSON where a page would answer a person."""
    client = anonymous.using(await make.token(await make.account()))
    response = await client.get(path)
    assert response.status == 404
    assert walk.words("kadi" if surface == "site" else surface, response, await response.text())


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
async def test_any_method(anonymous, method):
    for path, surface in (("/kms/api/v1/nothing", "kms"), ("/nothing", "site"), ("/itr/api/nothing", "itr")):
        response = await anonymous.request(method, path)
        assert (response.status, "Allow" in response.headers) == (404, False)
        assert walk.words(surface, response, await response.text())


async def test_head_of_nothing(anonymous):
    response = await anonymous.head("/kms/api/v1/nothing")
    assert (response.status, await response.text()) == (404, "")


ODD = ["/%00", "/api/v1/records/%00", "/api/v1/users/%ff", "/kms/api/v1/%2e%2e/x", "/../../etc/passwd", "/static/../../etc/passwd",
       "/static/x/%2e%2e%2f%2e%2e%2fetc/passwd", "/docs/%2e%2e%2fvendor", "/api/v1/users/%ED%A0%80", "/" + "a/" * 3000, "/;x=y",
       "/%E2%80%AE", "/records/5/files/..", "/api/v1/records/5/files/name/..%2f..%2fetc", "/app/api//session", "/.well-known/x",
       "//evil.example", "/\\evil.example", "/api/v1/records/%31"]  # fmt: skip


@pytest.mark.parametrize("path", ODD)
async def test_odd_addresses_are_refused_without_a_server_error(anonymous, make, path):
    headers = {"Authorization": f"Bearer {await make.token(await make.account())}"}
    async with anonymous.session.get(URL(anonymous.url + path, encoded=True), headers=headers, allow_redirects=False) as response:
        text = await response.text()
        assert 400 <= response.status < 500, text
        assert "root:" not in text and "aiohttp" not in text

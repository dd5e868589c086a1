"""Clients of the learning surface for each kind of person."""

from typing import Any

from server.domain.actor import DOMAINS
from tests.conftest import Client


async def client(
    lms: Client, make: Any, *roles: tuple[str | None, str], scopes: tuple[str, ...] = (), domains=DOMAINS, **options
) -> Client:
    """A client with a token of a new account; `client.account` is the account."""
    account = await make.account(roles=roles, domains=domains, **options)
    found = lms.using(await make.token(account, *scopes))
    found.account = account  # type: ignore[attr-defined]
    return found


async def learner(lms: Client, make: Any, **options) -> Client:
    return await client(lms, make, **options)


async def mentor(lms: Client, make: Any, **options) -> Client:
    return await client(lms, make, ("learning", "mentor"), **options)


async def admin(lms: Client, make: Any, **options) -> Client:
    return await client(lms, make, ("learning", "admin"), **options)


async def refused(response) -> tuple[int, str, dict[str, Any]]:
    """Status, code and details of a failure, whose envelope is whole."""
    body = await response.json()
    assert (set(body), body["success"]) == ({"success", "error", "code", "details"}, False), body
    return response.status, body["code"], body["details"]


async def data(response, status: int = 200) -> Any:
    """What a success brings."""
    body = await response.json()
    assert (response.status, body["success"]) == (status, True), body
    return body["data"]

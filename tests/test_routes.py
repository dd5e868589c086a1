"""Every route line: it names its scopes and answers, refuses who has no credential, and whose credential lacks a scope."""

import inspect

import pytest
from aiohttp import FormData

from server.app import SURFACES
from server.domain import limits
from server.domain.actor import OUR_SCOPES, SCOPES
from server.domain.credentials import OPERATIONS
from server.errors import ScopeMissing, Unauthenticated
from server.http.routing import SEGMENT
from tests import walk

LINES = [(surface, route) for surface in SURFACES for table in surface.tables for route in table.routes]
NAMES = [f"{surface.name} {route.method} {route.path or '/'}" for surface, route in LINES]
OF_SURFACE = {"kadi": set(SCOPES) - set(OUR_SCOPES), "kms": {"training.read", "training.write"}, "lms": {"learning.read", "learning.write"},
              "itr": {"assessment.read", "assessment.write"}, "app": set(), "site": set(), "operations": set()}  # fmt: skip
# What Kadi documents for every token, whatever its scopes.
WITHOUT_SCOPE = {"misc.index", "misc.info", "misc.list_licenses", "misc.list_roles", "misc.list_tags"}
# Operations that no token with scopes can reach (the table `credentials.OPENS`), so that there is nothing to name.
OF_SESSIONS = {"settings", "session", "sign_out", "companies", "reset", "credentials"}

each_line = pytest.mark.parametrize("surface, route", LINES, ids=NAMES)


# What a line says


@each_line
def test_a_line_names_its_scopes(surface, route):
    assert set(route.scopes) <= OF_SURFACE[surface.name]
    if route.auth == "none":
        assert route.scopes == ()
    elif not route.scopes:
        assert route.operation in OF_SESSIONS or (surface.name == "kadi" and route.name in WITHOUT_SCOPE)
    if route.scope_check == "late":
        assert surface.name == "kadi", "only Kadi's order of checks puts the scope after existence and permission"
        assert route.scopes


@each_line
def test_a_line_is_complete(surface, route):
    assert inspect.iscoroutinefunction(route.handler)
    assert route.method in ("GET", "POST", "PUT", "PATCH", "DELETE")
    # Only OpenKMS's lists answer with a slash at the end too (specs/openkms.md, §1).
    may_end = surface.name == "site" or (surface.name == "kms" and route.hidden)
    assert route.path == "" or (route.path.startswith("/") and (may_end or not route.path.endswith("/")))
    assert route.operation in OPERATIONS
    assert surface.name in ("site", "operations") or (surface.name, route.rate) in limits.RULES
    assert route.summary or route.hidden
    assert len({match["name"] for match in SEGMENT.finditer(route.path)}) == len(route.parameters)
    assert route.method != "GET" or route.body is None


@each_line
def test_a_line_documents_its_answers(surface, route):
    if not route.hidden and route.path != "/test401":
        assert any(status < 400 for status in route.answers)
    assert all(100 <= status < 600 for status in route.answers)


def test_no_line_stands_twice():
    found = [
        (surface.name, table.mounts, route.method, route.template)
        for surface in SURFACES
        for table in surface.tables
        for route in table.routes
    ]
    assert len(set(found)) == len(found)


# No credential: the surface's refusal, at every base

CLOSED = [place for place in walk.PLACES if place.route.auth == "required"]


@pytest.mark.parametrize("place", CLOSED, ids=walk.name)
async def test_without_a_credential_every_line_refuses(anonymous, place):
    response = await anonymous.request(place.route.method, walk.address(place))
    status = {walk.failing(surface, Unauthenticated) for surface in SURFACES if surface.failures}
    expected = walk.failing(place.surface, Unauthenticated) if place.is_own else response.status
    assert response.status == expected and response.status in status
    if place.is_own:
        assert walk.words(place.surface.name, response, await response.text())


@pytest.mark.parametrize("place", walk.OWN, ids=walk.name)
async def test_a_credential_that_nobody_has_is_refused_alike(anonymous, place):
    if place.route.auth == "required":
        for headers in ({"Authorization": "Bearer nobodys"}, {"SessionID": "W" + "0" * 32}, {"Authorization": "Bearer a.b.c"}):
            response = await anonymous.request(place.route.method, walk.address(place), headers=headers)
            assert response.status == walk.failing(place.surface, Unauthenticated)
            assert walk.words(place.surface.name, response, await response.text())


# A missing scope: refused by every line that names one, early or late

SCOPED = [place for place in walk.OWN if place.route.scopes]


@pytest.fixture(scope="module")
async def somebody(make):
    return await walk.people(make)


@pytest.mark.parametrize("place", SCOPED, ids=walk.name)
async def test_every_scope_of_a_line_is_needed(anonymous, somebody, place):
    """A token with all of its surface's scopes but one of the line's is refused; for kadi with all scopes of the line."""
    for missing in place.route.scopes:
        token = await somebody.make.token(somebody.account, *(set(SCOPES) - {missing}))
        body = {"data": FormData({"x": "y"})} if place.route.body == "multipart/form-data" else {"json": {}} if place.route.body else {}
        response = await anonymous.request(
            place.route.method, walk.address(place, **somebody.values_for(place)), headers={"Authorization": f"Bearer {token}"}, **body
        )
        text = await response.text()
        if place.route.operation == "credentials":  # no token may change a password, whatever its scopes
            assert response.status == walk.failing(place.surface, Unauthenticated)
            continue
        assert response.status == walk.failing(place.surface, ScopeMissing), text
        assert walk.words(place.surface.name, response, text)
        if place.surface.name == "kadi":
            assert (await response.json())["scopes"] == list(place.route.scopes)
            assert "insufficient_scope" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("place", [place for place in SCOPED if place.surface.name == "kadi"], ids=walk.name)
async def test_a_line_needs_no_more_than_its_scopes(anonymous, somebody, place):
    token = await somebody.make.token(somebody.account, *place.route.scopes)
    if place.route.method == "GET":
        response = await anonymous.get(walk.address(place, **somebody.values_for(place)), headers={"Authorization": f"Bearer {token}"})
        assert response.status != 401, await response.text()

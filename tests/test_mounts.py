"""The rules by which four documents share one server (docs/architecture.md), one by one and for all tables."""

import dataclasses

import pytest
from aiohttp import web
from yarl import URL

from server import keys, mounts, site
from server.api import kadi, kms, lms
from server.app import SURFACES, header_writer, mount
from server.http.routing import route
from tests import documented
from tests.conftest import Client, Running
from tests.conftest import test_config as settings_for

JWT = {"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30.x"}
TOKEN = {"Authorization": "Bearer pat_0123456789abcdef"}
SESSION = {"SessionID": "W0123456789"}
NOTHING: dict[str, str] = {}
UUID = "3f2b8c1e-5c1e-4b1a-9a63-0d2f5f1f8a77"


@pytest.fixture(scope="session")
async def documents(tmp_path_factory):
    """A server with every endpoint that a document names."""
    app = web.Application()
    app[keys.CONFIG] = settings_for(tmp_path_factory.mktemp("mounts"))
    app[keys.LIMITS] = None
    app.on_response_prepare.append(header_writer(documented.surfaces()))
    site.setup(app)
    mount(app, documented.surfaces())
    server = Running(app, host="127.0.0.1")
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def asked(documents, http):
    """`surface, path = await asked("GET", "/api/users", headers)`: which line answered."""
    client = Client(http, str(documents.make_url("")).rstrip("/"))

    async def ask(method, path, headers=NOTHING):
        response = await client.request(method, path, headers=headers)
        assert response.status == 200, (method, path, response.status, await response.text())
        answer = await response.json()
        return answer["surface"], answer["path"]

    ask.client = client
    return ask


def words(response: web.Response, body: str) -> str:
    """Whose words an answer has."""
    kind = response.content_type
    if kind == "application/problem+json":
        return "app"
    if kind == "application/json":
        return "kadi" if '"description"' in body else "kms" if '"detail"' in body else "lms" if '"success"' in body else "operations"
    return "site" if "<!doctype html>" in body else "itr"


# All tables


def undecided(surfaces):
    """Meetings that no rule decides."""
    found = []
    for left, right in mounts.meetings(mounts.places(surfaces)):
        try:
            mounts.decided(left, right)
        except mounts.UndecidedMeeting as error:
            found.append(str(error))
    return found


@pytest.mark.parametrize("tables", [SURFACES, documented.surfaces()], ids=["real", "documented"])
def test_every_meeting_of_all_tables_is_decided(tables):
    assert undecided(tables) == []


def test_the_documented_tables_meet_where_the_design_says():
    pairs = mounts.meetings(mounts.places(documented.surfaces()))
    same = [(left, right) for left, right in pairs if mounts.shape(left.path) == mounts.shape(right.path)]
    shared = {(left.route.method, mounts.shape(left.path), frozenset({left.surface.name, right.surface.name})) for left, right in same}
    assert shared == {
        ("GET", "/api/v1/users", frozenset({"kadi", "kms"})),
        ("GET", "/api/v1/users/{}", frozenset({"kadi", "kms"})),
        ("GET", "/api/users", frozenset({"kadi", "lms"})),
        ("GET", "/api/users/{}", frozenset({"kadi", "lms"})),
        ("GET", "/groups/{}", frozenset({"itr", "site"})),
    }


async def unreached(request):
    raise AssertionError


@pytest.mark.parametrize(
    "surface, path",
    [
        (kms.SURFACE, "/records/{id:name}"),  # as wide or wider than Kadi's number: not listed
        (kms.SURFACE, "/records"),  # the same address
        (kms.SURFACE, "/{anything:path}"),
        (lms.SURFACE, "/v1/records/{id:int}"),
    ],
)
def test_a_meeting_that_nobody_decided_stops_the_start(surface, path):
    more = dataclasses.replace(surface, routes=(route("GET", path, unreached, scopes=(), auth="none"),))
    records = dataclasses.replace(kadi.SURFACE, routes=tuple(documented.tables()["kadi"]))
    if path == "/{anything:path}":  # a tail meets Kadi's parameters only; static segments are settled
        records = dataclasses.replace(records, routes=(route("GET", "/{id:int}", unreached, scopes=()),))
    with pytest.raises(mounts.UndecidedMeeting, match="meets"):
        mounts.addresses([records, more])


def test_an_address_that_stands_twice_in_one_table_stops_the_start(tmp_path):
    app = web.Application()
    app[keys.CONFIG] = settings_for(tmp_path)
    lines = [route("GET", path, unreached, scopes=()) for path in ("/records/{id:int}", "/records/{record_id:int}")]
    with pytest.raises(ValueError, match="stands twice"):
        mount(app, [dataclasses.replace(kadi.SURFACE, routes=tuple(lines))])


def sample(path):
    """An address that a documented path matches."""
    values = {"int": "5", "uuid": UUID, "name": "x5", "path": "a/b"}
    return "/".join(values[kind] if kind != "static" else text for kind, text in [("static", ""), *mounts.segments(path)])


# What the rules give to another surface where no credential of the own form comes along.
OTHERS = {("GET", "/api/v1/users"), ("GET", "/api/v1/users/{}"), ("GET", "/api/users")}


async def test_every_documented_endpoint_answers_at_its_documented_address(asked):
    for surface, method, path in documented.endpoints():
        if path in ("/docs", "/redoc", "/openapi.json", "/api"):
            continue
        line = documented.line(surface, method, path)
        own = JWT if surface in ("kms", "lms") else SESSION if surface == "itr" else NOTHING
        found = await asked(method, sample(line.path), own)
        base = "/oauth" if path.startswith("/oauth") else documented.BASES[surface]
        assert found == (surface, line.path.removeprefix(base)), (method, path)


OWN = {"kadi": "/kadi/api/v1", "kms": "/kms/api/v1", "lms": "/lms/api", "itr": "/itr/api"}


async def test_every_documented_endpoint_answers_below_its_own_base_whatever_the_credential(asked):
    for surface, lines in documented.tables().items():
        for line in lines:
            base = OWN.get(surface, "/kadi/oauth")
            for headers in (NOTHING, JWT, SESSION):
                expected = ("kadi" if surface == "oauth" else surface, line.path)
                assert await asked(line.method, base + sample(line.path or "/").rstrip("/"), headers) == expected


# Rule 1: a static segment wins over a parameter; a method that only one documents is that one's


@pytest.mark.parametrize("headers", [NOTHING, JWT, TOKEN, SESSION], ids=["nothing", "jwt", "token", "session"])
@pytest.mark.parametrize("path", ["/api/v1/users/me", "/api/users/me"])
async def test_users_me_is_always_kadi(asked, path, headers):
    assert await asked("GET", path, headers) == ("kadi", "/users/me")


@pytest.mark.parametrize("method, path", [("PUT", "/api/v1/users/me"), ("DELETE", "/api/v1/users/me"), ("PUT", "/api/users/me")])
async def test_users_me_is_no_value_of_another_documents_parameter(asked, method, path):
    response = await asked.client.request(method, path, headers=JWT)
    assert (response.status, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert words(response, await response.text()) == "kadi"


@pytest.mark.parametrize(
    "method, path, surface",
    [
        ("PUT", "/api/v1/users/5", "kms"),
        ("DELETE", "/api/v1/users/5", "kms"),
        ("PUT", "/api/v1/users/abc", "kms"),
        ("PUT", "/api/users/5", "lms"),
        ("PUT", f"/api/users/{UUID}", "lms"),
        ("POST", f"/api/users/{UUID}/roles", "lms"),
        ("DELETE", "/api/users/5/roles", "lms"),
        ("GET", "/api/users/ldap/roles", "kadi"),  # identity type and name
        ("GET", "/api/v1/users/5/groups", "kadi"),
        ("POST", "/groups/5", "itr"),
        ("DELETE", "/groups/5", "itr"),
    ],
)
@pytest.mark.parametrize("headers", [NOTHING, JWT, TOKEN], ids=["nothing", "jwt", "token"])
async def test_a_method_that_only_one_documents_is_that_ones(asked, method, path, surface, headers):
    assert (await asked(method, path, headers))[0] == surface


@pytest.mark.parametrize(
    "path, allow",
    [
        ("/api/v1/users/5", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/api/users/5", "GET, HEAD, OPTIONS, PUT"),
        ("/api/v1/users", "GET, HEAD, OPTIONS"),
        ("/groups/5", "DELETE, GET, HEAD, OPTIONS, POST"),
        ("/api/v1/records/5", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("/kms/api/v1/users/5", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("/kadi/api/v1/users/5", "GET, HEAD, OPTIONS"),
    ],
)
async def test_allow_lists_the_methods_of_all_surfaces(asked, path, allow):
    response = await asked.client.options(path)
    assert (response.status, response.headers["Allow"]) == (200, allow)
    refused = await asked.client.request("TRACE", path, headers=TOKEN | SESSION)
    assert (refused.status, refused.headers["Allow"]) == (405, allow)


# Rule 2: digits are Kadi's


@pytest.mark.parametrize("headers", [NOTHING, JWT, TOKEN], ids=["nothing", "jwt", "token"])
@pytest.mark.parametrize("value, surface", [("5", "kadi"), ("0", "kadi"), (UUID, "lms"), ("abc", "lms"), ("-1", "lms"), ("9" * 19, "lms")])
async def test_digits_are_kadis_and_everything_else_is_lmss(asked, headers, value, surface):
    assert (await asked("GET", f"/api/users/{value}", headers))[0] == surface


# Rule 3: the form of the credential, before it is checked

FORMS = [
    ("Bearer a.b.c", True),
    ("bearer  a.b.c ", True),
    ("BEARER eyJh.eyJz.c2ln", True),
    ("Bearer a.b.", True),
    ("Bearer a.b", False),
    ("Bearer a.b.c.d", False),
    ("Bearer abc", False),
    ("Basic a.b.c", False),
    ("a.b.c", False),
    ("", False),
]


@pytest.mark.parametrize("value, is_jwt", FORMS)
@pytest.mark.parametrize("path, other", [("/api/v1/users", "kms"), ("/api/v1/users/5", "kms"), ("/api/users", "lms")])
async def test_the_form_of_the_credential_decides(asked, path, other, value, is_jwt):
    assert (await asked("GET", path, {"Authorization": value}))[0] == (other if is_jwt else "kadi")


async def test_a_session_is_not_a_jwt(asked):
    assert (await asked("GET", "/api/v1/users", {"SessionID": "a.b.c"}))[0] == "kadi"


async def test_a_jwt_gets_kms_for_any_one_segment_and_others_kadis_404(asked):
    assert (await asked("GET", "/api/v1/users/abc", JWT))[0] == "kms"
    response = await asked.client.get("/api/v1/users/abc", headers=TOKEN)
    assert (response.status, words(response, await response.text())) == (404, "kadi")


async def test_head_follows_the_same_choice(asked):
    assert (await asked.client.head("/api/v1/users/5", headers=JWT)).headers["Content-Length"] == str(
        len(await (await asked.client.get("/api/v1/users/5", headers=JWT)).text())
    )


# Rule 4: /groups


@pytest.mark.parametrize(
    "path, headers, surface",
    [
        ("/groups/5", NOTHING, "site"),
        ("/groups/5", TOKEN, "site"),
        ("/groups/5", SESSION, "itr"),
        (f"/groups/{UUID}", NOTHING, "itr"),
        (f"/groups/{UUID}", SESSION, "itr"),
        ("/groups/abc", NOTHING, "itr"),
        ("/groups", NOTHING, "itr"),
        ("/itr/api/groups/5", NOTHING, "itr"),
    ],
)
async def test_a_group_by_number_is_the_page_without_a_session(asked, path, headers, surface):
    assert (await asked("GET", path, headers))[0] == surface


# Parameters


async def test_values_arrive_under_the_names_of_the_line_that_answers(asked):
    for headers, name in ((JWT, "id"), (TOKEN, "id")):
        response = await asked.client.get("/api/v1/users/5", headers=headers)
        assert (await response.json())["values"] == {name: "5"}
    response = await asked.client.get(f"/api/v1/records/5/files/{UUID}")
    assert (await response.json())["values"] == {"record_id": "5", "file_id": UUID}


async def test_escaped_slashes_and_percent_signs_belong_to_the_value(asked):
    url = asked.client.url + "/api/v1/records/identifier/a%2Fb%25c%C3%A4"
    async with asked.client.session.get(URL(url, encoded=True)) as response:
        assert (await response.json())["values"] == {"identifier": "a/b%cä"}


async def test_a_tail_takes_the_rest_of_the_path(asked):
    response = await asked.client.get("/api/v1/records/5/files/name/a/b.txt")
    assert (await response.json())["values"] == {"record_id": "5", "filename": "a/b.txt"}


# Unknown addresses


@pytest.mark.parametrize(
    "path, surface",
    [
        ("/kadi/api/v1/nothing", "kadi"),
        ("/kadi/oauth/nothing", "kadi"),
        ("/kms/api/v1/nothing", "kms"),
        ("/kms/api/v1/records/5", "kms"),
        ("/lms/api/nothing", "lms"),
        ("/itr/api/nothing", "itr"),
        ("/app/api/nothing", "app"),
        ("/api/v1/auth/nothing", "kms"),
        ("/api/v1/trainings/5/nothing", "kms"),
        ("/api/v1/registrations/5/nothing", "kms"),
        ("/api/v1/metadata/nothing", "kms"),
        ("/api/v1/nothing", "kadi"),
        ("/api/v1/records/", "kadi"),
        ("/api/v9/records", "kadi"),
        ("/api/auth/nothing", "lms"),
        ("/api/education/nothing", "lms"),
        ("/api/admin/nothing", "lms"),
        ("/api/s3/nothing", "lms"),
        ("/api/enrollment/nothing", "lms"),
        ("/api/mentor/nothing", "lms"),
        ("/api/webhooks/nothing", "lms"),
        ("/api/nothing", "kadi"),
        ("/oauth/nothing", "kadi"),
        ("/persons/5/nothing", "itr"),
        ("/groups/5/nothing", "itr"),
        ("/nothing", "site"),
        ("/app/nothing", "site"),
        ("/records/abc", "site"),
        ("/docs/nothing", "operations"),
    ],
)
async def test_an_unknown_address_is_answered_in_the_words_of_its_owner(asked, path, surface):
    response = await asked.client.get(path, headers=SESSION)
    body = await response.text()
    assert (response.status, words(response, body)) == (404, surface)


async def test_an_unknown_page_is_kadis_for_programs(asked):
    response = await asked.client.get("/nothing", headers=TOKEN)
    assert (response.status, words(response, await response.text())) == (404, "kadi")


async def test_kadi_asks_for_the_token_before_it_says_what_there_is_not(asked):
    for method, path, later in (("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/records", 405)):
        assert (await asked.client.request(method, path)).status == 401
        assert (await asked.client.request(method, path, headers=TOKEN)).status == later


@pytest.mark.parametrize("path", ["//persons", "/persons//x5", "/itr/api//persons", "/itr/api/persons//x5", "///test"])
async def test_double_slashes_collapse_under_itrs_mounts(asked, path):
    url = URL(asked.client.url).joinpath("x").with_path(path, encoded=True)
    async with asked.client.session.get(url, headers=SESSION) as response:
        assert (await response.json())["surface"] == "itr"


@pytest.mark.parametrize("path", ["/api//v1/records", "/api/v1//records", "/kadi/api/v1//records"])
async def test_double_slashes_stay_elsewhere(asked, path):
    response = await asked.client.get(path, headers=TOKEN)
    assert (response.status, words(response, await response.text())) == (404, "kadi")

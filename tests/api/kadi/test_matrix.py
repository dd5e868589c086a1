"""Every operation of Kadi's document: what it refuses, in the documented order and alike at every base, what it takes, and
that each documented status is one that some test has seen.

The rows are the document's (tests/data/kadi_operations.tsv); a route line without a row fails here.
"""

import json

import pytest

from server import db
from server.api.kadi import SURFACE
from server.domain import account_roles
from server.domain.actor import SYSTEM
from tests.api.kadi.conftest import FORBIDDEN, NO_SCOPE, NO_TOKEN, NOT_FOUND, body
from tests.api.kadi.matrix import ALL_SCOPES, BASES, DATA, NOBODY, OPERATIONS, UNKNOWN_UUID, bare, in_trash, roles_without, staged
from tests.api.kadi.wrong_values import MISSING, NO_ROLE, OF_EXTRAS, tree, wrong_values
from tests.make import unique

MESSAGES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
# Documented beside the API's own table: the index again without a version, and OAuth2 (test_oauth_authorize.py, test_oauth_tokens.py).
BESIDE = {("GET", "/api"), ("GET", "/oauth/authorize"), ("POST", "/oauth/token"), ("POST", "/oauth/revoke")}

each = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def those(condition):
    return pytest.mark.parametrize("operation", [one for one in OPERATIONS if condition(one)], ids=str)


@pytest.fixture(scope="module")
async def living(make, http, server):
    """Objects that only requests meet which change nothing."""
    return await staged(make, client_of(http, server))


@pytest.fixture(scope="module")
async def gone(make, http, server):
    return await in_trash(make, client_of(http, server))


@pytest.fixture
async def stage(make, http, server):
    """Objects of one test's own."""
    return await staged(make, client_of(http, server))


def client_of(http, server):
    from tests.conftest import Client

    return Client(http, str(server.make_url("")).rstrip("/"))


async def same_everywhere(ask, status, description, bases=BASES, **more):
    """The refusal is this one, and the same at all four bases."""
    for base in bases:
        response = await ask(base)
        found = await body(response, status)
        assert found == {"code": status, "message": MESSAGES[status], "description": description} | more, base


# THE TABLE


def test_every_line_of_the_surface_has_its_row():
    lines = {(route.method, bare(route.path)) for route in SURFACE.routes if not route.hidden}
    assert lines == {(one.method, bare(one.path)) for one in OPERATIONS}


def test_every_documented_endpoint_has_its_row():
    lines = [line.split("\t") for line in (DATA / "endpoints.tsv").read_text("utf-8").splitlines() if line.startswith("kadi\t")]
    assert len(lines) == 126
    assert {(method, path) for _, method, path in lines} - BESIDE == {(one.method, "/api/v1" + one.path) for one in OPERATIONS}


@each
def test_a_line_has_the_documented_scopes_statuses_and_fields(operation):
    route = operation.route
    assert route.scopes == operation.scopes
    assert operation.statuses <= set(route.answers)
    assert (set(route.body.model_fields) if operation.body else set()) == set(operation.body)
    if operation.body:
        assert {name for name, found in route.body.model_fields.items() if found.is_required()} == set(operation.required)


# REFUSALS


@each
async def test_without_a_valid_token_nothing_is_told(living, operation):
    for token in (None, "pat_" + "0" * 48, "oat_" + "0" * 48, "x"):
        client = living.client.using(token)
        for values in ({}, {name: NOBODY for name in operation.parameters if name.endswith("id")}):
            place = living.address(operation, **values)
            await same_everywhere(lambda base, place=place, client=client: client.request(operation.method, client.url + base + place),
                                  401, NO_TOKEN)  # fmt: skip


@pytest.fixture(scope="module")
async def shut_out(make):
    """Tokens that open nothing, with their refusals."""
    expired, inactive = await make.account(), await make.account()
    tokens = {name: await make.token(account) for name, account in (("expired", expired), ("inactive", inactive))}
    outside = await make.token(await make.account(domains=("training", "learning")))
    async with db.transaction(make.pool) as conn:
        await conn.execute("update access_tokens set expires_at = now() - interval '1 second' where account_id = $1", expired["id"])
        await account_roles.set_account_state(conn, SYSTEM, inactive["id"], False)
    return [(tokens["expired"], 401, "Access token has expired."), (tokens["inactive"], 401, "This account is currently inactive."),
            (outside, 403, FORBIDDEN)]  # fmt: skip


@each
async def test_who_is_shut_out_is_told_so_first(living, shut_out, operation):
    for token, status, description in shut_out:
        client = living.client.using(token)
        for values in ({}, {name: NOBODY for name in operation.parameters if name.endswith("id")}):
            place = living.address(operation, **values)
            await same_everywhere(lambda base, place=place, client=client: client.request(operation.method, client.url + base + place),
                                  status, description)  # fmt: skip


@those(lambda one: one.scopes)
async def test_every_scope_is_needed_and_all_are_named(living, gone, operation):
    stage = gone if operation.is_of_trash else living
    for missing in operation.scopes:
        scopes = tuple(scope for scope in ALL_SCOPES if scope != missing)
        for sent in ({}, {"data": b"{no json"}):
            await same_everywhere(lambda base, scopes=scopes, sent=sent: stage.ask(operation, scopes=scopes, base=base, **sent),
                                  401, NO_SCOPE, scopes=list(operation.scopes))  # fmt: skip


@those(lambda one: one.scopes and one.method == "GET")
async def test_its_scopes_are_enough(living, operation):
    for base in BASES:
        assert (await living.ask(operation, scopes=operation.scopes, base=base)).status == 200


def is_gated(operation):
    """Asks for a right on one object."""
    return not operation.is_of_trash and (operation.main or operation.path.startswith("/records/") or "/identifier/" in operation.path)


@those(is_gated)
async def test_a_stranger_is_forbidden(living, operation):
    """Where the path names the object by its id, also one whose token lacks the scope or whose body is broken."""
    await same_everywhere(lambda base: living.ask(operation, living.spare, base=base), 403, FORBIDDEN)
    status, description = (403, FORBIDDEN) if operation.main else (401, NO_SCOPE)
    more = {} if operation.main else {"scopes": list(operation.scopes)}
    scopes = tuple(scope for scope in ALL_SCOPES if scope not in operation.scopes)
    for sent in ({}, {"data": b"{no json"}):
        await same_everywhere(lambda base, sent=sent: living.ask(operation, living.spare, scopes=scopes, base=base, **sent),
                              status, description, **more)  # fmt: skip


@those(lambda one: is_gated(one) and one.main and roles_without(one.noun, one.action))
async def test_a_role_that_does_not_allow_it_is_not_enough(stage, operation):
    for role in roles_without(operation.noun, operation.action):
        holder = await stage.make.account()
        place = f"/{operation.noun}s/{stage.rows[operation.noun]['id']}"
        given = {"user": {"id": holder["id"]}, "role": {"name": role}}
        await stage.json(place + ("/members" if operation.noun == "group" else "/roles/users"), "POST", json=given)
        assert (await stage.client.using(await stage.token(holder)).get(f"{stage.client.url}/api/v1{place}")).status == 200
        await same_everywhere(lambda base, holder=holder: stage.ask(operation, holder, base=base), 403, FORBIDDEN)


@those(lambda one: one.makes)
async def test_guests_make_nothing(living, operation):
    guest = await living.make.account(roles=(("research", "guest"),))
    for sent in ({}, {"data": b"{no json"}):
        for scopes in ((), ("user.read",)):
            await same_everywhere(lambda base, sent=sent, scopes=scopes: living.ask(operation, guest, scopes=scopes, base=base, **sent),
                                  403, FORBIDDEN)  # fmt: skip


@those(lambda one: one.is_of_trash)
async def test_the_trash_is_the_creators_alone(living, gone, make, operation):
    admin = await make.account(roles=((None, "admin"),))
    for account in (gone.spare, gone.receiver, admin):
        for scopes in ((), ("user.read",)):
            await same_everywhere(lambda base, account=account, scopes=scopes: gone.ask(operation, account, scopes=scopes, base=base),
                                  404, NOT_FOUND)  # fmt: skip
    await same_everywhere(lambda base: living.ask(operation, base=base), 404, NOT_FOUND)


WRONG = {"identifier": ["nothing-at-all", "ä", "a.b"], "username": ["nobody-at-all"], "identity_type": ["ldap", "oidc", "x"],
         "filename": ["none.txt", "a/b.txt"], "export_type": ["docx", "JSON", "none"]}  # fmt: skip
NO_NUMBERS = ("abc", "-1", "1.0", "9" * 30, "%00")
NO_UUIDS = ("1", "abc", UNKNOWN_UUID[:-1], UNKNOWN_UUID + "0")


def missing(operation, name):
    """Values of a parameter that lead nowhere."""
    if name in WRONG:
        return WRONG[name]
    if name in ("file_id", "upload_id") or operation.path.startswith("/records/files/"):
        return [UNKNOWN_UUID, *NO_UUIDS]
    return [str(NOBODY), *NO_NUMBERS]


@those(lambda one: one.parameters)
async def test_what_is_not_there_is_404(living, gone, operation):
    stage = gone if operation.is_of_trash else living
    for name in operation.parameters:
        for value in missing(operation, name):
            values = {name: value}
            # `/api/users/{id}` is learning's where the id is no number.
            is_shared = (operation.method, operation.path) == ("GET", "/users/{id}") and value in NO_NUMBERS
            bases = tuple(base for base in BASES if not is_shared or base != "/api")
            await same_everywhere(lambda base, values=values: stage.ask(operation, base=base, values=values), 404, NOT_FOUND, bases)


@those(lambda one: one.main)
async def test_existence_comes_before_the_scope(living, operation):
    for sent in ({}, {"data": b"{no json"}):
        values = {operation.main: NOBODY}
        await same_everywhere(lambda base, sent=sent, values=values: living.ask(operation, living.spare, scopes=("user.read",), base=base,
                              values=values, **sent), 404, NOT_FOUND)  # fmt: skip


@those(is_gated)
async def test_what_is_deleted_is_404_after_permission_and_scope(gone, operation):
    """A deleted private object is 403 for a stranger, 404 for who may; the scope counts in between. Who names it otherwise than
    by the id of the path is told nothing of what is in the trash."""
    for sent in ({}, {"data": b"{no json"}):
        await same_everywhere(lambda base, sent=sent: gone.ask(operation, base=base, **sent), 404, NOT_FOUND)
    others = tuple(scope for scope in ALL_SCOPES if scope not in operation.scopes)
    await same_everywhere(lambda base: gone.ask(operation, scopes=others, base=base), 401, NO_SCOPE, scopes=list(operation.scopes))
    status, description = (403, FORBIDDEN) if operation.main else (404, NOT_FOUND)
    await same_everywhere(lambda base: gone.ask(operation, gone.spare, base=base), status, description)


# WHAT IS TAKEN


def at_base(text, base):
    """An answer as if it had come from another base."""
    return text.replace(f"{base}/", "/BASE/").replace(f'{base}"', '/BASE"').replace(f"{base}?", "/BASE?")


@those(lambda one: one.method == "GET")
async def test_reading_succeeds_alike_everywhere(living, operation):
    texts = set()
    for base in BASES:
        response = await living.ask(operation, base=base)
        assert response.status == 200, await response.text()
        if response.content_type == "application/json":
            texts.add(at_base(await response.text(), base))
        head = await living.client.using(await living.token(living.owner)).head(living.client.url + base + living.address(operation))
        assert head.status == 200 and (await head.text()) == ""
    assert len(texts) <= 1


NO_BODY = {"POST /records/{id}/purge": {}} | {
    str(one): {} for one in OPERATIONS
    if one.method == "POST" and one.path.endswith(("/collections", "/records", "/roles/groups", "/roles/users", "/members"))
    and not one.makes and one.path != "/records/{id}/records"
}  # fmt: skip


@those(lambda one: one.method != "GET" and not (one.method == "POST" and "{upload_id}" in one.path))
async def test_changing_succeeds(make, http, server, operation):
    """At the documented base and at one of the others; finishing a chunked upload needs its chunks (test_matrix_statuses.py)."""
    for base in (BASES[0], BASES[1 + OPERATIONS.index(operation) % 3]):
        stage = await (in_trash if operation.is_of_trash else staged)(make, client_of(http, server))
        response = await stage.ask(operation, base=base)
        text = await response.text()
        assert response.status in operation.statuses and response.status < 300, text
        assert response.status == min(status for status in operation.statuses if status > 200 or "{upload_id}" not in operation.path)
        if response.status == 204:
            assert text == "" and response.headers["Content-Type"] == "application/json"
        else:
            found = await body(response, response.status)
            assert "_links" in found or found == NO_BODY[str(operation)]


# BODIES


@those(lambda one: one.body)
async def test_what_is_no_json_object_is_400(living, operation):
    before = await snapshot(living, operation)
    for raw in (b"", b"{", b"{'a': 1}", b"\xff", b'{"a": NaN}', b"[1,]"):
        found = await body(await living.ask(operation, data=raw), 400)
        assert found == {"code": 400, "message": "Bad Request", "description": "Failed to decode JSON object."}
    for value in ([], "x", 5, True, [{}], None):
        found = await body(await living.ask(operation, json=value, headers={"Content-Type": "application/json"}) if value is not None
                           else await living.ask(operation, data=b"null"), 400)  # fmt: skip
        assert found["errors"] == {"_schema": ["Invalid input type."]}
    assert await snapshot(living, operation) == before


async def snapshot(stage, operation):
    """What a change would show in: the object, what the path names, and the list that it belongs to."""
    places = {operation.path, operation.path.rpartition("/")[0]}
    if operation.main:
        places.add(f"/{operation.noun}s/{{{operation.main}}}")
    known = {
        bare(one.path): one
        for one in OPERATIONS
        if one.method == "GET" and one.path not in ("/records", "/collections", "/templates", "/groups")
    }
    found = {}
    for place in sorted(places):
        if reading := known.get(bare(place)):
            path = place.format(**stage.values_for(operation))
            found[reading.path] = await stage.json(path)
    if operation.makes:
        found["made"] = (await stage.json(f"{operation.path}?per_page=1&user={stage.owner['id']}"))["_pagination"]["total_items"]
    return found


FAULTS = [pytest.param(operation, name, id=f"{operation}: {name}") for operation in OPERATIONS for name in operation.body]


@pytest.mark.parametrize("operation, name", FAULTS)
async def test_every_wrong_value_of_every_field_is_named_and_nothing_changes(living, operation, name):
    good, before = living.body(operation), await snapshot(living, operation)
    for path, value, sentence in wrong_values(operation, name):
        found = await body(await living.ask(operation, json=good | {name: value}), 400)
        if sentence == NO_ROLE:
            assert found == {"code": 400, "message": "Bad Request", "description": NO_ROLE}, value
        else:
            assert found["errors"] == tree((name, *path), sentence), value
    if name in operation.required:
        found = await body(await living.ask(operation, json={key: value for key, value in good.items() if key != name}), 400)
        assert found["errors"] == {name: [MISSING]}
    assert await snapshot(living, operation) == before


@those(lambda one: len(one.required) > 1)
async def test_all_that_is_missing_is_named_together(living, operation):
    found = await body(await living.ask(operation, json={}), 400)
    assert found["errors"] == {name: [MISSING] for name in operation.required}


@those(lambda one: "identifier" in one.body)
async def test_a_taken_identifier_is_400(living, operation):
    """Also that of a deleted object (kadi-apy relies on the one key)."""
    deleted = await getattr(living.make, operation.noun)(living.owner)
    token = await living.token(living.owner)
    await living.client.using(token).delete(f"{living.client.url}/api/v1/{operation.noun}s/{deleted['id']}")
    for taken in (living.rows[f"spare_{operation.noun}"]["identifier"], deleted["identifier"], deleted["identifier"].upper()):
        found = await body(await living.ask(operation, json=living.body(operation) | {"identifier": taken}), 400)
        assert found["errors"] == {"identifier": ["Identifier is already in use."]}


@those(lambda one: one.body)
async def test_unknown_and_read_only_keys_are_ignored(make, http, server, operation):
    stage = await staged(make, client_of(http, server))
    more = {"nothing": {}, "state": "deleted", "created_at": 5, "last_modified": None, "creator": 7, "_links": [], unique("key"): 1}
    more |= {} if "id" in operation.body else {"id": NOBODY}
    response = await stage.ask(operation, json=stage.body(operation) | more)
    text = await response.text()
    assert response.status < 300, text
    if text and "id" in (found := json.loads(text)):
        assert found["id"] != NOBODY and found["state" if "state" in found else "id"] not in ("deleted", NOBODY)


@those(lambda one: "data" in one.body)
async def test_every_wrong_entry_of_an_extras_template_is_named(living, operation):
    template = await living.make.template(living.owner, type="extras")
    good = living.body(operation) | ({"type": "extras"} if operation.makes else {})
    values = {} if operation.makes else {"id": template["id"]}
    for path, value, sentence in OF_EXTRAS:
        found = await body(await living.ask(operation, values=values, json=good | {"data": value}), 400)
        assert found["errors"] == tree(("data", *path), sentence), value
    assert (await living.json(f"/templates/{template['id']}"))["data"] == []

"""Collections over HTTP: get, find, create, change, delete, purge."""

import asyncio

import pytest

from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused
from tests.make import unique

KEYS = {
    "_actions",
    "_links",
    "created_at",
    "creator",
    "description",
    "id",
    "identifier",
    "last_modified",
    "plain_description",
    "state",
    "tags",
    "title",
    "visibility",
}
MISSING, NULL = ["Missing data for required field."], ["Field may not be null."]
NOT_STRING, EMPTY = ["Not a valid string."], ["String must not be empty."]
NOT_IDENTIFIER = ["Not a valid identifier. Valid are lower case alphanumeric characters, hyphens and underscores."]
ONE = [
    ("GET", "", ["collection.read"]),
    ("PATCH", "", ["collection.update"]),
    ("DELETE", "", ["collection.delete"]),
    ("GET", "/revisions", ["collection.read"]),
    ("GET", "/revisions/1", ["collection.read"]),
    ("GET", "/roles/users", ["collection.read", "user.read"]),
    ("GET", "/roles/groups", ["collection.read", "group.read"]),
    ("POST", "/roles/users", ["collection.permissions"]),
    ("GET", "/records", ["collection.read", "record.read"]),
    ("GET", "/collections", ["collection.read"]),
    ("POST", "/records", ["collection.link"]),
    ("POST", "/collections", ["collection.link"]),
    ("DELETE", "/records/1", ["collection.link"]),
    ("DELETE", "/collections/1", ["collection.link"]),
]


def new(**more):
    return {"identifier": unique("collection"), "title": "A title"} | more


async def shared(client, collection, account, role):
    given = {"user": {"id": account["id"]}, "role": {"name": role}}
    await body(await client.post(f"/collections/{collection['id']}/roles/users", json=given), 201)


# EVERY ENDPOINT OF ONE COLLECTION: credential, existence, permission, scope, state, in this order


@pytest.mark.parametrize("method, path, scopes", ONE)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, method, path, scopes):
    collection, public = await make.collection(kadi.account), await make.collection(kadi.account, visibility="public")
    place = f"/collections/{collection['id']}{path}"
    await refused(await nobody.request(method, place, data=b"{"), 401, NO_TOKEN)
    for number in ("99999999", "abc", "-1", "9" * 30):
        await refused(await kadi.request(method, f"/collections/{number}{path}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    if method != "GET":
        await refused(await stranger.request(method, f"/collections/{public['id']}{path}", data=b"{"), 403, FORBIDDEN)
    for missing in scopes:
        client = await client_of(kadi.account, *({"collection.create", "misc.manage_trash", *scopes} - {missing}))
        await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)
    for thing in (collection, public):
        assert (await kadi.delete(f"/collections/{thing['id']}")).status == 204
        await refused(await kadi.request(method, f"/collections/{thing['id']}{path}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    if method == "GET":
        await refused(await stranger.request(method, f"/collections/{public['id']}{path}"), 404, NOT_FOUND)
    without_scope = await client_of(kadi.account, "record.create")
    await refused(await without_scope.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)


# GET, FIND


async def test_a_collection_as_documented(kadi, anonymous):
    given = new(
        identifier=f" {unique('Lab')} ", title=" Our \n lab", description=" # Head\n*x* ", tags=["b", " A  a", "b"], visibility="PUBLIC"
    )
    made = await body(await kadi.post("/collections", json=given), 201)
    home = f"{anonymous.url}/api/v1/collections/{made['id']}"
    assert made == {
        "_actions": {
            "add_group_role": f"{home}/roles/groups",
            "add_user_role": f"{home}/roles/users",
            "delete": home,
            "edit": home,
            "link_collection": f"{home}/collections",
            "link_record": f"{home}/records",
        },
        "_links": {
            "children": f"{home}/collections",
            "group_roles": f"{home}/roles/groups",
            "records": f"{home}/records",
            "revisions": f"{home}/revisions",
            "self": home,
            "user_roles": f"{home}/roles/users",
            "view": f"{anonymous.url}/collections/{made['id']}",
        },
        "created_at": made["created_at"],
        "creator": await body(await kadi.get(f"/users/{kadi.account['id']}")),
        "description": "# Head\n*x*",
        "id": made["id"],
        "identifier": given["identifier"].strip().lower(),
        "last_modified": made["created_at"],
        "plain_description": "Head x",
        "state": "active",
        "tags": ["a a", "b"],
        "title": "Our lab",
        "visibility": "public",
    }
    assert await body(await kadi.get(f"/collections/{made['id']}")) == made
    assert await body(await kadi.get(f"/collections/identifier/%20{made['identifier'].upper()}")) == made
    plain = await body(await kadi.post("/collections", json=new(id=5, state="x", creator=None)), 201)
    assert (plain["description"], plain["plain_description"], plain["tags"], plain["visibility"]) == ("", "", [], "private")


async def test_finding_asks_for_the_scope_first(nobody, kadi, stranger, client_of, make):
    collection = await make.collection(kadi.account)
    place = f"/collections/identifier/{collection['identifier']}"
    await refused(await nobody.get(place), 401, NO_TOKEN)
    without_scope = await client_of(stranger.account, "record.read")
    await refused(await without_scope.get("/collections/identifier/none"), 401, NO_SCOPE, scopes=["collection.read"])
    await refused(await kadi.get("/collections/identifier/none-of-these"), 404, NOT_FOUND)
    await refused(await kadi.get("/collections/identifier/a.b"), 404, NOT_FOUND)
    await refused(await stranger.get(place), 403, FORBIDDEN)
    await kadi.delete(f"/collections/{collection['id']}")
    await refused(await kadi.get(place), 404, NOT_FOUND)


async def test_without_user_read_nobody_is_named(client_of, make):
    account = await make.account()
    collection = await make.collection(account)
    client = await client_of(account, "collection.read")
    assert set(await body(await client.get(f"/collections/{collection['id']}"))) == KEYS - {"creator"}


@pytest.mark.parametrize(
    "role, statuses",
    [("member", (200, 403, 403)), ("collaborator", (200, 403, 403)), ("editor", (200, 200, 403)), ("admin", (200, 200, 204))],
)
async def test_what_a_role_may(kadi, stranger, make, role, statuses):
    collection = await make.collection(kadi.account)
    await shared(kadi, collection, stranger.account, role)
    place = f"/collections/{collection['id']}"
    assert (await stranger.get(place)).status == statuses[0]
    assert (await stranger.patch(place, json={"title": "x"})).status == statuses[1]
    assert (await stranger.delete(place)).status == statuses[2]


async def test_an_admin_of_research_may_do_everything(kadi, client_of, make):
    collection = await make.collection(kadi.account)
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    assert (await body(await admin.get(f"/collections/{collection['id']}")))["creator"]["system_role"] == "member"
    assert (await admin.patch(f"/collections/{collection['id']}", json={"title": "x"})).status == 200
    assert (await admin.delete(f"/collections/{collection['id']}")).status == 204


# CREATE


async def test_who_may_not_create(nobody, client_of, make):
    await refused(await nobody.post("/collections", json=new()), 401, NO_TOKEN)
    guest = await client_of(await make.account(roles=(("research", "guest"),)))
    await refused(await guest.post("/collections", data=b"{"), 403, FORBIDDEN)
    client = await client_of(await make.account(), "collection.update", "record.create")
    await refused(await client.post("/collections", data=b"{"), 401, NO_SCOPE, scopes=["collection.create"])


WRONG = [
    ({"identifier": None, "title": None}, {"identifier": NULL, "title": NULL}),
    ({"identifier": 5, "title": []}, {"identifier": NOT_STRING, "title": NOT_STRING}),
    ({"identifier": " ", "title": "\n"}, {"identifier": EMPTY, "title": EMPTY}),
    ({"identifier": "a b"}, {"identifier": NOT_IDENTIFIER}),
    ({"identifier": "x" * 51}, {"identifier": ["Longer than maximum length 50."]}),
    ({"title": "x" * 151}, {"title": ["Longer than maximum length 150."]}),
    ({"description": None, "visibility": None, "tags": None}, {"description": NULL, "visibility": NULL, "tags": NULL}),
    ({"description": "x" * 50_001}, {"description": ["Longer than maximum length 50000."]}),
    ({"visibility": "open"}, {"visibility": ["Must be one of: private, public."]}),
    ({"tags": "x"}, {"tags": ["Invalid type."]}),
    ({"tags": ["a", 5, " ", "x" * 51]}, {"tags": {"1": NOT_STRING, "2": EMPTY, "3": ["Longer than maximum length 50."]}}),
]


@pytest.mark.parametrize("sent, errors", WRONG)
async def test_a_wrong_field(kadi, make, sent, errors):
    await refused(await kadi.post("/collections", json=new() | sent), 400, INVALID, errors=errors)
    collection = await make.collection(kadi.account)
    before = await body(await kadi.get(f"/collections/{collection['id']}"))
    await refused(await kadi.patch(f"/collections/{collection['id']}", json=sent), 400, INVALID, errors=errors)
    assert await body(await kadi.get(f"/collections/{collection['id']}")) == before


async def test_a_wrong_body(kadi, make):
    place = f"/collections/{(await make.collection(kadi.account))['id']}"
    for ask, where in ((kadi.post, "/collections"), (kadi.patch, place)):
        await refused(await ask(where, data=b"{"), 400, NOT_JSON)
        await refused(await ask(where, json=[]), 400, INVALID, errors={"_schema": ["Invalid input type."]})
    await refused(await kadi.post("/collections", json={}), 400, INVALID, errors={"identifier": MISSING, "title": MISSING})


async def test_a_taken_identifier(kadi, make):
    first, second = await make.collection(kadi.account), await make.collection(kadi.account)
    sent = {"identifier": f" {first['identifier'].upper()}"}
    taken = {"errors": {"identifier": ["Identifier is already in use."]}}
    await refused(await kadi.post("/collections", json=new() | sent), 400, INVALID, **taken)
    await refused(await kadi.patch(f"/collections/{second['id']}", json=sent), 400, INVALID, **taken)
    await kadi.delete(f"/collections/{first['id']}")
    await refused(await kadi.post("/collections", json=new() | sent), 400, INVALID, **taken)
    assert (await kadi.post(f"/collections/{first['id']}/purge")).status == 204
    assert (await kadi.patch(f"/collections/{second['id']}", json=sent)).status == 200
    record = await make.record(kadi.account)
    assert (await kadi.post("/collections", json=new(identifier=record["identifier"]))).status == 201


async def test_one_of_eight_equal_identifiers_counts(kadi):
    given = new()
    responses = await asyncio.gather(*(kadi.post("/collections", json=given) for _ in range(8)))
    assert sorted(response.status for response in responses)[:1] == [201]
    assert {response.status for response in responses} <= {201, 400, 409} and sum(r.status == 201 for r in responses) == 1
    for response in responses:
        if response.status == 409:
            await refused(response, 409, "Error creating collection.")


# CHANGE


async def test_a_change_changes_what_is_given(kadi, make):
    collection = await make.collection(kadi.account, description="before", tags=["a"])
    place = f"/collections/{collection['id']}"
    before = await body(await kadi.get(place))
    changed = await body(await kadi.patch(place, json={"title": "New", "tags": []}))
    assert changed == before | {"title": "New", "tags": [], "last_modified": changed["last_modified"]}
    assert changed["last_modified"] > before["last_modified"]
    assert (await body(await kadi.patch(place, json={"description": "*y*"})))["plain_description"] == "y"
    data = [item["data"] for item in (await body(await kadi.get(f"{place}/revisions")))["items"]]
    assert [item["title"] for item in data] == ["New", "New", collection["title"]]
    assert set(data[0]) == {"description", "identifier", "record_template", "state", "tags", "title", "visibility"}
    assert data[0]["record_template"] is None


async def test_a_change_without_a_difference_moves_nothing(kadi, make):
    collection = await make.collection(kadi.account, tags=["a", "b"])
    place = f"/collections/{collection['id']}"
    before = await body(await kadi.get(place))
    for sent in ({}, {"title": f" {before['title']} ", "tags": ["B", "a", "a"], "identifier": before["identifier"].upper(), "id": 7}):
        assert await body(await kadi.patch(place, json=sent)) == before
    assert (await body(await kadi.get(f"{place}/revisions")))["_pagination"]["total_items"] == 1


# TRASH


async def test_the_way_to_the_trash_and_back(kadi, stranger, make):
    collection = await make.collection(kadi.account, visibility="public")
    place = f"/collections/{collection['id']}"
    before = await body(await kadi.get(place))
    assert (await kadi.delete(place)).status == 204
    (item,) = (await body(await kadi.get("/trash")))["items"]
    assert (item["id"], item["type"], item["identifier"]) == (collection["id"], "collection", collection["identifier"])
    await refused(await stranger.post(f"{place}/restore"), 404, NOT_FOUND)
    after = await body(await kadi.post(f"{place}/restore"))
    assert after == before | {"last_modified": after["last_modified"]}
    states = [item["data"]["state"] for item in (await body(await kadi.get(f"{place}/revisions")))["items"]]
    assert states == ["active", "deleted", "active"]
    await kadi.delete(place)
    response = await kadi.post(f"{place}/purge")
    assert response.status == 204 and await response.text() == ""
    for method, path in (("GET", ""), ("POST", "/restore"), ("POST", "/purge"), ("DELETE", ""), ("GET", "/records")):
        await refused(await kadi.request(method, place + path), 404, NOT_FOUND)

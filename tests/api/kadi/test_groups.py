"""Groups over HTTP: get, create, change, delete, members, and what is shared with one."""

import asyncio

import pytest

from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused
from tests.make import unique

MISSING, NULL = ["Missing data for required field."], ["Field may not be null."]
NOT_STRING, EMPTY = ["Not a valid string."], ["String must not be empty."]
ONE = [
    ("GET", "", ["group.read"]),
    ("PATCH", "", ["group.update"]),
    ("DELETE", "", ["group.delete"]),
    ("GET", "/revisions", ["group.read"]),
    ("GET", "/revisions/1", ["group.read"]),
    ("GET", "/members", ["group.read", "user.read"]),
    ("POST", "/members", ["group.members"]),
    ("PATCH", "/members/1", ["group.members"]),
    ("DELETE", "/members/1", ["group.members"]),
    ("GET", "/records", ["group.read", "record.read"]),
    ("GET", "/collections", ["group.read", "collection.read"]),
    ("GET", "/templates", ["group.read", "template.read"]),
]
NOUNS = ("record", "collection", "template")


def new(**more):
    return {"identifier": unique("group"), "title": "A title"} | more


def member(account, role="member"):
    return {"user": {"id": account["id"]}, "role": {"name": role}}


@pytest.fixture
def build(make, kadi):
    """`await build("collection", account)`: an object of that kind."""

    async def one(noun, account, **fields):
        return await getattr(make, noun)(account, **fields)

    return one


# EVERY ENDPOINT OF ONE GROUP: credential, existence, permission, scope, state, in this order


@pytest.mark.parametrize("method, path, scopes", ONE)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, method, path, scopes):
    group, public = await make.group(kadi.account), await make.group(kadi.account, visibility="public")
    place = f"/groups/{group['id']}{path}"
    await refused(await nobody.request(method, place, data=b"{"), 401, NO_TOKEN)
    for number in ("99999999", "abc", "-1", "9" * 30):
        await refused(await kadi.request(method, f"/groups/{number}{path}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    for missing in scopes:
        client = await client_of(kadi.account, *({"group.create", "misc.manage_trash", *scopes} - {missing}))
        await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)
    for gone in (group, public):
        assert (await kadi.delete(f"/groups/{gone['id']}")).status == 204
    await refused(await kadi.request(method, place, data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    if method == "GET":
        await refused(await stranger.get(f"/groups/{public['id']}{path}"), 404, NOT_FOUND)


async def test_finding_by_identifier(nobody, kadi, stranger, client_of, make):
    group = await make.group(kadi.account)
    place = f"/groups/identifier/{group['identifier']}"
    await refused(await nobody.get(place), 401, NO_TOKEN)
    await refused(await (await client_of(kadi.account, "user.read")).get(place), 401, NO_SCOPE, scopes=["group.read"])
    await refused(await kadi.get("/groups/identifier/none-of-us"), 404, NOT_FOUND)
    await refused(await stranger.get(place), 403, FORBIDDEN)
    found = await body(await kadi.get(f"/groups/identifier/%20{group['identifier'].upper()}"))
    assert found == await body(await kadi.get(f"/groups/{group['id']}"))


# POST AND PATCH


async def test_creating_needs_the_scope_and_no_guest(nobody, client_of, make):
    await refused(await nobody.post("/groups", json=new()), 401, NO_TOKEN)
    client = await client_of(await make.account(), "group.read", "record.create")
    await refused(await client.post("/groups", data=b"{"), 401, NO_SCOPE, scopes=["group.create"])
    guest = await client_of(await make.account(roles=(("research", "guest"),)))
    await refused(await guest.post("/groups", data=b"{"), 403, FORBIDDEN)


@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1", "/kadi/api"])
async def test_a_group_as_documented(client_of, make, anonymous, base):
    kadi = await client_of(await make.account(), base=base)
    sent = new(identifier=unique(" Group"), title=" A  title ", description=" # Head\n*x* ", visibility="PUBLIC", id=5, state="deleted")
    made = await body(await kadi.post("/groups", json=sent), 201)
    home = f"{anonymous.url}{base}/groups/{made['id']}"
    assert made == {
        "id": made["id"],
        "identifier": sent["identifier"].strip().lower(),
        "title": "A title",
        "description": "# Head\n*x*",
        "plain_description": "Head x",
        "visibility": "public",
        "state": "active",
        "created_at": made["created_at"],
        "last_modified": made["created_at"],
        "creator": await body(await kadi.get("/users/me")),
        "_links": {
            "self": home,
            "view": f"{anonymous.url}/groups/{made['id']}",
            "members": f"{home}/members",
            "records": f"{home}/records",
            "collections": f"{home}/collections",
            "templates": f"{home}/templates",
            "revisions": f"{home}/revisions",
        },
        "_actions": {"edit": home, "delete": home, "add_member": f"{home}/members"},
    }
    assert await body(await kadi.get(f"/groups/{made['id']}")) == made


@pytest.mark.parametrize("raw", [b"", b"{", b"nonsense"])
async def test_what_is_no_json(kadi, make, raw):
    await refused(await kadi.post("/groups", data=raw), 400, NOT_JSON)
    group = await make.group(kadi.account)
    await refused(await kadi.patch(f"/groups/{group['id']}", data=raw), 400, NOT_JSON)


@pytest.mark.parametrize(
    "given, errors",
    [
        ({"identifier": None}, {"identifier": NULL}),
        ({"identifier": 5}, {"identifier": NOT_STRING}),
        ({"identifier": ""}, {"identifier": EMPTY}),
        ({"identifier": "a" * 51}, {"identifier": ["Longer than maximum length 50."]}),
        ({"title": None}, {"title": NULL}),
        ({"title": " "}, {"title": EMPTY}),
        ({"title": "a" * 151}, {"title": ["Longer than maximum length 150."]}),
        ({"description": None}, {"description": NULL}),
        ({"description": "a" * 50_001}, {"description": ["Longer than maximum length 50000."]}),
        ({"visibility": None}, {"visibility": NULL}),
        ({"visibility": "open"}, {"visibility": ["Must be one of: private, public."]}),
        ({"title": 5, "visibility": 5}, {"title": NOT_STRING, "visibility": NOT_STRING}),
    ],
)
async def test_each_field_wrong(kadi, make, given, errors):
    await refused(await kadi.post("/groups", json=new(**given)), 400, INVALID, errors=errors)
    group = await make.group(kadi.account)
    await refused(await kadi.patch(f"/groups/{group['id']}", json=given), 400, INVALID, errors=errors)


async def test_what_a_new_group_needs(kadi):
    await refused(await kadi.post("/groups", json={}), 400, INVALID, errors={"identifier": MISSING, "title": MISSING})
    await refused(await kadi.post("/groups", json=[]), 400, INVALID, errors={"_schema": ["Invalid input type."]})


async def test_a_change_and_its_revision(kadi, make):
    group = await make.group(kadi.account, description="kept")
    place = f"/groups/{group['id']}"
    before = await body(await kadi.get(place))
    for nothing in ({}, {"title": before["title"]}, {"unknown": 1}):
        assert await body(await kadi.patch(place, json=nothing)) == before
    after = await body(await kadi.patch(place, json={"title": "Other", "visibility": "public"}))
    assert after == before | {"title": "Other", "visibility": "public", "last_modified": after["last_modified"]}
    assert after["last_modified"] > before["last_modified"]
    newest, first = (await body(await kadi.get(f"{place}/revisions")))["items"]
    assert newest["diff"] == {"title": before["title"], "visibility": "private"}
    assert set(first["data"]) == {"identifier", "title", "description", "visibility", "state"}
    assert await body(await kadi.get(f"{place}/revisions/{newest['id']}")) == newest


async def test_a_taken_identifier(kadi, make):
    first, second = await make.group(kadi.account), await make.group(kadi.account)
    taken = {"errors": {"identifier": ["Identifier is already in use."]}}
    await refused(await kadi.post("/groups", json=new(identifier=first["identifier"].upper())), 400, INVALID, **taken)
    await refused(await kadi.patch(f"/groups/{second['id']}", json={"identifier": first["identifier"]}), 400, INVALID, **taken)
    await kadi.delete(f"/groups/{first['id']}")
    await refused(await kadi.post("/groups", json=new(identifier=first["identifier"])), 400, INVALID, **taken)


async def test_one_of_eight_gets_the_identifier(kadi, make):
    sent = new()
    responses = await asyncio.gather(*(kadi.post("/groups", json=sent) for _ in range(8)))
    assert [response.status for response in responses].count(201) == 1
    for response in responses:
        if response.status == 409:
            await refused(response, 409, "Error creating group.")
        elif response.status != 201:
            await refused(response, 400, INVALID, errors={"identifier": ["Identifier is already in use."]})
    several, wanted = [await make.group(kadi.account) for _ in range(6)], unique("wanted")
    changes = await asyncio.gather(*(kadi.patch(f"/groups/{one['id']}", json={"identifier": wanted}) for one in several))
    assert [response.status for response in changes].count(200) == 1
    for response in changes:
        if response.status == 409:
            await refused(response, 409, "Error updating group.")


# MEMBERS


async def test_the_life_of_a_member(kadi, stranger, make, anonymous):
    group = await make.group(kadi.account)
    place, number = f"/groups/{group['id']}/members", stranger.account["id"]
    assert await body(await kadi.post(place, json=member(stranger.account)), 201) == {}
    await refused(await kadi.post(place, json=member(stranger.account, "editor")), 409, "A role for that resource already exists.")
    own, other = (await body(await stranger.get(place)))["items"]
    assert (own["user"]["id"], own["role"]) == (kadi.account["id"], {"name": "admin"})
    change = f"{anonymous.url}/api/v1{place}/{number}"
    assert other["_actions"] == {"change": change, "remove": change} and other["role"] == {"name": "member"}
    await refused(await stranger.patch(f"/groups/{group['id']}", json={"title": "mine"}), 403, FORBIDDEN)
    assert (await kadi.patch(f"{place}/{number}", json={"name": " EDITOR "})).status == 204
    assert (await stranger.patch(f"/groups/{group['id']}", json={"title": "mine"})).status == 200
    await refused(await stranger.post(place, json=member(await make.account())), 403, FORBIDDEN)
    assert (await kadi.patch(f"{place}/{number}", json={"name": "admin"})).status == 204
    await body(await stranger.post(place, json=member(await make.account())), 201)
    assert (await kadi.delete(f"{place}/{number}")).status == 204
    await refused(await stranger.get(place), 403, FORBIDDEN)
    for method in ("DELETE", "PATCH"):
        given = {"name": "member"}
        await refused(await kadi.request(method, f"{place}/{number}", json=given), 404, "Role does not exist.")
        await refused(await kadi.request(method, f"{place}/99999999", json=given), 404, NOT_FOUND)


async def test_the_creator_stays_admin(kadi, stranger, make):
    group = await make.group(kadi.account, stranger.account, role="admin")
    place = f"/groups/{group['id']}/members"
    for client in (kadi, stranger):
        change = await client.patch(f"{place}/{kadi.account['id']}", json={"name": "member"})
        await refused(change, 409, "Cannot change the creator's role.")
        await refused(await client.delete(f"{place}/{kadi.account['id']}"), 409, "Cannot remove the creator's role.")
    assert (await body(await kadi.get(place)))["items"][0]["role"] == {"name": "admin"}


@pytest.mark.parametrize("name", ["collaborator", "owner", ""])
async def test_an_unknown_role(kadi, stranger, make, name):
    group = await make.group(kadi.account, stranger.account)
    place, sentence = f"/groups/{group['id']}/members", "A role with that name does not exist."
    await refused(await kadi.post(place, json=member(await make.account(), name)), 400, sentence)
    await refused(await kadi.patch(f"{place}/{stranger.account['id']}", json={"name": name}), 400, sentence)


@pytest.mark.parametrize(
    "given, errors",
    [
        ({}, {"user": MISSING, "role": MISSING}),
        ({"user": {"id": "1"}, "role": {"name": 5}}, {"user": {"id": ["Not a valid integer."]}, "role": {"name": NOT_STRING}}),
        ({"user": {"id": 99999999}, "role": {"name": "member"}}, {"user": {"id": ["No user with this ID exists."]}}),
    ],
)
async def test_a_new_member_wrong(kadi, make, given, errors):
    group = await make.group(kadi.account)
    await refused(await kadi.post(f"/groups/{group['id']}/members", json=given), 400, INVALID, errors=errors)


async def test_members_are_ordered_filtered_and_paged(kadi, make):
    people = [await make.account(display_name=f"Zoë {number}%") for number in range(3)]
    group = await make.group(kadi.account)
    place = f"/groups/{group['id']}/members"
    for person, role in zip(people, ("member", "editor", "admin"), strict=True):
        await body(await kadi.post(place, json=member(person, role)), 201)
    found = await body(await kadi.get(place))
    assert [item["user"]["id"] for item in found["items"]] == [kadi.account["id"], people[2]["id"], people[1]["id"], people[0]["id"]]
    found = await body(await kadi.get(f"{place}?filter=zO%C3%AB&per_page=2&page=2"))
    assert found["_pagination"]["total_items"] == 3 and [item["user"]["id"] for item in found["items"]] == [people[0]["id"]]
    assert found["_pagination"]["_links"]["self"].endswith("/members?page=2&per_page=2")
    assert len((await body(await kadi.get(f"{place}?filter=2%25")))["items"]) == 1
    assert (await body(await kadi.get(f"{place}?filter=_")))["items"] == []
    left = (await body(await kadi.get(f"{place}?exclude={people[0]['id']}&exclude=x&exclude={kadi.account['id']}")))["items"]
    assert [item["user"]["id"] for item in left] == [people[2]["id"], people[1]["id"]]


async def test_changes_of_members_move_last_modified_and_make_no_revision(kadi, stranger, make):
    group = await make.group(kadi.account)
    home, number = f"/groups/{group['id']}", stranger.account["id"]
    seen = [(await body(await kadi.get(home)))["last_modified"]]
    for method, path, given in (
        ("POST", "", member(stranger.account)),
        ("PATCH", f"/{number}", {"name": "admin"}),
        ("DELETE", f"/{number}", None),
    ):
        assert (await kadi.request(method, f"{home}/members{path}", json=given)).status in (201, 204)
        seen.append((await body(await kadi.get(home)))["last_modified"])
    assert seen == sorted(set(seen))
    assert (await body(await kadi.get(f"{home}/revisions")))["_pagination"]["total_items"] == 1


async def test_one_of_eight_parallel_additions_counts(kadi, stranger, make):
    group = await make.group(kadi.account)
    responses = await asyncio.gather(*(kadi.post(f"/groups/{group['id']}/members", json=member(stranger.account)) for _ in range(8)))
    assert sorted(response.status for response in responses) == [201] + [409] * 7


# SHARED OBJECTS


async def share(client, noun, thing, group, role="member"):
    given = {"group": {"id": group["id"]}, "role": {"name": role}}
    await body(await client.post(f"/{noun}s/{thing['id']}/roles/groups", json=given), 201)


@pytest.mark.parametrize("noun", NOUNS)
async def test_what_is_shared_with_a_group(kadi, stranger, build, make, noun):
    """A role of the group counts, not what is public, one's own or shared with a member."""
    group = await make.group(kadi.account, stranger.account)
    place = f"/groups/{group['id']}/{noun}s"
    first, second = await build(noun, kadi.account, title="b First"), await build(noun, kadi.account, title="A_second", visibility="public")
    await build(noun, kadi.account, visibility="public")
    await build(noun, stranger.account)
    deleted = await build(noun, kadi.account)
    for thing in (first, second, deleted):
        await share(kadi, noun, thing, group)
    await kadi.delete(f"/{noun}s/{deleted['id']}")
    for client in (kadi, stranger):
        found = await body(await client.get(place))
        assert [item["id"] for item in found["items"]] == [second["id"], first["id"]] and found["_pagination"]["total_items"] == 2
        assert found["_pagination"]["_links"]["self"].endswith(f"/{noun}s?page=1&per_page=10&filter=&sort=-last_modified")
        assert found["items"][0] == await body(await client.get(f"/{noun}s/{second['id']}"))
    for query, ids in (
        ("sort=title", [second, first]), ("sort=-title", [first, second]), ("sort=created_at", [first, second]),
        ("sort=nonsense", [second, first]),
        ("filter=FIRST", [first]), ("filter=a_S", [second]), ("filter=%25", []), (f"filter={first['identifier'][-6:]}", [first]),
        ("per_page=1&page=2", [first]), ("per_page=1&page=3", []),
    ):  # fmt: skip
        assert [item["id"] for item in (await body(await kadi.get(f"{place}?{query}")))["items"]] == [thing["id"] for thing in ids], query


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_public_group_shows_only_what_its_reader_may_read(kadi, stranger, build, make, noun):
    group = await make.group(kadi.account, visibility="public")
    private, public = await build(noun, kadi.account), await build(noun, kadi.account, visibility="public")
    for thing in (private, public):
        await share(kadi, noun, thing, group)
    found = await body(await stranger.get(f"/groups/{group['id']}/{noun}s"))
    assert [item["id"] for item in found["items"]] == [public["id"]] and found["_pagination"]["total_items"] == 1


# A DELETED GROUP COUNTS FOR NOTHING


@pytest.mark.parametrize("noun", NOUNS)
async def test_a_deleted_group_gives_no_right_anywhere(kadi, stranger, build, make, noun):
    group, thing = await make.group(kadi.account, stranger.account), await build(noun, kadi.account)
    await share(kadi, noun, thing, group, "admin")
    place = f"/{noun}s/{thing['id']}"
    own, other = stranger.account["id"], kadi.account["id"]
    lists = [f"/{noun}s?per_page=100", f"/users/{other}/{noun}s?per_page=100"]

    async def may():
        """What the stranger can do through the group, door by door."""
        single = [
            (await stranger.get(path)).status == 200
            for path in (
                place,
                f"{place}/revisions",
                f"{place}/roles/users",
                f"{place}/roles/groups",
                f"/{noun}s/identifier/{thing['identifier']}",
            )
        ]
        change = (await stranger.patch(place, json={"description": unique("x")})).status == 200
        in_lists = [thing["id"] in [item["id"] for item in (await body(await stranger.get(path)))["items"]] for path in lists]
        shared = thing["id"] in [item["id"] for item in (await body(await kadi.get(f"/users/{own}/{noun}s?shared=true")))["items"]]
        return {*single, change, *in_lists, shared}

    async def roles():
        return [item["group"]["id"] for item in (await body(await kadi.get(f"{place}/roles/groups")))["items"]]

    assert await may() == {True} and await roles() == [group["id"]]
    assert (await kadi.delete(f"/groups/{group['id']}")).status == 204
    assert await may() == {False} and await roles() == []
    assert (await body(await kadi.get(f"/users/{own}/groups?common=true")))["items"] == []
    await refused(await kadi.post(f"{place}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "member"}}), 400, INVALID,
                  errors={"group": {"id": ["No group with this ID exists."]}})  # fmt: skip
    await body(await kadi.post(f"/groups/{group['id']}/restore"))
    assert await may() == {True} and await roles() == [group["id"]]
    await kadi.delete(f"/groups/{group['id']}")
    assert (await kadi.post(f"/groups/{group['id']}/purge")).status == 204
    assert await may() == {False} and await roles() == []
    await refused(await kadi.delete(f"{place}/roles/groups/{group['id']}"), 404, NOT_FOUND)

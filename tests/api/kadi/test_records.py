"""Records over HTTP: search, get, find, create, change, delete."""

import asyncio
import json
import uuid
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused
from tests.make import unique

KEYS = {
    "_actions",
    "_links",
    "created_at",
    "creator",
    "description",
    "extras",
    "id",
    "identifier",
    "last_modified",
    "license",
    "plain_description",
    "state",
    "tags",
    "title",
    "type",
    "visibility",
}
ONE = [
    ("GET", "", "record.read", None),
    ("PATCH", "", "record.update", {}),
    ("DELETE", "", "record.delete", None),
    ("GET", "/revisions", "record.read", None),
    ("GET", "/revisions/1", "record.read", None),
]


def new(**more):
    return {"identifier": unique("record"), "title": "A title"} | more


# EVERY ENDPOINT OF ONE RECORD: credential, existence, permission, scope, state, in this order


@pytest.mark.parametrize("method, path, scope, given", ONE)
async def test_without_a_token_nothing_is_told(nobody, make, method, path, scope, given):
    record = await make.record(await make.account())
    for place in (f"/records/{record['id']}{path}", f"/records/999999999{path}"):
        await refused(await nobody.request(method, place, json=given), 401, NO_TOKEN)


@pytest.mark.parametrize("method, path, scope, given", ONE)
@pytest.mark.parametrize("record_id", ["999999999", "0", "abc", "-1", "1.0", "9" * 30, "%00", "1/"])
async def test_what_is_not_there_is_404(kadi, client_of, record_id, method, path, scope, given):
    await refused(await kadi.request(method, f"/records/{record_id}{path}", json=given), 404, NOT_FOUND)
    without_scope = await client_of(kadi.account, "user.read")
    await refused(await without_scope.request(method, f"/records/{record_id}{path}", json=given), 404, NOT_FOUND)


@pytest.mark.parametrize("method, path, scope, given", ONE)
async def test_a_stranger_is_403_before_the_scope_counts(client_of, make, stranger, method, path, scope, given):
    record = await make.record(await make.account())
    await refused(await stranger.request(method, f"/records/{record['id']}{path}", json=given), 403, FORBIDDEN)
    without_scope = await client_of(stranger.account, "user.read")
    await refused(await without_scope.request(method, f"/records/{record['id']}{path}", json=given), 403, FORBIDDEN)


@pytest.mark.parametrize("method, path, scope, given", ONE)
async def test_a_missing_scope_is_401_and_named(client_of, make, method, path, scope, given):
    account = await make.account()
    record = await make.record(account)
    others = [name for name in ("record.create", "record.read", "record.update", "record.delete") if name != scope]
    client = await client_of(account, *others)
    response = await client.request(method, f"/records/{record['id']}{path}", data=b"{not json" if given is not None else None)
    await refused(response, 401, NO_SCOPE, scopes=[scope])
    assert "insufficient_scope" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("method, path, scope, given", ONE)
async def test_a_deleted_record_is_404_for_who_may_and_403_for_strangers(kadi, stranger, client_of, make, method, path, scope, given):
    private, public = await make.record(kadi.account), await make.record(kadi.account, visibility="public")
    for record in (private, public):
        assert (await kadi.delete(f"/records/{record['id']}")).status == 204
        await refused(await kadi.request(method, f"/records/{record['id']}{path}", json=given), 404, NOT_FOUND)
    await refused(await stranger.request(method, f"/records/{private['id']}{path}", json=given), 403, FORBIDDEN)
    if method == "GET":
        await refused(await stranger.request(method, f"/records/{public['id']}{path}", json=given), 404, NOT_FOUND)
    without_scope = await client_of(kadi.account, "user.read")
    await refused(await without_scope.request(method, f"/records/{private['id']}{path}", json=given), 401, NO_SCOPE, scopes=[scope])


# GET


async def test_a_record_as_documented(kadi, anonymous):
    made = await body(
        await kadi.post(
            "/records",
            json=new(
                identifier="Sample-" + (rest := uuid.uuid4().hex[:8]),
                type=" My  type",
                description="# Head\n*x*",
                license="CC-BY-4.0",
                tags=["b", "A"],
                extras=[{"type": "int", "key": "n", "value": 5}],
            ),
        ),
        201,
    )
    home = f"{anonymous.url}/api/v1/records/{made['id']}"
    assert set(made) == KEYS
    assert made["identifier"] == f"sample-{rest}" and made["type"] == "my type" and made["tags"] == ["a", "b"]
    assert made["plain_description"] == "Head x" and made["license"] == "CC-BY-4.0" and made["state"] == "active"
    assert made["visibility"] == "private" and made["title"] == "A title"
    assert made["extras"] == [{"key": "n", "type": "int", "unit": None, "value": 5}]
    assert made["_links"] == {
        "self": home,
        "view": f"{anonymous.url}/records/{made['id']}",
        "files": f"{home}/files",
        "download_files": f"{home}/files/download",
        "uploads": f"{home}/uploads",
        "collections": f"{home}/collections",
        "records_to": f"{home}/records?direction=out",
        "records_from": f"{home}/records?direction=in",
        "user_roles": f"{home}/roles/users",
        "group_roles": f"{home}/roles/groups",
        "revisions": f"{home}/revisions",
        "file_revisions": f"{home}/files/revisions",
    }
    assert made["_actions"] == {
        "edit": home,
        "delete": home,
        "new_upload": f"{home}/uploads",
        "link_record": f"{home}/records",
        "link_collection": f"{home}/collections",
        "add_user_role": f"{home}/roles/users",
        "add_group_role": f"{home}/roles/groups",
    }
    assert made["created_at"] == made["last_modified"] and made["created_at"].endswith("+00:00")
    assert made["creator"]["id"] == kadi.account["id"]
    assert await body(await kadi.get(f"/records/{made['id']}")) == made
    assert await body(await kadi.get(f"/records/identifier/%20{made['identifier'].upper()}%20")) == made


@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1", "/kadi/api"])
async def test_links_stay_below_the_prefix_of_the_request(client_of, make, anonymous, base):
    account = await make.account()
    record = await make.record(account)
    found = await body(await (await client_of(account, base=base)).get(f"/records/{record['id']}"))
    assert found["_links"]["self"] == f"{anonymous.url}{base}/records/{record['id']}"
    assert found["creator"]["_links"]["self"] == f"{anonymous.url}{base}/users/{account['id']}"
    assert found["_links"]["view"] == f"{anonymous.url}/records/{record['id']}"


async def test_without_user_read_a_record_has_no_creator(client_of, make):
    account = await make.account()
    record = await make.record(account)
    client = await client_of(account, "record.read")
    assert set(await body(await client.get(f"/records/{record['id']}"))) == KEYS - {"creator"}
    for item in (await body(await client.get(f"/records?user={account['id']}")))["items"]:
        assert "creator" not in item


async def test_public_means_readable_for_everybody_and_no_more(kadi, stranger, make):
    record = await make.record(kadi.account, visibility="public")
    assert (await stranger.get(f"/records/{record['id']}")).status == 200
    await refused(await stranger.patch(f"/records/{record['id']}", json={"title": "x"}), 403, FORBIDDEN)
    await refused(await stranger.delete(f"/records/{record['id']}"), 403, FORBIDDEN)


async def test_an_admin_of_research_may_do_everything(kadi, client_of, make):
    record = await make.record(kadi.account)
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    found = await body(await admin.get(f"/records/{record['id']}"))
    assert found["creator"]["system_role"] == "member" and found["creator"]["is_sysadmin"] is False
    assert (await admin.patch(f"/records/{record['id']}", json={"title": "x"})).status == 200
    assert (await admin.delete(f"/records/{record['id']}")).status == 204


async def test_head_answers_like_get_without_a_body(kadi, make):
    record = await make.record(kadi.account)
    response = await kadi.head(f"/records/{record['id']}")
    assert response.status == 200 and await response.text() == "" and int(response.headers["Content-Length"]) > 100
    assert response.headers["X-Content-Type-Options"] == "nosniff" and response.headers["X-Frame-Options"] == "SAMEORIGIN"


# FIND


async def test_finding_asks_for_the_scope_first(nobody, client_of, stranger, make):
    account = await make.account()
    record = await make.record(account)
    await refused(await nobody.get(f"/records/identifier/{record['identifier']}"), 401, NO_TOKEN)
    await refused(
        await (await client_of(stranger.account, "user.read")).get("/records/identifier/none"), 401, NO_SCOPE, scopes=["record.read"]
    )
    await refused(await stranger.get(f"/records/identifier/{record['identifier']}"), 403, FORBIDDEN)
    for wrong in ("none-" + uuid.uuid4().hex, "a.b", "%C3%A4", "%00", "a%20b", "x" * 2000):
        await refused(await stranger.get(f"/records/identifier/{wrong}"), 404, NOT_FOUND)
    client = await client_of(account)
    assert (await client.delete(f"/records/{record['id']}")).status == 204
    await refused(await client.get(f"/records/identifier/{record['identifier']}"), 404, NOT_FOUND)


# CREATE


async def test_who_may_not_create(nobody, client_of, make):
    await refused(await nobody.post("/records", json=new()), 401, NO_TOKEN)
    guest = await client_of(await make.account(roles=(("research", "guest"),)))
    await refused(await guest.post("/records", data=b"{broken"), 403, FORBIDDEN)
    await refused(await (await client_of(guest.account, "user.read")).post("/records", json=new()), 403, FORBIDDEN)
    reader = await client_of(await make.account(), "record.read")
    await refused(await reader.post("/records", data=b"{broken"), 401, NO_SCOPE, scopes=["record.create"])


async def test_defaults_of_a_new_record(kadi):
    made = await body(await kadi.post("/records", json=new()), 201)
    assert [made[name] for name in ("type", "description", "plain_description", "license", "visibility", "tags", "extras", "state")] == [
        None,
        "",
        "",
        None,
        "private",
        [],
        [],
        "active",
    ]


async def test_a_visibility_may_have_any_case_and_blanks_around_it(kadi):
    made = await body(await kadi.post("/records", json=new(visibility=" Public ")), 201)
    assert made["visibility"] == "public"
    changed = await body(await kadi.patch(f"/records/{made['id']}", json={"visibility": "PRIVATE\n"}))
    assert changed["visibility"] == "private"


@pytest.mark.parametrize("content_type", ["application/json;charset=utf-8", "text/plain", "application/x-www-form-urlencoded", None])
async def test_a_body_is_json_whatever_its_type_says(kadi, content_type):
    text = json.dumps({"identifier": unique(), "title": "Ünï"}, ensure_ascii=False).encode()
    headers = {"Content-Type": content_type} if content_type else {}
    made = await body(await kadi.post("/records", data=text, headers=headers, skip_auto_headers=("Content-Type",)), 201)
    assert made["title"] == "Ünï"


@pytest.mark.parametrize(
    "sent",
    [b"", b"{", b"nonsense", b'{"title": NaN}', b"\xff\xfe", b'{"title": "\\ud800"}', b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000],
)
async def test_a_body_that_is_no_json(kadi, make, sent):
    record = await make.record(kadi.account)
    await refused(await kadi.post("/records", data=sent), 400, NOT_JSON)
    await refused(await kadi.patch(f"/records/{record['id']}", data=sent), 400, NOT_JSON)


def nested(depth):
    """The text of a new record whose extras are that deep; text, because a writer of JSON has its own limit."""
    entries = '[{"type":"list","key":"k","value":' * depth + "[]" + "}]" * depth
    return '{"extras":' + entries + ',"title":"t","identifier":"' + unique() + '"}'


@pytest.mark.parametrize("depth", [61, 99, 500, 10_000])
async def test_extras_too_deep(kadi, depth):
    assert (await kadi.post("/records", data=nested(depth))).status == 400


async def test_extras_as_deep_as_they_may_be(kadi):
    made = await body(await kadi.post("/records", data=nested(59)), 201)
    assert (await kadi.patch(f"/records/{made['id']}", json={"extras": made["extras"], "title": "u"})).status == 200
    assert (await kadi.get(f"/records/{made['id']}/revisions")).status == 200


@pytest.mark.parametrize("sent", ["null", "[]", '"text"', "5", "true", '[{"title": "x"}]'])
async def test_a_body_that_is_no_object(kadi, make, sent):
    record = await make.record(kadi.account)
    expected = {"errors": {"_schema": ["Invalid input type."]}}
    await refused(await kadi.post("/records", data=sent), 400, INVALID, **expected)
    await refused(await kadi.patch(f"/records/{record['id']}", data=sent), 400, INVALID, **expected)


IDENTIFIER = "Not a valid identifier. Valid are lower case alphanumeric characters, hyphens and underscores."
WRONG = [
    ("identifier", None, "Field may not be null."),
    ("identifier", 5, "Not a valid string."),
    ("identifier", " ", "String must not be empty."),
    ("identifier", "a b", IDENTIFIER),
    ("identifier", "x" * 51, "Longer than maximum length 50."),
    ("title", None, "Field may not be null."),
    ("title", ["a"], "Not a valid string."),
    ("title", "\t", "String must not be empty."),
    ("title", "x" * 151, "Longer than maximum length 150."),
    ("type", 5, "Not a valid string."),
    ("type", "", "String must not be empty."),
    ("type", "x" * 51, "Longer than maximum length 50."),
    ("description", None, "Field may not be null."),
    ("description", {}, "Not a valid string."),
    ("description", "x" * 50_001, "Longer than maximum length 50000."),
    ("license", "", "String must not be empty."),
    ("license", 1, "Not a valid string."),
    ("license", "cc-by-4.0", "No license with this name exists."),
    ("visibility", None, "Field may not be null."),
    ("visibility", "open", "Must be one of: private, public."),
    ("visibility", 1, "Not a valid string."),
    ("tags", None, "Field may not be null."),
    ("tags", "a", "Invalid type."),
    ("tags", {}, "Invalid type."),
    ("extras", None, "Field may not be null."),
]


@pytest.mark.parametrize("name, value, message", WRONG)
async def test_each_field_wrong(kadi, make, name, value, message):
    await refused(await kadi.post("/records", json=new(**{name: value})), 400, INVALID, errors={name: [message]})
    record = await make.record(kadi.account)
    await refused(await kadi.patch(f"/records/{record['id']}", json={name: value}), 400, INVALID, errors={name: [message]})
    assert (await body(await kadi.get(f"/records/{record['id']}")))["last_modified"] == record["updated_at"].isoformat()


async def test_all_faults_come_in_one_tree(kadi, make):
    taken = await make.record(await make.account())
    await refused(
        await kadi.post(
            "/records",
            json={
                "identifier": taken["identifier"].upper(),
                "tags": ["a", 1, "  ", "x" * 51],
                "license": "nope",
                "extras": [{"type": "int", "key": "a", "value": "x"}, 5, {"type": "dict", "key": "d", "value": [{"type": "str"}]}],
            },
        ),
        400,
        INVALID,
        errors={
            "title": ["Missing data for required field."],
            "identifier": ["Identifier is already in use."],
            "license": ["No license with this name exists."],
            "tags": {"1": ["Not a valid string."], "2": ["String must not be empty."], "3": ["Longer than maximum length 50."]},
            "extras": {
                "0": {"value": ["Not a valid integer."]},
                "1": {"_schema": ["Invalid input type."]},
                "2": {"value": {"0": {"key": ["Missing data for required field."]}}},
            },
        },
    )


async def test_a_taken_identifier_is_the_only_error(kadi, make):
    """kadi-apy's importers count on `errors` having exactly this key."""
    taken = await make.record(await make.account())
    expected = {"errors": {"identifier": ["Identifier is already in use."]}}
    await refused(await kadi.post("/records", json=new(identifier=taken["identifier"])), 400, INVALID, **expected)
    mine = await make.record(kadi.account)
    await refused(await kadi.patch(f"/records/{mine['id']}", json={"identifier": taken["identifier"]}), 400, INVALID, **expected)
    assert (await kadi.patch(f"/records/{mine['id']}", json={"identifier": mine["identifier"]})).status == 200


async def test_unknown_and_read_only_keys_are_ignored(kadi):
    made = await body(await kadi.post("/records", json=new(id=1, state="deleted", created_at=None, _links={}, creator=5, nonsense=[])), 201)
    assert made["state"] == "active" and made["creator"]["id"] == kadi.account["id"]


async def test_parallel_creates_of_one_identifier(kadi):
    identifier = unique("race")
    responses = await asyncio.gather(*(kadi.post("/records", json=new(identifier=identifier)) for _ in range(8)))
    statuses = sorted(response.status for response in responses)
    assert statuses[0] == 201 and set(statuses[1:]) <= {400, 409}
    for response in responses:
        if response.status == 409:
            await refused(response, 409, "Error creating record.")


async def test_parallel_renames_to_one_identifier(kadi, make):
    wanted, mine = unique("race"), [await make.record(kadi.account) for _ in range(6)]
    responses = await asyncio.gather(*(kadi.patch(f"/records/{record['id']}", json={"identifier": wanted}) for record in mine))
    statuses = sorted(response.status for response in responses)
    assert statuses[0] == 200 and set(statuses[1:]) <= {400, 409}
    for response in responses:
        if response.status == 409:
            await refused(response, 409, "Error updating record.")


async def test_markup_and_odd_text_come_back_as_they_were(kadi):
    title = "<script>alert(1)</script> \u202e\u200b 'quote' \"double\" \\ % 😀"
    made = await body(await kadi.post("/records", json=new(title=title, description="\u202e<img src=x>", tags=["<b>", "😀"])), 201)
    assert made["title"] == title and made["description"] == "\u202e<img src=x>" and made["tags"] == ["<b>", "😀"]


@pytest.mark.parametrize("given", [{"title": "a\0b"}, {"tags": ["\0"]}, {"extras": [{"type": "str", "key": "k", "value": "\0"}]}])
async def test_nul_is_refused_everywhere(kadi, given):
    response = await kadi.post("/records", json=new(**given))
    assert response.status == 400


# CHANGE


async def test_patch_changes_what_is_given(kadi, make):
    record = await make.record(kadi.account, title="Old", tags=["a"], type="x")
    before = await body(await kadi.get(f"/records/{record['id']}"))
    after = await body(await kadi.patch(f"/records/{record['id']}", json={"title": " New ", "type": None}))
    assert after == before | {"title": "New", "type": None, "last_modified": after["last_modified"]}
    assert after["last_modified"] > before["last_modified"]
    assert await body(await kadi.patch(f"/records/{record['id']}", json={"tags": ["z", "y"]})) == after | {
        "tags": ["y", "z"],
        "last_modified": (await body(await kadi.get(f"/records/{record['id']}")))["last_modified"],
    }


async def test_patch_without_a_change_moves_nothing(kadi, make):
    record = await make.record(kadi.account, extras=[{"type": "float", "key": "f", "value": 1}])
    before = await body(await kadi.get(f"/records/{record['id']}"))
    for given in ({}, {"title": before["title"]}, {"extras": before["extras"]}, {"unknown": 1}):
        assert await body(await kadi.patch(f"/records/{record['id']}", json=given)) == before


@pytest.mark.parametrize("role, status", [("member", 403), ("collaborator", 403), ("editor", 200), ("admin", 200)])
async def test_editors_and_admins_may_change(kadi, stranger, make, role, status):
    record = await make.record(kadi.account)
    given = {"user": {"id": stranger.account["id"]}, "role": {"name": role}}
    await body(await kadi.post(f"/records/{record['id']}/roles/users", json=given), 201)
    assert (await stranger.patch(f"/records/{record['id']}", json={"title": "x"})).status == status
    assert (await stranger.delete(f"/records/{record['id']}")).status == (204 if role == "admin" else 403)


# DELETE


async def test_deleting_twice(kadi, make):
    record = await make.record(kadi.account)
    response = await kadi.delete(f"/records/{record['id']}")
    assert response.status == 204 and await response.text() == "" and response.headers["Content-Type"] == "application/json"
    await refused(await kadi.delete(f"/records/{record['id']}"), 404, NOT_FOUND)


async def test_parallel_deletes_end_in_one(kadi, make):
    record = await make.record(kadi.account)
    responses = await asyncio.gather(*(kadi.delete(f"/records/{record['id']}") for _ in range(6)))
    assert sorted(response.status for response in responses) == [204] + [404] * 5


# SEARCH


@pytest.fixture
async def library(kadi, make):
    """Eleven records of one person, some public, under a type of their own."""
    kind = unique("kind")
    for number in range(11):
        await make.record(
            kadi.account,
            title=f"{'Aa' if number % 2 else 'aB'} {number:02}",
            type=kind,
            tags=["odd" if number % 2 else "even", kind],
            visibility="public" if number < 4 else "private",
        )
    return kind


async def titles(client, query):
    return [item["title"] for item in (await body(await client.get(f"/records?{query}")))["items"]]


async def test_search_needs_token_and_scope(nobody, client_of, make):
    await refused(await nobody.get("/records"), 401, NO_TOKEN)
    await refused(await (await client_of(await make.account(), "user.read")).get("/records"), 401, NO_SCOPE, scopes=["record.read"])


async def test_a_page_of_the_search(kadi, anonymous, library):
    found = await body(await kadi.get(f"/records?type={library}&page=2&per_page=4"))
    assert list(found) == ["_actions", "_pagination", "items"]
    assert found["_actions"] == {"new_record": f"{anonymous.url}/api/v1/records"}
    paging = found["_pagination"]
    assert (paging["page"], paging["per_page"], paging["total_pages"], paging["total_items"]) == (2, 4, 3, 11)
    base = (
        f"{anonymous.url}/api/v1/records?page={{}}&per_page=4&query=&extras=%5B%5D&sort=_score&visibility=&explicit_permissions=False"
        f"&child_collections=False&type={library}&tag_operator=or&instance="
    )
    assert paging["_links"] == {"prev": base.format(1), "self": base.format(2), "next": base.format(3)}
    assert len(found["items"]) == 4 and set(found["items"][0]) == KEYS


@pytest.mark.parametrize(
    "query, page, per_page",
    [
        ("page=0", 1, 10),
        ("page=-3", 1, 10),
        ("page=x", 1, 10),
        ("page=999", 100, 10),
        ("per_page=0", 1, 1),
        ("per_page=101", 1, 100),
        ("per_page=x", 1, 10),
        ("per_page=-5", 1, 1),
        ("page=99999999999999999999999", 100, 10),
        ("page=1&page=2", 1, 10),
    ],
)
async def test_pages_out_of_range_are_brought_into_it(kadi, query, page, per_page):
    paging = (await body(await kadi.get(f"/records?{query}")))["_pagination"]
    assert (paging["page"], paging["per_page"]) == (page, per_page)


async def test_a_page_past_the_end_is_empty(kadi, library):
    found = await body(await kadi.get(f"/records?type={library}&page=50"))
    assert found["items"] == [] and found["_pagination"]["total_items"] == 11 and "next" not in found["_pagination"]["_links"]
    assert "prev" in found["_pagination"]["_links"]


async def test_walking_by_the_links_meets_every_record_once(kadi, library):
    url, seen = f"/records?type={library}&per_page=3&sort=title", []
    while url:
        found = await body(await kadi.get(url))
        seen += [item["id"] for item in found["items"]]
        url = found["_pagination"]["_links"].get("next")
    assert len(seen) == len(set(seen)) == 11


@pytest.mark.parametrize(
    "sort, key",
    [
        ("title", lambda item: (item["title"].lower(), item["id"])),
        ("identifier", lambda item: item["identifier"]),
        ("created_at", lambda item: (item["created_at"], item["id"])),
        ("last_modified", lambda item: (item["last_modified"], item["id"])),
    ],
)
async def test_each_sort_in_both_directions(kadi, library, sort, key):
    up = (await body(await kadi.get(f"/records?type={library}&per_page=100&sort={sort}")))["items"]
    down = (await body(await kadi.get(f"/records?type={library}&per_page=100&sort=-{sort}")))["items"]
    assert up == sorted(up, key=key) and down == up[::-1]


@pytest.mark.parametrize("sort", ["", "sort=_score", "sort=-last_modified", "sort=nonsense", "sort=-creator", "sort="])
async def test_without_a_query_the_newest_change_comes_first(kadi, make, library, sort):
    await make.record(kadi.account, title="newest", type=library)
    assert (await titles(kadi, f"type={library}&{sort}"))[0] == "newest"


@pytest.mark.parametrize(
    "query, count",
    [
        ("tag=odd", 5),
        ("tag=odd&tag=even", 11),
        ("tag=odd&tag=even&tag_operator=and", 0),
        ("tag=ODD&tag_operator=and", 5),
        ("tag=odd&tag=even&tag_operator=nonsense", 11),
        ("tag=unknown", 0),
        ("visibility=public", 4),
        ("visibility=private", 7),
        ("visibility=nonsense", 11),
        ("type=unknown", 0),
        ("mimetype=text/plain", 0),
        ("collection=5", 0),
        ("collection=x", 11),
        ("user=0", 0),
        ("user=x", 11),
        ("user=99999999999999999999", 0),
        ("explicit_permissions=True", 11),
        ("child_collections=on", 11),
    ],
)
async def test_filters(kadi, library, query, count):
    extra = "" if query.startswith("type=") else f"&type={library.upper()}"
    found = await body(await kadi.get(f"/records?per_page=100&{query}{extra}"))
    assert (len(found["items"]), found["_pagination"]["total_items"]) == (count, count)


async def test_others_see_what_is_public_or_shared(kadi, stranger, library, make):
    assert len(await titles(stranger, f"type={library}")) == 4
    assert await titles(stranger, f"type={library}&explicit_permissions=yes") == []
    record = await make.record(kadi.account, type=library, title="shared")
    await kadi.post(f"/records/{record['id']}/roles/users", json={"user": {"id": stranger.account["id"]}, "role": {"name": "member"}})
    assert await titles(stranger, f"type={library}&explicit_permissions=1") == ["shared"]
    assert len(await titles(stranger, f"type={library}&user={kadi.account['id']}&user=0")) == 5
    await kadi.delete(f"/records/{record['id']}")
    assert await titles(stranger, f"type={library}&explicit_permissions=1") == []


async def test_an_admin_of_research_finds_everything(client_of, library, make):
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    assert len(await titles(admin, f"type={library}&per_page=100")) == 11
    assert len(await titles(admin, f"type={library}&per_page=100&explicit_permissions=true")) == 11


async def test_links_repeat_every_parameter(kadi):
    query = (
        "page=3&per_page=7&query=a+%26+b&extras=%5B%7B%22type%22%3A+%22str%22%7D%5D&sort=-title&visibility=public&explicit_permissions=True"
        "&user=1&user=2&collection=3&child_collections=True&type=x&tag=a&tag=%C3%A4&tag_operator=and&mimetype=text%2Fplain&instance="
    )
    link = (await body(await kadi.get(f"/records?{query}")))["_pagination"]["_links"]["self"]
    assert parse_qsl(urlsplit(link).query, keep_blank_values=True) == parse_qsl(query, keep_blank_values=True)


async def test_an_unknown_instance(kadi):
    await refused(await kadi.get("/records?instance=other%7B0%7D"), 400, "No federated instance 'other{0}' found.")


@pytest.mark.parametrize("name", ["type", "tag", "mimetype", "query", "extras", "instance"])
async def test_nul_in_a_query_is_400(kadi, name):
    assert (await kadi.get(f"/records?{name}=%00")).status == 400

"""Links between records over HTTP: list, get, make, change, remove, and what revisions and the trash make of them."""

import asyncio

import pytest

from server.domain import outbox, trash
from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused

MISSING, NULL, NOT_INTEGER = ["Missing data for required field."], ["Field may not be null."], ["Not a valid integer."]
NOT_STRING, EMPTY, NOT_IRI = ["Not a valid string."], ["String must not be empty."], ["Not a valid IRI."]
NO_RECORD = ["No record with this ID exists."]
EXISTS, ITSELF = "Link already exists.", "Cannot link record with itself."
NO_LINK, NO_UNLINK = "No permission to link records.", "No permission to unlink resources."
TERM = "http://example.org/terms#about"
# What hangs on one record; {link} is one that starts there.
ONE = [
    ("GET", "/records", ["record.read"]),
    ("GET", "/records?direction=in", ["record.read"]),
    ("GET", "/records/{link}", ["record.read"]),
    ("POST", "/records", ["record.link"]),
    ("PATCH", "/records/{link}", ["record.link"]),
    ("DELETE", "/records/{link}", ["record.link"]),
]


def link(target, name="is about", **more):
    return {"name": name, "record_to": {"id": target["id"]}} | more


@pytest.fixture
async def pair(kadi, make):
    """Two records of one person, the first linked with the second, and the link."""
    source, target = await make.record(kadi.account), await make.record(kadi.account)
    made = await body(await kadi.post(f"/records/{source['id']}/records", json=link(target)), 201)
    return source, target, made


async def share(client, record, account, role):
    given = {"user": {"id": account["id"]}, "role": {"name": role}}
    await body(await client.post(f"/records/{record['id']}/roles/users", json=given), 201)


async def names(client, place):
    return [item["name"] for item in (await body(await client.get(place)))["items"]]


async def revisions(client, record):
    return (await body(await client.get(f"/records/{record['id']}/revisions?per_page=100")))["items"]


# EVERY ENDPOINT OF ONE RECORD: credential, existence, permission, scope, state, in this order


@pytest.mark.parametrize("method, path, scopes", ONE)
async def test_refusals_in_order(nobody, kadi, stranger, client_of, make, pair, method, path, scopes):
    source, _, made = pair
    path = path.format(link=made["id"])
    place = f"/records/{source['id']}{path}"
    await refused(await nobody.request(method, place, data=b"{"), 401, NO_TOKEN)
    for number in ("99999999", "abc", "-1", "9" * 30):
        await refused(await kadi.request(method, f"/records/{number}{path}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    if method != "GET":
        await share(kadi, source, stranger.account, "member")
        await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    for missing in scopes:
        client = await client_of(kadi.account, *({"record.create", "record.update", "record.read", "record.link"} - {missing}))
        await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)
    assert (await kadi.delete(f"/records/{source['id']}")).status == 204
    await refused(await kadi.request(method, place, data=b"{"), 404, NOT_FOUND)
    without_scope = await client_of(kadi.account, "user.read")
    await refused(await without_scope.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_a_link_belongs_to_its_source(kadi, make, pair, method):
    source, target, made = pair
    other = await make.record(kadi.account)
    for record in (target, other):
        await refused(await kadi.request(method, f"/records/{record['id']}/records/{made['id']}", json={}), 404, NOT_FOUND)
    await refused(await kadi.request(method, f"/records/{source['id']}/records/99999999", json={}), 404, NOT_FOUND)
    await refused(await kadi.request(method, f"/records/{source['id']}/records/{'9' * 30}", json={}), 404, NOT_FOUND)


async def test_getting_directly_asks_for_the_scope_first(nobody, kadi, stranger, client_of, make, pair):
    source, target, made = pair
    place = f"/records/records/{made['id']}"
    await refused(await nobody.get(place), 401, NO_TOKEN)
    without_scope = await client_of(kadi.account, "record.link")
    for number in (made["id"], 99999999):
        await refused(await without_scope.get(f"/records/records/{number}"), 401, NO_SCOPE, scopes=["record.read"])
    await refused(await kadi.get("/records/records/99999999"), 404, NOT_FOUND)
    for record in (source, target):
        await refused(await stranger.get(place), 403, FORBIDDEN)
        await kadi.delete(f"/records/{target['id']}")  # nobody is told of what is in the trash
        await refused(await stranger.get(place), 404, NOT_FOUND)
        await kadi.post(f"/records/{target['id']}/restore")
        await share(kadi, record, stranger.account, "member")
    assert (await stranger.get(place)).status == 200
    for record in (source, target):
        await kadi.delete(f"/records/{record['id']}")
        await refused(await kadi.get(place), 404, NOT_FOUND)
        await kadi.post(f"/records/{record['id']}/restore")
    assert (await kadi.get(place)).status == 200


# THE SHAPE


async def test_a_link_as_documented(kadi, make, anonymous):
    source, target = await make.record(kadi.account), await make.record(kadi.account, extras=[{"type": "int", "key": "n", "value": 1}])
    made = await body(await kadi.post(f"/records/{source['id']}/records", json=link(target, "  is \n about ", term=f" {TERM} ")), 201)
    home = f"{anonymous.url}/api/v1/records/{source['id']}/records/{made['id']}"
    shown = {side["id"]: await body(await kadi.get(f"/records/{side['id']}")) for side in (source, target)}
    bare = {
        "_actions": {"edit": home, "remove": home},
        "_links": {"self": home},
        "created_at": made["created_at"],
        "creator": await body(await kadi.get(f"/users/{kadi.account['id']}")),
        "id": made["id"],
        "last_modified": made["created_at"],
        "name": "is about",
        "term": TERM,
    }
    outgoing = bare | {"record_to": shown[target["id"]]}
    assert made == outgoing
    assert await body(await kadi.get(f"/records/{source['id']}/records/{made['id']}")) == outgoing
    assert (await body(await kadi.get(f"/records/{source['id']}/records")))["items"] == [outgoing]
    incoming = bare | {"record_from": shown[source["id"]]}
    assert (await body(await kadi.get(f"/records/{target['id']}/records?direction=in")))["items"] == [incoming]
    assert await body(await kadi.get(f"/records/records/{made['id']}")) == outgoing | incoming
    assert (await body(await kadi.get(f"/records/{target['id']}/records")))["items"] == []
    assert (await body(await kadi.get(f"/records/{source['id']}/records?direction=in")))["items"] == []


async def test_without_user_read_nobody_is_named(kadi, client_of, pair):
    source, _, made = pair
    client = await client_of(kadi.account, "record.read")
    for found in (
        await body(await client.get(f"/records/{source['id']}/records/{made['id']}")),
        (await body(await client.get(f"/records/{source['id']}/records")))["items"][0],
    ):
        assert "creator" not in found and "creator" not in found["record_to"]


async def test_an_admin_sees_who_everybody_is(kadi, client_of, make, pair):
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    found = (await body(await admin.get(f"/records/{pair[0]['id']}/records")))["items"][0]
    assert found["creator"]["system_role"] == found["record_to"]["creator"]["system_role"] == "member"


# LISTS


async def test_lists_are_sorted_filtered_and_paged(kadi, make, anonymous):
    hub = await make.record(kadi.account)
    others = [await make.record(kadi.account, title=title) for title in ("Zinc 100%", "Argon", "Copper_")]
    made = [
        await body(await kadi.post(f"/records/{hub['id']}/records", json=link(other, name)), 201)
        for other, name in zip(others, ("b", "C", "a"), strict=True)
    ]
    place = f"/records/{hub['id']}/records"
    assert await names(kadi, place) == ["a", "C", "b"]
    assert await names(kadi, f"{place}?sort=name") == ["a", "b", "C"]
    assert await names(kadi, f"{place}?sort=-name") == ["C", "b", "a"]
    assert await names(kadi, f"{place}?sort=created_at") == ["b", "C", "a"]
    await body(await kadi.patch(f"{place}/{made[0]['id']}", json={"term": TERM}))
    assert await names(kadi, f"{place}?sort=nonsense&direction=sideways") == ["b", "a", "C"]
    assert await names(kadi, f"{place}?sort=last_modified") == ["C", "a", "b"]
    assert await names(kadi, f"{place}?filter=ARG") == ["C"]
    assert await names(kadi, f"{place}?filter=c&sort=name") == ["a", "b", "C"]
    assert await names(kadi, f"{place}?filter=%25") == ["b"] and await names(kadi, f"{place}?filter=_") == ["a"]
    assert await names(kadi, f"{place}?filter={others[1]['identifier'].upper()}") == ["C"]
    page = await body(await kadi.get(f"{place}?per_page=2&page=2&sort=name&action=read&action=link&filter=c"))
    assert [item["name"] for item in page["items"]] == ["C"] and page["_pagination"]["total_items"] == 3
    rest = "&per_page=2&direction=out&filter=c&sort=name&action=read&action=link"
    assert page["_pagination"]["_links"] == {
        "self": f"{anonymous.url}/api/v1{place}?page=2{rest}",
        "prev": f"{anonymous.url}/api/v1{place}?page=1{rest}",
    }
    beyond = await body(await kadi.get(f"{place}?page=9"))
    assert beyond["items"] == [] and beyond["_pagination"]["total_items"] == 3


async def test_a_list_shows_only_what_one_may_read_and_do(kadi, stranger, make):
    hub = await make.record(kadi.account)
    hidden, shared, public, deleted = [
        await make.record(kadi.account, visibility=visibility) for visibility in ("private", "private", "public", "public")
    ]
    for name, other in (("hidden", hidden), ("shared", shared), ("public", public), ("deleted", deleted)):
        await body(await kadi.post(f"/records/{hub['id']}/records", json=link(other, name)), 201)
    await share(kadi, hub, stranger.account, "member")
    await share(kadi, shared, stranger.account, "editor")
    await kadi.delete(f"/records/{deleted['id']}")
    place = f"/records/{hub['id']}/records?sort=name"
    assert await names(kadi, place) == ["hidden", "public", "shared"]
    assert await names(stranger, place) == ["public", "shared"]
    assert await names(stranger, f"{place}&action=read") == ["public", "shared"]
    assert await names(stranger, f"{place}&action=link&action=+update%09") == ["shared"]
    assert await names(stranger, f"{place}&action=delete") == []
    assert await names(kadi, f"{place}&action=fly") == []
    page = await body(await stranger.get(f"{place}&action=link&per_page=1&page=3"))
    assert page["items"] == [] and page["_pagination"]["total_items"] == 1
    await refused(await stranger.get(f"/records/{hub['id']}/records/99999999"), 404, NOT_FOUND)


async def test_a_link_with_what_one_may_not_read_or_what_is_deleted(kadi, stranger, pair):
    source, target, made = pair
    place = f"/records/{source['id']}/records/{made['id']}"
    await share(kadi, source, stranger.account, "editor")
    await refused(await stranger.get(place), 403, FORBIDDEN)
    await refused(await stranger.patch(place, json={}), 403, NO_LINK)
    await refused(await stranger.delete(place), 403, NO_UNLINK)
    await share(kadi, target, stranger.account, "member")
    assert (await stranger.get(place)).status == 200
    await refused(await stranger.patch(place, data=b"{"), 403, NO_LINK)
    await refused(await stranger.delete(place), 403, NO_UNLINK)
    await kadi.delete(f"/records/{target['id']}")
    for client in (kadi, stranger):
        for method in ("GET", "PATCH", "DELETE"):
            await refused(await client.request(method, place, json={"name": "x"}), 404, NOT_FOUND)
    assert await names(kadi, f"/records/{source['id']}/records") == []
    await kadi.post(f"/records/{target['id']}/restore")
    assert await names(kadi, f"/records/{source['id']}/records") == ["is about"]
    assert (await kadi.delete(place)).status == 204


# MAKE


@pytest.mark.parametrize(
    "sent, errors",
    [
        ([], {"_schema": ["Invalid input type."]}),
        ("x", {"_schema": ["Invalid input type."]}),
        ({}, {"name": MISSING, "record_to": MISSING}),
        ({"name": None, "record_to": None}, {"name": NULL, "record_to": NULL}),
        ({"name": 5, "record_to": 5}, {"name": NOT_STRING, "record_to": {"_schema": ["Invalid input type."]}}),
        ({"name": " ", "record_to": {}}, {"name": EMPTY, "record_to": {"id": MISSING}}),
        ({"name": "x" * 151, "record_to": {"id": None}}, {"name": ["Longer than maximum length 150."], "record_to": {"id": NULL}}),
        ({"name": "x", "record_to": {"id": "5"}}, {"record_to": {"id": NOT_INTEGER}}),
        ({"name": "x", "record_to": {"id": True}}, {"record_to": {"id": NOT_INTEGER}}),
        ({"name": "x", "record_to": {"id": 1.5}}, {"record_to": {"id": NOT_INTEGER}}),
        ({"name": 5, "record_to": {"id": 99999999}}, {"name": NOT_STRING, "record_to": {"id": NO_RECORD}}),
        ({"name": "x", "record_to": {"id": -1}}, {"record_to": {"id": NO_RECORD}}),
        ({"name": "x", "record_to": {"id": 2**63}}, {"record_to": {"id": NO_RECORD}}),
        ({"name": "x", "term": "", "record_to": {"id": 99999999}}, {"term": EMPTY, "record_to": {"id": NO_RECORD}}),
        ({"name": "x", "term": "a b", "record_to": {"id": 99999999}}, {"term": NOT_IRI, "record_to": {"id": NO_RECORD}}),
        ({"name": "x", "term": 5, "record_to": {"id": 99999999}}, {"term": NOT_STRING, "record_to": {"id": NO_RECORD}}),
        (
            {"name": "x", "term": "x" * 2049, "record_to": {"id": 99999999}},
            {"term": ["Longer than maximum length 2048."], "record_to": {"id": NO_RECORD}},
        ),
    ],
)
async def test_a_wrong_new_link(kadi, make, sent, errors):
    record = await make.record(kadi.account)
    await refused(await kadi.post(f"/records/{record['id']}/records", json=sent), 400, INVALID, errors=errors)
    assert await names(kadi, f"/records/{record['id']}/records") == []


async def test_a_body_that_is_no_json(kadi, pair):
    source, _, made = pair
    await refused(await kadi.post(f"/records/{source['id']}/records", data=b"{"), 400, NOT_JSON)
    await refused(await kadi.patch(f"/records/{source['id']}/records/{made['id']}", data=b""), 400, NOT_JSON)


async def test_a_deleted_record_cannot_be_linked(kadi, make, pair):
    source, _, made = pair
    deleted = await make.record(kadi.account)
    await kadi.delete(f"/records/{deleted['id']}")
    sent = {"errors": {"record_to": {"id": NO_RECORD}}}
    await refused(await kadi.post(f"/records/{source['id']}/records", json=link(deleted)), 400, INVALID, **sent)
    await refused(await kadi.patch(f"/records/{source['id']}/records/{made['id']}", json=link(deleted)), 400, INVALID, **sent)


@pytest.mark.parametrize("role", [None, "member"])
async def test_linking_needs_the_right_on_both_sides(kadi, stranger, make, role):
    mine, foreign = await make.record(stranger.account), await make.record(kadi.account)
    if role:
        await share(kadi, foreign, stranger.account, role)
    await refused(await stranger.post(f"/records/{mine['id']}/records", json=link(foreign)), 403, NO_LINK)
    other = await make.record(stranger.account)
    made = await body(await stranger.post(f"/records/{mine['id']}/records", json=link(other)), 201)
    await refused(await stranger.patch(f"/records/{mine['id']}/records/{made['id']}", json=link(foreign)), 403, NO_LINK)
    await (kadi.patch if role else kadi.post)(
        f"/records/{foreign['id']}/roles/users" + (f"/{stranger.account['id']}" if role else ""),
        json={"name": "collaborator"} if role else {"user": {"id": stranger.account["id"]}, "role": {"name": "collaborator"}},
    )
    assert (await stranger.post(f"/records/{mine['id']}/records", json=link(foreign))).status == 201


async def test_conflicts(kadi, make, pair):
    source, target, made = pair
    place = f"/records/{source['id']}/records"
    await refused(await kadi.post(place, json=link(source)), 409, ITSELF)
    await refused(await kadi.post(place, json=link(target, " is  about ", term=TERM)), 409, EXISTS)
    assert (await kadi.post(place, json=link(target, "Is about"))).status == 201
    assert (await kadi.post(f"/records/{target['id']}/records", json=link(source))).status == 201
    other = await make.record(kadi.account)
    second = await body(await kadi.post(place, json=link(other)), 201)
    await refused(await kadi.patch(f"{place}/{second['id']}", json={"record_to": {"id": target["id"]}}), 409, EXISTS)
    await refused(await kadi.patch(f"{place}/{made['id']}", json={"name": "Is about"}), 409, EXISTS)
    await refused(await kadi.patch(f"{place}/{made['id']}", json=link(source)), 409, ITSELF)
    assert sorted(await names(kadi, place)) == ["Is about", "is about", "is about"]


async def test_the_client_sends_a_term_of_null(kadi, make):
    source, target = await make.record(kadi.account), await make.record(kadi.account)
    made = await body(await kadi.post(f"/records/{source['id']}/records", json=link(target, term=None, state="x", id=5)), 201)
    assert made["term"] is None and made["id"] != 5


# CHANGE


@pytest.mark.parametrize(
    "sent, errors",
    [
        ([], {"_schema": ["Invalid input type."]}),
        ({"name": None}, {"name": NULL}),
        ({"name": " ", "term": "<x>"}, {"name": EMPTY, "term": NOT_IRI}),
        ({"record_to": None}, {"record_to": NULL}),
        ({"record_to": {}}, {"record_to": {"id": MISSING}}),
        ({"record_to": {"id": 99999999}, "name": "x" * 151}, {"record_to": {"id": NO_RECORD}, "name": ["Longer than maximum length 150."]}),
    ],
)
async def test_a_wrong_change(kadi, pair, sent, errors):
    source, _, made = pair
    place = f"/records/{source['id']}/records/{made['id']}"
    await refused(await kadi.patch(place, json=sent), 400, INVALID, errors=errors)
    assert await body(await kadi.get(place)) == made


async def test_a_change_changes_what_is_given(kadi, make, pair):
    source, target, made = pair
    place = f"/records/{source['id']}/records/{made['id']}"
    changed = await body(await kadi.patch(place, json={"term": TERM}))
    assert (changed["name"], changed["term"]) == ("is about", TERM) and changed["last_modified"] > made["last_modified"]
    changed = await body(await kadi.patch(place, json={"name": "x", "id": 7}))
    assert (changed["id"], changed["name"], changed["term"]) == (made["id"], "x", TERM)
    other = await make.record(kadi.account)
    changed = await body(await kadi.patch(place, json={"record_to": {"id": other["id"]}, "term": None}))
    assert changed["record_to"]["id"] == other["id"] and changed["term"] is None and changed["created_at"] == made["created_at"]
    assert await body(await kadi.get(place)) == changed
    assert await names(kadi, f"/records/{target['id']}/records?direction=in") == []
    assert await names(kadi, f"/records/{other['id']}/records?direction=in") == ["x"]


async def test_a_change_without_a_difference_moves_nothing(kadi, pair):
    source, target, made = pair
    place = f"/records/{source['id']}/records/{made['id']}"
    before = [await body(await kadi.get(f"/records/{record['id']}")) for record in (source, target)]
    for sent in ({}, {"name": " is about", "term": None}, link(target)):
        assert await body(await kadi.patch(place, json=sent)) == made
    assert [await body(await kadi.get(f"/records/{record['id']}")) for record in (source, target)] == before
    assert len(await revisions(kadi, source)) == len(await revisions(kadi, target)) == 2


# REVISIONS


async def test_each_change_makes_a_revision_on_every_record_it_touches(kadi, make):
    source, target, other = [await make.record(kadi.account) for _ in range(3)]
    place = f"/records/{source['id']}/records"
    number = (await body(await kadi.post(place, json=link(target, term=TERM)), 201))["id"]
    entry = {"id": number, "name": "is about", "term": TERM}
    left, right = (await revisions(kadi, source))[0], (await revisions(kadi, target))[0]
    assert left["data"]["links_to"] == [entry | {"record_to_id": target["id"]}] and left["data"]["linked_from"] == []
    assert right["data"]["linked_from"] == [entry | {"record_from_id": source["id"]}] and right["data"]["links_to"] == []
    assert left["diff"] == {"links_to": []} and right["diff"] == {"linked_from": []}
    assert left["user"]["id"] == kadi.account["id"]
    await body(await kadi.patch(f"{place}/{number}", json={"record_to": {"id": other["id"]}, "name": "y"}))
    assert (await revisions(kadi, source))[0]["diff"] == {"links_to": [entry | {"record_to_id": target["id"]}]}
    assert (await revisions(kadi, target))[0]["data"]["linked_from"] == []
    assert (await revisions(kadi, other))[0]["data"]["linked_from"] == [entry | {"name": "y", "record_from_id": source["id"]}]
    assert (await kadi.delete(f"{place}/{number}")).status == 204
    assert (await revisions(kadi, source))[0]["data"]["links_to"] == []
    assert (await revisions(kadi, other))[0]["diff"] == {"linked_from": [entry | {"name": "y", "record_from_id": source["id"]}]}
    assert [len(await revisions(kadi, record)) for record in (source, target, other)] == [4, 3, 3]


async def test_each_change_moves_last_modified_of_both(kadi, make, pair):
    source, target, made = pair
    place = f"/records/{source['id']}/records"
    seen = []

    async def look():
        seen.append([(await body(await kadi.get(f"/records/{record['id']}")))["last_modified"] for record in (source, target)])

    await look()
    await kadi.patch(f"{place}/{made['id']}", json={"name": "x"})
    await look()
    await kadi.delete(f"{place}/{made['id']}")
    await look()
    await kadi.post(place, json=link(target))
    await look()
    for column in zip(*seen, strict=True):
        assert list(column) == sorted(set(column))


# REMOVE, TRASH, PURGE


async def test_removing(kadi, pair):
    source, target, made = pair
    place = f"/records/{source['id']}/records/{made['id']}"
    response = await kadi.delete(place)
    assert response.status == 204 and await response.text() == "" and response.headers["Content-Type"] == "application/json"
    for method in ("GET", "PATCH", "DELETE"):
        await refused(await kadi.request(method, place, json={}), 404, NOT_FOUND)
    assert (await kadi.post(f"/records/{source['id']}/records", json=link(target))).status == 201


async def purge(client, record, pool):
    await client.delete(f"/records/{record['id']}")
    await body(await client.post(f"/records/{record['id']}/purge"), 202)
    await trash.remove(outbox.Work(1, "trash.purge", {"noun": "record", "id": record["id"]}, 1, pool))


async def test_purging_takes_the_links_and_makes_a_revision_at_their_other_ends(kadi, client_of, make, pool):
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    gone, before, after, apart = [await make.record(kadi.account) for _ in range(4)]
    for source, target in ((before, gone), (gone, after), (before, after), (gone, before)):
        await body(await admin.post(f"/records/{source['id']}/records", json=link(target)), 201)
    counts = [len(await revisions(kadi, record)) for record in (before, after, apart)]
    shown = [await body(await kadi.get(f"/records/{record['id']}")) for record in (before, after)]
    await purge(kadi, gone, pool)
    assert [len(await revisions(kadi, record)) for record in (before, after, apart)] == [counts[0] + 1, counts[1] + 1, counts[2]]
    last = (await revisions(kadi, before))[0]
    assert [entry["record_to_id"] for entry in last["data"]["links_to"]] == [after["id"]] and last["data"]["linked_from"] == []
    assert set(last["diff"]) == {"links_to", "linked_from"} and last["user"]["id"] == kadi.account["id"]
    for record, was in zip((before, after), shown, strict=True):
        assert (await body(await kadi.get(f"/records/{record['id']}")))["last_modified"] > was["last_modified"]
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from record_links where $1 in (from_id, to_id)", gone["id"]) == 0
        assert await conn.fetchval("select count(*) from records where id = $1", gone["id"]) == 0


async def test_a_purged_record_without_links_goes_quietly(kadi, make, pool):
    record = await make.record(kadi.account)
    await purge(kadi, record, pool)
    async with pool.acquire() as conn:
        assert await conn.fetchval("select count(*) from records where id = $1", record["id"]) == 0


# AT ONCE


async def test_one_of_eight_equal_links_counts(kadi, make):
    source, target = await make.record(kadi.account), await make.record(kadi.account)
    responses = await asyncio.gather(*(kadi.post(f"/records/{source['id']}/records", json=link(target)) for _ in range(8)))
    assert sorted(response.status for response in responses) == [201] + [409] * 7
    assert len(await revisions(kadi, source)) == len(await revisions(kadi, target)) == 2


async def test_links_in_all_directions_at_once_neither_wait_in_a_circle_nor_get_lost(kadi, make):
    """Three records, each linked with the others under many names, links moved and removed meanwhile."""
    records = [await make.record(kadi.account) for _ in range(3)]
    pairs = [(a, b) for a in records for b in records if a is not b]
    for round_ in range(4):
        responses = await asyncio.gather(
            *(kadi.post(f"/records/{a['id']}/records", json=link(b, f"{n} of {round_}")) for a, b in pairs for n in range(3))
        )
        assert {response.status for response in responses} == {201}
        made = [await response.json() for response in responses]
        turned = [next(other for other in records if other["id"] not in (a["id"], b["id"])) for a, b in pairs for _ in range(3)]
        steps = [
            kadi.delete(item["_links"]["self"])
            if place % 3 == 0
            else kadi.patch(item["_links"]["self"], json=link(other, f"{place} {round_}"))
            for place, (item, other) in enumerate(zip(made, turned, strict=True))
        ]
        responses = await asyncio.gather(*steps)
        assert sorted({response.status for response in responses}) == [200, 204]
    for record in records:
        data = (await revisions(kadi, record))[0]["data"]
        outgoing = (await body(await kadi.get(f"/records/{record['id']}/records?per_page=100")))["items"]
        incoming = (await body(await kadi.get(f"/records/{record['id']}/records?per_page=100&direction=in")))["items"]
        assert len(outgoing) == 16
        assert {entry["id"]: entry["record_to_id"] for entry in data["links_to"]} == {i["id"]: i["record_to"]["id"] for i in outgoing}
        assert {entry["id"]: entry["record_from_id"] for entry in data["linked_from"]} == {
            i["id"]: i["record_from"]["id"] for i in incoming
        }


async def test_linking_while_the_other_end_is_purged(kadi, make, pool):
    """Either the link came before and went with the record, or there was nothing left to link."""
    for _ in range(6):
        source, target = await make.record(kadi.account), await make.record(kadi.account)
        await body(await kadi.post(f"/records/{source['id']}/records", json=link(target, "first")), 201)
        responses = await asyncio.gather(
            *(kadi.post(f"/records/{source['id']}/records", json=link(target, f"x{n}")) for n in range(3)),
            *(kadi.post(f"/records/{target['id']}/records", json=link(source, f"y{n}")) for n in range(3)),
            purge(kadi, target, pool),
        )
        assert {response.status for response in responses[:-1]} <= {201, 400, 404}
        assert await names(kadi, f"/records/{source['id']}/records") == []
        data = (await revisions(kadi, source))[0]["data"]
        assert data["links_to"] == [] and data["linked_from"] == []

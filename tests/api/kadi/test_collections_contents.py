"""What belongs to collections over HTTP: records, from either side, and other collections."""

import asyncio
import random

import pytest

from server.domain import outbox, trash
from tests.api.kadi.conftest import FORBIDDEN, INVALID, NO_SCOPE, NO_TOKEN, NOT_FOUND, NOT_JSON, body, refused

EXISTS, GONE, UNABLE = "Link already exists.", "Link does not exist.", "Unable to link collections."
NO_LINK, NO_UNLINK = "No permission to link resources.", "No permission to unlink resources."
NO_LINK_OF_COLLECTIONS = "No permission to link collections."
WRONG_IDS = [
    ([], {"_schema": ["Invalid input type."]}),
    ({}, {"id": ["Missing data for required field."]}),
    ({"id": None}, {"id": ["Field may not be null."]}),
    ({"id": "5"}, {"id": ["Not a valid integer."]}),
    ({"id": True}, {"id": ["Not a valid integer."]}),
    ({"id": 1.5}, {"id": ["Not a valid integer."]}),
    ({"id": -1}, {"id": ["No {noun} with this ID exists."]}),
    ({"id": 99999999}, {"id": ["No {noun} with this ID exists."]}),
    ({"id": 2**63}, {"id": ["No {noun} with this ID exists."]}),
]


async def share(client, noun, thing, account, role):
    given = {"user": {"id": account["id"]}, "role": {"name": role}}
    await body(await client.post(f"/{noun}s/{thing['id']}/roles/users", json=given), 201)


async def add(client, place, thing, status=201):
    response = await client.post(place, json={"id": thing["id"]})
    assert response.status == status, await response.text()


async def ids(client, place):
    return [item["id"] for item in (await body(await client.get(place)))["items"]]


async def modified(client, *places):
    return [(await body(await client.get(place)))["last_modified"] for place in places]


def of(thing, noun="collection"):
    return f"/{noun}s/{thing['id']}"


async def purge(client, noun, thing, pool):
    await client.delete(of(thing, noun))
    assert (await client.post(f"{of(thing, noun)}/purge")).status in (202, 204)
    await trash.remove(outbox.Work(1, "trash.purge", {"noun": noun, "id": thing["id"]}, 1, pool))


# RECORDS, from either side: what differs is who is named in the path and who in the body


@pytest.fixture(params=["collection", "record"])
def side(request):
    """(noun of the path, noun of the body)"""
    return (request.param, "record" if request.param == "collection" else "collection")


@pytest.mark.parametrize("method, path", [("GET", ""), ("POST", ""), ("DELETE", "/1")])
async def test_refusals_of_a_records_collections_in_order(nobody, kadi, stranger, client_of, make, method, path):
    record, public = await make.record(kadi.account), await make.record(kadi.account, visibility="public")
    scopes = ["record.read", "collection.read"] if method == "GET" else ["record.link"]
    place = f"/records/{record['id']}/collections{path}"
    await refused(await nobody.request(method, place, data=b"{"), 401, NO_TOKEN)
    for number in ("99999999", "abc", "-1", "9" * 30):
        await refused(await kadi.request(method, f"/records/{number}/collections{path}", data=b"{"), 404, NOT_FOUND)
    await refused(await stranger.request(method, place, data=b"{"), 403, FORBIDDEN)
    if method != "GET":
        await refused(await stranger.request(method, f"/records/{public['id']}/collections{path}", data=b"{"), 403, FORBIDDEN)
    for missing in scopes:
        client = await client_of(kadi.account, *({"record.update", "collection.link", *scopes} - {missing}))
        await refused(await client.request(method, place, data=b"{"), 401, NO_SCOPE, scopes=scopes)
    assert (await kadi.delete(f"/records/{record['id']}")).status == 204
    await refused(await kadi.request(method, place, data=b"{"), 404, NOT_FOUND)


@pytest.mark.parametrize("sent, errors", WRONG_IDS)
async def test_a_wrong_id(kadi, make, side, sent, errors):
    path, other = side
    thing = await getattr(make, path)(kadi.account)
    errors = {key: [text.format(noun=other) for text in texts] for key, texts in errors.items()}
    await refused(await kadi.post(f"{of(thing, path)}/{other}s", json=sent), 400, INVALID, errors=errors)
    await refused(await kadi.post(f"{of(thing, path)}/{other}s", data=b"{"), 400, NOT_JSON)


async def test_the_life_of_a_link(kadi, make, side, anonymous):
    path, other = side
    thing, linked = await getattr(make, path)(kadi.account), await getattr(make, other)(kadi.account)
    place, back = f"{of(thing, path)}/{other}s", f"{of(linked, other)}/{path}s"
    assert await body(await kadi.post(place, json={"id": linked["id"], "name": "x"}), 201) == {}
    await refused(await kadi.post(place, json={"id": linked["id"]}), 409, EXISTS)
    await refused(await kadi.post(back, json={"id": thing["id"]}), 409, EXISTS)
    (item,) = (await body(await kadi.get(place)))["items"]
    shown = await body(await kadi.get(of(linked, other)))
    removal = f"{anonymous.url}/api/v1{place}/{linked['id']}"
    assert item == shown | {"_actions": shown["_actions"] | {"remove_link": removal}}
    assert await ids(kadi, back) == [thing["id"]]
    response = await kadi.delete(f"{place}/{linked['id']}")
    assert response.status == 204 and await response.text() == "" and response.headers["Content-Type"] == "application/json"
    assert await ids(kadi, place) == await ids(kadi, back) == []
    await refused(await kadi.delete(f"{place}/{linked['id']}"), 404, GONE)
    await refused(await kadi.delete(f"{back}/{thing['id']}"), 404, GONE)
    await refused(await kadi.delete(f"{place}/99999999"), 404, NOT_FOUND)
    await refused(await kadi.delete(f"{place}/{'9' * 30}"), 404, NOT_FOUND)


async def test_linking_needs_the_right_on_both_sides(kadi, stranger, make, side):
    path, other = side
    mine, foreign = await getattr(make, path)(stranger.account), await getattr(make, other)(kadi.account, visibility="public")
    place = f"{of(mine, path)}/{other}s"
    await refused(await stranger.post(place, json={"id": foreign["id"]}), 403, NO_LINK)
    await share(kadi, other, foreign, stranger.account, "member")
    await refused(await stranger.post(place, json={"id": foreign["id"]}), 403, NO_LINK)
    await refused(await stranger.delete(f"{place}/{foreign['id']}"), 403, NO_UNLINK)
    change = f"{of(foreign, other)}/roles/users/{stranger.account['id']}"
    assert (await kadi.patch(change, json={"name": "collaborator"})).status == 204
    await add(stranger, place, foreign)
    assert (await kadi.patch(change, json={"name": "member"})).status == 204
    await refused(await stranger.delete(f"{place}/{foreign['id']}"), 403, NO_UNLINK)
    assert (await kadi.patch(change, json={"name": "editor"})).status == 204
    assert (await stranger.delete(f"{place}/{foreign['id']}")).status == 204


async def test_links_move_last_modified_of_both_and_make_no_revision(kadi, make, side):
    path, other = side
    thing, linked = await getattr(make, path)(kadi.account), await getattr(make, other)(kadi.account)
    place, both = f"{of(thing, path)}/{other}s", (of(thing, path), of(linked, other))
    seen = [await modified(kadi, *both)]
    await add(kadi, place, linked)
    seen.append(await modified(kadi, *both))
    await add(kadi, place, linked, 409)
    assert await modified(kadi, *both) == seen[-1]
    await kadi.delete(f"{place}/{linked['id']}")
    seen.append(await modified(kadi, *both))
    await kadi.delete(f"{place}/{linked['id']}")
    assert await modified(kadi, *both) == seen[-1]
    for column in zip(*seen, strict=True):
        assert list(column) == sorted(set(column))
    for thing_place in both:
        assert (await body(await kadi.get(f"{thing_place}/revisions")))["_pagination"]["total_items"] == 1


async def test_the_trash_hides_links_and_a_purge_takes_them(kadi, make, side, pool):
    path, other = side
    thing, linked = await getattr(make, path)(kadi.account), await getattr(make, other)(kadi.account)
    place = f"{of(thing, path)}/{other}s"
    await add(kadi, place, linked)
    await kadi.delete(of(linked, other))
    assert await ids(kadi, place) == []
    await refused(await kadi.delete(f"{place}/{linked['id']}"), 404, NOT_FOUND)
    sent = {"errors": {"id": [f"No {other} with this ID exists."]}}
    await refused(await kadi.post(place, json={"id": linked["id"]}), 400, INVALID, **sent)
    await body(await kadi.post(f"{of(linked, other)}/restore"))
    assert await ids(kadi, place) == [linked["id"]]
    await purge(kadi, other, linked, pool)
    assert await ids(kadi, place) == []
    await refused(await kadi.post(place, json={"id": linked["id"]}), 400, INVALID, **sent)
    async with pool.acquire() as conn:
        count = "select count(*) from collection_records where $1 = case $2 when 'record' then record_id else collection_id end"
        assert await conn.fetchval(count, thing["id"], path) == 0


async def test_one_of_eight_links_from_both_sides_at_once_counts(kadi, make):
    for _ in range(5):
        record, collection = await make.record(kadi.account), await make.collection(kadi.account)
        responses = await asyncio.gather(
            *(kadi.post(f"/records/{record['id']}/collections", json={"id": collection["id"]}) for _ in range(4)),
            *(kadi.post(f"/collections/{collection['id']}/records", json={"id": record["id"]}) for _ in range(4)),
        )
        assert sorted(response.status for response in responses) == [201] + [409] * 7
        responses = await asyncio.gather(
            *(kadi.delete(f"/records/{record['id']}/collections/{collection['id']}") for _ in range(4)),
            *(kadi.delete(f"/collections/{collection['id']}/records/{record['id']}") for _ in range(4)),
        )
        assert sorted(response.status for response in responses) == [204] + [404] * 7


async def test_many_records_and_collections_linked_at_once(kadi, make):
    """Every pair, from a side by chance, in an order by chance: nobody waits in a circle, nothing is lost."""
    records, collections = [await make.record(kadi.account) for _ in range(4)], [await make.collection(kadi.account) for _ in range(4)]
    pairs = [(record, collection) for record in records for collection in collections]
    for _ in range(4):
        for step, status in (("post", 201), ("delete", 204)):
            random.shuffle(pairs)
            asked = []
            for record, collection in pairs:
                left, right = random.sample([(record, "record"), (collection, "collection")], 2)
                place = f"{of(*left)}/{right[1]}s"
                asked.append(kadi.post(place, json={"id": right[0]["id"]}) if step == "post" else kadi.delete(f"{place}/{right[0]['id']}"))
            assert {response.status for response in await asyncio.gather(*asked)} == {status}
            for collection in collections:
                expected = {record["id"] for record in records} if step == "post" else set()
                assert set(await ids(kadi, f"{of(collection)}/records")) == expected


# LISTS


@pytest.mark.parametrize("parent, child", [("collection", "record"), ("record", "collection"), ("collection", "collection")])
async def test_lists_are_sorted_filtered_and_paged(kadi, make, anonymous, parent, child):
    thing = await getattr(make, parent)(kadi.account)
    place = f"{of(thing, parent)}/{child}s"
    prefix = f"{thing['identifier']}-"
    b, c, a = [
        await getattr(make, child)(kadi.account, title=title, identifier=prefix + letter)
        for title, letter in (("Zinc 100%", "b"), ("argon", "c"), ("Copper_", "a"))
    ]
    for item in (b, c, a):
        await add(kadi, place, item)
    zinc, argon, copper = b["id"], c["id"], a["id"]
    assert await ids(kadi, place) == [copper, argon, zinc]
    for sort, expected in {
        "last_modified": [zinc, argon, copper],
        "-last_modified": [copper, argon, zinc],
        "created_at": [zinc, argon, copper],
        "-created_at": [copper, argon, zinc],
        "title": [argon, copper, zinc],
        "-title": [zinc, copper, argon],
        "identifier": [copper, zinc, argon],
        "-identifier": [argon, zinc, copper],
        "nonsense": [copper, argon, zinc],
    }.items():
        assert await ids(kadi, f"{place}?sort={sort}") == expected, sort
    assert await ids(kadi, f"{place}?filter=ARG") == [argon]
    assert await ids(kadi, f"{place}?filter={prefix.upper()}B") == [zinc]
    assert await ids(kadi, f"{place}?filter=%25") == [zinc] and await ids(kadi, f"{place}?filter=_") == [copper]
    await kadi.patch(of(b, child), json={"title": "Zinc"})
    assert await ids(kadi, place) == [zinc, copper, argon]
    page = await body(await kadi.get(f"{place}?per_page=2&page=2&sort=title&action=link&action=read&filter={prefix}"))
    assert [item["id"] for item in page["items"]] == [zinc] and page["_pagination"]["total_items"] == 3
    rest = f"&per_page=2&filter={prefix}&sort=title&action=link&action=read" + ("&children=False" if child == "record" else "")
    assert page["_pagination"]["_links"] == {
        "self": f"{anonymous.url}/api/v1{place}?page=2{rest}",
        "prev": f"{anonymous.url}/api/v1{place}?page=1{rest}",
    }
    assert "_actions" not in page
    beyond = await body(await kadi.get(f"{place}?page=9"))
    assert beyond["items"] == [] and beyond["_pagination"]["total_items"] == 3


@pytest.mark.parametrize("parent, child", [("collection", "record"), ("record", "collection"), ("collection", "collection")])
async def test_a_list_shows_only_what_one_may_read_and_do(kadi, stranger, client_of, make, parent, child):
    thing = await getattr(make, parent)(kadi.account)
    place = f"{of(thing, parent)}/{child}s"
    hidden, shared, public, deleted = [
        await getattr(make, child)(kadi.account, visibility=visibility) for visibility in ("private", "private", "public", "public")
    ]
    for item in (hidden, shared, public, deleted):
        await add(kadi, place, item)
    await share(kadi, parent, thing, stranger.account, "member")
    await share(kadi, child, shared, stranger.account, "editor")
    await kadi.delete(of(deleted, child))
    by_creation = f"{place}?sort=created_at"
    assert await ids(kadi, by_creation) == [hidden["id"], shared["id"], public["id"]]
    assert await ids(stranger, by_creation) == [shared["id"], public["id"]]
    assert await ids(stranger, f"{by_creation}&action=read") == [shared["id"], public["id"]]
    assert await ids(stranger, f"{by_creation}&action=link&action=update") == [shared["id"]]
    assert await ids(stranger, f"{by_creation}&action=delete") == []
    assert await ids(kadi, f"{by_creation}&action=fly") == []
    page = await body(await stranger.get(f"{place}?action=link&per_page=1&page=3"))
    assert page["items"] == [] and page["_pagination"]["total_items"] == 1
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    found = (await body(await admin.get(by_creation)))["items"]
    assert [item["id"] for item in found] == [hidden["id"], shared["id"], public["id"]]
    assert found[0]["creator"]["system_role"] == "member"
    scopes = ["collection.read", "record.read"]
    assert "creator" not in (await body(await (await client_of(kadi.account, *scopes)).get(place)))["items"][0]


# CHILDREN


async def test_the_life_of_a_child(kadi, make, anonymous):
    parent, child = await make.collection(kadi.account), await make.collection(kadi.account)
    place = f"{of(parent)}/collections"
    assert await body(await kadi.post(place, json={"id": child["id"]}), 201) == {}
    (item,) = (await body(await kadi.get(place)))["items"]
    shown = await body(await kadi.get(of(child)))
    assert shown["_links"]["parent"] == f"{anonymous.url}/api/v1{of(parent)}"
    assert item == shown | {"_actions": shown["_actions"] | {"remove_link": f"{anonymous.url}/api/v1{place}/{child['id']}"}}
    assert (await body(await kadi.get(f"/collections/identifier/{child['identifier']}")))["_links"] == shown["_links"]
    response = await kadi.delete(f"{place}/{child['id']}")
    assert response.status == 204 and await response.text() == "" and response.headers["Content-Type"] == "application/json"
    assert await ids(kadi, place) == [] and "parent" not in (await body(await kadi.get(of(child))))["_links"]
    await refused(await kadi.delete(f"{place}/{child['id']}"), 404, GONE)
    await refused(await kadi.delete(f"{place}/99999999"), 404, NOT_FOUND)
    await add(kadi, f"{of(child)}/collections", parent)


@pytest.mark.parametrize("sent, errors", WRONG_IDS)
async def test_a_wrong_child(kadi, make, sent, errors):
    parent = await make.collection(kadi.account)
    errors = {key: [text.format(noun="collection") for text in texts] for key, texts in errors.items()}
    await refused(await kadi.post(f"{of(parent)}/collections", json=sent), 400, INVALID, errors=errors)
    await refused(await kadi.post(f"{of(parent)}/collections", data=b"{"), 400, NOT_JSON)


async def test_one_parent_each_and_no_circle(kadi, make):
    top, middle, bottom, other = [await make.collection(kadi.account) for _ in range(4)]
    await add(kadi, f"{of(top)}/collections", middle)
    await add(kadi, f"{of(middle)}/collections", bottom)
    before = await modified(kadi, *(of(item) for item in (top, middle, bottom, other)))
    for parent, child in ((top, top), (middle, middle), (top, middle), (other, middle), (middle, top), (bottom, top), (bottom, middle)):
        await refused(await kadi.post(f"{of(parent)}/collections", json={"id": child["id"]}), 409, UNABLE)
    await refused(await kadi.delete(f"{of(top)}/collections/{bottom['id']}"), 404, GONE)
    assert await modified(kadi, *(of(item) for item in (top, middle, bottom, other))) == before
    assert (await kadi.delete(f"{of(top)}/collections/{middle['id']}")).status == 204
    await add(kadi, f"{of(bottom)}/collections", top)
    await refused(await kadi.post(f"{of(top)}/collections", json={"id": middle["id"]}), 409, UNABLE)


async def test_children_need_the_right_on_both_sides(kadi, stranger, make):
    mine, foreign = await make.collection(stranger.account), await make.collection(kadi.account, visibility="public")
    place = f"{of(mine)}/collections"
    await refused(await stranger.post(place, json={"id": foreign["id"]}), 403, NO_LINK_OF_COLLECTIONS)
    await refused(await stranger.post(f"{of(foreign)}/collections", json={"id": mine["id"]}), 403, FORBIDDEN)
    await share(kadi, "collection", foreign, stranger.account, "collaborator")
    await add(stranger, place, foreign)
    assert (await kadi.patch(f"{of(foreign)}/roles/users/{stranger.account['id']}", json={"name": "member"})).status == 204
    await refused(await stranger.delete(f"{place}/{foreign['id']}"), 403, NO_UNLINK)


async def test_a_parent_shows_only_to_who_may_read_it(kadi, stranger, make):
    parent, child = await make.collection(kadi.account), await make.collection(kadi.account, visibility="public")
    await add(kadi, f"{of(parent)}/collections", child)
    assert "parent" not in (await body(await stranger.get(of(child))))["_links"]
    await share(kadi, "collection", parent, stranger.account, "member")
    assert "parent" in (await body(await stranger.get(of(child))))["_links"]
    await kadi.delete(of(parent))
    assert "parent" not in (await body(await kadi.get(of(child))))["_links"]


async def test_children_move_last_modified_of_both_and_make_no_revision(kadi, make):
    parent, child = await make.collection(kadi.account), await make.collection(kadi.account)
    both = (of(parent), of(child))
    seen = [await modified(kadi, *both)]
    await add(kadi, f"{of(parent)}/collections", child)
    seen.append(await modified(kadi, *both))
    await kadi.delete(f"{of(parent)}/collections/{child['id']}")
    seen.append(await modified(kadi, *both))
    for column in zip(*seen, strict=True):
        assert list(column) == sorted(set(column))
    for place in both:
        assert (await body(await kadi.get(f"{place}/revisions")))["_pagination"]["total_items"] == 1


async def test_the_trash_keeps_children_and_a_purge_lets_them_go(kadi, make, pool):
    parent, child, other = [await make.collection(kadi.account) for _ in range(3)]
    await add(kadi, f"{of(parent)}/collections", child)
    await kadi.delete(of(child))
    assert await ids(kadi, f"{of(parent)}/collections") == []
    await refused(await kadi.delete(f"{of(parent)}/collections/{child['id']}"), 404, NOT_FOUND)
    await body(await kadi.post(f"{of(child)}/restore"))
    assert await ids(kadi, f"{of(parent)}/collections") == [child["id"]]
    await kadi.delete(of(parent))
    await refused(await kadi.post(f"{of(other)}/collections", json={"id": child["id"]}), 409, UNABLE)
    await body(await kadi.post(f"{of(parent)}/restore"))
    assert await ids(kadi, f"{of(parent)}/collections") == [child["id"]]
    before = await body(await kadi.get(of(child)))
    await purge(kadi, "collection", parent, pool)
    after = await body(await kadi.get(of(child)))
    assert after == before | {"_links": {name: link for name, link in before["_links"].items() if name != "parent"}}
    await add(kadi, f"{of(other)}/collections", child)


async def test_children_of_a_purged_collection_are_free_with_the_answer(kadi, make):
    """Before any job: below another one, and even above what the purged one was below."""
    top, purged, child = [await make.collection(kadi.account) for _ in range(3)]
    await add(kadi, f"{of(top)}/collections", purged)
    await add(kadi, f"{of(purged)}/collections", child)
    await kadi.delete(of(purged))
    assert (await kadi.post(f"{of(purged)}/purge")).status == 204
    await add(kadi, f"{of(child)}/collections", top)
    await add(kadi, f"{of(await make.collection(kadi.account))}/collections", child)


# RECORDS OF DESCENDANTS


async def test_records_of_all_readable_descendants_each_once(kadi, stranger, make, anonymous):
    """top → middle (private) → bottom; top → deleted → below."""
    top, middle, bottom, deleted, below = [
        await make.collection(kadi.account, visibility=visibility) for visibility in ("public", "private", "public", "public", "public")
    ]
    for parent, child in ((top, middle), (middle, bottom), (top, deleted), (deleted, below)):
        await add(kadi, f"{of(parent)}/collections", child)
    records = [await make.record(kadi.account, visibility="public") for _ in range(5)]
    for collection, record in zip((top, middle, bottom, deleted, below), records, strict=True):
        await add(kadi, f"{of(collection)}/records", record)
    for collection in (middle, bottom):
        await add(kadi, f"{of(collection)}/records", records[0])
    private = await make.record(kadi.account)
    await add(kadi, f"{of(bottom)}/records", private)
    await kadi.delete(of(deleted))
    numbers = [record["id"] for record in records]
    place = f"{of(top)}/records?sort=created_at"
    assert await ids(kadi, place) == await ids(kadi, f"{place}&children=no") == numbers[:1]
    assert await ids(kadi, f"{place}&children=True") == [*numbers[:3], private["id"]]
    # What lies below a collection that one may not read shows, if one may read it itself; what lies below the trash does not.
    assert await ids(stranger, f"{place}&children=true") == [numbers[0], numbers[2]]
    page = await body(await stranger.get(f"{of(top)}/records?per_page=1&children=yes"))
    assert page["_pagination"]["total_items"] == 2
    assert page["_pagination"]["_links"]["next"].endswith("?page=2&per_page=1&filter=&sort=-last_modified&children=True")
    removal = f"{anonymous.url}/api/v1{of(top)}/records/{page['items'][0]['id']}"
    assert page["items"][0]["_actions"]["remove_link"] == removal
    await share(kadi, "collection", middle, stranger.account, "member")
    assert await ids(stranger, f"{place}&children=1") == numbers[:3]
    assert await ids(kadi, f"{of(middle)}/records?children=1&filter={private['identifier']}") == [private["id"]]
    await body(await kadi.post(f"{of(deleted)}/restore"))
    assert await ids(kadi, f"{place}&children=1") == [*numbers, private["id"]]


# THE HIERARCHY AT ONCE


def circles(parents):
    """The collections that are below themselves."""
    found = []
    for start in parents:
        place, seen = parents[start], set()
        while place is not None and place not in seen:
            seen.add(place)
            place = parents.get(place)
        if place is not None:
            found.append(start)
    return found


async def parents_of(pool, collections):
    async with pool.acquire() as conn:
        rows = await conn.fetch("select id, parent_id from collections where id = any ($1)", [item["id"] for item in collections])
    return {row["id"]: row["parent_id"] for row in rows}


async def test_each_below_the_other_at_once_ends_in_one(kadi, make):
    for _ in range(15):
        a, b = await make.collection(kadi.account), await make.collection(kadi.account)
        asked = [(a, b), (b, a)] * 3
        responses = await asyncio.gather(*(kadi.post(f"{of(p)}/collections", json={"id": c["id"]}) for p, c in asked))
        assert sorted(response.status for response in responses) == [201] + [409] * 5


async def test_two_parents_at_once_end_in_one(kadi, make, pool):
    for _ in range(15):
        child, *parents = [await make.collection(kadi.account) for _ in range(4)]
        responses = await asyncio.gather(*(kadi.post(f"{of(parent)}/collections", json={"id": child["id"]}) for parent in parents))
        assert sorted(response.status for response in responses) == [201, 409, 409]
        won = next(parent for parent, response in zip(parents, responses, strict=True) if response.status == 201)
        assert (await parents_of(pool, [child]))[child["id"]] == won["id"]


async def test_a_ring_closed_from_all_sides_at_once_stays_open(kadi, make, pool):
    """a below b, b below c, … and the last below the first: each is fine alone."""
    for size in (3, 4, 6) * 3:
        ring = [await make.collection(kadi.account) for _ in range(size)]
        pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
        random.shuffle(pairs)
        responses = await asyncio.gather(*(kadi.post(f"{of(p)}/collections", json={"id": c["id"]}) for p, c in pairs))
        assert sorted(response.status for response in responses) == [201] * (size - 1) + [409]
        assert circles(await parents_of(pool, ring)) == []


async def test_a_storm_of_changes_leaves_a_forest(kadi, make, pool):
    """Links, unlinks, deletions, restorations and purges by chance: no circle, and nobody waits for nobody."""
    items = [await make.collection(kadi.account) for _ in range(8)]
    for _ in range(6):
        asked = []
        for _ in range(20):
            parent, child = random.choices(items, k=2)
            asked.append(
                random.choice(
                    [
                        lambda p=parent, c=child: kadi.post(f"{of(p)}/collections", json={"id": c["id"]}),
                        lambda p=parent, c=child: kadi.post(f"{of(p)}/collections", json={"id": c["id"]}),
                        lambda p=parent, c=child: kadi.delete(f"{of(p)}/collections/{c['id']}"),
                        lambda p=parent: kadi.delete(of(p)),
                        lambda p=parent: kadi.post(f"{of(p)}/restore"),
                    ]
                )()
            )
        responses = await asyncio.gather(*asked, purge_one(kadi, make, pool, items))
        assert {response.status for response in responses if response is not None} <= {200, 201, 204, 400, 404, 409}
        assert circles(await parents_of(pool, items)) == []


async def purge_one(kadi, make, pool, items):
    """A collection with children by chance goes for good meanwhile."""
    gone = await make.collection(kadi.account)
    for item in random.sample(items, 3):
        await kadi.post(f"{of(gone)}/collections", json={"id": item["id"]})
    await purge(kadi, "collection", gone, pool)

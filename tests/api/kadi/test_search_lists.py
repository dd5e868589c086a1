"""The searches as lists: rights to ask, filters, pages and links of all four; collections and files as filters of records."""

from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from tests.api.kadi.conftest import NO_SCOPE, NO_TOKEN, body, refused
from tests.api.kadi.searching import found, word
from tests.make import unique

NOUNS = ["record", "collection", "template", "group"]
WITH_TAGS = ["record", "collection"]
WITH_INSTANCE = ["record", "collection", "template"]


@pytest.fixture
async def kadi(client_of, make):
    return await client_of(await make.account())


async def mine(client, place, **query):
    """The titles of what the client's account made, by title."""
    return await found(client, place, user=str(client.account["id"]), sort="title", **query)


@pytest.mark.parametrize("noun", NOUNS)
async def test_token_and_scope(nobody, client_of, make, noun):
    await refused(await nobody.get(f"/{noun}s"), 401, NO_TOKEN)
    other = await client_of(await make.account(), "user.read", "record.create")
    await refused(await other.get(f"/{noun}s"), 401, NO_SCOPE, scopes=[f"{noun}.read"])
    assert (await (await client_of(await make.account(), f"{noun}.read")).get(f"/{noun}s")).status == 200


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1"])
async def test_a_page_as_documented(client_of, make, noun, base, anonymous):
    kadi = await client_of(await make.account(), base=base)
    for number in range(3):
        await getattr(make, noun)(kadi.account, title=f"title {number}")
    answer = await body(await kadi.get(f"/{noun}s?per_page=2&user={kadi.account['id']}"))
    assert list(answer) == ["_actions", "_pagination", "items"]
    assert answer["_actions"] == {f"new_{noun}": f"{kadi.url}/{noun}s"}
    assert [item["title"] for item in answer["items"]] == ["title 2", "title 1"]
    assert answer["items"][0] == await body(await kadi.get(f"/{noun}s/{answer['items'][0]['id']}"))
    paging = answer["_pagination"]
    assert (paging["page"], paging["per_page"], paging["total_items"], paging["total_pages"]) == (1, 2, 3, 2)
    assert list(paging["_links"]) == ["next", "self"] and paging["_links"]["self"].startswith(
        f"{kadi.url}/{noun}s?page=1&per_page=2&query=&"
    )
    last = await body(await kadi.get(paging["_links"]["next"]))
    assert [item["title"] for item in last["items"]] == ["title 0"] and list(last["_pagination"]["_links"]) == ["prev", "self"]


PARAMETERS = {
    "collection": "page=2&per_page=7&query=a+%26+b&sort=-title&visibility=public&explicit_permissions=True&user=1&user=2&tag=a&tag=%C3%A4"
                  "&tag_operator=and&instance=",
    "template": "page=2&per_page=7&query=a+%26+b&sort=title&visibility=private&explicit_permissions=True&user=1&user=2"
                "&type=extras&instance=",
    "group": "page=2&per_page=7&query=a+%26+b&sort=created_at&visibility=public&member_only=True&user=1&user=2",
}  # fmt: skip
DEFAULTS = {
    "record": "query=&extras=[]&sort=_score&visibility=&explicit_permissions=False&child_collections=False&tag_operator=or&instance=",
    "collection": "query=&sort=_score&visibility=&explicit_permissions=False&tag_operator=or&instance=",
    "template": "query=&sort=_score&visibility=&explicit_permissions=False&type=&instance=",
    "group": "query=&sort=_score&visibility=&member_only=False",
}


@pytest.mark.parametrize("noun", PARAMETERS)
async def test_links_repeat_every_parameter(kadi, noun):
    link = (await body(await kadi.get(f"/{noun}s?{PARAMETERS[noun]}&further=1")))["_pagination"]["_links"]["self"]
    assert parse_qsl(urlsplit(link).query, keep_blank_values=True) == parse_qsl(PARAMETERS[noun], keep_blank_values=True)


async def test_blanks_and_case_of_a_parameter_do_not_count(kadi, make):
    word, other = unique("Two Words"), unique("tag")
    both = await make.record(kadi.account, type=word, tags=[word, other])
    await make.record(kadi.account, type=word, tags=[word])
    query = {
        "type": f" {word.upper().replace(' ', '   ')} ",
        "tag": [f" {word.upper()}", other],
        "tag_operator": " AND ",
        "sort": " title ",
    }
    found = await body(await kadi.get("/records?" + urlencode(query, doseq=True)))
    assert [item["id"] for item in found["items"]] == [both["id"]]
    shown = parse_qs(urlsplit(found["_pagination"]["_links"]["self"]).query)
    assert shown | {"type": [word.lower()], "tag": [word.lower(), other], "tag_operator": ["and"], "sort": ["title"]} == shown


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("query", ["", "?sort=nonsense&visibility=open&tag_operator=xor&type=&page=0&member_only=nonsense"])
async def test_links_tell_the_defaults(kadi, noun, query):
    if noun == "record":
        query = query.replace("&type=", "")
    link = (await body(await kadi.get(f"/{noun}s{query}")))["_pagination"]["_links"]["self"]
    assert parse_qsl(urlsplit(link).query, keep_blank_values=True) == parse_qsl(
        f"page=1&per_page=10&{DEFAULTS[noun]}", keep_blank_values=True
    )


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "query, page, per_page", [("page=101", 100, 10), ("page=-1", 1, 10), ("per_page=1000", 1, 100), ("page=x&per_page=x", 1, 10)]
)
async def test_pages_are_brought_into_their_bounds(kadi, noun, query, page, per_page):
    paging = (await body(await kadi.get(f"/{noun}s?{query}")))["_pagination"]
    assert (paging["page"], paging["per_page"]) == (page, per_page)


@pytest.mark.parametrize("noun", NOUNS)
async def test_every_sort_and_its_reverse(kadi, make, noun):
    for identifier, title in (("1", "b"), ("2", "C"), ("3", "a"), ("4", "b")):
        await getattr(make, noun)(kadi.account, title=title, identifier=f"{identifier}-{word()}")
    for sort, order in (("title", "3142"), ("identifier", "1234"), ("created_at", "1234"), ("last_modified", "1234")):
        for direction, expected in (("", order), ("-", order[::-1])):
            answer = await body(await kadi.get(f"/{noun}s?user={kadi.account['id']}&sort={direction}{sort}"))
            assert "".join(item["identifier"][0] for item in answer["items"]) == expected, direction + sort


@pytest.mark.parametrize("noun", NOUNS)
async def test_visibility_and_creator(kadi, stranger, make, noun):
    place, create = f"/{noun}s", getattr(make, noun)
    await create(kadi.account, title="private")
    await create(kadi.account, title="public", visibility="public")
    await create(stranger.account, title="foreign", visibility="public")
    assert await mine(kadi, place) == ["private", "public"]
    assert await mine(kadi, place, visibility="public") == ["public"]
    assert await mine(kadi, place, visibility="private") == ["private"]
    assert await mine(kadi, place, visibility="nonsense") == ["private", "public"]
    both = f"{place}?user={kadi.account['id']}&user={stranger.account['id']}&user=x&sort=title"
    assert [item["title"] for item in (await body(await kadi.get(both)))["items"]] == ["foreign", "private", "public"]
    assert [item["title"] for item in (await body(await stranger.get(both)))["items"]] == ["foreign", "public"]
    assert await found(kadi, place, user="0") == []
    assert await found(kadi, place, user="99999999999999999999") == []


@pytest.mark.parametrize("noun", ["record", "collection", "template"])
async def test_explicit_permissions_leave_out_what_is_only_public(kadi, stranger, client_of, make, noun):
    place, create, one = f"/{noun}s", getattr(make, noun), word()
    await create(kadi.account, title=f"{one} public", visibility="public")
    by_person = await create(kadi.account, title=f"{one} to a person", visibility="public")
    by_group = await create(kadi.account, title=f"{one} to a group")
    await kadi.post(f"{place}/{by_person['id']}/roles/users", json={"user": {"id": stranger.account["id"]}, "role": {"name": "member"}})
    group = await make.group(kadi.account, stranger.account)
    assert (
        await kadi.post(f"{place}/{by_group['id']}/roles/groups", json={"group": {"id": group["id"]}, "role": {"name": "editor"}})
    ).status == 201
    shared = [f"{one} to a group", f"{one} to a person"]
    for query in ({}, {"query": one}):
        asked = {"user": str(kadi.account["id"]), "sort": "title", **query}
        assert await found(stranger, place, **asked) == [f"{one} public", *shared]
        assert await found(stranger, place, **asked, explicit_permissions="yes") == shared
        assert await found(stranger, place, **asked, explicit_permissions="yes", visibility="public") == shared[1:]
        assert await found(stranger, place, **asked, visibility="private") == shared[:1]
        admin = await client_of(await make.account(roles=(("research", "admin"),)))
        assert await found(admin, place, **asked, explicit_permissions="yes") == [f"{one} public", *shared]
        assert await found(admin, place, **asked, visibility="private") == shared[:1]


async def test_explicit_totals_beyond_one_page(kadi, stranger, make, client_of):
    """Where the total is counted by itself."""
    tag = word()
    for number in range(5):
        record = await make.record(kadi.account, title=str(number), tags=[tag], visibility="public" if number % 2 else "private")
        if number < 3:
            await kadi.post(
                f"/records/{record['id']}/roles/users", json={"user": {"id": stranger.account["id"]}, "role": {"name": "member"}}
            )
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    for client, query, total in (
        (stranger, "explicit_permissions=true", 3), (stranger, "visibility=private", 2),
        (stranger, "explicit_permissions=true&visibility=public", 1),
        (kadi, "explicit_permissions=true", 5), (admin, "explicit_permissions=true", 5), (admin, "visibility=private", 3),
        (stranger, "", 4),
    ):  # fmt: skip
        answer = await body(await client.get(f"/records?per_page=1&tag={tag}&{query}"))
        assert (len(answer["items"]), answer["_pagination"]["total_items"]) == (1, total), query


async def test_member_only_leaves_out_groups_that_are_only_public(kadi, stranger, make):
    await make.group(kadi.account, title="public", visibility="public")
    await make.group(kadi.account, stranger.account, title="with a member")
    await make.group(kadi.account, title="foreign")
    asked = {"user": str(kadi.account["id"]), "sort": "title"}
    assert await found(stranger, "/groups", **asked) == ["public", "with a member"]
    assert await found(stranger, "/groups", **asked, member_only="1") == ["with a member"]
    assert await found(kadi, "/groups", **asked, member_only="true") == ["foreign", "public", "with a member"]


async def test_member_only_asks_an_admin_for_membership_too(kadi, client_of, make):
    admin = await client_of(await make.account(roles=(("research", "admin"),)))
    await make.group(kadi.account, title="foreign")
    asked = {"user": str(kadi.account["id"])}
    assert await found(admin, "/groups", **asked) == ["foreign"]
    assert await found(admin, "/groups", **asked, member_only="true") == []


@pytest.mark.parametrize("noun", WITH_TAGS)
async def test_tags(kadi, make, noun):
    one, other = word(), word()
    await getattr(make, noun)(kadi.account, title="one", tags=[one])
    await getattr(make, noun)(kadi.account, title="two", tags=[one, f"{other} x"])
    place = f"/{noun}s"
    assert await mine(kadi, place, tag=one.upper()) == ["one", "two"]
    for operator, expected in (("or", ["one", "two"]), ("and", ["two"]), ("xor", ["one", "two"])):
        answer = await body(await kadi.get(f"{place}?tag={one}&tag={other}++X&tag_operator={operator}&sort=title"))
        assert [item["title"] for item in answer["items"]] == expected
    assert await mine(kadi, place, tag=word()) == []


async def test_types_of_templates(kadi, make):
    await make.template(kadi.account, title="record")
    await make.template(kadi.account, title="extras", type="extras")
    assert await mine(kadi, "/templates", type="record") == ["record"]
    assert await mine(kadi, "/templates", type="extras") == ["extras"]
    assert await mine(kadi, "/templates", type="nonsense") == ["extras", "record"]


@pytest.mark.parametrize("noun", WITH_INSTANCE)
async def test_an_unknown_instance(kadi, noun):
    await refused(await kadi.get(f"/{noun}s?instance=other"), 400, "No federated instance 'other' found.")


@pytest.mark.parametrize("noun, name", [("collection", "tag"), ("collection", "query"), ("template", "query"), ("group", "query")])
async def test_nul_is_400(kadi, noun, name):
    assert (await kadi.get(f"/{noun}s?{name}=%00")).status == 400


@pytest.mark.parametrize("noun", NOUNS)
async def test_deleted_ones_are_not_found(kadi, make, noun):
    made = await getattr(make, noun)(kadi.account, title="gone")
    assert (await kadi.delete(f"/{noun}s/{made['id']}")).status == 204
    assert await mine(kadi, f"/{noun}s") == []


# RECORDS OF COLLECTIONS, RECORDS WITH FILES


@pytest.fixture
async def tree(kadi, make, pool):
    """Collections top > middle > bottom and beside, with a record each; {name: id}."""
    ids, above = {}, None
    for name in ("top", "middle", "bottom", "beside"):
        collection, record = await make.collection(kadi.account, title=name), await make.record(kadi.account, title=name)
        async with pool.acquire() as conn:
            await conn.execute("insert into collection_records (collection_id, record_id) values ($1, $2)", collection["id"], record["id"])
            if above and name != "beside":
                await conn.execute("update collections set parent_id = $2 where id = $1", collection["id"], above)
        ids[name], above = collection["id"], collection["id"]
    return ids


@pytest.mark.parametrize("names, children, expected", [
    (["top"], "", ["top"]), (["top"], "&child_collections=true", ["bottom", "middle", "top"]),
    (["middle", "beside"], "", ["beside", "middle"]),
    (["middle", "beside"], "&child_collections=1", ["beside", "bottom", "middle"]),
    (["top", "bottom"], "&child_collections=no", ["bottom", "top"]),
])  # fmt: skip
async def test_collections_as_a_filter(kadi, tree, names, children, expected):
    query = "&".join(f"collection={tree[name]}" for name in names)
    answer = await body(await kadi.get(f"/records?sort=title&{query}{children}"))
    assert [item["title"] for item in answer["items"]] == expected and answer["_pagination"]["total_items"] == len(expected)


async def test_only_readable_collections_count(kadi, stranger, tree, pool):
    async with pool.acquire() as conn:
        await conn.execute("update records set visibility = 'public' where creator_id = $1", kadi.account["id"])
    assert await found(stranger, "/records", collection=str(tree["top"])) == []
    for name in ("top", "bottom"):
        await kadi.request("PATCH", f"/collections/{tree[name]}", json={"visibility": "public"})
    assert await found(stranger, "/records", collection=str(tree["top"])) == ["top"]
    assert await found(stranger, "/records", collection=str(tree["top"]), child_collections="t", sort="title") == ["bottom", "top"]
    # What is below a collection that one may not read is not told by asking for that collection.
    assert await found(stranger, "/records", collection=str(tree["middle"]), child_collections="t") == []
    await kadi.delete(f"/collections/{tree['bottom']}")
    assert await found(stranger, "/records", collection=str(tree["top"]), child_collections="t") == ["top"]


async def test_collections_with_query_and_other_filters(kadi, tree):
    asked = {"collection": str(tree["top"]), "child_collections": "true"}
    assert await found(kadi, "/records", query="middle", **asked) == ["middle"]
    assert await found(kadi, "/records", visibility="public", **asked) == []
    assert await found(kadi, "/records", collection="0") == []
    assert len(await mine(kadi, "/records", collection="x")) == 4


async def test_mimetypes(kadi, make):
    record = await make.record(kadi.account, title="with a file")
    await make.record(kadi.account, title="without")
    upload = await body(
        await kadi.post(f"/records/{record['id']}/uploads", json={"name": "a.txt", "size": 1, "mimetype": "text/x-special"}), 201
    )
    file = await body(await kadi.request("PUT", upload["_actions"]["upload_data"], data=b"x"), 201)
    assert await mine(kadi, "/records", mimetype="TEXT/x-special") == ["with a file"]
    assert await mine(kadi, "/records", mimetype="text/plain") == []
    assert (await kadi.delete(f"/records/{record['id']}/files/{file['id']}")).status == 204
    assert await mine(kadi, "/records", mimetype="text/x-special") == []

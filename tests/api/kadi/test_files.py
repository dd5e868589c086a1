"""Files of records: list, look, change, delete, revisions."""

import asyncio
from uuid import uuid4

import pytest

from tests.api.kadi.conftest import FORBIDDEN, NO_SCOPE, NO_TOKEN, NOT_FOUND, body, refused
from tests.api.kadi.storing import Store, content, md5, raw

READS = ("/files", "/files/download", "/files/revisions", "/files/name/a.txt", "/files/{file}", "/files/{file}/download",
         "/files/revisions/{revision}")  # fmt: skip


@pytest.mark.parametrize("path", READS)
async def test_reading_needs_token_permission_scope_and_an_active_record(store, make, path):
    file = await store.put("a.txt", b"abc")
    revisions = await body(await store.client.get(f"{store.home}/files/revisions"))
    address = store.home + path.format(file=file["id"], revision=revisions["items"][0]["id"])
    stranger = store.using(await make.token(await make.account())).client
    scopeless = store.using(await make.token(store.account, "user.read")).client
    await refused(await store.using(None).client.get(address), 401, NO_TOKEN)
    await refused(await stranger.get(address), 403, FORBIDDEN)
    await refused(await scopeless.get(address), 401, NO_SCOPE, scopes=["record.read"])
    await refused(await store.client.get(address.replace(str(store.record_id), "999999999", 1)), 404, NOT_FOUND)
    assert (await store.client.get(address)).status == 200
    assert (await store.client.head(address)).status == 200
    await store.client.delete(store.home)
    await refused(await store.client.get(address), 404, NOT_FOUND)
    await refused(await stranger.get(address), 403, FORBIDDEN)


async def test_a_file_by_its_id_alone_checks_the_scope_first(store, make):
    file = await store.put("a.txt", b"abc")
    scopeless = store.using(await make.token(await make.account(), "user.read")).client
    for file_id in (file["id"], uuid4()):
        await refused(await scopeless.get(f"/records/files/{file_id}"), 401, NO_SCOPE, scopes=["record.read"])
    await refused(await store.client.get(f"/records/files/{uuid4()}"), 404, NOT_FOUND)
    await refused(await store.client.get("/records/files/5"), 404, NOT_FOUND)
    stranger = store.using(await make.token(await make.account())).client
    await refused(await stranger.get(f"/records/files/{file['id']}"), 403, FORBIDDEN)
    assert await body(await store.client.get(f"/records/files/{file['id']}")) == file
    await store.client.delete(store.home)
    await refused(await store.client.get(f"/records/files/{file['id']}"), 404, NOT_FOUND)


async def test_a_file_is_found_by_id_and_by_name(store):
    file = await store.put("dir/a b.txt", b"abc")
    assert await body(await store.get(file)) == file
    assert await body(await store.client.get(f"{store.home}/files/name/dir/a%20b.txt")) == file
    await refused(await store.client.get(f"{store.home}/files/name/dir/A%20b.txt"), 404, NOT_FOUND)
    await refused(await store.client.get(f"{store.home}/files/name/%00"), 404, NOT_FOUND)
    await refused(await store.client.get(f"{store.home}/files/{uuid4()}"), 404, NOT_FOUND)
    await refused(await store.client.get(f"{store.home}/files/{file['id'].upper()}x"), 404, NOT_FOUND)


async def test_a_file_belongs_to_its_record(store, make):
    file = await store.put("a", b"abc")
    other = Store(store.client, (await make.record(store.account))["id"], store.account)
    await refused(await other.get(file), 404, NOT_FOUND)
    await refused(await other.download(file), 404, NOT_FOUND)
    await refused(await store.client.delete(f"{other.home}/files/{file['id']}"), 404, NOT_FOUND)
    revision = (await body(await store.client.get(f"{store.home}/files/revisions")))["items"][0]["id"]
    await refused(await store.client.get(f"{other.home}/files/revisions/{revision}"), 404, NOT_FOUND)


# --- list ------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def four(store):
    """Files made in this order: name, size."""
    files = []
    for name, size in (("b.txt", 30), ("A_1.txt", 10), ("c%.csv", 20), ("ä.txt", 40)):
        files.append(await store.put(name, content(size)))
        await asyncio.sleep(0.002)
    return files


@pytest.mark.parametrize("sort, order", [
    ("", [3, 2, 1, 0]), ("-last_modified", [3, 2, 1, 0]), ("last_modified", [0, 1, 2, 3]), ("created_at", [0, 1, 2, 3]),
    ("-created_at", [3, 2, 1, 0]), ("name", [1, 0, 2, 3]), ("-name", [3, 2, 0, 1]), ("size", [1, 2, 0, 3]), ("-size", [3, 0, 2, 1]),
    ("; drop table files", [3, 2, 1, 0]),
])  # fmt: skip
async def test_files_are_listed_in_each_order(store, four, sort, order):
    answer = await body(await store.client.get(f"{store.home}/files", params={"sort": sort} if sort else {}))
    assert [item["id"] for item in answer["items"]] == [four[place]["id"] for place in order]
    assert answer["items"][0] == four[order[0]]


@pytest.mark.parametrize("sort", ["name", "size"])
async def test_what_is_equal_is_sorted_by_id_in_the_same_direction(store, sort):
    ids = sorted([(await store.put(name, b""))["id"] for name in ("same", "Same", "sAme", "saMe", "samE")])
    for given, order in ((sort, ids), (f"-{sort}", ids[::-1])):
        answer = await body(await store.client.get(f"{store.home}/files", params={"sort": given}))
        assert [file["id"] for file in answer["items"]] == order


FOUND = [("TXT", [0, 1, 3]), ("_", [1]), ("%", [2]), ("Ä", [3]), ("\\", []), ("none", []), ("", [0, 1, 2, 3])]


@pytest.mark.parametrize("text, found", FOUND)
async def test_a_filter_is_contained_in_the_name(store, four, text, found):
    answer = await body(await store.client.get(f"{store.home}/files", params={"filter": text, "sort": "created_at"}))
    assert [item["id"] for item in answer["items"]] == [four[place]["id"] for place in found]
    assert answer["_pagination"]["total_items"] == len(found)


async def test_a_list_comes_in_pages(store, four):
    base = f"{store.client.url}{store.home}/files"
    answer = await body(await store.client.get(f"{store.home}/files?per_page=1&page=2&filter=t&sort=name"))
    assert [item["id"] for item in answer["items"]] == [four[0]["id"]]
    assert answer["_pagination"] == {
        "page": 2, "per_page": 1, "total_pages": 3, "total_items": 3,
        "_links": {where: f"{base}?page={page}&per_page=1&filter=t&sort=name" for where, page in (("self", 2), ("prev", 1), ("next", 3))},
    }  # fmt: skip
    beyond = await body(await store.client.get(f"{store.home}/files?page=9"))
    assert (beyond["items"], beyond["_pagination"]["total_items"]) == ([], 4)


async def test_a_record_without_files_has_an_empty_list(store):
    answer = await body(await store.client.get(f"{store.home}/files"))
    assert (answer["items"], answer["_pagination"]["total_pages"]) == ([], 1)


async def test_a_public_record_shows_its_files_to_everybody_signed_in(store, make):
    file = await store.put("a", b"abc")
    await store.client.patch(store.home, json={"visibility": "public"})
    stranger = store.using(await make.token(await make.account()))
    assert [item["id"] for item in (await body(await stranger.client.get(f"{store.home}/files")))["items"]] == [file["id"]]
    assert await stranger.bytes_of(file) == b"abc"
    await refused(await stranger.client.delete(f"{store.home}/files/{file['id']}"), 403, FORBIDDEN)


async def test_an_admin_sees_what_only_admins_see_of_the_creator(store, make, pool):
    file = await store.put("a", b"abc")
    admin = await make.account()
    await pool.execute("insert into role_assignments (account_id, role, domain) values ($1, 'admin', 'research')", admin["id"])
    theirs = store.using(await make.token(admin))
    shown = (await body(await theirs.get(file)))["creator"]
    assert (shown["system_role"], shown["is_sysadmin"]) == ("member", False)


# --- PATCH -----------------------------------------------------------------------------------------------------------


async def test_changing_needs_what_every_change_needs(store, make):
    file = await store.put("a", b"abc")
    address = f"{store.home}/files/{file['id']}"
    for method in ("PATCH", "DELETE"):
        await refused(await store.using(None).client.request(method, address, data=b"{"), 401, NO_TOKEN)
        await refused(await store.using(await make.token(await make.account())).client.request(method, address, data=b"{"), 403, FORBIDDEN)
        scoped = store.using(await make.token(store.account, "record.read")).client
        await refused(await scoped.request(method, address, data=b"{"), 401, NO_SCOPE, scopes=["record.update"])
        await refused(await store.client.request(method, f"{store.home}/files/{uuid4()}", data=b"{"), 404, NOT_FOUND)
    await refused(await store.client.patch(address, data=b"{"), 400, "Failed to decode JSON object.")


@pytest.mark.parametrize("given, errors", [
    ([], {"_schema": ["Invalid input type."]}),
    ({"name": None, "description": None, "mimetype": None},
     {name: ["Field may not be null."] for name in ("name", "description", "mimetype")}),
    ({"name": " ", "mimetype": "x"}, {"name": ["String must not be empty."], "mimetype": ["Not a valid MIME type."]}),
    ({"name": "x" * 257, "mimetype": "a/" + "b" * 255},
     {"name": ["Longer than maximum length 256."], "mimetype": ["Longer than maximum length 256."]}),
    ({"name": "taken"}, {"name": ["Name is already in use."]}),
    ({"name": "taken ", "description": 5}, {"name": ["Name is already in use."], "description": ["Not a valid string."]}),
])  # fmt: skip
async def test_each_field_of_a_change_is_checked(store, given, errors):
    await store.put("taken", b"")
    file = await store.put("a", b"abc")
    response = await store.client.patch(f"{store.home}/files/{file['id']}", json=given)
    assert (response.status, (await response.json())["errors"]) == (400, errors)
    assert await body(await store.get(file)) == file


async def test_given_fields_change_and_no_others(store):
    file = await store.put("a", b"abc", description="old")
    address = f"{store.home}/files/{file['id']}"
    changed = await body(await store.client.patch(address, json={"name": " b  c ", "mimetype": "Text/CSV", "size": 5, "id": "x"}))
    assert (changed["name"], changed["mimetype"], changed["description"], changed["size"]) == ("b c", "text/csv", "old", 3)
    assert changed["last_modified"] > file["last_modified"]
    assert changed["created_at"] == file["created_at"]
    for nothing in ({}, {"name": "b c"}, {"description": " old "}):
        assert await body(await store.client.patch(address, json=nothing)) == changed
    assert (await body(await store.client.patch(address, json={"description": ""})))["description"] == ""


async def test_a_name_goes_to_one_of_many(store):
    files = [await store.put(f"file {n}", b"") for n in range(6)]
    answers = await asyncio.gather(*(store.client.patch(f"{store.home}/files/{file['id']}", json={"name": "same"}) for file in files))
    assert sorted(answer.status for answer in answers)[0] == 200
    assert all(answer.status in (400, 409) for answer in answers if answer.status != 200)
    assert (await store.names()).count("same") == 1


async def test_changes_of_files_move_the_record(store):
    async def moved():
        return (await body(await store.client.get(store.home)))["last_modified"]

    times = [await moved()]
    file = await store.put("a", b"abc")
    times.append(await moved())
    await store.client.patch(f"{store.home}/files/{file['id']}", json={"name": "b"})
    times.append(await moved())
    await store.replace(file, b"xyz")
    times.append(await moved())
    await store.client.delete(f"{store.home}/files/{file['id']}")
    times.append(await moved())
    assert times == sorted(set(times))


# --- DELETE ----------------------------------------------------------------------------------------------------------


async def test_a_deleted_file_is_gone_and_its_name_free(store):
    file = await store.put("a", b"abc")
    response = await store.client.delete(f"{store.home}/files/{file['id']}")
    assert (response.status, raw(response), response.headers["Content-Type"]) == (204, b"", "application/json")
    for attempt in (store.get(file), store.download(file), store.client.get(f"/records/files/{file['id']}"),
                    store.client.get(f"{store.home}/files/name/a"), store.client.delete(f"{store.home}/files/{file['id']}"),
                    store.client.patch(f"{store.home}/files/{file['id']}", json={}),
                    store.client.put(f"{store.home}/files/{file['id']}", json={"size": 1})):  # fmt: skip
        await refused(await attempt, 404, NOT_FOUND)
    assert await store.names() == []
    assert await store.bytes_of(await store.put("a", b"new")) == b"new"


async def test_files_come_back_with_their_record(store):
    file = await store.put("a", b"abc")
    await store.client.delete(store.home)
    assert (await store.client.post(f"{store.home}/restore")).status == 200
    assert await store.bytes_of(file) == b"abc"


# --- revisions -------------------------------------------------------------------------------------------------------


async def test_every_change_leaves_a_revision(store):
    file = await store.put("a", b"abc")
    address = f"{store.home}/files/{file['id']}"
    await store.client.patch(address, json={"name": "b", "description": "d"})
    await store.client.patch(address, json={"name": "b"})
    await store.replace(file, b"wxyz")
    await store.client.delete(address)
    answer = await body(await store.client.get(f"{store.home}/files/revisions"))
    newest, replaced, edited, first = answer["items"]
    base = f"{store.client.url}{store.home}/files/revisions"
    data = {"name": "a", "description": "", "size": 3, "mimetype": "text/plain", "checksum": md5(b"abc"), "state": "active"}
    assert {name: first[name] for name in ("data", "diff", "object_id", "_links")} == {
        "data": data, "diff": dict.fromkeys(data), "object_id": file["id"],
        "_links": {"self": f"{base}/{first['id']}", "child": f"{base}/{edited['id']}"},
    }  # fmt: skip
    assert first["user"]["id"] == store.account["id"]
    assert edited["diff"] == {"name": "a", "description": ""}
    assert edited["_links"]["parent"] == f"{base}/{first['id']}"
    assert replaced["diff"] == {"size": 3, "checksum": md5(b"abc")}
    assert (newest["diff"], newest["data"]["state"]) == ({"state": "active"}, "inactive")
    assert answer["_pagination"]["total_items"] == 4
    assert await body(await store.client.get(f"{store.home}/files/revisions/{edited['id']}")) == edited
    compared = await body(await store.client.get(f"{store.home}/files/revisions/{newest['id']}?revision={first['id']}"))
    assert compared["diff"] == {"name": "a", "description": "", "size": 3, "checksum": md5(b"abc"), "state": "active"}
    for other in (newest["id"], 0, "x", -1, 2**63, 10**30):
        answer = await body(await store.client.get(f"{store.home}/files/revisions/{newest['id']}?revision={other}"))
        assert answer["diff"] == ({} if other == newest["id"] else {"state": "active"})


async def test_a_revision_is_compared_within_its_file(store):
    one, other = await store.put("a", b"abc"), await store.put("b", b"x")
    revisions = (await body(await store.client.get(f"{store.home}/files/revisions?per_page=1&page=2")))["items"]
    assert revisions[0]["object_id"] == one["id"]
    theirs = (await body(await store.client.get(f"{store.home}/files/revisions?per_page=1")))["items"][0]
    assert theirs["object_id"] == other["id"]
    answer = await body(await store.client.get(f"{store.home}/files/revisions/{revisions[0]['id']}?revision={theirs['id']}"))
    assert answer["diff"] == dict.fromkeys(answer["data"])


async def test_the_same_data_again_is_no_change(store):
    file = await store.put("a", b"abc")
    await store.replace(file, b"abc")
    assert (await body(await store.client.get(f"{store.home}/files/revisions")))["_pagination"]["total_items"] == 1


async def test_without_user_read_no_revision_names_anybody(store, make):
    await store.put("a", b"abc")
    scoped = store.using(await make.token(store.account, "record.read"))
    revision = (await body(await scoped.client.get(f"{store.home}/files/revisions")))["items"][0]
    assert "user" not in revision
    assert "creator" not in (await body(await scoped.client.get(f"{store.home}/files")))["items"][0]


async def test_a_record_without_file_changes_has_no_file_revisions(store):
    assert (await body(await store.client.get(f"{store.home}/files/revisions")))["items"] == []
    await refused(await store.client.get(f"{store.home}/files/revisions/1"), 404, NOT_FOUND)
    await refused(await store.client.get(f"{store.home}/files/revisions/{'9' * 18}"), 404, NOT_FOUND)

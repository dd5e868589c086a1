"""Files of objects: who lists, reads, stores and removes them; names, limits, copies; bytes that go with the last who needs them."""

import asyncio
import uuid
from types import SimpleNamespace

import pytest

from server.api.itr import entities
from server.domain import rows
from tests.make import unique

ZERO = "00000000-0000-0000-0000-000000000000"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


async def said(response):
    return response.status, await response.text()


@pytest.fixture
async def author(people):
    return await people("is_office_user", "is_test_author")


@pytest.fixture
async def thing(make, pool):
    """`await thing(entities.TESTS, company_id)`: a row with what it must have; its id."""

    async def made(entity, company_id, **values):
        identity = uuid.uuid4()
        needed = {column.name: {"uuid": ZERO, "text": "x"}.get(column.kind, 1) for column in entity.relation.columns.values()
                  if column.is_required and column.name != "id"}  # fmt: skip
        async with pool.acquire() as conn:
            await rows.insert(conn, entity.relation, company_id, identity, rows.checked(entity.relation, needed | values))
        return str(identity)

    return made


@pytest.fixture
async def shelf(author, thing):
    """A test of the author's company; `path(kind, name)` is where its files are."""
    test = await thing(entities.TESTS, author.company_id)

    def path(*parts, company=author.company_id, identity=test):
        return "/".join(["", "files", str(company), identity, *parts])

    return SimpleNamespace(author=author, company_id=author.company_id, test=test, path=path)


def bytes_of(response):
    """The body, which the client has read already."""
    return response._body


async def put(client, path, data=PICTURE, **options):
    return await said(await client.request("POST", path, data=data, **options))


async def blob_of(pool, identity, owner=None):
    async with pool.acquire() as conn:
        return await conn.fetchval("select blob_id from object_files where object_id = $1 and owner_id = coalesce($2, owner_id)",
                                   uuid.UUID(identity), owner)  # fmt: skip


async def test_without_a_session_nothing_is_listed_or_changed(itr, shelf):
    for method, path in (("GET", shelf.path("media")), ("DELETE", shelf.path("media")), ("POST", shelf.path("media", "a.png")),
                         ("DELETE", shelf.path("media", "a.png")), ("POST", f"/filecopy/{shelf.test}/{shelf.test}")):  # fmt: skip
        assert await said(await itr.request(method, path)) == (404, "Invalid or expired token")


async def test_a_file_comes_and_goes(itr, shelf, author):
    path = shelf.path("media", "My File 1.PNG")
    assert await put(author, path) == (200, "File uploaded OK")
    for client in (itr, author):
        response = await client.get(shelf.path("MEDIA", "myfile1.png"))
        assert (response.status, bytes_of(response)) == (200, PICTURE)
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"] == "inline; filename=myfile1.png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    assert await (await author.get(shelf.path("media"))).json() == ["myfile1.png"]
    part = await itr.get(path, headers={"Range": "bytes=0-3"})
    assert (part.status, bytes_of(part)) == (206, PICTURE[:4])
    assert (await itr.get(path, headers={"If-None-Match": response.headers["ETag"]})).status == 304
    assert await said(await author.delete(path)) == (200, "File removed")
    assert await said(await author.delete(path)) == (404, "File not found")
    assert await said(await itr.get(path)) == (404, "File not found")


async def test_the_same_name_takes_its_place(itr, shelf, author):
    path = shelf.path("test", "a.bin")
    await put(author, path, b"one")
    tag = (await itr.get(path)).headers["ETag"]
    assert await put(author, path, b"two") == (200, "File uploaded OK")
    response = await itr.get(path, headers={"If-None-Match": tag})
    assert (response.status, bytes_of(response)) == (200, b"two")


async def test_an_empty_file_is_one(itr, shelf, author):
    assert await put(author, shelf.path("media", "empty"), b"") == (200, "File uploaded OK")
    response = await itr.get(shelf.path("media", "empty"))
    assert (response.status, bytes_of(response)) == (200, b"")


@pytest.mark.parametrize("flags", [("is_office_user",), ("is_office_user", "is_translator"), ("is_office_user", "is_researcher")])
async def test_the_office_without_these_rights_is_refused(people, shelf, flags):
    client = await people(*flags, company_id=shelf.company_id)
    for method, path in (("GET", shelf.path("media")), ("DELETE", shelf.path("media")), ("POST", shelf.path("media", "a.png")),
                         ("DELETE", shelf.path("media", "a.png")), ("POST", f"/filecopy/{shelf.test}/{shelf.test}")):  # fmt: skip
        assert await said(await client.request(method, path)) == (403, "This action is not allowed")


async def test_candidates_read_what_pages_embed_and_change_nothing(candidate, shelf, author):
    client = await candidate(shelf.company_id)
    for kind in ("media", "test", "docs"):
        await put(author, shelf.path(kind, f"{kind}.txt"))
    assert await (await client.get(shelf.path("media", company=uuid.uuid4()))).json() == ["media.txt"]
    assert await (await client.get(shelf.path("all"))).json() == ["media.txt", "test.txt"]
    assert await (await client.get(shelf.path("docs"))).json() == []
    assert (await client.get(shelf.path("media", "media.txt"))).status == 200
    assert (await client.get(shelf.path("docs", "docs.txt"))).status == 404
    for method, path in (("POST", shelf.path("media", "x")), ("DELETE", shelf.path("media", "media.txt")), ("DELETE", shelf.path("all")),
                         ("POST", f"/filecopy/{shelf.test}/{shelf.test}")):  # fmt: skip
        assert (await client.request(method, path)).status == 403


async def test_files_of_people_stay_inside(itr, people, candidate, shelf, author):
    client = await candidate(shelf.company_id)
    other = await candidate(shelf.company_id)
    stranger = await people("is_office_user", "is_organisation_supervisor", "is_test_author")
    path = shelf.path("media", "letter.txt", identity=str(client.person_id))
    await put(author, path, b"private")
    assert (await author.get(path)).status == (await client.get(path)).status == 200
    assert await (await client.get(path.rpartition("/")[0])).json() == ["letter.txt"]
    for reader in (itr, other, stranger):
        assert await said(await reader.get(path)) == (404, "File not found")
    assert await (await other.get(path.rpartition("/")[0])).json() == []
    assert await (await stranger.get(path.rpartition("/")[0])).json() == []


async def test_own_objects_only(people, thing, shelf, author):
    client = await people("is_office_user", "is_test_author", "may_work_with_own_objects_only", company_id=shelf.company_id)
    foreign = await thing(entities.SESSIONS, shelf.company_id)
    own = await thing(entities.SESSIONS, shelf.company_id, managed_by_user_id=str(client.login_id))
    for identity, status in ((foreign, 403), (own, 200)):
        path = shelf.path("media", "a.txt", identity=identity)
        await put(author, path)
        assert (await client.get(path)).status == (404 if status == 403 else 200)
        assert (await put(client, path))[0] == (await client.delete(path)).status == status
        assert (await client.post(f"/filecopy/{identity}/{shelf.test}")).status == status


@pytest.mark.parametrize("entity", [entities.SCREEN_TEMPLATES, entities.REPORT_DEFINITIONS], ids=lambda entity: entity.name)
async def test_pages_embed_files_of_templates_and_reports(itr, shelf, author, thing, entity):
    identity = await thing(entity, shelf.company_id)
    for kind, status in (("media", 200), ("test", 200), ("other", 404)):
        await put(author, shelf.path(kind, "a", identity=identity))
        assert (await itr.get(shelf.path(kind, "a", identity=identity))).status == status
        assert (await author.get(shelf.path(kind, "a", identity=identity))).status == 200


async def test_a_companys_own_files_are_shown(itr, shelf, author):
    path = shelf.path("media", "logo.png", identity=str(shelf.company_id))
    await put(author, path)
    assert (await itr.get(path)).status == 200


async def test_what_no_row_says_is_not_shown_to_all(itr, shelf, author):
    path = shelf.path("media", "a", identity=str(uuid.uuid4()))
    await put(author, path)
    assert (await itr.get(path)).status == 404
    assert (await author.get(path)).status == 200


async def test_only_ones_own_company_is_changed(people, shelf, author):
    await put(author, shelf.path("media", "a"))
    stranger = await people("is_office_user", "is_test_author")
    assert await put(stranger, shelf.path("media", "a"), b"mine") == (200, "File uploaded OK")
    assert await said(await stranger.delete(shelf.path("all"))) == (200, "folder removed")
    assert bytes_of(await author.get(shelf.path("media", "a"))) == PICTURE


async def test_the_master_is_for_master_users(people, shelf, author):
    path = shelf.path("media", "a", company="master")
    assert (await put(author, path))[0] == (await author.delete(path)).status == 403
    assert (await author.delete(shelf.path("all", company="master"))).status == 403
    assert (await author.post(f"/filecopy/{shelf.test}/master")).status == 403
    master = await people("is_office_user", is_master=True)
    assert await put(master, path, b"central") == (200, "File uploaded OK")
    assert bytes_of(await author.get(path)) == b"central"
    # Nothing of the company's own: the master's.
    assert await (await author.get(shelf.path("media"))).json() == ["a"]
    assert bytes_of(await author.get(shelf.path("media", "a"))) == b"central"
    await put(author, shelf.path("test", "b"))
    assert await (await author.get(shelf.path("media"))).json() == []
    assert await (await master.delete(shelf.path("all", company="master"))).text() == "folder removed"
    assert (await author.get(path)).status == 404


async def test_publishing_copies_to_the_master(people, thing):
    master = await people("is_office_user", "is_test_author", is_master=True)
    test = await thing(entities.TESTS, master.company_id)
    for name in ("a", "b"):
        await put(master, f"/files/{master.company_id}/{test}/media/{name}", name.encode())
    assert await said(await master.post(f"/filecopy/{test}/master")) == (200, "Folder copied")
    await master.delete(f"/files/{master.company_id}/{test}/media/b")
    assert await said(await master.post(f"/filecopy/{test}/master")) == (200, "Folder copied")
    assert await (await master.get(f"/files/master/{test}/media")).json() == ["a"]
    assert bytes_of(await master.get(f"/files/master/{test}/media/a")) == b"a"


async def test_a_copy_takes_the_place_of_what_was_there(shelf, author, thing):
    other = await thing(entities.TESTS, shelf.company_id)
    await put(author, shelf.path("media", "new"))
    await put(author, shelf.path("docs", "new2"))
    await put(author, shelf.path("media", "old", identity=other))
    assert await said(await author.post(f"/filecopy/{shelf.test}/{other}")) == (200, "Folder copied")
    assert await (await author.get(shelf.path("all", identity=other))).json() == ["new", "new2"]
    assert await said(await author.post(f"/filecopy/{shelf.test}/{shelf.test}")) == (200, "Folder copied")
    assert await (await author.get(shelf.path("all"))).json() == ["new", "new2"]
    assert await said(await author.post(f"/filecopy/{uuid.uuid4()}/{other}")) == (200, "Folder copied")
    assert await (await author.get(shelf.path("all", identity=other))).json() == []


async def test_bytes_go_with_the_last_who_has_them(shelf, author, thing, pool):
    other = await thing(entities.TESTS, shelf.company_id)
    await put(author, shelf.path("media", "a"))
    blob_id = await blob_of(pool, shelf.test)
    await author.post(f"/filecopy/{shelf.test}/{other}")
    assert await blob_of(pool, other) == blob_id
    discarded = "select count(*) from discarded_blobs where blob_id = $1"
    async with pool.acquire() as conn:
        await author.delete(shelf.path("media"))
        assert await conn.fetchval(discarded, blob_id) == 0
        assert (await author.get(shelf.path("media", "a", identity=other))).status == 200
        await put(author, shelf.path("media", "a", identity=other), b"another")
        assert await conn.fetchval(discarded, blob_id) == 1


async def test_the_sweep_leaves_files_that_are_needed(shelf, author, pool):
    await put(author, shelf.path("media", "a"))
    from server.db import sql

    blob_id = await blob_of(pool, shelf.test)
    async with pool.acquire() as conn:
        assert await sql.files.list_orphans(conn, blob_ids=[blob_id]) == []
        assert await conn.fetchval("select count(*) from topic_uploads where id = $1", blob_id) == 0


async def test_bytes_that_changed_on_disk_are_noticed(shelf, author, pool, server):
    from server import keys
    from server.config import Storage
    from server.domain import files

    await put(author, shelf.path("media", "a"))
    async with pool.acquire() as conn:
        file_id = await conn.fetchval(
            "update object_files set created_at = '2001-01-01' where object_id = $1 returning id", uuid.UUID(shelf.test)
        )
    blobs = server.app[keys.BLOBS]
    path = blobs.path(await blob_of(pool, shelf.test))
    path.chmod(0o600)
    path.write_bytes(b"x" * len(PICTURE))
    assert file_id in await files.scrub(pool, blobs, Storage(scrub_days=365.0))


@pytest.mark.parametrize("kind", ["a.b", "%2e%2e", "a%2fb", "ä", "x" * 41, "%00"])
async def test_a_type_is_letters_and_digits(shelf, author, kind):
    assert (await put(author, shelf.path(kind, "a")))[0] == 404
    assert (await author.get(shelf.path(kind))).status == 404


@pytest.mark.parametrize("name", ["..", "%2e%2e", "...", "%2e%2e%2f%2e%2e", "%00", "ä", "---"])
async def test_a_name_that_has_nothing_to_it_is_refused(shelf, author, name):
    assert (await author.request("POST", f"{shelf.path('media')}/{name}", data=b"x")).status in (404, 405)


async def test_no_name_leaves_the_folder(shelf, author, pool):
    assert await put(author, shelf.path("media", "..%2F..%2Fetc%2Fpasswd")) == (200, "File uploaded OK")
    assert await (await author.get(shelf.path("media"))).json() == ["....etcpasswd"]


@pytest.mark.parametrize("path", ["/files/x/{id}/media/a", "/files/{id}/x/media/a", "/files/{id}/{id}/all/a"])
async def test_what_is_no_place_for_a_file_is_refused(author, path):
    assert (await put(author, path.replace("{id}", str(uuid.uuid4()))))[0] in (400, 404)


async def limited(pool, company_id, **limits):
    async with pool.acquire() as conn:
        for name, value in limits.items():
            await conn.execute(
                "insert into system_settings (company_id, name, value) values ($1, $2, $3)"
                " on conflict (owner_id, name) do update set value = excluded.value",
                company_id, name, str(value),
            )  # fmt: skip


async def test_a_file_has_a_largest_size(shelf, author, pool):
    await limited(pool, shelf.company_id, MAX_FILE_MEGABYTES=1)
    assert (await put(author, shelf.path("media", "a"), bytes(1_000_000)))[0] == 200
    assert (await put(author, shelf.path("media", "b"), bytes(1_000_001)))[0] == 413

    async def pieces():
        for _ in range(3):
            yield bytes(500_000)

    assert (await put(author, shelf.path("media", "c"), pieces()))[0] == 413
    assert await (await author.get(shelf.path("media"))).json() == ["a"]
    async with pool.acquire() as conn:
        uploads = await conn.fetchval("select count(*) from topic_uploads u join logins l on l.account_id = u.account_id where l.id = $1",
                                      author.login_id)  # fmt: skip
    assert uploads == 0


async def test_a_companys_files_have_so_much_room_also_at_once(shelf, author, pool):
    await limited(pool, shelf.company_id, MAX_FILES_MEGABYTES=2)
    answers = await asyncio.gather(*(put(author, shelf.path("media", unique("f")), bytes(900_000)) for _ in range(5)))
    assert sorted(status for status, _ in answers) == [200, 200, 413, 413, 413]
    names = await (await author.get(shelf.path("media"))).json()
    assert len(names) == 2
    other = str(uuid.uuid4())
    assert (await author.post(f"/filecopy/{shelf.test}/{other}")).status == 413
    assert (await put(author, shelf.path("media", names[0]), bytes(1_000_000)))[0] == 200


async def test_files_go_with_their_company(make, pool, shelf, author):
    await put(author, shelf.path("media", "a"))
    blob_id = await blob_of(pool, shelf.test)
    async with pool.acquire() as conn:
        await conn.execute("delete from object_files where company_id = $1", shelf.company_id)
        assert await conn.fetchval("select count(*) from discarded_blobs where blob_id = $1", blob_id) == 1

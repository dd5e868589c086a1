"""Uploads: begin, data whole and in chunks, finish, list, delete; every refusal in Kadi's words."""

import asyncio
from uuid import uuid4

import aiohttp
import pytest

from server import keys
from server.api.kadi.errors import size as spelled
from tests.api.kadi.storing import CHUNK, DIRECT, Store, checksum_of, chunks_of, content, md5, raw
from tests.conftest import Client

NOT_UNDERSTOOD = "The browser (or proxy) sent a request that this server could not understand."
TAKEN = "A file with that name already exists."
STRANGE = ("../../etc/passwd", "..", "a/b\\c", "\u202egnp.exe", "ä ü €.txt", "x" * 256, "con", "a\u0301", "-rf", "%2e%2e")
TOO_BIG = "9" * 18


async def described(response: aiohttp.ClientResponse) -> str:
    return (await response.json())["description"]


# --- POST /records/{id}/uploads --------------------------------------------------------------------------------------


async def test_beginning_needs_a_token(store):
    assert (await store.using(None).begin("a", 1)).status == 401


async def test_beginning_needs_the_permission_before_the_scope_and_the_scope_before_the_body(store, make):
    stranger = await make.account()
    client = store.client
    reader = store.using(await make.token(stranger))
    assert (await reader.client.post(f"{store.home}/uploads", data=b"{broken")).status == 403
    scoped = store.using(await make.token(store.account, "record.read"))
    response = await scoped.client.post(f"{store.home}/uploads", data=b"{broken")
    assert response.status == 401
    assert (await response.json())["scopes"] == ["record.update"]
    assert await described(await client.post(f"{store.home}/uploads", data=b"{broken")) == "Failed to decode JSON object."
    assert (await client.post("/records/999999999/uploads", data=b"{broken")).status == 404
    assert (await client.delete(store.home)).status == 204
    assert (await client.post(f"{store.home}/uploads", data=b"{broken")).status == 404


@pytest.mark.parametrize("body, errors", [
    ([], {"_schema": ["Invalid input type."]}),
    ({}, {"name": ["Missing data for required field."], "size": ["Missing data for required field."]}),
    ({"name": None, "size": None}, {"name": ["Field may not be null."], "size": ["Field may not be null."]}),
    ({"name": 5, "size": "x"}, {"name": ["Not a valid string."], "size": ["Not a valid integer."]}),
    ({"name": " \t ", "size": True}, {"name": ["String must not be empty."], "size": ["Not a valid integer."]}),
    ({"name": "x" * 300, "size": -1}, {"name": ["Longer than maximum length 256."], "size": ["Must be greater than or equal to 0."]}),
    ({"name": "a", "size": "1.5"}, {"size": ["Not a valid integer."]}),
    ({"name": "a", "size": []}, {"size": ["Not a valid integer."]}),
    ({"name": "a", "size": 1, "description": 1}, {"description": ["Not a valid string."]}),
    ({"name": "a", "size": 1, "description": "x" * 50_001}, {"description": ["Longer than maximum length 50000."]}),
    ({"name": "a", "size": 1, "mimetype": "text"}, {"mimetype": ["Not a valid MIME type."]}),
    ({"name": "a", "size": 1, "mimetype": "text/plain\r\nX: y"}, {"mimetype": ["Not a valid MIME type."]}),
])  # fmt: skip
async def test_each_field_is_checked_and_all_faults_are_told(store, body, errors):
    response = await store.client.post(f"{store.home}/uploads", json=body)
    assert response.status == 400
    answer = await response.json()
    assert answer == {"code": 400, "message": "Bad Request", "description": NOT_UNDERSTOOD, "errors": errors}


@pytest.mark.parametrize("given, size", [("12", 12), (3.9, 3), (0, 0), (" 7 ", 7)])
async def test_a_size_may_be_a_text_or_have_a_fraction(store, given, size):
    assert (await store.begun("a", given))["size"] == size


async def test_a_direct_upload_looks_as_documented(store):
    upload = await store.begun("  a  b.bin ", DIRECT, description=" *x* ", mimetype="Image/PNG")
    api = str(store.client.url)
    home = f"{api}{store.home}/uploads/{upload['id']}"
    creator = upload.pop("creator")
    assert creator["id"] == store.account["id"]
    assert upload.pop("created_at") == upload.pop("last_modified")
    assert upload == {
        "id": upload["id"], "name": "a b.bin", "description": "*x*", "mimetype": "image/png", "size": DIRECT, "chunk_count": 1,
        "chunks": [], "storage_type": "local", "upload_type": "direct", "state": "active", "file": None, "_meta": {"chunk_size": DIRECT},
        "_links": {"self": home, "record": f"{api}{store.home}"}, "_actions": {"delete": home, "upload_data": home},
    }  # fmt: skip
    later = await (await store.look(upload)).json()
    assert later["checksum"] is None
    assert {name: later[name] for name in upload} == upload


@pytest.mark.parametrize("size, count", [(DIRECT + 1, 3), (3 * CHUNK, 3), (3 * CHUNK + 1, 4), (999_999, 1000)])
async def test_a_long_one_comes_in_chunks(store, size, count):
    upload = await store.begun("a", size)
    assert (upload["upload_type"], upload["chunk_count"], upload["_meta"]) == ("chunked", count, {"chunk_size": CHUNK})
    assert upload["_actions"]["finish"] == upload["_links"]["self"]


async def test_a_taken_name_is_told_with_its_file(store):
    file = await store.put("a.txt", b"one")
    response = await store.begin(" a.txt", 5)
    assert response.status == 409
    assert await response.json() == {"code": 409, "message": "Conflict", "description": TAKEN, "file": file}
    assert (await store.begin("A.txt", 5)).status == 201


async def test_the_quota_is_reserved_at_the_start_and_given_back(store):
    half = await store.begun("a", 600_000)
    response = await store.begin("b", 400_001)
    assert response.status == 413
    assert await described(response) == "Maximum upload quota exceeded (1 MB)."
    assert (await store.begin("c", 2**63)).status == 413
    assert (await store.begin("c", 1e300)).status == 413
    assert (await store.begin("empty", 0)).status == 201
    assert (await store.begin("b", 400_000)).status == 201
    assert (await store.delete_upload(half)).status == 204
    assert (await store.begin("d", 600_000)).status == 201


async def test_a_quota_of_nothing_is_none(start_server, store):
    server = await start_server(storage={"quota_bytes": 0})
    store.client.url = str(server.make_url("/api/v1"))
    assert (await store.begin("a", 10**13)).status == 201
    assert (await store.begin("b", 1)).status == 201
    assert (await store.begin("c", 2**63)).status == 413


async def test_files_count_until_they_are_deleted_and_new_data_counts_its_growth(store, pool):
    file = await store.put("a", content(2000))
    await store.begun("rest", 998_000)
    assert (await store.client.put(f"{store.home}/files/{file['id']}", json={"size": 2001})).status == 413
    file = await store.replace(file, content(1000))
    assert (await store.begin("b", 1000)).status == 201
    assert (await store.begin("c", 1)).status == 413
    assert (await store.client.delete(f"{store.home}/files/{file['id']}")).status == 204
    assert (await store.begin("c", 1000)).status == 201
    used = await pool.fetchval("select used_bytes from storage_usage where account_id = $1", store.account["id"])
    assert used == 1_000_000


async def test_parallel_beginners_cannot_reserve_more_than_there_is(store):
    responses = await asyncio.gather(*(store.begin(f"file {n}", 300_000) for n in range(12)))
    assert sorted(response.status for response in responses) == [201] * 3 + [413] * 9


@pytest.mark.parametrize("name", STRANGE)
async def test_strange_names_are_only_names(store, name, small_server):
    file = await store.put(name, b"data")
    assert file["name"] == name
    assert await store.bytes_of(file) == b"data"
    found = await store.client.get(f"{store.home}/files?filter={name[:3]}")
    assert name in [item["name"] for item in (await found.json())["items"]] or "%" in name


@pytest.mark.parametrize("name", ["a\0b", "\ud800x"])
async def test_names_that_no_text_can_hold_are_refused(store, name):
    body = b'{"name": "%s", "size": 1}' % name.encode("ascii", "backslashreplace").replace(b"\\x00", b"\\u0000")
    response = await store.client.post(f"{store.home}/uploads", data=body)
    assert response.status == 400


# --- PUT, direct -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, DIRECT])
async def test_a_direct_upload_becomes_a_file(store, size):
    data = content(size)
    upload = await store.begun("a b.txt", size, description="d")
    response = await store.send(upload, data)
    assert response.status == 201
    file = await response.json()
    home = f"{store.client.url}{store.home}/files/{file['id']}"
    assert file.pop("creator")["id"] == store.account["id"]
    assert file.pop("created_at") <= file.pop("last_modified")
    assert file == {
        "id": file["id"], "name": "a b.txt", "description": "d", "mimetype": "text/plain", "size": size, "checksum": md5(data),
        "magic_mimetype": file["magic_mimetype"], "storage_type": "local", "state": "active",
        "_links": {"self": home, "download": f"{home}/download", "record": f"{store.client.url}{store.home}",
                   "view": home.replace("/api/v1", "")},
        "_actions": {"delete": home, "edit_metadata": home, "edit_data": home},
    }  # fmt: skip
    assert await store.bytes_of(file) == data
    over = await (await store.look(upload)).json()
    assert (over["state"], over["checksum"], over["_meta"]) == ("inactive", md5(data), {"chunk_size": size})
    assert (await store.send(upload, data)).status == 404


async def test_a_body_without_a_length_is_taken(store):
    async def pieces():
        yield b"abc"
        await asyncio.sleep(0.01)
        yield b"def"

    file = await (await store.send(await store.begun("a", 6), pieces())).json()
    assert await store.bytes_of(file) == b"abcdef"

    async def nothing():
        return
        yield b""

    response = await store.send(await store.begun("empty", 0), nothing())
    assert response.status == 201
    assert (await response.json())["magic_mimetype"] == "application/x-empty"


@pytest.mark.parametrize("is_coded", [False, True])
@pytest.mark.parametrize("size, sent, description", [
    (110, 109, "File size mismatch (expected: 110, actual: 109)."),
    (110, 111, "Maximum file size exceeded (110 Bytes)."),
    (1500, 1501, "Maximum file size exceeded (1.5 kB)."),
    (0, 1, "Maximum file size exceeded (0 Bytes)."),
])  # fmt: skip
async def test_bytes_other_than_announced_end_a_direct_upload(store, size, sent, description, is_coded):
    async def coded():
        yield content(sent)

    upload = await store.begun("a", size)
    response = await store.send(upload, coded() if is_coded else content(sent))
    assert (response.status, await described(response)) == (400, description)
    assert (await response.json()).keys() == {"code", "message", "description"}
    assert (await (await store.look(upload)).json())["state"] == "inactive"
    assert (await store.send(upload, content(size))).status == 404
    assert await store.names() == []
    assert (await store.begin("b", 1_000_000)).status == 201


async def test_a_wrong_checksum_ends_a_direct_upload(store):
    upload, data = await store.begun("a", 3), b"abc"
    response = await store.send(upload, data, {"Kadi-MD5-Checksum": "0" * 32})
    assert response.status == 400
    assert await described(response) == f"File checksum mismatch (expected: {'0' * 32}, actual: {md5(data)})."
    assert (await store.send(upload, data)).status == 404


async def test_the_right_checksum_is_fine_in_any_case(store):
    assert (await store.send(await store.begun("a", 3), b"abc", {"Kadi-MD5-Checksum": md5(b"abc").upper()})).status == 201


async def test_a_name_taken_meanwhile_is_a_conflict(store):
    slow = await store.begun("a", 3)
    quick = await store.put("a", b"xyz")
    response = await store.send(slow, b"abc")
    assert response.status == 409
    assert await response.json() == {"code": 409, "message": "Conflict", "description": TAKEN, "file": quick}
    assert (await store.send(slow, b"abc")).status == 404
    assert await store.bytes_of(quick) == b"xyz"


async def test_eight_uploads_of_one_name_make_one_file(store):
    begun = [await store.begun("a", 4) for _ in range(8)]
    answers = await asyncio.gather(*(store.send(upload, b"%04d" % n) for n, upload in enumerate(begun)))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7
    number = next(n for n, answer in enumerate(answers) if answer.status == 201)
    assert await store.bytes_of(await answers[number].json()) == b"%04d" % number


async def test_only_the_uploader_sees_an_upload(store, make):
    other = await make.account()
    await store.client.post(f"{store.home}/roles/users", json={"user": {"id": other["id"]}, "role": {"name": "admin"}})
    theirs = store.using(await make.token(other))
    upload = await store.begun("a", 3)
    for attempt in (theirs.look(upload), theirs.send(upload, b"abc"), theirs.finish(upload), theirs.delete_upload(upload)):
        assert (await attempt).status == 404
    assert (await (await theirs.client.get(f"{store.home}/uploads")).json()) == {"items": []}


@pytest.mark.parametrize("method, path", [("GET", ""), ("GET", "/{}"), ("PUT", "/{}"), ("POST", "/{}"), ("DELETE", "/{}")])
async def test_uploads_need_token_permission_scope_and_an_active_record(store, make, method, path):
    upload = await store.begun("a", 3)
    address = f"{store.home}/uploads" + path.format(upload["id"])
    assert (await store.using(None).client.request(method, address)).status == 401
    stranger = store.using(await make.token(await make.account()))
    assert (await stranger.client.request(method, address)).status == 403
    scoped = await store.using(await make.token(store.account, "record.read")).client.request(method, address)
    assert (scoped.status, (await scoped.json())["scopes"]) == (401, ["record.update"])
    assert (await store.client.request(method, address.replace(str(store.record_id), "999999999", 1))).status == 404
    if path:
        assert (await store.client.request(method, f"{store.home}/uploads/{uuid4()}")).status == 404
        assert (await store.client.request(method, f"{store.home}/uploads/5")).status == 404
    await store.client.delete(store.home)
    assert (await store.client.request(method, address)).status == 404


# --- PUT, chunks -----------------------------------------------------------------------------------------------------


async def test_chunks_in_any_order_become_a_file(store):
    data = content(4321)
    upload = await store.begun("a.bin", len(data))
    parts = chunks_of(data)
    for index in (4, 0, 3, 1, 2):
        response = await store.send_chunk(upload, index, parts[index], **{"Kadi-MD5-Checksum": md5(parts[index])})
        assert response.status == 200
    answer = await response.json()
    assert sorted(answer["chunks"], key=lambda chunk: chunk["index"]) == [
        {"index": index, "size": len(part), "checksum": md5(part)} for index, part in enumerate(parts)
    ]
    assert (answer["state"], answer["checksum"]) == ("active", None)
    response = await store.finish(upload)
    assert response.status == 202
    finishing = await response.json()
    assert (finishing["state"], finishing["_meta"]) == ("processing", {"chunk_size": CHUNK})
    over = await (await store.look(upload)).json()
    task = over["_meta"]["task"]
    assert (over["state"], task["state"], task["file"]["checksum"]) == ("inactive", "success", checksum_of(data))
    assert over["checksum"] == checksum_of(data)
    file = await (await store.get(task["file"])).json()
    assert file == task["file"]
    assert (file["size"], file["magic_mimetype"], file["mimetype"]) == (4321, "application/octet-stream", "application/octet-stream")
    assert await store.bytes_of(file) == data
    for response in (await store.finish(upload), await store.send_chunk(upload, 0, parts[0]), await store.delete_upload(upload)):
        assert response.status == 404


@pytest.mark.parametrize("headers, errors", [
    ({}, {"index": ["Missing data for required field."], "size": ["Missing data for required field."]}),
    ({"Kadi-Chunk-Index": "x", "Kadi-Chunk-Size": ""}, {"index": ["Not a valid integer."], "size": ["Not a valid integer."]}),
    ({"Kadi-Chunk-Index": "-1", "Kadi-Chunk-Size": "-5"},
     {"index": ["Must be greater than or equal to 0."], "size": ["Must be greater than or equal to 0."]}),
    ({"Kadi-Chunk-Index": "4", "Kadi-Chunk-Size": "1000"}, {"index": ["Must be less than 4."]}),
    ({"Kadi-Chunk-Index": TOO_BIG, "Kadi-Chunk-Size": TOO_BIG},
     {"index": ["Must be less than 4."], "size": ["Chunk size (1 kB) exceeded."]}),
    ({"Kadi-Chunk-Index": "9" * 300, "Kadi-Chunk-Size": "1"}, {"index": ["Not a valid integer."]}),
    ({"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "1001"}, {"size": ["Chunk size (1 kB) exceeded."]}),
    ({"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "999"}, {"size": ["Only the last chunk may be smaller than the chunk size (1 kB)."]}),
    ({"Kadi-Chunk-Index": "²", "Kadi-Chunk-Size": "1000"}, {"index": ["Not a valid integer."]}),
])  # fmt: skip
async def test_chunk_headers_are_checked(store, headers, errors):
    upload = await store.begun("a", 3500)
    response = await store.send(upload, b"x", headers)
    assert (response.status, (await response.json())["errors"]) == (400, errors)
    assert (await (await store.look(upload)).json())["state"] == "active"


async def test_a_failed_chunk_leaves_the_upload_open_and_may_be_sent_again(store):
    data = content(3000)
    upload, parts = await store.begun("a", 3000), chunks_of(data)
    sent = {"Kadi-Chunk-Index": "1", "Kadi-Chunk-Size": "1000"}
    short = await store.send(upload, parts[1][:999], sent)
    assert (short.status, await described(short)) == (400, "File size mismatch (expected: 1000, actual: 999).")
    long = await store.send(upload, parts[1] + b"x", sent)
    assert (long.status, await described(long)) == (400, "Maximum file size exceeded (1 kB).")
    wrong = await store.send_chunk(upload, 1, parts[1], **{"Kadi-MD5-Checksum": "f" * 32})
    assert (wrong.status, await described(wrong)) == (400, f"File checksum mismatch (expected: {'f' * 32}, actual: {md5(parts[1])}).")
    assert (await (await store.look(upload)).json())["chunks"] == []
    file = await store.fill(upload, data)
    assert await store.bytes_of(file) == data


async def test_a_repeated_chunk_counts_once_and_the_last_one_holds(store):
    old, new = content(3000), content(3000, 2)
    upload = await store.begun("a", 3000)
    for index, part in enumerate(chunks_of(old)):
        assert (await store.send_chunk(upload, index, part)).status == 200
    for part in (chunks_of(old)[1], chunks_of(new)[1], chunks_of(old)[1], chunks_of(new)[1], chunks_of(new)[1]):
        response = await store.send_chunk(upload, 1, part)
        assert response.status == 200
    chunks = (await response.json())["chunks"]
    assert [chunk["checksum"] for chunk in chunks] == [md5(old[:1000]), md5(new[1000:2000]), md5(old[2000:])]
    wanted = old[:1000] + new[1000:2000] + old[2000:]
    assert (await store.finish(upload)).status == 202
    file = (await (await store.look(upload)).json())["_meta"]["task"]["file"]
    assert (await store.bytes_of(file), file["checksum"]) == (wanted, checksum_of(wanted))


async def test_finishing_with_a_gap_is_refused_and_the_upload_stays_open(store):
    data = content(3000)
    upload = await store.begun("a", 3000)
    for index in (0, 2):
        await store.send_chunk(upload, index, chunks_of(data)[index])
    response = await store.finish(upload)
    assert (response.status, await described(response)) == (400, "Number of uploaded chunks does not match the expected chunk count.")
    look = await (await store.look(upload)).json()
    assert (look["state"], "task" in look["_meta"]) == ("active", False)
    await store.send_chunk(upload, 1, chunks_of(data)[1])
    assert (await store.finish(upload)).status == 202


@pytest.mark.parametrize("last", [1, 499, 501, 1000])
async def test_a_last_chunk_of_another_size_fails_the_task(store, last):
    data = content(2500 + 1000)
    upload = await store.begun("a", 3500)
    for index in range(3):
        await store.send_chunk(upload, index, data[index * 1000 : (index + 1) * 1000])
    assert (await store.send_chunk(upload, 3, content(last))).status == 200
    assert (await store.finish(upload)).status == 202
    look = await (await store.look(upload)).json()
    assert look["state"] == "inactive"
    assert look["_meta"]["task"] == {"state": "failure", "error": f"File size mismatch (expected: 3500, actual: {3000 + last})."}
    assert await store.names() == []
    assert (await store.begin("b", 1_000_000)).status == 201


async def test_a_last_chunk_that_was_too_long_may_be_put_right(store):
    data = content(3500)
    upload = await store.begun("a", 3500)
    for index in range(3):
        await store.send_chunk(upload, index, data[index * 1000 : (index + 1) * 1000])
    await store.send_chunk(upload, 3, content(1000))
    await store.send_chunk(upload, 3, data[3000:])
    await store.finish(upload)
    task = (await (await store.look(upload)).json())["_meta"]["task"]
    assert await store.bytes_of(task["file"]) == data


async def test_a_name_taken_meanwhile_is_the_tasks_error(store):
    data = content(3000)
    upload = await store.begun("a", 3000)
    quick = await store.put("a", b"xyz")
    for index, part in enumerate(chunks_of(data)):
        await store.send_chunk(upload, index, part)
    assert (await store.finish(upload)).status == 202
    look = await (await store.look(upload)).json()
    assert look["_meta"]["task"] == {"state": "failure", "error": "A file with that name already exists."}
    assert await store.bytes_of(quick) == b"xyz"


async def test_a_second_writer_of_a_chunk_is_told_and_mixes_nothing(store):
    upload, begun, go_on = await store.begun("a", 3000), asyncio.Event(), asyncio.Event()

    async def slow():
        yield b"s" * 400
        begun.set()
        await go_on.wait()
        yield b"s" * 600

    first = asyncio.create_task(store.send(upload, slow(), {"Kadi-Chunk-Index": "1", "Kadi-Chunk-Size": "1000"}))
    await begun.wait()
    await asyncio.sleep(0.2)
    second = await store.send_chunk(upload, 1, b"q" * 1000)
    assert second.status == 409
    assert (await store.send_chunk(upload, 0, b"q" * 1000)).status == 200
    go_on.set()
    assert (await first).status == 200
    await store.send_chunk(upload, 2, b"q" * 1000)
    await store.finish(upload)
    task = (await (await store.look(upload)).json())["_meta"]["task"]
    assert await store.bytes_of(task["file"]) == b"q" * 1000 + b"s" * 1000 + b"q" * 1000


async def test_a_writer_who_hangs_up_gives_the_chunk_back(store):
    upload, begun = await store.begun("a", 3000), asyncio.Event()

    async def half():
        yield b"h" * 500
        begun.set()
        await asyncio.sleep(30)

    writer = asyncio.create_task(store.send(upload, half(), {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "1000"}))
    await begun.wait()
    await asyncio.sleep(0.1)
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    data = content(3000)
    for _ in range(100):
        response = await store.send_chunk(upload, 0, data[:1000])
        if response.status == 200:
            break
        await asyncio.sleep(0.02)
    assert response.status == 200
    assert await store.bytes_of(await store.fill(upload, data)) == data


async def test_a_writer_who_hangs_up_on_a_direct_upload_may_begin_again(store, caplog):
    upload, begun = await store.begun("a", 1000), asyncio.Event()

    async def half():
        yield b"h" * 500
        begun.set()
        await asyncio.sleep(30)

    writer = asyncio.create_task(store.send(upload, half()))
    await begun.wait()
    await asyncio.sleep(0.1)
    assert (await store.send(upload, b"x" * 1000)).status == 409
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    for _ in range(100):
        response = await store.send(upload, b"x" * 1000)
        if response.status == 201:
            break
        await asyncio.sleep(0.02)
    assert response.status == 201
    assert await store.bytes_of(await response.json()) == b"x" * 1000
    assert "unexpected failure" not in caplog.text, "hanging up is nobody's failure"


async def test_a_silent_writer_loses_the_chunk(start_server, http, make):
    server = await start_server(storage={"chunk_bytes": CHUNK, "direct_bytes": DIRECT, "claim_seconds": 0.3})
    account = await make.account()
    record = await make.record(account)
    store = Store(Client(http, str(server.make_url("/api/v1")), await make.token(account)), record["id"], account)
    upload, go_on = await store.begun("a", 3000), asyncio.Event()

    async def stuck():
        yield b"s" * 500
        await go_on.wait()
        yield b"s" * 500

    response = await store.send(upload, stuck(), {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "1000"})
    go_on.set()
    assert response.status == 409
    assert (await store.send_chunk(upload, 0, b"q" * 1000)).status == 200


@pytest.mark.parametrize("call", ["open", "write", "sync", "rename"])
@pytest.mark.parametrize("size", [1000, 3000])
async def test_a_disk_that_fails_is_a_503_and_nothing_is_lost(store, small_server, monkeypatch, size, call):
    disk, data = small_server.app[keys.BLOBS].disk, content(size)

    def full(*_):
        raise OSError(28, "No space left on device")

    upload = await store.begun("a", size)
    headers = {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "1000"} if size > DIRECT else {}
    monkeypatch.setattr(disk, call, full)
    response = await store.send(upload, data[:1000], headers)
    is_safe = call == "rename" and size > DIRECT
    assert response.status == (200 if is_safe else 503)
    assert is_safe or response.headers["Retry-After"]
    if is_safe:
        for index in (1, 2):
            await store.send_chunk(upload, index, data[index * 1000 : (index + 1) * 1000])
        assert (await store.finish(upload)).status == 503
        assert (await (await store.look(upload)).json())["state"] == "active"
    monkeypatch.undo()
    assert await store.bytes_of(await store.fill(upload, data)) == data


# --- list, look, delete ----------------------------------------------------------------------------------------------


async def test_open_uploads_are_listed_oldest_first(store):
    begun = [await store.begun(name, size) for name, size in (("b", 10), ("a", 3000), ("c", 0))]
    await store.send_chunk(begun[1], 2, content(1000))
    over = await store.begun("d", 1)
    await store.send(over, b"x")
    answer = await (await store.client.get(f"{store.home}/uploads")).json()
    assert answer.keys() == {"items"}
    assert [item["id"] for item in answer["items"]] == [upload["id"] for upload in begun]
    assert [item["_meta"] for item in answer["items"]] == [{"chunk_size": 10}, {"chunk_size": CHUNK}, {"chunk_size": 0}]
    assert answer["items"][1]["chunks"] == [{"index": 2, "size": 1000, "checksum": md5(content(1000))}]


async def test_a_deleted_upload_is_over(store, small_server):
    direct, chunked = await store.begun("a", 10), await store.begun("b", 3000)
    await store.send_chunk(chunked, 0, content(1000))
    for upload in (direct, chunked):
        response = await store.delete_upload(upload)
        assert (response.status, raw(response), response.content_type) == (204, b"", "application/json")
        assert (await store.delete_upload(upload)).status == 404
    assert (await (await store.look(direct)).json())["state"] == "inactive"
    assert (await store.look(chunked)).status == 404
    assert (await (await store.client.get(f"{store.home}/uploads")).json()) == {"items": []}


async def test_a_writer_whose_upload_is_deleted_is_told(store):
    upload, begun, go_on = await store.begun("a", 3000), asyncio.Event(), asyncio.Event()

    async def slow():
        yield b"s" * 400
        begun.set()
        await go_on.wait()
        yield b"s" * 600

    writer = asyncio.create_task(store.send(upload, slow(), {"Kadi-Chunk-Index": "1", "Kadi-Chunk-Size": "1000"}))
    await begun.wait()
    await asyncio.sleep(0.1)
    assert (await store.delete_upload(upload)).status == 204
    go_on.set()
    assert (await writer).status == 404


async def test_without_user_read_nobody_is_named(store, make):
    scoped = store.using(await make.token(store.account, "record.read", "record.update"))
    upload = await scoped.begun("a", 3)
    assert "creator" not in upload
    assert "creator" not in await (await scoped.send(upload, b"abc")).json()


async def test_links_carry_the_prefix_of_the_request(store, small_server):
    upload = await store.begun("a", 3)
    root = str(small_server.make_url("")).rstrip("/")
    for base in ("/api", "/kadi/api/v1", "/kadi/api"):
        answer = await (await store.client.get(f"{root}{base}{store.home}/uploads/{upload['id']}")).json()
        assert answer["_links"]["self"] == f"{root}{base}{store.home}/uploads/{upload['id']}"


# --- PUT /records/{id}/files/{file_id} -------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 5, 3000])
async def test_new_data_keeps_id_and_name(store, size):
    file = await store.put("a.txt", b"old", description="kept")
    data = content(size)
    response = await store.client.put(f"{store.home}/files/{file['id']}", json={"size": size, "name": "ignored"})
    assert response.status == 201
    upload = await response.json()
    assert (upload["name"], upload["file"], upload["description"]) == ("a.txt", file, None)
    assert "checksum" not in upload
    assert await store.bytes_of(file) == b"old"
    new = await store.fill(upload, data)
    assert (new["id"], new["name"], new["description"], new["size"]) == (file["id"], "a.txt", "kept", size)
    assert new["last_modified"] > file["last_modified"]
    assert await store.bytes_of(file) == data
    assert await store.names() == ["a.txt"]


async def test_new_data_may_bring_a_description_and_a_type(store):
    file = await store.put("a.txt", b"old", description="old")
    new = await store.replace(file, b"{}", description="new", mimetype="application/json")
    assert (new["description"], new["mimetype"]) == ("new", "application/json")


async def test_new_data_for_a_file_that_is_deleted_meanwhile_is_a_conflict(store):
    file = await store.put("a", b"old")
    response = await store.client.put(f"{store.home}/files/{file['id']}", json={"size": 3})
    upload = await response.json()
    assert (await store.client.delete(f"{store.home}/files/{file['id']}")).status == 204
    response = await store.send(upload, b"new")
    assert (response.status, await described(response)) == (409, "The file to be replaced does not exist anymore.")
    assert await store.names() == []


async def test_new_data_needs_what_every_change_needs(store, make):
    file = await store.put("a", b"old")
    address = f"{store.home}/files/{file['id']}"
    assert (await store.using(None).client.put(address, json={"size": 1})).status == 401
    assert (await store.using(await make.token(await make.account())).client.put(address, data=b"{")).status == 403
    assert (await store.using(await make.token(store.account, "record.read")).client.put(address, data=b"{")).status == 401
    assert (await store.client.put(f"{store.home}/files/{uuid4()}", json={"size": 1})).status == 404
    response = await store.client.put(address, json={})
    assert (response.status, (await response.json())["errors"]) == (400, {"size": ["Missing data for required field."]})
    assert (await store.client.put(address, json={"size": 2_000_000})).status == 413


def test_sizes_in_sentences():
    assert [spelled(n) for n in (0, 1, 110, 999, 1000, 1500, 1549, 999_949, 999_950, 10**7, 5 * 10**7, 10**10, 10**18)] == [
        "0 Bytes", "1 Byte", "110 Bytes", "999 Bytes", "1 kB", "1.5 kB", "1.5 kB", "999.9 kB", "1 MB", "10 MB", "50 MB", "10 GB", "1 EB",
    ]  # fmt: skip

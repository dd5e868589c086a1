"""Nothing is acknowledged before it is safe: write, sync, commit, answer; and sync, rename, sync of the directory, commit."""

from tests.api.kadi.storing import CHUNK, content


def kinds(events) -> list[str]:
    """What happened, repetitions and reads of the same thing folded."""
    found: list[str] = []
    for what, _ in events:
        if not found or found[-1] != what:
            found.append(what)
    return found


async def test_a_chunk_is_written_synced_committed_and_then_answered(watched):
    upload = await watched.begun("a", 3 * CHUNK)
    for index in (0, 1):
        del watched.events[:]
        assert (await watched.send_chunk(upload, index, content(CHUNK))).status == 200
        watched.events.append(("answer", ""))
        expected = ["write", "sync", "sync directory", "commit", "answer"] if index == 0 else ["write", "sync", "commit", "answer"]
        assert kinds(watched.events) == expected


async def test_a_repeated_chunk_touches_only_its_side_file(watched):
    upload = await watched.begun("a", 3 * CHUNK)
    await watched.send_chunk(upload, 0, content(CHUNK))
    del watched.events[:]
    await watched.send_chunk(upload, 0, content(CHUNK, 2))
    watched.events.append(("answer", ""))
    assert kinds(watched.events) == ["write", "sync", "sync directory", "commit", "answer"]
    assert all(name.startswith(upload["id"] + ".") for what, name in watched.events if what in ("write", "sync"))
    del watched.events[:]
    await watched.send_chunk(upload, 0, content(CHUNK, 2))
    watched.events.append(("answer", ""))
    assert kinds(watched.events) == ["write", "sync", "sync directory", "commit", "remove", "answer"]


async def test_a_direct_upload_is_synced_renamed_and_named_before_the_commit(watched):
    upload = await watched.begun("a", 100)
    del watched.events[:]
    assert (await watched.send(upload, content(100))).status == 201
    watched.events.append(("answer", ""))
    assert kinds(watched.events) == ["write", "sync", "rename", "sync directory", "commit", "answer"]
    assert ("sync directory", upload["id"][:2]) in watched.events


async def test_finishing_syncs_renames_and_names_before_the_commit(watched):
    upload = await watched.begun("a", 3 * CHUNK)
    for index in (0, 1, 2):
        await watched.send_chunk(upload, index, content(CHUNK, index))
    del watched.events[:]
    assert (await watched.finish(upload)).status == 202
    watched.events.append(("answer", ""))
    assert kinds(watched.events) == ["sync", "rename", "sync directory", "commit", "answer"]


async def test_a_switched_chunk_is_copied_before_the_sync_and_its_side_file_removed_after_the_rename(watched):
    upload = await watched.begun("a", 3 * CHUNK)
    for index, seed in ((0, 1), (1, 1), (2, 1), (1, 2)):
        await watched.send_chunk(upload, index, content(CHUNK, seed))
    del watched.events[:]
    assert (await watched.finish(upload)).status == 202
    watched.events.append(("answer", ""))
    assert kinds(watched.events) == ["copy", "sync", "rename", "sync directory", "remove", "commit", "answer"]


async def test_replaced_and_deleted_bytes_are_not_touched_by_the_request(watched):
    file = await watched.put("a", b"old")
    del watched.events[:]
    await watched.replace(file, b"new")
    assert "remove" not in kinds(watched.events)
    del watched.events[:]
    assert (await watched.client.delete(f"{watched.home}/files/{file['id']}")).status == 204
    assert [what for what, _ in watched.events if what != "commit"] == []


async def test_a_refused_upload_is_never_renamed(watched):
    upload = await watched.begun("a", 100)
    del watched.events[:]
    assert (await watched.send(upload, content(99))).status == 400
    assert "rename" not in kinds(watched.events)

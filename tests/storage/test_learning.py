"""Documents and videos of topics are bytes like all others."""

import pytest

from server import keys
from server.domain import files, stored_objects
from tests.api.lms.files import mp4, raw, school_on
from tests.make import Make


@pytest.fixture
async def school(place, http):
    """A topic on the server that keeps its files in the store."""
    server = place.server
    return await school_on(server, http, Make(server.app[keys.POOL], server.app[keys.CONFIG]))


async def test_a_video_is_streamed_from_the_store(place, school):
    data = mp4(bytes(range(256)) * 8000)
    await school.video(data)
    path = f"/s3/video/stream?topicId={school.topic_id}"
    asked = [{}, {"Range": "bytes=0-"}, {"Range": "bytes=600000-1200000"}, {"Range": "bytes=-100"}, {"Range": "bytes=99999999-"}]
    before = [await school.learner.get(path, headers=headers) for headers in asked]
    await place.move()
    assert await place.states() == ["stored"] and [part async for part in place.blobs.list_complete()] == []
    for headers, expected in zip(asked, before, strict=True):
        response = await school.learner.get(path, headers=headers)
        assert (response.status, raw(response)) == (expected.status, raw(expected))
        for name in ("ETag", "Last-Modified", "Content-Range", "Content-Type", "Content-Disposition", "Content-Length"):
            assert response.headers.get(name) == expected.headers.get(name)
    assert [response.status for response in before] == [200, 206, 206, 206, 416]


async def test_a_document_is_replaced_scrubbed_and_removed_there(place, school):
    document = await school.document(b"some text")
    await place.move()
    assert raw(await school.stream(document)) == b"some text"
    await place.pool.execute("update topic_files set created_at = now() - interval '40 days'")
    assert await files.scrub(place.pool, place.blobs, place.storage) == []
    (blob_id,) = place.bucket.blobs()
    place.bucket.write(blob_id, b"other text")
    await place.pool.execute("update topic_files set created_at = now() - interval '40 days', scrubbed_at = null")
    assert len(await files.scrub(place.pool, place.blobs, place.storage)) == 1
    answer = await school.admin.request("DELETE", f"/admin/education/topics/{school.topic_id}/documents/{document['id']}")
    assert answer.status in (200, 204)
    await place.age("discarded_blobs", "remove_after", 1)
    await files.remove_discarded(place.pool, place.blobs)
    await stored_objects.remove_discarded(place.pool, place.blobs, place.objects)
    assert place.bucket.blobs() == set()


async def test_while_the_store_is_away_videos_are_503_in_the_words_of_learning(place, school):
    await school.video(mp4())
    await place.move()
    path = f"/s3/video/stream?topicId={school.topic_id}"
    with place.bucket.server.down():
        response = await school.learner.get(path, headers={"Range": "bytes=0-"})
        assert response.status == 503 and (await response.json())["success"] is False
        assert "Content-Range" not in response.headers and "Accept-Ranges" not in response.headers
        document = await school.document(b"taken all the same")
        assert raw(await school.stream(document)) == b"taken all the same"
    assert (await school.learner.get(path)).status == 200


async def test_videos_from_before_the_store_go_there_too(place, school):
    await school.video(mp4())
    await place.pool.execute("delete from stored_objects")
    await stored_objects.adopt(place.pool)
    await place.move()
    assert len(place.bucket.blobs()) == 1

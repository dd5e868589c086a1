"""kill -9 of a real server while documents and videos of topics come in, are replaced and deleted.

What was answered is there afterwards, byte for byte; of the rest there is neither a row nor, after the sweep, a byte.
"""

import asyncio
import hashlib
from typing import Any

import aiohttp
import pytest

from server.blobs import Blobs
from server.domain import files, topic_files
from tests.api.lms.files import form, mp4
from tests.faults.test_kills import Answer, Site, kill_server
from tests.running.processes import Machine


class School(Site):
    """A topic on a server that is killed and started again."""

    topic = ""

    async def prepare(self) -> None:
        await self.start()
        added = await asyncio.to_thread(self.machine.run, "user", "add", "--username", "mira", "--name", "Mira", "--admin",
                                        "--password-stdin", given="a long enough password\n")  # fmt: skip
        assert added.returncode == 0, added.stderr
        made = await asyncio.to_thread(self.machine.run, "token", "add", "--user", "mira", "--name", "test")
        self.token = made.stdout.strip()
        place = "/admin/education/levels"
        for below in ("/grades", "/subjects", "/topics", ""):
            status, answer = await self.ask("POST", place, json={"name": "A name", "description": ""})
            assert status == 201, answer
            noun = place.rpartition("/")[2]
            place = f"/admin/education/{noun}/{answer['data']['id']}{below}"
        self.topic = answer["data"]["id"]

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        url = f"http://127.0.0.1:{self.running.port}/lms/api{path}"
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.request(method, url, headers=headers, **options) as response:
            data = await response.read()
            assert response.status != 500, self.running.log[-5000:]
            return response.status, await response.json() if response.content_type == "application/json" else data

    async def upload(self, data: bytes) -> Answer:
        return await self.ask("POST", "/s3/document/upload", data=form(data, topicId=self.topic))

    async def put_video(self, data: bytes) -> Answer:
        return await self.ask("PUT", f"/admin/education/topics/{self.topic}/video", data=form(data, "video", "a.mp4"))

    async def documents(self) -> list[dict[str, Any]]:
        status, answer = await self.insist("GET", f"/education/topics/{self.topic}")
        assert status == 200
        return answer["data"]["documents"]

    async def check_disk(self) -> None:
        """Neither a row without its bytes nor bytes without a row, once what the dead process left is cleaned up."""
        pool, blobs = await self.pool(), Blobs(self.machine.data_dir / "blobs")
        await blobs.open()
        try:
            await topic_files.end_abandoned(pool, blobs)
            await files.sweep(pool, blobs)
            assert await pool.fetchval("select count(*) from topic_uploads") == 0
            assert (await blobs.list_staged()).blobs == set()
            rows = await pool.fetch("select blob_id, size_bytes, sha256 from topic_files where deleted_at is null")
            discarded = {row["blob_id"] for row in await pool.fetch("select blob_id from discarded_blobs")}
            assert {blob_id async for part in blobs.list_complete() for blob_id in part} <= {row["blob_id"] for row in rows} | discarded
            for row in rows:
                data = await asyncio.to_thread(blobs.path(row["blob_id"]).read_bytes)
                assert (len(data), hashlib.sha256(data).digest()) == (row["size_bytes"], row["sha256"])
            used = await pool.fetchval("select coalesce(sum(used_bytes), 0) from storage_usage")
            assert used == sum(row["size_bytes"] for row in rows)
        finally:
            await blobs.close()
            await pool.close()


@pytest.fixture
async def school(machine: Machine):
    school = School(machine)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as school.session:
        await school.prepare()
        yield school


async def while_uploading(school: School) -> None:
    before = {shown["id"] for shown in await school.documents()}
    acknowledged: dict[str, bytes] = {}
    sent: list[bytes] = []

    async def upload() -> None:
        for _ in range(6):
            sent.append(("text " * 100_000 + str(school.random.random())).encode())
            status, answer = await school.upload(sent[-1])
            assert status == 201, answer
            acknowledged[answer["data"]["id"]] = sent[-1]

    await school.after_a_while(upload, 0.25, lambda: kill_server(school))
    there = {shown["id"] for shown in await school.documents()} - before
    assert set(acknowledged) <= there
    assert len(there) <= len(acknowledged) + 1, "only the one whose answer was lost may be there too"
    for document_id in there:
        status, data = await school.insist("GET", f"/s3/document/stream?id={document_id}")
        assert status == 200
        assert data == acknowledged.get(document_id, sent[-1])


async def while_replacing(school: School) -> None:
    contents = [mp4(school.random.randbytes(400_000)) for _ in range(6)]
    assert (await school.put_video(contents[0]))[0] == 200
    answered = [contents[0]]

    async def replace() -> None:
        for content in contents[1:]:
            if (await school.put_video(content))[0] == 200:
                answered.append(content)

    await school.after_a_while(replace, 0.25, lambda: kill_server(school))
    status, data = await school.insist("GET", f"/s3/video/stream?topicId={school.topic}")
    assert status == 200
    assert data == answered[-1] or data == contents[min(len(answered), 5)]


async def while_deleting(school: School) -> None:
    made = [(await school.upload(f"text {number}".encode()))[1]["data"]["id"] for number in range(6)]
    gone: list[str] = []
    asked: list[str] = []

    async def delete() -> None:
        for document_id in made:
            asked.append(document_id)
            if (await school.ask("DELETE", f"/admin/education/topics/{school.topic}/documents/{document_id}"))[0] == 200:
                gone.append(document_id)

    await school.after_a_while(delete, 0.05, lambda: kill_server(school))
    for document_id in made:
        status, _ = await school.insist("GET", f"/s3/document/stream?id={document_id}")
        assert status == (404 if document_id in gone else 200) or (document_id in asked and document_id not in gone)


KINDS = {"uploading": while_uploading, "replacing": while_replacing, "deleting": while_deleting}


@pytest.mark.sized("kills")
@pytest.mark.parametrize("kind", KINDS)
async def test_a_killed_server_loses_no_file_of_a_topic_and_leaves_none_behind(school, kind, full_size):
    for _ in range(30 if full_size else 2):
        await KINDS[kind](school)
        await school.check_disk()

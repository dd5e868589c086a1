"""What is measured, against which floor, and the bar that the project set itself."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg

from bench import assessment, learning, load, training
from bench.server import ROOT, Server, free_port, memory
from server import postgres

CHUNK = 10_000_000
FILE = 200_000_000
EXTRAS = [
    {"type": "str", "key": "operator", "value": "Ada"},
    {"type": "float", "key": "temperature", "value": 21.5, "unit": "°C"},
    {"type": "list", "key": "runs", "value": [{"type": "int", "value": number, "unit": "s"} for number in range(5)]},
]


@dataclass
class Measure:
    name: str
    ours: Callable[[float], Awaitable[float]]
    floor: Callable[[float], Awaitable[float]] | None = None
    unit: str = "req/s"
    bar: str = ""
    rounds: int = 0


@dataclass
class Setting:
    """A server with data, the floor beside it, and one signed-in client."""

    server: Server
    floor_port: int
    floor: subprocess.Popen[bytes]
    folder: Path
    token: str
    session: aiohttp.ClientSession
    record: int = 0
    file: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        """The credential; a request id of ours, so that all answers have one length."""
        return {"Authorization": f"Bearer {self.token}", "X-Request-ID": "bench"}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.port}/api/v1{path}"

    async def call(self, method: str, path: str, **options: Any) -> Any:
        url = path if path.startswith("http") else self.url(path)
        async with self.session.request(method, url, headers=self.headers | options.pop("headers", {}), **options) as response:
            body = await response.read()
            if response.status >= 300:
                raise load.WrongAnswer(f"{method} {path}: {response.status} {body[:500]!r}")
            return json.loads(body) if body and "json" in response.content_type else body


async def prepare(server: Server, folder: Path, *, records: int) -> Setting:
    user = server.command("user", "add", "--username", "bench", "--email", "bench@example.org", "--name", "Bench", "--password-stdin",
                          given="a long enough password\n")  # fmt: skip
    token = server.command("token", "add", "--user", "bench", "--name", "bench")
    dsn = postgres.running_dsn(server.data)
    assert dsn
    await seed(dsn, int(user), records)
    file = folder / "floor.bin"
    file.write_bytes(os.urandom(1_000_000) * (FILE // 1_000_000))
    (folder / "floor").mkdir()
    port = free_port()
    floor = subprocess.Popen([sys.executable, str(ROOT / "bench" / "floor.py"), str(port), dsn, str(file), str(folder / "floor"),
                              json.dumps(statements(int(user)) | training.ROWS | learning.ROWS | assessment.ROWS)])  # fmt: skip
    session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=600), connector=aiohttp.TCPConnector(limit=100))
    setting = Setting(server, port, floor, folder, token, session)
    await wait_for(port)
    made = await setting.call("POST", "/records", json={
        "identifier": "bench-record", "title": "A record to read", "description": "# Head\n\nSome *text*.", "tags": ["a", "b", "c"],
        "type": "sample", "license": "CC-BY-4.0", "extras": EXTRAS})  # fmt: skip
    setting.record = made["id"]
    setting.extra["trainer"] = await training.prepare(server, dsn)
    await training.check(session, server.port, setting.extra["trainer"])
    setting.file = (await upload(setting, "download.bin", file.read_bytes()))["id"]
    await learning.seed(dsn)
    await learning.check(session, server.port)
    setting.extra["person"] = await assessment.prepare(dsn, "bench")
    setting.extra["office"] = assessment.token(server, "bench")
    await assessment.check(session, server.port, setting.extra["office"], setting.extra["person"])
    setting.extra["topic"] = await learning.prepare(session, server.port, setting.extra["trainer"], file)
    return setting


async def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            return writer.close()
        except OSError:
            await asyncio.sleep(0.05)
    raise RuntimeError("the floor does not listen")


async def seed(dsn: str, account: int, records: int) -> None:
    """`records` private records of one person, each with a tag and a role, straight into the tables."""
    conn = await asyncpg.connect(dsn)
    try:
        await conn.execute(
            """with made as (
                   insert into records (creator_id, identifier, title, type, tags, visibility, created_at, updated_at)
                   select $1, 'seeded-' || n, 'Seeded record ' || n, 'sample', array['t' || (n % 50)], 'private',
                          now() - make_interval(secs => n), now() - make_interval(secs => (n * 7919) % 1000003)
                     from generate_series(1, $2::int) n
                   returning id, creator_id)
               insert into record_account_roles (record_id, account_id, role) select id, creator_id, 'admin' from made""",
            account, records, timeout=600,
        )  # fmt: skip
        await conn.execute("vacuum analyze", timeout=600)
    finally:
        await conn.close()


def statements(account: int) -> dict[str, list[Any]]:
    """The page statement and the count that our own list runs, with the same values."""
    from bench.statements import record_list

    return record_list(account)


async def upload(setting: Setting, name: str, data: bytes) -> dict[str, Any]:
    made = await setting.call("POST", f"/records/{setting.record}/uploads", json={"name": name, "size": len(data)})
    put = made["_actions"]["upload_data"]
    if made["upload_type"] == "direct":
        return await setting.call("PUT", put, data=data)
    await send_chunks(setting, put, data)
    await setting.call("POST", made["_actions"]["finish"])
    task = (await setting.call("GET", made["_links"]["self"]))["_meta"]["task"]
    return task["file"]


async def send_chunks(setting: Setting, put: str, data: bytes) -> None:
    for index in range(-(-len(data) // CHUNK)):
        part = data[index * CHUNK : (index + 1) * CHUNK]
        await setting.call("PUT", put, data=part, headers={"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(len(part))})


def all_of(setting: Setting) -> Iterator[Measure]:
    row = floor_rate(setting, f"/row/{setting.record}")
    yield Measure("record by id", rate(setting, f"/records/{setting.record}"), row, bar="at least 0.50 of a primary-key read")
    yield Measure("users/me", rate(setting, "/users/me"), row, bar="at least 0.60 of a primary-key read")
    yield Measure("list 10 of all records", rate(setting, "/records"), floor_rate(setting, "/page"), bar="at least 0.40 of page + count")
    yield Measure("list of files", rate(setting, f"/records/{setting.record}/files"), None, bar="aim: 20 x 78/s")
    for noun in ("trainings", "users"):
        yield Measure(f"list 100 {noun}", training_rate(setting, f"/{noun}"), floor_rate(setting, f"/rows/{noun}"),
                      bar="at least 0.60 of the same rows")  # fmt: skip
    yield Measure("auth/me", training_rate(setting, "/auth/me"), row, bar="at least 0.60 of a primary-key read")
    yield Measure("grades of a level", anybodys_rate(setting, learning.GRADE_LIST), floor_rate(setting, "/rows/grades"),
                  bar="at least 0.60 of the same rows")  # fmt: skip
    yield Measure("list 25 of 1,000 persons", office_rate(setting, "/persons"), floor_rate(setting, "/rows/persons"),
                  bar="at least 0.60 of the same rows; aim: 20 x 60/s")  # fmt: skip
    yield Measure("one person", office_rate(setting, f"/persons/{setting.extra['person']}"), row, bar="at least 0.60 of a primary-key read")
    yield Measure("sign in at ITR's door", requests(setting, assessment.sign_in()), row, bar="without the hash's cost")
    yield Measure("create a record", creates(setting), None, bar="aim: 20 x 43/s")
    yield Measure("10 MB chunk", chunks(setting), bodies(setting), unit="MB/s", bar="at least 0.70 of MD5 + write + fsync")
    yield Measure("finish a 1 GB upload", finish(setting), None, unit="ms", bar="under 100 ms", rounds=3)
    yield Measure("download 200 MB", downloads(setting, setting.url(f"/records/{setting.record}/files/{setting.file}/download")),
                  downloads(setting, f"http://127.0.0.1:{setting.floor_port}/file"), unit="MB/s",
                  bar="at least 0.90 of FileResponse")  # fmt: skip
    video = f"/lms/api/s3/video/stream?topicId={setting.extra['topic']}"
    for size, bar in learning.PARTS.items():
        yield Measure(f"video in parts of {size // 1_000_000} MB", learning.parts(setting.server.port, video, size, trainer(setting)),
                      learning.parts(setting.floor_port, "/file", size), unit="MB/s", bar=bar)  # fmt: skip
    yield Measure("kadi-apy upload 200 MB", client_upload(setting), None, unit="s", bar="aim: 1.4 s", rounds=3)
    yield Measure("memory after all", lambda seconds: resident(setting), None, unit="MB", bar="under 120 MB", rounds=1)
    yield Measure("memory growth, 20 uploads at once", growth(setting), None, unit="MB", bar="flat", rounds=1)


def trainer(setting: Setting) -> dict[str, str]:
    return setting.headers | {"Authorization": f"Bearer {setting.extra['trainer']}"}


def rate(setting: Setting, path: str) -> Callable[[float], Awaitable[float]]:
    request = load.request_bytes("GET", f"/api/v1{path}", setting.headers)

    async def measure(seconds: float) -> float:
        return (await load.run(setting.server.port, request, seconds=seconds)).rate

    return measure


def training_rate(setting: Setting, path: str) -> Callable[[float], Awaitable[float]]:
    request = training.request(path, setting.extra["trainer"])

    async def measure(seconds: float) -> float:
        return (await load.run(setting.server.port, request, seconds=seconds)).rate

    return measure


def office_rate(setting: Setting, path: str) -> Callable[[float], Awaitable[float]]:
    return requests(setting, assessment.request(path, setting.extra["office"]))


def requests(setting: Setting, request: bytes) -> Callable[[float], Awaitable[float]]:
    async def measure(seconds: float) -> float:
        return (await load.run(setting.server.port, request, seconds=seconds)).rate

    return measure


def anybodys_rate(setting: Setting, path: str) -> Callable[[float], Awaitable[float]]:
    """Without a credential."""
    request = load.request_bytes("GET", path, {"X-Request-ID": "bench"})

    async def measure(seconds: float) -> float:
        return (await load.run(setting.server.port, request, seconds=seconds)).rate

    return measure


def floor_rate(setting: Setting, path: str) -> Callable[[float], Awaitable[float]]:
    request = load.request_bytes("GET", path)

    async def measure(seconds: float) -> float:
        return (await load.run(setting.floor_port, request, seconds=seconds)).rate

    return measure


def creates(setting: Setting) -> Callable[[float], Awaitable[float]]:
    async def measure(seconds: float) -> float:
        end, made = time.perf_counter() + seconds, 0

        async def client(number: int) -> None:
            nonlocal made
            while time.perf_counter() < end:
                made += 1
                await setting.call(
                    "POST", "/records", json={"identifier": f"new-{time.time_ns()}-{number}", "title": "New", "extras": EXTRAS}
                )

        start = time.perf_counter()
        await asyncio.gather(*(client(number) for number in range(8)))
        return made / (time.perf_counter() - start)

    return measure


def chunks(setting: Setting) -> Callable[[float], Awaitable[float]]:
    data = os.urandom(CHUNK)

    async def measure(seconds: float) -> float:
        made = await setting.call(
            "POST", f"/records/{setting.record}/uploads", json={"name": f"chunks-{time.time_ns()}", "size": 100 * CHUNK}
        )
        end, index, start = time.perf_counter() + seconds, 0, time.perf_counter()
        while time.perf_counter() < end and index < 100:
            await setting.call("PUT", made["_actions"]["upload_data"], data=data,
                               headers={"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(CHUNK)})  # fmt: skip
            index += 1
        taken = time.perf_counter() - start
        await setting.call("DELETE", made["_actions"]["delete"])
        return index * CHUNK / 1e6 / taken

    return measure


def bodies(setting: Setting) -> Callable[[float], Awaitable[float]]:
    data = os.urandom(CHUNK)

    async def measure(seconds: float) -> float:
        end, count, start = time.perf_counter() + seconds, 0, time.perf_counter()
        while time.perf_counter() < end:
            answer = await setting.call("PUT", f"http://127.0.0.1:{setting.floor_port}/body", data=data)
            assert answer.decode() == hashlib.md5(data).hexdigest()
            count += 1
        return count * CHUNK / 1e6 / (time.perf_counter() - start)

    return measure


def finish(setting: Setting) -> Callable[[float], Awaitable[float]]:
    data = os.urandom(CHUNK)

    async def measure(seconds: float) -> float:
        made = await setting.call("POST", f"/records/{setting.record}/uploads", json={"name": f"big-{time.time_ns()}", "size": 100 * CHUNK})
        for index in range(100):
            await setting.call("PUT", made["_actions"]["upload_data"], data=data,
                               headers={"Kadi-Chunk-Index": str(index), "Kadi-Chunk-Size": str(CHUNK)})  # fmt: skip
        start = time.perf_counter()
        await setting.call("POST", made["_actions"]["finish"])
        task = (await setting.call("GET", made["_links"]["self"]))["_meta"]["task"]
        taken = time.perf_counter() - start
        await setting.call("DELETE", task["file"]["_actions"]["delete"])
        return taken * 1000

    return measure


def downloads(setting: Setting, url: str) -> Callable[[float], Awaitable[float]]:
    async def measure(seconds: float) -> float:
        start, size, times = time.perf_counter(), 0, 0
        while times < 2 or time.perf_counter() - start < seconds:
            async with setting.session.get(url, headers=setting.headers) as response:
                assert response.status == 200
                async for part in response.content.iter_any():
                    size += len(part)
            times += 1
        return size / 1e6 / (time.perf_counter() - start)

    return measure


CLIENT = """
import sys, time
from kadi_apy import KadiManager
host, pat, record, path, name = sys.argv[1:]
with KadiManager(host=host, pat=pat) as manager:
    record = manager.record(id=int(record))
    start = time.perf_counter()
    response = record.upload_file(path, file_name=name)
    print(time.perf_counter() - start)
    assert response.status_code == 200 and "file" in response.json()["_meta"]["task"], response.text
"""


def client_upload(setting: Setting) -> Callable[[float], Awaitable[float]]:
    async def measure(seconds: float) -> float:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", CLIENT, f"http://127.0.0.1:{setting.server.port}", setting.token, str(setting.record),
            str(setting.folder / "floor.bin"), f"apy-{time.time_ns()}.bin", stdout=subprocess.PIPE,
        )  # fmt: skip
        output, _ = await process.communicate()
        return float(output.split()[-1])

    return measure


async def resident(setting: Setting) -> float:
    return memory(setting.server.process.pid)


def growth(setting: Setting) -> Callable[[float], Awaitable[float]]:
    """Megabytes that the server's process gains at the most while 20 clients upload 50 MB each."""

    async def measure(seconds: float) -> float:
        before, peak = memory(setting.server.process.pid), []
        data = os.urandom(1_000_000) * 50
        clients = asyncio.gather(*(upload(setting, f"many-{time.time_ns()}-{number}", data) for number in range(20)))
        while not clients.done():
            peak.append(memory(setting.server.process.pid))
            await asyncio.sleep(0.02)
        await clients
        return max(peak) - before

    return measure


async def clean(setting: Setting) -> None:
    await setting.session.close()
    setting.floor.terminate()
    setting.floor.wait(10)

"""A real S3 server for the tests: SeaweedFS in one process, in a folder of its own, started, stopped and started again."""

import contextlib
import http.client
import json
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import obstore
from obstore.store import S3Store

PROGRAM = Path(sys.executable).parent / "weed"
BUCKET, ACCESS_KEY, SECRET_KEY = "athenaeum-tests", "ATHENAEUMTESTKEY", "a-secret-that-no-log-shows"
START_SECONDS = 60.0
SERVICES = ("master", "volume", "filer", "s3", "admin")


def free_ports(count: int) -> list[int]:
    """Ports that nobody has just now."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class S3Server:
    """The server; `down` while it is stopped for a while."""

    def __init__(self, *options: str) -> None:
        self.options = options
        self.folder = Path(tempfile.mkdtemp(prefix="ath-s3-"))
        identity = {"name": "tests", "credentials": [{"accessKey": ACCESS_KEY, "secretKey": SECRET_KEY}], "actions": ["Admin"]}
        (self.folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
        ports = free_ports(2 * len(SERVICES))
        self.ports = dict(zip(SERVICES, ports[: len(SERVICES)], strict=True))
        self.grpc = dict(zip(SERVICES, ports[len(SERVICES) :], strict=True))
        self.process: subprocess.Popen | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3']}"

    def start(self) -> None:
        command = [str(PROGRAM), "-logtostderr=true", "mini", f"-dir={self.folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
                   f"-bucket={BUCKET}", f"-s3.config={self.folder / 's3.json'}", "-s3.autoCreateBucket=false", "-s3.port.iceberg=0",
                   "-s3.port.lance=0", "-admin.ui=false", "-webdav=false", "-master.telemetry=false",
                   *self.options, *(f"-{name}.port={port}" for name, port in self.ports.items()),
                   *(f"-{name}.port.grpc={port}" for name, port in self.grpc.items())]  # fmt: skip
        (self.folder / "data").mkdir(exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not self.serves():
            assert self.process.poll() is None, (self.folder / "log").read_text()[-3000:]
            assert time.monotonic() < deadline, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.05)

    def serves(self) -> bool:
        """Whether the bucket takes an object."""
        connection = http.client.HTTPConnection("127.0.0.1", self.ports["s3"], timeout=5)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status != 403:
                return False
            client(self, "probe", max_retries=0).put("probe", secrets.token_bytes(8))
        except Exception:
            return False
        finally:
            connection.close()
        return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    @contextlib.contextmanager
    def down(self):
        """Nobody listens while the block lasts."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def end(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        for port in self.grpc.values():
            for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                path.unlink(missing_ok=True)


def client(server: S3Server, folder: str, max_retries: int = 3) -> S3Store:
    """What is in a folder of the bucket, seen without any code of ours."""
    return S3Store(
        bucket=BUCKET, prefix=folder, endpoint=server.endpoint, region="us-east-1", access_key_id=ACCESS_KEY,
        secret_access_key=SECRET_KEY, virtual_hosted_style_request=False, client_options={"allow_http": True},
        retry_config={"max_retries": max_retries, "retry_timeout": timedelta(seconds=20)},
    )  # fmt: skip


class Folder:
    """A folder of the bucket that belongs to one test."""

    def __init__(self, server: S3Server) -> None:
        self.server = server
        self.name = f"tests/{secrets.token_hex(6)}"
        self.store = client(server, self.name)

    @property
    def settings(self) -> dict[str, Any]:
        return {"url": f"s3://{BUCKET}/{self.name}", "endpoint": self.server.endpoint, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}

    def names(self) -> set[str]:
        return {one["path"] for page in obstore.list(self.store) for one in page}

    def blobs(self) -> set[UUID]:
        """The objects that are bytes of files."""
        return {UUID(name.rpartition("/")[2]) for name in self.names() if "/" in name}

    def read(self, blob_id: UUID) -> bytes:
        return bytes(obstore.get(self.store, f"{blob_id.hex[:2]}/{blob_id}").bytes())

    def write(self, blob_id: UUID, data: bytes) -> None:
        obstore.put(self.store, f"{blob_id.hex[:2]}/{blob_id}", data)

    def remove(self, blob_id: UUID) -> None:
        obstore.delete(self.store, f"{blob_id.hex[:2]}/{blob_id}")

"""The server under measurement: `run.py serve` as its own process, on a data directory of its own."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The fewest rounds of the password hash, so that a sign-in shows what it costs besides.
SETTINGS = {"ATHENAEUM_LIMITS__ENABLED": "false", "ATHENAEUM_LOG__ACCESS": "true", "ATHENAEUM_ACCOUNTS__BCRYPT_ROUNDS": "4"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1000
    raise LookupError(pid)


class Server:
    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "data", free_port()
        self.log = (folder / "server.log").open("wb")

    async def __aenter__(self) -> "Server":
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "serve", "--port", str(self.port), "--data-dir", str(self.data)],
            cwd=ROOT, env=os.environ | SETTINGS, stdout=self.log, stderr=self.log,
        )  # fmt: skip
        for _ in range(600):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended: {Path(self.log.name).read_text()[-2000:]}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                return self
            except OSError:
                await asyncio.sleep(0.1)
        raise RuntimeError("the server does not listen")

    async def __aexit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(self.process.wait, 60)
        self.log.close()

    def command(self, *arguments: str, given: str = "") -> str:
        """One of run.py's commands against the running server; its standard output."""
        result = subprocess.run([sys.executable, "run.py", *arguments, "--data-dir", str(self.data)], cwd=ROOT, input=given,
                                env=os.environ | SETTINGS, capture_output=True, text=True, timeout=120)  # fmt: skip
        if result.returncode:
            raise RuntimeError(f"{arguments}: {result.stderr}")
        return result.stdout.strip()

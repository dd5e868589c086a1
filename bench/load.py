"""A load generator that costs little: keep-alive connections, one request at a time each, answers of one length.

The first answer on a connection is parsed (status, length) and every later one must have the same status and length;
so the measuring process spends its time in the kernel and the ratio of two servers is theirs, not ours.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field

HEAD = re.compile(rb"^HTTP/1\.1 (\d{3})")
LENGTH = re.compile(rb"(?i)\r\ncontent-length: (\d+)\r\n")


class WrongAnswer(Exception):
    """The server answered something else than the benchmark needs; the message shows it."""


@dataclass
class Result:
    requests: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


class Connection(asyncio.Protocol):
    """Sends `request` again and again until `deadline`."""

    def __init__(self, request: bytes, deadline: float, result: Result, expected: int) -> None:
        self.request, self.deadline, self.result, self.expected = request, deadline, result, expected
        self.buffer = b""
        self.missing = self.length = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.started = time.perf_counter()
        self.missing = self.length
        self.transport.write(self.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if not self.length:
            self.buffer += data
            if not self.parse_first():
                return
        else:
            if self.missing == self.length and not data.startswith(b"HTTP/1.1 %d" % self.expected):
                self.fail(f"another status: {data[:200]!r}")
                return
            self.missing -= len(data)
        if self.missing == 0:
            self.answered()
        elif self.missing < 0:
            self.fail("an answer of another length")

    def parse_first(self) -> bool:
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        status, length = HEAD.match(self.buffer), LENGTH.search(self.buffer[: end + 2])
        if not status or int(status[1]) != self.expected:
            self.fail(f"not {self.expected}: {self.buffer[:400]!r}")
            return False
        self.length = end + 4 + (int(length[1]) if length else 0)
        self.missing = self.length - len(self.buffer)
        return True

    def answered(self) -> None:
        now = time.perf_counter()
        self.result.requests += 1
        self.result.times.append(now - self.started)
        if now < self.deadline:
            self.send()
        else:
            self.transport.close()
            if not self.done.done():
                self.done.set_result(None)

    def fail(self, why: str) -> None:
        self.transport.close()
        if not self.done.done():
            self.done.set_exception(WrongAnswer(why))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(WrongAnswer(f"connection lost: {exc} {self.buffer[:200]!r}"))


def request_bytes(method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    if body or method in ("POST", "PUT", "PATCH"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def run(port: int, request: bytes, *, connections: int = 8, seconds: float = 2.0, expected: int = 200) -> Result:
    """`connections` clients repeat `request` for `seconds`."""
    result, loop = Result(), asyncio.get_running_loop()
    start = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda: Connection(request, start + seconds, result, expected), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(client.done for client in clients))
    result.seconds = time.perf_counter() - start
    return result

"""One JSON line per request, written by a thread: id, address, method, path, status, milliseconds. No query, no headers, no bodies."""

import queue
import sys
import threading
import time
from typing import Any, TextIO

import orjson
from aiohttp import web

from server import keys

LINES: "queue.SimpleQueue[Any]" = queue.SimpleQueue()
_writers = 0


def write(request: web.Request, status: int, seconds: float) -> None:
    if _writers:
        surface = request.get(keys.SURFACE)
        LINES.put((time.time(), request[keys.REQUEST_ID], request.remote, request.method, request.path, status, seconds,
                   surface.name if surface else "", request.get(keys.ACTOR)))  # fmt: skip


def stamp(when: float) -> str:
    """Seconds as UTC to the millisecond."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(when)) + f".{int(when % 1 * 1000):03d}Z"


def spelled(line: Any) -> bytes:
    if isinstance(line, bytes):  # from the log, spelled already
        return line
    when, request_id, remote, method, path, status, seconds, surface, actor = line
    fields = {"time": stamp(when), "level": "info",
              "request": request_id, "from": remote, "method": method, "path": path[:500], "status": status,
              "ms": round(seconds * 1000, 2), "surface": surface, "account": getattr(actor, "account_id", None)}  # fmt: skip
    try:
        return orjson.dumps(fields) + b"\n"
    except TypeError:  # a path with lone surrogates
        fields["path"] = ascii(path)[:500]
        return orjson.dumps(fields) + b"\n"


class Writer:
    """The thread that writes the queued lines; start once per process, `stop` writes what is left.

    Without `access` requests write no line, only the log does.
    """

    def __init__(self, stream: TextIO | None = None, *, access: bool = True) -> None:
        self.stream = (stream or sys.stdout).buffer
        self.access = access
        self.thread = threading.Thread(target=self.run, name="access-log", daemon=True)

    def start(self) -> None:
        global _writers
        _writers += self.access
        self.thread.start()

    def run(self) -> None:
        while (line := LINES.get()) is not None:
            self.stream.write(spelled(line))
            if LINES.empty():
                self.stream.flush()
        self.stream.flush()

    def stop(self) -> None:
        global _writers
        _writers -= self.access
        LINES.put(None)
        self.thread.join(5)

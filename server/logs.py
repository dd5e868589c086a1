"""What the server writes about itself: one JSON object per line, the access log and the program's log in one queue.

A request only appends to the queue; a thread spells and writes what has gathered ten times a second, so that no request
waits for a terminal or a disk. Nothing a client sent is in a line except the address it asked for: no query, no header,
no body, and of an exception only its type and place, unless its message is known to be ours.
"""

import collections
import functools
import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import orjson

PAUSE_SECONDS = 0.1
MOST_LINES = 100_000
# Parsers quote what they could not read, the driver quotes values: their messages stay out.
QUIET = ("aiohttp", "asyncpg", "multidict", "yarl", "pydantic", "pydantic_core", "orjson", "json", "jwt", "urllib")
QUOTING = (ValueError, LookupError)  # "invalid literal for int(): …", the key that is missing

Line = Callable[[], dict[str, Any]] | dict[str, Any]


class Queue:
    """Lines waiting for the writer; full, it counts what it drops instead of growing."""

    def __init__(self) -> None:
        self.lines: collections.deque[Line] = collections.deque()
        self.writers = 0
        self.with_access = 0
        self.dropped = 0

    def put(self, line: Line) -> None:
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)
        else:
            self.dropped += 1


QUEUE = Queue()


@functools.lru_cache(maxsize=4)
def second(when: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(when))


def stamp(when: float) -> str:
    """Seconds as UTC to the millisecond."""
    return f"{second(int(when))}.{int(when % 1 * 1000):03d}Z"


def spelled(line: Line) -> bytes:
    fields = line() if callable(line) else line
    try:
        return orjson.dumps(fields) + b"\n"
    except TypeError:
        return orjson.dumps({name: without_surrogates(value) for name, value in fields.items()}) + b"\n"


def without_surrogates(value: Any) -> Any:
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


class Writer:
    """The thread that writes the queue to `stream`; without `access` requests leave no line, only the program's log does."""

    def __init__(self, stream: TextIO | None = None, *, access: bool = True) -> None:
        self.stream = (stream or sys.stderr).buffer
        self.access = access
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self.run, name="log", daemon=True)

    def start(self) -> None:
        QUEUE.writers += 1
        QUEUE.with_access += self.access
        self.thread.start()

    def run(self) -> None:
        while not self.stopping.wait(PAUSE_SECONDS):
            self.drain()
        self.drain()

    def drain(self) -> None:
        lines: list[bytes] = []
        while QUEUE.lines and len(lines) < 1000:
            lines.append(spelled(QUEUE.lines.popleft()))
        if dropped := QUEUE.dropped:
            QUEUE.dropped -= dropped
            lines.append(spelled({"time": stamp(time.time()), "level": "warning", "message": f"{dropped} log lines were dropped"}))
        if lines:
            try:
                self.stream.write(b"".join(lines))
                self.stream.flush()
            except (OSError, ValueError):
                pass  # nobody reads any more; the server goes on
        if QUEUE.lines:
            self.drain()

    def stop(self) -> None:
        """Writes what is left."""
        QUEUE.writers -= 1
        QUEUE.with_access -= self.access
        self.stopping.set()
        self.thread.join(5)


class Lines(logging.Handler):
    """Log records as lines of the queue."""

    def emit(self, record: logging.LogRecord) -> None:
        fields: dict[str, Any] = {"time": stamp(record.created), "level": record.levelname.lower(), "logger": record.name,
                                  "message": record.getMessage()}  # fmt: skip
        if record.exc_info and record.exc_info[1] is not None:
            fields["error"] = told(record.exc_info[1])
        QUEUE.put(fields)


def told(error: BaseException, depth: int = 4) -> list[str]:
    """An exception without what it may quote: type, message where it is ours, and the lines of code it passed."""
    kind = type(error)
    quotes = isinstance(error, QUOTING) or kind.__module__.partition(".")[0] in QUIET
    head = f"{kind.__module__}.{kind.__qualname__}" + ("" if quotes else f": {error}")
    if code := getattr(error, "sqlstate", None):
        head += f" (SQLSTATE {code}, constraint {getattr(error, 'constraint_name', None)})"
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-12:]]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return [head, *frames, *(["caused by", *told(cause, depth - 1)] if cause is not None and depth else [])]


@contextmanager
def written(level: str = "info", *, access: bool = True, stream: TextIO | None = None) -> Iterator[None]:
    """For the block, the program's log and the access log go to `stream` (standard error)."""
    root, handler = logging.getLogger(), Lines()
    root.setLevel(level.upper())
    root.addHandler(handler)
    # At debug level aiohttp would write what it could not parse: headers, and the secrets in them.
    logging.getLogger("aiohttp").setLevel(max(logging.INFO, root.level))
    logging.getLogger("asyncio").setLevel(max(logging.INFO, root.level))
    writer = Writer(stream, access=access)
    writer.start()
    try:
        yield
    finally:
        root.removeHandler(handler)
        writer.stop()

"""One line per request: id, address, method, path, status, milliseconds, surface, account. No query, no headers, no bodies."""

import functools
import re
import time
from typing import Any

from aiohttp import web

from server import keys, logs
from server.http import addresses

LONGEST_PATH = 500
# The original of the assessment interface puts a session's token into an address.
TOKEN = re.compile(r"\b[WPC][0-9a-fA-F]{16,}")


def without_tokens(path: str) -> str:
    """A path as it may be logged."""
    return TOKEN.sub("…", path[:LONGEST_PATH])


def write(request: web.Request, status: int, seconds: float) -> None:
    """Queues the line; the log's thread spells it."""
    if logs.QUEUE.with_access:
        asked = request[keys.REQUEST_ID], addresses.remote(request), request.method, request.rel_url.raw_path
        logs.QUEUE.put(functools.partial(fields, time.time(), asked, status, seconds, request.get(keys.SURFACE), request.get(keys.ACTOR)))


def fields(when: float, asked: tuple[str, str, str, str], status: int, seconds: float, surface: Any, actor: Any) -> dict[str, Any]:
    request_id, remote, method, path = asked
    return {"time": logs.stamp(when), "level": "info", "request": request_id, "from": remote, "method": method,
            "path": without_tokens(path), "status": status, "ms": round(seconds * 1000, 2), "surface": surface.name if surface else "",
            "account": getattr(actor, "account_id", None)}  # fmt: skip

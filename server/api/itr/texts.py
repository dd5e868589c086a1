"""Answers as ITR labels them: sentences and texts are text/html, so are the JSON answers that its client parses itself."""

from typing import Any

from aiohttp import web

from server.http.responses import dumps
from server.http.responses import json as labelled


def text(sentence: str, status: int = 200) -> web.Response:
    return web.Response(text=sentence, status=status, content_type="text/html", charset="utf-8")


def text_json(data: Any) -> web.Response:
    """JSON with sorted keys that must not be labelled JSON."""
    return web.Response(body=dumps(data, sort_keys=True), content_type="text/html", charset="utf-8")


def json(data: Any) -> web.Response:
    return labelled(data, sort_keys=True)


def json_bytes(body: bytes) -> web.Response:
    """JSON that is spelled already."""
    return web.Response(body=body, content_type="application/json")

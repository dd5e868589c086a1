"""Ids that somebody names: a text that is no UUID is the id of nothing."""

from uuid import UUID

from aiohttp import web

from server.errors import NotFound
from server.http.inputs import path_text


def path_id(request: web.Request, name: str, noun: str) -> UUID:
    """The id of `noun` (`topic`, `education_level` …) in the path."""
    return named_id(path_text(request, name), noun)


def named_id(text: str, noun: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(noun, id=text) from None

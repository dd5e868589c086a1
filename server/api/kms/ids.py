"""Ids of the path: a text that is no number is a fault of the request, a number that no row has is not found."""

from aiohttp import web

from server.errors import Fault, Invalid, NotFound
from server.http.inputs import path_text

BIGGEST = 2**63 - 1
DIGITS = 4000


def path_id(request: web.Request, name: str, noun: str) -> int:
    """The id of `noun` (`User`, `Training` …) in the path."""
    text = path_text(request, name)
    if not text.isascii() or not text.removeprefix("-").isdigit() or len(text) > DIGITS:
        raise Invalid([Fault((name,), "int_parsing")], place="path")
    number = int(text)
    if not 1 <= number <= BIGGEST:
        raise NotFound(noun.lower(), noun=noun, id=number)
    return number

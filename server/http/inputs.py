"""Path, query, header and body of a request as typed values, or Invalid naming every field that is wrong."""

from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import orjson
from aiohttp import web
from pydantic import BaseModel, ValidationError

from server import keys
from server.errors import BadRequest, Fault, Invalid, NotFound, TooLarge

Model = TypeVar("Model", bound=BaseModel)
BIGGEST_ID = 2**63 - 1
DEPTH = 200


def path_int(request: web.Request, name: str) -> int:
    """A number of the path; one that no row can have is not found."""
    number = int(request.match_info[name])
    if number > BIGGEST_ID:
        raise NotFound()
    return number


def path_uuid(request: web.Request, name: str) -> UUID:
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise NotFound() from None


def path_text(request: web.Request, name: str) -> str:
    text = request.match_info[name]
    if not is_clean(text):
        raise NotFound()
    return text


async def raw_body(request: web.Request) -> bytes:
    """The whole body, at most `server.max_json_bytes`."""
    limit = request.app[keys.CONFIG].server.max_json_bytes
    if (request.content_length or 0) > limit:
        raise TooLarge("body_too_large", limit=limit)
    parts, size = [], 0
    async for part in request.content.iter_any():
        size += len(part)
        if size > limit:
            raise TooLarge("body_too_large", limit=limit)
        parts.append(part)
    return b"".join(parts)


async def json_body(request: web.Request) -> Any:
    """The body as JSON whatever its Content-Type says; BadRequest("not_json") if it is none or has NUL or lone surrogates."""
    raw = await raw_body(request)
    return loads(raw)


def loads(raw: bytes) -> Any:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadRequest("not_json") from None
    if b"\\u0000" in raw and not all_clean(value):
        raise BadRequest("not_text")
    if deeper_than(value, DEPTH):
        raise BadRequest("too_deep")
    return value


def deeper_than(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for item in level if isinstance(item, (dict, list))
                 for child in (item.values() if isinstance(item, dict) else item) if isinstance(child, (dict, list))]  # fmt: skip
        if not level:
            return False
    return True


def all_clean(value: Any) -> bool:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if "\0" in item:
                return False
        elif isinstance(item, dict):
            stack.extend(item)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return True


def is_clean(text: str) -> bool:
    """Can PostgreSQL store it: no NUL, no lone surrogate."""
    if "\0" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


async def body(request: web.Request, model: type[Model]) -> Model:
    """The body as `model`; Invalid with every fault."""
    return validated(model, await json_body(request), "body")


def validated(model: type[Model], value: Any, place: str) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Invalid([fault(item) for item in error.errors(include_url=False)], place=place) from None


def fault(item: Any) -> Fault:
    """pydantic's error as ours: its type is the code, its context the params (`input` kept for surfaces that echo it)."""
    params = {key: value for key, value in item.get("ctx", {}).items() if key != "error"}
    return Fault(tuple(str(part) for part in item["loc"]), item["type"], params | {"msg": item["msg"], "input": item.get("input")})


@lru_cache(maxsize=512)
def list_fields(model: type[BaseModel]) -> frozenset[str]:
    return frozenset(
        (f.alias or name) for name, f in model.model_fields.items() if "list" in str(f.annotation) or "tuple" in str(f.annotation)
    )


def query(request: web.Request, model: type[Model]) -> Model:
    """The query string as `model`; a parameter may repeat where the model has a list, else the last one counts."""
    given: dict[str, Any] = {}
    many = list_fields(model)
    for key, value in request.query.items():
        if not is_clean(value) or not is_clean(key):
            raise Invalid([Fault((key.replace("\0", ""),), "not_text")], place="query")
        if key in many:
            given.setdefault(key, []).append(value)
        else:
            given[key] = value
    return validated(model, given, "query")


def header(request: web.Request, name: str) -> str | None:
    """A header as text: UTF-8 where it is that, else Latin-1; None when absent. Invalid for NUL."""
    text = request.headers.get(name)
    if text is None:
        return None
    try:
        raw = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise Invalid([Fault((name,), "not_text")], place="header") from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    if "\0" in text:
        raise Invalid([Fault((name,), "not_text")], place="header")
    return text

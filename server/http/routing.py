"""One line says all about an endpoint; a surface is a table of such lines with a name, mounts and an error table."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from server.errors import Failure

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

SEGMENT = re.compile(r"\{(?P<name>[a-z_][a-zA-Z0-9_]*)(?::(?P<kind>int|uuid|name|path))?\}")
MULTIPART = "multipart/form-data"
HEX = "[0-9a-fA-F]"
PATTERNS = {
    "int": "[0-9]{1,18}",
    "uuid": f"{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}",
    "name": "[^/]+",
    "path": ".+",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one status of a route brings, where a model alone does not say it: another media type, a sentence.

    `further` are media types that the same address can answer with; the model is that of `media`.
    """

    model: Any = None
    media: str = "application/json"
    text: str = ""
    further: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A body that is no JSON, with the fields of a model."""

    model: type[BaseModel]
    media: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint. `scopes`: all are needed, () = none; `scope_check` early = before the handler, late = by the handler's `admit`.

    `body` is a model (JSON), a `Form`, or a media type. `answers` maps a status to a model (or any annotation
    pydantic knows), to None (no body), to a media type (bytes) or to an `Answer`. `operation` is the group of
    `domain/credentials.OPENS` that says which kinds of credentials come in. `hidden` lines stand in no OpenAPI
    document. `numbered`: the parameters of the path are whole numbers, which the handler itself checks.
    """

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...]
    body: Any = None
    query: type[BaseModel] | None = None
    headers: type[BaseModel] | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    rate: str = "general"
    auth: str = "required"
    scope_check: str = "early"
    operation: str = "ordinary"
    summary: str = ""
    hidden: bool = False
    numbered: bool = False

    @property
    def name(self) -> str:
        """`records.get_record`: the module and function of the handler."""
        return f"{self.handler.__module__.rpartition('.')[2]}.{self.handler.__name__}"  # type: ignore[attr-defined]

    @property
    def template(self) -> str:
        """The path as a document writes it: `/records/{id}`."""
        return SEGMENT.sub(lambda match: "{" + match["name"] + "}", self.path)

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """(name, kind) of the path parameters, in order."""
        return [(match["name"], match["kind"] or "name") for match in SEGMENT.finditer(self.path)]


def route(method: str, path: str, handler: Handler, *, scopes: tuple[str, ...], **options: Any) -> Route:
    """A line of a route table; see `Route`."""
    line = Route(method, path, handler, scopes, **options)
    if line.auth not in ("required", "optional", "none") or line.scope_check not in ("early", "late"):
        raise ValueError(f"{method} {path}: auth or scope_check")
    for part in path.split("/"):
        if "{" in part and SEGMENT.fullmatch(part) is None:
            raise ValueError(f"{method} {path}: a parameter fills its segment")
    return line


def regex(path: str) -> re.Pattern[str]:
    """The whole path as a regular expression (to compare tables, to find the surface of an address)."""
    parts, end = [], 0
    for match in SEGMENT.finditer(path):
        parts += [re.escape(path[end : match.start()]), PATTERNS[match["kind"] or "name"]]
        end = match.end()
    return re.compile("".join([*parts, re.escape(path[end:])]))


@dataclass(frozen=True)
class Table:
    """Routes with the bases they stand at: those a document names and those that only this surface has."""

    mounts: tuple[str, ...]
    own: tuple[str, ...]
    routes: tuple[Route, ...]


@dataclass(frozen=True)
class Surface:
    """One API. `authenticate` finds and resolves the credential (or raises Unauthenticated); `failure` words a failure.

    `mounts` are the bases its document names, `own` the bases that only it has; `further` are tables at other bases
    (Kadi's `/oauth`). `headers` are on each of its answers. `token_first`: bases below which an unknown address
    without a credential is 401, not 404. `failures` maps failure classes to statuses and `problem` is the model of
    their body (None: a sentence as text); the OpenAPI documents show both. `count` is asked before the handler, when it
    is known who asks and no rate limit refused: it counts the call, or refuses it.
    """

    name: str
    title: str
    mounts: tuple[str, ...]
    own: tuple[str, ...]
    routes: tuple[Route, ...]
    authenticate: Callable[[web.Request], Awaitable[Any]]
    failure: Callable[[web.Request, Failure], web.Response]
    headers: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    token_first: tuple[str, ...] = ()
    further: tuple[Table, ...] = ()
    failures: Mapping[type[Failure], int] = field(default_factory=dict)
    problem: Any = None
    count: Callable[[web.Request], Awaitable[None]] | None = None

    @property
    def tables(self) -> tuple[Table, ...]:
        return (Table(self.mounts, self.own, self.routes), *self.further)

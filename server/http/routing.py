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
HEX = "[0-9a-fA-F]"
PATTERNS = {
    "int": "[0-9]{1,18}",
    "uuid": f"{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}",
    "name": "[^/]+",
    "path": ".+",
}


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint. `scopes`: all are needed, () = none; `scope_check` early = before the handler, late = by the handler's `admit`."""

    method: str
    path: str
    handler: Handler
    scopes: tuple[str, ...]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answers: Mapping[int, Any] = field(default_factory=dict)
    rate: str = "general"
    auth: str = "required"
    scope_check: str = "early"
    summary: str = ""
    hidden: bool = False

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
    return line


def aiohttp_path(path: str) -> str:
    """Our path with the patterns of its kinds, as aiohttp's router takes it."""
    return SEGMENT.sub(lambda match: "{" + match["name"] + ":" + PATTERNS[match["kind"] or "name"] + "}", path)


def regex(path: str) -> re.Pattern[str]:
    """The whole path as a regular expression (to compare tables, to find the surface of an address)."""
    parts, end = [], 0
    for match in SEGMENT.finditer(path):
        parts += [re.escape(path[end : match.start()]), PATTERNS[match["kind"] or "name"]]
        end = match.end()
    return re.compile("".join([*parts, re.escape(path[end:])]))


@dataclass(frozen=True)
class Surface:
    """One API. `authenticate` finds and resolves the credential (or raises Unauthenticated); `failure` words a failure.

    `mounts` are the bases its document names, `own` the base that only it has. `secret_headers` never reach a log.
    `prefixes` are the first segments below a shared base whose unknown addresses this surface answers.
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
    token_first: bool = False
    method_words: bool = True

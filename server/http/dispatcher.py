"""One table of all addresses: static segments before parameters, narrow parameters before wide ones.

aiohttp tries the patterns of a prefix one after the other; with four APIs at the same bases that is a long walk. Here a
path is followed segment by segment, and what is found for it (also: nothing) comes back with the surface that answers.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from aiohttp import web
from aiohttp.web_urldispatcher import AbstractResource, AbstractRoute, ResourceRoute, UrlMappingMatchInfo
from yarl import URL

from server import keys
from server.http.routing import PATTERNS, SEGMENT, Handler, Surface

Owner = Callable[..., str]


class Entry:
    """What one method at one address leads to. `fits` checks the values of its own parameters where the address is wider."""

    __slots__ = ("fits", "names", "path", "pick", "route", "surface")

    def __init__(self, surface: Surface, path: str, route: AbstractRoute) -> None:
        parts = [match for match in map(SEGMENT.fullmatch, path.split("/")) if match]
        self.surface, self.path, self.route = surface, path, route
        self.names = tuple(match["name"] for match in parts)
        self.fits = [re.compile(PATTERNS[match["kind"] or "name"]).fullmatch for match in parts]
        # Where two surfaces document the address: picks the entry of one of them (or a missing one in its words).
        self.pick: Callable[[web.Request, list[str]], Entry] | None = None


class Leaf:
    """The methods of one address; `closed`: a missing method is not looked for at wider addresses."""

    __slots__ = ("closed", "methods")

    def __init__(self) -> None:
        self.methods: dict[str, Entry] = {}
        self.closed = False


class Node:
    """What may follow: exact segments, then parameters from narrow to wide, then a tail over several segments."""

    __slots__ = ("any", "closed", "leaf", "narrow", "static", "tail")

    def __init__(self) -> None:
        self.static: dict[str, Node] = {}
        self.narrow: dict[str, tuple[Callable[[str], Any], Node]] = {}
        self.any: Node | None = None
        self.tail: Leaf | None = None
        self.leaf: Leaf | None = None
        self.closed = False

    def step(self, segment: str) -> "Node":
        """The node below for a segment of a route's path, made when it is new."""
        match = SEGMENT.fullmatch(segment)
        if match is None:
            return self.static.setdefault(segment, Node())
        kind = match["kind"] or "name"
        if kind == "name":
            self.any = self.any or Node()
            return self.any
        if kind not in self.narrow:
            self.narrow[kind] = (re.compile(PATTERNS[kind]).fullmatch, Node())
        return self.narrow[kind][1]


class Closed(Exception):
    """The search ends here: what is wider belongs to somebody else."""


class Search:
    """One walk for one method; `allowed` collects the methods of what matched otherwise."""

    __slots__ = ("allowed", "method", "parts", "values")

    def __init__(self, parts: list[str], method: str) -> None:
        self.parts, self.method = parts, method
        self.values: list[str] = []
        self.allowed: set[str] = set()

    def walk(self, node: Node, i: int) -> Entry | None:
        if i == len(self.parts):
            return self.take(node.leaf)
        segment = self.parts[i]
        found = None
        below = node.static.get(segment)
        if below is not None and (found := self.walk(below, i + 1)) is not None:
            return found
        if below is not None and below.closed:
            raise Closed
        if segment:
            for fits, below in node.narrow.values():
                if fits(segment) and (found := self.hold(segment, below, i)) is not None:
                    return found
            if node.any is not None and (found := self.hold(segment, node.any, i)) is not None:
                return found
        if node.tail is not None and (rest := "/".join(self.parts[i:])):
            self.values.append(rest)
            if (found := self.take(node.tail)) is None:
                self.values.pop()
        return found

    def hold(self, segment: str, below: Node, i: int) -> Entry | None:
        self.values.append(segment)
        found = self.walk(below, i + 1)
        if found is None:
            self.values.pop()
        return found

    def take(self, leaf: Leaf | None) -> Entry | None:
        if leaf is None:
            return None
        found = leaf.methods.get(self.method)
        if found is None:
            self.allowed.update(leaf.methods)
            if leaf.closed:
                raise Closed
        return found


class Dispatcher(AbstractResource):
    """All addresses as one resource of aiohttp's router; it always finds a route, `missing` for what there is not."""

    def __init__(self, surfaces: Mapping[str, Surface], owner: Owner, missing: Handler, expect: Callable[..., Any],
                 around: Callable[[Handler], Handler] = lambda handler: handler) -> None:  # fmt: skip
        super().__init__()
        self.surfaces, self.owner, self.expect, self.around = surfaces, owner, expect, around
        self.root = Node()
        self.fixed: dict[str, Leaf] = {}
        self.entries: list[Entry] = []
        self.missing = ResourceRoute("*", around(missing), self, expect_handler=expect)
        self.preflight: AbstractRoute | None = None

    def add(self, method: str, path: str, entry: Entry) -> None:
        """`entry` answers `method` at `path`; GET brings HEAD."""
        leaf = self.leaf(path)
        for name in ("GET", "HEAD") if method == "GET" else (method,):
            if name in leaf.methods:
                raise ValueError(f"{name} {path} stands twice")
            leaf.methods[name] = entry
        self.entries.append(entry)

    def leaf(self, path: str) -> Leaf:
        node, parts = self.root, path.split("/")[1:]
        for i, part in enumerate(parts):
            match = SEGMENT.fullmatch(part)
            if match and match["kind"] == "path":
                if i + 1 < len(parts):
                    raise ValueError(f"{path}: nothing can follow a parameter over several segments")
                node.tail = node.tail or Leaf()
                return node.tail
            node = node.step(part)
        node.leaf = node.leaf or Leaf()
        if "{" not in path:
            self.fixed[path] = node.leaf
        return node.leaf

    def close(self, bases: Iterable[str], addresses: Iterable[str]) -> None:
        """Below one of `bases`, and at one of `addresses`, nothing wider is looked for."""
        for base in bases:
            node = self.root
            for part in base.split("/")[1:]:
                node = node.step(part)
            node.closed = True
        for path in addresses:
            if path in self.fixed:
                self.fixed[path].closed = True

    def answer_preflights(self, handler: Handler) -> None:
        """`handler` answers a browser that asks before a request from elsewhere (OPTIONS with the method it means)."""
        self.preflight = ResourceRoute("OPTIONS", self.around(handler), self, expect_handler=self.expect)

    def entry(self, surface: Surface, path: str, method: str, handler: Handler) -> Entry:
        return Entry(surface, path, ResourceRoute(method, handler, self, expect_handler=self.expect))

    def choice(self, path: str, entries: Mapping[str, Entry], choose: Callable[[web.Request], str], falls_through: bool) -> Entry:
        """One entry for an address of two surfaces: `choose` names one; where its own path does not fit, see `mounts.Decision`."""
        absent = {name: Entry(entry.surface, "", self.missing) for name, entry in entries.items()}

        def pick(request: web.Request, values: list[str]) -> Entry:
            name = choose(request)
            for other in (name, *entries) if falls_through else (name,):
                if all(fits(value) for fits, value in zip(entries[other].fits, values, strict=True)):
                    return entries[other]
            return absent[name]

        first = next(iter(entries.values()))
        both = Entry(first.surface, path, first.route)
        both.pick = pick
        return both

    def find(self, path: str, method: str) -> tuple[Entry | None, list[str], set[str]]:
        """The entry for a path, the values of its parameters, and the methods that there are instead."""
        leaf = self.fixed.get(path)
        if leaf is not None and (entry := leaf.methods.get(method)) is not None:
            return entry, [], set()
        search = Search(path.split("/")[1:], method)
        try:
            entry = search.walk(self.root, 0)
        except Closed:
            entry = None
        return entry, search.values, search.allowed

    async def resolve(self, request: web.Request) -> tuple[UrlMappingMatchInfo, set[str]]:
        path = request.rel_url.path_safe
        entry, values, allowed = self.find(path, request.method)
        if entry is None and "//" in path and not allowed:
            # ITR's client writes double slashes; the same address with single ones is meant, where it is ITR's.
            single = re.sub("/{2,}", "/", path)
            if self.owner(single) == "itr":
                entry, values, allowed = self.find(single, request.method)
        if entry is not None and entry.pick is not None:
            entry = entry.pick(request, values)
        if entry is None:
            return self.nothing(request, allowed)
        request[keys.SURFACE] = entry.surface
        return UrlMappingMatchInfo(dict(zip(entry.names, map(plain, values), strict=False)) if values else {}, entry.route), set()

    def nothing(self, request: web.Request, allowed: set[str]) -> tuple[UrlMappingMatchInfo, set[str]]:
        bearer = request.headers.get("Authorization", "").lower().startswith("bearer ")
        request[keys.SURFACE] = self.surfaces[self.owner(request.path, bearer=bearer)]
        if allowed:
            request[keys.ALLOW] = ", ".join(sorted(allowed | {"OPTIONS"}))
            if request.method == "OPTIONS" and self.preflight is not None and "Access-Control-Request-Method" in request.headers:
                return UrlMappingMatchInfo({}, self.preflight), set()
        return UrlMappingMatchInfo({}, self.missing), set()

    # What aiohttp's router wants of any resource

    @property
    def canonical(self) -> str:
        return "/"

    def url_for(self, **kwargs: str) -> URL:
        raise NotImplementedError("addresses are written by the shapes of each surface")

    def add_prefix(self, prefix: str) -> None:
        raise NotImplementedError("the bases stand in the tables")

    def get_info(self) -> Any:
        return {"path": "/"}

    def raw_match(self, path: str) -> bool:
        return path == "/"

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[AbstractRoute]:
        return iter([entry.route for entry in self.entries])


def plain(value: str) -> str:
    """A segment as it was meant: an escaped slash or percent sign is part of the value."""
    return value.replace("%2F", "/").replace("%25", "%") if "%" in value else value

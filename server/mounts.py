"""Where every table stands, and who answers an address that two documents claim.

Each surface stands at the bases its document names and again under a base of its own. Where two surfaces meet, one of
the rules of the design decides (docs/architecture.md); a meeting that none decides stops the start.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from aiohttp import web

from server.http.routing import PATTERNS, SEGMENT, Route, Surface

RANK = {"static": 0, "int": 1, "uuid": 1, "name": 2, "path": 3}
KMS_FIRST = frozenset({"auth", "trainings", "registrations", "metadata"})
LMS_FIRST = frozenset({"auth", "education", "admin", "s3", "enrollment", "mentor", "webhooks"})
JWT = re.compile(r"(?i)bearer +[^\s.]*\.[^\s.]*\.[^\s.]*\s*\Z")

Segments = tuple[tuple[str, str], ...]


class UndecidedMeeting(Exception):
    """Two surfaces document one address and no rule says whose it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One route line of one surface at one base."""

    surface: Surface
    route: Route
    base: str
    is_own: bool

    @property
    def path(self) -> str:
        return self.base + self.route.path or "/"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gets an address that two surfaces document, told from the request.

    `falls_through`: where the chosen surface's own path does not fit (`/groups/x` is no page), the other one answers.
    """

    surfaces: frozenset[str]
    choose: Callable[[web.Request], str]
    falls_through: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """What is registered: one method and path, with one place, or several and the decision between them."""

    method: str
    path: str
    places: tuple[Place, ...]
    decision: Decision | None = None


def is_jwt_bearer(request: web.Request) -> bool:
    """Three parts with dots between them, whoever made it, valid or not: the form alone decides."""
    return JWT.match(request.headers.get("Authorization", "")) is not None


def kms_or_kadi(request: web.Request) -> str:
    return "kms" if is_jwt_bearer(request) else "kadi"


def lms_or_kadi(request: web.Request) -> str:
    return "lms" if is_jwt_bearer(request) else "kadi"


def itr_or_page(request: web.Request) -> str:
    return "itr" if "SessionID" in request.headers else "site"


BY_CREDENTIAL_KMS = Decision(frozenset({"kadi", "kms"}), kms_or_kadi)
BY_CREDENTIAL_LMS = Decision(frozenset({"kadi", "lms"}), lms_or_kadi)

# Design §1, rules 3 and 4: (method, path without names) → the decision.
DECISIONS: dict[tuple[str, str], Decision] = {
    ("GET", "/api/v1/users"): BY_CREDENTIAL_KMS,
    ("GET", "/api/v1/users/{}"): BY_CREDENTIAL_KMS,
    ("GET", "/api/users"): BY_CREDENTIAL_LMS,
    ("GET", "/groups/{}"): Decision(frozenset({"itr", "site"}), itr_or_page, falls_through=True),
}

# Rule 2: where the narrower parameter wins (digits are Kadi's, everything else is LMS's).
NARROW_FIRST = {("GET", "/api/users/{}"): frozenset({"kadi", "lms"})}

# Rule 1, its strong half: whatever the method, these are Kadi's and never a foreign parameter's value.
CLOSED = frozenset({"/api/v1/users/me", "/api/users/me"})


@cache
def segments(path: str) -> Segments:
    """((kind, text) …) of a path, kind being static or a parameter's kind."""
    parts = []
    for part in path.split("/")[1:]:
        match = SEGMENT.fullmatch(part)
        parts.append((match["kind"] or "name", match["name"]) if match else ("static", part))
    return tuple(parts)


def shape(path: str) -> str:
    """The path without the names and kinds of its parameters."""
    return SEGMENT.sub("{}", path)


def specificity(path: str) -> tuple[int, ...]:
    """Sorts static segments before parameters, narrow parameters before wide ones."""
    return tuple(RANK[kind] for kind, _ in segments(path))


def meet(left: str, right: str) -> bool:
    """Is there an address that both paths match?"""
    a, b = segments(left), segments(right)
    for i in range(max(len(a), len(b))):
        if i >= len(a) or i >= len(b):
            return False
        if a[i][0] == "path" or b[i][0] == "path":
            return True
        if not segments_meet(a[i], b[i]):
            return False
    return True


def segments_meet(left: tuple[str, str], right: tuple[str, str]) -> bool:
    if left[0] == "static" and right[0] == "static":
        return left[1] == right[1]
    if left[0] == "static":
        left, right = right, left
    if right[0] == "static":
        return re.fullmatch(PATTERNS[left[0]], right[1]) is not None
    return {left[0], right[0]} != {"int", "uuid"}


def places(surfaces: Iterable[Surface]) -> list[Place]:
    """Every route at every base; a base that is both documented and own counts as own."""
    found = []
    for surface in surfaces:
        for table in surface.tables:
            for base in dict.fromkeys((*table.mounts, *table.own)):
                found += [Place(surface, route, base, base in table.own) for route in table.routes]
    return found


def meetings(found: Iterable[Place]) -> Iterator[tuple[Place, Place]]:
    """Pairs of places of different surfaces that share a method and an address."""
    groups: dict[tuple[str, int], list[Place]] = {}
    tails: list[Place] = []
    for place in found:
        parts = segments(place.path)
        if parts[-1][0] == "path":
            tails.append(place)
        groups.setdefault((place.route.method, len(parts)), []).append(place)
    for (method, _), group in groups.items():
        for i, left in enumerate(group):
            for right in group[i + 1 :]:
                if left.surface is not right.surface and meet(left.path, right.path):
                    yield left, right
            for tail in tails:  # a tail also meets longer paths
                longer = len(segments(tail.path)) < len(segments(left.path))
                if tail.route.method == method and longer and tail.surface is not left.surface and meet(left.path, tail.path):
                    yield left, tail


def decided(left: Place, right: Place) -> Decision | None:
    """The decision between two places that meet; None where the order of matching settles it. Raises UndecidedMeeting."""
    if shape(left.path) == shape(right.path):
        names = {left.surface.name, right.surface.name}
        decision = DECISIONS.get((left.route.method, shape(left.path)))
        if decision is not None and decision.surfaces == names:
            return decision
        if NARROW_FIRST.get((left.route.method, shape(left.path))) == names and specificity(left.path) != specificity(right.path):
            return None
    for (a, _), (b, _) in zip(segments(left.path), segments(right.path), strict=False):
        if a != b:
            if "static" in (a, b):
                return None
            break
    raise UndecidedMeeting(f"{left.route.method} {left.path} of {left.surface.name} meets {right.path} of {right.surface.name}")


def addresses(surfaces: Iterable[Surface]) -> list[Address]:
    """All addresses, the most specific first. Raises UndecidedMeeting."""
    found = places(surfaces)
    shared: dict[Place, tuple[Decision, Place]] = {}
    for left, right in meetings(found):
        decision = decided(left, right)
        if decision is not None:
            shared[left], shared[right] = (decision, right), (decision, left)
    result = []
    for place in found:
        if place not in shared:
            result.append(Address(place.route.method, place.path, (place,)))
            continue
        decision, other = shared[place]
        if place.surface.name == min(decision.surfaces):  # once for the pair
            wide = max(place.path, other.path, key=specificity)
            result.append(Address(place.route.method, wide, (place, other), decision))
    return sorted(result, key=lambda address: specificity(address.path))


def own_bases(surfaces: Iterable[Surface]) -> list[str]:
    return [base for surface in surfaces for table in surface.tables for base in table.own if base]


class Owners:
    """Who answers for an address that no route has; "site" is the 404 page. Design §1."""

    def __init__(self, surfaces: Mapping[str, Surface]) -> None:
        self.own = {base: surface.name for surface in surfaces.values() for table in surface.tables for base in table.own if base}
        itr = surfaces.get("itr")
        self.itr = {text for route in (itr.routes if itr else ()) for kind, text in segments(route.path)[:1] if kind == "static"}
        self.of_path = lru_cache(maxsize=1024)(self.find)

    def __call__(self, path: str, *, bearer: bool = False) -> str:
        name = self.of_path(path)
        return "kadi" if bearer and name == "site" else name

    def find(self, path: str) -> str:
        for base, name in self.own.items():
            if path == base or path.startswith(base + "/"):
                return name
        first, second, third = (*re.sub("/{2,}", "/", path).strip("/").split("/"), "", "")[:3]
        if first == "api":
            if second == "v1":
                return "kms" if third in KMS_FIRST else "kadi"
            return "lms" if second in LMS_FIRST else "kadi"
        if first == "oauth":
            return "kadi"
        return "itr" if first in self.itr else "site"

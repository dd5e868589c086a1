"""Where every table stands, and who answers an address that two documents claim.

Each surface stands at the bases its document names and again under a base of its own. Where two surfaces meet, one of
the rules of the design decides (docs/architecture.md); a meeting that none decides stops the start.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aiohttp import web

from server.http.routing import PATTERNS, SEGMENT, Route, Surface

RANK = {"static": 0, "int": 1, "uuid": 1, "name": 2, "path": 3}
KMS_FIRST = frozenset({"auth", "trainings", "registrations", "metadata"})
LMS_FIRST = frozenset({"auth", "education", "admin", "s3", "enrollment", "mentor", "webhooks"})
JWT = re.compile(r"(?i)bearer +[^\s.]*\.[^\s.]*\.[^\s.]*\s*\Z")


class UndecidedMeeting(Exception):
    """Two surfaces document one address and no rule says whose it is."""


@dataclass(frozen=True, slots=True)
class Place:
    """One route line of one surface at one base."""

    surface: Surface
    route: Route
    base: str
    is_own: bool

    @property
    def path(self) -> str:
        return self.base + self.route.path or "/"


@dataclass
class Address:
    """What is registered: one method and path, with one place or several and the rule that picks."""

    method: str
    path: str
    places: list[Place]
    choose: Callable[[web.Request], str] | None = None
    shadowed: list[Place] = field(default_factory=list)


def is_jwt_bearer(request: web.Request) -> bool:
    return JWT.match(request.headers.get("Authorization", "")) is not None


def kms_or_kadi(request: web.Request) -> str:
    return "kms" if is_jwt_bearer(request) else "kadi"


def lms_or_kadi(request: web.Request) -> str:
    return "lms" if is_jwt_bearer(request) else "kadi"


def itr_or_page(request: web.Request) -> str:
    return "itr" if "SessionID" in request.headers else "site"


# (method, path with the widest parameter) → the surfaces that meet there and the choice between them. Design §1, rules 3 and 4.
DECISIONS: dict[tuple[str, str], tuple[frozenset[str], Callable[[web.Request], str]]] = {
    ("GET", "/api/v1/users"): (frozenset({"kadi", "kms"}), kms_or_kadi),
    ("GET", "/api/v1/users/{}"): (frozenset({"kadi", "kms"}), kms_or_kadi),
    ("GET", "/api/users"): (frozenset({"kadi", "lms"}), lms_or_kadi),
    ("GET", "/groups/{}"): (frozenset({"itr", "site"}), itr_or_page),
}


def segments(path: str) -> list[tuple[str, str]]:
    """[(kind, text)] of a path, kind being static or a parameter's kind."""
    parts = []
    for part in path.strip("/").split("/"):
        match = SEGMENT.fullmatch(part)
        parts.append((match["kind"] or "name", match["name"]) if match else ("static", part))
    return parts


def shape(path: str) -> str:
    return SEGMENT.sub("{}", path)


def specificity(path: str) -> tuple[tuple[int, ...], int]:
    """Sorts static segments before parameters, narrow parameters before wide ones."""
    parts = segments(path)
    return tuple(RANK[kind] for kind, _ in parts), -len(parts)


def meet(left: str, right: str) -> bool:
    """Is there an address that both paths match?"""
    a, b = segments(left), segments(right)
    for i in range(max(len(a), len(b))):
        if i < len(a) and a[i][0] == "path" or i < len(b) and b[i][0] == "path":
            return i < len(a) and i < len(b)
        if i >= len(a) or i >= len(b) or not segments_meet(a[i], b[i]):
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
        for base in dict.fromkeys((*surface.mounts, *surface.own)):
            found += [Place(surface, route, base, base in surface.own) for route in surface.routes]
    return found


def meetings(found: list[Place]) -> list[tuple[Place, Place]]:
    """Pairs of places of different surfaces that share a method and an address."""
    pairs = []
    by_method: dict[str, list[Place]] = {}
    for place in found:
        by_method.setdefault(place.route.method, []).append(place)
    for group in by_method.values():
        by_first: dict[str, list[Place]] = {}
        for place in group:
            kind, text = segments(place.path)[0]
            by_first.setdefault(text if kind == "static" else "{}", []).append(place)
        for first, close in by_first.items():
            others = close if first == "{}" else close + by_first.get("{}", [])
            pairs += [(a, b) for i, a in enumerate(close) for b in others[i + 1 :]
                      if a.surface.name != b.surface.name and meet(a.path, b.path)]  # fmt: skip
    return pairs


def decide(left: Place, right: Place) -> str | None:
    """How the meeting of two places is settled: "choice" by a decision, "order" by the static segment or digits; None = not."""
    for path in (left.path, right.path):
        decision = DECISIONS.get((left.route.method, shape(path)))
        if decision and decision[0] == {left.surface.name, right.surface.name} and shape(left.path) == shape(right.path):
            return "choice"
    if specificity(left.path)[0] != specificity(right.path)[0]:
        return "order"
    return None


def addresses(surfaces: Iterable[Surface]) -> list[Address]:
    """All addresses in the order in which they are matched. Raises UndecidedMeeting."""
    found = places(surfaces)
    chosen: dict[int, Address] = {}
    for left, right in meetings(found):
        how = decide(left, right)
        if how is None:
            raise UndecidedMeeting(f"{left.route.method} {left.path} of {left.surface.name} meets {right.path} of {right.surface.name}")
        if how == "choice":
            wide = max(left.path, right.path, key=lambda path: specificity(path)[0])
            address = chosen.get(id(left)) or chosen.get(id(right)) or Address(left.route.method, wide, [])
            address.choose = DECISIONS[left.route.method, shape(wide)][1]
            address.places += [place for place in (left, right) if place not in address.places]
            chosen[id(left)] = chosen[id(right)] = address
    result = {id(address): address for address in chosen.values()}
    for place in found:
        if id(place) not in chosen:
            result[id(place)] = Address(place.route.method, place.path, [place])
    return sorted(result.values(), key=lambda address: specificity(address.path))


def surface_of(path: str, surfaces: dict[str, Surface]) -> str:
    """The surface that answers for an unknown address, "site" being the 404 page. Design §1."""
    for surface in surfaces.values():
        if any(base and (path == base or path.startswith(base + "/")) for base in surface.own):
            return surface.name
    parts = path.strip("/").split("/")
    first, rest = parts[0], parts[1:]
    if first == "api":
        if rest[:1] == ["v1"]:
            return "kms" if rest[1:2] and rest[1] in KMS_FIRST else "kadi"
        return "lms" if rest and rest[0] in LMS_FIRST else "kadi"
    if first == "oauth":
        return "kadi"
    itr = surfaces.get("itr")
    if itr and any(segments(route.path)[0] == ("static", first) for route in itr.routes):
        return "itr"
    return "site"

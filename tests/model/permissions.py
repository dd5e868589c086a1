"""Who may do what with research data: a plain model of people, groups, roles, visibilities, trash and contents.

It is written from Kadi's document (permissions, order of checks, lists, exports) and knows nothing of how the server keeps
its rows. `worlds()` makes random ones, which are still to be built on a server (permissions_walk.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import strategies as st

NOUNS = ("record", "collection", "template", "group")
_LINKABLE = {"member": {"read"}, "collaborator": {"read", "link"}, "editor": {"read", "link", "update"},
             "admin": {"read", "link", "update", "permissions", "delete"}}  # fmt: skip
ACTIONS: dict[str, dict[str, set[str]]] = {
    "record": _LINKABLE,
    "collection": _LINKABLE,
    "template": {"member": {"read"}, "editor": {"read", "update"}, "admin": {"read", "update", "permissions", "delete"}},
    "group": {"member": {"read"}, "editor": {"read", "update"}, "admin": {"read", "update", "members", "delete"}},
}
_OF_CONTENTS = ("create", "read", "link", "update", "permissions", "delete")
SCOPES = (
    *(f"{noun}.{action}" for noun in ("record", "collection") for action in _OF_CONTENTS),
    "template.create", "template.read", "template.update", "template.permissions", "template.delete",
    "group.create", "group.read", "group.update", "group.members", "group.delete", "user.read", "misc.manage_trash",
)  # fmt: skip
KINDS = ("member", "guest", "admin", "chief", "inactive", "paused", "outside")
TAGS = ("red", "green", "blue")


@dataclass(eq=False, repr=False)
class Person:
    """`scopes` are those of the second token; the first one has none and opens everything."""

    name: str
    kind: str
    scopes: frozenset[str]
    id: int = 0
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def administers(self) -> bool:
        return self.kind in ("admin", "chief")

    @property
    def is_listed(self) -> bool:
        """An active researcher: shown in lists, can be given roles."""
        return self.kind in ("member", "guest", "admin", "chief")

    def has(self, token: str, *scopes: str) -> bool:
        return token == "whole" or set(scopes) <= self.scopes

    def __str__(self) -> str:
        return f"{self.name} (account {self.id}, {self.kind}): {' '.join(sorted(self.scopes))}"


@dataclass(eq=False, repr=False)
class Thing:
    """A record, collection, template or group. `people` are roles on it, of a group those of its members."""

    noun: str
    name: str
    creator: Person
    is_public: bool
    state: str = "active"
    tags: set[str] = field(default_factory=set)
    people: dict[Person, str] = field(default_factory=dict)
    groups: dict["Thing", str] = field(default_factory=dict)
    contents: set["Thing"] = field(default_factory=set)  # records of a collection
    parent: "Thing | None" = None
    number: int = 0
    identifier: str = ""
    id: int = 0

    @property
    def place(self) -> str:
        return f"/{self.noun}s/{self.id}"

    @property
    def managing(self) -> str:
        return "members" if self.noun == "group" else "permissions"

    def __str__(self) -> str:
        roles = [f"{holder.name}={role}" for holder, role in (*self.people.items(), *self.groups.items())]
        more = [f"below {self.parent.name}"] if self.parent else []
        more += [f"holds {' '.join(sorted(one.name for one in self.contents))}"] if self.contents else []
        seen = "public" if self.is_public else "private"
        return f"{self.name} ({self.noun} {self.id}, {seen}, {self.state}) by {self.creator.name}: {', '.join(roles + more)}"


@dataclass(eq=False, repr=False)
class Link:
    name: str
    source: Thing
    target: Thing
    id: int = 0

    def __str__(self) -> str:
        return f"link {self.id} {self.name}: {self.source.name} → {self.target.name}"


@dataclass(eq=False, repr=False)
class World:
    """Everything there is, and the rules. A method that gives a number gives the status that refuses, None if nothing does."""

    people: list[Person] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    word: str = ""

    def __str__(self) -> str:
        return "\n".join(str(part) for part in (*self.people, *self.things, *self.links))

    def of(self, noun: str) -> list[Thing]:
        return [thing for thing in self.things if thing.noun == noun and thing.state != "purged"]

    # Rights

    def roles(self, person: Person, thing: Thing) -> list[str]:
        """What the person holds himself and through groups; groups in the trash do not count."""
        own = [thing.people[person]] if person in thing.people else []
        return own + [role for group, role in thing.groups.items() if group.state == "active" and person in group.people]

    def actions(self, person: Person, thing: Thing) -> set[str]:
        known = ACTIONS[thing.noun]
        held = {"read"} if thing.is_public else set()
        for role in [*self.roles(person, thing), *(["admin"] if person.administers else [])]:
            held |= known[role]
        return held

    def holds(self, person: Person, thing: Thing, action: str) -> bool:
        return action in self.actions(person, thing)

    def sees(self, person: Person, thing: Thing) -> bool:
        return thing.state == "active" and self.holds(person, thing, "read")

    # Refusals, in the order of checks

    @staticmethod
    def door(person: Person) -> int | None:
        return {"inactive": 401, "paused": 401, "outside": 403}.get(person.kind)

    def one(self, person: Person, token: str, thing: Thing, action: str, scopes: Iterable[str]) -> int | None:
        """The object of the path: its existence, the permission, the scope, whether it is active."""
        if refusal := self.door(person):
            return refusal
        if thing.state == "purged":
            return 404
        if not self.holds(person, thing, action):
            return 403
        if not person.has(token, *scopes):
            return 401
        return 404 if thing.state == "deleted" else None

    def named(self, person: Person, token: str, thing: Thing, scopes: Iterable[str]) -> int | None:
        """An object that is not named by the path's id: the scope comes first, and in the trash it is not there for anybody."""
        if refusal := self.listing(person, token, scopes):
            return refusal
        return self.one(person, "whole", thing, "read", ()) if thing.state == "active" else 404

    def listing(self, person: Person, token: str, scopes: Iterable[str]) -> int | None:
        return self.door(person) or (None if person.has(token, *scopes) else 401)

    def in_trash(self, person: Person, token: str, thing: Thing) -> int | None:
        """Restoring and purging: the creator's alone; for all others there is nothing."""
        if refusal := self.door(person):
            return refusal
        if thing.creator is not person or thing.state == "purged":
            return 404
        if not person.has(token, "misc.manage_trash"):
            return 401
        return None if thing.state == "deleted" else 404

    def other(self, person: Person, thing: Thing, gone: int) -> int | None:
        """The other side of a link."""
        return gone if thing.state != "active" else None if self.holds(person, thing, "link") else 403

    # What lists and exports show

    def visible(self, person: Person, noun: str) -> set[Thing]:
        return {thing for thing in self.of(noun) if self.sees(person, thing)}

    def explicit(self, person: Person, noun: str) -> set[Thing]:
        """Not what is only public. Who administers research holds every right on everything; of groups, membership counts."""
        shown = self.visible(person, noun)
        if noun == "group":
            return {thing for thing in shown if person in thing.people}
        return {thing for thing in shown if not thing.is_public or person.administers or self.roles(person, thing)}

    def below(self, top: Thing) -> list[Thing]:
        """The collection and its descendants; what is in the trash hides what is below it."""
        found = [top]
        for thing in found:
            found += [child for child in self.of("collection") if child.parent is thing and child.state == "active"]
        return found

    def records_in(self, person: Person, collections: Iterable[Thing], with_children: bool) -> set[Thing]:
        """Records of the readable ones of these collections, and of their readable descendants."""
        tops = [thing for thing in collections if self.sees(person, thing)]
        family = {thing for top in tops for thing in (self.below(top) if with_children else [top]) if self.sees(person, thing)}
        return {record for thing in family for record in thing.contents if self.sees(person, record)}

    def links_of(self, person: Person, record: Thing) -> set[Link]:
        """Both directions, as far as the other end is to be seen."""
        return {
            link for link in self.links
            if (link.source is record and self.sees(person, link.target)) or (link.target is record and self.sees(person, link.source))
        }  # fmt: skip

    def shown_groups(self, person: Person, thing: Thing) -> dict[int, str]:
        sees_all = self.holds(person, thing, "permissions")
        return {group.id: role for group, role in thing.groups.items()
                if group.state == "active" and (sees_all or self.holds(person, group, "read"))}  # fmt: skip

    @staticmethod
    def shown_people(thing: Thing) -> dict[int, str]:
        return {person.id: role for person, role in thing.people.items() if person.is_listed}

    def is_below(self, thing: Thing | None, top: Thing) -> bool:
        while thing is not None and thing is not top:
            thing = thing.parent
        return thing is top


# Random worlds

VERBS = (
    "create",
    "publish",
    "grant",
    "regrant",
    "revoke",
    "delete",
    "restore",
    "purge",
    "link",
    "unlink",
    "fill",
    "empty",
    "hang",
    "unhang",
)
Step = tuple[str, int, int, int, int]


@st.composite
def people(draw: st.DrawFn) -> list[Person]:
    """A member, an admin, and others of every kind."""
    kinds = ["member", "member", "admin", *draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=4))]
    some = st.frozensets(st.sampled_from(SCOPES), min_size=1, max_size=6)
    scopes = some | some.map(lambda left: frozenset(SCOPES) - left)
    return [Person(f"p{number}-{kind}", kind, draw(scopes)) for number, kind in enumerate(kinds)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """The second person makes nothing: a reader of what others share, mostly through groups, of which some are in the trash."""
    world = World(draw(people()))
    makers = [person for person in world.people if person.kind in ("member", "admin", "inactive", "paused")]
    makers.remove(world.people[1])
    for noun, least, most in (("group", 2, 3), ("template", 1, 2), ("collection", 3, 5), ("record", 3, 6)):
        for number in range(draw(st.integers(least, most))):
            thing = Thing(noun, f"{noun[0]}{number}", draw(st.sampled_from(makers)), draw(st.integers(0, 2)) == 0)
            thing.state = draw(st.sampled_from(["active", "active", "deleted"] if noun == "group" else ["active"] * 4 + ["deleted"]))
            holders, roles = st.sampled_from(world.people), st.sampled_from([*ACTIONS[noun]])
            given = draw(st.dictionaries(holders, roles, min_size=1 if noun == "group" else 0, max_size=3 if noun == "group" else 1))
            thing.people = {person: role for person, role in given.items() if person.is_listed} | {thing.creator: "admin"}
            if noun != "group":
                thing.groups = draw(st.dictionaries(st.sampled_from(world.of("group")), roles, max_size=2))
            if noun in ("record", "collection"):
                thing.tags, thing.number = {thing.name} | draw(st.sets(st.sampled_from(TAGS))), draw(st.integers(0, 3))
            world.things.append(thing)
    fill(draw, world)
    return world


def fill(draw: st.DrawFn, world: World) -> None:
    """Contents of collections, their hierarchy, and links of records."""
    collections, records = world.of("collection"), world.of("record")
    for number, collection in enumerate(collections):
        collection.contents = draw(st.sets(st.sampled_from(records), max_size=4))
        collection.parent = draw(st.sampled_from([*collections[:number], *collections[:number], None]))
    pairs = st.tuples(st.sampled_from(records), st.sampled_from(records), st.sampled_from("ab")).filter(lambda pair: pair[0] is not pair[1])
    world.links = [Link(name, source, target) for source, target, name in draw(st.lists(pairs, max_size=6, unique=True))]


def steps(most: int) -> st.SearchStrategy[list[Step]]:
    """What happens later: a verb, and numbers that choose who does it to what."""
    number = st.integers(0, 59)
    return st.lists(st.tuples(st.sampled_from(VERBS), number, number, number, number), min_size=most // 2, max_size=most)

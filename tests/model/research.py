"""Who may do what with records: a small model of people, groups and records that predicts the answer to every request.

It knows the rules as the design and the document tell them and nothing of how the server keeps them: rights are computed
anew from plain dictionaries for each question.
"""

from dataclasses import dataclass, field

STRENGTH = {"member": 1, "collaborator": 2, "editor": 3, "admin": 4}
NEEDED = {"read": 1, "link": 2, "update": 3, "permissions": 4, "delete": 4}
OK = None
"""No refusal."""

# Tokens that everybody has one of: name → scopes (none: everything).
TOKENS: dict[str, tuple[str, ...]] = {
    "whole": (),
    "reading": ("record.read",),
    "writing": ("record.read", "record.update", "user.read"),
    "sharing": ("record.read", "record.permissions", "group.read"),
    "trash": ("misc.manage_trash", "record.create"),
    "deleting": ("record.delete",),
}


@dataclass
class Person:
    """`research` is the state of that domain, None where it was never given."""

    name: str
    id: int
    research: str | None = "active"
    is_active: bool = True
    is_guest: bool = False
    is_admin: bool = False
    is_admin_of_all: bool = False
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    role_ids: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def administers(self) -> bool:
        return self.is_admin or self.is_admin_of_all

    @property
    def is_researcher(self) -> bool:
        return self.is_active and self.research == "active"

    def has(self, token: str, *scopes: str) -> bool:
        return not TOKENS[token] or set(scopes) <= set(TOKENS[token])


@dataclass
class Group:
    id: int
    creator: Person = field(repr=False)
    is_public: bool
    is_deleted: bool = False
    members: dict[int, str] = field(default_factory=dict)

    def readable_by(self, person: Person) -> bool:
        return person.id in self.members or self.is_public or person.administers


@dataclass
class File:
    id: str
    name: str
    data: bytes
    is_deleted: bool = False


@dataclass
class Upload:
    id: str
    creator: Person
    name: str
    data: bytes
    is_open: bool = True


@dataclass
class Record:
    id: int
    identifier: str
    creator: Person
    is_public: bool
    state: str = "active"
    people: dict[int, str] = field(default_factory=dict)
    groups: dict[int, str] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)


@dataclass
class World:
    """Everything there is, and the rules. Where a method gives a number it is the status that refuses."""

    people: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    # Rights

    def roles(self, person: Person, record: Record) -> list[str]:
        """Every role that the person holds on the record, himself and through groups that are not in the trash."""
        own = [record.people[person.id]] if person.id in record.people else []
        return own + [
            role
            for group in self.groups
            for group_id, role in record.groups.items()
            if group.id == group_id and not group.is_deleted and person.id in group.members
        ]

    def holds(self, person: Person, record: Record, action: str) -> bool:
        strengths = [STRENGTH[role] for role in self.roles(person, record)]
        return max([*strengths, 1 if record.is_public else 0, 4 if person.administers else 0]) >= NEEDED[action]

    # Refusals

    def door(self, person: Person) -> int | None:
        """Inactive (wherever) is 401, without the domain 403."""
        if not person.is_active or person.research == "inactive":
            return 401
        return OK if person.research else 403

    def one(self, person: Person, token: str, record: Record, action: str, *scopes: str) -> int | None:
        """A record by its id: absent, action not held, scope missing, in the trash."""
        if refusal := self.door(person):
            return refusal
        if record.state == "purged":
            return 404
        if not self.holds(person, record, action):
            return 403
        if not person.has(token, *scopes):
            return 401
        return OK if record.state == "active" else 404

    def named(self, person: Person, token: str, record: Record, *scopes: str) -> int | None:
        """To be read by a name of its own: the scope comes first, and in the trash it is not there for anybody."""
        refusal = self.door(person)
        if refusal or not person.has(token, *scopes):
            return refusal or 401
        return self.one(person, "whole", record, "read") if record.state == "active" else 404

    def several(self, person: Person, token: str, *scopes: str) -> int | None:
        """A list: the scope comes first, and nothing else."""
        return self.door(person) or (OK if person.has(token, *scopes) else 401)

    def making(self, person: Person, token: str) -> int | None:
        if refusal := self.door(person):
            return refusal
        if person.is_guest and not person.administers:
            return 403
        return OK if person.has(token, "record.create") else 401

    def in_trash(self, person: Person, token: str, record: Record) -> int | None:
        """Restoring and purging: to everybody but the creator there is nothing."""
        if refusal := self.door(person):
            return refusal
        if record.creator is not person or record.state == "purged":
            return 404
        if not person.has(token, "misc.manage_trash"):
            return 401
        return OK if record.state == "deleted" else 404

    def granting(self, person: Person, token: str, record: Record, holder: Person | Group | None, role: str) -> int | None:
        """Giving a role to a person or a group, or to somebody who is not there."""
        if refusal := self.one(person, token, record, "permissions", "record.permissions"):
            return refusal
        if holder is None or (isinstance(holder, Person) and not holder.is_researcher):
            return 400
        if isinstance(holder, Group) and holder.is_deleted:
            return 400
        if isinstance(holder, Group) and not holder.readable_by(person):
            return 403
        if role not in STRENGTH:
            return 400
        return 409 if holder.id in self.holders(record, holder) else OK

    def changing(self, person: Person, token: str, record: Record, holder: Person | Group, role: str) -> int | None:
        """Another role for somebody, or none; a group in the trash is not there."""
        if refusal := self.one(person, token, record, "permissions", "record.permissions"):
            return refusal
        if isinstance(holder, Group) and holder.is_deleted:
            return 404
        if role and role not in STRENGTH:
            return 400
        if holder is record.creator:
            return 409
        return OK if holder.id in self.holders(record, holder) else 404

    @staticmethod
    def holders(record: Record, holder: Person | Group) -> dict[int, str]:
        return record.people if isinstance(holder, Person) else record.groups

    # What lists show

    def visible(self, person: Person) -> list[Record]:
        return [record for record in self.records if record.state == "active" and self.holds(person, record, "read")]

    def shared_by(self, person: Person, receiver: Person) -> list[Record]:
        return [record for record in self.visible(person) if record.creator is person and self.roles(receiver, record)]

    def explicit(self, person: Person) -> list[Record]:
        """What is not only public; an admin holds every right on everything."""
        return [record for record in self.visible(person) if person.administers or self.roles(person, record)]

    def trash(self, person: Person) -> list[Record]:
        return [record for record in self.records if record.state == "deleted" and record.creator is person]

    def shown_people(self, record: Record) -> dict[int, str]:
        return {person.id: record.people[person.id] for person in self.people if person.id in record.people and person.is_researcher}

    def shown_groups(self, person: Person, record: Record) -> dict[int, str]:
        sees_all = self.holds(person, record, "permissions")
        return {group.id: record.groups[group.id] for group in self.groups
                if group.id in record.groups and not group.is_deleted and (sees_all or group.readable_by(person))}  # fmt: skip

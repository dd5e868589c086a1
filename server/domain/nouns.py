"""The objects of research data that share identifier, roles, revisions and trash; what differs stands here as data."""

from dataclasses import dataclass
from typing import Any

from server.db import sql
from server.domain.permissions import ROLES


@dataclass(frozen=True)
class Noun:
    """One kind of object. Its statement files have the same statements under the same names for every noun.

    A group's roles are those of its members; nothing but people holds one, and the action that manages them has its own name.
    """

    name: str
    statements: Any
    roles: Any
    revisions: Any

    @property
    def role_names(self) -> tuple[str, ...]:
        return tuple(ROLES[self.name])

    @property
    def managing(self) -> str:
        """The action that gives and takes roles."""
        return "members" if self.name == "group" else "permissions"


RECORD = Noun("record", sql.records, sql.record_roles, sql.record_revisions)
COLLECTION = Noun("collection", sql.collections, sql.collection_roles, sql.collection_revisions)
TEMPLATE = Noun("template", sql.templates, sql.template_roles, sql.template_revisions)
GROUP = Noun("group", sql.groups, sql.group_roles, sql.group_revisions)
NOUNS = {noun.name: noun for noun in (RECORD, COLLECTION, TEMPLATE, GROUP)}

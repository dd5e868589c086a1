"""The objects of research data that share identifier, roles, revisions and trash; what differs stands here as data."""

from dataclasses import dataclass
from typing import Any

from server.db import sql
from server.domain.permissions import ROLES


@dataclass(frozen=True)
class Noun:
    """One kind of object. Its statement files have the same statements under the same names for every noun."""

    name: str
    statements: Any
    roles: Any
    revisions: Any

    @property
    def role_names(self) -> tuple[str, ...]:
        return tuple(ROLES[self.name])


RECORD = Noun("record", sql.records, sql.record_roles, sql.record_revisions)
NOUNS = {noun.name: noun for noun in (RECORD,)}

"""The header Filter: `condition[,condition]…`, each `Field<op>value` (specs §2.1).

Consecutive conditions on one field are alternatives, everything else holds together. Fields that the entity does not have
and conditions without an operator or a value are left out.
"""

import re
from collections.abc import Mapping

from server.domain.rows import Condition
from server.errors import BadRequest

MAXIMUM = 200
CONDITION = re.compile(r"\s*(?P<field>\w+)\s*(?P<operator>!=|>=|<=|%=|=)(?P<value>[^=]*)", re.ASCII)


def parsed(text: str, columns: Mapping[str, str]) -> list[list[Condition]]:
    """Groups of alternatives, from a header and the columns by their wire names; BadRequest for too many."""
    groups: list[list[Condition]] = []
    before = None
    parts = text.split(",")
    if len(parts) > MAXIMUM:
        raise BadRequest("filter", sentence="The filter has too many conditions")
    for part in parts:
        match = CONDITION.fullmatch(part)
        if match is None:
            continue
        value = unquoted(match["value"].strip())
        column = columns.get(match["field"])
        if column is None or not value:
            continue
        condition = Condition(column, match["operator"].replace("%=", "like"), value)
        if column == before:
            groups[-1].append(condition)
        else:
            groups.append([condition])
        before = column
    return groups


def unquoted(value: str) -> str:
    """Without one pair of single quotes around it."""
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] == "'" else value

"""Revisions: what an object was, and in what two of them differ."""

from typing import Any

import orjson


def difference(data: str | dict[str, Any], compared: str | dict[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The data of a revision, and for each field that differs the value of the revision it is compared with.

    The first revision is compared with nothing: every field that holds something then shows null.
    """
    now: dict[str, Any] = orjson.loads(data) if isinstance(data, str) else data
    if compared is None:
        return now, {name: None for name, value in now.items() if value is not None}
    then: dict[str, Any] = orjson.loads(compared) if isinstance(compared, str) else compared
    return now, {name: then.get(name) for name, value in now.items() if differs(value, then.get(name))}


def differs(left: Any, right: Any) -> bool:
    """1, 1.0 and true are equal in Python and three things in JSON."""
    if left != right:
        return True
    if isinstance(left, (list, dict)):
        return orjson.dumps(left, option=orjson.OPT_SORT_KEYS) != orjson.dumps(right, option=orjson.OPT_SORT_KEYS)
    return type(left) is not type(right)

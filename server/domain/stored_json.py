"""Columns of assessment that are texts, and hold JSON where their writer sent JSON."""

from typing import Any

import orjson


def parsed(text: str) -> Any:
    """What a text holds; text that is not JSON stays text."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text

"""The form of a template that its exports start from: `template json` as a dict.

`id identifier title description type data created_at last_modified creator`: instants are aware, `data` is decoded, `creator` is
`{"id", "displayname", "orcid"}` or absent.
"""

from typing import Any

Template = dict[str, Any]


def extras(template: Template) -> list[dict[str, Any]]:
    """The metadata entries that the template gives a record, whichever type it has."""
    data = template["data"]
    return data["extras"] if template["type"] == "record" else data


def with_extras(template: Template, entries: list[dict[str, Any]]) -> Template:
    """The same template with other entries."""
    data = {**template["data"], "extras": entries} if template["type"] == "record" else entries
    return {**template, "data": data}

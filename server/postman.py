"""A Postman collection (format 2.1) from an OpenAPI document of ours."""

import json
import re
from typing import Any

Json = dict[str, Any]

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
# What stands in a request until somebody puts his own there.
FORMATS = {"uuid": "00000000-0000-0000-0000-000000000000", "date-time": "2030-01-01T00:00:00Z", "date": "2030-01-01"}


def collection(document: Json, base_url: str) -> Json:
    """One folder per tag; `baseUrl` and `token` are variables of the collection."""
    folders: dict[str, list[Json]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            folders.setdefault(operation["tags"][0], []).append(request(method.upper(), path, operation, document["components"]["schemas"]))
    return {
        "info": {"name": document["info"]["title"], "description": document["info"]["description"], "schema": SCHEMA},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [{"key": "baseUrl", "value": base_url}, {"key": "token", "value": ""}],
        "item": [{"name": name, "item": items} for name, items in folders.items()],
    }


def request(method: str, path: str, operation: Json, schemas: Json) -> Json:
    parameters = operation["parameters"]
    values = {p["name"]: in_address(p, schemas) for p in parameters}
    asked: Json = {
        "method": method,
        "header": [{"key": p["name"], "value": "", "disabled": not p["required"]} for p in parameters if p["in"] == "header"],
        "url": {
            "raw": "{{baseUrl}}" + re.sub(r"\{([^}]*)\}", r":\1", path),
            "host": ["{{baseUrl}}"],
            "path": re.sub(r"\{([^}]*)\}", r":\1", path).strip("/").split("/"),
            "variable": [{"key": p["name"], "value": values[p["name"]]} for p in parameters if p["in"] == "path"],
            "query": [
                {"key": p["name"], "value": values[p["name"]], "disabled": not p["required"]} for p in parameters if p["in"] == "query"
            ],
        },
        "description": operation.get("description", ""),
    }
    if not operation["security"]:
        asked["auth"] = {"type": "noauth"}
    bodies: Json = operation.get("requestBody", {}).get("content", {})
    media = next(iter(bodies), "")
    content: Json = bodies.get(media, {})
    if media == "application/json":
        asked["header"].append({"key": "Content-Type", "value": "application/json"})
        body = json.dumps(sample(content.get("schema", {}), schemas), indent=2, ensure_ascii=False)
        asked["body"] = {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}}
    elif media == "application/x-www-form-urlencoded" and "schema" in content:
        fields = sample(content["schema"], schemas)
        asked["body"] = {"mode": "urlencoded", "urlencoded": [{"key": name, "value": value or ""} for name, value in fields.items()]}
    elif media == "multipart/form-data":
        schema: Json = content["schema"]
        parts: Json = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema).get("properties", {})
        asked["body"] = {"mode": "formdata", "formdata": [
            {"key": name, "type": "file", "src": []} if part.get("format") == "binary" else {"key": name, "type": "text", "value": ""}
            for name, part in parts.items()
        ]}  # fmt: skip
    elif media:
        asked["body"] = {"mode": "file", "file": {}}
    return {"name": f"{method} {path}", "request": asked, "response": []}


def in_address(parameter: Json, schemas: Json) -> str:
    """A value of the right form: an address is one of this operation as it stands, though nothing may be there."""
    value = sample(parameter["schema"], schemas)
    if value in ("", None, []):
        return parameter["name"] if parameter["required"] else ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def sample(schema: Json, schemas: Json, depth: int = 5) -> Any:
    """A body with every field, to be filled in."""
    if depth == 0:
        return None
    if "$ref" in schema:
        return sample(schemas.get(schema["$ref"].rpartition("/")[2], {}), schemas, depth - 1)
    for word in ("default", "const"):
        if word in schema:
            return schema[word]
    if schema.get("enum"):
        return schema["enum"][0]
    for word in ("anyOf", "oneOf", "allOf"):
        if schema.get(word):
            return sample(schema[word][0], schemas, depth - 1)
    if schema.get("type") == "object":
        return {name: sample(field, schemas, depth - 1) for name, field in schema.get("properties", {}).items()}
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if schema.get("type") == "integer":
        return max(schema.get("minimum", 1), 1)
    return {"array": [], "string": "", "number": 0, "boolean": False}.get(schema.get("type", ""))

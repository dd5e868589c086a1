"""Requests made from our own OpenAPI documents: valid, nearly valid and hostile ones, by a seeded generator."""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from jsonschema import Draft202012Validator

from server import openapi
from server.http.routing import Surface

Json = dict[str, Any]
FORM = "application/x-www-form-urlencoded"

# For strings that have to match a pattern.
EXAMPLES = ["ab-1", "text/plain", "0000-0002-1825-0097", "2030-01-01", "member", "A", "1", "a@example.org"]
TEXTS = [
    "", " ", "x", "X" * 300, "é" * 90, "🎈", "\u202e", "\0", "a\0b", "\ud800", "../../etc/passwd", "%00", "%", "_", "\\", "'; --", '"',
    "<script>", "null", "true", "NaN", "-1", "9" * 40, "1e999", "{}", "[]", "\r\nX: y", "x" * 20_000, "a/b", "=", "&", "#", "?",
]  # fmt: skip
ANYTHING: list[Any] = [
    None, True, False, -1, 0, 1, 2**31, 2**53, 2**63 - 1, 2**63, 10**30, -(10**30), 0.5, -0.0, 1e308, float("nan"), float("inf"), [], {},
    [[[]]], [None], {"": {}}, {"a": {"b": [1]}}, ["x"] * 300,
]  # fmt: skip
RAW = [
    b"", b"{", b"nul", b"\xff\xfe", b"\xef\xbb\xbf{}", b'{"a": NaN}', b"[]", b"null", b"5", b'"x"', b"--x\r\n", b"a=1&b=2", b"<a/>",
    b"[" * 5000, b'{"a":' * 5000, b'{"a":1}{"a":2}', b"\0" * 100, b"9" * 400,
]  # fmt: skip
HEADERS: list[dict[str, str]] = [
    {"Content-Type": "x"}, {"Content-Type": "multipart/form-data"}, {"Content-Encoding": "klingon"}, {"Range": "bytes=5-1,-"},
    {"Range": "bytes=99999999999999999999-"}, {"If-None-Match": "*"}, {"If-Match": '"x"'}, {"If-Modified-Since": "yesterday"},
    {"If-Range": "\u00ff"}, {"Host": "evil.example"}, {"Accept": "x" * 3000}, {"Accept-Language": "\u00e9"}, {"X-Request-ID": "x" * 3000},
    {"Cookie": "athenaeum_session=x; =;"}, {"Sec-Fetch-Site": "cross-site"}, {"X-Forwarded-For": "x,,1.2.3.4"}, {"Kadi-Chunk-Index": "-1"},
    {"Kadi-Chunk-Index": "0", "Kadi-Chunk-Size": "9" * 19}, {"Kadi-MD5-Checksum": "\u00ff"}, 
    {"UserID": "\u00e9", "Password": "\u00ff" * 90},
    {"MFACode": "000000"}, {"CompanyID": "x"}, {"PageSize": "-5", "StartPage": "x", "Filter": "((("}, {"TimeZoneOffset": "nan"},
]  # fmt: skip


@dataclass(frozen=True)
class Operation:
    """One operation of a surface's own document."""

    surface: Surface
    document: Json = field(repr=False)
    method: str
    path: str
    spec: Json = field(repr=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def response(self, status: int) -> Json | None:
        """What the document says of a status."""
        found = self.spec["responses"].get(str(status))
        return self.resolved(found) if found else None

    def resolved(self, part: Json) -> Json:
        while "$ref" in part:
            kind, name = part["$ref"].removeprefix("#/components/").split("/", 1)
            part = self.document["components"][kind][name]
        return part

    def faults(self, schema: Json, value: Any) -> list[str]:
        """What of an answer does not fit its documented schema."""
        validator = Draft202012Validator(schema | {"components": self.document["components"]})
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in validator.iter_errors(value)]


def operations(surface: Surface) -> Iterator[Operation]:
    document = openapi.own(surface)
    for path, item in document["paths"].items():
        for method, spec in item.items():
            yield Operation(surface, document, method.upper(), path, spec)


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    data: bytes | None

    def __str__(self) -> str:
        return f"{self.method} {self.path[:300]} {str(self.headers)[:300]} {self.data[:600] if self.data is not None else ''!r}"


class Generator:
    """Draws requests; `known` gives values that lead somewhere, by the name of a parameter or field."""

    def __init__(self, chance: random.Random, known: Callable[[str], list[Any]]) -> None:
        self.chance, self.known = chance, known

    def request(self, operation: Operation) -> Request:
        how = self.chance.choices(["valid", "near", "hostile"], [5, 3, 2])[0]
        path, query, headers = operation.path, [], {}
        for parameter in operation.spec["parameters"]:
            name, where = parameter["name"], parameter["in"]
            if where != "path" and not parameter["required"] and self.chance.random() < 0.6:
                continue
            value = self.spoiled(self.value(operation, parameter["schema"], name), how)
            if where == "path":
                path = path.replace("{" + name + "}", escaped(value) or "0")
            elif where == "query":
                query += [f"{escaped(name)}={escaped(each)}" for each in (value if isinstance(value, list) else [value])]
            else:
                headers[name] = in_header(value)
        if how == "hostile" and self.chance.random() < 0.5:
            headers |= self.chance.choice(HEADERS)
        if how == "hostile" and self.chance.random() < 0.3:
            query.append(f"{escaped(self.chance.choice(TEXTS))}={escaped(self.chance.choice(TEXTS))}")
        address = path + ("?" + "&".join(query) if query else "")
        content = operation.spec.get("requestBody", {}).get("content", {})
        if FORM in content and how != "hostile":
            fields = self.spoiled_inside(self.value(operation, content[FORM]["schema"], "")) if how == "near" else None
            fields = fields or self.value(operation, content[FORM]["schema"], "")
            form = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in fields.items()) if isinstance(fields, dict) else ""
            return Request(operation.method, address[:7000], headers | {"Content-Type": FORM}, form.encode())
        return Request(operation.method, address[:7000], headers, self.body(operation, how))

    def body(self, operation: Operation, how: str) -> bytes | None:
        """A JSON body where one is documented, bytes where a stream is; now and then one where none belongs."""
        content = operation.spec.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        if schema is None:
            wants = bool(content) or operation.method == "PUT" or (how == "hostile" and operation.method != "GET")
            return self.chance.randbytes(self.chance.randrange(60)) if wants else None
        if how == "hostile" and self.chance.random() < 0.4:
            return self.chance.choice(RAW)
        value = self.value(operation, schema, "")
        return json.dumps(self.spoiled_inside(value) if how != "valid" else value).encode()

    # Valid values

    def value(self, operation: Operation, schema: Json, name: str, depth: int = 0) -> Any:
        schema = operation.resolved(schema)
        known = self.known(name)
        if known and self.chance.random() < (0.4 if depth else 0.7):
            return self.chance.choice(known)
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return self.value(operation, self.chance.choice(schema[word]), name, depth)
        if "allOf" in schema:
            return self.value(operation, schema["allOf"][0], name, depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        kind = schema.get("type")
        if kind is None:
            return self.chance.choice([*ANYTHING[:10], *TEXTS[:8]])
        return getattr(self, f"a_{kind if isinstance(kind, str) else self.chance.choice(kind)}")(operation, schema, name, depth)

    def a_null(self, *_: Any) -> None:
        return None

    def a_boolean(self, *_: Any) -> bool:
        return self.chance.random() < 0.5

    def a_integer(self, _: Operation, schema: Json, *__: Any) -> int:
        low = schema.get("minimum", schema.get("exclusiveMinimum", -3))
        return self.chance.choice([low, low + 1, schema.get("maximum", low + self.chance.randrange(30))])

    def a_number(self, *given: Any) -> float:
        return self.a_integer(*given) + self.chance.choice([0, 0.5])

    def a_string(self, _: Operation, schema: Json, *__: Any) -> str:
        if schema.get("format") == "uuid":
            return f"{self.chance.getrandbits(32):08x}-0000-4000-8000-{self.chance.getrandbits(48):012x}"
        if schema.get("format") in ("date-time", "date"):
            return self.chance.choice(["2030-01-01T00:00:00+00:00", "2031-02-03T04:05:06.789Z", "2030-01-01"])
        if pattern := schema.get("pattern"):
            return self.chance.choice([text for text in EXAMPLES if re.search(pattern, text)] or EXAMPLES)
        low, high = schema.get("minLength", 0), min(schema.get("maxLength", 60), 60_000)
        length = self.chance.choice([low, min(low + self.chance.randrange(12), high), high if self.chance.random() < 0.1 else low])
        return "".join(self.chance.choices("abcdefgh-_ äß🎈", k=length))

    def a_array(self, operation: Operation, schema: Json, name: str, depth: int) -> list[Any]:
        length = max(schema.get("minItems", 0), self.chance.randrange(3) if depth < 5 else 0)
        return [self.value(operation, schema.get("items", {}), name, depth + 1) for _ in range(length)]

    def a_object(self, operation: Operation, schema: Json, _: str, depth: int) -> Json:
        required = schema.get("required", ())
        made = {
            name: self.value(operation, part, name, depth + 1)
            for name, part in schema.get("properties", {}).items()
            if name in required or (depth < 5 and self.chance.random() < 0.5)
        }
        if isinstance(more := schema.get("additionalProperties"), dict) and depth < 5:
            made[self.chance.choice(EXAMPLES)] = self.value(operation, more, "", depth + 1)
        return made

    # Spoiled values

    def spoiled(self, value: Any, how: str) -> Any:
        """The value, or something that does not belong there."""
        if how == "valid" or (how == "near" and self.chance.random() < 0.7):
            return value
        return self.chance.choice(TEXTS if self.chance.random() < 0.7 else ANYTHING)

    def spoiled_inside(self, value: Any) -> Any:
        """One thing somewhere inside is wrong, missing or too much."""
        if isinstance(value, dict) and value and self.chance.random() < 0.85:
            name = self.chance.choice(list(value))
            match self.chance.randrange(6):
                case 0:
                    return {key: each for key, each in value.items() if key != name}
                case 1:
                    return value | {self.chance.choice(TEXTS): 1}
                case _:
                    return value | {name: self.spoiled_inside(value[name])}
        if isinstance(value, list) and value and self.chance.random() < 0.85:
            place = self.chance.randrange(len(value))
            return [*value[:place], self.spoiled_inside(value[place]), *value[place + 1 :]]
        return self.chance.choice(ANYTHING if self.chance.random() < 0.5 else TEXTS)


def escaped(value: Any) -> str:
    """In an address; lone surrogates become the bytes that nobody can decode."""
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return quote(text[:2000].encode("utf-8", "surrogatepass"), safe="")


def in_header(value: Any) -> str:
    """What a client can send at all: no line ends, no NUL."""
    return re.sub(r"[\r\n\0]", "", str(value)[:3000]).encode("utf-8", "replace").decode("latin-1").strip()

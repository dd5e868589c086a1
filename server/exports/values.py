"""How exports spell single values: JSON, instants, addresses, names inside an archive."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
LONGEST_NAME = 240
"""Bytes of one name in an archive. File systems take 255; what unpacks may want to add an ending of its own."""


@dataclass(frozen=True)
class Context:
    """What the formats need beyond the record: the base of the site, and licenses (title, address) by name."""

    site: str
    licenses: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)

    def license_address(self, name: str | None) -> str | None:
        return self.licenses[name][1] if name is not None and name in self.licenses else None


def dumps(data: Any) -> bytes:
    """JSON as every export writes it: indented, keys in alphabetical order, UTF-8."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def indented(data: Any, levels: int) -> bytes:
    """The same, to stand that many levels deep inside another one; its first line without the indent."""
    return dumps(data).replace(b"\n", b"\n" + b"  " * levels)  # inside of a text, a line break is written \n


def instant(moment: datetime) -> str:
    """ISO 8601 in UTC."""
    return moment.astimezone(UTC).isoformat()


def is_absolute(iri: str) -> bool:
    """Whether an IRI means the same wherever it stands. Metadata may hold terms such as `mass`, which do not."""
    return SCHEME.match(iri) is not None


def person(creator: Mapping[str, Any], site: str) -> str:
    """The address that stands for a person."""
    return f"https://orcid.org/{creator['orcid']}" if creator["orcid"] else f"{site}/users/{creator['id']}"


def escaped(key: str) -> str:
    """A key of the metadata as part of an address; dots too, since they separate keys there."""
    return quote(key, safe="").replace(".", "%2E")


def file_names(names: list[str]) -> list[str]:
    """Names under which files can lie in one folder of any system, in the same order: no folders, none twice (without
    regard to case), none too long. Those that can stay as they are keep their name, whoever else would get it."""
    found: dict[int, str] = {}
    used: set[str] = set()
    numbers: dict[str, int] = {}
    for index, name in enumerate(names):
        if plain_name(name) == name and name.lower() not in used:
            used.add(name.lower())
            found[index] = name
    for index in range(len(names)):
        if index not in found:
            found[index] = free_name(plain_name(names[index]), used, numbers)
            used.add(found[index].lower())
    return [found[index] for index in range(len(names))]


def free_name(plain: str, used: set[str], numbers: dict[str, int]) -> str:
    """The name, with a number where it is taken; `numbers` are the last ones given, so that many alike cost little."""
    name = plain
    while name.lower() in used:
        number = numbers[plain] = numbers.get(plain, 1) + 1
        stem, ending = split(plain)
        mark = f" ({number}){ending}"
        name = shortened(stem, LONGEST_NAME - len(mark.encode())) + mark
    return name


def plain_name(name: str) -> str:
    plain = "".join("_" if letter in "/\\" or letter < " " or letter == "\x7f" else letter for letter in name)
    if not plain.strip(". "):
        plain = "_" * max(1, len(plain))
    stem, ending = split(plain)
    return shortened(stem, LONGEST_NAME - len(ending.encode())) + ending


def split(name: str) -> tuple[str, str]:
    """Stem and ending; an ending is short and follows a stem."""
    stem, dot, ending = name.rpartition(".")
    return (stem, "." + ending) if stem and dot and len(ending.encode()) <= 20 else (name, "")


def shortened(text: str, size_bytes: int) -> str:
    """At most that many bytes of it, in whole letters."""
    return text.encode()[:size_bytes].decode("utf-8", "ignore")

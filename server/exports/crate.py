"""RO-Crates in the ELN layout: which entries an archive has, and the graph that describes them.

    {name}/ro-crate-metadata.json
    {name}/{record}/{record}.json  .ttl  .pdf          exports of the record
    {name}/{record}/files/{file}
    {name}/records/{record}/…                          in a crate that shows a hierarchy: records of the collection itself
    {name}/collections/{child}/records/{record}/…      and of those below it

The graph is made record by record, so that a crate of any size needs the memory of a few.
"""

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from server.exports.extras import flat
from server.exports.values import Context, dumps, escaped, indented, instant, person

Entity = dict[str, Any]
Making = Generator[Entity, None, Any]
"""Entities, and at the end what refers to them."""

DESCRIPTOR = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
PROFILE = "https://w3id.org/ro/crate/1.1"
ELN_VERSION = "1.0"
# What reads crates of this layout looks for this name, whoever published them.
PUBLISHER = "Kadi4Mat"


@dataclass(frozen=True)
class Part:
    """An export of a record, as a file of the crate."""

    name: str
    mimetype: str
    size: int
    sha256: str
    description: str


@dataclass(frozen=True)
class Stored:
    """An uploaded file: its name in the archive, and what is known of its content."""

    data: Mapping[str, Any]
    name: str
    sha256: str | None


@dataclass
class Graph:
    """What is described so far. Pieces come out in order; together, between `opening` and `closing`, they are the document."""

    context: Context
    seen: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)

    def opening(self, root: list[Entity]) -> bytes:
        """Everything before the pieces, with what describes the whole crate."""
        head = dumps({"@context": CONTEXT, "@graph": []}).removesuffix(b"[]\n}")
        return head + b"[" + b",".join(self.written(entity) for entity in root)

    def closing(self) -> bytes:
        return b"\n  ]\n}\n"

    def written(self, entity: Entity) -> bytes:
        return b"\n    " + indented(entity, 2)

    def pieces(self, entities: Iterable[Entity]) -> bytes:
        return b"".join(b"," + self.written(entity) for entity in entities)

    def record(self, data: Mapping[str, Any], place: str, parts: Sequence[Part], files: Sequence[Stored]) -> bytes:
        """A record that lies in the folder `place`, with all that belongs to it."""
        self.places.append(place)
        return self.pieces(self.of_record(data, place, parts, files))

    def of_record(self, data: Mapping[str, Any], place: str, parts: Sequence[Part], files: Sequence[Stored]) -> Making:
        home = f"{self.context.site}/records/{data['id']}"
        dataset: Entity = {"@id": identity(place), "@type": "Dataset", "identifier": data["identifier"], "name": data["title"],
                           "url": home, **keywords(data), **dates(data)}  # fmt: skip
        if data["license"] is not None:
            dataset["license"] = yield from self.license(data["license"])
        if "creator" in data:
            dataset["author"] = yield from self.person(data["creator"])
        if data["description"]:
            dataset["description"] = yield from text(f"{home}#description", data["description"])
        dataset["variableMeasured"] = yield from measured(data["extras"], home)
        dataset["hasPart"] = [{"@id": identity(f"{place}{part.name}")} for part in parts]
        dataset["hasPart"] += [{"@id": identity(f"{place}files/{stored.name}")} for stored in files]
        yield dataset
        for part in parts:
            yield {"@id": identity(f"{place}{part.name}"), "@type": "File", "name": part.name, "encodingFormat": part.mimetype,
                   "contentSize": str(part.size), "sha256": part.sha256, "description": part.description}  # fmt: skip
        for stored in files:
            yield from self.of_file(stored, f"{place}files/{stored.name}")

    def of_file(self, stored: Stored, path: str) -> Making:
        data = stored.data
        entity: Entity = {"@id": identity(path), "@type": "File", "identifier": data["id"], "name": data["name"],
                          "encodingFormat": data["mimetype"], "contentSize": str(data["size"]), **dates(data)}  # fmt: skip
        if data["description"]:
            entity["description"] = data["description"]
        if stored.sha256 is not None:
            entity["sha256"] = stored.sha256
        if "creator" in data:
            entity["author"] = yield from self.person(data["creator"])
        yield entity

    def person(self, creator: Mapping[str, Any]) -> Making:
        """Described at the first mention."""
        address = person(creator, self.context.site)
        if address not in self.seen:
            self.seen.add(address)
            yield {"@id": address, "@type": "Person", "name": creator["displayname"]}
        return {"@id": address}

    def license(self, name: str) -> Making:
        """A license without an address is its name."""
        title, address = self.context.licenses.get(name, (name, None))
        if address is None:
            return name
        if address not in self.seen:
            self.seen.add(address)
            yield {"@id": address, "@type": "CreativeWork", "identifier": name, "name": title}
        return {"@id": address}

    def root(self, data: Mapping[str, Any], genre: str, now: datetime) -> list[Entity]:
        """The descriptor, the crate itself and its publisher; to be made when all records are in."""
        site = self.context.site
        descriptor = {"@id": DESCRIPTOR, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": PROFILE},
                      "dateCreated": instant(now), "sdPublisher": {"@id": site}, "version": ELN_VERSION}  # fmt: skip
        publisher = {"@id": site, "@type": "Organization", "name": PUBLISHER, "url": site}
        crate: Entity = {"@id": "./", "@type": "Dataset", "name": data["title"], "genre": genre,
                         "datePublished": now.date().isoformat(), "description": f"Export of the {genre} {data['identifier']}.",
                         "license": "The license of each record is stated with it.",
                         "hasPart": [{"@id": identity(place)} for place in self.places]}  # fmt: skip
        further: list[Entity] = []
        if genre == "collection":
            crate |= {"identifier": data["identifier"], **keywords(data), **dates(data)}
            if "creator" in data:
                crate["author"] = collected(self.person(data["creator"]), further)
            if data["description"]:
                crate["description"] = collected(text(f"{site}/collections/{data['id']}#description", data["description"]), further)
        return [descriptor, crate, publisher, *further]


def collected(entities: Making, found: list[Entity]) -> Any:
    """Runs through them all; answers what the generator answers."""
    while True:
        try:
            found.append(next(entities))
        except StopIteration as end:
            return end.value


def identity(path: str) -> str:
    """How the graph names what lies at a path of the archive."""
    return "./" + quote(path)


def folder(identifier: str, way: Sequence[str] | None) -> str:
    """Where a record lies below the crate's root; `way` are the collections that lead to it, None where they do not show."""
    if way is None:
        return f"{identifier}/"
    return "".join(f"collections/{name}/" for name in way) + f"records/{identifier}/"


def keywords(data: Mapping[str, Any]) -> Entity:
    """The tags, separated by commas, or as a list where one of them has a comma. Who imports takes an empty text for an empty
    tag: without tags there is nothing."""
    tags = data["tags"]
    return {"keywords": tags if any("," in tag for tag in tags) else ",".join(tags)} if tags else {}


def dates(data: Mapping[str, Any]) -> Entity:
    return {"dateCreated": instant(data["created_at"]), "dateModified": instant(data["last_modified"])}


def text(address: str, content: str) -> Making:
    yield {"@id": address, "@type": "TextObject", "encodingFormat": "text/markdown", "text": content}
    return {"@id": address}


def measured(entries: list[dict[str, Any]], home: str) -> Making:
    """The metadata, flat: an entity for each entry that has a value."""
    references = []
    for way, entry in flat(entries):
        address = f"{home}#extras-{'.'.join(map(escaped, way))}"
        references.append({"@id": address})
        value: Entity = {"@id": address, "@type": "PropertyValue", "propertyID": ".".join(way), "value": entry["value"]}
        bounds = entry.get("validation", {}).get("range", {})
        found = {"unitText": entry.get("unit"), "minValue": bounds.get("min"), "maxValue": bounds.get("max"),
                 "description": entry.get("description"), "identifier": entry.get("term")}  # fmt: skip
        yield value | {name: given for name, given in found.items() if given is not None}
    return references

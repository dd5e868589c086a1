"""Every public method of kadi-apy's library, once, each with a look at what it did."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kadi_apy import KadiManager, conversion, utils
from rdflib import Graph

EXTRAS: list[dict[str, Any]] = [
    {"type": "int", "key": "count", "value": 5, "unit": "pcs", "validation": {"range": {"min": 1, "max": 9}, "required": True}},
    {"type": "str", "key": "method", "value": "XRD", "validation": {"options": ["XRD", "SEM"]}, "description": "how"},
    {"type": "date", "key": "measured", "value": "2024-02-29T10:00:00+00:00"},
    {"type": "dict", "key": "device", "value": [
        {"type": "str", "key": "name", "value": "D8"}, {"type": "bool", "key": "on", "value": True}]},
    {"type": "list", "key": "runs", "value": [{"type": "float", "value": 1.5, "unit": "s"}, {"type": "int", "value": 2}]},
]  # fmt: skip
PLAIN = {"count": 5, "method": "XRD", "measured": "2024-02-29T10:00:00+00:00", "device": {"name": "D8", "on": True}, "runs": [1.5, 2]}


@dataclass(repr=False)
class World:
    """One scientist with her client, and those she shares with."""

    manager: KadiManager
    folder: Path
    username: str
    colleague_id: int
    colleague_name: str
    name: str
    made: dict[str, Any] = field(default_factory=dict)

    def path(self, name: str) -> str:
        return str(self.folder / name)


def play(world: World) -> None:
    for part in (people, verbosity, helpers, groups, records, metadata, files, templates, collections, sharing, links, revisions, exports,
                 searches, imports, trash):  # fmt: skip
        part(world)


def items(response: Any) -> list[dict[str, Any]]:
    return response.json()["items"]


def people(world: World) -> None:
    manager = world.manager
    assert manager.pat_user.meta["identity"]["username"] == world.username
    assert manager.user(username=world.colleague_name, identity_type="local").id == world.colleague_id
    assert manager.make_request("/users/me").json()["id"] == manager.pat_user.id
    assert manager.misc.get_kadi_info().json()["version"]
    assert set(manager.misc.get_roles().json()) == {"record", "collection", "template", "group"}
    assert [item["name"] for item in items(manager.misc.get_licenses(filter="CC-BY-4.0"))] == ["CC-BY-4.0"]


def verbosity(world: World) -> None:
    """What prints and asks nobody, of each thing that has it."""
    manager, name = world.manager, world.name
    things = [manager.record(identifier=name, create=True), manager.collection(identifier=name, create=True),
              manager.template(identifier=name, create=True, type="extras", data=EXTRAS), manager.group(identifier=name, create=True),
              manager.user(id=world.colleague_id)]  # fmt: skip
    world.made = dict(zip(("record", "collection", "template", "group"), things, strict=False))
    for thing in (manager, manager.search, manager.misc, *things):
        for level in ("error", "warning", "info", "debug"):
            getattr(thing, level)("spoken")
        assert not thing.is_verbose()
    manager.echo("spoken", 30)


def helpers(world: World) -> None:
    """Functions beside the classes: what they convert is accepted by the server."""
    extras = conversion.json_to_kadi(PLAIN)
    record = world.manager.record(identifier=utils.append_identifier_suffix(world.name, "plain"), create=True, extras=extras)
    assert conversion.kadi_to_json(record.meta["extras"]) == PLAIN
    assert utils.generate_identifier("A b/C") == "a-bc"
    assert utils.get_resource_type("record").base_path == "/records"
    pages: list[int] = []

    def page(number: int) -> Any:
        pages.append(number)
        return world.manager.misc.get_licenses(page=number, per_page=100).json()

    utils.paginate(page)
    assert pages == [1, 2]
    utils.chunked_response(world.path("me.json"), world.manager.make_request("/users/me", stream=True))
    assert json.loads(Path(world.path("me.json")).read_text())["id"] == world.manager.pat_user.id
    world.made["other"] = record


def groups(world: World) -> None:
    group = world.made["group"]
    group.edit(title="Group", description="*us*")
    group.set_attribute("visibility", "public")
    assert (group.meta["title"], group.meta["plain_description"], group.meta["visibility"]) == ("Group", "us", "public")
    group.add_user(world.colleague_id, "member")
    group.change_user_role(world.colleague_id, "editor")
    assert [item["role"]["name"] for item in items(group.get_users())] == ["admin", "editor"]


def records(world: World) -> None:
    record = world.made["record"]
    assert record.created
    record.edit(title="  Sample   one ", license="CC-BY-4.0", type="Sample")
    record.set_attribute("description", "# Head\n\n*some* text")
    assert (record.meta["title"], record.meta["type"], record.meta["plain_description"]) == ("Sample one", "sample", "Head some text")
    for thing in (record, world.made["collection"]):
        thing.add_tag("Powder")
        thing.add_tag("x")
        thing.remove_tag("x")
        assert thing.check_tag("powder")
        assert thing.get_tags() == ["powder"]
    assert {"name": "powder"} in items(world.manager.misc.get_tags(filter="powder", type="collection"))


def metadata(world: World) -> None:
    record = world.made["record"]
    record.add_metadatum({"type": "str", "key": "gone", "value": "soon"})
    record.remove_metadatum("gone")
    record.add_metadata({"type": "str", "key": "all", "value": "gone"})
    record.remove_all_metadata()
    assert record.meta["extras"] == []
    record.add_metadata(EXTRAS)
    assert record.check_metadatum("runs")
    assert record.get_metadatum(["runs", "1"])["value"] == 1.5
    assert [extra["key"] for extra in record.flatten_extras()][-4:] == ["device.name", "device.on", "runs.1", "runs.2"]


def files(world: World) -> None:
    record = world.made["record"]
    Path(world.path("one.txt")).write_text("one")
    assert record.upload_file(world.path("one.txt"), file_description="the first").json()["description"] == "the first"
    record.upload_string_to_file("two", "two.txt")
    record.upload_string_to_file("two again", "two.txt", force=True)
    assert record.get_number_files() == 2
    assert record.has_file("two.txt")
    file_id = record.get_file_id("two.txt")
    assert record.get_file_name(file_id) == "two.txt"
    assert record.get_file_info(file_id).json()["size"] == 9
    record.download_file(file_id, world.path("back.txt"))
    assert Path(world.path("back.txt")).read_text() == "two again"
    record.download_all_files(world.path("all.zip"))
    record.edit_file(file_id, name="second.txt", mimetype="text/x-second")
    assert [file["name"] for file in items(record.get_filelist(sort="name"))] == ["one.txt", "second.txt"]
    record.delete_file(file_id)
    assert record.get_number_files() == 1


def templates(world: World) -> None:
    template = world.made["template"]
    template.edit(title="Measurement", description="what we measure")
    template.set_attribute("visibility", "public")
    assert [entry["key"] for entry in template.meta["data"]] == [entry["key"] for entry in EXTRAS]


def collections(world: World) -> None:
    collection = world.made["collection"]
    collection.edit(title=f"Campaign {world.name}", description="all of it")
    collection.set_attribute("visibility", "public")
    assert collection.meta["visibility"] == "public"


def sharing(world: World) -> None:
    group = world.made["group"]
    for kind in ("record", "collection", "template"):
        thing = world.made[kind]
        thing.add_user(world.colleague_id, "member")
        thing.change_user_role(world.colleague_id, "editor")
        assert [item["role"]["name"] for item in items(thing.get_users())] == ["admin", "editor"]
        thing.remove_user(world.colleague_id)
        thing.add_group_role(group.id, "member")
        thing.change_group_role(group.id, "editor")
        assert [(item["group"]["id"], item["role"]["name"]) for item in items(thing.get_groups())] == [(group.id, "editor")]
    for listed, kind in ((group.get_records, "record"), (group.get_collections, "collection"), (group.get_templates, "template")):
        assert [item["id"] for item in items(listed())] == [world.made[kind].id]
    for kind in ("record", "collection", "template"):
        world.made[kind].remove_group_role(group.id)
        assert items(world.made[kind].get_groups()) == []
    group.remove_user(world.colleague_id)


def links(world: World) -> None:
    record, other, collection = world.made["record"], world.made["other"], world.made["collection"]
    link = record.link_record(other.id, "is made of", "http://example.org/made").json()
    record.update_record_link(link["id"], name="consists of")
    assert [item["name"] for item in items(other.get_record_links(direction="in"))] == ["consists of"]
    record.delete_record_link(link["id"])
    assert items(record.get_record_links()) == []
    record.link_record(other.id, "is made of")
    record.add_collection_link(collection.id)
    assert [item["id"] for item in items(record.get_collection_links())] == [collection.id]
    record.remove_collection_link(collection.id)
    collection.add_record_link(record.id)
    collection.add_record_link(other.id)
    assert {item["id"] for item in items(collection.get_records(sort="id"))} == {record.id, other.id}
    collection.remove_record_link(other.id)
    collection.add_record_link(other.id)
    child = world.manager.collection(identifier=world.name + "-child", create=True)
    collection.add_collection_link(child.id)
    assert [item["id"] for item in items(collection.get_collections())] == [child.id]
    collection.remove_collection_link(child.id)
    world.made["child"] = child


def revisions(world: World) -> None:
    for kind in ("record", "collection", "template", "group"):
        thing = world.made[kind]
        found = items(getattr(thing, f"get_{kind}_revisions")(per_page=100))
        first = getattr(thing, f"get_{kind}_revision")(found[-1]["id"]).json()
        assert first["diff"]["identifier"] is None
        assert first["data"]["identifier"] == world.name
    record = world.made["record"]
    found = items(record.get_file_revisions(per_page=100))
    assert record.get_file_revision(found[0]["id"]).json()["diff"] == {"state": "active"}


def exports(world: World) -> None:
    record, collection, template = world.made["record"], world.made["collection"], world.made["template"]
    for thing, kinds in ((record, ("json", "rdf", "pdf", "qr", "ro-crate")), (collection, ("json", "rdf", "qr", "ro-crate")),
                         (template, ("json", "json-schema", "shacl"))):  # fmt: skip
        for kind in kinds:
            target = Path(world.path(f"{thing.name}.{kind}"))
            thing.export(str(target), kind)
            assert target.stat().st_size > 100
    assert json.loads(record.export("", "json", pipe=True, filter={"user": True}).content).get("creator") is None
    assert json.loads(record.export_metadata("", pipe=True, filter={"format": "plain"}).content) == PLAIN
    record.export_metadata(world.path("extras.json"), filter={"extras": {"device": {}}})
    assert [entry["key"] for entry in json.loads(Path(world.path("extras.json")).read_text())] == ["count", "method", "measured", "runs"]


def searches(world: World) -> None:
    search, me = world.manager.search, world.manager.pat_user.id
    extras = [{"key": "runs.1", "type": "numeric", "numeric": {"min": 1, "max": 2, "unit": "s"}}]
    found = items(search.search_resources("record", query="sample", tag=["powder"], user=[me], extras=extras))
    assert [item["id"] for item in found] == [world.made["record"].id]
    for kind in ("collection", "template", "group"):
        assert world.made[kind].id in [item["id"] for item in items(search.search_resources(kind, query=world.name))]
        assert world.made[kind].id in [item["id"] for item in items(search.search_user_resources(kind, me))]
    assert [item["id"] for item in items(search.search_users(filter=world.colleague_name))] == [world.colleague_id]


def imports(world: World) -> None:
    manager, made = world.manager, world.made
    manager.misc.import_eln(world.path("collection.ro-crate"))
    copy = manager.collection(identifier=f"campaign-{world.name}")
    copied = {item["title"]: manager.record(id=item["id"]) for item in items(copy.get_records())}
    assert set(copied) == {"Sample one", made["other"].meta["title"]}
    record = copied["Sample one"]
    assert record.meta["extras"] == made["record"].meta["extras"]
    assert record.has_file("one.txt")
    assert [item["record_to"]["id"] for item in items(record.get_record_links())] == [copied[made["other"].meta["title"]].id]
    for template_type in ("extras", "record"):
        manager.misc.import_json_schema(world.path("template.json-schema"), template_type)
    found = {item["type"]: item for item in items(manager.search.search_user_resources("template", manager.pat_user.id))[:2]}
    assert found["record"]["data"]["extras"] == found["extras"]["data"]
    assert [entry["key"] for entry in found["extras"]["data"]] == [entry["key"] for entry in EXTRAS]
    assert len(Graph().parse(world.path("template.shacl"), format="turtle")) > 20
    manager.misc.reuse_collection(made["collection"].id, "again", linked_record_id=str(made["other"].id))
    reused = manager.collection(identifier=utils.append_identifier_suffix(world.name, "again"))
    again = {item["identifier"]: item for item in items(reused.get_records())}
    assert set(again) == {world.name + "_again", made["other"].meta["identifier"]}
    assert [entry["value"] for entry in again[world.name + "_again"]["extras"][:2]] == [5, None]


def trash(world: World) -> None:
    misc = world.manager.misc
    for kind in ("record", "collection", "template", "group"):
        thing = world.made[kind]
        thing.delete()
        assert (kind, thing.id) in [(item["type"], item["id"]) for item in items(misc.get_deleted_resources())]
        assert misc.restore(kind, thing.id).json()["id"] == thing.id
        getattr(world.manager, kind)(id=thing.id).delete()
        misc.purge(kind, thing.id)
    assert items(misc.get_deleted_resources()) == []

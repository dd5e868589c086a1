"""What a scientist does with an unchanged kadi-apy: one story in steps, each of which checks what it sees.

Every step is a method; they run in the order in which they stand. Sizes are settings, so that the soak run is the same story.
"""

import hashlib
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kadi_apy import KadiManager

STEPS: list[Callable[["Scenario"], None]] = []
EXTRAS = [
    {"type": "str", "key": "operator", "value": "Ada", "term": "http://example.org/operator", "description": "who measured"},
    {"type": "int", "key": "count", "value": 5, "unit": "pcs", "validation": {"range": {"min": 1, "max": 9}, "required": True}},
    {"type": "float", "key": "temperature", "value": 21, "unit": "°C"},
    {"type": "bool", "key": "calibrated", "value": True},
    {"type": "date", "key": "measured", "value": "2024-02-29T11:00:00+01:00"},
    {"type": "str", "key": "method", "value": "XRD", "validation": {"options": ["XRD", "SEM"]}},
    {"type": "dict", "key": "device", "value": [
        {"type": "str", "key": "name", "value": "D8"}, {"type": "int", "key": "year", "value": 2019}]},
    {"type": "list", "key": "runs", "value": [
        {"type": "float", "value": 1.5, "unit": "s"}, {"type": "dict", "value": [{"type": "str", "key": "x", "value": None}]}]},
]  # fmt: skip


def step(method: Callable[["Scenario"], None]) -> Callable[["Scenario"], None]:
    STEPS.append(method)
    return method


def content(path: Path, size: int) -> Path:
    """A file of `size` bytes that no two positions of 1 MB share."""
    source = random.Random(size)
    with path.open("wb") as file:
        for start in range(0, size, 1_000_000):
            file.write(source.randbytes(min(1_000_000, size - start)))
    return path


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Scenario:
    """The story of one scientist; `colleague_id`, `group_id` are those with whom she shares."""

    def __init__(self, host: str, pat: str, folder: Path, *, username: str, colleague: tuple[int, str], group_id: int,
                 sizes: dict[str, int]) -> None:  # fmt: skip
        self.host, self.pat, self.folder, self.username, self.group_id, self.sizes = host, pat, folder, username, group_id, sizes
        self.colleague_id, self.colleague_name = colleague
        self.name = f"sample-{random.SystemRandom().randrange(10**9)}"
        self.done: list[str] = []

    def play(self) -> list[str]:
        """Plays all steps; the names of those that passed."""
        (self.folder / "home").mkdir()
        config = f"[global]\ndefault = one\n[one]\nhost = {self.host}\npat = {self.pat}\n"
        (self.folder / "home" / ".kadiconfig").write_text(config)
        (self.folder / "home" / ".kadiconfig").chmod(0o600)
        with KadiManager(host=self.host, pat=self.pat) as self.manager:
            for number, method in enumerate(STEPS, 1):
                try:
                    method(self)
                except Exception as error:
                    raise AssertionError(f"step {number} of {len(STEPS)}, {method.__name__}: {error!r}") from error
                self.done.append(method.__name__)
        return self.done

    def expect(self, response: Any, status: int) -> Any:
        assert response.status_code == status, f"{response.status_code} instead of {status}: {response.text[:500]}"
        return response.json() if response.text else None

    def cli(self, *arguments: Any, fails: bool = False) -> str:
        """Runs the command line client as a user would; its output."""
        program = Path(sys.executable).with_name("kadi-apy")
        environment = os.environ | {"HOME": str(self.folder / "home"), "LC_ALL": "C.UTF-8", "NO_COLOR": "1"}
        command = [program, *map(str, arguments)]
        result = subprocess.run(command, env=environment, cwd=self.folder, capture_output=True, text=True, timeout=120)
        assert (result.returncode != 0) == fails, f"{arguments}: exit {result.returncode}: {result.stdout}{result.stderr}"
        return result.stdout + result.stderr

    # The server and the person

    @step
    def reads_the_version(self) -> None:
        assert self.expect(self.manager.misc.get_kadi_info(), 200)["version"]

    @step
    def knows_herself(self) -> None:
        me = self.manager.pat_user
        assert me.meta["identity"]["username"] == self.username
        assert me.meta["identity"]["type"] == "local"

    @step
    def finds_her_colleague_by_id_and_name(self) -> None:
        by_id = self.manager.user(id=self.colleague_id)
        by_name = self.manager.user(username=self.colleague_name, identity_type="local")
        assert by_id.id == by_name.id == self.colleague_id

    @step
    def searches_users(self) -> None:
        found = self.expect(self.manager.search.search_users(filter=self.colleague_name, per_page=100), 200)
        assert self.colleague_id in [user["id"] for user in found["items"]]

    @step
    def reads_roles(self) -> None:
        roles = self.expect(self.manager.misc.get_roles(), 200)
        assert [role["name"] for role in roles["record"]] == ["member", "collaborator", "editor", "admin"]

    @step
    def reads_licenses(self) -> None:
        found = self.expect(self.manager.misc.get_licenses(filter="CC-BY-4.0"), 200)
        assert "CC-BY-4.0" in [item["name"] for item in found["items"]]

    # Records

    @step
    def creates_a_record(self) -> None:
        self.record = self.manager.record(identifier=self.name, create=True, title="  Sample   one ", tags=["B", "a", "a"], type="Sample")
        assert self.record.created
        assert self.record.meta["title"] == "Sample one"
        assert self.record.meta["tags"] == ["a", "b"]
        assert self.record.meta["type"] == "sample"
        assert self.record.meta["visibility"] == "private"

    @step
    def finds_it_by_identifier(self) -> None:
        again = self.manager.record(identifier=self.name.upper(), create=True)
        assert not again.created
        assert again.id == self.record.id

    @step
    def finds_it_by_id(self) -> None:
        assert self.manager.record(id=self.record.id).meta["identifier"] == self.name

    @step
    def is_told_that_a_record_is_not_there(self) -> None:
        try:
            self.manager.record(id=999_999_999)
        except Exception as error:
            assert "could not be found" in str(error)
        else:
            raise AssertionError("a record that is not there was found")

    @step
    def edits_title_description_license(self) -> None:
        edited = self.expect(self.record.edit(title="Sample 1", description="# Head\n\n*some* text", license="CC-BY-4.0"), 200)
        assert edited["plain_description"] == "Head some text"
        assert edited["license"] == "CC-BY-4.0"

    @step
    def sets_one_attribute(self) -> None:
        assert self.expect(self.record.set_attribute("visibility", "public"), 200)["visibility"] == "public"

    @step
    def takes_it_back(self) -> None:
        assert self.expect(self.record.set_attribute("visibility", "private"), 200)["visibility"] == "private"

    @step
    def is_refused_a_taken_identifier(self) -> None:
        other = self.manager.record(identifier=self.name + "-2", create=True)
        errors = self.expect(other.edit(identifier=self.name), 400)["errors"]
        assert list(errors) == ["identifier"]
        self.other = other

    @step
    def is_refused_an_empty_title(self) -> None:
        assert "title" in self.expect(self.record.edit(title="  "), 400)["errors"]

    # Tags

    @step
    def adds_a_tag(self) -> None:
        self.expect(self.record.add_tag("Powder"), 200)
        assert self.record.check_tag("powder")

    @step
    def removes_a_tag(self) -> None:
        self.expect(self.record.remove_tag("a"), 200)
        assert self.record.get_tags() == ["b", "powder"]

    @step
    def lists_tags(self) -> None:
        found = self.expect(self.manager.misc.get_tags(filter="powder", type="record"), 200)
        assert {"name": "powder"} in found["items"]

    # Metadata

    @step
    def adds_metadata_of_every_type(self) -> None:
        self.expect(self.record.add_metadata(EXTRAS), 200)
        stored = {entry["key"]: entry for entry in self.record.meta["extras"]}
        assert stored["temperature"]["value"] == 21.0
        assert isinstance(stored["temperature"]["value"], float)
        assert stored["measured"]["value"] == "2024-02-29T10:00:00+00:00"
        assert stored["runs"]["value"][0]["unit"] == "s"
        assert stored["count"]["validation"]["range"] == {"min": 1, "max": 9}

    @step
    def sends_it_back_unchanged(self) -> None:
        before = self.record.meta
        after = self.expect(self.record.edit(extras=before["extras"]), 200)
        assert after["extras"] == before["extras"]
        assert after["last_modified"] == before["last_modified"]

    @step
    def replaces_one_metadatum(self) -> None:
        self.expect(self.record.add_metadatum({"type": "str", "key": "operator", "value": "Grace"}, force=True), 200)
        assert self.record.get_metadatum(["operator"])["value"] == "Grace"

    @step
    def reads_a_nested_metadatum(self) -> None:
        assert self.record.get_metadatum(["device", "year"])["value"] == 2019

    @step
    def flattens_metadata(self) -> None:
        assert any(entry["key"] == "device.name" for entry in self.record.flatten_extras())

    @step
    def is_refused_what_breaks_a_rule(self) -> None:
        outside = {"type": "int", "key": "n", "value": 12, "validation": {"range": {"min": 1, "max": 9}}}
        errors = self.expect(self.record.edit(extras=[outside]), 400)
        assert "value" in errors["errors"]["extras"]["0"]

    @step
    def removes_a_metadatum(self) -> None:
        self.expect(self.record.remove_metadatum("method"), 200)
        assert not self.record.check_metadatum("method")

    # Files

    @step
    def uploads_an_empty_file(self) -> None:
        self.upload("empty.dat", self.sizes["empty"])

    @step
    def uploads_one_byte(self) -> None:
        self.upload("one.dat", self.sizes["one"])

    @step
    def uploads_a_direct_file(self) -> None:
        self.upload("direct.dat", self.sizes["direct"])

    @step
    def uploads_a_chunked_file(self) -> None:
        self.upload("chunked.dat", self.sizes["chunked"])

    def upload(self, name: str, size: int, **options: Any) -> None:
        path = content(self.folder / name, size)
        response = self.record.upload_file(str(path), **options)
        assert response.status_code in (200, 201), response.text
        meta = response.json()
        if response.status_code == 200:
            assert "file" in meta["_meta"]["task"], meta["_meta"]
            meta = meta["_meta"]["task"]["file"]
        assert meta["size"] == size
        assert meta["name"] == name

    @step
    def uploads_text(self) -> None:
        meta = self.expect(self.record.upload_string_to_file("a,b\n1,2\n", "table.csv", file_description="a table"), 201)
        assert meta["mimetype"] == "text/csv"
        assert meta["description"] == "a table"

    @step
    def is_refused_a_taken_name(self) -> None:
        refused = self.expect(self.record.upload_string_to_file("x", "table.csv"), 409)
        assert refused["file"]["name"] == "table.csv"

    @step
    def downloads_all_and_compares(self) -> None:
        for name in ("empty.dat", "one.dat", "direct.dat", "chunked.dat"):
            target = self.folder / f"back-{name}"
            self.expect_stream(self.record.download_file(self.record.get_file_id(name), str(target)))
            assert digest(target) == digest(self.folder / name), name

    def expect_stream(self, response: Any) -> None:
        assert response.status_code == 200, response.status_code

    @step
    def counts_and_lists_files(self) -> None:
        assert self.record.get_number_files() == 5
        listed = self.expect(self.record.get_filelist(sort="name", per_page=2, page=2), 200)
        assert [file["name"] for file in listed["items"]] == ["empty.dat", "one.dat"]
        assert listed["_pagination"]["total_pages"] == 3

    @step
    def reads_about_one_file(self) -> None:
        file_id = self.record.get_file_id("one.dat")
        info = self.expect(self.record.get_file_info(file_id), 200)
        assert info["checksum"] == hashlib.md5((self.folder / "one.dat").read_bytes()).hexdigest()
        assert self.record.get_file_name(file_id) == "one.dat"
        assert self.record.has_file("one.dat")

    @step
    def edits_a_file(self) -> None:
        file_id = self.record.get_file_id("one.dat")
        edited = self.expect(self.record.edit_file(file_id, name="renamed.bin", mimetype="application/x-one", description="one byte"), 200)
        assert (edited["name"], edited["mimetype"], edited["description"]) == ("renamed.bin", "application/x-one", "one byte")

    @step
    def replaces_a_direct_file(self) -> None:
        before = self.record.get_file_id("direct.dat")
        self.upload("direct.dat", self.sizes["direct"] - 1, force=True)
        assert self.record.get_file_id("direct.dat") == before

    @step
    def replaces_a_chunked_file(self) -> None:
        self.upload("chunked.dat", self.sizes["chunked"] + 1, force=True)
        target = self.folder / "back-again.dat"
        self.expect_stream(self.record.download_file(self.record.get_file_id("chunked.dat"), str(target)))
        assert digest(target) == digest(self.folder / "chunked.dat")

    @step
    def reads_file_revisions(self) -> None:
        revisions = self.expect(self.record.get_file_revisions(per_page=100), 200)["items"]
        replaced = [revision for revision in revisions if revision["data"]["name"] == "direct.dat"]
        assert len(replaced) == 2
        one = self.expect(self.record.get_file_revision(replaced[0]["id"]), 200)
        assert one["diff"]["size"] == self.sizes["direct"]

    @step
    def downloads_the_archive(self) -> None:
        target = self.folder / "all.zip"
        self.expect_stream(self.record.download_all_files(str(target)))
        with zipfile.ZipFile(target) as archive:
            assert sorted(archive.namelist()) == ["chunked.dat", "direct.dat", "empty.dat", "renamed.bin", "table.csv"]
            assert archive.testzip() is None
            with archive.open("chunked.dat") as inside:
                assert hashlib.file_digest(inside, "sha256").hexdigest() == digest(self.folder / "chunked.dat")  # type: ignore[arg-type]

    @step
    def deletes_a_file(self) -> None:
        self.expect(self.record.delete_file(self.record.get_file_id("empty.dat")), 204)
        assert not self.record.has_file("empty.dat")

    # Sharing

    @step
    def gives_her_colleague_a_role(self) -> None:
        self.expect(self.record.add_user(self.colleague_id, "member"), 201)

    @step
    def is_told_that_he_has_one(self) -> None:
        self.expect(self.record.add_user(self.colleague_id, "editor"), 409)

    @step
    def changes_his_role(self) -> None:
        self.expect(self.record.change_user_role(self.colleague_id, "editor"), 204)

    @step
    def lists_who_has_a_role(self) -> None:
        items = self.expect(self.record.get_users(), 200)["items"]
        assert [(item["user"]["id"], item["role"]["name"]) for item in items] == [
            (self.manager.pat_user.id, "admin"), (self.colleague_id, "editor")]  # fmt: skip

    @step
    def may_not_change_the_creators_role(self) -> None:
        self.expect(self.record.change_user_role(self.manager.pat_user.id, "member"), 409)

    @step
    def takes_his_role(self) -> None:
        self.expect(self.record.remove_user(self.colleague_id), 204)

    @step
    def shares_with_a_group(self) -> None:
        self.expect(self.record.add_group_role(self.group_id, "member"), 201)
        self.expect(self.record.change_group_role(self.group_id, "editor"), 204)
        assert self.expect(self.record.get_groups(), 200)["items"][0]["role"] == {"name": "editor"}

    @step
    def stops_sharing_with_the_group(self) -> None:
        self.expect(self.record.remove_group_role(self.group_id), 204)
        assert self.expect(self.record.get_groups(), 200)["items"] == []

    # History and lists

    @step
    def reads_revisions(self) -> None:
        revisions = self.expect(self.record.get_record_revisions(per_page=100), 200)["items"]
        assert len(revisions) >= 7
        first = self.expect(self.record.get_record_revision(revisions[-1]["id"]), 200)
        assert "parent" not in first["_links"]
        assert first["diff"]["title"] is None

    @step
    def compares_two_revisions(self) -> None:
        revisions = self.expect(self.record.get_record_revisions(per_page=100), 200)["items"]
        compared = self.expect(self.record.get_record_revision(revisions[0]["id"], revision=revisions[-1]["id"]), 200)
        assert compared["diff"]["title"] == "Sample one"

    @step
    def lists_records(self) -> None:
        found = self.expect(self.manager.search.search_resources("record", tag=["powder"], user=[self.manager.pat_user.id]), 200)
        assert [item["id"] for item in found["items"]] == [self.record.id]

    @step
    def lists_her_own_records(self) -> None:
        found = self.expect(self.manager.search.search_user_resources("record", self.manager.pat_user.id, sort="identifier"), 200)
        assert [item["identifier"] for item in found["items"]] == [self.name, self.name + "-2"]

    # Trash

    @step
    def deletes_a_record(self) -> None:
        self.expect(self.other.delete(), 204)
        trash = self.expect(self.manager.misc.get_deleted_resources(), 200)["items"]
        assert [(item["type"], item["id"]) for item in trash] == [("record", self.other.id)]

    @step
    def restores_it(self) -> None:
        assert self.expect(self.manager.misc.restore("record", self.other.id), 200)["id"] == self.other.id

    @step
    def purges_it(self) -> None:
        self.expect(self.manager.record(id=self.other.id).delete(), 204)
        self.expect(self.manager.misc.purge("record", self.other.id), 202)
        assert self.expect(self.manager.misc.get_deleted_resources(), 200)["items"] == []

    # The same on the command line

    @step
    def cli_reads_the_instance(self) -> None:
        assert self.username in self.cli("config", "get-kadi-info")

    @step
    def cli_creates_a_record(self) -> None:
        self.cli_record = int(self.cli("records", "create", "-i", self.name + "-cli", "-t", "From the shell", "-p").split()[-1])

    @step
    def cli_edits_it(self) -> None:
        self.cli("records", "edit", "-r", self.cli_record, "-d", "by hand", "-y", "notes", "-l", "CC0-1.0")
        assert "by hand" in self.cli("records", "show-info", "-r", self.cli_record, "-d")

    @step
    def cli_tags_it(self) -> None:
        self.cli("records", "add-tag", "-r", self.cli_record, "-t", "shell,script")
        self.cli("records", "remove-tag", "-r", self.cli_record, "-t", "script")
        assert self.manager.record(id=self.cli_record).get_tags() == ["shell"]

    @step
    def cli_adds_metadata(self) -> None:
        self.cli("records", "add-metadatum", "-r", self.cli_record, "-m", "length", "-v", "12", "-t", "integer", "-u", "cm")
        self.cli("records", "add-metadata", "-r", self.cli_record, "-m", json.dumps(EXTRAS))
        assert "12" in self.cli("records", "get-metadatum", "-r", self.cli_record, "-n", "length", "-p")

    @step
    def cli_deletes_metadata(self) -> None:
        self.cli("records", "delete-metadatum", "-r", self.cli_record, "-m", "length")
        self.cli("records", "delete-all-metadata", "-r", self.cli_record, "--i-am-sure")
        assert self.manager.record(id=self.cli_record).meta["extras"] == []

    @step
    def cli_uploads_a_folder(self) -> None:
        folder = self.folder / "measurements"
        folder.mkdir()
        for name in ("first.txt", "second.txt", "picture.png"):
            (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n" if name.endswith("png") else name.encode())
        self.cli("records", "add-files", "-r", self.cli_record, "-n", folder, "-p", "*.txt")
        self.cli("records", "add-files", "-r", self.cli_record, "-n", folder / "picture.png", "-d", "a picture")
        assert self.manager.record(id=self.cli_record).get_number_files() == 3

    @step
    def cli_adds_a_string_as_file(self) -> None:
        self.cli("records", "add-string-as-file", "-r", self.cli_record, "-s", "hello", "-n", "hello.txt")
        self.cli("records", "add-string-as-file", "-r", self.cli_record, "-s", "hello again", "-n", "hello.txt", "-f")

    @step
    def cli_downloads_files(self) -> None:
        target = self.folder / "cli-files"
        target.mkdir()
        self.cli("records", "get-file", "-r", self.cli_record, "-p", target)
        assert (target / "hello.txt").read_text() == "hello again"
        assert (target / "first.txt").read_text() == "first.txt"

    @step
    def cli_edits_and_deletes_files(self) -> None:
        self.cli("records", "edit-file", "-r", self.cli_record, "-n", "hello.txt", "-a", "greeting.txt", "-m", "text/x-greeting")
        assert "greeting.txt" in self.cli("records", "show-info", "-r", self.cli_record, "-l")
        self.cli("records", "delete-file", "-r", self.cli_record, "-n", "greeting.txt")
        self.cli("records", "delete-files", "-r", self.cli_record, "--i-am-sure")
        assert self.manager.record(id=self.cli_record).get_number_files() == 0

    @step
    def cli_shares_it(self) -> None:
        self.cli("records", "add-user", "-r", self.cli_record, "-u", self.colleague_id, "-p", "member")
        self.cli("records", "add-user", "-r", self.cli_record, "-U", self.colleague_name, "-D", "local", "-p", "editor")
        self.cli("records", "remove-user", "-r", self.cli_record, "-u", self.colleague_id)

    @step
    def cli_lists_records(self) -> None:
        assert str(self.cli_record) in self.cli("records", "get-record-ids", "-t", "shell", "-p")
        assert self.name in self.cli("records", "get-records", "-i", "-n", "100")

    @step
    def cli_reads_users_and_lists(self) -> None:
        assert self.colleague_name in self.cli("users", "show-info", "-u", self.colleague_id)
        assert self.colleague_name in self.cli("users", "get-users", "-f", self.colleague_name)
        assert "collaborator" in self.cli("misc", "get-roles", "-t", "record")
        assert "shell" in self.cli("misc", "get-tags", "-f", "shell")
        assert "CC0" in self.cli("misc", "get-licenses", "-f", "CC0")

    @step
    def cli_deletes_restores_purges(self) -> None:
        self.cli("records", "delete", "-r", self.cli_record, "--i-am-sure")
        assert str(self.cli_record) in self.cli("misc", "get-deleted-resources")
        self.cli("misc", "restore-resource", "-t", "record", "-i", self.cli_record)
        self.cli("records", "delete", "-r", self.cli_record, "--i-am-sure")
        self.cli("misc", "purge-resource", "-t", "record", "-i", self.cli_record)

    @step
    def cli_is_told_in_words_what_is_wrong(self) -> None:
        assert "could not be found" in self.cli("records", "show-info", "-r", self.cli_record, fails=True)

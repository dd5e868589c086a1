"""Every command of kadi-apy's command line, each with every option that it has, by numbers and by names."""

import json
from pathlib import Path
from typing import Any

from tests.clients.kadi_apy_surface import Shell
from tests.clients.scenario_library import EXTRAS

KINDS = ("record", "collection", "template", "group")


class Commands:
    """One scientist at a shell, with a colleague; `configure` comes first, it makes the file that the others need."""

    def __init__(self, shell: Shell, host: str, pat: str, name: str, username: str, colleague_id: int, colleague_name: str) -> None:
        self.shell, self.host, self.pat, self.name, self.username = shell, host, pat, name, username
        self.colleague = {"user": colleague_id, "username": colleague_name}
        self.ids: dict[str, int] = {}

    def play(self) -> None:
        for part in (self.configure, self.make, self.edit, self.tag, self.describe, self.keep_files, self.share, self.link, self.show,
                     self.search, self.export, self.use_templates, self.imports, self.misc, self.delete):  # fmt: skip
            part()

    def run(self, line: str, typed: str = "", **values: Any) -> str:
        return self.shell(line, typed, name=self.name, **self.ids | self.colleague | values)

    def configure(self) -> None:
        home = self.shell.folder / "home"
        self.run("config create")
        self.run("config set-host --instance my_instance", self.host + "\n")
        self.run("config set-pat --instance my_instance", self.pat + "\n")
        self.run("config add-instance --instance two", f"{self.pat}\n{self.host}\n")
        self.run("config change-default-instance --instance two")
        self.run("config rename-instance --instance two --instance-new three")
        assert "three" in self.run("config show-instances")
        (home / ".bashrc").write_text("")
        self.run("config activate-autocompletion --shell bash")
        assert "complete" in (home / ".kadi-apy-complete.bash").read_text()
        assert self.username in self.run("config get-kadi-info --instance my_instance --verbose debug")
        self.run("config get-kadi-info --version")
        assert "<program" in self.run("config get-kadi-info --xmlhelp")

    def make(self) -> None:
        for kind in KINDS:
            more = f"--type extras --data '{escaped(EXTRAS)}'" if kind == "template" else "--visibility private"
            printed = self.run(f"{kind}s create --identifier {{name}} --title 'From the shell' --pipe --exit-not-created {more}")
            self.ids[kind] = int(printed)
            assert "already exists" in self.run(f"{kind}s create --identifier {{name}}")
        for kind in ("record", "collection"):
            self.ids["other_" + kind] = int(self.run(f"{kind}s create --identifier {{name}}-other --pipe"))

    def edit(self) -> None:
        for kind in KINDS:
            more = " --type Sample --license CC0-1.0" if kind == "record" else ""
            self.run(f"{kind}s edit --{kind}-id {{{kind}}} --title Title --description '*by* hand' --visibility public{more}")
            self.run(f"{kind}s edit --{kind}-identifier {{name}} --visibility private")
            self.run(f"{kind}s edit --{kind}-identifier {{name}} --visibility public")

    def tag(self) -> None:
        for kind in ("record", "collection"):
            self.run(f"{kind}s add-tag --{kind}-id {{{kind}}} --tag shell,{{name}}")
            self.run(f"{kind}s add-tag --{kind}-identifier {{name}} --tag gone")
            self.run(f"{kind}s remove-tag --{kind}-id {{{kind}}} --tag gone")
            self.run(f"{kind}s remove-tag --{kind}-identifier {{name}} --tag shell")

    def describe(self) -> None:
        self.run("records add-metadatum --record-id {record} --metadatum length --value 12 --type integer --unit cm")
        self.run("records add-metadatum --record-identifier {name} --metadatum length --value 13 --type integer --unit cm --force")
        assert self.run("records get-metadatum --record-id {record} --name length --information value --pipe") == "13\n"
        assert "cm" in self.run("records get-metadatum --record-identifier {name} --name length --information unit")
        (self.shell.folder / "extras.json").write_text(json.dumps(EXTRAS))
        self.run("records add-metadata --record-id {record} --file extras.json --force")
        self.run(f"records add-metadata --record-identifier {{name}} --metadata '{escaped([{'type': 'str', 'key': 'x', 'value': 'y'}])}'")
        assert "D8" in self.run("records get-metadatum --record-id {record} --name device.name")
        self.run("records delete-metadatum --record-id {record} --metadatum length")
        self.run("records delete-metadatum --record-identifier {name} --metadatum x")
        self.run("records add-metadatum --record-id {other_record} --metadatum a --value b")
        self.run("records delete-all-metadata --record-id {other_record} --i-am-sure")
        self.run("records delete-all-metadata --record-identifier {name}-other --i-am-sure")

    def keep_files(self) -> None:
        folder, target = self.shell.folder / "measured", self.shell.folder / "loaded"
        folder.mkdir()
        target.mkdir()
        for name in ("first.txt", "second.txt", "third.csv"):
            (folder / name).write_text(name)
        self.run("records add-files --record-id {record} --file-name measured --pattern *.txt --exclude_pattern sec*")
        self.run("records add-files --record-identifier {name} --file-name measured/first.txt --file-description again --force")
        self.run("records add-string-as-file --record-id {record} --string hello --file-name hello.txt")
        self.run("records add-string-as-file --record-identifier {name} --string 'hello again' --file-name hello.txt --force")
        self.run("records add-string-as-file --record-id {other_record} --string x --file-name x.txt")
        file_id = self.file_id("hello.txt")
        self.run("records get-file --record-id {record} --file-id {file} --filepath loaded --force", file=file_id)
        self.run("records get-file --record-identifier {name} --file-name first.txt --filepath loaded --use-folder")
        found = self.run(
            "records get-file --record-ids {record},{other_record} --filepath loaded --pattern *.txt --exclude_pattern f* --pipe"
        )
        assert len(found.strip().split(",")) == 2
        assert (target / "hello.txt").read_text() == "hello again"
        assert (target / self.name / "first.txt").read_text() == "first.txt"
        self.run("records edit-file --record-id {record} --file-id {file} --name greeting.txt --mimetype text/x-greeting", file=file_id)
        self.run("records edit-file --record-identifier {name} --file-name greeting.txt --name hello.txt")
        self.run("records delete-file --record-id {record} --file-id {file}", file=file_id)
        self.run("records delete-file --record-identifier {name}-other --file-name x.txt")
        self.run("records delete-files --record-id {other_record} --i-am-sure")
        self.run("records delete-files --record-identifier {name}-other --i-am-sure")

    def file_id(self, name: str) -> str:
        listed = self.run("records show-info --record-id {record} --filelist --per-page 100 --page 1")
        return next(line for line in listed.splitlines() if f"'{name}'" in line).split("'")[3]

    def share(self) -> None:
        for kind in KINDS:
            self.run(f"{kind}s add-user --{kind}-id {{{kind}}} --user {{user}} --permission-new member")
            self.run(f"{kind}s add-user --{kind}-identifier {{name}} --username {{username}} --identity-type local --permission-new editor")
            self.run(f"{kind}s remove-user --{kind}-id {{{kind}}} --user {{user}}")
            self.run(f"{kind}s add-user --{kind}-id {{{kind}}} --user {{user}}")
            self.run(f"{kind}s remove-user --{kind}-identifier {{name}} --username {{username}} --identity-type local")
        for kind in ("record", "collection", "template"):
            self.run(f"{kind}s add-group-role --{kind}-id {{{kind}}} --group-id {{group}} --permission-new editor")
            self.run(f"{kind}s add-group-role --{kind}-identifier {{name}} --group-identifier {{name}}")
            self.run(f"{kind}s remove-group-role --{kind}-id {{{kind}}} --group-id {{group}}")
            self.run(f"{kind}s add-group-role --{kind}-id {{{kind}}} --group-id {{group}}")
            self.run(f"{kind}s remove-group-role --{kind}-identifier {{name}} --group-identifier {{name}}")

    def link(self) -> None:
        self.run("records add-record-link --record-id {record} --record-id-link {other_record} --name one --term http://example.org/one")
        self.run("records add-record-link --record-identifier {name} --record-identifier-link {name}-other --name two")
        self.run("records add-record-link --record-id {record} --record-ids {other_record} --name three")
        listed = self.run("records show-record-links-to --record-id {record} --per-page 100 --page 1 --direction out")
        one, two = (next(line for line in listed.splitlines() if f"'{name}'" in line).split("'")[1] for name in ("one", "two"))
        assert "three" in self.run("records show-record-links-to --record-identifier {name}-other --direction in")
        self.run("records update-record-link --record-id {record} --record-link-id {link} --name four", link=one)
        self.run("records update-record-link --record-identifier {name} --record-link-id {link} --name one", link=one)
        self.run("records delete-record-link --record-id {record} --record-link-id {link}", link=one)
        self.run("records delete-record-link --record-identifier {name} --record-link-id {link}", link=two)
        for ids, names in (
            ("--record-id {record} --collection-id {collection}", "--record-identifier {name} --collection-identifier {name}"),
        ):
            for noun, other in (("records", "collection"), ("collections", "record")):
                for which in (ids, names):
                    self.run(f"{noun} add-{other}-link {which}")
                    self.run(f"{noun} remove-{other}-link {which}")
        self.run("collections add-record-link --collection-id {collection} --record-id {record}")
        for which in ("--collection-id {collection} --collection-id-child {other_collection}",
                      "--collection-identifier {name} --collection-identifier-child {name}-other"):  # fmt: skip
            self.run(f"collections add-collection-link {which}")
            self.run(f"collections remove-collection-link {which}")
        self.run("collections add-collection-link --collection-id {collection} --collection-id-child {other_collection}")
        self.run("collections add-record-link --collection-id {other_collection} --record-id {other_record}")

    def show(self) -> None:
        for kind, more in (
            ("record", "--filelist --metadata"),
            ("collection", "--records --subcollections"),
            ("template", "--data"),
            ("group", ""),
        ):
            paged = " --per-page 5 --page 1" if kind in ("record", "collection") else ""
            shown = self.run(f"{kind}s show-info --{kind}-id {{{kind}}} --description --visibility {more}{paged}")
            assert "by hand" in shown
            assert "public" in shown
            assert "Title" in self.run(f"{kind}s show-info --{kind}-identifier {{name}}")
        assert self.colleague["username"] in self.run("users show-info --user {user}")
        assert str(self.colleague["user"]) in self.run("users show-info --username {username} --identity-type local")

    def search(self) -> None:
        mine = f"Found Record {self.ids['record']} "
        filters = (
            "--tag {name},other --tag-operator or --mimetype text/plain --collection {collection} --child_collections --visibility public"
        )
        assert mine in self.run(f"records get-records {filters} --query title --per-page 5 --page 1")
        assert "Found 0 Record" in self.run("records get-records --tag {name},other --tag-operator and")
        assert mine in self.run("records get-records --use-my-user-id --per-page 100")
        assert "Found 0 Record" in self.run("records get-records --user {user}")
        assert "Found 0 Record" in self.run("records get-records --username {username} --identity-type local")
        assert self.run(f"records get-record-ids {filters} --pipe --i-am-sure") == f"{self.ids['record']}\n"
        filters = "--tag {name},other --tag-operator or --visibility public"
        found = self.run(f"collections get-collections {filters} --query title --per-page 5 --page 1")
        assert f"Found Collection {self.ids['collection']} " in found
        assert "Title" in self.run("collections get-collections --use-my-user-id")
        assert "Found 0 Coll" in self.run("collections get-collections --user {user}")
        assert "Found 0 Coll" in self.run("collections get-collections --username {username} --identity-type local")
        found = self.run("collections get-collection-ids --tag {name} --tag-operator and --visibility public --pipe --i-am-sure")
        assert found == f"{self.ids['collection']}\n"
        assert "Title" in self.run("groups get-groups --my_user_id --visibility public --per-page 100 --page 1")
        assert "Found 0 Group" in self.run("groups get-groups --user {user}")
        assert "Found 0 Group" in self.run("groups get-groups --username {username} --identity-type local")
        assert "Title" in self.run("templates get-templates --per-page 100 --page 1")
        assert self.colleague["username"] in self.run("users get-users --filter {username} --per-page 5 --page 1")

    def export(self) -> None:
        folder, kinds = self.shell.folder / "exported", {
            "record": ("json", "pdf", "qr", "rdf", "ro-crate"), "collection": ("json", "qr", "rdf", "ro-crate"),
            "template": ("json", "json-schema", "shacl"),
        }  # fmt: skip
        folder.mkdir()
        for kind, types in kinds.items():
            option = "--export_type" if kind == "template" else "--export-type"
            for export_type in types:
                self.run(
                    f"{kind}s export --{kind}-id {{{kind}}} {option} {export_type} --path exported --name {kind}-{export_type} --force"
                )
            self.run(f"{kind}s export --{kind}-identifier {{name}} --path exported --use-folder --force")
            assert self.name in self.run(f"{kind}s export --{kind}-id {{{kind}}} --pipe")
        self.run("records export --record-ids {record},{other_record} --path exported --force")
        self.run("records export-metadata --record-id {record} --export-type json --path exported --name extras --force")
        self.run("records export-metadata --record-identifier {name} --path exported --use-folder --force")
        self.run("records export-metadata --record-ids {record},{other_record} --path exported --force")
        assert "D8" in self.run("records export-metadata --record-id {record} --pipe")
        made = {str(path.relative_to(folder)) for path in folder.rglob("*.*")}
        assert {"record-pdf.pdf", "record-rdf.ttl", "collection-ro-crate.eln", "template-json-schema.json", "template-shacl.ttl",
                "extras.json", f"{self.name}.json", f"{self.name}/{self.name}.json", f"{self.name}-other.json"} <= made  # fmt: skip

    def use_templates(self) -> None:
        data = {"title": "From a template", "extras": EXTRAS, "tags": ["a"]}
        printed = self.run(f"templates create --identifier {{name}}-record --type record --data '{escaped(data)}'")
        assert "Successfully created" in printed

    def imports(self) -> None:
        self.run("misc import-eln --path exported/record-ro-crate.eln")
        for template_type in ("extras", "record"):
            self.run(f"misc import-json-schema --path exported/template-json-schema.json --type {template_type}")

    def misc(self) -> None:
        assert "CC0" in self.run("misc get-licenses --filter CC0 --per-page 5 --page 1")
        assert self.name in self.run("misc get-tags --filter {name} --type record --per-page 5 --page 1")
        assert "collaborator" in self.run("misc get-roles --item-type record")
        self.run("misc reuse-collection --collection-id {collection} --suffix again --records all --interactive --extras_value")
        self.run("misc reuse-collection --collection-id {collection} --suffix linked --linked_records {record}")
        copy = Path(self.shell.folder / "exported" / f"{self.name}_again.json")
        self.run("collections export --collection-identifier {name}_again --path exported")
        assert [record["identifier"] for record in json.loads(copy.read_text())["records"]] == [f"{self.name}_again"]

    def delete(self) -> None:
        for kind in KINDS:
            self.run(f"{kind}s delete --{kind}-id {{{kind}}} --i-am-sure")
            assert self.name in self.run("misc get-deleted-resources --filter {name} --per-page 100 --page 1")
            self.run(f"misc restore-resource --item-type {kind} --item-id {{{kind}}}")
            self.run(f"{kind}s delete --{kind}-identifier {{name}} --i-am-sure")
            self.run(f"misc purge-resource --item-type {kind} --item-id {{{kind}}}")
        assert self.name not in self.run("misc get-deleted-resources --filter {name}")


def escaped(value: Any) -> str:
    """JSON in a line that goes through format()."""
    return json.dumps(value).replace("{", "{{").replace("}", "}}")

"""Main task 2: a record from a template, a folder with a large file, a reload in the middle of the upload, the file chosen again."""

import hashlib
import re
from pathlib import Path

import pytest

from tests.make import unique

pytestmark = [pytest.mark.chromium, pytest.mark.sized("browser")]

CHUNK = 10_000_000
SMALL = {"readme.md": b"# Run 7\n", "settings/laser.json": b'{"power": 3.5}', "settings/empty.txt": b""}


def write_large(path: Path, size: int) -> None:
    """Bytes of which no two pieces are the same."""
    block = bytes(range(256)) * 4096
    with path.open("wb") as out:
        while (written := out.tell()) < size:
            out.write((written.to_bytes(8, "big") + block)[: size - written])


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


async def test_a_folder_with_a_large_file_is_there_after_a_reload_in_the_middle(site, people, tmp_path, full_size) -> None:
    size = 200_000_000 if full_size else 60_000_000
    folder = tmp_path / "run-7"
    for name, content in SMALL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    write_large(folder / "scan.raw", size)
    mira = await people("Mira Sole")
    await template_of(site, mira)
    me = mira.hands

    await me.command("Records", "Records")
    await me.use("link", "New record")
    await me.arrive("New record")
    await me.pick(re.compile("^Start from a template"), "Laser flash", "Laser flash")
    await me.see("Begun with the template")
    await me.write("Title", "Run 7")
    await me.write("Value of Material", "Copper")
    await me.use("button", "Create record")
    await me.arrive("Run 7")
    await me.see("Copper")
    number = int(re.search(r"/records/(\d+)", me.page.url)[1])  # type: ignore[index]

    sent: list[int] = []
    is_slow = True

    async def middle(route) -> None:
        """Two pieces go through; the third is under way when the page is loaded again."""
        index = int(route.request.headers.get("kadi-chunk-index", "-1"))
        if index >= 0:
            sent.append(index)
        if not is_slow or index < 2:
            await route.continue_()

    await me.page.route("**/uploads/*", lambda route: middle(route) if route.request.method == "PUT" else route.continue_())
    await me.use("tab", re.compile("^Files"))
    await me.see("This record has no files yet")
    await me.files("Choose folder", folder)
    for name in SMALL:
        await me.page.get_by_role("link", name=f"run-7/{name}").wait_for()
    await me.visitor.until("document.querySelector('.upload [role=progressbar][aria-label*=\"scan.raw\"]') !== null")
    while 2 not in sent:
        await me.page.wait_for_timeout(50)
    await me.page.reload()
    await me.visitor.settled()
    await me.see("Choose run-7/scan.raw again to continue at")
    is_slow = False
    sent.clear()
    await me.files("Choose file", folder / "scan.raw")
    await me.page.get_by_role("link", name="run-7/scan.raw", exact=True).wait_for(timeout=300_000)
    assert sorted(sent) == list(range(2, size // CHUNK)), "what the server had was not sent again"

    listed = await site.read(me, f"/kadi/api/v1/records/{number}/files")
    found = {file["name"]: await site.sum(me, f"/kadi/api/v1/records/{number}/files/{file['id']}/download") for file in listed["items"]}
    assert found == {f"run-7/{path.relative_to(folder)}": sum_of(path) for path in folder.rglob("*") if path.is_file()}


async def template_of(site, person) -> None:
    """What the group measures with this device."""
    name = unique("laser-flash")
    data = [
        {"type": "str", "key": "Material", "value": None, "validation": {"required": True}},
        {"type": "float", "key": "Power", "value": 3.5, "unit": "W"},
    ]
    await site.write(person.hands, "/kadi/api/v1/templates", {"identifier": name, "title": "Laser flash", "type": "extras", "data": data})

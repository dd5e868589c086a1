"""Main task 4: a record as RO-Crate and as PDF, each opened by a program that is not ours."""

import io
import re
import zipfile

import pypdf
import pytest
from rocrate.rocrate import ROCrate

from tests.make import unique

pytestmark = pytest.mark.chromium

TITLE = "Tensile test of a weld"
EXTRAS = [{"type": "float", "key": "Temperature", "value": 293.15, "unit": "K"}]
CONTENT = b"t [s],F [N]\n0,0\n1,412.5\n"


async def test_a_record_is_taken_along_as_a_crate_and_on_paper(site, people, tmp_path) -> None:
    mira = await people("Mira Sole")
    me = mira.hands
    record = await site.write(me, "/kadi/api/v1/records", {"identifier": unique("weld"), "title": TITLE, "extras": EXTRAS})
    (tmp_path / "force.csv").write_bytes(CONTENT)

    await me.command("Records", "Records")
    await me.use("link", TITLE)
    await me.arrive(TITLE)
    await me.use("link", "Upload files")
    await me.files("Choose files", tmp_path / "force.csv")
    await me.page.get_by_role("link", name="force.csv", exact=True).wait_for()
    await me.menu("More actions", re.compile("^Export"))
    await me.arrive(f"Export “{TITLE}”")

    await me.tick(re.compile("^RO-Crate"), role="radio")
    crate = await me.download(lambda: me.use("button", "Download"))
    with zipfile.ZipFile(io.BytesIO(crate)) as archive:
        archive.extractall(tmp_path / "crate")
    (root,) = (tmp_path / "crate").iterdir()
    found = ROCrate(root)
    files = {entity.id for entity in found.data_entities if entity.type == "File"}
    path = next(name for name in files if name.endswith("force.csv"))
    assert (root / path).read_bytes() == CONTENT
    assert TITLE in {entity.get("name") for entity in found.get_entities()}

    await me.tick(re.compile("^PDF"), role="radio")
    paper = await me.download(lambda: me.use("button", "Download"))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
    for expected in (TITLE, record["identifier"], "Temperature", "293.15", "force.csv"):
        assert expected in text

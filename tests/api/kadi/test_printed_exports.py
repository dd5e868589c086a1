"""PDFs and QR codes over HTTP, read by a reader and a decoder that are not ours."""

import asyncio
import json
from io import BytesIO
from urllib.parse import quote

import pypdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from tests.api.kadi.conftest import body

EXTRAS = [
    {"type": "str", "key": "Ελληνικά", "value": "Кириллица", "term": "https://example.org/term"},
    {"type": "dict", "key": "装置", "value": [{"type": "int", "key": "한국어", "value": 5, "unit": "日"}]},
    {"type": "float", "key": "nothing", "value": None},
]


@pytest.fixture
async def record(kadi, make):
    """A record with a file and a link to another one."""
    made = await make.record(kadi.account, title="Größe <b>&", description="# Über\n\n*日本語* <img src=x>", type="probe", tags=["tag-a"],
                             license="CC-BY-4.0", extras=EXTRAS)  # fmt: skip
    upload = await body(await kadi.post(f"/records/{made['id']}/uploads", json={"name": "данные.txt", "size": 3}), 201)
    assert (await kadi.put(f"/records/{made['id']}/uploads/{upload['id']}", data=b"abc")).status == 201
    other = await make.record(kadi.account, title="Das Andere")
    given = {"record_to": {"id": other["id"]}, "name": "leads to", "term": None}
    assert (await kadi.post(f"/records/{made['id']}/records", json=given)).status == 201
    return made


async def exported(client, place, kind, **wanted):
    query = f"?filter={quote(json.dumps(wanted))}" if wanted else ""
    response = await client.get(f"{place}/export/{kind}{query}")
    assert response.status == 200
    return response._body


def words_of(content):
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).split())


def decoded(image):
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


async def test_a_record_as_pdf(kadi, anonymous, record):
    content = await exported(kadi, f"/records/{record['id']}", "pdf")
    found, address = words_of(content), f"{anonymous.url}/records/{record['id']}"
    for expected in ("Größe<b>&", record["identifier"], "probe", "CC-BY-4.0", "tag-a", "Über", "日本語", "<imgsrc=x>", "Ελληνικά",
                     "Кириллица", "https://example.org/term", "装置", "한국어", "日", "null", "данные.txt", "3Bytes", "leadsto",
                     "DasAndere", address, kadi.account["username"].title()):  # fmt: skip
        assert expected in found
    assert decoded(pypdfium2.PdfDocument(content)[0].render(scale=3).to_pil()) == [address]


async def test_the_filter_counts_for_pdf(kadi, client_of, record):
    place, person = f"/records/{record['id']}", kadi.account["username"].title()
    found = words_of(await exported(kadi, place, "pdf", user=True, links=True, extras={"装置": {}}))
    assert person not in found and "leadsto" not in found and "한국어" not in found and "Ελληνικά" in found
    assert person not in words_of(await exported(await client_of(kadi.account, "record.read"), place, "pdf"))


async def test_pdfs_asked_for_at_the_same_time_are_the_same(kadi, record):
    places = [f"/records/{record['id']}"] * 6
    found = await asyncio.gather(*(exported(kadi, place, "pdf") for place in places))
    assert len(set(found)) == 1


@pytest.mark.parametrize("base", ["/api/v1", "/api", "/kadi/api/v1"])
async def test_qr_codes_name_the_page(kadi, anonymous, make, record, base):
    collection = await make.collection(kadi.account)
    kadi.url = anonymous.url + base
    for place in (f"/records/{record['id']}", f"/collections/{collection['id']}"):
        assert decoded(Image.open(BytesIO(await exported(kadi, place, "qr")))) == [anonymous.url + place]

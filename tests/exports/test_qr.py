"""QR codes, read by a decoder that is not ours."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from server.exports import qr

ADDRESSES = [
    "https://kadi.example.edu/records/2",
    "http://127.0.0.1:8080/collections/9223372036854775807",
    "https://xn--grn-hoa.example/records/1",
    "https://kadi.example.edu/" + "long-" * 100 + "/records/2",
    "https://kadi.example.edu/über/記録/2",
]


def decoded(png: bytes) -> list[str]:
    image = Image.open(BytesIO(png))
    assert image.format == "PNG"
    return [found.text for found in zxingcpp.read_barcodes(image.convert("L")) if found.format == zxingcpp.BarcodeFormat.QRCode]


@pytest.mark.parametrize("address", ADDRESSES, ids=range(len(ADDRESSES)))
def test_a_decoder_reads_the_address(address):
    assert decoded(qr.png(address)) == [address]


def test_the_same_address_gives_the_same_bytes():
    assert qr.png(ADDRESSES[0]) == qr.png(ADDRESSES[0]) != qr.png(ADDRESSES[1])


def test_the_code_has_its_quiet_zone():
    image = Image.open(BytesIO(qr.png(ADDRESSES[0]))).convert("L")
    zone = qr.QUIET_ZONE * qr.SCALE
    assert image.crop((0, 0, image.width, zone)).getextrema() == (255, 255)
    assert image.crop((0, 0, zone, image.height)).getextrema() == (255, 255)
    assert image.width == (len(qr.code(ADDRESSES[0])) + 2 * qr.QUIET_ZONE) * qr.SCALE

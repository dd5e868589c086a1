"""A store behind TLS whose certificate an authority of the house has signed: both clients trust it where the settings name it."""

import ipaddress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import obstore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.config import Storage
from server.objects import Objects, Refused, opened
from tests.storage.server import Folder, S3Server, free_ports

PEM = serialization.Encoding.PEM


def certificates(folder: Path) -> None:
    """ca.pem, and server.pem with key.pem for 127.0.0.1."""
    issuer, subject = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Authority of the house", "store"))
    signing, serving, now = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)

    def certificate(name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType) -> bytes:
        builder = x509.CertificateBuilder(issuer, name, key.public_key(), x509.random_serial_number())
        dated = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        return dated.add_extension(extension, critical=False).sign(signing, hashes.SHA256()).public_bytes(PEM)

    (folder / "ca.pem").write_bytes(certificate(issuer, signing, x509.BasicConstraints(ca=True, path_length=None)))
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    (folder / "server.pem").write_bytes(certificate(subject, serving, here))
    form, sealed = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(serving.private_bytes(PEM, form, sealed))


@pytest.fixture
def storage(tmp_path):
    """The settings of a store that speaks TLS."""
    certificates(tmp_path)
    (port,) = free_ports(1)
    server = S3Server(f"-s3.port.https={port}", f"-s3.cert.file={tmp_path / 'server.pem'}", f"-s3.key.file={tmp_path / 'key.pem'}")
    settings = Storage(**Folder(server).settings | {"endpoint": f"https://127.0.0.1:{port}", "ca_file": str(tmp_path / "ca.pem")})
    server.serves = lambda: serves(settings)
    try:
        server.start()
        yield settings
    finally:
        server.end()


def serves(storage: Storage) -> bool:
    try:
        obstore.put(opened(storage, "5s"), "probe", b"x")
    except Exception:
        return False
    return True


async def test_the_authority_that_the_settings_name_is_trusted_and_no_other(storage, caplog):
    objects, blob_id = Objects(storage), uuid4()

    async def blocks():
        yield b"abc"

    await objects.put(blob_id, blocks(), 3)
    assert await objects.read(blob_id, 0, 3) == b"abc"
    assert await objects.list_unfinished() == []
    assert [record for record in caplog.records if record.name.startswith("athenaeum")] == []
    stranger = Objects(replace(storage, ca_file=""))
    with pytest.raises(Refused, match="its certificate is not trusted"):
        await stranger.read(blob_id, 0, 3)
    assert await stranger.list_unfinished() == []
    assert "unfinished uploads cannot be listed (SSLCertVerificationError)" in caplog.text

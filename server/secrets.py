"""The server's own keys and what is done with them: sealing reversible secrets, hashing tokens, keyed codes.

Keys are made at the first start into `<data>/keys.toml`, readable by the owner only. Each has a `kid`; the first of a
table is the one in use, the others are kept so that what they signed or sealed can still be read. Whoever has the file
can sign tokens and open every sealed setting: it belongs into the backup, and nowhere else.
"""

import base64
import fcntl
import hashlib
import hmac
import logging
import os
import secrets
import stat
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["KeysError", "SealBroken", "Secrets", "equal", "random_token", "token_hash"]

log = logging.getLogger("athenaeum.secrets")

FILE = "keys.toml"
SIZES = {"jwt": 64, "aes": 32}
ALGORITHM = "HS256"
NONCE_BYTES = 12
HEAD = """\
# The keys of this server, made at its first start. Whoever has this file can sign tokens and open sealed settings.
# The first key of a table is in use, the others still open what was made with them.
"""


class KeysError(Exception):
    """`keys.toml` cannot be read or written; the message says why. New keys are never made over a broken file."""


class SealBroken(Exception):
    """A sealed text was changed, belongs to another context, or its key is gone."""


@dataclass(frozen=True, slots=True)
class Key:
    kid: str
    created_at: datetime
    secret: bytes = field(repr=False)


def equal(left: str | bytes, right: str | bytes) -> bool:
    """Are both the same? Takes equally long wherever they differ."""
    return hmac.compare_digest(as_bytes(left), as_bytes(right))


def token_hash(token: str | bytes) -> bytes:
    """What is stored of a random token, and what it is found by: its SHA-256."""
    return hashlib.sha256(as_bytes(token)).digest()


def random_token(prefix: str = "", nbytes: int = 32) -> str:
    """`prefix` and `nbytes` random bytes as lower-case hex digits."""
    return prefix + secrets.token_hex(nbytes)


def as_bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


class Secrets:
    """The loaded keys. `jwt` and `aes` list them, the one in use first."""

    def __init__(self, jwt: tuple[Key, ...], aes: tuple[Key, ...]) -> None:
        if not jwt or not aes:
            raise KeysError("a table of keys is empty")
        self.jwt, self.aes = jwt, aes
        self._ciphers = {key.kid: AESGCM(key.secret) for key in aes}
        self._mac_keys: dict[tuple[str, str], bytes] = {}

    def __repr__(self) -> str:
        return f"<secrets jwt={[key.kid for key in self.jwt]} aes={[key.kid for key in self.aes]}>"

    @classmethod
    def load(cls, data_dir: Path) -> "Secrets":
        """The keys of `data_dir`, made now if there are none. Two processes that start at once get the same ones."""
        path = data_dir / FILE
        if not path.exists():
            with locked(data_dir):
                if not path.exists():
                    write(path, {kind: (new_key(kind),) for kind in SIZES})
        return cls(**read(path))

    @classmethod
    def rotate(cls, data_dir: Path, kind: str) -> "Secrets":
        """A new key of `kind` ("jwt", "aes") comes into use; the older ones still verify and open. Restart afterwards."""
        path = data_dir / FILE
        with locked(data_dir):
            tables = read(path)
            tables[kind] = (new_key(kind), *tables[kind])
            write(path, tables)
        return cls(**tables)

    # Sealing (AES-256-GCM)

    def seal(self, plain: bytes, context: str) -> str:
        """`plain` encrypted, bound to `context` (say `second_factor:42`): opened under another context it is refused."""
        key, nonce = self.aes[0], secrets.token_bytes(NONCE_BYTES)
        box = self._ciphers[key.kid].encrypt(nonce, plain, bound(key.kid, context))
        return f"{key.kid}.{encode(nonce + box)}"

    def open(self, sealed: str, context: str) -> bytes:
        """What was sealed, or SealBroken."""
        kid, _, text = sealed.partition(".")
        cipher = self._ciphers.get(kid)
        if cipher is None:
            raise SealBroken(f"no key {kid[:40]!r}")
        try:
            box = decode(text)
            return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound(kid, context))
        except (ValueError, InvalidTag):
            raise SealBroken(f"cannot be opened as {context!r}") from None

    def is_outdated(self, sealed: str) -> bool:
        """Was it sealed with a key that is no longer the one in use (seal it anew when it is next written)?"""
        return sealed.partition(".")[0] != self.aes[0].kid

    # Keyed codes (HMAC-SHA-256)

    def mac(self, message: str | bytes, purpose: str) -> str:
        """A code that only this server can make for `message`; a code of one purpose is none of another."""
        kid = self.aes[0].kid
        return f"{kid}.{encode(self._code(kid, message, purpose))}"

    def is_mac(self, code: str, message: str | bytes, purpose: str) -> bool:
        """Was `code` made by `mac` for this message and purpose?"""
        kid, _, text = code.partition(".")
        if kid not in self._ciphers:
            return False
        return equal(text, encode(self._code(kid, message, purpose)))

    def _code(self, kid: str, message: str | bytes, purpose: str) -> bytes:
        key = self._mac_keys.get((kid, purpose))
        if key is None:
            secret = next(key.secret for key in self.aes if key.kid == kid)
            key = self._mac_keys[kid, purpose] = HKDF(SHA256(), 32, None, b"mac:" + purpose.encode()).derive(secret)
        return hmac.digest(key, as_bytes(message), "sha256")

    # Signing keys of JWTs

    @property
    def signing_key(self) -> Key:
        """The key of new tokens; its `kid` stands in their header, their algorithm is `ALGORITHM`."""
        return self.jwt[0]

    def verification_key(self, kid: str | None) -> Key | None:
        """The key that a token names; a token without a `kid` can only be of the first key ever made."""
        if kid is None:
            return self.jwt[-1]
        return next((key for key in self.jwt if key.kid == kid), None)


def bound(kid: str, context: str) -> bytes:
    return f"{kid}:{context}".encode("utf-8", "surrogatepass")


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.b64decode(as_bytes(text) + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)


# The file


def new_key(kind: str) -> Key:
    now = datetime.now(UTC).replace(microsecond=0)
    return Key(f"{kind}-{now:%Y%m%d}-{secrets.token_hex(4)}", now, secrets.token_bytes(SIZES[kind]))


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """One process at a time makes keys."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data_dir / f"{FILE}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise KeysError(f"{data_dir}: {error.strerror}") from None
    with open(descriptor) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read(path: Path) -> dict[str, tuple[Key, ...]]:
    try:
        tighten(path)
        tables = tomllib.loads(path.read_text("utf-8"))
        found = {kind: tuple(parsed(entry, kind) for entry in tables[kind]) for kind in SIZES}
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        # The parser's own words could quote a key.
        raise KeysError(f"{path}: is damaged; put it back from a backup") from None
    if not all(found.values()):
        raise KeysError(f"{path}: a table of keys is empty; put the file back from a backup")
    return found


def parsed(entry: dict[str, object], kind: str) -> Key:
    key = Key(str(entry["kid"]), entry["created_at"], decode(str(entry["key"])))  # type: ignore[arg-type]
    if len(key.secret) != SIZES[kind] or not key.kid or "." in key.kid or not isinstance(key.created_at, datetime):
        raise ValueError
    return key


def tighten(path: Path) -> None:
    """A restored backup may have made the file readable for others; that is undone and said."""
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        log.warning("%s was open to others (mode %o); made it 600", path, mode)
        path.chmod(0o600)


def write(path: Path, tables: dict[str, tuple[Key, ...]]) -> None:
    """Whole or not at all: a new file, fsync, rename, fsync of the directory."""
    blocks = [f'[[{kind}]]\nkid = "{key.kid}"\ncreated_at = {key.created_at:%Y-%m-%dT%H:%M:%SZ}\nkey = "{encode(key.secret)}"\n'
              for kind, keys in tables.items() for key in keys]  # fmt: skip
    new = path.with_name(f"{path.name}.new")
    try:
        new.unlink(missing_ok=True)
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w") as file:
            file.write("\n".join([HEAD, *blocks]))
            file.flush()
            os.fsync(file.fileno())
        new.rename(path)
        directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as error:
        raise KeysError(f"{path}: {error.strerror}") from None

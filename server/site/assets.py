"""The files of the web app under an address that names their content: /static/<hash>/…, so that browsers may keep them for good."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

TYPES = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json",
    ".txt": "text/plain; charset=utf-8", ".png": "image/png", ".woff2": "font/woff2", ".ico": "image/x-icon",
}  # fmt: skip
STATIC_IMPORT = re.compile(r"^\s*(?:import|export)\s(?:[^'\"()]*?\sfrom\s*)?['\"](\.{1,2}/[^'\"]+)['\"]", re.MULTILINE)
SMALL = 512
# Every style sheet in one, the first ones first: one request in the place of twenty, and packed better than one by one
SHEET = "style/all.css"
FIRST = ("style/tokens.css", "style/base.css", "style/components.css")


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes as they travel, plain and packed (None where packing gains nothing)."""

    type: str
    plain: bytes
    packed: bytes | None


class Assets:
    """All served files below a folder. Their hash is taken once, at the start; a file is read and packed when first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and self._is_served(path))
        styles = [name for name in self.names if name.startswith("style/")]
        self.sheets = sorted(styles, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name))
        self.hash = self._digest()
        self.base = f"/static/{self.hash}"
        self.shell = self.imports("main.js")
        self._read: dict[str, Asset] = {}

    def _is_served(self, path: Path) -> bool:
        return path.suffix in TYPES and not path.name.startswith(".") and path.name not in ("package.json", "package-lock.json")

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for name in self.names:
            digest.update(name.encode() + b"\0")
            digest.update(hashlib.sha256((self.folder / name).read_bytes()).digest())
        return digest.hexdigest()[:16]

    def get(self, name: str) -> Asset | None:
        """A file by its name below the folder; only names that were there at the start, and the sheet of all styles."""
        parts = self.sheets if name == SHEET else [name] if name in self.names else []
        if name not in self._read and parts:
            suffix = Path(name).suffix
            plain = b"\n".join((self.folder / part).read_bytes() for part in parts)
            packed = gzip.compress(plain, 9, mtime=0) if len(plain) > SMALL and suffix not in (".png", ".woff2") else None
            self._read[name] = Asset(TYPES[suffix], plain, packed)
        return self._read.get(name)

    def imports(self, entry: str) -> list[str]:
        """Every module that `entry` needs before it can run, entry last; for modulepreload."""
        found: dict[str, None] = {}

        def walk(name: str) -> None:
            if name in found or name not in self.names:
                return
            found[name] = None
            for target in STATIC_IMPORT.findall((self.folder / name).read_text("utf-8")):
                walk(str(((self.folder / name).parent / target).resolve().relative_to(self.folder)))

        walk(entry)
        return [name for name in found if name != entry]

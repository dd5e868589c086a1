"""Parts of objects that were never put together: whoever is killed while he sends a large file leaves them in the bucket, seen by
no listing and paid for ever. obstore can neither list nor end them, so these two requests are made here, signed as S3 wants it.
"""

import hashlib
import hmac
import http.client
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from server.config import Storage

SECONDS = 20.0
MOST_BYTES = 5_000_000


class Unanswered(Exception):
    """The store did not do it: it may not know these requests, or cannot be reached."""


@dataclass(frozen=True)
class Unfinished:
    """An upload in parts that nobody finished; `key` is the object's below the folder."""

    key: str
    upload_id: str
    begun_at: datetime


class Multiparts:
    """Unfinished uploads below the folder of `storage.url`. Its methods wait: they are for threads."""

    def __init__(self, storage: Storage) -> None:
        parts = urlsplit(storage.url)
        self._bucket, folder = parts.netloc, parts.path.strip("/")
        self._folder = f"{folder}/" if folder else ""
        self._storage = storage
        endpoint = urlsplit(storage.endpoint or f"https://s3.{storage.region}.amazonaws.com")
        self._is_clear, self._host, self._path = endpoint.scheme == "http", endpoint.netloc, endpoint.path.rstrip("/")
        if storage.path_style:
            self._path += f"/{self._bucket}"
        else:
            self._host = f"{self._bucket}.{self._host}"

    def list(self) -> Iterator[Unfinished]:
        """All that there are. Raises Unanswered."""
        after: dict[str, str] = {}
        while True:
            page = parsed(self._ask("GET", "", {"uploads": "", "prefix": self._folder, **after}))
            for found in page.iter("Upload"):
                begun_at = datetime.fromisoformat(text(found, "Initiated").replace("Z", "+00:00"))
                yield Unfinished(text(found, "Key").removeprefix(self._folder), text(found, "UploadId"), begun_at.astimezone(UTC))
            following = {"key-marker": text(page, "NextKeyMarker"), "upload-id-marker": text(page, "NextUploadIdMarker")}
            if text(page, "IsTruncated") != "true" or following == after:
                return
            after = following

    def end(self, unfinished: Unfinished) -> None:
        """The parts go. Raises Unanswered."""
        self._ask("DELETE", unfinished.key, {"uploadId": unfinished.upload_id})

    def _ask(self, method: str, key: str, query: dict[str, str]) -> bytes:
        path = quote(f"{self._path}/{self._folder}{key}" if key else f"{self._path}/", safe="/~")
        connection = self._connection()
        try:
            connection.request(method, f"{path}?{self._signed(method, path, query)}")
            answer = connection.getresponse()
            data = answer.read(MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise Unanswered(type(error).__name__) from None
        finally:
            connection.close()
        if answer.status not in (200, 204, 404):
            raise Unanswered(str(answer.status))
        return data if answer.status == 200 else b""

    def _connection(self) -> http.client.HTTPConnection:
        if self._is_clear:
            return http.client.HTTPConnection(self._host, timeout=SECONDS)
        context = ssl.create_default_context()
        if self._storage.ca_file:
            context.load_verify_locations(self._storage.ca_file)
        return http.client.HTTPSConnection(self._host, timeout=SECONDS, context=context)

    def _signed(self, method: str, path: str, query: dict[str, str]) -> str:
        """The query with a signature (version 4) that is good for a minute."""
        now, storage = datetime.now(UTC), self._storage
        scope = f"{now:%Y%m%d}/{storage.region}/s3/aws4_request"
        whole = query | {"X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Credential": f"{storage.access_key}/{scope}",
                         "X-Amz-Date": f"{now:%Y%m%dT%H%M%SZ}", "X-Amz-Expires": "60", "X-Amz-SignedHeaders": "host"}  # fmt: skip
        written = "&".join(sorted(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in whole.items()))
        request = "\n".join((method, path, written, f"host:{self._host}", "", "host", "UNSIGNED-PAYLOAD"))
        digest = hashlib.sha256(request.encode()).hexdigest()
        key = f"AWS4{storage.secret_key}".encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        signature = hmac.new(key, f"AWS4-HMAC-SHA256\n{whole['X-Amz-Date']}\n{scope}\n{digest}".encode(), "sha256").hexdigest()
        return f"{written}&X-Amz-Signature={signature}"


def parsed(data: bytes) -> ElementTree.Element:
    """The answer without the namespaces of its names."""
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        raise Unanswered("no XML") from None
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    return root


def text(element: ElementTree.Element, name: str) -> str:
    return element.findtext(name) or ""

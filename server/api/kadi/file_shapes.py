"""How Kadi's API spells files and uploads, their keys in alphabetical order."""

from collections.abc import Mapping
from typing import Any

import orjson

from server.api.kadi import errors
from server.api.kadi.shapes import Reader, Row, user


def file(row: Row, reader: Reader) -> dict[str, Any]:
    """A file; `row` is one of `described_files`."""
    record = f"{reader.api}/records/{row['record_id']}"
    home = f"{record}/files/{row['id']}"
    shape: dict[str, Any] = {
        "_actions": {"delete": home, "edit_data": home, "edit_metadata": home},
        "_links": {
            "download": home + "/download", "record": record, "self": home,
            "view": f"{reader.site}/records/{row['record_id']}/files/{row['id']}",
        },
        "checksum": row["checksum"],
        "created_at": row["created_at"],
    }  # fmt: skip
    if reader.sees_users:
        shape["creator"] = user(row, reader, "creator_")
    shape["description"] = row["description"]
    shape["id"] = row["id"]
    shape["last_modified"] = row["updated_at"]
    shape["magic_mimetype"] = row["magic_mimetype"]
    shape["mimetype"] = row["mimetype"]
    shape["name"] = row["name"]
    shape["size"] = row["size_bytes"]
    shape["state"] = row["file_state"]
    shape["storage_type"] = "local"
    return shape


def upload(row: Row, reader: Reader, files: Mapping[Any, Row], *, task: str | None, is_new: bool = False) -> dict[str, Any]:
    """An upload; `files` are those it names, by id. `task` is the state of one that is being finished, None for no task.

    The answer to the request that began it has no checksum.
    """
    record = f"{reader.api}/records/{row['record_id']}"
    home = f"{record}/uploads/{row['id']}"
    actions = {"delete": home, "upload_data": home}
    meta: dict[str, Any] = {"chunk_size": row["chunk_bytes"]}
    if row["upload_type"] == "chunked":
        actions = {"delete": home, "finish": home, "upload_data": home}
        if (found := finishing(row, reader, files, task)) is not None:
            meta["task"] = found
    shape: dict[str, Any] = {"_actions": actions, "_links": {"record": record, "self": home}, "_meta": meta}
    if not is_new:
        shape["checksum"] = row["checksum"]
    shape["chunk_count"] = row["chunk_count"]
    shape["chunks"] = [
        {"checksum": checksum, "index": index, "size": size}
        for index, size, checksum in zip(row["indexes"] or (), row["sizes"] or (), row["checksums"] or (), strict=True)
    ]
    shape["created_at"] = row["created_at"]
    if reader.sees_users:
        shape["creator"] = user(row, reader, "creator_")
    replaced = files.get(row["file_id"])
    shape["description"] = row["description"]
    shape["file"] = file(replaced, reader) if replaced is not None else None
    shape["id"] = row["id"]
    shape["last_modified"] = row["updated_at"]
    shape["mimetype"] = row["mimetype"]
    shape["name"] = row["name"]
    shape["size"] = row["size_bytes"]
    shape["state"] = row["upload_state"]
    shape["storage_type"] = "local"
    shape["upload_type"] = row["upload_type"]
    return shape


def finishing(row: Row, reader: Reader, files: Mapping[Any, Row], state: str | None) -> dict[str, Any] | None:
    """What became of finishing an upload: the file, why there is none, or how far it is."""
    if row["outcome"] == "success":
        result = files.get(row["result_file_id"])
        return {"file": file(result, reader) if result is not None else None, "state": "success"}
    if row["outcome"] == "failure":
        details = orjson.loads(row["failure_details"] or "{}")
        return {"error": errors.words(row["failure_code"], details), "state": "failure"}
    return {"state": state} if state is not None else None

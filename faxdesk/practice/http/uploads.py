"""Uploads: one multipart part, kept under a path that ends after some time."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Any, cast

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from faxdesk.core import shared_files
from faxdesk.practice.files.documents import inspect
from faxdesk.practice.files.formats import MIME_TYPES
from faxdesk.practice.http.request_context import AuthorizedRequest, Refusal, bad_request
from faxdesk.practice.state.outbox import StoredFile

if TYPE_CHECKING:
    import sqlite3

    from werkzeug.datastructures import FileStorage, MultiDict

SIZE_LIMIT = 150 * 1024 * 1024
"""Bytes of all files of a fax, after the documentation ("150 MB")."""

MISSING = "failed_unknown_converter_issue"
"""How a fax ends whose document is gone when it is to be converted."""
_UNDECLARED = ("", "application/octet-stream")
_FORMATS = {"pdf": ("pdf",), "tiff": ("tif", "tiff")}
_BLOCK = 256 * 1024
_PART = "fax_file"
_FIELD_LIMIT = 4 * _BLOCK
"""Bytes of a part without a file name, which is kept in memory until it is refused. The parser takes no block that is
larger, so it has to be more than one."""
_MOST_PARTS = 8


class _Sink:
    """Writes a part to the disk while it arrives, and takes its digest."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        self._file = path.open("wb")

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self.size > SIZE_LIMIT:
            raise RequestEntityTooLarge
        self._digest.update(data)
        return self._file.write(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        # The parser goes back to the start of a part that is complete.
        return self._file.seek(offset, whence)

    def close(self) -> None:
        self._file.close()

    def discard(self) -> None:
        """Close and remove the file."""
        self._file.close()
        shared_files.discard(self.path)

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def receive(call: AuthorizedRequest) -> StoredFile:
    """Read the multipart body, keep its file and return what it is. Raises Refusal."""
    declared = call.request.args.get("format")
    if declared is not None and declared not in _FORMATS:
        raise bad_request(f"format: {declared!r} is not one of pdf, tiff")
    name = str(uuid.uuid4())
    sink, file_name, mime = _parse(call, call.account.files / name)
    try:
        extension = _extension(file_name, mime, declared, sink.size)
        kept = sink.path.with_suffix(f".{extension}")
        shared_files.replace(sink.path, kept)
    except BaseException:
        shared_files.discard(sink.path)
        raise
    pages, problem = inspect(kept)
    stored = StoredFile(
        path=f"/storage/transient-{name}.{extension}",
        file=kept.name,
        name=PurePath(file_name).name,
        mime=mime or MIME_TYPES[extension][0],
        size=sink.size,
        sha256=sink.sha256,
        pages=pages,
        problem=problem,
    )
    _keep(call, stored)
    return stored


def find_upload(call: AuthorizedRequest, path: str, needed: float | None = None) -> StoredFile:
    """Return the file under an uploaded path, with the problem that it is gone at the time `needed`.

    Raises Refusal if there is none, or none any more.
    """
    with call.account.database.read() as db:
        row = db.execute("SELECT * FROM upload WHERE path = ? AND uid = ?", (path, call.uid)).fetchone()
        spent = row is not None and not call.switches.upload_reusable and _is_spent(db, row["file"], call.now)
    ends = 0.0 if row is None or spent else row["created"] + call.switches.upload_lifetime
    if ends <= call.now:
        if call.switches.upload_missing == "refused":
            raise bad_request(f"files: {path!r} does not exist or has expired", "file_not_found")
        return StoredFile(path, "", "", "", 0, "", 0, MISSING)
    found = StoredFile(**{name: row[name] for name in StoredFile.__dataclass_fields__})
    return replace(found, problem=MISSING) if needed is not None and ends <= needed else found


def _is_spent(db: sqlite3.Connection, file: str, now: float) -> bool:
    """Return whether a fax with this file was converted."""
    used = "SELECT 1 FROM fax JOIN submission s ON s.id = fax.submission WHERE instr(s.files, ?) AND converted <= ?"
    return db.execute(used, (file, now)).fetchone() is not None


def forget_expired(call: AuthorizedRequest) -> None:
    """Remove uploads whose time has passed and that no fax uses."""
    oldest = call.now - call.switches.upload_lifetime
    with call.account.database.write() as db:
        gone = db.execute("DELETE FROM upload WHERE created <= ? RETURNING file", (oldest,)).fetchall()
        unused = [
            row["file"]
            for row in gone
            if db.execute("SELECT 1 FROM submission WHERE instr(files, ?)", (row["file"],)).fetchone() is None
        ]
    for name in unused:
        shared_files.discard(call.account.files / name)


def _keep(call: AuthorizedRequest, stored: StoredFile) -> None:
    forget_expired(call)
    with call.account.database.write() as db:
        db.execute(
            "INSERT INTO upload (path, uid, file, name, mime, size, sha256, pages, problem, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                stored.path,
                call.uid,
                stored.file,
                stored.name,
                stored.mime,
                stored.size,
                stored.sha256,
                stored.pages,
                stored.problem,
                call.now,
            ),
        )


def _parse(call: AuthorizedRequest, path: Path) -> tuple[_Sink, str, str]:
    """Return the only part of the body: its file, its name and its type. Raises Refusal."""
    boundary = _boundary(call)
    sinks: list[_Sink] = []

    def open_sink(*_: Any, **__: Any) -> IO[bytes]:
        sinks.append(_Sink(path.with_name(f"{path.name}.{len(sinks)}")))
        return cast("IO[bytes]", sinks[-1])

    parser = MultiPartParser(
        open_sink, max_form_memory_size=_FIELD_LIMIT, buffer_size=_BLOCK, max_form_parts=_MOST_PARTS
    )
    try:
        with _refused():
            part = _only_part(*parser.parse(call.body(), boundary, call.request.content_length))
    except BaseException:
        for sink in sinks:
            sink.discard()
        raise
    sinks[0].close()
    return sinks[0], part.filename or "", part.mimetype


def _boundary(call: AuthorizedRequest) -> bytes:
    kind, options = parse_options_header(call.request.headers.get("Content-Type"))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise bad_request("The body is not multipart/form-data with a boundary")
    if (call.request.content_length or 0) > SIZE_LIMIT + _BLOCK:
        raise _too_large()
    return options["boundary"].encode()


@contextmanager
def _refused() -> Iterator[None]:
    """Turn what the parser raises for a bad body into an answer."""
    try:
        yield
    except RequestEntityTooLarge as error:
        raise _too_large() from error
    except (ValueError, ClientDisconnected) as error:
        raise bad_request(f"The multipart body cannot be read: {error}") from error


def _too_large() -> Refusal:
    return Refusal(413, "payload_too_large", "The file is over 150 MB")


def _only_part(fields: MultiDict[str, str], files: MultiDict[str, FileStorage]) -> FileStorage:
    parts = files.getlist(_PART)
    if len(parts) != 1 or len(files) != 1 or fields:
        raise bad_request(f"The body has not exactly one file part named {_PART}")
    return parts[0]


def _extension(file_name: str, mime: str, declared: str | None, size: int) -> str:
    """Return the extension of an upload. Raises Refusal if it is not accepted, or contradicts its type."""
    extension = PurePath(file_name).suffix.lower().lstrip(".")
    if extension not in MIME_TYPES:
        raise bad_request(f"{_PART}: {file_name!r} has no extension that can be faxed", "unsupported_file_type")
    if mime not in (*_UNDECLARED, *MIME_TYPES[extension]):
        raise bad_request(f"{_PART}: {file_name!r} was sent as {mime}", "unsupported_file_type")
    if declared is not None and extension not in _FORMATS[declared]:
        raise bad_request(f"format: {file_name!r} is not {declared}", "unsupported_file_type")
    if size == 0:
        raise bad_request(f"{_PART}: {file_name!r} is empty", "empty_file")
    return extension

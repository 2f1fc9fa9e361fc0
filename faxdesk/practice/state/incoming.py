"""Faxes that somebody else sends to a number of the account."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from faxdesk.core.shared_files import discard
from faxdesk.practice.files.documents import inspect
from faxdesk.practice.files.formats import MIME_TYPES
from faxdesk.practice.state.outbox import StoredFile

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "txt"


def keep(folder: Path, content: bytes, kind: str) -> StoredFile:
    """Keep the document of an incoming fax in `folder` and return what it is.

    `content` are its bytes; `kind` is its extension without the dot, such as `pdf`. Raises ValueError for a document
    that cannot be read: a machine could not have sent it.
    """
    if kind not in MIME_TYPES:
        raise ValueError(f"the document cannot be read: {kind!r} is none of {', '.join(MIME_TYPES)}")
    name = str(uuid.uuid4())
    path = folder / f"{name}.{kind}"
    path.write_bytes(content)
    pages, problem = inspect(path)
    if problem:
        discard(path)
        raise ValueError(f"the document cannot be read: {problem}")
    return StoredFile(
        path=f"/storage/{name}.{kind}",
        file=path.name,
        name=path.name,
        mime=MIME_TYPES[kind][0],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        problem="",
    )

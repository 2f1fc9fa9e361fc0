"""Faxes that somebody else sends to a number of the account."""

from __future__ import annotations

import hashlib
import uuid
from typing import TYPE_CHECKING

from faxdesk.practice.documents import inspect
from faxdesk.practice.outbox import StoredFile
from faxdesk.practice.uploads import MIME_TYPES

if TYPE_CHECKING:
    from faxdesk.practice.account import PracticeAccount
    from faxdesk.practice.people import OwnNumber

TEXT = "txt"


def receive(account: PracticeAccount, own: OwnNumber, source: str, content: bytes, kind: str) -> str:
    """Receive a fax from `source` on an own number, and return its id.

    `content` are the bytes of a document; `kind` is its extension without the dot, such as `pdf`. Raises ValueError for
    a document that cannot be read: a machine could not have sent it.
    """
    name = str(uuid.uuid4())
    path = account.files / f"{name}.{kind}"
    path.write_bytes(content)
    pages, problem = inspect(path)
    if problem:
        path.unlink()
        raise ValueError(f"the document cannot be read: {problem}")
    file = StoredFile(
        path=f"/storage/{name}.{kind}",
        file=path.name,
        name=path.name,
        mime=MIME_TYPES[kind][0],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        pages=pages,
        problem="",
    )
    fax_id = account.archive.receive(own.owner, source, own.number, file, account.clock.now())
    account.changed.set()
    return fax_id

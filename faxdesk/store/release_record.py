"""What is known of newer versions of FaxDesk, and what the user has said to it."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from faxdesk.core.errors import StoreTrouble
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReleaseRecord:
    """The record, with what it says at first. Every member is a plain JSON value.

    `starts` is how often the window was opened, as far as that counts, and `asked` whether the user was asked for
    leave; `looked` when a feed was asked last, in milliseconds since 1970 (UTC), 0 for never, and `feed` its address;
    `trouble` why it could not be read; `version` and `page` the newest release that it has told of; `dismissed` the
    version that the user does not want to hear of again.
    """

    starts: int = 0
    asked: bool = False
    looked: int = 0
    feed: str = ""
    trouble: str = ""
    version: str = ""
    page: str = ""
    dismissed: str = ""


class ReleaseRecordFile:
    """The record in a JSON file of its own. One that cannot be understood is a record without anything in it.

    Any thread may change it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def read(self) -> ReleaseRecord:
        """Return the record."""
        try:
            values = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return ReleaseRecord()
        if not isinstance(values, dict):
            return ReleaseRecord()
        standard = ReleaseRecord()
        known = {field.name: type(getattr(standard, field.name)) for field in fields(ReleaseRecord)}
        return ReleaseRecord(**{name: value for name, value in values.items() if type(value) is known.get(name)})

    def change(self, change: Callable[[ReleaseRecord], ReleaseRecord]) -> ReleaseRecord:
        """Keep what `change` makes of the record, and return it. Raises `StoreTrouble` where it cannot be written."""
        with self._lock:
            record = change(self.read())
            try:
                replace_json(self._path, asdict(record))
            except OSError as error:
                raise StoreTrouble(f"{self._path} could not be written: {error.strerror}.") from error
            return record

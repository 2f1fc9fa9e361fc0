"""The rule file of a watched folder, read anew when it has changed and stands still."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import reachable
from faxdesk.core.watch_rules import LARGEST, RULE_FILE, Rules, parse
from faxdesk.services.folder_scan import LOOKS, FileStamp

if TYPE_CHECKING:
    from collections.abc import Callable

_NEVER = FileStamp(-1, -1, -1, -1)
_ABSENT = FileStamp(-2, -2, -2, -2)
CHANGING = "The rule file is being changed."


class RuleFile:
    """What the rules are, or why nothing may be taken: they are broken, or being changed.

    Programs write a file in pieces, or remove it and write another: so a change counts from the third look on in which
    the file is the same, also where there is none any more. `region` is the country of numbers without country code.
    """

    def __init__(self, folder: Path, region: Callable[[], str]) -> None:
        self._path, self._region = reachable(folder / RULE_FILE), region
        self._seen, self._looks = _NEVER, 0
        self._used: tuple[FileStamp, str] | None = None
        self.rules: Rules | None = None
        self.problem = ""

    def look(self) -> bool:
        """Look at the file; return whether the rules are others than before. Raises `OSError`."""
        seen = self._now()
        self._looks = self._looks + 1 if seen == self._seen else 1
        self._seen = seen
        if self._used is not None and self._used == (seen, self._region()):
            return False
        if self._looks < LOOKS:
            changed, self.rules, self.problem = self.rules is not None, None, CHANGING if self._used else ""
            return changed
        self._used = (seen, self._region())
        self._read(seen)
        return True

    def unchanged(self) -> bool:
        """Return whether the file is still the one that the rules are of. Raises `OSError`."""
        return self._used is not None and self._used[0] == self._now()

    def _now(self) -> FileStamp:
        try:
            found = os.stat(self._path)  # noqa: PTH116  a long path, as Windows wants it
        except (FileNotFoundError, NotADirectoryError):
            return _ABSENT
        return FileStamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def _read(self, seen: FileStamp) -> None:
        self.rules, self.problem = None, ""
        try:
            self.rules = Rules() if seen == _ABSENT else parse(self._text(), self._region())
        except InputRefused as error:
            self.problem = str(error)

    def _text(self) -> str:
        advice = "Nothing is taken until it is mended."
        try:
            with shared_files.open_for_reading(self._path) as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            # A moment later it may be readable.
            self._used = None
            raise InputRefused(RULE_FILE, f"It cannot be read: {shared_files.reason(error)}.", advice) from error
        if len(data) > LARGEST:
            raise InputRefused(RULE_FILE, f"It is larger than {LARGEST // 1024} kB.", advice)
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputRefused(RULE_FILE, "It is not in UTF-8.", f"Save it in UTF-8. {advice}") from error

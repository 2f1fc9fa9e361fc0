"""The right to take files out of a watched folder."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from faxdesk.store.delivery_lock import DeliveryLock


class WatchLock(DeliveryLock):
    """The right to take files out of `folder`: at most one process per data folder has it, whatever path leads there.

    It is a file in the data folder: a share may have no locks. FaxDesk on other computers is kept apart otherwise: of
    all that rename a file, one does.
    """

    def __init__(self, data_folder: Path, folder: Path) -> None:
        real = os.fsencode(os.path.normcase(os.path.realpath(folder)))  # noqa: PTH118, RUF100  as bytes
        super().__init__(data_folder / f"watch-{hashlib.sha256(real).hexdigest()[:16]}.lock")

"""A watched folder in which nothing happens: FOLDER SECONDS.

Looks at the folder until it has settled, prints `begin`, and after so many seconds the seconds of the processor that it
has used since.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.services.watched_folder import WatchedFolder
from faxdesk.store.data_folder import DataFolder
from faxdesk.store.store import Store


def _main(folder: Path, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as data:
        store = Store(DataFolder(Path(data)))
        fetcher: Any = None
        watched = WatchedFolder(folder, store, fetcher, lambda _said: None)
        while not watched.settled:
            time.sleep(watched.step(NeverCancelled()) or 0.0)  # noqa: TID251  as the program waits
        sys.stdout.write("begin\n")
        sys.stdout.flush()
        before, end = time.process_time(), time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            pause = watched.step(NeverCancelled())
            time.sleep(min(left, 60.0 if pause is None else pause))  # noqa: TID251  as above
        sys.stdout.write(f"{time.process_time() - before}\n")
        watched.close()
        store.close()


_main(Path(sys.argv[1]), float(sys.argv[2]))

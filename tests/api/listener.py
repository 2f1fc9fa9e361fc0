"""A port of loopback whose callers are served while a `with` block runs."""

from __future__ import annotations

import socket
import threading
from typing import Self


class Listener:
    """Serves each caller in a thread of its own. Whoever derives from it calls `_listen` when it is made."""

    port: int

    def _listen(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        # A closed listener does not wake the thread that waits in accept everywhere; a last caller does.
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join()
        self._socket.close()

    def _accept(self) -> None:
        while True:
            caller, _ = self._socket.accept()
            if self._end.is_set():
                caller.close()
                return
            self._came(caller)
            threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _came(self, caller: socket.socket) -> None:
        """Somebody calls, and is about to be served."""

    def _serve(self, caller: socket.socket) -> None:
        raise NotImplementedError

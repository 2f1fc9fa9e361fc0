"""The receiver of a window: a program of its own, because strangers can call it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from faxdesk.core.child_environment import for_receiver
from faxdesk.ui.backend.service_process import ServiceProcess, faxdesk_command

if TYPE_CHECKING:
    from pathlib import Path


def command(folder: Path, port: int, public_url: str) -> tuple[str, list[str]]:
    """Return the program and the arguments that start the receiver of the data folder `folder`."""
    public = ("--public-url", public_url) if public_url else ()
    return faxdesk_command(folder, "webhook", "serve", "--port", str(port), *public, "--json", "--until-eof")


class ReceiverProcess(ServiceProcess):
    """Starts the receiver, says where it listens, starts it again if it dies, and ends it."""

    ready = Signal(str, str)
    """The address to register, and the one on this computer that a proxy or tunnel leads to."""

    def __init__(self, program: str, arguments: list[str], parent: QObject | None = None) -> None:
        super().__init__("The receiver of webhooks", program, arguments, parent)

    def _environment(self) -> dict[str, str]:
        return for_receiver()

    def _end_ms(self) -> int:
        # It has nothing to finish: what it has answered is written down.
        return 0

    def _understood(self, line: str) -> bool:
        try:
            told = json.loads(line)
            address, here = str(told["address"]), str(told["local_address"])
        except (ValueError, KeyError, TypeError):
            return False
        self._keep_port(here)
        self.ready.emit(address, here)
        return True

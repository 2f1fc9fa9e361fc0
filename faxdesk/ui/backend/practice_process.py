"""The practice service of a window: a program of its own, so that drawing and calling never wait for each other."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from faxdesk.ui.backend.service_process import ServiceProcess, faxdesk_command


def command(folder: Path, port: int = 0) -> tuple[str, list[str]]:
    """Return the program and the arguments that start the service of the data folder `folder`."""
    return faxdesk_command(folder, "--practice", "sandbox", "--port", str(port), "--until-eof")


class PracticeProcess(ServiceProcess):
    """Starts the service, says where it is, starts it again if it dies, and ends it."""

    ready = Signal(str, str)
    """Its address and its token. Sent once: a service that is started again has the same."""

    def __init__(self, program: str, arguments: list[str], parent: QObject | None = None) -> None:
        super().__init__("The practice account", program, arguments, parent)

    def _understood(self, line: str) -> bool:
        words = line.split()
        if len(words) < 2:
            return False
        self._keep_port(words[0])
        self.ready.emit(words[0], words[1])
        return True

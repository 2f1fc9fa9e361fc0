"""The passwords that the user typed for the documents of one fax. They are in memory and nowhere else."""

from __future__ import annotations


class DocumentPasswords:
    """Remembers which passwords opened a document, and which are being tried: `ticket` is that of the intake."""

    def __init__(self) -> None:
        self._fitting: list[str] = []
        self._tried: dict[int, str] = {}

    @property
    def fitting(self) -> tuple[str, ...]:
        """Those that opened a document of this fax, to be tried on what is added later."""
        return tuple(self._fitting)

    def start(self, ticket: int, password: str) -> None:
        """A password is being tried on a document."""
        self._tried[ticket] = password

    def finish(self, ticket: int, *, opened: bool) -> str | None:
        """Return the password that was tried where it has opened its document, to be tried on the others."""
        password = self._tried.pop(ticket, None)
        if password is None or not opened:
            return None
        self._fitting.append(password)
        return password

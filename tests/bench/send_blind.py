"""`faxdesk` with these arguments, but nobody looks into documents: each is taken for a PDF of one page."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

from faxdesk import cli
from faxdesk.cli import send
from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.examine import Examined


class Blind:
    """In the place of the child process."""

    def examine(self, path: Path, name: str | None = None, _password: str | None = None) -> Examined:
        """Believe everything."""
        return Examined(path, name or path.name, DocumentType.PDF, path.stat().st_size, 1)

    def kill(self) -> None:
        """End nothing."""


if __name__ == "__main__":
    vars(send)["child"] = lambda: nullcontext(Blind())
    raise SystemExit(cli.main(sys.argv[1:]))

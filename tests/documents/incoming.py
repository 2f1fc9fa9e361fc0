"""Files as they come in, and a look at what became of them."""

from __future__ import annotations

import io
import zipfile

from faxdesk.documents.intake.intake import Taken
from tests.documents.files import fax_page


def picture(kind: str = "PNG", size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    fax_page(1, size).convert("RGB").save(out, kind)
    return out.getvalue()


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr(name, "x" * 9000)
    return out.getvalue()


def codes(taken: object) -> list[str]:
    assert isinstance(taken, Taken)
    return [finding.code for finding in taken.document.findings]

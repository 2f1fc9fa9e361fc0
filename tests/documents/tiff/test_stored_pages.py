"""Pages of a TIFF as they are stored, for another file."""

from __future__ import annotations

import io

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.documents.tiff.assembly import StoredPages
from tests.documents.files import RawPage, raw_tiff


class Disk(io.BytesIO):
    """A file whose disk may break."""

    broken = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self.broken:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_disk_that_breaks_while_a_page_is_copied_is_said_with_its_name() -> None:
    disk = Disk(raw_tiff([RawPage()]))
    page = StoredPages(disk, "scan.tif").page(0, 0, "<")
    disk.broken = True
    with pytest.raises(InputRefused, match=r"scan\.tif"):
        list(page.parts)

"""A document as a fax machine would send it: a TIFF of Group 4 pages (TIFF class F: RFC 3949, section 3; TIFF 6.0)."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import CancelToken, check
from faxdesk.documents.fax.page import Look, fax_picture
from faxdesk.documents.tiff.group4_encoder import group4_encoded
from faxdesk.documents.tiff.writer import TiffWriter, group4_page

if TYPE_CHECKING:
    from faxdesk.documents.inspection.page_source import PageSource

_SOFTWARE = "FaxDesk"
_UNFINISHED = ".part"


@dataclass(frozen=True, slots=True)
class PageToFax:
    """A page to be written: which one, from 0, of which document, and how it is to look."""

    source: PageSource
    number: int
    look: Look


Progress = Callable[[int, int], None]
"""Told how many pages are done, and of how many."""


def write_fax(target: Path, pages: Sequence[PageToFax], progress: Progress, cancel: CancelToken) -> int:
    """Write the pages as one TIFF to `target` and return its size in bytes. One page at a time is in memory.

    The file is there when it is whole: until then it is written beside, and removed where that ends early. Each page
    takes 30 to 100 ms. Encoding lets no other thread run, so a window has this done by another process.
    Raises `Stopped` between two pages, `InputRefused` where a page cannot be drawn, `OSError` where the disk is full.
    """
    unfinished = target.with_name(target.name + _UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            writer = TiffWriter(file, len(pages))
            for done, page in enumerate(pages, 1):
                check(cancel)
                picture = fax_picture(page.source, page.number, page.look)
                density = page.look.resolution.value
                writer.add(group4_page(group4_encoded(picture), picture.size, density, _SOFTWARE))
                progress(done, len(pages))
            size = file.tell()
            file.flush()
            os.fsync(file.fileno())
        shared_files.replace(unfinished, target)
    finally:
        shared_files.discard(unfinished)
    return size

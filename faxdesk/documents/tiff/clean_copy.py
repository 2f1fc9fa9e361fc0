"""A copy of a TIFF that every program shows alike: plain pages, upright, none longer than paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.documents.common.pagination import cut_finding, pieces
from faxdesk.documents.common.paper import A4
from faxdesk.documents.tiff.assembly import StoredPages, open_tiff, written_anew
from faxdesk.documents.tiff.writer import TiffWriter

if TYPE_CHECKING:
    from faxdesk.documents.common.findings import Finding
    from faxdesk.documents.tiff.writer import TiffPage


def rewrite_tiff(
    path: Path, copy: Path, name: str, progress: Callable[[int], None] = lambda _: None
) -> tuple[Finding, ...]:
    """Write a copy of the TIFF at `path` to `copy`; return what is said of pages that were cut.

    `progress` hears how many pages are done. Raises `InputRefused`, naming the document `name`, where a page cannot be
    decoded, and `OSError` where the copy cannot be written.
    """
    findings = []
    with closing(open_tiff(path, name)) as source, copy.open("wb") as file:
        counts = [len(_cuts(source, page)) for page in range(source.count)]
        writer, done = TiffWriter(file, sum(counts)), 0
        for page, count in enumerate(counts):
            for made in _pages(source, page):
                writer.add(made)
            if count > 1:
                pages = tuple(range(done + 1, done + count + 1))
                findings.append(cut_finding(f"Page {page + 1} of the file", count, pages))
            done += count
            progress(page + 1)
    return tuple(findings)


def _pages(source: StoredPages, page: int) -> Iterator[TiffPage]:
    """Yield what becomes of a page: itself, or the pages that it is cut into."""
    cuts = _cuts(source, page)
    if len(cuts) == 1:
        yield source.page(page, 0, "<")
        return
    picture, density = source.picture(page), source.density(page)
    for top, bottom in cuts:
        yield written_anew(picture.crop((0, top, picture.width, bottom)), density)


def _cuts(source: StoredPages, page: int) -> list[tuple[int, int]]:
    size = source.sizes[page]
    if not size.long:
        return [(0, 0)]
    picture, down = source.picture(page), source.density(page)[1]
    # As long as a sheet beside the width of the page, so that nothing is made smaller.
    most = A4.height * max(1.0, size.width / A4.width)
    return [(top, bottom) for top, bottom in pieces(picture, round(most / 72 * down))]

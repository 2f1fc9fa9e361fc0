"""The pages of a document as they look, for the page viewer of the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.opening import name_of, open_to_keep, trouble
from faxdesk.documents.common.page_image import MOST_VIEW_PIXELS, PageImage
from faxdesk.documents.common.paper import PageSize
from faxdesk.documents.inspection.page_traits import TRAITS_WIDTH, PageTraits, reads_across, traits_of
from faxdesk.documents.pdf.reader import PdfPages
from faxdesk.documents.tiff.reader import TiffPages

if TYPE_CHECKING:
    from mmap import mmap

    from faxdesk.documents.pdf.text_runs import TextRun

_MOST_JUDGED = 100
"""Pages of a document whose text is looked at, up to 50 ms each; those after them are taken by their shape."""

__all__ = ["MOST_VIEW_PIXELS", "PageImage", "PageSize", "PageSource", "page_sizes", "render"]


class PageSource:
    """A document kept open to draw its pages again and again, until it is closed.

    `password` opens a PDF that needs one, and is not kept. It may be used from any thread, by one at a time; drawing
    takes some 5 to 100 ms. Raises `InputRefused`, naming the document, where the file is not a readable document of
    `kind`; with `checked` False much of that is noticed later only, see `PdfPages`.
    """

    def __init__(
        self,
        path: Path,
        kind: DocumentType,
        name: str | None = None,
        password: str | None = None,
        *,
        checked: bool = True,
    ) -> None:
        self._name = name_of(path, name)
        self._sizes: dict[int, PageSize] = {}
        self._pages: PdfPages | TiffPages
        try:
            file = open_to_keep(path, self._name)
            try:
                self._pages = (
                    PdfPages(file, self._name, password, checked=checked)
                    if kind is DocumentType.PDF
                    else TiffPages(file, self._name, checked=checked)
                )
            except BaseException:
                file.close()
                raise
        except OSError as error:
            raise trouble(self._name, error) from error
        if checked:
            _ = self.sizes

    @property
    def sizes(self) -> tuple[PageSize, ...]:
        """The size of each page as it is read, in points (1/72 inch), and how its text lies where that counts.

        Raises `InputRefused` as `render` does.
        """
        return tuple(self.size(page) for page in range(len(self)))

    def size(self, page: int) -> PageSize:
        """Return the size of `page`, counted from 0. Raises `InputRefused` where there is no such page."""
        if page not in self._sizes:
            with self._at(page):
                size = self._pages.sizes[page]
                judged = size.lies_across and page < _MOST_JUDGED
                self._sizes[page] = replace(size, text_turn=self._text_turn(page)) if judged else size
        return self._sizes[page]

    def _text_turn(self, page: int) -> int | None:
        """How the text of a page lies: as its letters say or, where it is a picture, as the picture looks."""
        try:
            turn = self._pages.text_turn(page)
            if turn is None and self._pages.is_scan(page) and reads_across(self._pages.draw(page, TRAITS_WIDTH)):
                return 0
        except InputRefused:
            # Whoever draws it is told.
            return None
        return turn

    def __len__(self) -> int:
        """The number of pages."""
        return self._pages.count

    def render(self, page: int, width: int) -> PageImage:
        """Draw `page`, counted from 0, `width` pixels wide, in its true proportions.

        It comes out narrower where it would have more than `MOST_VIEW_PIXELS`. Raises `InputRefused` where there is no
        such page, where it cannot be drawn, or where the file can no longer be read.
        """
        with self._at(page):
            return self._pages.draw(page, width)

    def raster(self, page: int, width: int, height: int) -> PageImage:
        """Draw `page` on exactly `width` x `height` pixels, for devices whose pixels are not square.

        Raises `InputRefused` as `render` does, and `ValueError` for more than `MOST_VIEW_PIXELS`.
        """
        if width * height > MOST_VIEW_PIXELS:
            raise ValueError(f"{width} x {height} pixels are too many")
        with self._at(page):
            return self._pages.raster(page, width, height)

    def render_on(self, canvas: mmap, page: int, width: int) -> tuple[int, int]:
        """Draw `page` as `render` does, but in "BGRA", into `canvas`, which holds 4 * `MOST_VIEW_PIXELS` bytes.

        Return width and height of what is in it then.
        """
        with self._at(page):
            if isinstance(self._pages, PdfPages):
                return self._pages.draw_on(canvas, page, width)
            return put_on(canvas, self._pages.draw(page, width))

    def text(self, page: int) -> str:
        """Return the text layer of `page`, counted from 0; empty for a picture. Raises `InputRefused` as `render`."""
        with self._at(page):
            return self._pages.text(page)

    def text_runs(self, page: int) -> tuple[TextRun, ...]:
        """Return the text that is seen on `page`, counted from 0, none on a scan. Raises `InputRefused` as `render`."""
        with self._at(page):
            return self._pages.text_runs(page) if isinstance(self._pages, PdfPages) else ()

    def traits(self, page: int) -> PageTraits:
        """Judge what `page`, counted from 0, looks like. Raises `InputRefused` as `render` does."""
        with self._at(page):
            return traits_of(self._pages.draw(page, TRAITS_WIDTH), scan=self._pages.is_scan(page))

    @contextmanager
    def _at(self, page: int) -> Iterator[None]:
        """Inside, `page` is used; it is refused where there is no such page or the file can no longer be read."""
        if not 0 <= page < len(self):
            raise InputRefused(self._name, f"There is no page {page + 1}.", "Open the document again.")
        try:
            yield
        except OSError as error:
            raise trouble(self._name, error) from error

    def close(self) -> None:
        """Close the file. May be called again."""
        self._pages.close()

    def __enter__(self) -> PageSource:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def put_on(canvas: mmap, image: PageImage) -> tuple[int, int]:
    """Put `image` into `canvas` in "BGRA"; return its width and height."""
    from PIL import Image

    picture = Image.frombytes(image.mode, (image.width, image.height), image.data).convert("RGBA")
    # In grey, the order does not matter.
    data = picture.tobytes() if image.mode == "L" else picture.tobytes("raw", "BGRA")
    canvas[: len(data)] = data
    return image.width, image.height


def page_sizes(path: Path, kind: DocumentType) -> tuple[PageSize, ...]:
    """Return the size of each page of the file, in points. Raises `InputRefused` as `PageSource` does."""
    with PageSource(path, kind) as source:
        return source.sizes


def render(path: Path, kind: DocumentType, page: int, width: int) -> PageImage:
    """Draw one page of the file as `PageSource.render` does. For more than one page keep a `PageSource`."""
    with PageSource(path, kind) as source:
        return source.render(page, width)

"""TIFF documents, by Pillow and the libtiff inside it."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.core.errors import InputRefused
from faxdesk.core.pdfium import LOCK
from faxdesk.documents.common.findings import Finding, FindingLevel, pages_text
from faxdesk.documents.common.flatten import is_flat, on_white
from faxdesk.documents.common.page_image import PageImage, fit
from faxdesk.documents.tiff.samples import as_seen
from faxdesk.documents.tiff.structure import Chain, Directory, cut_off

if TYPE_CHECKING:
    from PIL import Image

    from faxdesk.documents.common.paper import PageSize

MOST_TRIED = 400_000_000
"""Pixels that `findings` decodes at most, besides the first and the last page: about 100 fax pages."""
_ROW_COST = 2_000
"""Pixels that a row counts besides its own: each row of a damaged page is a message of libtiff."""

_DAMAGED_ROWS = re.compile(rb"\bFax\d\w*: ")
"""How libtiff starts its complaint about a code word that the compression of fax machines does not have. It goes on
with the next row, so that a page with noise of the line in it still decodes."""
_BLOCK = 1_048_576
_STDERR = 2
_ALMOST = 0.1
"""Share of a step by which a view may come out too small, and is stretched again. Nobody sees that; it saves a third of
the time of a fax page, which is a little higher than wide."""
_GUESSES = {
    "polarity": "The file does not say whether black or white is the ink on this page: {pages}. Look at it.",
    "white": "The file does not say how bright white is on this page: {pages}. It was made lighter. Look at it.",
    "alpha": "By the file this is transparent everywhere, and faxed as if it were not: {pages}. Look at it.",
}
"""What is said of pages where something had to be guessed."""
_STRIP = 512
"""Rows that are converted at once: few enough to stay in the cache of a processor."""


class TiffPages:
    """The pages of an open TIFF. The file stays open as long as this object is, and is closed with it.

    Raises `InputRefused`, naming the document `name`, where it cannot be opened: no pages, cut off, damaged, too large.
    Raises `OSError` where the system cannot read the file. With `checked` False a page is looked at when it is drawn,
    or its size asked for, and may be refused then.
    """

    def __init__(self, file: BinaryIO, name: str, *, checked: bool = True) -> None:
        self._name = name
        self._file = file
        self._directories = Chain(file, name)
        self.count = len(self._directories)
        self._image: Image.Image | None = None
        self._shown = -1
        self._is_ready = self._has_damaged_rows = False
        self._guesses: dict[int, str] = {}
        if checked:
            _ = self.sizes

    @cached_property
    def sizes(self) -> tuple[PageSize, ...]:
        """The size of each page as it is read, in points."""
        return tuple(directory.size for directory in self._directories)

    @property
    def unusual(self) -> bool:
        """True where other programs may show other pages, or show them otherwise."""
        chain = self._directories
        return chain.big or chain.left_out > 0 or chain.mislabelled or any(map(is_unusual, chain))

    def findings(self) -> tuple[Finding, ...]:
        """Decode pages to see whether they can be; return a warning where rows of some are damaged.

        That is done for the first and the last page, and in between for as many as `MOST_TRIED` allows: a fax of usual
        length is checked whole, and a hostile file is soon done. Raises `InputRefused` for a page that does not decode,
        and for one that is too short where there was no budget left to try it.
        """
        damaged = tuple(page + 1 for page in self._to_try() if self._try(page))
        return (*self._left_out(), *self._guessed(), *_damage(damaged))

    def _left_out(self) -> Iterator[Finding]:
        if count := self._directories.left_out:
            is_one = "picture in the file is" if count == 1 else "pictures in the file are"
            copies = "a small copy of a page" if count == 1 else "small copies of pages"
            text = f"{count} {is_one} left out: {copies} (thumbnails), or marks of what is seen of them."
            yield Finding("thumbnails", text, level=FindingLevel.NOTE)

    def _guessed(self) -> Iterator[Finding]:
        for guess, text in _GUESSES.items():
            pages = tuple(page + 1 for page in sorted(self._guesses) if self._guesses[page] == guess)
            if pages:
                yield Finding(guess, text.format(pages=pages_text(pages)), pages)

    def draw(self, page: int, width: int) -> PageImage:
        """Draw `page` (from 0) in its true proportions, in grey or in colour, on white."""
        size = self._directories[page].size
        return self._raster(page, *fit(width, size.height / size.width), _ALMOST)

    def raster(self, page: int, width: int, height: int) -> PageImage:
        """Draw `page` as `draw` does, but on `width` x `height` pixels, whatever its proportions are."""
        return self._raster(page, width, height, 0.0)

    def _raster(self, page: int, width: int, height: int, almost: float) -> PageImage:
        with LOCK:
            self._load(page)
            with self._decoding(page):
                return _drawn(self._opened(page), width, height, almost)

    def text(self, page: int) -> str:
        """Return nothing: a TIFF has pictures only."""
        self._directories[page]
        return ""

    def text_turn(self, page: int) -> int | None:
        """Return None: nothing but the picture tells how the text of `page` lies."""
        self._directories[page]
        return None

    def is_scan(self, page: int) -> bool:
        """True for each page there is."""
        return 0 <= page < self.count

    def close(self) -> None:
        """Close the file. May be called again."""
        self._image = None
        self._file.close()

    def _to_try(self) -> Iterator[int]:
        last = len(self._directories) - 1
        budget = MOST_TRIED
        for page, directory in enumerate(self._directories):
            budget -= _cost(directory)
            if budget >= 0 or page in {0, last}:
                yield page
            elif directory.short:
                raise cut_off(self._name, page)

    def _try(self, page: int) -> bool:
        """Decode `page`; return True where rows are damaged. A short page that cannot be decoded is cut off."""
        try:
            return self._load(page)
        except InputRefused as refused:
            if self._directories[page].short:
                raise cut_off(self._name, page) from refused
            raise

    def _load(self, page: int) -> bool:
        """Decode `page`; return True where libtiff met damaged rows on it."""
        # Refused here where it is too large, or of a kind that is not read.
        samples = self._directories[page].samples
        with LOCK, self._decoding(page), _complaints() as complaints:
            image = self._opened(page)
            if self._is_ready:
                return self._has_damaged_rows
            image.load()
            seen = as_seen(image, samples)
            self._image, self._is_ready = seen.image, True
            if seen.guess:
                self._guesses[page] = seen.guess
        self._has_damaged_rows = any(_DAMAGED_ROWS.search(text) for text in complaints)
        return self._has_damaged_rows

    def _opened(self, page: int) -> Image.Image:
        """Return `page` as Pillow has it. It would walk there from the first page on, and keep all it meets."""
        if self._image is None or self._shown != page:
            self._image, self._shown, self._is_ready = self._unread(page), page, False
        return self._image

    def _unread(self, page: int) -> Image.Image:
        """Return `page` as Pillow has it before it is decoded."""
        from PIL import Image, TiffImagePlugin

        start = _Source(self._file, self._directories.begin(page))
        # A setting of the module: the lock that the caller holds keeps it from others.
        TiffImagePlugin.READ_LIBTIFF = self._directories[page].samples.by_libtiff
        try:
            return Image.open(start, formats=["TIFF"])  # type: ignore[arg-type]  # see `_Source`
        finally:
            TiffImagePlugin.READ_LIBTIFF = False

    @contextmanager
    def _decoding(self, page: int) -> Iterator[None]:
        """Inside, Pillow's warnings are silent, and its errors become a refusal that names `page`.

        The caller holds the lock: the list of warning filters belongs to the whole process.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        except Exception as error:  # on a broken file Pillow raises whatever its parser stumbles over
            # Pillow takes a picture that it could not decode for decoded, and would draw it the next time.
            self._image = None
            self._read_through()
            raise InputRefused(
                self._name,
                f"Page {page + 1} of the TIFF is damaged, or of a kind that FaxDesk cannot read.",
                "Open it in the program that made it and print it as a PDF, or scan it again.",
            ) from error

    def _read_through(self) -> None:
        """Raise `OSError` where the file cannot be read to its end: Pillow and libtiff call that damage."""
        self._file.seek(0)
        while self._file.read(_BLOCK):
            pass


class _Source:
    """The file as if it began with `begin`: what Pillow asks of a file, and no more.

    libtiff reads the file itself by its number, and is told by Pillow where the page is.
    """

    def __init__(self, file: BinaryIO, begin: bytes) -> None:
        self._file, self._begin = file, begin
        self.seek, self.tell, self.fileno, self.flush = file.seek, file.tell, file.fileno, file.flush

    def read(self, count: int = -1) -> bytes:
        """Read up to `count` bytes, all for a negative one."""
        at = self._file.tell()
        data = self._file.read(count)
        if at >= len(self._begin):
            return data
        shown = self._begin[at : at + len(data)]
        return shown + data[len(shown) :]


def is_unusual(directory: Directory) -> bool:
    """True for a page that other programs may show otherwise: stored in a rare way, to be turned, or very long."""
    return not directory.samples.plain or directory.orientation != 1 or directory.size.long


def _damage(damaged: tuple[int, ...]) -> tuple[Finding, ...]:
    if not damaged:
        return ()
    text = f"Rows are damaged on {pages_text(damaged).lower()}. Look at it before you send it."
    return (Finding("damaged_rows", text, damaged),)


def _cost(directory: Directory) -> int:
    return (directory.width + _ROW_COST) * directory.height


def _drawn(image: Image.Image, width: int, height: int, almost: float) -> PageImage:
    """Scale the decoded `image` to `width` and `height`; see `_ALMOST`."""
    from PIL import Image

    # Whole steps first: averaging blocks is ten times as fast as filtering, and keeps thin strokes of one-bit pages.
    steps = max(1, int(image.width / width + almost)), max(1, int(image.height / height + almost))
    drawn = _reduced(image, steps) if max(steps) > 1 else on_white(image)
    if drawn.size != (width, height):
        drawn = drawn.resize((width, height), Image.Resampling.BILINEAR)
    return PageImage(width, height, drawn.tobytes(), "L" if drawn.mode == "L" else "RGB")


def _reduced(image: Image.Image, steps: tuple[int, int]) -> Image.Image:
    """Return `image` on white with blocks of so many pixels, across and down, averaged to one.

    What has to be converted before is that strip by strip: finding memory for all of it costs as much as decoding it.
    """
    from PIL import Image

    if is_flat(image):
        return image.reduce(steps)
    across, down = steps
    whole = Image.new(on_white(image.crop((0, 0, 1, 1))).mode, (-(-image.width // across), -(-image.height // down)))
    rows = max(1, _STRIP // down)
    for top in range(0, whole.height, rows):
        strip = image.crop((0, top * down, image.width, min((top + rows) * down, image.height)))
        whole.paste(on_white(strip).reduce(steps), (0, top))
    return whole


@contextmanager
def _complaints() -> Iterator[list[bytes]]:
    """Collect what libtiff writes to the process's standard error, its only way to tell; users do not read it.

    The list is filled when the block ends. It stays empty in a process that was started without standard error, as
    windows are: there the number may belong to any file.
    """
    texts: list[bytes] = []
    if sys.__stderr__ is None:
        yield texts
        return
    kept = os.dup(_STDERR)
    with tempfile.TemporaryFile() as paper:
        os.dup2(paper.fileno(), _STDERR)
        try:
            yield texts
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            paper.seek(0)
            texts.append(paper.read())

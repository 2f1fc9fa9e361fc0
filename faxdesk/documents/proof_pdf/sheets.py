"""The sheets of a proof, on which everything is set from the top down, and their feet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from faxdesk.documents.convert.page_drawing import GREY, INK, LEADING, RULE, TONES, PageDrawing, Style
from faxdesk.documents.pdf.library import library

if TYPE_CHECKING:
    from faxdesk.core.proof import Proof
    from faxdesk.documents.common.paper import PageSize

MARGIN = 51.0
"""Points left and right (18 mm)."""
SMALL, TEXT, TITLE = 8.0, 9.5, 21.0
"""Points of the letters: of notes, texts and the title."""
POINTS = 72
"""Of an inch."""
_FOOT, _HEAD = 48.0, 14.0
"""Points of the room for the foot of a page, and of the letters of headings."""
_BESIDE = 24.0
"""Points between the words at the foot of a page and its number."""
_QUALITY = 78
"""Of the JPEG of a page: a letter stays sharp, and has 50 KB."""
_NO_ZONE = "UTC"


class ProofSheets:
    """Pages of a document with what they have in common; `at` is the height that is free on the last of them.

    `width` is that between the margins, and `foot` stands at the foot of each page from the next on.
    """

    def __init__(self, document: Any, proof: Proof, paper: PageSize) -> None:
        self.document = document
        self.drawing = PageDrawing(document, _texts(proof))
        self.width = paper.width - 2 * MARGIN
        self.foot = ""
        self.at = 0.0
        self._paper, self._practice = paper, proof.practice
        self._zone = _zone_named(proof.zone)
        self._pages: list[tuple[Any, str]] = []
        self._table_titles: tuple[str, ...] = ()

    @property
    def page(self) -> Any:
        """The page that is set now."""
        return self._pages[-1][0]

    def new_page(self) -> None:
        """Begin a page."""
        self._pages.append((self.document.new_page(self._paper.width, self._paper.height), self.foot))
        self.at = self._paper.height - MARGIN
        if self._practice:
            words = "PRACTICE ACCOUNT: no fax has left this computer, and this proves nothing."
            self.drawing.box(self.page, 0, self._paper.height - 24, self._paper.width, 24, TONES["bad"])
            left = (self._paper.width - self.drawing.width(words, SMALL, Style.BOLD)) / 2
            self.text(words, left, self._paper.height - 15, SMALL, (255, 255, 255), Style.BOLD)

    def need(self, height: float) -> bool:
        """Begin a new page where there is no room for so much; return whether that was so."""
        if self.at - height >= MARGIN + 10:
            return False
        self.new_page()
        return True

    def number(self) -> None:
        """Number the pages, and end them."""
        for number, (page, foot) in enumerate(self._pages, 1):
            self._page_foot(page, foot, f"Page {number} of {len(self._pages)}")
            page.gen_content()
            page.close()

    def _page_foot(self, page: Any, foot: str, words: str) -> None:
        draw = self.drawing
        draw.box(page, MARGIN, _FOOT - 6, self.width, 0.5, RULE)
        number = draw.width(words, SMALL)
        for line, _ in draw.lines(foot, self.width - number - _BESIDE, SMALL, 1):
            draw.text(page, line, MARGIN, _FOOT - 18, SMALL, GREY)
        draw.text(page, words, MARGIN + self.width - number, _FOOT - 18, SMALL, GREY)

    def text(
        self, text: str, left: float, height: float, size: float, colour: tuple[int, int, int] = INK,
        style: Style = Style.PLAIN,
    ) -> None:  # fmt: skip
        """Set a line of text: its beginning, and the height of its letters' feet, in points."""
        self.drawing.text(self.page, text, left, height, size, colour, style)

    def paragraph(
        self,
        text: str,
        *,
        left: float = 0.0,
        width: float = 0.0,
        size: float = TEXT,
        colour: tuple[int, int, int] = INK,
        style: Style = Style.PLAIN,
    ) -> None:
        """Set a text over as many lines, and pages, as it takes."""
        for words, _ in self.drawing.lines(text, width or self.width - left, size, style=style):
            self.need(size * LEADING)
            self.at -= size * LEADING
            self.text(words, MARGIN + left, self.at, size, colour, style)

    def heading(self, text: str, note: str = "", room: float = 90.0) -> None:
        """Set a heading, where there is room for it and something below it."""
        self.need(_HEAD + room)
        self.at -= _HEAD
        self.text(text, MARGIN, self.at, _HEAD, INK, Style.BOLD)
        self.at -= 5
        if note:
            self.paragraph(note, size=SMALL, colour=GREY)
        self.at -= 7

    def titles(self, titles: Sequence[str], shares: Sequence[float]) -> None:
        """Set the titles of a table, here and above its rows on each page that it goes on to."""
        self._table_titles = tuple(titles)
        self._row([(title, GREY) for title in titles], shares, Style.BOLD)

    def row(self, cells: Sequence[tuple[str, tuple[int, int, int]]], shares: Sequence[float]) -> None:
        """Set a row of a table: texts with their colours, and the shares of the width that they have."""
        self._row(cells, shares, Style.PLAIN)

    def _row(self, cells: Sequence[tuple[str, tuple[int, int, int]]], shares: Sequence[float], style: Style) -> None:
        widths = [share * self.width for share in shares]
        lines = [
            self.drawing.lines(text, width - 6, SMALL, 3, style) for (text, _), width in zip(cells, widths, strict=True)
        ]
        height = max(map(len, lines)) * SMALL * LEADING + 7
        if self.need(height) and style is Style.PLAIN:
            self.titles(self._table_titles, shares)
        left = MARGIN
        for (_, colour), column, width in zip(cells, lines, widths, strict=True):
            for number, (words, _) in enumerate(column):
                self.text(words, left, self.at - 9 - number * SMALL * LEADING, SMALL, colour, style)
            left += width
        self.at -= height
        self.drawing.box(self.page, MARGIN, self.at, self.width, 0.5, RULE)

    def fitted(self, size: PageSize, width: float, height: float) -> tuple[float, float, float, float]:
        """Return where a page of `size` goes below what is there, as large as it can be and in the middle."""
        scale = min(width / size.width, height / size.height)
        wide, high = size.width * scale, size.height * scale
        return MARGIN + (width - wide) / 2, self.at - high, wide, high

    def picture(self, picture: Any, left: float, bottom: float, width: float, height: float) -> None:
        """Set a picture of a page into a place."""
        from PIL import Image

        pdfium = library()
        data = io.BytesIO()
        Image.frombytes(picture.mode, (picture.width, picture.height), bytes(picture.data)).save(
            data, "JPEG", quality=_QUALITY, optimize=True
        )
        data.seek(0)
        image = pdfium.PdfImage.new(self.document)
        image.load_jpeg(data, inline=True)
        image.set_matrix(pdfium.PdfMatrix().scale(width, height).translate(left, bottom))
        self.page.insert_obj(image)

    def when(self, when: datetime) -> str:
        """Return a time as all of the proof has it."""
        return " ".join(self.parts(when))

    def parts(self, when: datetime) -> tuple[str, str]:
        """Return a time in the zone of the proof, and its difference from UTC."""
        here = when.astimezone(self._zone)
        return f"{here:%Y-%m-%d %H:%M:%S}", f"{here:%z}"[:3] + ":" + f"{here:%z}"[3:5]


def _zone_named(name: str) -> tzinfo:
    """Return the zone of this name, or of this difference from UTC; UTC where it is neither."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    try:
        return datetime.strptime(name.removeprefix("UTC"), "%z").tzinfo or timezone(timedelta())
    except ValueError:
        return timezone(timedelta(), _NO_ZONE)


def _texts(proof: Proof) -> Iterable[str]:
    """Yield all that comes from outside and is set on pages."""
    yield from (proof.program, proof.account, proof.title, proof.zone)
    for fax in proof.faxes:
        yield from (
            fax.status,
            fax.description,
            fax.reason,
            fax.comment,
            fax.fax_id,
            fax.outbox_id,
            fax.to,
            fax.sender,
            *fax.missing,
        )
        yield from (entry.text for entry in fax.timeline)
    for file in proof.files:
        yield from (file.name, file.title)

"""The confirmation reports in a proof, and the pages of the fax, as they were sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.core.phone import display
from faxdesk.core.proof import Proof, ProofFax, ProofFile, ProofFileKind
from faxdesk.core.quantities import count_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.convert.page_drawing import GREY, RULE, TONES, Style
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.pdf.assembly import open_pdf
from faxdesk.documents.pdf.library import library
from faxdesk.documents.proof_pdf.sheets import MARGIN, POINTS, SMALL, TEXT, ProofSheets
from faxdesk.documents.proof_pdf.words import tone_of, word_of

Tell = Callable[[int], object]
"""Told how many pages are done."""
_FEW = 8
"""Pages of a fax that are shown four on a sheet; where there are more, nine."""
_DENSITY = 130
"""Dots per inch of a page in small: letters of a fax can be read where the reader is zoomed in."""
_STAMP_DENSITY = 200


class FaxPages:
    """Shows reports and pages. With `stamped` the first page of each fax is shown large, the result in its margin."""

    def __init__(
        self, sheets: ProofSheets, proof: Proof, places: Mapping[str, Path], tell: Tell, *, stamped: bool
    ) -> None:
        self._sheets, self._proof, self._places = sheets, proof, places
        self._tell, self._stamped = tell, stamped
        self._done = 0
        self._source: tuple[str, PageSource | None] = "", None

    def reports(self, fax: ProofFax) -> None:
        """The confirmation reports, each page as it came, a little smaller."""
        for file in self._proof.files_of(fax, ProofFileKind.REPORT):
            try:
                with closing(open_pdf(self._places[file.name], file.name)) as report:
                    for number in range(report.count):
                        self._placed(report, number, visible(file.title))
            except (InputRefused, library().PdfiumError):
                self._sheets.new_page()
                self._sheets.heading(visible(file.title), "It cannot be shown here. It is attached, as it came.")

    def _placed(self, report: Any, number: int, title: str) -> None:
        raw = library().raw
        size = report.sizes[number]
        with report.pdf_page(number) as pdf_page:
            raw.FPDFPage_Flatten(pdf_page, raw.FLAT_PRINT)
            turned = pdf_page.get_rotation()
            box = pdf_page.get_cropbox()
        self._sheets.new_page()
        self._sheets.heading(title, f"As Fax.Plus made it, page {number + 1} of {report.count}.")
        left, bottom, width, height = self._sheets.fitted(size, self._sheets.width, self._sheets.at - MARGIN - 6)
        if turned:
            # A form object has the page as it lies in the file.
            self._sheets.picture(
                report.draw(number, round(width / POINTS * _STAMP_DENSITY)), left, bottom, width, height
            )
        else:
            thing = raw.FPDF_NewXObjectFromPage(self._sheets.document, report.document, number)
            form = raw.FPDF_NewFormObjectFromXObject(thing)
            scale = width / (box[2] - box[0])
            raw.FPDFPageObj_Transform(form, scale, 0, 0, scale, left - box[0] * scale, bottom - box[1] * scale)
            raw.FPDFPage_InsertObject(self._sheets.page, form)
            raw.FPDF_CloseXObject(thing)
        self._sheets.drawing.frame(self._sheets.page, left, bottom, width, height, RULE)

    def pages(self, fax: ProofFax) -> None:
        """Every page, in small: of the file that Fax.Plus has kept, else of the documents that were uploaded."""
        sent = self._proof.files_of(fax, ProofFileKind.SENT)
        files = sent or self._proof.files_of(fax, ProofFileKind.UPLOADED)
        pages = [(file, number) for file in files for number in range(file.pages)]
        if not pages:
            return
        whose = "as Fax.Plus has kept them" if sent else "as FaxDesk uploaded them"
        before = "" if sent or not fax.cover else " Fax.Plus made the cover page before them."
        if self._stamped:
            self._first_page(fax, pages[0])
        columns = 2 if len(pages) <= _FEW else 3
        gap, caption = 14.0, 13.0
        width = (self._sheets.width - (columns - 1) * gap) / columns
        for first in range(0, len(pages), columns * columns):
            self._sheets.new_page()
            self._sheets.heading("Pages as sent", f"{count_text(len(pages), 'page')}, {whose}.{before}")
            top = self._sheets.at
            height = (top - MARGIN - 8) / columns - caption - 6
            for place, (file, number) in enumerate(pages[first : first + columns * columns]):
                down, across = divmod(place, columns)
                corner = MARGIN + across * (width + gap), top - down * (height + caption + 6)
                self._small(file, number, corner, (width, height), f"Page {first + place + 1} of {len(pages)}")
                self._done += 1
                self._tell(self._done)

    def _small(
        self, file: ProofFile, number: int, corner: tuple[float, float], room: tuple[float, float], caption: str
    ) -> None:
        left, top = corner
        words = f"{caption}  \N{MIDDLE DOT}  cannot be drawn"
        try:
            source = self._opened(file)
            size = source.size(number)
            scale = min(room[0] / size.width, room[1] / size.height)
            wide, high = size.width * scale, size.height * scale
            picture = source.render(number, round(wide / POINTS * _DENSITY))
            self._sheets.picture(picture, left, top - high, wide, high)
            words = caption
        except InputRefused:
            wide, high = room
        self._sheets.drawing.frame(self._sheets.page, left, top - high, wide, high, RULE)
        self._sheets.text(words, left, top - high - 10, SMALL, GREY)

    def _first_page(self, fax: ProofFax, page: tuple[ProofFile, int]) -> None:
        """The first page, with the result stamped into its margin."""
        self._sheets.new_page()
        ended = f"  \N{MIDDLE DOT}  {self._sheets.when(fax.ended_at)}" if fax.ended_at else ""
        confirmed = (
            "" if fax.pages_confirmed is None else f", {fax.pages_confirmed} of {fax.pages_sent} pages confirmed"
        )
        stamp = (
            f"Fax to {display(fax.to)}  \N{MIDDLE DOT}  {word_of(fax)}{confirmed}",
            f"Fax id {visible(fax.fax_id) or 'not known'}{ended}",
        )
        height = 34.0
        self._sheets.drawing.frame(
            self._sheets.page, MARGIN, self._sheets.at - height, self._sheets.width, height, TONES[tone_of(fax)]
        )
        self._sheets.text(stamp[0], MARGIN + 8, self._sheets.at - 14, TEXT, TONES[tone_of(fax)], Style.BOLD)
        self._sheets.text(stamp[1], MARGIN + 8, self._sheets.at - 27, SMALL, TONES[tone_of(fax)])
        self._sheets.at -= height + 8
        try:
            source = self._opened(page[0])
            size = source.size(page[1])
            left, bottom, wide, high = self._sheets.fitted(size, self._sheets.width, self._sheets.at - MARGIN - 6)
            picture = source.render(page[1], round(wide / POINTS * _STAMP_DENSITY))
        except InputRefused:
            self._sheets.paragraph("The page cannot be drawn.", colour=GREY)
            return
        self._sheets.picture(picture, left, bottom, wide, high)
        self._sheets.drawing.frame(self._sheets.page, left, bottom, wide, high, RULE)

    def _opened(self, file: ProofFile) -> PageSource:
        """Return a file opened to draw its pages. It stays open until another one is."""
        name, source = self._source
        if source is None or name != file.name:
            self.close()
            kind = DocumentType.TIFF if file.name.lower().endswith((".tif", ".tiff")) else DocumentType.PDF
            source = PageSource(self._places[file.name], kind, file.name, checked=False)
            self._source = file.name, source
        return source

    def close(self) -> None:
        """Close the file that is open, if one is."""
        _, source = self._source
        if source is not None:
            source.close()
        self._source = "", None

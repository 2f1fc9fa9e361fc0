"""Draw the sample documents: resources/sample.pdf, and the same two pages as a fax in resources/sample.tiff.

    python build/make_samples.py

The PDF has real text in the standard fonts, so it stays small and can be searched. The TIFF is what a fax machine would
receive: one bit per pixel, Group 4, 1728 pixels wide, 204 by 196 dots per inch.
"""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it comes without type information
import pypdfium2.raw as raw  # type: ignore[import-untyped]  # it comes without type information
from PIL import Image

RESOURCES = Path(__file__).resolve().parent.parent / "resources"

PAGE = (595.0, 842.0)
"""Width and height of A4, in points of 1/72 inch."""
LEFT, RIGHT, TOP = 62.0, 533.0, 775.0

FAX_WIDTH = 1728
"""Pixels in a line of a fax page (ITU-T T.4)."""
FAX_DPI = (204, 196)
INK = 150
"""Grey levels below this one become black; text and lines are much darker, tinted areas much lighter."""

Colour = tuple[int, int, int]
BLACK: Colour = (24, 28, 38)
GREY: Colour = (88, 96, 112)
BLUE: Colour = (22, 62, 148)
TINT: Colour = (236, 241, 250)
WHITE: Colour = (255, 255, 255)


class Font(NamedTuple):
    """A standard font of PDF, its size in points and its colour."""

    name: str
    size: float
    colour: Colour = BLACK


TITLE = Font("Helvetica-Bold", 21, BLUE)
HEADING = Font("Helvetica-Bold", 12.5, BLUE)
TEXT = Font("Helvetica", 10.5)
BOLD = Font("Helvetica-Bold", 10.5)
SMALL = Font("Helvetica", 8.5, GREY)
BRAND = Font("Helvetica-Bold", 15, BLUE)
BRIGHT = Font("Helvetica-Bold", 10, WHITE)
LEADING = 1.45


class Sheet:
    """A page that is drawn from the top down. `y` is the baseline of the next line, in points from the bottom."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._document = document
        self._page = document.new_page(*PAGE)
        self.y = TOP

    def _text_object(self, text: str, font: Font) -> Any:
        item = raw.FPDFPageObj_NewTextObj(self._document, font.name.encode(), font.size)
        wide = ctypes.create_string_buffer(text.encode("utf-16-le") + b"\0\0")
        raw.FPDFText_SetText(item, ctypes.cast(wide, raw.FPDF_WIDESTRING))
        raw.FPDFPageObj_SetFillColor(item, *font.colour, 255)
        return item

    def width(self, text: str, font: Font) -> float:
        """Return the width of a line of text, in points."""
        item = self._text_object(text, font)
        edges = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges))
        raw.FPDFPageObj_Destroy(item)
        return float(edges[2].value - edges[0].value)

    def text(self, x: float, y: float, text: str, font: Font) -> None:
        """Put one line of text with its baseline at (x, y)."""
        item = self._text_object(text, font)
        raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, x, y)
        raw.FPDFPage_InsertObject(self._page, item)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """Fill a rectangle whose lower left corner is (x, y)."""
        item = raw.FPDFPageObj_CreateNewRect(x, y, width, height)
        self._fill(item, colour)

    def polygon(self, points: list[tuple[float, float]], colour: Colour) -> None:
        """Fill a polygon."""
        item = raw.FPDFPageObj_CreateNewPath(*points[0])
        for point in points[1:]:
            raw.FPDFPath_LineTo(item, *point)
        raw.FPDFPath_Close(item)
        self._fill(item, colour)

    def _fill(self, item: Any, colour: Colour) -> None:
        raw.FPDFPageObj_SetFillColor(item, *colour, 255)
        raw.FPDFPath_SetDrawMode(item, raw.FPDF_FILLMODE_WINDING, False)
        raw.FPDFPage_InsertObject(self._page, item)

    def wrap(self, text: str, font: Font, width: float) -> list[str]:
        """Break text into lines that are at most `width` points wide."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.width(longer, font) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def paragraph(self, text: str, font: Font = TEXT, gap: float = 9) -> None:
        """Write a paragraph across the page, and leave a gap below it."""
        for line in self.wrap(text, font, RIGHT - LEFT):
            self.text(LEFT, self.y, line, font)
            self.y -= font.size * LEADING
        self.y -= gap

    def heading(self, text: str) -> None:
        """Write a heading."""
        self.y -= 6
        self.text(LEFT, self.y, text, HEADING)
        self.y -= 21

    def steps(self, lines: list[str]) -> None:
        """Write numbered lines."""
        for number, line in enumerate(lines, start=1):
            self.text(LEFT + 4, self.y, f"{number}.", BOLD)
            for part in self.wrap(line, TEXT, RIGHT - LEFT - 24):
                self.text(LEFT + 24, self.y, part, TEXT)
                self.y -= TEXT.size * LEADING
            self.y -= 3
        self.y -= 8

    def table(self, columns: list[float], head: list[str], rows: list[list[str]]) -> None:
        """Draw a table; `columns` are the widths in points."""
        edges = [LEFT + sum(columns[:i]) + 8 for i in range(len(columns))]
        self.box(LEFT, self.y - 7, sum(columns), 21, BLUE)
        for x, title in zip(edges, head, strict=True):
            self.text(x, self.y, title, BRIGHT)
        self.y -= 22
        for index, row in enumerate(rows):
            cells = [self.wrap(cell, TEXT, width - 16) for cell, width in zip(row, columns, strict=True)]
            height = max(map(len, cells)) * TEXT.size * 1.25 + 9
            if index % 2 == 0:
                self.box(LEFT, self.y + 14 - height, sum(columns), height, TINT)
            for column, (x, lines) in enumerate(zip(edges, cells, strict=True)):
                for number, line in enumerate(lines):
                    self.text(x, self.y - number * TEXT.size * 1.25, line, TEXT if column else BOLD)
            self.y -= height
        self.box(LEFT, self.y + 13.2, sum(columns), 0.8, BLUE)
        self.y -= 14

    def frame(self, number: int, pages: int) -> None:
        """Draw what every page has: the mark at the top, the page number at the bottom."""
        mark(self, LEFT, 784)
        self.text(LEFT + 34, 789, "FaxDesk", BRAND)
        label = "Sample document"
        self.text(RIGHT - self.width(label, SMALL), 789, label, SMALL)
        self.box(LEFT, 774, RIGHT - LEFT, 1.2, BLUE)
        self.box(LEFT, 62, RIGHT - LEFT, 0.5, GREY)
        self.text(LEFT, 48, "Sent with FaxDesk through Fax.Plus", SMALL)
        label = f"Page {number} of {pages}"
        self.text(RIGHT - self.width(label, SMALL), 48, label, SMALL)
        self.y = 738

    def finish(self) -> None:
        """Write the page's content into the document."""
        raw.FPDFPage_GenerateContent(self._page)


def mark(sheet: Sheet, x: float, y: float) -> None:
    """Draw FaxDesk's mark, 24 points wide: a page that leaves on an arrow."""
    sheet.box(x, y, 15, 20, BLUE)
    for offset, width in ((14, 9), (10, 9), (6, 5)):
        sheet.box(x + 3, y + offset, width, 1.6, WHITE)
    arrow: list[tuple[float, float]] = [(11, 3), (18, 3), (18, 0), (25, 5), (18, 10), (18, 7), (11, 7)]
    sheet.polygon([(x + right, y + up) for right, up in arrow], WHITE)
    arrow = [(12, 4), (19, 4), (19, 2), (23.4, 5), (19, 8), (19, 6), (12, 6)]
    sheet.polygon([(x + right, y + up) for right, up in arrow], BLUE)


def letter(sheet: Sheet) -> None:
    """Draw the first page."""
    sheet.text(LEFT, sheet.y, "A letter to fax", TITLE)
    sheet.y -= 34
    sheet.paragraph("To whoever holds this page,")
    sheet.paragraph(
        "you are reading a document that was made to be faxed. It has a little of everything that a fax has to carry: "
        "large and small type, thin lines, a table, and areas in a light colour. If you can read the smallest line of "
        "the second page, the transmission was good."
    )
    sheet.paragraph(
        "FaxDesk sends PDF and TIFF files through the Fax.Plus service. You choose the files, the number you send "
        "from, one or more recipients and, if you like, a time; FaxDesk does the rest and tells you how it ended."
    )
    sheet.heading("How to send it")
    sheet.steps(
        [
            "Choose New fax, or drop this file on the window.",
            "Type the recipient's fax number with its country code, such as +41 44 555 01 23. A practice account never "
            "calls anybody, so every number is safe to try there.",
            "Add a comment if you want to find the fax again by it. The recipient does not see the comment.",
            "Press Send. From this moment the fax is kept on your computer, even if you delete the file or lose power.",
        ]
    )
    sheet.heading("What you get back")
    sheet.paragraph(
        "When the fax has arrived, it moves from Outbox to Sent. There you can open the pages as they were sent, and "
        "save the confirmation report: the proof of when the call was made, how long it took, and how many pages "
        "were received at the other end."
    )
    sheet.paragraph(
        "If the line is busy or nobody answers, FaxDesk says so in plain words and offers to send the fax again. "
        "It never sends the same fax twice on its own."
    )
    sheet.paragraph("With kind regards from", gap=2)
    sheet.paragraph("your FaxDesk", BOLD)


def glossary(sheet: Sheet) -> None:
    """Draw the second page."""
    sheet.text(LEFT, sheet.y, "What the words mean", TITLE)
    sheet.y -= 34
    sheet.paragraph("FaxDesk uses each of these words for one thing only, so that you always know where a fax is.")
    sheet.table(
        [92, 222, 157],
        ["Word", "Where the fax is", "What you can do"],
        [
            ["Queued", "On your computer, waiting for its turn or for the network.", "Change it, cancel it"],
            ["Uploading", "Its pages are on their way to Fax.Plus.", "Cancel it"],
            ["Scheduled", "At Fax.Plus, waiting for the time you chose.", "Change it, cancel it"],
            ["Sending", "Fax.Plus is calling the recipient's fax machine.", "Wait for the result"],
            ["Delivered", "Every page was received.", "Save the report"],
            ["Partial", "Some pages were received; the report says how many.", "Send the rest again"],
            ["Failed", "No page was received, for the reason that is shown.", "Send it again"],
            ["Unknown", "The answer of Fax.Plus was lost on its way; FaxDesk is finding out.", "Wait, or decide"],
        ],
    )
    sheet.heading("Resolution")
    sheet.paragraph(
        "A fax page is 1728 dots wide. At fine resolution it has 196 lines to the inch, at standard resolution half as "
        "many. The lines below are 2, 1 and half a point thick; at fine resolution all of them arrive."
    )
    for thickness in (2.0, 1.0, 0.5):
        sheet.box(LEFT, sheet.y, RIGHT - LEFT, thickness, BLACK)
        sheet.y -= 11
    sheet.y -= 6
    for size in (12.0, 10.0, 8.0, 6.5):
        sheet.text(
            LEFT,
            sheet.y,
            f"{size:g} points: The quick brown fox jumps over the lazy dog. 0123456789",
            Font("Helvetica", size),
        )
        sheet.y -= size * 1.6


def draw_pdf(path: Path) -> None:
    """Write the letter. PDFium puts the time of writing into the file, so two runs differ in that."""
    document = pdfium.PdfDocument.new()
    pages = (letter, glossary)
    for number, draw in enumerate(pages, start=1):
        sheet = Sheet(document)
        sheet.frame(number, len(pages))
        draw(sheet)
        sheet.finish()
    document.save(path)
    document.close()


def fax_page(page: pdfium.PdfPage) -> Image.Image:
    """Return a page as a fax: one bit per pixel, centred on the width of a fax line."""
    width, height = (round(points / 72 * dpi) for points, dpi in zip(PAGE, FAX_DPI, strict=True))
    # PDFium draws square pixels: twice the resolution, then down to the fax's own.
    large = page.render(scale=2 * FAX_DPI[0] / 72, grayscale=True).to_pil()
    canvas = Image.new("L", (FAX_WIDTH, height), 255)
    canvas.paste(large.resize((width, height), Image.Resampling.BOX), ((FAX_WIDTH - width) // 2, 0))
    return canvas.point([0 if level < INK else 255 for level in range(256)]).convert("1")


def draw_tiff(source: Path, path: Path) -> None:
    """Write the pages of a PDF as a fax."""
    document = pdfium.PdfDocument(source)
    first, *others = [fax_page(page) for page in document]
    first.save(path, compression="group4", dpi=FAX_DPI, save_all=True, append_images=others)
    document.close()


if __name__ == "__main__":
    draw_pdf(RESOURCES / "sample.pdf")
    draw_tiff(RESOURCES / "sample.pdf", RESOURCES / "sample.tiff")

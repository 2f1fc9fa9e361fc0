"""The pages of a proof: result, timeline and files of each fax, its confirmation reports, and its pages in small."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import CALLED, RESULT_UNKNOWN, SENTENCES, State
from faxdesk.core.model import DocumentType
from faxdesk.core.pdfium import LOCK
from faxdesk.core.phone import display
from faxdesk.core.proof import DOES_NOT_PROVE, JSON_NAME, PROVES, Proof, ProofFax, ProofFile, ProofFileKind, to_json
from faxdesk.core.quantities import count_text, size_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.convert.page_drawing import GREY, INK, LEADING, RULE, SHADE, TONES, PageDrawing, Style
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.pdf.assembly import open_pdf
from faxdesk.documents.pdf.reader import library
from faxdesk.documents.pdf.saving import save_pdf
from faxdesk.documents.proof_pdf.attachments import attach
from faxdesk.documents.proof_pdf.seal import seal

if TYPE_CHECKING:
    from faxdesk.documents.common.paper import PageSize

Tell = Callable[[int], object]
"""Told how many pages are done."""

_MARGIN, _FOOT = 51.0, 48.0
"""Points left and right (18 mm), and of the room for the foot of a page."""
_SMALL, _TEXT, _HEAD, _TITLE, _VERDICT = 8.0, 9.5, 14.0, 21.0, 17.0
"""Points of the letters: of notes, texts, headings, the title and the result."""
_LABEL = 104.0
"""Points of the column of labels."""
_TIME, _CHAIN = 128.0, 92.0
"""Points of the columns of times and of the chain in a timeline."""
_CHAIN_DIGITS = 16
"""Digits of an entry's SHA-256 that its line shows; the JSON has all 64."""
_FEW = 8
"""Pages of a fax that are shown four on a sheet; where there are more, nine."""
_DENSITY = 130
"""Dots per inch of a page in small: letters of a fax can be read where the reader is zoomed in."""
_STAMP_DENSITY = 200
_QUALITY = 78
"""Of the JPEG of a page: a letter stays sharp, and has 50 KB."""
_POINTS = 72
_BAR = 4.0
_NO_ZONE = "UTC"


def write_proof(
    proof: Proof, places: Mapping[str, Path], out: Path, paper: PageSize, tell: Tell, *, stamped: bool = False
) -> None:
    """Write the proof with its attachments to `out`, and seal it.

    `places` has the files by the names of their attachments. With `stamped` the first page of each fax is shown large,
    with the result in its margin. Raises `OSError` where a file cannot be read, or `out` not written.
    """
    with LOCK, closing(library().PdfDocument.new()) as document:
        _Writer(document, proof, places, paper, tell, stamped=stamped).write()
        attach(document, JSON_NAME, to_json(proof).encode("ascii"))
        for file in proof.files:
            attach(document, file.name, places[file.name].read_bytes())
        save_pdf(document, out, library().raw.FPDF_SUBSET_NEW_FONTS)
    seal(out)


class _Writer:
    """Sets a proof on pages of a document, from the top down; `_at` is the height that is free."""

    def __init__(
        self,
        document: Any,
        proof: Proof,
        places: Mapping[str, Path],
        paper: PageSize,
        tell: Tell,
        *,
        stamped: bool,
    ) -> None:
        self._document, self._proof, self._places, self._paper = document, proof, places, paper
        self._tell, self._stamped = tell, stamped
        self._zone = _zone_named(proof.zone)
        self._drawing = PageDrawing(document, _texts(proof))
        self._width = paper.width - 2 * _MARGIN
        self._pages: list[tuple[Any, str]] = []
        self._foot = ""
        self._at = 0.0
        self._done = 0
        self._source: tuple[str, PageSource | None] = "", None

    def write(self) -> None:
        """Set all pages, then their numbers."""
        try:
            self._write()
        finally:
            self._close_source()

    def _write(self) -> None:
        if len(self._proof.faxes) > 1:
            self._foot = visible(self._proof.title) or count_text(len(self._proof.faxes), "fax")
            self._overview()
        for fax in self._proof.faxes:
            self._foot = f"Fax to {display(fax.to)}"
            self._result(fax)
            self._timeline(fax)
            self._files(fax)
            self._reports(fax)
            self._fax_pages(fax)
        for number, (page, foot) in enumerate(self._pages, 1):
            self._page_foot(page, foot, f"Page {number} of {len(self._pages)}")
            page.gen_content()
            page.close()

    # ------------------------------------------------------------------------------------------------- pages

    @property
    def _page(self) -> Any:
        return self._pages[-1][0]

    def _new_page(self) -> None:
        self._pages.append((self._document.new_page(self._paper.width, self._paper.height), self._foot))
        self._at = self._paper.height - _MARGIN
        if self._proof.practice:
            words = "PRACTICE ACCOUNT: no fax has left this computer, and this proves nothing."
            self._drawing.box(self._page, 0, self._paper.height - 24, self._paper.width, 24, TONES["bad"])
            left = (self._paper.width - self._drawing.width(words, _SMALL, Style.BOLD)) / 2
            self._text(words, left, self._paper.height - 15, _SMALL, (255, 255, 255), Style.BOLD)

    def _need(self, height: float) -> bool:
        """Begin a new page where there is no room for so much; return whether that was so."""
        if self._at - height >= _MARGIN + 10:
            return False
        self._new_page()
        return True

    def _page_foot(self, page: Any, foot: str, words: str) -> None:
        draw = self._drawing
        draw.box(page, _MARGIN, _FOOT - 6, self._width, 0.5, RULE)
        draw.text(page, f"Proof of transmission  \N{MIDDLE DOT}  {foot}", _MARGIN, _FOOT - 18, _SMALL, GREY)
        draw.text(page, words, _MARGIN + self._width - draw.width(words, _SMALL), _FOOT - 18, _SMALL, GREY)

    def _text(
        self, text: str, left: float, height: float, size: float, colour: tuple[int, int, int] = INK,
        style: Style = Style.PLAIN,
    ) -> None:  # fmt: skip
        self._drawing.text(self._page, text, left, height, size, colour, style)

    def _paragraph(
        self,
        text: str,
        *,
        left: float = 0.0,
        width: float = 0.0,
        size: float = _TEXT,
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """Set a text over as many lines, and pages, as it takes."""
        for words, _ in self._drawing.lines(text, width or self._width - left, size):
            self._need(size * LEADING)
            self._at -= size * LEADING
            self._text(words, _MARGIN + left, self._at, size, colour)

    def _heading(self, text: str, note: str = "", room: float = 90.0) -> None:
        """Set a heading, where there is room for it and something below it."""
        self._need(_HEAD + room)
        self._at -= _HEAD
        self._text(text, _MARGIN, self._at, _HEAD, INK, Style.BOLD)
        self._at -= 5
        if note:
            self._paragraph(note, size=_SMALL, colour=GREY)
        self._at -= 7

    def _title(self, title: str, subtitle: str) -> None:
        self._new_page()
        made = f"Made {self._when(self._proof.made_at)} by {visible(self._proof.program)}"
        self._at -= _TITLE
        self._text(title, _MARGIN, self._at, _TITLE, INK, Style.BOLD)
        self._at -= 17
        self._text(subtitle, _MARGIN, self._at, 11.5, GREY)
        self._at -= 13
        self._text(made, _MARGIN, self._at, _SMALL, GREY)
        self._at -= 16

    # -------------------------------------------------------------------------------------------------- result

    def _overview(self) -> None:
        """All faxes of a batch, or of a job with several recipients, in a table."""
        faxes = self._proof.faxes
        delivered = sum(fax.delivered for fax in faxes)
        self._title("Proof of transmission", visible(self._proof.title) or count_text(len(faxes), "fax"))
        sentence = f"{delivered} of {len(faxes)} were delivered, as Fax.Plus reported."
        tone = "good" if delivered == len(faxes) else "bad" if not delivered else "doubt"
        self._verdict(f"{delivered} of {count_text(len(faxes), 'fax')} delivered", sentence, "", "", tone)
        shares = (0.30, 0.14, 0.12, 0.28, 0.16)
        self._row([(title, GREY) for title in ("To", "Result", "Pages", "Ended", "Fax id")], shares, Style.BOLD)
        for fax in faxes:
            ended = self._when(fax.ended_at) if fax.ended_at else ""
            pages = "" if fax.pages_confirmed is None else f"{fax.pages_confirmed} of {fax.pages_sent}"
            fax_id = visible(fax.fax_id or fax.outbox_id)
            cells = (
                (display(fax.to), INK),
                (_word(fax), TONES[_tone(fax)]),
                (pages, INK),
                (ended, INK),
                (fax_id, GREY),
            )
            self._row(cells, shares)
        self._at -= 14
        self._limits()

    def _row(
        self, cells: Sequence[tuple[str, tuple[int, int, int]]], shares: Sequence[float], style: Style = Style.PLAIN
    ) -> None:
        widths = [share * self._width for share in shares]
        lines = [
            self._drawing.lines(text, width - 6, _SMALL, 3, style)
            for (text, _), width in zip(cells, widths, strict=True)
        ]
        height = max(map(len, lines)) * _SMALL * LEADING + 7
        self._need(height)
        left = _MARGIN
        for (_, colour), column, width in zip(cells, lines, widths, strict=True):
            for number, (words, _) in enumerate(column):
                self._text(words, left, self._at - 9 - number * _SMALL * LEADING, _SMALL, colour, style)
            left += width
        self._at -= height
        self._drawing.box(self._page, _MARGIN, self._at, self._width, 0.5, RULE)

    def _result(self, fax: ProofFax) -> None:
        self._title("Proof of transmission", f"Fax to {display(fax.to)}")
        large = "" if fax.pages_confirmed is None else f"{fax.pages_confirmed} of {fax.pages_sent}"
        when = f"\n{self._when(fax.ended_at)}" if fax.ended_at else ""
        sentence = f"{visible(fax.reason) or SENTENCES[fax.state]}{when}"
        self._verdict(_word(fax), sentence, large, "pages confirmed" if large else "", _tone(fax))
        for label, text in self._facts(fax):
            self._fact(label, text)
        self._at -= 14
        self._limits()

    def _verdict(self, word: str, sentence: str, large: str, below: str, tone: str) -> None:
        draw = self._drawing
        right = max(draw.width(large, _TITLE, Style.BOLD), draw.width(below, _SMALL)) + 16 if large else 0
        lines = draw.lines(sentence, self._width - right - 34, _TEXT, 5)
        height = 38 + len(lines) * _TEXT * LEADING
        self._drawing.box(self._page, _MARGIN, self._at - height, self._width, height, SHADE)
        self._drawing.box(self._page, _MARGIN, self._at - height, _BAR, height, TONES[tone])
        self._text(word, _MARGIN + 18, self._at - 26, _VERDICT, TONES[tone], Style.BOLD)
        for number, (words, _) in enumerate(lines, 1):
            self._text(words, _MARGIN + 18, self._at - 28 - number * _TEXT * LEADING, _TEXT)
        if large:
            edge = _MARGIN + self._width - 16
            self._text(large, edge - draw.width(large, _TITLE, Style.BOLD), self._at - 29, _TITLE, INK, Style.BOLD)
            self._text(below, edge - draw.width(below, _SMALL), self._at - 42, _SMALL, GREY)
        self._at -= height + 12

    def _facts(self, fax: ProofFax) -> Iterator[tuple[str, str]]:
        """Yield what is known of a fax, with its label."""
        uploaded = self._proof.files_of(fax, ProofFileKind.UPLOADED)
        names = "\n".join(f"{visible(file.title)}, {count_text(file.pages, 'page')}" for file in uploaded)
        pages = f"{count_text(sum(file.pages for file in uploaded), 'page')} in the documents"
        pages += ", and a cover page before them" if fax.cover else ""
        known = "How many arrived, Fax.Plus says in its report only"
        if fax.pages_confirmed is not None:
            known = f"Fax.Plus confirms {count_text(fax.pages_confirmed, 'page')}"
        elif fax.state not in CALLED:
            known = "There was no call"
        result = ": ".join(filter(None, (visible(fax.status), visible(fax.description))))
        yield "Number dialled", display(fax.to) if display(fax.to) == fax.to else f"{display(fax.to)}  ({fax.to})"
        yield "From", display(fax.sender) if fax.sender else ""
        yield "Result at Fax.Plus", result
        yield "Pages", f"{pages}. {known}."
        yield "Documents", names
        yield "Asked for", self._when(fax.asked_at)
        call = f", {count_text(fax.seconds, 'second')} long" if fax.seconds else ""
        yield "Call", f"{self._when(fax.started_at)}{call}" if fax.started_at else ""
        yield "Result heard", self._when(fax.ended_at) if fax.ended_at else ""
        yield "Comment", visible(fax.comment)
        yield "Account", visible(self._proof.account)
        yield "Fax id", visible(fax.fax_id)
        yield "Outbox id", "" if fax.outbox_id == fax.fax_id else visible(fax.outbox_id)
        yield "Reference", f"{visible(fax.job)}, in FaxDesk"
        yield "Not to be had", "\n".join(fax.missing)

    def _fact(self, label: str, text: str) -> None:
        if not text:
            return
        lines = self._drawing.lines(text, self._width - _LABEL, _TEXT, 12)
        height = len(lines) * _TEXT * LEADING + 7
        self._need(height)
        for number, (words, _) in enumerate(lines):
            self._text(words, _MARGIN + _LABEL, self._at - 12.5 - number * _TEXT * LEADING, _TEXT)
        self._text(label, _MARGIN, self._at - 12.5, _TEXT, GREY)
        self._at -= height
        self._drawing.box(self._page, _MARGIN, self._at, self._width, 0.5, RULE)

    def _limits(self) -> None:
        """What the proof proves, and what it does not, side by side."""
        gap, size = 18.0, _SMALL
        width = (self._width - gap) / 2
        columns = [
            [self._drawing.lines(sentence, width - 10, size) for sentence in sentences]
            for sentences in (PROVES, DOES_NOT_PROVE)
        ]
        high = max(sum(len(lines) * size * LEADING + 4 for lines in column) for column in columns)
        self._need(high + 24)
        for number, (title, column) in enumerate(
            zip(("What this proves", "What it does not prove"), columns, strict=True)
        ):
            left, height = _MARGIN + number * (width + gap), self._at - 12
            self._text(title, left, height, _TEXT, INK, Style.BOLD)
            height -= 5
            for lines in column:
                for row, (words, _) in enumerate(lines):
                    height -= size * LEADING
                    if not row:
                        self._drawing.box(self._page, left, height + 2.2, 2.2, 2.2, GREY)
                    self._text(words, left + 8, height, size)
                height -= 4
        self._at -= high + 24

    # ------------------------------------------------------------------------------------- timeline and files

    def _timeline(self, fax: ProofFax) -> None:
        self._new_page()
        self._heading(
            "Timeline",
            f"Times of {_zone_words(self._proof.zone)}, with their difference from UTC. At the right, the first"
            f" {_CHAIN_DIGITS} digits of the SHA-256 of each entry, into which that of the entry before it goes: an"
            " entry that is changed, left out or put in changes all after it.",
        )
        for entry in fax.timeline:
            lines = self._drawing.lines(visible(entry.text), self._width - _TIME - _CHAIN - 12, _TEXT, 20)
            height = max(2, len(lines)) * _TEXT * LEADING + 7
            self._need(height)
            clock, zone = self._parts(entry.at)
            self._text(clock, _MARGIN, self._at - 11, _TEXT)
            self._text(f"{zone}  \N{MIDDLE DOT}  {entry.state.value}", _MARGIN, self._at - 22, _SMALL, GREY)
            for number, (words, _) in enumerate(lines):
                self._text(words, _MARGIN + _TIME, self._at - 11 - number * _TEXT * LEADING, _TEXT)
            left = _MARGIN + self._width - _CHAIN
            self._text(entry.link[:_CHAIN_DIGITS], left, self._at - 11, _SMALL, GREY, Style.EVEN)
            self._at -= height
            self._drawing.box(self._page, _MARGIN, self._at, self._width, 0.5, RULE)
        self._at -= 8
        self._need(34)
        self._paragraph("The SHA-256 of the last entry stands for the whole timeline:", size=_SMALL, colour=GREY)
        self._digest(fax.chain_end)
        self._at -= 18

    def _digest(self, sha256: str) -> None:
        self._at -= 11
        self._text(sha256, _MARGIN, self._at, _SMALL, INK, Style.EVEN)

    def _files(self, fax: ProofFax) -> None:
        names = set(fax.files)
        files = [file for file in self._proof.files if file.name in names]
        self._heading(
            "Files in this PDF",
            f"They are attached; most readers show a paper clip for that. {JSON_NAME} is attached as well: it has all"
            " that stands here, for programs.",
            150 if files else 60,
        )
        for file in files:
            self._need(44)
            self._at -= 11
            self._text(visible(file.name), _MARGIN, self._at, _TEXT, INK, Style.BOLD)
            self._at -= 11
            pages = f", {count_text(file.pages, 'page')}" if file.pages else ""
            self._text(f"{file.kind.words}{pages}, {size_text(file.size)}", _MARGIN, self._at, _SMALL, GREY)
            self._digest(file.sha256)
            self._at -= 9
        self._at -= 4
        self._recompute()

    def _recompute(self) -> None:
        """How anybody checks the files without FaxDesk."""
        commands = (
            ("Windows", "certutil -hashfile FILE SHA256"),
            ("macOS", "shasum -a 256 FILE"),
            ("Linux", "sha256sum FILE"),
        )
        self._need(96)
        self._at -= 10
        self._text("To check a file by hand", _MARGIN, self._at, _TEXT, INK, Style.BOLD)
        self._at -= 3
        self._paragraph(
            "Save it from this PDF, and compare what one of these commands prints with the SHA-256 above. Those of the"
            " documents are also the SHA-256 of what was uploaded.",
            size=_SMALL,
        )
        self._at -= 3
        for system, command in commands:
            self._at -= 11
            self._text(system, _MARGIN, self._at, _SMALL, GREY)
            self._text(command, _MARGIN + 60, self._at, _SMALL, INK, Style.EVEN)
        self._at -= 6
        self._paragraph("All of it is checked, without a network, by: faxdesk verify FILE.pdf", size=_SMALL)

    # ------------------------------------------------------------------------------------------- other pages

    def _reports(self, fax: ProofFax) -> None:
        """The confirmation reports, each page as it came, a little smaller."""
        for file in self._proof.files_of(fax, ProofFileKind.REPORT):
            try:
                with closing(open_pdf(self._places[file.name], file.name)) as report:
                    for number in range(report.count):
                        self._placed(report, number, visible(file.title))
            except (InputRefused, library().PdfiumError):
                self._new_page()
                self._heading(visible(file.title), "It cannot be shown here. It is attached, as it came.")

    def _placed(self, report: Any, number: int, title: str) -> None:
        raw = library().raw
        size = report.sizes[number]
        with report.pdf_page(number) as pdf_page:
            raw.FPDFPage_Flatten(pdf_page, raw.FLAT_PRINT)
            turned = pdf_page.get_rotation()
            box = pdf_page.get_cropbox()
        self._new_page()
        self._heading(title, f"As Fax.Plus made it, page {number + 1} of {report.count}.")
        left, bottom, width, height = self._fitted(size, self._width, self._at - _MARGIN - 6)
        if turned:
            # A form object has the page as it lies in the file.
            self._picture(report.draw(number, round(width / _POINTS * _STAMP_DENSITY)), left, bottom, width, height)
        else:
            thing = raw.FPDF_NewXObjectFromPage(self._document, report.document, number)
            form = raw.FPDF_NewFormObjectFromXObject(thing)
            scale = width / (box[2] - box[0])
            raw.FPDFPageObj_Transform(form, scale, 0, 0, scale, left - box[0] * scale, bottom - box[1] * scale)
            raw.FPDFPage_InsertObject(self._page, form)
            raw.FPDF_CloseXObject(thing)
        self._drawing.frame(self._page, left, bottom, width, height, RULE)

    def _fitted(self, size: PageSize, width: float, height: float) -> tuple[float, float, float, float]:
        """Return where a page of `size` goes below what is there, as large as it can be and in the middle."""
        scale = min(width / size.width, height / size.height)
        wide, high = size.width * scale, size.height * scale
        return _MARGIN + (width - wide) / 2, self._at - high, wide, high

    def _fax_pages(self, fax: ProofFax) -> None:
        """Every page, in small: of the file that Fax.Plus has kept, else of the documents that were uploaded."""
        sent = self._proof.files_of(fax, ProofFileKind.SENT)
        files = sent or self._proof.files_of(fax, ProofFileKind.UPLOADED)
        pages = [(file, number) for file in files for number in range(file.pages)]
        if not pages:
            return
        whose = "as Fax.Plus has kept them" if sent else "as FaxDesk uploaded them"
        if self._stamped:
            self._first_page(fax, pages[0])
        columns = 2 if len(pages) <= _FEW else 3
        gap, caption = 14.0, 13.0
        width = (self._width - (columns - 1) * gap) / columns
        for first in range(0, len(pages), columns * columns):
            self._new_page()
            self._heading("Pages as sent", f"{count_text(len(pages), 'page')}, {whose}.")
            top = self._at
            height = (top - _MARGIN - 8) / columns - caption - 6
            for place, (file, number) in enumerate(pages[first : first + columns * columns]):
                down, across = divmod(place, columns)
                corner = _MARGIN + across * (width + gap), top - down * (height + caption + 6)
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
            picture = source.render(number, round(wide / _POINTS * _DENSITY))
            self._picture(picture, left, top - high, wide, high)
            words = caption
        except InputRefused:
            wide, high = room
        self._drawing.frame(self._page, left, top - high, wide, high, RULE)
        self._text(words, left, top - high - 10, _SMALL, GREY)

    def _first_page(self, fax: ProofFax, page: tuple[ProofFile, int]) -> None:
        """The first page, with the result stamped into its margin."""
        self._new_page()
        ended = f"  \N{MIDDLE DOT}  {self._when(fax.ended_at)}" if fax.ended_at else ""
        confirmed = (
            "" if fax.pages_confirmed is None else f", {fax.pages_confirmed} of {fax.pages_sent} pages confirmed"
        )
        stamp = (
            f"Fax to {display(fax.to)}  \N{MIDDLE DOT}  {_word(fax)}{confirmed}",
            f"Fax id {visible(fax.fax_id) or 'not known'}{ended}",
        )
        height = 34.0
        self._drawing.frame(self._page, _MARGIN, self._at - height, self._width, height, TONES[_tone(fax)])
        self._text(stamp[0], _MARGIN + 8, self._at - 14, _TEXT, TONES[_tone(fax)], Style.BOLD)
        self._text(stamp[1], _MARGIN + 8, self._at - 27, _SMALL, TONES[_tone(fax)])
        self._at -= height + 8
        try:
            source = self._opened(page[0])
            size = source.size(page[1])
            left, bottom, wide, high = self._fitted(size, self._width, self._at - _MARGIN - 6)
            picture = source.render(page[1], round(wide / _POINTS * _STAMP_DENSITY))
        except InputRefused:
            self._paragraph("The page cannot be drawn.", colour=GREY)
            return
        self._picture(picture, left, bottom, wide, high)
        self._drawing.frame(self._page, left, bottom, wide, high, RULE)

    def _opened(self, file: ProofFile) -> PageSource:
        """Return a file opened to draw its pages. It stays open until another one is."""
        name, source = self._source
        if source is None or name != file.name:
            self._close_source()
            kind = DocumentType.TIFF if file.name.lower().endswith((".tif", ".tiff")) else DocumentType.PDF
            source = PageSource(self._places[file.name], kind, file.name, checked=False)
            self._source = file.name, source
        return source

    def _close_source(self) -> None:
        _, source = self._source
        if source is not None:
            source.close()
        self._source = "", None

    def _picture(self, picture: Any, left: float, bottom: float, width: float, height: float) -> None:
        from PIL import Image

        pdfium = library()
        data = io.BytesIO()
        Image.frombytes(picture.mode, (picture.width, picture.height), bytes(picture.data)).save(
            data, "JPEG", quality=_QUALITY, optimize=True
        )
        data.seek(0)
        image = pdfium.PdfImage.new(self._document)
        image.load_jpeg(data, inline=True)
        image.set_matrix(pdfium.PdfMatrix().scale(width, height).translate(left, bottom))
        self._page.insert_obj(image)

    # -------------------------------------------------------------------------------------------------- times

    def _when(self, when: datetime) -> str:
        return " ".join(self._parts(when))

    def _parts(self, when: datetime) -> tuple[str, str]:
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


def _zone_words(name: str) -> str:
    """Return what people call a zone of this name."""
    if name.rpartition("/")[2] in ("UTC", "GMT"):
        return "UTC"
    place = name.rpartition("/")[2].replace("_", " ")
    return place if place == name else f"{place} ({name})"


def _word(fax: ProofFax) -> str:
    return {
        State.DELIVERED: "Delivered",
        State.PARTIAL: "Delivered in part",
        State.FAILED: "Not delivered",
        State.UNREPORTED: "Result not known",
        State.CANCELLED: "Cancelled",
        State.REJECTED: "Refused by Fax.Plus",
    }.get(fax.state, fax.state.value)


def _tone(fax: ProofFax) -> str:
    if fax.delivered:
        return "good"
    if fax.state in RESULT_UNKNOWN or fax.state is State.PARTIAL:
        return "doubt"
    return "plain" if fax.state is State.CANCELLED else "bad"


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

"""Text, lines and boxes on pages of a new PDF, in the fonts of every reader.

Letters that these lack are set in fonts of this computer, embedded in parts.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from faxdesk.documents.convert.fonts import fonts
from faxdesk.documents.convert.right_to_left import plain_letters, visual
from faxdesk.documents.pdf.library import library

Colour = tuple[int, int, int]
INK: Colour = (31, 41, 55)
GREY: Colour = (107, 114, 128)
RULE: Colour = (209, 213, 219)
SHADE: Colour = (243, 244, 246)
TONES: Mapping[str, Colour] = {"good": (21, 128, 61), "bad": (185, 28, 28), "doubt": (161, 98, 7), "plain": INK}
"""Colours on paper, of what has come out well, badly, or is not known."""
LEADING = 1.32
"""From line to line, in sizes of the letters."""
_THIN = 0.6
"""Points of a line around something."""
_ELLIPSIS = "\u2026"
_WESTERN = frozenset(map(ord, bytes(range(32, 256)).decode("cp1252", errors="ignore")))
"""What the standard fonts have (WinAnsiEncoding, ISO 32000-1, annex D)."""


class Style(Enum):
    """A font that every reader of PDFs has (ISO 32000-1, 9.6.2.2). The value is its name there."""

    PLAIN = b"Helvetica"
    BOLD = b"Helvetica-Bold"
    EVEN = b"Courier"
    """All letters of one width."""


class _Face:
    """A font in a document, the code points it has, and how wide its letters are."""

    def __init__(self, handle: Any, characters: frozenset[int], glyphs: Mapping[int, int]) -> None:
        self.handle, self.characters, self.glyphs = handle, characters, glyphs
        self._widths: dict[str, float] = {}

    def width(self, letter: str) -> float:
        """Return the width of a letter of one point."""
        if letter not in self._widths:
            found = ctypes.c_float()
            # What PDFium calls a glyph here is a code point (`FPDFFont_GetGlyphWidth` in fpdf_edittext.cpp).
            known = library().raw.FPDFFont_GetGlyphWidth(self.handle, ord(letter), 1000.0, found)
            self._widths[letter] = found.value / 1000 if known and found.value > 0 else 0.55
        return self._widths[letter]


class PageDrawing:
    """Draws on pages of a document that is open, with the fonts of every reader and those that have what these lack.

    `texts` is all that will be drawn, so that these are known. The caller holds PDFium's lock; heights and sizes are in
    points, from the lower left corner.
    """

    def __init__(self, document: Any, texts: Iterable[str]) -> None:
        raw = self._raw = library().raw
        self._document = document
        self._usual = {
            style: _Face(raw.FPDFText_LoadStandardFont(document, style.value), _WESTERN, {}) for style in Style
        }
        self._others: list[_Face] = []
        letters = {letter for text in texts for letter in (*text, *visual(text)) if ord(letter) > 32}
        # A form that no font has is drawn as the letters that it is a form of.
        letters |= {plain for letter in letters for plain in plain_letters(letter)}
        missing = set(map(ord, letters)) - _WESTERN
        for font in fonts() if missing else ():
            if not missing & font.characters or font.even:
                continue
            data = (ctypes.c_uint8 * len(font.data)).from_buffer_copy(font.data)
            handle = raw.FPDFText_LoadFont(document, data, len(font.data), raw.FPDF_FONT_TRUETYPE, True)
            self._others.append(_Face(handle, font.characters, font.glyphs))
            missing -= font.characters

    def _runs(self, text: str, style: Style) -> Iterator[tuple[str, _Face]]:
        """Yield the parts of a text that are set in one font, from left to right.

        There is a question mark for what none has.
        """
        usual = self._usual[style]
        run, face = "", usual
        for letter in self._drawable(visual(text)):
            wanted = usual if ord(letter) in _WESTERN else self._other(letter)
            shown = letter if wanted is not None else "?"
            if (wanted or usual) is not face:
                if run:
                    yield run, face
                run, face = "", wanted or usual
            run += shown
        if run:
            yield run, face

    def _drawable(self, text: str) -> Iterator[str]:
        """Yield the letters of a text, and for a form that no font has the letters that it is a form of."""
        for letter in text:
            plain = plain_letters(letter)
            is_there = ord(letter) in _WESTERN or plain == letter or self._other(letter) is not None
            yield from letter if is_there else plain

    def _other(self, letter: str) -> _Face | None:
        return next((face for face in self._others if ord(letter) in face.characters), None)

    def width(self, text: str, size: float, style: Style = Style.PLAIN) -> float:
        """Return how wide a text is, in points."""
        return size * sum(face.width(letter) for run, face in self._runs(text, style) for letter in run)

    def text(
        self, page: Any, text: str, left: float, height: float, size: float, colour: Colour = INK,
        style: Style = Style.PLAIN,
    ) -> None:  # fmt: skip
        """Draw a line of text, the feet of its letters at `height`."""
        for run, face in self._runs(text, style):
            if run.strip():
                self._run(page, run, face, left, height, size, colour)
            left += size * sum(map(face.width, run))

    def lines(
        self, text: str, width: float, size: float, most: int = 0, style: Style = Style.PLAIN
    ) -> list[tuple[str, bool]]:
        """Return a text in lines that fit, and of each whether it belongs to a later line of the text.

        What is longer than `most` lines, where that is not 0, is cut off with an ellipsis.
        """
        lines = [
            (line, number > 0)
            for number, part in enumerate(text.splitlines())
            for line in self._broken(part, width, size, style)
        ]
        if most and len(lines) > most:
            last, more = lines[most - 1]
            while last and self.width(last + _ELLIPSIS, size, style) > width:
                last = last[:-1]
            lines[most - 1 :] = [(f"{last.rstrip()}{_ELLIPSIS}", more)]
        return lines

    def _broken(self, text: str, width: float, size: float, style: Style) -> Iterator[str]:
        """Yield the lines of a text, broken between words where that is possible."""
        line = ""
        for word in text.split(" "):
            tried = f"{line} {word}" if line else word
            if self.width(tried, size, style) <= width:
                line = tried
                continue
            if line:
                yield line
            *pieces, line = self._pieces(word, width, size, style)
            yield from pieces
        yield line

    def _pieces(self, word: str, width: float, size: float, style: Style) -> Iterator[str]:
        piece = ""
        for letter in word:
            if piece and self.width(piece + letter, size, style) > width:
                yield piece
                piece = ""
            piece += letter
        yield piece

    def box(self, page: Any, left: float, bottom: float, width: float, height: float, colour: Colour) -> None:
        """Draw a box that is filled; a flat one is a line."""
        raw = self._raw
        thing = raw.FPDFPageObj_CreateNewRect(left, bottom, width, height)
        raw.FPDFPageObj_SetFillColor(thing, *colour, 255)
        raw.FPDFPath_SetDrawMode(thing, raw.FPDF_FILLMODE_WINDING, False)
        raw.FPDFPage_InsertObject(page, thing)

    def frame(self, page: Any, left: float, bottom: float, width: float, height: float, colour: Colour) -> None:
        """Draw a thin line around something."""
        raw = self._raw
        thing = raw.FPDFPageObj_CreateNewRect(left, bottom, width, height)
        raw.FPDFPageObj_SetStrokeColor(thing, *colour, 255)
        raw.FPDFPageObj_SetStrokeWidth(thing, _THIN)
        raw.FPDFPath_SetDrawMode(thing, raw.FPDF_FILLMODE_NONE, True)
        raw.FPDFPage_InsertObject(page, thing)

    def _run(self, page: Any, run: str, face: _Face, left: float, height: float, size: float, colour: Colour) -> None:
        raw = self._raw
        thing = raw.FPDFPageObj_CreateTextObj(self._document, face.handle, size)
        if face.glyphs:
            codes = [face.glyphs.get(ord(sign), 0) for sign in run]
            raw.FPDFText_SetCharcodes(thing, (ctypes.c_uint32 * len(codes))(*codes), len(codes))
        else:
            coded = run.encode("utf-16-le") + b"\0\0"
            raw.FPDFText_SetText(thing, (ctypes.c_ushort * (len(coded) // 2)).from_buffer_copy(coded))
        raw.FPDFPageObj_SetFillColor(thing, *colour, 255)
        raw.FPDFPageObj_Transform(thing, 1, 0, 0, 1, left, height)
        raw.FPDFPage_InsertObject(page, thing)

"""A PDF as it is printed: what is on paper is drawn on its pages, and nothing is left that readers draw differently.

Layers have the state that they have in print; annotations and form fields are there where they are printed, each with
an appearance; pages are as large as they say (`UserUnit`), and whole where they are cropped to nothing. PDFium reads
the document and writes it plainly, that is changed, and PDFium reads it again. It costs as much as copying the file,
and is done only where there is any of this.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from faxdesk.documents.pdf.active_content import blocks
from faxdesk.documents.pdf.annotation_appearances import drawn_appearance
from faxdesk.documents.pdf.annotations import Annotation, Flag, Kind, annotations_of, appearance_ref, rectangle
from faxdesk.documents.pdf.form_fields import FormFields, NewAppearance
from faxdesk.documents.pdf.layers import Layers
from faxdesk.documents.pdf.objects import Name, PdfObjects, Ref, Stream
from faxdesk.documents.pdf.page_boxes import BoxesInFile, cropped_to_nothing, media_box
from faxdesk.documents.pdf.user_unit import scaled_page

if TYPE_CHECKING:
    from faxdesk.documents.pdf.objects import Entries, Value

_LAYERS, _UNITS, _ALTERNATES = b"/OCProperties", b"/UserUnit", b"/Alternates"
_ANNOTATION = re.compile(
    rb"/Subtype\s*/(?!(?:Link|Popup|Image|Form|PS|XML|OpenType|TrueType|Type0|Type1C?|Type3|MMType1|CIDFontType[02]C?)"
    rb"[\s/<>\[\]()])"
)
"""A subtype that is not one of a font, a picture, a drawing, a link or a pop-up is one of an annotation."""
_PRINTED_LINK = re.compile(rb"/F\s+(?:\d*[4567]|\d{2,})\s*[/>]")
_FULL_TURN = 360
_TURNED = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}
"""Cosine and sine of what turns back a page that is turned clockwise by so many degrees."""
_SEEN_ELSEWHERE = frozenset(Kind) - {Kind.LINK, Kind.FIELD, Kind.TICK, Kind.SIGNATURE, Kind.BUTTON, Kind.OTHER}
"""What other programs draw, each in its own way, where the file does not say how."""
_NOTHING_NEW = NewAppearance(None, whole=True)


def differs_in_print(file: BinaryIO, *, encrypted: bool) -> bool:
    """True where the PDF `file` has anything that its print version settles, or where encryption hides that.

    May raise `OSError`.
    """
    if encrypted:
        return True
    boxes = BoxesInFile()
    for block in blocks(file):
        if _has_any(block):
            return True
        boxes.collect(block)
    return boxes.may_show_nothing()


def _has_any(block: bytes) -> bool:
    if any(word in block for word in (_LAYERS, _UNITS, _ALTERNATES)):
        return True
    if b"/Link" in block and _PRINTED_LINK.search(block):
        return True
    return b"/Subtype" in block and _ANNOTATION.search(block) is not None


@dataclass(frozen=True, slots=True)
class Difference:
    """An annotation that is not what a reader may see elsewhere: its kind, and the page, from 1, that it is on."""

    kind: Kind
    page: int


@dataclass
class PrintDifferences:
    """What of a document other programs may show otherwise than it is printed."""

    left_out: list[Difference] = field(default_factory=list)
    """Seen on a screen, but not printed."""
    only_printed: list[Difference] = field(default_factory=list)
    """Printed, but not seen on a screen."""
    drawn: list[Difference] = field(default_factory=list)
    """Without an appearance in the file; drawn as their entries describe them."""
    undrawn: list[Difference] = field(default_factory=list)
    """Without an appearance in the file; not drawn."""
    unreadable: list[Difference] = field(default_factory=list)
    """Drawn by their words, of which some could not be drawn."""
    stale: list[int] = field(default_factory=list)
    """Pages with fields whose appearance is another than their value."""
    scaled: list[int] = field(default_factory=list)
    """Pages with a unit of their own."""
    cropped: list[int] = field(default_factory=list)
    """Pages that are cropped to nothing, of which all is printed."""
    unredacted: list[int] = field(default_factory=list)
    """Pages with marks for redaction that were not applied."""
    layers_left_out: tuple[str, ...] = ()
    layers_only_printed: tuple[str, ...] = ()
    """The names of layers."""


@dataclass(frozen=True, slots=True)
class PrintVersion:
    """The document as it is printed, and what differs. `layered` where some of it belongs to layers still."""

    pdf: bytes
    layered: bool
    differences: PrintDifferences


def print_version(library: Any, document: Any) -> PrintVersion:
    """Return what is printed of `document`, which is open in `library`, pypdfium2. The caller holds PDFium's lock.

    Raises `ValueError` where PDFium writes it in a way that cannot be read.
    """
    out = io.BytesIO()
    document.save(out, flags=library.raw.FPDF_REMOVE_SECURITY)
    return _Preparation(library, out.getvalue()).done()


def pages_in_tree(document: Any) -> int:
    """Return how many pages are in the tree of pages of `document`, whatever number it says; 0 where nobody can tell.

    The caller holds PDFium's lock.
    """
    out = io.BytesIO()
    document.save(out)
    try:
        return len(PdfObjects(out.getvalue()).pages())
    except ValueError:
        return 0


class _Preparation:
    def __init__(self, library: Any, pdf: bytes) -> None:
        self._objects = PdfObjects(pdf)
        self._layers = Layers(self._objects)
        self._fields = FormFields(library, pdf, self._objects)
        self._differences = PrintDifferences()

    def done(self) -> PrintVersion:
        pages = self._objects.pages()
        printed = [self._printed(page, number) for number, (_, page) in enumerate(pages, 1)]
        stamps = iter(self._stamps([one for of_page in printed for one in of_page]))
        for number, ((ref, page), found) in enumerate(zip(pages, printed, strict=True), 1):
            self._put_page(ref, page, [next(stamps) for _ in found], number)
        self._use_printed_pictures()
        layered = "OCProperties" in self._objects.root
        self._settle_document(layered=layered)
        return PrintVersion(self._objects.saved(), layered, self._differences)

    # ----------------------------------------------------------------------------------------- annotations

    def _printed(self, page: Entries, number: int) -> list[_Printed]:
        """Return the annotations that are on paper, and take note of those that are not."""
        printed = []
        turn = int(self._objects.number(page.get("Rotate"))) % _FULL_TURN
        for one in annotations_of(self._objects, page):
            on_paper, on_screen = one.printed(self._layers), one.on_screen(self._layers)
            if one.kind is Kind.REDACTION and number not in self._differences.unredacted:
                self._differences.unredacted.append(number)
            if on_paper:
                printed.append(_Printed(one, number, turn if one.flags & Flag.NO_ROTATE else 0))
            if on_paper is not on_screen and _is_visible(one):
                differing = self._differences.only_printed if on_paper else self._differences.left_out
                differing.append(Difference(one.kind, number))
        return printed

    def _stamps(self, printed: Sequence[_Printed]) -> list[_Stamp | None]:
        """Return what is drawn of each annotation, None where it is nothing."""
        stale = self._fields.stale([each.annotation for each in printed])
        anew = [
            each.annotation
            for each, is_stale in zip(printed, stale, strict=True)
            if self._fields.drawn_anew(each.annotation, stale=is_stale)
        ]
        made = {id(one): new for one, new in zip(anew, self._fields.new_appearances(anew), strict=True)}
        stamps = []
        for each, is_stale in zip(printed, stale, strict=True):
            new = made.get(id(each.annotation), _NOTHING_NEW)
            if not new.whole:
                self._differences.unreadable.append(Difference(each.annotation.kind, each.page))
            stamp = self._stamp(each.annotation, new.appearance)
            self._note(each, stamp, stale=is_stale)
            stamps.append(stamp.turned(self._objects, each.turn) if stamp else None)
        return stamps

    def _stamp(self, one: Annotation, new: Ref | None) -> _Stamp | None:
        appearance = appearance_ref(self._objects, new or self._own_appearance(one))
        if appearance is not None:
            return _Stamp(appearance, one.box)
        drawn = drawn_appearance(one)
        return None if drawn is None else _Stamp(self._objects.add(drawn.appearance), drawn.box)

    def _own_appearance(self, one: Annotation) -> Value:
        if one.kind is Kind.TICK and one.states:
            entries = {**one.entries, "AS": Name(self._fields.state(one))}
            return Annotation(self._objects, entries).appearance
        return one.appearance

    def _note(self, each: _Printed, stamp: _Stamp | None, *, stale: bool) -> None:
        one = each.annotation
        if stale:
            self._differences.stale.append(each.page)
        elif one.appearance is None and (one.ticked or (one.kind in _SEEN_ELSEWHERE and _is_visible(one))):
            differing = self._differences.undrawn if stamp is None else self._differences.drawn
            differing.append(Difference(one.kind, each.page))

    # ----------------------------------------------------------------------------------------------- pages

    def _put_page(self, ref: Ref, page: Entries, stamps: Sequence[_Stamp | None], number: int) -> None:
        unit = self._objects.number(page.get("UserUnit"), 1.0)
        settled = {key: each for key, each in page.items() if key != "UserUnit"}
        if unit > 0 and unit != 1.0:
            self._differences.scaled.append(number)
            settled = scaled_page(self._objects, settled, unit)
        else:
            unit = 1.0
        if cropped_to_nothing(self._objects, settled):
            self._differences.cropped.append(number)
            settled["CropBox"] = list(media_box(self._objects, settled))
        settled["Annots"] = [self._objects.add(stamp.entries(unit)) for stamp in stamps if stamp is not None]
        self._objects.put(ref, settled)

    def _use_printed_pictures(self) -> None:
        """Put pictures that are meant for printing in the place of those for the screen (ISO 32000-2, 8.9.5.4)."""
        objects = self._objects
        for ref in objects.mentioning(_ALTERNATES):
            for alternate in map(objects.dictionary, objects.array(objects.dictionary(ref).get("Alternates"))):
                picture = objects.value(alternate.get("Image"))
                if objects.value(alternate.get("DefaultForPrinting")) is True and isinstance(picture, Stream):
                    objects.put(ref, picture)

    def _settle_document(self, *, layered: bool) -> None:
        self._objects.put_root({key: each for key, each in self._objects.root.items() if key != "AcroForm"})
        if layered:
            self._differences.layers_left_out = self._layers.left_out
            self._differences.layers_only_printed = self._layers.only_printed
            self._layers.settle()


@dataclass(frozen=True, slots=True)
class _Printed:
    """An annotation on paper: on which page, from 1, and by how many degrees that is turned where it is not."""

    annotation: Annotation
    page: int
    turn: int


@dataclass(frozen=True, slots=True)
class _Stamp:
    """What is drawn of an annotation, and the box on the page that it fills."""

    appearance: Ref
    box: tuple[float, float, float, float]

    def entries(self, unit: float) -> Entries:
        """Return it as an annotation that is nothing but drawn, on a page with a unit of so many points."""
        box: list[Value] = [side * unit for side in self.box]
        return {
            "Type": Name("Annot"),
            "Subtype": Name("Stamp"),
            "F": int(Flag.PRINT),
            "Rect": box,
            "AP": {"N": self.appearance},
        }

    def turned(self, objects: PdfObjects, turn: int) -> _Stamp:
        """Return it upright on a page that is turned: about its upper left corner (ISO 32000-2, 12.5.3)."""
        if turn not in _TURNED:
            return self
        left, bottom, right, top = self.box
        wide, high = right - left, top - bottom
        cos, sin = _TURNED[turn]
        entries: Entries = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": [0, 0, wide, high],
            "Matrix": [cos, sin, -sin, cos, 0, 0],
            "Resources": {"XObject": {"L": self.appearance}},
        }
        box = {
            90: (left, top, left + high, top + wide),
            180: (left - wide, top, left, top + high),
            270: (left - high, top - wide, left, top),
        }[turn]
        return _Stamp(objects.add(Stream(entries, _fitted(objects, self.appearance, wide, high))), box)


def _fitted(objects: PdfObjects, appearance: Ref, wide: float, high: float) -> bytes:
    """Return the commands that draw an appearance in a box of this size (ISO 32000-2, 12.5.5, algorithm 8)."""
    entries = objects.dictionary(appearance)
    left, bottom, right, top = rectangle(objects.numbers(entries.get("BBox")))
    a, b, c, d, e, f = objects.numbers(entries.get("Matrix")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    across, up = zip(*corners, strict=True)
    scale_x, scale_y = wide / ((max(across) - min(across)) or 1), high / ((max(up) - min(up)) or 1)
    placed = (scale_x, scale_y, -min(across) * scale_x, -min(up) * scale_y)
    return b"%.6f 0 0 %.6f %.6f %.6f cm /L Do" % placed


def _is_visible(one: Annotation) -> bool:
    """True where there is something to see, here or in other programs."""
    left, bottom, right, top = one.box
    if left == right or bottom == top:
        return False
    filled = bool(one.objects.text(one.entries.get("V")) or one.objects.array(one.entries.get("V")))
    return one.appearance is not None or filled or (one.subtype != "Widget" and one.kind is not Kind.LINK)

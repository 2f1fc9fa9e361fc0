"""Pages whose unit is not a point (ISO 32000-2, 14.11.2.1), which PDFium and others take for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.documents.pdf.objects import Stream

if TYPE_CHECKING:
    from faxdesk.documents.pdf.objects import Entries, PdfObjects, Value

_BOXES = ("MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox")
_SAME = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def scaled_page(objects: PdfObjects, page: Entries, unit: float) -> Entries:
    """Return a page, with what it inherits, that looks the same in points; `unit` is how many its own unit has."""
    scaled = dict(page)
    for key in _BOXES:
        if key in page:
            scaled[key] = [side * unit for side in objects.numbers(page[key])]
    contents = objects.value(page.get("Contents"))
    before = objects.add(Stream({}, b"%.6f 0 0 %.6f 0 0 cm" % (unit, unit)))
    scaled["Contents"] = [before, *(contents if isinstance(contents, list) else [page.get("Contents")])]
    resources = objects.dictionary(page.get("Resources"))
    patterns = objects.dictionary(resources.get("Pattern"))
    if patterns:
        # Patterns are laid out on the page, not in what is drawn with them.
        grown = {name: _grown(objects, pattern, unit) for name, pattern in patterns.items()}
        scaled["Resources"] = {**resources, "Pattern": grown}
    return scaled


def _grown(objects: PdfObjects, pattern: Value, unit: float) -> Value:
    whole = objects.value(pattern)
    entries = objects.dictionary(whole)
    matrix: list[Value] = [part * unit for part in objects.numbers(entries.get("Matrix")) or _SAME]
    grown: Entries = {**entries, "Matrix": matrix}
    return objects.add(Stream(grown, whole.data) if isinstance(whole, Stream) else grown)

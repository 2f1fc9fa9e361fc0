"""Where a page will not come out well at the other end: small type, letters on shading, coloured or pale letters.

What a mark says is found on the fax page itself, for the look that was chosen: letters are lost where they are no
longer blacker, or whiter, than what they stand on. The text layer of a PDF says where letters are; scans are searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from faxdesk.documents.common.small_type import LEAST_FINE, LEAST_STANDARD, small_lines
from faxdesk.documents.fax.page import Look, Placement, Resolution, converted, drawn, place
from faxdesk.documents.fax.scanned_letters import lost_letters, shaded_letters
from faxdesk.documents.pdf.text_runs import Rectangle, TextRun

if TYPE_CHECKING:
    from PIL import Image

    from faxdesk.documents.fax.dithering import Box
    from faxdesk.documents.inspection.page_source import PageSource

LEAST_TYPE = {Resolution.FINE: LEAST_FINE, Resolution.STANDARD: LEAST_STANDARD}
_ROUNDING = 0.05
_LARGE_TYPE = 14.0
"""Points from which letters stand out from dots."""
_CLEAR, _CLEAR_IF_LARGE = 0.85, 0.6
"""Share of letters that are black less the share of black around them, or the other way round, where they are read."""
_FAINT = 24
"""Grey levels between letters and paper that are hardly seen in the document itself."""
_CORE, _AROUND = 0.6, 0.25
"""Shares of that contrast beyond which a pixel belongs to a letter, and below which to what it stands on."""
_RIM = 4
"""Pixels around letters in which their background is seen."""
_PAPER = 225
"""Grey level of paper; what is darker is shading."""
_APART = 6.0
"""Points between marks of one kind that are drawn as one."""


class MarkKind(StrEnum):
    """What is wrong with a region of a page."""

    SMALL_TYPE = "small_type"
    SHADING = "shading"
    COLOUR = "coloured_text"

    @property
    def text(self) -> str:
        """What it means for the recipient, and what to do about it."""
        return _TEXTS[self]


_TEXTS = {
    MarkKind.SMALL_TYPE: "Small type: it may be hard to read as a fax. Send it in fine resolution, or larger.",
    MarkKind.SHADING: "Text on a grey or coloured background: it may drown in dots. Lighten the shading.",
    MarkKind.COLOUR: (
        "Coloured or pale text: it fades or disappears in black and white. Choose the tone Text, or black."
    ),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A region that will not come out well, in points from the upper left corner of the page as it is read.

    `points` is the size of the type as it is printed at the other end, 0 where it is not known.
    """

    kind: MarkKind
    box: Rectangle
    points: float = 0.0


def marks(source: PageSource, page: int, look: Look) -> tuple[Mark, ...]:
    """Return the marks of `page`, counted from 0; takes some 50 to 200 ms.

    Raises `InputRefused` as `PageSource.render` does.
    """
    placement = place(source.size(page), look.resolution, look.turn)
    picture = drawn(source, page, placement)
    fax = converted(picture, look)
    runs = source.text_runs(page)
    if runs:
        return joined(_of_text(runs, placement, picture, fax, look.resolution))
    return joined(_of_scan(placement, picture, fax, look.resolution))


def joined(found: Iterable[Mark]) -> tuple[Mark, ...]:
    """Draw marks of one kind that lie side by side or one below the other as one, with the smallest type of them."""
    whole: list[Mark] = []
    for mark in sorted(found, key=lambda mark: (mark.kind, mark.box[1])):
        while (other := next((each for each in whole if _touch(each, mark)), None)) is not None:
            whole.remove(other)
            mark = _union(other, mark)  # noqa: PLW2901  it grows
        whole.append(mark)
    return tuple(whole)


def _touch(one: Mark, other: Mark) -> bool:
    (left, top, right, bottom), (x, y, x_end, y_end) = one.box, other.box
    beside = left - _APART < x_end and x - _APART < right
    return one.kind is other.kind and beside and top - _APART < y_end and y - _APART < bottom


def _union(one: Mark, other: Mark) -> Mark:
    (left, top, right, bottom), (x, y, x_end, y_end) = one.box, other.box
    box = min(left, x), min(top, y), max(right, x_end), max(bottom, y_end)
    return Mark(one.kind, box, min(one.points, other.points))


# --------------------------------------------------------------------------------------------------- text layers


def _of_text(
    runs: Sequence[TextRun], placement: Placement, picture: Image.Image, fax: Image.Image, resolution: Resolution
) -> Iterable[Mark]:
    grey = picture.convert("L")
    for run in runs:
        box = placement.pixels(run.box)
        if box is None:
            continue
        points = run.size * placement.scale
        if points < LEAST_TYPE[resolution] - _ROUNDING:
            yield Mark(MarkKind.SMALL_TYPE, run.box, points)
        around = _grown(box, picture.size)
        kind = _lost(grey.crop(around), fax.crop(around), run, large=points >= _LARGE_TYPE)
        if kind is not None:
            yield Mark(kind, run.box, points)


def _grown(box: Box, size: tuple[int, int]) -> Box:
    """The box with some of what is around it, so that a dash has a background, too."""
    left, top, right, bottom = box
    return max(0, left - _RIM), max(0, top - _RIM), min(size[0], right + _RIM), min(size[1], bottom + _RIM)


def _lost(grey: Image.Image, fax: Image.Image, run: TextRun, *, large: bool) -> MarkKind | None:
    """Say why the letters of `run` are lost, given what is in its box in the document and on the fax."""
    levels = grey.histogram()
    ground = max(range(256), key=levels.__getitem__)
    ink = max((level for level in range(256) if levels[level]), key=lambda level: abs(level - ground))
    contrast = abs(ink - ground)
    if contrast < _FAINT:
        # Nothing is seen: letters as white as the paper are meant to be hidden, yellow ones are not.
        return MarkKind.COLOUR if min(run.colour) < _PAPER and ground >= _PAPER else None
    core = grey.point([255 if abs(level - ground) > _CORE * contrast else 0 for level in range(256)], "1")
    around = grey.point([255 if abs(level - ground) < _AROUND * contrast else 0 for level in range(256)], "1")
    if abs(_black(fax, core) - _black(fax, around)) >= (_CLEAR_IF_LARGE if large else _CLEAR):
        return None
    return MarkKind.SHADING if ground < _PAPER else MarkKind.COLOUR


def _black(fax: Image.Image, where: Image.Image) -> float:
    levels = fax.histogram(where)
    return levels[0] / max(1, levels[0] + levels[255])


# --------------------------------------------------------------------------------------------------------- scans


def _of_scan(placement: Placement, picture: Image.Image, fax: Image.Image, resolution: Resolution) -> Iterable[Mark]:
    def mark(kind: MarkKind, box: Box, points: float = 0.0) -> Mark:
        return Mark(kind, placement.points(box), points)

    for box, height in small_lines(fax, LEAST_TYPE[resolution], resolution.down):
        yield mark(MarkKind.SMALL_TYPE, box, height)
    shaded = tuple(shaded_letters(picture))
    for box, inside in shaded:
        if _lost(picture.convert("L").crop(inside), fax.crop(inside), _UNKNOWN, large=False) is MarkKind.SHADING:
            yield mark(MarkKind.SHADING, box)
    for box in lost_letters(picture, fax, [box for box, _ in shaded]):
        yield mark(MarkKind.COLOUR, box)


_UNKNOWN = TextRun((0, 0, 0, 0), 0.0, (0, 0, 0))

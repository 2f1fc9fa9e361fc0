"""How annotations are drawn whose file does not say it: lines, shapes, marks on the text, links, boxes to tick.

As the entries of the annotation describe it (ISO 32000-2, 12.5.6), in black where they name no colour.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from faxdesk.documents.pdf.annotations import Annotation, FieldFlag, Kind, frame_width
from faxdesk.documents.pdf.objects import Name, Stream

if TYPE_CHECKING:
    from faxdesk.documents.pdf.objects import Entries

_COLOURS = {1: ("g", "G"), 3: ("rg", "RG"), 4: ("k", "K")}
"""Operators that set the colour of fills and lines, by the number of components."""
_CURVE = 0.5523
"""How far the control points of a quarter of a circle are, as a share of its radius."""
_ENDING = 9.0
"""Length of an arrow head, or side of another line ending, as a multiple of the width of the line: Acrobat's."""
_HALF_ANGLE = math.radians(30)
_INSET = 0.2
"""Share of a box to tick around the sign in it."""
_WAVE = 2.0
"""Points from one turn of a wavy line to the next, and half of its height."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DrawnAppearance:
    """An appearance that was made for an annotation, and the box on its page that it fills."""

    appearance: Stream
    box: tuple[float, float, float, float]


def drawn_appearance(annotation: Annotation) -> DrawnAppearance | None:
    """Return an appearance for an annotation that has none; None where its entries describe none."""
    draw = _DRAWN.get(annotation.subtype)
    pen = _Pen(annotation)
    commands = draw(pen) if draw is not None else ""
    if not commands:
        return None
    box = pen.reach()
    entries: Entries = {
        "Type": Name("XObject"),
        "Subtype": Name("Form"),
        "BBox": list(box),
        "Resources": {"ExtGState": {"G": pen.state()}},
    }
    return DrawnAppearance(Stream(entries, f"/G gs {commands}".encode("ascii")), box)


class _Pen:
    """The entries of an annotation as drawing commands. It remembers how far they reach."""

    def __init__(self, annotation: Annotation) -> None:
        self.annotation = annotation
        self.objects, self.entries = annotation.objects, annotation.entries
        self.width, self.dash = frame_width(self.objects, self.entries), self._dashes()
        self._points: list[Point] = []

    def _dashes(self) -> str:
        style, border = self.objects.dictionary(self.entries.get("BS")), self.objects.array(self.entries.get("Border"))
        if self.objects.value(style.get("S")) == "D":
            return _dash(self.objects.numbers(style.get("D")) or [3.0])
        return _dash(self.objects.numbers(border[3]) if not style and len(border) > 3 else [])

    def state(self) -> Entries:
        """Return the graphics state: how much of what is below shows through."""
        opacity = min(1.0, max(0.0, self.objects.number(self.entries.get("CA"), 1.0)))
        multiplied = self.annotation.subtype == "Highlight"
        return {"ca": opacity, "CA": opacity, "BM": Name("Multiply" if multiplied else "Normal")}

    def reach(self) -> tuple[float, float, float, float]:
        """Return left, bottom, right and top of all that is drawn."""
        more = self.width * _ENDING
        across, up = zip(*self._points, strict=True)
        return min(across) - more, min(up) - more, max(across) + more, max(up) + more

    def points(self, numbers: Sequence[float]) -> list[Point]:
        """Return pairs of numbers as points, and remember them."""
        found = list(zip(numbers[::2], numbers[1::2], strict=False))
        self._points += found
        return found

    def colour(self, key: str, *, line: bool, otherwise: str = "") -> str:
        """Return the command for the colour in the entry `key`; `otherwise` where it has none."""
        parts = self.objects.numbers(self.entries.get(key))
        operators = _COLOURS.get(len(parts))
        return f"{_numbers(parts)} {operators[line]} " if operators else otherwise

    def lines(self) -> str:
        """Return the commands that set how lines are drawn."""
        missing = "" if "C" in self.entries else "0 G "
        return f"{self.colour('C', line=True, otherwise=missing)}{self.width:g} w {self.dash}"

    def painted(self, *, closed: bool) -> str:
        """Return the operator that paints a path: its line, its fill, both or nothing."""
        line = self.width > 0 and ("C" not in self.entries or bool(self.objects.numbers(self.entries.get("C"))))
        fill = closed and bool(self.objects.numbers(self.entries.get("IC")))
        return {(True, True): "b", (True, False): "s" if closed else "S", (False, True): "f"}.get((line, fill), "n")

    def quads(self) -> list[list[Point]]:
        """Return the words that a mark is on, as left and right of the bottom, then of the top."""
        numbers = self.objects.numbers(self.entries.get("QuadPoints"))
        if len(numbers) < 8:
            left, bottom, right, top = self.annotation.box
            numbers = [left, bottom, right, bottom, left, top, right, top]
        found = []
        for at in range(0, len(numbers) - 7, 8):
            # Writers put them in other orders than the standard; the lower two are the bottom in all of them.
            corners = sorted(self.points(numbers[at : at + 8]), key=lambda point: point[1])
            found.append([*sorted(corners[:2]), *sorted(corners[2:])])
        return found


def _dash(pattern: list[float]) -> str:
    usable = any(length > 0 for length in pattern) and all(length >= 0 for length in pattern)
    return f"[{_numbers(pattern)}] 0 d " if usable else ""


def _numbers(values: Sequence[float]) -> str:
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)


def _path(points: Sequence[Point]) -> str:
    if len(points) < 2:
        return ""
    first, *others = points
    return f"{_numbers(first)} m " + "".join(f"{_numbers(point)} l " for point in others)


# ---------------------------------------------------------------------------------------------------------- kinds


def _line(pen: _Pen) -> str:
    points = pen.points(pen.objects.numbers(pen.entries.get("L")))[:2]
    return _open_path(pen, points)


def _polyline(pen: _Pen) -> str:
    return _open_path(pen, pen.points(pen.objects.numbers(pen.entries.get("Vertices"))))


def _open_path(pen: _Pen, points: list[Point]) -> str:
    path = _path(points)
    if not path:
        return ""
    fill = pen.colour("IC", line=False, otherwise="1 g ")
    endings = [pen.objects.text(each) for each in pen.objects.array(pen.entries.get("LE"))]
    begin, end = (*endings, "None", "None")[:2]
    heads = _ending(pen, begin, points[1], points[0]) + _ending(pen, end, points[-2], points[-1])
    return f"{pen.lines()}{path}{pen.painted(closed=False)} [] 0 d {fill}{heads}"


def _ending(pen: _Pen, kind: str, before: Point, tip: Point) -> str:
    """Return the ending at `tip` of a line that comes from `before`."""
    away = math.atan2(tip[1] - before[1], tip[0] - before[0])
    size = max(pen.width, 1.0) * _ENDING
    if kind.startswith("R"):
        away += math.pi
    shapes: dict[str, tuple[tuple[float, ...], str]] = {
        "OpenArrow": ((math.pi - _HALF_ANGLE, math.nan, math.pi + _HALF_ANGLE), "S"),
        "ClosedArrow": ((math.pi - _HALF_ANGLE, math.nan, math.pi + _HALF_ANGLE), "b"),
        "Butt": ((math.pi / 2, -math.pi / 2), "S"),
        "Slash": ((math.pi / 3, math.pi / 3 - math.pi), "S"),
        "Diamond": ((0, math.pi / 2, math.pi, -math.pi / 2), "b"),
        "Square": ((math.pi / 4, math.pi * 3 / 4, -math.pi * 3 / 4, -math.pi / 4), "b"),
        "Circle": (tuple(math.tau * step / 16 for step in range(16)), "b"),
    }
    directions, operator = shapes.get(kind.removeprefix("R"), ((), ""))
    reach = size if "Arrow" in kind else size / 2
    corners = [
        tip if math.isnan(each) else (tip[0] + reach * math.cos(away + each), tip[1] + reach * math.sin(away + each))
        for each in directions
    ]
    return f"{_path(corners)}{operator} " if corners else ""


def _polygon(pen: _Pen) -> str:
    return _shape(pen, _path(pen.points(pen.objects.numbers(pen.entries.get("Vertices")))))


def _inner_box(pen: _Pen) -> tuple[float, float, float, float] | None:
    """The rectangle of a square or a circle: within that of the annotation, less the differences and half a line."""
    left, bottom, right, top = pen.annotation.box
    differences = pen.objects.numbers(pen.entries.get("RD"))
    less = differences if len(differences) == 4 else [0.0] * 4
    half = pen.width / 2
    box = (left + less[0] + half, bottom + less[1] + half, right - less[2] - half, top - less[3] - half)
    if box[0] >= box[2] or box[1] >= box[3]:
        return None
    pen.points(box)
    return box


def _square(pen: _Pen) -> str:
    box = _inner_box(pen)
    if box is None:
        return ""
    left, bottom, right, top = box
    return _shape(pen, f"{_numbers((left, bottom, right - left, top - bottom))} re ")


def _circle(pen: _Pen) -> str:
    box = _inner_box(pen)
    if box is None:
        return ""
    left, bottom, right, top = box
    x, y = (left + right) / 2, (bottom + top) / 2
    across, up = (right - left) / 2, (top - bottom) / 2
    path = f"{_numbers((x + across, y))} m "
    for quarter in range(4):
        cos, sin = (1, 0, -1, 0)[quarter], (0, 1, 0, -1)[quarter]
        ends = ((cos, sin), (-sin * _CURVE + cos, cos * _CURVE + sin), (cos * _CURVE - sin, sin * _CURVE + cos))
        curve = (ends[1], ends[2], (-sin, cos))
        path += f"{_numbers([part for point in curve for part in (x + across * point[0], y + up * point[1])])} c "
    return _shape(pen, path)


def _shape(pen: _Pen, path: str) -> str:
    fill = pen.colour("IC", line=False)
    return f"{pen.lines()}{fill}{path}{pen.painted(closed=True)} " if path else ""


def _ink(pen: _Pen) -> str:
    strokes = (pen.points(pen.objects.numbers(each)) for each in pen.objects.array(pen.entries.get("InkList")))
    path = "".join(map(_path, strokes))
    return f"{pen.lines()}1 J 1 j {path}{pen.painted(closed=False)} " if path else ""


def _link(pen: _Pen) -> str:
    # A link has a frame of a point unless it says otherwise; writers that want none say so.
    if pen.width <= 0:
        return ""
    style = pen.objects.dictionary(pen.entries.get("BS")).get("S")
    return _underline(pen) if pen.objects.value(style) == "U" else _square(pen)


def _highlight(pen: _Pen) -> str:
    fill = pen.colour("C", line=False, otherwise="1 1 0 rg ")
    return fill + "".join(f"{_path([one, two, four, three])}f " for one, two, three, four in pen.quads())


def _underline(pen: _Pen) -> str:
    return _marked(pen, lambda one, two, _three, _four: [one, two])


def _strike_out(pen: _Pen) -> str:
    return _marked(pen, lambda one, two, three, four: [_middle(one, three), _middle(two, four)])


def _squiggly(pen: _Pen) -> str:
    return _marked(pen, lambda one, two, _three, _four: _wave(one, two))


def _marked(pen: _Pen, line: Callable[[Point, Point, Point, Point], list[Point]]) -> str:
    path = "".join(_path(line(*quad)) for quad in pen.quads())
    return f"{pen.lines()}{path}S " if path else ""


def _middle(one: Point, other: Point) -> Point:
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


def _wave(begin: Point, end: Point) -> list[Point]:
    steps = max(2, min(2_000, int((end[0] - begin[0]) / _WAVE)))
    return [
        (
            begin[0] + (end[0] - begin[0]) * step / steps,
            begin[1] + (end[1] - begin[1]) * step / steps + step % 2 * _WAVE,
        )
        for step in range(steps + 1)
    ]


def _tick(pen: _Pen) -> str:
    """Return a box to tick as its characteristics describe it (ISO 32000-2, table 192): frame, ground and sign."""
    one = pen.annotation
    if one.kind is not Kind.TICK:
        return ""
    look = pen.objects.dictionary(pen.entries.get("MK"))
    frame, ground = (pen.objects.numbers(look.get(key)) for key in ("BC", "BG"))
    commands = ""
    # A file with looks says by the one that is missing that nothing is to be seen.
    if (frame or ground) and not one.states:
        outer = _Pen(Annotation(pen.objects, {**pen.entries, "C": [*frame], "IC": [*ground]}))
        commands = (_circle if one.has(FieldFlag.RADIO) else _square)(outer)
    if one.ticked:
        usual = "l" if one.has(FieldFlag.RADIO) else "4"
        sign = pen.objects.text(look.get("CA")) or usual
        commands += _sign(sign if sign in _SIGNS else usual, one.box)
    pen.points(one.box)
    return commands


def _sign(sign: str, box: tuple[float, float, float, float]) -> str:
    left, bottom, right, top = box
    side = min(right - left, top - bottom) * (1 - 2 * _INSET)
    x, y = (left + right - side) / 2, (bottom + top - side) / 2
    strokes, operator = _SIGNS[sign]
    paths = "".join(_path([(x + side * across, y + side * up) for across, up in stroke]) for stroke in strokes)
    return f"0 g 0 G {_numbers([side / 8])} w [] 0 d {paths}{operator} " if side > 0 else ""


def _corners(count: int, turn: float, *, inner: float = 1.0) -> tuple[Point, ...]:
    """Return the corners of a figure around the middle of a square of 1; every second one is nearer to it."""
    reach = (0.5, 0.5 * inner)
    angles = [turn + math.tau * step / count for step in range(count)]
    return tuple(
        (0.5 + reach[at % 2] * math.cos(each), 0.5 + reach[at % 2] * math.sin(each)) for at, each in enumerate(angles)
    )


_SIGNS: dict[str, tuple[tuple[tuple[Point, ...], ...], str]] = {
    "4": ((((0.0, 0.5), (0.35, 0.1), (1.0, 1.0)),), "S"),
    "8": ((((0.0, 0.0), (1.0, 1.0)), ((0.0, 1.0), (1.0, 0.0))), "S"),
    "l": ((_corners(32, 0.0),), "f"),
    "u": ((_corners(4, 0.0),), "f"),
    "n": ((((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),), "f"),
    "H": ((_corners(10, math.pi / 2, inner=0.4),), "f"),
}
"""The signs of boxes to tick by their codes in ZapfDingbats: tick, cross, disc, diamond, square, star; and the operator
that paints their lines, in a square of 1."""


_DRAWN: dict[str, Callable[[_Pen], str]] = {
    "Line": _line,
    "PolyLine": _polyline,
    "Polygon": _polygon,
    "Square": _square,
    "Circle": _circle,
    "Ink": _ink,
    "Link": _link,
    "Highlight": _highlight,
    "Underline": _underline,
    "StrikeOut": _strike_out,
    "Squiggly": _squiggly,
    "Widget": _tick,
}

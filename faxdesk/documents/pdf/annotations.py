"""The annotations of a page: what kind each is, and whether it is printed (ISO 32000-2, 12.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, IntFlag
from typing import TYPE_CHECKING

from faxdesk.documents.pdf.objects import Name, Ref, Stream

if TYPE_CHECKING:
    from faxdesk.documents.pdf.layers import Layers
    from faxdesk.documents.pdf.objects import Entries, PdfObjects, Value

_MOST = 5_000
"""Annotations of a page that are looked at; a large form has some hundreds."""
_DEEPEST = 32
"""Fields above each other that are followed."""


class Flag(IntFlag):
    """What the entry F says (ISO 32000-2, table 167)."""

    INVISIBLE = 1
    HIDDEN = 2
    PRINT = 4
    NO_ROTATE = 16
    NO_VIEW = 32


class FieldFlag(IntFlag):
    """What the entry Ff says (ISO 32000-2, tables 229, 231 and 233)."""

    MULTILINE = 1 << 12
    PASSWORD = 1 << 13
    RADIO = 1 << 15
    PUSHBUTTON = 1 << 16
    COMBO = 1 << 17


class Kind(Enum):
    """What an annotation is for its reader: one of them, several of them."""

    SIGNATURE = ("a signature", "signatures")
    FIELD = ("a form field", "form fields")
    TICK = ("a box to tick", "boxes to tick")
    BUTTON = ("a button", "buttons")
    STAMP = ("a stamp", "stamps")
    TEXT_BOX = ("a text box", "text boxes")
    DRAWING = ("a drawing", "drawings")
    TEXT_MARK = ("a mark on the text", "marks on the text")
    WATERMARK = ("a watermark", "watermarks")
    REDACTION = ("a mark for redaction", "marks for redaction")
    NOTE = ("a note", "notes")
    ATTACHMENT = ("an attached file", "attached files")
    LINK = ("the frame of a link", "frames of links")
    OTHER = ("a comment", "comments")


_KINDS = {
    "Stamp": Kind.STAMP,
    "FreeText": Kind.TEXT_BOX,
    **dict.fromkeys(("Line", "PolyLine", "Polygon", "Square", "Circle", "Ink"), Kind.DRAWING),
    **dict.fromkeys(("Highlight", "Underline", "Squiggly", "StrikeOut", "Caret"), Kind.TEXT_MARK),
    "Watermark": Kind.WATERMARK,
    "Redact": Kind.REDACTION,
    "Text": Kind.NOTE,
    "FileAttachment": Kind.ATTACHMENT,
    "Link": Kind.LINK,
}
_FIELDS = {"Sig": Kind.SIGNATURE, "Tx": Kind.FIELD, "Ch": Kind.FIELD}


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of a page. `entries` of a form field are with what it has from the fields above it."""

    objects: PdfObjects
    entries: Entries

    @property
    def subtype(self) -> str:
        """The entry Subtype."""
        return self.objects.text(self.entries.get("Subtype"))

    @property
    def kind(self) -> Kind:
        """What it is for its reader."""
        if self.subtype != "Widget":
            return _KINDS.get(self.subtype, Kind.OTHER)
        type_ = self.objects.text(self.entries.get("FT"))
        if type_ == "Btn":
            return Kind.BUTTON if self.has(FieldFlag.PUSHBUTTON) else Kind.TICK
        return _FIELDS.get(type_, Kind.FIELD)

    @property
    def flags(self) -> int:
        """The entry F."""
        return int(self.objects.number(self.entries.get("F")))

    def has(self, flag: FieldFlag) -> bool:
        """True where a form field has this flag."""
        return bool(int(self.objects.number(self.entries.get("Ff"))) & flag)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top on the page; all are 0 where that is not said."""
        return rectangle(self.objects.numbers(self.entries.get("Rect")))

    @property
    def appearance(self) -> Value:
        """How it is drawn: a reference to a stream or, in rare files, a stream; None where the file does not say."""
        normal = self.objects.dictionary(self.entries.get("AP")).get("N")
        if not isinstance(self.objects.value(normal), Stream):
            normal = self.objects.dictionary(normal).get(self.state)
        return normal if isinstance(self.objects.value(normal), Stream) else None

    @property
    def states(self) -> frozenset[str]:
        """The names of its appearances, where it has several."""
        normal = self.objects.value(self.objects.dictionary(self.entries.get("AP")).get("N"))
        return frozenset(normal) if isinstance(normal, dict) else frozenset()

    @property
    def state(self) -> str:
        """The name of the appearance that it has now."""
        own = self.objects.value(self.entries.get("AS"))
        return str(own) if isinstance(own, Name) else self._of_value

    @property
    def chosen(self) -> str:
        """The name of the appearance that a box to tick has by the value of its field, where that has one."""
        return self.state if self.objects.value(self.entries.get("V")) is None else self._of_value

    @property
    def ticked(self) -> bool:
        """True for a box to tick that is ticked, whether or not the file says how it looks then."""
        own = self.objects.value(self.entries.get("AS"))
        said = str(own) if isinstance(own, Name) else self.objects.text(self.entries.get("V"))
        return self.kind is Kind.TICK and said not in {"", "Off"}

    @property
    def _of_value(self) -> str:
        value = self.objects.text(self.entries.get("V"))
        return value if value in self.states else "Off"

    def printed(self, layers: Layers) -> bool:
        """True where it is on paper."""
        shown = not self.flags & Flag.HIDDEN and bool(self.flags & Flag.PRINT) and not self._unknown
        return shown and layers.printed(self.entries.get("OC")) and layers.printed(self._appearance_layer)

    def on_screen(self, layers: Layers) -> bool:
        """True where it is seen on a screen."""
        shown = not self.flags & (Flag.HIDDEN | Flag.NO_VIEW) and not self._unknown
        return shown and layers.on_screen(self.entries.get("OC")) and layers.on_screen(self._appearance_layer)

    @property
    def _unknown(self) -> bool:
        """Of a type that nobody knows, and not to be shown then."""
        known = self.subtype in _KINDS or self.subtype == "Widget"
        return bool(self.flags & Flag.INVISIBLE) and not known

    @property
    def _appearance_layer(self) -> Value:
        return self.objects.dictionary(self.appearance).get("OC")


def annotations_of(objects: PdfObjects, page: Entries) -> Iterator[Annotation]:
    """Yield the annotations of a page, from the lowest to the topmost. Pop-ups belong to others, and are none."""
    for value in objects.array(page.get("Annots"))[:_MOST]:
        entries = objects.dictionary(value)
        if entries and objects.value(entries.get("Subtype")) != "Popup":
            yield Annotation(objects, _with_inherited(objects, entries))


def _with_inherited(objects: PdfObjects, entries: Entries) -> Entries:
    """What a widget does not say itself, the fields above it say (ISO 32000-2, 12.7.4)."""
    if objects.value(entries.get("Subtype")) != "Widget":
        return entries
    whole = dict(entries)
    parent = objects.dictionary(entries.get("Parent"))
    for _ in range(_DEEPEST):
        whole = {
            **{key: parent[key] for key in ("FT", "Ff", "V", "DA", "Q", "MaxLen", "Opt") if key in parent},
            **whole,
        }
        parent = objects.dictionary(parent.get("Parent"))
    return whole


def frame_width(objects: PdfObjects, entries: Entries) -> float:
    """Return how wide the frame or the line of an annotation is, in points: 1 where it does not say it."""
    style, border = objects.dictionary(entries.get("BS")), objects.array(entries.get("Border"))
    if style or len(border) < 3:
        return objects.number(style.get("W"), 1.0)
    return objects.number(border[2])


def rectangle(numbers: list[float]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of any two corners; zeros where there are not two."""
    if len(numbers) != 4:
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = numbers
    return min(left, right), min(bottom, top), max(left, right), max(bottom, top)


def appearance_ref(objects: PdfObjects, appearance: Value) -> Ref | None:
    """Return `Annotation.appearance` as an object of its own."""
    if isinstance(appearance, Ref):
        return appearance
    return objects.add(appearance) if isinstance(appearance, Stream) else None

"""What is filled into a form, beside what its fields show: an appearance may be out of date, or missing.

A field has a value and a picture of it. Programs that fill in forms may change the one and leave the other to whoever
opens the file next (`NeedAppearances`; ISO 32000-2, 12.7.3): then readers differ. What is shown here is what a printer
would get from the usual reader: the value where the file asks for new pictures or has none, else the picture.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.documents.pdf.annotations import FieldFlag, Kind, frame_width, rectangle
from faxdesk.documents.pdf.objects import Name, PdfObjects, Ref, Stream

if TYPE_CHECKING:
    from faxdesk.documents.pdf.annotations import Annotation
    from faxdesk.documents.pdf.objects import Entries, Value

_TEXT = b"/Helv 0 Tf 0 g"
"""How text is written where the form does not say it: in black, as large as there is room."""
_HELVETICA: Entries = {
    "Type": Name("Font"),
    "Subtype": Name("Type1"),
    "BaseFont": Name("Helvetica"),
    "Encoding": Name("WinAnsiEncoding"),
}
_DINGBATS: Entries = {"Type": Name("Font"), "Subtype": Name("Type1"), "BaseFont": Name("ZapfDingbats")}
_PARAGRAPH, _TAG = re.compile(r"</p>|<br[^>]*>", re.IGNORECASE), re.compile(r"<[^>]*>")
_FLAT = 0.02
"""Height of a character, as a share of the size of its font, that has no shape; a dash has 0.05."""
_DEEPEST = 40
"""Objects within each other that an appearance has: resources, fonts, their parts."""


class NewAppearance(NamedTuple):
    """A new appearance, None where it could not be made, and whether it shows all that it was to show."""

    appearance: Ref | None
    whole: bool


class FormFields:
    """The fields of a document, and how they are to be drawn. PDFium's lock is held by whoever calls it.

    `library` is pypdfium2, `pdf` the document as PDFium has written it, and `objects` the same, to be changed.
    """

    def __init__(self, library: Any, pdf: bytes, objects: PdfObjects) -> None:
        self._library, self._pdf, self._objects = library, pdf, objects
        self._form = objects.dictionary(objects.root.get("AcroForm"))
        self._asks = objects.value(self._form.get("NeedAppearances")) is True

    def stale(self, fields: Sequence[Annotation]) -> list[bool]:
        """Return for each annotation whether it is a field whose appearance is another than its value."""
        appearances = {at: field.appearance for at, field in enumerate(fields) if _shows_text(field)}
        texts = dict(zip(appearances, self._texts(list(appearances.values())), strict=True))
        return [self._is_stale(field, texts.get(at, "")) for at, field in enumerate(fields)]

    def _is_stale(self, field: Annotation, shown: str) -> bool:
        if field.kind is Kind.TICK:
            return field.state != field.chosen and bool(field.states)
        if not _shows_text(field):
            return False
        value = _squeezed(self.value(field))
        if field.appearance is None or not shown:
            return bool(value)
        # A script may write the value in another way than it is kept; a date, an amount.
        formatted = "F" in self._objects.dictionary(field.entries.get("AA"))
        return not formatted and (value not in shown if value else self._asks)

    def value(self, field: Annotation) -> str:
        """Return what is filled in, as its reader sees it: of a choice, the words and not the code of it."""
        objects = self._objects
        value = objects.value(field.entries.get("V"))
        if value is None:
            return _plain(objects.text(field.entries.get("RV")))
        chosen = [objects.text(each) for each in value] if isinstance(value, list) else [objects.text(value)]
        words = {}
        for option in objects.array(field.entries.get("Opt")):
            pair = objects.array(option)
            if len(pair) == 2:
                words[objects.text(pair[0])] = objects.text(pair[1])
        return "\n".join(words.get(each, each) for each in chosen)

    def drawn_anew(self, field: Annotation, *, stale: bool) -> bool:
        """True where a field is to be drawn by its value."""
        if field.kind is Kind.TEXT_BOX:
            return field.appearance is None
        return stale and (self._asks or field.appearance is None) and field.kind is not Kind.TICK

    def state(self, field: Annotation) -> str:
        """Return the name of the appearance in which a box to tick is to be drawn."""
        return field.chosen if self._asks else field.state

    def new_appearances(self, fields: Sequence[Annotation]) -> list[NewAppearance]:
        """Return appearances of fields and text boxes that show their values.

        Fonts of forms have the letters of Western Europe; of others as many are seen as PDFium finds letters for.
        """
        if not fields:
            return []
        wanted = [self._field(field, number) for number, field in enumerate(fields)]
        pdf = self._drawn(wanted)
        drawn = PdfObjects(pdf)
        appearances = list(self._appearances_in(drawn))
        shown = _texts_of(self._library, pdf, appearances, _drawn_text)
        return [
            NewAppearance(
                self._brought(drawn, appearance),
                whole=_squeezed(self._objects.text(entries["V"])) in text,
            )
            for entries, appearance, text in zip(wanted, appearances, shown, strict=True)
        ]

    # ---------------------------------------------------------------------------------------------------- texts

    def _texts(self, appearances: Sequence[Value]) -> list[str]:
        return _texts_of(self._library, self._pdf, appearances, _text)

    # ----------------------------------------------------------------------------------------------- appearances

    def _field(self, field: Annotation, number: int) -> Entries:
        """Return a form field that PDFium draws as `field` is to be drawn."""
        entries = field.entries
        kept = ("Rect", "DA", "Q", "MK", "BS", "MaxLen", "Border")
        drawn: Entries = {key: entries[key] for key in kept if key in entries}
        drawn.update({"Type": Name("Annot"), "Subtype": Name("Widget"), "F": 4, "T": b"%d" % number, "FT": Name("Tx")})
        drawn.setdefault("DA", self._form.get("DA", _TEXT))
        drawn.setdefault("Q", self._form.get("Q", 0))
        drawn["V"] = b"\xfe\xff" + self.value(field).encode("utf-16-be", "replace")
        drawn["Ff"] = int(self._objects.number(entries.get("Ff")))
        if field.kind is Kind.TEXT_BOX:
            drawn.update(self._text_box(entries))
        elif self._objects.value(entries.get("FT")) == "Ch":
            # A list shows its lines; one that folds shows what was chosen, without the arrow that unfolds it.
            several = "\n" in self.value(field) or not field.has(FieldFlag.COMBO)
            drawn["Ff"] = int(FieldFlag.MULTILINE) if several else 0
        return drawn

    def _text_box(self, entries: Entries) -> Entries:
        """What a text box says, in the entries of a field; its colour is that of its paper."""
        text = self._objects.text(entries.get("Contents")) or _plain(self._objects.text(entries.get("RC")))
        # It has a frame of a point unless it says otherwise; a field has one where it names its colour.
        colours: Entries = {"BC": [0]}
        if self._objects.numbers(entries.get("C")):
            colours["BG"] = entries["C"]
        return {
            "V": b"\xfe\xff" + text.encode("utf-16-be", "replace"),
            "Ff": int(FieldFlag.MULTILINE),
            "MK": colours,
            "BS": entries.get("BS", {"W": frame_width(self._objects, entries)}),
        }

    def _drawn(self, fields: Sequence[Entries]) -> bytes:
        """Let PDFium draw fields on a page of their own; return the document."""
        objects = PdfObjects(self._pdf)
        refs = [objects.add(field) for field in fields]
        (page,) = _put_pages(objects, [{"MediaBox": [0, 0, 1000, 1000], "Annots": [*refs]}])
        for ref, field in zip(refs, fields, strict=True):
            objects.put(ref, {**field, "P": page})
        fonts = {
            "Helv": _HELVETICA,
            "ZaDb": _DINGBATS,
            **objects.dictionary(objects.dictionary(self._form.get("DR")).get("Font")),
        }
        resources: Entries = {**objects.dictionary(self._form.get("DR")), "Font": fonts}
        form: Entries = {"Fields": [*refs], "DR": resources, "DA": _TEXT, "NeedAppearances": True}
        objects.put_root({**objects.root, "AcroForm": form})
        out = io.BytesIO()
        with closing(self._library.PdfDocument(objects.saved())) as document:
            document.init_forms()
            # Whatever has no appearance gets one when its page is loaded.
            document[0].close()
            document.save(out)
        return out.getvalue()

    def _appearances_in(self, drawn: PdfObjects) -> Iterator[Value]:
        ((_, page),) = drawn.pages()
        for value in drawn.array(page.get("Annots")):
            yield drawn.dictionary(drawn.dictionary(value).get("AP")).get("N")

    def _brought(self, source: PdfObjects, appearance: Value) -> Ref | None:
        """Copy an appearance, with all that it uses."""
        if not isinstance(appearance, Ref) or not isinstance(source.value(appearance), Stream):
            return None
        copied = _Copy(source, self._objects).of(appearance)
        return copied if isinstance(copied, Ref) else None


class _Copy:
    """Objects brought from one document into another."""

    def __init__(self, source: PdfObjects, target: PdfObjects) -> None:
        self._source, self._target = source, target
        self._known: dict[int, Ref] = {}

    def of(self, value: Value, depth: int = 0) -> Value:
        """Return `value` as it is in the target."""
        if depth > _DEEPEST:
            return None
        if isinstance(value, Ref):
            if value.number not in self._known:
                self._known[value.number] = self._target.add(None)
                self._target.put(self._known[value.number], self.of(self._source.value(value), depth + 1))
            return self._known[value.number]
        if isinstance(value, Stream):
            return Stream(self._entries(value.entries, depth), value.data)
        if isinstance(value, list):
            return [self.of(each, depth + 1) for each in value]
        return self._entries(value, depth) if isinstance(value, dict) else value

    def _entries(self, entries: Entries, depth: int) -> Entries:
        # An appearance leads back to the page only by what is not drawn.
        skipped = {"Parent", "P", "StructParent", "StructParents"}
        return {key: self.of(each, depth + 1) for key, each in entries.items() if key not in skipped}


def _plain(rich: str) -> str:
    """Return the words of rich text (ISO 32000-2, 12.7.3.4), a paragraph to the line."""
    return html.unescape(_TAG.sub("", _PARAGRAPH.sub("\r", rich))).strip()


def _shows_text(field: Annotation) -> bool:
    return field.subtype == "Widget" and field.kind is Kind.FIELD and not field.has(FieldFlag.PASSWORD)


def _texts_of(library: Any, pdf: bytes, appearances: Sequence[Value], read: Callable[[Any, Any], str]) -> list[str]:
    """Return what `read` finds in the text layers of appearances in a document: each is put on a page of its own."""
    if not appearances:
        return []
    objects = PdfObjects(pdf)
    _put_pages(objects, [_page_of(objects, appearance) for appearance in appearances])
    with closing(library.PdfDocument(objects.saved())) as document:
        return [_squeezed(text) for text in _page_texts(library.raw, document, read)]


def _squeezed(text: str) -> str:
    """Return what is printed of a text; where lines break, and how far apart letters are, does not count.

    Hyphens do not, either: of one at which a line breaks, PDFium makes a mark that is no letter.
    """
    return "".join(sign for sign in text if sign.isprintable() and not sign.isspace() and sign != "-")


def _page_of(objects: PdfObjects, appearance: Value) -> Entries:
    entries = objects.dictionary(appearance)
    box: list[Value] = list(rectangle(objects.numbers(entries.get("BBox"))))
    ref = appearance if isinstance(appearance, Ref) else objects.add(appearance)
    return {
        "MediaBox": box,
        "Resources": {"XObject": {"L": ref}},
        "Contents": objects.add(Stream({}, b"/L Do")),
    }


def _put_pages(objects: PdfObjects, pages: Sequence[Entries]) -> list[Ref]:
    """Let the document have these pages and no others."""
    tree = objects.add(None)
    kids = [objects.add({**page, "Type": Name("Page"), "Parent": tree}) for page in pages]
    objects.put(tree, {"Type": Name("Pages"), "Count": len(kids), "Kids": list(kids)})
    objects.put_root({"Type": Name("Catalog"), "Pages": tree})
    return kids


def _page_texts(raw: Any, document: Any, read: Callable[[Any, Any], str]) -> Iterator[str]:
    for page in document:
        layer = page.get_textpage()
        yield read(raw, layer)
        layer.close()
        page.close()


def _text(_raw: Any, layer: Any) -> str:
    return str(layer.get_text_range())


def _drawn_text(raw: Any, layer: Any) -> str:
    """Return the characters of a text layer that are seen: where no font has one, its box has no height."""
    signs = []
    for at in range(layer.count_chars()):
        _, bottom, _, top = layer.get_charbox(at)
        if top - bottom > _FLAT * raw.FPDFText_GetFontSize(layer, at):
            signs.append(chr(raw.FPDFText_GetUnicode(layer, at)))
    return "".join(signs)

"""PDFs of every kind that is drawn in its own way: what they are made of, each on a page of its own.

Each has something to see in print. What is not printed is drawn as a large filled box, so that it is noticed where it
is printed all the same.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

from PIL import Image, ImageDraw

from faxdesk.documents.tiff.group4_encoder import group4_encoded
from tests.documents.files import pdf, stream

WIDE, HIGH = 400, 500
"""Points of a page."""
PAGE = 4
"""The number of the object that is the page; what is added begins after it."""
FIRST = PAGE + 1


def page_pdf(
    contents: bytes = b"",
    *,
    resources: bytes = b"",
    page: bytes = b"",
    catalog: bytes = b"",
    objects: Sequence[bytes] = (),
    box: bytes = b"/MediaBox [0 0 400 500]",
    fonts: bytes = b"",
) -> bytes:
    """A PDF of one page, with the fonts F (Helvetica) and B (bold). `objects` have the numbers from `FIRST` on."""
    helvetica = b"<< /Type /Font /Subtype /Type1 /Encoding /WinAnsiEncoding /BaseFont /Helvetica%s >>"
    standard = b"/Font << /F %s /B %s %s >>" % (helvetica % b"", helvetica % b"-Bold", fonts)
    entries = b"%s /Contents 3 0 R /Resources << %s %s >> %s" % (box, standard, resources, page)
    return pdf([
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % PAGE,
        stream(contents),
        b"<< /Type /Page /Parent 2 0 R %s >>" % entries,
        *objects,
    ])  # fmt: skip


def text(words: str, x: float, y: float, size: float = 24, font: str = "F") -> bytes:
    """Drawing commands for words at a place."""
    return f"BT /{font} {size} Tf {x} {y} Td ({words}) Tj ET\n".encode("latin-1")


TITLE = text("Letter to the recipient", 40, 450)
"""What is on most pages, so that none is empty."""


def form(content: bytes, box: bytes = b"0 0 100 40", more: bytes = b"") -> bytes:
    """A drawing that others use: the look of an annotation, for example."""
    return stream(content, b"/Type /XObject /Subtype /Form /BBox [%s] %s" % (box, more))


def filled(box: bytes = b"0 0 100 40", grey: float = 0) -> bytes:
    """Drawing commands for a filled box."""
    return b"%.2f g %s re f\n" % (grey, box)


# ------------------------------------------------------------------------------------------------------ annotations


def annotated(*annotations: bytes, looks: Sequence[bytes] = (), catalog: bytes = b"", page: bytes = b"") -> bytes:
    """A page with annotations, each a dictionary without its brackets; LOOK0, LOOK1 ... in them are their looks."""
    first = FIRST + len(annotations)
    bodies = []
    for body in annotations:
        for at in range(len(looks)):
            body = body.replace(b"LOOK%d" % at, b"%d 0 R" % (first + at))  # noqa: PLW2901  each look in turn
        bodies.append(b"<< /Type /Annot %s >>" % body)
    refs = b" ".join(b"%d 0 R" % (FIRST + at) for at in range(len(annotations)))
    return page_pdf(TITLE, page=b"/Annots [%s] %s" % (refs, page), catalog=catalog, objects=[*bodies, *looks])


def stamp(flags: int, place: bytes = b"50 300 250 380", more: bytes = b"") -> bytes:
    """An annotation with the look LOOK0."""
    return b"/Subtype /Stamp /F %d /Rect [%s] /AP << /N LOOK0 >> %s" % (flags, place, more)


def field(type_: bytes, flags: int = 4, place: bytes = b"50 300 350 330", more: bytes = b"") -> bytes:
    """A form field of a type."""
    return b"/Subtype /Widget /FT /%s /F %d /Rect [%s] /T (field) %s" % (type_, flags, place, more)


_HELV = b"<< /Font << /Helv << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> >>"
_FORM = b"/AcroForm << /Fields [5 0 R] /DA (/Helv 14 Tf 0 g) /DR " + _HELV
FORM_FIELDS, FORM_ASKING = _FORM + b" >>", _FORM + b" /NeedAppearances true >>"
"""A form with one field; and one that asks for new looks."""


def written(words: str) -> bytes:
    """The look of a text field."""
    shown = f"/Tx BMC q BT /Helv 14 Tf 0 g 4 9 Td ({words}) Tj ET Q EMC".encode("latin-1")
    return form(shown, b"0 0 300 30", b"/Resources " + _HELV)


# ----------------------------------------------------------------------------------------------------------- layers


def layered(
    config: bytes,
    groups: Sequence[bytes] = (b"",),
    contents: bytes = b"/OC /L BDC 0 g 50 100 300 150 re f EMC\n",
    *,
    properties: bytes = b"/L 5 0 R",
    more: Sequence[bytes] = (),
) -> bytes:
    """A page with layers: `groups` are the entries of each; `properties` names them in the contents."""
    refs = b" ".join(b"%d 0 R" % (FIRST + at) for at in range(len(groups)))
    objects = [b"<< /Type /OCG /Name (Layer %d) %s >>" % (at, body) for at, body in enumerate(groups)]
    return page_pdf(
        TITLE + contents,
        resources=b"/Properties << %s >>" % properties,
        catalog=b"/OCProperties << /OCGs [%s] /D << %s >> >>" % (refs, config),
        objects=[*objects, *more],
    )


PRINT_OFF, PRINT_ON = (b"/Usage << /Print << /PrintState /%s >> >>" % state for state in (b"OFF", b"ON"))
AS_PRINT = b"/AS [<< /Event /Print /Category [/Print] /OCGs [5 0 R] >>]"


def memberships(rule: bytes, off: bytes = b"5 0 R") -> bytes:
    """A page with something in a rule over three layers, 5, 6 and 7, of which `off` are off."""
    return layered(b"/OFF [%s]" % off, [b""] * 3, properties=b"/L 8 0 R", more=[b"<< /Type /OCMD %s >>" % rule])


def _layers() -> dict[str, bytes]:
    view_off = b"/Usage << /View << /ViewState /OFF >> >>"
    hidden_form = form(filled(b"0 0 300 150"), b"0 0 300 150", b"/OC 5 0 R")
    in_form = page_pdf(
        TITLE + b"q 1 0 0 1 50 100 cm /X Do Q",
        resources=b"/XObject << /X 6 0 R >>",
        catalog=b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>",
        objects=[b"<< /Type /OCG /Name (Layer) >>", hidden_form],
    )
    return {
        "layer that is on": layered(b""),
        "layer that is off": layered(b"/OFF [5 0 R]"),
        "layer set not to print": layered(AS_PRINT, [PRINT_OFF]),
        "layer set to show in print only": layered(b"/OFF [5 0 R] " + AS_PRINT, [PRINT_ON]),
        "layer not shown on the screen": layered(b"", [view_off]),
        "all layers off but one": layered(b"/BaseState /OFF /ON [5 0 R]"),
        "layer for something else": layered(b"/OFF [5 0 R]", [b"/Intent /Design"]),
        "rule: not": memberships(b"/VE [/Not 5 0 R]"),
        "rule: and": memberships(b"/VE [/And 6 0 R 5 0 R]"),
        "rule: or of a not": memberships(b"/VE [/And 6 0 R [/Not 5 0 R]]"),
        "rule: all on": memberships(b"/P /AllOn /OCGs [5 0 R 6 0 R]"),
        "rule: any off": memberships(b"/P /AnyOff /OCGs [5 0 R 6 0 R]"),
        "rule: all off, of one": memberships(b"/P /AllOff /OCGs 5 0 R"),
        "drawing in a layer that is off": in_form,
        "annotation in a layer that is off": page_pdf(
            TITLE,
            page=b"/Annots [6 0 R]",
            catalog=b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>",
            objects=[
                b"<< /Type /OCG /Name (Layer) >>",
                b"<< /Type /Annot /Subtype /Stamp /F 4 /Rect [50 100 350 250] /OC 5 0 R /AP << /N 7 0 R >> >>",
                form(filled(b"0 0 300 150"), b"0 0 300 150"),
            ],
        ),
    }


# ---------------------------------------------------------------------------------------------------------- pictures


def shapes(mode: str = "L", size: tuple[int, int] = (240, 160)) -> Image.Image:
    """A picture with a frame, a disc and a ramp of greys."""
    image = Image.new("L", size, 255)
    draw = ImageDraw.Draw(image)
    for column in range(size[0] // 2):
        draw.line((column, size[1] // 2, column, size[1]), fill=column * 255 // (size[0] // 2))
    draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=0, width=4)
    draw.ellipse((size[0] // 2, 20, size[0] - 20, size[1] - 40), fill=0)
    return image.convert(mode)


_PICTURE = b"/Type /XObject /Subtype /Image /Width 240 /Height 160 "
_GREY = b"/BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode "


def pictured(dictionary: bytes, data: bytes, more: Sequence[bytes] = (), below: bytes = b"") -> bytes:
    """A page with a picture of 240 x 160 pixels, stored as `dictionary` says."""
    return page_pdf(
        TITLE + below + b"0 g q 300 0 0 200 50 200 cm /P Do Q\n",
        resources=b"/XObject << /P 5 0 R >>",
        objects=[stream(data, _PICTURE + dictionary), *more],
    )


def _saved(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def _packed(image: Image.Image) -> bytes:
    return zlib.compress(image.tobytes())


def jbig2(image: Image.Image) -> bytes:
    """A one-bit picture in JBIG2: a page that one generic region covers, coded in MMR (T.88, 7.4.6 and 7.4.8)."""
    size = struct.pack(">II", *image.size)
    region = size + struct.pack(">IIB", 0, 0, 0) + b"\x01" + group4_encoded(image)
    page = size + struct.pack(">IIBH", 0, 0, 0, 0)
    segments = ((0, 48, page), (1, 38, region), (2, 49, b""))
    return b"".join(struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data for number, kind, data in segments)


def _pictures() -> dict[str, bytes]:
    grey, inverted = shapes(), shapes().point(lambda level: 255 - level)
    palette = b"".join(b"%02x" % (255 - level) * 3 for level in range(256))
    mask = stream(_packed(inverted), _PICTURE + _GREY)
    return {
        "grey picture": pictured(_GREY, _packed(grey)),
        "jpeg": pictured(
            b"/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode", _saved(shapes("RGB"), "JPEG")
        ),
        "cmyk jpeg": pictured(
            b"/BitsPerComponent 8 /ColorSpace /DeviceCMYK /Decode [1 0 1 0 1 0 1 0] /Filter /DCTDecode",
            _saved(shapes("RGB").convert("CMYK"), "JPEG"),
        ),
        "jpeg 2000": pictured(b"/Filter /JPXDecode", _saved(shapes("RGB"), "JPEG2000")),
        "jbig2": pictured(b"/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /JBIG2Decode", jbig2(shapes("1"))),
        "group 4": pictured(
            b"/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode"
            b" /DecodeParms << /K -1 /Columns 240 /Rows 160 >>",
            group4_encoded(shapes("1")),
        ),
        "cmyk picture": pictured(
            b"/BitsPerComponent 8 /ColorSpace /DeviceCMYK /Filter /FlateDecode", _packed(shapes("RGB").convert("CMYK"))
        ),
        "indexed picture": pictured(
            b"/BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB 255 <%s>] /Filter /FlateDecode" % palette,
            _packed(inverted),
        ),
        "stencil": pictured(b"/ImageMask true /BitsPerComponent 1 /Filter /FlateDecode", _packed(shapes("1"))),
        "soft mask": pictured(b"/SMask 6 0 R " + _GREY, zlib.compress(bytes(240 * 160)), [mask]),
        "colour key": pictured(b"/Mask [255 255] " + _GREY, _packed(grey), below=filled(b"60 210 40 40", 0.5)),
        "inverted picture": pictured(b"/Decode [1 0] " + _GREY, _packed(inverted)),
        "picture for printing": pictured(
            b"/Alternates [<< /Image 6 0 R /DefaultForPrinting true >>] " + _GREY,
            zlib.compress(b"\xc0" * (240 * 160)),
            [stream(_packed(grey), _PICTURE + _GREY)],
        ),
        "inline picture": page_pdf(
            TITLE + b"q 300 0 0 200 50 200 cm BI /W 8 /H 4 /BPC 1 /CS /G ID \xf0\x0f\xf0\x0f EI Q\n"
        ),
    }


# ---------------------------------------------------------------------------------------------------------- drawings

_TINT = b"<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0 0] /C1 [0 0.2 0.9 0.4] /N 1 >>"
_RAMP = b"<< /FunctionType 2 /Domain [0 1] /C0 [0 0 0] /C1 [1 1 1] /N 1 >>"
_BOX = b"50 150 300 200 re f\n"


def _drawings() -> dict[str, bytes]:
    tiles = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 20 20] /XStep 20 /YStep 20 /Resources << >>"
    uncoloured = tiles.replace(b"/PaintType 1", b"/PaintType 2")
    axial = b"/ShadingType 2 /ColorSpace /DeviceRGB /Coords [50 0 350 0] /Function " + _RAMP
    radial = b"/ShadingType 3 /ColorSpace /DeviceRGB /Coords [200 250 10 200 250 150] /Function " + _RAMP
    group = b"/Group << /S /Transparency /CS /DeviceGray >>"
    shade = form(b"/S sh", b"0 0 400 500", group + b" /Resources << /Shading << /S << %s >> >> >>" % axial)
    type3 = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] /FirstChar 97 /LastChar 97"
        b" /Widths [12] /Encoding << /Differences [97 /box] >> /CharProcs << /box 6 0 R >> /Resources << >> >>"
    )
    return {
        "tiling pattern": page_pdf(
            TITLE + b"/Pattern cs /T scn " + _BOX,
            resources=b"/Pattern << /T 5 0 R >>",
            objects=[stream(b"0 g 2 2 10 10 re f", tiles)],
        ),
        "uncoloured pattern": page_pdf(
            TITLE + b"/U cs 0 0.4 0.8 /T scn " + _BOX,
            resources=b"/Pattern << /T 5 0 R >> /ColorSpace << /U [/Pattern /DeviceRGB] >>",
            objects=[stream(b"2 2 10 10 re f", uncoloured)],
        ),
        "axial shading": page_pdf(
            TITLE + b"q 50 150 300 200 re W n /S sh Q", resources=b"/Shading << /S << %s >> >>" % axial
        ),
        "radial shading": page_pdf(
            TITLE + b"/Pattern cs /S scn " + _BOX,
            resources=b"/Pattern << /S << /PatternType 2 /Shading << %s >> >> >>" % radial,
        ),
        "separation": page_pdf(
            TITLE + b"/S cs 1 scn " + _BOX, resources=b"/ColorSpace << /S [/Separation /Spot /DeviceCMYK %s] >>" % _TINT
        ),
        "all colorants": page_pdf(
            TITLE + b"/S cs 1 scn " + _BOX,
            resources=b"/ColorSpace << /S [/Separation /All /DeviceGray %s] >>"
            % b"<< /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>",
        ),
        "colorants of a device": page_pdf(
            TITLE + b"/N cs 1 scn " + _BOX, resources=b"/ColorSpace << /N [/DeviceN [/Spot] /DeviceCMYK %s] >>" % _TINT
        ),
        "cmyk": page_pdf(
            TITLE + b"0 0 0 1 k 50 150 100 200 re f 1 0 0 0 k 150 150 100 200 re f 0 1 1 0 k 250 150 100 200 re f"
        ),
        "lab": page_pdf(
            TITLE + b"/L cs 40 30 -40 scn " + _BOX,
            resources=b"/ColorSpace << /L [/Lab << /WhitePoint [0.95 1 1.09] /Range [-100 100 -100 100] >>] >>",
        ),
        "overprint": page_pdf(
            TITLE + b"/O gs 0 0.9 0.9 0.2 k " + _BOX + b"0 0 0 1 k 100 200 100 100 re f",
            resources=b"/ExtGState << /O << /OP true /op true /OPM 1 >> >>",
        ),
        "soft mask of a drawing": page_pdf(
            TITLE + b"/M gs 0 g " + _BOX,
            resources=b"/ExtGState << /M << /SMask << /S /Luminosity /G 5 0 R >> >> >>",
            objects=[shade],
        ),
        "multiplied": page_pdf(
            TITLE + b"0.6 g " + _BOX + b"/M gs 0.6 g 100 100 100 300 re f",
            resources=b"/ExtGState << /M << /BM /Multiply >> >>",
        ),
        "half transparent": page_pdf(
            TITLE + b"/H gs 0 g " + _BOX + b"100 100 100 300 re f", resources=b"/ExtGState << /H << /ca 0.5 >> >>"
        ),
        "dashes": page_pdf(TITLE + b"[12 6] 0 d 4 w 50 200 m 350 200 l S 1 J [1 10] 0 d 6 w 50 250 m 350 250 l S"),
        "white on black": page_pdf(
            b"0 g 40 430 320 50 re f 1 g " + TITLE + b"0 g " + _BOX + b"1 g " + text("NOT A COPY", 80, 240)
        ),
        "letters as a window": page_pdf(
            TITLE + b"q 7 Tr " + text("WINDOW", 50, 250, 70, "B") + b"0 g 0 270 400 60 re f Q"
        ),
        "outlined letters": page_pdf(TITLE + b"1 Tr 1 w " + text("OUTLINE", 50, 250, 60, "B")),
        "font of drawings": page_pdf(
            TITLE + b"BT /T 40 Tf 50 250 Td (aaaaa) Tj ET",
            fonts=b"/T 5 0 R",
            objects=[type3, stream(b"12 0 0 0 10 10 d1 0 0 10 10 re f")],
        ),
    }


# ------------------------------------------------------------------------------------------------------- page boxes


def _boxes() -> dict[str, bytes]:
    marks = TITLE + filled(b"50 100 80 80") + filled(b"250 300 120 60", 0.3)
    tiles = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 10 10] /XStep 10 /YStep 10 /Resources << >>"
    upright = text("Letter", 20, 225, 12) + filled(b"25 50 40 40")
    return {
        "crop box": page_pdf(marks, page=b"/CropBox [40 80 390 480]"),
        "crop box beside the page": page_pdf(marks, page=b"/CropBox [1000 1000 1400 1500]"),
        "crop box beyond the page": page_pdf(marks, page=b"/CropBox [-100 -100 300 900]"),
        "box with turned corners": page_pdf(marks, box=b"/MediaBox [400 500 0 0]"),
        "box below zero": page_pdf(b"1 0 0 1 -200 -250 cm\n" + marks, box=b"/MediaBox [-200 -250 200 250]"),
        **{f"turned by {turn}": page_pdf(marks, page=b"/Rotate %d" % turn) for turn in (90, 180, 270, -90, 450)},
        "unit of two points": page_pdf(
            upright + b"/Pattern cs /T scn 100 50 80 100 re f",
            box=b"/MediaBox [0 0 200 250] /UserUnit 2",
            resources=b"/Pattern << /T 5 0 R >>",
            objects=[stream(b"0 g 1 1 5 5 re f", tiles)],
        ),
        "art box": page_pdf(marks, page=b"/ArtBox [100 100 200 200] /TrimBox [10 10 390 490] /BleedBox [5 5 395 495]"),
    }


# ----------------------------------------------------------------------------------------------- annotations, forms


def _annotations() -> dict[str, bytes]:
    look = form(filled(b"0 0 100 40") + b"1 g 10 10 30 20 re f")
    leaning = form(filled() + b"1 g 5 5 20 10 re f", more=b"/Matrix [0.87 0.5 -0.5 0.87 0 0]")
    shape = b"/F 4 /Rect [50 200 350 350] /C [0 0 0.5] /BS << /W 4 >> "
    words = b"/F 4 /Rect [40 440 300 475] /QuadPoints [40 475 300 475 40 440 300 440] /C [0.2 0.6 0.2] "
    ends = b"/LE [/OpenArrow /ClosedArrow] /IC [1 1 0]"
    return {
        "stamp": annotated(stamp(4), looks=[look]),
        "stamp in print only": annotated(stamp(36), looks=[look]),
        "stamp on the screen only": annotated(stamp(0), looks=[look]),
        "hidden stamp": annotated(stamp(6), looks=[look]),
        "leaning stamp": annotated(stamp(4), looks=[leaning]),
        "stamp on a turned page": annotated(stamp(4), looks=[look], page=b"/Rotate 90"),
        "stamp that is not turned with its page": annotated(
            stamp(20, b"200 200 300 240"), looks=[look], page=b"/Rotate 90"
        ),
        "watermark": annotated(stamp(4).replace(b"/Stamp", b"/Watermark"), looks=[look]),
        "note with a pop-up": annotated(
            b"/Subtype /Text /F 28 /Rect [50 300 74 324] /Contents (Call back) /AP << /N LOOK0 >> /Popup 6 0 R",
            b"/Subtype /Popup /Open true /Rect [100 100 300 300] /Parent 5 0 R",
            looks=[form(filled(b"0 0 24 24", 0.4), b"0 0 24 24")],
        ),
        "line": annotated(b"/Subtype /Line /L [60 210 340 340] " + shape),
        "line with arrows": annotated(b"/Subtype /Line /L [80 230 320 330] " + ends + shape),
        "polyline": annotated(b"/Subtype /PolyLine /Vertices [60 210 200 340 340 210] " + shape),
        "polygon": annotated(b"/Subtype /Polygon /Vertices [60 210 200 340 340 210] /IC [0.8 0.8 0.8] " + shape),
        "square": annotated(b"/Subtype /Square /IC [0.8 0.8 0.8] " + shape),
        "circle": annotated(b"/Subtype /Circle " + shape),
        "ink": annotated(b"/Subtype /Ink /InkList [[60 210 100 300 160 220 220 320 340 230]] " + shape),
        "highlight": annotated(b"/Subtype /Highlight " + words),
        "underline": annotated(b"/Subtype /Underline " + words),
        "strike-out": annotated(b"/Subtype /StrikeOut " + words),
        "link with a frame": annotated(b"/Subtype /Link /F 4 /Rect [50 200 350 350] /Border [0 0 3] /C [1 0 0]"),
        "link without a frame": annotated(b"/Subtype /Link /F 4 /Rect [50 200 350 350] /Border [0 0 0]"),
        "link whose frame is not printed": annotated(b"/Subtype /Link /Rect [50 200 350 350] /Border [0 0 9]"),
        "text box": annotated(
            b"/Subtype /FreeText /F 4 /Rect [50 250 350 350] /DA (/Helv 20 Tf 0 g) /Contents (Approved by the board)"
        ),
        "mark for redaction": annotated(
            stamp(4).replace(b"/Stamp", b"/Redact"), looks=[form(b"1 0 0 RG 3 w 2 2 96 36 re S")]
        ),
    }


def _forms() -> dict[str, bytes]:
    on, off = form(filled(b"0 0 30 30"), b"0 0 30 30"), form(b"0 G 2 w 1 1 28 28 re S", b"0 0 30 30")
    tick = b"/AP << /N << /Yes LOOK0 /Off LOOK1 >> >> /V /%s /AS /%s"
    options = b"/Opt [[(a) (Alpha)] [(b) (Beta and more)]] /V (b) /DA (/Helv 14 Tf 0 g) /MK << /BC [0] >>"
    box = b"50 300 80 330"
    return {
        "field": annotated(
            field(b"Tx", more=b"/V (Filled in) /AP << /N LOOK0 >>"), looks=[written("Filled in")], catalog=FORM_FIELDS
        ),
        "field that does not print": annotated(
            field(b"Tx", 0, more=b"/V (Filled in) /AP << /N LOOK0 >>"),
            looks=[written("Filled in")],
            catalog=FORM_FIELDS,
        ),
        "field without a look": annotated(
            field(b"Tx", more=b"/V (Filled in) /DA (/Helv 14 Tf 0 g)"), catalog=FORM_ASKING
        ),
        "field with an old look": annotated(
            field(b"Tx", more=b"/V (New words) /DA (/Helv 14 Tf 0 g) /AP << /N LOOK0 >>"),
            looks=[written("Old")],
            catalog=FORM_ASKING,
        ),
        "field of many lines": annotated(
            field(
                b"Tx",
                place=b"50 200 200 330",
                more=b"/Ff 4096 /DA (/Helv 14 Tf 0 g) /V (Words that take more than a line)",
            ),
            catalog=FORM_ASKING,
        ),
        "comb": annotated(
            field(b"Tx", more=b"/Ff 16777216 /MaxLen 10 /DA (/Helv 14 Tf 0 g) /V (12345) /MK << /BC [0] >>"),
            catalog=FORM_ASKING,
        ),
        "choice": annotated(field(b"Ch", more=b"/Ff 131072 " + options), catalog=FORM_ASKING),
        "box that is ticked": annotated(
            field(b"Btn", place=box, more=tick % (b"Yes", b"Yes")), looks=[on, off], catalog=FORM_FIELDS
        ),
        "box that is not ticked": annotated(
            field(b"Btn", place=box, more=tick % (b"Off", b"Off")), looks=[on, off], catalog=FORM_FIELDS
        ),
        "signature": annotated(
            field(b"Sig", 132, more=b"/AP << /N LOOK0 >>"), looks=[written("Signed")], catalog=FORM_FIELDS
        ),
        "signature that does not print": annotated(
            field(b"Sig", 0, more=b"/AP << /N LOOK0 >>"), looks=[written("Signed")], catalog=FORM_FIELDS
        ),
    }


def corpus() -> dict[str, bytes]:
    """All documents, by what they are."""
    return {**_annotations(), **_forms(), **_layers(), **_pictures(), **_drawings(), **_boxes()}

"""Documents for tests, good and broken ones, made from their parts so that each fault is where a test wants it."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from faxdesk.documents.common.page_image import PageImage

A4 = (595, 842)
"""Width and height in points."""

# On Windows no name has a "<"; there, who takes the name for markup shows another one all the same.
MARKUP_NAME = "a &lt;b&gt;bold & more.pdf" if sys.platform == "win32" else "a <b>bold<b> & more.pdf"
"""The name of a file that would look different if somebody took it for markup."""


# ------------------------------------------------------------------------------------------------------------ PDF


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"", after: bytes = b"") -> bytes:
    """A PDF of numbered `objects`, the first of which is its catalog, with a cross-reference table that is right."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, trailer)
    out += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(out + after)


def stream(data: bytes, dictionary: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (dictionary, len(data), data)


def page_objects(
    count: int,
    *,
    size: tuple[float, float] = A4,
    promised: int | None = None,
    catalog: bytes = b"",
    page: bytes = b"",
    contents: bytes = b"0 0 0 rg 50 400 300 300 re f",
) -> list[bytes]:
    """The objects of a PDF of `count` pages with a black square each; its page tree promises `promised` of them."""
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(count))
    box = b"/MediaBox [0 0 %s %s]" % tuple(f"{side:.3f}".encode() for side in size)
    return [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count if promised is None else promised, kids),
        stream(contents),
        *[b"<< /Type /Page /Parent 2 0 R %s /Contents 3 0 R %s >>" % (box, page)] * count,
    ]


def pages_pdf(count: int = 1, *, size: tuple[float, float] = A4) -> bytes:
    """A sound PDF of `count` pages."""
    return pdf(page_objects(count, size=size))


def text_pdf(line: str) -> bytes:
    """A PDF of one page with a line of text."""
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    content = stream(f"BT /F1 14 Tf 72 720 Td ({line}) Tj ET".encode())
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources " + font + b" >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, content])


def encrypted_pdf(*, user: str, owner: str, revision: Literal[2, 3, 4, 5, 6] = 6) -> bytes:
    """A PDF of two pages that opens with the password `user` (none needed where it is empty)."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages_pdf(2))) as document:
        rule = pikepdf.Encryption(user=user, owner=owner, R=revision, aes=revision > 3, metadata=revision > 3)
        document.save(out, encryption=rule)
    return out.getvalue()


def zeros(length: int) -> bytes:
    """`length` zero bytes, deflated: a thousandth of that."""
    packer = zlib.compressobj(9)
    block = bytes(1_000_000)
    return b"".join(packer.compress(block) for _ in range(length // len(block))) + packer.flush()


# ----------------------------------------------------------------------------------------------------------- TIFF


def fax_page(number: int = 1, size: tuple[int, int] = (1728, 1143)) -> Image.Image:
    """A black-and-white page: a black square in its upper left quarter, lines and a number below."""
    image = Image.new("1", size, 1)
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((width // 8, height // 8, width // 2 - 1, height // 2 - 1), fill=0)
    for row in range(height * 5 // 8, height, max(2, height // 40)):
        draw.line((width // 8, row, width * 7 // 8 + number, row + 2), fill=0)
    draw.text((width // 8, height * 9 // 16), f"page {number}", fill=0)
    return image


def pillow_tiff(
    pages: int | Sequence[Image.Image] = 1, *, compression: str | None = "group4", dpi: Any = (204, 98), **more: Any
) -> bytes:
    """A multi-page TIFF as Pillow writes it."""
    images = [fax_page(number + 1) for number in range(pages)] if isinstance(pages, int) else list(pages)
    out = io.BytesIO()
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:], compression=compression, dpi=dpi, **more)
    return out.getvalue()


Field = tuple[int, int, Sequence[int]]
"""Number, type and values of a field; a fraction (type 5) has two values for each."""

_LAYOUT = {1: "B", 2: "B", 3: "H", 4: "L", 5: "L", 11: "L", 16: "Q"}


@dataclass(frozen=True)
class RawPage:
    """One directory of a TIFF: an uncompressed one-bit picture unless the fields say otherwise.

    `fields` replace those that the page has by itself; a field without values is left out. `next` is where the chain
    goes on: None for the page that follows, a page's number, or `offset` for a place of its own.
    """

    width: int = 64
    height: int = 32
    data: bytes | None = None
    fields: Sequence[Field] = field(default=())
    next: int | None = None
    offset: int | None = None
    claimed: int | None = None
    """How many fields the directory says it has, where that is a lie."""


def raw_tiff(
    pages: Sequence[RawPage], *, order: Literal["<", ">"] = "<", big: bool = False, first: int | None = None
) -> bytes:
    """A TIFF of `pages`, built field by field; `first` is where the header says that the chain begins."""
    return _RawTiff(order, big).build(pages, first)


class _RawTiff:
    def __init__(self, order: str, big: bool) -> None:
        self.order, self.big = order, big
        self.place, self.count = ("Q", "Q") if big else ("L", "H")

    def pack(self, layout: str, *values: int) -> bytes:
        return struct.pack(self.order + layout, *values)

    def build(self, pages: Sequence[RawPage], first: int | None) -> bytes:
        out = bytearray(b"II" if self.order == "<" else b"MM")
        out += self.pack("HHHQ", 43, 8, 0, 0) if self.big else self.pack("HL", 42, 0)
        starts: list[int] = []
        links: list[int] = []
        for page in pages:
            link, start = self.add(out, page)
            links.append(link)
            starts.append(start)
        head = 8 if self.big else 4
        self.link(out, head, first if first is not None else (starts[0] if starts else 0))
        for number, page in enumerate(pages):
            following = number + 1 if page.next is None else page.next
            target = page.offset
            if target is None:
                target = starts[following] if following < len(starts) else 0
            self.link(out, links[number], target)
        return bytes(out)

    def link(self, out: bytearray, at: int, target: int) -> None:
        out[at : at + struct.calcsize(self.order + self.place)] = self.pack(self.place, target)

    def add(self, out: bytearray, page: RawPage) -> tuple[int, int]:
        """Append the page; return where its link to the next one is, and where its directory begins."""
        data = page.data if page.data is not None else b"\xf0" * ((page.width + 7) // 8 * page.height)
        at = len(out)
        out += data
        fields: dict[int, Field] = {
            number: (number, 4, [value])
            for number, value in (
                (256, page.width), (257, page.height), (258, 1), (259, 1), (262, 1), (273, at), (277, 1),
                (278, page.height), (279, len(data)),
            )
        }  # fmt: skip
        fields.update({entry[0]: entry for entry in page.fields})
        kept = [fields[number] for number in sorted(fields) if len(fields[number][2])]
        entries = b"".join(self.entry(out, *entry) for entry in kept)
        start = len(out)
        out += self.pack(self.count, len(kept) if page.claimed is None else page.claimed) + entries
        link = len(out)
        out += self.pack(self.place, 0)
        return link, start

    def entry(self, out: bytearray, number: int, kind: int, values: Sequence[int]) -> bytes:
        room = struct.calcsize(self.order + self.place)
        body = self.pack(f"{len(values)}{_LAYOUT.get(kind, 'L')}", *values)
        if len(body) > room:
            at = len(out)
            out += body
            body = self.pack(self.place, at)
        count = len(values) // 2 if kind == 5 else len(values)
        return self.pack("HH" + self.place, number, kind, count) + body.ljust(room, b"\0")


def alike(page: RawPage, count: int) -> list[RawPage]:
    """`count` pages like `page`, chained one after the other."""
    return [replace(page) for _ in range(count)]


# ------------------------------------------------------------------------------------------------------- anything


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(content)
    return path


def seen(image: PageImage) -> tuple[int, int, bytes]:
    """A picture as it is seen, whatever the order of its bytes."""
    size = image.width, image.height
    if image.mode == "BGRA":
        assert set(image.data[3::4]) == {255}
        return *size, Image.frombytes("RGB", size, image.data, "raw", "BGRX").tobytes()
    return *size, Image.frombytes(image.mode, size, image.data).convert("RGB").tobytes()

"""How FaxDesk and the child process that opens documents talk: frames over pipes.

A frame is two lengths (unsigned, 4 bytes, big-endian), then a JSON object of the first length, then bytes of the
second. JSON, because what the child says is not to be trusted: it may have opened a hostile file.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from faxdesk.core.arrangement import PageRef, SourceDocument
from faxdesk.core.contacts import Card
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.core.table import Cell, Table, TableRow
from faxdesk.documents.common.findings import Finding, FindingLevel, FindingRemedy
from faxdesk.documents.common.page_image import BYTES, MOST_VIEW_PIXELS, BufferProvider, PageImage
from faxdesk.documents.common.paper import PageSize
from faxdesk.documents.inspection.content import Content, Conversion
from faxdesk.documents.inspection.examine import Examined
from faxdesk.documents.inspection.page_traits import PageTraits

if TYPE_CHECKING:
    from faxdesk.documents.fax.legibility import Mark
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.proof_pdf.attachments import Attached

HEAD = struct.Struct(">II")
MOST_WORDS = 32_000_000
"""Bytes of JSON in one frame; 10,000 pages with their sizes and findings have 1 MB."""
MOST_DATA = 3 * MOST_VIEW_PIXELS + 100_000
"""Bytes after it: one picture."""

CANVAS = BYTES["BGRA"] * MOST_VIEW_PIXELS
"""Bytes of the memory that FaxDesk and the child share for one picture."""

Words = dict[str, Any]
Read = Callable[[int], bytes]
"""Reads exactly so many bytes; raises `EOFError` where the pipe ends before."""


def packed(words: Words, data: bytes = b"") -> bytes:
    """Return the begin of a frame; `data` is written after it."""
    body = json.dumps(words).encode("ascii")
    return HEAD.pack(len(body), len(data)) + body


def unpacked(read: Read) -> tuple[Words, bytes]:
    """Read a frame. Raises `EOFError`, and `ValueError` where it is none or too large."""
    length, more = HEAD.unpack(read(HEAD.size))
    if length > MOST_WORDS or more > MOST_DATA:
        raise ValueError("the frame is too large")
    words = json.loads(read(length))
    if not isinstance(words, dict):
        raise ValueError("the frame has no object")  # noqa: TRY004  what it says is wrong, not who calls
    return words, read(more) if more else b""


# ----------------------------------------------------------------------------------------------------- the values


def refusal_out(error: InputRefused) -> list[str]:
    """Return a refusal as JSON."""
    return [error.field, error.title, error.advice, error.code]


def refusal_in(words: Any) -> InputRefused:
    """Return the refusal that `refusal_out` wrote."""
    field, title, advice, code = map(str, words)
    return InputRefused(field, title, advice, code=code)


def finding_out(finding: Finding) -> Words:
    """Return a finding as JSON."""
    return {
        "level": finding.level.value,
        "code": finding.code,
        "text": finding.text,
        "pages": list(finding.pages),
        "remedy": finding.remedy.value if finding.remedy else None,
    }


def finding_in(words: Words) -> Finding:
    """Return the finding that `finding_out` wrote."""
    pages = tuple(map(int, words["pages"]))
    remedy = None if words["remedy"] is None else FindingRemedy(words["remedy"])
    return Finding(str(words["code"]), str(words["text"]), pages, FindingLevel(words["level"]), remedy)


def content_out(content: Content) -> Words:
    """Return what a file holds as JSON."""
    return {
        "noun": content.noun,
        "type": content.type.value if content.type else None,
        "word": content.word,
        "way": content.way.name,
        "advice": content.advice,
        "plain": content.plain,
    }


def content_in(words: Words) -> Content:
    """Return the content that `content_out` wrote."""
    kind = None if words["type"] is None else DocumentType(words["type"])
    noun, word, advice = str(words["noun"]), str(words["word"]), str(words["advice"])
    return Content(noun, kind, word, Conversion[words["way"]], advice, bool(words["plain"]))


def sizes_out(sizes: tuple[PageSize, ...]) -> list[list[float | None]]:
    """Return the sizes of pages as JSON."""
    return [[size.width, size.height, size.text_turn] for size in sizes]


def sizes_in(words: Any) -> tuple[PageSize, ...]:
    """Return the sizes that `sizes_out` wrote."""
    return tuple(
        PageSize(float(width), float(height), text_turn=None if turn is None else int(turn))
        for width, height, turn in words
    )


def examined_out(examined: Examined) -> Words:
    """Return what is known of a file as JSON; its path is known to whoever asked."""
    return {
        "name": examined.name,
        "type": examined.type.value,
        "size": examined.size,
        "findings": [finding_out(finding) for finding in examined.findings],
        "sizes": sizes_out(examined.sizes),
        "locked": examined.locked,
        "repaired": examined.repaired,
        "decrypted": examined.decrypted,
        "unusual": examined.unusual,
    }


def examined_in(words: Words, path: Path) -> Examined:
    """Return what `examined_out` wrote about the file at `path`."""
    sizes = sizes_in(words["sizes"])
    return Examined(
        path,
        str(words["name"]),
        DocumentType(words["type"]),
        int(words["size"]),
        len(sizes),
        tuple(map(finding_in, words["findings"])),
        sizes,
        bool(words["locked"]),
        bool(words["repaired"]),
        bool(words["decrypted"]),
        bool(words["unusual"]),
    )


def image_out(image: PageImage) -> tuple[Words, bytes]:
    """Return a drawn page as JSON and its pixels."""
    return {"width": image.width, "height": image.height, "mode": image.mode}, bytes(image.data)


def shared_image(words: Words, canvas: BinaryIO, buffers: BufferProvider | None) -> PageImage:
    """Return the page whose pixels the child has put into `canvas`, copied into what `buffers` gives.

    Raises `ValueError` where they do not fit, or are not there. No other thread of Python has to wait meanwhile.
    """
    width, height = int(words["width"]), int(words["height"])
    length = width * height * BYTES["BGRA"]
    if min(width, height) < 1 or length > CANVAS:
        raise ValueError("the picture is too large")
    canvas.seek(0)
    if buffers is None:
        return image_in({**words, "mode": "BGRA"}, canvas.read(length))
    memory = buffers(width, height)
    if canvas.readinto(memory) != length:  # type: ignore[attr-defined]  # files have it
        raise ValueError("the picture is not whole")
    return PageImage(width, height, memory, "BGRA")


def image_in(words: Words, data: bytes) -> PageImage:
    """Return the page that `image_out` wrote. Raises `ValueError` where the pixels are not as many as it says."""
    width, height, mode = int(words["width"]), int(words["height"]), words["mode"]
    if width * height * BYTES.get(mode, 0) != len(data) or not data:
        raise ValueError("the picture is not whole")
    return PageImage(width, height, data, mode)


_TRAITS = ("blank", "coloured", "sideways", "dark")


def traits_out(traits: PageTraits) -> Words:
    """Return what a page looks like as JSON."""
    return {"ink": traits.ink, **{name: getattr(traits, name) for name in _TRAITS}}


def traits_in(words: Words) -> PageTraits:
    """Return the traits that `traits_out` wrote."""
    return PageTraits(float(words["ink"]), *(bool(words[name]) for name in _TRAITS))


def look_out(look: Look) -> Words:
    """Return how a page is to be faxed as JSON."""
    improve = look.improve
    return {
        "resolution": look.resolution.name,
        "tone": look.tone.value,
        "improve": [improve.lighten, improve.sharpen, improve.straighten],
        "turn": look.turn,
    }


def look_in(words: Words) -> Look:
    """Return the look that `look_out` wrote."""
    from faxdesk.documents.fax.dithering import Tone
    from faxdesk.documents.fax.enhancement import Enhancements
    from faxdesk.documents.fax.page import Look, Resolution

    return Look(Resolution[words["resolution"]], Tone(words["tone"]), Enhancements(*words["improve"]), words["turn"])


def document_out(document: SourceDocument) -> list[Any]:
    """Return a document of a fax as JSON."""
    return [document.key, document.name, str(document.path.absolute()), document.type.value, document.pages]


def document_in(words: Any) -> SourceDocument:
    """Return the document that `document_out` wrote."""
    key, name, path, kind, pages = words
    return SourceDocument(key, name, Path(path), DocumentType(kind), pages)


def page_ref_out(page_ref: PageRef) -> list[Any]:
    """Return a page of a fax as JSON."""
    return [page_ref.document, page_ref.page, page_ref.turn]


def page_ref_in(words: Any) -> PageRef:
    """Return the page that `page_ref_out` wrote."""
    return PageRef(*words)


def marks_out(found: Iterable[Mark]) -> list[Any]:
    """Return the marks of a page as JSON."""
    return [[mark.kind.value, list(mark.box), mark.points] for mark in found]


def marks_in(words: Any) -> tuple[Mark, ...]:
    """Return the marks that `marks_out` wrote."""
    from faxdesk.documents.fax.legibility import Mark, MarkKind

    return tuple(Mark(MarkKind(kind), _rectangle(box), float(points)) for kind, box, points in words)


def _rectangle(box: Any) -> tuple[float, float, float, float]:
    left, top, right, bottom = map(float, box)
    return left, top, right, bottom


def table_out(table: Table) -> Words:
    """Return a table as JSON; a time in it is an object with its text."""
    rows = [[row.line, [_cell_out(cell) for cell in row.cells]] for row in table.rows]
    return {"rows": rows, "sheet": table.sheet, "others": list(table.others), "notes": list(table.notes)}


def table_in(words: Words) -> Table:
    """Return the table that `table_out` wrote. Raises `ValueError` where a cell is none."""
    rows = tuple(TableRow(int(line), tuple(map(_cell_in, cells))) for line, cells in words["rows"])
    others, notes = (tuple(map(str, words[name])) for name in ("others", "notes"))
    return Table(rows, str(words["sheet"]), others, notes)


def _cell_out(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"time": cell.replace(tzinfo=None).isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _cell_in(value: Any) -> Cell:
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, dict) and "time" in value:
        return datetime.fromisoformat(value["time"])
    return date.fromisoformat(value["day"])


def card_out(card: Card) -> list[Any]:
    """Return a card of an address book as JSON."""
    lists = (list(card.faxes), list(card.groups), list(card.members))
    return [card.place, card.name, card.company, card.note, card.uid, card.error, *lists]


def card_in(words: Any) -> Card:
    """Return the card that `card_out` wrote."""
    place, name, company, note, uid, error, *lists = words
    faxes, groups, members = (tuple(map(str, one)) for one in lists)
    return Card(
        int(place), str(name), str(company), faxes, str(note), groups, str(uid), members=members, error=str(error)
    )


def attached_out(attached: Attached) -> tuple[Words, bytes]:
    """Return what is attached to a PDF as JSON, and the JSON among it as it is."""
    files = [[file.name.encode("utf-8", "replace").decode(), file.sha256, file.size] for file in attached.files]
    return {"files": files, "is_proof": attached.json is not None}, attached.json or b""


def attached_in(words: Words, data: bytes) -> Attached:
    """Return what `attached_out` wrote."""
    from faxdesk.documents.proof_pdf.attachments import Attached, AttachedFile

    files = tuple(AttachedFile(str(name), str(sha256), int(size)) for name, sha256, size in words["files"])
    return Attached(data if words["is_proof"] else None, files)

"""What of a PDF readers cannot read, and leave out without a word: streams that are broken off, pages, whole documents.

PDFium, like others, draws as much of a stream as it can unpack. So a contract may end in the middle of a page, and a
scan in a grey box, and nothing else tells.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from faxdesk.documents.common.findings import Finding, FindingRemedy
from faxdesk.documents.pdf.active_content import blocks
from faxdesk.documents.pdf.bomb_check import StreamPlace, stream_places

DAMAGED_PARTS = "damaged_parts"
_MOST_INFLATED = 100_000_000
"""Bytes that are unpacked to find out, in some 0.3 s; streams after that are not. A manual of 500 pages has as many."""
_BLOCK = 65_536
_END = b"endstream"
_FILTER = re.compile(rb"/Filter\s*(?:\[\s*)?/(\w+)")
_NOT_SEEN = re.compile(rb"/Type\s*/(?:Metadata|XRef|ObjStm|EmbeddedFile)\b")
_IMAGE = re.compile(rb"/Subtype\s*/Image\b")
_DEFLATE = 8
_LINE_ENDS = b"\r\n"
_WHOLE_COMMAND = re.compile(rb"(?:^|\s)(?:Q|ET|EMC|endcmap|end)\s*$")
"""How contents end that were packed without the mark at their end, with nothing missing (qpdf tolerates that, too)."""
_END_OF_IMAGE = b"\xff\xd9"
"""The last marker of a JPEG (T.81, B.2.1), and of the codestream of a JPEG 2000 (T.800, A.4.4)."""
_JPEG, _START_OF_SCAN = b"\xff\xd8\xff", 0xDA
_GROUP_4, _NO_END_OF_BLOCK = re.compile(rb"/K\s*-"), re.compile(rb"/EndOfBlock\s*false")
_END_OF_BLOCK, _END_OF_BLOCK_IN = "000000000001" * 2, 8
"""Two marks of the end of a line, in bits, and the last bytes in which they stand."""
_SEGMENTS = frozenset({0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53, 62})
"""Types of segments of JBIG2 (T.88, 7.3)."""
_MANY_REFERENCES, _UNKNOWN_LENGTH = 7, 0xFFFFFFFF
_TAIL = 64
"""Bytes in which the last command of contents stands."""
_PAGE = re.compile(rb"/Type\s*/Page\b")
_NEXT_PDF = re.compile(rb"%%EOF\s{0,32}%PDF-\d")


def damage_findings(file: BinaryIO) -> tuple[Finding, ...]:
    """Return what is said of parts of the PDF `file`, which is not encrypted, that cannot be read to their end.

    May raise `OSError`.
    """
    found = []
    if any(_NEXT_PDF.search(block) for block in blocks(file)):
        text = (
            "Several PDFs stand one after the other in this file, and only the pages of the last are faxed."
            " Ask for each as a file of its own."
        )
        found.append(Finding("several_pdfs", text))
    found.extend(_broken_off(file))
    return tuple(found)


def missing_finding() -> Finding:
    """Return what is said where something that a page calls for is not in the PDF, or cannot be found in it."""
    text = (
        "A part of the PDF is damaged or not in the file. Look whether anything is missing on the pages;"
        " if so, ask for another copy."
    )
    return Finding(DAMAGED_PARTS, text)


def missing_fonts_finding() -> Finding:
    """Return what is said where text is in a font that its page does not have."""
    text = (
        "Some text is in a font that the PDF does not have. FaxDesk draws it in another one; other programs may leave"
        " it out."
    )
    return Finding("fonts_missing", text, remedy=FindingRemedy.SEND_AS_SHOWN)


def _broken_off(file: BinaryIO) -> Iterator[Finding]:
    damaged = {_IMAGE.search(place.dictionary) is not None for place in _damaged(file)}
    if damaged:
        what = "A picture" if damaged == {True} else "A part"
        text = (
            f"{what} in the PDF is damaged and breaks off. Look whether anything is missing on the pages;"
            " if so, ask for another copy."
        )
        yield Finding(DAMAGED_PARTS, text)


def may_have_more_pages(file: BinaryIO, count: int) -> bool:
    """True where more pages than `count` are in the PDF `file`, used or not. May raise `OSError`."""
    return sum(len(_PAGE.findall(block)) for block in blocks(file) if b"/Page" in block) > count


def _damaged(file: BinaryIO) -> Iterator[StreamPlace]:
    left = _MOST_INFLATED
    for place in stream_places(file):
        filter_ = _FILTER.search(place.dictionary)
        if filter_ is None or _NOT_SEEN.search(place.dictionary):
            continue
        if filter_[1] in {b"FlateDecode", b"Fl"}:
            whole, inflated = _inflates(file, place.start, left)
            left -= inflated
            if not whole:
                yield place
        elif _is_broken_picture(file, place, filter_[1]):
            yield place


def _is_broken_picture(file: BinaryIO, place: StreamPlace, filter_: bytes) -> bool:
    if filter_ in {b"DCTDecode", b"JPXDecode"}:
        return not _has_end(file, place.start)
    if filter_ == b"JBIG2Decode":
        return not _has_segments(b"".join(_stored(file, place.start)))
    # Group 4 only: what fax machines send has its end in the number of rows.
    is_group_4 = filter_ in {b"CCITTFaxDecode", b"CCF"} and _GROUP_4.search(place.dictionary) is not None
    return (
        is_group_4
        and _NO_END_OF_BLOCK.search(place.dictionary) is None
        and not _has_end_of_block(b"".join(_stored(file, place.start)))
    )


def _has_end_of_block(data: bytes) -> bool:
    """True where Group 4 data end as they have to (T.6, 2.4.1.1), whatever fills the last bytes."""
    tail = data.rstrip(_LINE_ENDS + b"\0 ")[-_END_OF_BLOCK_IN:] + bytes(2)
    return _END_OF_BLOCK in f"{int.from_bytes(tail, 'big'):0{len(tail) * 8}b}"


def _has_segments(data: bytes) -> bool:
    """True where JBIG2 data are segments that follow each other to the end (T.88, 7.2)."""
    at, count = 0, 0
    data = data.removesuffix(b"\n").removesuffix(b"\r")
    while at < len(data):
        header = _segment_header(data, at)
        if header is None:
            # Some writers fill the end with zeros.
            return count > 0 and not data[at:].strip(b"\0\r\n")
        size, length = header
        if length == _UNKNOWN_LENGTH:
            return True
        at += size + length
        count += 1
    return count > 0 and at == len(data)


def _segment_header(data: bytes, at: int) -> tuple[int, int] | None:
    """Return the bytes of the header of a JBIG2 segment and of its data; None where there is none."""
    head = data[at : at + 6]
    if len(head) < 6 or head[4] & 0x3F not in _SEGMENTS:
        return None
    number, references = int.from_bytes(head[:4], "big"), head[5] >> 5
    place = at + 6
    if references == _MANY_REFERENCES:
        references = int.from_bytes(data[at + 5 : at + 9], "big") & 0x1FFFFFFF
        place = at + 9 + (references + 8) // 8
    place += references * (1 if number <= 256 else 2 if number <= 65_536 else 4) + (4 if head[4] & 0x40 else 1)
    if place + 4 > len(data):
        return None
    return place + 4 - at, int.from_bytes(data[place : place + 4], "big")


def _stored(file: BinaryIO, start: int) -> Iterator[bytes]:
    """Yield the data of the stream at `start`, in pieces, up to the word that ends it."""
    file.seek(start)
    kept = b""
    while block := file.read(_BLOCK):
        kept += block
        end = kept.find(_END)
        if end >= 0:
            yield kept[:end]
            return
        yield kept[: -len(_END)]
        kept = kept[-len(_END) :]
    yield kept


def _inflates(file: BinaryIO, start: int, most: int) -> tuple[bool, int]:
    """Return whether the data at `start` inflate to their end, and to how many bytes; after `most` nobody looks on.

    The checksum behind the end does not count: some writers leave it out, and no reader looks at it.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    total, tail, is_first = 0, b"", True
    for piece in _stored(file, start):
        data = piece.lstrip(_LINE_ENDS) if is_first else piece
        if is_first:
            if not data:
                return True, 0
            if data[0] & 0xF != _DEFLATE:
                return False, 0
            data, is_first = data[2:], False
        try:
            while data and not inflater.eof and total < most:
                out = inflater.decompress(data, _BLOCK * 16)
                total, tail, data = total + len(out), out[-_TAIL:] or tail, inflater.unconsumed_tail
        except zlib.error:
            return False, total
        if inflater.eof or total >= most:
            return True, total
    return _WHOLE_COMMAND.search(tail) is not None, total


def _has_end(file: BinaryIO, start: int) -> bool:
    """True where the picture at `start` has its last marker, whatever phones and scanners have written behind it.

    What stands before the picture itself, such as a small one, has an end of its own and does not count.
    """
    data = b"".join(_stored(file, start))
    return data.find(_END_OF_IMAGE, _after_segments(data)) >= 0


def _after_segments(data: bytes) -> int:
    """Return where the segments of a JPEG end that say how long they are; the begin where it is none."""
    at = data.find(_JPEG) + len(_JPEG) - 1
    while 0 < at < len(data) - 4 and data[at] == 0xFF and data[at + 1] != _START_OF_SCAN:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return max(0, at)

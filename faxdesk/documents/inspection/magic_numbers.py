"""Formats that are known by bytes at a fixed place.

Where those bytes are plain letters they decide only in a file that is no text: a letter may begin with "BM" or "MZ".
"""

from __future__ import annotations

import re

from faxdesk.documents.inspection.content import (
    LINK,
    MAIL_FOLDER,
    PRINT_FILE,
    Content,
    Conversion,
    archive,
    office,
    picture,
)

_SAVE_AS_PICTURE = "Open it and save it as PNG, JPEG or PDF, then add that file."


def _other_picture(noun: str) -> Content:
    return Content(noun, advice=_SAVE_AS_PICTURE)


_VIDEO = Content("a video or sound recording")
_PROGRAM = Content("a program")
_DATABASE = Content("a database")
_FONT = Content("a font")
_POSTSCRIPT = Content("a PostScript file", None, "ps", advice=PRINT_FILE.advice)
_OUTLOOK_ATTACHMENTS = Content(
    "an Outlook message in a wrapping that only Outlook opens (winmail.dat)",
    advice="Ask the sender for the documents as PDF, or for the message as plain text, and add those files.",
)
_MAC_PART = Content(
    "what a Mac keeps beside a file (its icon and other notes), not the file itself",
    advice="Add the file of the same name without “._” at its begin.",
)

_STARTS: tuple[tuple[bytes, Content], ...] = (
    # Pictures.
    (b"\x89PNG\r\n\x1a\n", picture("a PNG picture", "png")),
    (b"\xff\xd8\xff", picture("a JPEG picture", "jpeg")),
    (b"GIF8", picture("a GIF picture", "gif")),
    (b"\0\0\0\x0cjP  \r\n\x87\n", picture("a JPEG 2000 picture", "jp2")),
    (b"\xff\x4f\xff\x51", picture("a JPEG 2000 picture", "jp2")),
    (b"\0\0\0\x0cJXL \r\n\x87\n", _other_picture("a JPEG XL picture")),
    (b"\xff\x0a", _other_picture("a JPEG XL picture")),
    (b"8BPS", _other_picture("a Photoshop picture")),
    (b"AT&TFORM", Content("a DjVu document")),
    (b"\x97JB2\r\n\x1a\n", _other_picture("a JBIG2 picture")),
    (b"\0\0\1\0", _other_picture("an icon")),
    (b"\x0a\x05\1", _other_picture("a PCX picture")),
    (b"\xb1\x68\xde\x3a", _other_picture("a DCX fax")),
    (b"Sfff", _other_picture("a structured fax file (SFF)")),
    (b"EP*\0", _other_picture("a document of Microsoft Document Imaging (MDI)")),
    (b"\xd7\xcd\xc6\x9a", _other_picture("a Windows metafile (WMF)")),
    (b"\xc5\xd0\xd3\xc6", _POSTSCRIPT),
    (b"gimp xcf", _other_picture("a GIMP picture")),
    # Documents of other programs.
    (b"\xffWPC", office("a WordPerfect document", "wpd")),
    (b"\x31\xbe\0\0", office("a Windows Write document", "wri")),
    (b"\x32\xbe\0\0", office("a Windows Write document", "wri")),
    (b"\xdb\xa5\x2d\0", office("a Word document of the first years", "doc")),
    (b"\0\0\2\0\6\4", office("a Lotus 1-2-3 spreadsheet", "wk1")),
    (b"\0\0\x1a\0\0\x10\4\0", office("a Lotus 1-2-3 spreadsheet", "wk3")),
    (b"\0\0\x1a\0\2\x10\4\0", office("a Lotus 1-2-3 spreadsheet", "wk4")),
    (b"\xff\0\2\0\4\4", office("a Works spreadsheet", "wks")),
    (b"\1\xfe\x32\0", office("a Works document", "wps")),
    (b"WordPro\0", office("a Lotus Word Pro document", "lwp")),
    (b"\0\0MMXPR", Content("a QuarkXPress document")),
    (b"\0\0IIXPR", Content("a QuarkXPress document")),
    (b"HWP Document File", Content("a Hangul (HWP) document")),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", Content("a OneNote notebook")),
    (b"\x06\x06\xed\xf5\xd8\x1d\x46\xe5", Content("an InDesign document")),
    (b"AC10", Content("an AutoCAD drawing (DWG)")),
    (b"ITSF", Content("a help file of Windows (CHM)")),
    (b"\xf7\2", Content("a DVI document of TeX")),
    # Files for printers.
    (b"\x1b%-12345X", PRINT_FILE),
    (b"\x1bE", PRINT_FILE),
    (b"\x1b@", PRINT_FILE),
    (b"\x1b&", PRINT_FILE),
    (b"\x1b*", PRINT_FILE),
    (b"\x1b(", PRINT_FILE),
    (b"\0\0\0\x1b\1@EJL", PRINT_FILE),
    (b"\x1b\1@EJL", PRINT_FILE),
    (b") HP-PCL XL;", PRINT_FILE),
    (b"( HP-PCL XL;", PRINT_FILE),
    (b"' HP-PCL XL;", PRINT_FILE),
    (b"UNIRAST\0", PRINT_FILE),
    (b"RaS2", PRINT_FILE),
    (b"RaS3", PRINT_FILE),
    (b"RaSt", PRINT_FILE),
    (b"2SaR", PRINT_FILE),
    (b"3SaR", PRINT_FILE),
    (b"tSaR", PRINT_FILE),
    (b"\4%!", _POSTSCRIPT),
    (b"JZJZ", PRINT_FILE),
    (b"\xcd\xca\x10\0", PRINT_FILE),
    # Links.
    (b"L\0\0\0\x01\x14\x02\0", LINK),
    (b"book\0\0\0\0mark", LINK),
    (b"!<symlink>", LINK),
    # Mail.
    (b"\x78\x9f\x3e\x22", _OUTLOOK_ATTACHMENTS),
    (b"!BDN", MAIL_FOLDER),
    (b"\xcf\xad\x12\xfe", MAIL_FOLDER),
    # Parts of a file on a Mac.
    (b"\0\5\x16\7", _MAC_PART),
    (b"\0\5\x16\0", _MAC_PART),
    # Archives.
    (b"7z\xbc\xaf\x27\x1c", archive("a 7-Zip archive", "7z")),
    (b"Rar!\x1a\x07", archive("a RAR archive", "rar")),
    (b"\x1f\x8b", archive("a gzip archive", "gz")),
    (b"\x1f\x9d", archive("a compressed file (.Z)", "z")),
    (b"BZh", archive("a bzip2 archive", "bz2")),
    (b"\xfd7zXZ\0", archive("an xz archive", "xz")),
    (b"\x28\xb5\x2f\xfd", archive("a Zstandard archive", "zst")),
    (b"\x04\x22\x4d\x18", archive("an LZ4 archive", "lz4")),
    (b"MSCF", archive("a cabinet archive (CAB)", "cab")),
    (b"\x60\xea", archive("an ARJ archive", "arj")),
    (b"SIT!", archive("a StuffIt archive", "sit")),
    (b"StuffIt ", archive("a StuffIt archive", "sit")),
    (b"!<arch>\n", archive("an archive", "ar")),
    (b"xar!", archive("a XAR archive", "xar")),
    (b"070701", archive("a cpio archive", "cpio")),
    (b"070707", archive("a cpio archive", "cpio")),
    # Everything else.
    (b"MZ", Content("a Windows program")),
    (b"\x7fELF", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\0\1\0\0Standard Jet DB", _DATABASE),
    (b"\0\1\0\0Standard ACE DB", _DATABASE),
    (b"SQLite format 3\0", _DATABASE),
    (b"\0\1\0\0", _FONT),
    (b"OTTO", _FONT),
    (b"wOFF", _FONT),
    (b"wOF2", _FONT),
    (b"ID3", _VIDEO),
    (b"\xff\xfb", _VIDEO),
    (b"\xff\xf3", _VIDEO),
    (b"\xff\xf2", _VIDEO),
    (b"OggS", _VIDEO),
    (b"fLaC", _VIDEO),
    (b"\x1a\x45\xdf\xa3", _VIDEO),
    (b"FLV\1", _VIDEO),
    (b"\0\0\1\xba", _VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _VIDEO),
    (b"#!AMR", _VIDEO),
    (b"FORM", _VIDEO),
)
_INSIDE: tuple[tuple[int, bytes, Content], ...] = (
    (2, b"-lh", archive("an LHA archive", "lzh")),
    (7, b"**ACE**", archive("an ACE archive", "ace")),
    (60, b"BOOKMOBI", Content("an e-book")),
    (4, b"BOBO", Content("an AppleWorks document")),
    (128, b"DICM", _other_picture("a medical picture (DICOM)")),
    (3, b"\xd3\xa8\xa8", PRINT_FILE),
    (40, b" EMF", _other_picture("a Windows metafile (EMF)")),
)
"""Where they stand after the begin."""

_TAR = archive("a tar archive", "tar")
_TAR_HEADER, _TAR_SUM = 512, slice(148, 156)
"""Bytes of the header of an entry, and where in it their sum is, counted with spaces in its place (POSIX, ustar)."""

_RIFF = {
    b"WEBP": picture("a WebP picture", "webp"),
    b"WAVE": Content("a sound recording"),
    b"AVI ": Content("a video"),
}
_COREL = office("a CorelDRAW drawing", "cdr")
_NETPBM = re.compile(rb"P[1-6]\s+(?:#[^\n]*\n\s*)*\d+\s+(?:#[^\n]*\n\s*)*\d+\s")
"""Kind, comments, width and height; the first three kinds have their pixels as numbers in ASCII (netpbm, ppm(5))."""
_TEXT_PICTURES = (
    (_NETPBM, picture("a Netpbm picture (PBM, PGM, PPM)", "pnm")),
    (re.compile(rb"/\* XPM \*/"), _other_picture("an X pixmap (XPM)")),
    (re.compile(rb"#define \w+_width \d+\s+#define \w+_height \d+\s"), _other_picture("an X bitmap (XBM)")),
)
"""Pictures that are text, and that nobody means to read as such."""
_AVIF = picture("an AVIF picture", "avif")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_HEIC = Content("a HEIC picture", None, "heic", Conversion.HEIC)
_BMP = picture("a BMP picture", "bmp")


def known_by_magic(head: bytes, *, text: bool) -> Content | None:
    """Return what the first bytes of a file tell, None where they tell nothing; `text` where they are text."""
    for begin, content in _TEXT_PICTURES:
        if begin.match(head):
            return content
    for mark, content in _STARTS:
        if head.startswith(mark) and not (text and mark.isascii() and mark.decode().isprintable()):
            return content
    if text:
        return None
    for at, mark, content in _INSIDE:
        if head.startswith(mark, at):
            return content
    return _TAR if _is_tar(head[:_TAR_HEADER]) else _after_a_length(head)


def _is_tar(header: bytes) -> bool:
    try:
        told = int(header[_TAR_SUM].strip(b" \0"), 8)
    except ValueError:
        return False
    return told == sum(header) - sum(header[_TAR_SUM]) + 8 * ord(" ")


def _after_a_length(head: bytes) -> Content | None:
    """Formats whose name comes after a length."""
    if head.startswith(b"RIFF"):
        return _COREL if head[8:11] == b"CDR" else _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    # The length of a Windows bitmap, its reserved zeros and the size of its second header.
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0" and head[15:18] == b"\0\0\0":
        return _BMP
    return None


def _of_brands(head: bytes) -> Content:
    """What a file of ISO 14496-12 holds: its own brand is after its length and mark, then those it is like."""
    length = int.from_bytes(head[:4], "big")
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, min(length, 64), 4))}
    if brands & {b"avif", b"avis"}:
        return _AVIF
    return _HEIC if brands & _HEIC_BRANDS else _VIDEO

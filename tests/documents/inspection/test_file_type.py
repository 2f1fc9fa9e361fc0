"""A file is what its content says: each kind has its name, and the right advice; and text is text."""

from __future__ import annotations

import base64
import gzip
import io
import json
import plistlib
import tarfile
import zipfile
from email.message import EmailMessage

import pytest

from faxdesk.documents.inspection.content import (
    COPY_AGAIN,
    LINK,
    MAIL,
    MAIL_FOLDER,
    PDF,
    PRINT_FILE,
    SIGNED,
    TEXT,
    UNKNOWN,
    UNPACK,
    WRAPPED_PDF,
    Content,
    Conversion,
)
from faxdesk.documents.inspection.file_names import is_link_name
from faxdesk.documents.inspection.file_type import recognise
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, stream
from tests.documents.ole_files import compound_file
from tests.documents.signed_files import ENVELOPED, element, information, signed, time_stamped

PRINTER = PRINT_FILE.noun


def kind(content: bytes | str, name: str = "") -> Content:
    data = content.encode() if isinstance(content, str) else content
    return recognise(io.BytesIO(data), name)


def archive(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, content in contents.items():
            target.writestr(name, content)
        for name in names:
            target.writestr(name, b"x" * 50)
    return out.getvalue()


# --------------------------------------------------------------------------------------------- what carries a PDF


def test_what_mentions_a_pdf_is_none() -> None:
    assert kind("The header of such files is %PDF-1.4 and then objects.\n") is TEXT
    assert kind("%PDF-1.4 is how such files begin.\n", "note.txt") is TEXT
    assert kind(bytes(8) + b"\xff%PDF-1.4" + bytes(90)) is UNKNOWN


def test_white_space_and_a_mark_of_unicode_before_a_pdf_are_nothing() -> None:
    for before in (b"\r\n" * 400, b"\xef\xbb\xbf", b"\0" * 100, b"\xef\xbb\xbf\n \t"):
        assert kind(before + pages_pdf()) is PDF
    assert kind(b"\n" * 1030 + pages_pdf()) is not PDF


def test_a_broken_pdf_that_begins_as_one_is_one() -> None:
    assert kind(pages_pdf()[:300], "letter.pdf") is PDF
    assert kind(pages_pdf()[:300]) is PDF


@pytest.mark.parametrize(
    "before", [b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n", b"\1\2junk", b"x" * 1000]
)
def test_junk_before_a_pdf_is_left_out_where_the_table_agrees(before: bytes) -> None:
    assert kind(before + pages_pdf()) is WRAPPED_PDF
    whole = pdf([*page_objects(1), stream(b"q" * 200_000)])
    assert kind(before + whole) is WRAPPED_PDF
    # The last word counts: a file that shows its first page soon has a false one before.
    assert kind(before + pdf([*page_objects(1), stream(b"startxref 7 %%EOF")])) is WRAPPED_PDF
    # A piece is missing from its middle, as where a container cuts what is in it.
    assert kind(before + whole[:150_000] + whole[150_050:]) is not WRAPPED_PDF


def test_junk_is_part_of_a_pdf_whose_places_are_counted_with_it() -> None:
    before = b"junk that a scanner writes\n"
    shifted = pages_pdf()
    start = shifted.rindex(b"startxref\n") + 10
    place = int(shifted[start : shifted.index(b"\n", start)])
    assert kind(before + shifted.replace(b"startxref\n%d" % place, b"startxref\n%d" % (place + len(before)))) is PDF


def test_a_printer_is_told_to_print_a_pdf() -> None:
    assert kind(b"\x1b%-12345X@PJL\r\n@PJL ENTER LANGUAGE=PDF\r\n" + pages_pdf()) is WRAPPED_PDF


def test_an_archive_with_a_pdf_is_an_archive() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as target:
        for name in ("a.pdf", "b.pdf"):
            entry = tarfile.TarInfo(name)
            entry.size = len(pages_pdf())
            target.addfile(entry, io.BytesIO(pages_pdf()))
    assert kind(out.getvalue()).noun == "a tar archive"
    # As it was before POSIX: without a name for itself.
    old = bytearray(out.getvalue())
    old[257:265] = bytes(8)
    old[148:156] = b"%06o\0 " % (sum(old[:148]) + 8 * 32 + sum(old[156:512]))
    assert kind(bytes(old)).noun == "a tar archive"
    assert kind(archive(**{"a.pdf": pages_pdf()})).noun == "a ZIP archive"
    assert kind(gzip.compress(pages_pdf()), "letter.pdf.gz").advice == UNPACK


def test_a_pdf_behind_the_header_of_a_mac_is_taken_out() -> None:
    header = b"\0\x0aletter.pdf".ljust(65, b"\0") + b"PDF CARO".ljust(63, b"\0")
    assert kind(header + pages_pdf() + bytes(128)) is WRAPPED_PDF


# ----------------------------------------------------------------------------------------------------- signed files


@pytest.mark.parametrize(
    "content",
    [
        signed(pages_pdf()),
        signed(pages_pdf(), chunk=100, indefinite=True),
        signed(None),
        signed(b""),
        time_stamped(pages_pdf()),
        base64.encodebytes(signed(pages_pdf())),
        b"-----BEGIN PKCS7-----\n" + base64.encodebytes(signed(pages_pdf())) + b"-----END PKCS7-----\n",
        b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(signed(pages_pdf())) + b"-----END CERTIFICATE-----\n",
        b"MIME-Version: 1.0\nContent-Type: application/x-pkcs7-mime; name=a\n\n" + base64.encodebytes(signed(b"x")),
    ],
)
@pytest.mark.parametrize("name", ["contract.pdf.p7m", "contract.pdf", "contract", "contract.txt"])
def test_signed_files_are_known_by_their_structure(content: bytes, name: str) -> None:
    assert kind(content, name) is SIGNED


def test_files_encrypted_for_somebody_are_called_so() -> None:
    found = kind(information(ENVELOPED, element(0x30, b"\x02\x01\x00")))
    assert "encrypted for certain people" in found.noun
    assert "certificate" in found.advice


@pytest.mark.parametrize(
    "content", [b"0", b"0\x82", b"0\x80\x06", b"0\x82\x10\x00\x06\x09*\x86H", b"0\x80\x05abc", b"0" * 40]
)
def test_what_only_begins_like_a_signed_file_is_none(content: bytes) -> None:
    assert kind(content) is not SIGNED


# ------------------------------------------------------------------------------------------------------------ links

LINKS: dict[str, bytes | str] = {
    "Vertrag.gdoc": json.dumps({"": "WARNING! DO NOT EDIT", "doc_id": "1aBc", "resource_key": "", "email": "a@b.c"}),
    "Plan.gsheet": json.dumps({"url": "https://docs.google.com/open?id=1", "doc_id": "1", "email": "a@b.c"}),
    "renamed.txt": json.dumps({"doc_id": "1aBc", "email": "a@b.c"}),
    "Notes.boxnote": json.dumps({"version": 1, "schema_version": 2}),
    "box.webdoc": json.dumps({"url": "https://app.box.com/file/1"}),
    "Portal.url": "[InternetShortcut]\r\nURL=https://example.com/letter.pdf\r\n",
    "Portal.website": "[{000214A0}]\nProp3=19,2\n[InternetShortcut]\nURL=https://example.com\n",
    "utf16.url": "[InternetShortcut]\r\nURL=https://example.com\r\n".encode("utf-16"),
    "Portal.desktop": "#!/usr/bin/env xdg-open\n[Desktop Entry]\nType=Link\nURL=https://example.com\n",
    "Portal.webloc": plistlib.dumps({"URL": "https://example.com"}),
    "binary.webloc": plistlib.dumps({"URL": "https://example.com"}, fmt=plistlib.FMT_BINARY),
    ".letter.pdf.icloud": plistlib.dumps(
        {"NSURLNameKey": "letter.pdf", "NSURLFileSizeKey": 9}, fmt=plistlib.FMT_BINARY
    ),
    "letter.pdf.lnk": b"L\0\0\0\x01\x14\x02\0" + bytes(60),
    "alias": b"book\0\0\0\0mark" + bytes(60),
    "cygwin": b"!<symlink>\xff\xfea\0.\0p\0d\0f\0\0\0",
    "letter.pdf": "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    "annexed.pdf": "/annex/objects/SHA256E-s11264--64fb.pdf\n",
    "scan.pdf": "XSym\n0012\n0123456789abcdef\n/home/a.pdf\n",
    "only.glink": "https://example.com",
}


@pytest.mark.parametrize("name", LINKS)
def test_links_are_no_documents(name: str) -> None:
    assert kind(LINKS[name], name) is LINK


def test_links_say_what_to_do() -> None:
    assert (LINK.noun, LINK.advice) == ("only a link to a document", "Open it and save it as PDF, then add that file.")
    assert is_link_name("Vertrag.GDOC")
    assert not is_link_name("Vertrag.pdf")
    # A document is one, whatever its name says.
    assert kind(pages_pdf(), "letter.pdf.url") is PDF


# ------------------------------------------------------------------------------------------------------ print files

PRINTS: dict[str, bytes | str] = {
    "PJL and PostScript": b'\x1b%-12345X@PJL JOB NAME="letter"\r\n@PJL ENTER LANGUAGE=POSTSCRIPT\r\n%!PS-Adobe-3.0\n',
    "PJL and PCL XL": b"\x1b%-12345X@PJL ENTER LANGUAGE=PCLXL\r\n) HP-PCL XL;3;0;\n\xd1\x58\0\2",
    "PJL without its begin": "@PJL SET COPIES=2\r\n@PJL ENTER LANGUAGE=PCL\r\n",
    "PCL": b"\x1bE\x1b&l0O\x1b(s0p10hLetter\x0c\x1bE",
    "PCL with a mark": b"\x1b&k2GDear Sir\r\n",
    "PCL XL": b") HP-PCL XL;2;0;Comment Copyright\n\xd1X\2X",
    "ESC/P": b"\x1b@\x1bx\x01Dear Sir\r\n",
    "ESC/P in the middle": b"Dear Sir\r\n\x1bE12 pieces\x1bF\r\n",
    "ESC/P-R": b"\0\0\0\x1b\1@EJL 1284.4\n@EJL     \n",
    "ZPL": "^XA^FO50,50^ADN,36,20^FDLabel^FS^XZ",
    "ZPL of a driver": "CT~~CD,~CC^~CT~\n^XA~TA000~JSN^LT0^MNW^XZ\n^XA^FDx^FS^XZ\n",
    "EPL": 'N\nq609\nQ203,26\nB26,26,0,UA0,2,2,152,B,"603679025109"\nP1\n',
    "CPCL": "! 0 200 200 210 1\nTEXT 4 0 30 40 Hello\nFORM\nPRINT\n",
    "TSPL": 'SIZE 100 mm, 50 mm\nGAP 3 mm, 0\nCLS\nTEXT 10,10,"3",0,1,1,"x"\nPRINT 1\n',
    "Prescribe": "!R! RES; FONT 6; EXIT;",
    "HP-GL": "IN;SP1;PA0,0;PD100,100;PU;SP0;",
    "HP-GL/2": b"\x1b%-1BBP;IN;SP1;PA0,0;PD100,100;",
    "AirPrint": b"UNIRAST\0\0\0\0\1",
    "AFP": b"\x5a\0\x10\xd3\xa8\xa8\0\0\0" + bytes(90),
    "PWG raster": b"RaS2PwgRaster\0" + bytes(90),
}
POSTSCRIPTS: dict[str, bytes | str] = {
    "PostScript": "%!PS-Adobe-3.0\n%%Pages: 1\nshowpage\n",
    "EPS": "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "EPS with a preview": b"\xc5\xd0\xd3\xc6" + bytes(28) + b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "after an end mark": b"\x04%!PS-Adobe-3.0\n",
    "short": "%!\n/Helvetica findfont\n",
    "after a mark of Unicode": b"\xef\xbb\xbf\r\n%!PS-Adobe-3.0\r\n",
}


@pytest.mark.parametrize("name", ["letter.prn", "letter.txt", "letter"])
@pytest.mark.parametrize("language", PRINTS)
def test_files_for_printers_are_called_so_and_never_text(language: str, name: str) -> None:
    found = kind(PRINTS[language], name)
    assert (found.noun, found.way) == (PRINTER, Conversion.NONE)
    assert "save it as a PDF" in found.advice


@pytest.mark.parametrize("name", ["letter.ps", "letter.txt"])
@pytest.mark.parametrize("language", POSTSCRIPTS)
def test_postscript_is_called_so_and_never_text(language: str, name: str) -> None:
    assert kind(POSTSCRIPTS[language], name).noun == "a PostScript file"


def test_colours_of_a_terminal_are_for_no_printer() -> None:
    assert kind(b"\x1b[31mred\x1b[0m\x1b[K and \x1b]0;title\x07"[:-1] + b"\x1b(B done", "build.log") is TEXT


# ------------------------------------------------------------------------------------------------------------ mail


def message(**fields: str) -> bytes:
    mail = EmailMessage()
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("see attached")
    mail.add_attachment(pages_pdf(), maintype="application", subtype="pdf", filename="i.pdf")
    return bytes(mail)


MAIL_TO = message(From="a@example.com", To="b@example.com", Subject="Invoice", Message_ID="<1@example.com>")
RECEIVED = b"Received: from a by b; Sat, 28 Nov 2026 10:00:00 +0000\r\n" + MAIL_TO


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (RECEIVED, "letter.eml"),
        (MAIL_TO, "letter"),
        (MAIL_TO, "letter.pdf"),
        (b"2680\n" + RECEIVED, "1234.emlx"),
        (b"2680\n" + RECEIVED, "1234"),
        (b"2680      \n" + RECEIVED + b'<?xml version="1.0"?><plist/>', "1234.partial.emlx"),
        (b"\xef\xbb\xbf" + RECEIVED, "letter"),
        (b"Dear Sir\r\n", "letter.eml"),
        (compound_file("__properties_version1.0", "__substg1.0_1000001F"), "letter.msg"),
        (compound_file("__properties_version1.0"), "letter.doc"),
        (compound_file(), "letter.msg"),
        (bytes(600), "letter.oft"),
        # Nobody sees its attachments in it, though it is called a text.
        (MAIL_TO, "letter.txt"),
    ],
)
def test_mail_is_mail_in_any_wrapping(content: bytes, name: str) -> None:
    assert kind(content, name).noun == MAIL.noun


def test_folders_of_mail_and_what_outlook_wraps() -> None:
    assert kind(b"From a@example.com Sat Nov 28 10:00:00 2026\n" + MAIL_TO, "Inbox.mbox") is MAIL_FOLDER
    assert kind(b"From - Sat Nov 28 10:00:00 2026\n" + MAIL_TO, "Inbox") is MAIL_FOLDER
    assert kind(b"!BDN" + bytes(600), "all.pst") is MAIL_FOLDER
    assert "winmail.dat" in kind(b"\x78\x9f\x3e\x22" + bytes(90), "winmail.dat").noun


def test_a_message_with_a_pdf_as_it_is_is_a_message() -> None:
    fields = b"From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/pdf\r\n\r\n"
    assert kind(fields + pages_pdf()).noun == MAIL.noun


def test_web_pages_with_their_pictures() -> None:
    exported = (
        "Date: Sat, 28 Nov 2026 10:00:00 +0000 (UTC)\nMessage-ID: <1.2.3@wiki>\nSubject: Exported From Confluence\n"
        'MIME-Version: 1.0\nContent-Type: multipart/related; \n\tboundary="----=_Part_1"\n------=_Part_1\n'
        "Content-Type: text/html; charset=UTF-8\n\n<html><head><title>Contract</title></head></html>"
    )
    saved = "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.com/\nMIME-Version: 1.0\n\n<html>"
    for content in (exported, saved):
        assert "MHTML" in kind(content, "confluence_export.doc").noun


@pytest.mark.parametrize(
    "text",
    [
        "From: the manager\nTo: all\nDate: 28 November\nSubject: Holidays\n\nDear all",
        "Received: 3 boxes of paper\nBy: me\n",
        "From our house to yours: a happy new year!\n",
        "To whom it may concern: this is a letter.\n",
    ],
)
def test_what_people_write_like_a_message_is_text(text: str) -> None:
    assert kind(text) is TEXT


# ------------------------------------------------------------------------------------------------ office and kin


@pytest.mark.parametrize(
    ("content", "name", "noun", "word"),
    [
        (archive("[Content_Types].xml", "visio/document.xml"), "diagram.vsdx", "a Visio drawing", "vsdx"),
        (archive("[Content_Types].xml", "word/document2.xml"), "letter.docx", "a Word document", "docx"),
        (archive("[Content_Types].xml", "word\\document.xml"), "note.docx", "a Word document", "docx"),
        ('ID;PWXL;N;E\r\nC;Y1;X1;K"Name"\r\nE\r\n', "table.slk", "a spreadsheet (SYLK)", "slk"),
        ('TABLE\r\n0,1\r\n"EXCEL"\r\n', "table.dif", "a spreadsheet (DIF)", "dif"),
        (archive("xl/workbook.bin"), "table.xlsb", "an Excel workbook", "xlsx"),
        (compound_file("VisioDocument"), "diagram.vsd", "an older Visio drawing", "vsd"),
        (compound_file("WordDocument"), "letter", "an older Word document", "doc"),
        (compound_file("Workbook"), "table.xls", "an older Excel workbook", "xls"),
        (compound_file("PowerPoint Document"), "show.ppt", "an older PowerPoint presentation", "ppt"),
        (compound_file("Quill"), "flyer.pub", "a Publisher document", "pub"),
        (compound_file("MatOST"), "letter.wps", "a Works document", "wps"),
        (b"\xffWPC" + bytes(90), "letter.wpd", "a WordPerfect document", "wpd"),
        (b"\x31\xbe\0\0\0\xab" + bytes(90), "letter.wri", "a Windows Write document", "wri"),
        (b"\xff\0\2\0\4\4" + bytes(90), "table.wks", "a Works spreadsheet", "wks"),
        (b"WordPro\0" + bytes(90), "letter.lwp", "a Lotus Word Pro document", "lwp"),
        (b"RIFF\0\0\1\0CDR9vrsn" + bytes(90), "flyer.cdr", "a CorelDRAW drawing", "cdr"),
        (b"{\\rtf1\\ansi Hello}", "letter.doc", "a rich text (RTF) document", "rtf"),
    ],
)
def test_what_libreoffice_opens_goes_through_it(content: bytes, name: str, noun: str, word: str) -> None:
    found = kind(content, name)
    assert (found.noun, found.word, found.way) == (noun, word, Conversion.OFFICE)


@pytest.mark.parametrize(
    ("media_type", "word"),
    [
        ("vnd.oasis.opendocument.graphics", "odg"),
        ("vnd.oasis.opendocument.graphics-template", "otg"),
        ("vnd.oasis.opendocument.text", "odt"),
        ("vnd.oasis.opendocument.text-template", "ott"),
        ("vnd.oasis.opendocument.text-master", "odm"),
        ("vnd.oasis.opendocument.spreadsheet", "ods"),
        ("vnd.oasis.opendocument.presentation", "odp"),
        ("vnd.sun.xml.writer", "sxw"),
    ],
)
def test_open_documents_say_what_they_are(media_type: str, word: str) -> None:
    found = kind(archive("content.xml", mimetype=f"application/{media_type}".encode()))
    assert (found.word, found.way) == (word, Conversion.OFFICE)


@pytest.mark.parametrize(
    ("start", "word"),
    [
        ('<office:document office:mimetype="application/vnd.oasis.opendocument.graphics">', "fodg"),
        ('<office:document office:mimetype="application/vnd.oasis.opendocument.text">', "fodt"),
        ('<?mso-application progid="Word.Document"?><w:wordDocument>', "xml"),
        ('<?mso-application progid="Excel.Sheet"?><Workbook xmlns="x">', "xml"),
    ],
)
def test_office_documents_in_one_xml_file(start: str, word: str) -> None:
    found = kind(f'<?xml version="1.0"?>\n<!-- made -->{start}')
    assert (found.word, found.way) == (word, Conversion.OFFICE)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (archive("Index/Document.iwa", "preview.jpg"), "Letter.pages", "a Pages document"),
        (archive("Index/Document.iwa", "Index/Tables/DataList.iwa"), "Budget.numbers", "a Numbers spreadsheet"),
        (archive("Index/Slide-1.iwa"), "talk", "a Keynote presentation"),
        (archive("index.xml.gz", "QuickLook/Preview.pdf"), "old.pages", "a Pages document"),
        (archive("Index.zip"), "unknown", "a document of Pages, Numbers or Keynote"),
        (archive("[Content_Types].xml", "FixedDocSeq.fdseq"), "print.xps", "an XPS document"),
        (archive("Documents/1/FixedDocument.fdoc"), "print.oxps", "an XPS document"),
        (archive(mimetype=b"application/epub+zip"), "book.epub", "an e-book"),
        (archive(mimetype=b"application/vnd.etsi.asic-e+zip"), "contract.asice", "a signed container (ASiC)"),
        (archive("letter.pdf", "META-INF/signatures001.p7s"), "contract.asics", "a signed container (ASiC)"),
        (archive("META-INF/MANIFEST.MF"), "program.jar", "a program"),
        (archive("index.xml"), "site.zip", "a ZIP archive"),
        (archive("keyword/document.xml", "old/word/document.xml"), "backup.zip", "a ZIP archive"),
        (archive(), "empty.zip", "a ZIP archive"),
        (b"AT&TFORM\0\0\0\x9cDJVU", "scan.djvu", "a DjVu document"),
        (b"\x97JB2\r\n\x1a\n", "scan.jb2", "a JBIG2 picture"),
        (b"\0\5\x16\7\0\2\0\0" + bytes(90), "._letter.pdf", "what a Mac keeps beside a file"),
        (b"%FDF-1.2\n1 0 obj\n", "data.fdf", "the data of a PDF form"),
        (bytes(128) + b"DICM\2\0\0\0UL\4\0", "scan.dcm", "a medical picture (DICOM)"),
        (b"\5\7\2\0BOBO" + bytes(90), "letter.cwk", "an AppleWorks document"),
        (b"\0\0MMXPR3" + bytes(90), "flyer.qxd", "a QuarkXPress document"),
        ("[ver]\r\n\t4\r\n[sty]\r\n", "letter.sam", "an Ami Pro document"),
        (b"AC1032\0\0\0\0" + bytes(90), "plan.dwg", "an AutoCAD drawing"),
        (compound_file("Catalog"), "Thumbs.db", "a file in which Windows keeps"),
        (compound_file("FileHeader", "BodyText"), "letter.hwp", "a Hangul (HWP) document"),
    ],
)
def test_what_nobody_can_convert_is_named(content: bytes | str, name: str, said: str) -> None:
    found = kind(content, name)
    assert found.noun.startswith(said)
    assert found.way is Conversion.NONE
    assert found.advice.endswith(".")


def test_what_opens_only_with_a_password_is_called_so() -> None:
    manifest = b'<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>'
    locked = {
        "locked.odt": archive(
            **{"mimetype": b"application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": manifest}
        ),
        "locked.docx": compound_file("EncryptionInfo", "EncryptedPackage"),
        "locked.doc": compound_file(WordDocument=b"\xec\xa5\xc1\0" + bytes(6) + b"\0\1" + bytes(500)),
        "locked.xls": compound_file(Workbook=b"\x09\x08\4\0abcd" + b"\x2f\0\2\0xx" + bytes(500)),
    }
    for name, content in locked.items():
        found = kind(content, name)
        assert "opens only with a password" in found.noun, name
        assert "save it without one" in found.advice
    assert "password" not in kind(compound_file(Workbook=b"\x09\x08\4\0abcd" + bytes(500)), "open.xls").noun


@pytest.mark.parametrize("part", [30, 50, 90])
def test_archives_that_are_cut_off_are_called_so(part: int) -> None:
    whole = archive("[Content_Types].xml", "word/document.xml", *(f"word/media/{number}.png" for number in range(20)))
    found = kind(whole[: len(whole) * part // 100], "letter.docx")
    assert found.noun == "a Word document whose end is missing"
    assert found.advice == COPY_AGAIN
    assert kind(whole[: len(whole) * part // 100], "letter.zip").way is Conversion.NONE
    assert kind(b"PK\x03\x04", "letter.zip").noun == "a ZIP archive whose end is missing"


def test_a_list_of_names_that_makes_no_sense_is_survived() -> None:
    whole = bytearray(archive("a.pdf", "b.pdf"))
    place = whole.rindex(b"PK\x05\x06")
    whole[place - 60 : place - 40] = b"\xff" * 20
    assert kind(bytes(whole)).noun == "a damaged ZIP archive"
    whole[place + 12 : place + 16] = b"\xff\xff\xff\x7f"
    assert kind(bytes(whole)).noun == "a ZIP archive whose end is missing"


# ------------------------------------------------------------------------------------------------ data for programs

DATA: dict[str, tuple[bytes | str, str]] = {
    "a.json": ('{"name": "letter", "pages": [1, 2]}', "JSON"),
    "list": ("[1, 2, 3]", "JSON"),
    "lines.jsonl": ('{"a": 1}\n{"a": 2}\n', "JSON"),
    "a.ini": ("; settings\n[main]\nkey = value\nother=1\n", "settings"),
    "unknown.conf": ("[main]\nkey = value\n", "settings"),
    "a.yaml": ("name: letter\npages:\n  - 1\n", "settings"),
    "a.toml": ('[a]\nb = "c"\n', "settings"),
    "a.reg": ("Windows Registry Editor Version 5.00\r\n\r\n[HKEY]\r\n".encode("utf-16"), "settings"),
    "a.xml": ('<?xml version="1.0"?><note/>', "XML"),
    "fragment": ('<note id="1"><to>a</to></note>\n', "XML"),
    "rechnung.xml": ('<?xml version="1.0"?><rsm:CrossIndustryInvoice xmlns:rsm="x">', "electronic invoice"),
    "fattura.xml": ('<p:FatturaElettronica versione="FPR12"></p:FatturaElettronica>', "electronic invoice"),
    "a.svg": ("<svg><circle/></svg>", "SVG"),
    "drawing": ('<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg></svg>', "SVG"),
    "page": ("<div>Sign in</div>", "HTML"),
    "a.py": ("import os\nprint(os.name)\n", "source"),
    "script": ("#!/bin/sh\necho hello\n", "source"),
    "a.js": ("console.log(1)\n", "source"),
    "a.sql": ("SELECT * FROM fax;\n", "source"),
    "page.php": ("<?php echo 1; ?>", "source"),
    "change.patch": ("diff --git a/x b/x\n--- a/x\n+++ b/x\n", "source"),
    "paper.tex": ("% a paper\n\\documentclass{article}\n", "source"),
    "card.vcf": ("BEGIN:VCARD\nFN:A\nEND:VCARD\n", "vCard"),
    "entry.ics": ("BEGIN:VCALENDAR\nEND:VCALENDAR\n", "iCalendar"),
    "order.edi": ("UNA:+.? '\nUNB+UNOC:3+A+B'", "EDI"),
    "result.hl7": ("MSH|^~\\&|LAB|A|", "HL7"),
    "key.asc": ("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ\n", "key or certificate"),
    "secret.asc": ("-----BEGIN PGP MESSAGE-----\n\nhQ\n", "encrypted"),
    "plan.dxf": ("  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "AutoCAD"),
    "commented.dxf": ("999\nmade by hand\n0\nSECTION\n2\nENTITIES\n", "AutoCAD"),
    "part.stp": ("ISO-10303-21;\nHEADER;\n", "STEP"),
    "account.ofx": ("OFXHEADER:100\nDATA:OFXSGML\n", "bank"),
    "account.qif": ("!Type:Bank\nD1/1/2026\n", "bank"),
    "account.sta": (":20:STARTUMS\r\n:25:12345/678\r\n", "SWIFT"),
    "family.ged": ("0 HEAD\r\n1 SOUR X\r\n", "GEDCOM"),
    "letter.b64": (base64.encodebytes(pages_pdf()), "coded form"),
    "letter.uue": ("begin 644 letter.pdf\nM)5!$1BTQ+C<*\n`\nend\n", "coded form"),
    "letter.hqx": ("(This file must be converted with BinHex 4.0)\n:abc:\n", "coded form"),
}


@pytest.mark.parametrize("name", DATA)
def test_what_is_made_for_programs_is_no_document(name: str) -> None:
    content, said = DATA[name]
    found = kind(content, name)
    assert said in found.noun
    assert found.way in {Conversion.NONE, Conversion.OFFICE}


@pytest.mark.parametrize("name", ["notes.txt", "notes.md", "notes.csv", "notes.log"])
@pytest.mark.parametrize("about", ["a.json", "a.ini", "a.xml", "a.svg", "page", "script", "card.vcf"])
def test_who_calls_it_a_text_gets_a_text(about: str, name: str) -> None:
    assert kind(DATA[about][0], name) is TEXT


@pytest.mark.parametrize("about", ["letter.b64", "letter.uue", "secret.asc"])
def test_coded_files_are_no_text_whatever_they_are_called(about: str) -> None:
    assert kind(DATA[about][0], "letter.txt").way is Conversion.NONE


# ------------------------------------------------------------------------------------------------------------ text


@pytest.mark.parametrize(
    "content",
    [
        b"REPORT OF SALES\r\nTotal  123.45\r\n\x1a",
        b"Dear Sir\r\n" + b"\x1a" * 50,
        b"Dear Sir\n\0\0\0\0",
        b"ID;Preis;Menge\r\n1;12,50;3\r\n",
        b"ID;Product\nC;5\n",
        b"N\x08NA\x08AM\x08ME\x08E\n    _\x08u_\x08n_\x08d_\x08e_\x08r lined\n",
        b"Backup done\x07\r\nNext line\x0bin its column\r\n",
        "Sehr geehrte Damen und Herren\r\nGrüße\r\n".encode("utf-16-le"),
        "Sehr geehrte Damen und Herren".encode("utf-16-be"),
        "Привет, как дела?\n".encode("utf-16-le"),
        "日本語の手紙\n".encode("utf-16-be"),
        "Dear Sir\r\n".encode("utf-16-le") + b"\x1a",
        "Dear Sir\r\n\x1a".encode("utf-16-le"),
        "Dear Sir\n".encode("utf-32-le"),
        "Grüße".encode("cp1252"),
        "Grüße".encode("cp437"),
        b"page 1\x0cpage 2\x0b\ttab",
        b" \r\n\t\x0c",
        b"BM is how our codes begin\n",
        b"MZ 12 is the number of your parcel\n",
        b"PK of the company\n",
        b"RIFF is a guitar part WAVE\n",
        b"8BPS\n",
        b"GIF89 is a format\n",
        b"abcdftypmp42 is no film\n",
        b"Rar! she said\n",
        b"7z is a program\n",
        b"ID3 tags\n",
        b"FORM 12 of the tax office\n",
        b"II* is a mark\n",
        b"070701 is my birthday\n",
        b"P4\nThe fourth paragraph\n",
        b"use <html> and <body> for that\n",
        b"{name}, we write to you\n",
        b"[Draft] of a letter\nDear Sir\n",
        b"[1] says so; see also = there\nand nothing else\nof that kind\n",
        b"< 5 pieces\n",
        b"N\nis a letter\n",
        b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n",
        b"begin with this: 644 letters\n",
        b"begin 1000 years ago\nand end\n",
        ("x" * 78 + "\n").encode(),
    ],
)
def test_text_is_known_by_being_text(content: bytes) -> None:
    assert kind(content) is TEXT
    assert kind(content, "letter.txt") is TEXT
    assert kind(content, "letter.dat") is TEXT


@pytest.mark.parametrize(
    "content",
    [
        bytes(500),
        bytes(range(256)),
        b"\xff\xfe\1\0\2\0",
        b"Dear\x01Sir",
        b"Dear \x1a Sir\1",
        b"a\0b\0c",
        b"\x7f\x00A\x00",
    ],
)
def test_what_has_more_than_text_is_none(content: bytes) -> None:
    assert kind(content) is UNKNOWN
    assert kind(content, "letter.txt") is UNKNOWN


def test_a_whole_file_is_looked_at_not_its_begin() -> None:
    assert kind(b"x\n" * 5000 + b"\x00\x01\x02") is UNKNOWN
    assert kind(b"x\n" * 5000 + b"%PDF-1.4\n") is TEXT


def test_an_encrypted_pdf_is_a_pdf() -> None:
    assert kind(encrypted_pdf(user="open", owner="own"), "secret.pdf") is PDF

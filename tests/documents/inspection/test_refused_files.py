"""Files that are no documents, and files that cannot be read."""

from __future__ import annotations

import errno
import io
import os
import socket
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MOST_BYTES
from faxdesk.documents.common import opening
from faxdesk.documents.inspection.examine import examine
from tests.documents.files import fax_page, page_objects, pages_pdf, pdf, put, stream
from tests.documents.refusals import refusal
from tests.documents.unprivileged_user import unprivileged_user
from tests.links import make_link

windows = sys.platform == "win32"


# ------------------------------------------------------------------------------------------------------ no access


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.pdf").title == "The file is not there."
    assert refusal(put(tmp_path, "file", b"x") / "below.pdf").title == "The file is not there."
    with pytest.raises(InputRefused, match="The file is not there") as caught:
        examine(tmp_path / "zero\0byte.pdf")
    assert caught.value.field == r"zero\x00byte.pdf"


def test_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    link = tmp_path / "link.pdf"
    make_link(link, tmp_path / "gone.pdf")
    assert refusal(link).title == "The file is not there."


def test_links_in_a_circle(tmp_path: Path) -> None:
    one, two = tmp_path / "one.pdf", tmp_path / "two.pdf"
    make_link(one, two)
    make_link(two, one)
    assert refusal(one).title.startswith("The file cannot be read (")


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "letters.pdf"
    folder.mkdir()
    assert refusal(folder).title == "This is a folder."
    with pytest.raises(InputRefused, match="This is a folder"):
        examine(Path("/"))


@pytest.mark.skipif(windows, reason="Windows has no pipes in folders")
def test_a_pipe_does_not_keep_anybody_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    assert refusal(pipe).title == "This is a device or a pipe, not a document."


@pytest.mark.skipif(windows, reason="Windows has no pipes in folders")
def test_a_pipe_that_takes_the_place_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "letter.pdf", pages_pdf())
    really_open = os.open

    def swapped(name: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return really_open(name, flags)

    monkeypatch.setattr(os, "open", swapped)
    assert refusal(path).title == "This is a device or a pipe, not a document."


@pytest.mark.skipif(windows, reason="Windows has no sockets and devices in folders")
def test_sockets_and_devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The name that a socket is bound to must be short.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.pdf")
        assert refusal(tmp_path / "s.pdf").title == "This is a device or a pipe, not a document."
    assert refusal(Path("/dev/null")).title == "This is a device or a pipe, not a document."


@pytest.mark.skipif(windows, reason="there, permissions are not a matter of chmod")
def test_a_file_that_somebody_else_may_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = put(Path(folder), "private.pdf", pages_pdf())
        path.chmod(0)
        with unprivileged_user():
            assert refusal(path).title == "You may not read this file."
        Path(folder).chmod(0o700)


def windows_error(code: int) -> OSError:
    """What Windows raises: the same class everywhere, with a number that only it sets."""
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = code  # type: ignore[attr-defined, unused-ignore]  # only Windows declares it
    return error


@pytest.mark.parametrize("error", [windows_error(32), windows_error(33), OSError(errno.EBUSY, "busy")])
def test_a_file_that_another_program_holds(error: OSError) -> None:
    refused = opening.trouble("letter.pdf", error)
    assert (refused.field, refused.title) == ("letter.pdf", "The file is in use by another program.")


@pytest.mark.parametrize("code", [362, 389, 404])
def test_a_file_that_is_still_in_the_cloud(code: int) -> None:
    refused = opening.trouble("letter.pdf", windows_error(code))
    assert refused.title == "The file is in the cloud, and is not on this computer yet."
    assert "download it" in refused.advice


def test_a_file_that_a_mac_has_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError(errno.EDEADLK, "Resource deadlock avoided")
    assert "in use" in opening.trouble("letter.pdf", error).title
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "in the cloud" in opening.trouble("letter.pdf", error).title


def test_a_disk_that_does_not_answer() -> None:
    refused = opening.trouble("letter.pdf", OSError(errno.EIO, "Input/output error"))
    assert refused.title == "The file cannot be read (Input/output error)."
    assert opening.trouble("letter.pdf", OSError()).title == "The file cannot be read (OSError)."


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows memory as a file")
def test_a_file_that_opens_but_does_not_read() -> None:
    with pytest.raises(InputRefused) as caught, opening.reading(Path("/proc/self/mem"), "memory") as file:
        file.read(1)
    assert caught.value.title.startswith("The file cannot be read (")


# ----------------------------------------------------------------------------------------------------------- size


def test_an_empty_file(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, "empty.pdf", b"")).title == "The file is empty (0 bytes)."


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = put(tmp_path, "book.pdf", pages_pdf())
    os.truncate(path, MOST_BYTES + 50_000_000)
    refused = refusal(path)
    assert refused.title == "The file is too large: 200 MB. Fax.Plus takes 150 MB for a whole fax."


def test_a_large_file_is_warned_of(tmp_path: Path) -> None:
    content = pages_pdf() + b"\0" * 31_500_000
    assert examine(put(tmp_path, "scan.pdf", content)).warnings[0] == (
        "The file is large (31.5 MB). Fax.Plus may refuse more than 30 MB."
    )


# --------------------------------------------------------------------------------------------------- other content


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    fax_page(1, (80, 60)).convert("RGB").save(out, kind)
    return out.getvalue()


def archive(*names: str, first: bytes = b"") -> bytes:
    """A ZIP archive; `first` is the content of its first entry, stored as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("mimetype", first)
        for name in names:
            target.writestr(name, "x" * 9000)
    return out.getvalue()


KINDS = {
    "a PNG picture": picture("PNG"),
    "a JPEG picture": picture("JPEG"),
    "a GIF picture": picture("GIF"),
    "a BMP picture": picture("BMP"),
    "a WebP picture": picture("WEBP"),
    "a HEIC picture": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "an AVIF picture": picture("AVIF"),
    "a video or sound recording": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
    "a video": b"RIFF\0\0\0\0AVI LIST",
    "a PostScript file": b"%!PS-Adobe-3.0\n%%BoundingBox: 0 0 595 842\n",
    "a rich text (RTF) document": b"{\\rtf1\\ansi Hello}",
    "an older Word, Excel, PowerPoint or Outlook file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504),
    "a Word document": archive("[Content_Types].xml", "word/document.xml"),
    "an Excel workbook": archive("docProps/app.xml", "xl/workbook.xml"),
    "a PowerPoint presentation": archive("ppt/presentation.xml"),
    "an OpenDocument text": archive("content.xml", first=b"application/vnd.oasis.opendocument.text"),
    "a ZIP archive": archive("letter.pdf", first=pages_pdf()),
    "a gzip archive": b"\x1f\x8b\x08\0\0\0\0\0",
    "a web page (HTML)": b"\n<!DOCTYPE html>\n<html><body>Not found</body></html>",
    "an XML file": b'\xef\xbb\xbf<?xml version="1.0"?><note/>',
    "an e-mail message": b"Received: from mx.example.com\r\nSubject: letter\r\n\r\nHello",
    "a text file": "Liebe Grüße".encode(),
}


ADVICE = {
    "a PostScript file": "Open the document in its own program and save it as a PDF",
    "a ZIP archive": "Unpack it first",
    "a gzip archive": "Unpack it first",
    "an e-mail message": "drag its attachments here",
}
"""What to do where printing the file itself is not it."""


@pytest.mark.parametrize("noun", KINDS)
def test_other_files_are_called_what_they_are(tmp_path: Path, noun: str) -> None:
    refused = refusal(put(tmp_path, "document.bin", KINDS[noun]))
    assert refused.title == f"This is {noun}."
    assert ADVICE.get(noun, "save or print it as a PDF") in refused.advice


@pytest.mark.parametrize("noun", KINDS)
@pytest.mark.parametrize("suffix", [".pdf", ".TIFF"])
def test_what_a_name_promises_is_cleared_up_first(tmp_path: Path, noun: str, suffix: str) -> None:
    title = refusal(put(tmp_path, "document" + suffix, KINDS[noun])).title
    assert title == f"Its name ends in {suffix.lower()}, but this is really {noun}."


@pytest.mark.parametrize("content", ["Grüße".encode("utf-16"), b"\xfe\xff\0p"])
def test_text_of_windows_programs_is_text(tmp_path: Path, content: bytes) -> None:
    assert refusal(put(tmp_path, "note.txt", content)).title == "This is a text file."


@pytest.mark.parametrize(
    "content", [bytes(500), b"\x01\x02\x03BM", b"BMab\0\0\x01\0\0" + bytes(30), b"RIFF\0\0\0\0ACON"]
)
def test_what_nobody_recognises(tmp_path: Path, content: bytes) -> None:
    assert refusal(put(tmp_path, "thing.dat", content)).title == "This is not a PDF or TIFF."
    title = refusal(put(tmp_path, "thing.pdf", content)).title
    assert title == "Its name ends in .pdf, but its content is not that of a PDF; it may be damaged."


def test_the_folders_of_a_large_office_file_are_found_at_its_end(tmp_path: Path) -> None:
    content = archive("docProps/thumbnail.jpeg", "word/document.xml")
    assert b"word/" not in content[:4096]
    assert refusal(put(tmp_path, "letter.docx", content)).title == "This is a Word document."


def test_a_pdf_that_speaks_of_other_formats_stays_a_pdf(tmp_path: Path) -> None:
    content = pdf([*page_objects(1), stream(picture("PNG") + b"<html><body>")])
    assert examine(put(tmp_path, "about.pdf", content)).pages == 1

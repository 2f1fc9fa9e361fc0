"""From whatever is dropped to documents that can be faxed; one bad file never stops the others."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from faxdesk.core.cancel import Never
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.model import DocumentType
from faxdesk.documents import heic, office
from faxdesk.documents.examine import examine
from faxdesk.documents.gathering import LeftOut
from faxdesk.documents.intake import Blob, Intake, Refused, Taken
from faxdesk.documents.office import find_office, office_to_pdf
from faxdesk.documents.worker import Lost, Worker
from tests.documents.files import encrypted_pdf, fax_page, page_objects, pages_pdf, pdf, pillow_tiff, put

LIBRE = find_office()
ENCODER = shutil.which("heif-enc")
posix = pytest.mark.skipif(sys.platform == "win32", reason="a program that plays LibreOffice is a shell script here")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker() as child:
        yield child


@pytest.fixture
def intake(worker: Worker, tmp_path: Path) -> Intake:
    return Intake(worker, tmp_path / "made", "CH", office=lambda: None)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def picture(kind: str = "PNG", size: tuple[int, int] = (80, 60)) -> bytes:
    out = io.BytesIO()
    fax_page(1, size).convert("RGB").save(out, kind)
    return out.getvalue()


def archive(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr(name, "x" * 9000)
    return out.getvalue()


def codes(taken: object) -> list[str]:
    assert isinstance(taken, Taken)
    return [finding.code for finding in taken.document.findings]


# ------------------------------------------------------------------------------------------------------ as it is


@pytest.mark.parametrize(("name", "content"), [("a.pdf", pages_pdf(3)), ("b.tif", pillow_tiff(3)), ("c", pages_pdf(3))])
def test_pdf_and_tiff_stay_as_they_are(intake: Intake, files: Path, name: str, content: bytes) -> None:
    path = put(files, name, content)
    taken = intake.one(path)
    assert (taken.document.path, taken.document.pages, taken.made) == (path, 3, False)
    assert path.read_bytes() == content
    assert list(files.iterdir()) == [path]


def test_a_locked_pdf_goes_out_as_a_copy_that_is_open(intake: Intake, files: Path) -> None:
    path = put(files, "secret.pdf", encrypted_pdf(user="open", owner="own"))
    with pytest.raises(InputRefused) as refused:
        intake.one(path)
    assert refused.value.code == "password"
    taken = intake.one(path, password="open")
    assert codes(taken) == ["unlocked"]
    assert (taken.document.path.name, taken.document.pages, taken.document.locked) == ("secret.pdf", 2, False)
    # Who has no password does not profit from another's.
    with pytest.raises(InputRefused, match="only with a password"):
        intake.one(path)
    intake.clear()
    assert not taken.document.path.exists()
    assert path.exists()


def test_a_damaged_pdf_goes_out_repaired_and_without_what_it_would_do(intake: Intake, files: Path) -> None:
    script = b"/OpenAction << /S /JavaScript /JS (x) >>"
    path = put(files, "old.pdf", pdf(page_objects(3, catalog=script)) + b"\0" * 100_000)
    taken = intake.one(path)
    assert codes(taken) == ["repaired"]
    assert "left out" in taken.document.warnings[0]
    assert taken.document.pages == 3
    assert b"JavaScript" not in taken.document.path.read_bytes()


# --------------------------------------------------------------------------------------------------------- made


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "AVIF"])
def test_pictures_become_a_page(intake: Intake, files: Path, kind: str) -> None:
    path = put(files, f"scan.{kind.lower()}", picture(kind))
    taken = intake.one(path)
    assert (taken.made, taken.document.type, taken.document.pages) == (True, DocumentType.PDF, 1)
    assert (taken.name, taken.document.path.name) == (path.name, "scan.pdf")
    assert list(files.iterdir()) == [path]
    (size,) = taken.document.sizes
    assert (round(size.width), round(size.height)) == (842, 595)


def test_a_picture_with_the_name_of_a_pdf_is_taken_and_said_so(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "scan.pdf", picture()))
    assert (taken.kind, codes(taken)) == ("png", ["other_type"])


def test_the_paper_is_that_of_the_region(worker: Worker, files: Path, tmp_path: Path) -> None:
    taken = Intake(worker, tmp_path / "made", "US").one(put(files, "note.txt", b"Hello"))
    assert (taken.document.sizes[0].width, taken.document.sizes[0].height) == (612, 792)


def test_text_becomes_pages(intake: Intake, files: Path) -> None:
    told: list[tuple[str, int]] = []
    path = put(files, "note.txt", b"one\ftwo\fthree")
    taken = intake.one(path, step=lambda name, pages: told.append((name, pages)))
    assert (taken.kind, taken.document.pages) == ("txt", 3)
    assert told == [("note.txt", 0), ("note.txt", 1), ("note.txt", 2), ("note.txt", 3)]


@pytest.mark.parametrize("text", ["Received: yesterday\n", "use <html> and <body>\n", "<?xml ?>\n", "a;b\n1;2\n"])
def test_text_about_other_formats_stays_text(intake: Intake, files: Path, text: str) -> None:
    assert intake.one(put(files, "notes.csv", text.encode())).kind == "txt"


def test_drawings_and_data_are_refused_by_name(intake: Intake, files: Path) -> None:
    for content, said in ((b"<svg></svg>", "an SVG drawing"), (b"<?xml ?><a/>", "an XML file"), (bytes(9), "no kind")):
        with pytest.raises(InputRefused, match=said):
            intake.one(put(files, "thing", content))


def test_the_same_content_is_made_once(intake: Intake, files: Path, tmp_path: Path) -> None:
    first = intake.one(put(files, "a.png", picture()))
    before = first.document.path.stat().st_mtime_ns
    again = intake.one(put(tmp_path, "a.png", picture()))
    assert again.document.path == first.document.path
    assert again.document.path.stat().st_mtime_ns == before
    assert intake.one(put(files, "a.png", picture(size=(90, 60)))).document.path != first.document.path
    intake.clear()
    assert intake.one(tmp_path / "a.png").document.path.exists()


def test_files_that_are_nowhere_on_disk(intake: Intake) -> None:
    results = list(
        intake.take(
            [
                Blob("Offer: März/2.pdf", pages_pdf(2)),
                Blob("image.png", picture()),
                Blob("", b"text"),
                Blob("e.pdf", b""),
            ]
        )
    )
    assert [one.name for one in results if not isinstance(one, LeftOut)] == [
        "Offer: März/2.pdf",
        "image.png",
        "",
        "e.pdf",
    ]
    first, second, third, last = results
    assert isinstance(first, Taken)
    assert (first.document.path.name, first.document.pages, first.made) == ("Offer_ März_2.pdf", 2, False)
    assert isinstance(second, Taken)
    assert isinstance(third, Taken)
    assert isinstance(last, Refused)
    assert last.error.title == "The file is empty (0 bytes)."


# ---------------------------------------------------------------------------------------------- one never stops all


def test_each_file_has_its_own_fate_in_order(intake: Intake, files: Path) -> None:
    put(files, "1 letter.pdf", pages_pdf(2))
    put(files, "2 broken.png", picture()[:60])
    put(files, "3 mail.eml", b"Received: from mx.example.com\r\nSubject: x\r\n\r\nHello")
    put(files, "4 all.zip", archive("letter.pdf"))
    put(files, "5 page.pdf", b"<!DOCTYPE html><html><body>Sign in</body></html>")
    put(files, "6 film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    put(files, "7 offer.docx", archive("word/document.xml"))
    put(files, "8 empty.pdf", b"")
    put(files, "9 scan.tif", pillow_tiff(2))
    put(files, "Thumbs.db", b"x")
    results = list(intake.take([files, files / "gone.pdf"]))
    kinds = [type(one).__name__ for one in results]
    assert kinds == ["Taken", *["Refused"] * 7, "Taken", "LeftOut", "Refused"]
    said = {one.name.split()[0]: str(one.error) for one in results if isinstance(one, Refused)}
    assert "damaged or not complete" in said["2"]
    assert "drag its attachments here" in said["3"]
    assert "Unpack it first" in said["4"]
    assert "really a web page" in said["5"]
    assert "a video or sound recording" in said["6"]
    assert "no LibreOffice is installed" in said["7"]
    assert "Save as PDF" in said["7"]
    assert "empty" in said["8"]
    assert "not there" in said["gone.pdf"]


def test_pictures_can_be_one_document(intake: Intake, files: Path) -> None:
    for name, content in (
        ("1.png", picture()),
        ("2.jpg", picture("JPEG")),
        ("3.png", picture()[:50]),
        ("4.gif", picture("GIF")),
        ("5.pdf", pages_pdf()),
        ("6.png", picture()),
    ):
        put(files, name, content)
    results = list(intake.take([files], join_pictures=True))
    assert [one.name for one in results if not isinstance(one, LeftOut)] == [
        "3.png",
        "1.png and 2 more",
        "5.pdf",
        "6.png",
    ]
    joined = results[1]
    assert isinstance(joined, Taken)
    assert (joined.document.pages, joined.document.path.name) == (3, "1.pdf")
    assert picture("JPEG") in joined.document.path.read_bytes()


def test_intake_can_be_stopped(intake: Intake, files: Path) -> None:
    class Set:
        def is_set(self) -> bool:
            return True

    with pytest.raises(Stopped):
        list(intake.take([put(files, "a.pdf", pages_pdf())], Set()))


@posix
def test_a_disk_without_room_is_said_and_stops_no_other(worker: Worker, files: Path, tmp_path: Path) -> None:
    put(files, "1.txt", b"text")
    put(files, "2.pdf", pages_pdf())
    blocked = Intake(worker, put(tmp_path, "file", b"") / "made")
    text, blob, document = blocked.take([files / "1.txt", Blob("a.png", picture()), files / "2.pdf"])
    assert isinstance(document, Taken)
    for refused in (text, blob):
        assert isinstance(refused, Refused)
        assert refused.error.code == "cannot_write"
        assert "(Not a directory)" in refused.error.title


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_the_child_tells_that_a_disk_is_full(worker: Worker, files: Path) -> None:
    words = {"path": str(put(files, "a.png", picture())), "name": "a", "out": "/dev/full", "paper": [595, 842]}
    assert worker.call("picture", words, 9) == ({"fault": "No space left on device"}, b"")
    words = {"path": str(put(files, "a.txt", b"text")), "name": "a", "out": "/dev/full", "paper": [595, 842]}
    assert worker.call("set_text", words, 9) == ({"fault": "No space left on device"}, b"")


@posix
def test_a_child_that_is_lost_while_it_writes_refuses_that_file(files: Path, tmp_path: Path) -> None:
    lines = "import sys; sys.stdin.buffer.read(1); sys.exit(1)"
    with Worker(command=lambda *_: [sys.executable, "-c", lines]) as child:
        intake = Intake(child, tmp_path / "made")
        with pytest.raises(InputRefused) as refused:
            intake.one(put(files, "a.png", picture()))
        assert refused.value.code == "too_hard"
        both = [Taken(files, f"{name}.png", "png", examine(put(files, f"{name}.pdf", pages_pdf()))) for name in "ab"]
        (joined,) = intake._joined(both)
    assert isinstance(joined, Refused)
    assert (joined.name, joined.error.code) == ("a.png and 1 more", "too_hard")


@pytest.mark.parametrize("locked", [True, False])
def test_a_copy_that_cannot_be_made(
    worker: Worker, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """A damaged file then goes out as it is; a locked one cannot."""
    content = encrypted_pdf(user="open", owner="own") if locked else pages_pdf(3) + b"\0" * 99_999
    path = put(files, "a.pdf", content)
    really_call = Worker.call

    def lost(self: Worker, operation: str, *more: Any) -> Any:
        if operation == "rewrite":
            raise Lost
        return really_call(self, operation, *more)

    monkeypatch.setattr(Worker, "call", lost)
    intake = Intake(worker, tmp_path / "made")
    if locked:
        with pytest.raises(InputRefused, match="cannot be opened"):
            intake.one(path, password="open")
    else:
        taken = intake.one(path)
        assert (taken.document.path, taken.made, codes(taken)) == (path, False, ["repaired"])


# -------------------------------------------------------------------------------------------------------- office


def program(folder: Path, script: str) -> Path:
    """A program that stands in the place of LibreOffice."""
    path = put(folder, "soffice", f"#!/bin/sh\n{script}\n".encode())
    path.chmod(0o755)
    return path


WRITES = 'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; cp "{pdf}" "$2/document.pdf"; echo "$3" > "{told}"'


@posix
def test_office_documents_are_converted_in_a_place_of_their_own(worker: Worker, files: Path, tmp_path: Path) -> None:
    made, told = put(tmp_path, "made.pdf", pages_pdf(4)), tmp_path / "told"
    stand_in = program(tmp_path, WRITES.format(pdf=made, told=told))
    path = put(files, "Offer 3.docx", archive("word/document.xml"))
    taken = Intake(worker, tmp_path / "made", office=lambda: stand_in).one(path)
    assert (taken.kind, taken.document.pages, taken.document.path.name) == ("docx", 4, "Offer 3.pdf")
    assert codes(taken) == ["converted"]
    source = Path(told.read_text().strip())
    assert source.name == "document.docx"
    assert (tmp_path / "made") in source.parents
    assert not source.exists()
    assert list(files.iterdir()) == [path]


@posix
@pytest.mark.parametrize("script", ["exit 1", "exit 0", "kill -9 $$"])
def test_an_office_program_that_fails_is_a_refusal(worker: Worker, files: Path, tmp_path: Path, script: str) -> None:
    stand_in = program(tmp_path, script)
    intake = Intake(worker, tmp_path / "made", office=lambda: stand_in)
    with pytest.raises(InputRefused, match="LibreOffice could not make a PDF"):
        intake.one(put(files, "a.rtf", b"{\\rtf1 Hello}"))


@posix
def test_an_office_program_that_hangs_is_ended_with_its_children(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Soon:
        def __init__(self) -> None:
            self.until = time.monotonic() + 0.3

        def is_set(self) -> bool:
            return time.monotonic() > self.until

    alive = tmp_path / "alive"
    stand_in = program(tmp_path, f'sleep 300 & echo $! > "{alive}"; wait')
    path = put(files, "a.rtf", b"{\\rtf1 Hello}")
    with pytest.raises(Stopped):
        office_to_pdf(stand_in, path, tmp_path / "out.pdf", "a.rtf", ".rtf", Soon())
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(InputRefused, match="LibreOffice could not"):
        office_to_pdf(stand_in, path, tmp_path / "out.pdf", "a.rtf", ".rtf", Never())
    child = alive.read_text().strip()
    state = subprocess.run(["/bin/ps", "-o", "stat=", "-p", child], capture_output=True, text=True, check=False).stdout
    assert state.strip() in {"", "Z", "Z+", "Zs"}
    assert list(tmp_path.glob("office-*")) == []


def test_an_office_program_is_looked_for_where_systems_keep_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/libreoffice" if name == "libreoffice" else None)
    assert find_office() == Path("/bin/libreoffice")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(office, "_usual_places", lambda: iter([tmp_path / "gone", put(tmp_path, "there", b"")]))
    assert find_office() == tmp_path / "there"
    monkeypatch.undo()
    if sys.platform != "win32":
        for platform, part in (("linux", "/usr/lib/libreoffice"), ("darwin", "LibreOffice.app")):
            monkeypatch.setattr(sys, "platform", platform)
            assert any(part in str(path) for path in office._usual_places())


@posix
def test_an_office_program_that_is_gone_is_a_refusal(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/frozen")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/own")
    told = tmp_path / "told"
    stand_in = program(tmp_path, f'echo "$LD_LIBRARY_PATH" > "{told}"')
    path = put(files, "a.rtf", b"{\\rtf1 Hello}")
    for place in (stand_in, tmp_path / "gone"):
        with pytest.raises(InputRefused, match="LibreOffice could not"):
            office_to_pdf(place, path, tmp_path / "out.pdf", "a.rtf", ".rtf", Never())
    # Without a shell in between, as on Windows.
    monkeypatch.setattr(office, "limited", lambda command, memory: command)
    with pytest.raises(InputRefused, match="LibreOffice could not"):
        office_to_pdf(tmp_path / "gone", path, tmp_path / "out.pdf", "a.rtf", ".rtf", Never())
    assert told.read_text() == "/own\n"


@pytest.mark.skipif(LIBRE is None, reason="LibreOffice is not installed here")
def test_a_real_office_program_makes_a_pdf(worker: Worker, files: Path, tmp_path: Path) -> None:
    intake = Intake(worker, tmp_path / "made")
    taken = intake.one(put(files, "letter.rtf", b"{\\rtf1\\ansi Hello {\\b world}\\page second}"))
    assert (taken.kind, taken.document.pages, taken.document.findings[0].code) == ("rtf", 2, "converted")


@pytest.mark.skipif(LIBRE is None, reason="LibreOffice is not installed here")
def test_a_web_page_is_converted_whole_and_reaches_nothing(worker: Worker, files: Path, tmp_path: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]  # it comes without type information

    own = put(files, "own.png", picture(size=(300, 300))).as_uri()
    page = f'<html><body><h1>Offer</h1><p>Price</p><img src="{own}"></body></html>'
    taken = Intake(worker, tmp_path / "made").one(put(files, "offer.html", page.encode()))
    document = pypdfium2.PdfDocument(taken.document.path)
    assert document[0].get_textpage().get_text_range().split() == ["Offer", "Price"]
    assert [thing.type for thing in document[0].get_objects()].count(3) == 0
    document.close()


# ---------------------------------------------------------------------------------------------------------- HEIC

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)


def test_heic_without_a_program_says_what_to_do(intake: Intake, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heic, "_converter", lambda source, out: None)
    with pytest.raises(InputRefused, match="This is a HEIC picture") as refused:
        intake.one(put(files, "IMG_1.HEIC", HEIC))
    assert "JPEG or PDF" in refused.value.advice


@posix
def test_heic_goes_through_the_program_of_this_computer(
    intake: Intake, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    png = put(tmp_path, "made.png", picture())
    monkeypatch.setattr(heic, "_converter", lambda source, out: ["/bin/cp", str(png), str(out)])
    taken = intake.one(put(files, "IMG_1.HEIC", HEIC))
    assert (taken.kind, taken.document.pages, taken.document.path.name) == ("heic", 1, "IMG_1.pdf")
    monkeypatch.setattr(heic, "_converter", lambda source, out: ["/bin/false"])
    with pytest.raises(InputRefused, match="HEIC picture is damaged"):
        intake.one(put(files, "IMG_2.HEIC", HEIC + b"2"))


def test_a_program_for_heic_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/heif-convert" if name == "heif-convert" else None)
    monkeypatch.setattr(sys, "platform", "linux")
    assert heic._converter(Path("a"), Path("b.png")) == ["/bin/heif-convert", "a", "b.png"]
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert heic._converter(Path("a"), Path("b.png")) is None
    monkeypatch.setattr(sys, "platform", "darwin")
    command = heic._converter(Path("a"), Path("b.tiff"))
    assert command is not None
    assert command[0] == "/usr/bin/sips"


def test_a_program_for_heic_that_hangs_is_ended(intake: Intake, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heic, "_SECONDS", 0.1)
    monkeypatch.setattr(heic, "_converter", lambda source, out: [sys.executable, "-c", "import signal; signal.pause()"])
    with pytest.raises(InputRefused, match="HEIC picture is damaged"):
        intake.one(put(files, "IMG_3.HEIC", HEIC + b"3"))


@pytest.mark.skipif(not (ENCODER and heic._converter(Path("a"), Path("b"))), reason="no HEIC tools here")
def test_a_real_heic_becomes_a_page(intake: Intake, files: Path, tmp_path: Path) -> None:
    source = tmp_path / "source.png"
    Image.new("RGB", (64, 64), "navy").save(source)
    made = files / "IMG_1.heic"
    done = subprocess.run([str(ENCODER), str(source), "-o", str(made)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("the encoder of this computer cannot write HEIC")
    assert intake.one(made).document.pages == 1

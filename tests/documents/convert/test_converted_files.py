"""Documents that are converted: office documents by LibreOffice, HEIC pictures by what FaxDesk or macOS brings."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageOps

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.model import DocumentType
from faxdesk.documents.common import child_process
from faxdesk.documents.convert import heic, libreoffice
from faxdesk.documents.convert.libreoffice import find_office, office_to_pdf
from faxdesk.documents.convert.picture_reading import read_picture
from faxdesk.documents.inspection.page_source import render
from faxdesk.documents.intake.intake import Intake
from tests.documents.files import pages_pdf, put
from tests.documents.heic_samples import PLAIN, TURNED, TWO
from tests.documents.incoming import archive, codes, picture

if TYPE_CHECKING:
    from faxdesk.documents.worker.client import Worker

LIBRE = find_office()
posix = pytest.mark.skipif(sys.platform == "win32", reason="a program that plays LibreOffice is a shell script here")


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
    alive = tmp_path / "alive"

    class OnceItWorks:
        def is_set(self) -> bool:
            return alive.exists() and alive.read_text() != ""

    stand_in = program(tmp_path, f'sleep 300 & echo $! > "{alive}"; wait')
    path = put(files, "a.rtf", b"{\\rtf1 Hello}")
    with pytest.raises(Stopped):
        office_to_pdf(stand_in, path, tmp_path / "out.pdf", "a.rtf", ".rtf", OnceItWorks())
    child = alive.read_text().strip()
    monkeypatch.setattr(libreoffice, "SECONDS", 0.2)
    with pytest.raises(InputRefused, match="LibreOffice could not"):
        office_to_pdf(stand_in, path, tmp_path / "out.pdf", "a.rtf", ".rtf", NeverCancelled())
    for pid in (child, alive.read_text().strip()):
        looked = subprocess.run(
            ["/bin/ps", "-o", "stat=", "-p", pid], capture_output=True, encoding="utf-8", check=False
        )
        assert looked.stdout.strip()[:1] in {"", "Z"}
    assert list(tmp_path.glob("office-*")) == []


def test_an_office_program_is_looked_for_where_systems_keep_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: "/bin/libreoffice" if name == "libreoffice" else None)
    assert find_office() == Path("/bin/libreoffice")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(libreoffice, "_usual_places", lambda: iter([tmp_path / "gone", put(tmp_path, "there", b"")]))
    assert find_office() == tmp_path / "there"
    monkeypatch.undo()
    if sys.platform != "win32":
        for platform, part in (("linux", "/usr/lib/libreoffice"), ("darwin", "LibreOffice.app")):
            monkeypatch.setattr(sys, "platform", platform)
            assert any(part in str(path) for path in libreoffice._usual_places())


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
            office_to_pdf(place, path, tmp_path / "out.pdf", "a.rtf", ".rtf", NeverCancelled())
    # Without a shell in between, as on Windows.
    monkeypatch.setattr(child_process, "_limiting", lambda memory: [])
    with pytest.raises(InputRefused, match="LibreOffice could not"):
        office_to_pdf(tmp_path / "gone", path, tmp_path / "out.pdf", "a.rtf", ".rtf", NeverCancelled())
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


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has a decoder of its own")
@pytest.mark.parametrize(
    ("content", "shape", "black"), [(PLAIN, (4, 3), (0, 0)), (TURNED, (3, 4), (1, 0)), (TWO, (4, 3), (0, 0))]
)
def test_a_picture_of_a_phone_becomes_a_page_as_it_was_taken(
    intake: Intake, files: Path, content: bytes, shape: tuple[int, int], black: tuple[int, int]
) -> None:
    taken = intake.one(put(files, "IMG_1.HEIC", content))
    assert (taken.kind, taken.document.pages, taken.document.path.name) == ("heic", 1, "IMG_1.pdf")
    page = render(taken.document.path, DocumentType.PDF, 0, 400)
    image = ImageOps.invert(Image.frombytes(page.mode, (page.width, page.height), page.data).convert("L"))
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    # A quarter of the picture is black; the rest cannot be told from the paper.
    assert (right - left) * shape[1] == pytest.approx((bottom - top) * shape[0], rel=0.15)
    middle = (left + right) / 2 > page.width / 2, (top + bottom) / 2 > page.height / 2
    assert middle[0] is bool(black[0])
    texts = [finding.text for finding in taken.document.findings if finding.code == "first_frame"]
    assert texts == (["The file has 2 pictures. Its main one is faxed."] if content is TWO else [])


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has a decoder of its own")
def test_a_heic_that_is_cut_off_is_refused(intake: Intake, files: Path) -> None:
    for length in (450, 300, 60):
        with pytest.raises(InputRefused, match="damaged"):
            intake.one(put(files, f"{length}.heic", PLAIN[:length]))


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has a decoder of its own")
def test_heic_without_a_decoder_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(InputRefused, match="This is a HEIC picture") as refused:
        read_picture(put(tmp_path, "IMG_1.HEIC", PLAIN), "IMG_1.HEIC")
    assert "JPEG or PDF" in refused.value.advice


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has a decoder of its own")
def test_no_encoder_comes_along() -> None:
    """Those of HEVC are bound to the GPL, which FaxDesk's packages cannot keep."""
    from pi_heif import libheif_info  # type: ignore[attr-defined]  # it lists what it exports for itself only

    assert set(libheif_info()["encoders"]) <= {"mask"}
    assert set(libheif_info()["decoders"]) == {"libde265"}


# -------------------------------------------------------------------------------------- by the program of macOS


Sips = Callable[[Callable[[str], list[str]]], None]


@pytest.fixture
def sips(monkeypatch: pytest.MonkeyPatch) -> Sips:
    """Let a command convert, which is made of the path of its result."""
    monkeypatch.setattr("faxdesk.documents.intake.intake.has_converter", lambda: True)
    return lambda command: monkeypatch.setattr(heic, "_command", lambda source, out: command(str(out)))


@posix
def test_heic_goes_through_the_program_of_this_computer(
    intake: Intake, files: Path, tmp_path: Path, sips: Sips
) -> None:
    made = put(tmp_path, "made.tiff", picture("TIFF"))
    sips(lambda out: ["/bin/cp", str(made), out])
    taken = intake.one(put(files, "IMG_1.HEIC", HEIC))
    assert (taken.kind, taken.document.pages, taken.document.path.name) == ("heic", 1, "IMG_1.pdf")
    for command in ("/bin/false", "/gone"):
        sips(lambda out, command=command: [command])  # type: ignore[misc]
        with pytest.raises(InputRefused, match="HEIC picture is damaged"):
            intake.one(put(files, "IMG_2.HEIC", HEIC + b"2"))


@posix
def test_a_heic_with_several_pictures_is_warned_of(intake: Intake, files: Path, tmp_path: Path, sips: Sips) -> None:
    made = put(tmp_path, "made.tiff", picture("TIFF"))
    script = 'for number in 1 2 10; do cp "$0" "${1%.tiff}-$number.tiff"; done'
    sips(lambda out: ["/bin/sh", "-c", script, str(made), out])
    (found,) = intake.one(put(files, "burst.heic", HEIC + b"3")).document.findings
    assert (found.code, found.text) == ("first_frame", "The file has 3 pictures. The first is faxed.")


def test_only_macos_converts_heic_by_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heic._command(Path("a"), Path("b.tiff"))[0] == "/usr/bin/sips"
    for platform, has in (("linux", False), ("win32", False), ("darwin", True)):
        monkeypatch.setattr(sys, "platform", platform)
        assert heic.has_converter() is has


def test_a_program_for_heic_that_cannot_be_started_is_no_fault(
    intake: Intake, files: Path, monkeypatch: pytest.MonkeyPatch, sips: Sips
) -> None:
    def refuse(*_words: object, **_more: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(heic, "ChildProcess", refuse)
    sips(lambda out: [out])
    with pytest.raises(InputRefused, match="HEIC picture is damaged"):
        intake.one(put(files, "IMG_4.HEIC", HEIC + b"4"))


@posix
def test_a_program_for_heic_that_hangs_is_ended(
    intake: Intake, files: Path, monkeypatch: pytest.MonkeyPatch, sips: Sips
) -> None:
    monkeypatch.setattr(heic, "_SECONDS", 0.1)
    sips(lambda out: [sys.executable, "-c", "import signal; signal.pause()"])
    with pytest.raises(InputRefused, match="HEIC picture is damaged"):
        intake.one(put(files, "IMG_3.HEIC", HEIC + b"3"))

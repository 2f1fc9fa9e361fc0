"""Documents that other programs of this computer convert: office documents and HEIC pictures."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from faxdesk.core.cancel_token import NeverCancelled
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.documents.convert import heic, libreoffice
from faxdesk.documents.convert.libreoffice import find_office, office_to_pdf
from faxdesk.documents.intake.intake import Intake
from tests.documents.files import pages_pdf, put
from tests.documents.incoming import archive, codes, picture

if TYPE_CHECKING:
    from faxdesk.documents.worker.client import Worker

LIBRE = find_office()
ENCODER = shutil.which("heif-enc")
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
    monkeypatch.setattr(libreoffice, "limited", lambda command, memory: command)
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


@posix
def test_a_heic_with_several_pictures_is_warned_of(
    intake: Intake, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    png = put(tmp_path, "made.png", picture())
    script = 'for number in 1 2 10; do cp "$0" "${1%.png}-$number.png"; done'
    monkeypatch.setattr(heic, "_converter", lambda source, out: ["/bin/sh", "-c", script, str(png), str(out)])
    (found,) = intake.one(put(files, "burst.heic", HEIC + b"3")).document.findings
    assert (found.code, found.text) == ("first_frame", "The file has 3 pictures. The first is faxed.")


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

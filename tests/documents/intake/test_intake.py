"""From whatever is dropped to documents that can be faxed; one bad file never stops the others."""

from __future__ import annotations

import base64
import errno
import os
import re
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.file_names import reachable
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.findings import FindingLevel
from faxdesk.documents.common.opening import is_placeholder
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.intake.folders import LeftOut
from faxdesk.documents.intake.intake import FETCHING, Blob, Intake, RefusedFile, Taken
from faxdesk.documents.worker.client import Worker, WorkerLost
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, pillow_tiff, put
from tests.documents.incoming import archive, codes, picture
from tests.documents.print_corpus import corpus
from tests.documents.signed_files import signed
from tests.system_words import said_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other words for that")


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


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("stamp on the screen only", ["not_printed"]),
        ("signature that does not print", ["signature_not_printing"]),
        ("layer set not to print", ["layer_not_printed"]),
        ("field with an old look", []),
        ("line", []),
        ("unit of two points", []),
    ],
)
def test_a_copy_has_settled_what_other_programs_show(intake: Intake, files: Path, name: str, left: list[str]) -> None:
    taken = intake.one(put(files, "bad.pdf", corpus()[name] + b"\0" * 99_000))
    assert taken.made
    assert codes(taken) == ["repaired", *left]
    assert [finding.remedy for finding in taken.document.findings] == [None] * (1 + len(left))
    assert codes(intake.one(taken.document.path)) == []


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "AVIF"])
def test_pictures_become_a_page(intake: Intake, files: Path, kind: str) -> None:
    path = put(files, f"scan.{kind.lower()}", picture(kind))
    taken = intake.one(path)
    assert (taken.made, taken.document.type, taken.document.pages) == (True, DocumentType.PDF, 1)
    assert (taken.name, taken.document.path.name) == (path.name, "scan.pdf")
    assert list(files.iterdir()) == [path]
    (size,) = taken.document.sizes
    assert (round(size.width), round(size.height)) == (595, 842)


def test_a_picture_with_the_name_of_a_pdf_is_taken_and_said_so(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "scan.pdf", picture()))
    assert (taken.kind, codes(taken)) == ("png", ["other_type"])


def test_the_paper_is_that_of_the_region(worker: Worker, files: Path, tmp_path: Path) -> None:
    taken = Intake(worker, tmp_path / "made", "US").one(put(files, "note.txt", b"Hello"))
    assert (taken.document.sizes[0].width, taken.document.sizes[0].height) == (612, 792)


def test_text_becomes_pages(intake: Intake, files: Path) -> None:
    told: list[tuple[str, int]] = []
    path = put(files, "note.txt", b"one\ftwo\fthree")
    taken = intake.one(path, progress=lambda name, pages: told.append((name, pages)))
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


def test_what_is_said_of_a_name_is_not_said_of_another(intake: Intake, files: Path) -> None:
    """The same picture comes twice, once with the name of a PDF."""
    wrong, right = put(files, "scan.pdf", picture()), put(files, "scan.png", picture())
    assert [codes(intake.one(path)) for path in (wrong, right)] == [["other_type"], []]
    intake.clear()
    assert [codes(intake.one(path)) for path in (right, wrong)] == [[], ["other_type"]]


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
    assert isinstance(last, RefusedFile)
    assert last.error.title == "The file is empty (0 bytes)."


# ---------------------------------------------------------------------------------------------------- taken out


@pytest.mark.parametrize(
    ("content", "name", "inside"),
    [
        (signed(pages_pdf(3)), "contratto.pdf.p7m", "contratto.pdf"),
        (signed(pages_pdf(3), chunk=100, indefinite=True), "contratto.PDF.P7M", "contratto.PDF"),
        (base64.encodebytes(signed(pages_pdf(3))), "contratto.p7m", "contratto"),
        (signed(signed(pages_pdf(3), chunk=64)), "contratto.pdf.p7m.p7m", "contratto.pdf.p7m"),
        (signed(pages_pdf(3)), "contratto.pdf", "contratto.pdf"),
        (signed(pillow_tiff(3)), "scan.tif.p7m", "scan.tif"),
    ],
)
def test_a_signed_document_is_taken_out_whole(
    intake: Intake, files: Path, content: bytes, name: str, inside: str
) -> None:
    taken = intake.one(put(files, name, content))
    assert (taken.name, taken.document.name, taken.made, taken.document.pages) == (name, name, True, 3)
    assert taken.document.path.read_bytes() in (pages_pdf(3), pillow_tiff(3))
    assert codes(taken) == ["taken_out"]
    assert "signed file" in taken.document.warnings[0]
    assert "not checked" in taken.document.warnings[0]
    assert list(files.iterdir()) == [files / name]
    assert taken.document.path.name in (inside, inside.removesuffix(".p7m"))


def test_what_is_inside_is_taken_in_as_any_file(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "scan.png.p7m", signed(picture())))
    assert (taken.kind, taken.document.pages, codes(taken)) == ("png", 1, ["taken_out"])
    locked = put(files, "secret.pdf.p7m", signed(encrypted_pdf(user="open", owner="own")))
    with pytest.raises(InputRefused) as refused:
        intake.one(locked)
    assert (refused.value.field, refused.value.code) == ("secret.pdf.p7m", "password")
    assert codes(intake.one(locked, password="open")) == ["taken_out", "unlocked"]


def test_what_is_inside_is_refused_under_the_name_of_the_file(intake: Intake, files: Path) -> None:
    invoice = b'<?xml version="1.0"?><p:FatturaElettronica xmlns:p="x"/>'
    with pytest.raises(InputRefused, match="In this signed file: This is an electronic invoice") as refused:
        intake.one(put(files, "fattura.xml.p7m.p7m", signed(signed(invoice))))
    assert (refused.value.field, refused.value.title.count("In this")) == ("fattura.xml.p7m.p7m", 1)
    with pytest.raises(InputRefused, match="only the signature of a document"):
        intake.one(put(files, "letter.pdf.p7s", signed(None)))
    with pytest.raises(InputRefused, match="The file is empty"):
        intake.one(put(files, "empty.p7m", signed(b"")))


def test_files_in_files_end(intake: Intake, files: Path) -> None:
    content = pages_pdf()
    for _ in range(9):
        content = signed(content)
    with pytest.raises(InputRefused, match="inside of too many other files"):
        intake.one(put(files, "deep.p7m", content))


def test_only_the_pdf_is_sent_of_what_has_something_before_it(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "letter.pdf", b"HTTP/1.1 200 OK\r\n\r\n" + pages_pdf(2)))
    assert codes(taken) == ["taken_out"]
    assert taken.document.path.read_bytes() == pages_pdf(2)
    assert taken.document.path.name == "letter.pdf"


# ---------------------------------------------------------------------------------------------------- no document


@pytest.mark.parametrize("content", [b"", b"x", b'{"doc_id": "1"}'])
@pytest.mark.parametrize("name", ["Vertrag.gdoc", "Plan.GSHEET", "Portal.url", "letter.pdf.icloud", "a.pdf.owncloud"])
def test_links_are_refused_whatever_is_in_them(intake: Intake, files: Path, name: str, content: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        intake.one(put(files, name, content))
    assert str(refused.value).startswith(
        f"{name}: This is only a link to a document. Open it and save it as PDF, then add that file."
    )


def test_a_link_that_is_gone_is_gone(intake: Intake, files: Path) -> None:
    with pytest.raises(InputRefused, match="not there"):
        intake.one(files / "Vertrag.gdoc")


@posix
def test_a_link_that_cannot_be_read_is_a_link(intake: Intake, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Google's program refuses to read them, with an error that says nothing."""

    def refuse(*_: object) -> Any:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    path = put(files, "Vertrag.gdoc", b"{}")
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(InputRefused, match="only a link"):
        intake.one(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Letter.pages", "a Pages document. Open it in Pages, choose File, Export To, PDF"),
        ("Budget.numbers", "a Numbers spreadsheet"),
        ("Talk.key", "a Keynote presentation"),
        ("Note.rtfd", "a rich text document with its pictures"),
    ],
)
def test_a_document_that_is_a_folder_on_a_mac_is_not_opened(intake: Intake, files: Path, name: str, said: str) -> None:
    (files / "inner" / name).mkdir(parents=True)
    put(files / "inner" / name, "preview.jpg", picture("JPEG"))
    for given in (files / "inner" / name, files):
        (refused,) = intake.take([given])
        assert isinstance(refused, RefusedFile)
        assert (refused.name, said in str(refused.error)) == (name, True)


def test_names_are_one_line_that_reads_as_it_is(intake: Intake) -> None:
    good, bad = intake.take([Blob("a\nb\u202egpj.pdf", pages_pdf()), Blob("c\x1b[2J.zip", archive("x"))])
    assert isinstance(good, Taken)
    assert good.name == good.document.name == r"a\nb\u202egpj.pdf"
    assert isinstance(bad, RefusedFile)
    assert (bad.name, str(bad.error).partition(":")[0]) == (r"c\x1b[2J.zip", r"c\x1b[2J.zip")


def test_a_name_that_is_too_long_names_nothing(intake: Intake, files: Path) -> None:
    (refused,) = intake.take([files / ("x" * 5000)])
    assert isinstance(refused, RefusedFile)


# ------------------------------------------------------------------------------------------------------------ paper


@pytest.mark.parametrize(
    ("region", "of_computer", "paper"),
    [("US", "CH", "Letter"), ("CH", "US", "A4"), ("", "US", "Letter"), ("", "", "A4")],
)
def test_one_rule_says_which_paper_and_it_is_told(
    worker: Worker,
    files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    region: str,
    of_computer: str,
    paper: str,
) -> None:
    monkeypatch.setattr("faxdesk.documents.common.paper.region_of_computer", lambda: of_computer)
    taken = Intake(worker, tmp_path / "made", region).one(put(files, "note.txt", b"Hello"))
    assert round(taken.document.sizes[0].width) == {"Letter": 612, "A4": 595}[paper]
    (found,) = taken.document.findings
    assert (found.code, found.level) == ("paper", FindingLevel.NOTE)
    assert found.text.startswith(f"Set on {paper} paper.")


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
    assert kinds == ["Taken", *["RefusedFile"] * 7, "Taken", "LeftOut", "RefusedFile"]
    said = {one.name.split()[0]: str(one.error) for one in results if isinstance(one, RefusedFile)}
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
        assert isinstance(refused, RefusedFile)
        assert refused.error.code == "cannot_write"
        assert re.search(rf"\(({said_of(errno.ENOTDIR)})", refused.error.title)


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
    assert isinstance(joined, RefusedFile)
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
            raise WorkerLost
        return really_call(self, operation, *more)

    monkeypatch.setattr(Worker, "call", lost)
    intake = Intake(worker, tmp_path / "made")
    if locked:
        with pytest.raises(InputRefused, match="cannot be opened"):
            intake.one(path, password="open")
    else:
        taken = intake.one(path)
        assert (taken.document.path, taken.made, codes(taken)) == (path, False, ["repaired"])


# ----------------------------------------------------------------------------------------------- names and clouds


def test_what_has_a_name_that_windows_keeps_for_a_device_is_taken(intake: Intake, files: Path) -> None:
    path = files / "NUL.pdf"
    reachable(path).write_bytes(pages_pdf(2))
    given: list[Path | Blob] = [path, Blob("con.pdf", pages_pdf(1)), Blob("aux.png", picture())]
    taken = [one for one in intake.take(given) if isinstance(one, Taken)]
    assert [(one.name, one.document.pages) for one in taken] == [("NUL.pdf", 2), ("con.pdf", 1), ("aux.png", 1)]
    assert [one.document.path.name for one in taken[1:]] == ["_con.pdf", "_aux.pdf"]


def test_a_document_is_taken_however_long_its_path_is(intake: Intake, files: Path) -> None:
    path = files / ("x" * 120) / ("y" * 120) / "letter.pdf"
    reachable(path.parent).mkdir(parents=True)
    reachable(path).write_bytes(pages_pdf(2))
    assert intake.one(path).document.pages == 2


class _FirstBlock:
    """Is set as soon as a part of the file has come."""

    def __init__(self) -> None:
        self.asked = 0

    def is_set(self) -> bool:
        self.asked += 1
        return self.asked > 1


def test_a_file_in_a_cloud_is_fetched_with_a_word_and_as_long_as_it_takes(
    intake: Intake, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxdesk.documents.intake.intake.is_placeholder", lambda path: path.name == "cloud.pdf")
    cloud, here = put(files, "cloud.pdf", pages_pdf(2)), put(files, "here.pdf", pages_pdf(1))
    told: list[tuple[str, int]] = []
    for path in (cloud, here):
        assert intake.one(path, progress=lambda *step: told.append(step)).document.pages
    assert told == [("cloud.pdf", FETCHING), ("cloud.pdf", 0), ("here.pdf", 0)]
    put(files, "cloud.pdf", b"x" * 1_000_000)
    cancel = _FirstBlock()
    with pytest.raises(Stopped):
        intake.one(cloud, cancel=cancel)
    assert cancel.asked == 2
    cloud.unlink()
    with pytest.raises(InputRefused, match="not there"):
        intake.one(cloud)


@pytest.mark.parametrize(
    ("marks", "placeholder"), [(0x20, False), (0x1000, True), (0x40000, True), (0x400000, True), (0x80000, False)]
)
def test_windows_marks_what_is_in_a_cloud(
    files: Path, monkeypatch: pytest.MonkeyPatch, marks: int, *, placeholder: bool
) -> None:
    monkeypatch.setattr(Path, "stat", lambda _: SimpleNamespace(st_file_attributes=marks))
    assert is_placeholder(files / "letter.pdf") is placeholder


def test_what_is_on_this_computer_is_no_placeholder(files: Path) -> None:
    assert not is_placeholder(put(files, "letter.pdf", b"x"))
    assert not is_placeholder(files / "gone.pdf")
    assert not is_placeholder(Path("a\0b"))

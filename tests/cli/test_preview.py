"""`faxdesk preview`: the recipient's view, as files for scripts."""

from __future__ import annotations

import io
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageSequence

from faxdesk.core.arrangement import PageRef, SourceDocument
from faxdesk.core.model import DocumentType
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.page import Look, Resolution
from faxdesk.documents.outgoing.prepare import prepare
from faxdesk.documents.worker.client import Renderer, Worker
from tests.documents.fax_files import drawn_pdf, paragraph, photo, photo_at
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, pillow_tiff, put
from tests.documents.print_corpus import annotated, corpus, filled, form, stamp
from tests.links import make_link
from tests.time_limits import PATIENCE, wait_until

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

CORPUS = corpus()


def frames(path: Path) -> list[Image.Image]:
    """The pages of a TIFF."""
    with Image.open(path) as image:
        return [frame.copy() for frame in ImageSequence.Iterator(image)]


def test_a_tiff_has_the_pages_that_send_as_shown_sends(lonely: Shell, tmp_path: Path) -> None:
    path = put(tmp_path, "letter.pdf", drawn_pdf([paragraph(11), photo_at(60, 60, 400, 300)], photo=photo()))
    out = tmp_path / "out.tiff"
    assert lonely.run_program("preview", path, "-o", out).code == 0
    look = Look(Resolution.FINE, Tone.AUTO)
    document = SourceDocument("a", "letter.pdf", path, DocumentType.PDF, 2)
    with Worker() as worker:
        (sent,) = prepare((PageRef("a", 0), PageRef("a", 1)), [document], [look] * 2, tmp_path / "made", worker)
    assert out.read_bytes() == sent.read_bytes()
    for frame in frames(out):
        assert (frame.mode, frame.width, frame.info["compression"]) == ("1", 1728, "group4")
        assert frame.info["dpi"] == pytest.approx((204, 196))


@pytest.mark.parametrize("mode", ["fine", "standard"])
def test_a_folder_has_a_picture_of_each_page_as_the_window_shows_it(lonely: Shell, tmp_path: Path, mode: str) -> None:
    path = put(tmp_path, "letter.pdf", drawn_pdf([paragraph(11), paragraph(9)]))
    out = tmp_path / "pages"
    run = lonely.run("preview", path, "-o", out, "--mode", mode)
    assert run.code == 0
    assert run.out.startswith(f"2 pages written to {out}.")
    assert sorted(each.name for each in out.iterdir()) == ["page-001.png", "page-002.png"]
    with Worker() as worker, Renderer(worker, path, DocumentType.PDF) as renderer:
        for number in range(2):
            shown = renderer.fax(number, Look(Resolution[mode.upper()]), 1728)
            view = (
                Image.frombytes("RGB", (shown.width, shown.height), shown.data, "raw", "BGRX")
                if shown.mode == "BGRA"
                else Image.frombytes(shown.mode, (shown.width, shown.height), shown.data)
            )
            with Image.open(out / f"page-00{number + 1}.png") as picture:
                assert picture.mode == "1"
                assert picture.size == view.size
                assert picture.height / picture.width == pytest.approx(842 / 610, abs=0.01)
                assert picture.convert("L").tobytes() == view.convert("L").tobytes()


def test_several_files_are_put_together_in_order(lonely: Shell, tmp_path: Path) -> None:
    first = put(tmp_path, "b.pdf", pages_pdf(2))
    second = put(tmp_path, "a.tif", pillow_tiff(1, dpi=(204, 196)))
    third = put(tmp_path, "c.txt", b"Dear Sir or Madam")
    run = lonely.run("preview", first, second, third, "-o", tmp_path / "out.TIF", "--json")
    assert run.code == 0
    assert [(page["page"], Path(page["file"]).name, page["page_of_file"]) for page in run.value["pages"]] == [
        (1, "b.pdf", 1),
        (2, "b.pdf", 2),
        (3, "a.tif", 1),
        (4, "c.txt", 1),
    ]
    assert len(frames(tmp_path / "out.TIF")) == 4


def test_the_tone_is_that_which_was_asked_for(lonely: Shell, tmp_path: Path) -> None:
    path = put(tmp_path, "grey.pdf", drawn_pdf([b"0.6 g 60 60 400 600 re f 0.9 g 60 700 400 80 re f"]))
    black = {}
    for tone in ("text", "photo"):
        assert lonely.run("preview", path, "-o", tmp_path / f"{tone}.tiff", "--tone", tone).code == 0
        levels = frames(tmp_path / f"{tone}.tiff")[0].convert("L").histogram()
        black[tone] = levels[0] / sum(levels)
    assert black["photo"] < 0.75 * black["text"]


def test_the_findings_of_each_page_are_told(lonely: Shell, tmp_path: Path) -> None:
    look = form(filled(b"0 0 200 80"), b"0 0 200 80")
    path = put(tmp_path, "stamp.pdf", annotated(stamp(0), looks=[look]))
    wide = put(tmp_path, "wide.pdf", drawn_pdf([paragraph(4, lines=3, top=500), b""], size=(842, 595)))
    run = lonely.run_program("preview", path, wide, "-o", tmp_path / "out.tiff", "--json")
    assert run.code == 0
    told = run.value
    assert list(told) == ["output", "mode", "tone", "documents", "pages"]
    assert (told["mode"], told["tone"]) == ("fine", "auto")
    first, second, third = told["pages"]
    assert list(first) == ["page", "image", "file", "page_of_file", "turned", "scale", "findings"]
    assert {one["code"]: (one["level"], one["remedy"]) for one in first["findings"]} == {
        "not_printed": ("warning", "send_as_shown")
    }
    assert first["findings"][0]["text"].startswith("Page 1 has a stamp that is set not to print")
    # Its text stays upright, so the page becomes smaller, and small type smaller still.
    assert (second["turned"], second["scale"]) == (0, pytest.approx(0.7243, abs=0.001))
    assert "small_type" in {one["code"] for one in second["findings"]}
    assert {one["code"] for one in third["findings"]} == {"blank_pages"}
    assert [(Path(one["file"]).name, one["type"], one["pages"]) for one in told["documents"]] == [
        ("stamp.pdf", "pdf", 1),
        ("wide.pdf", "pdf", 2),
    ]


def test_people_read_the_same(lonely: Shell, tmp_path: Path) -> None:
    path = put(tmp_path, "signed.pdf", CORPUS["signature that does not print"])
    run = lonely.run("preview", path, "-o", tmp_path / "out.tiff")
    assert run.code == 0
    assert f"1 page written to {tmp_path / 'out.tiff'}." in run.out
    assert "signed.pdf: A signature on page 1 is set not to print." in run.out
    assert run.err == ""


def test_standard_output_gets_the_fax_and_nothing_else(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "faxdesk", "preview", str(sample_pdf), "-o", "-"],
        env=lonely.environment(),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0
    with Image.open(io.BytesIO(done.stdout)) as image:
        assert image.n_frames == 2  # type: ignore[attr-defined]  # a TIFF
    assert b"2 pages written to standard output." in done.stderr
    both = lonely.run("preview", sample_pdf, "-o", "-", "--json")
    assert (both.code, both.out) == (2, "")
    assert "standard output" in both.err


# --------------------------------------------------------------------------------------------------- refusals


def test_one_file_that_is_refused_keeps_all_from_being_written(lonely: Shell, tmp_path: Path) -> None:
    good, bad = put(tmp_path, "good.pdf", pages_pdf()), put(tmp_path, "secret.pdf", encrypted_pdf(user="u", owner="o"))
    for out in (tmp_path / "out.tiff", tmp_path / "pages"):
        run = lonely.run("preview", good, bad, "-o", out)
        assert run.code == 3
        assert run.err.startswith("secret.pdf: The PDF is encrypted")
        assert not out.exists()


@pytest.mark.parametrize(
    "arguments",
    [[], ["-o", ""], ["-o", " "], ["-o", "x.tiff", "--mode", "superfine"], ["-o", "x.tiff", "--tone", "loud"]],
)
def test_what_is_asked_for_wrongly_is_a_fault_of_usage(lonely: Shell, tmp_path: Path, arguments: list[str]) -> None:
    run = lonely.run("preview", put(tmp_path, "a.pdf", pages_pdf()), *arguments)
    assert (run.code, run.out) == (2, "")
    assert len(run.err.splitlines()) <= 3


def test_the_help_says_what_there_is(lonely: Shell) -> None:
    said = lonely.run_program("preview", "--help").out
    assert all(word in said for word in ("--mode", "standard", "--tone", "photo", "--json", "page-001.png", ".tiff"))
    assert "preview" in lonely.run("--help").out


# ------------------------------------------------------------------------------------------- what is there already


@pytest.mark.skipif(sys.platform == "win32", reason="it has other modes")
def test_an_ordinary_file_is_replaced_and_keeps_its_mode(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    out = put(tmp_path, "out.tiff", b"before")
    out.chmod(0o640)
    pages = tmp_path / "pages"
    assert lonely.run("preview", sample_pdf, "-o", pages).code == 0
    (pages / "page-001.png").chmod(0o604)
    put(pages, "mine.txt", b"kept")
    assert lonely.run("preview", sample_pdf, "-o", out).code == 0
    assert lonely.run("preview", sample_pdf, "-o", pages).code == 0
    assert len(frames(out)) == 2
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert stat.S_IMODE((pages / "page-001.png").stat().st_mode) == 0o604
    assert sorted(path.name for path in pages.iterdir()) == ["mine.txt", "page-001.png", "page-002.png"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.tiff", "pages"]


@pytest.mark.skipif(sys.platform == "win32", reason="it has other modes")
def test_a_new_file_has_the_mode_that_new_files_have(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    other = put(tmp_path, "other", b"")
    assert lonely.run("preview", sample_pdf, "-o", tmp_path / "out.tiff").code == 0
    assert (tmp_path / "out.tiff").stat().st_mode == other.stat().st_mode


@pytest.mark.skipif(sys.platform == "win32", reason="it has neither")
@pytest.mark.parametrize("kind", ["link", "dangling link", "pipe", "device"])
def test_anything_else_is_not_replaced(lonely: Shell, tmp_path: Path, sample_pdf: Path, kind: str) -> None:
    target = put(tmp_path, "target", b"kept")
    out = tmp_path / "out.tiff"
    if kind == "pipe":
        os.mkfifo(out)
    else:
        places = {"link": target, "dangling link": tmp_path / "nowhere", "device": Path("/dev/null")}
        out.symlink_to(places[kind])
    before = out.lstat()
    run = lonely.run("preview", sample_pdf, "-o", out)
    assert run.code == 3
    assert "no ordinary file" in run.err
    assert (out.lstat().st_ino, out.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert target.read_bytes() == b"kept"
    assert not (tmp_path / "nowhere").exists()


def test_where_one_page_cannot_have_its_place_none_is_written(lonely: Shell, tmp_path: Path, sample_pdf: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    make_link(pages / "page-002.png", tmp_path / "elsewhere.png")
    run = lonely.run("preview", sample_pdf, "-o", pages)
    assert run.code == 3
    assert "page-002.png" in run.err
    assert [path.name for path in pages.iterdir()] == ["page-002.png"]
    assert not (tmp_path / "elsewhere.png").exists()


@pytest.mark.parametrize(
    "out", ["gone/out.tiff", "gone/pages", "file.pdf", "long" * 80, "long" * 80 + ".tiff", "long" * 80 + "/out.tiff"]
)
def test_a_place_that_cannot_be_is_refused_in_words(lonely: Shell, tmp_path: Path, out: str) -> None:
    path = put(tmp_path, "file.pdf", pages_pdf())
    run = lonely.run("preview", path, "-o", tmp_path / out)
    assert (run.code, run.out) == (3, "")
    assert len(run.err.splitlines()) <= 2
    assert path.read_bytes() == pages_pdf()


def test_pages_of_many_pages_sort_by_their_names(lonely: Shell, tmp_path: Path) -> None:
    path = put(tmp_path, "many.pdf", pdf(page_objects(12, size=(20, 20))))
    assert lonely.run("preview", path, "-o", tmp_path / "pages").code == 0
    names = sorted(each.name for each in (tmp_path / "pages").iterdir())
    assert names == [f"page-{number:03}.png" for number in range(1, 13)]


# ------------------------------------------------------------------------------------------------- other places


def test_a_document_is_never_written_over(lonely: Shell, tmp_path: Path) -> None:
    path = put(tmp_path, "scan.tif", pillow_tiff())
    before = path.read_bytes()
    (tmp_path / "link.tif").hardlink_to(path)
    for out in (path, tmp_path / "link.tif"):
        run = lonely.run("preview", path, "-o", out)
        assert (run.code, "one of the documents" in run.err) == (3, True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("kind", ["picture", "text"])
def test_pictures_of_somebody_else_are_never_written_over(
    lonely: Shell, tmp_path: Path, sample_pdf: Path, kind: str
) -> None:
    theirs = tmp_path / "page-002.png"
    if kind == "picture":
        Image.new("L", (300, 400), 255).save(theirs)
    else:
        theirs.write_bytes(b"no picture at all")
    before = theirs.read_bytes()
    run = lonely.run("preview", sample_pdf, "-o", tmp_path)
    assert (run.code, "page-002.png" in run.err) == (3, True)
    assert (theirs.read_bytes(), (tmp_path / "page-001.png").exists()) == (before, False)


def test_pages_of_an_earlier_preview_do_not_stay(lonely: Shell, tmp_path: Path) -> None:
    long, short = (put(tmp_path, f"{count}.pdf", pages_pdf(count)) for count in (5, 2))
    out = tmp_path / "pages"
    assert [lonely.run("preview", path, "-o", out).code for path in (long, short)] == [0, 0]
    assert sorted(each.name for each in out.iterdir()) == ["page-001.png", "page-002.png"]


def test_what_is_said_of_a_whole_document_stands_at_each_of_its_pages(lonely: Shell, tmp_path: Path) -> None:
    wide = tmp_path / "wide.png"
    Image.new("L", (6000, 300), 255).save(wide)
    told = lonely.run("preview", wide, "-o", tmp_path / "out.tiff", "--json").value
    codes = [finding["code"] for finding in told["documents"][0]["findings"]]
    assert "wide_picture" in codes
    assert set(codes) <= {finding["code"] for finding in told["pages"][0]["findings"]}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_nothing_is_left_where_another_program_ends_it(lonely: Shell, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    lonely.more["TMPDIR"] = str(folder)
    # Whoever starts the tests may ignore it (`nohup`), and a child ignores what its parent does.
    number = getattr(signal, name)
    before = signal.signal(number, signal.SIG_DFL)
    try:
        process = lonely.start("preview", put(tmp_path, "long.pdf", pages_pdf(150)), "-o", tmp_path / "pages")
    finally:
        signal.signal(number, before)
    # Not any file: Python first tries the folder with one of its own. Nor a folder that it is just making.
    wait_until(lambda: any(folder.glob("faxdesk-*/*")), "documents are made")
    process.send_signal(number)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 128 + number
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX closes the streams")
@pytest.mark.parametrize("closed", ["<&-", "2>&-", ">&-", "<&- 2>&- >&-"])
def test_a_standard_stream_may_be_closed(lonely: Shell, tmp_path: Path, sample_pdf: Path, closed: str) -> None:
    out = tmp_path / "out.tiff"
    command = f'exec "$0" -m faxdesk preview "$1" -o "$2" {closed}'
    words = ["sh", "-c", command, sys.executable, str(sample_pdf), str(out)]
    done = subprocess.run(words, env=lonely.environment(), capture_output=True, timeout=PATIENCE, check=False)
    assert (done.returncode, len(frames(out)) > 0) == (0, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_a_full_output_is_said_to_be_one(lonely: Shell, sample_pdf: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "faxdesk", "preview", str(sample_pdf), "-o", "-"],
            env=lonely.environment(), stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE, check=False,
            encoding="utf-8",
        )  # fmt: skip
    assert done.returncode == 6
    assert "could not be written" in done.stderr
    assert "kept" not in done.stderr

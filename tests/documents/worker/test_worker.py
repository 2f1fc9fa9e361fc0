"""Documents opened in a child process: the same answers, and nothing that a file does reaches FaxDesk."""

from __future__ import annotations

import io
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.resource_limits import limit_memory, resident
from faxdesk.documents.fax.dithering import Tone
from faxdesk.documents.fax.duration import page_bytes, source_seconds
from faxdesk.documents.fax.enhancement import Enhancements
from faxdesk.documents.fax.legibility import MarkKind, marks
from faxdesk.documents.fax.page import Look, Resolution, fax_page
from faxdesk.documents.inspection.examine import examine
from faxdesk.documents.inspection.page_source import PageSource
from faxdesk.documents.worker import client, protocol
from faxdesk.documents.worker.client import Renderer, Worker, WorkerLost, child_command
from faxdesk.documents.worker_process.serve import _Server
from tests.documents.fax_files import drawn_pdf, paragraph
from tests.documents.files import encrypted_pdf, page_objects, pages_pdf, pdf, pillow_tiff, put, seen, stream, zeros
from tests.time_limits import PATIENCE

PDF, TIFF = DocumentType.PDF, DocumentType.TIFF


@pytest.fixture(scope="module")
def shared() -> Iterator[Worker]:
    """One child for all tests that do it no harm."""
    with Worker() as child:
        yield child


def endless_pdf() -> bytes:
    """A PDF of three pages; the second draws a form that draws the next ten times, and so on: 10**30 drawings."""
    depth = 30
    forms = [
        stream(
            b"/F Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F %d 0 R >> >>" % (6 + level),
        )
        for level in range(1, depth)
    ]
    last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    objects = page_objects(2)
    objects[1] = b"<< /Type /Pages /Count 3 /Kids [4 0 R 5 0 R 4 0 R] >>"
    objects[4] = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
        b" /Resources << /XObject << /F 6 0 R >> >> >>" % (6 + depth)
    )
    return pdf([*objects, *forms, last, stream(b"/F Do")])


# ---------------------------------------------------------------------------------------------------- the same


def test_a_file_is_examined_as_in_the_same_process(shared: Worker, tmp_path: Path, sample_pdf: Path) -> None:
    for path in (
        sample_pdf,
        put(tmp_path, "plan.tif", pillow_tiff(3)),
        put(tmp_path, "p.pdf", pages_pdf() + b"\0" * 9),
    ):
        assert shared.examine(path) == examine(path)
    assert shared.examine(sample_pdf, "Offer.pdf").name == "Offer.pdf"


def test_refusals_arrive_whole(shared: Worker, tmp_path: Path) -> None:
    path = put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own"))
    for words in ({}, {"password": "wrong"}):
        with pytest.raises(InputRefused) as here:
            examine(path, **words)
        with pytest.raises(InputRefused) as there:
            shared.examine(path, **words)
        assert (there.value.field, there.value.title, there.value.advice, there.value.code) == (
            here.value.field,
            here.value.title,
            here.value.advice,
            here.value.code,
        )
    assert shared.examine(path, password="open").locked


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps names that are no text")
def test_names_outside_of_any_encoding_arrive(shared: Worker, tmp_path: Path) -> None:
    path = tmp_path / "caf\udce9.pdf"
    path.write_bytes(pages_pdf(3))
    assert shared.examine(path) == examine(path)


@pytest.mark.parametrize("kind", [PDF, TIFF])
def test_pages_are_drawn_as_in_the_same_process(shared: Worker, tmp_path: Path, kind: DocumentType) -> None:
    path = put(tmp_path, "any", pages_pdf(3) if kind is PDF else pillow_tiff(3))
    with PageSource(path, kind) as here, Renderer(shared, path, kind) as there:
        assert len(there) == 3
        assert seen(there.render(2, 333)) == seen(here.render(2, 333))
        assert seen(there.render(0, 50)) == seen(here.render(0, 50))
        assert there.raster(1, 200, 100) == here.raster(1, 200, 100)
        assert there.sizes == here.sizes
        assert there.traits(1) == here.traits(1)


def test_text_and_password(shared: Worker, tmp_path: Path, sample_pdf: Path) -> None:
    with PageSource(sample_pdf, PDF) as here, Renderer(shared, sample_pdf, PDF) as there:
        assert there.text(0) == here.text(0) != ""
    locked = put(tmp_path, "secret.pdf", encrypted_pdf(user="open", owner="own"))
    with Renderer(shared, locked, PDF, password="open") as there:
        assert there.render(1, 10).width == 10
    with pytest.raises(InputRefused, match="only with a password"):
        Renderer(shared, locked, PDF)


def test_several_documents_are_open_at_once(shared: Worker, tmp_path: Path) -> None:
    one, two = put(tmp_path, "1.pdf", pages_pdf(1)), put(tmp_path, "2.pdf", pages_pdf(2, size=(300, 300)))
    with Renderer(shared, one, PDF) as first, Renderer(shared, two, PDF) as second:
        assert [first.render(0, 60).height, second.render(1, 60).height] == [85, 60]
        first.close()
        first.close()
        assert second.render(0, 30).height == 30


def test_a_page_that_is_not_there_and_a_count_that_lies(shared: Worker, tmp_path: Path) -> None:
    with Renderer(shared, put(tmp_path, "lost.pdf", pdf(page_objects(2, promised=9))), PDF) as source:
        assert source.render(1, 20).width == 20
        with pytest.raises(InputRefused, match="page 3 of 9 is missing"):
            _ = source.sizes
        with pytest.raises(InputRefused, match="page 4 of 9 is missing"):
            source.render(3, 20)
        with pytest.raises(InputRefused, match="There is no page 10"):
            source.render(9, 20)


# -------------------------------------------------------------------------------------------------- hostile files


def test_a_page_without_end_costs_that_page_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, "endless.pdf", endless_pdf())
    with Worker() as child, Renderer(child, path, PDF, "Plan") as source:
        assert source.render(0, 20).width == 20
        with monkeypatch.context() as patch:
            patch.setattr(client, "PAGE_SECONDS", 1.0)
            with pytest.raises(InputRefused) as refused:
                source.render(1, 20)
        assert (refused.value.field, refused.value.code) == ("Plan", "page_too_hard")
        assert source.render(2, 20).width == 20
        generation = child.generation
        with pytest.raises(InputRefused, match="Page 2 cannot be drawn"):
            source.render(1, 20)
        with pytest.raises(InputRefused, match="Page 2 cannot be drawn"):
            source.seconds()
        assert child.generation == generation


def test_a_page_that_takes_too_much_memory_costs_that_page_only(tmp_path: Path) -> None:
    objects = page_objects(1, promised=2)
    objects[1] = objects[1].replace(b"[4 0 R]", b"[4 0 R 5 0 R]")
    heavy = stream(zeros(180_000_000), b"/Filter /FlateDecode")
    second = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R >>"
    path = put(tmp_path, "bomb.pdf", pdf([*objects, second, heavy]))
    with Worker(memory=330_000_000) as child, Renderer(child, path, PDF) as source:
        with pytest.raises(InputRefused, match="Page 2 cannot be drawn"):
            source.render(1, 20)
        assert source.render(0, 20).width == 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
def test_a_child_that_dies_is_replaced(tmp_path: Path) -> None:
    path = put(tmp_path, "any.pdf", pages_pdf(2))
    with Worker() as child, Renderer(child, path, PDF) as source:
        source.render(0, 20)
        assert child._process is not None
        os.kill(child._process.pid, signal.SIGSEGV)
        child._process.wait(PATIENCE)
        assert source.render(0, 20).width == 20
        assert child.examine(path).pages == 2
        assert child.generation == 2


def test_a_file_that_kills_the_child_is_refused(tmp_path: Path) -> None:
    with saying("import os; os.abort()") as child, pytest.raises(InputRefused) as refused:
        child.examine(put(tmp_path, "any.pdf", pages_pdf()))
    assert refused.value.code == "too_hard"


def test_drawing_can_be_stopped(tmp_path: Path) -> None:
    class Set:
        def is_set(self) -> bool:
            return True

    with Worker() as child, Renderer(child, put(tmp_path, "endless.pdf", endless_pdf()), PDF) as source:
        with pytest.raises(Stopped):
            source.render(1, 20, cancel=Set())
        assert source.render(0, 20).width == 20


# ------------------------------------------------------------------------------------- a child that is not itself


def saying(script: str) -> Worker:
    """A worker whose child runs `script` instead."""
    # Whoever is gone before he is asked is started again.
    head = "import sys, struct; out = sys.stdout.buffer; sys.stdin.buffer.read(8)\n"
    return Worker(command=lambda *_: [sys.executable, "-c", head + script])


def frame(words: bytes, data: bytes = b"", more: int | None = None) -> str:
    return f"out.write({struct.pack('>II', len(words), len(data) if more is None else more) + words + data!r})\n"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "out.write(b'x' * 100)",
        frame(b"[]"),
        frame(b"{"),
        frame(b"{}", more=4_000_000_000),
        frame(b'{"name": "a", "type": "exe"}'),
        frame(b'{"refused": [1]}'),
    ],
)
def test_what_makes_no_sense_is_no_answer(tmp_path: Path, script: str) -> None:
    with saying(script) as child, pytest.raises(InputRefused, match="cannot be opened"):
        child.examine(put(tmp_path, "any.pdf", pages_pdf()))


@pytest.mark.parametrize(
    "answer",
    [
        b'{"width": 5, "height": 5, "mode": "L"}',
        b'{"width": 60000, "height": 60000, "mode": "L", "shared": true}',
        b'{"width": -1, "height": 5, "mode": "L", "shared": true}',
        b'{"width": 1, "height": 1, "mode": "CMYK"}',
        b'{"width": "a"}',
    ],
)
def test_pictures_are_believed_only_where_they_are_whole(tmp_path: Path, answer: bytes) -> None:
    opened = frame(b'{"document": 1, "pages": 1}')
    with saying(opened + frame(answer)) as child:
        source = Renderer(child, put(tmp_path, "any.pdf", pages_pdf()), PDF)
        with pytest.raises(InputRefused, match="Page 1 cannot be drawn"):
            source.render(0, 5)


def test_a_program_that_does_not_start_is_a_lost_child(tmp_path: Path) -> None:
    child = Worker(command=lambda *_: [str(tmp_path / "gone")])
    with pytest.raises(WorkerLost):
        child.start()
    with pytest.raises(InputRefused, match="cannot be opened"):
        child.examine(put(tmp_path, "any.pdf", pages_pdf()))
    child.close()


def test_progress_gives_more_time_and_is_told() -> None:
    told: list[protocol.Words] = []
    script = frame(b'{"progress": {"page": 1}}') + frame(b'{"progress": {"page": 2}}') + frame(b'{"done": 1}')
    with saying(script) as child:
        assert child.call("any", {}, 5.0, progress=told.append) == ({"done": 1}, b"")
    assert told == [{"page": 1}, {"page": 2}]


def test_an_orphan_ends_by_itself(tmp_path: Path) -> None:
    """When FaxDesk is killed while a page without end is drawn, the child must not run for ever."""
    path = put(tmp_path, "endless.pdf", endless_pdf())
    words = {"path": str(path), "type": "pdf", "name": "any", "password": None}
    process = subprocess.Popen(
        [sys.executable, "-m", "faxdesk", "--document-worker", "2000000000"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    process.stdin.write(protocol.packed({"call": "open", "seconds": 9, **words}))
    process.stdin.write(protocol.packed({"call": "render", "seconds": -1.5, "document": 1, "page": 1, "width": 20}))
    process.stdin.close()
    assert process.wait(PATIENCE) != 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timer that can be asked")
def test_a_child_that_has_answered_has_time_without_end(tmp_path: Path) -> None:
    words = {"path": str(put(tmp_path, "any.pdf", pages_pdf())), "name": "any.pdf", "password": None}
    answers = io.BytesIO()
    _Server(io.BytesIO(protocol.packed({"call": "examine", "seconds": 600, **words})), answers, None).work()
    assert b"any.pdf" in answers.getvalue()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits the memory by a job")
def test_the_memory_of_a_process_is_known() -> None:
    assert 10_000_000 < resident(os.getpid()) < 4_000_000_000
    assert resident(999_999_999) == 0


@pytest.mark.parametrize("turn", [0, 90])
def test_a_page_is_faxed_as_in_the_same_process(shared: Worker, sample_pdf: Path, turn: int) -> None:
    look = Look(Resolution.STANDARD, Tone.TEXT, Enhancements(lighten=True, sharpen=True), turn)
    with PageSource(sample_pdf, PDF) as source, Renderer(shared, sample_pdf, PDF) as renderer:
        assert seen(renderer.fax(1, look, 400)) == seen(fax_page(source, 1, look).shown(400))
        assert renderer.fax_bytes(1, look) == page_bytes(source, 1, look)


def test_marks_are_those_of_the_same_process(shared: Worker, tmp_path: Path) -> None:
    path = put(tmp_path, "small.pdf", drawn_pdf([paragraph(6, lines=3)]))
    with PageSource(path, PDF) as here, Renderer(shared, path, PDF) as there:
        found = there.marks(0, Look())
        assert found == marks(here, 0, Look())
    assert [mark.kind for mark in found] == [MarkKind.SMALL_TYPE]


def test_seconds_on_the_line_are_those_of_the_same_process(shared: Worker, sample_pdf: Path) -> None:
    with PageSource(sample_pdf, PDF) as here, Renderer(shared, sample_pdf, PDF) as there:
        assert there.seconds() == source_seconds(here)


@pytest.mark.parametrize(
    "ask", [lambda source: source.sizes, lambda source: source.seconds()], ids=["sizes", "seconds"]
)
def test_a_child_that_is_lost_over_the_whole_document(tmp_path: Path, ask: Callable[[Renderer], object]) -> None:
    with saying(frame(b'{"document": 1, "pages": 1}')) as child:
        source = Renderer(child, put(tmp_path, "any.pdf", pages_pdf()), PDF)
        with pytest.raises(InputRefused) as refused:
            ask(source)
        assert refused.value.code == "too_hard"


def test_closing_a_document_of_a_lost_child_is_no_trouble(tmp_path: Path) -> None:
    with saying(frame(b'{"document": 1, "pages": 1}')) as child:
        source = Renderer(child, put(tmp_path, "any.pdf", pages_pdf()), PDF)
        assert child._process is not None
        assert child._process.stdout is not None
        child._process.wait(60)
        # To the end: under wine the console that a program has, even without a window, holds its pipes a little longer.
        child._process.stdout.read()
        source.close()
        assert child._process is None


def test_no_child_is_started_to_close_a_document(tmp_path: Path) -> None:
    with Worker() as child:
        source = Renderer(child, put(tmp_path, "any.pdf", pages_pdf()), PDF)
        child.kill()
        source.close()
        assert (child._process, child.generation) == (None, 1)


def test_nobody_waits_until_a_document_is_closed(tmp_path: Path) -> None:
    waits = "out.flush()\nimport threading; threading.Event().wait()"
    with saying(frame(b'{"document": 1, "pages": 1}') + waits) as child:
        Renderer(child, put(tmp_path, "any.pdf", pages_pdf()), PDF).close()
        # It would have been ended, as one that does not answer.
        assert child._process is not None
        child.kill()


def test_a_closed_document_leaves_the_child(shared: Worker, tmp_path: Path) -> None:
    path = put(tmp_path, "any.pdf", pages_pdf())
    numbers = set()
    for _ in range(3):
        with Renderer(shared, path, PDF) as source:
            assert source.render(0, 60).width == 60
            numbers.add(source._document)
    assert len(numbers) == 1


def test_a_child_that_does_not_end_by_itself_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_END_SECONDS", 0.1)
    child = Worker(command=lambda *_: [sys.executable, "-c", "import threading; threading.Event().wait()"])
    child.start()
    process = child._process
    assert process is not None
    child.close()
    assert process.returncode is not None
    child.close()


@pytest.mark.skipif(sys.platform == "win32", reason="ps is a tool of other systems")
def test_where_the_system_sets_no_limit_the_memory_is_watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_WATCH_SECONDS", 0.0)
    monkeypatch.setattr(sys, "platform", "darwin")
    child = Worker(1_000_000, lambda *_: [sys.executable, "-c", "import threading; threading.Event().wait()"])
    with pytest.raises(InputRefused, match="cannot be opened"):
        child.examine(put(tmp_path, "any.pdf", pages_pdf()))
    assert child._process is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits the memory by a job")
def test_limits_are_set_below_those_that_are_there_already(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    asked: list[tuple[int, tuple[int, int]]] = []

    def set_limit(limit: int, values: tuple[int, int]) -> None:
        asked.append((limit, values))
        raise ValueError("the system refuses it")

    monkeypatch.setattr(resource, "setrlimit", set_limit)
    monkeypatch.setattr(resource, "getrlimit", lambda limit: (0, 1000))
    limit_memory(5000)
    limit_memory(10)
    wanted = [(resource.RLIMIT_AS, (1000, 1000)), (resource.RLIMIT_CORE, (0, 1000))]
    assert asked == [*wanted, (resource.RLIMIT_AS, (10, 1000)), wanted[1]]


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command("1", "2") == [sys.executable, "-m", "faxdesk", "--document-worker", "1", "2"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command("1") == [sys.executable, "--document-worker", "1"]

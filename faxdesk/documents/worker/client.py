"""Documents opened in a child process: whatever is in a file, it costs a page at most, and FaxDesk lives on."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from faxdesk.core import child_environment, redaction
from faxdesk.core.cancel_token import CancelToken, NeverCancelled
from faxdesk.core.errors import InputRefused, Stopped
from faxdesk.documents.common.child_process import ChildProcess
from faxdesk.documents.common.opening import name_of
from faxdesk.documents.common.pipes import readable, shared_memory
from faxdesk.documents.common.resource_limits import resident
from faxdesk.documents.worker import protocol

if TYPE_CHECKING:
    from faxdesk.core.contacts import Card
    from faxdesk.core.model import DocumentType
    from faxdesk.core.table import Table
    from faxdesk.documents.common.page_image import BufferProvider, PageImage
    from faxdesk.documents.common.paper import PageSize
    from faxdesk.documents.fax.legibility import Mark
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.inspection.content import Content
    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.documents.inspection.page_traits import PageTraits
    from faxdesk.documents.worker.protocol import Words

SWITCH = "--document-worker"
"""The argument that makes FaxDesk the child."""
MEMORY = 2_000_000_000
"""Bytes that the child may take: a page of 89 million pixels in colour, twice over, and the libraries."""
PAGE_SECONDS = 10.0
"""How long one page may take; a drawing of 20 MB takes 2."""
OPEN_SECONDS = 30.0
"""How long a document may take to open: 150 MB are read, and 100 pages of a TIFF are decoded."""
_LOOK_SECONDS = 0.05
"""How often a call looks whether it should stop."""
_WATCH_SECONDS = 0.25
"""How often the memory of the child is looked at where the system does not limit it."""
_END_SECONDS = 2.0
"""How long the child has to end by itself."""
_KEEPING = {"MALLOC_MMAP_THRESHOLD_": "67108864", "MALLOC_TRIM_THRESHOLD_": "67108864"}
"""The child keeps up to 64 MB for the next picture (mallopt(3)): new memory for each costs as much as its drawing."""
_T = TypeVar("_T")
_ADVICE = "Open it in the program that made it and print it as a new PDF, or scan it again."


def child_command(*arguments: str) -> list[str]:
    """Return the program that starts the child, with the arguments of `worker_process.serve`."""
    # A frozen program is its own interpreter.
    module = [] if getattr(sys, "frozen", False) else ["-m", "faxdesk"]
    return [sys.executable, *module, SWITCH, *arguments]


_MEANINGLESS = (OSError, EOFError, ValueError, TypeError, KeyError, RecursionError, MemoryError)
"""What reading the words of a child raises that died, or that says what makes no sense."""


class WorkerLost(Exception):
    """The child crashed, took too long or too much memory, or said what makes no sense. It is started anew."""


class Worker:
    """The child process. It starts with the first call, and again after it was lost.

    Used by one thread at a time. `generation` grows when a new child has none of the open documents of the one before.
    """

    def __init__(self, memory: int = MEMORY, command: Callable[..., list[str]] = child_command) -> None:
        self._memory = memory
        self._command = command
        self._process: ChildProcess | None = None
        self._canvas: BinaryIO | None = None
        self.generation = 0

    def start(self) -> None:
        """Start the child, if it does not run, without waiting for it: its first answer is then quick."""
        if self._process is not None and self._process.poll() is None:
            return
        self._forget()
        self._canvas = shared_memory(protocol.CANVAS)
        inherited = () if self._canvas is None else (self._canvas.fileno(),)
        try:
            self._process = ChildProcess(
                self._command(str(self._memory), *map(str, inherited)),
                self._memory,
                limits_itself=True,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # From its source, FaxDesk is found where it is, not in the folder of somebody's documents.
                cwd=None if getattr(sys, "frozen", False) else Path(__file__).parents[2],
                pass_fds=inherited,
                env=child_environment.for_faxdesk(**_KEEPING),
            )
        except OSError as error:
            self._forget()
            raise WorkerLost(f"the child could not be started: {error}") from error
        self.generation += 1

    def call(
        self,
        operation: str,
        words: Words,
        seconds: float,
        cancel: CancelToken | None = None,
        progress: Callable[[Words], None] | None = None,
    ) -> tuple[Words, bytes]:
        """Let the child do something, within `seconds` from now or from its last word of progress.

        Raises `InputRefused` where the child refuses, `WorkerLost`, and `Stopped` where `cancel` says so; the child is
        ended then.
        """
        if password := words.get("password"):
            redaction.remember_here(password)
        self.start()
        answered = False
        try:
            answer, data = self._ask({"call": operation, "seconds": seconds, **words}, seconds, cancel, progress)
            refusal = protocol.refusal_in(answer["refused"]) if "refused" in answer else None
            answered = True
        except _MEANINGLESS as error:
            raise WorkerLost(f"the child was lost in {operation}: {error!r}") from error
        finally:
            if not answered:
                self.kill()
        if refusal is not None:
            raise refusal
        return answer, data

    def tell(self, operation: str, words: Words, seconds: float) -> None:
        """Let the child do something, within `seconds`, without waiting for it. Where it is lost, that is no matter."""
        process: Any = self._process
        if process is None:
            return
        try:
            process.stdin.write(protocol.packed({"call": operation, "seconds": seconds, "answer": False, **words}))
        except OSError:
            self.kill()

    def recognise(self, path: Path, name: str) -> Content:
        """Do what `file_type.recognise` does, in the child. Raises `InputRefused` as `opening.reading` does."""
        try:
            answer, _ = self.call("recognise", {"path": str(path.absolute()), "name": name}, OPEN_SECONDS)
            return protocol.content_in(answer)
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise too_hard(name) from error

    def examine(self, path: Path, name: str | None = None, password: str | None = None) -> Examined:
        """Do what `inspection.examine` does, in the child."""
        called = name_of(path, name)
        words = {"path": str(path.absolute()), "name": called, "password": password}
        try:
            answer, _ = self.call("examine", words, OPEN_SECONDS)
            return protocol.examined_in(answer, path)
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise too_hard(called) from error

    def read_table(self, path: Path, name: str, sheet: str = "", cancel: CancelToken | None = None) -> Table:
        """Do what `tables.reader.read_table` does, in the child. Raises `Stopped` as well."""
        words = {"path": str(path.absolute()), "name": name, "sheet": sheet}
        try:
            answer, _ = self.call("table", words, OPEN_SECONDS, cancel)
            return protocol.table_in(answer)
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise InputRefused(
                name,
                "The list cannot be read: it is damaged, or made so that it takes too much time or memory.",
                "Open it in a spreadsheet, copy the rows that matter into a new one, and save that.",
                code="too_hard",
            ) from error

    def read_cards(self, path: Path, name: str, cancel: CancelToken | None = None) -> tuple[Card, ...]:
        """Do what `cards.reader.read_cards` does, in the child. Raises `Stopped` as well."""
        words = {"path": str(path.absolute()), "name": name}
        try:
            answer, _ = self.call("cards", words, OPEN_SECONDS, cancel)
            return tuple(map(protocol.card_in, answer["cards"]))
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise InputRefused(
                name,
                "The cards cannot be read: one is made so that it takes too much time or memory.",
                "Export the address book again, in several files.",
                code="too_hard",
            ) from error

    def image(self, words: Words, data: bytes, buffers: BufferProvider | None = None) -> PageImage:
        """Return the picture of an answer; see `render` for `buffers`. Raises `ValueError` where it is not whole."""
        if words.get("shared") and self._canvas is not None:
            return protocol.shared_image(words, self._canvas, buffers)
        return protocol.image_in(words, data)

    def kill(self) -> None:
        """End the child at once."""
        if self._process is not None:
            self._process.kill()
            self._forget()

    def close(self) -> None:
        """Let the child end; it starts again with the next call."""
        process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        self._forget()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _forget(self) -> None:
        process, self._process = self._process, None
        canvas, self._canvas = self._canvas, None
        if canvas is not None:
            canvas.close()
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        process.wait()

    def _ask(
        self, words: Words, seconds: float, cancel: CancelToken | None, progress: Callable[[Words], None] | None
    ) -> tuple[Words, bytes]:
        process: Any = self._process
        process.stdin.write(protocol.packed(words))
        while True:
            wait = _Wait(process, seconds, cancel or NeverCancelled(), self._memory)
            answer, data = protocol.unpacked(wait.read)
            if "progress" not in answer:
                return answer, data
            if progress is not None:
                progress(answer["progress"])


class _Wait:
    """Reads an answer as long as there is time."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float, cancel: CancelToken, memory: int) -> None:
        self._process, self._cancel, self._memory = process, cancel, memory
        self._until = time.monotonic() + seconds
        self._next_watch = time.monotonic() + _WATCH_SECONDS

    def read(self, count: int) -> bytes:
        """Read exactly `count` bytes. Raises `EOFError`, `Stopped`, and `ValueError` when it takes too long."""
        pipe: Any = self._process.stdout
        data = bytearray(count)
        free = memoryview(data)
        while free:
            self._wait()
            got = pipe.readinto(free)
            if not got:
                raise EOFError
            free = free[got:]
        return bytes(data)

    def _wait(self) -> None:
        while not readable(self._process, _LOOK_SECONDS):
            if self._cancel.is_set():
                raise Stopped
            now = time.monotonic()
            if now > self._until:
                raise ValueError("it took too long")
            if sys.platform == "darwin" and now > self._next_watch:
                self._next_watch = now + _WATCH_SECONDS
                if resident(self._process.pid) > self._memory:
                    raise ValueError("it took too much memory")


class Renderer:
    """A document kept open in the child to draw its pages, until it is closed; it has what `PageSource` has.

    Used by one thread at a time, the one that uses the worker. A page that costs the child its life is refused, then
    and later; the others are drawn by the next child. Raises `InputRefused` as `PageSource` does.
    """

    def __init__(
        self, worker: Worker, path: Path, kind: DocumentType, name: str | None = None, password: str | None = None
    ) -> None:
        self._worker = worker
        self._name = name_of(path, name)
        self._words: Words = {
            "path": str(path.absolute()),
            "type": kind.value,
            "name": self._name,
            "password": password,
        }
        self._generation = self._document = self._pages = 0
        self._lost: set[int] = set()
        self._sizes: tuple[PageSize, ...] = ()
        self._open()

    @property
    def sizes(self) -> tuple[PageSize, ...]:
        """The size of each page as it is read, in points (1/72 inch); measured when first asked for.

        Raises `InputRefused` where a page is missing or the file is cut off.
        """
        if not self._sizes:
            try:
                self._reopen()
                answer, _ = self._worker.call("sizes", {"document": self._document}, OPEN_SECONDS)
                self._sizes = protocol.sizes_in(answer["sizes"])
            except (WorkerLost, KeyError, TypeError, ValueError) as error:
                raise too_hard(self._name) from error
        return self._sizes

    def __len__(self) -> int:
        """The number of pages."""
        return self._pages

    def render(
        self, page: int, width: int, cancel: CancelToken | None = None, buffers: BufferProvider | None = None
    ) -> PageImage:
        """Draw `page` as `PageSource.render` does; the picture is in what `buffers` gives where its mode is "BGRA"."""
        return self._call(page, "render", {"width": width}, partial(self._worker.image, buffers=buffers), cancel)

    def raster(self, page: int, width: int, height: int, cancel: CancelToken | None = None) -> PageImage:
        """Draw `page` as `PageSource.raster` does."""
        return self._call(page, "raster", {"width": width, "height": height}, self._worker.image, cancel)

    def traits(self, page: int, cancel: CancelToken | None = None) -> PageTraits:
        """Judge what `page` looks like."""
        return self._call(page, "traits", {}, lambda words, _: protocol.traits_in(words), cancel)

    def text(self, page: int, cancel: CancelToken | None = None) -> str:
        """Return the text layer of `page`."""
        return self._call(page, "text", {}, lambda words, _: str(words["text"]), cancel)

    def fax(
        self,
        page: int,
        look: Look,
        width: int,
        cancel: CancelToken | None = None,
        buffers: BufferProvider | None = None,
    ) -> PageImage:
        """Draw `page` as it comes out at the other end: see `FaxPage.shown`, and `render` for `buffers`."""
        words = {"look": protocol.look_out(look), "width": width}
        return self._call(page, "fax", words, partial(self._worker.image, buffers=buffers), cancel)

    def fax_bytes(self, page: int, look: Look, cancel: CancelToken | None = None) -> int:
        """Return the compressed size of `page` as it is faxed, in bytes."""
        words = {"look": protocol.look_out(look)}
        return self._call(page, "fax_bytes", words, lambda words, _: int(words["bytes"]), cancel)

    def marks(self, page: int, look: Look, cancel: CancelToken | None = None) -> tuple[Mark, ...]:
        """Return what of `page` will not come out well: see `fax.legibility.marks`."""
        words = {"look": protocol.look_out(look)}
        return self._call(page, "marks", words, lambda words, _: protocol.marks_in(words["marks"]), cancel)

    def seconds(self, cancel: CancelToken | None = None) -> float:
        """Return how long a fax of the document takes, as `fax.duration.source_seconds` estimates it.

        Raises `InputRefused` where a page that is drawn for that cannot be.
        """
        if self._lost:
            # It may be among the pages that are drawn, and would cost another child.
            raise self._page_refused(min(self._lost))
        try:
            self._reopen()
            answer, _ = self._worker.call("seconds", {"document": self._document}, OPEN_SECONDS, cancel)
            return float(answer["seconds"])
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise too_hard(self._name) from error

    def close(self) -> None:
        """Close the document. May be called again."""
        if self._generation == self._worker.generation:
            self._generation = 0
            self._worker.tell("close", {"document": self._document}, PAGE_SECONDS)

    def __enter__(self) -> Renderer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self) -> None:
        try:
            answer, _ = self._worker.call("open", self._words, OPEN_SECONDS)
            self._document, self._pages = int(answer["document"]), int(answer["pages"])
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise too_hard(self._name) from error
        self._generation = self._worker.generation

    def _call(
        self, page: int, operation: str, words: Words, result: Callable[[Words, bytes], _T], cancel: CancelToken | None
    ) -> _T:
        if page in self._lost:
            raise self._page_refused(page)
        try:
            self._reopen()
            words = {"document": self._document, "page": page, **words}
            return result(*self._worker.call(operation, words, PAGE_SECONDS, cancel))
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            self._lost.add(page)
            raise self._page_refused(page) from error

    def _reopen(self) -> None:
        """A new child has none of the documents of the one before."""
        self._worker.start()
        if self._generation != self._worker.generation:
            self._open()

    def _page_refused(self, page: int) -> InputRefused:
        return InputRefused(
            self._name,
            f"Page {page + 1} cannot be drawn: it takes too much time or memory.",
            _ADVICE,
            code="page_too_hard",
        )


def too_hard(name: str) -> InputRefused:
    """Return the refusal of a file that costs the child its life."""
    return InputRefused(
        name,
        "The file cannot be opened: it is damaged, or made so that it takes too much time or memory.",
        f"Do not open it if you do not know where it comes from. {_ADVICE}",
        code="too_hard",
    )

"""The child process that opens documents, so that a hostile one takes nothing with it.

Started as `faxdesk --document-worker`, by `worker.client.Worker` only. It answers one call after the other and ends
when its input does, or by itself when a call takes longer than it may.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import DocumentType
from faxdesk.documents.common.paper import PageSize
from faxdesk.documents.common.pipes import waiting
from faxdesk.documents.common.resource_limits import end_after, limit_memory
from faxdesk.documents.worker import protocol
from faxdesk.documents.worker.protocol import Words

if TYPE_CHECKING:
    from faxdesk.documents.inspection.page_source import PageSource

GRACE = 2.0
"""Seconds after which the child ends itself where nobody has ended it in time."""
_IMPORTED_FIRST = (
    "faxdesk.documents.inspection.file_type",
    "faxdesk.documents.inspection.examine",
    "pypdfium2",
    "faxdesk.documents.inspection.page_source",
    "PIL.TiffImagePlugin",
)
"""What is imported while nobody asks for anything yet, in the order in which it is likely to be needed: each costs the
first answer up to 30 ms otherwise."""

Tell = Callable[[Words], None]
"""Tells of progress, and begins the time of the call anew."""
Answer = tuple[Words, bytes]


def serve(arguments: Sequence[str]) -> int:
    """Answer calls until there are no more; return the exit code.

    The first argument is the most memory in bytes. The second, if any, is an inherited file of `protocol.CANVAS` bytes.
    """
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    canvas = mmap(int(arguments[1]), protocol.CANVAS) if len(arguments) > 1 else None
    # What a library prints must not come in between.
    with Path(os.devnull).open("r+b") as nowhere:
        os.dup2(nowhere.fileno(), 0)
        os.dup2(nowhere.fileno(), 1)
        limit_memory(int(arguments[0]))
        _get_ready(calls)
        with calls, answers:
            _Server(calls, answers, canvas).work()
    return 0


def _get_ready(calls: BinaryIO) -> None:
    """Import what will be needed until there is something to read from `calls`."""
    for module in _IMPORTED_FIRST:
        if waiting(calls):
            return
        importlib.import_module(module)


class _Server:
    """Answers calls about the documents that it keeps open."""

    def __init__(self, calls: BinaryIO, answers: BinaryIO, canvas: mmap | None) -> None:
        self._calls, self._answers, self._canvas = calls, answers, canvas
        self._open: dict[int, PageSource] = {}
        self._seconds = 0.0
        self._operations: dict[str, Callable[[Words, Tell], Answer]] = {
            "recognise": _recognise,
            "examine": _examine,
            "open": self._open_document,
            "sizes": self._sizes,
            "close": self._close_document,
            "render": self._render,
            "raster": self._raster,
            "traits": self._traits,
            "text": self._text,
            "seconds": self._estimate,
            "fax": self._fax,
            "fax_bytes": self._fax_bytes,
            "marks": self._marks,
            "assemble": _assemble,
            "rewrite": _rewrite,
            "unwrap": _unwrap,
            "picture": _picture,
            "set_text": _set_text,
            "join": _join,
            "table": _table,
            "cards": _cards,
            "proof": _proof,
            "attached": _attached,
        }

    def work(self) -> None:
        """Answer until the input ends."""
        while True:
            try:
                words, _ = protocol.unpacked(self._read)
            except EOFError:
                return
            self._seconds = float(words["seconds"]) + GRACE
            try:
                end_after(self._seconds)
                answer, data = self._operations[words["call"]](words, self._progress)
            except InputRefused as error:
                answer, data = {"refused": protocol.refusal_out(error)}, b""
            except OSError as error:
                # What cannot be read is refused above; this is a copy that could not be written.
                answer, data = {"fault": error.strerror or type(error).__name__}, b""
            finally:
                end_after(0)
            if words.get("answer", True):
                self._write(answer, data)

    def _progress(self, words: Words) -> None:
        end_after(self._seconds)
        self._write({"progress": words}, b"")

    def _read(self, count: int) -> bytes:
        data = self._calls.read(count)
        if len(data) < count:
            raise EOFError
        return data

    def _write(self, words: Words, data: bytes) -> None:
        self._answers.write(protocol.packed(words, data))
        self._answers.write(data)
        self._answers.flush()

    # --------------------------------------------------------------------------------------------- operations

    def _open_document(self, words: Words, _tell: Tell) -> Answer:
        from faxdesk.documents.inspection.page_source import PageSource

        path, kind = Path(words["path"]), DocumentType(words["type"])
        source = PageSource(path, kind, words["name"], words["password"], checked=False)
        number = max(self._open, default=0) + 1
        self._open[number] = source
        return {"document": number, "pages": len(source)}, b""

    def _sizes(self, words: Words, _tell: Tell) -> Answer:
        return {"sizes": protocol.sizes_out(self._open[words["document"]].sizes)}, b""

    def _close_document(self, words: Words, _tell: Tell) -> Answer:
        self._open.pop(words["document"]).close()
        return {}, b""

    def _render(self, words: Words, _tell: Tell) -> Answer:
        source = self._open[words["document"]]
        if self._canvas is None:
            return protocol.image_out(source.render(words["page"], words["width"]))
        return _shared(source.render_on(self._canvas, words["page"], words["width"]))

    def _raster(self, words: Words, _tell: Tell) -> Answer:
        source = self._open[words["document"]]
        return protocol.image_out(source.raster(words["page"], words["width"], words["height"]))

    def _traits(self, words: Words, _tell: Tell) -> Answer:
        return protocol.traits_out(self._open[words["document"]].traits(words["page"])), b""

    def _text(self, words: Words, _tell: Tell) -> Answer:
        return {"text": self._open[words["document"]].text(words["page"])}, b""

    def _estimate(self, words: Words, _tell: Tell) -> Answer:
        from faxdesk.documents.fax.duration import source_seconds

        return {"seconds": source_seconds(self._open[words["document"]])}, b""

    def _fax(self, words: Words, _tell: Tell) -> Answer:
        from faxdesk.documents.fax.page import fax_page
        from faxdesk.documents.inspection.page_source import put_on

        source, look = self._open[words["document"]], protocol.look_in(words["look"])
        image = fax_page(source, words["page"], look).shown(words["width"])
        return protocol.image_out(image) if self._canvas is None else _shared(put_on(self._canvas, image))

    def _fax_bytes(self, words: Words, _tell: Tell) -> Answer:
        from faxdesk.documents.fax.duration import page_bytes

        source, look = self._open[words["document"]], protocol.look_in(words["look"])
        return {"bytes": page_bytes(source, words["page"], look)}, b""

    def _marks(self, words: Words, _tell: Tell) -> Answer:
        from faxdesk.documents.fax.legibility import marks

        source, look = self._open[words["document"]], protocol.look_in(words["look"])
        return {"marks": protocol.marks_out(marks(source, words["page"], look))}, b""


def _shared(size: tuple[int, int]) -> Answer:
    return {"width": size[0], "height": size[1], "shared": True}, b""


def _recognise(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.common.opening import reading
    from faxdesk.documents.inspection.file_type import recognise

    with reading(Path(words["path"]), words["name"]) as file:
        return protocol.content_out(recognise(file, words["name"])), b""


def _examine(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.inspection.examine import examine

    return protocol.examined_out(examine(Path(words["path"]), words["name"], words["password"])), b""


def _assemble(words: Words, tell: Tell) -> Answer:
    from faxdesk.documents.fax.assembly import assemble, assemble_fax

    documents = {document.key: document for document in map(protocol.document_in, words["documents"])}
    page_refs, out = [protocol.page_ref_in(page_ref) for page_ref in words["page_refs"]], Path(words["out"])
    if words["looks"] is None:
        assemble(documents, page_refs, out, lambda done: tell({"pages": done}))
    else:
        looks = [protocol.look_in(look) for look in words["looks"]]
        assemble_fax(documents, page_refs, looks, out, lambda done: tell({"pages": done}))
    return {}, b""


def _rewrite(words: Words, tell: Tell) -> Answer:
    path, out, name = Path(words["path"]), Path(words["out"]), words["name"]
    if DocumentType(words["type"]) is DocumentType.TIFF:
        from faxdesk.documents.tiff.clean_copy import rewrite_tiff

        found = rewrite_tiff(path, out, name, lambda done: tell({"pages": done}))
        return {"findings": [protocol.finding_out(finding) for finding in found]}, b""
    from faxdesk.documents.pdf.clean_copy import rewrite_pdf
    from faxdesk.documents.pdf.long_pages import cut_long_pages

    rewrite_pdf(path, out, name, words["password"], lambda done: tell({"pages": done}))
    return {"findings": [protocol.finding_out(finding) for finding in cut_long_pages(out)]}, b""


def _unwrap(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.convert.unwrap import unwrap

    unwrap(Path(words["path"]), Path(words["out"]), words["name"])
    return {}, b""


def _picture(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.convert.image_to_pdf import picture_to_pdf

    paper = PageSize(*words["paper"])
    found = picture_to_pdf(Path(words["path"]), Path(words["out"]), paper, words["name"])
    return {"findings": [protocol.finding_out(finding) for finding in found]}, b""


def _set_text(words: Words, tell: Tell) -> Answer:
    from faxdesk.documents.convert.text_to_pdf import text_to_pdf

    paper = PageSize(*words["paper"])
    found = text_to_pdf(
        Path(words["path"]), Path(words["out"]), paper, words["name"], lambda done: tell({"pages": done})
    )
    return {"findings": [protocol.finding_out(finding) for finding in found]}, b""


def _join(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.pdf.clean_copy import join_pdfs

    join_pdfs([Path(path) for path in words["paths"]], Path(words["out"]))
    return {}, b""


def _table(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.tables.reader import read_table

    return protocol.table_out(read_table(Path(words["path"]), words["name"], words["sheet"])), b""


def _cards(words: Words, tell: Tell) -> Answer:
    from faxdesk.documents.cards.reader import read_cards

    cards = read_cards(Path(words["path"]), words["name"], lambda done: tell({"cards": done}))
    return {"cards": [protocol.card_out(card) for card in cards]}, b""


def _proof(words: Words, tell: Tell) -> Answer:
    from faxdesk.core.proof import from_json
    from faxdesk.documents.proof_pdf.pages import write_proof

    places = {name: Path(place) for name, place in words["places"].items()}
    write_proof(
        from_json(words["proof"]),
        places,
        Path(words["out"]),
        PageSize(*words["paper"]),
        lambda done: tell({"pages": done}),
        stamped=words["stamped"],
    )
    return {}, b""


def _attached(words: Words, _tell: Tell) -> Answer:
    from faxdesk.documents.proof_pdf.attachments import read_attached

    return protocol.attached_out(read_attached(Path(words["path"]), words["name"]))

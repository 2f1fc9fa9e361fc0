"""From arranged pages to the files to send. Documents that nobody has touched go out byte for byte."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.arrangement import PageOrder, PageRef, SourceDocument, added
from faxdesk.core.errors import InputRefused, StoreTrouble
from faxdesk.core.file_names import usable
from faxdesk.core.model import MOST_FILES, DocumentType
from faxdesk.documents.inspection.joint_limits import FIELD
from faxdesk.documents.worker import protocol
from faxdesk.documents.worker.client import OPEN_SECONDS, Worker, WorkerLost

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.documents.fax.page import Look
    from faxdesk.documents.worker.protocol import Words

_LONGEST_STEM = 50
"""Letters, of 4 bytes at most; file systems take names of 255 bytes."""
Progress = Callable[[int], None]
"""Told how many pages are done."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that go out as one file of `type`; `whole` where they are one document that nobody has touched."""

    page_refs: PageOrder
    type: DocumentType
    whole: bool


def prepare(
    page_refs: PageOrder,
    documents: Iterable[SourceDocument],
    looks: Sequence[Look] | None,
    folder: Path,
    worker: Worker,
    cancel: CancelToken | None = None,
    progress: Progress = lambda _: None,
) -> tuple[Path, ...]:
    """Return the files to send, at most `MOST_FILES`, in order; those that have to be made are in `folder`.

    With `looks`, one for each page, it is a single TIFF of black and white pages that look so. Raises `InputRefused`
    where there is no page or a document cannot be read, `StoreTrouble` where `folder` cannot be written, and `Stopped`,
    after which the child process is gone. Nothing new is left in `folder` then.
    """
    known = {document.key: document for document in documents}
    if not page_refs:
        raise InputRefused(FIELD, "There is no page to send.", "Add a document, or undo the removal of its pages.")
    parts = parts_of(page_refs, known) if looks is None else (Part(page_refs, DocumentType.TIFF, whole=False),)
    if all(part.whole for part in parts):
        return tuple(known[part.page_refs[0].document].path for part in parts)
    job = _Job(known, looks, _new_folder(folder), worker, cancel, progress)
    try:
        return tuple(job.files(parts))
    except BaseException:
        shutil.rmtree(job.place, ignore_errors=True)
        raise


def parts_of(page_refs: PageOrder, documents: dict[str, SourceDocument]) -> tuple[Part, ...]:
    """Return the files that pages become: few, and as many as possible of them documents as they are."""
    parts = tuple(_parts(page_refs, documents))
    surplus = len(parts) - MOST_FILES
    if surplus <= 0:
        return parts
    borders = range(1, len(parts))
    # Joined are pages of one kind before those of two, changed documents before whole ones, short before long.
    joints = set(sorted(borders, key=lambda at: _cost(parts[at - 1], parts[at]))[:surplus])
    edges = [at for at in (0, *borders, len(parts)) if at not in joints]
    return tuple(_joined(parts[start:end]) for start, end in pairwise(edges))


def _parts(page_refs: PageOrder, documents: dict[str, SourceDocument]) -> Iterator[Part]:
    start = at = 0
    while at < len(page_refs):
        document = documents[page_refs[at].document]
        whole = page_refs[at] == PageRef(document.key, 0) and page_refs[at : at + document.pages] == added(
            (), document.key, document.pages
        )
        if start < at and (whole or document.type is not documents[page_refs[start].document].type):
            yield Part(page_refs[start:at], documents[page_refs[start].document].type, whole=False)
            start = at
        at += document.pages if whole else 1
        if whole:
            yield Part(page_refs[start:at], document.type, whole=True)
            start = at
    if start < at:
        yield Part(page_refs[start:], documents[page_refs[start].document].type, whole=False)


def _cost(one: Part, other: Part) -> tuple[bool, int, int]:
    return one.type is not other.type, one.whole + other.whole, len(one.page_refs) + len(other.page_refs)


def _joined(parts: Sequence[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    types = {part.type for part in parts}
    kind = types.pop() if len(types) == 1 else DocumentType.PDF
    return Part(tuple(page_ref for part in parts for page_ref in part.page_refs), kind, whole=False)


@dataclass(frozen=True)
class _Job:
    """Making the files of one fax."""

    documents: dict[str, SourceDocument]
    looks: Sequence[Look] | None
    place: Path
    worker: Worker
    cancel: CancelToken | None
    progress: Progress

    def files(self, parts: Sequence[Part]) -> Iterator[Path]:
        """Yield the file of each part."""
        done = 0
        for number, part in enumerate(parts, 1):
            if part.whole:
                yield self.documents[part.page_refs[0].document].path
            else:
                yield self._made(part, self.place / str(number), done)
            done += len(part.page_refs)
            self.progress(done)

    def _made(self, part: Part, place: Path, before: int) -> Path:
        documents = [self.documents[key] for key in dict.fromkeys(page_ref.document for page_ref in part.page_refs)]
        out = place / _name(documents, part.type)
        words: Words = {
            "out": str(out),
            "documents": [protocol.document_out(document) for document in documents],
            "page_refs": [protocol.page_ref_out(page_ref) for page_ref in part.page_refs],
            "looks": None if self.looks is None else [protocol.look_out(look) for look in self.looks],
        }
        try:
            place.mkdir()
            answer, _ = self.worker.call(
                "assemble", words, OPEN_SECONDS, self.cancel, lambda told: self.progress(before + int(told["pages"]))
            )
            if "fault" in answer:
                raise _cannot_write(str(answer["fault"]))
        except OSError as error:
            raise _cannot_write(error.strerror or type(error).__name__) from error
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise InputRefused(
                FIELD,
                "The pages could not be put together: that takes too much time or memory.",
                "Send the documents as they are, or in several faxes.",
                code="too_hard",
            ) from error
        return out


def _new_folder(folder: Path) -> Path:
    try:
        shared_files.make_private_folder(folder, parents=True)
        return Path(tempfile.mkdtemp(dir=folder, prefix="fax-")).absolute()
    except OSError as error:
        raise _cannot_write(error.strerror or type(error).__name__) from error


def _name(documents: Sequence[SourceDocument], kind: DocumentType) -> str:
    """Return what a file is called that is made of these documents."""
    suffix = "tif" if kind is DocumentType.TIFF else "pdf"
    more = f" and {len(documents) - 1} more" if len(documents) > 1 else ""
    return usable(f"{documents[0].path.stem[:_LONGEST_STEM]}{more}.{suffix}")


def _cannot_write(reason: str) -> StoreTrouble:
    return StoreTrouble(
        f"The pages could not be put together: {reason}.",
        "Make room on the disk that FaxDesk keeps its data on, then try again.",
    )

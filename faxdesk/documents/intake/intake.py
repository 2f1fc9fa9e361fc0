"""Intake: from whatever was dropped, pasted or named to documents that can be faxed.

PDF and TIFF files stay as they are, byte for byte, unless Fax.Plus could not read them. All else becomes a PDF in a
folder of ours; nothing is ever written beside the user's file.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.cancel_token import CancelToken, NeverCancelled, check
from faxdesk.core.errors import InputRefused
from faxdesk.core.file_names import reachable, usable
from faxdesk.core.model import DocumentType
from faxdesk.core.quantities import count_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.common.findings import OMISSIONS, Finding, FindingLevel, renumbered
from faxdesk.documents.common.opening import fetch_from_cloud, is_placeholder, name_of, reading
from faxdesk.documents.common.pagination import pages_after
from faxdesk.documents.common.paper import paper_finding, paper_of
from faxdesk.documents.convert.heic import has_converter, heic_to_pictures
from faxdesk.documents.convert.libreoffice import find_office, office_to_pdf
from faxdesk.documents.inspection.content import LINK, OLD_PDF, SIGNED, Content, Conversion, refusal
from faxdesk.documents.inspection.examine import check_size
from faxdesk.documents.inspection.file_names import is_link_name
from faxdesk.documents.intake.folders import LeftOut, files_in, package_document
from faxdesk.documents.worker.client import OPEN_SECONDS, Worker, WorkerLost, too_hard
from faxdesk.documents.worker.protocol import Words, finding_in

if TYPE_CHECKING:
    from faxdesk.documents.inspection.examine import Examined

_BLOCK = 1_048_576
_PROMISES = frozenset({".pdf", ".tif", ".tiff"})
"""Endings that promise a document as it is. What is something else then is cleared up first, unless it is a picture."""
_OFFICE_SUFFIXES = frozenset(
    {
        ".doc", ".dot", ".docm", ".dotx", ".dotm", ".xls", ".xlt", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ppt", ".pps",
        ".pot", ".pptm", ".ppsx", ".potx", ".vsd", ".vst", ".vsdm", ".vstx", ".wps", ".wks", ".wdb", ".pub",
    }
)  # fmt: skip
"""Endings by which office files of one kind are told apart; inside, they look alike."""
_WRAPPING_SUFFIXES = frozenset({".p7m", ".p7s", ".p7c", ".p7", ".pkcs7", ".cms", ".tsd", ".sig"})
"""Endings that stand behind the name of the document that is inside."""
_MOST_WRAPPINGS = 5
"""Files in files that are opened; a contract that two have signed has two."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A file that is nowhere on disk: an attachment, or a picture from a browser. `name` is what the user calls it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A document that can be faxed. `document` is what goes out, at `document.path`; `source` what the user gave.

    `kind` is what that was, as a usual ending ("png", "docx", "pdf"). `made` is True where what goes out is not the
    user's own file, but a PDF that FaxDesk made of it.
    """

    source: Path | Blob
    name: str
    kind: str
    document: Examined
    made: bool = False


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """Something that cannot be faxed, and why."""

    source: Path | Blob
    name: str
    error: InputRefused


Progress = Callable[[str, int], None]
"""Told what is worked on, by its name, and how many pages of it are done, or `FETCHING`."""
FETCHING = -1
"""Instead of a number of pages: the file is on its way from a cloud."""


class Intake:
    """Takes files in. Used by one thread at a time, the one that uses `worker`.

    `folder` is where PDFs that are made are kept as long as the program runs; `region` is that of the settings,
    whose paper they have (`paper.paper_of`).
    """

    def __init__(
        self, worker: Worker, folder: Path, region: str = "", office: Callable[[], Path | None] = find_office
    ) -> None:
        self._worker = worker
        self._folder = folder.absolute()
        self._paper = paper_of(region)
        self._office = office
        self._said: dict[Path, tuple[Finding, ...]] = {}

    def take(
        self,
        sources: Iterable[Path | Blob],
        cancel: CancelToken | None = None,
        progress: Progress = lambda _name, _pages: None,
        *,
        join_pictures: bool = False,
    ) -> Iterator[Taken | RefusedFile | LeftOut]:
        """Yield what becomes of each source, in order; folders are opened. One that is refused stops no other.

        With `join_pictures`, pictures that follow each other become one document; it is yielded after the last of them.
        Raises `Stopped`.
        """
        cancel = cancel or NeverCancelled()
        pictures: list[Taken] = []
        for source in _files(sources):
            check(cancel)
            outcome = source if isinstance(source, LeftOut) else self._outcome(source, cancel, progress)
            if join_pictures and isinstance(outcome, Taken) and outcome.made and outcome.kind in _PICTURES:
                pictures.append(outcome)
                continue
            if isinstance(outcome, Taken):
                yield from self._joined(pictures)
                pictures = []
            yield outcome
        yield from self._joined(pictures)

    def one(
        self,
        source: Path | Blob,
        name: str | None = None,
        password: str | None = None,
        cancel: CancelToken | None = None,
        progress: Progress = lambda _name, _pages: None,
    ) -> Taken:
        """Take one file in; `password` opens a PDF that needs one, and is kept nowhere.

        Raises `InputRefused`, whose field is the name, and `Stopped`. Its code is "password" where one is needed.
        """
        called = visible(name or (source.name if isinstance(source, Blob) else name_of(source)))
        try:
            return self._one(source, called, password, cancel or NeverCancelled(), progress)
        except OSError as error:
            raise _cannot_write(called, error) from error

    def _one(
        self, source: Path | Blob, called: str, password: str | None, cancel: CancelToken, progress: Progress
    ) -> Taken:
        path = self._kept(source) if isinstance(source, Blob) else reachable(source)
        if is_placeholder(path):
            # Here, where it may take its time and can be called off: the child ends itself when it has to wait.
            progress(called, FETCHING)
            fetch_from_cloud(path, called, cancel)
        progress(called, 0)
        job = _Job(path, called, password, cancel, lambda pages: progress(called, pages), self._content(path, called))
        return self._taken(source, job)

    def _content(self, path: Path, called: str) -> Content:
        """Return what the file holds. Raises `InputRefused` where it is none that can be read."""
        if (document := package_document(path)) is not None:
            raise refusal(document, called)
        try:
            with reading(path, called) as file:
                check_size(file, called)
            return self._worker.recognise(path, called)
        except InputRefused as error:
            # Some links have no content, and others are refused by the program that made them.
            if is_link_name(called) and os.path.isfile(path):  # noqa: PTH113  `Path.is_file` may raise `OSError`
                raise refusal(LINK, called) from error
            raise

    def _taken(self, source: Path | Blob, job: _Job) -> Taken:
        called, content = job.name, job.content
        if content.way is Conversion.UNWRAP:
            return self._taken_out(source, job)
        if content.way is Conversion.AS_IT_IS or (
            Path(called).suffix.lower() in _PROMISES and not _is_picture(content)
        ):
            return self._as_it_is(source, job)
        document = self._made(job)
        return Taken(source, called, content.word, document, made=True)

    def clear(self) -> None:
        """Delete all that was made. Documents that were taken in are gone then, except the user's own files."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _outcome(self, source: Path | Blob, cancel: CancelToken, progress: Progress) -> Taken | RefusedFile:
        try:
            return self.one(source, cancel=cancel, progress=progress)
        except InputRefused as error:
            return RefusedFile(source, error.field, error)

    # ------------------------------------------------------------------------------------------------ as it is

    def _as_it_is(self, source: Path | Blob, job: _Job) -> Taken:
        document = self._worker.examine(job.path, job.name, job.password)
        if not document.needs_copy:
            return Taken(source, job.name, job.content.word, document)
        # Nobody finds the copy of a locked document but by this object.
        out = Path(tempfile.mkdtemp(dir=self._place(), prefix="copy-")) / _copy_name(job.name, document.type)
        try:
            said = self._ask("rewrite", job, out, {"password": job.password, "type": document.type.value})
            copy = self._worker.examine(out, job.name)
        except InputRefused:
            if document.locked or document.decrypted or document.type is DocumentType.TIFF:
                raise
            # A damaged file that cannot be copied may still be drawn by others as it is.
            return Taken(source, job.name, job.content.word, document)
        became = pages_after(said, document.pages)
        kept = (renumbered(one, became) for one in document.findings if one.code not in _CURED | _OF_SIZE)
        found = (
            *said,
            *_about_copy(document),
            *map(_of_copy, kept),
            *(one for one in copy.findings if one.code in _OF_SIZE),
        )
        return Taken(source, job.name, job.content.word, replace(copy, findings=found), made=True)

    # --------------------------------------------------------------------------------------------- taken out

    def _taken_out(self, source: Path | Blob, job: _Job) -> Taken:
        """Return what becomes of the document that is whole inside the file."""
        if job.depth >= _MOST_WRAPPINGS:
            raise InputRefused(
                job.name,
                "The document is inside of too many other files.",
                "Take it out with the program that it was put in with, then add it.",
            )
        name = _name_inside(job.name)
        path = self._place() / self._digest(job) / usable(name)
        if not path.is_file():
            path.parent.mkdir(exist_ok=True)
            unfinished = path.with_name("unfinished")
            self._ask("unwrap", job, unfinished, {})
            shared_files.replace(unfinished, path)
        try:
            content = self._content(path, name)
            inside = self._taken(path, replace(job, path=path, name=name, content=content, depth=job.depth + 1))
        except InputRefused as error:
            raise _refused_inside(job, error) from error
        document = inside.document
        findings = (_about_wrapping(job.content), *document.findings)
        document = replace(document, name=job.name, findings=tuple(dict.fromkeys(findings)))
        return Taken(source, job.name, inside.kind, document, made=True)

    # ---------------------------------------------------------------------------------------------------- made

    def _made(self, job: _Job) -> Examined:
        """Return the PDF that is made of the file, or was made before of the same content."""
        if job.content.way is Conversion.NONE:
            raise refusal(job.content, job.name)
        out = self._place() / self._digest(job) / _pdf_name(job.name)
        if out not in self._said or not out.is_file():
            out.parent.mkdir(exist_ok=True)
            unfinished = out.with_suffix(".unfinished")
            self._said[out] = self._make(job, unfinished)
            shared_files.replace(unfinished, out)
        document = self._worker.examine(out, job.name)
        return replace(document, findings=(*self._said[out], *document.findings))

    def _make(self, job: _Job, out: Path) -> tuple[Finding, ...]:
        paper = [self._paper.width, self._paper.height]
        if job.content.way is Conversion.HEIC and has_converter():
            with tempfile.TemporaryDirectory(dir=self._folder) as place:
                first, *others = heic_to_pictures(job.path, Path(place), job.name)
                findings = self._ask("picture", replace(job, path=first), out, {"paper": paper})
            findings = (*findings, *_about_others(len(others)))
        elif _is_picture(job.content):
            findings = self._ask("picture", job, out, {"paper": paper})
        elif job.content.way is Conversion.TEXT:
            findings = (paper_finding(self._paper), *self._ask("set_text", job, out, {"paper": paper}))
        else:
            findings = self._by_office(job, out)
        return (*_name_findings(job), *findings)

    def _by_office(self, job: _Job, out: Path) -> tuple[Finding, ...]:
        office = self._office()
        if office is None:
            raise InputRefused(
                job.name,
                f"This is {job.content.noun}, and no LibreOffice is installed that FaxDesk could convert it with.",
                "Open it in its own program, choose “Save as PDF” or print it to PDF, then add that file.",
                code="no_office",
            )
        office_to_pdf(office, job.path, out, job.name, _office_suffix(job), job.cancel)
        text = "The document was converted by LibreOffice. Look at its pages: fonts and line breaks may differ."
        return (Finding("converted", text),)

    def _ask(self, operation: str, job: _Job, out: Path, more: Words) -> tuple[Finding, ...]:
        """Let the child make the PDF `out`."""
        words = {"path": str(job.path.absolute()), "name": job.name, "out": str(out), **more}
        try:
            answer = self._write(operation, words, job.cancel, lambda told: job.progress(int(told["pages"])))
            return tuple(map(finding_in, answer.get("findings", ())))
        except (WorkerLost, KeyError, TypeError, ValueError) as error:
            raise too_hard(job.name) from error

    def _write(
        self,
        operation: str,
        words: Words,
        cancel: CancelToken | None = None,
        told: Callable[[Words], None] | None = None,
    ) -> Words:
        """Let the child write a file. Raises `OSError` where it cannot."""
        answer, _ = self._worker.call(operation, words, OPEN_SECONDS, cancel, told)
        if "fault" in answer:
            raise OSError(0, str(answer["fault"]))
        return answer

    def _joined(self, pictures: Sequence[Taken]) -> Iterator[Taken | RefusedFile]:
        """Yield pictures as one document; a single one as it is."""
        if len(pictures) < 2:
            yield from pictures
            return
        first = pictures[0]
        name = f"{first.name} and {len(pictures) - 1} more"
        out = Path(tempfile.mkdtemp(dir=self._place(), prefix="joined-")) / _pdf_name(first.name)
        try:
            paths = [str(picture.document.path) for picture in pictures]
            self._write("join", {"paths": paths, "out": str(out)})
            document = self._worker.examine(out, name)
        except (WorkerLost, InputRefused, OSError):
            yield RefusedFile(first.source, name, too_hard(name))
            return
        findings = tuple(_of_joined(pictures))
        yield Taken(first.source, name, first.kind, replace(document, findings=findings), made=True)

    # -------------------------------------------------------------------------------------------------- folder

    def _place(self) -> Path:
        shared_files.make_private_folder(self._folder, parents=True)
        return self._folder

    def _kept(self, blob: Blob) -> Path:
        """Write a file that is nowhere on disk."""
        folder = self._place() / hashlib.sha256(blob.data).hexdigest()[:32]
        folder.mkdir(exist_ok=True)
        path = folder / usable(blob.name)
        if not path.is_file():
            unfinished = folder / "unfinished"
            unfinished.write_bytes(blob.data)
            shared_files.replace(unfinished, path)
        return path

    def _digest(self, job: _Job) -> str:
        """Return what tells conversions apart: the content, its kind and ending, and the paper."""
        digest = hashlib.sha256(f"{job.content.way} {Path(job.name).suffix} {self._paper}".encode("utf-8", "replace"))
        with reading(job.path, job.name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        return digest.hexdigest()[:32]


@dataclass(frozen=True)
class _Job:
    """One file on its way in."""

    path: Path
    name: str
    password: str | None
    cancel: CancelToken
    progress: Callable[[int], None]
    content: Content
    depth: int = 0
    """In how many other files it is."""


_COPIED = "Programs show this TIFF differently. What is sent is a copy that all show as FaxDesk does. Look at it."
_PICTURES = frozenset({"png", "jpeg", "webp", "bmp", "gif", "avif", "heic", "jp2", "pnm", "tga"})
_CURED = frozenset({
    "repaired", "protected", "scripts", "starts_programs", "attachments", "form", "form_out_of_date", "only_printed",
    "layer_only_printed", "appearance_drawn", "appearance_missing", "user_unit", "crop_box",
})  # fmt: skip
"""What is no longer true of a clean copy."""
_OF_SIZE = frozenset({"large_pages", "many_pages", "large_file"})
"""What is true of a copy, or not, whatever holds for the file."""


def _of_joined(pictures: Sequence[Taken]) -> Iterator[Finding]:
    """Yield what is said of each picture, about the pages that it has in the document of all of them."""
    before = 0
    for picture in pictures:
        pages = tuple(range(before + 1, before + picture.document.pages + 1))
        for finding in picture.document.findings:
            yield replace(finding, pages=tuple(before + page for page in finding.pages) or pages)
        before = pages[-1]


def _files(sources: Iterable[Path | Blob]) -> Iterator[Path | Blob | LeftOut]:
    for source in sources:
        if isinstance(source, Blob):
            yield source
        else:
            yield from files_in([source])


def _is_picture(content: Content) -> bool:
    return content.way in {Conversion.PICTURE, Conversion.HEIC}


def _cannot_write(name: str, error: OSError) -> InputRefused:
    return InputRefused(
        name,
        f"FaxDesk could not write what it makes of this file ({error.strerror or type(error).__name__}).",
        "Make room on the disk that FaxDesk keeps its data on, then add the file again.",
        code="cannot_write",
    )


def _about_copy(document: Examined) -> tuple[Finding, ...]:
    """What is said of a document that goes out as a clean copy."""
    if document.type is DocumentType.TIFF:
        return (Finding("copied", _COPIED, level=FindingLevel.NOTE),)
    dropped = {"scripts", "starts_programs", "attachments"} & {finding.code for finding in document.findings}
    more = " Scripts, attached files and actions inside are left out." if dropped else ""
    if document.locked:
        return (Finding("unlocked", f"What is sent is a copy that opens without the password.{more}"),)
    if document.decrypted:
        text = "The PDF is encrypted in an unusual way. What is sent is a copy without that. Look at its pages."
        return (Finding("unlocked", text + more),)
    if not document.repaired:
        text = "What is sent is a copy of the PDF with shorter pages."
        return (Finding("copied", text + more, level=FindingLevel.NOTE),)
    text = "The PDF was damaged and has been repaired. Look at its pages before you send it."
    return (Finding("repaired", text + more),)


def _about_wrapping(content: Content) -> Finding:
    """What is said of a document that was inside another file."""
    if content == SIGNED:
        text = "The document was taken out of a signed file (PKCS #7). Its signature is not checked and not faxed."
        return Finding("taken_out", text)
    if content == OLD_PDF:
        text = "The PDF has the header of a PostScript file. What is sent is a copy with the usual one."
        return Finding("taken_out", text, level=FindingLevel.NOTE)
    return Finding("taken_out", "Something stands before the PDF in this file. Only the PDF is faxed.")


def _refused_inside(job: _Job, error: InputRefused) -> InputRefused:
    """Return why the document inside is refused, under the name that the user knows."""
    where = "In this signed file: " if job.content == SIGNED else ""
    return InputRefused(job.name, where + error.title.removeprefix(where), error.advice, code=error.code)


def _about_others(count: int) -> tuple[Finding, ...]:
    """What is said of the further pictures in a file of a phone."""
    if not count:
        return ()
    text = f"The file has {count_text(count + 1, 'picture')}. The first is faxed."
    return (Finding("first_frame", text, level=FindingLevel.WARNING),)


def _of_copy(finding: Finding) -> Finding:
    """What is said of a document, as it holds for its clean copy: every program shows that as it is printed."""
    return replace(finding, remedy=None) if finding.code in OMISSIONS else finding


def _name_findings(job: _Job) -> tuple[Finding, ...]:
    suffix = Path(job.name).suffix.lower()
    if suffix not in _PROMISES:
        return ()
    return (Finding("other_type", f"Its name ends in {suffix}, but it is really {job.content.noun}."),)


def _office_suffix(job: _Job) -> str:
    suffix = Path(job.name).suffix.lower()
    return suffix if suffix in _OFFICE_SUFFIXES else f".{job.content.word}"


def _name_inside(name: str) -> str:
    """Return what the document in a file is called: "contract.pdf" in "contract.pdf.p7m"."""
    path = Path(name)
    return path.stem if path.suffix.lower() in _WRAPPING_SUFFIXES else name


def _copy_name(name: str, kind: DocumentType) -> str:
    return f"{Path(usable(name)).stem}.tif" if kind is DocumentType.TIFF else _pdf_name(name)


def _pdf_name(name: str) -> str:
    return f"{Path(usable(name)).stem}.pdf"

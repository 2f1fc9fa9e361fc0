"""Would this file make a good fax? Answered from its content before anything is sent."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from faxdesk.core.errors import InputRefused
from faxdesk.core.model import MANY_BYTES, MOST_BYTES, DocumentType
from faxdesk.core.quantities import size_text
from faxdesk.documents.common.findings import Finding, FindingLevel, texts
from faxdesk.documents.common.opening import name_of, reading
from faxdesk.documents.common.paper import PageSize, length_findings, size_findings

if TYPE_CHECKING:
    from faxdesk.documents.inspection.content import Content

_SUFFIXES = {
    ".pdf": DocumentType.PDF,
    ".tif": DocumentType.TIFF,
    ".tiff": DocumentType.TIFF,
}
_TAKEN = "That cannot be faxed as it is."


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that can be faxed, as it was when it was examined.

    `name` is what the user calls it, `size` its bytes, `sizes` how large each page is. A file that is `locked` opens
    only with the password, one that is `repaired` is damaged, one that was `decrypted` is encrypted in an unusual way:
    what Fax.Plus can read is a copy of such a file, made by `pdf.clean_copy.rewrite_pdf`. One that is `unusual` has
    pages much longer than paper or, in a TIFF, such as other programs may show otherwise; a copy has none
    (`tiff.clean_copy.rewrite_tiff`).
    """

    path: Path
    name: str
    type: DocumentType
    size: int
    pages: int
    findings: tuple[Finding, ...] = ()
    sizes: tuple[PageSize, ...] = ()
    locked: bool = False
    repaired: bool = False
    decrypted: bool = False
    unusual: bool = False

    @property
    def needs_copy(self) -> bool:
        """True where a copy has to go out instead of the file."""
        return self.locked or self.repaired or self.decrypted or self.unusual

    @property
    def warnings(self) -> tuple[str, ...]:
        """Plain sentences about what may go wrong."""
        return texts(self.findings, FindingLevel.WARNING)


def examine(path: Path, name: str | None = None, password: str | None = None) -> Examined:
    """Find out what the file at `path` is and whether it can be faxed; `name` is how to call it, if not by its path.

    `password` opens a PDF that needs one; it is not kept. Raises `InputRefused`, whose field is the name: the file is
    not there, not readable or in use; a folder, pipe or device; empty, larger than `MOST_BYTES`, cut off, damaged,
    encrypted (its code is "password" where one is needed), without pages or with more than `paper.MOST_PAGES`; or
    neither a PDF nor a TIFF by its content, whatever its name says.
    """
    # Its tables take 20 ms, and who only passes the results on needs none of them.
    from faxdesk.documents.inspection.file_type import recognise

    called = name_of(path, name)
    with reading(path, called) as file:
        size = check_size(file, called)
        content = recognise(file, called)
        if content.type is None:
            raise _other_kind(content, called)
        looked = _pdf(file, called, password) if content.type is DocumentType.PDF else _tiff(file, called)
    findings = (
        *_name_findings(content, called),
        *_weight_findings(size),
        *looked.findings,
        *size_findings(looked.sizes),
        *length_findings(len(looked.sizes)),
    )
    pages = len(looked.sizes)
    states = looked.locked, looked.repaired, looked.decrypted, looked.unusual
    return Examined(path, called, content.type, size, pages, findings, looked.sizes, *states)


def check_size(file: BinaryIO, name: str) -> int:
    """Return the bytes of `file`. Raises `InputRefused` where it is empty or larger than `MOST_BYTES`."""
    size = file.seek(0, 2)
    if size == 0:
        raise InputRefused(
            name, "The file is empty (0 bytes).", "Save, copy or scan it again; the last attempt wrote nothing."
        )
    if size > MOST_BYTES:
        raise InputRefused(
            name,
            f"The file is too large: {size_text(size)}. Fax.Plus takes {size_text(MOST_BYTES)} for a whole fax.",
            "Scan it again in black and white at 200 dots per inch, or split it into several faxes.",
        )
    return size


class _Looked(NamedTuple):
    sizes: tuple[PageSize, ...]
    findings: tuple[Finding, ...]
    locked: bool = False
    repaired: bool = False
    decrypted: bool = False
    unusual: bool = False


def _pdf(file: BinaryIO, name: str, password: str | None) -> _Looked:
    from faxdesk.documents.pdf.placeholder import check_own_pages
    from faxdesk.documents.pdf.reader import PdfPages

    with closing(PdfPages(file, name, password)) as pages:
        pages.check_tree()
        check_own_pages(pages, name)
        is_long = any(size.long for size in pages.sizes)
        return _Looked(pages.sizes, pages.findings(), pages.locked, not pages.sound, pages.decrypted, is_long)


def _tiff(file: BinaryIO, name: str) -> _Looked:
    from faxdesk.documents.tiff.reader import TiffPages

    with closing(TiffPages(file, name)) as pages:
        return _Looked(pages.sizes, pages.findings(), unusual=pages.unusual)


def _other_kind(content: Content, name: str) -> InputRefused:
    """Return the refusal of a file that is no PDF or TIFF. A name that promises one is the first thing to clear up."""
    suffix = Path(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _misnamed(content, name, suffix)
    if not content.noun:
        return InputRefused(
            name,
            "This is not a PDF or TIFF.",
            f"{_TAKEN} Open it in its own program and save or print it as a PDF, then add that file.",
        )
    return InputRefused(name, f"This is {content.noun}.", f"{_TAKEN} {content.advice}")


def _misnamed(content: Content, name: str, suffix: str) -> InputRefused:
    if not content.noun:
        return InputRefused(
            name,
            f"Its name ends in {suffix}, but its content is not that of a {_SUFFIXES[suffix].name}; it may be damaged.",
            "Ask for another copy, or open it in the program that made it and print it as a PDF.",
        )
    return InputRefused(
        name,
        f"Its name ends in {suffix}, but this is really {content.noun}.",
        f"{_TAKEN} {content.advice}",
    )


def _name_findings(content: Content, name: str) -> tuple[Finding, ...]:
    suffix = Path(name).suffix.lower()
    if _SUFFIXES.get(suffix, content.type) is content.type:
        return ()
    text = f"Its name ends in {suffix}, but it is really {content.noun}. It is sent as what it is."
    return (Finding("other_type", text),)


def _weight_findings(size: int) -> tuple[Finding, ...]:
    if size <= MANY_BYTES:
        return ()
    text = f"The file is large ({size_text(size)}). Fax.Plus may refuse more than {size_text(MANY_BYTES)}."
    return (Finding("large_file", text),)

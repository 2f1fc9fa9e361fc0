"""One document of a new fax: on its way in, good, or refused; and what its line says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.arrangement import SourceDocument
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document
from faxdesk.core.text import count_text, size_text
from faxdesk.ui.backend.document_intake import PASSWORD
from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.intake.intake import Blob, Taken

_AS_THEY_ARE = frozenset({".pdf", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is behind a line. `key` tells it from the same file added twice; `ticket` is that of the intake.

    A `Document` is one that is kept already, under another name. `step` says how far the intake has come.
    """

    key: str
    ticket: int
    source: Path | Blob | Document
    taken: Taken | None = None
    error: FaxDeskError | None = None
    step: str = ""

    @property
    def name(self) -> str:
        """What the user calls it."""
        if self.taken is not None:
            return self.taken.name
        return self.source.name or str(self.source)

    @property
    def pending(self) -> bool:
        """True as long as it is not known whether it can be faxed."""
        return self.taken is None and self.error is None

    @property
    def locked(self) -> bool:
        """True where it opens only with a password, which nobody has given yet."""
        return isinstance(self.error, InputRefused) and self.error.code == PASSWORD

    @property
    def sent(self) -> Path | Blob | Document:
        """What goes out: what is kept already, or the file that the intake found or made."""
        if self.taken is None or isinstance(self.source, Document):
            return self.source
        return self.taken.document.path

    @property
    def paper(self) -> SourceDocument | None:
        """The document as the pages window knows it; None as long as it is none."""
        if self.taken is None:
            return None
        good = self.taken.document
        return SourceDocument(self.key, self.taken.name, good.path, good.type, good.pages)


def line_of(entry: Attachment, left: int | None = None) -> LineItem:
    """Return the line of a document; `left` is how many of its pages are in the fax, where some were taken out."""
    if entry.error is not None:
        return _refused(entry)
    if entry.taken is None:
        return LineItem(entry.name, entry.step or _first_step(entry), severity=Severity.MUTED)
    good = entry.taken.document
    warnings = " ".join(good.warnings)
    detail = extent(good.pages, good.size)
    if left is not None and left < good.pages:
        detail = _tr("{left} of {pages}").format(left=left, pages=count_text(good.pages, "page"))
    return LineItem(entry.name, detail, warnings, Severity.WARNING if warnings else Severity.PLAIN)


def not_ready(entry: Attachment, field: str) -> InputRefused:
    """Return why a document that is not good cannot be sent, and what to do."""
    if entry.locked:
        return InputRefused(
            field,
            _tr("“{name}” opens only with its password.").format(name=entry.name),
            _tr("Type the password in its line and press Unlock, or remove it from the list."),
        )
    if entry.error is None:
        return InputRefused(
            field, _tr("“{name}” is still being looked at.").format(name=entry.name), _tr("Wait a moment.")
        )
    return InputRefused(
        field,
        _tr("“{name}” cannot be faxed.").format(name=entry.name),
        _tr("Remove it from the list, or put a good copy in its place."),
    )


def _refused(entry: Attachment) -> LineItem:
    assert entry.error is not None  # noqa: S101  for the type checker; the caller has looked
    if not entry.locked:
        note = f"{entry.error.title} {entry.error.advice}"
        return LineItem(entry.name, _tr("Cannot be faxed"), note, Severity.ERROR)
    return LineItem(entry.name, _tr("Locked"), entry.error.title, Severity.WARNING, asks=True)


def _first_step(entry: Attachment) -> str:
    made = Path(entry.name).suffix.lower() not in _AS_THEY_ARE and Path(entry.name).suffix
    return _tr("Converting…") if made else _tr("Checking…")


def step_text(name: str, pages: int, entry: Attachment) -> str:
    """Return how far a document is; `name` is the file in a folder that is worked on."""
    if name != entry.name:
        return _tr("Checking “{name}”…").format(name=name)
    if pages:
        return _tr("Converting… {pages} done").format(pages=count_text(pages, "page"))
    return _first_step(entry)


def extent(pages: int, size: int) -> str:
    """Return how much a document is: "3 pages, 120 KB"."""
    return f"{count_text(pages, 'page')}, {size_text(size)}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("DocumentsField", text)

"""One document of a new fax: on its way in, good, or refused; and what its line says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.arrangement import SourceDocument
from faxdesk.core.errors import InputRefused
from faxdesk.core.model import Document
from faxdesk.core.quantities import size_text
from faxdesk.core.visible_text import visible
from faxdesk.documents.common.findings import OMISSIONS, FindingLevel, FindingRemedy, texts
from faxdesk.documents.intake.intake import FETCHING
from faxdesk.ui.backend.document_intake import PASSWORD
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.line_delegate import LineItem
from faxdesk.ui.widgets.severity import Severity

if TYPE_CHECKING:
    from faxdesk.core.arrangement import PageRef
    from faxdesk.core.errors import FaxDeskError
    from faxdesk.documents.common.findings import Finding
    from faxdesk.documents.intake.intake import Blob, Taken

_AS_THEY_ARE = frozenset({".pdf", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is behind a line. `key` tells it from the same file added twice; `ticket` is that of the intake.

    A `Document` is one that is kept already, under another name. `step` says how far the intake has come. `followed_by`
    has the pages that came after the place where it was dropped; it is None where it was not dropped between pages.
    """

    key: str
    ticket: int
    source: Path | Blob | Document
    taken: Taken | None = None
    error: FaxDeskError | None = None
    step: str = ""
    followed_by: tuple[PageRef, ...] | None = None

    @property
    def name(self) -> str:
        """What the user calls it."""
        if self.taken is not None:
            return self.taken.name
        return visible(self.source.name or str(self.source))

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
    def document(self) -> SourceDocument | None:
        """The document as the page editor knows it; None as long as it is none."""
        if self.taken is None:
            return None
        good = self.taken.document
        return SourceDocument(self.key, self.taken.name, good.path, good.type, good.pages)


def line_of(attachment: Attachment, pages_left: int | None = None, *, as_shown: bool = False) -> LineItem:
    """Return the line of a document; `pages_left` is how many of its pages are in the fax, if not all.

    Sent `as_shown`, nothing is said of what other programs may show.
    """
    if attachment.error is not None:
        return _refused(attachment)
    if attachment.taken is None:
        return LineItem(attachment.name, attachment.step or _first_step(attachment), severity=Severity.MUTED)
    good = attachment.taken.document
    found = [finding for finding in good.findings if not (as_shown and _is_settled(finding))]
    warnings = " ".join(texts(found, FindingLevel.WARNING))
    detail = extent(good.pages, good.size)
    if pages_left is not None and pages_left < good.pages:
        detail = _tr("{left} of {pages}").format(left=pages_left, pages=count_text(good.pages, "page"))
    return LineItem(attachment.name, detail, warnings, Severity.WARNING if warnings else Severity.PLAIN)


def _is_settled(finding: Finding) -> bool:
    """True where nothing is left to say once the pages are sent as they are shown."""
    return finding.remedy is FindingRemedy.SEND_AS_SHOWN and finding.code not in OMISSIONS


def not_ready(attachment: Attachment, field: str) -> InputRefused:
    """Return why a document that is not good cannot be sent, and what to do."""
    if attachment.locked:
        return InputRefused(
            field,
            _tr("“{name}” opens only with its password.").format(name=attachment.name),
            _tr("Type the password in its line and press Unlock, or remove it from the list."),
        )
    if attachment.error is None:
        return InputRefused(
            field, _tr("“{name}” is still being looked at.").format(name=attachment.name), _tr("Wait a moment.")
        )
    return InputRefused(
        field,
        _tr("“{name}” cannot be faxed.").format(name=attachment.name),
        _tr("Remove it from the list, or put a good copy in its place."),
    )


def _refused(attachment: Attachment) -> LineItem:
    assert attachment.error is not None  # noqa: S101  for the type checker; the caller has looked
    if not attachment.locked:
        note = f"{attachment.error.title} {attachment.error.advice}"
        return LineItem(attachment.name, _tr("Cannot be faxed"), note, Severity.ERROR)
    return LineItem(attachment.name, _tr("Locked"), attachment.error.title, Severity.WARNING, asks=True)


def _first_step(attachment: Attachment) -> str:
    made = Path(attachment.name).suffix.lower() not in _AS_THEY_ARE and Path(attachment.name).suffix
    return _tr("Converting…") if made else _tr("Checking…")


def step_text(name: str, pages: int, attachment: Attachment) -> str:
    """Return how far a document is; `name` is the file in a folder that is worked on."""
    if pages == FETCHING:
        return _tr("Fetching “{name}” from the cloud…").format(name=name)
    if name != attachment.name:
        return _tr("Checking “{name}”…").format(name=name)
    if pages:
        return _tr("Converting… {pages} done").format(pages=count_text(pages, "page"))
    return _first_step(attachment)


def extent(pages: int, size: int) -> str:
    """Return how much a document is: "3 pages, 120 KB"."""
    return f"{count_text(pages, 'page')}, {size_text(size)}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("DocumentsField", text)

"""What a trace of a person is called in the lists of the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.forgetting import TraceKind
from faxdesk.core.phone import comparable, display
from faxdesk.core.quantities import count_text
from faxdesk.core.visible_text import visible
from faxdesk.ui.widgets.entry_delegate import Entry
from faxdesk.ui.widgets.fax_texts import date_text
from faxdesk.ui.widgets.icons import IconTone

if TYPE_CHECKING:
    from faxdesk.core.forgetting import FaxThere, Trace


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forgetting", text)


def _title(kind: TraceKind) -> str:
    return {
        TraceKind.SENT: _tr("Fax sent"),
        TraceKind.RECEIVED: _tr("Fax received"),
        TraceKind.CONTACT: _tr("Contact"),
        TraceKind.FORMER_NUMBER: _tr("Former number"),
        TraceKind.DRAFT: _tr("Draft"),
        TraceKind.TEMPLATE: _tr("Template"),
        TraceKind.LIST_ROW: _tr("Row of a list"),
        TraceKind.WATCHED_FILE: _tr("File of a watched folder"),
        TraceKind.WEBHOOK_CALL: _tr("Calls of webhooks"),
        TraceKind.LOG: _tr("Lines of the log"),
        TraceKind.BACKUP: _tr("Whole copy of the database, from before an update"),
        TraceKind.COPY: _tr("Copy that another program opened"),
        TraceKind.WAITS: _tr("Waits, or goes on"),
        TraceKind.SHARED_DOCUMENT: _tr("Documents that went to others as well"),
        TraceKind.SHARED_NUMBER: _tr("Number that others have as well"),
        TraceKind.PROOF: _tr("Proof beside a document: delete it yourself if you want that"),
        TraceKind.MENTION: _tr("Template that names them: change its text yourself"),
    }[kind]


def trace_entry(trace: Trace) -> Entry:
    """Return the row of a trace."""
    at = "" if trace.at is None else date_text(trace.at)
    icon = "warning" if trace.kind in {TraceKind.PROOF, TraceKind.MENTION} else ""
    return Entry(
        _title(trace.kind), visible(trace.name), visible(trace.about), state=at, icon=icon, tone=IconTone.DOUBT
    )


def fax_entry(fax: FaxThere) -> Entry:
    """Return the row of a fax that Fax.Plus has."""
    title = _title(TraceKind.RECEIVED if fax.received else TraceKind.SENT)
    pages = count_text(fax.pages, "page")
    below = _tr("{pages}: {comment}").format(pages=pages, comment=visible(fax.comment)) if fax.comment else pages
    return Entry(title, display(f"+{comparable(fax.number)}"), below, state=date_text(fax.at))

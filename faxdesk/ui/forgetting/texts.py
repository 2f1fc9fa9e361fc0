"""What is found of a person, as the lists of the dialog call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.forgetting import PersonItemKind
from faxdesk.core.phone import comparable, display
from faxdesk.core.visible_text import visible
from faxdesk.ui.widgets.count_texts import count_text
from faxdesk.ui.widgets.entry_delegate import Entry
from faxdesk.ui.widgets.fax_texts import date_text
from faxdesk.ui.widgets.icons import IconTone

if TYPE_CHECKING:
    from faxdesk.core.forgetting import FaxThere, PersonItem


_UP_TO_THE_USER = frozenset({PersonItemKind.PROOF, PersonItemKind.MENTION, PersonItemKind.OTHER_PROFILE})


def _tr(text: str) -> str:
    return QCoreApplication.translate("Forgetting", text)


def _title(kind: PersonItemKind) -> str:
    return {
        PersonItemKind.SENT: _tr("Fax sent"),
        PersonItemKind.RECEIVED: _tr("Fax received"),
        PersonItemKind.CONTACT: _tr("Contact"),
        PersonItemKind.FORMER_NUMBER: _tr("Former number"),
        PersonItemKind.DRAFT: _tr("Draft"),
        PersonItemKind.TEMPLATE: _tr("Template"),
        PersonItemKind.LIST_ROW: _tr("Row of a list"),
        PersonItemKind.WATCHED_FILE: _tr("File of a watched folder"),
        PersonItemKind.WEBHOOK_CALL: _tr("Calls of webhooks"),
        PersonItemKind.LOG: _tr("Lines of the log"),
        PersonItemKind.BACKUP: _tr("Whole copy of the database, from before an update"),
        PersonItemKind.COPY: _tr("Copy that another program opened"),
        PersonItemKind.WAITS: _tr("Not finished yet"),
        PersonItemKind.SHARED_DOCUMENT: _tr("Documents that went to others as well"),
        PersonItemKind.SHARED_NUMBER: _tr("Number that others have as well"),
        PersonItemKind.PROOF: _tr("Proof beside a document: delete it yourself if you want that"),
        PersonItemKind.MENTION: _tr("Template that names them: change its text yourself"),
        PersonItemKind.OTHER_PROFILE: _tr("Another profile: look there as well, in its own window"),
    }[kind]


def item_entry(item: PersonItem) -> Entry:
    """Return the row of what is found here."""
    at = "" if item.at is None else date_text(item.at)
    about = visible(item.about)
    if item.kind is PersonItemKind.LIST_ROW:
        about = _tr("Row {row}").format(row=about)
    icon = "warning" if item.kind in _UP_TO_THE_USER else ""
    return Entry(_title(item.kind), visible(item.name), about, state=at, icon=icon, tone=IconTone.DOUBT)


def fax_entry(fax: FaxThere) -> Entry:
    """Return the row of a fax that Fax.Plus has."""
    title = _title(PersonItemKind.RECEIVED if fax.received else PersonItemKind.SENT)
    # 0 stands for pages that nobody has told of.
    pages, comment = count_text(fax.pages, "page") if fax.pages else "", visible(fax.comment)
    below = _tr("{pages}: {comment}").format(pages=pages, comment=comment) if pages and comment else pages or comment
    return Entry(title, display(f"+{comparable(fax.number)}"), below, state=date_text(fax.at))

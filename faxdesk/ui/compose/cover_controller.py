"""The cover page of the fax in the dialog: what it is filled with, and where what was filled in is kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from faxdesk.core.phone import display
from faxdesk.documents.common.paper import paper_of
from faxdesk.store.cover_templates import CoverTemplates
from faxdesk.ui.cover_page.context import CoverContext, CoverFacts
from faxdesk.ui.cover_page.field import CoverField
from faxdesk.ui.widgets import fax_texts
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.cover import Cover, CoverPage
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.recipients_field import RecipientsField
    from faxdesk.ui.compose.sender_field import SenderField


class CoverController:
    """Makes the field "Cover page", and keeps templates and last values off the main thread.

    `pages` returns how many pages the documents have, None where that is not known yet; `region` is that of the
    settings, which decides the paper.
    """

    def __init__(
        self,
        backend: Backend,
        sender: SenderField,
        recipients: RecipientsField,
        pages: Callable[[], int | None],
        region: str,
    ) -> None:
        self._backend, self._sender, self._recipients, self._pages = backend, sender, recipients, pages
        self._region = region
        self._covers = CoverTemplates(backend.factory.folder.covers)

    def field(self, cover: Cover | None, parent: QWidget) -> CoverField:
        """Return the field."""
        return CoverField(self._covers, cover, self.around, self.keep_templates, parent)

    @property
    def signature(self) -> str:
        """Who the fax is from where the cover page leaves that open."""
        account = self._backend.store.service_mirror.account()
        number = self._sender.value()
        return (account.title if account is not None else "") or (display(number) if number else "")

    def around(self) -> CoverContext:
        """Return what is known of the fax now."""
        number, pages = self._sender.value(), self._pages()
        date = fax_texts.date_text(self._backend.factory.now())
        shown = (
            ""
            if pages is None
            else QCoreApplication.translate("CoverPage", "{pages} with this one").format(
                pages=count_text(pages + 1, "page")
            )
        )
        facts = CoverFacts(sender=display(number) if number else "", date=date, pages=shown)
        recipients = self._recipients
        return CoverContext(recipients.numbers, self.signature, facts, paper_of(self._region), recipients.names)

    def keep_templates(self, templates: Mapping[str, CoverPage]) -> None:
        """Keep the user's templates."""
        self._keep(partial(self._covers.keep, templates=templates))

    def keep_last(self, cover: Cover | None) -> None:
        """Remember what was filled in, for the next fax."""
        if cover is not None:
            self._keep(partial(self._covers.keep, last=cover.page))

    def _keep(self, job: Callable[[], None]) -> None:
        # The dialog may have closed by the time the disk turns out to be full.
        self._backend.with_documents(self._backend, lambda _cancel: job(), failed=self._backend.failed.emit)

"""The fields of a fax: what they begin with, what they say, and what follows from one for another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from faxdesk.core.text import count_text
from faxdesk.ui.compose.comment_field import CommentEdit
from faxdesk.ui.compose.cover_controller import CoverController
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.fixed_documents_field import FixedDocumentsField
from faxdesk.ui.compose.form_layout import FormLayout
from faxdesk.ui.compose.modes import Form
from faxdesk.ui.compose.recipient_suggestions import NumberSearch
from faxdesk.ui.compose.recipients_field import RecipientsField
from faxdesk.ui.compose.retry_field import RetryField
from faxdesk.ui.compose.send_time_field import SendTimeField
from faxdesk.ui.compose.sender_field import SenderField

if TYPE_CHECKING:
    from datetime import tzinfo

    from PySide6.QtWidgets import QWidget

    from faxdesk.core.settings import Settings
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes import ComposeMode


class FaxForm(FormLayout):
    """Documents and recipients first, then the rest, a line each."""

    changed = Signal()

    def __init__(self, backend: Backend, settings: Settings, mode: ComposeMode, zone: tzinfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._backend, self._settings = backend, settings
        kept, form = mode.documents, mode.form
        self.documents_field = (
            DocumentsField(backend, self, apart=mode.apart) if kept is None else FixedDocumentsField(kept, self)
        )
        self.recipients_field = RecipientsField(mode.most_recipients, self)
        self.sender_field = SenderField(backend.store.service_mirror, form.sender, self)
        self.comment_edit = CommentEdit(self)
        self.cover_controller = CoverController(
            backend, self.sender_field, self.recipients_field, self._pages_of_each, backend.failed.emit
        )
        self.cover_field = self.cover_controller.field(form.cover, self)
        self.time_field = SendTimeField(backend.factory.now, zone, self)
        self.fails_field = RetryField(form.options, self)
        self.fill(
            (
                ("Documents", self.tr("&Documents"), self.documents_field),
                ("To", self.tr("&To"), self.recipients_field),
                ("From", self.tr("&From"), self.sender_field),
                ("Comment", self.tr("Co&mment"), self.comment_edit),
                ("Cover page", self.tr("C&over page"), self.cover_field),
                ("Send time", self.tr("Send t&ime"), self.time_field),
                ("If it fails", self.tr("If it fai&ls"), self.fails_field),
            )
        )
        self._begin_with(form)
        self.sender_field.changed.connect(self._use_region)
        self.cover_field.changed.connect(self._count_cover)
        for field in (self.recipients_field, self.time_field, self.documents_field):
            field.changed.connect(self.changed)
        backend.changed.connect(self.sender_field.refresh)
        self._searching = NumberSearch(backend, self._own_numbers, self)
        self._searching.found.connect(self._suggest)
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.changed.connect(self._suggest)
            self.recipients_field.changed.connect(self._suggest)

    def _begin_with(self, form: Form) -> None:
        self._use_region()
        self.recipients_field.add(form.recipients)
        self.comment_edit.setPlainText(form.comment)
        self.time_field.set_instant(form.send_at)
        self._count_cover()

    # --------------------------------------------------------------------------------------- what the fields say

    def form(self) -> Form:
        """Return what the fields say now, checked or not."""
        return Form(
            self.sender_field.value(),
            self.recipients_field.texts,
            self.comment_edit.words,
            self.time_field.instant,
            self.fails_field.value(),
            self.cover_field.value(),
            self.cover_controller.signature,
        )

    def checked(self) -> Form:
        """Return the fields. Raises `InputRefused`, naming the first one that needs the user."""
        recipients = self.recipients_field.value()
        send_at = self.time_field.value()
        self.documents_field.value()
        return replace(self.form(), recipients=recipients, send_at=send_at)

    def entered(self) -> tuple[object, ...]:
        """Return what it would be a pity to lose."""
        return self.recipients_field.texts, self.documents_field.paths

    def pages(self) -> int | None:
        """Return how many pages the documents have, None while that is not known."""
        return self.documents_field.pages

    def _pages_of_each(self) -> int | None:
        """Return how many pages each fax has, None where that is not known or not the same."""
        return self.pages() if self._faxes() == 1 else None

    def summary(self) -> str:
        """Return in a line what is going to happen."""
        pages, faxes = self.pages(), self._faxes()
        recipients = count_text(self.recipients_field.count, "recipient")
        if faxes > 1:
            recipients = self.tr("{faxes} to {recipients}").format(
                faxes=count_text(faxes, "fax"), recipients=recipients
            )
        return self.tr("{recipients}, {pages}, {time}").format(
            recipients=recipients,
            pages=self.tr("pages still being counted") if pages is None else count_text(pages, "page"),
            time=self.time_field.words,
        )

    def _faxes(self) -> int:
        """Return how many faxes each recipient gets."""
        field = self.documents_field
        if not isinstance(field, DocumentsField):
            return 1
        return len(field.arrangement.faxes(apart=field.extent.apart))

    # ------------------------------------------------------------------------------------- one field for another

    def _use_region(self) -> None:
        """A number without country code belongs to the country of the sender, and so does the paper."""
        region = self.sender_field.region or self._settings.region
        self.recipients_field.set_region(region)
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.region = region

    def _suggest(self) -> None:
        """The letter says who it is for."""
        if isinstance(self.documents_field, DocumentsField):
            papers = self.documents_field.arrangement.papers
            self._searching.search(papers, self.documents_field.region)
            self.recipients_field.suggestion.compare(self._searching.numbers(papers), self.recipients_field.meant)

    def _own_numbers(self) -> tuple[str, ...]:
        return tuple(number.number for number in self._backend.store.service_mirror.numbers())

    def _count_cover(self) -> None:
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.extent.show_cover(cover=self.cover_field.wanted)

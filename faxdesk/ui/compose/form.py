"""The fields of a fax: what they begin with, what they say, and what follows from one for another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from faxdesk.core.cover import Cover
from faxdesk.core.fax_template import FaxTemplate
from faxdesk.core.model import AssembledFile, Document, Draft
from faxdesk.core.office_hours import set_hours
from faxdesk.core.written_draft import WrittenDraft
from faxdesk.documents.inspection.fax_numbers import Certainty
from faxdesk.ui.compose.comment_field import CommentEdit
from faxdesk.ui.compose.cover_controller import CoverController
from faxdesk.ui.compose.documents_field import DocumentsField
from faxdesk.ui.compose.fixed_documents_field import FixedDocumentsField
from faxdesk.ui.compose.form_layout import FormLayout
from faxdesk.ui.compose.number_search import NumberSearch
from faxdesk.ui.compose.options_fold import OptionsFold
from faxdesk.ui.compose.pasted_recipients import PastedRecipient
from faxdesk.ui.compose.recipients_field import RecipientsField
from faxdesk.ui.compose.retry_field import RetryField
from faxdesk.ui.compose.send_time_field import SendTimeField
from faxdesk.ui.compose.sender_field import SenderField
from faxdesk.ui.compose.template_button import TemplateButton
from faxdesk.ui.widgets.count_texts import count_text

if TYPE_CHECKING:
    from datetime import tzinfo

    from faxdesk.core.contacts import Contact
    from faxdesk.core.settings import Settings
    from faxdesk.ui.backend.backend import Backend
    from faxdesk.ui.compose.modes import ComposeMode


_MOST_PICKED = 500
"""Contacts that can be chosen at once: each is read and checked. Longer lists are sent row by row."""


class FaxForm(FormLayout):
    """Whom it goes to, what, and with which comment; below them, quieter, from where and when, and what few change."""

    changed = Signal()

    def __init__(self, backend: Backend, settings: Settings, mode: ComposeMode, zone: tzinfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._backend, self._settings = backend, settings
        draft = mode.draft
        self._most_recipients = mode.most_recipients
        self._fixed = tuple(file for file in draft.files if isinstance(file, Document)) if mode.fixed_documents else ()
        self.recipients_field = RecipientsField(mode.most_recipients, self, backend.factory.now, zone)
        self.recipients_field.suggest_from(backend)
        self.recipients_field.contacts_wanted.connect(self._ask_for_contacts)
        self.documents_field = (
            FixedDocumentsField(self._fixed, self)
            if mode.fixed_documents
            else DocumentsField(backend, self, settings.region, fax_per_file=draft.fax_per_file)
        )
        self.comment_edit = CommentEdit(self)
        self.sender_field = SenderField(backend.store.service_mirror, draft.sender, self)
        self.time_field = SendTimeField(
            backend.factory.now,
            zone,
            self,
            hours=set_hours(settings.office_hours),
            # A fax that is changed waits already.
            grace=settings.grace if mode.most_recipients > 1 else timedelta(0),
        )
        self.options_fold = OptionsFold(self)
        self.cover_controller = CoverController(
            backend, self.sender_field, self.recipients_field, self._pages_of_each, settings.region
        )
        self.cover_field = self.cover_controller.field(draft.cover, self)
        self.retry_field = RetryField(draft.options, self)
        self.add_fields(
            (
                ("To", self.tr("&To"), self.recipients_field),
                ("Documents", self.tr("&Documents"), self.documents_field),
                ("Comment", self.tr("Co&mment"), self.comment_edit),
            ),
            parts=("To",),
        )
        self.add_line(
            (
                ("From", self.tr("&From"), self.sender_field),
                ("Send time", self.tr("Send t&ime"), self.time_field),
            ),
            self.time_field.meaning,
        )
        self.add_fold(
            self.options_fold,
            (
                ("Cover page", self.tr("C&over page"), self.cover_field),
                ("If it fails", self.tr("If it fai&ls"), self.retry_field),
            ),
        )
        self.template_button = TemplateButton(backend, self.template, self)
        self.template_button.chosen.connect(self.fill_in)
        self.template_button.setVisible(mode.most_recipients > 1)
        self.options_fold.add_beside(self.template_button)
        QWidget.setTabOrder(self.options_fold.button, self.template_button)
        self._begin_with(draft, mode.written)
        self.sender_field.changed.connect(self._use_number_region)
        self.cover_field.changed.connect(self._count_cover)
        # Before anybody asks what the fields say: what a time means depends on whom the fax goes to.
        self.recipients_field.changed.connect(self._tell_time_field)
        self.recipients_field.changed.connect(self._count_recipients)
        for field in (
            self.documents_field,
            self.recipients_field,
            self.sender_field,
            self.cover_field,
            self.time_field,
            self.retry_field,
        ):
            field.changed.connect(self.changed)
        for option in (self.cover_field, self.retry_field):
            option.changed.connect(self._say_options)
        self._say_options()
        backend.changed.connect(self.sender_field.refresh)
        self._number_search = NumberSearch(backend, self._own_numbers, self)
        self._number_search.found.connect(self._suggest)
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.changed.connect(self._suggest)
            self.documents_field.summary_line.estimated.connect(self.changed)
            self.recipients_field.changed.connect(self._suggest)

    def _begin_with(self, draft: Draft, written: WrittenDraft | None) -> None:
        self._use_number_region()
        self.recipients_field.add(
            draft.recipients if written is None else [PastedRecipient(*one) for one in written.recipients]
        )
        self.comment_edit.setPlainText(draft.comment)
        self.time_field.set_numbers(draft.recipients)
        if draft.send_times or (written is not None and written.at_opening):
            self.time_field.set_opening()
        else:
            self.time_field.set_instant(draft.send_at)
        if written is not None and written.send_text:
            self.time_field.text.setText(written.send_text)
        self._count_cover()
        self._count_recipients()
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.add([file for file in draft.files if not isinstance(file, AssembledFile)])
            if written is not None:
                self.documents_field.restore_pages(written.pages)

    # --------------------------------------------------------------------------------------- what the fields say

    def draft(self) -> Draft:
        """Return what the fields say now, checked or not. The files of added documents are made when it is sent."""
        return Draft(
            files=self._fixed,
            recipients=self.recipients_field.texts,
            sender=self.sender_field.value(),
            comment=self.comment_edit.words,
            send_at=self.time_field.instant,
            options=self.retry_field.value(),
            cover=self.cover_field.value(),
            signature=self.cover_controller.signature,
            send_times=self.time_field.times,
            fax_per_file=isinstance(self.documents_field, DocumentsField) and self.documents_field.fax_per_file,
            proof_folder=self._proof_folder(),
        )

    def written(self, again: tuple[tuple[int, str], ...]) -> WrittenDraft:
        """Return what the fields say as a draft that can be opened again, finished or not. `again` is of its mode."""
        field = self.documents_field
        return WrittenDraft(
            files=field.written(),
            recipients=self.recipients_field.entered,
            sender=self.sender_field.value(),
            comment=self.comment_edit.words,
            send_at=self.time_field.instant,
            at_opening=self.time_field.opens,
            send_text=self.time_field.unclear,
            options=self.retry_field.value(),
            cover=self.cover_field.filled_in,
            fax_per_file=isinstance(field, DocumentsField) and field.fax_per_file,
            pages=field.written_pages,
            again=again,
        )

    def _proof_folder(self) -> Path | None:
        """Return where the proof goes: beside the first document that is a file of the user's, where that is wanted."""
        if not self._settings.proof_beside:
            return None
        return next((file.parent for file in self.documents_field.paths if isinstance(file, Path)), None)

    def template(self) -> FaxTemplate:
        """Return what of the fields can be in a template."""
        names = dict(self.recipients_field.names)
        cover = self.cover_field.filled_in
        return FaxTemplate(
            tuple((number, names.get(number, "")) for number in self.recipients_field.meant),
            self.comment_edit.words,
            None if cover is None else cover.page,
        )

    def fill_in(self, template: FaxTemplate) -> None:
        """Take what a template has. Recipients are added to those that are there; nothing that is written is lost."""
        self.recipients_field.add([PastedRecipient(number, name) for number, name in template.recipients])
        if template.comment and template.comment not in self.comment_edit.words:
            before = self.comment_edit.words
            self.comment_edit.setPlainText(f"{before}\n{template.comment}" if before else template.comment)
        if template.cover is not None:
            self.cover_field.begin_with(Cover(template.cover))

    def _ask_for_contacts(self) -> None:
        # It is loaded for those who ask.
        from faxdesk.ui.compose.contact_picker import ContactPicker

        picker = ContactPicker(self._backend, min(self._most_recipients, _MOST_PICKED), self)
        picker.picked.connect(self._add_contacts)
        picker.open()

    def _add_contacts(self, contacts: list[Contact]) -> None:
        if self._most_recipients == 1:
            self.recipients_field.put(contacts[0].numbers[0])
        else:
            self.recipients_field.add([PastedRecipient(one.numbers[0], one.title) for one in contacts])
        self.recipients_field.setFocus()

    def checked(self) -> Draft:
        """Return the same, checked. Raises `InputRefused`, naming the first field that needs the user."""
        recipients = self.recipients_field.value()
        self.time_field.set_numbers(recipients)
        send_at = self.time_field.value()
        self.documents_field.value()
        return replace(self.draft(), recipients=recipients, send_at=send_at)

    def content(self, name: str) -> object:
        """Return what a field says that can be refused."""
        contents: dict[str, object] = {
            "Documents": (self.documents_field.paths, self.documents_field.pages),
            "To": self.recipients_field.texts,
            "From": self.sender_field.value(),
            "Cover page": self.cover_field.value(),
            "Send time": (self.time_field.instant, self.time_field.unclear, self.time_field.times),
            "If it fails": self.retry_field.value(),
        }
        return contents.get(name)

    def entered(self) -> tuple[object, ...]:
        """Return what it would be a pity to lose."""
        cover = self.content("Cover page")
        return self.recipients_field.texts, self.documents_field.paths, self.comment_edit.words, cover

    def pages(self) -> int | None:
        """Return how many pages the documents have, None while that is not known."""
        return self.documents_field.pages

    def _pages_of_each(self) -> int | None:
        """Return how many pages each fax has, None where that is not known or not the same."""
        return self.pages() if self._faxes() == 1 else None

    def verdict(self) -> str:
        """Return in a line what is going to happen, or what has to be mended before anything can."""
        return self._to_mend_text() or self._outlook_text()

    def _to_mend_text(self) -> str:
        recipients, documents = self.recipients_field.to_mend, len(self.documents_field.refused)
        if not documents:
            return (
                self.tr("{recipients} to mend").format(recipients=count_text(recipients, "recipient"))
                if recipients
                else ""
            )
        if not recipients:
            return self.tr("{documents} to mend").format(documents=count_text(documents, "document"))
        return self.tr("{recipients} and {documents} to mend").format(
            recipients=count_text(recipients, "recipient"), documents=count_text(documents, "document")
        )

    def refusal_text(self, name: str, text: str) -> str:
        """Return what is said of a field that is refused, and of the documents where they are to be mended as well."""
        documents = self.documents_field.refused if name == "To" else ()
        if not documents:
            return self.tr("{label}: {text}").format(label=self.label(name), text=text)
        return self.tr("{label}: {text} {other_label}: {other_text}").format(
            label=self.label(name), text=text, other_label=self.label("Documents"), other_text=documents[0].title
        )

    def _outlook_text(self) -> str:
        faxes = self._faxes()
        count = self.recipients_field.count
        recipients = count_text(count, "recipient") if count else self.tr("No recipient yet")
        if count and faxes > 1:
            recipients = self.tr("{faxes} to {recipients}").format(
                faxes=count_text(faxes, "fax"), recipients=recipients
            )
        seconds = self._seconds()
        if seconds is None:
            words = self.tr("{recipients} · {pages} · {time}")
        elif count > 1:
            words = self.tr("{recipients} · {pages} · about {seconds} each · {time}")
        else:
            words = self.tr("{recipients} · {pages} · about {seconds} · {time}")
        return words.format(
            recipients=recipients,
            pages=self._pages_text(),
            seconds=seconds,
            time=self.time_field.outlook,
        )

    def _pages_text(self) -> str:
        pages = self.pages()
        if pages is None:
            return self.tr("pages still being counted")
        if not pages and not self.documents_field.paths and not self._fixed:
            return self.tr("no document yet")
        counted = count_text(pages, "page")
        return self.tr("{pages} and a cover page").format(pages=counted) if self.cover_field.wanted else counted

    def _seconds(self) -> str | None:
        """Return how long the pages are on the line, None where that is not known."""
        field = self.documents_field
        return field.summary_line.time_on_line if isinstance(field, DocumentsField) else None

    def _faxes(self) -> int:
        """Return how many faxes each recipient gets."""
        field = self.documents_field
        if not isinstance(field, DocumentsField):
            return 1
        return len(field.arrangement.faxes(fax_per_file=field.fax_per_file))

    # ------------------------------------------------------------------------------------- one field for another

    @property
    def _number_region(self) -> str:
        """The two-letter region of numbers without country code: that of the sender."""
        return self.sender_field.region or self._settings.region

    def _use_number_region(self) -> None:
        self.recipients_field.set_region(self._number_region)

    def _suggest(self) -> None:
        """The documents say who they are for."""
        if isinstance(self.documents_field, DocumentsField):
            documents = self.documents_field.arrangement.documents
            self._number_search.search(documents, self._number_region)
            self.recipients_field.suggestion.compare(
                self._number_search.numbers(documents), self.recipients_field.meant
            )

    def _tell_time_field(self) -> None:
        self.time_field.set_numbers(self.recipients_field.meant)

    @property
    def named_numbers(self) -> tuple[str, ...]:
        """The fax numbers (E.164) that the documents certainly name."""
        if not isinstance(self.documents_field, DocumentsField):
            return ()
        found = self._number_search.numbers(self.documents_field.arrangement.documents)
        return tuple(one.number for one in found if one.sure is Certainty.CERTAIN)

    def _say_options(self) -> None:
        words = self.tr("{cover} · {retries}")
        self.options_fold.say(words.format(cover=self.cover_field.summary, retries=self.retry_field.summary))

    def _own_numbers(self) -> tuple[str, ...]:
        return tuple(number.number for number in self._backend.store.service_mirror.numbers())

    def _count_recipients(self) -> None:
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.summary_line.count_recipients(self.recipients_field.count)

    def _count_cover(self) -> None:
        if isinstance(self.documents_field, DocumentsField):
            self.documents_field.summary_line.count_cover(cover=self.cover_field.wanted)

"""What a compose dialog is for: a new fax, a change of one that waits, or sending one again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication

from faxdesk.core.cover import Cover, merged
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import AT_SERVICE, FINAL, State
from faxdesk.core.model import MOST_RECIPIENTS, MOST_REDIALS, Draft, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, timedelta
    from pathlib import Path

    from PySide6.QtCore import QObject

    from faxdesk.core.errors import FaxDeskError
    from faxdesk.core.model import Document, Recipient, Submission
    from faxdesk.core.settings import Settings
    from faxdesk.services.user_requests import TakenBack
    from faxdesk.ui.backend.backend import Backend

    Faxes = Sequence[tuple[Path | Document, ...]]
    """The documents of each fax that goes to the recipients. One, unless there is to be a fax per document."""
    Done = Callable[[tuple[Submission, ...]], None]
    """Called when all is safely on disk; with nothing where there was nothing to keep."""
    Failed = Callable[[FaxDeskError], None]


def _tr(text: str) -> str:
    return QCoreApplication.translate("ComposeMode", text)


@dataclass(frozen=True, slots=True)
class Form:
    """What the fields of the dialog say, as far as the user can change it."""

    sender: str | None = None
    recipients: tuple[str, ...] = ()
    comment: str = ""
    send_at: datetime | None = None
    options: Options = field(default_factory=Options)
    cover: Cover | None = None
    signature: str = ""
    """Who the fax is from, for a cover page that leaves it open."""


class ComposeMode(Protocol):
    """What the dialog starts with, what it is called, and what happens when it is confirmed."""

    title: str
    action: str
    """The text of the button that confirms."""
    hint: str
    """What the user should know before, or an empty text."""
    outcome: str
    """What has been promised once it is kept, for the window to say."""
    form: Form
    documents: tuple[Document, ...] | None
    """The documents of an earlier fax, or None where files are added."""
    most_recipients: int
    apart: bool
    """Whether there is to be a fax per document to begin with."""

    def keep(self, owner: QObject, form: Form, faxes: Faxes, done: Done, failed: Failed) -> None:
        """Put the request into the database, all of it or nothing; `done` and `failed` are callbacks of `owner`.

        `form` and `faxes` have been checked.
        """
        ...


class NewMode:
    """A fax that has not been there before."""

    def __init__(self, backend: Backend, settings: Settings) -> None:
        self._backend = backend
        redials = min(MOST_REDIALS, max(0, settings.redials))
        options = Options(enhancement=settings.enhancement, redials=redials)
        self._grace = settings.grace
        self.title = _tr("New fax")
        self.action = _tr("&Send")
        self.hint = ""
        self.outcome = kept_text(1)
        self.form = Form(sender=settings.sender or None, options=options)
        self.documents: tuple[Document, ...] | None = None
        self.most_recipients = MOST_RECIPIENTS
        self.apart = False

    def keep(self, owner: QObject, form: Form, faxes: Faxes, done: Done, failed: Failed) -> None:
        """Keep a new submission, or several."""
        drafts = _drafts(form, faxes)
        self.outcome = kept_text(len(drafts))
        self._backend.commands.submit_all(owner, drafts, done, failed, grace=self._grace)


class RebuildMode:
    """An earlier fax, all of which can be changed: its documents are added once more, from the spool.

    What is kept then deals with those of `recipients` that it goes to.
    """

    def __init__(
        self,
        backend: Backend,
        settings: Settings,
        submission: Submission,
        recipients: Sequence[Recipient],
        *,
        title: str,
        hint: str,
    ) -> None:
        self._backend = backend
        self._grace = settings.grace
        self._submission = submission
        self._recipients = tuple(recipients)
        self.title = title
        self.action = _tr("&Send")
        self.hint = hint
        self.outcome = kept_text(1)
        self.form = _form_of(submission, self._recipients, submission.send_at)
        self.documents: tuple[Document, ...] | None = None
        self.most_recipients = MOST_RECIPIENTS
        self.apart = False

    def keep(self, owner: QObject, form: Form, faxes: Faxes, done: Done, failed: Failed) -> None:
        """Keep it as a new submission, or several."""
        drafts = _drafts(form, faxes)
        self.outcome = kept_text(len(drafts))
        self._backend.commands.submit_all(
            owner, drafts, done, failed, grace=self._grace, deals_with=self._deals_with(form)
        )

    def _deals_with(self, form: Form) -> tuple[int, ...]:
        # The only one may have got another number.
        alone = len(self._recipients) == 1
        return tuple(one.id for one in self._recipients if alone or one.to in form.recipients)


class ReopenMode(RebuildMode):
    """New faxes that have been taken back, open again as they were. They deal with what the first ones dealt with."""

    def __init__(self, backend: Backend, settings: Settings, taken: Sequence[TakenBack]) -> None:
        submissions = [one.submission for one in taken]
        numbers = {recipient.to: recipient for one in submissions for recipient in one.recipients}
        first = submissions[0]
        hint = (
            _tr("The fax was taken back. It has not been sent.")
            if len(taken) == 1
            else _tr("{count} faxes were taken back. They have not been sent.").format(count=len(taken))
        )
        super().__init__(backend, settings, first, tuple(numbers.values()), title=_tr("New fax"), hint=hint)
        self._again = tuple(number for one in taken for number in one.again)
        contents = tuple(dict.fromkeys(one.documents for one in submissions))
        self.again = tuple(document for documents in contents for document in documents)
        """The documents, to be added once more."""
        self.apart = len(contents) > 1
        covers = [(one.cover_page, [recipient.to for recipient in one.recipients]) for one in submissions]
        pages = [(page, to) for page, to in covers if page is not None]
        if pages:
            self.form = replace(self.form, cover=merged(pages))

    def _deals_with(self, _form: Form) -> tuple[int, ...]:
        return self._again


class ResendMode:
    """The documents of an earlier fax once more, to the same recipients or others."""

    def __init__(
        self, backend: Backend, submission: Submission, recipients: Sequence[Recipient], grace: timedelta
    ) -> None:
        self._backend = backend
        self._grace = grace
        self._submission = submission
        self._recipients = tuple(recipients)
        self.title = _tr("Send again")
        self.action = _tr("&Send")
        self.hint = ""
        self.outcome = kept_text(1)
        self.form = _form_of(submission, recipients, None)
        self.documents: tuple[Document, ...] | None = submission.documents
        self.most_recipients = MOST_RECIPIENTS
        self.apart = False

    def keep(self, owner: QObject, form: Form, faxes: Faxes, done: Done, failed: Failed) -> None:
        """Keep a new submission with the documents that are kept already; several where the cover pages differ."""
        drafts = _drafts(form, faxes)
        self.outcome = kept_text(len(drafts))
        self._backend.commands.send_again(owner, self._recipients, drafts, done, failed, grace=self._grace)


class EditMode:
    """Another time, number or comment for a fax that waits."""

    def __init__(self, backend: Backend, submission: Submission, recipient: Recipient) -> None:
        self._backend = backend
        self._submission = submission
        self._recipient = recipient
        self._opened: Form | None = None
        self.title = _tr("Change fax")
        self.action = _tr("&Save changes")
        self.hint = _tr(
            "FaxDesk takes the waiting fax back and sends the changed one in its place, once it is certain that the"
            " first will not go out. If that is too late, the first stays as it is."
        )
        self.outcome = ""
        self.form = _form_of(submission, (recipient,), submission.send_at)
        self.documents: tuple[Document, ...] | None = submission.documents
        self.most_recipients = 1
        self.apart = False

    def opened_with(self, form: Form) -> None:
        """Take what the dialog shows before anybody has changed it."""
        self._opened = form

    def keep(self, owner: QObject, form: Form, faxes: Faxes, done: Done, failed: Failed) -> None:
        """Replace the waiting fax; where only the comment is another, have that changed at the service."""
        if form == self._opened:
            done(())
            return
        recipient = self._backend.store.submissions.recipient(self._recipient.id)
        if recipient is None or recipient.state in FINAL or recipient.state is State.SENDING:
            failed(_too_late())
            return
        if self._only_comment(form) and recipient.state in AT_SERVICE:
            self._change_comment(owner, form.comment, done, failed)
            return
        self.outcome = _tr("Change kept. The waiting fax is taken back first.")
        (draft,) = _drafts(form, faxes)
        self._backend.commands.replace(owner, recipient, draft, done, failed)

    def _only_comment(self, form: Form) -> bool:
        return self._opened is not None and replace(form, comment="") == replace(self._opened, comment="")

    def _change_comment(self, owner: QObject, comment: str, done: Done, failed: Failed) -> None:
        self.outcome = _tr("The comment will be changed at Fax.Plus.")

        def change(_result: None) -> None:
            done((self._submission,))

        self._backend.commands.change_comment(owner, self._recipient.id, comment, change, failed)


def _too_late() -> InputRefused:
    return InputRefused(
        "Fax",
        _tr("It is too late to change this fax: it is being sent, or has come to its end."),
        _tr("Press Cancel. If it has to go out again, choose Send again in the list."),
    )


def _form_of(submission: Submission, recipients: Sequence[Recipient], send_at: datetime | None) -> Form:
    numbers = tuple(one.to for one in recipients)
    cover = Cover(submission.cover_page) if submission.cover_page is not None else None
    return Form(submission.sender, numbers, submission.comment, send_at, submission.options, cover)


def _drafts(form: Form, faxes: Faxes) -> tuple[Draft, ...]:
    """Return what the form asks for: a draft for each fax, and for each name on its cover page."""
    letters = form.cover.for_recipients(form.recipients, form.signature) if form.cover else ((None, form.recipients),)
    return tuple(
        Draft(files, numbers, form.sender, form.comment, form.send_at, form.options, page)
        for files in faxes
        for page, numbers in letters
    )


def kept_text(count: int) -> str:
    """Return what the window says when faxes have been kept."""
    if count == 1:
        return _tr("Fax kept. It will be sent as soon as possible.")
    return _tr("{count} faxes kept. They will be sent as soon as possible.").format(count=count)

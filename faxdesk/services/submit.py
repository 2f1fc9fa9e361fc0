"""Pressing Send: from a draft to a promise that survives a power cut."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from faxdesk.core.cover import Cover
from faxdesk.core.errors import InputRefused
from faxdesk.core.lifecycle import State
from faxdesk.core.model import (
    MOST_RECIPIENTS,
    MOST_REDIALS,
    MOST_RETRIES,
    AssembledFile,
    Document,
    Draft,
    Options,
    Recipient,
    Submission,
)
from faxdesk.core.send_time import future
from faxdesk.core.times import Now, SystemZone, utc_now
from faxdesk.documents.inspection.joint_limits import check_together
from faxdesk.services.account import check_sender
from faxdesk.services.document_examiner import Examine, Examiner, in_process
from faxdesk.store.drafts import SENT
from faxdesk.store.submissions import REPLACED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.core.model import SourceFile
    from faxdesk.documents.inspection.examine import Examined
    from faxdesk.store.store import Store


def _nothing(*_: object) -> None:
    """Take what nobody asked for."""


class Submitter:
    """Keeps drafts as submissions. When `submit` returns, the documents and what was asked for are safely on disk."""

    def __init__(self, store: Store, now: Now = utc_now, examiner: Examiner = in_process) -> None:
        self._store = store
        self._now = now
        self._examiner = examiner

    def submit(self, draft: Draft, *, grace: timedelta = timedelta(), deals_with: Sequence[int] = ()) -> Submission:
        """Check a draft, copy its documents into the spool and commit it. Nothing is kept where it raises.

        It is held for `grace`, in which it can be taken back. `deals_with` are recipients whose fax it sends again.
        Raises `InputRefused`, naming the field or the file, and `StoreTrouble`.
        """
        return self.submit_all(_single(draft), grace=grace, deals_with=deals_with)[0]

    def submit_all(
        self,
        draft: Draft,
        *,
        grace: timedelta = timedelta(),
        deals_with: Sequence[int] = (),
        last_look: Callable[[], object] = _nothing,
        also: Callable[[tuple[Submission, ...]], object] = _nothing,
    ) -> tuple[Submission, ...]:
        """Do what `submit` does with a draft that may become several submissions: all of them are kept, or none.

        Together they deal with `deals_with`. `last_look` is called when the documents are in the spool, and `also` in
        the transaction in which the submissions are kept: nothing is kept where either raises.
        """
        drafts = self._joined(draft).split()
        for one in drafts:
            self._check_request(one)
        kept: dict[tuple[SourceFile, ...], tuple[Document, ...]] = {}
        with self._examiner() as examine:
            for files in dict.fromkeys(one.files for one in drafts):
                check_together([self._examined(file, examine) for file in files])
            for one in drafts:
                if one.files not in kept:
                    kept[one.files] = self._keep(one.files, examine)
        last_look()
        with self._store.database.transaction():
            made = tuple(self._commit(one, kept[one.files], None, grace) for one in drafts)
            self._deal_with((*deals_with, *self._take_back(draft.joins)), made[0].job)
            also(made)
        return made

    def _joined(self, draft: Draft) -> Draft:
        """Return a draft with the documents of the submission that it joins before its own.

        What the user wrote for that one and not for this goes along: its cover page, its comment, where its proof goes.
        """
        if not draft.joins:
            return draft
        earlier = self._store.submissions.get(draft.joins)
        if earlier is None:
            raise _too_late_to_join()
        first = earlier.recipients[0]
        comment = earlier.comment if first.comment is None else first.comment
        return replace(
            self._proved_as(first, draft),
            files=(*earlier.documents, *draft.files),
            comment="\n".join(dict.fromkeys(filter(None, (comment, draft.comment)))),
            cover=draft.cover or (Cover(earlier.cover_page) if earlier.cover_page is not None else None),
        )

    def _take_back(self, job: str) -> tuple[int, ...]:
        """Take back a submission whose documents are in another now; return the faxes that it was to send again."""
        if not job:
            return ()
        recipients, again = self._store.undo_holds.take_back(job)
        if not recipients:
            raise _too_late_to_join()
        return again

    def keep_documents(self, files: Sequence[SourceFile]) -> tuple[Document, ...]:
        """Check the documents of one fax and copy them into the spool, for `submit_kept`.

        Raises `InputRefused`, naming the file, and `StoreTrouble`.
        """
        with self._examiner() as examine:
            check_together([self._examined(file, examine) for file in files])
            return self._keep(files, examine)

    def submit_kept(self, draft: Draft) -> Submission:
        """Commit a draft for one fax whose documents `keep_documents` returned: they are not looked at once more.

        Raises `InputRefused` and `StoreTrouble`; nothing is kept then.
        """
        one = _single(draft)
        self._check_request(one)
        documents = tuple(file for file in one.files if isinstance(file, Document))
        if not documents or len(documents) != len(one.files):
            raise InputRefused("Documents", "There is no document.", "Add a PDF or TIFF file.")
        return self._commit(one, documents, None)

    def keep_draft(
        self,
        draft: Draft,
        origin: str,
        reason: str,
        *,
        last_look: Callable[[], object] = _nothing,
        also: Callable[[int], object] = _nothing,
    ) -> int:
        """Keep a draft that somebody has to look at before it is sent, and return its id; `origin` says where it is
        from, `reason` why. Its documents are checked, all else is when it is sent.

        `last_look` and `also` are as in `submit_all`. Raises as `submit` does.
        """
        documents = self.keep_documents(draft.files)
        last_look()
        with self._store.database.transaction():
            self._check_documents(documents)
            number = self._store.drafts.add(draft, documents, origin, reason)
            also(number)
        return number

    def send_draft(
        self, number: int, draft: Draft, *, grace: timedelta = timedelta(), deals_with: Sequence[int] = ()
    ) -> tuple[Submission, ...]:
        """Send a draft that was kept, as `draft` says it now. Raises as `submit` does, also where it was settled."""

        def settle(made: tuple[Submission, ...]) -> None:
            self._store.drafts.settle(number, SENT, [one.job for one in made])

        return self.submit_all(draft, grace=grace, deals_with=deals_with, also=settle)

    def again_all(
        self,
        recipients: Sequence[Recipient],
        draft: Draft,
        *,
        grace: timedelta = timedelta(),
        also: Callable[[tuple[Submission, ...]], object] = _nothing,
    ) -> tuple[Submission, ...]:
        """Send the documents of an earlier submission once more, as new submissions: all of them are kept, or none.

        They deal with each of `recipients` that they go to. A single one may have got another number. `also` is as in
        `submit_all`.
        """
        documents, drafts = self._earlier(recipients[0]).documents, self._proved_as(recipients[0], draft).split()
        for one in drafts:
            self._check_request(one)
        alone = len(recipients) == 1
        with self._store.database.transaction():
            made = tuple(
                self._commit(
                    one, documents, None, grace, [was.id for was in recipients if alone or was.to in one.recipients]
                )
                for one in drafts
            )
            also(made)
        return made

    def replace(self, recipient: Recipient, draft: Draft) -> Submission:
        """Put a submission in the place of one that waits at the service: cancelled there first, then sent anew.

        Both are committed together; the new one goes out only when the old one is proven cancelled.
        """
        earlier, changed = self._earlier(recipient), _single(self._proved_as(recipient, draft))
        self._check_request(changed)
        with self._store.database.transaction():
            first = self._store.submissions.must_end_first(recipient.id)
            submission = self._commit(changed, earlier.documents, first)
            self._store.batches.follow_resent((recipient.id,), submission.job)
            self._store.submissions.request_cancel((recipient.id,), REPLACED)
        return submission

    def _proved_as(self, recipient: Recipient, draft: Draft) -> Draft:
        """Return the draft of a fax in the place of an earlier one, whose proof goes where that of the other would."""
        return replace(draft, proof_folder=draft.proof_folder or self._store.proofs.folder(recipient.id))

    def _earlier(self, recipient: Recipient) -> Submission:
        earlier = self._store.submissions.get(recipient.job)
        if earlier is None:
            raise InputRefused("Fax", "This fax is no longer kept here.", "Make a new fax with its documents.")
        return earlier

    def _commit(
        self,
        draft: Draft,
        documents: tuple[Document, ...],
        replaces: int | None,
        grace: timedelta = timedelta(),
        deals_with: Sequence[int] = (),
    ) -> Submission:
        submission = Submission(
            job=secrets.token_hex(8),
            created_at=self._now(),
            sender=draft.sender,
            comment=draft.comment,
            send_at=draft.send_at,
            options=draft.options,
            cover_page=draft.cover_page,
            documents=documents,
            recipients=tuple(Recipient(0, "", number, State.QUEUED) for number in draft.recipients),
            held_until=self._now() + grace if grace else None,
        )
        with self._store.database.transaction():
            self._check_documents(documents)
            self._store.submissions.add(submission, replaces, [one for _number, ids in draft.after for one in ids])
            self._deal_with(deals_with, submission.job)
            recipients = self._store.submissions.recipients(submission.job)
            if draft.proof_folder is not None:
                self._store.proofs.want([recipient.id for recipient in recipients], draft.proof_folder)
        return replace(submission, recipients=recipients)

    def _check_documents(self, documents: Sequence[Document]) -> None:
        """Raise `InputRefused` for one that is not here. In a transaction, while nothing is deleted (`retention`)."""
        for document in documents:
            if not self._store.spool.path(document.sha256).exists():
                raise InputRefused(
                    document.name, "It is stored here no longer.", "Make a new fax with the document itself."
                )

    def _deal_with(self, recipients: Sequence[int], job: str) -> None:
        self._store.submissions.deal_with(recipients, job)
        self._store.batches.follow_resent(recipients, job)

    def _examined(self, file: SourceFile, examine: Examine) -> Examined:
        if isinstance(file, Document):
            return examine(self._store.spool.path(file.sha256), file.name)
        return examine(_path(file))

    def _check_request(self, draft: Draft) -> None:
        if not draft.recipients:
            raise InputRefused("To", "There is no recipient.", "Say which fax number the fax goes to.")
        if len(draft.recipients) > MOST_RECIPIENTS:
            raise InputRefused(
                "To",
                f"{len(draft.recipients)} recipients are too many: a fax can have {MOST_RECIPIENTS}.",
                "Send it in several faxes.",
            )
        if len(set(draft.recipients)) != len(draft.recipients):
            raise InputRefused("To", "A recipient is named twice.", "Each recipient gets the fax once.")
        _check_options(draft.options)
        if draft.sender is not None:
            check_sender(self._store.service_mirror.numbers(), draft.sender)
        if draft.send_at is not None:
            future(draft.send_at, self._now(), SystemZone())

    def _keep(self, files: Sequence[SourceFile], examine: Examine) -> tuple[Document, ...]:
        kept = []
        for file in files:
            digest = file.sha256 if isinstance(file, Document) else self._store.spool.keep(_path(file))
            # The copy is what will be sent, so it is the copy that must be sound.
            name = file.name if isinstance(file, Document) else _path(file).name
            copy = examine(self._store.spool.path(digest), name)
            parts = () if isinstance(file, Path) else file.parts
            kept.append(Document(copy.name, copy.type, digest, copy.size, copy.pages, parts))
        return tuple(kept)


def _too_late_to_join() -> InputRefused:
    return InputRefused(
        "To", "The earlier fax has left: it cannot become one with this fax any more.", "Send this one after it."
    )


def _path(file: Path | AssembledFile) -> Path:
    return file.path if isinstance(file, AssembledFile) else file


def _single(draft: Draft) -> Draft:
    (only,) = draft.split()
    return only


def _check_options(options: Options) -> None:
    if options.redials and options.retry_count:
        raise InputRefused(
            "If it fails",
            "FaxDesk and Fax.Plus cannot both try again: the fax could arrive twice.",
            "Let one of them do it.",
        )
    if not (0 <= options.redials <= MOST_REDIALS and 0 <= options.retry_count <= MOST_RETRIES):
        raise InputRefused(
            "If it fails",
            "That many tries are not possible.",
            f"FaxDesk tries again up to {MOST_REDIALS} times, Fax.Plus up to {MOST_RETRIES} times.",
        )

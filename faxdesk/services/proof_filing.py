"""Putting the proof of each fax beside its document, and that of each batch beside its list, when they have ended."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core import shared_files
from faxdesk.core.errors import FaxDeskError, InputRefused, NotThere, Paused, SignInNeeded, Stopped
from faxdesk.core.file_names import is_folder
from faxdesk.core.lifecycle import CALLED, State
from faxdesk.core.proof_name import batch_proof_name, proof_name
from faxdesk.core.quantities import count_text
from faxdesk.core.times import Now, local, utc_now
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.output_file import free_place, make_folder

if TYPE_CHECKING:
    from pathlib import Path

    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.services.fetch import Fetcher
    from faxdesk.services.proof import MadeProof, ProofMaker, ProofSubject
    from faxdesk.store.proofs import BatchProofRequest, ProofRequest
    from faxdesk.store.store import Store

_log = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=12))
"""When it is tried again where a report is not there yet, or the folder is not: a drive may be away for a night."""
GENTLY = 1.0
"""Seconds between two proofs: nobody waits for them."""


class ProofFiler:
    """Makes one proof a step. Its troubles are its own: what cannot be put there is tried again, then said.

    `settings` are those of now, `maker` what makes proofs.
    """

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        maker: Callable[[], ProofMaker],
        report: EventSink,
        settings: Callable[[], Settings],
        now: Now = utc_now,
    ) -> None:
        self._store, self._fetcher, self._maker, self._report = store, fetcher, maker, report
        self._settings, self._now = settings, now

    def step(self, cancel: CancelToken) -> float | None:
        """Put one proof in its place; return the seconds until the next, or None where none is wanted."""
        settings = self._settings()
        if not settings.proof_beside:
            return None
        proofs = self._store.proofs
        if (request := proofs.next_request()) is not None:
            self._file_fax(request, settings, cancel)
        elif (batch := proofs.next_batch()) is not None:
            self._file_batch(batch, settings, cancel)
        else:
            at = proofs.next_time()
            return None if at is None else max(GENTLY, (at - self._now()).total_seconds())
        self._report(Changed())
        return GENTLY

    def _file_fax(self, request: ProofRequest, settings: Settings, cancel: CancelToken) -> None:
        try:
            made = self._make(request, settings, cancel)
        except (Paused, SignInNeeded, Stopped):
            raise
        except FaxDeskError as error:
            self._in_vain(request, error)
        else:
            said = f"The proof was put beside the document: {made.path.name}"
            self._store.proofs.settle(request.recipient, said, filed=True)

    def _make(self, request: ProofRequest, settings: Settings, cancel: CancelToken) -> MadeProof:
        """Make the proof of a fax. Raises a `FaxDeskError` where that is not possible, or not yet."""
        folder = self._place(request.folder)
        subject = self._maker().of_recipients([request.recipient])
        (fax,) = subject.faxes
        self._fetch_reports(subject, request.tries, cancel)
        submission = self._store.submissions.get(fax.job)
        documents = () if submission is None else submission.documents
        name = proof_name(
            settings.proof_name,
            documents[0].name if documents else "",
            fax.to,
            local(fax.changed_at or self._now()),
            fax.state.value,
            fax.comment or (submission.comment if submission is not None else ""),
            fax.job,
        )
        place = free_place(folder, name)
        return self._maker().save(subject, place, settings.region, cancel, stamped=settings.proof_stamp)

    def _file_batch(self, request: BatchProofRequest, settings: Settings, cancel: CancelToken) -> None:
        try:
            made = self._make_of_batch(request, settings, cancel)
        except (Paused, SignInNeeded, Stopped):
            raise
        except FaxDeskError as error:
            self._batch_in_vain(request, error)
        else:
            names = ", ".join(one.path.name for one in made)
            self._store.proofs.settle_batch(request.batch, f"The proof was put beside the list: {names}")

    def _make_of_batch(
        self, request: BatchProofRequest, settings: Settings, cancel: CancelToken
    ) -> tuple[MadeProof, ...]:
        """Make the proof of a batch, in parts where it is large. Raises as `_make` does."""
        folder = self._place(request.folder)
        batch, subject = self._store.batches.get(request.batch), self._maker().of_batch(request.batch)
        if batch is None or subject is None:
            raise InputRefused(request.batch, "The batch is not there any more.")
        self._fetch_reports(subject, request.tries, cancel)
        ended = max((fax.changed_at for fax in subject.faxes if fax.changed_at is not None), default=self._now())
        name = batch_proof_name(
            settings.proof_name,
            batch.name,
            count_text(len(subject.faxes), "fax"),
            local(ended),
            _result(subject),
            batch.id,
        )
        place = free_place(folder, name)
        return self._maker().save_in_parts(subject, place, settings.region, cancel, stamped=settings.proof_stamp)

    def _place(self, folder: Path) -> Path:
        """Return where a proof goes that is wanted in a folder. Raises `InputRefused` where that is not there.

        What lies in a watched folder itself would be faxed: there it is the folder of what was sent.
        """
        if not is_folder(folder):
            raise InputRefused(str(folder), "The folder is not there.", "Save the proof from the menu Fax.")
        from faxdesk.core.watch_rules import RULE_FILE, SENT

        try:
            watched = (folder / RULE_FILE).exists()
        except OSError as error:
            # A folder that nobody may look into, or a share that has just gone.
            title = f"The folder cannot be read: {shared_files.reason(error)}."
            raise InputRefused(str(folder), title, "Save the proof from the menu Fax.") from error
        if not watched and not self._store.watched_files.knows(folder):
            return folder
        make_folder(folder / SENT)
        return folder / SENT

    def _fetch_reports(self, subject: ProofSubject, tries: int, cancel: CancelToken) -> None:
        """Raise `NotThere` where a report is missing: it takes a moment to make. A proof without is the last resort."""
        if tries >= len(PAUSES) - 1:
            return
        for fax in subject.faxes:
            if fax.state in CALLED:
                self._fetcher.report(fax.fax_id or fax.outbox_id or "", cancel)

    def _batch_in_vain(self, request: BatchProofRequest, error: FaxDeskError) -> None:
        _log.info("the proof of a batch could not be put beside its list: %s", type(error).__name__)
        if request.tries < len(PAUSES):
            self._store.proofs.put_batch_off(request.batch, self._now() + PAUSES[request.tries])
            return
        said = f"The proof could not be put beside the list. {_reason(error)}"
        self._store.proofs.settle_batch(request.batch, said)

    def _in_vain(self, request: ProofRequest, error: FaxDeskError) -> None:
        _log.info("the proof of one fax could not be put beside its document: %s", type(error).__name__)
        if request.tries < len(PAUSES):
            self._store.proofs.put_off(request.recipient, self._now() + PAUSES[request.tries])
            return
        said = f"The proof could not be put beside the document. {_reason(error)}"
        self._store.proofs.settle(request.recipient, said, filed=False)


def _reason(error: FaxDeskError) -> str:
    return "Fax.Plus has no report." if isinstance(error, NotThere) else str(error)


def _result(subject: ProofSubject) -> str:
    """Return the result of a batch in a word of those that a fax has: partial where it is not the same for all."""
    states = {fax.state for fax in subject.faxes}
    return (states.pop() if len(states) == 1 else State.PARTIAL).value

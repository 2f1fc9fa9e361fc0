"""Putting the proof of each fax beside the document that was faxed, when it has its result."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from faxdesk.core.errors import FaxDeskError, InputRefused, NotThere, Paused, SignInNeeded, Stopped
from faxdesk.core.file_names import is_folder
from faxdesk.core.proof_name import proof_name
from faxdesk.core.times import Now, local, utc_now
from faxdesk.services.events import Changed, EventSink
from faxdesk.services.output_file import free_place

if TYPE_CHECKING:
    from faxdesk.core.cancel_token import CancelToken
    from faxdesk.core.settings import Settings
    from faxdesk.services.fetch import Fetcher
    from faxdesk.services.proof import MadeProof, ProofMaker
    from faxdesk.store.proofs import ProofRequest
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
        request = self._store.proofs.next_request()
        if request is None:
            at = self._store.proofs.next_time()
            return None if at is None else max(GENTLY, (at - self._now()).total_seconds())
        try:
            made = self._file(request, settings, cancel)
        except (Paused, SignInNeeded, Stopped):
            raise
        except FaxDeskError as error:
            self._in_vain(request, error)
        else:
            said = f"The proof was put beside the document: {made.path.name}"
            self._store.proofs.settle(request.recipient, said, filed=True)
        self._report(Changed())
        return GENTLY

    def _file(self, request: ProofRequest, settings: Settings, cancel: CancelToken) -> MadeProof:
        """Make the proof. Raises a `FaxDeskError` where that is not possible, or not yet."""
        from faxdesk.documents.common.paper import paper_of
        from faxdesk.documents.worker.client import Worker

        if not is_folder(request.folder):
            raise InputRefused(str(request.folder), "The folder is not there.", "Save the proof from the menu Fax.")
        subject = self._maker().of_recipients([request.recipient])
        (fax,) = subject.faxes
        if request.tries < len(PAUSES) - 1:
            # A report takes a moment to make; a proof without it is the last resort.
            self._fetcher.report(fax.fax_id or fax.outbox_id or "", cancel)
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
        with Worker() as worker:
            return self._maker().make(
                subject,
                free_place(request.folder, name),
                worker,
                paper_of(settings.region),
                cancel,
                stamped=settings.proof_stamp,
            )

    def _in_vain(self, request: ProofRequest, error: FaxDeskError) -> None:
        _log.info("the proof of one fax could not be put beside its document: %s", type(error).__name__)
        if request.tries < len(PAUSES):
            self._store.proofs.put_off(request.recipient, self._now() + PAUSES[request.tries])
            return
        reason = "Fax.Plus has no report." if isinstance(error, NotThere) else str(error)
        said = f"The proof could not be put beside the document. {reason}"
        self._store.proofs.settle(request.recipient, said, filed=False)

"""Sending what was sent before once more, as the window does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from faxdesk.core.model import Draft, Recipient, Submission
    from faxdesk.services.container import Services


def send_again(
    services: Services, recipients: Sequence[Recipient], draft: Draft | None = None, grace: timedelta = timedelta()
) -> Submission:
    """Send the documents of an earlier fax to some of its recipients; without a draft as the user last asked for it."""
    earlier = services.store.submissions.get(recipients[0].job)
    assert earlier is not None
    wanted = draft or earlier.draft(recipients, services.submitter._now())
    (submission,) = services.submitter.again_all(recipients, wanted, grace=grace)
    return submission

"""What is printed of faxes."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import State, Time


class RecipientJson(TypedDict):
    """One recipient of a job, which is a fax of its own."""

    to: Annotated[str, "The number of the recipient, as `+41445550123`."]
    state: Annotated[State, "Where the fax stands."]
    outbox_id: Annotated[str | None, "Its id at Fax.Plus while it waits there; kept afterwards."]
    fax_id: Annotated[str | None, "Its id at Fax.Plus once it was sent."]
    pages: Annotated[int | None, "How many pages it has: those of the documents until Fax.Plus has counted."]
    reason: Annotated[str, "Why it is in this state and what to do, in English; empty where nothing has to be said."]
    status: Annotated[str, "The last word of Fax.Plus for its state, as it came; empty where there is none."]
    asked: Annotated[bool, "Whether only you can settle what became of it: its answer was lost and it left no trace."]
    cancel_requested: Annotated[bool, "Whether you have asked to cancel it."]
    resend_at: Annotated[
        Time | None, "When a fax without a trace is sent again by itself, or cancelled where that is requested."
    ]
    turned_up_at: Annotated[Time | None, "When an earlier sending of it turned up, so that it may arrive twice."]


class SubmissionJson(TypedDict):
    """A job with all its recipients."""

    job: Annotated[str, "The id of the job in this data folder."]
    recipients: Annotated[list[RecipientJson], "What became of each, in the order in which they were given."]


class _OfJob(TypedDict):
    job: Annotated[str | None, "The id of the job; null for a fax that was not sent from this data folder."]


_From = TypedDict("_From", {"from": Annotated[str, "The number that it is sent from; empty where that is not known."]})


class JobFaxJson(_OfJob, RecipientJson):
    """One recipient, with its job."""


class ListedFaxJson(JobFaxJson, _From):
    """One fax of a list."""

    comment: Annotated[str, "The comment that is kept with the fax."]
    at: Annotated[Time, "The time that the list is ordered by: written or due in the outbox, ended in the sent list."]
    send_at: Annotated[Time | None, "The time that was chosen for sending, while it waits."]
    next_try_at: Annotated[Time | None, "When FaxDesk tries again, where it has put that off."]


class SavedFileJson(TypedDict):
    """A file that was saved."""

    outbox_id: Annotated[str | None, "The outbox id of the fax; null where only its fax id is known."]
    fax_id: Annotated[str | None, "The fax id of the fax; null where it has none yet."]
    file: Annotated[str, "The name of the file, as it was given."]
    bytes: Annotated[int, "Its size."]

"""What is printed of drafts: faxes that somebody began to write, and those that wait to be looked at."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.faxes import SubmissionJson
from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.store.drafts import DISCARDED, SENT

_From = TypedDict(
    "_From", {"from": Annotated[str | None, "The number that it is sent from; null: the first usable one."]}
)


class _DraftHead(TypedDict):
    draft: Annotated[int, "Its number, with which it is sent or discarded."]
    to: Annotated[list[str], "The numbers that it is for, or what was typed as such; empty while nobody knows."]


class DraftJson(_DraftHead, _From):
    """A fax that somebody began to write, or that waits to be looked at before it is sent."""

    reason: Annotated[str, "Why it has to be looked at, for people; empty for one that somebody began to write."]
    comment: Annotated[str, "The comment that is kept with the fax."]
    files: Annotated[list[str], "The names of its documents, in the order of the pages."]
    pages: Annotated[int, "How many pages these have."]
    origin: Annotated[str, "Where it comes from: the watched folder; empty for one that somebody began to write."]
    at: Annotated[Time, "When it was made."]
    changed_at: Annotated[Time, "When it was changed last."]
    send_at: Annotated[Time | None, "The time that was chosen for sending."]


class SettledDraftJson(TypedDict):
    """A draft that does not wait any more."""

    draft: Annotated[int, "Its number."]
    state: Annotated[str, "What became of it.", one_of((SENT, DISCARDED))]
    submissions: Annotated[list[SubmissionJson], "The jobs that it was sent as; empty where it was discarded."]

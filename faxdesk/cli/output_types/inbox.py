"""What is printed of received faxes."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.core.received_fax import ReceivedState as _State

ReceivedState = Annotated[str, one_of(_State)]


_OfReceivedFax = TypedDict(
    "_OfReceivedFax",
    {
        "fax_id": Annotated[str, "Its id at Fax.Plus, by which `faxdesk document` saves its pages."],
        "from": Annotated[str, "The number that it came from; empty where the caller showed none."],
        "to": Annotated[str, "The number of the account that it came to."],
    },
)


class ReceivedFaxJson(_OfReceivedFax):
    """One received fax."""

    state: Annotated[ReceivedState, "Whether it has arrived whole."]
    status: Annotated[str, "The word of Fax.Plus for its state, as it came."]
    reason: Annotated[str, "What has to be said of one that has not arrived whole, in English; else empty."]
    read: Annotated[bool, "Whether it is marked as read."]
    pages: Annotated[int, "How many pages have come; 0 while it is being received."]
    comment: Annotated[str, "Its comment."]
    at: Annotated[Time, "When it came."]
    told: Annotated[bool, "False while Fax.Plus has not been told of its mark or its comment."]
    trouble: Annotated[str, "Why Fax.Plus does not take that; empty where it does."]


class DeletedFaxJson(TypedDict):
    """A received fax that was to be deleted."""

    fax_id: Annotated[str, "Its id at Fax.Plus."]
    told: Annotated[bool, "False where Fax.Plus has not been told yet."]
    trouble: Annotated[str, "Why Fax.Plus has not deleted it, so that it is in the inbox again; empty where it has."]

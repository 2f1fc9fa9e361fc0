"""What is printed of faxes that were found."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.core.lifecycle import State
from faxdesk.core.received_fax import ReceivedState
from faxdesk.store.fax_lists import IndexedList
from faxdesk.store.index_line import FaxPart

_STATES = tuple(dict.fromkeys(state.value for states in (State, ReceivedState) for state in states))


class FoundPlaceJson(TypedDict):
    """Where in a fax words were found."""

    part: Annotated[str, "What of the fax it is; `page` is one of a document.", one_of(FaxPart)]
    text: Annotated[str, "The text that has the words; of a page the line that has most of them."]
    file: Annotated[str | None, "The name of the document; null where it is no page, or has no name."]
    page: Annotated[int | None, "The page of that document, from 1."]
    line: Annotated[int | None, "The line of that page, from 1; null where the words go on in another line."]


class _Named(TypedDict):
    listing: Annotated[str, "The list that it is in.", one_of(IndexedList)]
    job: Annotated[str | None, "The id of the job; null for a fax that was not sent from this data folder."]
    outbox_id: Annotated[str | None, "Its id at Fax.Plus while it waits there; kept afterwards."]
    fax_id: Annotated[str | None, "Its id at Fax.Plus once it was sent or received."]


_From = TypedDict("_From", {"from": Annotated[str, "The number that it was sent from; empty where it is not known."]})


class FoundFaxJson(_Named, _From):
    """One fax that was found."""

    to: Annotated[str, "The number that it was sent to."]
    state: Annotated[str, "Where the fax stands; of a received one how it arrived.", one_of(_STATES)]
    reason: Annotated[str, "Why it is in this state and what to do, in English; empty where nothing has to be said."]
    pages: Annotated[int, "How many pages it has."]
    comment: Annotated[str, "The comment that is kept with the fax."]
    at: Annotated[Time, "The time that its list is ordered by."]
    found: Annotated[list[FoundPlaceJson], "Where the words are, up to 20 pages of it; empty where none were given."]

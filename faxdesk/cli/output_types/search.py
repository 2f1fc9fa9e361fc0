"""What is printed of faxes that were found."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.faxes import ListedFaxJson
from faxdesk.cli.output_types.values import one_of
from faxdesk.store.fax_lists import Listing
from faxdesk.store.search_index import Part


class FoundPlaceJson(TypedDict):
    """Where in a fax words were found."""

    part: Annotated[str, "What of the fax it is; `page` is one of a document.", one_of(Part)]
    text: Annotated[str, "The text that has the words; of a page the line that has most of them."]
    file: Annotated[str | None, "The name of the document; null where it is no page, or has no name."]
    page: Annotated[int | None, "The page of that document, from 1."]
    line: Annotated[int | None, "The line of that page, from 1; null where the words go on in another line."]


class FoundFaxJson(ListedFaxJson):
    """One fax that was found."""

    listing: Annotated[str, "The list that it is in.", one_of(Listing)]
    found: Annotated[list[FoundPlaceJson], "Where the words are, up to 20 pages of it; empty where none were given."]

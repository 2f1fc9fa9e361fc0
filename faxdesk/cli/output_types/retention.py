"""What is printed of old faxes and their deletion."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time


class StoredHereJson(TypedDict):
    """What is stored of old faxes on this computer, or was deleted."""

    faxes: Annotated[int, "How many faxes."]
    files: Annotated[int, "How many files: documents, pages and reports."]
    bytes: Annotated[int, "How many bytes these have."]
    oldest_at: Annotated[Time | None, "When the first of the faxes ended; null where there is none."]
    left: Annotated[int, "How many files could not be deleted, as another program has them open."]


class StoredThereJson(TypedDict):
    """What Fax.Plus may still have of old faxes that were sent from here."""

    faxes: Annotated[int, "How many faxes."]
    oldest_at: Annotated[Time | None, "When the first of them was sent; null where there is none."]
    without_report: Annotated[int, "Of how many no report is stored on this computer."]


class RetentionPreviewJson(TypedDict):
    """What each of the two acts would delete."""

    here: Annotated[StoredHereJson, "On this computer."]
    at_fax_plus: Annotated[StoredThereJson, "At Fax.Plus."]


class DeletedThereJson(TypedDict):
    """What was deleted at Fax.Plus."""

    faxes: Annotated[int, "How many faxes."]

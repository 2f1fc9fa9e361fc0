"""What is printed of a person who is to be forgotten."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.core.forgetting import PersonItemKind


class PersonItemJson(TypedDict):
    """One thing that is found of a person on this computer."""

    kind: Annotated[str, "What it is.", one_of(PersonItemKind)]
    name: Annotated[str, "Which it is: a number, the name of a contact, of a template, of a list or of a file."]
    about: Annotated[str, "More of it, such as the names of the documents, a comment, or the folder; else empty."]
    at: Annotated[Time | None, "When it was, as far as that is known."]


class PersonHereJson(TypedDict):
    """What is removed from this computer, or was, and what stays."""

    goes: Annotated[list[PersonItemJson], "What goes."]
    stays: Annotated[
        list[PersonItemJson],
        "What stays: what waits, documents that went to others as well, numbers that others have, proofs beside"
        " documents, and templates whose texts name the person.",
    ]
    files: Annotated[int, "How many documents, pages and reports go with the faxes."]
    bytes: Annotated[int, "How many bytes these have."]
    left: Annotated[int, "How many files could not be deleted yet, as another program has them open."]


class FaxThereJson(TypedDict):
    """A fax of a person that Fax.Plus may still have."""

    fax_id: Annotated[str, "Its id."]
    number: Annotated[str, "The number that it went to, or came from, as Fax.Plus writes it."]
    at: Annotated[Time, "When it was sent or received."]
    pages: Annotated[int, "How many pages it has."]
    comment: Annotated[str, "The comment on it."]
    received: Annotated[bool, "Whether it was received; else it was sent."]


class ForgetPreviewJson(TypedDict):
    """What each of the two acts would do."""

    here: Annotated[PersonHereJson, "On this computer."]
    at_fax_plus: Annotated[list[FaxThereJson], "At Fax.Plus."]


class ForgottenThereJson(TypedDict):
    """What was deleted at Fax.Plus."""

    faxes: Annotated[int, "How many faxes."]

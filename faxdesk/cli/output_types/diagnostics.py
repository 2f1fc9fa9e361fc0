"""What is printed of the program for somebody who helps."""

from typing import Annotated, TypedDict


class FactJson(TypedDict):
    """One thing that is known."""

    name: Annotated[str, "What it is."]
    value: Annotated[str, "What is known of it, in English."]


class DiagnosticsSectionJson(TypedDict):
    """What is known of one part."""

    title: Annotated[str, "The part."]
    facts: Annotated[list[FactJson], "What is known, in the order in which it is printed."]

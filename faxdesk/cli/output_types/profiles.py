"""What is printed of profiles."""

from typing import Annotated, TypedDict


class ProfileJson(TypedDict):
    """A profile."""

    profile: Annotated[str, "Its name, for `--profile`."]
    folder: Annotated[str, "Its data folder."]


class RemovedProfileJson(ProfileJson):
    """A profile that was removed, or would be, and what went with it."""

    removed: Annotated[bool, "Whether it was removed; false with --dry-run."]
    faxes: Annotated[int, "How many faxes it had, sent and received."]
    contacts: Annotated[int, "How many contacts."]
    drafts: Annotated[int, "How many open drafts."]
    bytes: Annotated[int, "How many bytes all its files had."]

"""What is printed of profiles."""

from typing import Annotated, TypedDict


class ProfileJson(TypedDict):
    """A profile."""

    profile: Annotated[str, "Its name, for `--profile`."]
    folder: Annotated[str, "Its data folder."]

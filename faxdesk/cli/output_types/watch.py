"""What is printed of a watched folder."""

from typing import Annotated, TypedDict

from faxdesk.cli.output_types.values import Time, one_of
from faxdesk.services.folder_events import FileEvent


class WatchedFileJson(TypedDict):
    """Something that has happened to a file of a watched folder."""

    event: Annotated[
        str,
        "What has happened: it is not taken yet (`waiting`), is a fax that is kept now (`queued`), is a draft that you"
        " have to look at (`draft`), has arrived (`sent`), was not sent or has not arrived everywhere (`failed`), or"
        " somebody has taken it away (`gone`).",
        one_of(FileEvent),
    ]
    at: Annotated[Time, "When that was found."]
    file: Annotated[str, "The name that the file was put there with."]
    path: Annotated[str | None, "Where it is now; null where it is gone."]
    to: Annotated[list[str], "The numbers that it is for, as `+41445550123`; empty where that is not known."]
    jobs: Annotated[list[str], "The jobs that it is sent as."]
    draft: Annotated[int | None, "The number of the draft that it became."]
    reason: Annotated[str, "Why, for people; empty where nothing has to be said."]

"""What a worker finds out for a list: the window only takes it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple

from faxdesk.ui.fax_list.row_cache import R

if TYPE_CHECKING:
    from array import array

    from faxdesk.ui.fax_list.list_diff import Places, Step


class ListRow(NamedTuple, Generic[R]):
    """A row, what its cells say, and the two lines that each is drawn in; the second may be empty."""

    row: R
    cells: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


class FoundCount(NamedTuple):
    """How much of what is looked for has been found: `whole` unless there are more than the first; and how many faxes
    and documents have not been read yet, in which there may be more.
    """

    whole: bool = True
    unread_faxes: int = 0
    unread_documents: int = 0


class ListUpdate(NamedTuple, Generic[R]):
    """What a list is to be, and what it takes to get there without reading anything more."""

    keys: array[int]
    changes: tuple[Step, ...] | None
    """The steps to `keys`; None where the list is set anew."""
    places: Places
    """Where the keys are that a step arranges."""
    lines: dict[int, ListRow[R]]
    """By key, those that will be on the screen."""
    words: tuple[bool, int]
    """Whether the numbers in them are written properly, and which of the days it is that the window has seen."""
    found: FoundCount = FoundCount()
    """Where the list is searched."""

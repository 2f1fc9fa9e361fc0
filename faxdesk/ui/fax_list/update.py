"""What a worker finds out for a list: the window only takes it over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from array import array

    from faxdesk.store.fax_lists import Row
    from faxdesk.ui.fax_list.list_diff import Places, Step


class ListRow(NamedTuple):
    """A row, what its cells say, and the two lines that each is drawn in; the second may be empty."""

    row: Row
    cells: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


class ListUpdate(NamedTuple):
    """What a list is to be, and what it takes to get there without reading anything more."""

    keys: array[int]
    changes: tuple[Step, ...] | None
    """The steps to `keys`; None where the list is set anew."""
    places: Places
    """Where the keys are that a step arranges."""
    lines: dict[int, ListRow]
    """By key, those that will be on the screen."""
    formatted: bool
    """Whether the numbers in them are written properly."""

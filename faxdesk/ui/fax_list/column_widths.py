"""How wide the columns of a list are in the room that there is, and which of them are left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from faxdesk.ui.fax_list.list_model import ListColumn

_ENOUGH = 1.25
"""How much wider than wanted the elastic column is before names get a part of its room."""
_NAMED_PART, _MOST_NAMED = 1 / 2, 1.6
"""The part, and how much wider names become by it at the most."""


def widths_in(
    columns: Sequence[ListColumn],
    wanted: Mapping[int, int],
    room: int,
    *,
    least: int,
    chosen: bool,
    settled: Collection[int] = (),
) -> dict[int, int]:
    """Return the width of each column by its place, in `room` pixels; one that is left out is not among them.

    `wanted` are the columns that the user shows. The elastic one takes what the others leave, or no more than its width
    where that was `chosen` by the user. What most rows have in common goes before it would be narrower than wanted, and
    it goes before it would be narrower than `least`. Of much room names get a part, but where their column is one of
    the `settled` ones, whose width the user has chosen. What tells one fax from another, and when it was, always fits.
    Columns that the user has asked for stay, behind a scroll bar where there is no room.
    """
    elastic = next((place for place in wanted if columns[place].elastic), None)
    widths = dict(wanted)
    own = widths.get(elastic, 0) if elastic is not None else 0
    if elastic is not None and chosen:
        widths[elastic] = least = min(own, least)
    for place in sorted(widths, reverse=True):
        if sum(widths.values()) <= room or len(widths) == 1:
            break
        if columns[place].quiet and not columns[place].offered:
            del widths[place]
    firm = {place: width for place, width in widths.items() if place != elastic and not columns[place].offered}
    if elastic is not None:
        del widths[elastic]
        left = max(room - sum(widths.values()), min(least, room - sum(firm.values())))
        if left >= least or not widths:
            widths[elastic] = min(own, left) if chosen else left
            named = [place for place in firm if columns[place].named and place not in settled]
            _give_names(firm, named, widths, elastic, left if chosen else own)
        elif firm:
            # Nothing else takes what is left now.
            widest = max(firm, key=lambda place: (firm[place], place))
            firm[widest] += max(0, room - sum(widths.values()))
    return widths | _squeezed(firm, room)


def _give_names(firm: dict[int, int], named: Sequence[int], widths: dict[int, int], elastic: int, own: int) -> None:
    """Let the columns of names have a part of what the elastic one has more than it needs, which is `own`."""
    for place in named:
        spare = widths[elastic] - own * _ENOUGH
        more = max(0, min(int(spare * _NAMED_PART), int(firm[place] * (_MOST_NAMED - 1))))
        firm[place] += more
        widths[elastic] -= more


def _squeezed(widths: Mapping[int, int], room: int) -> dict[int, int]:
    """Return the widths, of which the widest give way until all have room."""
    squeezed = {}
    for count, place in enumerate(sorted(widths, key=lambda place: widths[place])):
        squeezed[place] = min(widths[place], room // (len(widths) - count))
        room -= squeezed[place]
    return squeezed

"""What is printed of the costs of faxes."""

from typing import Annotated, TypedDict

_From = TypedDict("_From", {"from": Annotated[str, "The number that they were sent from; empty where nobody knows."]})


class _Month(TypedDict):
    month: Annotated[str, "The month in the time of this computer, such as `2026-11`."]


class CostJson(_Month, _From):
    """What the faxes of one month have cost that were sent from one number."""

    faxes: Annotated[int, "How many faxes."]
    delivered: Annotated[int, "How many of them were delivered whole."]
    pages: Annotated[int, "How many pages they have."]
    cost: Annotated[
        float | None, "What those cost together of which it is known, in the unit of the account; null where none is."
    ]
    cost_unknown: Annotated[int, "Of how many it is not known, or not known yet."]

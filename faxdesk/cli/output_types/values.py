"""What members of several objects are, with what JSON Schema says of them."""

from collections.abc import Iterable
from enum import Enum, IntEnum
from typing import Annotated, Any

from faxdesk.core.lifecycle import State as LifecycleState


class SchemaRule:
    """What JSON Schema says of a value besides its type, in its own keywords."""

    def __init__(self, **keywords: Any) -> None:
        self.keywords = keywords


def one_of(values: Iterable[Any], *more: None) -> SchemaRule:
    """Return the rule of a member that has one of these values, or of `more`.

    Those of an enumeration of numbers are printed by their names in small letters.
    """
    return SchemaRule(enum=[*map(_printed, values), *more])


def _printed(value: object) -> object:
    if isinstance(value, IntEnum):
        return value.name.lower()
    return value.value if isinstance(value, Enum) else value


Time = Annotated[str, SchemaRule(format="date-time", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
"""A moment in UTC, to the second."""

State = Annotated[str, one_of(LifecycleState)]
"""Where a fax stands."""

"""What commands print with `--json`: a type for each object, from which schemas and documentation are made.

A command names its types where its arguments are declared. Each is a `TypedDict` with a docstring; each member is
`Annotated` with a sentence for scripts, and in the order in which it is printed. They are imported where schemas are
made and by the type checker, never by a command that prints: its annotations alone name them.

>>> from faxdesk.cli.output_types import listed
>>> listed("faxes.ListedFax")
Output(form='list', types=('faxes.ListedFax',))
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Output(NamedTuple):
    """What one command prints with `--json`.

    `form` is "value" for one object, "list" for one list of objects, and "lines" for JSON Lines: objects as they come,
    each in a line of its own. `types` are the names of the types that an object can have, such as "faxes.ListedFax" for
    `ListedFaxJson` of the module `faxes` in this package.
    """

    form: Literal["value", "list", "lines"]
    types: tuple[str, ...]


def value(name: str) -> Output:
    """Return the output of a command that prints one object."""
    return Output("value", (name,))


def listed(name: str) -> Output:
    """Return the output of a command that prints one list."""
    return Output("list", (name,))


def lines(*names: str) -> Output:
    """Return the output of a command that prints JSON Lines, each with one of these types."""
    return Output("lines", names)

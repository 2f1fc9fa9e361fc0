"""The commands of the command line, found in its parser."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from faxdesk.cli.output_types import Output


class Command(NamedTuple):
    """A command: its words, such as "webhook list", its arguments and what it prints with `--json`."""

    name: str
    parser: argparse.ArgumentParser
    prints: Output


def commands(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Command]:
    """Yield the commands of a parser, in the order in which they were added; those of commands after them."""
    if parser.get_default("run") is not None:
        yield Command(" ".join(words), parser, parser.get_default("prints"))
    for action in parser._actions:  # noqa: SLF001  argparse tells of its arguments in no other way
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  the same
            for word, one in action.choices.items():
                yield from commands(one, (*words, word))

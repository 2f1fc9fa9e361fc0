"""The parser of commands: it says in lines what is wrong with words, and knows what is short for what."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, NoReturn

from faxdesk.cli.output import USAGE, fail, messages_are_json
from faxdesk.core.errors import InputRefused
from faxdesk.core.visible_text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from faxdesk.cli.output_types import Output


class CommandParser(argparse.ArgumentParser):
    """A parser that says what is wrong in lines, whatever was typed.

    What has no type of its own is text, and must be such: a word of other bytes can be the name of a file, but can be
    neither kept nor sent.
    """

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.register("type", None, _text)
        self.short_for = ""
        self.one_of: tuple[str, ...] = ()
        """Options of which one at least has to be given."""
        self._commands: argparse._SubParsersAction[CommandParser] | None = None

    def add_commands(self, *, short_for: str = "") -> argparse._SubParsersAction[CommandParser]:
        """Return its commands, of which one is needed; `short_for` is the one that is meant where none is named."""
        self.short_for = short_for
        commands: argparse._SubParsersAction[CommandParser] = self.add_subparsers(
            metavar="COMMAND", required=True, prog=self.prog
        )
        # All that follows it passes through here; the parser of the command looks at each word.
        commands.type = str
        self._commands = commands
        return commands

    def in_full(self, words: Sequence[str]) -> list[str]:
        """Return the words that follow its name; where it is short for one of its commands, with the name of that.

        `--json` may stand before that name.
        """
        named = self._commands.choices if self._commands else ()
        if words[:1] == ["--json"] and words[1:2] and words[1] in named:
            words = [words[1], words[0], *words[2:]]
        is_short = bool(self.short_for) and (not words or words[0] not in (*named, "-h", "--help"))
        return [self.short_for, *words] if is_short else [*words]

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Parse words as those are that they are short for."""
        found, rest = super().parse_known_args(args if args is None else self.in_full(args), namespace)
        if self.one_of and not any(getattr(found, name) for name in self.one_of):
            self.error(f"one of the arguments {' '.join(f'--{name}' for name in self.one_of)} is required")
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Print the usage and `message`; end with the code of wrong usage."""
        if messages_are_json():
            sentence = f"{message[:1].upper()}{message[1:]}."
            wrong = InputRefused("", sentence, f"See `{self.prog} --help`.", code="usage")
            self.exit(fail(wrong, USAGE))
        super().error(visible(message))


def _text(word: str) -> str:
    try:
        word.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError(f"“{word}” is no text (it is not in UTF-8)") from error
    return word


def add_command(
    commands: argparse._SubParsersAction[CommandParser], name: str, run: Callable[..., int], words: str, prints: Output
) -> CommandParser:
    """Add a command; `prints` names the types of `output_types` that it prints with `--json`."""
    command = commands.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
    command.set_defaults(run=run, prints=prints)
    form = "JSON Lines" if prints.form == "lines" else "JSON"
    command.add_argument("--json", action="store_true", help=f"print {form}, and messages as JSON Lines")
    return command


def add_group(
    commands: argparse._SubParsersAction[CommandParser], name: str, words: str, *, short_for: str = ""
) -> argparse._SubParsersAction[CommandParser]:
    """Return the commands of a command that is a name for several; `short_for` is the one that needs no name."""
    command = commands.add_parser(name, help=words, description=f"{words[:1].upper()}{words[1:]}.")
    return command.add_commands(short_for=short_for)

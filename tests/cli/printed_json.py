"""What a command has printed with `--json`, held against the schema that FaxDesk itself prints of it."""

from __future__ import annotations

import json
from argparse import _SubParsersAction
from collections.abc import Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from faxdesk.cli.arguments import parser
from faxdesk.cli.command_parser import CommandParser
from faxdesk.cli.command_tree import Command, commands
from faxdesk.cli.schema import MESSAGE, MESSAGES, schema_of


@cache
def all_commands() -> dict[str, Command]:
    """Return the commands by their names."""
    return {command.name: command for command in commands(parser())}


@cache
def validator(name: str) -> Draft202012Validator:
    """Return what judges an output of a command, or a message."""
    schema = schema_of(name, MESSAGE if name == MESSAGES else all_commands()[name].prints)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def command_of(arguments: Sequence[object]) -> str:
    """Return the name of the command that these arguments name, "" where that is none."""
    words = [str(word) for word in arguments]
    if words[:1] == ["--data-dir"]:
        del words[:2]
    while words and words[0].startswith("-"):
        del words[0]
    # It may stand between the words of a command.
    words = [word for word in words if word != "--json"]
    groups = {name.split()[0] for name in all_commands() if " " in name}
    if words and words[0] in groups:
        words[1:] = group(words[0]).in_full(words[1:])
    fitting = [name for name in all_commands() if words[: len(name.split())] == name.split()]
    return max(fitting, key=len, default="")


@cache
def group(name: str) -> CommandParser:
    """Return the parser of a command that is a name for several."""
    (commands,) = (action for action in parser()._actions if isinstance(action, _SubParsersAction))
    found = commands.choices[name]
    assert isinstance(found, CommandParser)
    return found


def asks_for_json(arguments: Sequence[object]) -> bool:
    """Return whether these arguments ask a command for JSON."""
    words = [str(word) for word in arguments]
    return "--json" in (words[: words.index("--")] if "--" in words else words)


def check(arguments: Sequence[object], code: int, out: str, err: str) -> None:
    """Fail where a run with `--json` has not printed what it declares: members, types, order, messages, exit code."""
    messages = [json.loads(line) for line in err.splitlines()]
    for message in messages:
        _check(MESSAGES, message)
    told = [message["exit_code"] for message in messages if message["level"] == "error"]
    assert told in ([], [code]), f"{code}, but {told} was told"
    name = command_of(arguments)
    if not out.strip() or not name:
        return
    if all_commands()[name].prints.form != "lines":
        _check(name, json.loads(out))
        return
    for line in out.splitlines():
        _check(name, json.loads(line))


def _check(name: str, value: Any) -> None:
    schema = validator(name)
    faults = [f"{fault.json_path}: {fault.message}" for fault in schema.iter_errors(value)]
    assert not faults, f"{name}: {faults}"
    definitions: dict[str, Any] = schema.schema["$defs"]  # type: ignore[index]
    orders = [list(one["properties"]) for one in definitions.values()]
    for members in _objects(value) if orders else ():
        assert any([one for one in order if one in members] == members for order in orders), f"the order of {members}"


def _objects(value: Any) -> list[list[str]]:
    """Return the members of each object in a value, in their order."""
    if isinstance(value, list):
        return [members for one in value for members in _objects(one)]
    if not isinstance(value, dict):
        return []
    return [list(value), *(members for one in value.values() for members in _objects(one))]

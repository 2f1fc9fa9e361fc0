"""`faxdesk schema`: what the commands print with `--json`, as JSON Schemas (draft 2020-12) made from `output_types`."""

from __future__ import annotations

from importlib import import_module
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from faxdesk.cli.command_tree import commands
from faxdesk.cli.output import DONE, say_json
from faxdesk.cli.output_types import Output, lines, value
from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.program import SchemaJson
    from faxdesk.cli.output_types.values import SchemaRule

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MESSAGES = "messages"
"""The name under which the schema of what goes to standard error is asked for."""
MESSAGE = lines("program.Message")
OUTPUT = value("program.Schema")
_SUFFIX = "Json"
"""What the names of these types end with, as others have the same names."""
_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema(options: argparse.Namespace) -> int:
    """Print the schema of one command, or an object with those of all."""
    outputs = {command.name: command.prints for command in commands(options.parser)} | {MESSAGES: MESSAGE}
    if not options.words:
        say_json({name: schema_of(name, output) for name, output in outputs.items()})
        return DONE
    name = " ".join(options.words)
    if name not in outputs:
        raise InputRefused("COMMAND", f"There is no command {name}.", f"There are: {', '.join(outputs)}.")
    say_json(schema_of(name, outputs[name]))
    return DONE


def schema_of(name: str, output: Output) -> SchemaJson:
    """Return the schema of what the command `name` prints: of its one value, or of each line."""
    definitions: dict[str, SchemaJson] = {}
    types = [_schema(type_named(one), definitions) for one in output.types]
    one = types[0] if len(types) == 1 else {"oneOf": types}
    what = {
        "value": "What it prints: one JSON value.",
        "list": "What it prints: one JSON value, a list.",
        "lines": "What each line that it prints is: JSON Lines.",
    }
    return {
        "$schema": DRAFT,
        "title": f"faxdesk {name}",
        "description": what[output.form],
        **({"type": "array", "items": one} if output.form == "list" else one),
        "$defs": definitions,
    }


def type_named(name: str) -> type:
    """Return a type of `output_types`, such as `ListedFaxJson` of its module `faxes` by "faxes.ListedFax"."""
    module, _, own = name.partition(".")
    found: type = getattr(import_module(f"faxdesk.cli.output_types.{module}"), f"{own}{_SUFFIX}")
    return found


def _schema(hint: Any, definitions: dict[str, SchemaJson]) -> SchemaJson:
    """Return the schema of a type, with those of the objects in it in `definitions`."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(_schema(parts[0], definitions), parts[1:])
    if origin is NotRequired:
        return _schema(parts[0], definitions)
    if origin in (Union, UnionType):
        return _union([_schema(part, definitions) for part in parts])
    if origin is list:
        return {"type": "array", "items": _schema(parts[0], definitions)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(parts[1], definitions)}
    if is_typeddict(hint):
        return _object(hint, definitions)
    return {} if hint is Any else {"type": _JSON_TYPES[hint]}


def _annotated(found: SchemaJson, notes: tuple[str | SchemaRule, ...]) -> SchemaJson:
    for note in notes:
        found = {**found, **({"description": note} if isinstance(note, str) else note.keywords)}
    return found


def _union(parts: list[SchemaJson]) -> SchemaJson:
    """Return the schema of what is one of these; of one type or null in the shorter form."""
    *others, last = parts
    if last == {"type": "null"} and len(others) == 1 and isinstance(others[0].get("type"), str):
        return {**others[0], "type": [others[0]["type"], "null"]}
    return {"anyOf": parts}


def _object(hint: Any, definitions: dict[str, SchemaJson]) -> SchemaJson:
    name, members = hint.__name__.removesuffix(_SUFFIX), get_type_hints(hint, include_extras=True)
    if name not in definitions:
        # First, so that they stand in the order in which they are met, and one may be a part of itself.
        definitions[name] = {}
        definitions[name] |= {
            "description": " ".join((hint.__doc__ or "").split()),
            "type": "object",
            "properties": {member: _schema(part, definitions) for member, part in members.items()},
            "required": [member for member in members if member in hint.__required_keys__],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}

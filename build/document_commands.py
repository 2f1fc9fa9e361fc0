"""Writes the parts of docs/command-line.md that follow from the program: arguments, and what is printed as JSON.

    .venv/bin/python build/document_commands.py          # writes them between their marks

A new command gets a section of its own before that of the objects; its words and its example are written by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from faxdesk.cli.arguments import parser  # noqa: E402  found by the line above
from faxdesk.cli.command_tree import Command, commands  # noqa: E402  the same
from faxdesk.cli.schema import MESSAGE, MESSAGES, schema_of  # noqa: E402  the same

if TYPE_CHECKING:
    from faxdesk.cli.output_types.program import SchemaJson

PAGE = ROOT / "docs" / "command-line.md"
GENERAL, OBJECTS = "before the command", "objects"
"""The parts that belong to no command: the options before it, and the objects that are printed."""
END = "<!-- end of what is made -->\n"
_TITLE_OF_OBJECTS = "## What the JSON holds\n"
_PART = re.compile(r"<!-- made by build/document_commands\.py: (.+) -->\n")
_FORMS = {
    "value": "With `--json` it prints one object: {}.",
    "list": "With `--json` it prints one list; each member is {}.",
    "lines": "With `--json` it prints JSON Lines as things happen; each line is {}.",
}


def parts() -> dict[str, str]:
    """Return what stands between the marks of each part."""
    whole = parser()
    made = {GENERAL: _table(("option", "meaning"), _arguments(whole))}
    definitions: dict[str, SchemaJson] = {}
    for command in commands(whole):
        schema = schema_of(command.name, command.prints)
        definitions |= schema["$defs"]
        made[command.name] = _section(command, schema)
    definitions |= schema_of(MESSAGES, MESSAGE)["$defs"]
    made[OBJECTS] = "\n".join(_object(name, one) for name, one in definitions.items())
    return made


def redrawn(page: str) -> str:
    """Return the page with all its parts made anew. Raises ValueError where the marks of one are broken."""
    made = parts()
    for name in made:
        if mark(name) not in page:
            new = f"## faxdesk {name}\n\n{mark(name)}{END}\n"
            page = page.replace(_TITLE_OF_OBJECTS, f"{new}{_TITLE_OF_OBJECTS}")
    for name in _PART.findall(page):
        begin = page.index(mark(name))
        end = page.index(END, begin)
        inside = page[begin + len(mark(name)) : end]
        if _PART.search(inside):
            raise ValueError(f"the part {name} has no end")
        page = page[:begin] + (mark(name) + made[name] if name in made else "") + page[end:]
    return page


def mark(name: str) -> str:
    """Return the line with which a part begins."""
    return f"<!-- made by build/document_commands.py: {name} -->\n"


# ------------------------------------------------------------------------------------------------- the arguments


def _section(command: Command, schema: SchemaJson) -> str:
    usage = " ".join(["faxdesk", command.name, *_usage(command.parser)])
    types = [found for found in (schema, *schema.get("oneOf", [schema.get("items", {})])) if "$ref" in found]
    names = [_type(found) for found in types]
    what = _FORMS[command.prints.form].format(" or ".join(names))
    rows = _table(("argument", "meaning"), _arguments(command.parser))
    return f"    {usage}\n\n{command.parser.description}\n\n{rows}\n{what}\n"


def _shown(of: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return the arguments that people may know: in their order, with `--json`, which all have, at the end."""
    hidden = (argparse._HelpAction, argparse._SubParsersAction)  # noqa: SLF001  argparse has no other names for them
    shown = [
        action
        for action in of._actions  # noqa: SLF001  argparse tells of its arguments in no other way
        if action.help != argparse.SUPPRESS and not isinstance(action, hidden)
    ]
    return sorted(shown, key=lambda action: (bool(action.option_strings), action.dest == "json"))


def _usage(of: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the words of the usage: what is needed first."""
    shown = _shown(of)
    for action in (one for one in shown if not one.option_strings):
        name = _value_name(action)
        yield {"+": f"{name}...", "*": f"[{name}...]", "?": f"[{name}]"}.get(str(action.nargs), name)
    for action in sorted((one for one in shown if one.option_strings), key=lambda one: not one.required):
        words = f"{action.option_strings[0]} {_value_name(action)}".strip()
        words += "..." if isinstance(action, argparse._AppendAction) else ""  # noqa: SLF001  it has no other name
        yield words if action.required else f"[{words}]"


def _value_name(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None and action.metavar is None:
        return "|".join(map(str, action.choices))
    return str(action.metavar or action.dest.upper())


def _arguments(of: argparse.ArgumentParser) -> list[tuple[str, ...]]:
    return [(f"`{_written(action)}`", (action.help or "").replace("%%", "%")) for action in _shown(of)]


def _written(action: argparse.Action) -> str:
    return f"{', '.join(action.option_strings)} {_value_name(action)}".strip()


# --------------------------------------------------------------------------------------------------- the objects


def _object(name: str, schema: SchemaJson) -> str:
    rows = [
        (f"`{member}`", _type(one), f"{one.get('description', '')}{_values(one)}{_optional(member, schema)}")
        for member, one in schema["properties"].items()
    ]
    return f"### {name}\n\n{schema['description']}\n\n{_table(('member', 'type', 'meaning'), rows)}"


def _type(one: SchemaJson) -> str:
    """Return what a value is, in words."""
    if reference := one.get("$ref"):
        name = reference.rpartition("/")[2]
        return f"[{name}](#{name.lower()})" if reference.startswith("#") else f"a [JSON Schema]({reference})"
    if parts := one.get("anyOf"):
        return " or ".join(map(_type, parts))
    kinds = one["type"] if isinstance(one["type"], list) else [one["type"]]
    return " or ".join(_plain(kind, one) for kind in kinds)


def _plain(kind: str, one: SchemaJson) -> str:
    if kind == "array":
        return f"list of {_type(one['items'])}"
    return "time" if one.get("format") == "date-time" and kind == "string" else kind


def _values(one: SchemaJson) -> str:
    values: list[Any] = one.get("enum") or one.get("items", {}).get("enum") or []
    words = [f"`{value}`" for value in values if value is not None]
    return f" One of {', '.join(words)}." if words else ""


def _optional(member: str, schema: SchemaJson) -> str:
    return "" if member in schema["required"] else " It may be absent."


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text("utf-8")), "utf-8")

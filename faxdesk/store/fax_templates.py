"""The user's templates of faxes, in a file of their own."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from faxdesk.core import shared_files
from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.fax_template import LONGEST_NAME, FaxTemplate
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class FaxTemplates:
    """Templates by their names. The file is read whenever they are asked for: another window may have changed them.

    One that cannot be read is left out; a file that is none counts as empty, and is replaced with the next change.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> dict[str, FaxTemplate]:
        """Return the templates, by name in alphabetical order."""
        try:
            values = json.loads(shared_files.read_text(self._path))
        except (OSError, ValueError, RecursionError):
            return {}
        known = values.get("templates") if isinstance(values, dict) else None
        found = {str(name)[:LONGEST_NAME]: _template(one) for name, one in (known or {}).items()} if _is(known) else {}
        return dict(sorted(((name, one) for name, one in found.items() if one), key=lambda item: item[0].casefold()))

    def keep(self, name: str, template: FaxTemplate) -> None:
        """Keep a template under a name, in place of the one that has it. Raises `StoreTrouble`."""
        self._write({**self.all(), name.strip()[:LONGEST_NAME]: template})

    def remove(self, name: str) -> None:
        """Remove a template. Raises `StoreTrouble`."""
        self._write({one: template for one, template in self.all().items() if one != name})

    def _write(self, templates: Mapping[str, FaxTemplate]) -> None:
        try:
            replace_json(self._path, {"templates": {name: asdict(one) for name, one in templates.items()}})
        except OSError as error:
            raise StoreTrouble(
                f"The template could not be kept: {shared_files.reason(error)}.",
                shared_files.remedy(error, self._path.parent),
            ) from error


def _is(known: object) -> bool:
    return isinstance(known, dict)


def _template(values: Any) -> FaxTemplate:
    """Return a template of whatever is in the file; an empty one where it is none."""
    try:
        cover = values["cover"]
        return FaxTemplate(
            tuple((str(number), str(name)) for number, name in values["recipients"]),
            str(values["comment"]),
            None if cover is None else _cover(cover),
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        return FaxTemplate()


def _cover(values: Mapping[str, Any]) -> CoverPage:
    texts = {name: str(values[name]) for name in ("name_to", "name_from", "subject", "message")}
    return CoverPage(**texts, flags=tuple(CoverFlag(flag) for flag in values["flags"]))

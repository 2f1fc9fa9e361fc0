"""The user's cover pages: templates under their names, and what was filled in last."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from faxdesk.core import shared_files
from faxdesk.core.cover import CoverFlag, CoverPage
from faxdesk.core.errors import StoreTrouble
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LONGEST_NAME = 60
"""Letters in the name of a template: what a list on the screen has room for."""


class CoverTemplates:
    """Cover pages in a JSON file. One that cannot be read counts as empty, and is replaced with the next that is kept.

    Templates have no recipient's name: that is another one each time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        values = self._read()
        templates = values.get("templates")
        self.templates: dict[str, CoverPage] = {
            str(name)[:LONGEST_NAME]: _page(page)
            for name, page in (templates if isinstance(templates, dict) else {}).items()
        }
        self.last = _page(values.get("last"))

    def keep(self, templates: Mapping[str, CoverPage] | None = None, last: CoverPage | None = None) -> None:
        """Keep other templates, or what was filled in last. Raises `StoreTrouble` where that cannot be written."""
        if templates is not None:
            self.templates = dict(sorted(templates.items(), key=lambda item: item[0].casefold()))
        if last is not None:
            self.last = last
        values = {
            "templates": {name: _values(page) for name, page in self.templates.items()},
            "last": _values(self.last),
        }
        try:
            replace_json(self._path, values)
        except OSError as error:
            raise StoreTrouble(
                f"The cover page could not be kept: {shared_files.reason(error)}.",
                shared_files.remedy(error, self._path.parent),
            ) from error

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(shared_files.read_text(self._path))
        except (OSError, ValueError, RecursionError):
            return {}
        return values if isinstance(values, dict) else {}


def _values(page: CoverPage) -> dict[str, object]:
    values = asdict(page)
    del values["name_to"]
    return values


def _page(values: object) -> CoverPage:
    """Return a cover page of whatever is in the file."""
    known = values if isinstance(values, dict) else {}
    flags = known.get("flags")
    wanted = flags if isinstance(flags, list) else []
    texts = {name: str(known.get(name) or "") for name in ("name_from", "subject", "message")}
    return CoverPage(name_to="", flags=tuple(flag for flag in CoverFlag if flag.value in wanted), **texts)

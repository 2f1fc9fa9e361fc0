"""The settings file."""

from __future__ import annotations

import contextlib
import json
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from faxdesk.core import shared_files
from faxdesk.core.errors import StoreTrouble
from faxdesk.core.settings import Settings, from_json
from faxdesk.store.json_file import replace_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class SettingsFile:
    """Settings in a JSON file that is replaced, never truncated. Members of newer versions are kept.

    A file that cannot be understood is set aside under another name, and `trouble` says so. Any thread may change them.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._rest: dict[str, Any] = {}
        self.trouble = ""
        self.settings = self._load()

    def _load(self) -> Settings:
        try:
            values = json.loads(shared_files.read_text(self._path))
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            self.trouble = f"The settings could not be read ({shared_files.reason(error)}). The standard ones are used."
            return Settings()
        except (ValueError, RecursionError):
            return self._set_aside()
        if not isinstance(values, dict):
            return self._set_aside()
        settings, self._rest = from_json(values)
        return settings

    def _set_aside(self) -> Settings:
        aside = self._path.with_suffix(".damaged.json")
        with contextlib.suppress(OSError):
            shared_files.replace(self._path, aside)
        self.trouble = f"The settings were damaged and have been set aside as {aside.name}. The standard ones are used."
        return Settings()

    def change(self, change: Callable[[Settings], Settings]) -> Settings:
        """Keep what `change` makes of the present settings, and return it.

        What other threads have changed before is in them: `change` replaces only what it is for. Raises `StoreTrouble`
        where the file cannot be written.
        """
        with self._lock:
            settings = change(self.settings)
            try:
                replace_json(self._path, {**asdict(settings), **self._unread(settings)})
            except OSError as error:
                raise StoreTrouble(
                    f"The settings could not be saved: {shared_files.reason(error)}.",
                    shared_files.remedy(error, self._path.parent),
                ) from error
            self.settings = settings
            return settings

    def _unread(self, settings: Settings) -> dict[str, Any]:
        """Return what only a newer version can read, but for what the user has chosen anew in this one."""
        chosen, standard = asdict(settings), asdict(Settings())
        return {name: value for name, value in self._rest.items() if chosen.get(name) == standard.get(name)}

    def save(self, settings: Settings) -> None:
        """Keep these settings in place of all that are there. Raises as `change` does."""
        self.change(lambda _present: settings)

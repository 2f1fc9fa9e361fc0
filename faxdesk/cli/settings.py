"""`faxdesk settings`: what holds and whose choice it is, and what administrators need for the file of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder
from faxdesk.cli.output import DONE, REFUSED, fail, say, say_json, warn
from faxdesk.core.errors import InputRefused
from faxdesk.core.quantities import count_text

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.settings import CheckedSettingsJson, SettingJson

_ORIGINS = {
    "user": "chosen by you",
    "administrator": "the administrator's default",
    "locked": "set by the administrator for all",
    "standard": "FaxDesk's default",
}


def list_(options: argparse.Namespace) -> int:
    """List the settings as they hold, and whose choice each is."""
    from faxdesk.core.setting_rules import RULES
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.store.settings_file import SettingsFile

    folder = DataFolder(data_folder(options))
    file = SettingsFile(DataFolder(folder.practice).settings if options.practice else folder.settings)
    for sentence in file.troubles:
        warn(sentence)
    values = file.settings._asdict()
    found: list[SettingJson] = [
        {"setting": name, "value": values[name], "origin": file.origin(name), "meaning": rule.meaning}
        for name, rule in RULES.items()
    ]
    if options.json:
        say_json(found)
        return DONE
    for one in found:
        say(f"{one['setting']} = {_shown(one['value'])}  ({_ORIGINS[one['origin']]})")
    return DONE


def _shown(value: object) -> str:
    return f"“{value}”" if isinstance(value, str) else str(value).lower()


def check(options: argparse.Namespace) -> int:
    """Say what is wrong with a file of the administrator."""
    from faxdesk.store import managed_settings_file

    path = options.file or managed_settings_file.standard_path()
    managed = managed_settings_file.load(path)
    if managed is None:
        raise InputRefused("FILE", f"There is no file {path}.", "Name the file, or put it there.")
    if options.json:
        checked: CheckedSettingsJson = {
            "file": str(path),
            "defaults": list(managed.defaults),
            "locked": list(managed.locked),
            "problems": [
                {"setting": problem.field or None, "text": problem.title, "advice": problem.advice}
                for problem in managed.problems
            ],
        }
        say_json(checked)
    else:
        for how, names in (("default", managed.defaults), ("lock", managed.locked)):
            for name, value in names.items():
                say(f"{how}  {name} = {_shown(value)}")
        for problem in managed.problems:
            warn(problem)
    if any(not problem.field for problem in managed.problems):
        return fail(f"Nothing in {path} can be used.", REFUSED)
    if managed.problems:
        return fail(f"{count_text(len(managed.problems), 'mistake')} in {path}; the rest of it can be used.", REFUSED)
    return DONE


def schema(_options: argparse.Namespace) -> int:
    """Print the JSON Schema of the file of the administrator."""
    from faxdesk.core import setting_rules

    say_json(setting_rules.schema())
    return DONE

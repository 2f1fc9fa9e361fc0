"""`faxdesk diagnostics`: what somebody who helps needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder
from faxdesk.cli.output import DONE, say, say_json

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.diagnostics import DiagnosticsSectionJson


def diagnostics(options: argparse.Namespace) -> int:
    """Print what is known of this FaxDesk, without secrets, numbers and names."""
    from contextlib import closing

    from faxdesk.services.diagnostics import as_text, gather
    from faxdesk.store.data_folder import DataFolder
    from faxdesk.store.settings_file import SettingsFile
    from faxdesk.store.store import Store

    home = DataFolder(data_folder(options))
    folder = DataFolder(home.practice) if options.practice else home
    with closing(Store(folder)) as store:
        sections = gather(store, SettingsFile(folder.settings))
    if options.json:
        listed: list[DiagnosticsSectionJson] = [
            {"title": section.title, "facts": [{"name": fact.name, "value": fact.value} for fact in section.facts]}
            for section in sections
        ]
        say_json(listed)
        return DONE
    for line in as_text(sections).splitlines():
        say(line)
    return DONE

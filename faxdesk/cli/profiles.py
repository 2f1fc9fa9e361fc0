"""`faxdesk profiles`: several accounts of one user, each with faxes and settings of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder
from faxdesk.cli.output import DONE, say, say_json
from faxdesk.store.profiles import Profiles

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.profiles import ProfileJson
    from faxdesk.store.profiles import Profile


def list_(options: argparse.Namespace) -> int:
    """List the profiles."""
    found = Profiles(data_folder(options)).all()
    if options.json:
        say_json([_members(profile) for profile in found])
        return DONE
    for profile in found:
        say(f"{profile.name}  {profile.folder}")
    return DONE


def add(options: argparse.Namespace) -> int:
    """Make a profile."""
    return _tell(Profiles(data_folder(options)).add(options.name), options)


def rename(options: argparse.Namespace) -> int:
    """Give a profile another name."""
    profiles = Profiles(data_folder(options))
    return _tell(profiles.give_name(profiles.find(options.profile_name), options.name), options)


def _tell(profile: Profile, options: argparse.Namespace) -> int:
    if options.json:
        say_json(_members(profile))
    else:
        say(f"{profile.name}  {profile.folder}")
    return DONE


def _members(profile: Profile) -> ProfileJson:
    return {"profile": profile.name, "folder": str(profile.folder)}

"""`faxdesk profiles`: several accounts of one user, each with faxes and settings of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder
from faxdesk.cli.output import DONE, FAILED, fail, say, say_json
from faxdesk.core.quantities import count_text, size_text
from faxdesk.store.profiles import Profiles

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.profiles import ProfileJson, RemovedProfileJson
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


def remove(options: argparse.Namespace) -> int:
    """Remove a profile with all that it has."""
    from faxdesk.services.profile_removal import ProfileRemoval

    profiles = Profiles(data_folder(options))
    profile = profiles.find(options.profile_name)
    removal = ProfileRemoval(profiles, profile)
    gone = removal.preview()
    trouble = None if options.dry_run else removal.remove()
    if options.json:
        removed: RemovedProfileJson = {
            **_members(profile),
            "removed": not options.dry_run,
            "faxes": gone.faxes,
            "contacts": gone.contacts,
            "drafts": gone.drafts,
            "bytes": gone.size,
        }
        say_json(removed)
    else:
        what = (count_text(gone.faxes, "fax"), count_text(gone.contacts, "contact"), count_text(gone.drafts, "draft"))
        say(f"{profile.name}  {', '.join(what)}, {size_text(gone.size)}")
    return DONE if trouble is None else fail(trouble, FAILED)


def _tell(profile: Profile, options: argparse.Namespace) -> int:
    if options.json:
        say_json(_members(profile))
    else:
        say(f"{profile.name}  {profile.folder}")
    return DONE


def _members(profile: Profile) -> ProfileJson:
    return {"profile": profile.name, "folder": str(profile.folder)}

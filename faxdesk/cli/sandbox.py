"""`faxdesk sandbox`: the practice service alone, for other programs to try themselves on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder
from faxdesk.cli.output import FAILED, say, warn
from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    import argparse


def sandbox(options: argparse.Namespace) -> int:
    """Run the practice service alone."""
    from faxdesk.practice.sandbox import serve
    from faxdesk.store.data_folder import DataFolder

    folder = DataFolder(DataFolder(data_folder(options)).practice).path / "service" if options.practice else None
    try:
        return serve(options.port, folder, say, until_eof=options.until_eof, scene=options.scene)
    except ValueError as error:
        raise InputRefused("--scene", f"{str(error).capitalize()}.") from None
    except OSError as error:
        warn(f"The practice service could not start: {error.strerror or error}.")
        return FAILED

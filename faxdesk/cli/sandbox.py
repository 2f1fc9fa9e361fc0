"""`faxdesk sandbox`: the practice service alone, for other programs to try themselves on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from faxdesk.cli.context import data_folder
from faxdesk.cli.output import FAILED, fail, say, say_json_line
from faxdesk.core.errors import InputRefused

if TYPE_CHECKING:
    import argparse

    from faxdesk.cli.output_types.program import SandboxJson
    from faxdesk.practice.sandbox import Introduction


def sandbox(options: argparse.Namespace) -> int:
    """Run the practice service alone."""
    from faxdesk.practice.sandbox import serve
    from faxdesk.store.data_folder import DataFolder

    folder = DataFolder(DataFolder(data_folder(options)).practice).path / "service" if options.practice else None
    try:
        return serve(
            options.port, folder, partial(_introduce, options), until_eof=options.until_eof, scene=options.scene
        )
    except ValueError as error:
        raise InputRefused("--scene", f"{str(error).capitalize()}.") from None
    except OSError as error:
        return fail(f"The practice service could not start: {error.strerror or error}.", FAILED)


def _introduce(options: argparse.Namespace, service: Introduction) -> None:
    """Print where the service is, and for people what to try. Its first line has the address and the token."""
    if options.json:
        printed: SandboxJson = {
            "url": service.url,
            "token": service.token,
            "control_token": service.control_token,
            "scene": service.scene,
            "numbers": [{"number": number, "text": sentence} for number, sentence in service.numbers],
        }
        say_json_line(printed)
        return
    say(f"{service.url} {service.token}")
    if options.until_eof:
        return
    say(f"Scene {service.scene}: {service.scene_sentence}")
    if service.token != service.control_token:
        say(f"Token that controls the service: {service.control_token}")
    for number, sentence in service.numbers:
        say(f"{number}  {sentence}")
    say("Press Ctrl-C to stop.")

"""The disk image for macOS: `FaxDesk-VERSION-ARCH.dmg`, for the processor of the computer that makes it.

It holds the application, a link to the folder for applications, and the Quick Action. After it is made, the application
is copied out of it, as people do, and tests itself from there.
"""

from __future__ import annotations

import os
import platform
import plistlib
import shutil
import tempfile
import time
from pathlib import Path

from bundling import macos_documents
from bundling import make as bundle_maker
from console import say
from installers import macos_signing as signing
from installers.mach_o import unfit
from installers.make import INSTALLERS

_TRIES = 5
_PAUSE_SECONDS = 5.0
"""Spotlight looks into a new volume, and hdiutil says "Resource busy" meanwhile (actions/runner-images#7522)."""


def make(version: str) -> int:
    """Make the bundle and the image, check both, and have what comes out of it test itself; return an exit code."""
    if code := bundle_maker.bundle():
        return code
    app = bundle_maker.DIST / "FaxDesk.app"
    image = INSTALLERS / f"FaxDesk-{version}-{platform.machine()}.dmg"
    if complaints := complaints_about(app, platform.machine()):
        say("\n".join(complaints))
        return 1
    try:
        sign_and_pack(app, image)
        say(f"{image} has {image.stat().st_size:,} bytes.")
        return try_out(image)
    except signing.SigningFailed as error:
        say(str(error))
        return 1


def complaints_about(app: Path, processor: str) -> list[str]:
    """Return a sentence for each file of an application that does not run where its Info.plist says that it does."""
    with (app / "Contents" / "Info.plist").open("rb") as file:
        oldest = plistlib.load(file)["LSMinimumSystemVersion"]
    major, minor = (int(part) for part in f"{oldest}.0".split(".")[:2])
    return unfit(app, processor, (major, minor))


def sign_and_pack(app: Path, image: Path) -> None:
    """Sign, notarize and staple the application and the image with it, as far as the environment has the means.

    Raises `SigningFailed`.
    """
    with signing.identity(os.environ) as who, signing.notary(os.environ) as notary:
        if who == signing.AD_HOC:
            say("There is no MACOS_CERTIFICATE: the image is for trying out, and not for others.")
        elif notary is None:
            say("There is no NOTARY_KEY: macOS will not open the image on other computers without being told to.")
        signing.sign_application(app, who)
        key = notary if who != signing.AD_HOC else None
        # The application as well as the image: once it is copied, it has to be known without a network.
        signing.notarize(app, key)
        pack(app, image)
        signing.sign_image(image, who)
        signing.notarize(image, key)


def pack(app: Path, image: Path) -> None:
    """Make the disk image with what people find in it. Raises `SigningFailed`."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder, "FaxDesk")
        content.mkdir()
        signing.run("ditto", app, content / app.name)
        (content / "Applications").symlink_to("/Applications")
        macos_documents.write_quick_action(content)
        options = ("-volname", "FaxDesk", "-fs", "HFS+", "-format", "UDZO", "-ov")
        _patiently("hdiutil", "create", "-srcfolder", content, *options, image)


def try_out(image: Path) -> int:
    """Copy the application out of the image as people do, and have it test itself from there; return an exit code.

    Raises `SigningFailed` where the signature does not hold there.
    """
    with tempfile.TemporaryDirectory() as folder:
        volume, installed = Path(folder, "volume"), Path(folder, "Applications", "FaxDesk.app")
        installed.parent.mkdir()
        signing.run("hdiutil", "attach", "-readonly", "-nobrowse", "-mountpoint", volume, image)
        try:
            signing.run("ditto", volume / "FaxDesk.app", installed)
        finally:
            _patiently("hdiutil", "detach", volume)
        signing.run("codesign", "--verify", "--deep", "--strict", installed)
        programs = installed / "Contents" / "MacOS"
        code = bundle_maker.self_tests(programs / "FaxDesk", programs / "faxdesk-cli")
        shutil.rmtree(installed)
    return code


def _patiently(*words: str | Path) -> None:
    """Run a tool again for as long as another program keeps a volume busy. Raises `SigningFailed`."""
    for remaining in reversed(range(_TRIES)):
        try:
            signing.run(*words)
            return
        except signing.SigningFailed:
            if not remaining:
                raise
            time.sleep(_PAUSE_SECONDS)  # noqa: TID251  nothing tells when Spotlight is done

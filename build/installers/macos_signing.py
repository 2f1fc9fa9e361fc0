"""Signatures of macOS: who made FaxDesk, that nobody changed it, and that Apple has looked at it.

Without a certificate everything is signed by nobody in particular ("ad hoc"), which Apple's processors ask for. That
runs on the computer that made it. What people download needs a *Developer ID Application* certificate and Apple's
notarization; both are used where the environment names them (docs/release.md).
"""

from __future__ import annotations

import base64
import os
import plistlib
import re
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bundling.macos_documents import APP_ID
from installers.mach_o import programs

ENTITLEMENTS = {"com.apple.security.cs.allow-unsigned-executable-memory": True}
"""The one exception from the hardened runtime: ctypes and cffi make callbacks of C at run time, PDFium's readers among
them (pyinstaller/pyinstaller#4629). All libraries have FaxDesk's own signature, so library validation stays on."""
AD_HOC = "-"
_IDENTITY = re.compile(r'^ *\d+\) [0-9A-F]{40} "(Developer ID Application: [^"]+)"', re.MULTILINE)
_FRAMEWORK = re.compile(r".+\.framework(/Versions/[^/]+)?")


class SigningFailed(Exception):
    """A signature that is not what it has to be; the text says what to do."""


class Notary(NamedTuple):
    """A key of App Store Connect: the file, its id and that of the team's issuer."""

    key: Path
    key_id: str
    issuer: str


def run(*words: str | Path) -> str:
    """Run one of Apple's tools, and return what it wrote. Raises `SigningFailed` with its words where it fails."""
    done = subprocess.run([str(word) for word in words], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        # Not its arguments: there may be a password among them.
        raise SigningFailed(f"{Path(words[0]).name} {words[1]} failed: {done.stdout}{done.stderr}".strip())
    return done.stdout + done.stderr


# ------------------------------------------------------------------------------------------------------ identity


@contextmanager
def identity(environment: Mapping[str, str]) -> Iterator[str]:
    """Give the name of the certificate to sign with, "-" where the environment has none.

    The certificate is in a keychain of its own meanwhile, which is deleted at the end.
    """
    encoded = environment.get("MACOS_CERTIFICATE", "")
    if not encoded:
        yield AD_HOC
        return
    before = [line.strip().strip('"') for line in run("security", "list-keychains", "-d", "user").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        keychain, file = Path(folder, "release.keychain-db"), Path(folder, "certificate.p12")
        _write_secret(file, base64.b64decode(encoded))
        password = secrets.token_urlsafe(24)
        run("security", "create-keychain", "-p", password, keychain)
        try:
            run("security", "unlock-keychain", "-p", password, keychain)
            given = environment.get("MACOS_CERTIFICATE_PASSWORD", "")
            run("security", "import", file, "-k", keychain, "-P", given, "-T", "/usr/bin/codesign")
            run("security", "set-key-partition-list", "-S", "apple-tool:,apple:", "-s", "-k", password, keychain)
            run("security", "list-keychains", "-d", "user", "-s", keychain, *before)
            found = _IDENTITY.search(run("security", "find-identity", "-v", "-p", "codesigning", keychain))
            if found is None:
                raise SigningFailed("MACOS_CERTIFICATE holds no valid Developer ID Application certificate.")
            yield found[1]
        finally:
            run("security", "list-keychains", "-d", "user", "-s", *before)
            run("security", "delete-keychain", keychain)


@contextmanager
def notary(environment: Mapping[str, str]) -> Iterator[Notary | None]:
    """Give the key for Apple's notary; None where the environment has none. Its file is deleted at the end."""
    encoded = environment.get("NOTARY_KEY", "")
    if not encoded:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "notary.p8")
        _write_secret(file, base64.b64decode(encoded))
        yield Notary(file, environment.get("NOTARY_KEY_ID", ""), environment.get("NOTARY_ISSUER", ""))


def _write_secret(file: Path, data: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(data)


# ------------------------------------------------------------------------------------------------------- signing


def sign_application(app: Path, who: str) -> None:
    """Sign all of an application from the inside out, and look whether that holds.

    Raises `SigningFailed`.
    """
    with tempfile.TemporaryDirectory() as folder:
        entitlements = Path(folder, "entitlements.plist")
        entitlements.write_bytes(plistlib.dumps(ENTITLEMENTS))
        own = app / "Contents" / "MacOS"
        for path in _inner_code(app):
            _sign(path, who)
        # All programs under one name: what one of them keeps in the keychain is the others' as well.
        for path in sorted(own.iterdir()):
            _sign(path, who, "--identifier", APP_ID, "--entitlements", str(entitlements))
        _sign(app, who, "--identifier", APP_ID, "--entitlements", str(entitlements))
    run("codesign", "--verify", "--deep", "--strict", app)
    if who != AD_HOC:
        check_requirement(app)
        for path in sorted(own.iterdir()):
            check_requirement(path)


def _inner_code(app: Path) -> list[Path]:
    """Return the libraries and frameworks of an application, each before what holds it."""
    found: dict[Path, None] = {}
    for path, _ in programs(app):
        if path.parent != app / "Contents" / "MacOS":
            bundle = next((folder for folder in path.parents if _FRAMEWORK.fullmatch(folder.as_posix())), None)
            found[bundle if bundle is not None and path.stem == bundle.parents[1].stem else path] = None
    return sorted(found, key=lambda path: (-len(path.parts), path))


def _sign(path: Path, who: str, *options: str) -> None:
    # The hardened runtime lets only libraries of the same team in, and who signs ad hoc has none.
    hardened = ("--timestamp=none",) if who == AD_HOC else ("--timestamp", "--options", "runtime")
    run("codesign", "--force", "--sign", who, *hardened, *options, path)


def sign_image(image: Path, who: str) -> None:
    """Sign a disk image, where there is a certificate."""
    if who != AD_HOC:
        run("codesign", "--force", "--sign", who, "--timestamp", image)


def check_requirement(path: Path) -> None:
    """See that macOS will know the next release as the same program.

    The keychain gives an entry to whoever satisfies the designated requirement of the program that made it. With a
    Developer ID it names the identifier and the team, which stay; without, the hash of this very file, and after each
    update macOS would ask for the password again. Raises `SigningFailed`.
    """
    said = run("codesign", "--display", "--requirements", "-", path)
    required = next((line for line in said.splitlines() if line.startswith("designated =>")), "")
    if f'identifier "{APP_ID}"' not in required or "subject.OU" not in required or "cdhash" in required:
        raise SigningFailed(f"{path.name} would be another program after an update: {required or said}")


def notarize(file: Path, key: Notary | None) -> None:
    """Have Apple look at an application or a disk image, and attach its word. Raises `SigningFailed`."""
    if key is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        sent = file
        if file.is_dir():
            # Python's own archives follow links, which breaks the signatures of frameworks (pyinstaller#8927).
            sent = Path(folder, f"{file.stem}.zip")
            run("ditto", "-c", "-k", "--keepParent", file, sent)
        login = ("--key", key.key, "--key-id", key.key_id, "--issuer", key.issuer)
        told = run(
            "xcrun", "notarytool", "submit", sent, *login, "--wait", "--timeout", "30m", "--output-format", "plist"
        )
        answer = plistlib.loads(told[told.index("<?xml") :].encode()) if "<?xml" in told else {}
        if answer.get("status") != "Accepted":
            log = run("xcrun", "notarytool", "log", answer["id"], *login) if "id" in answer else told
            raise SigningFailed(f"Apple did not accept {file.name}: {log}")
    run("xcrun", "stapler", "staple", file)
    run("xcrun", "stapler", "validate", file)

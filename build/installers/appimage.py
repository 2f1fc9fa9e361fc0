"""The AppImage: `FaxDesk-VERSION-x86_64.AppImage`, one file that starts on any Linux of these years.

    python3 build/dev.py installer appimage

It is the bundle in a compressed file system behind a small program, which mounts it and starts what it finds in it
(https://github.com/AppImage/AppImageSpec, type 2). That program is not in any registry of packages: the workflow of
releases fetches it, and only the one whose hash is here is used.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from bundling import make as bundle_maker
from console import say
from installers import linux
from installers.make import INSTALLERS
from system_packages import install_system_packages

PACKAGES = ("squashfs-tools",)
RUNTIME_ADDRESS = "https://github.com/AppImage/type2-runtime/releases/download/20251108/runtime-x86_64"
RUNTIME_SHA256 = "2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d"
"""The release 20251108 of the program, which is static and needs no FUSE library."""
_PROGRAM = "usr/lib/faxdesk/faxdesk"


def make(version: str) -> int:
    """Make the file from the bundle that is there, and have it test itself; return an exit code."""
    install_system_packages(PACKAGES)
    runtime = Path(os.environ.get("APPIMAGE_RUNTIME", ""))
    if not runtime.is_file() or hashlib.sha256(runtime.read_bytes()).hexdigest() != RUNTIME_SHA256:
        say(f"APPIMAGE_RUNTIME has to name {RUNTIME_ADDRESS}, with the SHA-256 {RUNTIME_SHA256}.")
        return 1
    bundle = bundle_maker.program().parent
    if not bundle.is_dir():
        say("There is no bundle in dist/ yet: make it with `python3 build/dev.py bundle`.")
        return 1
    file = INSTALLERS / f"FaxDesk-{version}-x86_64.AppImage"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "AppDir"
        lay_out(bundle, tree, version)
        pack(tree, runtime, file)
    say(f"{file} has {file.stat().st_size:,} bytes.")
    # Its runtime needs FUSE in the kernel, which containers lack; unpacked into /tmp it is the same.
    os.environ["APPIMAGE_EXTRACT_AND_RUN"] = "1"
    return bundle_maker.self_tests(file, file)


def lay_out(bundle: Path, tree: Path, version: str) -> None:
    """Put everything into the folder `tree` as it is to be found when the file is mounted."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "tree"
        linux.lay_out(bundle, whole, version)
        shutil.copytree(whole / "usr", tree / "usr", symlinks=True)
    share = tree / "usr" / "share"
    for name in ("doc", "lintian", "man", *(place.partition("/")[0] for place in linux.COMPLETIONS.values())):
        shutil.rmtree(share / name)
    shutil.copyfile(share / "applications" / f"{linux.APP_ID}.desktop", tree / f"{linux.APP_ID}.desktop")
    icon = share / "icons" / "hicolor" / "256x256" / "apps" / f"{linux.APP_ID}.png"
    shutil.copyfile(icon, tree / f"{linux.APP_ID}.png")
    (tree / ".DirIcon").symlink_to(f"{linux.APP_ID}.png")
    (tree / "AppRun").symlink_to(_PROGRAM)


def pack(tree: Path, runtime: Path, file: Path) -> None:
    """Write the program and behind it the file system; the same tree becomes the same file."""
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "image"
        options = ["-root-owned", "-noappend", "-no-progress", "-quiet", "-comp", "zstd", "-no-xattrs"]
        date = ["-mkfs-time", bundle_maker.source_date(), "-all-time", bundle_maker.source_date()]
        environment = bundle_maker.build_environment()
        # It takes the date from its options, and nothing where both name one.
        environment.pop("SOURCE_DATE_EPOCH")
        words = ["mksquashfs", str(tree), str(image), *options, *date]
        subprocess.run(words, check=True, env=environment)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            for part in (runtime, image):
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target)
    file.chmod(0o755)

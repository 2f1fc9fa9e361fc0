"""The system packages that the wheels need beside them: installed by root, named to everybody else."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys

from console import say, stop

# Debian's names of what the wheels do not bring, by purpose: a bare system, and what was added until it ran.
QT_PACKAGES = (
    "libegl1", "libgl1", "libxkbcommon0", "libglib2.0-0", "libfontconfig1", "libdbus-1-3",
    "fonts-dejavu-core",
)  # fmt: skip
SCREEN_PACKAGES = (
    "libxkbcommon-x11-0", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0",
)  # fmt: skip
# Tests of the whole program use it as a person does: virtual screen, window manager, accessibility bus. Others count
# processes, have a TIFF read by the library that made the format common, and ask shells what they complete.
TEST_PACKAGES = (
    "xvfb", "xauth", "openbox", "xdotool", "dbus-x11", "at-spi2-core",
    "procps", "libtiff-tools", "locales", "squashfs-tools", "zsh", "fish",
)  # fmt: skip
# What makes a bundle and looks at it: a smaller copy of a library is linked, and the window opens on a virtual screen.
BUNDLE_PACKAGES = ("binutils", "xvfb", "xauth")
# The same libraries by the names that the loader looks for, for Linux systems without dpkg.
LIBRARIES = (
    "libEGL.so.1", "libGL.so.1", "libxkbcommon.so.0", "libglib-2.0.so.0", "libfontconfig.so.1",
    "libdbus-1.so.3", "libxkbcommon-x11.so.0", "libxcb-cursor.so.0", "libxcb-icccm.so.4", "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
)  # fmt: skip


def install_system_packages(packages: tuple[str, ...] = ()) -> None:
    """Install what is missing as root on Debian and Ubuntu; otherwise print the command to type, and stop.

    Asks for everything at once, so that one command is enough. Other Linux systems name their packages differently:
    there the missing libraries are named, as a hint.
    """
    if sys.platform != "linux":
        return
    dpkg_query = shutil.which("dpkg-query")
    if not dpkg_query:
        if packages:
            _hint_at_missing_libraries()
        return
    installed = _installed_packages(dpkg_query)
    missing = [name for name in (*packages, *_rest_of_python()) if name not in installed]
    if not missing:
        return
    if os.geteuid() != 0:
        stop(_words_for_those_who_are_not_root(missing))
    say(f"Installing system packages: {' '.join(missing)}")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.call([*apt, "update"], env=env)
    if subprocess.call([*apt, "install", "-y", "--no-install-recommends", *missing], env=env):
        stop("apt-get could not install them. Its messages above say why; put that right and run this again.")


def _rest_of_python() -> tuple[str, ...]:
    """Debian keeps what makes virtual environments in a package of its own."""
    return () if importlib.util.find_spec("ensurepip") else (f"python3.{sys.version_info[1]}-venv",)


def _words_for_those_who_are_not_root(missing: list[str]) -> str:
    names = " ".join(missing)
    if shutil.which("sudo"):
        how, sudo = "with this command", "sudo "
    else:
        how, sudo = "as root with this command", ""
    return (
        f"Some system packages are missing. Install them {how}, then run the last one again:\n"
        f"  {sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {names}"
    )


def _installed_packages(dpkg_query: str) -> set[str]:
    form = "${db:Status-Status} ${Package} ${Provides}\n"
    return names_in(
        subprocess.run([dpkg_query, "-W", "-f", form], capture_output=True, encoding="utf-8", check=True).stdout
    )


def names_in(listing: str) -> set[str]:
    """Return the installed packages and the names they provide (libglib2.0-0t64 provides libglib2.0-0)."""
    names: set[str] = set()
    for line in listing.splitlines():
        status, _, rest = line.partition(" ")
        if status == "installed":
            package, _, provided = rest.partition(" ")
            names.add(package)
            names.update(part.split()[0] for part in provided.split(",") if part.strip())
    return names


def _hint_at_missing_libraries() -> None:
    import ctypes

    missing = []
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if missing:
        say(f"The window may not open: {', '.join(missing)} not found. Your package manager has them.")

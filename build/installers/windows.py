"""The installers for Windows: `FaxDesk-VERSION-setup-x64.exe` for people, `FaxDesk-VERSION-x64.msi` for administrators.

On Linux both are made of a bundle that Windows' CPython freezes under wine, and tried there. On Windows the setup
program alone is made, as wixl, which makes the MSI, is a program for Linux: the release takes the bundle of Windows to
Linux and makes both there, by `python3 build/installers/windows.py BUNDLE`.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installers.make import INSTALLERS, version
from installers.msi import WIXL_PACKAGES, make_msi
from installers.nsis import make_setup
from installers.windows_bundle import BUNDLE, make_bundle
from installers.windows_trial import try_installers
from system_packages import install_system_packages

_PACKAGES = ("nsis", *WIXL_PACKAGES)


def make(version: str) -> int:
    """Make the bundle and both installers, and try them; return an exit code."""
    return make_bundle() or pack(BUNDLE, version) or try_installers(version)


def pack(bundle: Path, version: str) -> int:
    """Make both installers from a bundle; return an exit code."""
    install_system_packages(_PACKAGES)
    INSTALLERS.mkdir(parents=True, exist_ok=True)
    code = make_setup(bundle, version, INSTALLERS / f"FaxDesk-{version}-setup-x64.exe")
    if code == 0 and sys.platform == "linux":
        code = make_msi(bundle, version, INSTALLERS / f"FaxDesk-{version}-x64.msi")
    return code


if __name__ == "__main__":
    raise SystemExit(pack(Path(sys.argv[1]).resolve() if sys.argv[1:] else BUNDLE, version()))

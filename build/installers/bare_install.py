"""Install the package in a bare Debian, with neither Python nor the source, and have it test itself there.

    cd build; python3 -m installers.bare_install PACKAGE [SUITE]    on another Debian than the oldest that is supported

A document is opened as a file manager does it, and after the removal nothing of the package may be left.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bare_system import FOLDERS, INSIDE, OWN, delete, hold, make_base, way_to_the_network
from console import say
from environments import ROOT

SUITE = "bookworm"
CACHE = ROOT / "dist" / ".bare"
_USER = "clerk"
_SECONDS = 540
_SCREEN = "xvfb-run -a -s '-screen 0 1280x900x24 -nolisten tcp'"
_TOOLS = "xvfb xauth libglib2.0-bin desktop-file-utils shared-mime-info xdotool"
"""What opens a document by the entries of the desktop, and sees the window that comes."""
_OPENING = """\
set -e
cd ~
mkdir -p .local/share/org.faxdesk.plus
echo '{"account": "practice"}' > .local/share/org.faxdesk.plus/settings.json
cp /usr/lib/faxdesk/_internal/resources/sample.pdf letter.pdf
gio mime application/pdf
gio open letter.pdf
timeout 120 xdotool search --sync --onlyvisible --name '^New fax$'
"""
_LEFT = "find / -xdev -path /home -prune -o -path /root -prune -o -iname '*faxdesk*' -print"


def check_installed(package: Path, suite: str = SUITE) -> int:
    """Install a package in a copy of a bare system, test it as a user of that, remove it; return an exit code."""
    if os.geteuid() != 0 or shutil.which("debootstrap") is None:
        say("The package was not installed: that needs root and debootstrap. Its files have tested themselves.")
        return 0
    base = make_base(suite, CACHE, None, packages="")
    folder = CACHE / f"{suite}.installed"
    lock = hold(folder.with_suffix(".lock"))
    try:
        delete(folder)
        subprocess.run(["cp", "-a", "--reflink=auto", str(base), str(folder)], check=True)  # noqa: S607  coreutils
        return _test(package, folder, suite)
    finally:
        delete(folder)
        lock.close()


def _test(package: Path, folder: Path, suite: str) -> int:
    settings = way_to_the_network(folder)
    target = folder / "root" / package.name
    shutil.copyfile(package, target)
    (folder / "srv" / "open.sh").write_text(_OPENING, encoding="utf-8")
    apt = "DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
    lines = {
        "install": f"{apt} update && {apt} install -y --no-install-recommends ./{package.name} {_TOOLS} >/dev/null"
        f" && useradd --create-home {_USER} && ! command -v python3",
        "test the window": f'su {_USER} -c "cd ~ && {_SCREEN} faxdesk --self-test --report report.json"',
        "test the console": f"su {_USER} -c 'cd ~ && faxdesk --self-test --console'",
        "open a document": f'su {_USER} -c "{_SCREEN} sh /srv/open.sh"',
        "remove": f'{apt} purge -y faxdesk >/dev/null && {_LEFT} && test -z "$({_LEFT})"',
    }
    for name, line in lines.items():
        say(f"== bare {suite}: {name}")
        if code := run(folder, f"cd /root && {line}", settings):
            say(f"This ended with {code}.")
            return 1
    return 0


def run(folder: Path, line: str, settings: dict[str, str]) -> int:
    """Have root of the system in a folder type a line; return the exit code."""
    variables = {"HOME": "/root", "PATH": FOLDERS, "TERM": "dumb", "LC_ALL": "C.UTF-8", **settings}
    words = [f"{name}={value}" for name, value in variables.items()]
    inside = ["sh", "-euc", INSIDE, "sh", str(folder), "0:0", "env", "-i", "--default-signal", *words, "sh", "-c", line]
    return subprocess.call([*OWN, *inside], stdin=subprocess.DEVNULL, timeout=_SECONDS)


if __name__ == "__main__":
    raise SystemExit(check_installed(Path(sys.argv[1]), *sys.argv[2:]))

"""The package for Debian and Ubuntu: `faxdesk_VERSION_amd64.deb`.

What it depends on is read from the files in it: the newest glibc that any of them asks for, and each library that they
need and that is not among them. Where it is made by root, with debootstrap, it is also installed in a bare Debian that
has neither Python nor the source, and tests itself from there.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import textwrap
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from bundling import make as bundle_maker
from console import say
from environments import ROOT, child_environment
from installers.make import INSTALLERS
from system_packages import install_system_packages

PACKAGES = ("dpkg", "binutils", "desktop-file-utils", "appstream", "lintian")
APP_ID = "org.faxdesk.plus"
"""`faxdesk.core.settings.APP_ID`; a test compares them."""
DATA = Path(__file__).parent / "data"
SYSTEM_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb.so.1": "libxcb1",
    "libdrm.so.2": "libdrm2",
    "libgbm.so.1": "libgbm1",
}
"""Libraries that must be those of the computer, as they belong to its graphics, by the names of their packages."""
_OF_GLIBC = re.compile(r"(libc|libm|libdl|librt|libpthread|libresolv|libutil|ld-linux-.*)\.so\.\d+")
_ALWAYS = (
    # Keyboards and fonts are data: no file asks for them.
    "xkb-data",
    "fontconfig-config",
    "fonts-dejavu-core | fonts-noto-core | fonts-liberation",
    "ca-certificates",
)
_MAINTAINER = "FaxDesk contributors <faxdesk@users.noreply.github.com>"
_ICON = re.compile(r"faxdesk-(\d+)\.png")
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_ELF = b"\x7fELF"


def make(version: str) -> int:
    """Make the bundle and the package, check both, and have the installed program test itself; return an exit code."""
    install_system_packages(PACKAGES)
    if code := bundle_maker.bundle():
        return code
    package = INSTALLERS / f"faxdesk_{version}_amd64.deb"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        lay_out(bundle_maker.DIST / "faxdesk", tree, version)
        build(tree, package)
        if code := check(tree, package):
            return code
    say(f"{package} has {package.stat().st_size:,} bytes.")
    from installers import bare_install

    return bare_install.check_installed(package)


# --------------------------------------------------------------------------------------------------- the tree


def lay_out(bundle: Path, tree: Path, version: str) -> None:
    """Put everything where it is to be installed, below the folder `tree`."""
    usr = tree / "usr"
    shutil.copytree(bundle, usr / "lib" / "faxdesk", symlinks=True)
    (usr / "bin").mkdir()
    (usr / "bin" / "faxdesk").symlink_to("../lib/faxdesk/faxdesk")
    share = usr / "share"
    for source, target in places().items():
        _fill_in(DATA / source, share / target, version)
    with_icons(share / "icons" / "hicolor")
    with_completions(share, bundle / "faxdesk")
    doc = share / "doc" / "faxdesk"
    _zip((ROOT / "CHANGELOG.md").read_bytes(), doc / "NEWS.gz")
    _zip(changelog(version).encode(), doc / "changelog.gz")
    manual = share / "man" / "man1" / "faxdesk.1"
    _zip(manual.read_bytes(), manual.with_suffix(".1.gz"))
    manual.unlink()
    _set_modes(tree)
    _write_control(tree, version)
    _set_dates(tree)


def changelog(version: str) -> str:
    """Return the changelog in Debian's form, which names the one that people read."""
    date = format_datetime(datetime.fromtimestamp(int(bundle_maker.source_date()), UTC))
    return (
        f"faxdesk ({version}) stable; urgency=medium\n\n  * What is new is in NEWS.gz.\n\n -- {_MAINTAINER}  {date}\n"
    )


def places() -> dict[str, str]:
    """Return where the files in `data` go, below /usr/share."""
    return {
        f"{APP_ID}.desktop": f"applications/{APP_ID}.desktop",
        f"{APP_ID}.metainfo.xml": f"metainfo/{APP_ID}.metainfo.xml",
        "faxdesk.1": "man/man1/faxdesk.1",
        "copyright": "doc/faxdesk/copyright",
        "lintian-overrides": "lintian/overrides/faxdesk",
    }


COMPLETIONS = {
    "bash": "bash-completion/completions/faxdesk",
    "zsh": "zsh/vendor-completions/_faxdesk",
    "fish": "fish/vendor_completions.d/faxdesk.fish",
}
"""Where shells look for what completes the words of a command, below /usr/share."""


def with_completions(share: Path, program: Path) -> None:
    """Put there what `program` prints for each shell."""
    for shell, place in COMPLETIONS.items():
        words = [str(program), "completion", shell]
        script = subprocess.run(words, capture_output=True, check=True, env=bundle_maker.build_environment()).stdout
        target = share / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(script)


def with_icons(hicolor: Path) -> None:
    """Put the icon of every size, and the drawing, where desktops look for them."""
    icons = ROOT / "resources" / "icons"
    for file in icons.iterdir():
        if found := _ICON.fullmatch(file.name):
            _copy(file, hicolor / f"{found[1]}x{found[1]}" / "apps" / f"{APP_ID}.png")
    _copy(icons / "faxdesk.svg", hicolor / "scalable" / "apps" / f"{APP_ID}.svg")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _fill_in(source: Path, target: Path, version: str) -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8").strip()
    folded = "\n".join(f" {line}" if line else " ." for line in licence.splitlines())
    text = source.read_text(encoding="utf-8")
    for word, value in {"@VERSION@": version, "@DATE@": _date(), "@LICENCE@": folded}.items():
        text = text.replace(word, value)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _date() -> str:
    return datetime.fromtimestamp(int(bundle_maker.source_date()), UTC).date().isoformat()


def _zip(data: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(data, 9, mtime=0))


def _set_modes(tree: Path) -> None:
    """Give everything the rights that it has on every computer, whoever makes the package."""
    tree.chmod(0o755)
    for path in tree.rglob("*"):
        if not path.is_symlink():
            program = path == tree / "usr" / "lib" / "faxdesk" / "faxdesk"
            path.chmod(0o755 if path.is_dir() or program else 0o644)


def _set_dates(tree: Path) -> None:
    date = int(bundle_maker.source_date())
    for path in (tree, *tree.rglob("*")):
        os.utime(path, (date, date), follow_symlinks=False)


# ------------------------------------------------------------------------------------------------ the control


def _write_control(tree: Path, version: str) -> None:
    folder = tree / "DEBIAN"
    files = sorted(path for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    folder.mkdir()
    sums = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}\n"
        for path in files
    ]
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")
    (folder / "control").write_text(control(version, files), encoding="utf-8")
    for file in folder.iterdir():
        file.chmod(0o644)
    folder.chmod(0o755)


def control(version: str, files: Iterable[Path]) -> str:
    """Return what the package says of itself, with what its files depend on."""
    files = list(files)
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    return textwrap.dedent(f"""\
        Package: faxdesk
        Version: {version}
        Architecture: amd64
        Maintainer: {_MAINTAINER}
        Installed-Size: {size}
        Depends: {", ".join(dependencies(files))}
        Recommends: gnome-keyring | kwalletmanager, xdg-utils
        Suggests: libreoffice-writer
        Section: net
        Priority: optional
        Description: send faxes through Fax.Plus, with proof of what arrived
         FaxDesk takes documents that are dropped on its window, hands them to the
         service Fax.Plus, and follows each fax until it is delivered. The pages and
         the confirmation report are kept.
         .
         A fax is never lost and never sent twice. The same commands work without a
         window, for scripts.
        """)


def dependencies(files: Iterable[Path]) -> list[str]:
    """Return the packages that these files need. Raises ValueError for a library that no package is known for."""
    elves = [path for path in files if is_elf(path)]
    there = {path.name for path in elves}
    needed: set[str] = set()
    newest = (0, 0)
    for path in elves:
        libraries, glibc = asked_for(path)
        needed |= libraries - there
        newest = max(newest, glibc)
    rest = {name for name in needed if not _OF_GLIBC.fullmatch(name)}
    if unknown := rest - set(SYSTEM_LIBRARIES):
        raise ValueError(f"nobody brings these libraries along: {', '.join(sorted(unknown))}")
    return [f"libc6 (>= {newest[0]}.{newest[1]})", *sorted({SYSTEM_LIBRARIES[name] for name in rest}), *_ALWAYS]


def is_elf(path: Path) -> bool:
    """Return whether a file is a program or a library."""
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def asked_for(path: Path) -> tuple[set[str], tuple[int, int]]:
    """Return the libraries that a file needs, and the newest version of glibc that it asks for."""
    said = subprocess.run(
        ["readelf", "--wide", "--dynamic", "--version-info", str(path)],  # noqa: S607  binutils, wherever it is
        capture_output=True,
        encoding="utf-8",
        check=True,
        env=child_environment(LC_ALL="C"),
    ).stdout
    versions = [(int(major), int(minor)) for major, minor in _GLIBC.findall(said)]
    return set(_NEEDED.findall(said)), max(versions, default=(0, 0))


# ------------------------------------------------------------------------------------------ building, checking


def build(tree: Path, package: Path) -> None:
    """Make the package of a tree; the same tree becomes the same file."""
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
    environment = bundle_maker.build_environment()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def check(tree: Path, package: Path) -> int:
    """Run the standard checkers over the package and what is in it; return 0 where none complains."""
    share = tree / "usr" / "share"
    commands = (
        ["desktop-file-validate", str(share / "applications" / f"{APP_ID}.desktop")],
        ["appstreamcli", "validate", "--no-net", str(share / "metainfo" / f"{APP_ID}.metainfo.xml")],
        ["lintian", "--allow-root", "--fail-on", "error", "--tag-display-limit", "0", str(package)],
    )
    return int(any([_complains(command) for command in commands]))  # noqa: C419  each of them has its say


def _complains(command: list[str]) -> bool:
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", check=False, env=child_environment(LC_ALL="C.UTF-8")
    )
    if done.returncode:
        say(f"{command[0]}: {done.stdout}{done.stderr}")
    return done.returncode != 0

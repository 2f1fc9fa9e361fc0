"""Whose each file of a bundle is, and under which licence: from what is installed where the bundle is made.

A file that belongs to nobody stops the build. The notice that comes with FaxDesk, and the bill of materials of a
release, are made from the same inventory.
"""

from __future__ import annotations

import functools
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bundling.selection import Entry

_RUNTIME = re.compile(r"(api-ms-win-.*|ucrtbase|vcruntime\d+.*|msvcp\d+.*|concrt\d+)\.dll", re.IGNORECASE)
"""Libraries of Microsoft's compiler, which may be passed on with programs ("Distributable Code")."""
_RUNTIME_TEXT = (
    "Distributable Code of Microsoft Visual Studio, passed on unchanged under the licence terms of Visual Studio:\n"
    "https://visualstudio.microsoft.com/license-terms/"
)
_LICENCE_FILES = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
GIVEN = Path(__file__).parents[1] / "licences" / "packages"
"""Texts of packages that come without theirs, from where these are developed: by the name in small letters."""
_QT_TEXT = (
    "Qt and PySide6 are used under the GNU Lesser General Public License, version 3. Their libraries lie in the folder"
    " of FaxDesk as files of their own and can be replaced by others that have been made from changed sources; nothing"
    " forbids to change them for one's own use, or to find out by reverse engineering whether that was done well. The"
    " sources are at https://download.qt.io/official_releases/QtForPython/ and https://download.qt.io/official_releases/qt/"
    " under the same version. Libraries of others in Qt: https://doc.qt.io/qt-6/licenses-used-in-qt.html"
)


class NobodysFile(Exception):
    """Files that belong to no component that is known here: nobody could say under which licence they are."""


@dataclass(frozen=True, slots=True)
class Component:
    """Something that is passed on with FaxDesk. `licence` is an SPDX expression where there is one, else its name.

    `text` is what has to be passed on with it; `purl` its address as a package.
    """

    name: str
    version: str
    licence: str
    purl: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Owned:
    """What of a component is in the bundle: `files` by their path in it, `modules` in the shared archive."""

    component: Component
    files: tuple[str, ...]
    modules: tuple[str, ...]


def inventory(
    owners: Owners, entries: Iterable[Entry], modules: Iterable[Entry], scripts: Iterable[Entry]
) -> tuple[Owned, ...]:
    """Return the components of a bundle, each with what of it is in there. Raises `NobodysFile`."""
    files: dict[Component, list[str]] = {}
    names: dict[Component, list[str]] = {}
    nobodys = []
    sources = {name: source for name, source, kind in entries if kind != "SYMLINK"}
    for kept, group in ((files, sources.items()), (names, ((n, s) for n, s, _ in (*modules, *scripts)))):
        for name, source in group:
            if source in {"-", ""} or source is None:
                # A namespace package: a name, and nothing else.
                continue
            owner = owners.of(Path(source))
            if owner is None:
                nobodys.append(f"{name} ({source})")
            else:
                kept.setdefault(owner, []).append(name)
    if nobodys:
        raise NobodysFile(
            "These files belong to no component, so nobody can say under which licence they are: " + ", ".join(nobodys)
        )
    everybody = sorted({*files, *names, owners.bootloader}, key=lambda one: (one.name.lower(), one.version))
    return tuple(
        Owned(one, tuple(sorted(files.get(one, ()))), tuple(sorted(set(names.get(one, ()))))) for one in everybody
    )


class Owners:
    """Who owns the files of this computer: the project, Python, what pip has installed, and the system's packages."""

    def __init__(self, root: Path, distributions: Iterable[importlib.metadata.Distribution], prefixes: Iterable[Path]):
        self._root = root
        self._prefixes = tuple(prefix.resolve() for prefix in prefixes)
        self._by_file: dict[Path, Component] = {}
        self.bootloader = Component("PyInstaller", "", "", "", "")
        for distribution in distributions:
            component = _of_distribution(distribution)
            if component.name.lower() == "pyinstaller":
                self.bootloader = component
            for file in distribution.files or ():
                self._by_file[_in_real_folder(Path(str(distribution.locate_file(file))))] = component

    @classmethod
    def of_this_computer(cls, root: Path) -> Owners:
        """Return the owners as this interpreter sees them."""
        prefixes = (Path(sys.base_prefix), Path(sys.base_exec_prefix))
        return cls(root, importlib.metadata.distributions(), prefixes)

    def of(self, file: Path) -> Component | None:
        """Return the owner of a file; None where there is none."""
        named, file = _in_real_folder(file), file.resolve()
        if (owner := self._by_file.get(named) or self._by_file.get(file)) is not None:
            return owner
        if _is_of_python(file, self._prefixes):
            return _python(self._prefixes)
        if _RUNTIME.fullmatch(file.name):
            return Component(
                "Microsoft Visual C++ runtime", "14", "LicenseRef-Microsoft-Distributable", "", _RUNTIME_TEXT
            )
        # What the build makes is Python's, such as the archive of those modules that it needs first.
        if file.name == "base_library.zip":
            return _python(self._prefixes)
        if file == self._root / "resources" / "flags.zip":
            return _flags(file)
        if any(file.is_relative_to(self._root / folder) for folder in ("faxdesk", "resources", "build")):
            return _ourselves(self._root)
        return _system_package(file) if sys.platform == "linux" else None


def _flags(file: Path) -> Component:
    """Return the package that `build/make_flags.py` took the flags out of."""
    with zipfile.ZipFile(file) as package:
        version, text = package.comment.decode(), package.read("LICENSE").decode("utf-8").strip()
    return Component("country-flag-icons", version, "MIT", f"pkg:npm/country-flag-icons@{version}", text)


def _in_real_folder(file: Path) -> Path:
    """Return a path by which a file is known: without links in its folder, which is looked up once for all in it."""
    return _real(file.parent) / file.name


@functools.cache
def _real(folder: Path) -> Path:
    return folder.resolve()


def _is_of_python(file: Path, prefixes: tuple[Path, ...]) -> bool:
    # A Python of the system has its packages like everything else there.
    return any(file.is_relative_to(prefix) for prefix in prefixes if prefix != Path("/usr"))


def _of_distribution(distribution: importlib.metadata.Distribution) -> Component:
    said = distribution.metadata.json
    name, version = distribution.name, distribution.version
    licence = str(said.get("license_expression") or said.get("license") or _classified(said.get("classifier") or ()))
    files = [Path(str(distribution.locate_file(file))) for file in distribution.files or () if _is_licence(str(file))]
    texts = {file.read_text(encoding="utf-8", errors="replace").strip() for file in files}
    given = GIVEN / f"{name.lower()}.txt"
    text = "\n\n".join(sorted(texts)) or (given.read_text(encoding="utf-8").strip() if given.is_file() else "")
    if name.lower().startswith(("pyside6", "shiboken6")):
        text = _QT_TEXT
    return Component(
        name, version, licence.splitlines()[0] if licence else "", f"pkg:pypi/{name.lower()}@{version}", text
    )


def _is_licence(file: str) -> bool:
    return ".dist-info/" in file.replace("\\", "/") and (
        "/licenses/" in file.replace("\\", "/") or _LICENCE_FILES.match(Path(file).name) is not None
    )


def _classified(classifiers: Iterable[str]) -> str:
    return ", ".join(one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License ::"))


@functools.cache
def _python(prefixes: tuple[Path, ...]) -> Component:
    version = ".".join(map(str, sys.version_info[:3]))
    places = [place / name for prefix in prefixes for place in _places(prefix) for name in ("LICENSE.txt", "LICENSE")]
    text = next((place.read_text(encoding="utf-8") for place in places if place.is_file()), "")
    return Component("CPython", version, "PSF-2.0", f"pkg:generic/cpython@{version}", text.strip())


def _places(prefix: Path) -> tuple[Path, ...]:
    return prefix, prefix / "lib" / f"python3.{sys.version_info[1]}"


@functools.cache
def _ourselves(root: Path) -> Component:
    from faxdesk import __version__

    text = (root / "LICENSE").read_text(encoding="utf-8")
    return Component("FaxDesk", __version__, "MIT", f"pkg:generic/faxdesk@{__version__}", text.strip())


@functools.cache
def _system_package(file: Path) -> Component | None:
    """Return the package of Debian or Ubuntu that a file is in."""
    dpkg = shutil.which("dpkg-query")
    if dpkg is None:
        return None
    # Packages still name files in /lib that are in /usr/lib today.
    for path in (str(file), str(file).removeprefix("/usr")):
        found = subprocess.run(
            [dpkg, "-S", path], capture_output=True, encoding="utf-8", check=False
        ).stdout.splitlines()
        if found:
            return _of_package(dpkg, found[0].partition(": ")[0].split(", ")[0])
    return None


@functools.cache
def _of_package(dpkg: str, package: str) -> Component:
    form = "${source:Package} ${Version}"
    source, version = subprocess.run(
        [dpkg, "-W", "-f", form, package], capture_output=True, encoding="utf-8", check=True
    ).stdout.split()
    name = package.partition(":")[0]
    text = Path("/usr/share/doc", name, "copyright").read_text(encoding="utf-8", errors="replace")
    licences = sorted(set(re.findall(r"^License: *(\S.*)$", text, re.MULTILINE)))
    vendor = "ubuntu" if "ID=ubuntu" in Path("/etc/os-release").read_text(encoding="utf-8") else "debian"
    purl = f"pkg:deb/{vendor}/{name}@{version}"
    return Component(name, version, ", ".join(licences) or f"see the notice of {source}", purl, text.strip())


# ------------------------------------------------------------------------------------------------------ results


def as_json(owned: tuple[Owned, ...]) -> str:
    """Return the inventory for programs: a list of components with their `files` and `modules`."""
    rows = [{**asdict(one.component), "files": one.files, "modules": one.modules} for one in owned]
    return json.dumps(rows, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def notices(owned: tuple[Owned, ...], common: Path) -> str:
    """Return the notice: every component with its licence, and the texts. `common` has texts that several refer to.

    Raises `NobodysFile` where a component says nothing of its licence.
    """
    silent = [one.component.name for one in owned if not (one.component.text and one.component.licence)]
    if silent:
        raise NobodysFile(f"These components say nothing of their licence: {', '.join(silent)}")
    line = "-" * 78
    others = [one.component for one in owned if one.component.name != "FaxDesk"]
    heads = "\n".join(f"  {one.name} {one.version}: {one.licence}" for one in others)
    together: dict[str, list[Component]] = {}
    for one in others:
        # Libraries from one source have one text.
        together.setdefault(one.text, []).append(one)
    titles = {text: "\n".join(f"{one.name} {one.version}" for one in same) for text, same in together.items()}
    texts = [f"{line}\n{title}\n{line}\n\n{text}\n" for text, title in titles.items()]
    shared = [
        f"{line}\n{file.stem}\n{line}\n\n{file.read_text('utf-8').strip()}\n" for file in sorted(common.glob("*.txt"))
    ]
    return (
        "FaxDesk comes with the work of many others, each under its own licence:\n\n"
        + "\n\n".join([heads, *texts, "Texts of licences that are named above:", *shared])
        + "\n"
    )

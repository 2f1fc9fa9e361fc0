"""What a bundle is made of: which component each shipped file belongs to, its version and its licence.

The notice of third parties and the bills of materials are both made from this. A file that belongs to no component is
an error: nobody would know its licence, or hear of its faults.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

OWN = "FaxDesk"
"""The name of the component that is this project."""
_LICENCE_FILE = re.compile(r"(licen[cs]es?|copying|notice|authors)([-._].*)?", re.IGNORECASE)
_CLASSIFIER_LICENCES = {
    "MIT License": "MIT",
    "MIT No Attribution License (MIT-0)": "MIT-0",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "The Unlicense (Unlicense)": "Unlicense",
}
"""What the classifiers of PyPI (https://pypi.org/classifiers/) are called by SPDX, for releases that name their licence
in no other way."""
_FREE_TEXT_LICENCES = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache-2": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "LGPL": "LGPL-3.0-only",
    "MIT License": "MIT",
}
"""What the field `License` of releases says that are older than SPDX's expressions there."""
_BESIDE_PYTHON: tuple[tuple[str, str, str, Callable[[], str]], ...] = (
    (r"(lib)?(crypto|ssl)[-.].*", "OpenSSL", "Apache-2.0", lambda: ".".join(map(str, ssl.OPENSSL_VERSION_INFO[:3]))),
    (r"(lib)?sqlite3[-.].*", "SQLite", "blessing", lambda: sqlite3.sqlite_version),
    (r"(lib)?ffi[-.].*", "libffi", "MIT", lambda: ""),
    (r"(lib)?lzma[-.].*", "XZ Utils", "0BSD", lambda: ""),
    (r"(lib)?z(lib1?)?[-.].*", "zlib", "Zlib", lambda: ""),
    (r"(vcruntime|msvcp|concrt)\d+.*\.dll", "Microsoft Visual C++ Runtime", "LicenseRef-Microsoft-Runtime", lambda: ""),
    (r"(ucrtbase|api-ms-win-.*)\.dll", "Microsoft Universal C Runtime", "LicenseRef-Microsoft-Runtime", lambda: ""),
)
"""Libraries that come with Python for Windows and macOS, by the beginning of their file names."""


class UnknownOrigin(Exception):
    """Files that belong to no component."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the names of the files in the bundle."""
        self.names = sorted(names)
        super().__init__("These files of the bundle belong to no component: " + ", ".join(self.names))


@dataclass(frozen=True)
class Component:
    """Somebody's work that is shipped: `licence` is an SPDX expression, `purl` its package URL."""

    name: str
    version: str
    licence: str
    purl: str
    licence_files: tuple[Path, ...] = field(default=(), compare=False)
    """Where its licence texts are on the computer that makes the bundle."""
    inside: str = ""
    """The name of the component that brings it along, "" for what stands for itself."""


def generic(
    name: str, version: str, licence: str, *, inside: str = "", licence_files: tuple[Path, ...] = ()
) -> Component:
    """Return a component that comes from no package index (https://github.com/package-url/purl-spec)."""
    slug = re.sub(r"[^a-z0-9.+]+", "-", name.lower()).strip("-")
    purl = f"pkg:generic/{slug}" + (f"@{version}" if version else "")
    return Component(name, version, licence, purl, licence_files, inside)


class Origins:
    """Where the files of a bundle come from, on the computer that makes it."""

    def __init__(self, root: Path, work: Path, found: Iterable[Distribution] | None = None) -> None:
        """Take the folder of the project and that of PyInstaller's intermediate files.

        `found` are the installed distributions; those of this interpreter where nothing is said.
        """
        self._root, self._work = root.resolve(), work.resolve()
        self._by_file: dict[str, Component] = {}
        self._installed: dict[str, Component] = {}
        for distribution in distributions() if found is None else found:
            component = of_distribution(distribution)
            self._installed[component.name.lower()] = component
            for file in distribution.files or ():
                self._by_file[_normal(distribution.locate_file(file))] = component

    def of_distribution(self, name: str) -> Component:
        """Return the component of an installed distribution. Raises `UnknownOrigin`."""
        if name.lower() not in self._installed:
            raise UnknownOrigin([name])
        return self._installed[name.lower()]

    def of_file(self, name: str, source: str) -> Component:
        """Return to which component a file belongs, by its name in the bundle and where it is taken from.

        Raises `UnknownOrigin`.
        """
        for path in dict.fromkeys((_normal(source, follow=False), _normal(source))):
            component = self._by_file.get(path) or self._of_place(Path(path))
            if component is not None:
                return component
        raise UnknownOrigin([name])

    def _of_place(self, path: Path) -> Component | None:
        if path.name == "base_library.zip":
            return python()
        beside = _beside_python(path.name)
        if beside is not None and not _is_of_system(path):
            return beside
        if any(path.is_relative_to(place) for place in _python_places()) and not _is_package_of_others(path):
            return python()
        if path.is_relative_to(self._work) or (path.is_relative_to(self._root) and ".venv" not in str(path)):
            return own()
        return _of_debian(path) if sys.platform == "linux" else None


def of_distribution(distribution: Distribution) -> Component:
    """Return the component that an installed distribution is."""
    name, version = distribution.metadata["Name"], distribution.version
    files = [file for file in distribution.files or () if _is_licence(PurePosixPath(file.as_posix()))]
    places = tuple(Path(str(distribution.locate_file(file))) for file in files)
    # PyPI's own form of a name: https://packaging.python.org/specifications/name-normalization/
    purl = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{version}"
    return Component(name, version, _licence_of(distribution), purl, places)


def _is_licence(file: PurePosixPath) -> bool:
    if not any(part.endswith(".dist-info") for part in file.parts):
        return False
    return "licenses" in file.parts or _LICENCE_FILE.fullmatch(file.name) is not None


def _licence_of(distribution: Distribution) -> str:
    """Return the SPDX expression of a licence, "" where the metadata has none that is known."""
    metadata = distribution.metadata
    if metadata["License-Expression"]:
        return str(metadata["License-Expression"])
    classifiers = [line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier", []) if "License ::" in line]
    known = [_CLASSIFIER_LICENCES[one] for one in classifiers if one in _CLASSIFIER_LICENCES]
    text = (metadata["License"] or "").strip()
    return " OR ".join(known) or _FREE_TEXT_LICENCES.get(text, text if re.fullmatch(r"[\w.+-]+", text) else "")


@cache
def own() -> Component:
    """Return the component that FaxDesk itself is."""
    from faxdesk import __version__

    return generic(OWN, __version__, "MIT")


@cache
def python() -> Component:
    """Return the component of the interpreter and its library."""
    version = platform.python_version()
    texts = (Path(os.__file__).with_name("LICENSE.txt"), Path(sys.base_prefix) / "LICENSE.txt")
    return generic("CPython", version, "PSF-2.0", licence_files=tuple(text for text in texts if text.is_file()))


def carried(component: Component) -> list[Component]:
    """Return what a component has inside of it: libraries by others, which have versions and faults of their own."""
    makers: Mapping[str, Callable[[Component], Iterable[Component]]] = {
        "pyside6_essentials": lambda one: [generic("Qt", one.version, "LGPL-3.0-only", inside=one.name)],
        "pypdfium2": _inside_pdfium,
        "pillow": _inside_pillow,
        "cryptography": _inside_cryptography,
    }
    make = makers.get(component.name.lower().replace("-", "_"))
    return list(make(component)) if make and component.purl.startswith("pkg:pypi/") else []


def _inside_pdfium(component: Component) -> Iterator[Component]:
    from pypdfium2 import PDFIUM_INFO  # type: ignore[import-untyped]  it has no annotations

    yield generic("PDFium", str(PDFIUM_INFO.version), "BSD-3-Clause", inside=component.name)


def _inside_pillow(component: Component) -> Iterator[Component]:
    from PIL import features

    licences = {
        "jpg": ("libjpeg-turbo", "IJG AND BSD-3-Clause"),
        "libtiff": ("LibTIFF", "libtiff"),
        "webp": ("libwebp", "BSD-3-Clause"),
        "jpg_2000": ("OpenJPEG", "BSD-2-Clause"),
        "freetype2": ("FreeType", "FTL"),
        "zlib": ("zlib", "Zlib"),
    }
    for feature, (name, licence) in licences.items():
        version = features.version("libjpeg_turbo" if feature == "jpg" else feature)
        if version:
            yield generic(name, version, licence, inside=component.name)


def _inside_cryptography(component: Component) -> Iterator[Component]:
    from cryptography.hazmat.backends.openssl.backend import backend

    found = re.search(r"\d+\.\d+\.\d+\w*", backend.openssl_version_text())
    yield generic("OpenSSL", found[0] if found else "", "Apache-2.0", inside=component.name)


def _normal(path: object, *, follow: bool = True) -> str:
    text = str(path)
    return os.path.normcase(os.path.realpath(text) if follow else os.path.abspath(text))  # noqa: PTH100  keeps links


def _python_places() -> tuple[str, ...]:
    return tuple({_normal(sys.base_prefix), _normal(Path(os.__file__).parent)})


def _is_package_of_others(path: Path) -> bool:
    """True for what others have installed into Python's folder, or what the system has in /usr."""
    in_packages = "site-packages" in path.parts or "dist-packages" in path.parts
    in_system = _normal(sys.base_prefix) == "/usr" and not path.is_relative_to(_normal(Path(os.__file__).parent))
    return in_packages or (in_system and not path.name.startswith("libpython"))


def _beside_python(name: str) -> Component | None:
    for pattern, title, licence, version in _BESIDE_PYTHON:
        if re.fullmatch(pattern, name, re.IGNORECASE):
            return generic(title, version(), licence, inside=python().name)
    return None


def _is_of_system(path: Path) -> bool:
    return sys.platform == "linux" and path.is_relative_to("/usr")


@cache
def _of_debian(path: Path) -> Component | None:
    """Return the package of Debian's or Ubuntu's that a library of the system belongs to, None where there is none."""
    query = shutil.which("dpkg-query")
    if query is None:
        return None
    # Since /usr was merged, a package may still name its file without it.
    places = [str(path), str(path).removeprefix("/usr")]
    found = subprocess.run([query, "--search", *places], capture_output=True, text=True, check=False).stdout
    owners = [line.split(": ")[0].split(", ")[0] for line in found.splitlines() if line.split(": ")[-1] in places]
    if not owners:
        return None
    wanted = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}"
    told = subprocess.run(
        [query, "--show", f"--showformat={wanted}", owners[0]], capture_output=True, text=True, check=True
    )
    package, version, architecture, _source, _source_version = told.stdout.split("\t")
    copyright_file = Path("/usr/share/doc") / package / "copyright"
    system = platform.freedesktop_os_release().get("ID", "debian")
    purl = f"pkg:deb/{system}/{package}@{version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}"
    licence = _debian_licence(copyright_file)
    return Component(package, version, licence, purl, (copyright_file,) if copyright_file.is_file() else ())


def _debian_licence(file: Path) -> str:
    """Return a name for the licences of a Debian package, which has its own names for them, and its text in a file."""
    return "LicenseRef-Debian-" + re.sub(r"[^A-Za-z0-9.-]", "-", file.parent.name)


# ------------------------------------------------------------------------------------------------------- manifest

Entry = tuple[str, str, str]
"""Where a file goes in the bundle, where it comes from, and PyInstaller's word for what it is."""


def write_manifest(
    path: Path, origins: Origins, files: Iterable[Entry], modules: Iterable[Entry], made: Mapping[str, str]
) -> list[Component]:
    """Write which component each file and each module of a bundle belongs to, and return the components.

    `files` are what is copied, `modules` what is in the archive of modules, and `made` are files that PyInstaller
    makes, with the name of the distribution that they come from, or that of this project. Raises `UnknownOrigin` with
    all files that have none.
    """
    unknown: list[str] = []
    by_file: dict[str, Component] = {}
    by_module: dict[str, Component] = {}
    for target, entries in ((by_file, files), (by_module, modules)):
        for name, source, kind in entries:
            # The source of a link is another file of the bundle; that of a module made by PyInstaller is not there.
            if kind == "SYMLINK" or source in {"", "-"}:
                continue
            try:
                target[PurePosixPath(name.replace("\\", "/")).as_posix()] = origins.of_file(name, source)
            except UnknownOrigin:
                unknown.append(name)
    if unknown:
        raise UnknownOrigin(unknown)
    for name, maker in made.items():
        by_file[name] = own() if maker == OWN else origins.of_distribution(maker)
    components = _all_of({*by_file.values(), *by_module.values()})
    keys = {component: number for number, component in enumerate(components)}
    text = {
        "components": [_as_json(component) for component in components],
        "files": {name: keys[by_file[name]] for name in sorted(by_file)},
        "modules": {name: keys[by_module[name]] for name in sorted(by_module)},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(text, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return components


def _all_of(found: set[Component]) -> list[Component]:
    whole = {*found, own(), python()}
    whole |= {inner for component in found for inner in carried(component)}
    return sorted(whole, key=lambda component: (component.name.lower(), component.version, component.inside))


def _as_json(component: Component) -> dict[str, str]:
    return {name: getattr(component, name) for name in ("name", "version", "licence", "purl", "inside")}

"""The bill of materials of an installer, in the form of CycloneDX 1.6: what `dev.py sbom` writes.

It is made from the files that are in the bundle, each with its SHA-256, and from the inventory that the build has
written of them. A file that is in the bundle and in no component stops it: something got in that nobody has looked at.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import os
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType, Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from bundling.components import NobodysFile

OWN, BOOTLOADER = "FaxDesk", "pyinstaller"
SUFFIX = ".cdx.json"
_ROOTS = ("_internal/", "Contents/Frameworks/", "Contents/Resources/")
"""Below which PyInstaller puts what it has collected, on Windows and Linux, and on macOS."""
_MADE = re.compile(
    r"(modules\.pyz|resources/(third-party-notices|parts)\.txt"
    r"|Contents/(Info\.plist|PkgInfo|_CodeSignature/CodeResources|CodeResources)|faxdesk\.icns)"
)
"""What the build itself makes, by its path below those roots."""
_PROGRAMS = re.compile(r"(Contents/MacOS/)?(FaxDesk|faxdesk|faxdesk-cli)(\.exe)?")
"""The programs: the loader of PyInstaller."""
# Where the archive of modules is, what it holds is told by their names.
_ARCHIVE = "modules.pyz"

Row = Mapping[str, Any]
"""A component as `components.as_json` writes it, with its `files` and `modules`."""


class Inner(NamedTuple):
    """Somebody's library inside of a component, with a version and faults of its own."""

    name: str
    version: str
    licence: str


def inside(name: str, version: str) -> list[Inner]:
    """Return the libraries that the makers of a distribution have put into it, as this computer has it installed."""
    makers: dict[str, Callable[[str], Iterable[Inner]]] = {
        "pyside6-essentials": lambda same: [Inner("Qt", same, "LGPL-3.0-only")],
        "pypdfium2": _inside_pypdfium2,
        "pillow": _inside_pillow,
        "cryptography": _inside_cryptography,
        "python-bidi": _inside_python_bidi,
        "cpython": _inside_python,
    }
    make = makers.get(name.lower().replace("_", "-"))
    return [] if make is None else list(make(version))


def _inside_pypdfium2(_version: str) -> Iterator[Inner]:
    from pypdfium2 import PDFIUM_INFO  # type: ignore[import-untyped]

    yield Inner("PDFium", str(PDFIUM_INFO.version), "BSD-3-Clause")


def _inside_pillow(_version: str) -> Iterator[Inner]:
    from PIL import features

    libraries = {
        "libjpeg_turbo": ("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib"),
        "libtiff": ("libtiff", "libtiff"),
        "webp": ("libwebp", "BSD-3-Clause"),
        "jpg_2000": ("openjpeg", "BSD-2-Clause"),
        "zlib": ("zlib", "Zlib"),
    }
    for feature, (name, licence) in libraries.items():
        if features.check(feature) and (version := features.version(feature)):
            yield Inner(name, version, licence)


def _inside_cryptography(_version: str) -> Iterator[Inner]:
    from cryptography.hazmat.backends.openssl.backend import backend

    # "OpenSSL 3.5.4 30 Sep 2025"
    yield Inner("openssl", backend.openssl_version_text().split()[1], "Apache-2.0")


def _inside_python_bidi(_version: str) -> Iterator[Inner]:
    # Its makers' own bill also has what only their compiler needed.
    bills = [file for file in importlib.metadata.files("python-bidi") or () if file.match("sboms/*.cyclonedx.json")]
    for bill_of_makers in bills:
        for crate in json.loads(bill_of_makers.read_text())["components"]:
            if crate["name"] in {"unicode-bidi", "pyo3"}:
                yield Inner(crate["name"], crate["version"], crate["licenses"][0]["expression"])


def _inside_python(_version: str) -> Iterator[Inner]:
    import sqlite3
    import ssl
    import zlib

    yield Inner("openssl", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0")
    yield Inner("sqlite", sqlite3.sqlite_version, "blessing")
    yield Inner("zlib", zlib.ZLIB_RUNTIME_VERSION, "Zlib")


# --------------------------------------------------------------------------------------------------------- files


def files_of(bundle: Path) -> dict[str, Path]:
    """Return the files of a bundle by their path in it. Links into the bundle are left out: they are no files.

    Raises `NobodysFile` for a link that leads out of it.
    """
    found: dict[str, Path] = {}
    strays = []
    for folder, folders, names in os.walk(bundle):
        for name in (*folders, *names):
            path = Path(folder, name)
            if path.is_symlink():
                if not path.resolve().is_relative_to(bundle.resolve()):
                    strays.append(path.relative_to(bundle).as_posix())
            elif name in names:
                found[path.relative_to(bundle).as_posix()] = path
    if strays:
        raise NobodysFile(f"These links lead out of the bundle: {', '.join(sorted(strays))}")
    return found


def owners_of(names: Iterable[str], rows: Iterable[Row]) -> dict[str, str]:
    """Return the name of the component of each file of a bundle. Raises `NobodysFile` with all that have none."""
    listed = {
        PurePosixPath(file.replace("\\", "/")).as_posix(): str(row["name"]) for row in rows for file in row["files"]
    }
    owners, nobodys = {}, []
    for name in names:
        root = next((root for root in _ROOTS if name.startswith(root)), "")
        inner = name.removeprefix(root)
        if _PROGRAMS.fullmatch(name):
            owners[name] = BOOTLOADER
        elif _MADE.fullmatch(inner) or _MADE.fullmatch(name):
            owners[name] = OWN
        elif inner in listed:
            owners[name] = listed[inner]
        else:
            nobodys.append(name)
    if nobodys:
        raise NobodysFile(f"These files of the bundle belong to no component: {', '.join(sorted(nobodys))}")
    return owners


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# ---------------------------------------------------------------------------------------------------------- bill


def bill(artefact: Path, bundle: Path, rows: Sequence[Row], made_at: datetime) -> str:
    """Return the bill of materials of an installer that holds the bundle, as JSON.

    Raises `NobodysFile`, and `ValueError` where the result does not satisfy the schema of CycloneDX.
    """
    found = files_of(bundle)
    owners = owners_of(found, rows)
    sum_of_artefact = digest(artefact)
    document = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"sha256:{sum_of_artefact}"))
    document.metadata.timestamp = made_at
    own = next(row for row in rows if row["name"] == OWN)
    root = Component(
        name=artefact.name,
        version=own["version"],
        type=ComponentType.APPLICATION,
        bom_ref=artefact.name,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sum_of_artefact)],
        licenses=_licences(own["licence"]),
    )
    document.metadata.component = root
    for row in rows:
        mine = {name: path for name, path in found.items() if owners[name].lower() == row["name"].lower()}
        part = _component(row, mine)
        inner = [_inner(row["name"], one) for one in inside(row["name"], row["version"])]
        for component in (part, *inner):
            document.components.add(component)
        document.register_dependency(part, inner)
    document.register_dependency(root, [one for one in document.components if "/" not in str(one.bom_ref)])
    text = JsonV1Dot6(document).output_as_string(indent=1)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise ValueError(f"The bill of materials does not satisfy its schema: {fault}")
    return text + "\n"


def _component(row: Row, files: Mapping[str, Path]) -> Component:
    properties = [Property(name="faxdesk:module", value=f"{_ARCHIVE}/{name}") for name in row["modules"]]
    return Component(
        name=row["name"],
        version=row["version"] or None,
        type=ComponentType.LIBRARY,
        bom_ref=f"{row['name']}@{row['version']}",
        purl=PackageURL.from_string(row["purl"]) if row["purl"] else None,
        licenses=_licences(row["licence"]),
        properties=properties,
        components=[
            Component(
                name=name,
                type=ComponentType.FILE,
                bom_ref=f"file:{name}",
                hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest(path))],
            )
            for name, path in sorted(files.items())
        ],
    )


def _inner(outer: str, one: Inner) -> Component:
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{outer}/{one.name}@{one.version}",
        purl=PackageURL("generic", None, one.name.lower(), one.version),
        licenses=_licences(one.licence),
    )


def _licences(text: str) -> list[Any]:
    """Return a licence as CycloneDX has it: an expression or an id of SPDX where it is one, else its name."""
    return [LicenseFactory().make_from_string(text)] if text else []


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the bill of materials of each installer beside it; return an exit code."""
    parser = argparse.ArgumentParser(description="Write the bill of materials of each installer beside it.")
    parser.add_argument("artefacts", type=Path, nargs="+", metavar="INSTALLER")
    parser.add_argument("--bundle", type=Path, required=True, help="the folder that the installers hold")
    parser.add_argument("--inventory", type=Path, required=True, help="what the build has written of its files")
    options = parser.parse_args(arguments)
    rows = json.loads(options.inventory.read_text(encoding="utf-8"))
    made_at = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    for artefact in options.artefacts:
        text = bill(artefact, options.bundle, rows, made_at)
        target = artefact.with_name(artefact.name + SUFFIX)
        target.write_text(text, encoding="utf-8", newline="\n")
        print(f"{target.name}: {text.count('bom-ref')} entries")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

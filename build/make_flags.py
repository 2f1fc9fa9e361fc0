"""Pack the flags of all countries: resources/flags.zip, from the npm package `country-flag-icons` (MIT).

    npm pack country-flag-icons && python build/make_flags.py country-flag-icons-*.tgz

One file instead of 265, with the package's licence in it and its version as its comment. Names and dates are fixed, so
that the same package makes the same file.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
import zipfile
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
_FLAG = re.compile(r"package/3x2/([A-Z]{2})\.svg")
_LICENCE = "package/LICENSE"


def main(package: Path) -> None:
    """Write the flags of a package, and its licence beside them."""
    with (
        tarfile.open(package) as source,
        zipfile.ZipFile(RESOURCES / "flags.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target,
    ):
        target.comment = json.loads(_read(source, "package/package.json"))["version"].encode()
        for name in sorted(source.getnames()):
            found = _FLAG.fullmatch(name)
            if found is not None or name == _LICENCE:
                inside = f"{found[1]}.svg" if found is not None else "LICENSE"
                entry = zipfile.ZipInfo(inside, (1980, 1, 1, 0, 0, 0))
                target.writestr(entry, _read(source, name), zipfile.ZIP_DEFLATED)


def _read(package: tarfile.TarFile, name: str) -> bytes:
    file = package.extractfile(name)
    if file is None:
        raise FileNotFoundError(name)
    return file.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Make the bundle once more, elsewhere, and see that it became the same: what `dev.py reproduce` does.

The sources of the last commit are cloned into another folder, where everything is set up anew, with other rights for
new files. What is compared with `dist/`: the files of the bundle and the inventory by SHA-256, and on Linux the package
that is made of each.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from bundling.make import DIST, bundle, program
from console import say
from environments import ROOT, child_environment

_MOST = 20
"""Differences that are named."""
_UMASK = 0o027 if os.name == "posix" else -1


def reproduce() -> int:
    """Make the bundle in `dist/` if there is none, make it again from a clone, and compare; return an exit code."""
    if _git("status", "--porcelain", "--untracked-files=no"):
        say("This checkout has changes that are not committed; only commits can be made again.")
        return 2
    if not program().is_file() and (code := bundle()):
        return code
    with tempfile.TemporaryDirectory(prefix="faxdesk-once-more-") as folder:
        clone = Path(folder) / "clone"
        _git("clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone))
        words = [sys.executable, str(clone / "build" / "dev.py"), "bundle"]
        if code := subprocess.call(words, cwd=clone, env=child_environment(FAXDESK_BUNDLE=""), umask=_UMASK):
            return code
        found = list(differences(contents(DIST), contents(clone / "dist")))
        if sys.platform == "linux" and not found:
            found += _differing_packages(clone / "dist" / "faxdesk", Path(folder))
    for line in found[:_MOST]:
        say(line)
    say(f"{len(found)} differences." if found else "The same was made again.")
    return int(bool(found))


def contents(dist: Path) -> dict[str, str]:
    """Return what is in the bundle and the inventory in a folder: paths, each with its SHA-256 or where it leads."""
    top = program().relative_to(DIST).parts[0]
    paths = sorted([dist / "components.json", *(dist / top).rglob("*")])
    return {
        path.relative_to(dist).as_posix(): f"link to {path.readlink()}" if path.is_symlink() else _digest(path)
        for path in paths
        if path.is_symlink() or path.is_file()
    }


def differences(first: Mapping[str, str], second: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each path that is not the same in both."""
    for path in sorted(first.keys() | second.keys()):
        if path not in second:
            yield f"{path} was not made again"
        elif path not in first:
            yield f"{path} is new"
        elif first[path] != second[path]:
            yield f"{path} differs: {first[path]}, {second[path]}"


def _differing_packages(again: Path, folder: Path) -> Iterator[str]:
    from installers import linux
    from installers.make import version

    sums = []
    for number, made in enumerate((DIST / "faxdesk", again)):
        tree, package = folder / f"tree{number}", folder / f"{number}.deb"
        linux.lay_out(made, tree, version())
        linux.build(tree, package)
        sums.append(_digest(package))
    if sums[0] != sums[1]:
        yield f"the package differs: {sums[0]}, {sums[1]}"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _git(*words: str) -> str:
    done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, encoding="utf-8", check=True)  # noqa: S607  git, wherever it is
    return done.stdout

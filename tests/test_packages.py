"""Each package says in its docstring what it is for, and shows one use of it that is true."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import faxdesk

LATER = ("faxdesk.documents", "faxdesk.ui")
"""Packages whose docstrings may have no example yet; an example that is there is tried all the same."""


def packages() -> list[str]:
    return [found.name for found in pkgutil.walk_packages(faxdesk.__path__, "faxdesk.") if found.ispkg]


@pytest.mark.parametrize("package", packages())
def test_the_example_of_a_package_is_true(package: str, tmp_path: Path, sample_pdf: Path) -> None:
    module = import_module(package)
    # The names that an example may use without saying where they come from: an empty folder and a letter.
    given = {"folder": tmp_path, "letter": sample_pdf}
    (example,) = doctest.DocTestFinder(recurse=False).find(module, package, globs=given)
    assert example.examples or package.startswith(LATER), "an example is missing"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert said == []

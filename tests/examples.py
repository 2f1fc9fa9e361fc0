"""The examples in the docstrings of packages."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import faxdesk


def packages() -> list[str]:
    """Return the names of all packages of the program."""
    return [found.name for found in pkgutil.walk_packages(faxdesk.__path__, "faxdesk.") if found.ispkg]


def try_example(package: str, given: dict[str, object]) -> None:
    """Run the example of a package, which may use the names that are given without saying where they come from."""
    (example,) = doctest.DocTestFinder(recurse=False).find(import_module(package), package, globs=given)
    purpose, _, _ = (example.docstring or "").partition(">>>")
    assert purpose.strip(), "it does not say what the package is for"
    assert example.examples, "an example is missing"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append)
    assert said == [], "".join(said)

"""The pages for people: their links lead somewhere, and the files that they name are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
FOLDERS = ["", "build", "faxdesk", "faxdesk/ui", "faxdesk/documents", "faxdesk/services"]
"""Where what a page names in short may be: `compose/form` is faxdesk/ui/compose/form.py."""


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if re.match(r"https?:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/fax-life.md", "docs/measurements.md"])
def test_named_files_are_there(page: str) -> None:
    named = re.findall(r"`((?:[a-z_]+/)+[a-z_0-9]+(?:\.[a-z]+)?)`", (ROOT / page).read_text("utf-8"))
    assert named
    for name in named:
        # The tests of `faxdesk/x/y.py` are in `tests/x/`, whatever x and y are; and what is built is not there yet.
        if not name.startswith(("faxdesk/x/", "dist/")):
            places = [ROOT / folder / name for folder in FOLDERS]
            assert any(place.exists() or place.with_suffix(".py").exists() for place in places), name

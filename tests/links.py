"""Symbolic links, where they can be made."""

from __future__ import annotations

from pathlib import Path

import pytest


def make_link(link: Path, target: Path) -> None:
    """Make a symbolic link, or skip the test: Windows lets only some accounts make them, and wine makes none."""
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError:
        pytest.skip("this account may not make symbolic links")
    if not link.is_symlink():
        pytest.skip("this system makes no symbolic links, and says that it did")

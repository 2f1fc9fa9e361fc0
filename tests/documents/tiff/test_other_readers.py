"""Pages of TIFF files beside what libtiff's own tool makes of them. For computers that have it (`tiff2rgba`)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageChops, UnidentifiedImageError

from faxdesk.core.errors import InputRefused
from faxdesk.documents.inspection.examine import examine
from tests.documents.files import put
from tests.documents.tiff.test_samples import KINDS, drawn
from tests.documents.tiff_samples import LAB, Stored, tiff_of, ways
from tests.time_limits import PATIENCE

pytestmark = pytest.mark.corpus


def by_libtiff(path: Path, folder: Path) -> Image.Image | None:
    """The page as libtiff shows it on white paper; None where it does not."""
    out = folder / "rgba.tif"
    out.unlink(missing_ok=True)
    command = ["tiff2rgba", "-c", "none", str(path), str(out)]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    if done.returncode or not out.is_file():
        return None
    try:
        with Image.open(out) as image:
            layers = image.convert("RGBA")
    except UnidentifiedImageError:
        return None
    if layers.getchannel("A").getextrema() == (0, 0):
        layers.putalpha(255)
    return Image.alpha_composite(Image.new("RGBA", layers.size, "white"), layers).convert("L")


@pytest.mark.parametrize("photometric", KINDS)
def test_what_is_shown_is_what_libtiff_shows(tmp_path: Path, photometric: int) -> None:
    if shutil.which("tiff2rgba") is None:
        pytest.skip("libtiff's tools are not installed")
    # Of L*a*b*, libtiff has another idea of how bright a screen is.
    compared = 0
    for way in ways(photometric):
        path = put(tmp_path, "page.tif", tiff_of(way))
        try:
            examine(path)
            seen = drawn(path)
        except InputRefused:
            continue
        other = by_libtiff(path, tmp_path)
        if other is None or _is_known(way):
            continue
        _, high = ImageChops.difference(seen, other).getextrema()
        assert high <= (24 if photometric == LAB else 6), way  # type: ignore[operator]  # a single band has two numbers
        compared += 1
    assert compared >= 4


def _is_known(way: Stored) -> bool:
    """True where libtiff is known to differ: it cuts associated alpha short, and takes unspecified samples for it."""
    return bool(way.extra)

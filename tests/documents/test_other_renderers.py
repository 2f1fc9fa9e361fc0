"""PDFs are drawn as two other programs print them: as much ink, in the same places, or it is known why not.

Needs Ghostscript and the tools of poppler (on Debian: apt-get install ghostscript poppler-utils). What differs and why
is told in docs/printing.md.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from faxdesk.core.model import DocumentType
from faxdesk.documents.inspection.page_source import PageSource
from tests.documents.files import put
from tests.documents.print_corpus import corpus
from tests.time_limits import PATIENCE

pytestmark = pytest.mark.corpus

CORPUS = corpus()
DENSITY = 72
CELL = 20
"""Points along a side of what is compared as a whole: a word, 7 mm."""
MOST, MEAN = 30, 1.5
"""Grey levels, of 255, by which one cell may differ, and all of them in the mean: edges are smoothed otherwise."""

LAYERS_OF_GS = "does not know layers of annotations and drawings"
NO_PRINT_STATE = "takes a layer as the screen shows it"
INTENT = "hides a layer that is there for something else than viewing"
CROPPED = "draws nothing"
DIFFERENT: dict[str, dict[str, str]] = {
    "ghostscript": {
        "layer set not to print": NO_PRINT_STATE,
        "layer set to show in print only": NO_PRINT_STATE,
        "layer for something else": INTENT,
        "rule: and": "takes the last member only",
        "drawing in a layer that is off": LAYERS_OF_GS,
        "annotation in a layer that is off": LAYERS_OF_GS,
        "stamp that is not turned with its page": "turns it",
        "line with arrows": "draws smaller arrows",
        "ink": "draws a curve through the points",
        "field with an old look": "draws the look that is there",
        "comb": "draws no comb",
        "choice": "draws the code of what was chosen",
        "cmyk": "converts colours by its profile",
        "overprint": "converts colours by its profile",
        "separation": "converts colours by its profile",
        "colorants of a device": "converts colours by its profile",
        "crop box beside the page": CROPPED,
    },
    "poppler": {
        "layer set not to print": NO_PRINT_STATE,
        "layer set to show in print only": NO_PRINT_STATE,
        "layer for something else": INTENT,
        "rule: all off, of one": "takes a rule over one layer for that layer",
        "line with arrows": "draws smaller arrows",
        "highlight": "draws round ends",
        "picture for printing": "takes the picture for the screen",
        "separation": "converts the colour when it writes the page anew",
        "colorants of a device": "converts the colour when it writes the page anew",
        "overprint": "lays one colour over the other",
        "unit of two points": "takes a unit for a point",
        "crop box beside the page": CROPPED,
    },
}
"""What is drawn otherwise there, and why that is not followed."""


def ghostscript(path: Path, folder: Path) -> Image.Image:
    out = folder / "ghostscript.png"
    look = ["-sDEVICE=pnggray", f"-r{DENSITY}", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4"]
    run(
        "gs",
        "-q",
        "-dSAFER",
        "-dBATCH",
        "-dNOPAUSE",
        "-dPrinted=true",
        "-dUseCropBox",
        *look,
        "-o",
        str(out),
        str(path),
    )
    return Image.open(out).convert("L")


def poppler(path: Path, folder: Path) -> Image.Image:
    """Poppler prints into a PDF, which is drawn then."""
    printed, out = folder / "poppler.pdf", folder / "poppler"
    run("pdftocairo", "-pdf", str(path), str(printed))
    run("pdftoppm", "-r", str(DENSITY), "-gray", "-png", "-singlefile", str(printed), str(out))
    return Image.open(f"{out}.png").convert("L")


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)


RENDERERS: dict[str, tuple[str, Callable[[Path, Path], Image.Image]]] = {
    "ghostscript": ("gs", ghostscript),
    "poppler": ("pdftocairo", poppler),
}


def ours(path: Path) -> Image.Image:
    with PageSource(path, DocumentType.PDF) as source:
        image = source.render(0, round(source.size(0).width))
    return Image.frombytes(image.mode, (image.width, image.height), image.data).convert("L")


def cells(picture: Image.Image, size: tuple[int, int]) -> bytes:
    """How light each cell is, by which both the amount of ink and its place count."""
    return picture.resize(size).resize((size[0] // CELL, size[1] // CELL), Image.Resampling.BOX).tobytes()


@pytest.mark.parametrize("name", CORPUS)
@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_page_is_drawn_as_others_print_it(tmp_path: Path, renderer: str, name: str) -> None:
    tool, draw = RENDERERS[renderer]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    path = put(tmp_path, "page.pdf", CORPUS[name])
    mine, theirs = ours(path), draw(path, tmp_path)
    alike = abs(mine.width - theirs.width) < 2 and abs(mine.height - theirs.height) < 2
    one, other = cells(mine, mine.size), cells(theirs, mine.size)
    apart = [abs(a - b) for a, b in zip(one, other, strict=True)]
    alike = alike and max(apart) <= MOST and sum(apart) / len(apart) <= MEAN
    why = DIFFERENT[renderer].get(name)
    assert alike is (why is None), why or f"at most {max(apart)}, in the mean {sum(apart) / len(apart):.2f}"


def test_no_reason_is_left_for_what_is_no_longer_tried() -> None:
    assert {name for reasons in DIFFERENT.values() for name in reasons} <= set(CORPUS)

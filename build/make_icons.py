"""Draw the program's icon in the sizes and formats that Windows, macOS and Linux ask for, from its SVG sources.

    python build/make_icons.py

resources/icons/faxdesk.svg is for 32 pixels and more, faxdesk-small.svg for less: there its lines fall on whole pixels.
The other SVG files are the window's own icons: strokes of currentColor on nothing, which the window draws in the colour
of its text.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"

PNG_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
"""What the icon themes of Linux desktops have folders for, in pixels."""
ICO_SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""What Windows shows at 100, 125, 150, 200 and 250 percent, in pixels."""
ICNS_SIZES = (16, 32, 64, 128, 256, 512, 1024)
"""What macOS shows, in pixels."""
SMALL = 32
"""From this many pixels on the detailed drawing is used."""


def draw(pixels: int) -> Image.Image:
    """Return the icon with this many pixels on each side."""
    renderer = QSvgRenderer(str(ICONS / ("faxdesk.svg" if pixels >= SMALL else "faxdesk-small.svg")))
    image = QImage(pixels, pixels, QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return Image.frombytes("RGBA", (pixels, pixels), bytes(image.constBits()))


def add_smallest(file: Path, image: Image.Image) -> None:
    """Add the icon with 16 pixels to a file for macOS, for lists on screens that are not Retina: Pillow leaves it out.

    The form: four letters and the length, with these eight bytes, before the file and before each picture in it.
    """
    picture = io.BytesIO()
    image.save(picture, "PNG", optimize=True)
    entry = struct.pack(">4sI", b"icp4", len(picture.getvalue()) + 8)
    # The table of contents comes first and repeats the head of each picture.
    before = file.read_bytes()[8:]
    (end,) = struct.unpack(">I", before[4:8])
    table = struct.pack(">4sI", b"TOC ", end + len(entry)) + before[8:end] + entry
    data = table + before[end:] + entry + picture.getvalue()
    file.write_bytes(struct.pack(">4sI", b"icns", len(data) + 8) + data)


def main() -> None:
    """Write every raster file beside the sources."""
    drawn = {pixels: draw(pixels) for pixels in {*PNG_SIZES, *ICO_SIZES, *ICNS_SIZES}}
    for pixels in PNG_SIZES:
        drawn[pixels].save(ICONS / f"faxdesk-{pixels}.png", optimize=True)
    sizes = [(pixels, pixels) for pixels in ICO_SIZES]
    drawn[256].save(ICONS / "faxdesk.ico", sizes=sizes, append_images=[drawn[pixels] for pixels in ICO_SIZES])
    drawn[1024].save(ICONS / "faxdesk.icns", append_images=[drawn[pixels] for pixels in ICNS_SIZES])
    add_smallest(ICONS / "faxdesk.icns", drawn[16])


if __name__ == "__main__":
    main()

"""Pictures as they are seen on paper: in grey or in colour, in the colours that they are meant in, on white."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from PIL import Image

_GREY = frozenset({"1", "L", "LA", "La", "I;16", "I;16B", "I;16L", "I;16N", "I", "F"})
"""Pillow's modes without colour."""
_WIDE = frozenset({"I;16", "I;16B", "I;16L", "I;16N", "I"})
"""Modes with 16 bits for a pixel."""
_ALIKE = 12
"""Grey levels, 0 to 255, by which a colour profile may change colours before it is worth to be followed."""
_PROBE = (0, 64, 128, 192, 255)
"""Levels that a colour profile is tried with."""
_SCREEN_GAMMA, _SAME_GAMMA, _GAMMAS = 2.2, 0.05, (0.1, 5.0)
"""The exponent of screens, how little a picture may differ from it, and what makes sense (libpng does the same)."""
_PROFILED = {"L": "GRAY", "RGB": "RGB ", "CMYK": "CMYK"}
"""Pillow's modes, and the name of their colour space in a profile (ICC.1, 7.2.6)."""


def is_flat(image: Image.Image) -> bool:
    """True for a picture in mode L or RGB without transparent parts."""
    return image.mode in {"L", "RGB"} and not image.has_transparency_data


def on_white(image: Image.Image) -> Image.Image:
    """Return `image` in mode L or RGB; what is transparent becomes white, as paper is."""
    from PIL import Image

    if is_flat(image):
        return image
    if image.mode in _WIDE:
        return _of_16_bits(image)
    mode = "L" if image.mode in _GREY else "RGB"
    if not image.has_transparency_data:
        return image.convert(mode)
    layers = image.convert("LA").convert("RGBA") if image.mode == "La" else image.convert("RGBA")
    paper = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(paper, layers).convert(mode)


def _of_16_bits(image: Image.Image) -> Image.Image:
    from PIL import ImageChops, ImageMath

    wide = image.convert("I")
    grey = wide.point(lambda value: value / 256).convert("L")
    hidden = image.info.get("transparency")
    if not isinstance(hidden, int):
        return grey
    is_hidden = ImageMath.lambda_eval(lambda sides: (sides["wide"] == hidden) * 255, wide=wide)
    return ImageChops.lighter(grey, is_hidden.convert("L"))


def hides_all(image: Image.Image) -> bool:
    """True where a picture says that all of it is transparent, though there is something in it to be seen.

    Programs that leave the alpha channel empty mean pictures that are opaque.
    """
    if image.mode not in {"RGBA", "LA", "PA", "La", "RGBa"} or image.getchannel(image.getbands()[-1]).getextrema()[1]:
        return False
    return any(low != high for low, high in map(_extent, _shown_bands(image)))


def _extent(band: Image.Image) -> tuple[float, float]:
    low, high = band.getextrema()
    return float(low), float(high)  # type: ignore[arg-type]  # a single band has two numbers


def _shown_bands(image: Image.Image) -> list[Image.Image]:
    return [image.getchannel(band) for band in image.getbands()[:-1]]


def without_alpha(image: Image.Image) -> Image.Image:
    """Return a picture of colours and alpha without its alpha channel, as if all of it were opaque."""
    from PIL import Image

    bands = _shown_bands(image)
    if image.mode != "PA":
        return bands[0] if len(bands) == 1 else Image.merge("RGB", bands)
    indexes = bands[0].copy()
    indexes.putpalette(image.getpalette("RGB") or [])
    return indexes.convert("RGB")


def seen_on_paper(image: Image.Image) -> Image.Image:
    """Return `image` as `on_white` does, in the colours that it says it is meant in; itself where that changes nothing.

    A profile is followed or, where there is none, what PNG tells about the brightness of the screen it was made for.
    """
    flat = image if image.mode == "CMYK" else on_white(image)
    flat.info = image.info
    seen = in_standard_colours(flat)
    if seen is not flat or "icc_profile" in image.info or "srgb" in image.info:
        return on_white(seen)
    return on_white(_brightened(flat))


def _brightened(image: Image.Image) -> Image.Image:
    """Return the picture as bright as screens show it (PNG, 13.13)."""
    gamma = image.info.get("gamma")
    if not isinstance(gamma, float) or not _GAMMAS[0] <= gamma <= _GAMMAS[1]:
        return image
    exponent = 1 / (gamma * _SCREEN_GAMMA)
    if abs(exponent - 1) < _SAME_GAMMA:
        return image
    levels = [round(255 * (level / 255) ** exponent) for level in range(256)]
    return image.point(levels * len(image.getbands()))


def in_standard_colours(image: Image.Image) -> Image.Image:
    """Return `image` in the colours of screens (sRGB) where its colour profile says something else.

    Profiles that make no difference that can be seen, cannot be read, or are of another kind of picture are left alone.
    """
    profile = image.info.get("icc_profile")
    space = _PROFILED.get(image.mode)
    if not isinstance(profile, bytes) or space is None or profile[16:20] != space.encode():
        return image
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        change = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), image.mode, "RGB")
        tried = _probe(image.mode)
        if _difference(_changed(tried, change), tried.convert("RGB")) <= _ALIKE:
            return image
        changed = _changed(image, change)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return changed.convert("L") if image.mode == "L" else changed


def _changed(image: Image.Image, change: Any) -> Image.Image:
    from PIL import ImageCms

    # It returns nothing only where it changes the picture in its place.
    return cast("Image.Image", ImageCms.applyTransform(image, change))


def _probe(mode: str) -> Image.Image:
    """A picture of colours from all over the space."""
    import itertools

    from PIL import Image

    bands = len(mode)
    colours = list(itertools.product(_PROBE, repeat=bands))
    picture = Image.new(mode, (len(colours), 1))
    picture.frombytes(bytes(itertools.chain.from_iterable(colours)))
    return picture


def _difference(one: Image.Image, other: Image.Image) -> int:
    from PIL import ImageChops

    return max(round(high) for _, high in map(_extent, ImageChops.difference(one, other).split()))


def high_bytes(image: Image.Image) -> Image.Image:
    """Return the 8 highest of 32 bits of each pixel of a picture in mode I, as Pillow holds it."""
    from PIL import Image

    highest = 3 if sys.byteorder == "little" else 0
    return Image.frombytes("L", image.size, image.tobytes()[highest::4])

"""What the numbers of a TIFF picture mean: which ways to store pixels are read, and how they become grey or colour.

Read is what the tests have drawn right; all else is refused rather than shown black, inverted or as noise. Numbers are
those of TIFF 6.0 (Adobe, 1992) and its supplements.
"""

from __future__ import annotations

import array
from typing import TYPE_CHECKING, Any, NamedTuple

from faxdesk.documents.common.flatten import hides_all, high_bytes, in_standard_colours, without_alpha

if TYPE_CHECKING:
    from PIL import Image

_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _CMYK, _YCBCR, _LAB = 0, 1, 2, 3, 5, 6, 8
_COLOURS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _PALETTE: 1, _CMYK: 4, _YCBCR: 3, _LAB: 3}
"""Samples of a pixel besides further ones such as transparency."""
_UNSIGNED, _FLOAT = 1, 3
_BITS = {
    (_WHITE_IS_ZERO, _UNSIGNED): frozenset({1, 2, 4, 8, 16}),
    (_BLACK_IS_ZERO, _UNSIGNED): frozenset({1, 2, 4, 8, 12, 16, 32}),
    (_WHITE_IS_ZERO, _FLOAT): frozenset({32}),
    (_BLACK_IS_ZERO, _FLOAT): frozenset({32}),
    (_RGB, _UNSIGNED): frozenset({8, 16}),
    (_PALETTE, _UNSIGNED): frozenset({1, 2, 4, 8}),
    (_CMYK, _UNSIGNED): frozenset({8, 16}),
    (_YCBCR, _UNSIGNED): frozenset({8}),
    (_LAB, _UNSIGNED): frozenset({8}),
}
"""Bits of a sample that are read, by what it means and the format of its numbers."""
_FORMATS = {2: "signed numbers", 3: "floating-point numbers", 4: "numbers of no known kind", 5: "complex numbers"}
_KINDS = {
    4: "a transparency mask", 9: "ICC L*a*b* colours", 10: "ITU L*a*b* colours", 32803: "the raw data of a camera",
    32844: "LogL brightness", 32845: "LogLuv colours", 34892: "the raw data of a camera", 51177: "depths",
}  # fmt: skip
_USUAL = frozenset({_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _CMYK})
_PLAIN_COMPRESSIONS = frozenset({1, 2, 3, 4, 5, 7, 8, 32773, 32946})
_FAX_COMPRESSIONS = frozenset({2, 3, 4})
_JPEG, _OLD_JPEG = 7, 6
_PLAIN_BITS = frozenset({1, 4, 8})
_SEPARATE = 2
_UNSPECIFIED = 0
_HIGHEST = 255
_GREATEST_SAMPLE, _COLOUR_MAP, _LEAST_VALUE, _GREATEST_VALUE = 281, 320, 340, 341
_DARK = 4
"""How many times the highest number in a picture the highest possible one is where white must be another."""
_ROUNDING = 0.002
"""By how much numbers may be beyond black and white: 1.001 is white."""


class Samples(NamedTuple):
    """How the pixels of a page are stored. `photometric` is what they mean; None where the page does not say it."""

    photometric: int | None = None
    bits: tuple[int, ...] = (1,)
    formats: tuple[int, ...] = (_UNSIGNED,)
    per_pixel: int = 1
    extra: tuple[int, ...] = ()
    planar: int = 1
    fill: int = 1
    compression: int = 1
    order: str = "<"

    @property
    def meaning(self) -> int:
        """What the samples mean; guessed as libtiff does it where the page does not say it."""
        if self.compression == _OLD_JPEG:
            return _YCBCR
        if self.photometric is not None:
            return self.photometric
        if self.per_pixel - len(self.extra) >= _COLOURS[_RGB]:
            return _RGB
        return _WHITE_IS_ZERO if self.compression in _FAX_COMPRESSIONS else _BLACK_IS_ZERO

    @property
    def plain(self) -> bool:
        """True where every program shows the picture alike: one of the usual kinds, with nothing special about it."""
        usual = self.photometric in _USUAL or self.compression == _JPEG
        return (
            usual
            and set(self.formats) == {_UNSIGNED}
            and set(self.bits) <= _PLAIN_BITS
            and not self.extra
            and self.per_pixel == _COLOURS.get(self.meaning)
            and self.planar != _SEPARATE
            and self.compression in _PLAIN_COMPRESSIONS
        )

    @property
    def fault(self) -> str:
        """What it is about the picture that FaxDesk does not read; an empty text where it does."""
        form = self.formats[0] if len(set(self.formats)) == 1 else 0
        if self.meaning not in _COLOURS:
            return _KINDS.get(self.meaning, "colours of an unknown kind")
        if self.compression in {_JPEG, _OLD_JPEG}:
            return "" if form == _UNSIGNED else "JPEG of unusual numbers"
        bits = self.bits[0] if len(set(self.bits)) == 1 else 0
        known = _BITS.get((self.meaning, form))
        if known is None:
            return _FORMATS.get(form, "numbers of several kinds")
        if bits not in known:
            return f"{bits} bits for each number" if bits else "numbers of several sizes"
        return self._arrangement_fault()

    def _arrangement_fault(self) -> str:
        if self.planar == _SEPARATE:
            see_through = any(kind != _UNSPECIFIED for kind in self.extra)
            if self.meaning == _LAB or (see_through and self.meaning in {_WHITE_IS_ZERO, _BLACK_IS_ZERO, _PALETTE}):
                return "its colours and its transparency in separate places"
        return ""

    @property
    def by_libtiff(self) -> bool:
        """True where libtiff has to unpack the picture even if it is not compressed."""
        return not self.plain or self.fill == _SEPARATE


class Seen(NamedTuple):
    """A decoded page as it is seen; `guess` is a code for what had to be guessed, an empty text for nothing."""

    image: Image.Image
    guess: str = ""


def as_seen(image: Image.Image, samples: Samples) -> Seen:
    """Return a page that Pillow has decoded as it is seen.

    Raises `ValueError` where nothing says what its numbers mean.
    """
    numbers = _of_numbers(image, samples)
    if numbers is not None:
        return numbers
    _check_white(image, samples)
    if image.mode == "LAB":
        return Seen(_of_lab(image))
    if image.mode in {"P", "PA"}:
        _mend_palette(image)
    if samples.photometric is None and image.mode in {"1", "L"}:
        # Without a word of the page Pillow takes 0 for white.
        return Seen(_inverted(image) if samples.meaning == _BLACK_IS_ZERO else image, "polarity")
    if hides_all(image):
        return Seen(without_alpha(image), "alpha")
    return Seen(in_standard_colours(image))


def _of_numbers(image: Image.Image, samples: Samples) -> Seen | None:
    """Return a picture of numbers larger than 8 bits in grey; None for other pictures."""
    if image.mode == "F":
        seen = Seen(_of_floats(image, samples))
    elif image.mode == "I" or image.mode.startswith("I;16"):
        seen = _of_whole_numbers(image, samples)
    else:
        return None
    return Seen(_inverted(seen.image), seen.guess) if samples.meaning == _WHITE_IS_ZERO else seen


def _of_whole_numbers(image: Image.Image, samples: Samples) -> Seen:
    bits = samples.bits[0]
    if bits > 16:
        grey = high_bytes(image)
        if _highest(grey) * _DARK <= _HIGHEST:
            raise ValueError("white is not the highest number")
        return Seen(grey)
    numbers = image.convert("I")
    highest, most = _highest(numbers), (1 << bits) - 1
    white = _white(highest, _told_white(image), most)
    # Whole steps, so that the last 16 of 4096 numbers are white.
    count = 1 << max(highest.bit_length(), 8) if white is None else white + 1
    steps = count / (_HIGHEST + 1)
    return Seen(numbers.point(lambda value: value / steps).convert("L"), "white" if white is None else "")


def _white(highest: int, told: int, most: int) -> int | None:
    """Return the number that is white where `highest` is in the picture, of `most`; None where it has to be guessed.

    What the file tells may be the highest number in the picture only (TIFF 6.0, MaxSampleValue), so it is believed
    where it is all ones, as cameras and scanners of 10, 12 and 14 bits have it.
    """
    if highest <= told < most and told & (told + 1) == 0:
        return told or most
    return None if 0 < highest * _DARK <= most else most


def _check_white(image: Image.Image, samples: Samples) -> None:
    """Of colours with more than 8 bits, Pillow keeps the highest 8 only; nothing is in them where white is far below.

    Raises `ValueError` there.
    """
    if samples.bits[:1] != (16,):
        return
    most = (1 << samples.bits[0]) - 1
    if 0 < _told_white(image) * _DARK <= most and _highest(image) * _DARK <= _HIGHEST:
        raise ValueError("white is not the highest number")


def _told_white(image: Image.Image) -> int:
    tags: Any = image.tag_v2  # type: ignore[attr-defined]  # formats names TIFF, so it is that class
    return int(_first(tags.get(_GREATEST_SAMPLE), 0.0))


def _highest(image: Image.Image) -> int:
    """Return the highest number of all colours of a picture."""
    return max(int(band.getextrema()[1]) for band in image.split())  # type: ignore[arg-type]  # each has two numbers


def _of_floats(image: Image.Image, samples: Samples) -> Image.Image:
    from PIL import Image, ImageMath

    tags: Any = image.tag_v2  # type: ignore[attr-defined]  # formats names TIFF, so it is that class
    black, white = (_first(tags.get(tag), default) for tag, default in ((_LEAST_VALUE, 0.0), (_GREATEST_VALUE, 1.0)))
    if samples.order == ">":
        # libtiff has given them the order of this computer already, and Pillow turns them round once more.
        values = array.array("f", image.tobytes())
        values.byteswap()
        image = Image.frombytes("F", image.size, values.tobytes())
    low, high = map(float, image.getextrema())  # type: ignore[arg-type]  # a single band has two numbers
    span = white - black
    if not span > 0 or not black - _ROUNDING * span <= low <= high <= white + _ROUNDING * span:
        raise ValueError("the numbers go beyond black and white")
    if ImageMath.lambda_eval(lambda sides: sides["image"] != sides["image"], image=image).getbbox():
        raise ValueError("some pixels are no numbers")
    return image.point(lambda value: value * (_HIGHEST / span) - black * _HIGHEST / span + 0.5).convert("L")


def _first(value: Any, default: float) -> float:
    if isinstance(value, tuple):
        return float(value[0]) if value else default
    return default if value is None else float(value)


def _inverted(image: Image.Image) -> Image.Image:
    # `ImageChops.invert` leaves one-bit pictures as they are.
    return image.point([255 - level for level in range(256)])


def _of_lab(image: Image.Image) -> Image.Image:
    from PIL import ImageCms

    try:
        change = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
        changed = ImageCms.applyTransform(image, change)
    except ImageCms.PyCMSError as error:
        raise ValueError("the colours cannot be converted") from error
    if changed is None:
        raise ValueError("the colours cannot be converted")
    return changed


def _mend_palette(image: Image.Image) -> None:
    """Some programs write the colours of a palette with 8 bits where TIFF has 16; libtiff tells them as this does."""
    levels = tuple(image.tag_v2.get(_COLOUR_MAP, ()))  # type: ignore[attr-defined]  # see above
    if levels and max(levels) <= _HIGHEST and max(levels) > 0:
        count = len(levels) // 3
        image.putpalette([levels[band * count + at] for at in range(count) for band in range(3)])

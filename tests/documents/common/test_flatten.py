"""Pictures as they lie on white paper."""

from __future__ import annotations

from PIL import Image

from faxdesk.documents.common.flatten import in_standard_colours, on_white


def test_a_grey_of_16_bits_is_the_same_grey_of_8() -> None:
    grey = on_white(Image.new("I;16", (2, 2), 0x8000))
    assert (grey.mode, grey.getpixel((0, 0))) == ("L", 0x80)


def test_a_profile_that_cannot_be_read_changes_nothing() -> None:
    image = Image.new("RGB", (2, 2), "red")
    image.info["icc_profile"] = b"\0" * 16 + b"RGB " + b"\0" * 200
    assert in_standard_colours(image) is image

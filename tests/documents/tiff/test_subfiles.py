"""Pictures in a TIFF that are no pages: thumbnails, steps of a pyramid, masks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from PIL import Image

from faxdesk.documents.common.findings import FindingLevel
from faxdesk.documents.inspection.examine import examine

if TYPE_CHECKING:
    from faxdesk.documents.intake.intake import Intake
from tests.documents.files import Field, RawPage, put, raw_tiff

THUMBNAIL: Field = (254, 4, [1])
OLD_THUMBNAIL: Field = (255, 3, [2])
MASK: Field = (254, 4, [4])
PAGE_OF_MANY: Field = (254, 4, [2])


def page(*fields: Field) -> RawPage:
    return RawPage(160, 200, fields=fields)


def small(*fields: Field) -> RawPage:
    return RawPage(16, 20, fields=fields)


def sides(path: Path) -> list[tuple[int, int]]:
    with Image.open(path) as image:
        found = []
        for number in range(image.n_frames):  # type: ignore[attr-defined]  # a TIFF
            image.seek(number)
            found.append(image.size)
        return found


@pytest.mark.parametrize(("order", "big"), [("<", False), (">", False), ("<", True)])
@pytest.mark.parametrize("copy", [THUMBNAIL, OLD_THUMBNAIL, MASK, (254, 3, [1]), (254, 4, [3])])
def test_what_only_goes_with_a_page_is_no_page(
    intake: Intake, files: Path, copy: Field, order: Literal["<", ">"], big: bool
) -> None:
    chain = [page(PAGE_OF_MANY), small(copy), page(PAGE_OF_MANY), small(copy)]
    taken = intake.one(put(files, "scan.tif", raw_tiff(chain, order=order, big=big)))
    assert taken.document.pages == 2
    assert [one.text for one in taken.document.findings if one.code == "thumbnails"] == [
        "2 pictures in the file are left out: small copies of pages (thumbnails), or marks of what is seen of them."
    ]
    # What the service gets is what the view shows.
    assert sides(taken.document.path) == [(160, 200)] * 2
    assert {one.level for one in taken.document.findings} == {FindingLevel.NOTE}


def test_a_file_of_nothing_but_thumbnails_has_them_as_pages(intake: Intake, files: Path) -> None:
    taken = intake.one(put(files, "icons.tif", raw_tiff([small(THUMBNAIL), small(THUMBNAIL)])))
    assert taken.document.pages == 2
    assert sides(taken.document.path) == [(16, 20)] * 2


def test_a_page_that_is_called_a_thumbnail_by_mistake_stays(intake: Intake, files: Path) -> None:
    path = put(files, "scan.tif", raw_tiff([page(), page(THUMBNAIL), page(THUMBNAIL)]))
    taken = intake.one(path)
    assert taken.document.pages == 3
    # Others might leave them out of the file as it is.
    assert taken.document.path != path


def test_pages_of_a_document_stay_untouched(intake: Intake, files: Path) -> None:
    path = put(files, "scan.tif", raw_tiff([page(PAGE_OF_MANY), page(PAGE_OF_MANY), small()]))
    taken = intake.one(path)
    assert (taken.document.path, taken.document.pages) == (path, 3)


def test_pictures_behind_a_page_are_not_in_the_chain(tmp_path: Path) -> None:
    # Field 330 (SubIFDs) leads to more pictures of the page.
    assert examine(put(tmp_path, "scan.tif", raw_tiff([page((330, 4, [8]))]))).pages == 1


@pytest.mark.parametrize("orientation", range(2, 9))
def test_pages_to_be_turned_go_out_upright(intake: Intake, files: Path, orientation: int) -> None:
    turned = RawPage(1728, 1143, fields=[(274, 3, [orientation]), (282, 5, [204, 1]), (283, 5, [98, 1])])
    path = put(files, "scan.tif", raw_tiff([turned]))
    taken = intake.one(path)
    (before,), (after,) = examine(path).sizes, taken.document.sizes
    stored = 1728 / 204 * 72, 1143 / 98 * 72
    true = stored[::-1] if orientation > 4 else stored
    assert (before.width, before.height) == pytest.approx(true)
    assert (after.width, after.height) == pytest.approx(true, rel=1e-3)
    with Image.open(taken.document.path) as image:
        assert image.getexif().get(274, 1) == 1
        assert image.size == ((1143, 1728) if orientation > 4 else (1728, 1143))

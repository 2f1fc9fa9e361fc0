"""What another program offers in a drag or on the clipboard, and how it becomes documents.

Files of this computer are paths. What is nowhere on disk, such as a picture from a browser or an attachment of a mail,
becomes a `Blob`. While something is only held over a window nothing of it is fetched: that may take long.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QBuffer, QCoreApplication, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QColor, QImage, QPainter

from faxdesk.ui.widgets import tokens

if TYPE_CHECKING:
    from faxdesk.documents.intake.intake import Blob

_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'
"""How Qt calls a format of the Windows clipboard that it does not know (QWindowsMimeRegistry, customMimeType)."""
_DESCRIPTORS = (_WINDOWS.format(name="FileGroupDescriptorW"), "FileGroupDescriptorW")
_CONTENTS = _WINDOWS.format(name="FileContents") + ";index={number}"
_DESCRIPTOR = struct.Struct("<I16s8s8sI8s8s8sII520s")
"""FILEDESCRIPTORW: flags, class, size of icon, point, attributes, three times, size in two halves, name."""
_MOST_ATTACHMENTS = 100
_ATTACHMENT = str(QT_TRANSLATE_NOOP("Drop", "Save the attachment first, then drop the file here."))
_PROMISED = str(QT_TRANSLATE_NOOP("Drop", "Save it first and drop the file here, or copy it there and paste it here."))
_PROMISES = ("promise", "xdnddirectsave")
"""Parts of the names under which macOS, Thunderbird and X11 promise files that are not written yet."""
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")
"""Pictures that are taken as they are; others are fetched as pixels."""


@dataclass(frozen=True, slots=True)
class MimeOffer:
    """What is offered: paths and `Blob`s, or why there are none.

    `more` is how many documents there are that have not been fetched yet.
    """

    files: tuple[Path | Blob, ...] = ()
    refusal: str = ""
    more: int = 0

    @property
    def count(self) -> int:
        """How many documents there are."""
        return len(self.files) or self.more


def offered(mime: QMimeData) -> MimeOffer:
    """Return what is in a drag as far as that is known at once. Touches no disk and fetches nothing."""
    files = local_files(mime)
    if files:
        return MimeOffer(files)
    if descriptor := _descriptor(mime):
        names = _names(descriptor)
        return MimeOffer(more=len(names)) if names else MimeOffer(refusal=_say(_ATTACHMENT))
    if _has_picture(mime):
        return MimeOffer(more=1)
    if any(part in name.lower() for name in mime.formats() for part in _PROMISES):
        return MimeOffer(refusal=_say(_PROMISED))
    if mime.urls():
        return MimeOffer(refusal=_say("That is a link. Save the document on this computer, then drop the file here."))
    return MimeOffer(refusal=_say("Only files can be dropped here."))


def dropped(mime: QMimeData) -> MimeOffer:
    """Return what was dropped, fetched."""
    what = offered(mime)
    if not what.more:
        return what
    blobs = tuple(_attachments(mime)) or tuple(_picture(mime))
    return MimeOffer(blobs) if blobs else MimeOffer(refusal=_say(_ATTACHMENT))


def pasted(mime: QMimeData) -> MimeOffer:
    """Return what is on the clipboard: files, a picture, or text of more than a word, which becomes pages."""
    what = dropped(mime)
    if what.files:
        return what
    text = mime.text().strip()
    # A single word was copied for some field: a number, a name.
    if text and len(text.split()) > 1 and not mime.urls():
        from faxdesk.documents.intake.intake import Blob

        return MimeOffer((Blob(_say("Text"), text.encode("utf-8-sig", "replace")),))
    return MimeOffer(refusal=_say("There are no files on the clipboard. Copy documents or a picture, then paste here."))


def is_document(mime: QMimeData) -> bool:
    """True where a drag is not just text for a field."""
    return mime.hasUrls() or offered(mime).count > 0 or any("promise" in name.lower() for name in mime.formats())


def local_files(mime: QMimeData) -> tuple[Path, ...]:
    """Return the files of this computer among what is dragged or on the clipboard."""
    return tuple(Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile())


# ---------------------------------------------------------------------------------------------------- attachments


def _descriptor(mime: QMimeData) -> bytes:
    return next((bytes(mime.data(name).data()) for name in _DESCRIPTORS if mime.hasFormat(name)), b"")


def _names(descriptor: bytes) -> list[str]:
    """Return the names of the files in a FILEGROUPDESCRIPTORW."""
    if len(descriptor) < 4:
        return []
    count = min(int.from_bytes(descriptor[:4], "little"), _MOST_ATTACHMENTS)
    records = (descriptor[4 + number * _DESCRIPTOR.size :] for number in range(count))
    return [
        _DESCRIPTOR.unpack_from(record)[-1].decode("utf-16-le", "replace").split("\0")[0]
        for record in records
        if len(record) >= _DESCRIPTOR.size
    ]


def _attachments(mime: QMimeData) -> Iterator[Blob]:
    from faxdesk.documents.intake.intake import Blob

    for number, name in enumerate(_names(_descriptor(mime))):
        data = bytes(mime.data(_CONTENTS.format(number=number)).data())
        if data:
            # A name with a path in it comes from attachments in folders.
            yield Blob(name.replace("\\", "/").rpartition("/")[2], data)


# ------------------------------------------------------------------------------------------------------- pictures


def _has_picture(mime: QMimeData) -> bool:
    return mime.hasImage() or any(mime.hasFormat(name) for name in _PICTURES)


def _picture(mime: QMimeData) -> Iterator[Blob]:
    from faxdesk.documents.intake.intake import Blob

    data = next((bytes(mime.data(name).data()) for name in _PICTURES if mime.hasFormat(name)), b"") or _pixels(mime)
    if data:
        yield Blob(_picture_name(mime.urls()), data)


def _pixels(mime: QMimeData) -> bytes:
    """Return the picture as a BMP: packing it would hold up the window, and the other program that waits."""
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return b""
    if image.hasAlphaChannel():
        white = QImage(image.size(), QImage.Format.Format_RGB32)
        white.setDotsPerMeterX(image.dotsPerMeterX())
        white.setDotsPerMeterY(image.dotsPerMeterY())
        white.fill(QColor(tokens.PAPER))
        painter = QPainter(white)
        painter.drawImage(0, 0, image)
        painter.end()
        image = white
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "BMP")  # type: ignore[call-overload]  # the stubs want bytes, which Qt then refuses
    return bytes(buffer.data().data())


def _picture_name(urls: list[QUrl]) -> str:
    name = urls[0].fileName() if urls else ""
    return os.path.basename(name) or _say("Picture")  # noqa: PTH119  the name in an address is no path


def _say(text: str) -> str:
    return QCoreApplication.translate("Drop", text)

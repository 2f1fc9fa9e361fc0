"""The kinds of files that can be faxed."""

from __future__ import annotations

MIME_TYPES = {
    "pdf": ("application/pdf", "application/x-pdf"),
    "tif": ("image/tiff",),
    "tiff": ("image/tiff",),
    "png": ("image/png",),
    "jpg": ("image/jpeg", "image/jpg"),
    "jpeg": ("image/jpeg", "image/jpg"),
    "txt": ("text/plain",),
    "rtf": ("application/rtf", "text/rtf"),
    "doc": ("application/msword",),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",),
    "xls": ("application/vnd.ms-excel",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
}
"""Extensions that are accepted, each with the types that a client may declare for it."""

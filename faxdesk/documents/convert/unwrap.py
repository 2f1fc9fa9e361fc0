"""Documents that are whole inside another file: signed ones (PKCS #7, CAdES), and PDFs behind something else.

What is taken out is what was put in, byte for byte. Signatures are neither checked nor kept.
"""

from __future__ import annotations

import binascii
import re
import shutil
from pathlib import Path
from typing import Any

from faxdesk.core.errors import InputRefused
from faxdesk.core.shared_files import open_for_reading
from faxdesk.documents.common.text_encoding import decoded
from faxdesk.documents.inspection import pdf_header
from faxdesk.documents.inspection.content import COPY_AGAIN, SIGNED
from faxdesk.documents.inspection.file_type import recognise
from faxdesk.documents.inspection.signature_type import SignatureType, signature_type

_HEAD = 4096
_ARMOUR = re.compile(r"-----(BEGIN|END) [^-]*-----")
_FIELDS = re.compile(rb"[!-9;-~]+:[ \t]")


def unwrap(path: Path, out: Path, name: str) -> None:
    """Write the document inside the file at `path` to `out`.

    Raises `InputRefused`, naming the file `name`, where there is none inside or the file is damaged, and `OSError`
    where it cannot be read or `out` cannot be written.
    """
    with open_for_reading(path) as file:
        is_signed = recognise(file, name) is SIGNED
        file.seek(0)
        if is_signed:
            out.write_bytes(_signed_content(_binary(file.read()), name))
            return
        head = file.read(_HEAD)
        is_old = pdf_header.has_old_header(head)
        file.seek(len(head) if is_old else pdf_header.header_at(head))
        with out.open("wb") as target:
            target.write(pdf_header.with_usual_header(head) if is_old else b"")
            shutil.copyfileobj(file, target)


def _binary(data: bytes) -> bytes:
    """Return the file without the letters that it was coded in for mail."""
    if signature_type(data) is not None:
        return data
    if _FIELDS.match(data):
        from email import message_from_bytes

        part = message_from_bytes(data).get_payload(decode=True)
        return part if isinstance(part, bytes) else b""
    try:
        return binascii.a2b_base64(_ARMOUR.sub("", decoded(data).text))
    except ValueError:
        return b""


def _signed_content(data: bytes, name: str) -> bytes:
    kind = signature_type(data)
    if kind is None or kind not in _PARTS:
        raise _damaged(name)
    inside, signers = _decoded(data, kind, name)
    if inside is not None:
        return inside
    if not signers:
        raise InputRefused(
            name, "This is a list of certificates, not a document.", "Add the document that was signed with them."
        )
    raise InputRefused(
        name,
        "This is only the signature of a document, not the document itself.",
        "Add the document that it belongs to, which is a file of its own; often it has the same name without .p7s.",
    )


def _decoded(data: bytes, kind: SignatureType, name: str) -> tuple[bytes | None, int]:
    """Return the content, None where it is elsewhere, and how many have signed it."""
    from pyasn1.codec.ber import decoder  # type: ignore[import-untyped]  # it comes without type information

    try:
        decoded_info, _ = decoder.decode(data, asn1Spec=_content_info(kind))
        content: Any = decoded_info["content"]
        for part in _PARTS[kind]:
            content = content[part]
        signers = len(decoded_info["content"]["signerInfos"]) if kind is SignatureType.SIGNED else 0
        return (bytes(content) if content.isValue else None), signers
    except Exception as error:  # on a broken file it raises whatever its parser stumbles over
        raise _damaged(name) from error


_PARTS: dict[SignatureType, tuple[str, ...]] = {
    SignatureType.DATA: (),
    SignatureType.SIGNED: ("encapContentInfo", "eContent"),
    SignatureType.TIME_STAMPED: ("content",),
}
"""Where the document is in the content of each kind."""


def _content_info(kind: SignatureType) -> Any:
    """Return the form of a content information of this kind (RFC 5652, 3 and 5.1; RFC 5544, 2)."""
    from pyasn1.type import char, namedtype, tag, univ  # type: ignore[import-untyped]  # the same

    def context(number: int) -> Any:
        return tag.Tag(tag.tagClassContext, tag.tagFormatConstructed, number)

    def sequence(*parts: Any) -> Any:
        return univ.Sequence(componentType=namedtype.NamedTypes(*parts))

    def part(name: str, form: Any) -> Any:
        return namedtype.NamedType(name, form)

    def maybe(name: str, form: Any) -> Any:
        return namedtype.OptionalNamedType(name, form)

    octets, anything = univ.OctetString(), univ.Any()
    contents = {
        SignatureType.DATA: octets,
        SignatureType.SIGNED: sequence(
            part("version", univ.Integer()),
            part("digestAlgorithms", univ.SetOf(componentType=anything)),
            part(
                "encapContentInfo",
                sequence(
                    part("eContentType", univ.ObjectIdentifier()),
                    maybe("eContent", octets.subtype(explicitTag=context(0))),
                ),
            ),
            maybe("certificates", univ.SetOf(componentType=anything).subtype(implicitTag=context(0))),
            maybe("crls", univ.SetOf(componentType=anything).subtype(implicitTag=context(1))),
            part("signerInfos", univ.SetOf(componentType=anything)),
        ),
        SignatureType.TIME_STAMPED: sequence(
            part("version", univ.Integer()),
            maybe("dataUri", char.IA5String()),
            maybe("metaData", univ.Sequence()),
            maybe("content", octets),
            part("temporalEvidence", anything),
        ),
    }
    return sequence(
        part("contentType", univ.ObjectIdentifier()), part("content", contents[kind].subtype(explicitTag=context(0)))
    )


def _damaged(name: str) -> InputRefused:
    return InputRefused(name, "The signed file is damaged or not complete.", COPY_AGAIN)

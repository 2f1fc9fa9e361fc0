"""The PDF of a proof: its pages (`pages`), what is attached to it (`attachments`) and the seal over all (`seal`).

`pages` and `attachments` work in the child process that opens documents; the seal needs no reader of PDFs.

    >>> from io import BytesIO
    >>> from faxdesk.documents.proof_pdf.seal import check_seal
    >>> check_seal(BytesIO(b"%PDF-1.7")).state.value
    'none'
"""

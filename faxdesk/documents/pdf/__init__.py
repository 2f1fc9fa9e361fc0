"""PDF files: read, checked, put together, written, all by PDFium.

PDFium may be used by one thread at a time: whoever calls it holds `core.pdfium.LOCK`.

    >>> from faxdesk.documents.pdf.clean_copy import rewrite_pdf
    >>> rewrite_pdf(letter, folder / "copy.pdf")
    >>> (folder / "copy.pdf").read_bytes()[:5]
    b'%PDF-'
"""

"""Pictures, text and office documents become PDFs that can be faxed.

Pictures and text are set by FaxDesk itself, office documents by a LibreOffice of this computer, HEIC pictures by a
tool of it. What people should know of the result is returned as findings.

    >>> from PIL import Image
    >>> from faxdesk.documents.common.paper import A4
    >>> from faxdesk.documents.convert.image_to_pdf import picture_to_pdf
    >>> Image.new("L", (900, 600), 128).save(folder / "photo.png")
    >>> picture_to_pdf(folder / "photo.png", folder / "photo.pdf", A4, "photo.png")
    ()
"""

"""A page as a fax: black and white, its marks, its time on the line, and the file that is sent.

`page` draws a page as the recipient gets it, `legibility` finds what will not come out well, `duration` says how long
it takes, and `assembly` and `tiff_f` write the files.

    >>> from faxdesk.core.model import DocumentType
    >>> from faxdesk.documents.fax.page import Look, fax_page
    >>> from faxdesk.documents.inspection.page_source import PageSource
    >>> with PageSource(letter, DocumentType.PDF) as source:
    ...     fax_page(source, 0, Look()).width
    1728
"""

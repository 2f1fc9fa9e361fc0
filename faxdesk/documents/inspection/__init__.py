"""What a file is, whether it can be faxed, and what is said about it.

A file is told by its content, never by its name (`file_type`). `examine` decides and counts; `page_source` draws the
pages; `page_traits` and `fax_numbers` look at what is on them.

    >>> from faxdesk.documents.inspection.fax_numbers import fax_numbers
    >>> [found.number for found in fax_numbers("Tel. 044 555 01 22, Fax 044 555 01 23", "CH")]
    ['+41445550123']
"""

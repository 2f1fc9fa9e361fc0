"""What a file is, whether it can be faxed, and what is said about it.

A file is told by its content (`file_type`, with a module for each family of formats): by bytes at fixed places, by the
parts of a container, or by its text. The name tells only what no content tells. `examine` decides and counts;
`page_source` draws the pages; `page_traits` and `fax_numbers` look at what is on them.

    >>> from faxdesk.documents.inspection.fax_numbers import fax_numbers
    >>> [found.number for found in fax_numbers("Tel. 044 555 01 22, Fax 044 555 01 23", "CH")]
    ['+41445550123']
"""

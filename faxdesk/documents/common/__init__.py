"""What all packages of documents use: findings, paper sizes, images of pages, opened files, pipes, limits of memory.

It opens files, but knows no format of them.

    >>> from faxdesk.documents.common.paper import paper_of
    >>> paper_of("US").text
    '8.5 x 11.0 in (216 x 279 mm)'
"""

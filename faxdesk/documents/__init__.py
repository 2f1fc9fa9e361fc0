"""Files that people want to fax: what they really are, whether they can be faxed, and how their pages look.

Every function here opens the user's files for reading only, and says what is wrong with one as `InputRefused`. Any
file may be hostile: all but this package's own tests open them in a child process (`worker`).

    >>> from faxdesk.documents.inspection.examine import examine
    >>> examine(letter).type
    <DocumentType.PDF: 'pdf'>
"""

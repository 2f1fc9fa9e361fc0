"""The child process that opens documents, from the inside: it answers one call after the other until its input ends.

`serve` is all that it runs, and this is how it is started:

    >>> from faxdesk.documents.worker.client import child_command
    >>> child_command("2000000000")[-2:]
    ['--document-worker', '2000000000']
"""

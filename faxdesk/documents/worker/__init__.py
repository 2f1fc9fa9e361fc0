"""The child process that opens documents, as its parent sees it.

Whatever is in a file costs a page or a refusal, never FaxDesk: the child is limited in time and memory, and started
again when it is lost. `client` calls it, `protocol` is what both sides say.

    >>> from faxdesk.core.model import DocumentType
    >>> from faxdesk.documents.worker.client import Renderer, Worker
    >>> with Worker() as worker, Renderer(worker, letter, DocumentType.PDF) as document:
    ...     document.render(0, 300).width
    300
"""

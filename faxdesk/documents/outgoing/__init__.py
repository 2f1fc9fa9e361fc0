"""From arranged pages to the files that go out: as few as possible, and whole documents as they are.

>>> from faxdesk.core.arrangement import PageRef, SourceDocument
>>> from faxdesk.core.model import DocumentType
>>> from faxdesk.documents.outgoing.prepare import prepare
>>> from faxdesk.documents.worker.client import Worker
>>> source = SourceDocument("a", "sample.pdf", letter, DocumentType.PDF, pages=3)
>>> with Worker() as worker:
...     [path.name for path in prepare((PageRef("a", 0, turn=90),), [source], None, folder, worker)]
['sample.pdf']
"""

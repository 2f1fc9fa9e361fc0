"""From whatever is dropped, pasted or named to documents that can be faxed, or a refusal in words.

Folders are opened (`folders`). PDF and TIFF files stay as they are; what else can be faxed becomes a PDF in a folder of
ours (`intake`).

    >>> from faxdesk.documents.intake.intake import Intake
    >>> from faxdesk.documents.worker.client import Worker
    >>> with Worker() as worker:
    ...     [(taken.kind, taken.made) for taken in Intake(worker, folder).take([letter])]
    [('pdf', False)]
"""

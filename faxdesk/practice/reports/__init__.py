"""The confirmation reports of the practice service: PDFs that say what became of a fax, and that it was practice.

>>> from faxdesk.practice import PracticeAccount
>>> from faxdesk.practice.reports.confirmation import report
>>> with PracticeAccount() as account:
...     fax_id = account.receive("+41445550123", letter)
...     fax = account.archive.get(fax_id, account.uid, account.switches, account.clock.now(), by_session=False)
>>> report(fax, "Example Ltd")[:4]
b'%PDF'
"""

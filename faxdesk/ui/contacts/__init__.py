"""The tab “Contacts”: whom faxes go to, with import, export, duplicates, and a new fax to those who are chosen.

It installs itself: `controller.install`.

>>> from faxdesk.ui.contacts.page import ContactsPage
>>> page = ContactsPage(backend)
>>> page.model.rowCount()
0
"""

"""The contacts as rows, for every list of them.

>>> from faxdesk.ui.contact_list.contact_model import ContactModel
>>> ContactModel(backend, backend).rowCount()
0
"""

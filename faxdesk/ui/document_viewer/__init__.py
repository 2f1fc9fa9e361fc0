"""The window that shows the pages of a fax or its report, to look at them and to save a copy.

>>> from faxdesk.ui.document_viewer.window import DocumentWindow
>>> DocumentWindow(backend, letter, "Offer 17").windowTitle()
'Offer 17'
"""

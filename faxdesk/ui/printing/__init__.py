"""Printing: lists as tables, and the pages and reports of faxes, on a printer or into a PDF.

>>> from PySide6.QtWidgets import QWidget
>>> from faxdesk.ui.printing.dialog import PrintChoices, PrintDialog
>>> PrintDialog(PrintChoices(listed=12, list_is_whole=True, pages=2, reports=1), QWidget()).windowTitle()
'Print'
"""

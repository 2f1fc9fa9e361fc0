"""Printing: lists as tables, and the pages and reports of faxes, on a printer or into a PDF.

>>> from PySide6.QtWidgets import QWidget
>>> from faxdesk.ui.printing.dialog import PrintChoices, PrintDialog
>>> window = QWidget()
>>> dialog = PrintDialog(PrintChoices(listed=12, list_is_whole=True, pages=0, reports=0), window)
>>> dialog.subject.name
'LIST'
"""

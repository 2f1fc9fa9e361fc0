"""Proofs in the window: the PDF that proves a fax is asked for, made and saved.

>>> from PySide6.QtWidgets import QWidget
>>> from faxdesk.core.settings import Settings
>>> from faxdesk.ui.proof.dialog import ProofDialog
>>> window = QWidget()
>>> ProofDialog(2, Settings(), window).windowTitle()
'Save proof'
"""

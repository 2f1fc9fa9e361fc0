"""The settings: who is signed in, what a new fax starts with, and how FaxDesk behaves. What is chosen holds at once.

>>> from faxdesk.store.settings_file import SettingsFile
>>> from faxdesk.ui.settings.account_page import SignedInAs
>>> from faxdesk.ui.settings.dialog import SettingsDialog
>>> from faxdesk.ui.settings.writer import SettingsWriter
>>> writer = SettingsWriter(jobs, SettingsFile(folder / "settings.json"))
>>> SettingsDialog(writer, backend.store.service_mirror, SignedInAs("practice"), folder).windowTitle()
'Settings'
"""

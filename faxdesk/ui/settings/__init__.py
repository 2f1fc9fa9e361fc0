"""The settings dialog: who is signed in, what a new fax starts with, and how FaxDesk behaves.

>>> from faxdesk.store.settings_file import SettingsFile
>>> from faxdesk.ui.settings.dialog import SettingsDialog, SignedInAs
>>> file, mirror = SettingsFile(folder / "settings.json"), backend.store.service_mirror
>>> SettingsDialog(jobs, file, mirror, SignedInAs("practice"), folder).windowTitle()
'Settings'
"""

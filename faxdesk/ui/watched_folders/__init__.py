"""Watched folders: those that the window watches are chosen on a page of the settings, and what comes in is told.

>>> from faxdesk.ui.watched_folders.controller import FolderMessages
>>> FolderMessages.__name__
'FolderMessages'
"""

"""The desktop around the window: the application object, one window per folder, signals, start-up checks.

>>> from faxdesk.ui.desktop.startup_checks import look_for_resources
>>> look_for_resources()
"""

"""Profiles in the window: on a page of the settings they are made, named and opened, each in a window of its own.

>>> from faxdesk.ui.profiles.settings_page import ProfilesPage
>>> ProfilesPage.__name__
'ProfilesPage'
"""

"""What is told in time: through the desktop, on the program's icon, and from the tray when the window is closed.

>>> from faxdesk.ui.notifications.settings_page import NotificationsPage
>>> NotificationsPage.__name__
'NotificationsPage'
"""

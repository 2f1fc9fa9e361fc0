"""The inbox: received faxes as a tab of the window."""

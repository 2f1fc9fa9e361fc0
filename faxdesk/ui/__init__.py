"""The window. Only this package and `faxdesk.app` know Qt."""

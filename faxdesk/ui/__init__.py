"""The window. Only this package, `faxdesk.app` and `faxdesk.launcher` know Qt.

Each feature is one package; the main window assembles them. They read through `store` and write through the services,
in the threads of `backend`. A `Session` is the window and the work of one account:

    >>> from faxdesk.services.container import ServicesFactory
    >>> from faxdesk.services.sign_in import NoCredentials
    >>> from faxdesk.store.data_folder import DataFolder
    >>> from faxdesk.store.settings_file import SettingsFile
    >>> from faxdesk.ui.session import Session
    >>> data = DataFolder(folder)
    >>> factory = lambda url, _token: ServicesFactory(data, url, NoCredentials())
    >>> session = Session(data, SettingsFile(data.settings), factory, practice=None)
    >>> session.window.windowTitle()
    'FaxDesk'
    >>> session.close()
    True
"""

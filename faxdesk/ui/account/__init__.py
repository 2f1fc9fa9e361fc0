"""Connecting an account: the dialog in which one signs in, or chooses the practice account, and its pages.

What was typed is tried out before it is kept. Secrets go to the keyring, and nowhere else.

    >>> from faxdesk.store.keyring_secrets import KeyringSecrets
    >>> from faxdesk.store.settings_file import Settings
    >>> from faxdesk.ui.account.connect_dialog import ConnectDialog
    >>> ConnectDialog(jobs, KeyringSecrets(), Settings()).windowTitle()
    'Connect to Fax.Plus'
"""

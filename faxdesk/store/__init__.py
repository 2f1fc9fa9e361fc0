"""All that is kept on this computer: the database, the spool of documents, the settings file, the keyring, the log.

A `Store` is one connection to the database of a data folder, for one thread. The database is the queue, so that
whatever was promised to the user is still known after a power cut.

    >>> from faxdesk.store.data_folder import DataFolder
    >>> from faxdesk.store.fax_lists import Listing
    >>> from faxdesk.store.store import Store
    >>> store = Store(DataFolder(folder))
    >>> store.fax_lists.all(Listing.OUTBOX)
    []
    >>> store.close()
"""

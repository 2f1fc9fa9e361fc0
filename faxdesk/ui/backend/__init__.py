"""The threads under the window: requests of the user go out to them, what they report comes back as signals.

A job is given with its owner: its callbacks come in the main thread, and are dropped when the owner is gone.

    >>> from faxdesk.core.model import Draft
    >>> from faxdesk.store.data_folder import DataFolder
    >>> from faxdesk.ui.backend.backend import Backend
    >>> from faxdesk.ui.backend.deferred_factory import DeferredFactory
    >>> backend = Backend(DeferredFactory(DataFolder(folder)))
    >>> backend.commands.submit(backend, Draft((letter,), ("+41445550123",)), done=print, failed=print)
    >>> backend.stop()
    True
"""

"""The use cases: to submit, deliver, follow, redial, cancel and fetch faxes, and to sign in.

Each service does its work in bounded steps; none has a thread, a timer or a sleep. A `ServicesFactory` is shared, and
opens the `Services` of one thread over one connection to the database and one to Fax.Plus.

    >>> from faxdesk.core.model import Draft
    >>> from faxdesk.services.container import ServicesFactory
    >>> from faxdesk.services.sign_in import NoCredentials
    >>> from faxdesk.store.data_folder import DataFolder
    >>> services = ServicesFactory(DataFolder(folder), "http://127.0.0.1:9/v3", NoCredentials()).open(print)
    >>> services.submitter.submit(Draft((letter,), ("+41445550123",))).recipients[0].state
    <State.QUEUED: 'queued'>
    >>> services.close()
"""

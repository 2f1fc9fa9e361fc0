"""The local database, the spool of documents, the settings file and the keyring."""

"""The tab "Drafts": faxes that are not finished, to go on with or to throw away."""

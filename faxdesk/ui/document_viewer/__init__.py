"""The window that shows the pages of a fax or its report."""

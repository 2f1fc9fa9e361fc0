"""Lists as tables: text with delimiters, and spreadsheets of Excel and of OpenDocument.

>>> from faxdesk.documents.tables.reader import read_table
>>> _ = (folder / "list.csv").write_text("Fax;Firma\\n+41445550123;Praxis\\n")
>>> read_table(folder / "list.csv", "list.csv").rows[1].cells
('+41445550123', 'Praxis')
"""

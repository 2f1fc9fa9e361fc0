"""Address books in files: vCards of any version, each card for itself.

>>> from faxdesk.documents.cards.reader import read_cards
>>> _ = (folder / "one.vcf").write_text("BEGIN:VCARD\\nFN:Dental practice\\nTEL;TYPE=FAX:+41445550123\\nEND:VCARD\\n")
>>> read_cards(folder / "one.vcf", "one.vcf")[0].faxes
('+41445550123',)
"""

"""The PDF of a proof: its pages (`pages`), what is attached to it (`attachments`) and the seal over all (`seal`).

`pages` and `attachments` work in the child process that opens documents; the seal needs no reader of PDFs.
"""

"""TIFF files: read, put together, written. Pages that are only moved keep their bytes.

>>> from contextlib import closing
>>> from PIL import Image
>>> from faxdesk.documents.tiff.reader import TiffPages
>>> Image.new("1", (1728, 2200), 1).save(folder / "scan.tif", dpi=(204, 196))
>>> with (folder / "scan.tif").open("rb") as file, closing(TiffPages(file, "scan.tif")) as pages:
...     pages.count
1
"""

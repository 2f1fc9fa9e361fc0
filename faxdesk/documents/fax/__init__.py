"""A page as a fax: black and white, its marks, its time on the line, and the file that is sent."""

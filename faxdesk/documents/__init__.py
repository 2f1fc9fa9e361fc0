"""Files that people want to fax: what they really are, whether they can be faxed, and how their pages look.

Every function here opens files for reading only, and says what is wrong with one as `InputRefused`.
"""

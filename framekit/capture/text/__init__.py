"""Captured bytes as text: hex dumps and other forms of text that contain bytes, and how to recognise them.

Strategy: each form has a reader that takes one line at a time and yields the bytes that the line adds (pieces.py). hexdump.py,
words.py and hexyl.py read the dumps of tools, plain.py and logs.py read lists of bytes, literals.py source code, and columns.py
tables. forms.py names the forms and recognises them.
"""

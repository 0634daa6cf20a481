"""Captured bytes as text: hex dumps and the other forms in which people keep bytes, and how to recognise them.

Strategy: each form is a reader that takes one line at a time and yields the bytes that the line adds (pieces.py). hexdump.py,
words.py and hexyl.py read the dumps of tools, plain.py and logs.py lists of bytes, literals.py source code, columns.py tables.
forms.py names the forms and recognises them.
"""

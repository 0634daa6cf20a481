"""Which protocol a conversation is of, if that is not known.

evidence.py says what a frame shows, deciding.py decides, and undecided.py keeps what has come until then.
"""

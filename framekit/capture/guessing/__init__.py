"""Guessing the protocol of a conversation.

evidence.py weighs what a frame shows, deciding.py decides, and undecided.py keeps the events until then.
"""

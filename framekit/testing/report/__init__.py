"""What a failure shows: the differences field by field, the frame as a tree with marked bytes, a test to paste."""

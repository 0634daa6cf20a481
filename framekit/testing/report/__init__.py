"""What a failure shows: the differences field by field, the frame as a tree with the bytes marked, a test to paste."""

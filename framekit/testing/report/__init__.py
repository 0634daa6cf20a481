"""Parts of a failure report: differences field by field, the frame as a tree with marked bytes, and a test that reproduces it."""

"""How a person says what a frame is: the vocabulary, the Frame class, and the functions over both."""

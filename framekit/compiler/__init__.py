"""One file or folder for each artefact that is made from a FrameSpec."""

"""The artefacts generated from a FrameSpec, each in a file or folder of its own."""

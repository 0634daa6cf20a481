"""Writes the golden files."""

from tests.compiler.golden import FOLDER, examples, golden

for name, frame in examples().items():
    (FOLDER / f"{name}.txt").write_text(golden(frame))

"""The steps that read, measure and write a frame: the single meaning of a declaration for every fast engine.

`program_of(spec)` lowers a frame once; `show_program(spec)` lists its steps. The steps are defined in reading_steps.py,
measuring_steps.py and writing_steps.py; their operands are defined in operands.py.
"""

from framekit.compiler.program.program import Program, program_of, words_in
from framekit.compiler.program.show import show_program

__all__ = ["Program", "program_of", "show_program", "words_in"]

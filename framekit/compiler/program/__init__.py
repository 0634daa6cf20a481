"""What reading, measuring and writing a frame do, step by step: the one meaning of a declaration for everything that runs fast.

`program_of(spec)` lowers a frame once; `show_program(spec)` lists its steps. The steps are defined in reading_steps.py,
measuring_steps.py and writing_steps.py; what they compute with, in operands.py.
"""

from framekit.compiler.program.program import Program, program_of, words_in
from framekit.compiler.program.show import show_program

__all__ = ["Program", "program_of", "show_program", "words_in"]

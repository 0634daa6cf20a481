"""Resolving the annotation and the specifier of a field into a FieldSpec.

Strategy: the specifier describes the wire, the annotation describes the Python value; here the two are compared and combined into
one kind. field.py is the entry point; each other file resolves one family of kinds.

Rules: every failure is a SpecError that names the class and the field, and what to write instead. The contents of nested frames
are not examined here, because they may not be known yet.
"""

"""Annotation and specifier of a field -> FieldSpec.

Strategy: the specifier says what is on the wire, the annotation says what Python sees; here the two are held against each
other and become one kind. field.py begins; each other file resolves one family of kinds.

Rules: every refusal is a SpecError that names class and field and says what to write instead. No nested frame is looked into
here: it may not be there yet.
"""

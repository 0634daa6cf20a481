"""Writes public.txt."""

from tests.api import FILE, public

FILE.write_text(public(), encoding="utf-8")

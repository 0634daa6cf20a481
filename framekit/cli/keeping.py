"""`--save-vectors` and `--pytest`: the frames of a capture as golden vectors, and as a test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from framekit.capture import Found
from framekit.cli.output import Output
from framekit.testing.recorded import Recorded
from framekit.testing.vectors import save_vectors
from framekit.view.text import count, visible


class Keeper:
    """Recorder that keeps the frames that pass, and writes them at the end.

    Args:
        vectors: the file for golden vectors, or None.
        test: the file for a test, or None.
    """

    def __init__(self, vectors: Path | None, test: Path | None) -> None:
        self._vectors = vectors
        self._test = test
        self._recorded = Recorded()

    @property
    def is_asked(self) -> bool:
        """True if a file is to be written."""
        return self._vectors is not None or self._test is not None

    def watch(self, found: Iterator[Found]) -> Iterator[Found]:
        """Yield the same items, and record them."""
        if not self.is_asked:
            return found
        return self._watched(found)

    def _watched(self, found: Iterator[Found]) -> Iterator[Found]:
        classes: dict[str, type] = {}
        for each in found:
            if each.frame is not None:
                classes[type(each.frame).__name__] = type(each.frame)
                self._recorded.add(each.frame, each.data)
            elif each.kind == "skipped" and each.error is not None and each.error.frame in classes:
                self._recorded.refuse(classes[each.error.frame], each.data)
            yield each

    def write(self, output: Output, title: str) -> None:
        """Write the files, and report the frames that they do not contain."""
        try:
            if self._vectors is not None:
                save_vectors(self._vectors, *self._recorded.vectors())
            if self._test is not None:
                self._test.write_text(self._recorded.test_source(title, self._test.parent), "utf-8")
        except OSError as fault:
            raise click.ClickException(f"cannot write {visible(str(fault.filename))}: {fault.strerror}") from fault
        for reason, number in self._recorded.left_out.items():
            output.fault(f"framekit: {count(number, 'frame')} not saved: {reason}")

"""The public interface changes only on purpose."""

from __future__ import annotations

import difflib

from tests.api import FILE, public


def test_the_public_interface_is_as_recorded() -> None:
    recorded = FILE.read_text(encoding="utf-8")
    found = public()
    changes = difflib.unified_diff(recorded.splitlines(), found.splitlines(), "recorded", "found", lineterm="", n=0)
    assert found == recorded, (
        "the public interface has changed. docs/deprecation.md applies: what is removed or changed must be deprecated first, and "
        "belongs in CHANGELOG.md. To record an intended change, run `python -m tests.api` and commit tests/api/public.txt:\n"
        + "\n".join(changes)
    )

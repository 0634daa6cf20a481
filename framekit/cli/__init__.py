"""The command `framekit`: one file for each of its commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; says how to install what it needs where that is missing."""
    try:
        from framekit.cli.app import framekit
    except ModuleNotFoundError as missing:
        if missing.name not in ("click", "rich"):
            raise
        sys.exit(f"the command needs {missing.name}; install it with: pip install 'framekit[cli]'")
    try:
        framekit()
    except OSError as fault:
        sys.exit(f"framekit: {fault}")

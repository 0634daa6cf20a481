"""The command `framekit`: one file for each of its commands."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; exit with installation instructions if click or rich is missing."""
    try:
        from framekit.cli.app import framekit
    except ModuleNotFoundError as missing:
        if missing.name not in ("click", "rich"):
            raise
        sys.exit(f"the framekit command requires {missing.name}; install it with: pip install 'framekit[cli]'")
    try:
        framekit()
    except OSError as fault:
        sys.exit(f"framekit: {fault}")

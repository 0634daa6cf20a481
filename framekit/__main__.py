"""`python -m framekit` runs the `framekit` command."""

from framekit.cli import main

if __name__ == "__main__":
    main()

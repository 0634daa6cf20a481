"""`python -m framekit` is the command `framekit`."""

from framekit.cli import main

if __name__ == "__main__":
    main()

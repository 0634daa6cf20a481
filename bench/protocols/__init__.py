"""One module for each protocol of specs/: what a careful person would write by hand with struct, to measure against."""

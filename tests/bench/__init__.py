"""Tests of the code that benchmarks compare with."""

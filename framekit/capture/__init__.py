"""Captured bytes: hex dumps of the usual tools, and telling them from raw bytes."""

"""Plain dataclasses in, files out: no database, no web."""

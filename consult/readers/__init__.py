"""Files in, plain dataclasses out: no database, no web."""

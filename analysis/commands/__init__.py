"""The commands, one a module: its options, what it runs, and the document that it gives."""

from __future__ import annotations
